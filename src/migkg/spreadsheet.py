"""A table as an XLSX workbook. openpyxl is imported only when a workbook is made."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final

from migkg.errors import OutputError

if TYPE_CHECKING:
    from migkg.table import Table, Value

__all__ = ["workbook"]

MOST_ROWS: Final = 1_048_575
MOST_COLUMNS: Final = 16_384
MOST_LINKS: Final = 65_000
LONGEST_TEXT: Final = 32_767
WIDEST: Final = 60
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def workbook(table: Table, *, iris: bool = False) -> bytes:
    """One sheet with a bold header that stays in view, numbers as numbers, texts never read as formulas.

    A cell links to the thing that it names if it names one. Raises OutputError for more rows or columns than
    a sheet can hold.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    columns, rows = table.visible(iris=iris), table.picked(iris=iris)
    if len(rows) > MOST_ROWS or len(columns) > MOST_COLUMNS:
        raise OutputError(
            f"{len(rows)} rows of {len(columns)} columns are more than a sheet holds. Choose csv instead."
        )
    book = Workbook()
    sheet = book.active
    sheet.title = "result"
    book.properties.title = _FORBIDDEN.sub("", table.title)
    book.properties.creator = "migkg"
    for place, column in enumerate(columns, 1):
        _write_text(sheet.cell(1, place), column)
        sheet.cell(1, place).font = Font(bold=True)
        texts = [
            column,
            *(line for row in rows if (cell := row[place - 1]) for line in cell.short.split("\n")),
        ]
        sheet.column_dimensions[get_column_letter(place)].width = min(max(map(len, texts)) + 2, WIDEST)
    links = 0
    for number, row in enumerate(rows, 2):
        addresses = _addresses(table, number - 2)
        for place, (column, cell) in enumerate(zip(columns, row, strict=True), 1):
            if cell is None:
                continue
            target = sheet.cell(number, place)
            _write(target, cell)
            target.alignment = Alignment(vertical="top", wrap_text=True)
            if addresses.get(column) and links < MOST_LINKS:
                target.hyperlink = addresses[column]
                target.font = Font(color="0563C1", underline="single")
                links += 1
    sheet.freeze_panes = "A2"
    if columns:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _addresses(table: Table, number: int) -> dict[str, str | None]:
    """Column → address, for the cells that name exactly one thing (a spreadsheet's cell holds one link)."""
    return {column: parts[0][1] for column, parts in table.links(table.rows[number]) if len(parts) == 1}


def _write(target: Any, value: Value) -> None:
    if value.is_number and not isinstance(number := value.to_python(), str):
        target.value = number
    else:
        _write_text(target, value.short)


def _write_text(target: Any, text: str) -> None:
    target.value = _FORBIDDEN.sub("\ufffd", text)[:LONGEST_TEXT]
    target.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
