"""Dates as papers print them, as precisely as they print them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from migkg.ingest.tokens import uncased

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["dates", "issued"]

_MONTHS = {
    name: at
    for names in (
        "january february march april may june july august september october november december",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    )
    for at, name in enumerate(names.split(), start=1)
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = re.compile(
    rf"(?P<range>\d{{1,2}}(?:st|nd|rd|th|er)?(?:\s+(?:{_MONTH}))?\s*[–—-]\s*)?"
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.º)?\s+(?:de\s+|of\s+)?(?P<month>{_MONTH})\.?,?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(rf"\b(?P<month>{_MONTH})\.?,?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_ISO = re.compile(r"\b((?:19|20)\d\d-\d\d-\d\d)\b")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_LABEL = re.compile(r"\W*(?:date|fecha)\s*:", re.IGNORECASE)
_PLACE_AND_YEAR = re.compile(r"\W*(?:geneva|genève|ginebra)\W+((?:19|20)\d\d)\W*$", re.IGNORECASE)
_PLACE = re.compile(r"\W*(?:geneva|genève|ginebra)\b", re.IGNORECASE)


def dates(printed: str) -> dt.date | None:
    """The day of a date in ISO's form; None where only a month or a year is known, or no such day exists.

    >>> dates("2016-02"), dates("2016-02-29")
    (None, datetime.date(2016, 2, 29))
    """
    try:
        return dt.date.fromisoformat(printed) if printed.count("-") > 1 else None
    except ValueError:
        return None


def _day(line: str) -> str:
    found = _ISO.search(line)
    if found is not None:
        return found[1] if dates(found[1]) else ""
    day = _DAY.search(line)
    if day is None or day["range"]:
        return ""
    value = f"{day['year']}-{_MONTHS[uncased(day['month'])]:02}-{int(day['day']):02}"
    return value if dates(value) else ""


def issued(lines: Sequence[str]) -> str:
    """The date of a document by its cover: `2019-03-15`, `2019-03` or `2019`; empty where there is none.

    A line that says "Date" counts first, then a day, then the month and then the year of the session.

    >>> issued(["341st Session, Geneva, March 2021", "Date: 4 March 2021"])
    '2021-03-04'
    >>> issued(["341st Session, Geneva, 15–27 March 2021"])
    '2021-03'
    """
    labelled = [line for line in lines if _LABEL.match(line)]
    placed = [line for line in lines if _PLACE.match(line)]
    for line in [*labelled, *placed, *lines]:
        if value := _day(line):
            return value
    for line in placed:
        if (only := _PLACE_AND_YEAR.match(line)) is not None:
            return only[1]
    for line in lines:
        month = _MONTH_ONLY.search(line)
        if month is not None:
            return f"{month['year']}-{_MONTHS[uncased(month['month'])]:02}"
    for line in lines:
        year = _YEAR.search(line)
        if year is not None:
            return year[1]
    return ""
