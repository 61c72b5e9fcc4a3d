"""Where dates stand on a scale of years: a date is as fine as its source, and ends with its period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Scale", "began", "ended"]

_DATE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LAST_MONTH: Final = 12


def began(text: str) -> date | None:
    """The first day of a year, month or day as XSD writes it; None for what is none.

    >>> began("2018"), began("2019-03-15")
    (datetime.date(2018, 1, 1), datetime.date(2019, 3, 15))
    """
    found = _DATE.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)) if found else None
    except ValueError:
        return None


def ended(text: str) -> date | None:
    """The last day of a year, month or day as XSD writes it; None for what is none.

    >>> ended("2018"), ended("2018-02"), ended("2019-03-15")
    (datetime.date(2018, 12, 31), datetime.date(2018, 2, 28), datetime.date(2019, 3, 15))
    """
    first, found = began(text), _DATE.fullmatch(text)
    if first is None or found is None or found[3]:
        return first
    if found[2] is None:
        return date(first.year, _LAST_MONTH, 31)
    year, month = (first.year + 1, 1) if first.month == _LAST_MONTH else (first.year, first.month + 1)
    return date(year, month, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scale:
    """Whole years from the first to the last, side by side; places are told in percent of the whole.

    >>> scale = Scale(2018, 2022)
    >>> scale.at(date(2018, 1, 1)), scale.at(date(2022, 12, 31)), scale.years()[1]
    (0.0, 100.0, ('2019', 20.0))
    """

    first: int
    last: int

    @classmethod
    def over(cls, dates: Iterable[date]) -> Scale | None:
        """The years that these dates fall into; None if there are none."""
        years = [one.year for one in dates]
        return cls(min(years), max(years)) if years else None

    def at(self, day: date) -> float:
        """Where a day stands: 0 is the start of the first year, 100 the end of the last."""
        begin, end = date(self.first, 1, 1), date(self.last, _LAST_MONTH, 31)
        share = (day - begin).days / (end - begin).days
        return round(100 * min(1.0, max(0.0, share)), 2)

    def years(self) -> tuple[tuple[str, float], ...]:
        """Each year with the place where it begins."""
        count = self.last - self.first + 1
        return tuple((str(self.first + n), round(100 * n / count, 2)) for n in range(count))
