"""Tables: rows that stand together, their columns made the same in every rendering."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migkg.ingest.outline.pieces import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["Row", "Table", "table"]

_NUMBER = re.compile(r"\(?(\d{1,3})[.)]?(?:\s+|$)")
_BULLET = re.compile(r"\s*[■•▪●–-]\s")
_FIGURE = re.compile(r"[\s\d.,%–—-]*\d[\s\d.,%–—-]*$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: the number that it is cited by, if its first column counts, and the text of each column."""

    label: str
    cells: tuple[str, ...]
    pieces: tuple[Piece, ...]
    more: tuple[str, ...] = ()
    """What continues the first cell, in rows of its own."""

    @property
    def text(self) -> str:
        """What the row says, one column after the other, and then what continues it."""
        first = self.cells[0].removesuffix(" ".join(self.more)).rstrip() if self.more else ""
        cells = (first, *self.cells[1:]) if self.more else self.cells
        return "\n".join(("\t".join(cells), *self.more))


@dataclass(frozen=True, slots=True)
class Table:
    """The heads of the columns, and the rows below them."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def _columns(pieces: Sequence[Piece]) -> list[list[str]]:
    """The cells of each row, without columns that are empty everywhere."""
    width = max(len(piece.cells) for piece in pieces)
    rows = [[cell.strip() for cell in piece.cells] + [""] * (width - len(piece.cells)) for piece in pieces]
    full = [at for at in range(width) if any(row[at] for row in rows)]
    return [[row[at] for at in full] for row in rows]


def _is_counted(rows: Sequence[Sequence[str]]) -> bool:
    numbers = [found for row in rows if (found := _NUMBER.match(row[0])) is not None]
    values = [int(found[1]) for found in numbers]
    worded = any(not _FIGURE.match(cell) for row in rows for cell in row if cell)
    return len(values) >= 2 and worded and all(a < b for a, b in zip(values, values[1:], strict=False))


def _shifted(heads: list[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Without columns that hold heads only: a reader may give a merged head a column of its own."""
    width = len(heads)
    used = [at for at in range(width) if any(row[at] for row in rows)]
    names = [head for head in heads if head]
    if len(names) == len(used) and len(used) < width:
        return names, [[row[at] for at in used] for row in rows]
    return heads, rows


def table(pieces: Sequence[Piece]) -> Table:
    """The table that neighbouring rows make: repeated heads left out, continued rows joined.

    A row is continued by one that has but its first cell, if that is a list; another such row heads a group
    and is left out.
    """
    columns = _columns(pieces)
    if not columns or not columns[0]:
        return Table((), ())
    heads, at = columns[0], 1
    if _NUMBER.match(heads[0]) and len(pieces) > 1:
        heads, at = [""] * len(heads), 0
    while 0 < at < len(columns) and not columns[at][0] and not any(map(_FIGURE.match, columns[at])):
        heads = [f"{a} {b}".strip() for a, b in zip(heads, columns[at], strict=True)]
        at += 1
    names = key(" ".join(heads))
    kept: list[list[str]] = []
    sources: list[list[Piece]] = []
    more: list[list[str]] = []
    for cells, piece in zip(columns[at:], pieces[at:], strict=True):
        if names and key(" ".join(cells)) == names:
            continue
        if len(cells) > 1 and cells[0] and not any(cells[1:]):
            if kept and _BULLET.match(piece.cells[0] + " "):
                kept[-1] = [f"{kept[-1][0]} {cells[0]}", *kept[-1][1:]]
                sources[-1].append(piece)
                more[-1].append(cells[0])
                continue
            if any(any(other[1:]) for other in columns):
                continue
        kept.append(cells)
        sources.append([piece])
        more.append([])
    labels = [""] * len(kept)
    if _is_counted(kept):
        for index, cells in enumerate(kept):
            found = _NUMBER.match(cells[0])
            if found is not None:
                labels[index] = found[1]
                cells[0] = cells[0][found.end() :]
        if not any(cells[0] for cells in kept):
            heads = heads[1:] if not heads[0] else heads
            kept = [cells[1:] for cells in kept]
            heads = (heads + [""] * len(kept[0]))[: max(len(heads), len(kept[0]))]
            width = len(heads)
            kept = [cells + [""] * (width - len(cells)) for cells in kept]
    if kept and len({len(cells) for cells in kept}) == 1 and len(kept[0]) == len(heads):
        heads, kept = _shifted(heads, kept)
    rows = tuple(
        Row(label, tuple(cells), tuple(source), tuple(added))
        for label, cells, source, added in zip(labels, kept, sources, more, strict=True)
    )
    return Table(tuple(heads), rows)
