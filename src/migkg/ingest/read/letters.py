"""A page of a PDF as pieces of lines: letters that stand side by side, with their place and size."""

from __future__ import annotations

import ctypes
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from migkg.ingest.read.characters import mended, sign

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Segment", "segments"]

_MOST: Final = 200_000
"""No page has more letters; one that has is cut."""
_APART: Final = 1.6
"""Letters so many times their size apart do not belong to one line of a text."""
_WORDS_APART: Final = 0.17
_RAISED: Final = 0.85
_HIGH: Final = 0.24
"""A raised digit stands so much higher than its line, in sizes of its letters; a smaller one half of that."""
_HEAVY: Final = 600
_NAME: Final = 128
_BOLD: Final = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
_HYPHENS: Final = (2, 0xFFFE)
_SURROGATES: Final = range(0xD800, 0xE000)
_BREAKS: Final = (0, 10, 13)
_SPACES: Final = (32, 160)


@dataclass(slots=True)
class Segment:
    """A stretch of letters on one line. Places are in points, from the left and from the bottom of the page.

    `size` is the usual size of its letters, and `foot` how high those of that size stand.
    """

    letters: list[tuple[str, float, float]] = field(default_factory=list)
    """Each with its size and the height of its foot."""
    left: float = 0.0
    right: float = 0.0
    bold: bool = False
    size: float = 0.0
    foot: float = 0.0

    def measure(self) -> None:
        """Tell what is usual among its letters."""
        sizes = sorted(size for letter, size, _ in self.letters if letter != " ")
        self.size = sizes[len(sizes) // 2] if sizes else 0.0
        usual = self.size * 0.9
        feet = sorted(foot for letter, size, foot in self.letters if letter != " " and size >= usual)
        self.foot = feet[len(feet) // 2] if feet else 0.0

    def extend(self, other: Segment) -> None:
        """Take in the stretch that follows on the same line."""
        if self.letters[-1][0] != " " and other.left - self.right > other.size * _WORDS_APART:
            self.letters.append((" ", self.size, self.foot))
        self.letters += other.letters
        self.right = max(self.right, other.right)
        self.bold = self.bold and other.bold
        self.measure()

    def text(self) -> str:
        """Its words; raised digits are marks of footnotes."""
        size, foot = self.size, self.foot
        parts: list[str] = []
        plain: list[str] = []
        raised: list[str] = []
        for letter, of, at in [*self.letters, (" ", size, foot)]:
            lift = (at - foot) / size if size else 0.0
            if (letter.isdigit() or letter in "*†‡") and (
                lift > _HIGH or (of <= size * _RAISED and lift > _HIGH / 2)
            ):
                raised.append(letter)
                continue
            if raised:
                parts += [mended("".join(plain)), sign("".join(raised))]
                plain, raised = [], []
            plain.append(letter)
        return "".join([*parts, mended("".join(plain))]).strip()


def segments(raw: Any, page: Any) -> list[Segment]:
    """The stretches of letters of a page, in the order in which the file has them."""
    found: list[Segment] = []
    current: Segment | None = None
    last = 0
    for index, code, box, foot in _letters(raw, page):
        if code in _BREAKS:
            current = None
            continue
        if box is None:
            if current is not None and current.letters[-1][0] != " ":
                current.letters.append((" ", current.letters[-1][1], current.letters[-1][2]))
            continue
        left, right, size = box
        letter = "-" if code in _HYPHENS else chr(code)
        if current is None or not _belongs(current, left, size, foot):
            current = Segment(left=left, right=right, bold=_is_heavy(raw, page, index))
            found.append(current)
        elif left - current.right > size * _WORDS_APART and current.letters[-1][0] != " ":
            current.letters.append((" ", size, foot))
        current.letters.append((letter, size, foot))
        current.right = max(current.right, right)
        last = index
    if current is not None and current.bold:
        current.bold = _is_heavy(raw, page, last)
    for segment in found:
        segment.measure()
    return [segment for segment in found if segment.size]


def _letters(
    raw: Any,
    page: Any,
) -> Iterator[tuple[int, int, tuple[float, float, float] | None, float]]:
    """Each letter's code, its left and right edge and size (None for a blank), and the height of its foot."""
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(min(raw.FPDFText_CountChars(page), _MOST)):
        code = raw.FPDFText_GetUnicode(page, index)
        if code in _SPACES or code in _BREAKS:
            yield index, code, None, 0.0
            continue
        if not raw.FPDFText_GetLooseCharBox(page, index, ctypes.byref(box)):
            continue
        if not raw.FPDFText_GetCharOrigin(page, index, ctypes.byref(x), ctypes.byref(y)):
            continue
        if code in _SURROGATES or code > sys.maxunicode:
            continue
        yield index, code, (box.left, box.right, abs(box.top - box.bottom)), y.value


def _belongs(segment: Segment, left: float, size: float, foot: float) -> bool:
    """Whether a letter goes on with a stretch: on the same line, close to its end."""
    _, before, level = segment.letters[-1]
    larger = max(size, before)
    is_raised = min(size, before) <= larger * _RAISED
    if abs(foot - level) > larger * (0.8 if is_raised else 0.5):
        return False
    return -larger < left - segment.right < larger * _APART


def _is_heavy(raw: Any, page: Any, index: int) -> bool:
    """Whether a letter is bold, by the weight of its font or by its name."""
    if raw.FPDFText_GetFontWeight(page, index) >= _HEAVY:
        return True
    name, flags = ctypes.create_string_buffer(_NAME), ctypes.c_int()
    raw.FPDFText_GetFontInfo(page, index, name, _NAME, ctypes.byref(flags))
    return bool(_BOLD.search(name.value))
