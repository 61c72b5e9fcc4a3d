"""How data contradict a vocabulary: what must not be, looked for in a store where all rules have been run."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from migkg import terms
from migkg.judges import lexical
from migkg.schema import NOTHING, OWL, SAME_AS, TYPE, decode, encode, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.schema import Schema

__all__ = ["Clashes", "datatypes_of"]

_XSD: Final = terms.XSD
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE: Final = ox.NamedNode(TYPE)
_DIFFERENT: Final = f"{OWL}differentFrom"
_NUMBERS: Final = {
    "nonNegativeInteger": "integer",
    "positiveInteger": "nonNegativeInteger",
    "unsignedLong": "nonNegativeInteger",
    "unsignedInt": "unsignedLong",
    "unsignedShort": "unsignedInt",
    "unsignedByte": "unsignedShort",
    "nonPositiveInteger": "integer",
    "negativeInteger": "nonPositiveInteger",
    "long": "integer",
    "int": "long",
    "short": "int",
    "byte": "short",
    "integer": "decimal",
    "dateTimeStamp": "dateTime",
    "normalizedString": "string",
    "token": "normalizedString",
    "language": "token",
    "Name": "token",
    "NCName": "Name",
    "NMTOKEN": "Name",
}
"""Which datatype of XML Schema lies above which, as OWL 2 RL sees them."""

_APART: Final = frozenset(
    f"{_XSD}{name}"
    for name in (
        *("anyURI", "base64Binary", "boolean", "dateTime", "decimal", "double", "float"),
        *("hexBinary", "string"),
    )
) | {f"{_RDF}XMLLiteral"}
"""Datatypes of which no two have a value in common."""

_CHECKED: Final = (
    frozenset(f"{_XSD}{name}" for name in (*_NUMBERS, "time", "date"))
    | _APART
    | {f"{_RDF}langString", f"{_RDF}HTML"}
) - {f"{_XSD}string"}
"""The datatypes of OWL 2 RL: the others are taken as they are written. To owlrl, a plain text has no type."""


@lru_cache(maxsize=256)
def datatypes_of(datatype: str) -> tuple[str, ...]:
    """A datatype of OWL 2 RL and those above it; none for any other."""
    if datatype not in _CHECKED:
        return ()
    found = [datatype]
    while (name := found[-1].removeprefix(_XSD)) in _NUMBERS:
        found.append(_XSD + _NUMBERS[name])
    return tuple(found)


_FREE: Final = frozenset({f"{_RDF}langString", f"{_RDF}HTML"})
"""Datatypes that any text belongs to."""

_APART_OR_BELOW: Final = _APART | {f"{_XSD}{name}" for name in _NUMBERS}


@lru_cache(maxsize=100_000)
def _misspelling(text: str, datatype: str) -> str:
    return lexical.problem(text, datatype)


class Clashes:
    """What contradicts a schema; the store holds encoded terms (`schema.encode`)."""

    def __init__(self, schema: Schema, store: ox.Store) -> None:
        self._schema = schema
        self._store = store
        self._wrong: set[str] = set()

    def look_at(self, literal: ox.Literal) -> None:
        """Note whether a literal is written as its datatype demands."""
        datatype = literal.datatype.value
        if (
            datatype in _CHECKED
            and datatype not in _FREE
            and (wrong := _misspelling(literal.value, datatype))
        ):
            self._wrong.add(f"{literal} is {wrong}.")

    def predicates(self) -> set[str]:
        """The properties that some contradiction is about."""
        pairs = self._schema.axioms["propertyDisjointWith"]
        kinds = ("AsymmetricProperty", "IrreflexiveProperty")
        found = {_DIFFERENT, *(iri for pair in pairs for iri in pair)}
        return found.union(*(self._schema.kinds[kind] for kind in kinds))

    def classes(self) -> set[str]:
        """The classes that some contradiction is about."""
        return {NOTHING, *(iri for pair in self._apart() for iri in pair)}

    def _apart(self) -> set[tuple[str, str]]:
        """The pairs of classes that have nothing in common."""
        pairs = self._schema.axioms["disjointWith"] | self._schema.axioms["complementOf"]
        for node, members in self._schema.members("members"):
            if node in self._schema.kinds["AllDisjointClasses"]:
                pairs = pairs | set(combinations(members, 2))
        return pairs

    def merged(self) -> set[tuple[str, str]]:
        """The different terms that are the same, encoded."""
        same = self._store.quads_for_pattern(None, ox.NamedNode(SAME_AS), None, ox.DefaultGraph())
        return {(encode(quad.subject), encode(quad.object)) for quad in same if quad.subject != quad.object}

    def all(self, heads: set[str], used: set[str]) -> list[str]:
        """How the data contradict the vocabulary, in words, sorted.

        `heads` are the classes that the rules put things into, `used` the datatypes that the data use.
        """
        return [
            *sorted(
                {
                    *self._wrong,
                    *self._of_two_kinds(),
                    *self._of_datatypes(heads, used),
                    *self._of_properties(),
                }
            ),
            *sorted(set(self._mergers())),
        ]

    def _of_two_kinds(self) -> Iterator[str]:
        for (thing,) in self._ask(f"SELECT ?x {{ ?x a <{NOTHING}> }}"):
            yield f"{thing} is defined of type 'Nothing'"
        pairs = self._apart()
        bits = {
            iri: 1 << number for number, iri in enumerate(sorted({iri for pair in pairs for iri in pair}))
        }
        kinds: dict[str, int] = defaultdict(int)
        for iri, bit in bits.items():
            for quad in self._store.quads_for_pattern(None, _TYPE, ox.NamedNode(iri), ox.DefaultGraph()):
                kinds[encode(quad.subject)] |= bit
        clashes = {
            kind: [pair for pair in pairs if all(bits[iri] & kind for iri in pair)]
            for kind in set(kinds.values())
        }
        for thing, kind in kinds.items():
            for one, other in clashes[kind]:
                yield f"Disjoint classes {one} and {other} have a common individual {thing}"

    def _of_datatypes(self, heads: set[str], used: set[str]) -> Iterator[str]:
        datatypes = heads & _APART_OR_BELOW
        if not datatypes:
            return
        kinds: dict[str, set[str]] = defaultdict(set)
        values = " ".join(f"<{iri}>" for iri in sorted(datatypes))
        for thing, kind in self._ask(f"SELECT ?x ?c {{ ?x a ?c VALUES ?c {{ {values} }} }}"):
            kinds[thing].add(kind)
        possible = _APART & used
        for thing, found in kinds.items():
            term = decode(thing)
            if isinstance(term, ox.Literal):
                found.update(datatypes_of(term.datatype.value))
            for one, other in combinations(sorted(found & possible), 2):
                yield f"Disjoint classes {one} and {other} have a common individual {term}"

    def _of_properties(self) -> Iterator[str]:
        for one, other in self._schema.axioms["propertyDisjointWith"]:
            for thing, value in self._ask(f"SELECT ?x ?y {{ ?x <{one}> ?y . ?x <{other}> ?y }}"):
                yield f"Erroneous usage of disjoint properties {one} and {other} on {thing} and {value}"
        for iri in self._schema.kinds["AsymmetricProperty"]:
            for thing, value in self._ask(f"SELECT ?x ?y {{ ?x <{iri}> ?y . ?y <{iri}> ?x }}"):
                yield f"Erroneous usage of asymmetric property {iri} on {thing} and {value}"
        for iri in self._schema.kinds["IrreflexiveProperty"]:
            for (thing,) in self._ask(f"SELECT ?x {{ ?x <{iri}> ?x }}"):
                yield f"Irreflexive property used on {thing} with {iri}"

    def _mergers(self) -> Iterator[str]:
        merged = self.merged()
        said = {frozenset(pair) for pair in self._schema.same}
        different: set[frozenset[str]] = set()
        apart = f"{{ ?x <{_DIFFERENT}> ?y }} UNION {{ ?y <{_DIFFERENT}> ?x }}"
        for pair in self._ask(f"SELECT ?x ?y {{ ?x <{SAME_AS}> ?y FILTER(?x != ?y) {apart} }}"):
            different.add(frozenset(pair))
        for name in ("members", "distinctMembers"):
            for node, members in self._schema.members(name):
                if node in self._schema.kinds["AllDifferent"]:
                    different |= {frozenset(two) for two in combinations(members, 2)}
        for one, other in merged:
            both = frozenset((one, other))
            shown = " and ".join(sorted(str(decode(iri)) for iri in both))
            if both in different:
                yield f"{shown} are said to differ, and to be the same."
            elif both not in said and not is_blank(one) and not is_blank(other):
                yield f"{shown} would have to be the same."

    def _ask(self, query: str) -> Iterator[tuple[str, ...]]:
        for row in cast("ox.QuerySolutions", self._store.query(query)):
            yield tuple(term.value for term in row)
