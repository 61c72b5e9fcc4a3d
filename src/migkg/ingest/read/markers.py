"""Markers of lists: what they look like, which follows which, and those that a rendering has lost."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

__all__ = ["Marker", "follows", "leading", "next_of"]

_BULLETS: Final = "-–—*+•◦▪■●○·‣⁃▸►➢✓"
_LEAD: Final = re.compile(
    rf"(?P<lead>[{re.escape(_BULLETS)}]\s+)?"
    r"(?P<marker>\(?\d{1,3}[.)](?!\d)|\(?[a-z]{1,2}[.)]|\(?[ivxlc]{1,6}[.)]|[IVXLC]{1,6}[.)]|[A-Z][.)]"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}\.?)(?:\s+(?=\S)|(?<=\))(?=[A-Za-z“\"]))"
)
_BULLET: Final = re.compile(rf"(?P<marker>[{re.escape(_BULLETS)}])\s+(?=\S)")
_ROMAN: Final = re.compile(r"m{0,3}(?:cm|cd|d?c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$")
_VALUES: Final = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed marker, the way it is written (`1.`, `(a)`, `-`, `1.1`), and its number in that way.

    A letter that may be a Roman numeral has both: `number` is the letter's, `roman` the numeral's. `is_led`
    tells that a bullet stood before it, as in renderings that call themselves Markdown.
    """

    printed: str
    style: str
    number: int = 0
    roman: int = 0
    is_led: bool = False

    @property
    def is_bullet(self) -> bool:
        """Whether it tells no order."""
        return self.style == "-"


def leading(text: str) -> tuple[Marker, str] | None:
    """The marker that begins a text, and the text without it; a bullet before a number is none.

    >>> marker, rest = leading("- 12. The Office reported")
    >>> marker.printed, marker.number, rest
    ('12.', 12, 'The Office reported')
    >>> leading("2017 was a year") is None
    True
    """
    if (found := _LEAD.match(text)) and (marker := _marker(found["marker"])):
        return replace(marker, is_led=True) if found["lead"] else marker, text[found.end() :]
    if found := _BULLET.match(text):
        return Marker(found["marker"], "-"), text[found.end() :]
    return None


def _marker(printed: str) -> Marker | None:
    core = printed.strip("().")
    shape = ("(" if printed.startswith("(") else "") + "{}" + (printed[-1] if printed[-1] in ".)" else "")
    if "." in core:
        return Marker(printed, "1.1", int(core.rsplit(".", 1)[1]))
    if core.isdigit():
        return Marker(printed, shape.format("1"), int(core))
    if core.isupper():
        roman = _roman(core.lower())
        letter = ord(core) - 64 if len(core) == 1 else 0
        return Marker(printed, shape.format("A"), letter, roman) if roman or letter else None
    roman = _roman(core)
    letter = ord(core[0]) - 96 if core in (core[0], 2 * core[0]) else 0
    letter += 26 * (len(core) - 1) if letter else 0
    return Marker(printed, shape.format("a"), letter, roman) if roman or letter else None


def _roman(numeral: str) -> int:
    if not numeral or not _ROMAN.match(numeral):
        return 0
    values = [_VALUES[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def follows(marker: Marker, earlier: Marker) -> bool:
    """Whether a marker is the next of its list after an earlier one.

    >>> i, h, ii = (leading(f"({letter}) x")[0] for letter in ("i", "h", "ii"))
    >>> follows(i, h), follows(ii, i), follows(h, i)
    (True, True, False)
    """
    if marker.style != earlier.style:
        return False
    if marker.is_bullet:
        return marker.printed == earlier.printed
    if marker.style == "1.1":
        return marker.printed.rstrip(".").rsplit(".", 1)[0] == earlier.printed.rstrip(".").rsplit(".", 1)[
            0
        ] and (marker.number == earlier.number + 1)
    by_letter = marker.number == earlier.number + 1 and marker.number > 1 and earlier.number > 0
    return by_letter or (marker.roman == earlier.roman + 1 and earlier.roman > 0)


def next_of(marker: Marker) -> Marker | None:
    """The marker that comes after one with digits, written as it is.

    >>> next_of(leading("(9) x")[0]).printed
    '(10)'
    """
    core = marker.printed.strip("().")
    if not core.isdigit():
        return None
    printed = marker.printed.replace(core, str(marker.number + 1))
    return Marker(printed, marker.style, marker.number + 1)
