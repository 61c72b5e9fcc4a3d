"""Sentences of a passage with the offsets at which they stand, and phrases cut out of them."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final, NamedTuple

__all__ = ["PHRASE_WORDS", "Phrase", "Span", "cut", "sentences"]

PHRASE_WORDS: Final = 10
"""No more consecutive words of a source enter the graph."""

_FEW: Final = 4
_BEFORE: Final = 3
"""How many words are added in front of fewer than those."""
_END: Final = re.compile(r"[.!?]+[\"'”’)\]]*(?:\s+|$)|\n\s*\n")
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s(\[])(?:[A-Z]|nos?|arts?|paras?|pp?|vols?|eds?|chs?|sects?|figs?|cf|e\.g|i\.e|etc|vs|al|approx|ca|mr|mrs|ms"
    r"|dr|prof|st|rev|add|corr|res|doc|dept|u\.n|u\.s)$",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\S+")


class Span(NamedTuple):
    """A stretch of a text: from the character `start` to the one before `end`."""

    start: int
    end: int


class Phrase(NamedTuple):
    """Words of a text on one line, and where they stand in it."""

    start: int
    end: int
    words: str


def sentences(text: str) -> list[Span]:
    """The sentences of a text, without the white space between them.

    A full stop after an abbreviation or an initial ends none, nor does one before a small letter or digit.

    >>> text = "It rests on Conventions Nos. 97 and 143 (see para. 4). The next one follows."
    >>> [text[span.start : span.end] for span in sentences(text)]
    ['It rests on Conventions Nos. 97 and 143 (see para. 4).', 'The next one follows.']
    """
    found, start = [], 0
    for end in _END.finditer(text):
        after = text[end.end() : end.end() + 1]
        before = text[max(start, end.start() - 12) : end.start()]
        if end[0].startswith("."):
            if after.islower() or after in ",;":
                if after:
                    continue
            elif _ABBREVIATION.search(before):
                continue
        found.append(_stripped(text, start, end.end()))
        start = end.end()
    found.append(_stripped(text, start, len(text)))
    return [span for span in found if span.start < span.end]


def cut(text: str, start: int, end: int, *, within: Span | None = None) -> Phrase:
    """The words from `start` to `end`, at most ten, with their offsets; with fewer than four, some before.

    What is quoted is on one line. `within` bounds the words that are added in front.

    >>> cut("The work can also help to realize objective 16, it says.", 34, 46)
    Phrase(start=18, end=46, words='help to realize objective 16')
    """
    words = [Span(*word.span()) for word in islice(_WORD.finditer(text, start, end), PHRASE_WORDS)]
    if not words:
        return Phrase(start, start, "")
    if len(words) < _FEW:
        low = within.start if within else max(0, start - 60)
        words = [*_last_words(text, low, words[0].start), *words]
    first, last = words[0].start, min(words[-1].end, max(end, words[0].end))
    trimmed = text[first:last].rstrip(" ,;:.(–-")
    return Phrase(first, first + len(trimmed), " ".join(trimmed.split()))


def _last_words(text: str, low: int, high: int) -> list[Span]:
    """The last words between two places; a sentence of any length is not read from its beginning."""
    found: list[Span] = []
    for word in reversed(text[low:high].rsplit(maxsplit=_BEFORE)[-_BEFORE:]):
        start = text.rindex(word, low, found[-1].start if found else high)
        found.append(Span(start, start + len(word)))
    return found[::-1]


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return Span(start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()))
