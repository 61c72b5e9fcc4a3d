"""From pyoxigraph's terms to rdflib's, with every literal as it was written.

rdflib is imported inside the functions: most of migkg does without it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from migkg import terms
from migkg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import rdflib

    from migkg.world import World

__all__ = ["add_to", "bind_prefixes", "from_rdflib", "to_rdflib", "view"]

_STRING: Final = f"{terms.XSD}string"


def to_rdflib(quads: Iterable[ox.Quad | ox.Triple]) -> rdflib.Graph:
    """An rdflib graph of the triples, without their graph names; literals stay as written.

    The prefixes of migkg are bound.

    >>> triples = ox.parse("<x:s> <x:p> 007 .", ox.RdfFormat.TURTLE)
    >>> [str(value) for value in to_rdflib(triples).objects()]
    ['007']
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    bind_prefixes(graph)
    with _quiet_literals():
        for quad in quads:
            graph.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    return graph


def add_to(dataset: rdflib.Dataset, quads: Iterable[ox.Quad], graph: str = "") -> None:
    """Add quads to an rdflib dataset; those of the default graph go to the named graph given, if one is."""
    bind_prefixes(dataset)
    with _quiet_literals():
        for quad in quads:
            name = quad.graph_name
            target = graph if isinstance(name, ox.DefaultGraph) else name.value
            place = dataset.graph(_iri(target)) if target else dataset.default_graph
            place.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))


def bind_prefixes(graph: rdflib.Graph) -> None:
    """Let an rdflib graph write its IRIs with the prefixes of migkg."""
    for prefix, namespace in terms.PREFIXES.items():
        graph.bind(prefix, namespace, replace=True)


def view(world: World) -> rdflib.Graph:
    """An rdflib graph that looks into a world whenever it is asked, instead of holding a copy; read-only."""
    import rdflib
    from rdflib.store import Store

    class Window(Store):
        """The world as one of rdflib's stores, with all its triples in whatever graph is asked for."""

        context_aware = True
        graph_aware = True

        def triples(self, pattern: tuple[Any, Any, Any], context: object = None) -> Iterator[Any]:
            """The triples that match a pattern, each with its contexts: none."""
            del context
            subject, predicate, value = pattern
            wanted = None if predicate is None else ox.NamedNode(str(predicate))
            if subject is None:
                quads = world.pointing(wanted, None if value is None else from_rdflib(value))
            else:
                said = world.said(from_rdflib(subject))
                quads = (quad for quad in said if wanted is None or quad.predicate == wanted)
            for quad in quads:
                triple = _node(quad.subject), _node(quad.predicate), _node(quad.object)
                if value is None or triple[2] == value:
                    yield triple, iter(())

        def __len__(self, context: object = None) -> int:
            return 1

        def bind(self, prefix: str, namespace: rdflib.URIRef, override: bool = True) -> None:
            """Prefixes are of no use here."""

        def namespaces(self) -> Iterator[tuple[str, rdflib.URIRef]]:
            """None."""
            return iter(())

        def prefix(self, namespace: rdflib.URIRef) -> str | None:
            """None."""

        def namespace(self, prefix: str) -> rdflib.URIRef | None:
            """None."""

    return rdflib.Graph(store=Window(), bind_namespaces="none")


def from_rdflib(node: rdflib.term.Node) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The term of pyoxigraph for one of rdflib's."""
    import rdflib

    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or _STRING)))
    raise UsageError(f"{node!r} is nothing that RDF knows.")


def _iri(text: str) -> rdflib.URIRef:
    import rdflib

    return rdflib.URIRef(text)


def _node(term: object) -> rdflib.term.Node:
    import rdflib

    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, ox.Literal) and term.direction is None:
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        datatype = None if term.datatype.value == _STRING else rdflib.URIRef(term.datatype.value)
        return rdflib.Literal(term.value, datatype=datatype, normalize=False)
    raise UsageError(f"{term} is RDF 1.2, which rdflib does not hold yet.")


@contextmanager
def _quiet_literals() -> Iterator[None]:
    """Keep rdflib from logging a traceback for each ill-typed literal: finding those is validation."""
    import logging  # only with rdflib, which loads it anyway

    logger = logging.getLogger("rdflib.term")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
