"""Which focus nodes a change can affect, so that the others need not be judged again.

A node counts as affected if a changed file speaks of it, if a shape walks from it along a triple that was
added or taken away (`footprint`), or if a query finds fault with it now and did not before. A query is asked
only of the nodes from which it walks along such a triple; where that cannot be told, of all nodes, unless it
looks at no property of the changed triples.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from migkg.patterns import predicates
from migkg.shacl import load_into

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from migkg.footprint import Footprint, Step
    from migkg.places import Result, SourceFile
    from migkg.shapes import Term
    from migkg.world import World

__all__ = ["Asked", "Delta", "Neighbours", "affected_by_queries", "affected_by_shapes"]


class Delta(NamedTuple):
    """What changed: the files as they were, as they are, and the triples by which they differ."""

    before: Mapping[str, SourceFile]
    after: Mapping[str, SourceFile]
    quads: frozenset[ox.Quad]

    @classmethod
    def of(cls, before: Iterable[SourceFile], after: Iterable[SourceFile]) -> Delta:
        """The difference between the files; those of one name are one file."""
        old, new = ({source.name: source for source in sources} for sources in (before, after))
        quads: set[ox.Quad] = set()
        for name in {*old, *new}:
            quads |= _triples(old.get(name)) ^ _triples(new.get(name))
        return cls(old, new, frozenset(quads))

    @property
    def subjects(self) -> set[Term]:
        """What the changed files speak of."""
        return {quad.subject for source in self.after.values() for quad in source.quads}

    @property
    def predicates(self) -> set[str]:
        """The properties of the triples that were added or taken away."""
        return {quad.predicate.value for quad in self.quads}

    def put(self, store: ox.Store, files: Mapping[str, SourceFile]) -> None:
        """Let a store hold the changed files as given (`before` or `after`) instead of as it has them."""
        for source in {**self.before, **self.after}.values():
            store.remove_graph(ox.NamedNode(source.graph))
        for source in files.values():
            load_into(store, source)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A query, and how it is asked: of all nodes (None) or of some.

    `footprint` is None where it cannot be told from which nodes the query walks along a triple; then `ask`
    may well find something wrong with other nodes than those that it is asked of.
    """

    query: str
    footprint: Footprint | None
    ask: Callable[[Collection[Term] | None], list[Result]]


class Neighbours:
    """Where steps lead to in the graph as it is, or as it was before the change."""

    def __init__(self, delta: Delta, world: World) -> None:
        self._world = world
        self._old: dict[tuple[Term, bool], list[tuple[str, Term]]] = {}
        for quad in (quad for source in delta.before.values() for quad in source.quads):
            self._old.setdefault((quad.subject, False), []).append((quad.predicate.value, quad.object))
            self._old.setdefault((quad.object, True), []).append((quad.predicate.value, quad.subject))

    def __call__(self, node: Term, step: Step) -> Iterator[Term]:
        """The nodes that a step leads to from a node."""
        yield from self._world.neighbours(node, step)
        for predicate, neighbour in self._old.get((node, step.inverse), ()):
            if step.predicate in (None, predicate):
                yield neighbour


def affected_by_shapes(footprint: Footprint, delta: Delta, neighbours: Neighbours) -> set[Term]:
    """The nodes of which the changed files speak, and those from which a shape walks along what changed."""
    return delta.subjects | footprint.affected(delta.quads, neighbours)


def affected_by_queries(
    queries: Sequence[Asked],
    delta: Delta,
    store: ox.Store,
    nodes: Collection[Term],
    neighbours: Neighbours,
) -> tuple[set[Term], list[Result]]:
    """All nodes that are affected, and what the queries find wrong with them.

    `nodes` are known to be affected. The queries are asked of `store`, which holds the graph as it is now,
    and does so again when this returns.
    """
    changed = delta.predicates
    everywhere: dict[Asked, list[Result]] = {}
    doubtful: dict[Asked, list[Result]] = {}
    for asked in queries:
        if asked.footprint is None:
            if _looks_at(asked.query, changed):
                everywhere[asked] = asked.ask(None)
                doubtful[asked] = everywhere[asked]
        elif others := asked.footprint.affected(delta.quads, neighbours) - set(nodes):
            doubtful[asked] = asked.ask(others)
    affected = set(nodes) | _newly_wrong(doubtful, delta, store, nodes)
    results = [
        result
        for asked in queries
        for result in (everywhere[asked] if asked in everywhere else asked.ask(affected))
        if result.focus in affected
    ]
    return affected, results


def _newly_wrong(
    doubtful: Mapping[Asked, list[Result]], delta: Delta, store: ox.Store, nodes: Collection[Term]
) -> set[Term]:
    """The nodes besides those known with which a query finds fault now and did not before the change."""
    found: set[Term] = set()
    others = {
        asked: {result.focus for result in results if result.focus not in nodes}
        for asked, results in doubtful.items()
    }
    if any(others.values()):
        delta.put(store, delta.before)
        for asked, focus in others.items():
            known = set(asked.ask(focus)) if focus else set()
            found |= {r.focus for r in doubtful[asked] if r.focus in focus and r not in known}
        delta.put(store, delta.after)
    return found


def _looks_at(query: str, changed: Collection[str]) -> bool:
    named = predicates(query)
    return named is None or not named.isdisjoint(changed)


def _triples(source: SourceFile | None) -> set[ox.Quad]:
    """The triples of a file; as blank nodes get new labels at each reading, theirs count as changed."""
    if source is None:
        return set()
    return {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in source.quads}
