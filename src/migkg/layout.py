"""Text for a terminal: columns side by side, wrapped to a width, or one block a row where they do not fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from unicodedata import category, combining, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["lay_out", "plain", "wrap"]

GAP: Final = "  "
LONGEST_WORD: Final = 18
NARROWEST: Final = 20
SHORT_ITEM: Final = 16


def lay_out(
    columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], width: int
) -> str:
    """A table of texts as lines of at most `width` columns; numbers to the right, all else to the left.

    >>> print(lay_out(["objective", "title"], [["18", "Invest in skills"]], [False, False], 40), end="")
    objective  title
    ─────────  ────────────────
    18         Invest in skills
    """
    width = max(width, NARROWEST)
    if not columns:
        return ""
    cells = [[plain(cell) for cell in row] for row in rows]
    widths = _widths(columns, cells, width)
    if widths is None:
        return _blocks(columns, cells, width)
    lines = _line(columns, widths, numeric)
    lines.append(GAP.join("─" * size for size in widths))
    for row in cells:
        lines.extend(_line(row, widths, numeric))
    return "".join(f"{line}\n" for line in lines)


def plain(text: str) -> str:
    r"""The text without characters that a terminal would obey (escape sequences, bells, …); line ends stay.

    >>> plain("a\x1b[31mb\r\nc")
    'a\ufffd[31mb\nc'
    """
    if text.isprintable():
        return text
    return "".join(
        "\ufffd" if character != "\n" and category(character) in ("Cc", "Cs") else character
        for character in text.replace("\r\n", "\n").replace("\t", " ")
    )


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` columns, broken at spaces, a word only if it does not fit.

    What stands between two semicolons stays on one line if it is short, which suits lists of paragraphs.

    >>> wrap("para 8; para 9; para 11", 12)
    ['para 8;', 'para 9;', 'para 11']
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph, min(width, SHORT_ITEM)):
            if line and _size(line) + 1 + _size(word) <= width:
                line = f"{line} {word}"
                continue
            if line:
                lines.append(line)
            *heads, line = _cut(word, width)
            lines.extend(heads)
        lines.append(line)
    return lines


def _words(paragraph: str, short: int) -> list[str]:
    words: list[str] = []
    for item in re.split(r"(?<=;) ", paragraph):
        words.extend([item] if _size(item) <= short and ";" in paragraph else item.split())
    return words


def _size(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(
        0
        if combining(character) or category(character) in ("Mn", "Cf")
        else 2
        if east_asian_width(character) in "WF"
        else 1
        for character in text
    )


def _cut(word: str, width: int) -> list[str]:
    """A word in pieces of at most `width` columns."""
    pieces = []
    while _size(word) > width:
        end = _fitting(word, width)
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


def _fitting(word: str, width: int) -> int:
    """How many characters of a word fit; breaks behind the last mark of punctuation if there is one."""
    end = 1
    while end < len(word) and _size(word[: end + 1]) <= width:
        end += 1
    mark = max((word.rfind(mark, 1, end) for mark in "/_-.:#"), default=-1)
    return mark + 1 if mark > 0 else end


def _widths(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """A width for each column so that they fit side by side; None if they cannot stand there readably."""
    natural, floor = [], []
    for place, column in enumerate(columns):
        texts = [row[place] for row in rows]
        natural.append(max([_size(column), *(_size(line) for text in texts for line in text.split("\n"))]))
        longest = max((_size(word) for text in texts for word in text.split()), default=0)
        head = max(_size(part) + 1 for part in column.split("_"))
        floor.append(min(natural[-1], max(head, min(longest, LONGEST_WORD))))
    room = width - len(GAP) * (len(columns) - 1)
    if sum(floor) > room:
        return None
    cap = max(natural)
    while sum(_capped(natural, floor, cap)) > room:
        cap -= 1
    widths = _capped(natural, floor, cap)
    for place, size in enumerate(natural):
        spare = room - sum(widths)
        if widths[place] < size and spare > 0:
            widths[place] += min(spare, size - widths[place])
    return widths


def _capped(natural: Sequence[int], floor: Sequence[int], cap: int) -> list[int]:
    return [max(low, min(size, cap)) for size, low in zip(natural, floor, strict=True)]


def _line(cells: Sequence[str], widths: Sequence[int], numeric: Sequence[bool]) -> list[str]:
    wrapped = [wrap(cell, size) for cell, size in zip(cells, widths, strict=True)]
    lines = []
    for number in range(max(len(part) for part in wrapped)):
        padded = []
        for part, size, right in zip(wrapped, widths, numeric, strict=True):
            text = part[number] if number < len(part) else ""
            space = " " * (size - _size(text))
            padded.append(space + text if right else text + space)
        lines.append(GAP.join(padded).rstrip())
    return lines


def _blocks(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    """One block a row: each column's name, and beside it what the row holds; empty cells are left out."""
    name_width = min(max(_size(column) for column in columns), width // 3)
    lines: list[str] = []
    for row in rows:
        if lines:
            lines.append("─" * min(width, name_width + len(GAP) + NARROWEST))
        for column, cell in zip(columns, row, strict=True):
            if cell:
                lines.extend(
                    _line([column, cell], [name_width, width - name_width - len(GAP)], [False, False])
                )
    return "".join(f"{line}\n" for line in lines)
