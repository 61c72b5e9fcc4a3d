"""Acronyms that a document defines: `the Global Migration Group (GMG)`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from migkg.ingest.citations import instruments, unknown
from migkg.ingest.citations.goals import speaks_of_goals
from migkg.ingest.citations.text import Learnt
from migkg.ingest.gazetteer import names_tokens
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.citations.text import Text

__all__ = ["learn"]

_SMALL: Final = words("of the and on for in to de des du la le les et y del los a an at by with against")
_HEREINAFTER: Final = words("hereinafter hereafter henceforth herein")
_LONGEST: Final = 10
_FAR: Final = 8


def learn(text: Text) -> Iterator[Learnt]:
    """The acronyms that a passage puts in brackets behind the names that they stand for, or before them."""
    for at in range(1, len(text.tokens) - 2):
        if text.norm(at) != "(":
            continue
        place = _acronym_at(text, at)
        if place is not None:
            start, end = _name_before(text, at, text.word(place)), at
        else:
            place, start, end = _before(text, at)
        if start is not None and end - start > 1:
            yield _learnt(text, text.word(place), start, end)


def _acronym_at(text: Text, at: int) -> int | None:
    """Where the acronym is in the brackets that open at a token: alone, or behind `hereinafter`."""
    place = at + 1
    if text.norm(place) in _HEREINAFTER:
        place = next((n - 1 for n in range(place, place + _FAR) if text.norm(n) == ")"), place)
    closes = text.norm(place + 1) in (")", ",")
    return (
        place if closes and _is_acronym(text.word(place)) and not speaks_of_goals(text.word(place)) else None
    )


def _name_before(text: Text, at: int, acronym: str) -> int | None:
    """Where the name before the brackets begins: one of the graph, one of these letters, or any other."""
    span = text.ending.get(at)
    if span is not None and span.candidate is None:
        return span.start
    start = _long_form(text, at, acronym)
    if start is not None:
        return start
    if span is not None:
        return span.start
    title = instruments.titled_before(text, at)
    return unknown.before_acronym(text, at) if title is None else title


def _before(text: Text, at: int) -> tuple[int, int | None, int]:
    """An acronym before brackets with its long form in them: place, and where the long form is."""
    end = next((n for n in range(at + 1, at + _LONGEST + 4) if text.norm(n) == ")"), at)
    if not _is_acronym(text.word(at - 1)) or _long_form(text, end, text.word(at - 1)) != at + 1:
        return at - 1, None, end
    return at - 1, at + 1, end


def _learnt(text: Text, acronym: str, start: int, end: int) -> Learnt:
    """What an acronym means, by the words of its long form."""
    acronym = acronym.rstrip("s") if acronym[:-1].isupper() else acronym
    span = text.spans.get(start)
    form = tuple(text.norm(n) for n in range(start, end))
    if span is not None and span.end == end and span.candidate is None:
        return Learnt(acronym, (), span.iris)
    known = _known(text, acronym, start, end)
    if known:
        return Learnt(acronym, form, known)
    if span is not None and span.end == end and span.candidate is not None:
        return Learnt(acronym, form, (), replace(span.candidate, notation=acronym))
    long_words = [text.word(n) for n in range(start, end) if text.norm(n) not in _SMALL]
    if not all(word[0].isupper() or not word[0].isalpha() for word in long_words):
        return Learnt(acronym)  # occupational safety and health is no thing, and OSH then means nothing else
    name = " ".join(text.passage.text[text.tokens[start].start : text.tokens[end - 1].end].split())
    return Learnt(acronym, form, (), Candidate(_class(text, start, end), acronym, name))


def _known(text: Text, acronym: str, start: int, end: int) -> tuple[str, ...]:
    """What the graph knows by the acronym, if its name has all the words of this long form."""
    words = {text.norm(n) for n in range(start, end)} - _SMALL
    return tuple(
        iri
        for iri in text.document.gazetteer.named(acronym)
        if (thing := text.document.thing(iri)) is not None
        and any(words <= {token.norm for token in names_tokens(label)} for label in thing.labels)
    )


def _is_acronym(word: str) -> bool:
    return 1 < len(word) <= _LONGEST and sum(char.isupper() for char in word) > 1 and word[0].isalpha()


def _long_form(text: Text, at: int, acronym: str) -> int | None:
    """Where the words begin whose first letters are the acronym's, with small words in between left out."""
    letters = [char.lower() for char in acronym if char.isupper()]
    place = at - 1
    while letters and place >= 0 and at - place < _LONGEST + 6:
        if text.kind(place) != "word":
            return None
        if text.norm(place)[0] == letters[-1] and not (
            text.norm(place) in _SMALL and text.word(place).islower()
        ):
            letters.pop()
        elif text.norm(place) not in _SMALL:
            return None
        if not letters:
            return place if at - place > 1 else None
        place -= 1
    return None


def _class(text: Text, start: int, end: int) -> str:
    """What kind of thing a name is of, by the noun that heads it: the first of its nouns that tells."""
    for place in range(start, end):
        for of_class, nouns in unknown.HEADS.items():
            if text.norm(place) in nouns:
                return of_class
    return "Body"
