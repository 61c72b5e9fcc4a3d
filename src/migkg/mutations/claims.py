"""Damage to claims: what they rest on, what they say, and whether the two fit each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.mutations.kind import Catalogue
from migkg.mutations.scene import iri, words
from migkg.mutations.world import has
from migkg.shapes import text_of
from migkg.terms import expand

if TYPE_CHECKING:
    from collections.abc import Callable

    from migkg.mutations.world import World
    from migkg.shapes import Term

__all__ = ["KINDS"]

KINDS = Catalogue()
PLAN: Final = "document/plan-of-action-2018-22"


def is_claim(world: World) -> Callable[[Term], bool]:
    """Whether a thing has a basis, as claims have."""
    return has(world, "mig:basis")


def is_stated(world: World) -> Callable[[Term], bool]:
    """Whether a claim is stated."""
    return lambda subject: world.has(subject, "mig:basis", "mig:stated")


def is_inferred(world: World) -> Callable[[Term], bool]:
    """Whether a claim is inferred."""
    return lambda subject: world.has(subject, "mig:basis", "mig:inferred")


def is_of_appendix(subject: Term) -> bool:
    """Whether a claim rests on an appendix, by its IRI."""
    return "/appendix-" in text_of(subject)


@KINDS.kind("A claim loses its evidence.", "claim/evidence")
def evidence_dropped(world: World) -> Term:
    subject = world.pick("", is_claim(world))
    world.drop(subject, "mig:evidence")
    return subject


@KINDS.kind("A claim rests on a whole document as well.", "dataset/evidence-kind")
def evidence_is_a_document(world: World) -> Term:
    subject = world.pick("", has(world, "mig:evidence"))
    world.add(subject, "mig:evidence", world.thing(PLAN))
    return subject


@KINDS.kind("A claim no longer says whether it is stated or inferred.", "claim/basis")
def basis_dropped(world: World) -> Term:
    subject = world.pick("", is_claim(world))
    world.drop(subject, "mig:basis")
    return subject


@KINDS.kind("A stated linkage is called inferred.", "claim/strength-needed", "claim/reason-needed")
def basis_swapped(world: World) -> Term:
    subject = world.pick("mig:Linkage", is_stated(world))
    world.put(subject, "mig:basis", iri("mig:inferred"))
    return subject


@KINDS.kind("An inferred claim loses its strength.", "claim/strength-needed")
def strength_dropped(world: World) -> Term:
    subject = world.pick("", is_inferred(world))
    world.drop(subject, "mig:strength")
    return subject


@KINDS.kind("A stated claim gets a strength.", "claim/strength-of-stated")
def strength_of_a_stated_claim(world: World) -> Term:
    subject = world.pick("", is_stated(world))
    world.add(subject, "mig:strength", iri("mig:strong"))
    return subject


@KINDS.kind("An inferred claim loses its reason.", "claim/reason-needed")
def reason_dropped(world: World) -> Term:
    subject = world.pick("", is_inferred(world))
    world.drop(subject, "skos:note")
    return subject


@KINDS.kind("An evidence phrase has eleven words.", "claim/phrase-length")
def phrase_too_long(world: World) -> Term:
    subject = world.pick("", has(world, "mig:evidencePhrase"))
    world.put(subject, "mig:evidencePhrase", words("one two three four five six seven eight nine ten eleven"))
    return subject


@KINDS.kind("The IRI of a role names another document.", "claim/iri-of-evidence")
def claim_misnamed(world: World) -> Term:
    subject = world.pick("mig:Role")
    return world.rename(subject, text_of(subject).replace("/claim/", "/claim/x"))


@KINDS.kind("An assessment has a relation for its status.", "assessment/status-listed")
def status_swapped(world: World) -> Term:
    subject = world.pick("mig:Assessment")
    world.put(subject, "mig:status", iri("mig:supports"))
    return subject


@KINDS.kind("The status of an assessment is misspelt.", "dataset/defined")
def status_misspelt(world: World) -> Term:
    subject = world.pick("mig:Assessment")
    world.put(subject, "mig:status", iri("mig:adressed"))
    return subject


@KINDS.kind("An assessment of the appendix is there twice.", "objective/assessed-once")
def appendix_assessed_twice(world: World) -> Term:
    subject = world.pick("mig:Assessment", is_of_appendix)
    world.twin(subject)
    return world.value(subject, "mig:assesses")


@KINDS.kind("A row of the appendix assesses another objective.", "assessment/row-of-objective")
def appendix_row_exchanged(world: World) -> Term:
    subject = world.pick("mig:Assessment", is_of_appendix)
    world.put(subject, "mig:assesses", world.another("mig:Objective", world.value(subject, "mig:assesses")))
    world.watch(world.values(subject, "mig:evidence"))
    return subject


@KINDS.kind("A linkage runs from the objective to the point.", "linkage/from-kind", "linkage/to-kind")
def linkage_turned_round(world: World) -> Term:
    subject = world.pick("mig:Linkage")
    start, end = world.value(subject, "mig:linkFrom"), world.value(subject, "mig:linkTo")
    world.put(subject, "mig:linkFrom", end)
    world.put(subject, "mig:linkTo", start)
    return subject


@KINDS.kind("A linkage is there twice.", "linkage/once")
def linkage_doubled(world: World) -> Term:
    subject = world.pick("mig:Linkage")
    return world.twin(subject)


@KINDS.kind("A linkage loses its relation.", "linkage/relation")
def relation_dropped(world: World) -> Term:
    subject = world.pick("mig:Linkage")
    world.drop(subject, "mig:relation")
    return subject


@KINDS.kind("A linkage names an action of another objective.", "linkage/action-of-objective")
def action_of_another_objective(world: World) -> Term:
    subject = world.pick("mig:Linkage")
    other = world.pick(
        "mig:Action", lambda a: world.values(a, "dcterms:isPartOf") != world.values(subject, "mig:linkTo")
    )
    world.put(subject, "mig:action", other)
    return subject


@KINDS.kind("A disagreement has more than two sides.", "disagreement/between")
def third_side(world: World) -> Term:
    subject = world.pick("mig:Disagreement")
    world.add(subject, "mig:between", world.thing(f"{PLAN}/point/12/a"))
    world.add(subject, "mig:between", world.thing(f"{PLAN}/point/12/b"))
    return subject


@KINDS.kind("A disagreement has one side.", "disagreement/between")
def one_side(world: World) -> Term:
    subject = world.pick("mig:Disagreement")
    world.drop(subject, "mig:between", world.values(subject, "mig:between")[0])
    return subject


@KINDS.kind("A disagreement has a strength for its severity.", "disagreement/severity-listed")
def severity_not_in_the_list(world: World) -> Term:
    subject = world.pick("mig:Disagreement")
    world.put(subject, "mig:severity", iri("mig:strong"))
    return subject


@KINDS.kind("A role is mere membership.", "role/part-listed")
def role_is_belonging(world: World) -> Term:
    subject = world.pick("mig:Role")
    world.put(subject, "org:role", iri("mig:member"))
    return subject


@KINDS.kind("A role is played by nobody.", "role/member")
def player_dropped(world: World) -> Term:
    subject = world.pick("mig:Role")
    world.drop(subject, "org:member")
    return subject


@KINDS.kind("A place is member of a body.", "membership/member-kind")
def member_is_a_place(world: World) -> Term:
    subject = world.pick("org:Membership")
    world.put(subject, "org:member", world.thing("place/africa"))
    return subject


@KINDS.kind("A correspondence leads back to where it starts.", "correspondence/two-ends")
def correspondence_with_itself(world: World) -> Term:
    subject = world.pick("mig:Correspondence")
    world.put(subject, "mig:linkTo", world.value(subject, "mig:linkFrom"))
    return subject


@KINDS.kind("A note on a provision says nothing.", "provision-note/says")
def nothing_said_of_a_provision(world: World) -> Term:
    subject = world.pick("mig:ProvisionNote")
    world.drop(subject, "mig:says")
    return subject


@KINDS.kind("A proposal is made to a theme.", "proposal/proposed-to-kind")
def proposal_to_a_theme(world: World) -> Term:
    subject = world.pick("mig:Proposal")
    world.put(subject, "mig:proposedTo", world.values(subject, "dcterms:subject")[0])
    return subject


@KINDS.kind("A proposal has no theme.", "proposal/subject")
def proposal_without_theme(world: World) -> Term:
    subject = world.pick("mig:Proposal")
    world.drop(subject, "dcterms:subject")
    return subject


@KINDS.kind("A proposal has no label.", "dataset/label")
def proposal_without_label(world: World) -> Term:
    subject = world.pick("mig:Proposal")
    world.drop(subject, "rdfs:label")
    return subject


@KINDS.kind("A body is the answer to a proposal.", "correspondence/to-kind")
def proposal_answered_by_a_body(world: World) -> Term:
    proposals = set(world.scene.members(expand("mig:Proposal")))
    subject = world.pick("mig:Correspondence", lambda x: bool(proposals & {*world.values(x, "mig:linkFrom")}))
    world.put(subject, "mig:linkTo", world.thing("body/ilo"))
    return subject


@KINDS.kind("A remark is about an instrument and nothing else.", "remark/about")
def remark_about_a_text_alone(world: World) -> Term:
    subject = world.pick("mig:Remark")
    world.put(subject, "mig:about", iri(world.random.choice(["instrument/C97", "instrument/MFLM"])))
    return subject


@KINDS.kind("A remark is about the passage that it rests on.", "remark/about-kind")
def remark_about_its_evidence(world: World) -> Term:
    subject = world.pick("mig:Remark")
    world.add(subject, "mig:about", world.values(subject, "mig:evidence")[0])
    return subject


@KINDS.kind("A remark says nothing.", "remark/says")
def remark_says_nothing(world: World) -> Term:
    subject = world.pick("mig:Remark")
    world.drop(subject, "mig:says")
    return subject


@KINDS.kind("A remark has 61 words.", "remark/says-length")
def remark_too_long(world: World) -> Term:
    subject = world.pick("mig:Remark")
    world.put(subject, "mig:says", words(" ".join(["word"] * 61)))
    return subject


@KINDS.kind("What an agreement covers is told in French.", "agreement/covers-language")
def agreement_covers_in_french(world: World) -> Term:
    subject = world.pick("mig:Agreement", has(world, "mig:covers"))
    world.add(subject, "mig:covers", words("recrutement", "fr"))
    return subject


@KINDS.kind("An agreement has one party.", "agreement/party")
def agreement_with_oneself(world: World) -> Term:
    subject = world.pick("mig:Agreement")
    world.put(subject, "mig:party", world.values(subject, "mig:party")[0])
    return subject


@KINDS.kind("A role is played in a passage.", "role/role-in-kind")
def role_in_a_passage(world: World) -> Term:
    subject = world.pick("mig:Role")
    world.put(subject, "mig:roleIn", world.values(subject, "mig:evidence")[0])
    return subject


@KINDS.kind(
    "A correspondence, membership or role is there twice.",
    "correspondence/once",
    "membership/once",
    "role/once",
)
def claim_doubled(world: World) -> Term:
    kind = world.random.choice(["mig:Correspondence", "mig:Role", "org:Membership"])
    return world.twin(world.pick(kind))
