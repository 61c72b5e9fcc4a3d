"""From the pieces of one text to its passages, by a walk through them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases
from migkg.ingest.outline.figures import add_box, add_caption, add_captioned, add_table
from migkg.ingest.outline.headings import Levels
from migkg.ingest.outline.paragraphs import add_numbered, add_text
from migkg.ingest.outline.parts import add_item
from migkg.ingest.outline.sections import add_heading
from migkg.ingest.outline.walk import Walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.ingest.outline.genre import Genre
    from migkg.ingest.outline.nodes import Draft, Node
    from migkg.ingest.outline.pieces import Piece

__all__ = ["proposed", "walked"]


def walked(draft: Draft, genre: Genre, pieces: Sequence[Piece], start: int) -> Walk:
    """Put the passages of a body that begins at `start` into the draft; footnotes wait in the result."""
    heads = [at for at in range(start, len(pieces)) if pieces[at].is_heading and at != genre.heading]
    walk = Walk(draft, genre, pieces, Levels([pieces[at] for at in heads]))
    walk.notes += [piece for piece in pieces[:start] if piece.kind == "footnote"]
    at = start
    while at < len(pieces):
        if walk.box is not None and at >= walk.box_stop:
            walk.leave()
        at = _step(walk, at)
    return walk


def _step(walk: Walk, at: int) -> int:
    piece = walk.pieces[at]
    if piece.kind == "footnote":
        walk.notes.append(piece)
    elif piece.kind == "row":
        return add_table(walk, at, None, "")
    elif (after := _labelled(walk, at, piece)) is not None:
        return after
    elif at in walk.genre.quotes or piece.kind == "caption":
        add_caption(walk, piece)
    elif at in walk.genre.numbers:
        add_numbered(walk, at)
    elif piece.is_heading:
        return add_heading(walk, at)
    elif piece.marker:
        add_item(walk, at)
    else:
        add_text(walk, at)
    return at + 1


def _labelled(walk: Walk, at: int, piece: Piece) -> int | None:
    """Take a piece that says by its first words what it is; None if it does not."""
    if piece.kind == "item" or not piece.is_short:
        return None
    if (found := phrases.BOX.match(piece.text)) is not None:
        return add_box(walk, at, found["label"])
    if (found := phrases.TABLE.match(piece.text)) is not None:
        return add_captioned(walk, at, found)
    if (found := phrases.POINTED.match(piece.text)) is not None:
        walk.pointed = walk.pointed or found["number"]
        return at + 1
    if phrases.SIGNED.match(piece.text):
        walk.signed.append(piece)
        return at + 1
    return None


def proposed(walk: Walk, cover: Iterable[Piece], *, of_governing_body: bool) -> Node | None:
    """The passage with the draft decision.

    Under its heading, else the one that the last line or the cover names, else the last that proposes one.
    """
    if walk.decision is not None:
        return walk.decision
    numbered = [node for node in walk.draft.nodes if re.fullmatch(r"para/\d+", node.path)]
    referred = (phrases.REFERRED.search(piece.text) for piece in cover)
    numbers = (number for found in referred if found for number in found.groups() if number)
    named = walk.pointed or next(numbers, "")
    if named:
        return next((node for node in numbered if node.path == f"para/{named}"), None)
    proposing = [node for node in numbered if phrases.PROPOSES.match(node.text)]
    return proposing[-1] if proposing and of_governing_body else None
