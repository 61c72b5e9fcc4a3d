"""A graph of many files, for those who look at a few of its nodes: what is said of them, where steps lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from migkg import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migkg.footprint import Step
    from migkg.places import SourceFile
    from migkg.shapes import Term

__all__ = ["World"]

_SUBCLASS = ox.NamedNode(f"{terms.PREFIXES['rdfs']}subClassOf")
_TYPE = ox.NamedNode(terms.RDF_TYPE)


class World:
    """The quads of files by subject, beside a store of the same files, which finds them by object.

    The quads are as written; a store may rewrite literals (`007` becomes 7), so from it only subjects are
    taken.
    """

    def __init__(self, sources: Iterable[SourceFile], store: ox.Store) -> None:
        self._said: dict[Term, list[ox.Quad]] = {}
        for source in sources:
            for quad in source.quads:
                self._said.setdefault(quad.subject, []).append(quad)
        self._store = store

    def said(self, subject: Term) -> list[ox.Quad]:
        """What is said of a node."""
        return self._said.get(subject, [])

    def pointing(self, predicate: ox.NamedNode | None, value: Term | None) -> Iterator[ox.Quad]:
        """The triples with a predicate and an object; their objects are as given, where one is given."""
        for quad in self._store.quads_for_pattern(None, predicate, value, None):
            yield quad if value is None else ox.Quad(quad.subject, quad.predicate, value)

    def neighbours(self, node: Term, step: Step) -> Iterator[Term]:
        """Where a step leads to from a node."""
        predicate, inverse = step
        if inverse:
            named = None if predicate is None else ox.NamedNode(predicate)
            yield from (quad.subject for quad in self.pointing(named, node))
        else:
            for quad in self.said(node):
                if predicate is None or quad.predicate.value == predicate:
                    yield quad.object

    def classes(self, node: Term) -> set[Term]:
        """The classes of a node, and all classes above these."""
        found: set[Term] = set()
        new = [quad.object for quad in self.said(node) if quad.predicate == _TYPE]
        while new:
            above = new.pop()
            if above not in found:
                found.add(above)
                new += [quad.object for quad in self.said(above) if quad.predicate == _SUBCLASS]
        return found
