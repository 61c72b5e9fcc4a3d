"""Who works with whom, and on what: a body that acts, and those with whom it does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.players import list_after, shelf
from migkg.ingest.suggest.role_words import BODIES, MADE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.ingest.references import Reference
    from migkg.ingest.suggest.sentences import Span

__all__ = ["ACTS", "Partner", "partners"]

_WITH: Final = re.compile(
    r"\b(?:collaborat|cooperat|partner)\w*(?:\s+\w+ly)?\s+with\b"
    r"|\bin (?:close )?coordination with\b|\bwork(?:s|ed|ing)?(?:\s+\w+ly)? with\b|\bwith\b",
    re.IGNORECASE,
)
_WEAK: Final = re.compile(r"with|work", re.IGNORECASE)
"""Words that make no partners of bodies that make nothing together."""
_MORE: Final = re.compile(
    r"(?:\s*\([A-Z]+\)|\))?(?:\s+agencies)?\s*,?\s*(?:particularly|including|notably|in particular)"
    r"(?:\s+with)?\s+(?!through\b|by\b|in\b)"
)
ACTS: Final = re.compile(
    r"(?:\s*\([^()]*\))?\s+(?:will|shall|should|can|must|has|have|had|is|are|was|were|also|now|continues?|works?|worked"
    r"|(?:\w+ly\s+)?(?:\w*at|develop|organi[sz]|launch|establish|prepar|implement|partner)(?:s|es|ed)?)\b"
)
"""What follows a name that is the subject of a sentence."""
_MAKES: Final = re.compile(
    r"\b(?:organi[sz]|prepar|develop|implement|conduct|carr|run|forg|creat|launch|establish|produc|design|build|pilot"
    r"|deliver|hold|host)(?:s|es|e|ed|ing|ied|y)?\b",
    re.IGNORECASE,
)
_TO: Final = re.compile(r"(?:\s*\([^()]*\))?\s+(?:to|on|in|for)\s+[^.;]{0,80}")
_RIGHT_BEHIND: Final = re.compile(r"\s*(?:(?:the|its|both)\s+)?")
_NEAR: Final = 70
"""So many characters may stand between what is made and the word with."""


class Partner(NamedTuple):
    """A body that is a partner in a thing, or of a body, and where that stands."""

    who: Reference
    what: Reference
    start: int
    end: int


def partners(text: str, here: Sequence[Reference], span: Span) -> Iterator[Partner]:
    """The partners of which a sentence tells: of what is made, or else of the body that acts."""
    for found in _WITH.finditer(text, *span):
        others = _others(text, here, found.end())
        subject = _subject(text, here, found.start())
        if subject is None and len(others) > 1 and ACTS.match(text, others[-1].end):
            subject = others.pop()  # In cooperation with one, the other …
        if (
            others
            and found[0].lower() == "with"
            and not _RIGHT_BEHIND.fullmatch(text[found.end() : others[0].start])
        ):
            continue
        if not others or subject is None:
            continue
        others = [one for one in others if one.targets != subject.targets]
        thing = _made(text, here, subject, found.start(), span.end) or _to_make(text, here, others)
        end = max((one.end for one in others), default=found.end())
        if thing is not None:
            for who in (subject, *others):
                yield Partner(who, thing, min(thing.start, found.start()), end)
        elif not _WEAK.match(found[0]):
            for who in others:
                yield Partner(who, subject, found.start(), end)


def _others(text: str, here: Sequence[Reference], start: int) -> list[Reference]:
    found = list_after(text, here, start, BODIES)
    more = _MORE.match(text, found[-1].end) if found else None
    return found + (list_after(text, here, more.end(), BODIES) if more else [])


def _subject(text: str, here: Sequence[Reference], end: int) -> Reference | None:
    """The first body before a place that does something."""
    return next(
        (one for one in here if one.end <= end and shelf(one) == "body" and ACTS.match(text, one.end)), None
    )


def _made(
    text: str, here: Sequence[Reference], subject: Reference, place: int, last: int
) -> Reference | None:
    """What the subject makes: named between it and the word with, or behind it if it stands behind that."""
    end = place if subject.end <= place else last
    things = [one for one in here if subject.end <= one.start and one.end <= end and shelf(one) in MADE]
    if not things:
        return None
    thing, far = (
        (things[-1], end - things[-1].end) if end == place else (things[0], things[0].start - subject.end)
    )
    return thing if far <= _NEAR and _MAKES.search(text, subject.end, thing.start) else None


def _to_make(text: str, here: Sequence[Reference], others: Sequence[Reference]) -> Reference | None:
    """What the subject and the others are to make, named after them."""
    place = max((one.end for one in others), default=0)
    for one in here:
        if one.start >= place and shelf(one) in MADE:
            between = text[place : one.start]
            return one if _TO.fullmatch(between) and _MAKES.search(between) else None
    return None
