"""Lines of a page of a PDF, with what is needed to join them: gaps and sizes, and the cells of tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from migkg.ingest.read.characters import unmarked
from migkg.ingest.read.markers import leading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.read.letters import Segment

__all__ = ["PageLine", "page_lines"]

_CELLS_APART: Final = 1.2
_PARAGRAPHS_APART: Final = 1.28
_ALIGNED: Final = 4.0
_LOOSEST: Final = 1.05
"""Lines of a paragraph are hardly more sizes of their letters apart where nothing on the page tells it."""
_FAR: Final = 4
_TIGHT: Final = 1.15
_LEADING: Final = 1.7
_MARKER: Final = 7
_FIGURE: Final = re.compile(r"[\d., ]*\d\s?%?")
_NUMBER: Final = re.compile(r"\d{1,3}")
_CLOSE: Final = 1.5


@dataclass(slots=True)
class PageLine:
    """A line of a page; a row of a table has cells."""

    text: str
    size: float
    bold: bool
    is_apart: bool
    """Whether more than the usual gap is before it."""
    cells: list[str] | None = None


def page_lines(rows: Sequence[Sequence[Segment]]) -> list[PageLine]:
    """The lines of a page, whose rows are in reading order."""
    if not rows:
        return []
    feet = [row[0].foot for row in rows]
    sizes = [max((segment.size for segment in row), default=1.0) for row in rows]
    steps = [0.0, *(a - b for a, b in pairwise(feet))]
    usual = _leading(rows, steps, sizes)
    found: list[PageLine] = []
    number = 0
    while number < len(rows):
        length = _table(rows, number)
        if length:
            table = _cells(rows[number : number + length], steps[number : number + length])
            for at, cells in enumerate(table):
                text = "\t".join(cells)
                found.append(PageLine(text, sizes[number], False, is_apart=not at, cells=cells))
            number += length
            continue
        row, step = rows[number], steps[number]
        is_apart = step < 0 or step > usual * sizes[number] * _PARAGRAPHS_APART
        text = _spread(row)
        found.append(PageLine(text, sizes[number], all(segment.bold for segment in row), is_apart))
        number += 1
    return found


def _leading(rows: Sequence[Sequence[Segment]], steps: Sequence[float], sizes: Sequence[float]) -> float:
    """How far apart the lines of one paragraph are, in sizes of their letters.

    A line that begins with a small letter goes on with the one above. Where none does, most lines tell,
    unless they stand as far apart as paragraphs do.
    """
    close = [
        (row, step / size)
        for row, step, size in zip(rows, steps, sizes, strict=True)
        if 0.7 * size < step < 3 * size
    ]
    inner = [ratio for row, ratio in close if row[0].letters[0][0].islower()]
    if inner:
        return median(inner)
    tight = [ratio for row, ratio in close for _ in range(1 + sum(len(one.letters) for one in row) // 10)]
    return min(median(tight), _LOOSEST) if tight else _LOOSEST


def _spread(row: Sequence[Segment]) -> str:
    """The words of a line that is in no table, with many blanks between those that stand far apart."""
    parts: list[str] = []
    for number, segment in enumerate(row):
        if number:
            is_far = segment.left - row[number - 1].right > segment.size * _FAR and not _is_marker(row)
            parts.append(" " * (10 if is_far else 1))
        parts.append(segment.text())
    return "".join(parts)


def _is_parted(row: Sequence[Segment]) -> bool:
    """Whether a row has cells: pieces far from each other, the first of them no list marker."""
    if not any(b.left - a.right > a.size * _CELLS_APART for a, b in pairwise(row)):
        return False
    return not _is_marker(row) or bool(row[2:])


def _is_marker(row: Sequence[Segment]) -> bool:
    """Whether what stands apart at the beginning of a line is the marker of an item, or a bare number."""
    first = row[0].text()
    if len(first) >= _MARKER or leading(f"{unmarked(first)} x") or not unmarked(first):
        return len(first) < _MARKER
    return _NUMBER.fullmatch(first) is not None and row[1].letters[0][0].isupper()


def _table(rows: Sequence[Sequence[Segment]], first: int) -> int:
    """How many rows the table has that begins here; 0 if none does."""
    if not _is_parted(rows[first]):
        return 0
    edges = [segment.left for segment in rows[first]]
    last, parted = first + 1, 1
    while last < len(rows):
        row = rows[last]
        step = rows[last - 1][0].foot - row[0].foot
        if not 0 < step < row[0].size * 3.2:
            break
        aligned = all(any(abs(segment.left - edge) < _ALIGNED for edge in edges) for segment in row)
        if _is_parted(row):
            parted += 1
            edges += [s.left for s in row if all(abs(s.left - edge) >= _ALIGNED for edge in edges)]
        elif not aligned or (_is_below(row, sorted(edges), step) and not _returns(rows, last, edges)):
            break
        last += 1
    return last - first if parted > 1 else 0


def _returns(rows: Sequence[Sequence[Segment]], at: int, edges: Sequence[float]) -> bool:
    """Whether the next line is a row of the table again: then this one is a row with one cell."""
    if at + 1 == len(rows) or not _is_parted(rows[at + 1]) or rows[at][0].right > max(edges):
        return False
    step, following = rows[at - 1][0].foot - rows[at][0].foot, rows[at][0].foot - rows[at + 1][0].foot
    is_other = rows[at][0].bold or abs(rows[at][0].size - rows[at - 1][0].size) > 1.0
    near = not is_other and all(
        any(abs(segment.left - edge) < _ALIGNED for edge in edges) for segment in rows[at + 1]
    )
    return near and 0 < following < step * _PARAGRAPHS_APART


def _is_below(row: Sequence[Segment], edges: Sequence[float], step: float) -> bool:
    """Whether a line at the left edge of a table stands below it: it is wider than the column, or apart."""
    if row[0].left - edges[0] >= _ALIGNED:
        return False
    return row[0].right > edges[1] or step > row[0].size * _CLOSE


def _close(steps: Sequence[float], size: float) -> float:
    """Lines of a table that are less apart are of one row; 0 if its rows are no more apart than its lines."""
    inner = [step for step in steps if step > 0]
    least = min(inner, default=0.0)
    return least * _TIGHT if least < size * _LEADING and max(inner, default=0.0) > 1.3 * least else 0.0


def _is_under_merged(cells: Sequence[str], table: Sequence[Sequence[str]]) -> bool:
    """Whether cells without the first one are a row below a cell that goes over several rows.

    They fill all other columns that the row above fills, a figure among them, and no cell goes on a sentence.
    """
    above = table[-1] if table else ()
    places = [at for at, cell in enumerate(above) if at and cell]
    below = [cells[at] for at in places]
    return (
        len(below) > 1
        and all(cell and not cell[0].islower() for cell in below)
        and any(_FIGURE.fullmatch(cell) for cell in below)
    )


def _cells(rows: Sequence[Sequence[Segment]], steps: Sequence[float]) -> list[list[str]]:
    """The cells of a table: lines that follow closely, or without a first cell, go on with the row before."""
    edges: list[float] = []
    for segment in sorted((segment for row in rows for segment in row), key=lambda segment: segment.left):
        if not edges or segment.left - edges[-1] > segment.size * 1.5:
            edges.append(segment.left)
    close = _close(steps[1:], rows[0][0].size)
    table: list[list[str]] = []
    for number, row in enumerate(rows):
        cells = [""] * len(edges)
        for segment in row:
            column = max((at for at, edge in enumerate(edges) if edge <= segment.left + _ALIGNED), default=0)
            cells[column] = f"{cells[column]} {segment.text()}".strip()
        goes_on = steps[number] < close if close else not cells[0] and not _is_under_merged(cells, table)
        if table and number and goes_on:
            table[-1] = [f"{a} {b}".strip() for a, b in zip(table[-1], cells, strict=True)]
        else:
            table.append(cells)
    return table
