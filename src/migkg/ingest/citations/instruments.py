"""Instruments by kind and number, known ones and others, and their provisions.

instrument = [ title ] kind mark list            Conventions Nos 97 and 143; Convention No. 190
           | title kind { "(" … ")" | "," year }   the Violence and Harassment Convention, 2019 (No. 190)
           | letter number                        C97, C.97, R 202
           | "Protocol" [ "of" year ] "to" instrument    the 2014 Protocol to the Forced Labour Convention
           | "(" mark list ")"                    (No. 189), behind a kind in the same sentence
provision  = unit list [ "of" instrument ]       Articles 9(1) and 10 of Convention No. 143
           | instrument [ "," ] unit list         Convention No. 97, Art. 6(1)(d)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.numbers import numbers
from migkg.ingest.citations.text import Found
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import compact, words

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Text

__all__ = ["KINDS", "bracketed", "coded", "instrument"]

KINDS: Final = {
    "convention": "Convention",
    "convenio": "Convention",
    "recommendation": "Recommendation",
    "recommandation": "Recommendation",
    "recomendación": "Recommendation",
    "protocol": "Protocol",
    "protocole": "Protocol",
    "protocolo": "Protocol",
}
"""Word → class of the instruments of the ILO, whose first letter begins their notation."""
MARKS: Final = frozenset(("no", "nos", "n", "n°", "nº", "núm", "num", "number"))
_DEGREES: Final = frozenset(("°", "º", ".", "o"))
_NUMBER: Final = re.compile(r"\d{1,3}")
_YEAR: Final = re.compile(r"(?:18|19|20)\d\d")
_CODE: Final = re.compile(r"([CRP])0*(\d{1,3})")
_LEADING: Final = words("the a an its this that and of in for on to by under new ilo un")
_INNER: Final = words("of and in for the to on by at with against or ( ) ,")
_LISTING: Final = frozenset(("and", "or", ","))
_ON: Final = frozenset(("on", "against", "for", "concerning", "relating"))
_INNER_SUBJECT: Final = words("of and in for the to on their all by against from with its")
_OTHERWISE_NUMBERED: Final = words(
    "record report paper note table document bulletin decision case office order act law decree annex chapter"
    " section volume issue series project resolution regulation directive question box figure appendix"
)
_DIGITS: Final = 3
"""How many digits a code has that needs no others beside it."""
_FAR: Final = 45
"""Within how many words the kind of bracketed numbers is looked for."""
_LONGEST_TITLE: Final = 16


def mark(text: Text, at: int) -> int:
    """Where a mark of number (`No.`, `Nos`, `n°`) ends that begins here; the same token if none does."""
    if text.norm(at) not in MARKS:
        return at
    end = at + 1
    if text.norm(end) in _DEGREES:
        end += 1
    elif text.norm(at) in ("n", "number"):
        return at if text.norm(at) == "n" else end
    return end + (text.norm(end) == ".")


def instrument(text: Text, at: int) -> tuple[list[Found], int] | None:
    """What the word for a kind of instrument begins or ends, and where to read on."""
    kind = KINDS[text.norm(at)]
    opening = text.norm(at + 1) == "("
    behind = mark(text, at + 1 + opening)
    if behind > at + 1 + opening:
        items, end = numbers(text, behind, again=MARKS)
        if items:
            end += opening and text.norm(end) == ")"
            many = len(items) > 1
            title, start = ("", at) if many else _title(text, at)
            year, end = _year(text, end)
            found = [
                _numbered(text, kind, item.number, (start if n == 0 else item.start, item.end), title, year)
                for n, item in enumerate(items)
            ]
            if not many:
                found[0].end = end
            return found, end
    if not text.is_capital(at):
        return None
    if kind == "Protocol" and (protocol := _protocol_to(text, at)) is not None:
        return protocol
    if text.kind(at + 1) == "number":
        return _unmarked(text, at, kind)
    subject = _subject(text, at + 1)
    return _unnumbered(text, at, subject) if subject is not None else _titled(text, at, kind)


def _protocol_to(text: Text, at: int) -> tuple[list[Found], int] | None:
    """The Protocol to a Convention, which has its number: `the Protocol of 2014 to Convention No. 29`."""
    to = at + 3 if text.norm(at + 1) == "of" and _YEAR.fullmatch(text.word(at + 2)) else at + 1
    if text.norm(to) != "to":
        return None
    place = to + 1 + (text.norm(to + 1) == "the")
    place += text.norm(place) == "ilo"
    span = text.spans.get(place)
    iris = span.iris if span else ()
    if span is None and text.norm(place) in KINDS and (found := instrument(text, place)):
        iris = found[0][0].targets
    things = [text.document.thing(iri) for iri in iris]
    codes = [f"P{thing.notation[1:]}" for thing in things if thing and "Convention" in thing.classes]
    known = [iri for code in codes for iri in text.document.gazetteer.by_notation.get(compact(code), ())]
    start = at - 1 if _YEAR.fullmatch(text.word(at - 1)) else at
    return ([Found(start, to, "instrument", tuple(known), None, "protocol")], to) if known else None


def _titled(text: Text, at: int, kind: str) -> tuple[list[Found], int] | None:
    """An instrument by its title, with its number or year behind."""
    number, year, end = _additions(text, at + 1)
    title, start = _title(text, at)
    if number:
        return [_numbered(text, kind, number, (start, end), title, year)], end
    if year is None or " " not in title:
        return None
    return [Found(start, end, "instrument", (), Candidate(kind, "", title, year), "titled instrument")], end


def _unmarked(text: Text, at: int, kind: str) -> tuple[list[Found], int] | None:
    """Instruments by numbers without a mark, of which the graph must know one: `Conventions 97 and 143`;
    or the ILO must be named before.
    """
    items, end = numbers(text, at + 1, many=text.word(at).endswith("s"))
    found = [
        _numbered(text, kind, item.number, (at if n == 0 else item.start, item.end), "", None)
        for n, item in enumerate(items)
    ]
    return (found, end) if text.norm(at - 1) == "ilo" or any(one.targets for one in found) else None


def _subject(text: Text, at: int) -> int | None:
    """Where a title ends that follows the word for the kind: `on the Rights of the Child`."""
    if text.norm(at) not in _ON:
        return None
    end, capitals = at + 1, 0
    for place in range(at + 1, at + _LONGEST_TITLE):
        if text.is_capital(place):
            end, capitals = place + 1, capitals + 1
        elif text.norm(place) not in _INNER_SUBJECT:
            break
    return end if capitals > 1 else None


def titled_before(text: Text, at: int) -> int | None:
    """Where an instrument begins whose title follows the word for its kind and ends before a token."""
    for place in range(at - 1, max(at - _LONGEST_TITLE, -1), -1):
        if text.norm(place) in KINDS and text.is_capital(place):
            return place if _subject(text, place + 1) == at else None
    return None


def _unnumbered(text: Text, at: int, end: int) -> tuple[list[Found], int]:
    """An instrument that is not the ILO's, by its title, and its year if there is one."""
    start = at
    while text.is_capital(start - 1) and at - start < _LONGEST_TITLE:
        start -= 1
    start += start < at and text.norm(start) == "the"
    name = " ".join(text.passage.text[text.tokens[start].start : text.tokens[end - 1].end].split())
    year, end = _year(text, end)
    return [
        Found(start, end, "instrument", (), Candidate("Treaty", "", name, year), "titled instrument")
    ], end


def _additions(text: Text, at: int) -> tuple[str, int | None, int]:
    """Number and year behind the word, in brackets and behind commas in any order, and where they end."""
    number, year, end = "", None, at
    for _ in range(5):
        if text.norm(at) == "(":
            inside = mark(text, at + 1)
            if inside > at + 1 and _NUMBER.fullmatch(text.word(inside)):
                if text.norm(inside + 1) != ")":
                    break
                number, at = text.word(inside), inside + 2
            elif text.norm(at + 2) == ")" and _YEAR.fullmatch(text.word(at + 1)):
                year, at = int(text.word(at + 1)), at + 3
            elif text.norm(at + 2) == ")" and text.is_capital(at + 1) and not text.word(at + 1).isupper():
                at += 3  # (Revised)
            else:
                break
        elif text.norm(at) == "," and _YEAR.fullmatch(text.word(at + 1)):
            year, at = int(text.word(at + 1)), at + 2
        elif _YEAR.fullmatch(text.word(at)) and text.norm(at + 1) == "(":
            year, at = int(text.word(at)), at + 1
        else:
            break
        end = at
    return (number, year, end) if number or year is not None else ("", None, end)


def _year(text: Text, at: int) -> tuple[int | None, int]:
    if (
        text.norm(at) == ","
        and _YEAR.fullmatch(text.word(at + 1))
        and text.norm(at + 2) in ("", ".", ",", ")")
    ):
        return int(text.word(at + 1)), at + 2
    return None, at


def _title(text: Text, at: int) -> tuple[str, int]:
    """The words with capitals before the word for the kind, and where they begin."""
    start = at
    place = at - 1
    while place >= 0 and at - place <= _LONGEST_TITLE:
        if text.is_capital(place) and text.norm(place) not in KINDS:
            start = place
        elif text.norm(place) not in _INNER or (text.norm(place) == "," and text.norm(place - 1) == ")"):
            break
        place -= 1
    while start < at and (text.norm(start) in _LEADING or text.word(start).isupper()):
        start += 1
    party = text.spans.get(start)
    if party is not None and party.end < at and text.norm(party.end) == "of":
        start = party.end + 1 + (text.norm(party.end + 1) == "the")  # Mexico of the … Convention
    if start == at:
        return "", at
    raw = text.passage.text[text.tokens[start].start : text.tokens[at].end]
    return " ".join(raw.split()), start


def _numbered(
    text: Text, kind: str, number: str, between: tuple[int, int], title: str, year: int | None
) -> Found:
    notation = f"{kind[0]}{int(number)}"
    known = tuple(
        iri
        for iri in text.document.gazetteer.by_notation.get(compact(notation), ())
        if (thing := text.document.thing(iri)) is not None and thing.kind == "instrument"
    )
    candidate = None if known else Candidate(kind, notation, title, year)
    return Found(*between, "instrument", known, candidate, "numbered instrument")


def coded(text: Text, at: int) -> tuple[list[Found], int] | None:
    """An instrument by letter and number: `C97`, `C.97`, `R 202`."""
    code, end = text.word(at), at + 1
    if len(code) == 1:
        if text.kind(at + 1) == "number" and text.norm(at - 1) not in ("annex", "appendix", "part", "table"):
            code, end = f"{code}{text.word(at + 1)}", at + 2
        elif text.norm(at + 1) == "." and text.kind(at + 2) == "number":
            code, end = f"{code}{text.word(at + 2)}", at + 3
    found = _CODE.fullmatch(code)
    if not found:
        return None
    kind = {"C": "Convention", "R": "Recommendation", "P": "Protocol"}[found[1]]
    reference = _numbered(text, kind, found[2], (at, end), "", None)
    reference.rule = "coded instrument"
    alone = len(found[2]) < _DIGITS and not text.instruments
    if reference.candidate and (alone or end > at + 1):
        return None
    return [reference], end


def bracketed(text: Text, at: int) -> tuple[list[Found], int] | None:
    """Instruments by numbers in brackets, or behind `and`, where the sentence has said of which kind."""
    behind = mark(text, at)
    items, end = numbers(text, behind, again=MARKS) if behind > at else ([], at)
    before = text.norm(at - 1)
    continues = before in _LISTING and bool(text.found) and text.found[-1].end >= at - 2
    if not items:
        return None
    kind = _kind_before(text, at) if before == "(" or continues else None
    if kind is None:
        return [], end  # numbers of something else
    return [
        _numbered(text, kind, item.number, (at if n == 0 else item.start, item.end), "", None)
        for n, item in enumerate(items)
    ], end


def _kind_before(text: Text, at: int) -> str | None:
    """The kind of instruments that the sentence named last before a token, if nothing else numbered came."""
    sentence = text.sentence(at)
    for place in range(at - 1, max(at - _FAR, -1), -1):
        if text.sentence(place) != sentence or text.norm(place) in _OTHERWISE_NUMBERED:
            return None
        if text.norm(place) in KINDS and (text.is_capital(place) or text.word(place).endswith("s")):
            return KINDS[text.norm(place)]
    return None
