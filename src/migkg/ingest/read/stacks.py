"""Tables whose cells a rendering has put one below the other, each in lines of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.read.lines import Line

    Segment = list[Line]
    """Lines without an empty one between them: the text of a cell."""

    Stack = list[tuple[list[str], list[Line]]]
    """The cells of each row, and the lines that they stand in."""

__all__ = ["stacked"]

_NUMBER: Final = re.compile(r"(\d{1,3})\s{1,3}(?=[A-Z“\"])")
_CAPTION: Final = re.compile(r"(?:Table|Tableau)\s+\w+", re.IGNORECASE)
_VALUE: Final = re.compile(r"[\d.,%–-]+|n\.?a\.?|[Xx✓–-]|[Yy]es|[Nn]o")
_SHORT: Final = 60
_NEAR: Final = 60
_SEGMENTS: Final = 600
_MOST: Final = 2000
_FEWEST: Final = 3
_LONG: Final = 400
_WIDEST: Final = 8


def stacked(lines: Sequence[Line], first: int) -> tuple[Stack, int]:
    """The rows of a stacked table that begins at a line, and how many lines it has; no rows if none does.

    Either its rows are numbered and its other cells begin with blanks, two more for each empty cell before;
    or it stands below a caption and each cell is one short line, with words and values at the same places.
    """
    if _is_head(lines, first) and _counts_on(lines, first):
        return _numbered(lines, first)
    if first and _CAPTION.match(lines[first - 1].text):
        return _regular(lines, first)
    return [], 0


# --- numbered rows ---------------------------------------------------------------------------


def _is_head(lines: Sequence[Line], first: int) -> bool:
    """Whether a row may begin here: its number, or words of a head with a cell below that blanks begin."""
    line = lines[first]
    if line.note:
        return False
    if _numbers(line) == 1:
        return True
    near = lines[first + 1 : first + 5]
    return line.gap > 0 and any(other.gap and other.indent for other in near) and len(line.text) < _SHORT


def _counts_on(lines: Sequence[Line], first: int) -> bool:
    """Whether rows with the numbers one and two are near, so that a longer look is worth while."""
    near = {_numbers(line) for line in lines[first : first + _NEAR]}
    return {1, 2} <= near


def _numbers(line: Line) -> int | None:
    found = None if line.note or line.level else _NUMBER.match(line.text)
    return int(found[1]) if found else None


def _segments(lines: Sequence[Line], first: int) -> list[Segment]:
    found: list[Segment] = []
    for number, line in enumerate(lines[first:]):
        if line.note or (number and line.level):
            break
        if found and not line.gap and (found[-1][-1].indent or not line.indent):
            found[-1].append(line)
        else:
            found.append([line])
        if len(found) > _SEGMENTS:
            break
    return found


def _numbered(lines: Sequence[Line], first: int) -> tuple[Stack, int]:
    segments = _segments(lines, first)
    head = 0
    while head < len(segments) and _numbers(segments[head][0]) is None:
        head += 1
        if (
            head > _WIDEST
            or head == len(segments)
            or (not segments[head][0].indent and _numbers(segments[head][0]) is None)
        ):
            return [], 0
    if _numbers(segments[head][0]) != 1:
        return [], 0
    rows, length = _body(segments, head)
    with_cells = sum(1 for cells, _ in rows if len(cells) > 1)
    if len(rows) < _FEWEST or with_cells * 2 < len(rows):
        return [], 0
    stack: Stack = []
    if head:
        cells = [_words(segment) for segment in segments[:head]]
        stack.append(([cells[0], "", *cells[1:]], [line for segment in segments[:head] for line in segment]))
    for number, (cells, of) in enumerate(rows, start=1):
        stack.append(([str(number), _NUMBER.sub("", cells[0], count=1), *cells[1:]], of))
    return stack, sum(len(segment) for segment in segments[:length])


def _body(segments: list[Segment], head: int) -> tuple[Stack, int]:
    """The numbered rows, each with its number in front of its first cell; and where the table ends."""
    rows: Stack = []
    at = head
    names = [_words(segment) for segment in segments[:head]]
    while at < len(segments):
        segment = segments[at]
        value = _numbers(segment[0])
        if value == len(rows) + 1:
            rows.append(([_words(segment)], list(segment)))
        elif names and [_words(other) for other in segments[at : at + head]] == names:
            at += head - 1
        elif not rows or not _add(rows[-1], segment, max(head, *(len(cells) for cells, _ in rows[:-1]), 0)):
            break
        at += 1
    return rows, at


def _add(row: tuple[list[str], list[Line]], segment: Segment, width: int) -> bool:
    """Whether a segment goes on with a row: as its next cell, or as more words of its last one.

    `width` is how many cells the head or another row has; 0 if there is none.
    """
    cells, of = row
    indent, text = segment[0].indent, _words(segment)
    if indent and len(cells) + (indent - 1) // 2 < (width or _WIDEST) and len(text) < _LONG:
        cells += [""] * ((indent - 1) // 2) + [text]
    elif len(cells) > 1 and (text.startswith("(") or text[:1].islower()):
        cells[-1] += f" {text}"
    else:
        return False
    of += segment
    return True


def _words(segment: Segment) -> str:
    return " ".join(line.text for line in segment)


# --- a cell a line ---------------------------------------------------------------------------


def _regular(lines: Sequence[Line], first: int) -> tuple[Stack, int]:
    last = first
    while (
        last < len(lines)
        and last - first < _MOST
        and len(lines[last].text) <= _SHORT
        and not lines[last].note
    ):
        if (
            lines[last].text.startswith(("Source", "Note"))
            or lines[last].level
            or lines[last].text.endswith((".", ":"))
        ):
            break
        last += 1
    cells = [line.text for line in lines[first:last]]
    shapes = [bool(_VALUE.fullmatch(cell)) for cell in cells]
    for width in range(2, _WIDEST + 1):
        if len(cells) < 4 * width:
            break
        body = shapes[width:]
        rows = len(body) // width
        columns = [set(body[column : rows * width : width]) for column in range(width)]
        alike = all(len(column) == 1 for column in columns)
        if alike and columns[0] == {False} and {True} in columns and not any(shapes[1:width]):
            full = (rows + 1) * width
            return [
                (cells[at : at + width], list(lines[first + at : first + at + width]))
                for at in range(0, full, width)
            ], full
    return [], 0
