"""The real data, broken on purpose: each kind of slip is made at random places, and the shapes must find it.

One round makes one slip of every kind, each at a thing of its own, and judges the whole dataset once. A slip
counts as found if a shape that is meant for it answers with the thing that was broken.
"""

from __future__ import annotations

import dataclasses
import random
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox
import pytest

from migkg.places import SourceFile
from migkg.project import Project
from migkg.terms import BASE, ONTOLOGY, RDF_TYPE, XSD, expand
from migkg.validate import judge, rules_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from migkg.findings import Finding
    from migkg.shapes import Term

ROUNDS = 6
PLAN = f"{BASE}document/plan-of-action-2018-22"


class Slip(NamedTuple):
    """What was broken: the things that may answer, and the shapes (under `shape/`) of which one must."""

    foci: tuple[str, ...]
    shapes: tuple[str, ...]


def iri(text: str) -> ox.NamedNode:
    return ox.NamedNode(expand(text))


def date(text: str) -> ox.Literal:
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(text)]
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def words(text: str, language: str = "en") -> ox.Literal:
    return ox.Literal(text, language=language)


@cache
def files() -> tuple[SourceFile, ...]:
    project = Project.packaged()
    listed = [file for file in project.files if file.is_asserted]
    return tuple(SourceFile.read(file.path, file.relative, file.graph) for file in listed)


@cache
def shape_files() -> tuple[SourceFile, ...]:
    folder = Project.packaged().shapes_folder
    assert folder is not None
    return tuple(SourceFile.read(path, path.name, is_shapes=True) for path in sorted(folder.glob("*.ttl")))


class World:
    """The dataset, to be read and broken; no thing is broken twice."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.triples = {
            file.name: {(q.subject, q.predicate.value, q.object): None for q in file.quads}
            for file in files()
        }
        self.home: dict[Term, str] = {}
        self.said: dict[Term, dict[str, list[Term]]] = {}
        self.used: set[Term] = set()
        self.gone: set[Term] = set()
        for name, triples in self.triples.items():
            for subject, predicate, value in triples:
                self.said.setdefault(subject, {}).setdefault(predicate, []).append(value)
                if predicate == RDF_TYPE:
                    self.home[subject] = name

    def values(self, subject: Term, predicate: str) -> list[Term]:
        return self.said.get(subject, {}).get(expand(predicate), [])

    def value(self, subject: Term, predicate: str) -> Term:
        (only,) = self.values(subject, predicate)
        return only

    def label(self, subject: Term, language: str = "en") -> ox.Literal:
        labels = self.values(subject, "rdfs:label")
        (only,) = [x for x in labels if isinstance(x, ox.Literal) and x.language == language]
        return only

    def has(self, subject: Term, predicate: str, value: str) -> bool:
        return iri(value) in self.values(subject, predicate)

    def pick(self, kind: str, fits: Callable[[Term], bool] = lambda _: True) -> Term:
        """A thing of a class (`mig:Linkage`), or of any class below ours for `""`, that is still whole."""
        wanted = iri(kind) if kind else None
        found = [
            subject
            for subject in self.home
            if isinstance(subject, ox.NamedNode)
            and subject not in self.used
            and (wanted is None or wanted in self.values(subject, "rdf:type"))
            and not subject.value.startswith(ONTOLOGY)
            and not any(value in self.gone for values in self.said[subject].values() for value in values)
            and fits(subject)
        ]
        chosen = self.random.choice(sorted(found, key=str))
        self.used.add(chosen)
        return chosen

    def another(self, kind: str, than: Term) -> Term:
        """A thing of a class to point at instead: it may be broken, but it is there."""
        found = {subject for subject in self.home if self.has(subject, "rdf:type", kind)}
        return self.random.choice(sorted(found - self.gone - {than}, key=str))

    def drop(self, subject: Term, predicate: str, value: Term | None = None) -> None:
        for triples in self.triples.values():
            for triple in [t for t in triples if t[0] == subject and t[1] == expand(predicate)]:
                if value in (None, triple[2]):
                    del triples[triple]

    def add(self, subject: Term, predicate: str, value: Term) -> None:
        self.triples[self.home[subject]][subject, expand(predicate), value] = None

    def put(self, subject: Term, predicate: str, value: Term) -> None:
        self.drop(subject, predicate)
        self.add(subject, predicate, value)

    def lose(self, subject: Term) -> None:
        """All that is said of a thing; whoever points at it is left alone from now on."""
        self.gone.add(subject)
        for predicate in self.said[subject]:
            self.drop(subject, predicate)

    def name(self, subject: Term, name: str) -> ox.NamedNode:
        """A new node, to be described in the file of another."""
        node = iri(name)
        self.home[node] = self.home[subject]
        self.used.add(node)
        return node

    def copy(self, subject: Term, name: str) -> Term:
        """A second node that says the same."""
        twin = self.name(subject, f"{subject.value.rpartition('/')[0]}/{name}")
        for predicate, values in self.said[subject].items():
            for value in values:
                self.add(twin, predicate, value)
        return twin

    def sources(self) -> list[SourceFile]:
        return [
            dataclasses.replace(
                file,
                quads=tuple(ox.Quad(s, ox.NamedNode(p), o) for s, p, o in self.triples[file.name]),
            )
            for file in files()
        ]


def is_claim(world: World) -> Callable[[Term], bool]:
    return lambda subject: bool(world.values(subject, "mig:basis"))


def is_stated(world: World) -> Callable[[Term], bool]:
    return lambda subject: world.has(subject, "mig:basis", "mig:stated")


def is_inferred(world: World) -> Callable[[Term], bool]:
    return lambda subject: world.has(subject, "mig:basis", "mig:inferred")


def has(world: World, predicate: str) -> Callable[[Term], bool]:
    return lambda subject: bool(world.values(subject, predicate))


def slip(subject: Term, *shapes: str) -> Slip:
    return Slip((subject.value,), shapes)


# --- the kinds of slips ---------------------------------------------------------------------------

KINDS: dict[str, Callable[[World], Slip]] = {}


def kind(make: Callable[[World], Slip]) -> Callable[[World], Slip]:
    KINDS[make.__name__] = make
    return make


@kind
def objective_lost(world: World) -> Slip:
    subject = world.pick("mig:Objective")
    world.lose(subject)
    return Slip((f"{BASE}instrument/GCM",), ("instrument/objectives",))


@kind
def evidence_dropped(world: World) -> Slip:
    subject = world.pick("", is_claim(world))
    world.drop(subject, "mig:evidence")
    return slip(subject, "claim/evidence")


@kind
def evidence_is_a_document(world: World) -> Slip:
    subject = world.pick("", has(world, "mig:evidence"))
    world.add(subject, "mig:evidence", iri(PLAN))
    return slip(subject, "dataset/evidence-kind")


@kind
def basis_dropped(world: World) -> Slip:
    subject = world.pick("", is_claim(world))
    world.drop(subject, "mig:basis")
    return slip(subject, "claim/basis")


@kind
def basis_swapped(world: World) -> Slip:
    subject = world.pick("mig:Linkage", is_stated(world))
    world.put(subject, "mig:basis", iri("mig:inferred"))
    return slip(subject, "claim/strength-needed", "claim/reason-needed")


@kind
def strength_dropped(world: World) -> Slip:
    subject = world.pick("", is_inferred(world))
    world.drop(subject, "mig:strength")
    return slip(subject, "claim/strength-needed")


@kind
def strength_of_a_stated_claim(world: World) -> Slip:
    subject = world.pick("", is_stated(world))
    world.add(subject, "mig:strength", iri("mig:strong"))
    return slip(subject, "claim/strength-of-stated")


@kind
def reason_dropped(world: World) -> Slip:
    subject = world.pick("", is_inferred(world))
    world.drop(subject, "skos:note")
    return slip(subject, "claim/reason-needed")


@kind
def phrase_too_long(world: World) -> Slip:
    subject = world.pick("", has(world, "mig:evidencePhrase"))
    world.put(subject, "mig:evidencePhrase", words("one two three four five six seven eight nine ten eleven"))
    return slip(subject, "claim/phrase-length")


@kind
def claim_misnamed(world: World) -> Slip:
    subject = world.pick("mig:Role")
    twin = world.name(subject, subject.value.replace("/claim/", "/claim/x"))
    for predicate, values in world.said[subject].items():
        world.drop(subject, predicate)
        for value in values:
            world.add(twin, predicate, value)
    return slip(twin, "claim/iri-of-evidence")


@kind
def status_swapped(world: World) -> Slip:
    subject = world.pick("mig:Assessment")
    world.put(subject, "mig:status", iri("mig:supports"))
    return slip(subject, "assessment/status-listed")


@kind
def status_misspelt(world: World) -> Slip:
    subject = world.pick("mig:Assessment")
    world.put(subject, "mig:status", iri("mig:adressed"))
    return slip(subject, "dataset/defined")


@kind
def appendix_assessed_twice(world: World) -> Slip:
    subject = world.pick("mig:Assessment", lambda claim: "/appendix-" in claim.value)
    world.copy(subject, "twin")
    return Slip((world.value(subject, "mig:assesses").value,), ("objective/assessed-once",))


@kind
def appendix_row_exchanged(world: World) -> Slip:
    subject = world.pick("mig:Assessment", lambda claim: "/appendix-" in claim.value)
    world.put(subject, "mig:assesses", world.another("mig:Objective", world.value(subject, "mig:assesses")))
    world.used.update(world.values(subject, "mig:evidence"))
    return slip(subject, "assessment/row-of-objective")


@kind
def linkage_turned_round(world: World) -> Slip:
    subject = world.pick("mig:Linkage")
    start, end = world.value(subject, "mig:linkFrom"), world.value(subject, "mig:linkTo")
    world.put(subject, "mig:linkFrom", end)
    world.put(subject, "mig:linkTo", start)
    return slip(subject, "linkage/from-kind", "linkage/to-kind")


@kind
def linkage_doubled(world: World) -> Slip:
    subject = world.pick("mig:Linkage")
    return slip(world.copy(subject, "twin"), "linkage/once")


@kind
def relation_dropped(world: World) -> Slip:
    subject = world.pick("mig:Linkage")
    world.drop(subject, "mig:relation")
    return slip(subject, "linkage/relation")


@kind
def action_of_another_objective(world: World) -> Slip:
    subject = world.pick("mig:Linkage")
    other = world.pick(
        "mig:Action", lambda a: world.values(a, "dcterms:isPartOf") != world.values(subject, "mig:linkTo")
    )
    world.put(subject, "mig:action", other)
    return slip(subject, "linkage/action-of-objective")


@kind
def notation_misspelt(world: World) -> Slip:
    name = world.random.choice(
        ["Objective", "PlanPoint", "Conclusion", "Action", "Paragraph", "TableRow", "Convention"]
    )
    subject = world.pick(f"mig:{name}")
    text = world.value(subject, "skos:notation").value
    world.put(subject, "skos:notation", ox.Literal(text + "1"))
    folder = {
        "Objective": "objective",
        "PlanPoint": "plan-point",
        "Conclusion": "conclusion",
        "Action": "action",
    }
    folder["Convention"] = "instrument"
    return slip(subject, f"{folder.get(name, 'passage')}/notation-of-iri")


@kind
def notation_taken_twice(world: World) -> Slip:
    subject, other = world.pick("mig:Organ"), world.pick("mig:Organ", has(world, "skos:notation"))
    world.put(subject, "skos:notation", world.value(other, "skos:notation"))
    return slip(subject, "dataset/notation-once")


@kind
def label_dropped(world: World) -> Slip:
    name = world.random.choice(
        ["Objective", "PlanPoint", "Organ", "Theme", "Tool", "Event", "Publication", "Deliverable"]
    )
    subject = world.pick(f"mig:{name}")
    world.drop(subject, "rdfs:label")
    return slip(subject, "dataset/label")


@kind
def language_dropped(world: World) -> Slip:
    subject = world.pick("mig:Paragraph")
    world.put(subject, "dcterms:abstract", ox.Literal(world.value(subject, "dcterms:abstract").value))
    return slip(subject, "dataset/language-tag")


@kind
def spaces_left_over(world: World) -> Slip:
    subject = world.pick("mig:Theme")
    label = world.label(subject)
    world.drop(subject, "rdfs:label", label)
    world.add(subject, "rdfs:label", words(label.value + " "))
    return slip(subject, "dataset/tidy-text")


@kind
def mention_dangling(world: World) -> Slip:
    subject = world.pick("mig:Paragraph", has(world, "mig:mentions"))
    name = world.random.choice(world.values(subject, "mig:mentions")).value
    world.add(subject, "mig:mentions", iri(f"{name}x" if name.startswith(BASE) else "body/x"))
    return slip(subject, "dataset/defined")


@kind
def property_misspelt(world: World) -> Slip:
    subject = world.pick("mig:Deliverable")
    world.drop(subject, "mig:promisedBy")
    world.add(subject, "mig:promissedBy", iri("plan/12/a"))
    return slip(subject, "dataset/property-declared")


@kind
def class_misspelt(world: World) -> Slip:
    subject = world.pick("mig:Linkage")
    world.put(subject, "rdf:type", iri("mig:Linkge"))
    return slip(subject, "dataset/defined")


@kind
def thing_renamed(world: World) -> Slip:
    """Its block has a slip in its IRI, so that whoever points at it points at nothing."""
    pointed = {value for said in world.said.values() for value in said.get(expand("mig:mentions"), ())}
    subject = world.pick("mig:Organ", lambda organ: organ in pointed)
    world.lose(subject)
    pointing = [
        who.value for who, said in world.said.items() if subject in said.get(expand("mig:mentions"), ())
    ]
    return Slip(tuple(pointing), ("dataset/defined",))


@kind
def parent_dropped(world: World) -> Slip:
    subject = world.pick("mig:Paragraph", lambda text: not text.value.startswith(PLAN))
    world.drop(subject, "dcterms:isPartOf")
    return slip(subject, "passage/reaches-document")


@kind
def passage_in_another_document(world: World) -> Slip:
    subject = world.pick("mig:Paragraph", lambda text: not text.value.startswith(PLAN))
    world.put(subject, "dcterms:isPartOf", iri(PLAN))
    return slip(subject, "passage/own-document")


@kind
def passage_lost(world: World) -> Slip:
    """Its successor, which must be whole, has nothing just before it."""
    places = {(name, order): text for name, found in orders(world).items() for text, order in found.items()}
    after = {text: places.get((name, order + 1)) for (name, order), text in places.items()}
    subject = world.pick("mig:TableRow", lambda text: after[text] not in (None, *world.used))
    world.lose(subject)
    following = after[subject]
    assert following is not None
    world.used.add(following)
    return slip(following, "passage/order-without-gap")


def orders(world: World) -> dict[str, dict[Term, int]]:
    found: dict[str, dict[Term, int]] = {}
    for subject in world.home:
        if has(world, "mig:fingerprint")(subject):
            document = "/".join(subject.value.removeprefix(BASE).split("/")[:2])
            found.setdefault(document, {})[subject] = int(world.value(subject, "mig:order").value)
    return found


@kind
def order_taken_twice(world: World) -> Slip:
    subject = world.pick("mig:ListItem")
    number = int(world.value(subject, "mig:order").value)
    world.put(subject, "mig:order", ox.Literal(number - 1))
    return slip(subject, "passage/order-once")


@kind
def abstract_dropped(world: World) -> Slip:
    subject = world.pick("mig:Paragraph")
    world.drop(subject, "dcterms:abstract")
    return slip(subject, "passage/abstract")


@kind
def abstract_too_long(world: World) -> Slip:
    subject = world.pick("mig:Paragraph")
    world.put(subject, "dcterms:abstract", words(" ".join(["word"] * 61)))
    return slip(subject, "passage/abstract-length")


@kind
def fingerprint_cut(world: World) -> Slip:
    subject = world.pick("mig:Paragraph")
    world.put(subject, "mig:fingerprint", ox.Literal(world.value(subject, "mig:fingerprint").value[1:]))
    return slip(subject, "passage/fingerprint-form")


@kind
def report_before_promise(world: World) -> Slip:
    subject = world.pick("mig:ProgressReport")
    world.put(subject, "mig:asOf", date(world.random.choice(["2016", "2017-10", "2017-10-31"])))
    return slip(subject, "progress-report/as-of-after-promise")


@kind
def promise_as_its_own_report(world: World) -> Slip:
    subject = world.pick("mig:ProgressReport")
    promise = world.values(subject, "mig:reportsOn")[0]
    world.add(subject, "mig:evidence", world.values(promise, "mig:evidence")[0])
    return slip(subject, "progress-report/evidence-elsewhere")


@kind
def progress_not_in_the_list(world: World) -> Slip:
    subject = world.pick("mig:ProgressReport")
    world.put(subject, "mig:progress", iri("mig:notReported"))
    return slip(subject, "progress-report/progress-listed")


@kind
def due_without_type(world: World) -> Slip:
    subject = world.pick("mig:Deliverable", has(world, "mig:due"))
    world.put(subject, "mig:due", ox.Literal(world.value(subject, "mig:due").value))
    return slip(subject, "deliverable/due-typed")


@kind
def due_before_from(world: World) -> Slip:
    subject = world.pick("mig:Deliverable", has(world, "mig:due"))
    world.put(subject, "mig:from", date("2031"))
    return slip(subject, "deliverable/due-after-from")


@kind
def deliverable_of_another_point(world: World) -> Slip:
    subject = world.pick("mig:Deliverable")
    points = [p for p in world.home if world.has(p, "rdf:type", "mig:PlanPoint")]
    others = [p for p in points if not world.has(subject, "mig:promisedBy", p.value)]
    world.put(subject, "mig:promisedBy", world.random.choice(sorted(others, key=str)))
    return slip(subject, "deliverable/iri-of-point")


@kind
def unit_dropped(world: World) -> Slip:
    subject = world.pick(world.random.choice(["mig:Observation", "schema:QuantitativeValue"]))
    world.drop(subject, "schema:unitText")
    return slip(subject, "quantity/unit")


@kind
def number_in_words(world: World) -> Slip:
    subject = world.pick("mig:Observation")
    world.put(subject, "schema:value", words("twelve"))
    return slip(subject, "quantity/value-number")


@kind
def range_turned_round(world: World) -> Slip:
    subject = world.pick("mig:Observation")
    world.put(subject, "mig:valueTo", ox.Literal(-1))
    return slip(subject, "quantity/value-to-above")


@kind
def day_that_never_was(world: World) -> Slip:
    subject = world.pick("mig:ProgressReport")
    world.put(subject, "mig:asOf", date("2019-02-30"))
    return slip(subject, "lexical/form")


@kind
def year_in_two_digits(world: World) -> Slip:
    subject = world.pick("mig:Publication", has(world, "dcterms:issued"))
    world.put(subject, "dcterms:issued", ox.Literal("18", datatype=ox.NamedNode(f"{XSD}gYear")))
    return slip(subject, "lexical/form")


@kind
def third_side(world: World) -> Slip:
    subject = world.pick("mig:Disagreement")
    world.add(subject, "mig:between", iri(f"{PLAN}/point/12/a"))
    world.add(subject, "mig:between", iri(f"{PLAN}/point/12/b"))
    return slip(subject, "disagreement/between")


@kind
def one_side(world: World) -> Slip:
    subject = world.pick("mig:Disagreement")
    world.drop(subject, "mig:between", world.values(subject, "mig:between")[0])
    return slip(subject, "disagreement/between")


@kind
def severity_not_in_the_list(world: World) -> Slip:
    subject = world.pick("mig:Disagreement")
    world.put(subject, "mig:severity", iri("mig:strong"))
    return slip(subject, "disagreement/severity-listed")


@kind
def role_is_belonging(world: World) -> Slip:
    subject = world.pick("mig:Role")
    world.put(subject, "org:role", iri("mig:member"))
    return slip(subject, "role/part-listed")


@kind
def player_dropped(world: World) -> Slip:
    subject = world.pick("mig:Role")
    world.drop(subject, "org:member")
    return slip(subject, "role/member")


@kind
def member_is_a_place(world: World) -> Slip:
    subject = world.pick("org:Membership")
    world.put(subject, "org:member", iri("place/africa"))
    return slip(subject, "membership/member-kind")


@kind
def correspondence_with_itself(world: World) -> Slip:
    subject = world.pick("mig:Correspondence")
    world.put(subject, "mig:linkTo", world.value(subject, "mig:linkFrom"))
    return slip(subject, "correspondence/two-ends")


@kind
def nothing_said_of_a_provision(world: World) -> Slip:
    subject = world.pick("mig:ProvisionNote")
    world.drop(subject, "mig:says")
    return slip(subject, "provision-note/says")


@kind
def end_before_start(world: World) -> Slip:
    subject = world.pick("mig:Event")
    world.put(subject, "schema:startDate", date("2019-05"))
    world.put(subject, "schema:endDate", date("2019-04-30"))
    return slip(subject, "event/end-after-start")


@kind
def part_of_itself(world: World) -> Slip:
    subject = world.pick("mig:Organ")
    world.put(subject, "org:subOrganizationOf", subject)
    return slip(subject, "body/not-in-itself")


@kind
def node_without_name(world: World) -> Slip:
    subject = world.pick("mig:Deliverable")
    world.add(subject, "dcterms:relation", ox.BlankNode())
    return slip(subject, "dataset/no-blank-node")


@kind
def theme_outside_the_list(world: World) -> Slip:
    subject = world.pick("mig:Theme")
    world.drop(subject, "skos:inScheme")
    return slip(subject, "theme/scheme")


@kind
def proposal_to_a_theme(world: World) -> Slip:
    subject = world.pick("mig:Proposal")
    world.put(subject, "mig:proposedTo", world.values(subject, "dcterms:subject")[0])
    return slip(subject, "proposal/proposed-to-kind")


@kind
def proposal_without_theme(world: World) -> Slip:
    subject = world.pick("mig:Proposal")
    world.drop(subject, "dcterms:subject")
    return slip(subject, "proposal/subject")


@kind
def proposal_without_label(world: World) -> Slip:
    subject = world.pick("mig:Proposal")
    world.drop(subject, "rdfs:label")
    return slip(subject, "dataset/label")


@kind
def proposal_answered_by_a_body(world: World) -> Slip:
    proposals = {subject for subject in world.home if world.has(subject, "rdf:type", "mig:Proposal")}
    subject = world.pick("mig:Correspondence", lambda x: world.value(x, "mig:linkFrom") in proposals)
    world.put(subject, "mig:linkTo", iri("body/ilo"))
    return slip(subject, "correspondence/to-kind")


@kind
def remark_about_a_text_alone(world: World) -> Slip:
    subject = world.pick("mig:Remark")
    world.put(subject, "mig:about", iri(world.random.choice(["instrument/C97", "instrument/MFLM"])))
    return slip(subject, "remark/about")


@kind
def remark_about_its_evidence(world: World) -> Slip:
    subject = world.pick("mig:Remark")
    world.add(subject, "mig:about", world.values(subject, "mig:evidence")[0])
    return slip(subject, "remark/about-kind")


@kind
def remark_says_nothing(world: World) -> Slip:
    subject = world.pick("mig:Remark")
    world.drop(subject, "mig:says")
    return slip(subject, "remark/says")


@kind
def remark_too_long(world: World) -> Slip:
    subject = world.pick("mig:Remark")
    world.put(subject, "mig:says", words(" ".join(["word"] * 61)))
    return slip(subject, "remark/says-length")


@kind
def migrants_from_a_body(world: World) -> Slip:
    predicate = world.random.choice(["mig:origin", "mig:destination"])
    subject = world.pick("mig:Observation", has(world, predicate))
    world.put(subject, predicate, iri("body/ilo"))
    return slip(subject, "observation/origin-kind", "observation/destination-kind")


@kind
def figure_from_a_theme(world: World) -> Slip:
    subject = world.pick("mig:Observation", has(world, "dcterms:source"))
    world.put(subject, "dcterms:source", iri("theme/skills"))
    return slip(subject, "observation/source-kind")


@kind
def agreement_covers_in_french(world: World) -> Slip:
    subject = world.pick("mig:Agreement", has(world, "mig:covers"))
    world.add(subject, "mig:covers", words("recrutement", "fr"))
    return slip(subject, "agreement/covers-language")


@kind
def agreement_with_oneself(world: World) -> Slip:
    subject = world.pick("mig:Agreement")
    world.put(subject, "mig:party", world.values(subject, "mig:party")[0])
    return slip(subject, "agreement/party")


@kind
def role_in_a_passage(world: World) -> Slip:
    subject = world.pick("mig:Role")
    world.put(subject, "mig:roleIn", world.values(subject, "mig:evidence")[0])
    return slip(subject, "role/role-in-kind")


def is_country(world: World) -> Callable[[Term], bool]:
    return has(world, "mig:isoAlpha3")


@kind
def code_without_its_zero(world: World) -> Slip:
    subject = world.pick("mig:Place", has(world, "mig:m49"))
    world.put(subject, "mig:m49", ox.Literal(world.value(subject, "mig:m49").value[1:]))
    return slip(subject, "place/m49-form")


@kind
def code_of_another_place(world: World) -> Slip:
    subject = world.pick("mig:Place", has(world, "mig:m49"))
    other = world.pick("mig:Place", has(world, "mig:m49"))
    world.put(subject, "mig:m49", world.value(other, "mig:m49"))
    return slip(subject, "place/m49-once")


@kind
def letters_in_lower_case(world: World) -> Slip:
    subject = world.pick("mig:Place", is_country(world))
    world.put(subject, "mig:isoAlpha3", ox.Literal(world.value(subject, "mig:isoAlpha3").value.lower()))
    return slip(subject, "place/alpha3-form")


@kind
def letters_of_another_country(world: World) -> Slip:
    subject, other = (world.pick("mig:Place", is_country(world)) for _ in range(2))
    world.put(subject, "mig:isoAlpha3", world.value(other, "mig:isoAlpha3"))
    return slip(subject, "place/alpha3-of-match")


@kind
def short_code_of_another_country(world: World) -> Slip:
    subject, other = (world.pick("mig:Place", is_country(world)) for _ in range(2))
    world.put(subject, "skos:notation", world.value(other, "skos:notation"))
    return slip(subject, "place/notation-of-iri")


MATCHES = [f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related")]


def any_match(world: World, subject: Term) -> tuple[str, Term]:
    found = [(name, value) for name in MATCHES for value in world.values(subject, name)]
    return world.random.choice(found)


def is_matched(world: World) -> Callable[[Term], bool]:
    return lambda subject: any(world.values(subject, name) for name in MATCHES)


@kind
def identifier_misspelt(world: World) -> Slip:
    """A letter among the digits, or a page instead of the thing."""
    subject = world.pick("", is_matched(world))
    name, value = any_match(world, subject)
    world.drop(subject, name, value)
    wrong = world.random.choice(
        [f"{value.value}x", value.value.replace("http:", "https:"), f"{value.value}.html"]
    )
    world.add(subject, name, ox.NamedNode(wrong))
    return slip(subject, "reference/target")


@kind
def identifier_in_words(world: World) -> Slip:
    subject = world.pick("", is_matched(world))
    name, value = any_match(world, subject)
    world.drop(subject, name, value)
    world.add(subject, name, words("decent work"))
    return slip(subject, "reference/target")


@kind
def identifier_of_another_thing(world: World) -> Slip:
    subject, other = (world.pick("", has(world, "skos:exactMatch")) for _ in range(2))
    world.put(subject, "skos:exactMatch", world.values(other, "skos:exactMatch")[0])
    return slip(subject, "reference/exact-once")


@kind
def second_item_of_a_list(world: World) -> Slip:
    items = ("http://www.wikidata.org/entity/Q", "http://eurovoc.europa.eu/")
    subject = world.pick(
        "", lambda x: any(value.value.startswith(items) for value in world.values(x, "skos:exactMatch"))
    )
    (value, *_) = [v for v in world.values(subject, "skos:exactMatch") if v.value.startswith(items)]
    world.add(subject, "skos:exactMatch", ox.NamedNode(f"{value.value}7"))
    return slip(subject, "reference/exact-single")


@kind
def match_of_two_kinds(world: World) -> Slip:
    subject = world.pick("", is_matched(world))
    name, value = any_match(world, subject)
    world.add(subject, world.random.choice([other for other in MATCHES if other != name]), value)
    return slip(subject, "reference/one-relation")


@kind
def identifier_without_source(world: World) -> Slip:
    subject = world.pick("", is_matched(world))
    world.drop(subject, "dcterms:source")
    return slip(subject, "reference/source")


@kind
def source_in_words(world: World) -> Slip:
    subject = world.pick("", is_matched(world))
    world.put(subject, "dcterms:source", words("Wikidata"))
    return slip(subject, "reference/source-form")


def speaks(world: World, language: str) -> Callable[[Term], bool]:
    return lambda subject: any(
        isinstance(label, ox.Literal) and label.language == language
        for label in world.values(subject, "rdfs:label")
    )


@kind
def name_without_source(world: World) -> Slip:
    subject = world.pick("mig:Objective", speaks(world, "fr"))
    world.drop(subject, "dcterms:source")
    return slip(subject, "reference/source-of-name")


@kind
def label_in_a_language_twice(world: World) -> Slip:
    language = world.random.choice(["fr", "es"])
    subject = world.pick("", speaks(world, language))
    world.add(subject, "rdfs:label", words("Un autre nom", language))
    return slip(subject, "dataset/label-language")


@kind
def label_in_english_twice(world: World) -> Slip:
    subject = world.pick(world.random.choice(["mig:Theme", "mig:Programme", "mig:Proposal"]))
    world.add(subject, "rdfs:label", words("Another name"))
    return slip(subject, "dataset/label-language")


@kind
def label_in_a_third_language(world: World) -> Slip:
    subject = world.pick("mig:Theme")
    world.add(subject, "rdfs:label", words("Ein anderer Name", "de"))
    return slip(subject, "dataset/label-known")


@kind
def label_in_english_lost(world: World) -> Slip:
    """The French or Spanish one is still there."""
    subject = world.pick("", speaks(world, world.random.choice(["fr", "es"])))
    world.drop(subject, "rdfs:label", world.label(subject))
    return slip(subject, "dataset/label")


@kind
def page_of_another_instrument(world: World) -> Slip:
    subject, other = (world.pick("", has(world, "rdfs:seeAlso")) for _ in range(2))
    world.put(subject, "rdfs:seeAlso", world.value(other, "rdfs:seeAlso"))
    return slip(subject, "instrument/normlex-of-iri")


@kind
def page_without_zeros(world: World) -> Slip:
    subject = world.pick("", lambda x: any(":C0" in v.value for v in world.values(x, "rdfs:seeAlso")))
    page = world.value(subject, "rdfs:seeAlso").value
    world.put(subject, "rdfs:seeAlso", ox.NamedNode(page.replace(":C0", ":C")))
    return slip(subject, "instrument/normlex-form")


@kind
def number_of_another_instrument(world: World) -> Slip:
    subject = world.pick("", has(world, "eli:number"))
    world.put(subject, "eli:number", ox.Literal(world.value(subject, "eli:number").value + "1"))
    return slip(subject, "instrument/number-of-iri")


@kind
def goal_misnumbered(world: World) -> Slip:
    subject = world.pick("mig:SDGGoal")
    world.put(subject, "skos:notation", ox.Literal(world.value(subject, "skos:notation").value + "1"))
    return slip(subject, "sdg/goal-notation")


@kind
def target_of_another_goal(world: World) -> Slip:
    subject = world.pick("mig:SDGTarget", has(world, "dcterms:isPartOf"))
    other = world.another("mig:SDGGoal", world.value(subject, "dcterms:isPartOf"))
    world.put(subject, "dcterms:isPartOf", other)
    return slip(subject, "sdg/target-of-goal")


@kind
def custodian_is_a_country(world: World) -> Slip:
    subject = world.pick("mig:SDGIndicator", has(world, "mig:custodianAgency"))
    world.put(subject, "mig:custodianAgency", iri("place/africa"))
    return slip(subject, "sdg/custodian-kind")


# --- finding them ---------------------------------------------------------------------------------


def findings(sources: list[SourceFile]) -> tuple[Finding, ...]:
    rules = rules_of([*shape_files(), *sources])
    return judge(rules, sources).findings


def is_found(made: Slip, found: tuple[Finding, ...]) -> bool:
    shapes = {f"{BASE}shape/{name}" for name in made.shapes}
    return any(finding.shape in shapes and expand(finding.focus) in made.foci for finding in found)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_each_slip_is_found(seed: int) -> None:
    world = World(seed)
    made = {name: make(world) for name, make in KINDS.items()}
    found = findings(world.sources())
    assert [name for name, slip in made.items() if not is_found(slip, found)] == []


@pytest.mark.slow
def test_nothing_of_the_kind_is_found_in_the_data_as_they_are() -> None:
    """What the rounds find was not there before."""
    before = findings(list(files()))
    for seed in range(ROUNDS):
        world = World(seed)
        assert [name for name, make in KINDS.items() if is_found(make(world), before)] == []


def test_there_are_many_kinds_of_slips() -> None:
    assert len(KINDS) >= 90
    assert ROUNDS * len(KINDS) >= 540
