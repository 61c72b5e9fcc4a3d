"""Points that a sentence identifies without their number: by title, or by what only they promise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.promises import promises_in
from migkg.ingest.suggest.sentences import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.ingest.references import Reference
    from migkg.ingest.suggest.knowledge import Knowledge

__all__ = ["Pinned", "Titles", "by_thing", "by_words", "titles_in", "ways_in"]

_BESIDE: Final = 60
"""So many characters may stand between a title and its means of action, or the work that it is about."""
_WORK: Final = (
    r"work|activit\w+|actions?|programmes?|projects?|assistance|support|training|capacity[\s‐‑-]*building"
    r"|research|priorit\w+|efforts?|measures?|plans?"
)
_SUBJECT: Final = re.compile(
    rf"\b(?:{_WORK})\b[^.;:]{{0,30}}?\b(?:on|in|for|regarding|concerning|related to)\b", re.IGNORECASE
)
_PLAN: Final = re.compile(r"\bplan(?: of action)?\b", re.IGNORECASE)
_SURE_WORDS: Final = 0.8
"""With less of its name a promise is recognised well enough to report on it, not to link its point."""


class Pinned(NamedTuple):
    """A point, with the words that identify it; `by_title` or else by what it promises."""

    point: str
    start: int
    end: int
    rule: str
    by_title: bool


class Titles(NamedTuple):
    """The points whose title of several words stands in a text, and those that a title identifies."""

    points: frozenset[str]
    pinned: list[Pinned]


def ways_in(text: str, knowledge: Knowledge) -> list[tuple[Span, frozenset[str]]]:
    """Where a text names means of action, each with the points that use it."""
    return [
        (Span(*found.span()), points)
        for pattern, points in knowledge.means_patterns
        for found in pattern.finditer(text)
    ]


def titles_in(
    text: str, offset: int, ways: Sequence[tuple[Span, frozenset[str]]], knowledge: Knowledge
) -> Titles:
    """The titles in a text that begins at `offset` in its passage.

    A title identifies a point if no other has it and it names the subject of work, or if the means of
    action of only one of its points stands beside it.
    """
    points: set[str] = set()
    pinned: list[Pinned] = []
    low = text.lower()
    for first, pattern, headed in knowledge.title_patterns:
        for found in pattern.finditer(text) if first in low else ():
            place = Span(offset + found.start(), offset + found.end())
            beside = [point for point in headed if any(_is_beside(found.span(), point, way) for way in ways)]
            is_word = not re.search(r"[\s-]", found[0])
            if len(beside) == 1:
                pinned.append(Pinned(beside[0], *place, "title beside its means of action", by_title=True))
            elif len(headed) == 1 and _is_subject(text, found.start(), is_word=is_word):
                pinned.append(Pinned(headed[0], *place, "title that heads one point", by_title=True))
            if not is_word:
                points.update(headed)
    return Titles(frozenset(points), pinned)


def by_thing(references: Iterable[Reference], knowledge: Knowledge) -> list[Pinned]:
    """The points that are the only ones to promise a thing that is named."""
    found = []
    for one in references:
        points = knowledge.promised_by.get(one.targets[0], frozenset())
        if len(points) == 1:
            (point,) = points
            found.append(Pinned(point, one.start, one.end, "thing that one point promises", by_title=False))
    return found


def by_words(text: str, span: Span, knowledge: Knowledge) -> list[Pinned]:
    """The points of promises whose names a sentence holds almost whole."""
    return [
        Pinned(one.promise.point, one.start, one.end, "words of what one point promises", by_title=False)
        for one in promises_in(text, span, knowledge)
        if one.share >= _SURE_WORDS
    ]


def _is_beside(title: tuple[int, int], point: str, way: tuple[Span, frozenset[str]]) -> bool:
    span, points = way
    return point in points and span.start - title[1] < _BESIDE and title[0] - span.end < _BESIDE


def _is_subject(text: str, start: int, *, is_word: bool) -> bool:
    """Whether a title names the subject of work; one of a single word only if the plan is named as well."""
    work = _SUBJECT.search(text, max(0, start - 2 * _BESIDE), start)
    return work is not None and start - work.end() < _BESIDE and (not is_word or bool(_PLAN.search(text)))
