"""One file, several texts: a brochure or record that holds a resolution, conclusions and a plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["Text", "divided"]

_FRONT = 12
"""Within how many pieces after its heading an adopted text shows its numbers, letters or preamble."""
_KINDS = {
    "resolution": "resolution",
    "résolution": "resolution",
    "resolución": "resolution",
    "conclusions": "conclusions",
    "conclusiones": "conclusions",
    "declaration": "declaration",
    "déclaration": "declaration",
    "declaración": "declaration",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A stretch of pieces that is a document of its own; `heading` is where its title stands in them."""

    pieces: tuple[Piece, ...]
    kind: str = ""
    """`resolution`, `conclusions`, `plan-of-action`, `declaration`; empty for every other document."""
    heading: int | None = None


def _kind(piece: Piece) -> str:
    found = phrases.TEXT.match(piece.text) if piece.is_heading and not piece.marker else None
    if found is None:
        return ""
    word = re.sub(r"\s+", " ", found["kind"].lower())
    return _KINDS.get(word, "plan-of-action")


def _has_body(pieces: Sequence[Piece], at: int) -> bool:
    following = [piece for piece in pieces[at + 1 : at + 1 + _FRONT] if piece.kind != "footnote"]
    for piece in following:
        if _kind(piece):
            return False
        if piece.marker and not piece.is_heading:
            return True
    return any(piece.kind == "paragraph" and piece.size > _FRONT for piece in following)


def divided(pieces: Sequence[Piece]) -> tuple[Text, ...]:
    """The texts of a reading. What stands before the first belongs to it, what follows the last to that one.

    A paper of the Governing Body is one text, whatever it appends; so is every file with at most one title
    of an adopted text that does not begin with it.
    """
    cover = pieces[: 3 * _FRONT]
    is_paper = any(piece.size <= _FRONT and re.match(r"\W*GB\.\s?\d", piece.text) for piece in cover)
    starts = [
        at for at, piece in enumerate(pieces) if not is_paper and _kind(piece) and _has_body(pieces, at)
    ]
    if not starts or (len(starts) == 1 and any(p.marker and not p.is_heading for p in pieces[: starts[0]])):
        return (Text(tuple(pieces)),)
    bounds = [0, *starts[1:], len(pieces)]
    return tuple(
        Text(tuple(pieces[begin:end]), _kind(pieces[start]), start - begin)
        for begin, end, start in zip(bounds, bounds[1:], starts, strict=False)
    )
