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


def test_several_sentences_make_one_report() -> None:
    name = "The Fair Recruitment Initiative"
    paper = outline(f"{name} was launched.", f"{name} is planned to grow.")
    (one,) = suggested(paper, "progress")
    assert (values(one)["mig:progress"], one.passages) == ("underWay", ("para/1", "para/2"))
    assert values(one)["mig:asOf"] == "2031-03-04"


@pytest.mark.parametrize("issued", [None, dt.date(2016, 1, 1)])
def test_a_paper_without_date_or_before_the_plan_reports_nothing(issued: dt.date | None) -> None:
    assert told("The Fair Recruitment Initiative was launched.", issued=issued) == {}
