"""Which focus nodes a change can affect, so that the others need not be judged again.

A node counts as affected if a changed file speaks of it, if a shape walks from it along a triple that was
added or taken away (`footprint`), or if a query finds fault with it now and did not before. Of a query that
looks at no property of the changed triples, the answer cannot have changed; the others are asked of the new
graph, and of the old one too if they find fault with a node that is not affected anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from migkg.questions import predicates
from migkg.shacl import load_into

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from migkg.footprint import Footprint, Step
    from migkg.places import Result, SourceFile
    from migkg.shapes import Term
    from migkg.world import World

__all__ = ["Asked", "Delta", "affected_by_queries", "affected_by_shapes"]


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


class Asked(NamedTuple):
    """A query, and how it is asked: of all nodes (None) or of some."""

    query: str
    ask: Callable[[Collection[Term] | None], list[Result]]


def affected_by_shapes(footprint: Footprint, delta: Delta, world: World) -> set[Term]:
    """The nodes of which the changed files speak, and those from which a shape walks along what changed."""
    old: dict[tuple[Term, str, bool], list[Term]] = {}
    for quad in (quad for source in delta.before.values() for quad in source.quads):
        old.setdefault((quad.subject, quad.predicate.value, False), []).append(quad.object)
        old.setdefault((quad.object, quad.predicate.value, True), []).append(quad.subject)

    def neighbours(node: Term, step: Step) -> Iterator[Term]:
        yield from world.neighbours(node, step)
        if step.predicate is not None:
            yield from old.get((node, step.predicate, step.inverse), ())

    return delta.subjects | footprint.affected(delta.quads, neighbours)


def affected_by_queries(
    queries: Sequence[Asked], delta: Delta, store: ox.Store, nodes: Collection[Term]
) -> tuple[set[Term], list[Result]]:
    """All nodes that are affected, and what the queries find wrong with them.

    `nodes` are known to be affected. The queries are asked of `store`, which holds the graph as it is now,
    and does so again when this returns.
    """
    touched = [asked for asked in queries if _looks_at(asked.query, delta.predicates)]
    found = {asked: asked.ask(None) for asked in touched}
    doubtful = [asked for asked in touched if any(result.focus not in nodes for result in found[asked])]
    affected = set(nodes)
    if doubtful:
        delta.put(store, delta.before)
        for asked in doubtful:
            known = set(asked.ask(None))
            affected |= {result.focus for result in found[asked] if result not in known}
        delta.put(store, delta.after)
    rest = (result for asked in queries if asked not in found for result in asked.ask(affected))
    results = [result for asked in touched for result in found[asked]]
    return affected, [result for result in (*results, *rest) if result.focus in affected]


def _looks_at(query: str, changed: Collection[str]) -> bool:
    named = predicates(query)
    return named is None or not named.isdisjoint(changed)


def _triples(source: SourceFile | None) -> set[ox.Quad]:
    """The triples of a file; as blank nodes get new labels at each reading, theirs count as changed."""
    if source is None:
        return set()
    return {ox.Quad(quad.subject, quad.predicate, quad.object) for quad in source.quads}
