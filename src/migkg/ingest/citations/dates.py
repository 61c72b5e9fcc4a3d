"""Dates and times: days, months, years, and the ranges of each.

date   = [ day [ dash day ] ] month [ ( "and" | "to" | dash ) [ day ] month ] [ "," ] year | day month
period = year dash year                       2018–22
year   = ( "in" | "by" | "since" | … | "(" ) year
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.text import Found
from migkg.ingest.tokens import stem, words

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Text

__all__ = ["MONTHS", "month", "year"]

_NAMES: Final = (
    "january february march april may june july august september october november december"
    " janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_SHORT: Final = "jan feb mar apr jun jul aug sep sept oct nov dec"
MONTHS: Final = frozenset(stem(name) for name in (*_NAMES.split(), *_SHORT.split()))
"""The names of months, as they are found."""
_SHORT_NAMES: Final = frozenset(_SHORT.split())
_ALSO_WORDS: Final = frozenset(("may", "march", "mar", "dec", "sept"))
"""What is a word or a part of one in small letters."""
_YEAR: Final = re.compile(r"(?:1[89]|20|21)\d\d")
_DAY: Final = re.compile(r"[0-3]?\d")
_LAST_DAY: Final = 31
_SECOND: Final = re.compile(r"(?:(?:1[89]|20|21)\d)?\d{1,2}")
_BEFORE_YEAR: Final = words(
    "in by since from until till during before after between of early late mid end to through and year around"
    " en de depuis d'ici ( ,"
)


def month(text: Text, at: int) -> tuple[list[Found], int] | None:
    """The date that the name of a month is in; without a day or a year it is none."""
    if text.word(at) in _ALSO_WORDS:
        return None
    start = _days_before(text, at)
    end = at + 1 + (text.norm(at + 1) == "." and text.norm(at) in _SHORT_NAMES)
    for _ in range(2):
        further = end + 1 + _is_day(text, end + 1)
        if not _joins(text, end) or text.norm(further) not in MONTHS:
            break
        end = further + 1
    year_at = end + (text.norm(end) == ",")
    if _YEAR.fullmatch(text.word(year_at)):
        return [Found(start, year_at + 1, "date", rule="date" if start < at else "month")], year_at + 1
    if _is_day(text, end) and text.norm(end + 1) == "," and _YEAR.fullmatch(text.word(end + 2)):
        return [Found(at, end + 3, "date", rule="date")], end + 3  # March 15, 2019
    return ([Found(start, end, "date", rule="day")], end) if start < at else None


def _days_before(text: Text, at: int) -> int:
    """Where the day before a month begins, or the first of two days."""
    if not _is_day(text, at - 1):
        return at
    return at - 3 if _joins(text, at - 2) and _is_day(text, at - 3) else at - 1


def _joins(text: Text, at: int) -> bool:
    return text.kind(at) == "dash" or text.norm(at) in ("and", "to", "or")


def year(text: Text, at: int) -> tuple[list[Found], int] | None:
    """A year, or a period from one year to another, where the words around say that it is one."""
    if not _YEAR.fullmatch(text.word(at)):
        return None
    if (
        text.kind(at + 1) == "dash"
        and _SECOND.fullmatch(text.word(at + 2))
        and len(text.word(at + 2)) in (2, 4)
    ):
        if text.kind(at + 3) != "dash":
            return [Found(at, at + 3, "date", rule="period")], at + 3
        return None
    if text.norm(at - 1) in _BEFORE_YEAR:
        return [Found(at, at + 1, "date", rule="year")], at + 1
    return None


def _is_day(text: Text, at: int) -> bool:
    word = re.sub(r"(?:st|nd|rd|th)$", "", text.word(at))
    return (
        text.kind(at) in ("number", "ordinal") and bool(_DAY.fullmatch(word)) and 0 < int(word) <= _LAST_DAY
    )
