"""Tables as an XLSX workbook, the same bytes for the same tables. XlsxWriter is imported only for one."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from migkg.errors import OutputError
from migkg.worksheet import WIDEST, text_of, worksheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migkg.table import Table

__all__ = ["Sheet", "collection", "sheet_of", "sheets_of", "workbook"]

MOST_ROWS: Final = 1_048_575
MOST_SHOWN: Final = 10_000
"""So many rows of each answer a workbook of many shows."""
MOST_COLUMNS: Final = 16_384
_FIRST: Final = 2
"""The number of a collection's first sheet; the one before it is about the others."""
_MADE: Final = datetime(1980, 1, 1, tzinfo=UTC)
"""The date that every workbook carries: the first that a ZIP archive can hold."""


def workbook(table: Table, *, iris: bool = False) -> bytes:
    """One sheet with a bold header that stays in view, numbers as numbers, texts never read as formulas.

    A cell links to the thing that it names if it names one. Raises OutputError for more rows or columns than
    a sheet can hold.
    """
    rows, columns = len(table.rows), len(table.visible(iris=iris))
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise OutputError(
            f"{rows} rows of {columns} columns are more than a sheet holds. Choose csv instead."
        )
    buffer = io.BytesIO()
    with _book(buffer, table.title) as book:
        sheet = book.add_worksheet("result")
        _Formats(book, sheet)
        _filter(sheet, rows, columns)
    return _with_sheets(buffer, [worksheet(table, iris=iris, selected=True)], first=1)


class Sheet(NamedTuple):
    """A sheet of a collection: the question that it answers, how large the answer is, and its two parts.

    These are the sheet itself and, if it has any, its links, as a workbook holds them.
    """

    title: str
    rows: int
    columns: int
    parts: tuple[bytes, bytes]


def sheet_of(table: Table) -> Sheet:
    """A table as a sheet of a collection, which shows the first `MOST_SHOWN` rows."""
    return Sheet(table.title, len(table), len(table.visible()), worksheet(table, most=MOST_SHOWN))


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
    return _with_sheets(buffer, [sheet.parts for sheet in sheets.values()], first=_FIRST)


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


def _with_sheets(book: io.BytesIO, sheets: Iterable[tuple[bytes, bytes]], first: int) -> bytes:
    """A workbook with these sheets instead of its own, from the first of them on."""
    with ZipFile(book) as written:
        files = {path: written.read(path) for path in written.namelist()}
    for number, parts in enumerate(sheets, first):
        files.update((path, part) for path, part in zip(_paths(number), parts, strict=True) if part)
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as packed:
        for path in sorted(files):
            info = ZipInfo(path, _MADE.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            packed.writestr(info, files[path])
    return buffer.getvalue()


def _book(buffer: io.BytesIO, title: str, *, apart: bool = False) -> Any:
    """A new workbook; with `apart`, no sheet needs anything of another, and files are used to make it."""
    from xlsxwriter import Workbook

    # In memory: a process of `migkg serve` that answers has no right to open files.
    how = {"constant_memory": True} if apart else {"in_memory": True}
    book = Workbook(buffer, {**how, "strings_to_formulas": False})
    book.set_properties({"title": text_of(title), "author": "migkg", "created": _MADE})
    return book


def _introduce(
    sheet: Any, about: Sequence[tuple[str, str]], listed: Sequence[tuple[str, str, int]], formats: _Formats
) -> None:
    for number, (left, right) in enumerate(about):
        sheet.write_string(number, 0, text_of(left), formats.head)
        sheet.write_string(number, 1, text_of(right), formats.cell)
    first = len(about) + 1
    for place, head in enumerate(("sheet", "question", "rows")):
        sheet.write_string(first, place, head, formats.head)
    for number, (name, question, rows) in enumerate(listed, first + 1):
        sheet.write_url(number, 0, f"internal:'{name}'!A1", formats.link, name)
        sheet.write_string(number, 1, text_of(question), formats.cell)
        sheet.write_number(number, 2, rows, formats.cell)
    lefts = ("sheet", *(name for name, _, _ in listed), *(left for left, _ in about))
    sheet.set_column(0, 0, max(map(len, lefts)) + 2)
    sheet.set_column(1, 1, 2 * WIDEST)


class _Formats:
    """How the head, a cell and a cell with a link look; `first` is the book's first sheet, still empty."""

    def __init__(self, book: Any, first: Any) -> None:
        wrapped = {"valign": "top", "text_wrap": True}
        self.head = book.add_format({"bold": True})
        self.cell = book.add_format(wrapped)
        self.link = book.add_format({**wrapped, "font_color": "#0563C1", "underline": 1})
        # Formats are numbered as they are first used: here as `worksheet` knows them, in each book.
        for place, form in enumerate((self.head, self.cell, self.link)):
            first.write_blank(0, place, None, form)


def _filter(sheet: Any, rows: int, columns: int) -> None:
    """Let the rows be sorted and filtered; the book notes that too."""
    if columns:
        sheet.autofilter(0, 0, rows, columns - 1)
