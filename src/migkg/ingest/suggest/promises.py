"""Promises of the graph recognised in a sentence by the words of their names."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.knowledge import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from migkg.ingest.suggest.knowledge import Knowledge, Promise
    from migkg.ingest.suggest.sentences import Span

__all__ = ["Match", "promises_headed", "promises_in", "shares"]

_LEAST_SHARE: Final = 0.65
_NEAR_NUMBER: Final = 0.45
_AT_NUMBER: Final = 0.35
"""Where the passage, or the sentence, numbers the point that promises it, so much will do."""
_LEAST_WORDS: Final = 3
_WINDOW: Final = 26
"""The words of a name must stand among so many words."""
_WORD: Final = re.compile(r"[^\W\d_]{3,}(?:[-‐‑][^\W\d_]+)*")


_NO_POINTS: Final[Mapping[str, float]] = MappingProxyType({})


class Match(NamedTuple):
    """A promise that a sentence seems to speak of: which words, and which share of its name they are."""

    promise: Promise
    start: int
    end: int
    share: float
    words: int = 0

    @property
    def sureness(self) -> float:
        """The more of its words stand there, and the more they are of its name, the surer it is."""
        return self.words * self.share


def promises_in(
    text: str, span: Span, knowledge: Knowledge, numbered: Mapping[str, float] = _NO_POINTS
) -> list[Match]:
    """The promises whose names a sentence holds for the most part, the surest first.

    The words count by how rare they are among all promises; of those of a point in `numbered` the share
    there will do.
    Of two promises in the same words the surer
    one is meant; of two equally sure ones, neither.
    """
    words = [(found.start(), found.end(), stems(found[0])) for found in _WORD.finditer(text, *span)]
    present = {stem for _, _, those in words for stem in those}
    counts = Counter(place for stem in present for place in knowledge.promises_with.get(stem, ()))
    found = []
    for place in sorted(place for place, count in counts.items() if count >= _LEAST_WORDS):
        promise = knowledge.promises[place]
        least = numbered.get(promise.point, _LEAST_SHARE)
        matches = [_match(promise, name, words, present, knowledge, least) for name in promise.names]
        best = max((one for one in matches if one), key=lambda one: one.share, default=None)
        if best is not None:
            found.append(best)
    found.sort(key=lambda match: -match.sureness)
    kept: list[Match] = []
    for match in found:
        rivals = [other for other in found if other is not match and _overlap(match, other)]
        if all(other.sureness < match.sureness for other in rivals):
            kept.append(match)
    return kept


def shares(passage: Iterable[str], sentence: Iterable[str], titled: Iterable[str]) -> Mapping[str, float]:
    """Which share of a name will do for promises of the points that passage and sentence number.

    Of a point whose title the sentence holds no less than elsewhere: the words may be those of the title.
    """
    found = {**dict.fromkeys(passage, _NEAR_NUMBER), **dict.fromkeys(sentence, _AT_NUMBER)}
    return {point: _LEAST_SHARE if point in titled else share for point, share in found.items()}


def promises_headed(
    text: str, span: Span, knowledge: Knowledge, numbered: Mapping[str, float] = _NO_POINTS
) -> list[Match]:
    """The promises of which a sentence says the first words just so, and no other promise begins with them.

    Where several do, the one of a point in `numbered` is meant.
    """
    words = [
        (found.start(), found.end(), stem)
        for found in _WORD.finditer(text, *span)
        for stem in stems(found[0])
    ]
    found = []
    for place, (start, _, stem) in enumerate(words):
        for head, promises in knowledge.heads.get(stem, {}).items():
            those = words[place : place + len(head)]
            near = [one for one in promises if one.point in numbered] if len(promises) > 1 else promises
            if len(near) == 1 and tuple(stem for _, _, stem in those) == head:
                found.append(Match(near[0], start, those[-1][1], 1.0, len(head)))
    return found


def _match(
    promise: Promise,
    name: frozenset[str],
    words: list[tuple[int, int, tuple[str, ...]]],
    present: set[str],
    knowledge: Knowledge,
    least: float,
) -> Match | None:
    wanted = name & present
    total = sum(knowledge.weights.get(stem, 1.0) for stem in name)
    if len(wanted) < _LEAST_WORDS or _weight(wanted, knowledge) < least * total:
        return None
    best: Match | None = None
    for first in range(len(words)):
        if wanted.isdisjoint(words[first][2]):
            continue
        window = words[first : first + _WINDOW]
        here = {stem for _, _, those in window for stem in those} & wanted
        share = _weight(here, knowledge) / total
        if len(here) >= _LEAST_WORDS and share >= least and (best is None or share > best.share):
            last = max(place for place, word in enumerate(window) if not wanted.isdisjoint(word[2]))
            best = Match(promise, window[0][0], window[last][1], share, len(here))
    return best


def _weight(stems_: Iterable[str], knowledge: Knowledge) -> float:
    return sum(knowledge.weights.get(stem, 1.0) for stem in stems_)


def _overlap(one: Match, other: Match) -> bool:
    return one.start < other.end and other.start < one.end
