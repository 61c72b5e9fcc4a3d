"""The same thing in the words of schema.org, for the search engines that read a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from migkg.terms import BASE, ONTOLOGY, PREFIXES, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from migkg.web.dataset import Dataset

__all__ = ["of_dataset", "of_thing", "script_text"]

LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
CONTEXT: Final = "https://schema.org"

_KINDS: Final = (
    ("Instrument", "Legislation"),
    ("Body", "Organization"),
    ("Event", "Event"),
    ("Course", "Course"),
    ("Programme", "Project"),
    ("Document", "Report"),
    ("Publication", "Report"),
    ("Place", "Place"),
    ("Theme", "DefinedTerm"),
    ("SDGTarget", "DefinedTerm"),
    ("SDGIndicator", "DefinedTerm"),
    ("SDGGoal", "DefinedTerm"),
    ("Claim", "Claim"),
)
"""A class of ours and the type of schema.org that its members have; of several, the first that fits."""
_USUAL: Final = "CreativeWork"

_TEXTS: Final = (
    ("skos:notation", "identifier"),
    ("skos:altLabel", "alternateName"),
    ("dcterms:description", "description"),
    ("dcterms:abstract", "abstract"),
    ("dcterms:issued", "datePublished"),
    ("schema:startDate", "startDate"),
    ("schema:endDate", "endDate"),
)
_LINKS: Final = (
    ("skos:exactMatch", "sameAs"),
    ("dcterms:isPartOf", "isPartOf"),
    ("dcterms:subject", "about"),
    ("dcterms:creator", "author"),
    ("mig:evidence", "citation"),
)
_OF_WORKS: Final = frozenset(("abstract", "datePublished", "isPartOf", "about", "author"))
"""What schema.org says of works only."""
_WORKS: Final = frozenset((_USUAL, "Legislation", "Course", "Report", "Claim"))


def of_thing(dataset: Dataset, iri: str, lang: str = "en") -> dict[str, Any]:
    """What schema.org has words for of one thing; its name in a language, or else in English."""
    node = ox.NamedNode(iri)
    kind = _kind(dataset, node)
    found: dict[str, Any] = {"@context": CONTEXT, "@id": iri, "@type": kind}
    name = _name(dataset, node, lang)
    if name:
        found["name"] = name
    for predicate, property_ in _TEXTS:
        _put(
            found,
            kind,
            property_,
            sorted(text for text, tag in _literals(dataset, node, predicate) if tag in ("", "en")),
        )
    for predicate, property_ in _LINKS:
        values = sorted(_iris(dataset, node, predicate))
        _put(
            found, kind, property_, values if property_ == "sameAs" else [{"@id": value} for value in values]
        )
    return found


def of_dataset(dataset: Dataset, name: str, description: str) -> dict[str, Any]:
    """The whole as a Dataset, for the home page."""
    return {
        "@context": CONTEXT,
        "@id": BASE,
        "@type": "Dataset",
        "name": name,
        "description": description,
        "url": BASE,
        "license": LICENCE,
        "version": dataset.release.version,
        "dateModified": dataset.release.modified.date().isoformat(),
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": "SPARQL endpoint",
                "contentUrl": f"{BASE}sparql",
                "encodingFormat": "application/sparql-results+json",
            }
        ],
    }


def script_text(document: Mapping[str, Any]) -> str:
    r"""JSON-LD that can stand inside a script element: nothing in it ends the element.

    >>> script_text({"name": "</script>"})
    '{"name": "\\u003c/script\\u003e"}'
    """
    text = json.dumps(document, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _put(found: dict[str, Any], kind: str, property_: str, values: list[Any]) -> None:
    fits = kind == "Claim" if property_ == "citation" else kind in _WORKS or property_ not in _OF_WORKS
    if values and fits:
        found[property_] = values[0] if len(values) == 1 else values


def _kind(dataset: Dataset, node: ox.NamedNode) -> str:
    """The type of schema.org of the nearest class above a thing's own that has one."""
    waiting = sorted(_iris(dataset, node, RDF_TYPE))
    tops = {ONTOLOGY + name: type_ for name, type_ in _KINDS}
    for class_ in waiting:  # grows: a class is followed by those above it
        if class_ in tops:
            return tops[class_]
        waiting += [
            above
            for above in sorted(_iris(dataset, ox.NamedNode(class_), "rdfs:subClassOf"))
            if above not in waiting
        ]
    return _USUAL


def _name(dataset: Dataset, node: ox.NamedNode, lang: str) -> str:
    names = {
        tag: text
        for predicate in ("dcterms:title", "rdfs:label")
        for text, tag in _literals(dataset, node, predicate)
    }
    return names.get(lang) or names.get("en") or names.get("", "")


def _objects(dataset: Dataset, node: ox.NamedNode, predicate: str) -> Iterator[Any]:
    prefix, _, name = predicate.partition(":")
    iri = PREFIXES[prefix] + name if prefix in PREFIXES else predicate
    for quad in dataset.store.quads_for_pattern(node, ox.NamedNode(iri), None, None):
        yield quad.object


def _literals(dataset: Dataset, node: ox.NamedNode, predicate: str) -> Iterator[tuple[str, str]]:
    for value in _objects(dataset, node, predicate):
        if isinstance(value, ox.Literal):
            yield value.value, value.language or ""


def _iris(dataset: Dataset, node: ox.NamedNode, predicate: str) -> set[str]:
    return {value.value for value in _objects(dataset, node, predicate) if isinstance(value, ox.NamedNode)}
