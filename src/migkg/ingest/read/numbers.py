"""Numbers of lists that a rendering has lost, and how deep each list is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.read.markers import follows, leading, next_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.read.lines import Line
    from migkg.ingest.read.markers import Marker
    from migkg.ingest.read.pieces import Piece

__all__ = ["give_levels", "joined_markers", "restore_numbers"]

_ALONE: Final = re.compile(r"\d{1,3}[.)]|\([a-z0-9]{1,4}\)|[•▪■●◦]")


def joined_markers(lines: Sequence[Line]) -> list[Line]:
    """The lines, each marker that stands alone on a line put before the words that follow it."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if (
            before
            and line.gap <= 1
            and not line.note
            and not line.cells
            and _is_alone(before)
            and not leading(line.text)
        ):
            line.text, line.gap, line.indent = f"{before.text} {line.text}", before.gap, before.indent
            line.number, line.start = before.number, before.start
            found.pop()
        found.append(line)
    return found


def _is_alone(line: Line) -> bool:
    marked = (
        leading(f"{line.text} x")
        if _ALONE.fullmatch(line.text) and not line.note and not line.cells
        else None
    )
    return marked is not None and marked[1] == "x"


def restore_numbers(pieces: Sequence[Piece]) -> None:
    """Give items without a number the one that is missing between their neighbours'.

    Between items 10 and 12 stands one with a bullet, or a paragraph: it is item 11.
    """
    listed = [piece for piece in pieces if piece.kind not in ("footnote", "caption")]
    for at, piece in enumerate(listed):
        if piece.kind != "item" or piece.marker is None or next_of(piece.marker) is None:
            continue
        end = at + 1
        while end < len(listed) and _has_none(listed[end]):
            end += 1
        between = listed[at + 1 : end]
        if (
            not between
            or end == len(listed)
            or (len(between) > 1 and any(one.kind == "paragraph" for one in between))
        ):
            continue
        missing: list[Marker] = []
        marker: Marker | None = piece.marker
        for _ in between:
            marker = next_of(marker) if marker else None
            if marker:
                missing.append(marker)
        last = listed[end].marker
        if missing and last and listed[end].kind == "item" and follows(last, missing[-1]):
            for one, restored in zip(between, missing, strict=True):
                one.kind, one.marker = "item", restored


def _has_none(piece: Piece) -> bool:
    return piece.kind == "paragraph" or (
        piece.kind == "item" and piece.marker is not None and piece.marker.is_bullet
    )


def give_levels(pieces: Sequence[Piece]) -> None:
    """Tell how deep each item's list is: a new way of marking begins a list in the one before."""
    stack: list[str] = []
    earlier: dict[str, Marker] = {}
    for piece in pieces:
        if piece.kind == "heading":
            stack.clear()
        if piece.kind != "item" or piece.marker is None:
            continue
        style = _style(piece.marker, stack, earlier)
        if style in stack:
            del stack[stack.index(style) + 1 :]
        else:
            stack.append(style)
        earlier[style] = piece.marker
        piece.level = piece.lines[0].depth or len(stack)


def _style(marker: Marker, stack: Sequence[str], earlier: dict[str, Marker]) -> str:
    """A name for the way of marking; Roman numerals are another one than letters."""
    if marker.is_bullet:
        return marker.printed
    if not marker.roman:
        return marker.style
    roman = f"{marker.style} roman"
    if roman in stack and marker.roman == earlier[roman].roman + 1:
        return roman
    if marker.style in stack and marker.number and marker.number == earlier[marker.style].number + 1:
        return marker.style
    return roman if marker.roman == 1 or not marker.number else marker.style
