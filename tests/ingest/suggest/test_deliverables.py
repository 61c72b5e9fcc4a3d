"""Deliverables: what a point's text promises, with number, dates and frequency."""

from __future__ import annotations

import pytest
from own_paper import passage, suggested, values

from migkg.ingest.passages import Metadata, Outline


def promised(text: str) -> list[dict[str, str]]:
    """What a text would promise if it were that of point 13(b)."""
    point = passage("point/13/b", text)
    return [
        values(one)
        for one in suggested(Outline("plan-of-action-2018-22", Metadata(), (point,)), "deliverable")
    ]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("A guide to orchards will be published.", ["A guide to orchards"]),
        ("The Office will publish a guide to orchards.", ["A guide to orchards"]),
        (
            "The Office will conduct a study of orchards, and prepare a guide to apples.",
            ["A study of orchards", "A guide to apples"],
        ),
        (
            "The Office will work with growers to develop a map of orchards.",
            ["A map of orchards"],
        ),
        (
            "The Office will respond to this wish by developing a list of orchards.",
            ["A list of orchards"],
        ),
        (
            "A course for pickers will be held, and a film on apples will be made.",
            ["A course for pickers", "A film on apples"],
        ),
        (
            "A guide will be written together with leaflets for pickers.",
            ["A guide", "Leaflets for pickers"],
        ),
        ("In two valleys, a fair for pickers will be held.", ["A fair for pickers"]),
        ("Orchards are expected to be mapped by growers.", ["Orchards"]),
        ("The Office will strengthen its work on orchards.", ["Its work on orchards"]),
        ("The Office will strengthen its work and publish a guide.", ["A guide"]),
        ("Pickers were promised a guide.", []),
        ("The guide, which growers like, has been published.", []),
    ],
)
def test_a_promise_is_a_clause_with_an_object(text: str, labels: list[str]) -> None:
    assert sorted(one["rdfs:label"] for one in promised(text)) == sorted(labels)


def test_number_dates_and_frequency_belong_to_their_clause() -> None:
    course, fairs, map_ = promised(
        "From 2031 an annual course for pickers will be held. At least four fairs for growers will be held "
        "by 2033. The Office will publish a map of orchards in 2031–32."
    )
    assert (course["mig:frequency"], course["mig:from"], "mig:due" in course) == ("annual", "2031", False)
    assert (fairs["mig:comparator"], fairs["schema:value"], fairs["mig:due"]) == ("atLeast", "4", "2033")
    assert (map_["mig:from"], map_["mig:due"]) == ("2031", "2032")


def test_a_deliverable_lies_under_its_point() -> None:
    point = passage("point/13/b", "The Office will publish a guide to orchards by 2033.")
    (one,) = suggested(Outline("plan-of-action-2018-22", Metadata(), (point,)), "deliverable")
    assert one.iri.endswith("/plan/13/b/deliverable/guide-to-orchards")
    assert one.key == "deliverable/13b/guide-to-orchards"
    assert values(one)["mig:promisedBy"] == "plan/13/b"


def test_other_texts_promise_nothing() -> None:
    paper = Outline("gb999-pol-7", Metadata(), (passage("para/1", "The Office will publish a guide."),))
    assert suggested(paper, "deliverable") == []
