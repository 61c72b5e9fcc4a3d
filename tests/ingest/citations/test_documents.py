"""What is only known from the whole document: acronyms, short forms, its own paragraphs; and mentions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migkg import terms
from migkg.ingest.citations import mentions, references
from migkg.ingest.passages import Metadata, Outline, Passage
from migkg.ingest.references import Candidate

if TYPE_CHECKING:
    from migkg.ingest.gazetteer import Gazetteer

PLAN = "Review of the plan of action on labour migration governance"


def outline(*texts: str, title: str = "", symbol: str = "") -> Outline:
    """A paper whose paragraphs are numbered from 1."""
    passages = tuple(
        Passage(f"para/{n}", "Paragraph", f"para {n}", n, text, n, 0, len(text), "")
        for n, text in enumerate(texts, start=1)
    )
    return Outline("gb999-xyz-1", Metadata(title=title, symbol=symbol), passages)


def mentioned(gazetteer: Gazetteer, *texts: str, title: str = "") -> list[set[str]]:
    """The mentions of each paragraph, without the base."""
    found = references(outline(*texts, title=title), gazetteer)
    return [{terms.shorten(iri) for iri in mentions(found[path])} for path in found]


def test_every_passage_has_an_entry(gazetteer: Gazetteer) -> None:
    assert references(outline("", "Nothing."), gazetteer) == {"para/1": (), "para/2": ()}


def test_an_acronym_is_learnt_before_and_after_its_definition(gazetteer: Gazetteer) -> None:
    texts = ("The CBF met.", "The Cross-Border Forum (CBF) was founded in 2012.", "CBF members agreed.")
    found = references(outline(*texts), gazetteer)
    candidate = Candidate("Body", "CBF", "Cross-Border Forum")
    for path in ("para/1", "para/2", "para/3"):
        assert candidate in {one.candidate for one in found[path]}


def test_an_acronym_means_what_the_document_says(gazetteer: Gazetteer) -> None:
    (first, second) = references(
        outline("The Migrant Advice Centre (MAC) opened.", "The MAC is busy."), gazetteer
    ).values()
    assert [one.targets for one in (*first, *second) if one.text == "MAC"] == [(), ()]
    assert {one.candidate.name for one in second if one.candidate} == {"Migrant Advice Centre"}


def test_a_short_form_needs_the_full_name_somewhere(gazetteer: Gazetteer) -> None:
    text = "Under the plan of action, much was done (point 13(a))."
    assert mentioned(gazetteer, text) == [set()]
    assert mentioned(gazetteer, text, title=PLAN) == [{"document/plan-of-action-2018-22", "plan/13/a"}]


def test_another_plan_of_action_is_another(gazetteer: Gazetteer) -> None:
    text = "The plan of action on fisheries was revised, and a plan of action on ports is to follow."
    assert mentioned(gazetteer, text, title=PLAN) == [set()]


def test_a_number_stands_for_the_text_that_it_is_in(gazetteer: Gazetteer) -> None:
    text = "GCM objective 5(d) and point 13(a) of the plan of action are alike."
    assert mentioned(gazetteer, text, title=PLAN) == [{"objective/5/d", "plan/13/a"}]


def test_a_paper_refers_to_its_own_paragraphs(gazetteer: Gazetteer) -> None:
    found = references(outline("See paragraph 2 and paragraph 9.", "Here."), gazetteer)["para/1"]
    own = f"{terms.BASE}document/gb999-xyz-1/para/2"
    assert [(one.kind, one.targets) for one in found] == [("passage", (own,)), ("passage", ())]
    assert mentions(found) == ()


def test_paragraphs_of_known_documents_are_passages(gazetteer: Gazetteer) -> None:
    (found,) = references(outline("As GB.335/POL/1(Rev.), paragraph 12, says."), gazetteer).values()
    assert [one.targets[0] for one in found] == [
        f"{terms.BASE}document/gb335-pol-1-rev",
        f"{terms.BASE}document/gb335-pol-1-rev/para/12",
    ]


def test_a_reference_back_may_reach_over_passages(gazetteer: Gazetteer) -> None:
    one, two = mentioned(gazetteer, "Convention No. 189 was adopted.", "The Convention is young.")
    assert one == two == {"instrument/C189"}
    _, none = mentioned(gazetteer, "Conventions Nos 97 and 189 exist.", "The Convention is young.")
    assert none == set()


def test_what_may_be_several_things_is_no_mention(gazetteer: Gazetteer) -> None:
    (found,) = references(outline("Fair recruitment"), gazetteer).values()
    assert len(found[0].targets) > 1
    assert mentions(found) == ()


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("The ILO supports governments.", True),
        ("The ILO will also support governments.", True),
        ("The ILO, as a tripartite organization, has a role.", True),
        ("The members thanked the ILO's staff.", False),
        ("This is in line with ILO standards.", False),
        ("Experts work within the ILO.", False),
        ("The survey was made by the ILO.", True),
        ("It was organized with the ILO and the IOM.", True),
        ("The Conference invited the Office to act.", True),
        ("How can the ILO help?", True),
        ("ILO: A report on ports, Geneva, 2012.", True),
        ("Ports were counted. ILO: A report on ports, Geneva, 2012.", True),
        ("This is a chance for the ILO to lead.", True),
        ("This is a challenge for the ILO in ports.", False),
    ],
)
def test_the_organization_counts_where_it_acts(text: str, acts: bool, gazetteer: Gazetteer) -> None:
    (found,) = mentioned(gazetteer, text)
    assert bool(found & {"body/ilo", "body/international-labour-office"}) == acts


def test_places_of_sessions_and_publications_do_not_count(gazetteer: Gazetteer) -> None:
    texts = ("335th Session, Geneva, March 2019", "A title (Geneva, 2012)", "Workers in Geneva")
    assert [bool(found & {"place/geneva"}) for found in mentioned(gazetteer, *texts)] == [False, False, True]


def test_names_in_names_count_where_they_are_owners_or_places(gazetteer: Gazetteer) -> None:
    (found,) = mentioned(gazetteer, "The African Union Commission and the Government of Sri Lanka met.")
    assert {"body/african-union", "body/african-union-commission", "place/LK"} <= found
    (found,) = mentioned(gazetteer, "South-East Asia and the International Training Centre of the ILO")
    assert found == {"place/south-east-asia", "body/itc-ilo"}


def test_titles_in_a_list_mean_the_one_series_that_has_them_all(gazetteer: Gazetteer) -> None:
    items = ("data and statistics;", "fair recruitment;", "social protection; and", "freedom of association.")
    whole = outline("The areas are:", *items)
    passages = (whole.passages[0], *(replace(one, parent="para/1") for one in whole.passages[1:]))
    found = references(replace(whole, passages=passages), gazetteer)
    mentioned_there = [mentions(found[one.path]) for one in passages[1:]]
    assert [{terms.shorten(iri) for iri in iris} for iris in mentioned_there] == [
        {"priority/data-and-statistics"},
        {"priority/fair-recruitment"},
        {"priority/social-protection"},
        {"priority/freedom-of-association"},
    ]
    assert mentions(references(outline(*items), gazetteer)["para/1"]) == ()


def test_a_short_form_means_what_was_named_last(gazetteer: Gazetteer) -> None:
    texts = (
        "The plan of action on labour migration governance was reviewed.",
        "Members welcomed the plan of action.",
        "The plan of action on harbours came next.",
        "The plan of action had no costs.",
        "As to the plan of action on labour migration governance, it stands.",
        "Members thanked for the plan of action.",
    )
    plan = {"document/plan-of-action-2018-22"}
    assert mentioned(gazetteer, *texts) == [plan, plan, set(), set(), plan, plan]


def test_a_subject_elsewhere_makes_no_short_form(gazetteer: Gazetteer) -> None:
    texts = ("Speakers turned to labour migration governance.", "They adopted the plan of action.")
    assert mentioned(gazetteer, *texts) == [set(), set()]


def test_one_word_of_a_title_stands_for_it_behind_a_number(gazetteer: Gazetteer) -> None:
    texts = ("See point 13(b) of the plan and objective 5 of the Compact.", "The GCM has objectives.")
    assert mentioned(gazetteer, *texts, title=PLAN)[0] == {"plan/13/b", "objective/5"}


def test_an_article_and_a_common_word_need_the_name_somewhere(gazetteer: Gazetteer) -> None:
    assert mentioned(gazetteer, "The Network met.") == [set()]
    network = {"body/un-network-on-migration"}
    found = mentioned(gazetteer, "The Network met.", "The UN Network on Migration is new.")
    assert found == [network, network | {"body/un"}]


def test_an_owner_that_is_left_out_is_named_elsewhere_in_the_passage(gazetteer: Gazetteer) -> None:
    policy = "instrument/sri-lanka-national-labour-migration-policy"
    with_owner, without = mentioned(
        gazetteer,
        "Ferries in Sri Lanka are crewed under a National Labour Migration Policy.",
        "Ferries elsewhere are crewed under a National Labour Migration Policy.",
    )
    assert policy in with_owner
    assert without == set()


def test_words_of_everyday_use_describe_an_instrument(gazetteer: Gazetteer) -> None:
    (lower, title) = references(
        outline("work on a definition of recruitment fees and related costs", "The Decent Work Agenda"),
        gazetteer,
    ).values()
    assert [one.rule for one in lower if one.kind == "instrument"] == ["description"]
    assert [one.rule for one in title] == ["label"]


def test_a_learnt_name_gives_way_to_a_longer_one(gazetteer: Gazetteer) -> None:
    texts = (
        "The European Union (EU) met.",
        "The European Union Agency for Fundamental Rights and the EU met.",
    )
    found = references(outline(*texts), gazetteer)["para/2"]
    agency, union = "body/european-union-agency-for-fundamental-rights", "body/european-union"
    assert [terms.shorten(one.targets[0]) for one in found] == [agency, union, union]


def test_an_unknown_name_ends_with_its_line(gazetteer: Gazetteer) -> None:
    (found,) = references(outline("Harbour\nFerry Agency\tLagoon Agency\nUN\nFerries"), gazetteer).values()
    names = [one.candidate.name for one in found if one.candidate]
    assert names == ["Ferry Agency", "Lagoon Agency"]


def test_a_title_is_enough_without_its_subtitle(gazetteer: Gazetteer) -> None:
    guide = "A guide, How to facilitate the recognition of skills of migrant workers, was tested."
    assert mentioned(gazetteer, guide) == [{"publication/skills-recognition-guide"}]


def test_items_of_a_list_may_name_passages_of_their_own_document(gazetteer: Gazetteer) -> None:
    found = outline("Pickers need ladders.", "paragraph 1", "paragraph 1;", "paragraph 1.")
    listed = tuple(replace(one, parent="para/1") if one.order > 1 else one for one in found.passages)
    named = references(replace(found, passages=listed), gazetteer)
    assert {one.targets for path in ("para/2", "para/3", "para/4") for one in named[path]} == {
        (f"{terms.BASE}document/gb999-xyz-1/para/1",)
    }
