"""Paragraphs with and without number, and the items of numbered lists, become passages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline.boxes import run_in
from migkg.ingest.outline.sections import add_asked, add_question, add_run_in, leave_run_in
from migkg.ingest.outline.walk import Open

if TYPE_CHECKING:
    from migkg.ingest.outline.nodes import Node
    from migkg.ingest.outline.numbering import Number
    from migkg.ingest.outline.pieces import Piece
    from migkg.ingest.outline.walk import Walk

__all__ = ["add_counted", "add_numbered", "add_paragraph", "add_text"]

_LOOKS_BACK = re.compile(
    r"(?:\w+\s+of\s+)?(?:all\s+)?(?:the\s+)?(?:above-?\s?mentioned|aforementioned|foregoing)\b", re.IGNORECASE
)
"""The words of a paragraph that sums up what several headings brought."""
_AIM = re.compile(
    r"\W*the\s+(?:\w+\s+)?(?P<noun>objective|aim|goal|purpose)\s+of\s+(?:this|the)\b", re.IGNORECASE
)


def add_numbered(walk: Walk, at: int) -> None:
    """Add a piece whose number belongs to a run: a paragraph, an item of a list, a point for discussion."""
    run, number = walk.genre.numbers[at]
    piece = walk.pieces[at]
    if walk.asks_from is not None and walk.genre.starts[run] > walk.asks_from:
        add_question(walk, piece)
    elif walk.genre.is_list[run]:
        _listed(walk, run, number, piece)
    else:
        walk.box = None
        add_paragraph(walk, number, piece)


def add_paragraph(walk: Walk, number: Number, piece: Piece) -> None:
    """Add a numbered paragraph; one whose number is taken is called by its section too."""
    walk.close()
    path = f"{walk.prefix}para/{number.label}"
    if walk.sections and (walk.genre.restarts or path in walk.draft.taken):
        path = f"{walk.sections[-1][1].path}/para/{number.label}"
    lead = f"{walk.appendix.label} " if walk.appendix is not None else ""
    if walk.sections and walk.genre.restarts:
        lead = f"{walk.sections[-1][1].label} "
    node = walk.draft.new("Paragraph", path, f"{lead}para {number.label}", walk.container, piece)
    walk.open = [Open(number, node, is_paragraph=True)]
    walk.last = node
    walk.decide(node)


def _listed(walk: Walk, run: int, number: Number, piece: Piece) -> None:
    if run not in walk.lists:
        walk.lists[run] = walk.plain or walk.last
    parent = walk.lists[run] or walk.container
    if parent is None:
        path, notation = f"item/{number.label}", f"item {number.label}"
    elif parent.path.startswith(f"{walk.prefix}list/"):
        path, notation = f"{parent.path}/{number.label}", f"{parent.label} {number.label}"
    else:
        path, notation = f"{parent.path}/{number.label}", f"{parent.label}({number.label})"
    walk.last = walk.draft.new("ListItem", path, notation, parent, piece)


def add_text(walk: Walk, at: int) -> None:
    """Add a text without number: to what it continues, or as a passage of its own."""
    piece = walk.pieces[at]
    if walk.question is not None:
        add_asked(walk, walk.question, piece)
        return
    title = run_in(piece) if walk.genre.is_report and walk.box is None else ""
    if title:
        add_run_in(walk, title, piece)
    elif walk.box is None and _LOOKS_BACK.match(piece.text):
        leave_run_in(walk)
    target = _continued(walk, piece)
    if target is not None:
        target.add(piece)
    elif walk.genre.is_adopted and walk.container is None and at < walk.genre.first:
        walk.preamble += 1
        name = str(walk.preamble)
        node = walk.draft.new("Paragraph", f"preamble/{name}", f"preamble {name}", None, piece)
        walk.plain = walk.last = node
    elif at in walk.genre.intros:
        section = walk.container
        name = section.path.rpartition("/")[2] if section is not None else "1"
        path = f"{walk.prefix}point/{name}"
        walk.plain = walk.last = walk.draft.new("Paragraph", path, f"point {name}", section, piece)
    else:
        add_counted(walk, piece)


def _continued(walk: Walk, piece: Piece) -> Node | None:
    """What a text goes on with: the last passage if it was within a sentence, or the numbered paragraph."""
    if walk.last is None:
        return None
    if piece.text[:1].islower() or not walk.last.text:
        return walk.last
    return walk.open[0].node if walk.open and walk.open[0].is_paragraph else None


def add_counted(walk: Walk, piece: Piece) -> None:
    """Add a paragraph that is counted within its section."""
    parent = walk.container
    walk.open.clear()
    walk.lists.clear()
    if parent is not None:
        parent.count += 1
        path, notation = f"{parent.path}/p/{parent.count}", f"{parent.label} ¶{parent.count}"
    else:
        walk.preamble += 1
        path, notation = f"p/{walk.preamble}", f"¶{walk.preamble}"
    aim = _AIM.match(piece.text) if walk.genre.is_plan else None
    if aim is not None and aim["noun"].lower() not in walk.draft.taken:
        path = notation = aim["noun"].lower()
    node = walk.draft.new("Paragraph", path, notation, parent, piece)
    walk.plain = walk.last = node
    walk.decide(node)
