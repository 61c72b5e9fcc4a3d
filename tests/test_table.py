"""A table in every form that people want, with the texts that break naive writers."""

from __future__ import annotations

import copy
import csv
import io
import json
import pickle
import random
import sys
import time
from decimal import Decimal
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import openpyxl
import pyoxigraph as ox
import pytest

from migkg.errors import OutputError, UsageError
from migkg.layout import lay_out, plain, wrap
from migkg.spreadsheet import workbook
from migkg.table import LateRows, Table, Value
from migkg.terms import BASE, XSD

if TYPE_CHECKING:
    from pathlib import Path

NASTY = 'a "quoted", text;\nwith a|pipe, a\ttab, a \\ and <b>markup</b>'


def text(words: str, lang: str | None = None) -> Value:
    return Value("literal", words, None, lang)


def number(digits: str, kind: str = "integer") -> Value:
    return Value("literal", digits, XSD + kind)


def iri(path: str) -> Value:
    return Value("iri", BASE + path)


@pytest.fixture
def table() -> Table:
    return Table(
        ("objective", "objective_iri", "title", "points", "points_iri", "count"),
        [
            (
                text("18"),
                iri("objective/18"),
                text("Invest in skills", "en"),
                text("12(a); 13(b)"),
                text(f"{BASE}plan/12/a; {BASE}plan/13/b"),
                number("7"),
            ),
            (text("=1+1"), None, text(NASTY), None, None, number("12")),
        ],
        title="Which <objectives>?",
    )


# --- the table itself -------------------------------------------------------------------------


def test_a_row_of_another_length_and_a_double_column_are_refused() -> None:
    with pytest.raises(ValueError, match="row 2 has 1 cells"):
        Table(("a", "b"), [(None, None), (None,)])
    with pytest.raises(ValueError, match="twice"):
        Table(("a", "a"), [])


def test_an_iri_column_hides_only_beside_what_it_names(table: Table) -> None:
    assert table.visible() == ("objective", "title", "points", "count")
    assert table.visible(iris=True) == table.columns
    assert Table(("other_iri",), []).visible() == ("other_iri",)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (number("7"), 7),
        (number("-7", "nonPositiveInteger"), -7),
        (number("1.50", "decimal"), Decimal("1.50")),
        (number("1e3", "double"), 1000.0),
        (number("-INF", "double"), float("-inf")),
        (number("true", "boolean"), True),
        (number("0", "boolean"), False),
        (number("yes", "boolean"), "yes"),
        (number("seven"), "seven"),
        (number("1.5.2", "decimal"), "1.5.2"),
        (number("2019", "gYear"), "2019"),
        (text("7"), "7"),
        (iri("objective/18"), f"{BASE}objective/18"),
        (Value("bnode", "b0"), "_:b0"),
    ],
)
def test_python_values(value: Value, expected: object) -> None:
    found = value.to_python()
    assert found == expected
    assert type(found) is type(expected)


def test_iterating_gives_python_values_of_all_columns(table: Table) -> None:
    first, second = table
    assert first["objective_iri"] == f"{BASE}objective/18"
    assert (first["count"], second["points"]) == (7, None)
    assert len(table) == 2


# --- CSV, TSV, JSON, Markdown -----------------------------------------------------------------


def test_csv_is_what_the_csv_module_writes() -> None:
    chance = random.Random(4)
    for _ in range(300):
        columns = tuple("abc"[: chance.randint(0, 3)])
        texts = [
            ["".join(chance.choices('a," \r\n;é', k=chance.randint(0, 4))) for _ in columns] for _ in range(3)
        ]
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\r\n").writerows([columns, *texts])
        rows = [tuple(text(one) if one else None for one in line) for line in texts]
        assert Table(columns, rows).to_csv() == buffer.getvalue()


def test_csv_is_rfc_4180_and_reads_back(table: Table) -> None:
    written = table.to_csv()
    assert written.startswith("objective,title,points,count\r\n18,Invest in skills,12(a); 13(b),7\r\n")
    assert list(csv.reader(io.StringIO(written, newline="")))[2] == ["=1+1", NASTY, "", "12"]
    assert table.to_csv(iris=True).startswith("objective,objective_iri,title,points,points_iri,count\r\n")


def test_tsv_has_one_line_a_row_and_loses_nothing(table: Table) -> None:
    lines = table.to_tsv().split("\n")
    assert lines[0] == "objective\ttitle\tpoints\tcount"
    assert len(lines) == 4
    assert lines[3] == ""
    cell = lines[2].split("\t")[1]
    unescaped = cell.replace("\\\\", "\0").replace("\\t", "\t").replace("\\n", "\n").replace("\0", "\\")
    assert unescaped == NASTY


def test_json_is_sparql_results_that_another_reader_takes(table: Table) -> None:
    solutions = ox.parse_query_results(table.to_json(), ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    assert [variable.value for variable in solutions.variables] == list(table.columns)
    first, second = solutions
    assert first["objective_iri"] == ox.NamedNode(f"{BASE}objective/18")
    assert first["title"] == ox.Literal("Invest in skills", language="en")
    assert first["count"] == ox.Literal(7)
    assert second["title"] == ox.Literal(NASTY)
    assert second["points"] is None


def test_json_of_nothing_is_complete() -> None:
    assert json.loads(Table(("a",), []).to_json()) == {"head": {"vars": ["a"]}, "results": {"bindings": []}}


def test_markdown_keeps_its_columns_whatever_the_cells_hold(table: Table) -> None:
    lines = table.to_markdown().splitlines()
    assert lines[1] == "| --- | --- | --- | ---: |"
    assert len(lines) == 4
    assert lines[3] == (
        r'| =1+1 | a "quoted", text;<br>with a\|pipe, a	tab, a \\ and \<b>markup\</b> |  | 12 |'
    )


# --- HTML -------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a browser would find: opened and closed tags in order, links with their texts, all text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.links: list[tuple[str | None, str]] = []
        self.text: dict[str, str] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.text[self.open[-1]] = self.text.get(self.open[-1], "") + data
            if self.open[-1] == "a":
                self.links.append((self.seen[-1][1]["href"], data))


def test_html_is_one_whole_accessible_page(table: Table) -> None:
    page = Page(table.to_html())
    assert page.open == []
    assert ("html", {"lang": "en"}) in page.seen
    assert ("meta", {"charset": "utf-8"}) in page.seen
    assert page.text["title"] == page.text["caption"] == "Which <objectives>?"
    assert page.text["th"] == "objectivetitlepointscount"
    assert [attributes for tag, attributes in page.seen if tag == "th"] == [{"scope": "col"}] * 4
    assert page.text["p"] == "2 rows"
    assert not {"script", "link", "img", "b"} & {tag for tag, _ in page.seen}


def test_html_links_what_a_cell_names_also_several(table: Table) -> None:
    assert Page(table.to_html()).links == [
        (f"{BASE}objective/18", "18"),
        (f"{BASE}plan/12/a", "12(a)"),
        (f"{BASE}plan/13/b", "13(b)"),
    ]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", 'http://x/" onclick="x', "file:///etc"]
)
def test_html_never_links_what_could_run(address: str) -> None:
    for row in ((text("x"), Value("iri", address)), (text("x"), text(address))):
        assert Page(Table(("a", "a_iri"), [row]).to_html()).links == []
    assert Page(Table(("a",), [(Value("iri", address),)]).to_html()).links == []


def test_html_says_which_language_a_cell_has() -> None:
    page = Page(Table(("a",), [(text("Bonjour", "fr"),), (text("Hello", "en"),)]).to_html())
    assert [attributes for tag, attributes in page.seen if tag == "td"] == [{"lang": "fr"}, {}]


# --- spreadsheet ------------------------------------------------------------------------------


def test_a_spreadsheet_has_links_numbers_and_no_formulas(table: Table, tmp_path: Path) -> None:
    table.to_xlsx(tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert [cell.value for cell in sheet[1]] == ["objective", "title", "points", "count"]
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.freeze_panes == "A2"
    assert sheet["A2"].hyperlink.target == f"{BASE}objective/18"
    assert sheet["C2"].hyperlink is None  # two things in one cell, and a cell holds one link
    assert (sheet["D2"].value, sheet["D2"].data_type) == (7, "n")
    assert (sheet["A3"].value, sheet["A3"].data_type) == ("=1+1", "s")
    assert sheet["B3"].value == NASTY
    assert 10 < sheet.column_dimensions["B"].width <= 60


def test_a_spreadsheet_takes_characters_that_xml_forbids(tmp_path: Path) -> None:
    Table(("a",), [(text("x\x00y\x1bz"),)], title="\x00").to_xlsx(tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").active["A2"].value == "x\ufffdy\ufffdz"


def test_a_spreadsheet_is_the_same_bytes_every_time(table: Table) -> None:
    first = workbook(table)
    time.sleep(2.1)  # a ZIP archive counts time in steps of two seconds
    assert workbook(table) == first


def test_a_number_that_is_none_in_a_spreadsheet_stays_a_text(tmp_path: Path) -> None:
    Table(("a",), [(Value("literal", "NaN", f"{XSD}double"),)]).to_xlsx(tmp_path / "t.xlsx")
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").active["A2"].value == "NaN"


def test_a_spreadsheet_refuses_more_rows_than_a_sheet_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("migkg.spreadsheet.MOST_ROWS", 1)
    with pytest.raises(OutputError, match=r"more than a sheet holds\. Choose csv"):
        workbook(Table(("a",), [(None,), (None,)]))
    assert workbook(Table(("a",), [(None,)])).startswith(b"PK")


# --- pandas -----------------------------------------------------------------------------------


def test_pandas_gets_typed_columns(table: Table) -> None:
    frame = table.to_pandas()
    assert list(frame.columns) == ["objective", "title", "points", "count"]
    assert frame["count"].sum() == 19
    assert frame["points"].isna().tolist() == [False, True]
    assert "objective_iri" in table.to_pandas(iris=True).columns


def test_without_pandas_the_remedy_is_named(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match=r'pip install "migkg\[pandas\]"'):
        table.to_pandas()


# --- terminal ---------------------------------------------------------------------------------

LONG = "Invest in skills development and facilitate mutual recognition of skills and competences"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: int) -> None:
    rows = [(text("18"), text(LONG), text("para 8; para 9; para 10; appendix 18"), number("7"))]
    shown = Table(("objective", "title", "paragraphs", "count"), rows).to_text(width)
    assert max(map(len, shown.splitlines())) <= width
    words = shown.replace("─", " ").split()
    assert set(LONG.split()) <= set(words)
    assert "7" in words


def test_a_wide_terminal_shows_columns_and_a_narrow_one_blocks() -> None:
    table = Table(
        ("objective", "title", "a_long_name", "status"),
        [(text("18"), text(LONG), text("x"), text("addressed"))],
    )
    assert table.to_text(100).startswith("objective  title")
    narrow = table.to_text(30).splitlines()
    assert narrow[0].split() == ["objective", "18"]
    assert narrow[-1].split() == ["status", "addressed"]


def test_numbers_stand_to_the_right() -> None:
    shown = Table(("n", "word"), [(number("7"), text("a")), (number("1200"), text("b"))]).to_text(40)
    assert shown == "   n  word\n────  ────\n   7  a\n1200  b\n"


def test_iris_are_shortened_for_reading_only() -> None:
    table = Table(("x",), [(iri("plan/12/a"),)])
    assert table.to_text(40).splitlines()[2] == "plan/12/a"
    assert table.to_csv() == f"x\r\n{BASE}plan/12/a\r\n"


def test_items_between_semicolons_stay_together() -> None:
    assert wrap("para 8; para 9; appendix 10", 18) == ["para 8; para 9;", "appendix 10"]


def test_wide_and_combining_characters_are_measured_as_shown() -> None:
    shown = lay_out(["a", "b"], [["日本", "x"], ["e\u0301e", "y"]], [False, False], 40)
    assert shown.splitlines()[2:] == ["日本  x", "e\u0301e    y"]


def test_a_word_longer_than_a_line_is_cut_at_punctuation() -> None:
    assert wrap("https://w3id.org/migkg/plan", 12) == ["https://", "w3id.org/", "migkg/plan"]
    assert wrap("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_terminal_obeys_nothing_that_data_hold() -> None:
    assert plain("a\x1b]0;title\x07b\x9bc\td\r\ne") == "a\ufffd]0;title\ufffdb\ufffdc d\ne"
    assert "\x1b" not in Table(("a",), [(text("\x1b[2J"),)]).to_text(40)


def test_an_empty_result_shows_its_columns() -> None:
    assert Table(("a", "bb"), []).to_text(40) == "a  bb\n─  ──\n"
    assert Table((), []).to_text(40) == ""


# --- rows made late ---


def late(made: list[str]) -> LateRows:
    """Two rows of an engine whose terms are texts; `made` tells which of them have become values."""

    def value(term: str | None) -> Value | None:
        made.append(str(term))
        return None if term is None else text(term)

    return LateRows(2, [("a", "b"), ("a", None)], value)


def test_rows_are_made_when_first_looked_at_and_each_term_once() -> None:
    made: list[str] = []
    table = Table(("x", "y"), late(made))
    assert (len(table), made) == (2, [])
    assert [row["y"] for row in table] == ["b", None]
    assert table.rows[1] == (text("a"), None)
    assert sorted(made) == ["None", "a", "b"]


def test_no_more_rows_are_made_than_are_looked_at() -> None:
    made: list[str] = []

    def value(term: str) -> Value:
        made.append(term)
        return text(term)

    names = [f"{number:04}" for number in range(1000)]
    table = Table(("x",), LateRows(1, [(name,) for name in names], value))
    assert table.numeric() == (False,)
    assert len(made) == 1
    assert table.rows[5:2:-1] == [(text(name),) for name in names[5:2:-1]]
    assert made == names[:6]
    assert table.rows[-1] == (text("0999"),)
    assert table.rows[:-998] == [(text("0000"),), (text("0001"),)]
    assert made == names == [str(cell) for (cell,) in table.rows]


def test_late_rows_are_like_a_list() -> None:
    rows, plain = late([]), [(text("a"), text("b")), (text("a"), None)]
    assert rows == plain
    assert plain == rows
    assert rows == late([])
    assert rows != plain[:1]
    assert rows != 1
    assert rows[:1] == plain[:1]
    assert repr(rows) == repr(plain)
    assert pickle.loads(pickle.dumps(late([]))) == plain  # noqa: S301 -- our own bytes
    assert copy.deepcopy(Table(("x", "y"), late([]))) == Table(("x", "y"), plain)
    with pytest.raises(TypeError, match="unhashable"):
        hash(rows)


def test_late_rows_of_another_width_are_refused() -> None:
    with pytest.raises(ValueError, match="row 1 has 2 cells, the table 1 columns"):
        Table(("x",), late([]))
