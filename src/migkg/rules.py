"""OWL 2 RL for large graphs: SPARQL rules, compiled from the vocabulary and run to a fixpoint.

`derive` gives what `reason.infer` gives, for the constructs that `migkg.schema` knows; for any other it
raises `Uncovered`. The hierarchies of classes and properties are closed first (`migkg.schema`). Each axiom
then becomes a rule with its own IRIs in it; rules of one form are asked as one query. A round asks only what
the triples of the round before can add (semi-naive evaluation), so that the work grows as the answer does.

In the store that the rules run on, all facts stand in the default graph, and the facts of each round in a
graph of their own as well: these graphs together are what was derived. Literals and blank nodes are IRIs
there (`schema.encode`): a rule may say something about a literal, and a store must not rewrite its digits.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.clashes import Clashes, datatypes_of
from migkg.errors import DataError
from migkg.reason import complaint
from migkg.schema import (
    BLANK,
    LANGUAGES,
    LITERAL,
    NOTHING,
    SAME_AS,
    THING,
    TYPE,
    Schema,
    Uncovered,
    decode,
    encode,
    is_blank,
    is_literal,
    is_of_a_language,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    Progress = Callable[[int], None]
    """Called when a round of the rules begins, with its number (from 1)."""

    Atom = tuple[str, str, str]
    """A triple pattern: variables begin with `?`, all else are IRIs."""

__all__ = ["Rule", "Uncovered", "compile_rules", "derive"]

_XSD: Final = terms.XSD
_SILENT: Final = (*LANGUAGES, BLANK, LITERAL)
"""What nothing worth keeping is said of begins like this."""

_ROUND: Final = "migkg-round:"


@dataclass(frozen=True, slots=True)
class Rule:
    """Whatever matches all patterns of the body, what the head says of it is a fact.

    Without a body, the head is a fact that the vocabulary itself states.
    """

    head: Atom
    body: tuple[Atom, ...]


# --- from axioms to rules ----------------------------------------------------------------------------


def compile_rules(schema: Schema, *, equality: bool = False) -> tuple[Rule, ...]:
    """The rules that a vocabulary stands for; with `equality` also those by which equal things share all.

    >>> said = ox.parse("<x:p> <http://www.w3.org/2000/01/rdf-schema#domain> <x:C> .", ox.RdfFormat.TURTLE)
    >>> for rule in compile_rules(Schema(said)):
    ...     print(*rule.body, "->", rule.head)
    ('?x', 'x:p', '?y') -> ('?x', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#type', 'x:C')
    """
    found = [*_of_hierarchies(schema), *_of_properties(schema), *_of_classes(schema)]
    if equality:
        found += _EQUALITY
    used = {atom[2] for rule in found for atom in rule.body}
    return tuple(dict.fromkeys(rule for rule in found if rule.head[2] in used or not _is_idle(rule.head)))


_EQUALITY: Final = (
    Rule(("?b", SAME_AS, "?a"), (("?a", SAME_AS, "?b"),)),
    Rule(("?b", "?p", "?o"), (("?a", SAME_AS, "?b"), ("?a", "?p", "?o"))),
    Rule(("?s", "?p", "?b"), (("?a", SAME_AS, "?b"), ("?s", "?p", "?a"))),
)


def _is_idle(head: Atom) -> bool:
    """Whether a fact is neither kept nor of any use to a check."""
    _, predicate, value = head
    if predicate == TYPE:
        return is_of_a_language(value) and value != NOTHING and not value.startswith(_XSD)
    return is_of_a_language(predicate) and predicate != SAME_AS


def _of_hierarchies(schema: Schema) -> Iterator[Rule]:
    for low, high in schema.narrower:
        if low not in (high, NOTHING):
            yield Rule(("?x", TYPE, high), (("?x", TYPE, low),))
    for low, high in schema.implied:
        if low != high:
            yield Rule(("?x", high, "?y"), (("?x", low, "?y"),))
    for iri, kind in schema.axioms["domain"]:
        yield Rule(("?x", TYPE, kind), (("?x", iri, "?y"),))
    for iri, kind in schema.axioms["range"]:
        yield Rule(("?y", TYPE, kind), (("?x", iri, "?y"),))


def _of_properties(schema: Schema) -> Iterator[Rule]:
    for one, other in schema.axioms["inverseOf"]:
        yield Rule(("?y", other, "?x"), (("?x", one, "?y"),))
        yield Rule(("?y", one, "?x"), (("?x", other, "?y"),))
    for iri in schema.kinds["SymmetricProperty"]:
        yield Rule(("?y", iri, "?x"), (("?x", iri, "?y"),))
    for iri in schema.kinds["TransitiveProperty"]:
        yield Rule(("?x", iri, "?z"), (("?x", iri, "?y"), ("?y", iri, "?z")))
    for iri in schema.kinds["FunctionalProperty"]:
        yield Rule(("?y", SAME_AS, "?z"), (("?x", iri, "?y"), ("?x", iri, "?z")))
    for iri in schema.kinds["InverseFunctionalProperty"]:
        yield Rule(("?y", SAME_AS, "?z"), (("?y", iri, "?x"), ("?z", iri, "?x")))
    for iri, chain in schema.members("propertyChainAxiom"):
        if chain:
            steps = tuple((f"?x{number}", step, f"?x{number + 1}") for number, step in enumerate(chain))
            yield Rule(("?x0", iri, f"?x{len(chain)}"), steps)


def _of_classes(schema: Schema) -> Iterator[Rule]:
    for node, members in schema.members("oneOf"):
        yield from (Rule((member, TYPE, node), ()) for member in members)
    for node, members in schema.members("intersectionOf"):
        if members:
            yield Rule(("?x", TYPE, node), tuple(("?x", TYPE, member) for member in dict.fromkeys(members)))
    for node, iri, value in schema.on("hasValue"):
        yield Rule(("?x", iri, value), (("?x", TYPE, node),))
        yield Rule(("?x", TYPE, node), (("?x", iri, value),))
    for node, iri, value in schema.on("someValuesFrom"):
        step = ("?x", iri, "?y")
        yield Rule(("?x", TYPE, node), (step,) if value == THING else (step, ("?y", TYPE, value)))
    for node, iri, value in schema.on("allValuesFrom"):
        yield Rule(("?y", TYPE, value), (("?x", TYPE, node), ("?x", iri, "?y")))


# --- from rules to SPARQL ----------------------------------------------------------------------------


def _updates(rules: Sequence[Rule], number: int) -> Iterator[str]:
    """What to ask in a round: in the first one all facts, then those of the round before."""
    plain = [rule for rule in rules if len(rule.body) == 1 or not (rule.body or number)]
    for rule, table in _merged(plain):
        yield _update(rule, number, 0, table)
    for rule in rules:
        if len(rule.body) > 1:
            for fresh in range(len(rule.body) if number else 1):
                yield _update(rule, number, fresh)


def _merged(rules: Iterable[Rule]) -> Iterator[tuple[Rule, str]]:
    """Rules of one form as one, with their IRIs in a table."""
    forms: dict[Rule, list[list[str]]] = defaultdict(list)
    for rule in rules:
        row: list[str] = []
        body = tuple(_with_slots(atom, row) for atom in rule.body)
        forms[Rule(_with_slots(rule.head, row), body)].append(row)
    for form, rows in forms.items():
        names = " ".join(f"?c{column}" for column in range(len(rows[0])))
        table = "\n".join(f"({' '.join(f'<{iri}>' for iri in row)})" for row in sorted(rows))
        yield form, f"VALUES ({names}) {{ {table} }}" if names else ""


def _with_slots(atom: Atom, row: list[str]) -> Atom:
    slots = []
    for term in atom:
        if term.startswith("?") or term in (TYPE, SAME_AS):
            slots.append(term)
        else:
            row.append(term)
            slots.append(f"?c{len(row) - 1}")
    return slots[0], slots[1], slots[2]


def _update(rule: Rule, number: int, fresh: int, table: str = "") -> str:
    patterns = [_pattern(atom) for atom in rule.body]
    if number:
        patterns[fresh] = f"GRAPH <{_ROUND}{number}> {{ {patterns[fresh]} }}"
        patterns.insert(0, patterns.pop(fresh))
    head = _pattern(rule.head)
    subject, _, value = rule.head
    same = f"FILTER({subject} != {value})" if rule.head[1] == SAME_AS else ""
    return (
        f"INSERT {{ {head} . GRAPH <{_ROUND}{number + 1}> {{ {head} }} }} "
        f"WHERE {{ {table} {' '.join(f'{pattern} .' for pattern in patterns)} {same} "
        f"FILTER NOT EXISTS {{ {head} }} }}"
    )


def _pattern(atom: Atom) -> str:
    return " ".join(term if term.startswith("?") else f"<{term}>" for term in atom)


# --- running -----------------------------------------------------------------------------------------


def derive(
    asserted: Iterable[ox.Quad | ox.Triple],
    *,
    scratch: Path | None = None,
    progress: Progress | None = None,
) -> Iterator[ox.Triple]:
    """The triples that `reason.infer` adds to a graph, in no order, each once.

    `asserted` is gone through more than once, its graph names play no part. With `scratch`, a folder that is
    empty or not there yet, the facts are kept on disk instead of in memory; it is left to the caller to
    delete. Raises DataError as `reason.infer` does, and Uncovered if the vocabulary says what no rule here
    knows. Both are raised before the first triple is given.
    """
    schema = Schema(asserted)
    if not {term for pair in schema.same for term in pair}.isdisjoint(schema.vocabulary()):
        raise Uncovered("owl:sameAs of a class, a property or what the vocabulary names")
    if scratch:
        scratch.mkdir(parents=True, exist_ok=True)
    run = _Run(schema, asserted, bool(schema.same), scratch and scratch / "facts")
    run.to_fixpoint(progress)
    if not schema.same and (pairs := run.clashes.merged()) and not run.problems():
        if not {term for pair in pairs for term in pair}.isdisjoint(schema.vocabulary()):
            raise Uncovered("a class, a property or what the vocabulary names that equals a blank node")
        run = _Run(schema, asserted, True, scratch and scratch / "equal")
        run.to_fixpoint(progress)
    if problems := run.problems():
        raise DataError(complaint(problems))
    return run.derived()


class _Run:
    """One closure: the facts that some rule can use, in a store, and what the rules make of them."""

    def __init__(
        self, schema: Schema, asserted: Iterable[ox.Quad | ox.Triple], equality: bool, folder: Path | None
    ) -> None:
        self._schema = schema
        self._rules = compile_rules(schema, equality=equality)
        self._equality = equality
        self._rounds = 0
        self._datatypes: set[str] = set()
        self._said: set[Atom] = set()
        self._store = ox.Store(str(folder)) if folder else ox.Store()
        self.clashes = Clashes(schema, self._store)
        self._store.bulk_extend(self._facts(asserted))

    # --- facts ---------------------------------------------------------------------------------------

    def _facts(self, asserted: Iterable[ox.Quad | ox.Triple]) -> Iterator[ox.Quad]:
        """The asserted triples that matter to a rule or a check; literals are looked at on the way."""
        atoms = [atom for rule in self._rules for atom in (rule.head, *rule.body)]
        predicates = {atom[1] for atom in atoms} | self.clashes.predicates()
        classes = {atom[2] for atom in atoms if atom[1] == TYPE} | self.clashes.classes()
        annotations = self._schema.annotations
        own = {atom[2] for rule in self._rules for atom in rule.body if atom[1] == TYPE}
        own = {kind for kind in own if is_of_a_language(kind)}
        node, quad_of, type_of = ox.NamedNode, ox.Quad, ox.NamedNode(TYPE)
        for quad in asserted:
            verb, value = quad.predicate, quad.object
            predicate = verb.value
            if predicate in annotations:
                if predicate in predicates:
                    self._said.add((encode(quad.subject), predicate, encode(value)))
                continue
            kinds = self._look_at(value) if isinstance(value, ox.Literal) else ()
            if predicate == TYPE:
                kind = encode(value)
                if kind not in classes and (is_of_a_language(kind) or not self._equality):
                    continue
            elif predicate not in predicates and (is_of_a_language(predicate) or not self._equality):
                continue
            subject = quad.subject
            subject_node = subject if isinstance(subject, node) else node(encode(subject))
            value_node = value if isinstance(value, node) else node(encode(value))
            yield quad_of(subject_node, verb, value_node)
            for kind in own.intersection(kinds):
                yield quad_of(value_node, type_of, node(kind))

    def _look_at(self, literal: ox.Literal) -> tuple[str, ...]:
        """The datatypes that a literal belongs to; also notes whether it is written as they demand."""
        kinds = datatypes_of(literal.datatype.value)
        self._datatypes.update(kinds)
        self.clashes.look_at(literal)
        return kinds

    # --- the fixpoint --------------------------------------------------------------------------------

    def to_fixpoint(self, progress: Progress | None) -> None:
        """Ask the rules until nothing new comes."""
        fresh = True
        while fresh:
            if progress is not None:
                progress(self._rounds + 1)
            for update in _updates(self._rules, self._rounds):
                self._store.update(update)
            self._rounds += 1
            fresh = self._store.contains_named_graph(ox.NamedNode(f"{_ROUND}{self._rounds}"))

    def derived(self) -> Iterator[ox.Triple]:
        """What was derived and is worth keeping, each triple once."""
        node = ox.NamedNode
        for low, below, high in self._schema.hierarchy():
            if not is_blank(low) and not is_blank(high):
                yield ox.Triple(node(low), node(below), node(high))
        for number in range(1, self._rounds):
            graph = node(f"{_ROUND}{number}")
            for quad in self._store.quads_for_pattern(None, None, None, graph):
                subject, predicate, value = quad.subject, quad.predicate, quad.object
                found = encode(value)
                if self._is_kept(encode(subject), predicate.value, found):
                    yield ox.Triple(subject, predicate, decode(found) if is_literal(found) else value)

    def _is_kept(self, subject: str, predicate: str, value: str) -> bool:
        if subject.startswith(_SILENT) or is_blank(value):
            return False
        if predicate == TYPE:
            return subject != value and not is_of_a_language(value)
        silent = is_blank(predicate) or is_of_a_language(predicate)
        return not silent and (subject, predicate, value) not in self._said

    def problems(self) -> list[str]:
        """How the data contradict the vocabulary, in words."""
        heads = {rule.head[2] for rule in self._rules if rule.head[1] == TYPE}
        return self.clashes.all(heads, self._datatypes)
