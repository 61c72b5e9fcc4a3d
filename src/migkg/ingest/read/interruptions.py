"""Sentences made whole: a footnote, a caption, a pull quote or the end of a page stood in them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from migkg.ingest.read.lines import is_finished
from migkg.ingest.read.shapes import begins_small, is_titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.read.pieces import Piece

__all__ = ["made_whole", "mark_quotes"]

_AHEAD: Final = 30
"""So many pieces may stand between the halves of a sentence, and so many of them may be whole paragraphs."""
_PARAGRAPHS: Final = 3
_LONG: Final = 110
_SHORT: Final = 40
_SENTENCE: Final = re.compile(r"(?:^|(?<=[.!?;:]\s))\S")
_PREFIX: Final = 40
_SECTION: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?$|[IVX]{1,5}\.$")
"""What stands before the heading of a section, which no sentence goes on with."""
_SPACES: Final = re.compile(r"\s+")


def made_whole(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, each continuation put to the piece that it goes on with, and what was between after it.

    A paragraph that a sentence runs around is a pull quote, and becomes a caption.
    """
    found = list(pieces)
    at = 0
    while at < len(found):
        other = _continuation(found, at)
        if other is None:
            at += 1
            continue
        found[at].lines += found[other].lines
        found[at].texts += found[other].texts
        for piece in found[at + 1 : other]:
            if piece.kind == "paragraph":
                piece.kind = "caption"
        del found[other]
    return found


def _continuation(pieces: Sequence[Piece], at: int) -> int | None:
    """Where the other half is of a piece that ends within a sentence."""
    piece = pieces[at]
    if piece.kind not in ("paragraph", "item") or is_finished(piece.last):
        return None
    text = " ".join(piece.texts)
    if len(text) < (_LONG // 2 if piece.marker is None else _SHORT):
        return None
    if piece.marker is not None and _SECTION.match(piece.marker.printed) and is_titled(text):
        return None
    paragraphs: list[int] = []
    for number in range(at + 1, min(len(pieces), at + 1 + _AHEAD)):
        other = pieces[number]
        if other.kind in ("footnote", "caption", "row"):
            continue
        if other.kind != "paragraph" and not (len(text) >= _LONG and _is_lone_dash(pieces, number)):
            break
        if begins_small(other.texts[0]):
            return None if paragraphs and text.endswith(")") else number
        if other.kind == "item" or len(paragraphs) == _PARAGRAPHS:
            break
        paragraphs.append(number)
    return _with_capital(pieces, at, paragraphs[0]) if paragraphs else None


def _is_lone_dash(pieces: Sequence[Piece], number: int) -> bool:
    """Whether a piece is an item with a dash and no list with the next one: then the dash is made up."""
    dashes = [
        piece.kind == "item" and piece.marker is not None and piece.marker.printed in "-–—"
        for piece in pieces[number : number + 2]
    ]
    return dashes in ([True, False], [True])


def _with_capital(pieces: Sequence[Piece], at: int, number: int) -> int | None:
    """A half that begins with a capital: only of a long piece that is no part of a list without stops."""
    whole, half = " ".join(pieces[at].texts), " ".join(pieces[number].texts)
    if len(whole) < _LONG or is_titled(whole) or is_titled(half) or whole.endswith((")", "]")):
        return None
    marker = pieces[at].marker
    if marker is not None and ". " not in whole:
        siblings = [
            piece
            for piece in pieces[max(0, at - 6) : at]
            if piece.marker and piece.marker.style == marker.style
        ]
        if siblings and not is_finished(siblings[-1].last):
            return None
    return number


def mark_quotes(pieces: Sequence[Piece], texts: Sequence[str]) -> None:
    """Make captions of paragraphs that only say again what stands in another: pull quotes."""
    plain = [_SPACES.sub(" ", text) for text in texts]
    beginnings = Counter(
        text[found.start() : found.start() + _PREFIX] for text in plain for found in _SENTENCE.finditer(text)
    )
    for number, (piece, text) in enumerate(zip(pieces, plain, strict=True)):
        if (
            piece.kind != "paragraph"
            or not _PREFIX < len(text) < 20 * _PREFIX
            or beginnings[text[:_PREFIX]] == 1
        ):
            continue
        if any(text in other and len(other) > len(text) for at, other in enumerate(plain) if at != number):
            piece.kind = "caption"
