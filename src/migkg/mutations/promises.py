"""Damage to promises, to what is reported of them, and to figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from migkg.mutations.kind import Catalogue
from migkg.mutations.scene import date, iri, words
from migkg.mutations.world import has
from migkg.terms import expand

if TYPE_CHECKING:
    from migkg.mutations.world import World
    from migkg.shapes import Term

__all__ = ["KINDS"]

KINDS = Catalogue()


@KINDS.kind("A report is dated before the promise.", "progress-report/as-of-after-promise")
def report_before_promise(world: World) -> Term:
    subject = world.pick("mig:ProgressReport")
    world.put(subject, "mig:asOf", date(world.random.choice(["2016", "2017-10", "2017-10-31"])))
    return subject


@KINDS.kind("A report rests on the text of the promise.", "progress-report/evidence-elsewhere")
def promise_as_its_own_report(world: World) -> Term:
    subject = world.pick("mig:ProgressReport")
    promise = world.values(subject, "mig:reportsOn")[0]
    world.add(subject, "mig:evidence", world.values(promise, "mig:evidence")[0])
    return subject


@KINDS.kind("A report has a progress that no report may have.", "progress-report/progress-listed")
def progress_not_in_the_list(world: World) -> Term:
    subject = world.pick("mig:ProgressReport")
    world.put(subject, "mig:progress", iri("mig:notReported"))
    return subject


@KINDS.kind("A due date loses its datatype.", "deliverable/due-typed")
def due_without_type(world: World) -> Term:
    subject = world.pick("mig:Deliverable", has(world, "mig:due"))
    world.put(subject, "mig:due", ox.Literal(world.text(subject, "mig:due")))
    return subject


@KINDS.kind("A promise is due before it begins.", "deliverable/due-after-from")
def due_before_from(world: World) -> Term:
    subject = world.pick("mig:Deliverable", has(world, "mig:due"))
    world.put(subject, "mig:from", date("2031"))
    return subject


@KINDS.kind("A deliverable is promised by another point than its IRI says.", "deliverable/iri-of-point")
def deliverable_of_another_point(world: World) -> Term:
    subject = world.pick("mig:Deliverable")
    points = set(world.scene.members(expand("mig:PlanPoint"))) - world.gone
    world.put(subject, "mig:promisedBy", world.choice(points - {*world.values(subject, "mig:promisedBy")}))
    return subject


@KINDS.kind("A figure has no unit.", "quantity/unit")
def unit_dropped(world: World) -> Term:
    subject = world.pick(world.random.choice(["mig:Observation", "schema:QuantitativeValue"]))
    world.drop(subject, "schema:unitText")
    return subject


@KINDS.kind("A figure is written in words.", "quantity/value-number")
def number_in_words(world: World) -> Term:
    subject = world.pick("mig:Observation")
    world.put(subject, "schema:value", words("twelve"))
    return subject


@KINDS.kind("A range ends below its start.", "quantity/value-to-above")
def range_turned_round(world: World) -> Term:
    subject = world.pick("mig:Observation")
    world.put(subject, "mig:valueTo", ox.Literal(-1))
    return subject


@KINDS.kind(
    "Migrants come from a body, or go to one.", "observation/origin-kind", "observation/destination-kind"
)
def migrants_from_a_body(world: World) -> Term:
    predicate = world.random.choice(["mig:origin", "mig:destination"])
    subject = world.pick("mig:Observation", has(world, predicate))
    world.put(subject, predicate, world.thing("body/ilo"))
    return subject


@KINDS.kind("A figure is taken from a theme.", "observation/source-kind")
def figure_from_a_theme(world: World) -> Term:
    subject = world.pick("mig:Observation", has(world, "dcterms:source"))
    world.put(subject, "dcterms:source", world.thing("theme/skills"))
    return subject
