"""Tables in lines of text: columns parted by tabs, bars or wide gaps, and cells one below the other."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from migkg.ingest.read.characters import OPEN
from migkg.ingest.read.markers import leading
from migkg.ingest.read.stacks import stacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.ingest.read.lines import Line

__all__ = ["Row", "columned", "with_tables"]

_BAR: Final = re.compile(r"\s*\|(.*)\|\s*$")
_RULE: Final = re.compile(r"[\s|:+=-]+$")
_WIDE: Final = re.compile(r"(?<=\S) {3,}(?=\S)")
_FAR: Final = re.compile(r"(?<=\S) {8,}(?=\S)|(?<=\S) {2,}(?=[A-Z]{2,6}$)")
_APART: Final = 2
_FEWEST: Final = 3
_NEAR: Final = 2
_NUMBERED: Final = re.compile(r"(\d{1,3})\.?\s+(?=\S)")
_FOREIGN: Final = re.compile("[^\x00-\x7f]")


@dataclass(slots=True)
class Row:
    """A row of a table, and the lines that it stands in."""

    cells: list[str]
    lines: list[Line] = field(default_factory=list)


def with_tables(lines: Sequence[Line], source: str) -> Iterator[Line | Row]:
    """The lines, those of tables made rows. `source` is the text that they are from."""
    number = 0
    while number < len(lines):
        run = _told(lines, number) or _run(lines, number)
        if run:
            yield from columned(
                [
                    Row(line.cells or _cells(line.text), [line])
                    for line in run
                    if line.cells or not _is_rule(line)
                ],
                source,
            )
            number += len(run)
            continue
        stack, length = stacked(lines, number)
        if stack:
            yield from columned([Row(cells, list(of)) for cells, of in stack], source)
            number += length
            continue
        line = lines[number]
        yield from _apart(line)
        number += 1


def _apart(line: Line) -> list[Line]:
    """A line that is in no table: as one, or as two where it has words far apart, as covers do."""
    line.text = " ".join(line.text.split("\t"))
    parts = _FAR.split(line.text, maxsplit=1) if "  " in line.text else [line.text]
    if len(parts) == 1 or leading(line.text):
        return [line]
    line.text = parts[0]
    return [line, replace(line, text=parts[1], start=max(line.start, line.end - len(parts[1])), gap=1)]


def _told(lines: Sequence[Line], first: int) -> Sequence[Line]:
    """The lines of a table that the format of the file tells of."""
    last = first
    while last < len(lines) and lines[last].cells and (last == first or lines[last].gap == 0):
        last += 1
    return lines[first:last]


def _run(lines: Sequence[Line], first: int) -> Sequence[Line]:
    """The lines of a table that begins here; none if it is no table."""
    text = lines[first].text
    if "\t" not in text and "|" not in text and "   " not in text:
        return ()
    for is_row, fewest in ((_has_tab, 2), (_has_bars, 2), (_has_gap, 3)):
        last = first
        while last < len(lines) and is_row(lines[last]) and (last == first or lines[last].gap <= _APART):
            last += 1
        many = last - first >= fewest or (
            is_row is _has_tab and text.strip("\t").count("\t") > 1 and last > first
        )
        if many and (is_row is not _has_gap or _is_aligned(lines[first:last])):
            return lines[first:last]
    return ()


def _has_tab(line: Line) -> bool:
    if "\t" not in line.text or line.note:
        return False
    found = leading(line.text)
    return not (found and "\t" not in found[1]) and bool(line.text.strip("\t "))


def _has_bars(line: Line) -> bool:
    return (bool(_BAR.match(line.text)) and line.text.count("|") >= _FEWEST) or (
        _is_rule(line) and "|" in line.text
    )


def _has_gap(line: Line) -> bool:
    if line.note or OPEN in line.text[:1] or "   " not in line.text:
        return False
    found = leading(line.text)
    return bool(_WIDE.search(found[1] if found else line.text))


def _is_aligned(lines: Sequence[Line]) -> bool:
    """Whether the second columns of most lines begin at one place, or end there as figures do."""
    found = [
        (gap.end() + line.indent, len(line.text) + line.indent)
        for line in lines
        if (gap := _WIDE.search(line.text))
    ]
    return any(
        sum(abs(place - median(places)) <= _NEAR for place in places) * 3 >= len(lines) * 2
        for places in zip(*found, strict=True)
    )


def _is_rule(line: Line) -> bool:
    return "-" in line.text and bool(_RULE.match(line.text))


def _cells(text: str) -> list[str]:
    if "\t" in text:
        return [cell.strip() for cell in text.split("\t")]
    if bars := _BAR.match(text):
        return [cell.strip() for cell in re.split(r"(?<!\\)\|", bars[1])]
    return [cell.strip() for cell in _WIDE.split(text)]


def columned(rows: list[Row], source: str) -> list[Row]:
    """The rows with as many cells each: no empty column, a number at the beginning of a row in its own.

    A head that is repeated where a page has been turned is left out, and a letter of another script among
    crosses is a cross.
    """
    _part_numbers(rows)
    width = max((len(row.cells) for row in rows), default=0)
    for row in rows:
        row.cells += [""] * (width - len(row.cells))
    used = [number for number in range(width) if any(row.cells[number] for row in rows)]
    for row in rows:
        row.cells = [row.cells[number] for number in used]
    _mend_crosses(rows, source)
    return [row for number, row in enumerate(rows) if not number or row.cells != rows[0].cells]


def _part_numbers(rows: list[Row]) -> None:
    found = [_NUMBERED.match(row.cells[0]) if row.cells else None for row in rows]
    values = [int(number[1]) for number in found if number]
    counting = all(b == a + 1 for a, b in pairwise(values))
    if len(values) < _FEWEST or not counting or len(values) * 5 < len(rows) * 3:
        return
    for row, number in zip(rows, found, strict=True):
        first = row.cells[0] if row.cells else ""
        row.cells[:1] = [number[1], first[number.end() :]] if number else [first, ""]


def _mend_crosses(rows: list[Row], source: str) -> None:
    for at in range(len(rows[0].cells) if rows else 0):
        column = [row.cells[at] for row in rows]
        odd = [
            row
            for row, cell in zip(rows, column, strict=True)
            if len(cell) == 1 and cell.isalpha() and cell != "X"
        ]
        crosses = sum(cell == "X" or cell.startswith("X ") for cell in column)
        if len(odd) != 1 or crosses < _FEWEST or not odd[0].lines:
            continue
        lines = odd[0].lines
        if _FOREIGN.search(source[lines[0].start : lines[-1].end]):
            odd[0].cells[at] = "X"
