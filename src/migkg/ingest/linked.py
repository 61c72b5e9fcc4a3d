"""What a cover names that the graph has: author units, session, related documents."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from migkg.ingest.tokens import compact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.gazetteer import Gazetteer
    from migkg.ingest.passages import Metadata, Outline

__all__ = ["linked"]

_UNITS: Final = re.compile(r"\s*[;/]\s*|(?<=\)),?\s*(?:(?:and|et|y)\s+)?")
"""What parts the units that wrote a document together."""
_UNIT: Final = re.compile(r"(?P<name>.*?)\s*(?:\((?P<acronym>[^()]+)\))?")
_TEXTS: Final = ("document", "publication")


def linked(outline: Outline, gazetteer: Gazetteer) -> Outline:
    """The outline with links from the document to the things of the graph that its cover names.

    A name that may mean several things, or that the graph has not, makes no link.
    """
    about = outline.metadata
    links = (*_creators(about, gazetteer), *_session(about, gazetteer), *_relations(about, gazetteer))
    return replace(outline, metadata=replace(about, links=tuple(dict.fromkeys(links))))


def _creators(about: Metadata, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    for unit in _UNITS.split(about.unit):
        names = _UNIT.fullmatch(unit)
        found = (gazetteer.named(name) for name in (names.groups() if names else ()) if name)
        bodies = next(filter(None, found), ())
        if len(bodies) == 1 and gazetteer.things[bodies[0]].kind == "body":
            yield "dcterms:creator", bodies[0]


def _session(about: Metadata, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    if about.session:
        for body in gazetteer.named(about.body):
            if (body, int(about.session)) in gazetteer.sessions:
                yield "mig:session", gazetteer.sessions[body, int(about.session)]


def _relations(about: Metadata, gazetteer: Gazetteer) -> Iterator[tuple[str, str]]:
    for symbol in about.related:
        texts = gazetteer.by_notation.get(compact(symbol), ())
        if len(texts) == 1 and gazetteer.things[texts[0]].kind in _TEXTS:
            yield "dcterms:relation", texts[0]
