"""Lettered and bulleted pieces become parts of paragraphs, items of lists, points of a plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline.numbering import marker
from migkg.ingest.outline.paragraphs import add_counted, add_paragraph
from migkg.ingest.outline.sections import add_asked
from migkg.ingest.outline.walk import Open

if TYPE_CHECKING:
    from migkg.ingest.outline.nodes import Node
    from migkg.ingest.outline.numbering import Number
    from migkg.ingest.outline.pieces import Piece
    from migkg.ingest.outline.walk import Walk

__all__ = ["add_item"]

_COUNTED = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\s+(?:[\w-]+\s+){0,2}?"
    r"(?P<noun>[a-z-]+s)\b(?=\s+(?:of|for|to|in|on|that|under)\b|\s*:)",
)
_NAMED = re.compile(r"\b(?:key|guiding|main|basic|core|general)\s+(?P<noun>[a-z]+s)\s*:$")
_SMALL = 10
"""How many words the items of a list have at most that names things only."""


def add_item(walk: Walk, at: int) -> None:
    """Add a piece with a marker that belongs to no run of numbers."""
    piece = walk.pieces[at]
    number = marker(piece.marker, [entry.number for entry in reversed(walk.open)])
    if number is None or number.style == "bullet":
        _bullet(walk, piece)
    elif number.style == "chapter":
        add_paragraph(walk, number, piece)
    elif not walk.open and at in walk.genre.points:
        _point(walk, number, piece)
    elif not walk.open and walk.plain is None:
        _loose(walk, number, piece)
    else:
        _reopen(walk, number)
        base = walk.open[-1].node if walk.open else walk.plain
        if base is None:
            _loose(walk, number, piece)
        else:
            _part(walk, number, piece, base)


def _bullet(walk: Walk, piece: Piece) -> None:
    """A bullet goes on what stands before it: it has nothing to be cited by."""
    if walk.question is not None:
        add_asked(walk, walk.question, piece)
    elif walk.last is not None:
        walk.last.add(piece)
    else:
        add_counted(walk, piece)


def _point(walk: Walk, number: Number, piece: Piece) -> None:
    section = walk.container
    name = section.path.rpartition("/")[2] if section is not None else "1"
    path = f"{walk.prefix}point/{name}"
    parent = walk.plain if walk.plain is not None and walk.plain.path == path else section
    notation = f"point {name}({number.label})"
    walk.last = walk.draft.new("Paragraph", f"{path}/{number.label}", notation, parent, piece)


def _loose(walk: Walk, number: Number, piece: Piece) -> None:
    """A lettered piece that nothing announces: a part of its section."""
    parent = walk.question or walk.container
    path = f"{parent.path}/{number.label}" if parent is not None else f"item/{number.label}"
    notation = f"{parent.label} ({number.label})" if parent is not None else f"item ({number.label})"
    walk.last = walk.draft.new("ListItem", path, notation, parent, piece)


def _reopen(walk: Walk, number: Number) -> None:
    """Close what a letter does not belong to: down to the one that it follows, or to those of its style."""
    for depth in range(len(walk.open) - 1, -1, -1):
        if number.follows(walk.open[depth].number):
            del walk.open[depth:]
            return
    for depth, entry in enumerate(walk.open):
        if (entry.number.style, entry.number.form) == (number.style, number.form):
            del walk.open[depth:]
            return


def _part(walk: Walk, number: Number, piece: Piece, base: Node) -> None:
    """Add a part of a numbered paragraph, or an item of the list that another one announces."""
    in_numbered = bool(walk.open) or "/p/" not in base.path
    noun = _announced(walk, base, piece) if walk.genre.is_plan and not in_numbered else ""
    kind, path, notation = "ListItem", f"{base.path}/{number.label}", f"{base.label}({number.label})"
    if base.path.startswith(f"{walk.prefix}list/"):
        notation = f"{base.label} ({number.label})"
    elif in_numbered and base.kind == "Paragraph":
        kind = "Paragraph"
    elif noun:
        kind, path, notation = "Paragraph", f"{walk.prefix}{noun}/{number.label}", f"{noun} ({number.label})"
    node = walk.draft.new(kind, path, notation, base, piece)
    walk.open.append(Open(number, node))
    walk.last = node


def _announced(walk: Walk, base: Node, piece: Piece) -> str:
    """In a plan, what a paragraph announces: the singular of named things whose items are paragraphs.

    A paragraph that counts things which its items only name is called by them, as a list.
    """
    counted = _COUNTED.search(base.text) if piece.size <= _SMALL else None
    if counted is not None:
        base.path = walk.draft.free(f"{walk.prefix}list/{counted['noun']}")
        base.notation = f"list {counted['noun']}"
        return ""
    named = _NAMED.search(base.text)
    return _singular(named["noun"]) if named is not None else ""


def _singular(noun: str) -> str:
    return noun[:-3] + "y" if noun.endswith("ies") else noun.removesuffix("s")
