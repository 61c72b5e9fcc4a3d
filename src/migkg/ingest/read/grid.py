"""A table of a page as its cells come in; one that only lays a page out is written as paragraphs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from migkg.ingest.read.sheet import Sheet

    Cell = list[str]
    """The texts of its paragraphs."""

__all__ = ["Grid"]

_LONG: Final = 1500
"""A cell with more letters is part of a page, and none of a table of facts."""
_WIDEST: Final = 50


class Grid:
    """Collects the cells of a table, row by row."""

    def __init__(self) -> None:
        self._rows: list[list[Cell]] = []
        self._cell: Cell | None = None
        self._below: dict[int, int] = {}
        """Columns that a cell takes in rows below its own, each with the first row where it is free again."""

    def begin_row(self) -> None:
        """What comes next is in another row."""
        self._fill()
        self._rows.append([])
        self._cell = None

    def begin_cell(self, columns: int, rows: int) -> None:
        """What comes next is in another cell, which goes over so many columns and rows."""
        if not self._rows:
            self._rows.append([])
        self._fill()
        columns = min(columns, _WIDEST)
        self._cell = []
        place = len(self._rows[-1])
        self._rows[-1] += [self._cell, *([] for _ in range(columns - 1))]
        if rows > 1:
            free = len(self._rows) - 1 + rows
            self._below |= dict.fromkeys(range(place, place + columns), free)

    def _fill(self) -> None:
        """Leave the next cells of the row empty, as long as cells of rows above take their places."""
        if self._rows:
            row = self._rows[-1]
            while self._below.get(len(row), 0) >= len(self._rows):
                row.append([])

    def end_cell(self) -> None:
        """What comes next is in no cell."""
        self._cell = None

    def add(self, text: str) -> bool:
        """Put a paragraph into the cell that is open; False if none is."""
        if self._cell is None:
            return False
        self._cell.append(text)
        return True

    def write(self, sheet: Sheet) -> None:
        """Write the table down."""
        rows = [row for row in self._rows if any(row)]
        if self._lays_out(rows):
            for text in (text for row in rows for cell in row for text in cell):
                sheet.add(text)
            return
        for number, row in enumerate(rows):
            sheet.add("", cells=[" ".join(cell) for cell in row], gap=0 if number else 2)

    @staticmethod
    def _lays_out(rows: list[list[Cell]]) -> bool:
        """Whether no row has two cells with words, or some cell is as long as a page."""
        has_rows = any(sum(map(bool, row)) > 1 for row in rows)
        return not has_rows or any(sum(map(len, cell)) > _LONG for row in rows for cell in row)
