"""Numbers of lists that a rendering has lost, and how deep each list is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from migkg.ingest.read.markers import follows, leading, next_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.read.lines import Line
    from migkg.ingest.read.markers import Marker
    from migkg.ingest.read.pieces import Piece

__all__ = ["dotted", "give_levels", "joined_markers", "parted_numbers", "restore_numbers"]

_ALONE: Final = re.compile(r"\d{1,3}[.)]|\([a-z0-9]{1,4}\)|[•▪■●◦]")


_BARE: Final = re.compile(r"(\d{1,3})\s+(?=[“\"‘'(]?[A-ZÀ-ÖØ-Þ])")
"""A number without a dot before a capital letter, as some papers number their paragraphs."""
_DOTTED: Final = re.compile(r"(\d{1,3})\.\s")
_FEWEST: Final = 3
"""So many bare numbers, each the next of the one before, number paragraphs."""
_PROSE: Final = 60
"""The shortest line, on average, that begins or is a paragraph."""


def dotted(lines: Sequence[Line]) -> None:
    """Give the numbers of paragraphs the dot that some papers do not print.

    They are such only if they count up from paragraph to paragraph, begin prose, and few numbers have a dot.
    """
    with_dot = 0
    runs: dict[int, list[tuple[Line, re.Match[str]]]] = {}
    for line in lines:
        if line.note or line.cells or "\t" in line.text or not line.text[:1].isdigit():
            continue
        with_dot += _DOTTED.match(line.text) is not None
        bare = _BARE.match(line.text)
        if bare is not None:
            number = int(bare[1])
            runs[number] = [*runs.pop(number - 1, ()), (line, bare)]
    found = max(runs.values(), key=len, default=[])
    if len(found) < max(_FEWEST, with_dot) or sum(len(line.text) for line, _ in found) < _PROSE * len(found):
        return
    for line, bare in found:
        line.text = f"{bare[1]}. {line.text[bare.end() :]}"


def parted_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines, each number of a paragraph at the beginning of one.

    A number behind a sentence is that of a paragraph if it is the next, and no line begins with it.
    """
    leads = {found[1] for line in lines if (found := _DOTTED.match(line.text))}
    parted: list[Line] = []
    following = ""
    for line in lines:
        rest: Line | None = line
        while rest is not None:
            parted.append(rest)
            if not rest.note and (found := _DOTTED.match(rest.text)):
                following = str(int(found[1]) + 1)
            rest = None if following in leads else _cut_off(rest, following)
    return parted


def _cut_off(line: Line, number: str) -> Line | None:
    """What a line has from a paragraph's number on, which is cut off there; None if it has no such number."""
    if line.note or line.cells or not number or f" {number}. " not in line.text:
        return None
    found = re.search(rf"[.!?;:][”\"’»)]?\s+(?={number}\.\s+[“\"‘'(]?[A-ZÀ-ÖØ-Þ])", line.text)
    if found is None:
        return None
    rest = replace(line, text=line.text[found.end() :], gap=1, new_page=False)
    rest.start = min(line.end, line.start + found.end())
    line.text, line.end = line.text[: found.end()].rstrip(), rest.start
    return rest


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
