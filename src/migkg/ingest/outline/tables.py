"""Tables: rows that stand together, their columns made the same in every rendering."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from migkg.ingest.outline.pieces import key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["Row", "Table", "table"]

_NUMBER = re.compile(r"\(?(\d{1,3})[.)]?(?:\s+|$)")
_BULLET = re.compile(r"\s*[■•▪●–-]\s")
_FIGURE = re.compile(r"(?=\D*\d)[\s\d.,%–—-]+$")


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

    @property
    def is_figures(self) -> bool:
        """Whether all columns but the first hold figures only."""
        cells = [cell for row in self.rows for cell in row.cells[1:] if cell]
        return bool(cells) and all(_FIGURE.match(cell) for cell in cells)


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
    rising = all(earlier < later for earlier, later in pairwise(values))
    return len(values) > 1 and worded and rising


def _heads(columns: Sequence[Sequence[str]]) -> tuple[list[str], int]:
    """The heads of the columns, over as many rows as they take, and where the rows below them begin."""
    heads, at = list(columns[0]), 1
    if _NUMBER.match(heads[0]) and len(columns) > 1:
        return [""] * len(heads), 0
    while at < len(columns) and not columns[at][0] and not any(map(_FIGURE.match, columns[at])):
        heads = [f"{above} {below}".strip() for above, below in zip(heads, columns[at], strict=True)]
        at += 1
    return heads, at


@dataclass(slots=True)
class _Kept:
    """A row while it is put together."""

    cells: list[str]
    pieces: list[Piece]
    more: list[str] = field(default_factory=list)
    label: str = ""


def _rows(columns: Sequence[list[str]], pieces: Sequence[Piece], names: str) -> list[_Kept]:
    kept: list[_Kept] = []
    widely = any(any(cells[1:]) for cells in columns)
    for cells, piece in zip(columns, pieces, strict=True):
        if names and key(" ".join(cells)) == names:
            continue
        alone = len(cells) > 1 and cells[0] and not any(cells[1:])
        if alone and kept and _BULLET.match(f"{cells[0]} "):
            kept[-1].cells[0] = f"{kept[-1].cells[0]} {cells[0]}"
            kept[-1].pieces.append(piece)
            kept[-1].more.append(cells[0])
        elif not (alone and widely):
            kept.append(_Kept(cells, [piece]))
    return kept


def _numbered(kept: Sequence[_Kept], heads: list[str]) -> list[str]:
    """Take the numbers that count the rows out of the first column, or that column away."""
    for row in kept:
        found = _NUMBER.match(row.cells[0])
        if found is not None:
            row.label, row.cells[0] = found[1], row.cells[0][found.end() :]
    if any(row.cells[0] for row in kept):
        return heads
    for row in kept:
        del row.cells[0]
    spare = heads.index("") if "" in heads else 0
    return heads[:spare] + heads[spare + 1 :] if len(heads) > len(kept[0].cells) else heads


def _even(kept: Sequence[_Kept], heads: list[str]) -> list[str]:
    """Make the rows as wide as the heads, and drop columns of heads only: merged heads may give some."""
    width = max([len(heads), *(len(row.cells) for row in kept)])
    heads = heads + [""] * (width - len(heads))
    for row in kept:
        row.cells += [""] * (width - len(row.cells))
    used = [at for at in range(width) if any(row.cells[at] for row in kept)]
    names = [head for head in heads if head]
    if len(used) == width or len(names) != len(used):
        return heads
    for row in kept:
        row.cells = [row.cells[at] for at in used]
    return names


def table(pieces: Sequence[Piece]) -> Table:
    """The table that neighbouring rows make: repeated heads left out, continued rows joined.

    A row is continued by one that has but its first cell, if that is a list; another such row heads a group
    and is left out.
    """
    columns = _columns(pieces)
    if not columns or not columns[0]:
        return Table((), ())
    heads, at = _heads(columns)
    kept = _rows(columns[at:], pieces[at:], key(" ".join(heads)))
    if kept and _is_counted([row.cells for row in kept]):
        heads = _numbered(kept, heads)
    if kept:
        heads = _even(kept, heads)
    rows = tuple(Row(row.label, tuple(row.cells), tuple(row.pieces), tuple(row.more)) for row in kept)
    return Table(tuple(heads), rows)
