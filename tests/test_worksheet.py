"""Sheets as a spreadsheet program reads them."""

from __future__ import annotations

import io

import openpyxl
import pytest

from migkg.spreadsheet import workbook
from migkg.table import Table, Value
from migkg.terms import XSD
from migkg.worksheet import worksheet


def text(said: str) -> Value:
    return Value("literal", said)


def sheet_of(table: Table, *, iris: bool = False) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(workbook(table, iris=iris))).active


@pytest.mark.parametrize(
    "said",
    [
        "",
        " in front",
        "behind ",
        "\ttab",
        "a\nb\n",
        "=1+1",
        "_x0041_ is no A",
        "<b>&amp;</b>",
        "é 漢 😀",
        '"',
        "007",
    ],
)
def test_a_text_is_read_as_it_was(said: str) -> None:
    cell = sheet_of(Table(("a",), [(text(said),)]))["A2"]
    assert (cell.value or "") == said.replace("_x0041_", "_x005F_x0041_")  # as openpyxl gives it
    assert cell.data_type != "f"


def test_the_end_of_a_line_in_a_cell_is_kept() -> None:
    assert b"a_x000D_\nb" in worksheet(Table(("a",), [(text("a\r\nb"),)]))[0]


def test_what_a_cell_cannot_hold_is_cut() -> None:
    assert len(sheet_of(Table(("a",), [(text("x" * 40_000),)]))["A2"].value) == 32_767


@pytest.mark.parametrize(
    ("said", "datatype", "expected"),
    [
        ("7", "integer", 7),
        ("-0.25", "decimal", -0.25),
        ("1e3", "double", 1000),
        ("12345678901", "long", 12345678901),
    ],
)
def test_a_number_is_one(said: str, datatype: str, expected: float) -> None:
    value = Value("literal", said, XSD + datatype)
    cell = sheet_of(Table(("a", "a_iri"), [(value, Value("iri", "http://x/"))]))["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink.target) == (expected, "n", "http://x/")


def test_cells_lead_where_they_name_one_thing() -> None:
    one, other = Value("iri", "http://x/a?b=1&c=2#part"), Value("iri", "http://x/a?b=1&c=2")
    rows = [
        (text("one"), one),
        (text("other"), other),
        (text("more"), one),
        (text("mail"), Value("iri", "mailto:x")),
    ]
    table = Table(("a", "a_iri"), rows)
    sheet = sheet_of(table)
    links = [(cell.hyperlink.target, cell.hyperlink.location) for (cell,) in sheet["A2:A4"]]
    assert links == [
        ("http://x/a?b=1&c=2", "part"),
        ("http://x/a?b=1&c=2", None),
        ("http://x/a?b=1&c=2", "part"),
    ]
    assert sheet["A5"].hyperlink is None
    assert worksheet(table)[1].count(b"<Relationship ") == 1
    assert [cell.font.underline for (cell,) in sheet["A2:A5"]] == ["single", "single", "single", None]
    both = sheet_of(table, iris=True)
    assert (both["B2"].value, both["B2"].hyperlink) == ("http://x/a?b=1&c=2#part", None)
    assert both["A2"].hyperlink.location == "part"


@pytest.mark.parametrize(
    "address", ["http://x/[1]", "http://x/a|b", "http://x/{a}", "http://x/é", "http://x/'", "http://x/a%20b"]
)
def test_an_odd_address_leads_where_it_says(address: str) -> None:
    cell = sheet_of(Table(("a", "a_iri"), [(text("a"), Value("iri", address))]))["A2"]
    assert cell.hyperlink.target in (address, f"http://x/{''.join(map(_escaped, address[9:]))}")


def _escaped(char: str) -> str:
    return f"%{ord(char):02X}" if char in "[]|{}" else char


def test_a_link_that_no_sheet_can_hold_is_left_out() -> None:
    many = [(text(f"{number}"), Value("iri", f"http://x/{number}")) for number in range(65_003)]
    many[1] = (text("long"), Value("iri", f"http://x/{'y' * 2_100}"))
    sheet, links = worksheet(Table(("a", "a_iri"), many))
    assert sheet.count(b"<hyperlink ") == links.count(b"<Relationship ") == 65_000
    assert b"yyy" not in links
    assert sheet.count(b"<c ") == 65_004


def test_columns_are_as_wide_as_what_is_in_them() -> None:
    sheet = sheet_of(Table(("a", "b"), [(text("123456789\n1"), text("x" * 200)), (text("1"), None)]))
    assert [round(sheet.column_dimensions[letter].width) for letter in "AB"] == [12, 61]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.dimensions) == ("A2", "A1:B3", "A1:B3")


def test_a_sheet_may_be_empty() -> None:
    assert sheet_of(Table((), [])).dimensions == "A1:A1"
    assert [cell.value for cell in sheet_of(Table(("a",), []))[1]] == ["a"]
