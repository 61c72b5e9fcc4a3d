"""Things that are known by a word and a number: objectives, points, conclusions, goals, targets, indicators.

reference = [ owner ] word list [ "of" [ "the" ] owner ]   GCM objective 5(c) and (e); point 13(a) of the plan
                                                           objectif 5 c) du Pacte mondial
          | words list about list                          objectives 19 on … and 21 on …
          | words … "such as" list                         other GCM objectives, such as 2, 3 and 16
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.instruments import mark
from migkg.ingest.citations.numbers import Item, numbers
from migkg.ingest.citations.text import Found
from migkg.ingest.gazetteer import names_tokens
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import compact, words

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Text

__all__ = ["WORDS", "numbered"]

WORDS: Final = {
    "objective": ("objective", "action"),
    "objectif": ("objective", "action"),
    "objetivo": ("objective", "action"),
    "point": ("point",),
    "punto": ("point",),
    "conclusion": ("conclusion",),
}
"""Word → the kinds that its numbers can be of, the plain one first."""
_CLASSES: Final = {
    "objective": "Objective",
    "action": "Action",
    "point": "PlanPoint",
    "conclusion": "Conclusion",
}
_OTHER_KINDS: Final = words(
    "strategic policy main specific development overall primary broader relevant immediate outcome percentage"
    " focal entry starting key discussion reference contact vantage turning basis decimal program project ilo"
    " organizational enabling operational intermediate exclamation agenda learning training"
)
_OF: Final = words("of in under from de du des del d")
_DETERMINERS: Final = words(
    "the this that its said same present ilo office new revised current five year la le les el los las l '"
)
_GLOSS: Final = frozenset(("on", "concerning", "regarding", "about", "(", "for", "to", "–", "relating"))
_AFTER_ITEM: Final = frozenset(
    ("on", "concerning", "regarding", "about", "relating", "(", ")", ",", ".", ";", ":", "", "–")
)
_GOES_ON: Final = words("of on for concerning")
_DIGITS: Final = 2
_FAR: Final = 25
"""Within how many words further numbers are looked for."""
_EXAMPLES: Final = frozenset(("including", "namely", ":", "ie"))


def numbered(text: Text, at: int) -> tuple[list[Found], int] | None:
    """What the word begins, or a name of the owner before it, and where to read on."""
    word = text.norm(at)
    series = text.document.gazetteer.series.get(WORDS[word][0], {})
    span = text.ending.get(at)
    owners = [iri for iri in span.iris if iri in series] if span else []
    if not owners and text.norm(at - 1) in _OTHER_KINDS:
        return None
    items, end, apart = _items(text, at)
    if not items or all(len(item.number) > _DIGITS for item in items):
        return None
    owner = span if owners else None
    tail = _owner_behind(text, end, series) or _short_owner_behind(text, end, series)
    if tail is not None:
        owners, end = [tail[0]], tail[1]
    elif not owners:
        owners = [] if _of_another(text, end) else _named(text, series)
    if not owners:
        return None if apart else ([], items[-1].end)
    found = [_one(text, word, item, owners) for item in items]
    if not apart:
        found[0].start = owner.start if owner else at
    elif owner is not None:  # its name counts for nothing beside the numbers
        found.insert(0, Found(owner.start, owner.end, "instrument", owner.iris, None, owner.rule, False))
    return found, end


def _items(text: Text, at: int) -> tuple[list[Item], int, bool]:
    """The numbers that belong to a word, where they end, and whether they stand apart from it."""
    many = text.word(at).lower().endswith("s")
    start = mark(text, at + 1)
    items, end = numbers(text, start, many=many, again=frozenset((text.norm(at), "and")))
    if items or not many:
        return (*(_continued(text, items, end) if many and len(items) == 1 else (items, end)), False)
    return (*_examples(text, at + 1), True)


def _named(text: Text, series: dict[str, dict[str, str]]) -> list[str]:
    """The owners that the document names, or is."""
    return [iri for iri in series if iri in text.document.named or iri == text.document.own]


def _one(text: Text, word: str, item: Item, owners: list[str]) -> Found:
    plain, *parted = WORDS[word]
    series = text.document.gazetteer.series
    kind = parted[0] if parted and item.parts else plain
    known = tuple(
        iri for owner in owners if (iri := series.get(kind, {}).get(owner, {}).get(compact(item.notation)))
    )
    if known:
        return Found(item.start, item.end, kind, known, rule=f"numbered {plain}")
    whole = tuple(iri for owner in owners if (iri := series.get(plain, {}).get(owner, {}).get(item.number)))
    candidate = Candidate(_CLASSES[kind], item.notation)
    return Found(item.start, item.end, kind, whole if item.parts else (), candidate, f"numbered {plain}")


def _continued(text: Text, items: list[Item], end: int) -> tuple[list[Item], int]:
    """Further numbers behind a gloss: `objectives 19 on diaspora … and 21 on …`."""
    if text.norm(end) not in _GLOSS:
        return items, end
    sentence = text.sentence(end - 1)
    place = end + 1
    while place - end < _FAR and place < len(text.tokens) and text.sentence(place) == sentence:
        if text.norm(place) in ("and", ",", "or"):
            more, after = numbers(text, place + 1)
            if more and text.norm(after) in _AFTER_ITEM:
                return _continued(text, [*items, *more], after)
        place += 1
    return items, end


def _examples(text: Text, at: int) -> tuple[list[Item], int]:
    """Numbers that follow later in the sentence, behind `such as`, `namely` or a colon: two or more."""
    sentence = text.sentence(at)
    for place in range(at, min(at + _FAR, len(text.tokens))):
        if text.sentence(place) != sentence or text.norm(place) in WORDS:
            break
        opens = text.norm(place) in _EXAMPLES or (text.norm(place), text.norm(place - 1)) == ("as", "such")
        if opens:
            items, end = numbers(text, place + 1)
            if len(items) > 1 and text.norm(end) in _AFTER_ITEM:
                return items, end
    return [], at


def _owner_behind(text: Text, at: int, series: dict[str, dict[str, str]]) -> tuple[str, int] | None:
    """The owner that follows as `of the …`, and where it ends."""
    place = at + (text.norm(at) == ")")
    if text.norm(place) not in _OF:
        return None
    for further in range(place + 1, place + 7):
        span = text.spans.get(further)
        owner = next((iri for iri in span.iris if iri in series), None) if span else None
        if span and owner:
            return owner, span.end
        if text.norm(further) not in _DETERMINERS:
            return None
    return None


def _short_owner_behind(text: Text, at: int, series: dict[str, dict[str, str]]) -> tuple[str, int] | None:
    """The one owner in question whose title has the word that follows: `of the plan`, `of the Compact`."""
    if text.norm(at) not in _OF or text.norm(at + 1) != "the" or text.norm(at + 3) in _GOES_ON:
        return None
    word = text.norm(at + 2)
    owners = [iri for iri in _named(text, series) if word in _heads(text, iri)]
    return (owners[0], at + 3) if len(owners) == 1 else None


def _heads(text: Text, iri: str) -> set[str]:
    """The words that can stand for a title: those of each name before its first `of`, `on` or `for`."""
    thing = text.document.thing(iri)
    heads = set()
    for label in thing.labels if thing else ():
        title = [token.norm for token in names_tokens(label)]
        end = next((n for n, word in enumerate(title) if word in _GOES_ON), len(title))
        heads.update(title[end - 1 : end])
    return heads


def _of_another(text: Text, at: int) -> bool:
    """Whether `of the` something else follows, whose numbers these are."""
    if text.norm(at) != "of":
        return False
    place = at + 1
    while text.norm(place) in _DETERMINERS:
        place += 1
    return (
        text.is_capital(place)
        or place in text.spans
        or text.norm(place)
        in (
            "agenda",
            "strategy",
            "program",
            "project",
            "framework",
            "plan",
        )
    )
