"""Lists of things by kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.index import Name
from migkg.web.pages.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from migkg.web.dataset import Dataset
    from migkg.web.pages.index import Ref
    from migkg.web.pages.reader import Node

__all__ = ["LISTS", "Item", "Listing", "Way", "list_of", "listing", "paths", "ways"]

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

PAGE: Final = 500
"""How many things one page of a list holds."""
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
    """A page of a list; `notations`, `kinds` and `mentioned` say whether these columns tell anything."""

    slug: str
    size: int
    page: int
    pages: int
    rows: tuple[Item, ...]
    notations: bool
    kinds: bool
    mentioned: bool

    @property
    def before(self) -> str:
        """The path of the page before this one, "" if there is none."""
        return _path(self.slug, self.page - 1) if self.page > 1 else ""

    @property
    def after(self) -> str:
        """The path of the page after this one, "" if there is none."""
        return _path(self.slug, self.page + 1) if self.page < self.pages else ""


def _path(slug: str, page: int) -> str:
    """The path of a page of a list; that of the first page is the list's own."""
    return f"/browse/{slug}" if page == 1 else f"/browse/{slug}/{page}"


def paths(dataset: Dataset) -> Iterator[str]:
    """The paths of all pages of all lists."""
    reader = Reader(dataset, "en")
    for slug in LISTS:
        for page in range(1, _pages(len(_members(reader, slug))) + 1):
            yield _path(slug, page)


def _pages(size: int) -> int:
    return max(1, -(-size // PAGE))


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


def listing(dataset: Dataset, slug: str, lang: str, page: int = 1) -> Listing | None:
    """A page of a list by its name in addresses; None if there is none of that name or number."""
    if slug not in LISTS:
        return None
    reader = Reader(dataset, lang)
    whole = _members(reader, slug)
    pages = _pages(len(whole))
    if not 1 <= page <= pages:
        return None
    members = whole[(page - 1) * PAGE : page * PAGE]
    nodes = reader.nodes(members)
    counts = reader.index.mentions
    reader.nodes(one for iri in members if iri in nodes for one in _told_parts(reader, nodes[iri]))
    items = tuple(
        Item(
            _named(reader, iri),
            reader.term(reader.index.kind(iri)),
            reader.text(nodes[iri], "dcterms:description", "mig:says", "skos:note", "skos:definition"),
            counts.get(iri, 0),
        )
        for iri in members
        if iri in nodes
    )
    return Listing(
        slug,
        len(whole),
        page,
        pages,
        items,
        notations=any(item.ref.notation for item in items),
        kinds=len({item.kind.text for item in items}) > 1,
        mentioned=any(item.mentions for item in items),
    )


def _told_parts(reader: Reader, node: Node) -> list[str]:
    """What a thing's line names that has no name of its own."""
    if not reader.needs_telling(node.iri):
        return []
    return [iri for iri in node.iris(*node.said) if reader.needs_telling(iri)]


def _named(reader: Reader, iri: str) -> Ref:
    """A thing as its list names it: the list says the kind, so that a claim's line need not."""
    ref = reader.ref(iri)
    line = reader.in_a_line(iri) if reader.needs_telling(iri) else ""
    return replace(ref, name=Name(line)) if line else ref


def _members(reader: Reader, slug: str) -> tuple[str, ...]:
    members = reader.index.members
    kinds = (LISTS[slug],) if LISTS[slug] else _SDG
    return tuple(iri for kind in kinds for iri in members.get(terms.ONTOLOGY + kind, ()))
