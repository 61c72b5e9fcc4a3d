"""The Sustainable Development Goals, their targets and indicators, by number.

reference = "SDG" [ word ] list | "Sustainable Development Goal" [ "(" "SDG" ")" ] [ word ] list
          | word list                                   in a text that speaks of them
word      = "goal" | "target" | "indicator"
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.numbers import numbers
from migkg.ingest.citations.text import Found
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import compact

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Text

__all__ = ["WORDS", "goal", "speaks_of_goals"]

WORDS: Final = ("sdg", "sustainable", "goal", "target", "indicator")
_SPEAKS: Final = re.compile(r"\bSDGs?\b|Sustainable Development Goal|2030 Agenda|Agenda 2030")
_LAST: Final = 17
_KINDS: Final = ("goal", "target", "indicator")
_CLASSES: Final = ("SDGGoal", "SDGTarget", "SDGIndicator")


def speaks_of_goals(text: str) -> bool:
    """Whether a text names the Goals or the agenda that they are of."""
    return _SPEAKS.search(text) is not None


def goal(text: Text, at: int) -> tuple[list[Found], int] | None:
    """The goals, targets and indicators that a word begins, and where to read on."""
    place, said = _prefix(text, at)
    if said and text.norm(place) == "(" and text.norm(place + 1) == "sdg" and text.norm(place + 2) == ")":
        place += 3
    word = text.norm(place)
    if word in _KINDS:
        place += 1
    elif not said:
        return None
    if word in _KINDS and text.norm(place) == "(" and text.norm(place + 1) == "sdg":
        place, said = place + 3, True
    if not said and not text.document.goals:
        return None
    if text.norm(at - 1) in ("mdg", "millennium", "development") and not said:
        return None
    many = text.word(place - 1).endswith("s") or text.norm(place - 1) == ")"
    items, end = numbers(text, place, dotted=True, many=many, again=frozenset(("sdg", "and", *_KINDS)))
    items = [item for item in items if not item.parts and int(item.number.split(".")[0]) <= _LAST]
    if not items:
        return None
    if not said and not _is_theirs(text, at, word, items[0].number, end):
        return None
    found = []
    for n, item in enumerate(items):
        level = min(item.number.count("."), 2)
        known = tuple(
            iri
            for of_goal in text.document.gazetteer.series.get(_KINDS[level], {}).values()
            if (iri := of_goal.get(compact(item.number)))
        )
        candidate = None if known else Candidate(_CLASSES[level], item.number)
        found.append(Found(at if n == 0 else item.start, item.end, _KINDS[level], known, candidate, "goal"))
    return found, end


def _prefix(text: Text, at: int) -> tuple[int, bool]:
    """Where the name of the Goals ends, if one stands here, and whether one does."""
    if text.norm(at) == "sdg":
        return at + 1, True
    if text.norm(at) == "sustainable" and text.norm(at + 1) == "development" and text.norm(at + 2) == "goal":
        return at + 3, text.is_capital(at + 2)
    return at, False


def _is_theirs(text: Text, at: int, word: str, number: str, end: int) -> bool:
    """Whether a bare word and number are one of the Goals' and not a document's own."""
    dots = number.count(".")
    if text.norm(end) == "of" and text.norm(end + 1) == "the":
        behind = [text.norm(place) for place in range(end + 2, end + 5)]
        if "sdg" not in behind and "2030" not in behind and "sustainable" not in behind:
            return False
    if word == "goal":
        return dots == 0 and text.word(at)[0].isupper()
    if word == "target":
        return dots == _KINDS.index(word)
    return word == "indicator" and dots == _KINDS.index(word)
