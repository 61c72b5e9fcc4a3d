"""Footnotes: each to the passage that has its marker, and named as the document counts them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline.slugs import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.nodes import Draft, Node
    from migkg.ingest.outline.pieces import Piece

__all__ = ["attach"]


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


def _carrier(label: str, note: Piece, carriers: dict[str, list[tuple[int, Node | None]]]) -> int | None:
    """Which of the passages with this marker a note belongs to: the last one before it, else the next."""
    places = carriers.get(label, [])
    before = [at for at, (place, _node) in enumerate(places) if place <= note.start]
    if before:
        return before[-1]
    return 0 if places else None


def _orphan(label: str, owners: dict[int, Node | None], note: Piece, nodes: Sequence[Node]) -> Node | None:
    """Where a note goes whose marker is lost: after the passage of the note before it, or with the next's."""
    paragraphs = [node for node in nodes if node.kind == "Paragraph"] or list(nodes)
    if not paragraphs:
        return None
    if not label.isdigit():
        before = [node for node in paragraphs if node.start <= note.start]
        return before[-1] if before else paragraphs[0]
    number = int(label)
    earlier = max((value for value in owners if value < number), default=None)
    later = min((value for value in owners if value > number), default=None)
    start, end = 0, len(paragraphs) - 1
    if earlier is not None and owners[earlier] in paragraphs:
        start = paragraphs.index(owners[earlier])  # type: ignore[arg-type]
    if later is not None and owners[later] in paragraphs:
        end = paragraphs.index(owners[later])  # type: ignore[arg-type]
    near = [at for at in range(start, end + 1) if paragraphs[at].start <= note.start]
    if not near:
        return paragraphs[start]
    if earlier is None and later is not None:
        return paragraphs[near[0]]
    return paragraphs[near[-1]]


def attach(draft: Draft, notes: Sequence[Piece], title: Piece | None) -> int:
    """Put each footnote behind the passage that bears its marker; return how many had lost theirs.

    Notes are named by their label; where labels come back, by the box or chapter within which they count.
    """
    carriers: dict[str, list[tuple[int, Node | None]]] = {}
    if title is not None:
        for mark in title.marks:
            carriers.setdefault(mark.label, []).append((title.start, None))
    for node in draft.nodes:
        for mark in node.marks:
            carriers.setdefault(mark.label, []).append((node.start, node))
    labels = [note.marker for note in notes]
    scoped = len(set(labels)) < len(labels)
    placed: list[tuple[Piece, Node | None]] = []
    lost: list[Piece] = []
    owners: dict[int, Node | None] = {}
    for note in notes:
        which = _carrier(note.marker, note, carriers)
        if which is None:
            lost.append(note)
            continue
        _place, owner = carriers[note.marker].pop(which)
        placed.append((note, owner))
        if note.marker.isdigit() and not scoped:
            owners[int(note.marker)] = owner
    nodes = list(draft.nodes)
    before: tuple[str, Node | None] = ("", None)
    for note in lost:
        if note.marker.isdigit() and before[0] == str(int(note.marker) - 1):
            owner = before[1]
        else:
            owner = _orphan(note.marker, {} if scoped else owners, note, nodes)
        placed.append((note, owner))
        before = (note.marker, owner)
    placed.sort(key=lambda entry: entry[0].start)
    behind: dict[int, list[Node]] = {}
    for note, owner in placed:
        label = slug(note.marker) or "note"
        scope = _chapter(_scope(owner)) if scoped else ""
        label = f"{scope}.{label}" if scope else label
        made = draft.new("Footnote", f"fn/{label}", f"fn {label}", owner, note)
        draft.nodes.pop()
        behind.setdefault(id(owner), []).append(made)
    ordered: list[Node] = behind.get(id(None), [])
    for node in nodes:
        ordered.append(node)
        ordered.extend(behind.get(id(node), ()))
    draft.nodes[:] = ordered
    return len(lost)
