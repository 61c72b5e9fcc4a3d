"""How much there is of what: graphs, classes and properties, counted once for all descriptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset

__all__ = ["Census", "Share", "taken"]

_MOST: Final = 1_000_000
"""So many quads are counted; of more, only the graphs are named, since counting would take too long."""

_TYPES: Final = """
SELECT ?name (COUNT(DISTINCT ?s) AS ?things) (COUNT(DISTINCT ?s) AS ?triples)
WHERE { ?s a ?name } GROUP BY ?name"""
_PROPERTIES: Final = """
SELECT ?name (COUNT(DISTINCT ?s) AS ?things) (COUNT(?s) AS ?triples)
WHERE { SELECT DISTINCT ?s ?name ?o WHERE { ?s ?name ?o } } GROUP BY ?name"""
"""A triple that stands in two graphs is one triple of their union; the engine would count it twice."""
_GRAPHS: Final = """
SELECT ?name (COUNT(DISTINCT ?s) AS ?things) (COUNT(?s) AS ?triples) WHERE { GRAPH ?name { ?s ?p ?o } }
GROUP BY ?name"""
_WHOLE: Final = "SELECT (COUNT(DISTINCT ?s) AS ?things) WHERE { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Share:
    """A graph, a class, a property or the whole (""): its IRI, and how many things and triples it has."""

    iri: str
    things: int | None = None
    triples: int | None = None


@dataclass(frozen=True, slots=True)
class Census:
    """The default graph of queries as a whole and by classes and properties, and the named graphs."""

    whole: Share
    graphs: tuple[Share, ...]
    classes: tuple[Share, ...] = ()
    properties: tuple[Share, ...] = ()


def taken(dataset: Dataset) -> Census:
    """The census of a dataset; without numbers if it is a prebuilt store or very large."""
    if dataset.graph.project.store is not None or len(dataset.store) > _MOST:
        names = [graph.value for graph in dataset.store.named_graphs() if isinstance(graph, ox.NamedNode)]
        return Census(Share(""), tuple(Share(name) for name in sorted(names)))
    graphs, classes, properties = (_shares(dataset, query) for query in (_GRAPHS, _TYPES, _PROPERTIES))
    (things,) = (int(row["things"].value) for row in _asked(dataset, _WHOLE))
    whole = Share("", things, sum(share.triples or 0 for share in properties))
    return Census(whole, graphs, classes, properties)


def _shares(dataset: Dataset, query: str) -> tuple[Share, ...]:
    found = [
        Share(row["name"].value, int(row["things"].value), int(row["triples"].value))
        for row in _asked(dataset, query)
        if isinstance(row["name"], ox.NamedNode)
    ]
    return tuple(sorted(found, key=lambda share: share.iri))


def _asked(dataset: Dataset, query: str) -> Any:
    return dataset.store.query(query, use_default_graph_as_union=dataset.union)
