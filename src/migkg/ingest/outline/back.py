"""What stands behind a document's last passage: who published it, and where to write to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.nodes import Draft
    from migkg.ingest.outline.pieces import Piece

__all__ = ["add_back", "back_from"]

_WORDS = 12
"""How many words a line about the publisher has at most."""
_PUBLISHER = re.compile(r"\b(?:ILO|Office|OIT|BIT)\b")


def _is_back(piece: Piece) -> bool:
    if piece.kind in ("footnote", "row") or piece.marker or piece.size > _WORDS:
        return False
    known = phrases.MASTHEAD.match(piece.text) or phrases.BACK.match(piece.text)
    return bool(known or (piece.is_heading and _PUBLISHER.search(piece.text)))


def back_from(pieces: Sequence[Piece], begin: int) -> int:
    """Where the lines about the publisher begin, with its name or a way to reach it; else the end."""
    at = len(pieces)
    while at > begin and _is_back(pieces[at - 1]):
        at -= 1
    for first in range(at, len(pieces)):
        text = pieces[first].text
        if phrases.MASTHEAD.match(text) or phrases.BACK.match(text):
            return first
    return len(pieces)


def add_back(draft: Draft, pieces: Sequence[Piece]) -> None:
    """Make one passage of those lines."""
    if pieces:
        node = draft.new("Section", "imprint", "imprint", None, pieces[0])
        for piece in pieces[1:]:
            node.add(piece)
