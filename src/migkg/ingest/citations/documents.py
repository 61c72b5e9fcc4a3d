"""Documents by their symbols, resolutions by their numbers, and sessions of bodies.

document   = symbol                                        GB.331/INS/4/1(Rev.), A/RES/73/195
resolution = [ body ] "resolution" slashed { and slashed } General Assembly resolution 73/195
session    = ordinal "Session" [ "of" [ "the" ] body ]     the 106th Session of the Conference
           | body … ordinal "Session"                      the Conference at its 106th Session
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.text import Found
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import compact, in_digits, ordinal
from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.citations.text import Span, Text

__all__ = ["resolution", "session", "symbol"]

ACTORS: Final = frozenset(f"{BASE}body/{slug}" for slug in ("ilo", "international-labour-office", "ilc"))
"""Who counts as mentioned only where he acts: the design's rule for those whose documents these are."""
_SPACE: Final = re.compile(r"(?<=[A-Z]\.)\s+(?=\d)|\s+(?=\()")
_RESOLUTION: Final = re.compile(r"[AES]/(?:[A-Z]+/)*RES/")
_HUNDREDS: Final = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4}
_FAR: Final = 60
"""Within how many words the body of a session is looked for."""
_SERIES: Final = (
    (frozenset(("security",)), "S/RES/"),
    (frozenset(("rights", "right", "hrc")), "A/HRC/RES/"),
    (frozenset(("social", "ecosoc")), "E/RES/"),
)
"""Words of a body's name before `resolution` → how its resolutions' symbols begin; else the Assembly's."""


def symbol(text: Text, at: int) -> tuple[list[Found], int]:
    """The document that a symbol stands for."""
    return [_by_symbol(text, text.word(at), at, at + 1, "symbol")], at + 1


def _by_symbol(text: Text, printed: str, start: int, end: int, rule: str) -> Found:
    gazetteer = text.document.gazetteer
    known = gazetteer.by_notation.get(compact(printed), ())
    is_resolution = _RESOLUTION.match(printed) is not None
    thing = text.document.thing(known[0]) if known else None
    kind = thing.kind if thing else "instrument" if is_resolution else "document"
    written = _SPACE.sub("", printed)
    candidate = None if known else Candidate("Resolution" if is_resolution else "Document", written)
    return Found(start, end, kind, known, candidate, rule, known != (text.document.own,))


def resolution(text: Text, at: int) -> tuple[list[Found], int] | None:
    """The resolutions whose numbers follow the word."""
    place = at + 1
    before = {text.norm(back) for back in range(max(at - 6, 0), at)}
    if text.kind(place) == "number" and "security" in before and text.norm(place + 3) == ")":
        printed = f"S/RES/{text.word(place)}({text.word(place + 2)})"
        return [_by_symbol(text, printed, at, place + 4, "resolution")], place + 4
    if text.kind(place) != "slashed":
        return None
    opening = next((start for words, start in _SERIES if words & before), "A/RES/")
    found: list[Found] = []
    while text.kind(place) == "slashed":
        start = at if not found else place
        found.append(_by_symbol(text, f"{opening}{text.word(place)}", start, place + 1, "resolution"))
        place += 1
        step = 1 + (text.norm(place) == "," and text.norm(place + 1) in ("and", "or"))
        if text.norm(place) not in (",", "and", "or") or text.kind(place + step) != "slashed":
            break
        place += step
    return found, found[-1].end


def session(text: Text, at: int, within: tuple[str, ...] = ()) -> tuple[list[Found], int] | None:
    """The session of a body, where the word has a number before it; within a longer name, of a body in it."""
    count, start = _count(text, at)
    if count is None or not text.is_capital(at) or text.word(at).endswith("s"):
        return None
    behind = None if within else _body_behind(text, at + 1)
    bodies, end = (behind.iris, behind.end) if behind else (within, at + 1)
    if not bodies:
        bodies = _body_before(text, at - 1) or _body_after(text, at + 1) or ()
    known = tuple(
        iri for body in bodies or () if (iri := text.document.gazetteer.sessions.get((body, count)))
    )
    if text.norm(at) != "session" and not known:
        return None
    candidate = None if known or not bodies else _unknown_session(text, at, count, bodies[0])
    found = [Found(start, end, "session", known, candidate, "session")]
    if behind is not None and not set(behind.iris) & ACTORS:
        found.append(Found(behind.start, behind.end, "body", behind.iris, rule="body of a session"))
    return found, end


def _count(text: Text, at: int) -> tuple[int | None, int]:
    """The number of a session before the word, and where it begins: `106th`, `One hundred and third`."""
    last, before = text.word(at - 1), text.word(at - 2)
    count = ordinal(last, before)
    if count is None:
        return None, at
    start = at - 1 - (count != ordinal(last))
    if text.norm(start - 1) == "and" and text.norm(start - 2) == "hundred":
        hundreds = _HUNDREDS.get(text.norm(start - 3), 0)
        return count + 100 * max(hundreds, 1), start - 2 - (hundreds > 0)
    return count, start


def _unknown_session(text: Text, at: int, count: int, body: str) -> Candidate | None:
    thing = text.document.thing(body)
    labels = thing.labels if thing else []
    names = [label for label in labels if " " in label and not label.lower().startswith("the ")]
    name = min(names, key=len, default="")
    return Candidate("Event", "", f"{in_digits(count)} {text.word(at)} of the {name}") if name else None


def _body_behind(text: Text, at: int) -> Span | None:
    """The name of the body that follows as `of the …`, over a date in brackets."""
    place = at
    if text.norm(place) == "(":
        closing = next((n for n in range(place, place + 8) if text.norm(n) == ")"), None)
        place = closing + 1 if closing else place
    if text.norm(place) == "of":
        place += 1 + (text.norm(place + 1) == "the")
        span = text.spans.get(place) or text.spans.get(place - 1)
        if span is not None and _has_body(text, span.iris):
            return span
    return None


def _body_before(text: Text, at: int) -> tuple[str, ...] | None:
    """The last body with sessions named before in the same sentence."""
    return _nearest(text, (text.ending.get(place) for place in range(at, max(at - _FAR, 0), -1)), at)


def _body_after(text: Text, at: int) -> tuple[str, ...] | None:
    """The next body with sessions named in the same sentence: `at its 106th Session, the Conference …`."""
    end = next((n for n in range(at, at + _FAR) if text.norm(n) == "session"), at + _FAR)
    return _nearest(text, (text.spans.get(place) for place in range(at, end)), at)


def _nearest(text: Text, spans: Iterator[Span | None], at: int) -> tuple[str, ...] | None:
    sentence = text.sentence(at - 1)
    for span in spans:
        if span is None or not _has_body(text, span.iris):
            continue
        if text.sentence(span.start) != sentence:
            return None
        if any(iri in text.document.gazetteer.bodies_with_sessions for iri in span.iris):
            return span.iris
    return None


def _has_body(text: Text, iris: tuple[str, ...]) -> bool:
    return any((thing := text.document.thing(iri)) is not None and thing.kind == "body" for iri in iris)
