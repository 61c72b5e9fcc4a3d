"""Promises of the graph recognised in a sentence by the words of their names."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.knowledge import stems

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.ingest.suggest.knowledge import Knowledge, Promise
    from migkg.ingest.suggest.sentences import Span

__all__ = ["Match", "promises_in"]

_LEAST_SHARE: Final = 0.7
_LEAST_WORDS: Final = 3
_WINDOW: Final = 26
"""The words of a name must stand among so many words."""
_WORD: Final = re.compile(r"[^\W\d_]{3,}(?:[-‐‑][^\W\d_]+)*")


class Match(NamedTuple):
    """A promise that a sentence seems to speak of: which words, and which share of its name they are."""

    promise: Promise
    start: int
    end: int
    share: float


def promises_in(text: str, span: Span, knowledge: Knowledge) -> list[Match]:
    """The promises whose names a sentence holds for the most part, the surest first.

    The words count by how rare they are among all promises. Of two promises in the same words the surer
    one is meant; of two equally sure ones, neither.
    """
    words = [(found.start(), found.end(), stems(found[0])) for found in _WORD.finditer(text, *span)]
    present = {stem for _, _, those in words for stem in those}
    counts = Counter(place for stem in present for place in knowledge.promises_with.get(stem, ()))
    found = []
    for place in sorted(place for place, count in counts.items() if count >= _LEAST_WORDS):
        promise = knowledge.promises[place]
        matches = [_match(promise, name, words, present, knowledge) for name in promise.names]
        best = max((one for one in matches if one), key=lambda one: one.share, default=None)
        if best is not None:
            found.append(best)
    found.sort(key=lambda match: -match.share)
    kept: list[Match] = []
    for match in found:
        rivals = [other for other in found if other is not match and _overlap(match, other)]
        if all(other.share < match.share for other in rivals):
            kept.append(match)
    return kept


def _match(
    promise: Promise,
    name: frozenset[str],
    words: list[tuple[int, int, tuple[str, ...]]],
    present: set[str],
    knowledge: Knowledge,
) -> Match | None:
    wanted = name & present
    total = sum(knowledge.weights.get(stem, 1.0) for stem in name)
    if len(wanted) < _LEAST_WORDS or _weight(wanted, knowledge) < _LEAST_SHARE * total:
        return None
    best: Match | None = None
    for first in range(len(words)):
        if wanted.isdisjoint(words[first][2]):
            continue
        window = words[first : first + _WINDOW]
        here = {stem for _, _, those in window for stem in those} & wanted
        share = _weight(here, knowledge) / total
        if len(here) >= _LEAST_WORDS and share >= _LEAST_SHARE and (best is None or share > best.share):
            last = max(place for place, word in enumerate(window) if not wanted.isdisjoint(word[2]))
            best = Match(promise, window[0][0], window[last][1], share)
    return best


def _weight(stems_: Iterable[str], knowledge: Knowledge) -> float:
    return sum(knowledge.weights.get(stem, 1.0) for stem in stems_)


def _overlap(one: Match, other: Match) -> bool:
    return one.start < other.end and other.start < one.end
