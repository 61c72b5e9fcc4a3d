"""A table as an XLSX workbook, the same bytes for the same table. XlsxWriter is imported only for one."""

from __future__ import annotations

import io
import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from migkg.errors import OutputError

if TYPE_CHECKING:
    from migkg.table import Table, Value

__all__ = ["workbook"]

MOST_ROWS: Final = 1_048_575
MOST_COLUMNS: Final = 16_384
MOST_LINKS: Final = 65_000
LONGEST_TEXT: Final = 32_767
LONGEST_LINK: Final = 2_079
WIDEST: Final = 60
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MADE: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""The date that every workbook carries: the first that a ZIP archive can hold."""


def workbook(table: Table, *, iris: bool = False) -> bytes:
    """One sheet with a bold header that stays in view, numbers as numbers, texts never read as formulas.

    A cell links to the thing that it names if it names one. Raises OutputError for more rows or columns than
    a sheet can hold.
    """
    from xlsxwriter import Workbook

    columns, rows = table.visible(iris=iris), table.picked(iris=iris)
    if len(rows) > MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise OutputError(
            f"{len(rows)} rows of {len(columns)} columns are more than a sheet holds. Choose csv instead."
        )
    buffer = io.BytesIO()
    # In memory: a process of `migkg serve` that answers has no right to open files.
    with Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        title = _FORBIDDEN.sub("", table.title)
        book.set_properties({"title": title, "author": "migkg", "created": _MADE})
        sheet = book.add_worksheet("result")
        _fill(sheet, table, iris=iris, formats=_Formats(book))
    return buffer.getvalue()


class _Formats:
    """How the head, a cell and a cell with a link look."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True})
        self.cell = book.add_format({"valign": "top", "text_wrap": True})
        self.link = book.add_format(
            {"valign": "top", "text_wrap": True, "font_color": "#0563C1", "underline": 1}
        )


def _fill(sheet: Any, table: Table, *, iris: bool, formats: _Formats) -> None:
    columns, rows = table.visible(iris=iris), table.picked(iris=iris)
    for place, column in enumerate(columns):
        sheet.write_string(0, place, _text(column), formats.head)
        texts = [column, *(line for row in rows if (cell := row[place]) for line in cell.short.split("\n"))]
        sheet.set_column(place, place, min(max(map(len, texts)) + 2, WIDEST))
    links = 0
    for number, row in enumerate(rows, 1):
        addresses = _addresses(table, number - 1)
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            if cell is None:
                continue
            address = addresses.get(column)
            if address and links < MOST_LINKS and len(address) <= LONGEST_LINK:
                sheet.write_url(number, place, address, formats.link)
                links += 1
                _write(sheet, (number, place), cell, formats.link)
            else:
                _write(sheet, (number, place), cell, formats.cell)
    sheet.freeze_panes(1, 0)
    if columns:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)


def _addresses(table: Table, number: int) -> dict[str, str | None]:
    """Column → address, for the cells that name exactly one thing (a spreadsheet's cell holds one link)."""
    return {column: parts[0][1] for column, parts in table.links(table.rows[number]) if len(parts) == 1}


def _write(sheet: Any, place: tuple[int, int], value: Value, form: Any) -> None:
    number = value.to_python() if value.is_number else ""
    if isinstance(number, str) or not math.isfinite(number):
        sheet.write_string(*place, _text(value.short), form)
    else:
        sheet.write_number(*place, number, form)


def _text(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)[:LONGEST_TEXT]
