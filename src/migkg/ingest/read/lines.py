"""A text as lines: what the rules of this package look at, mend, take away and join."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from migkg.ingest.read.characters import mended
from migkg.ingest.read.remains import plain

__all__ = [
    "SOFT",
    "Line",
    "is_finished",
    "is_flowing",
    "is_spaced",
    "lines_of",
    "width_of",
    "without_leaders",
]

SOFT: Final = "\u00ad"
"""A soft hyphen, which ends a line in the middle of a word."""

_HASHES: Final = re.compile(r"\s{0,3}(#{1,6})\s+(?=\S)")
_QUOTED: Final = re.compile(r"\s{0,3}(?:>\s?)+")
_LEADERS: Final = re.compile(r"\s*(?:\.{4,}|(?:\. ){4,}\.?|…{2,}|·{4,}|_{6,})\s*")
_ARROW: Final = re.compile(r"\s{0,8}[►▶]\s+(?=\S)")
_HALF: Final = 30
_LONG: Final = 200
_FEWEST: Final = 2
_DATE: Final = re.compile(r"(Date: .{6,40}?)\s+(Original: \S.{1,40})")
_FINISHED: Final = re.compile(r"[.!?:;…][\"”’»)\]\s\ue000-\ue001\d]*$")
_UNFINISHED: Final = re.compile(r"(?:\b(?:No|Nos|Art|Arts|para|paras|p|pp|cf|e\.g|i\.e|op|Vol|vs)\.)$")


@dataclass(slots=True)
class Line:
    """A line that is not empty: its words, mended; where it stands; and what its form tells.

    `gap` is how many empty lines are before it, `indent` how many blanks begin it, `level` a heading's as
    Markdown writes it or its letters show it, `size` that of its letters where it is known, `note` the
    label of the footnote that it begins, `cells` what a format says are the cells of a row, and `depth` how
    deep a format says the list is that it is an item of, `arrow` that an arrow began it.
    """

    text: str
    number: int
    start: int
    end: int
    page: int | None = None
    gap: int = 0
    indent: int = 0
    level: int = 0
    size: float = 0.0
    bold: bool = False
    new_page: bool = False
    note: str = ""
    cells: list[str] | None = None
    depth: int = 0
    arrow: bool = False


def lines_of(text: str) -> list[Line]:
    """The lines of a text that are not empty. A form feed begins a page, and has pages counted."""
    found: list[Line] = []
    page = 1 if "\f" in text else None
    gap, start, turned = 0, 0, False
    for number, raw in enumerate(text.split("\n"), start=1):
        end = start + len(raw)
        if page is not None and "\f" in raw:
            page += raw.count("\f")
            turned = True
        line = _line(raw.replace("\f", ""), number, start, end)
        if line.text:
            line.page, line.gap, line.new_page = page, gap, turned
            found += _fields(line)
            gap, turned = 0, False
        else:
            gap += 1
        start = end + 1
    _turn_pages(found)
    return found


def _line(raw: str, number: int, start: int, end: int) -> Line:
    mild = mended(raw)
    level = 0
    if "#" in mild and (hashes := _HASHES.match(mild)):
        level = len(hashes[1])
        mild = mild[hashes.end() :].rstrip("# ")
    if ">" in mild and (quoted := _QUOTED.match(mild)):
        mild = mild[quoted.end() :]
    arrow = _ARROW.match(mild)
    if arrow:
        mild = mild[arrow.end() :]
    words = without_leaders(plain(mild))
    bare = words.lstrip(" ")
    if raw.rstrip().endswith(SOFT):
        bare = bare.rstrip() + SOFT
    bold = mild.strip().startswith("**") and mild.strip().endswith("**")
    first = start + len(raw) - len(raw.lstrip())
    last = end - (len(raw) - len(raw.rstrip()))
    return Line(
        bare.rstrip(" \r") if "\t" in bare else bare.strip(),
        number,
        min(first, last),
        last,
        indent=len(words) - len(bare),
        arrow=arrow is not None,
        level=level,
        bold=bold,
    )


def without_leaders(text: str) -> str:
    r"""The text, the dots before the page of an entry of a table of contents as a tab.

    >>> without_leaders("Background ........ 3")
    'Background\t3'
    """
    return _LEADERS.sub("\t", text) if "..." in text or "…" in text or ". ." in text else text


def _fields(line: Line) -> list[Line]:
    """A line of a cover with the date and the language, as two lines."""
    found = _DATE.fullmatch(line.text)
    if not found:
        return [line]
    second = replace(line, text=found[2], start=max(line.start, line.end - len(found[2])), gap=1)
    line.text = found[1]
    return [line, second]


def _turn_pages(lines: list[Line]) -> None:
    """Some renderings begin a page with one blank, and no other line: then such a line begins a page."""
    single = [line for line in lines if line.indent == 1]
    if 0 < len(single) * 20 < len(lines) * 3:
        for line in single:
            line.new_page = True


def is_finished(text: str) -> bool:
    """Whether a text ends as a sentence or a part of a list does.

    >>> is_finished("It was adopted."), is_finished("as stated in Convention No."), is_finished("and the")
    (True, False, False)
    """
    return bool(_FINISHED.search(text[-24:])) and not _UNFINISHED.search(text[-12:])


def width_of(lines: list[Line]) -> int:
    """How long a full line is where lines are broken: nine of ten are not longer."""
    lengths = sorted(len(line.text) for line in lines if len(line.text) > _HALF)
    return lengths[len(lengths) * 9 // 10] if lengths else 80


def is_flowing(lines: list[Line]) -> bool:
    """Whether a paragraph is one line, so that lines need not be joined."""
    long = sum(len(line.text) for line in lines if len(line.text) > _LONG)
    return long * 2 > sum(len(line.text) for line in lines)


def is_spaced(lines: list[Line]) -> bool:
    """Whether an empty line follows many a line, even in the middle of sentences."""
    if is_flowing(lines):
        return False
    single = [(a, b) for a, b in pairwise(lines) if b.gap == 1]
    torn = sum(
        1 for a, b in single if b.text[:1].islower() and len(a.text) > _HALF and not is_finished(a.text)
    )
    alone = len(single) * 10 > len(lines) * 9
    return torn >= _FEWEST and (alone or (torn * 4 > len(single) and len(single) * 5 > len(lines)))
