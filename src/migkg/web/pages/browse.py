"""Lists of things by kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migkg.web.dataset import Dataset
    from migkg.web.pages.index import Name, Ref

__all__ = ["LISTS", "Item", "Listing", "Way", "list_of", "listing", "ways"]

LISTS: Final[Mapping[str, str]] = {
    "documents": "Document",
    "objectives": "Objective",
    "points": "PlanPoint",
    "promises": "Deliverable",
    "conclusions": "Conclusion",
    "priorities": "Priority",
    "instruments": "Instrument",
    "provisions": "Provision",
    "bodies": "Body",
    "posts": "Post",
    "programmes": "Programme",
    "tools": "Tool",
    "courses": "Course",
    "events": "Event",
    "publications": "Publication",
    "themes": "Theme",
    "places": "Place",
    "sdg": "",
    "agreements": "Agreement",
    "proposals": "Proposal",
    "figures": "Observation",
    "disagreements": "Disagreement",
}
"""Name of a list in addresses → the class whose members it holds."""

_SDG: Final = ("SDGGoal", "SDGTarget", "SDGIndicator")


@dataclass(frozen=True, slots=True)
class Way:
    """A list as other pages offer it: its name in addresses, and how much it holds."""

    slug: str
    size: int


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list: what it is called, of which kind it is, what it is in a few words."""

    ref: Ref
    kind: Name
    about: Name | None
    mentions: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. `notations` and `kinds` say whether these columns hold anything that differs."""

    slug: str
    rows: tuple[Item, ...]
    notations: bool
    kinds: bool
    mentioned: bool


_MENTIONS: Final = """
SELECT ?thing (COUNT(DISTINCT ?passage) AS ?passages) WHERE {
  ?passage mig:mentions ?thing
} GROUP BY ?thing"""


def ways(reader: Reader, lists: Mapping[str, str]) -> tuple[Way, ...]:
    """Which of the lists hold anything, and how much."""
    found = [Way(slug, len(_members(reader, slug))) for slug in lists]
    return tuple(way for way in found if way.size)


def list_of(reader: Reader, iri: str) -> str:
    """The list in which a thing stands, "" if in none."""
    for slug, kind in LISTS.items():
        if any(reader.index.is_a(iri, terms.ONTOLOGY + name) for name in ((kind,) if kind else _SDG)):
            return slug
    return ""


def listing(dataset: Dataset, slug: str, lang: str) -> Listing | None:
    """A list by its name in addresses; None if there is none of that name."""
    if slug not in LISTS:
        return None
    reader = Reader(dataset, lang)
    members = _members(reader, slug)
    nodes = reader.nodes(members)
    counts = {thing.text: int(n.text) for thing, n in reader.rows(_MENTIONS) if thing and n}
    items = tuple(
        Item(
            reader.ref(iri),
            reader.term(reader.index.kind(iri)),
            reader.text(nodes[iri], "dcterms:description", "mig:says", "skos:note", "skos:definition"),
            counts.get(iri, 0),
        )
        for iri in members
        if iri in nodes
    )
    return Listing(
        slug,
        items,
        notations=any(item.ref.notation for item in items),
        kinds=len({item.kind.text for item in items}) > 1,
        mentioned=any(item.mentions for item in items),
    )


def _members(reader: Reader, slug: str) -> tuple[str, ...]:
    members = reader.index.members
    kinds = (LISTS[slug],) if LISTS[slug] else _SDG
    return tuple(iri for kind in kinds for iri in members.get(terms.ONTOLOGY + kind, ()))
