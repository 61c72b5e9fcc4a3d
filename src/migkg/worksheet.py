"""A table as the two parts of a worksheet (SpreadsheetML, ECMA-376): the sheet, and where its links lead.

XlsxWriter makes the workbook around it. Its calls cell by cell take several times as long: here, what stands
in many cells is made once, and cells with the same link share it.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape

from migkg.table import IRI_SUFFIX, address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from migkg.table import Row, Table, Value

__all__ = ["CELL", "HEAD", "LINK", "WIDEST", "letters_of", "text_of", "worksheet"]

HEAD: Final = 1
CELL: Final = 2
LINK: Final = 3
"""The numbers, in a workbook, of how heads, cells and cells with links look."""

WIDEST: Final = 60
_LONGEST_TEXT: Final = 32_767
_LONGEST_LINK: Final = 2_079
_MOST_LINKS: Final = 65_000
_MARGIN: Final = 0.7109375
"""What a column is wider than its text, in characters of the standard font."""

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LIKE_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What a spreadsheet takes for a character that is written by its number."""
_ODD_IN_LINKS: Final = re.compile(r"[\x00-\x20\[\]^`{|}\\]")

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DECLARED: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET: Final = (
    f'{_DECLARED}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    f'xmlns:r="{_OFFICE}">'
)
_VIEW: Final = (
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
)
_LINKS: Final = (
    f'{_DECLARED}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
)


class _Column(NamedTuple):
    """A column that is shown: its letters and name, and where in a row its values and their IRIs are.

    Without IRIs beside them (None), the values themselves may be some that lead somewhere, if `leads`.
    """

    letters: str
    name: str
    place: int
    iris: int | None
    leads: bool


class _Cell(NamedTuple):
    """What is written behind the place of a cell, without and with its link; the link; how wide it is."""

    plain: str
    linked: str
    address: str
    width: int


def worksheet(
    table: Table, *, iris: bool = False, most: int | None = None, selected: bool = False
) -> tuple[bytes, bytes]:
    """The sheet with a bold header that stays in view, and its links; these are empty if there are none.

    It has the first `most` rows. Numbers are numbers, texts are never read as formulas, and a cell leads to
    the thing that it names if it names one. `selected` is the sheet that is seen first.
    """
    writer = _Writer(_columns(table, iris=iris))
    lines = [writer.head(), *(writer.row(number, row) for number, row in enumerate(table.rows[:most], 2))]
    return writer.sheet(lines, selected=selected).encode(), writer.relationships().encode()


def letters_of(column: int) -> str:
    """What a spreadsheet calls a column, counted from 0.

    >>> [letters_of(column) for column in (0, 25, 26, 16_383)]
    ['A', 'Z', 'AA', 'XFD']
    """
    letters = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        letters = chr(ord("A") + letter) + letters
        column -= 1
    return letters


def text_of(text: str) -> str:
    """A text as a cell can hold it."""
    return _FORBIDDEN.sub("\ufffd", text)[:_LONGEST_TEXT]


def _columns(table: Table, *, iris: bool) -> list[_Column]:
    places = {column: place for place, column in enumerate(table.columns)}
    leading = table.visible()
    return [
        _Column(letters_of(number), name, places[name], places.get(name + IRI_SUFFIX), name in leading)
        for number, name in enumerate(table.visible(iris=iris))
    ]


class _Writer:
    """Writes one sheet, row by row; it remembers what is told of it at its head and its end."""

    def __init__(self, columns: Sequence[_Column]) -> None:
        self._columns = columns
        self._widths = [len(column.name) for column in columns]
        self._links: list[str] = []
        self._targets: dict[str, int] = {}
        self._known: dict[tuple[int, int], _Cell] = {}

    def head(self) -> str:
        """The first row: the names of the columns."""
        cells = (f'<c r="{column.letters}1"{_string(column.name, HEAD)}' for column in self._columns)
        return f'<row r="1">{"".join(cells)}</row>'

    def row(self, number: int, row: Row) -> str:
        """A row by its number, with the cells that are not empty."""
        cells = []
        for place, column in enumerate(self._columns):
            value = row[column.place]
            if value is None:
                continue
            named = row[column.iris] if column.iris is not None else None
            key = (id(value), id(named) if column.leads else -1)  # of values that live on in the table
            cell = self._known.get(key)
            if cell is None:
                cell = self._known[key] = _cell(value, address_of(value, named) if column.leads else None)
            self._widths[place] = max(self._widths[place], cell.width)
            if cell.address and len(self._links) < _MOST_LINKS:
                cells.append(f'<c r="{column.letters}{number}"{cell.linked}')
                self._links.append(self._link(f"{column.letters}{number}", cell.address))
            else:
                cells.append(f'<c r="{column.letters}{number}"{cell.plain}')
        return f'<row r="{number}">{"".join(cells)}</row>'

    def sheet(self, lines: Sequence[str], *, selected: bool) -> str:
        """The whole sheet with these rows."""
        end = f"{self._columns[-1].letters}{len(lines)}" if self._columns else "A1"
        seen = ' tabSelected="1"' if selected else ""
        parts = [
            f'{_SHEET}<dimension ref="A1:{end}"/>',
            f'<sheetViews><sheetView{seen} workbookViewId="0">{_VIEW}</sheetView></sheetViews>',
            '<sheetFormatPr defaultRowHeight="15"/>',
            _group("cols", map(_width, range(1, len(self._widths) + 1), self._widths)),
            f"<sheetData>{''.join(lines)}</sheetData>",
            f'<autoFilter ref="A1:{end}"/>' if self._columns else "",
            _group("hyperlinks", self._links),
            '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>',
            "</worksheet>",
        ]
        return "".join(parts)

    def relationships(self) -> str:
        """Where the links lead; empty if there are none."""
        lines = [
            f'<Relationship Id="rId{number}" Type="{_OFFICE}/hyperlink" Target="{_attribute(target)}"'
            ' TargetMode="External"/>'
            for target, number in self._targets.items()
        ]
        return f"{_LINKS}{''.join(lines)}</Relationships>" if lines else ""

    def _link(self, cell: str, address: str) -> str:
        target, _, location = address.partition("#")
        number = self._targets.setdefault(target, len(self._targets) + 1)
        inside = f' location="{_attribute(location)}"' if location else ""
        return f'<hyperlink ref="{cell}" r:id="rId{number}"{inside}/>'


def _cell(value: Value, address: str | None) -> _Cell:
    text = value.short
    width = max(map(len, text.split("\n")))
    if address is None or len(address) > _LONGEST_LINK:
        address = ""
    number = value.to_python() if value.is_number else ""
    if isinstance(number, str) or not math.isfinite(number):
        return _Cell(_string(text, CELL), _string(text, LINK), address, width)
    return _Cell(_number(number, CELL), _number(number, LINK), address, width)


def _string(text: str, form: int) -> str:
    said = escape(_LIKE_ESCAPED.sub("_x005F_", text_of(text))).replace("\r", "_x000D_")
    space = ' xml:space="preserve"' if said != said.strip() else ""
    return f' s="{form}" t="inlineStr"><is><t{space}>{said}</t></is></c>'


def _number(number: float | Decimal, form: int) -> str:
    return f' s="{form}"><v>{number:.16G}</v></c>'


def _width(column: int, width: int) -> str:
    wide = min(width + 2, WIDEST) + _MARGIN
    return f'<col min="{column}" max="{column}" width="{wide}" customWidth="1"/>'


def _group(name: str, inside: Iterable[str]) -> str:
    said = "".join(inside)
    return f"<{name}>{said}</{name}>" if said else ""


def _attribute(address: str) -> str:
    """An address as it stands in quotes; what no address may hold is written by its number."""
    return escape(_ODD_IN_LINKS.sub(lambda odd: quote(odd[0]), address), {'"': "%22"})
