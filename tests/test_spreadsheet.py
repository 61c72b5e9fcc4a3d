"""A workbook of many tables, of which sheets are kept from an earlier one."""

from __future__ import annotations

import io

import openpyxl
import pytest

from migkg.spreadsheet import collection, sheet_of, sheets_of
from migkg.table import Table, Value

ABOUT = [("Data", "Some")]


def table(*texts: str) -> Table:
    rows = [(Value("literal", text), Value("iri", f"http://example.org/{text}")) for text in texts]
    return Table(("thing", "thing_iri"), rows, title=f"Which {len(texts)}?")


@pytest.mark.parametrize("about", [ABOUT, []])
@pytest.mark.parametrize("kept", [("a",), ("b",), ("c",), ("a", "c"), ("a", "b", "c")])
def test_a_sheet_that_is_kept_is_as_if_it_were_made(
    kept: tuple[str, ...], about: list[tuple[str, str]]
) -> None:
    before = {
        name: sheet_of(one) for name, one in (("a", table("x", "y&z")), ("b", table("one")), ("c", table()))
    }
    now = {**before, **{name: sheet_of(table("new", "x")) for name in before if name not in kept}}
    there = dict(zip(before, sheets_of(collection("Old", ABOUT, before), len(before)), strict=True))
    given = {name: now[name]._replace(parts=there[name]) if name in kept else now[name] for name in now}
    made = collection("New", about, given)
    assert made == collection("New", about, now)
    book = openpyxl.load_workbook(io.BytesIO(made))
    assert book.sheetnames == ["about", "a", "b", "c"]
    cell = book["a"]["A3"]
    assert cell.value == ("y&z" if "a" in kept else "x")
    assert cell.hyperlink.target == f"http://example.org/{cell.value}"
