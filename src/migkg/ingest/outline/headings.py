"""Which pieces are headings, and which heading stands above which."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from migkg.ingest.outline import phrases
from migkg.ingest.outline.numbering import Number, readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["Levels", "number_of", "settled"]

_SOON = 8
"""Within how many pieces the number of an item of an agenda comes again."""
_NOTES = 40
"""Over how many footnotes the neighbour of a piece is sought."""
_SENTENCE = re.compile(r"[a-z]{3}\.\s+[(A-Z]")
"""The end of a sentence, and what follows it."""
_TITLE = 25
"""How many words a heading may have."""


def number_of(piece: Piece) -> Number | None:
    """The number before a heading, a capital letter after another one being a letter."""
    several = readings(piece.marker) if piece.marker else ()
    return several[0] if several else None


def _titled(piece: Piece) -> bool:
    ends = piece.text.rstrip().endswith((".", ";", ":", ",", "?", "and", "or"))
    return piece.size <= _TITLE and not ends and not _SENTENCE.search(piece.text)


def _chapter(pieces: Sequence[Piece], at: int) -> str:
    """The label of a chapter that stands alone above its title, empty if this is none."""
    piece = pieces[at]
    if piece.marker or at + 1 >= len(pieces):
        return ""
    following = pieces[at + 1]
    title = following.is_heading and not following.marker
    return piece.text if title and [n.style for n in readings(piece.text)] == ["chapter"] else ""


def _announces(piece: Piece) -> bool:
    """Whether lines such as "Chairperson: …" go on what a piece began."""
    return not piece.is_heading and (
        piece.text.endswith(":") or (": " in piece.text and piece.size <= _TITLE)
    )


def _is_no_title(piece: Piece, before: Piece | None) -> bool:
    if before is not None and ": " in piece.text and _announces(before):
        return True
    bracketed = piece.text.startswith("(") and piece.text.rstrip(".").endswith(")")
    return bracketed or (piece.size > 2 * _TITLE and piece.is_sentence)


def _beside(pieces: Sequence[Piece], at: int, step: int) -> Piece | None:
    for other in range(at + step, at + _NOTES * step, step):
        if not 0 <= other < len(pieces):
            return None
        if pieces[other].kind != "footnote":
            return pieces[other]
    return None


def _comes_again(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a sentence has the same number soon: then this is an item of an agenda."""
    following = pieces[at + 1 : at + _SOON]
    return any(piece.marker == pieces[at].marker and piece.is_sentence for piece in following)


def _is_numbered_title(pieces: Sequence[Piece], at: int) -> bool:
    """Whether `2. Boats` is the title of a section: among numbered paragraphs, those go on around it."""
    piece, number = pieces[at], number_of(pieces[at])
    if number is None or not _titled(piece) or not piece.text[:1].isupper():
        return False
    if number.style in ("capital", "chapter"):
        return True
    if number.style != "decimal":
        return False
    after, before = _beside(pieces, at, 1), _beside(pieces, at, -1)
    then, earlier = (number_of(other) if other is not None else None for other in (after, before))
    if after is None or (then is not None and then.style != "chapter"):
        goes_on = then is not None and earlier is not None and then.follows(earlier)
        is_other = goes_on and (then == number or not number.follows(cast("Number", earlier)))
        return is_other and after is not None and not _titled(after)
    if earlier is not None and number.follows(earlier) and not _comes_again(pieces, at):
        return False
    return after.is_heading or after.kind == "item" or after.size > _TITLE or not _titled(after)


def _is_lettered_title(pieces: Sequence[Piece], at: int) -> bool:
    """Whether `(b) Hours of work` parts paragraphs: one has ended above, and a numbered one begins below."""
    number = number_of(pieces[at])
    if number is None or number.style != "letter" or number.form != "()" or not _titled(pieces[at]):
        return False
    before, after = _beside(pieces, at, -1), _beside(pieces, at, 1)
    if before is None or after is None or not pieces[at].text[:1].isupper():
        return False
    ended = before.is_heading or (before.is_sentence and bool(before.marker) and before.marker[0].isdigit())
    return ended and bool(re.match(r"\d{1,3}\.$", after.marker)) and not _titled(after)


def _in_sequence(pieces: Sequence[Piece]) -> set[int]:
    """Numbered pieces that look like titles, and stand between the paragraphs before and behind them.

    One whose last line a rendering has torn off is one, too: unnumbered text goes on, then the next number.
    """
    found: set[int] = set()
    numbered = [(at, number) for at, piece in enumerate(pieces) if (number := number_of(piece)) is not None]
    numbered = [
        (at, number) for at, number in numbered if number.style == "decimal" and len(number.values) == 1
    ]
    sure = [not _titled(pieces[at]) for at, _ in numbered]
    for place in range(len(numbered) - 1):
        (at, number), (_, following) = numbered[place], numbered[place + 1]
        if sure[place] or not sure[place + 1] or not following.follows(number):
            continue
        if place and sure[place - 1]:
            goes_on = number.follows(numbered[place - 1][1])
        else:
            below = _beside(pieces, at, 1)
            goes_on = not place and below is not None and below.kind == "paragraph" and below.is_sentence
        if goes_on:
            found.add(at)
    return found


def settled(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, where what must be a heading is one, and what cannot be one is none."""
    pieces = list(pieces)
    in_sequence = _in_sequence(pieces)
    found: list[Piece] = []
    for at in range(len(pieces)):
        piece = pieces[at]
        kind = piece.kind
        if at in in_sequence:
            kind = "item"
        elif kind == "item" and (_is_numbered_title(pieces, at) or _is_lettered_title(pieces, at)):
            kind = "heading"
        elif kind in ("heading", "paragraph") and (label := _chapter(pieces, at)):
            pieces[at + 1] = replace(pieces[at + 1], marker=label)
            continue
        elif kind == "paragraph" and _titled(piece):
            named = (phrases.DECISION, phrases.CONTENTS, phrases.ABBREVIATIONS, phrases.APPENDIX, phrases.TOP)
            if any(pattern.match(piece.text) for pattern in named) or (
                piece.text.isupper() and phrases.TEXT.match(piece.text)
            ):
                kind = "heading"
        elif kind == "heading" and not piece.marker and _is_no_title(piece, found[-1] if found else None):
            kind = "paragraph"
        found.append(piece if kind == piece.kind else replace(piece, kind=kind))
    return found


class Levels:
    """How deep each heading of a text stands: by its number, else by the reader's level where that can be.

    A rendering's levels are believed only if none of them is above that of the first heading.
    """

    def __init__(self, headings: Sequence[Piece]) -> None:
        body = [piece for piece in headings if not phrases.APPENDIX.match(piece.text)]
        levels = [piece.level for piece in body if piece.level]
        self.trusted = bool(levels) and len(set(levels)) > 1 and min(levels) == levels[0]
        self.base = levels[0] if self.trusted else 0
        self.romans = False
        self.under = 0

    def of(self, piece: Piece) -> int:
        """The depth of the next heading, from 1; call it once for each heading, in order."""
        number = number_of(piece)
        if number is None:
            if phrases.TOP.match(piece.text) or phrases.DECISION.match(piece.text):
                self.under = 0
                return 1
            if self.trusted and piece.level:
                return max(piece.level - self.base + 1, self.under + 1 if self.under else 1)
            return self.under + 1
        if number.style in ("chapter", "decimal"):
            depth = len(number.values)
        else:
            roman = number.form.endswith("roman")
            self.romans = self.romans or roman
            depth = 2 if self.romans and not roman else 1
        self.under = depth
        return depth
