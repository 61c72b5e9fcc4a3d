"""What an outline gives: a document's description, and its passages in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime as dt

    from migkg.ingest.blocks import Mark

__all__ = ["Metadata", "Outline", "Passage"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable part of a document, as the graph has it: `document/<identifier>/<path>` is its IRI.

    `kind` is the local name of its class (`Paragraph`, `Section`, `Footnote`, `Box`, `Table`, `TableRow`,
    `DiscussionPoint`, `ListItem`, `Caption`, …). `start` and `end` are offsets into the text of the reading.
    """

    path: str
    kind: str
    notation: str
    order: int
    text: str
    line: int
    start: int
    end: int
    fingerprint: str
    parent: str | None = None
    title: str = ""
    page: int | None = None
    marks: tuple[Mark, ...] = ()
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself on its cover and in its headers; empty where it does not."""

    title: str = ""
    symbol: str = ""
    body: str = ""
    """Whose document it is: `Governing Body`, `International Labour Conference`, …"""
    session: str = ""
    """Its number, in digits."""
    date: dt.date | None = None
    agenda_item: str = ""
    unit: str = ""
    """The unit that wrote it."""
    related: tuple[str, ...] = ()
    """Symbols of documents that it names as related."""
    draft_decision: str | None = None
    """The path of the passage with the draft decision."""
    language: str = "en"
    section: str = ""
    """The section of the body's agenda: `Policy Development Section`."""
    issued: str = ""
    """The date as precisely as it is printed: `2019-03-15`, `2019-03`, `2019`."""
    links: tuple[tuple[str, str], ...] = ()
    """What the graph knows of that, as properties (`dcterms:creator`) with IRIs."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's structure. `identifier` is its part of IRIs: `gb335-pol-1-rev` for GB.335/POL/1(Rev.)."""

    identifier: str
    metadata: Metadata
    passages: tuple[Passage, ...]
    notices: tuple[str, ...] = ()
