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
FAIR = "programme/fair-recruitment-initiative"
DIALOGUE = "event/high-level-dialogue"
TALKS = "High-level Dialogue on International Migration and Development"
RESOLUTION = "General Assembly Resolution 67/219 on international migration and development"
COMPACT = "Global Compact for Safe, Orderly and Regular Migration"


def all_as(role: str, what: str, *who: str) -> set[tuple[str, str, str]]:
    return {(one, role, what) for one in who}


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
        ("As chair of the Global Migration Group, UNICEF met growers.", {("unicef", "chair", GROUP)}),
        ("Growers met IOM and the Global Migration Group.", set()),
    ],
)  # fmt: skip
def test_the_words_tell_the_part(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert played(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Fair Recruitment Initiative is supported by the World Bank and IOM.",
         all_as("supporter", FAIR, "world-bank", "iom")),
        ("UNICEF supports the running of the Fair Recruitment Initiative in four valleys.",
         all_as("supporter", FAIR, "unicef")),
        ("With the support of the World Bank, IOM implemented the Fair Recruitment Initiative.",
         all_as("supporter", "body/iom", "world-bank") | all_as("implementer", FAIR, "iom")),
        ("The Fair Recruitment Initiative, funded by the World Bank, reached pickers.",
         all_as("supporter", FAIR, "world-bank")),
        ("The World Bank-funded Fair Recruitment Initiative reached pickers.",
         all_as("supporter", FAIR, "world-bank")),
        (f"IOM will organize the {TALKS} in spring.", all_as("organizer", DIALOGUE, "iom")),
        (f"The {TALKS} was hosted by UNICEF.", all_as("organizer", DIALOGUE, "unicef")),
        (f"The {TALKS} was organized by UNICEF, IOM and UNESCO.",
         all_as("partner", DIALOGUE, "unicef", "iom", "unesco")),
        (f"UNICEF took part in the {TALKS}.", all_as("partner", DIALOGUE, "unicef")),
        ("The Fair Recruitment Initiative will be implemented by IOM.", all_as("implementer", FAIR, "iom")),
        ("IOM and UNICEF are implementing the Fair Recruitment Initiative.",
         all_as("implementer", FAIR, "iom", "unicef")),
        ("IOM launched the Fair Recruitment Initiative.", all_as("founder", FAIR, "iom")),
        ("IOM will run the Fair Recruitment Initiative with UNICEF, UNESCO and the World Bank.",
         all_as("partner", FAIR, "iom", "unicef", "unesco", "world-bank")),
        ("UNICEF will work with IOM to develop the Fair Recruitment Initiative.",
         all_as("partner", FAIR, "iom", "unicef")),
        ("The Fair Recruitment Initiative grew out of a partnership between IOM and UNICEF.",
         all_as("partner", FAIR, "iom", "unicef")),
        ("UNICEF closely collaborates with IOM and the World Bank.",
         all_as("partner", "body/unicef", "iom", "world-bank")),
        ("In cooperation with IOM, UNICEF has planted trees.", all_as("partner", "body/unicef", "iom")),
        ("The Office collaborates with UNICEF.", all_as("partner", "body/ilo", "unicef")),
        ("The Global Migration Group is advised by UNESCO.", all_as("adviser", GROUP, "unesco")),
        ("UNICEF provides advice to the Global Migration Group.", all_as("adviser", GROUP, "unicef")),
        ("UNICEF provides strategic guidance to the Global Migration Group.",
         all_as("guide", GROUP, "unicef")),
        ("The Global Migration Group brings together IOM, UNICEF and the World Bank.",
         all_as("member", GROUP, "iom", "unicef", "world-bank")),
        ("The Global Migration Group (a consortium of UN agencies and IOM) met growers.",
         all_as("member", GROUP, "iom")),
        ("IOM co-chairs the Global Migration Group.", all_as("coChair", GROUP, "iom")),
        (f"The {COMPACT} was approved by the General Assembly of the United Nations.",
         all_as("adopter", "instrument/GCM", "unga")),
        ("The plan of action on labour migration governance was submitted to the Governing Body.",
         all_as("reviewer", "document/plan-of-action-2018-22", "governing-body")),
        ("Growers met the Task Force on Displacement under the Global Migration Group.",
         all_as("parent", "body/task-force-on-displacement", "gmg")),
    ],
)  # fmt: skip
def test_verbs_in_active_and_passive_tell_the_part(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert played(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ILO took notes. The ILO Fair Recruitment Initiative reached pickers.",
         all_as("owner", FAIR, "ilo")),
        ("IOM's Fair Recruitment Initiative reached pickers.", all_as("owner", FAIR, "iom")),
        (f"The General Assembly sat. Growers read {RESOLUTION}.",
         all_as("adopter", "instrument/A-RES-67-219", "unga")),
    ],
)  # fmt: skip
def test_names_tell_who_stands_behind_a_thing(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert played(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "UNICEF is not a member of the Global Migration Group.",
        f"The {COMPACT} was never adopted by UNICEF.",
        "UNICEF could support the Fair Recruitment Initiative.",
        f"IOM did not organize the {TALKS}.",
        "UNICEF explores opportunities for collaboration with IOM.",
        "Growers asked whether IOM supports the Fair Recruitment Initiative.",
        "UNICEF, which supports pickers, visited the Fair Recruitment Initiative.",
        "IOM and UNICEF met beside the Fair Recruitment Initiative.",
        "The Global Migration Group met. UNICEF supports pickers.",
    ],
)
def test_what_is_denied_supposed_or_only_near_is_no_part(text: str) -> None:
    assert played(text) == set()


def test_the_unit_on_a_cover_wrote_the_paper() -> None:
    text = "Author unit: Labour Migration Branch (MIGRANT)."
    paper = Outline("gb999-pol-7", Metadata(), (passage("cover", text, kind="Section"),))
    (one,) = suggested(paper, "membership")
    said = values(one)
    assert (said["org:member"], said["org:role"]) == ("body/migrant", "author")
    assert said["mig:roleIn"] == "document/gb999-pol-7"
