"""Figures: which numbers count, what they are, how they compare and what they count."""

from __future__ import annotations

import pytest
from own_paper import outline, passage, suggested, values

from migkg.ingest.outline.dates import issued
from migkg.ingest.passages import Metadata, Outline
from migkg.ingest.suggest.numbers import quantities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at least 12 member States", ("atLeast", "12", "member States")),
        ("over 3.5 million people", ("moreThan", "3500000", "people")),
        ("some eleven orchards", ("approximately", "11", "orchards")),
        ("almost 90,000 pickers", ("almost", "90000", "pickers")),
        ("twenty-one seasonal schemes", ("exactly", "21", "seasonal schemes")),
        ("up to three hundred pickers", ("upTo", "300", "pickers")),
        ("fewer than 40 baskets", ("lessThan", "40", "baskets")),
        ("an additional 13 countries", ("exactly", "13", "countries")),
        ("within five years", ("upTo", "5", "years")),
        ("a five-year lease", ("exactly", "5", "years")),
        ("16 per cent of pickers", ("exactly", "16", "per cent")),
        ("a quarter of pickers", ("exactly", "25", "per cent")),
        ("three-fourths of them", ("exactly", "75", "per cent")),
        ("US$21 billion were lost", ("exactly", "21000000000", "US dollars")),
        ("CAD2 billion more", ("exactly", "2000000000", "Canada dollars")),
        ("the harvest doubled", ("exactly", "2", "times")),
        ("at least one region", ("atLeast", "1", "region")),
    ],
)
def test_a_cardinal_with_a_unit_counts(text: str, expected: tuple[str, str, str]) -> None:
    (one,) = quantities(text)
    assert (one.comparator, f"{one.value.normalize():f}", one.unit) == expected


@pytest.mark.parametrize(
    "text",
    [
        "in 2018 orchards grew",
        "on 19 December orchards slept",
        "the 20th conference of pickers",
        "Conventions Nos 97 and 143",
        "see paragraph 45 and points 12 and 13",
        "GB.999/POL/7",
        "one aspect of orchards",
        "page 12 tells more",
        "indicator 10.7 grew",
        "14(a) and 5(c)",
        "version 2.1 of it",
    ],
)
def test_years_days_ordinals_and_names_are_no_figures(text: str) -> None:
    assert quantities(text) == []


def test_a_range_has_two_ends() -> None:
    (one,) = quantities("150–200 million people")
    assert (one.value, one.upper) == (150_000_000, 200_000_000)


def test_a_figure_says_what_it_is_about_and_when() -> None:
    (one,) = suggested(outline("The Fair Recruitment Initiative reached 4,500 pickers in 2030."), "figure")
    said = values(one)
    assert (said["schema:value"], said["mig:asOf"]) == ("4500", "2030")
    assert said["mig:about"] == "programme/fair-recruitment-initiative"
    assert one.key == "figure/para/1/4500-pickers"


def test_a_large_number_takes_its_unit_from_the_people_before() -> None:
    (one,) = suggested(outline("Of all migrants, 2,300 went to orchards."), "figure")
    assert values(one)["schema:unitText"] == "all migrants"
    assert one.rule == "large number with a unit elsewhere"


def test_the_number_of_an_instrument_is_no_figure() -> None:
    assert (
        suggested(outline("Convention No. 97 and objectives 5 to 7 of the GCM matter to pickers."), "figure")
        == []
    )


def test_a_row_s_numbers_have_the_unit_of_its_table() -> None:
    def row(number: int, *cells: str) -> object:
        return passage(
            f"table/1/{number}", "\t".join(cells), number + 1, "TableRow", parent="table/1", cells=cells
        )

    table = passage("table/1", "Migrants in orchards (in millions)", 1, "Table")
    rows = (row(1, "North", "5", "13"), row(2, "Total", "5", "13"), row(3, "North", "28", "72"),
            row(4, "Total", "28", "100"))  # fmt: skip
    found = suggested(Outline("gb999-pol-7", Metadata(), (table, *rows)), "figure")
    shown = [(one.passages[0], values(one)["schema:value"], values(one)["schema:unitText"]) for one in found]
    assert ("table/1/1", "13000000", "migrants") in shown
    assert ("table/1/3", "72", "per cent") in shown


def test_in_a_footnote_only_amounts_count() -> None:
    notes = (
        passage("fn/1", "Pickers: A study of 40 orchards, p. 18.", 1, "Footnote"),
        passage("fn/2", "Now 232 million migrants are counted.", 2, "Footnote"),
    )
    found = suggested(Outline("gb999-pol-7", Metadata(), notes), "figure")
    assert [one.passages for one in found] == [("fn/2",)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("\u017feven pickers came", "7"),
        ("two th\u0131rds of the pickers came", "66.6"),
        ("5 M\u0131LLION pickers came", "5000000"),
    ],
)
def test_letters_that_count_as_others_without_case_do_so_in_numbers(text: str, value: str) -> None:
    (one,) = quantities(text)
    assert str(one.value) == value


def test_a_month_may_have_letters_that_count_as_others_without_case() -> None:
    assert issued(["Date: 4 Augu\u017ft 2021"]) == "2021-08-04"


def test_what_follows_a_dash_may_be_no_number() -> None:
    assert quantities("20–710.7.1 pickers came") == []
