"""Memberships and roles: by which words a body plays a part in something."""

from __future__ import annotations

import pytest
from own_paper import outline, passage, suggested, values

from migkg.ingest.passages import Metadata, Outline


def played(text: str) -> set[tuple[str, str, str]]:
    found = set()
    for one in suggested(outline(text), "membership"):
        said = values(one)
        what = said.get("org:organization") or said["mig:roleIn"]
        found.add((said["org:member"].removeprefix("body/"), said["org:role"], what))
    return found


GROUP = "body/gmg"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IOM is a member of the Global Migration Group.", {("iom", "member", GROUP)}),
        (
            "The Global Migration Group is composed of UNICEF, the Pickers' Union, UNESCO and IOM.",
            {("unicef", "member", GROUP), ("unesco", "member", GROUP), ("iom", "member", GROUP)},
        ),
        (
            "Growers met the Global Migration Group, in particular IOM and OHCHR.",
            {("iom", "member", GROUP), ("ohchr", "member", GROUP)},
        ),
        ("In spring IOM will chair the Global Migration Group.", {("iom", "chair", GROUP)}),
        ("The Global Migration Group was chaired by UNICEF.", {("unicef", "chair", GROUP)}),
        ("The Global Migration Group was co-chaired by UNICEF and IOM.",
         {("unicef", "coChair", GROUP), ("iom", "coChair", GROUP)}),
        ("The Global Migration Group, coordinated by IOM, met growers.", {("iom", "coordinator", GROUP)}),
        (
            "The United Nations Network on Migration replaces the Global Migration Group.",
            {("un-network-on-migration", "successor", GROUP)},
        ),
        ("The Fair Recruitment Initiative was spearheaded by IOM.",
         {("iom", "lead", "programme/fair-recruitment-initiative")}),
        ("The Fair Recruitment Initiative runs together with the World Bank.",
         {("world-bank", "partner", "programme/fair-recruitment-initiative")}),
        ("Growers met IOM and the Global Migration Group.", set()),
    ],
)  # fmt: skip
def test_the_words_tell_the_part(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert played(text) == expected


def test_the_unit_on_a_cover_wrote_the_paper() -> None:
    text = "Author unit: Labour Migration Branch (MIGRANT)."
    paper = Outline("gb999-pol-7", Metadata(), (passage("cover", text, kind="Section"),))
    (one,) = suggested(paper, "membership")
    said = values(one)
    assert (said["org:member"], said["org:role"]) == ("body/migrant", "author")
    assert said["mig:roleIn"] == "document/gb999-pol-7"
