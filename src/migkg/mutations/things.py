"""Damage to things: what they are called, when they were, and what they are part of."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.mutations.kind import Catalogue
from migkg.mutations.scene import date, words
from migkg.mutations.world import has, speaks
from migkg.terms import XSD

if TYPE_CHECKING:
    from migkg.mutations.world import World
    from migkg.shapes import Term

__all__ = ["KINDS"]

KINDS = Catalogue()
NOTED: Final = MappingProxyType(
    {
        "Objective": "objective",
        "PlanPoint": "plan-point",
        "Conclusion": "conclusion",
        "Action": "action",
        "Paragraph": "passage",
        "TableRow": "passage",
        "Convention": "instrument",
    }
)
"""Class → the folder of its shapes, for classes whose notation is told by the IRI."""


@KINDS.kind("One of the objectives is missing.", "instrument/objectives")
def objective_lost(world: World) -> Term:
    world.lose(world.pick("mig:Objective"))
    return world.thing("instrument/GCM")


@KINDS.kind("A notation has a figure too many.", *(f"{name}/notation-of-iri" for name in NOTED.values()))
def notation_misspelt(world: World) -> Term:
    subject = world.pick(f"mig:{world.random.choice([*NOTED])}")
    world.put(subject, "skos:notation", ox.Literal(world.text(subject, "skos:notation") + "1"))
    return subject


@KINDS.kind("A body has the notation of another.", "dataset/notation-once")
def notation_taken_twice(world: World) -> Term:
    subject, other = world.pick("mig:Organ"), world.pick("mig:Organ", has(world, "skos:notation"))
    world.put(subject, "skos:notation", world.value(other, "skos:notation"))
    return subject


@KINDS.kind("A thing has no label.", "dataset/label")
def label_dropped(world: World) -> Term:
    name = world.random.choice(
        ["Objective", "PlanPoint", "Organ", "Theme", "Tool", "Event", "Publication", "Deliverable"]
    )
    subject = world.pick(f"mig:{name}")
    world.drop(subject, "rdfs:label")
    return subject


@KINDS.kind(
    "An event, a course, a programme or a tool ends before it starts.",
    "event/end-after-start",
    "course/end-after-start",
    "programme/end-after-start",
    "tool/end-after-start",
)
def end_before_start(world: World) -> Term:
    subject = world.pick(world.random.choice(["mig:Event", "mig:Course", "mig:Programme", "mig:Tool"]))
    world.put(subject, "schema:startDate", date("2019-05"))
    world.put(subject, "schema:endDate", date("2019-04-30"))
    return subject


@KINDS.kind(
    "A thing of a counted list has the place of another.",
    "means/order-of-letter",
    "principle/order-of-letter",
    "priority/order-of-letter",
    "plan-point/order-once",
)
def place_taken_twice(world: World) -> Term:
    kind = world.random.choice(["mig:MeansOfAction", "mig:KeyPrinciple", "mig:Priority", "mig:PlanPoint"])
    subject = world.pick(kind)
    place = world.value(subject, "mig:order")
    other = world.pick(kind, lambda thing: place not in world.values(thing, "mig:order"))
    world.put(subject, "mig:order", world.value(other, "mig:order"))
    return subject


@KINDS.kind("A Convention or Recommendation has no code.", "instrument/code")
def code_dropped(world: World) -> Term:
    subject = world.pick(world.random.choice(["mig:Convention", "mig:Recommendation"]))
    world.drop(subject, "skos:notation")
    return subject


@KINDS.kind("The title of a Convention has another number.", "instrument/number-in-label")
def number_misprinted(world: World) -> Term:
    subject = world.pick("mig:Convention", lambda thing: "(No. " in world.label(thing).value)
    label = world.label(subject)
    world.swap(subject, "rdfs:label", label, words(label.value.replace("(No. ", "(No. 9")))
    return subject


@KINDS.kind("A body is part of itself.", "body/not-in-itself")
def part_of_itself(world: World) -> Term:
    subject = world.pick("mig:Organ")
    world.put(subject, "org:subOrganizationOf", subject)
    return subject


@KINDS.kind("A theme is in no list.", "theme/scheme")
def theme_outside_the_list(world: World) -> Term:
    subject = world.pick("mig:Theme")
    world.drop(subject, "skos:inScheme")
    return subject


@KINDS.kind("A report is dated 30 February.", "lexical/form")
def day_that_never_was(world: World) -> Term:
    subject = world.pick("mig:ProgressReport")
    world.put(subject, "mig:asOf", date("2019-02-30"))
    return subject


@KINDS.kind("A publication has a year of two digits.", "lexical/form")
def year_in_two_digits(world: World) -> Term:
    subject = world.pick("mig:Publication", has(world, "dcterms:issued"))
    world.put(subject, "dcterms:issued", ox.Literal("18", datatype=ox.NamedNode(f"{XSD}gYear")))
    return subject


@KINDS.kind("A thing has two names in French or Spanish.", "dataset/label-language")
def label_in_a_language_twice(world: World) -> Term:
    language = world.random.choice(["fr", "es"])
    subject = world.pick("", speaks(world, language))
    world.add(subject, "rdfs:label", words("Un autre nom", language))
    return subject


@KINDS.kind("A thing has two English names.", "dataset/label-language")
def label_in_english_twice(world: World) -> Term:
    subject = world.pick(world.random.choice(["mig:Theme", "mig:Programme", "mig:Proposal"]))
    world.add(subject, "rdfs:label", words("Another name"))
    return subject


@KINDS.kind("A theme has a name in a language that nobody can ask for.", "dataset/label-known")
def label_in_a_third_language(world: World) -> Term:
    subject = world.pick("mig:Theme")
    world.add(subject, "rdfs:label", words("Ein anderer Name", "de"))
    return subject


@KINDS.kind("A thing keeps its names in other languages and loses the English one.", "dataset/label")
def label_in_english_lost(world: World) -> Term:
    """The French or Spanish one is still there."""
    subject = world.pick("", speaks(world, world.random.choice(["fr", "es"])))
    world.drop(subject, "rdfs:label", world.label(subject))
    return subject


@KINDS.kind("A thing has the label of another of its class.", "dataset/label-once")
def label_taken_twice(world: World) -> Term:
    kind = world.random.choice(["mig:Event", "mig:Organ", "mig:Programme", "mig:Publication", "mig:Theme"])
    subject, other = world.pick(kind), world.pick(kind)
    world.swap(subject, "rdfs:label", world.label(subject), world.label(other))
    return subject
