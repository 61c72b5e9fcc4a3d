"""The canned questions as RDF, in the form that tools for SPARQL examples read (`sh:SPARQLExecutable`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.terms import BASE, XSD
from migkg.web.description import facts, licences, node_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.queries import CannedQuery
    from migkg.web.dataset import Dataset

__all__ = ["examples", "query_iri"]

_PREFIX: Final = re.compile(r"^PREFIX\s+([\w-]*):\s*<([^>]*)>[ \t]*\n", re.IGNORECASE | re.MULTILINE)
_HEADER: Final = re.compile(r"\A(?:#\+.*\n)*\s*")


def examples(dataset: Dataset) -> list[ox.Triple]:
    """Each canned question as a query that can be asked as it stands, with the prefixes that they share."""
    prefixes = node_of(f"{BASE}query/prefixes")
    declared: dict[str, str] = {}
    found: list[ox.Triple] = []
    for query in dataset.queries.values():
        declared.update(_PREFIX.findall(query.text))
        found += _example(dataset, query, prefixes)
    found += facts(prefixes, ("rdf:type", "owl:Ontology"))
    for prefix, space in sorted(declared.items()):
        node = ox.BlankNode(f"prefix-{prefix}")
        found += facts(prefixes, ("sh:declare", node))
        found += facts(
            node,
            ("sh:prefix", ox.Literal(prefix)),
            ("sh:namespace", ox.Literal(space, datatype=node_of(f"{XSD}anyURI"))),
        )
    return sorted(set(found), key=str)


def query_iri(name: str) -> str:
    """The IRI of a canned question: where its page is.

    >>> query_iri("coverage")
    'https://w3id.org/migkg/query/coverage'
    """
    return f"{BASE}query/{name}"


def _example(dataset: Dataset, query: CannedQuery, prefixes: ox.NamedNode) -> Iterator[ox.Triple]:
    yield from facts(
        node_of(query_iri(query.name)),
        ("rdf:type", "sh:SPARQLExecutable", "sh:SPARQLSelectExecutable"),
        ("rdfs:label", ox.Literal(query.name)),
        ("rdfs:comment", ox.Literal(query.summary, language="en")),
        ("dcterms:description", ox.Literal(" ".join(query.description.split()), language="en")),
        ("dcterms:license", *licences(dataset)),
        ("sh:prefixes", prefixes),
        ("sh:select", ox.Literal(_HEADER.sub("", query.text))),
        ("schema:keywords", *(ox.Literal(tag) for tag in query.tags)),
        ("schema:target", node_of(f"{BASE}sparql")),
    )
