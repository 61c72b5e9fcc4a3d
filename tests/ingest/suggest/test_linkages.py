"""Linkages: each rule by paragraphs of our own, and what must not be linked."""

from __future__ import annotations

import pytest
from own_paper import outline, passage, suggested, values

from migkg.ingest.passages import Metadata, Outline

STATED, STRONG, MEDIUM, WEAK = "stated", "strong", "medium", "weak"


def linked(paper: Outline) -> dict[tuple[str, str], str]:
    """Point and objective (`13b`, `18`) → basis or strength."""
    found = {}
    for one in suggested(paper, "linkage"):
        said = values(one)
        pair = (
            said["mig:linkFrom"].removeprefix("plan/").replace("/", ""),
            said["mig:linkTo"].rpartition("/")[2],
        )
        found[pair] = one.strength or one.basis
    return found


CASES = {
    "number and objective in one sentence": (
        ["Courses for pickers under point 13(b) of the plan of action serve GCM objective 18."],
        {("13b", "18"): STATED},
    ),
    "several of both: all to all": (
        ["Points 12(c) and 14(c) of the plan of action contribute to objectives 15 and 22."],
        {("12c", "15"): STATED, ("12c", "22"): STATED, ("14c", "15"): STATED, ("14c", "22"): STATED},
    ),
    "respectively": (
        ["Points 12(c) and 13(b) of the plan of action contribute to objectives 22 and 18 respectively."],
        {("12c", "22"): STATED, ("13b", "18"): STATED},
    ),
    "clauses with both": (
        ["Point 12(c) of the plan of action serves objective 22; point 13(b) serves objective 18."],
        {("12c", "22"): STATED, ("13b", "18"): STATED},
    ),
    "this objective": (
        ["Orchards need objective 18. Point 13(b) of the plan of action supports this objective and others."],
        {("13b", "18"): STATED},
    ),
    "this objective, when two could be meant": (
        ["Orchards need objectives 18 and 19. Point 13(b) of the plan of action supports this objective."],
        {},
    ),
    "this goal, named too long ago": (
        ["Orchards need objective 18. Apples. Pears. Point 13(b) of the plan of action aids this goal."],
        {},
    ),
    "title that heads one point": (
        ["The Office's work on temporary labour migration serves GCM objective 5."],
        {("12e", "5"): STRONG},
    ),
    "title in passing": (
        ["GCM objective 5, like temporary labour migration, is much spoken of."],
        {},
    ),
    "shared title beside its means of action": (
        ["Technical assistance on social protection helps with GCM objective 22."],
        {("13f", "22"): STRONG},
    ),
    "shared title alone": (
        ["Work on social protection helps with GCM objective 22."],
        {},
    ),
    "title of one word without the plan": (
        ["Work on skills helps with GCM objective 18."],
        {},
    ),
    "title of one word with the plan": (
        ["Work on skills, a priority of the plan of action, helps with GCM objective 18."],
        {("13b", "18"): STRONG},
    ),
    "thing that one point promises": (
        ["The Fair Recruitment Initiative grows, and with it support for GCM objective 10."],
        {("12a", "10"): STRONG},
    ),
    "it, said of such a thing": (
        ["The Fair Recruitment Initiative grows. It also helps orchards and supports GCM objective 10."],
        {("12a", "10"): STRONG},
    ),
    "one objective in the passage": (
        ["Pickers are the matter of GCM objective 5. Work on temporary labour migration goes on."],
        {("12e", "5"): STRONG},
    ),
    "two objectives in the passage": (
        ["Pickers are the matter of GCM objectives 5 and 6. Work on temporary labour migration goes on."],
        {},
    ),
    "these activities": (
        ["Points 12(a) and 13(d) of the plan of action are old. These activities aid GCM objective 7."],
        {("12a", "7"): MEDIUM, ("13d", "7"): MEDIUM},
    ),
    "these objectives": (
        ["Orchards need objectives 18 and 19. Point 13(b) of the plan of action serves these objectives."],
        {("13b", "18"): MEDIUM, ("13b", "19"): MEDIUM},
    ),
    "neighbouring paragraphs on one subject": (
        [
            "Fair recruitment of pickers is what GCM objective 6 asks for.",
            "Much is done on fair recruitment, as point 14(a) of the plan of action says.",
        ],
        {("14a", "6"): MEDIUM},
    ),
    "neighbouring paragraphs on two subjects": (
        [
            "Housing of pickers is what GCM objective 6 asks for.",
            "Much is done on fair recruitment, as point 14(a) of the plan of action says.",
        ],
        {},
    ),
    "title in the objective's sentence": (
        ["Freedom of association suits GCM objective 16. Pickers have point 12(d) of the plan of action."],
        {("12d", "16"): WEAK},
    ),
    "thing in both sentences": (
        [
            ("GCM objective 23 is dear to the UN Network on Migration. "
            "Point 15 of the plan of action is older than the UN Network on Migration.")
        ],
        {("15", "23"): WEAK},
    ),
    "means of action in the objective's sentence": (
        ["Pickers have point 14(a) of the plan of action. Capacity building aids GCM objective 14."],
        {("14a", "14"): WEAK},
    ),
    "mere company": (
        ["Objective 18 is old. Apples are ripe. Point 12(c) of the plan of action is young."],
        {},
    ),
    "outside the plan": (
        ["Money sent home, objective 20, is not a priority of the plan of action, unlike point 13(b)."],
        {},
    ),
    "outside the plan, then named again": (
        [
            ("Borders (objective 11) are not included in the plan of action. "
            "Point 13(b) of the plan of action is said to serve objective 11.")
        ],
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_point_and_an_objective_are_joined_as_people_would(case: str) -> None:
    texts, expected = CASES[case]
    assert linked(outline(*texts)) == expected


def test_the_strongest_linkage_is_kept_with_all_that_bears_it() -> None:
    paper = outline(
        "Points 12(a) and 13(d) of the plan of action are on pickers. These activities aid GCM objective 6.",
        "Point 12(a) of the plan of action serves GCM objective 6.",
    )
    (one,) = (one for one in suggested(paper, "linkage") if one.key == "linkage/12a-serves-6")
    assert (one.basis, one.passages) == ("stated", ("para/2", "para/1"))
    assert one.iri.endswith("claim/gb999-pol-7/para-2/12a-serves-6")


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("Point 12(e) of the plan of action serves objective 5(d).", "objective/5/d"),
        ("Point 12(e) of the plan of action serves objective 5(d) and (e).", None),
        ("Objective 5(d) is old. Point 12(e) of the plan of action serves this objective.", "objective/5/d"),
        ("Objective 5(d) is old. Point 12(e) of the plan of action serves objective 5.", None),
    ],
)
def test_an_action_counts_where_the_linking_sentence_names_its_letter(text: str, action: str | None) -> None:
    (one,) = suggested(outline(text), "linkage")
    assert values(one).get("mig:action") == action


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("can help to reach", "canHelp"),
        ("will contribute to achieving", "contributesTo"),
        ("is aligned with", "alignedWith"),
        ("has links with", "hasLinksWith"),
        ("is relevant for", "relevantTo"),
        ("supports", "supports"),
        ("and", "mentionedWith"),
    ],
)
def test_the_relation_follows_the_words(words: str, relation: str) -> None:
    (one,) = suggested(outline(f"Point 13(b) of the plan of action {words} GCM objective 18."), "linkage")
    assert values(one)["mig:relation"] == relation


def test_a_row_of_a_table_names_its_objective_by_the_title() -> None:
    row = "14 Enhance consular protection, assistance and cooperation throughout the migration cycle"
    paper = Outline(
        "gb999-pol-7",
        Metadata("Orchards"),
        (passage("appendix/14", f"{row} X (by the Fair Recruitment Initiative)", kind="TableRow"),),
    )
    assert linked(paper) == {("12a", "14"): STRONG}


def test_an_inferred_linkage_gives_its_reason_and_a_stated_one_needs_none() -> None:
    stated, inferred = (suggested(outline(text), "linkage")[0] for text in (
        "Point 13(b) of the plan of action serves GCM objective 18.",
        "Work on temporary labour migration serves GCM objective 5.",
    ))  # fmt: skip
    assert not stated.note
    assert "12(e)" in inferred.note
