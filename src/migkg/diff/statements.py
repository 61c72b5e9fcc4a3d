"""Two datasets compared statement by statement.

A statement counts once, in whichever named graphs it stands: a file that was split says what it said. A blank
node is known by what is said of it, so that the same list is the same list in both.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Difference", "compare"]

_CIRCLE: Final = "circle"


@dataclass(frozen=True, slots=True)
class Difference:
    """The triples that only the one or only the other dataset has, sorted.

    A blank node in them has a label that follows from what is said of it. `owners` names, for each such
    label, the thing that the node belongs to.
    """

    removed: tuple[ox.Triple, ...]
    added: tuple[ox.Triple, ...]
    owners: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def owner(self, triple: ox.Triple) -> str:
        """The IRI of the thing that a statement is about; "" if it belongs to none that has an IRI."""
        if isinstance(triple.subject, ox.NamedNode):
            return triple.subject.value
        return self.owners.get(triple.subject.value, "") if isinstance(triple.subject, ox.BlankNode) else ""


def compare(old: ox.Store, new: ox.Store) -> Difference:
    """What the one store says and the other does not."""
    before, after = _Labels(old), _Labels(new)
    said, says = set(before.triples()), set(after.triples())
    owners = before.owners() | after.owners()
    return Difference(_sorted(said - says), _sorted(says - said), owners)


def _sorted(triples: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    return tuple(sorted(triples, key=str))


class _Labels:
    """The triples of a store with blank nodes that are called by what is said of them."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._known: dict[ox.BlankNode, ox.BlankNode] = {}
        self._open: set[ox.BlankNode] = set()

    def triples(self) -> Iterator[ox.Triple]:
        for quad in self._store:
            yield ox.Triple(self._called(quad.subject), quad.predicate, self._called(quad.object))

    def owners(self) -> dict[str, str]:
        """For each blank node's label, the IRI from which a way of statements leads to it, if one does."""
        found: dict[ox.BlankNode, str] = {}
        for node in self._known:
            way: list[ox.BlankNode] = []
            at: Any = node
            while isinstance(at, ox.BlankNode) and at not in found:
                found[at] = ""  # so that a way that leads back ends
                way.append(at)
                above = next(self._store.quads_for_pattern(None, None, at, None), None)
                at = above.subject if above else None
            end = at.value if isinstance(at, ox.NamedNode) else found.get(at, "")
            found |= dict.fromkeys(way, end)
        return {label.value: found[node] for node, label in self._known.items() if found[node]}

    def _called(self, term: Any) -> Any:
        """A term of a store; if it is a blank node, by its label."""
        if isinstance(term, ox.BlankNode):
            return self._known.get(term) or self._label(term)
        return term

    def _label(self, node: ox.BlankNode) -> ox.BlankNode:
        """The node's label, after those of the nodes that it leads to; what leads back is a `circle`."""
        waiting = [node]
        while waiting:
            here = waiting[-1]
            quads = list(self._store.quads_for_pattern(here, None, None, None))
            inner = [
                quad.object
                for quad in quads
                if isinstance(quad.object, ox.BlankNode)
                and quad.object not in self._known
                and quad.object not in self._open
            ]
            if inner:
                self._open.add(here)
                waiting.append(inner[0])
                continue
            said = sorted(f"{quad.predicate} {self._known_as(quad.object)}" for quad in quads)
            digest = hashlib.sha256("\n".join(said).encode()).hexdigest()[:24]
            self._known[here] = ox.BlankNode(f"b{digest}")
            self._open.discard(here)
            waiting.pop()
        return self._known[node]

    def _known_as(self, term: Any) -> Any:
        return self._known.get(term, _CIRCLE) if isinstance(term, ox.BlankNode) else term
