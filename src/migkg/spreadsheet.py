"""Tables as an XLSX workbook, the same bytes for the same tables. XlsxWriter is imported only for one."""

from __future__ import annotations

import io
import math
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from migkg.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from migkg.table import Table, Value

__all__ = ["Sheet", "collection", "sheet_of", "sheets_of", "workbook"]

MOST_ROWS: Final = 1_048_575
MOST_SHOWN: Final = 10_000
"""So many rows of each answer a workbook of many shows."""
MOST_COLUMNS: Final = 16_384
MOST_LINKS: Final = 65_000
LONGEST_TEXT: Final = 32_767
LONGEST_LINK: Final = 2_079
WIDEST: Final = 60
_FIRST: Final = 2
"""The number of a collection's first sheet; the one before it is about the others."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MADE: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""The date that every workbook carries: the first that a ZIP archive can hold."""


def workbook(table: Table, *, iris: bool = False) -> bytes:
    """One sheet with a bold header that stays in view, numbers as numbers, texts never read as formulas.

    A cell links to the thing that it names if it names one. Raises OutputError for more rows or columns than
    a sheet can hold.
    """
    _check(table, iris=iris)
    buffer = io.BytesIO()
    with _book(buffer, table.title) as book:
        sheet = book.add_worksheet("result")
        _fill(sheet, table, iris=iris, formats=_Formats(book, sheet))
    return buffer.getvalue()


class Sheet(NamedTuple):
    """A sheet of a collection: the question that it answers, how large the answer is, and its two parts.

    These are the sheet itself and, if it has any, its links, as a workbook holds them.
    """

    title: str
    rows: int
    columns: int
    parts: tuple[bytes, bytes]


def sheet_of(table: Table) -> Sheet:
    """A table as a sheet of a collection, made by itself; it shows the first `MOST_SHOWN` rows."""
    buffer = io.BytesIO()
    with _book(buffer, "", apart=True) as book:
        formats = _Formats(book, book.add_worksheet("about"))
        _fill(book.add_worksheet("result"), table, iris=False, formats=formats, most=MOST_SHOWN)
    (parts,) = sheets_of(buffer.getvalue(), 1)
    return Sheet(table.title, len(table), len(table.visible()), parts)


def collection(title: str, about: Sequence[tuple[str, str]], sheets: Mapping[str, Sheet]) -> bytes:
    """A workbook of many sheets, by their names; one before them says what there is.

    `about` are lines of two cells at its top. Under them stands the name of each sheet, which leads there,
    with the question that it answers and how many rows the answer has. Names must be such as Excel takes.
    """
    buffer = io.BytesIO()
    with _book(buffer, title, apart=True) as book:
        first = book.add_worksheet("about")
        listed = [(name, sheet.title, sheet.rows) for name, sheet in sheets.items()]
        _introduce(first, about, listed, _Formats(book, first))
        for name, sheet in sheets.items():
            _filter(book.add_worksheet(name), min(sheet.rows, MOST_SHOWN), sheet.columns)
    with ZipFile(buffer) as written:
        files = {path: written.read(path) for path in written.namelist()}
    for number, sheet in enumerate(sheets.values(), _FIRST):
        files.update((path, part) for path, part in zip(_paths(number), sheet.parts, strict=True) if part)
    return _packed(files)


def sheets_of(content: bytes, count: int) -> list[tuple[bytes, bytes]]:
    """The parts of each of the sheets of a collection, of which there are so many."""
    with ZipFile(io.BytesIO(content)) as book:
        there = set(book.namelist())
        read = [
            [book.read(path) if path in there else b"" for path in _paths(number)]
            for number in range(_FIRST, _FIRST + count)
        ]
    return [(sheet, links) for sheet, links in read]


def _paths(number: int) -> tuple[str, str]:
    """Where a workbook has a sheet, and where its links lead."""
    return f"xl/worksheets/sheet{number}.xml", f"xl/worksheets/_rels/sheet{number}.xml.rels"


def _packed(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as book:
        for path in sorted(files):
            info = ZipInfo(path, _MADE.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            book.writestr(info, files[path])
    return buffer.getvalue()


def _check(table: Table, *, iris: bool) -> None:
    rows, columns = len(table.rows), len(table.visible(iris=iris))
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise OutputError(
            f"{rows} rows of {columns} columns are more than a sheet holds. Choose csv instead."
        )


def _book(buffer: io.BytesIO, title: str, *, apart: bool = False) -> Any:
    """A new workbook; with `apart`, no sheet needs anything of another, and files are used to make it."""
    from xlsxwriter import Workbook

    # In memory: a process of `migkg serve` that answers has no right to open files.
    how = {"constant_memory": True} if apart else {"in_memory": True}
    book = Workbook(buffer, {**how, "strings_to_formulas": False})
    book.set_properties({"title": _FORBIDDEN.sub("", title), "author": "migkg", "created": _MADE})
    return book


def _introduce(
    sheet: Any, about: Sequence[tuple[str, str]], listed: Sequence[tuple[str, str, int]], formats: _Formats
) -> None:
    for number, (left, right) in enumerate(about):
        sheet.write_string(number, 0, _text(left), formats.head)
        sheet.write_string(number, 1, _text(right), formats.cell)
    first = len(about) + 1
    for place, head in enumerate(("sheet", "question", "rows")):
        sheet.write_string(first, place, head, formats.head)
    for number, (name, question, rows) in enumerate(listed, first + 1):
        sheet.write_url(number, 0, f"internal:'{name}'!A1", formats.link, name)
        sheet.write_string(number, 1, _text(question), formats.cell)
        sheet.write_number(number, 2, rows, formats.cell)
    lefts = ("sheet", *(name for name, _, _ in listed), *(left for left, _ in about))
    sheet.set_column(0, 0, max(map(len, lefts)) + 2)
    sheet.set_column(1, 1, 2 * WIDEST)


class _Formats:
    """How the head, a cell and a cell with a link look; `first` is the book's first sheet, still empty."""

    def __init__(self, book: Any, first: Any) -> None:
        self.head = book.add_format({"bold": True})
        self.cell = book.add_format({"valign": "top", "text_wrap": True})
        self.link = book.add_format(
            {"valign": "top", "text_wrap": True, "font_color": "#0563C1", "underline": 1}
        )
        for form in (self.head, self.cell, self.link):  # numbered as they are used: alike in all books
            first.write_blank(0, 0, None, form)


def _fill(sheet: Any, table: Table, *, iris: bool, formats: _Formats, most: int = MOST_ROWS) -> None:
    columns, rows = table.visible(iris=iris), table.picked(iris=iris)[:most]
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
                sheet.write_url(number, place, address, formats.link, _text(cell.short))
                links += 1
                if cell.is_number:
                    _write(sheet, (number, place), cell, formats.link)
            else:
                _write(sheet, (number, place), cell, formats.cell)
    sheet.freeze_panes(1, 0)
    _filter(sheet, len(rows), len(columns))


def _filter(sheet: Any, rows: int, columns: int) -> None:
    """Let the rows be sorted and filtered; the book notes that too."""
    if columns:
        sheet.autofilter(0, 0, rows, columns - 1)


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
