"""Statements of one file that cannot be true together, by SKOS, OWL and plain sense.

A concept with two preferred labels in a language, related to what is broader than it, or broader than
itself; a thing that is the same as another and different from it. The numbers S9 to S46 are those of the
integrity conditions in the SKOS reference. What needs reasoning over several steps is not looked for.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.findings import Rule
from migkg.judges.uses import Uses, at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migkg.judges.uses import Context
    from migkg.places import Result

__all__ = ["RULES", "problems"]

_HERE: Final = f"{terms.BASE}shape/contradictions/"
_SKOS: Final = terms.PREFIXES["skos"]
_OWL: Final = terms.PREFIXES["owl"]

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        f"{_HERE}preferred-label": Rule(
            name="A concept has one preferred label in a language",
            message="Make all but one of the labels skos:altLabel.",
            description="SKOS, S14: whoever shows the concept could show any of them.",
        ),
        f"{_HERE}label-kind": Rule(
            name="A label is of one kind",
            severity="Warning",
            message="Keep {$value} as one kind of label.",
            description="SKOS, S13: preferred, alternative and hidden labels have nothing in common.",
        ),
        f"{_HERE}kind": Rule(
            name="A thing is not of two kinds that exclude each other",
            message="Drop one of the two classes.",
            description="SKOS, S9 and S37: concepts, schemes and collections; and nothing is an owl:Nothing.",
        ),
        f"{_HERE}relation": Rule(
            name="Two concepts stand in one relation",
            message="Drop one of the two relations.",
            description="SKOS, S27 and S46: what is broader is not related, and what is exact is neither.",
        ),
        f"{_HERE}same": Rule(
            name="Things are the same or different",
            message="Drop owl:sameAs or owl:differentFrom.",
            description="A reasoner that reads both can conclude anything.",
        ),
        f"{_HERE}itself": Rule(
            name="Nothing is a part, a version or the opposite of itself",
            message="Correct the value, or drop the triple.",
            description="Mostly the wrong line was copied.",
        ),
    }
)


def _iris(prefix: str, names: str) -> frozenset[str]:
    return frozenset(terms.PREFIXES[prefix] + name for name in names.split())


_NEVER_ITSELF: Final = (
    _iris("skos", "broadMatch broader broaderTransitive narrowMatch narrower narrowerTransitive related")
    | _iris("skos", "relatedMatch")
    | _iris("owl", "complementOf differentFrom disjointWith propertyDisjointWith")
    | _iris("dcterms", "hasPart hasVersion isPartOf isReplacedBy isVersionOf replaces")
    | _iris("org", "hasSubOrganization hasUnit reportsTo subOrganizationOf unitOf")
    | _iris("prov", "hadMember specializationOf wasDerivedFrom wasRevisionOf")
    | _iris("schema", "hasPart isPartOf")
)
_KINDS: Final = (
    (f"{_SKOS}Concept", f"{_SKOS}ConceptScheme"),
    (f"{_SKOS}Concept", f"{_SKOS}Collection"),
    (f"{_SKOS}Concept", f"{_SKOS}OrderedCollection"),
    (f"{_SKOS}ConceptScheme", f"{_SKOS}Collection"),
    (f"{_SKOS}ConceptScheme", f"{_SKOS}OrderedCollection"),
)
_LABELS: Final = ("prefLabel", "altLabel", "hiddenLabel")
_UP: Final = ("broader", "broaderTransitive")
_DOWN: Final = ("narrower", "narrowerTransitive")

_Pair = tuple[object, object]


def problems(uses: Uses, _: Context) -> Iterator[Result]:
    """The triples that contradict another of the same file, or themselves."""
    for name in sorted(_NEVER_ITSELF & uses.predicates.keys()):
        wrong = [quad for quad in uses.predicates[name] if quad.subject == quad.object]
        message = f"Correct the value of {terms.shorten(name)}: it leads back to the same thing."
        yield from at(f"{_HERE}itself", wrong, message)
    yield from _labels(uses)
    yield from _kinds(uses)
    yield from _relations(uses)
    yield from _sameness(uses)


def _labels(uses: Uses) -> Iterator[Result]:
    first: dict[_Pair, object] = {}
    for quad in uses.predicates.get(f"{_SKOS}prefLabel", ()):
        if isinstance(quad.object, ox.Literal):
            language = quad.object.language or ""
            if first.setdefault((quad.subject, language), quad.object) != quad.object:
                where = f"the language {language}" if language else "no language"
                message = f"Make this, or the other one, skos:altLabel: two preferred labels in {where}."
                yield from at(f"{_HERE}preferred-label", [quad], message)
    kinds: dict[_Pair, str] = {}
    for name in _LABELS:
        for quad in uses.predicates.get(_SKOS + name, ()):
            other = kinds.setdefault((quad.subject, quad.object), name)
            if other != name:
                message = f"Drop skos:{name}, or skos:{other}: one label is not both."
                yield from at(f"{_HERE}label-kind", [quad], message)


def _kinds(uses: Uses) -> Iterator[Result]:
    having = {
        iri: {quad.subject for quad in _typed(uses, iri)}
        for pair in _KINDS
        for iri in pair
        if iri in uses.objects
    }
    for one, other in _KINDS:
        if one in having and other in having:
            wrong = [quad for quad in _typed(uses, other) if quad.subject in having[one]]
            message = f"Drop {terms.shorten(one)} or {terms.shorten(other)}: nothing is both."
            yield from at(f"{_HERE}kind", wrong, message)
    yield from at(
        f"{_HERE}kind", _typed(uses, f"{_OWL}Nothing"), "Drop the class: nothing is an owl:Nothing."
    )


def _typed(uses: Uses, iri: str) -> list[ox.Quad]:
    return [quad for quad in uses.objects.get(iri, ()) if quad.predicate.value == terms.RDF_TYPE]


def _relations(uses: Uses) -> Iterator[Result]:
    up = _pairs(uses, _UP) | {(other, one) for one, other in _pairs(uses, _DOWN)}
    message = "Drop skos:related: one of the two is broader than the other."
    yield from at(f"{_HERE}relation", _crossing(uses, "related", up), message)
    far = _pairs(uses, ("broadMatch", "narrowMatch", "relatedMatch"))
    message = "Drop skos:exactMatch, or the broad, narrow or related match of the same two."
    yield from at(f"{_HERE}relation", _crossing(uses, "exactMatch", far), message)


def _pairs(uses: Uses, names: Iterable[str]) -> set[_Pair]:
    return {(quad.subject, quad.object) for name in names for quad in uses.predicates.get(_SKOS + name, ())}


def _crossing(uses: Uses, name: str, pairs: set[_Pair]) -> list[ox.Quad]:
    """The triples of a symmetric property whose two things are one of the pairs, in either direction."""
    return [
        quad
        for quad in uses.predicates.get(_SKOS + name, ())
        if (quad.subject, quad.object) in pairs or (quad.object, quad.subject) in pairs
    ]


def _sameness(uses: Uses) -> Iterator[Result]:
    same = {frozenset((quad.subject, quad.object)) for quad in uses.predicates.get(f"{_OWL}sameAs", ())}
    wrong = [
        quad
        for quad in uses.predicates.get(f"{_OWL}differentFrom", ())
        if frozenset((quad.subject, quad.object)) in same
    ]
    yield from at(f"{_HERE}same", wrong, "Drop owl:sameAs or owl:differentFrom: the two exclude each other.")
