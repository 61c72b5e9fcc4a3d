"""A place where a point and an objective meet: how firmly, by which words, and with which relation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from migkg.ingest.suggest.sentences import PHRASE_WORDS, Span, cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.passages import Passage
    from migkg.ingest.suggest.scene import Goal, Sentence
    from migkg.ingest.suggest.sentences import Phrase

__all__ = ["Ground", "Link", "linked", "relation_in", "single"]

Strength = Literal["", "strong", "medium", "weak"]

_RELATIONS: Final = (
    ("canHelp", 60, r"\b(?:can|could|may|might|should)\s+(?:\w+\s+)?help\b(?:\s+to\b)?|\bhelps?\s+to\b"),
    ("contributesTo", 60, r"\bcontribut\w+"),
    ("alignedWith", 40, r"\balign\w*|\bin\s+(?:line|keeping)\s+with\b"),
    ("hasLinksWith", 40, r"\b(?:links?|linked)\s+(?:with|to)\b"),
    ("relevantTo", 60, r"\brelevan\w+\s+(?:for|to)\b"),
    ("prepares", 120, r"\bprepar\w+"),
    ("fitsWith", 60, r"\bfits?\b"),
    ("supports", 200, r"\b(?:support|advanc|realiz|implement|achiev|promot|reach)\w*"),
)
"""A relation, the reach of its words in characters, and the words."""
_PATTERNS: Final = tuple((name, reach, re.compile(text, re.IGNORECASE)) for name, reach, text in _RELATIONS)


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a link stands: its strength (none if stated), its rule, and for an inferred one the reason."""

    strength: Strength
    rule: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A point and an objective, the passage and phrase in which they meet, and on what ground."""

    point: str
    goal: Goal
    ground: Ground
    passage: Passage
    phrase: Phrase
    relation: str
    beside: tuple[str, ...] = ()
    """Paths of further passages that are needed."""


def single(goals: Sequence[Goal]) -> list[Goal]:
    """Each objective once, with its action only if this one letter is named and the whole is not."""
    actions: dict[str, set[str]] = {}
    for goal in goals:
        actions.setdefault(goal.objective, set()).add(goal.action)
    found: dict[str, Goal] = {}
    for goal in goals:
        action = goal.action if len(actions[goal.objective]) == 1 else ""
        found.setdefault(goal.objective, goal._replace(action=action))
    return list(found.values())


def linked(
    passage: Passage, sentence: Sentence, point: str, goal: Goal, ground: Ground, shown: Span | None = None
) -> Link:
    """A link in a sentence; its phrase is what is `shown`, else the words that join, up to the objective."""
    text, span = passage.text, sentence.span
    back = sentence.one_back if not sentence.goals else None
    first = min((one.start for one in sentence.goals), default=goal.start)
    relation, joined = relation_in(sentence, back.start if back else first)
    start, end = shown or back or Span(goal.start, min(goal.end, span.end))
    if shown is None and span.start <= joined < start and len(text[joined:end].split()) <= PHRASE_WORDS:
        start = joined
    phrase = cut(text, start, end, within=span) if span.start <= start < end else cut(text, *span)
    return Link(point, goal, ground, passage, phrase, relation)


def relation_in(sentence: Sentence, end: int) -> tuple[str, int]:
    """The relation by the words that stand last before `end`, and where they begin (-1 if nowhere before).

    Words that only say support give way to those that say more, if these are near.
    """
    offset = sentence.span.start
    before: list[tuple[bool, int, str]] = []
    after: list[tuple[int, str]] = []
    for name, reach, pattern in _PATTERNS:
        for found in pattern.finditer(sentence.text):
            distance = end - offset - found.end()
            if distance < 0:
                after.append((found.start(), name))
            elif distance <= reach:
                before.append((name != "supports", offset + found.start(), name))
    if before:
        _, start, name = max(before)
        return name, start
    return (min(after)[1], -1) if after else ("mentionedWith", -1)
