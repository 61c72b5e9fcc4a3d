"""The Sustainable Development Goals, their targets and indicators, by number.

reference = "SDG" [ word ] list | "Sustainable Development Goal" [ "(" "SDG" ")" ] [ word ] list
          | word list                                   in a text that speaks of them
word      = "goal" | "target" | "indicator"             or the same in French and Spanish
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

_LAST: Final = 17
_KINDS: Final = ("goal", "target", "indicator")
_LEVELS: Final = {
    "goal": 0,
    "target": 1,
    "cible": 1,
    "meta": 1,
    "indicator": 2,
    "indicateur": 2,
    "indicador": 2,
    "indicadore": 2,
}
"""Word, as it is found → how many full stops a number behind it has."""
_ACRONYMS: Final = frozenset(("sdg", "odd", "ods"))
_NAMES: Final = (
    ("sustainable", "development", "goal"),
    ("objectif", "de", "développement", "durable"),
    ("objetivo", "de", "desarrollo", "sostenible"),
)
WORDS: Final = (*_ACRONYMS, *(name[0] for name in _NAMES), *_LEVELS)
"""The words, as they are found, that may begin a reference."""
_AGAIN: Final = frozenset((*_ACRONYMS, *_LEVELS, "and"))
_SPEAKS: Final = re.compile(
    r"\b(?:SDGs?|ODD|ODS)\b|Sustainable Development Goal|2030 Agenda|(?:Agenda|Programme|horizon) 2030"
    r"|[Oo]bjectifs? de développement durable|[Oo]bjetivos? de Desarrollo Sostenible"
)
_CLASSES: Final = ("SDGGoal", "SDGTarget", "SDGIndicator")


def speaks_of_goals(text: str) -> bool:
    """Whether a text names the Goals or the agenda that they are of."""
    return _SPEAKS.search(text) is not None


def goal(text: Text, at: int) -> tuple[list[Found], int] | None:
    """The goals, targets and indicators that a word begins, and where to read on."""
    place, said = _prefix(text, at)
    if said and _is_bracketed(text, place):
        place += 3
    word = text.norm(place)
    if word in _LEVELS:
        place += 1
    elif not said:
        return None
    if word in _LEVELS and _is_bracketed(text, place):
        place, said = place + 3, True
    if not said and not text.document.goals:
        return None
    if text.norm(at - 1) in ("mdg", "millennium", "development") and not said:
        return None
    many = text.word(place - 1).endswith("s") or text.norm(place - 1) in (")", "odd", "ods")
    items, end = numbers(text, place, dotted=True, many=many, again=_AGAIN)
    items = [item for item in items if not item.parts and int(item.number.split(".")[0]) <= _LAST]
    if not items:
        return None
    if not said and not _is_theirs(text, word, items[0].number, (at, end)):
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
    if text.norm(at) in _ACRONYMS and text.word(at).rstrip("s").isupper():
        return at + 1, True
    for name in _NAMES:
        end = at + len(name)
        if text.norm(at) == name[0] and all(text.norm(at + n) == word for n, word in enumerate(name)):
            return end, text.is_capital(end - 1) or text.document.language != "en"
    return at, False


def _is_bracketed(text: Text, at: int) -> bool:
    return text.norm(at) == "(" and text.norm(at + 1) in _ACRONYMS and text.norm(at + 2) == ")"


def _is_theirs(text: Text, word: str, number: str, between: tuple[int, int]) -> bool:
    """Whether a bare word and number are one of the Goals' and not a document's own."""
    at, end = between
    dots = number.count(".")
    if text.norm(end) == "of" and text.norm(end + 1) == "the":
        behind = [text.norm(place) for place in range(end + 2, end + 5)]
        if "sdg" not in behind and "2030" not in behind and "sustainable" not in behind:
            return False
    if word == "goal":
        return dots == 0 and text.word(at)[0].isupper()
    return dots == _LEVELS[word]
