"""Footnotes: each to the passage that has its marker, and named as the document counts them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migkg.ingest.outline.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.ingest.blocks import Mark
    from migkg.ingest.outline.nodes import Draft, Node
    from migkg.ingest.outline.pieces import Piece

__all__ = ["attach"]

_NUMBER = re.compile(r"[0-9]{1,6}")
"""A label that counts; what has more digits is no number of a footnote."""


def _scope(node: Node | None) -> str:
    """The box or chapter within which a note is counted."""
    while node is not None:
        if node.kind == "Box":
            return "box-" + node.path.rpartition("/")[2]
        if node.parent is None:
            return re.sub(r"^section/", "", node.path).partition("/")[0]
        node = node.parent
    return ""


def _chapter(scope: str) -> str:
    return re.sub(r"^(\d+)\.[\d.]+$", r"\1", scope)


@dataclass(slots=True)
class _Carriers:
    """The passages that bear markers which no footnote has claimed yet; None stands for the document."""

    places: dict[str, list[tuple[int, Node | None]]] = field(default_factory=dict)
    last: int = 0

    def add(self, marks: Iterable[Mark], start: int, node: Node | None) -> None:
        """Note the markers of a passage, or of the title."""
        for mark in marks:
            self.places.setdefault(mark.label, []).append((start, node))
            self.last = max(self.last, start)

    def claim(self, note: Piece, *, at_end: bool) -> tuple[Node | None] | None:
        """The passage that a note belongs to: the last before it that has its marker, else the next.

        Notes at the end of the text go to the first that has it.
        """
        places = self.places.get(note.marker)
        if not places:
            return None
        before = [at for at, (place, _node) in enumerate(places) if place <= note.start]
        which = 0 if at_end or not before else before[-1]
        return (places.pop(which)[1],)


@dataclass(slots=True)
class _Orphans:
    """Where notes go whose markers are lost."""

    paragraphs: Sequence[Node]
    owners: dict[int, Node | None]
    """The owners of the other notes, by number."""
    starts: list[int] = field(default_factory=list)
    before: tuple[int, Node | None] = (-1, None)

    def owner(self, note: Piece) -> Node | None:
        """With the lost note just before it; else between the passages of its neighbours."""
        if not self.paragraphs:
            return None
        self.starts = self.starts or [node.start for node in self.paragraphs]
        number = int(note.marker) if _NUMBER.fullmatch(note.marker) else -1
        if number < 0 or self.before[0] != number - 1:
            self.before = (number, self._between(number, note))
        else:
            self.before = (number, self.before[1])
        return self.before[1]

    def _between(self, number: int, note: Piece) -> Node:
        earlier = max((value for value in self.owners if value < number), default=None)
        later = min((value for value in self.owners if value > number), default=None)
        begin = self._place(earlier, 0)
        end = self._place(later, len(self.paragraphs) - 1)
        if earlier is None and later is not None:
            return self.paragraphs[begin]
        here = bisect_right(self.starts, note.start) - 1
        return self.paragraphs[max(begin, min(here, end))]

    def _place(self, number: int | None, otherwise: int) -> int:
        owner = self.owners[number] if number is not None else None
        return self.paragraphs.index(owner) if owner in self.paragraphs else otherwise


def attach(draft: Draft, notes: Sequence[Piece], title: Piece | None) -> int:
    """Put each footnote behind the passage that bears its marker; return how many had lost theirs.

    Notes are named by their label; where labels come back, by the box or chapter within which they count.
    """
    carriers = _Carriers()
    if title is not None:
        carriers.add(title.marks, title.start, None)
    for node in draft.nodes:
        carriers.add(node.marks, node.start, node)
    scoped = len({note.marker for note in notes}) < len(notes)
    at_end = bool(notes) and notes[0].start > carriers.last
    placed: list[tuple[Piece, Node | None]] = []
    lost: list[Piece] = []
    for note in notes:
        claimed = carriers.claim(note, at_end=at_end)
        if claimed is None:
            lost.append(note)
        else:
            placed.append((note, claimed[0]))
    owners = {
        int(note.marker): node for note, node in placed if _NUMBER.fullmatch(note.marker) and not scoped
    }
    paragraphs = [node for node in draft.nodes if node.kind == "Paragraph"] or draft.nodes
    orphans = _Orphans(paragraphs, owners)
    placed += [(note, orphans.owner(note)) for note in lost]
    _insert(draft, sorted(placed, key=lambda entry: entry[0].start), scoped=scoped)
    return len(lost)


def _insert(draft: Draft, placed: Sequence[tuple[Piece, Node | None]], *, scoped: bool) -> None:
    nodes = list(draft.nodes)
    behind: dict[int, list[Node]] = {}
    for note, owner in placed:
        scope = _chapter(_scope(owner)) if scoped else ""
        label = ".".join(part for part in (scope, slug(note.marker) or "note") if part)
        behind.setdefault(id(owner), []).append(
            draft.new("Footnote", f"fn/{label}", f"fn {label}", owner, note)
        )
    draft.nodes[:] = behind.get(id(None), [])
    for node in nodes:
        draft.nodes += [node, *behind.get(id(node), ())]
