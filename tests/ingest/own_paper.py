"""Short papers of our own making, read by the real grammar and the packaged graph."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

from migkg import KnowledgeGraph
from migkg.fingerprint import fingerprint
from migkg.ingest.citations import references
from migkg.ingest.gazetteer import Gazetteer
from migkg.ingest.passages import Metadata, Outline, Passage
from migkg.ingest.suggest import suggest
from migkg.terms import BASE

if TYPE_CHECKING:
    from migkg.ingest.suggestion import Suggestion
    from migkg.sources import Source

PAPER = "gb999-pol-7"
COVER = (
    "The plan of action on labour migration governance and the Global Compact for Safe, Orderly and Regular "
    "Migration (GCM)."
)


@cache
def graph() -> tuple[Source, Gazetteer]:
    source = KnowledgeGraph.open().source
    return source, Gazetteer.of(source)


def passage(path: str, text: str, order: int = 1, kind: str = "Paragraph", **more: object) -> Passage:
    return Passage(
        path, kind, path.replace("/", " "), order, text, order, 0, len(text), fingerprint(text), **more
    )  # type: ignore[arg-type]


def outline(*texts: str, document: str = PAPER, issued: dt.date | None = dt.date(2031, 3, 4)) -> Outline:
    """A paper with these paragraphs, in order; its cover names the plan and the Compact."""
    found = [passage(f"para/{number}", text, number) for number, text in enumerate(texts, 1)]
    return Outline(
        document, Metadata("Orchards", date=issued), (passage("cover", COVER, 0, "Section"), *found)
    )


def suggested(paper: Outline, kind: str) -> list[Suggestion]:
    """The suggestions of a kind that a paper gives rise to."""
    source, gazetteer = graph()
    return [one for one in suggest(paper, references(paper, gazetteer), source) if one.kind == kind]


def values(one: Suggestion) -> dict[str, str]:
    """Property → the plain text of its value, IRIs shortened to paths and names."""
    found = {}
    for name, term in one.values:
        text = term[1:-1] if term.startswith("<") else term[1 : term.rindex('"')]
        found[name] = text.removeprefix(BASE).rpartition("#")[2] if "#" in text else text.removeprefix(BASE)
    return found
