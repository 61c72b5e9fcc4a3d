"""Who stands beside words in a sentence: lists of bodies before and behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.references import Reference
    from migkg.ingest.suggest.role_words import RoleWords

__all__ = ["list_after", "list_before", "shelf", "whole"]

_FAR: Final = 90
"""So many characters may stand between words such as "chaired by" and the nearest player."""
_BREAK: Final = re.compile(r"[.;]|\b(?:which|that|who|whose|while|where|to)\b")
_BETWEEN: Final = re.compile(
    r"(?:[\s,()/]|\([A-Za-z+/ -]+\)|\b(?:and|or|the|its|both|of|with|as well as|including)\b"
    r"|\b[A-Z][\w'’-]*)*"
)
"""What may stand between two names of a list, other names among it."""
_KIND: Final = re.compile(r"\s+(?:agencies|bodies|entities|funds|offices)\b")
"""What makes a name before it only say of whose kind others are: UN agencies."""
_WHOLE: Final = re.compile(r"(?:\s*\([A-Z]+\))?\s+of (?:the )?")
"""What stands between a body and the one that it is a part of, which plays no part itself."""
_GOVERNED: Final = re.compile(r"\b(?:of|with|from|by|to|for)\s+(?:the\s+)?$")
"""Words before a name that is no subject."""
_SUBJECT: Final = re.compile(
    r"(?:\s*\([^()]*\))?(?:\s*,?\s*(?:which|that|who))?\s*"
    r"(?:\b(?:will|shall|has|have|had|is|are|was|were|be|been|being|also|currently|now|continues? to|further"
    r"|thus|then|regularly|jointly|recently|actively|already|since|helped|helps|to|and)\b\s*){0,5}"
)
"""What may stand between a subject and its verb."""


def list_after(text: str, here: Sequence[Reference], start: int, who: frozenset[str]) -> list[Reference]:
    """The players after the words: the first, and those that a comma or "and" joins to it."""
    found: list[Reference] = []
    place = start
    for one in here:
        if one.start < place or shelf(one) not in who:
            continue
        between = text[place : one.start]
        if found and not _BETWEEN.fullmatch(between):
            break
        if not found and (len(between) > _FAR or _BREAK.search(between)):
            break
        kind = _KIND.match(text, one.end)
        if kind is None and not (found and _WHOLE.fullmatch(between)):
            found.append(one)
        place = kind.end() if kind else one.end
    return found


def list_before(text: str, here: Sequence[Reference], end: int, words: RoleWords) -> list[Reference]:
    """The player who stands last before the words, and, of several, those that are joined to it."""
    found: list[Reference] = []
    place = end
    for one in reversed(here):
        if one.end > place or shelf(one) not in words.who:
            continue
        between = text[one.end : place]
        if found and words.tight and _GOVERNED.search(text[: one.start]):
            break
        if found and not (words.several and _BETWEEN.fullmatch(between)):
            break
        if not found and (len(between) > _FAR or re.search(r"[.;]", between)):
            break
        if not found and words.tight and not _SUBJECT.fullmatch(between):
            break
        found.append(one)
        place = one.start
    return found


def whole(references: Sequence[Reference], *, of_any_sort: bool = False) -> list[Reference]:
    """The references that are no part of a longer name of their sort, as UN is of UN Women."""
    return [
        one
        for one in references
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.end - other.start > one.end - one.start
            and (of_any_sort or shelf(other) == shelf(one))
            for other in references
        )
    ]


def shelf(one: Reference) -> str:
    """The sort of a thing by the first part of its IRI's path."""
    target = one.targets[0]
    return target.removeprefix(BASE).partition("/")[0] if target.startswith(BASE) else "sdg"
