"""Names that the graph does not have: bodies and instruments, by the noun that heads their name.

name  = words noun                                  the Baltic Ferry Agency; the Two Rivers Charter
      | [ words ] noun preposition words            the Office for Harbour Safety; the Covenant on Ports
words = capitalized words, with small ones between
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.instruments import KINDS
from migkg.ingest.citations.names import kind_of
from migkg.ingest.citations.text import Span
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import words

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Text

__all__ = ["HEADS", "before_acronym", "find"]

HEADS: Final = {
    "Body": words(
        "organization committee group council commission agency network union association board office bank"
        " fund forum community centre center institute department ministry federation confederation court"
        " body panel secretariat process authority unit branch service system nations university foundation"
        " bureau congress tribunal academy assembly parliament college chamber directorate entity"
    ),
    "Programme": words("program initiative project campaign partnership scheme alliance platform"),
    "Convention": words("convention"),
    "Agenda": words("agenda goal"),
    "Framework": words("framework"),
    "Treaty": words("treaty agreement pact covenant charter statute constitution"),
    "Declaration": words("declaration"),
}
"""Class → stems of the nouns that head the names of its things."""
_EVERYDAY: Final = words(
    "body group process unit system service nations panel center centre chamber board goal"
)
"""Heads of what is a name more seldom than not: only an acronym behind it makes it one."""
_CLASSES: Final = {
    noun: of_class
    for of_class in ("Body", "Treaty", "Declaration", "Framework", "Agenda")
    for noun in HEADS[of_class] - _EVERYDAY
}
_LEADING: Final = words(
    "the a an this that these those its their our his each every any some no all such other another both"
    " my your what which who how why"
    " in on at by for from of to with under as when while where since although though if after before during"
    " through within and or but see also however moreover draft final same current former"
)
"""What no name begins with."""
_ANY: Final = _LEADING | words(
    "regional national local country field head main executive joint technical working drafting general"
    " special standing central public international new high level bilateral multilateral framework trade"
    " first second third"
)
"""Words that do not tell which one is named."""
_BEHIND: Final = {
    "Body": words("of for on against"),
    "Treaty": words("of for on against to concerning relating regarding between"),
    "Agenda": words("for"),
}
_SMALL: Final = words(
    "of the and for on in to all its their by against from with or de des du la les del y et"
)
_LONGEST: Final = 16


def find(text: Text) -> None:
    """Find the names that are headed by a noun; `names.find` has found those that the graph has.

    The nouns and their order are English, so that texts in other languages have no such names.
    """
    if text.document.language != "en":
        return
    covered = -1
    for at in range(len(text.tokens)):
        span = text.spans.get(at)
        covered = max(covered, span.end) if span is not None else covered
        of_class = _CLASSES.get(text.norm(at))
        if of_class is None or at < covered or not _is_head(text, at):
            continue
        start, named = _before(text, at, acronyms=of_class == "Treaty")
        end = _behind(text, at, _BEHIND.get(of_class, _BEHIND["Treaty"]))
        if not named and end == at + 1:
            continue
        name = " ".join(text.passage.text[text.tokens[start].start : text.tokens[end - 1].end].split())
        candidate = Candidate(of_class, name if of_class == "Body" else "", name)
        text.add_span(Span(start, end, (), "unknown name", candidate))
        covered = end


def before_acronym(text: Text, at: int) -> int | None:
    """Where the name of a body begins that ends before a token; also one with an everyday noun."""
    for place in range(at - 1, max(at - _LONGEST, -1), -1):
        if text.norm(place) in HEADS["Body"] and _is_head(text, place):
            start, named = _before(text, place, acronyms=False)
            end = _behind(text, place, _BEHIND["Body"])
            return start if end == at and (named or end > place + 1) else None
    return None


def _is_head(text: Text, at: int) -> bool:
    """Whether a noun is written with one capital, and names one thing."""
    word = text.word(at)
    return word[0].isupper() and not word[1:2].isupper() and not (word.endswith("s") and at not in text.owned)


def _before(text: Text, at: int, *, acronyms: bool) -> tuple[int, bool]:
    """Where the words with capitals before a noun begin, and whether one of them tells which it is.

    The acronym of a body does, if `acronyms`: there is one UN Charter, and many UN offices.
    """
    start, named = at, False
    while at - start < _LONGEST and not text.breaks(start):
        owner = text.ending.get(start)
        if owner is not None and start - 1 not in text.owned and text.is_capital(owner.start):
            start = owner.start
            named = named or acronyms or kind_of(text, owner.iris) != "body"
        elif text.is_capital(start - 1) and start - 1 not in text.owned and text.ending.get(start) is None:
            start -= 1
            named = named or (text.norm(start) not in _ANY and (acronyms or not text.word(start).isupper()))
        elif _joins(text, start - 1):
            start -= 1
        else:
            break
    while start < at and (text.norm(start) in _LEADING or not text.is_capital(start)):
        start += 1
    return start, named


def _joins(text: Text, at: int) -> bool:
    """Whether `and` joins two words of one name here: `the Ferry and Harbour Agency`."""
    if text.norm(at) not in ("and", "&") or not text.is_capital(at - 1) or at in text.ending:
        return False
    return not text.word(at - 1).isupper() and text.norm(at - 1) not in _CLASSES


def _behind(text: Text, at: int, prepositions: frozenset[str]) -> int:
    """Where a name ends that goes on behind its noun; the token behind the noun if it does not."""
    if text.norm(at + 1) not in prepositions or text.breaks(at + 1):
        return at + 1
    end, place = at + 1, at + 2
    while (
        place < min(at + _LONGEST, len(text.tokens))
        and not text.breaks(place)
        and not _is_another(text, place)
    ):
        if text.is_capital(place) and text.norm(place) not in KINDS:
            span = text.spans.get(place)
            end = place = span.end if span is not None else place + 1
        elif text.norm(place) in _SMALL or (place == end and _lists(text, place)):
            place += 1
        else:
            break
    return end


def _is_another(text: Text, at: int) -> bool:
    """Whether another name begins here, behind `and` or a comma."""
    if text.norm(at - 1) not in ("and", ","):
        return False
    span = text.spans.get(at)
    if span is None:
        return text.word(at).isupper() or text.norm(at) in ("the", "a")
    return kind_of(text, span.iris) in ("body", "instrument") or text.norm(at - 1) == ","


def _lists(text: Text, at: int) -> bool:
    """Whether a comma stands here within a list of single words: `Economic, Social and Cultural Rights`."""
    if text.norm(at) != ",":
        return False
    return text.is_capital(at - 1) and text.is_capital(at + 1) and text.norm(at + 2) in (",", "and", "or")
