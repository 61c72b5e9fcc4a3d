"""What a vocabulary says in RDFS and OWL, as Python sets: the part of reasoning that is small.

`Schema` is read from the triples whose predicates (or, as types, objects) belong to the languages themselves.
It closes the hierarchies of classes and properties by OWL 2 RL's rules for the schema, so that what remains
to be done for the data are rules with fixed IRIs in them (see `migkg.rules`).

Literals and blank nodes are written as IRIs here and in `rules` (`encode`, `decode`), since a rule may say
something about a literal, which RDF cannot.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

import pyoxigraph as ox

from migkg import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Pairs = set[tuple[str, str]]
    Subject = ox.NamedNode | ox.BlankNode | ox.Triple
    Term = Subject | ox.Literal

__all__ = [
    "BLANK",
    "LANGUAGES",
    "LITERAL",
    "NOTHING",
    "OWL",
    "SAME_AS",
    "THING",
    "TYPE",
    "Schema",
    "Uncovered",
    "decode",
    "encode",
    "is_blank",
    "is_literal",
    "is_of_a_language",
]

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
LANGUAGES: Final = (RDF, RDFS, OWL, terms.XSD)
"""The namespaces of the languages themselves."""

TYPE: Final = terms.RDF_TYPE
SAME_AS: Final = f"{OWL}sameAs"
THING: Final = f"{OWL}Thing"
NOTHING: Final = f"{OWL}Nothing"
LITERAL: Final = "migkg-literal:"
BLANK: Final = "migkg-blank:"

_ANNOTATIONS: Final = frozenset(f"{RDFS}{name}" for name in ("label", "comment", "seeAlso", "isDefinedBy"))
_LISTS: Final = (f"{RDF}first", f"{RDF}rest")
_NIL: Final = f"{RDF}nil"

_ABOUT_CLASSES: Final = ("subClassOf", "domain", "range", "allValuesFrom", "someValuesFrom")
_AXIOMS: Final = {
    **{f"{RDFS}{name}": name for name in ("subClassOf", "subPropertyOf", "domain", "range")},
    **{
        f"{OWL}{name}": name
        for name in (
            "allValuesFrom",
            "complementOf",
            "differentFrom",
            "disjointWith",
            "distinctMembers",
            "equivalentClass",
            "equivalentProperty",
            "hasValue",
            "intersectionOf",
            "inverseOf",
            "members",
            "onProperty",
            "oneOf",
            "propertyChainAxiom",
            "propertyDisjointWith",
            "someValuesFrom",
            "unionOf",
        )
    },
}
_WITH_LISTS: Final = (
    "distinctMembers",
    "intersectionOf",
    "members",
    "oneOf",
    "propertyChainAxiom",
    "unionOf",
)
_KINDS: Final = {
    **{
        f"{OWL}{name}": name
        for name in (
            "AllDifferent",
            "AllDisjointClasses",
            "AsymmetricProperty",
            "Class",
            "DatatypeProperty",
            "FunctionalProperty",
            "InverseFunctionalProperty",
            "IrreflexiveProperty",
            "ObjectProperty",
            "SymmetricProperty",
            "TransitiveProperty",
        )
    },
    f"{RDF}Property": "Property",
}
_SILENT_KINDS: Final = frozenset(
    {
        *(f"{OWL}{name}" for name in ("AnnotationProperty", "NamedIndividual", "Ontology", "Restriction")),
        *(f"{OWL}{name}" for name in ("DeprecatedClass", "DeprecatedProperty", "OntologyProperty", "Thing")),
        *(f"{RDFS}{name}" for name in ("Class", "Datatype", "Resource", "Literal")),
        f"{RDF}List",
    }
)
_SILENT: Final = frozenset(
    {
        *_ANNOTATIONS,
        *(f"{OWL}{name}" for name in ("imports", "versionIRI", "versionInfo", "priorVersion", "deprecated")),
        *(f"{OWL}{name}" for name in ("backwardCompatibleWith", "incompatibleWith")),
        f"{RDFS}member",
    }
)
"""Predicates of the languages from which nothing follows."""


class Uncovered(Exception):  # noqa: N818 -- not a fault: the caller then reasons in another way
    """The vocabulary says something for which there are no rules here; the message names it."""


def encode(term: Term) -> str:
    """A term as an IRI; an IRI stays as it is.

    >>> encode(ox.Literal("so so", language="en"))
    'migkg-literal:so%20so:@en'
    """
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.BlankNode):
        return f"{BLANK}{term.value}"
    if isinstance(term, ox.Literal):
        kind = f"@{term.language}" if term.language else quote(term.datatype.value, safe="")
        return f"{LITERAL}{quote(term.value, safe='')}:{kind}"
    raise Uncovered(f"a statement about a statement ({term})")


def decode(iri: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The term that `encode` has written.

    >>> decode(encode(ox.Literal("007", datatype=ox.NamedNode(f"{terms.XSD}integer"))))
    <Literal value=007 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>
    """
    if iri.startswith(BLANK):
        return ox.BlankNode(iri.removeprefix(BLANK))
    if not iri.startswith(LITERAL):
        return ox.NamedNode(iri)
    text, kind = iri.removeprefix(LITERAL).split(":")
    if kind.startswith("@"):
        return ox.Literal(unquote(text), language=kind[1:])
    return ox.Literal(unquote(text), datatype=ox.NamedNode(unquote(kind)))


def is_blank(iri: str) -> bool:
    """Whether an encoded term is a blank node."""
    return iri.startswith(BLANK)


def is_literal(iri: str) -> bool:
    """Whether an encoded term is a literal."""
    return iri.startswith(LITERAL)


def is_of_a_language(iri: str) -> bool:
    """Whether a term belongs to RDF, RDFS, OWL or XML Schema."""
    return iri.startswith(LANGUAGES)


class Schema:
    """The axioms of a graph, closed: `axioms` and `kinds` by their local names, `lists`, `same` as said.

    `narrower` holds all pairs of a class and one above it, `implied` those of properties, as far as the rules
    derive them. `annotations` are the properties whose triples have no consequences. `predicates` and
    `classes` are those that the data use. Raises Uncovered for what there are no rules for.
    """

    def __init__(self, quads: Iterable[ox.Quad | ox.Triple]) -> None:
        self.axioms: Mapping[str, Pairs] = defaultdict(set)
        self.kinds: Mapping[str, set[str]] = defaultdict(set)
        self.same: Pairs = set()
        self.predicates: set[str] = set()
        self.classes: set[str] = set()
        self.annotations = set(_ANNOTATIONS)
        self._firsts: dict[str, set[str]] = defaultdict(set)
        self._rests: dict[str, set[str]] = defaultdict(set)
        self._read(quads)
        hierarchy = self.axioms["subPropertyOf"]
        self.annotations -= {term for pair in hierarchy for term in pair}
        self._refuse_odd()
        self.lists = {head: self._list(head) for name in _WITH_LISTS for _, head in self.axioms[name]}
        self.narrower, self.implied = self._closed()

    def on(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Restrictions of a kind (`hasValue`, say): the class, its property, and what the axiom says."""
        properties = defaultdict(list)
        for node, iri in self.axioms["onProperty"]:
            properties[node].append(iri)
        for node, value in self.axioms[name]:
            for iri in properties[node]:
                yield node, iri, value

    def members(self, name: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Axioms about lists: what they are about, and the members of the list."""
        for node, head in self.axioms[name]:
            yield node, self.lists[head]

    def vocabulary(self) -> set[str]:
        """Every term on which the meaning of other triples hangs."""
        found = {
            term
            for name, pairs in self.axioms.items()
            if name != "differentFrom"
            for p in pairs
            for term in p
        }
        found |= {term for members in self.lists.values() for term in members}
        found |= {*self._firsts, *(term for nodes in self.kinds.values() for term in nodes)}
        return found | self.predicates | self.classes

    def hierarchy(self) -> Iterator[tuple[str, str, str]]:
        """The derived triples about the hierarchies themselves, encoded."""
        for name, pairs in (("subClassOf", self.narrower), ("subPropertyOf", self.implied)):
            for low, high in pairs - self.axioms[name]:
                if low != high and not is_of_a_language(low) and not is_of_a_language(high):
                    yield low, f"{RDFS}{name}", high

    # --- reading -----------------------------------------------------------------------------------

    def _read(self, quads: Iterable[ox.Quad | ox.Triple]) -> None:
        for quad in quads:
            predicate = quad.predicate.value
            if not predicate.startswith(LANGUAGES):
                self.predicates.add(predicate)
            elif predicate == TYPE:
                self._type(encode(quad.subject), encode(quad.object))
            elif predicate in _AXIOMS:
                self.axioms[_AXIOMS[predicate]].add((encode(quad.subject), encode(quad.object)))
            elif predicate == SAME_AS:
                if quad.subject != quad.object:
                    self.same.add((encode(quad.subject), encode(quad.object)))
            elif predicate in _LISTS:
                part = self._firsts if predicate == _LISTS[0] else self._rests
                part[encode(quad.subject)].add(encode(quad.object))
            elif predicate not in _SILENT and not predicate.startswith((RDF, terms.XSD)):
                raise Uncovered(f"<{predicate}>")

    def _type(self, subject: str, kind: str) -> None:
        if not kind.startswith(LANGUAGES):
            self.classes.add(kind)
        elif kind in _KINDS:
            self.kinds[_KINDS[kind]].add(subject)
        elif kind == f"{OWL}AnnotationProperty":
            self.annotations.add(subject)
        elif kind not in _SILENT_KINDS:
            raise Uncovered(f"things of the type <{kind}>")

    def _refuse_odd(self) -> None:
        """Refuse axioms about the terms of the languages themselves, or about literals."""
        for name, pairs in self.axioms.items():
            for subject, value in pairs:
                if is_of_a_language(subject) or subject.startswith(LITERAL):
                    raise Uncovered(f"{name} of <{subject}>")
                if is_of_a_language(value) and not _is_usual(name, value):
                    raise Uncovered(f"{name} <{value}>")
                if value.startswith(LITERAL) and name != "hasValue":
                    raise Uncovered(f"{name} of a literal")
        for name, nodes in self.kinds.items():
            for node in nodes:
                if is_of_a_language(node):
                    raise Uncovered(f"{name} <{node}>")

    def _list(self, head: str) -> tuple[str, ...]:
        found: list[str] = []
        seen: set[str] = set()
        while head != _NIL:
            firsts, rests = self._firsts.get(head, ()), self._rests.get(head, ())
            if len(firsts) != 1 or len(rests) != 1 or head in seen:
                raise Uncovered("a list that is none")
            seen.add(head)
            (first,), (head,) = firsts, rests
            if is_of_a_language(first) or is_literal(first):
                raise Uncovered(f"a list with <{first}>")
            found.append(first)
        return tuple(found)

    # --- the hierarchies ---------------------------------------------------------------------------

    def _closed(self) -> tuple[Pairs, Pairs]:
        properties = {
            (iri, iri)
            for name in ("ObjectProperty", "DatatypeProperty", "Property")
            for iri in self.kinds[name]
        }
        implied = _hierarchy(
            properties | self.axioms["subPropertyOf"], _both_ways(self.axioms["equivalentProperty"])
        )
        declared = self.kinds["Class"] | {THING, NOTHING}
        narrower = {pair for iri in declared for pair in ((iri, iri), (iri, THING), (NOTHING, iri))}
        narrower |= self.axioms["subClassOf"] | _both_ways(self.axioms["equivalentClass"])
        narrower |= {(node, member) for node, members in self.members("intersectionOf") for member in members}
        narrower |= {(member, node) for node, members in self.members("unionOf") for member in members}
        while True:
            narrower = _hierarchy(narrower, set())
            more = self._between_restrictions(narrower, implied) - narrower
            if not more:
                return narrower, implied
            narrower |= more

    def _between_restrictions(self, narrower: Pairs, implied: Pairs) -> Pairs:
        """Which restrictions are narrower than which, by their properties or by what they demand."""
        found: Pairs = set()
        for name in ("hasValue", "someValuesFrom", "allValuesFrom"):
            every = list(self.on(name))
            by_property, by_value = defaultdict(list), defaultdict(list)
            for node, iri, value in every:
                by_property[iri].append((node, value))
                by_value[value].append((node, iri))
            for node, iri, value in every:
                wider = {other for other, above in by_value[value] if (iri, above) in implied}
                found |= {(other, node) if name == "allValuesFrom" else (node, other) for other in wider}
                if name != "hasValue":
                    found |= {
                        (node, other) for other, above in by_property[iri] if (value, above) in narrower
                    }
        return found


def _both_ways(pairs: Pairs) -> Pairs:
    return {pair for one, other in pairs if one != other for pair in ((one, other), (other, one))}


def _is_usual(name: str, value: str) -> bool:
    """Whether an axiom may well speak of a term of the languages without changing what that term means."""
    if name in _WITH_LISTS:
        return value == _NIL
    if name == "subPropertyOf":
        return value in _ANNOTATIONS
    known = value in {THING, NOTHING, f"{RDFS}Resource", f"{RDFS}Literal", f"{RDF}langString"}
    return name in _ABOUT_CLASSES and (known or value.startswith(terms.XSD))


def _hierarchy(pairs: Pairs, more: Pairs) -> Pairs:
    """The pairs and those that follow by going up, but for loops: only what is declared is above itself."""
    above: dict[str, set[str]] = defaultdict(set)
    for low, high in pairs | more:
        above[low].add(high)
    closed = set(pairs | more)
    for low in list(above):
        seen = {low}
        waiting = list(above[low])
        while waiting:
            high = waiting.pop()
            if high not in seen:
                seen.add(high)
                closed.add((low, high))
                waiting += above.get(high, ())
    return closed
