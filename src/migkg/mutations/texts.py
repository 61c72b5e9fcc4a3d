"""Damage to documents and their passages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.mutations.kind import Catalogue
from migkg.mutations.scene import words
from migkg.mutations.world import NowhereError
from migkg.shapes import text_of
from migkg.terms import BASE, expand

if TYPE_CHECKING:
    from migkg.mutations.world import World
    from migkg.shapes import Term

__all__ = ["KINDS"]

KINDS = Catalogue()
PLAN: Final = f"{BASE}document/plan-of-action-2018-22"


def is_elsewhere(passage: Term) -> bool:
    """Whether a passage is not one of the plan."""
    return not text_of(passage).startswith(PLAN)


@KINDS.kind("A passage is part of a document that its IRI does not name.", "passage/own-document")
def passage_in_another_document(world: World) -> Term:
    subject = world.pick("mig:Paragraph", is_elsewhere)
    world.put(subject, "dcterms:isPartOf", world.thing(PLAN))
    return subject


@KINDS.kind("A passage is part of nothing.", "passage/reaches-document")
def parent_dropped(world: World) -> Term:
    subject = world.pick("mig:Paragraph", is_elsewhere)
    world.drop(subject, "dcterms:isPartOf")
    return subject


@KINDS.kind("A row of a table is missing.", "passage/order-without-gap")
def passage_lost(world: World) -> Term:
    """Its successor, which must be whole, has nothing just before it."""
    places = {place: text for text, place in orders(world).items()}
    after = {text: places.get((name, order + 1)) for (name, order), text in places.items()}
    subject = world.pick(
        "mig:TableRow", lambda text: (then := after.get(text)) is not None and world.is_whole(then)
    )
    following = after[subject]
    if following is None:
        raise NowhereError
    world.lose(subject)
    return following


def orders(world: World) -> dict[Term, tuple[str, int]]:
    """Passage → its document, by the IRI, and its place in it."""
    return {
        passage: (_document(passage), int(order))
        for passage in world.scene.users(expand("mig:fingerprint"))
        if (order := world.text(passage, "mig:order")).isdecimal()
    }


def _document(passage: Term) -> str:
    return "/".join(text_of(passage).removeprefix(BASE).split("/")[:2])


@KINDS.kind("Two passages have the same place in their document.", "passage/order-once")
def order_taken_twice(world: World) -> Term:
    places = orders(world)
    subject = world.pick("mig:ListItem", lambda text: text in places)
    document, order = places[subject]
    other = world.choice(text for text, place in places.items() if place == (document, order - 1))
    world.watch([other])
    world.put(subject, "mig:order", world.value(other, "mig:order"))
    return subject


@KINDS.kind("A passage has no abstract.", "passage/abstract")
def abstract_dropped(world: World) -> Term:
    subject = world.pick("mig:Paragraph")
    world.drop(subject, "dcterms:abstract")
    return subject


@KINDS.kind("An abstract has 61 words.", "passage/abstract-length")
def abstract_too_long(world: World) -> Term:
    subject = world.pick("mig:Paragraph")
    world.put(subject, "dcterms:abstract", words(" ".join(["word"] * 61)))
    return subject


@KINDS.kind("A fingerprint is one sign short.", "passage/fingerprint-form")
def fingerprint_cut(world: World) -> Term:
    subject = world.pick("mig:Paragraph")
    world.put(subject, "mig:fingerprint", ox.Literal(world.text(subject, "mig:fingerprint")[1:]))
    return subject


@KINDS.kind("A passage has the notation of another in its document.", "passage/notation-once")
def passage_notation_taken_twice(world: World) -> Term:
    subject = world.pick("mig:Paragraph", is_elsewhere)
    other = world.pick("mig:Paragraph", lambda text: _document(text) == _document(subject))
    world.put(subject, "skos:notation", world.value(other, "skos:notation"))
    return subject
