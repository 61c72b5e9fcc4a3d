"""Progress reports: which promises a later paper speaks of, and how far it says that they have come."""

from __future__ import annotations

import datetime as dt

import pytest
from own_paper import outline, suggested, values


def told(*texts: str, **more: object) -> dict[str, str]:
    """Deliverable or point → stage."""
    found = [values(one) for one in suggested(outline(*texts, **more), "progress")]  # type: ignore[arg-type]
    return {one["mig:reportsOn"].removeprefix("plan/"): one["mig:progress"] for one in found}


INITIATIVE = "12/a/deliverable/fair-recruitment-initiative"
COURSE = "14/a/deliverable/global-training-course"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Fair Recruitment Initiative was launched in spring.", {INITIATIVE: "delivered"}),
        ("The Fair Recruitment Initiative is now operating in ten valleys.", {INITIATIVE: "underWay"}),
        ("The Fair Recruitment Initiative is scheduled for next year.", {INITIATIVE: "planned"}),
        ("The Fair Recruitment Initiative was tested and will be launched.", {INITIATIVE: "underWay"}),
        ("The Fair Recruitment Initiative was launched and will help pickers.", {INITIATIVE: "delivered"}),
        ("The Fair Recruitment Initiative pleases growers.", {}),
        ("A global training course on fair recruitment was held in spring.", {COURSE: "underWay"}),
        ("Ongoing work on pickers (point 13(c) of the plan of action) goes well.", {"13/c": "underWay"}),
    ],
)
def test_the_stage_follows_the_words(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Fair Recruitment Initiative was postponed.", {INITIATIVE: "changed"}),
        ("IOM postponed the Fair Recruitment Initiative, which had been launched.", {INITIATIVE: "changed"}),
        ("The Fair Recruitment Initiative was not postponed and is ongoing.", {INITIATIVE: "underWay"}),
        ("The Fair Recruitment Initiative was merged into a scheme for orchards.", {INITIATIVE: "changed"}),
        ("The Fair Recruitment Initiative has been replaced by a scheme for orchards.",
         {INITIATIVE: "changed"}),
        ("A scheme for orchards will replace the Fair Recruitment Initiative.", {INITIATIVE: "changed"}),
        ("A scheme for orchards was launched instead of the Fair Recruitment Initiative.",
         {INITIATIVE: "changed"}),
        ("The Fair Recruitment Initiative, which replaces a scheme for orchards, was launched.",
         {INITIATIVE: "delivered"}),
        ("An Orchard Council has replaced the Global Migration Group.",
         {"15/deliverable/gmg-collaboration": "changed"}),
        ("The Global Migration Group was not replaced by an Orchard Council.", {}),
    ],
)  # fmt: skip
def test_what_was_put_off_or_replaced_is_changed(text: str, expected: dict[str, str]) -> None:
    assert told(text) == expected


PLATFORMS = "14/f/deliverable/tripartite-platforms"
METHODS = "12/a/deliverable/recruitment-cost-methodology"
CAPACITY = "14/a/deliverable/fair-recruitment-capacity-building"


def test_the_first_words_of_one_promise_are_enough() -> None:
    assert told("Ongoing work on tripartite platforms helps growers.") == {PLATFORMS: "underWay"}
    assert told("Ongoing capacity building helps growers.") == {}


def test_where_a_passage_numbers_the_point_fewer_words_will_do() -> None:
    text = "Ways of measuring recruitment costs were presented to growers."
    assert told(text) == {}
    assert told(f"{text} They stand in point 12(a) of the plan of action.") == {METHODS: "delivered"}
    numbered = "Growers read point 14(a) of the plan of action. Ongoing capacity building helps them."
    assert told(numbered) == {CAPACITY: "underWay"}


def test_the_next_sentence_may_tell_the_stage_of_the_same_work() -> None:
    first = "Growers asked for tripartite platforms."
    assert told(first, "This work is ongoing.") == {PLATFORMS: "underWay"}
    assert told(first, "Apples are ripe. This work is ongoing.") == {}
    assert told(first, "Apple picking is ongoing.") == {}


def test_several_sentences_make_one_report() -> None:
    name = "The Fair Recruitment Initiative"
    paper = outline(f"{name} was launched.", f"{name} is planned to grow.")
    (one,) = suggested(paper, "progress")
    assert (values(one)["mig:progress"], one.passages) == ("underWay", ("para/1", "para/2"))
    assert values(one)["mig:asOf"] == "2031-03-04"


@pytest.mark.parametrize("issued", [None, dt.date(2016, 1, 1)])
def test_a_paper_without_date_or_before_the_plan_reports_nothing(issued: dt.date | None) -> None:
    assert told("The Fair Recruitment Initiative was launched.", issued=issued) == {}
