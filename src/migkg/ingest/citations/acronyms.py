"""Acronyms that a document defines: `the Global Migration Group (GMG)`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.goals import speaks_of_goals
from migkg.ingest.citations.text import Learnt
from migkg.ingest.gazetteer import names_tokens
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.citations.text import Text

__all__ = ["learn"]

_SMALL: Final = words("of the and on for in to de des du la le les et y del los a an at by with")
_HEADS: Final = {
    "Body": [
        "organization",
        "committee",
        "group",
        "council",
        "commission",
        "agency",
        "network",
        "union",
        "association",
        "board",
        "office",
        "bank",
        "fund",
        "forum",
        "community",
        "centre",
        "center",
        "institute",
        "department",
        "ministry",
        "federation",
        "confederation",
        "court",
        "body",
        "panel",
        "secretariat",
        "process",
        "authority",
        "unit",
        "branch",
        "service",
        "system",
        "nations",
    ],
    "Programme": [
        "program",
        "initiative",
        "project",
        "campaign",
        "partnership",
        "scheme",
        "alliance",
        "platform",
    ],
    "Convention": ["convention"],
    "Agenda": ["agenda", "goal"],
    "Framework": ["framework"],
    "Treaty": ["treaty", "agreement", "pact"],
    "Declaration": ["declaration"],
}
"""Class → stems of the nouns that head the names of its things."""
_LONGEST: Final = 10


def learn(text: Text) -> Iterator[Learnt]:
    """The acronyms that a passage puts in brackets behind the names that they stand for."""
    for at in range(1, len(text.tokens) - 2):
        if text.norm(at) != "(" or text.norm(at + 2) not in (")", ","):
            continue
        acronym = text.word(at + 1)
        if not _is_acronym(acronym) or speaks_of_goals(acronym):
            continue
        acronym = acronym.rstrip("s") if acronym[:-1].isupper() else acronym
        span = text.ending.get(at)
        if span is not None and (span.end - span.start > 1):
            yield Learnt(acronym, (), span.iris, span.candidate)
            continue
        start = _long_form(text, at, acronym)
        if start is None:
            continue
        name = " ".join(text.passage.text[text.tokens[start].start : text.tokens[at - 1].end].split())
        words = tuple(text.norm(n) for n in range(start, at))
        known = _known(text, acronym, start, at)
        if known:
            yield Learnt(acronym, words, known)
            continue
        long_words = [text.word(n) for n in range(start, at) if text.norm(n) not in _SMALL]
        is_name = all(word[0].isupper() or not word[0].isalpha() for word in long_words)
        candidate = Candidate(_class(text, start, at), acronym, name) if is_name else None
        yield Learnt(acronym, words if is_name else (), (), candidate)


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
        for of_class, nouns in _HEADS.items():
            if text.norm(place) in nouns:
                return of_class
    return "Body"
