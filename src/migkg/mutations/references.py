"""Damage to what is known from elsewhere: codes, identifiers, pages, and their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.mutations.kind import Catalogue
from migkg.mutations.scene import words
from migkg.mutations.world import has, speaks
from migkg.shapes import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from migkg.mutations.world import World
    from migkg.shapes import Term

__all__ = ["KINDS"]

KINDS = Catalogue()
MATCHES: Final = tuple(f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related"))
LISTS: Final = ("http://www.wikidata.org/entity/Q", "http://eurovoc.europa.eu/")


def is_country(world: World) -> Callable[[Term], bool]:
    """Whether a place has a country's three letters."""
    return has(world, "mig:isoAlpha3")


def is_matched(world: World) -> Callable[[Term], bool]:
    """Whether a thing has an identifier elsewhere."""
    return lambda subject: any(world.values(subject, name) for name in MATCHES)


def any_match(world: World, subject: Term) -> tuple[str, Term]:
    """One of the identifiers that a thing has elsewhere, with the way in which it is matched."""
    return world.random.choice([(name, value) for name in MATCHES for value in world.values(subject, name)])


def listed(world: World, subject: Term) -> list[str]:
    """The exact matches of a thing in lists that hold each thing once."""
    found = (text_of(value) for value in world.values(subject, "skos:exactMatch"))
    return [iri for iri in found if iri.startswith(LISTS)]


@KINDS.kind("The numeric code of a place is one digit short.", "place/m49-form")
def code_without_its_zero(world: World) -> Term:
    subject = world.pick("mig:Place", has(world, "mig:m49"))
    world.put(subject, "mig:m49", ox.Literal(world.text(subject, "mig:m49")[1:]))
    return subject


@KINDS.kind("A place has the numeric code of another.", "place/m49-once")
def code_of_another_place(world: World) -> Term:
    subject = world.pick("mig:Place", has(world, "mig:m49"))
    other = world.pick("mig:Place", has(world, "mig:m49"))
    world.put(subject, "mig:m49", world.value(other, "mig:m49"))
    return subject


@KINDS.kind("The letters of a country are in lower case.", "place/alpha3-form")
def letters_in_lower_case(world: World) -> Term:
    subject = world.pick("mig:Place", is_country(world))
    world.put(subject, "mig:isoAlpha3", ox.Literal(world.text(subject, "mig:isoAlpha3").lower()))
    return subject


@KINDS.kind("A country has the three letters of another.", "place/alpha3-of-match")
def letters_of_another_country(world: World) -> Term:
    subject, other = (world.pick("mig:Place", is_country(world)) for _ in range(2))
    world.put(subject, "mig:isoAlpha3", world.value(other, "mig:isoAlpha3"))
    return subject


@KINDS.kind("A country has the two letters of another.", "place/notation-of-iri")
def short_code_of_another_country(world: World) -> Term:
    subject, other = (world.pick("mig:Place", is_country(world)) for _ in range(2))
    world.put(subject, "skos:notation", world.value(other, "skos:notation"))
    return subject


@KINDS.kind("An identifier elsewhere has a wrong form.", "reference/target")
def identifier_misspelt(world: World) -> Term:
    """A letter among the digits, another scheme, or a page instead of the thing."""
    subject = world.pick("", is_matched(world))
    name, value = any_match(world, subject)
    text = text_of(value)
    wrong = world.random.choice([f"{text}x", text.replace("http:", "https:"), f"{text}.html"])
    world.swap(subject, name, value, ox.NamedNode(wrong))
    return subject


@KINDS.kind("An identifier elsewhere is told in words.", "reference/target")
def identifier_in_words(world: World) -> Term:
    subject = world.pick("", is_matched(world))
    name, value = any_match(world, subject)
    world.drop(subject, name, value)
    world.add(subject, name, words("decent work"))
    return subject


@KINDS.kind("A thing is matched with what another thing is.", "reference/exact-once")
def identifier_of_another_thing(world: World) -> Term:
    subject, other = (world.pick("", has(world, "skos:exactMatch")) for _ in range(2))
    world.put(subject, "skos:exactMatch", world.values(other, "skos:exactMatch")[0])
    return subject


@KINDS.kind("A thing is matched with two items of one list.", "reference/exact-single")
def second_item_of_a_list(world: World) -> Term:
    subject = world.pick("", lambda x: bool(listed(world, x)))
    world.add(subject, "skos:exactMatch", ox.NamedNode(f"{listed(world, subject)[0]}7"))
    return subject


@KINDS.kind("A thing is matched with one item in two ways.", "reference/one-relation")
def match_of_two_kinds(world: World) -> Term:
    subject = world.pick("", is_matched(world))
    name, value = any_match(world, subject)
    world.add(subject, world.random.choice([other for other in MATCHES if other != name]), value)
    return subject


@KINDS.kind("An identifier has no source.", "reference/source")
def identifier_without_source(world: World) -> Term:
    subject = world.pick("", is_matched(world))
    world.drop(subject, "dcterms:source")
    return subject


@KINDS.kind("The source of an identifier is told in words.", "reference/source-form")
def source_in_words(world: World) -> Term:
    subject = world.pick("", is_matched(world))
    world.put(subject, "dcterms:source", words("Wikidata"))
    return subject


@KINDS.kind("A name in another language has no source.", "reference/source-of-name")
def name_without_source(world: World) -> Term:
    subject = world.pick("mig:Objective", speaks(world, "fr"))
    world.drop(subject, "dcterms:source")
    return subject


@KINDS.kind("An instrument refers to the page of another.", "instrument/normlex-of-iri")
def page_of_another_instrument(world: World) -> Term:
    subject, other = (world.pick("", has(world, "rdfs:seeAlso")) for _ in range(2))
    world.put(subject, "rdfs:seeAlso", world.value(other, "rdfs:seeAlso"))
    return subject


@KINDS.kind("The address of a page lacks the zeros of its code.", "instrument/normlex-form")
def page_without_zeros(world: World) -> Term:
    subject = world.pick("", lambda x: any(":C0" in text_of(v) for v in world.values(x, "rdfs:seeAlso")))
    page = world.text(subject, "rdfs:seeAlso")
    world.put(subject, "rdfs:seeAlso", ox.NamedNode(page.replace(":C0", ":C")))
    return subject


@KINDS.kind("An instrument has the number of another.", "instrument/number-of-iri")
def number_of_another_instrument(world: World) -> Term:
    subject = world.pick("", has(world, "eli:number"))
    world.put(subject, "eli:number", ox.Literal(world.text(subject, "eli:number") + "1"))
    return subject


@KINDS.kind("A goal has a wrong number.", "sdg/goal-notation")
def goal_misnumbered(world: World) -> Term:
    subject = world.pick("mig:SDGGoal")
    world.put(subject, "skos:notation", ox.Literal(world.text(subject, "skos:notation") + "1"))
    return subject


@KINDS.kind("A target is part of another goal.", "sdg/target-of-goal")
def target_of_another_goal(world: World) -> Term:
    subject = world.pick("mig:SDGTarget", has(world, "dcterms:isPartOf"))
    other = world.another("mig:SDGGoal", world.value(subject, "dcterms:isPartOf"))
    world.put(subject, "dcterms:isPartOf", other)
    return subject


@KINDS.kind("The custodian of an indicator is a place.", "sdg/custodian-kind")
def custodian_is_a_country(world: World) -> Term:
    subject = world.pick("mig:SDGIndicator", has(world, "mig:custodianAgency"))
    world.put(subject, "mig:custodianAgency", world.thing("place/africa"))
    return subject
