"""What stands before a text: `12.`, `(a)`, `§ 4`, `1.1.`, `IV.`, `•`; and which numbers belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from migkg.ingest.tokens import uncased

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Number", "leading", "marker", "readings"]

Style = Literal["decimal", "letter", "roman", "capital", "chapter", "bullet"]
"""Capitals are `A.` and `IV.`; a chapter number has parts, as `1.1`, or the word before it."""

_BULLET = re.compile(r"[-–•■▪▶►*●○◦□❖➢✓·]+$")
_NUMBER = re.compile(
    r"""(?:§\s*|¶\s*|[Pp]ara(?:graph|\.)?\s+)?
    (?P<open>[(\[]?)
    (?P<label>[0-9]{1,4}(?:\.[0-9]{1,3})*|[a-z]{1,5}|[IVXLC]{1,6}|[A-Z])
    (?P<close>[)\]]?\.?|\.\))$""",
    re.VERBOSE,
)
_CHAPTER = re.compile(
    r"(?:chapter|part|chapitre|partie|cap[ií]tulo|parte)\s+(?P<label>(?a:\d{1,2}|[IVXLC]{1,6}|[A-Z]))[.:]?$",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"""(?P<marker>
        (?:chapter|part|chapitre|partie|cap[ií]tulo|parte)\s+(?:[0-9]{1,2}|[ivxlc]{1,6})\b[.:]?
      | (?:§|¶)\s*[0-9]{1,4}\.?
      | [0-9]{1,2}(?:\.[0-9]{1,2}){1,3}\.?
      | [0-9]{1,4}[.)]
      | [(\[][0-9]{1,4}[)\]]
      | [(\[][a-z]{1,5}[)\]]
      | [a-z][.)]
      | [IVXLC]{1,6}\.
      | [A-Z]\.
      | [•■▪▶►●○◦□❖➢✓]
    )\s+(?=\S)""",
    re.VERBOSE | re.IGNORECASE,
)
_ROMAN = re.compile(r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$", re.IGNORECASE)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its style, its parts as integers, and as people cite it.

    `form` tells `4.` from `(4)`: numbers of one sequence have one style and one form.
    """

    style: Style
    values: tuple[int, ...]
    label: str
    form: str = ""

    @property
    def value(self) -> int:
        """The last part, which is what is counted."""
        return self.values[-1] if self.values else 0

    def follows(self, other: Number) -> bool:
        """Whether this is the next number after the other one."""
        return (self.style, self.form, self.value) == (other.style, other.form, other.value + 1)


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in uncased(text)]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def readings(text: str) -> tuple[Number, ...]:
    """All that a printed marker may mean, the likeliest first: `(i)` is a letter or a Roman number.

    >>> [(number.style, number.value) for number in readings("(i)")]
    [('roman', 1), ('letter', 9)]
    >>> readings("1.2.")[0].values
    (1, 2)
    """
    text = text.strip()
    if _BULLET.match(text):
        return (Number("bullet", (), ""),)
    chapter = _CHAPTER.match(text)
    if chapter is not None:
        label = chapter["label"]
        roman = _ROMAN.match(label) is not None
        value = int(label) if label.isdigit() else _roman(label) if roman else _letter(label)
        return (Number("chapter", (value,), label),)
    found = _NUMBER.match(text)
    if found is None:
        return ()
    label, form = found["label"], ("(" if found["open"] else "") + found["close"]
    if "." in label:
        return (Number("chapter", tuple(int(part) for part in label.split(".")), label),)
    if label.isdigit():
        return (Number("decimal", (int(label),), str(int(label)), "§" if text[0] in "§¶" else form),)
    return _lettered(label, form)


def _letter(label: str) -> int:
    """The place of a letter, doubled ones after all single ones."""
    return ord(label[0].lower()) - 96 + 26 * (len(label) - 1)


def _lettered(label: str, form: str) -> tuple[Number, ...]:
    """A letter, a Roman number, or both: single letters are taken for letters, but for `i`, `v` and `x`."""
    found: list[Number] = []
    is_lower = label.islower()
    if _ROMAN.match(label):
        style, mark = ("roman", form) if is_lower else ("capital", f"{form}roman")
        found.append(Number(cast("Style", style), (_roman(label),), label, mark))
    if len(label) == 1 or (is_lower and len(set(label)) == 1 and label[0] not in _ROMAN_VALUES):
        found.append(Number("letter" if is_lower else "capital", (_letter(label),), label, form))
    return tuple(found if label.lower() in ("i", "v", "x") else reversed(found))


def marker(text: str, before: Sequence[Number] = ()) -> Number | None:
    """The number that a printed marker is, in the light of the numbers that are open.

    >>> marker("(i)", [Number("letter", (8,), "h", "()")]).style
    'letter'
    """
    several = readings(text)
    for open_number in before:
        for number in several:
            if number.follows(open_number):
                return number
    return several[0] if several else None


def leading(text: str) -> tuple[str, str]:
    """The marker with which a text begins, and the rest; no marker if there is none.

    >>> leading("(b) to promote dialogue")
    ('(b)', 'to promote dialogue')
    >>> leading("2019 was a year")
    ('', '2019 was a year')
    """
    found = _LEADING.match(text)
    if found is None or not readings(found["marker"]):
        return "", text
    return found["marker"], text[found.end() :]
