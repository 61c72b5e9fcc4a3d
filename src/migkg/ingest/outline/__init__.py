"""From blocks to passages: what a document says of itself, and its parts as people cite them.

Nothing here knows a particular document. A text shows by its features what it is: numbered paragraphs, an
adopted text with a preamble, a plan whose points are letters under headings, a report with chapters. A text
that shows none of these has sections and counted paragraphs, and a notice says so.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from migkg.ingest.outline.back import add_back, back_from
from migkg.ingest.outline.body import proposed, walked
from migkg.ingest.outline.front import front, last_sign, title_of
from migkg.ingest.outline.genre import genre
from migkg.ingest.outline.headings import settled
from migkg.ingest.outline.inline import part
from migkg.ingest.outline.metadata import metadata, with_symbol
from migkg.ingest.outline.nodes import Draft
from migkg.ingest.outline.notes import attach
from migkg.ingest.outline.parted import parted
from migkg.ingest.outline.pieces import pieces
from migkg.ingest.outline.quotes import quotes
from migkg.ingest.outline.slugs import free, identifier, slug
from migkg.ingest.outline.texts import divided
from migkg.ingest.passages import Metadata, Outline

if TYPE_CHECKING:
    from migkg.ingest.blocks import Reading
    from migkg.ingest.outline.genre import Genre
    from migkg.ingest.outline.texts import Text

__all__ = ["outline", "outlines"]

_NO_TITLE = re.compile(
    r"(?:untitled|document|microsoft word|powerpoint)\b|.*\.(?:docx?|pdf|indd|rtf|txt|html?)$|\S*$",
    re.IGNORECASE,
)
"""What programs write where a file has no title."""
_WORDS = 10
"""How many words of a title name a document that has no symbol."""
_LANGUAGES = {"fr": "French", "es": "Spanish"}


def outline(reading: Reading) -> Outline:
    """The outline of a reading; of one that holds several texts, the first, and a notice names the others."""
    first, *others = outlines(reading)
    if not others:
        return first
    names = ", ".join(f"“{other.metadata.title}”" for other in others)
    return replace(first, notices=(*first.notices, f"The file holds other texts too: {names}."))


def outlines(reading: Reading) -> tuple[Outline, ...]:
    """The outlines of all texts in a reading, at least one; what one says of its session counts for all."""
    all_pieces = settled(parted(pieces(reading.blocks)))
    quoted = quotes(all_pieces)
    texts = divided(all_pieces)
    found: list[Outline] = []
    start = 0
    for text in texts:
        chosen = {at - start for at in quoted if start <= at < start + len(text.pieces)}
        found.append(_outline(reading, text, chosen))
        start += len(text.pieces)
    if len(found) > 1:
        found = _shared(found, texts)
    named: list[Outline] = []
    for entry, text in zip(found, texts, strict=True):
        name = _name(entry.metadata, text, reading, several=len(found) > 1)
        named.append(replace(entry, identifier=free(name, {other.identifier for other in named})))
    return tuple(named)


def _outline(reading: Reading, text: Text, quoted: set[int]) -> Outline:
    draft = Draft()
    features = genre(text.pieces, quoted, last_sign(text.pieces) + 1, adopted=text.kind)
    heading = text.pieces[text.heading] if text.heading is not None else None
    first = features.first
    if text.heading is not None:
        first = text.heading
        if ":" in text.pieces[first].text:
            features.heading = first
    named = title_of(text.pieces[:first]) if heading is None else range(0)
    begin = front(draft, text.pieces, first, named, quoted, adopted=heading is not None)
    cover = text.pieces[:begin]
    if heading is not None and features.heading is None:
        begin = first + 1
    end = back_from(text.pieces, begin)
    walk = walked(draft, features, text.pieces[:end], begin)
    part(draft)
    lost = attach(draft, walk.notes, heading)
    add_back(draft, text.pieces[end:])
    words = "\n".join(piece.text for piece in text.pieces[begin:] if not piece.text.isupper())
    signed = [piece.text for piece in walk.signed]
    titles = [heading] if heading is not None else [text.pieces[at] for at in named]
    opening = text.pieces[begin : begin + 4] if heading is not None else ()
    described = metadata(cover, titles, opening, words or reading.text, signed)
    if not described.symbol and not text.kind:
        described = with_symbol(described, reading.text, reading.properties.get("header", ""))
    if not described.title:
        title = reading.properties.get("title", "").strip()
        described = replace(described, title="" if _NO_TITLE.match(title) else title)
    decision = proposed(walk, cover, of_governing_body=described.body == "Governing Body")
    if decision is not None:
        described = replace(described, draft_decision=decision.path)
    return Outline("", described, draft.passages(), _notices(described, features, draft, lost))


def _shared(found: list[Outline], texts: tuple[Text, ...]) -> list[Outline]:
    """Body, session and date of texts in one file: adopted texts share what one of them says."""
    adopted = [entry.metadata for entry, text in zip(found, texts, strict=True) if text.kind]
    body = next((entry.body for entry in adopted if entry.body), "")
    session = next((entry.session for entry in adopted if entry.session), "")
    when = next((entry.issued for entry in adopted if entry.issued), "")
    return [
        replace(
            entry,
            metadata=replace(
                entry.metadata,
                body=entry.metadata.body or body,
                session=entry.metadata.session or session,
                issued=entry.metadata.issued or when,
            ),
        )
        if text.kind in ("resolution", "conclusions", "declaration")
        else entry
        for entry, text in zip(found, texts, strict=True)
    ]


def _name(about: Metadata, text: Text, reading: Reading, *, several: bool) -> str:
    if about.symbol and not (text.kind and several):
        return identifier(about.symbol)
    if text.kind in ("resolution", "conclusions", "declaration") and about.session:
        prefix = "ilc" if about.body == "International Labour Conference" else "gb"
        return f"{prefix}{about.session}-{text.kind}"
    if text.kind:
        years = re.search(r"\(([0-9]{4})[–-]([0-9]{2,4})\)", about.title)
        return f"{text.kind}-{years[1]}-{years[2]}" if years is not None else text.kind
    if about.title:
        year = f"-{about.issued[:4]}" if about.issued else ""
        return (slug(" ".join(about.title.split()[:_WORDS])) or "untitled") + year
    return slug(re.sub(r"\.\w{1,5}$", "", reading.name.rpartition("/")[2])) or "document"


def _notices(about: Metadata, features: Genre, draft: Draft, lost: int) -> tuple[str, ...]:
    found: list[str] = []
    if not draft.nodes:
        found.append("No passage was found: the file holds no text that could be read.")
        return tuple(found)
    if about.language in _LANGUAGES:
        found.append(
            f"The document is in {_LANGUAGES[about.language]}; references are sought by English words only."
        )
    if not about.symbol and not about.title:
        found.append("No title and no symbol were found: the document is named after its file.")
    if not features.has_paragraphs and not features.is_plan:
        found.append("Its paragraphs have no numbers: they are counted within their sections.")
    if lost:
        found.append(
            f"The markers of {lost} footnotes were not found: they hang on the passage that is likeliest."
        )
    return tuple(found)
