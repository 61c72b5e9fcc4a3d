"""What a page carries that is not its text: running headers and footers, page numbers, names of files."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final

from migkg.ingest.read.lines import is_finished
from migkg.ingest.read.markers import leading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.ingest.read.lines import Line

__all__ = ["SYMBOL", "without_furniture"]

SYMBOL: Final = re.compile(
    r"(?:[A-Z]{1,6}\.\d{1,4}(?:/[\w.]{1,12}){1,5}(?:(?<=Appendix) [IVX]{1,4})?|[A-Z]/[A-Z0-9./-]{3,20}"
    r"|[A-Z]{3,8}/(?:[A-Z]{1,4}/)?(?:19|20)\d\d(?:/[\w.]{1,6}){0,2}"
    r"|[A-Z]{2,6}\.\d{1,4}/(?:Provisional )?Record No\.? ?\d{1,2}\w?)(?:\([\w.& ]{1,8}\))*\d?"
)
"""The symbol of a document: `GB.340/PFA/1(Rev.1)`, `ILC.110/III`, `A/RES/73/195`, `TMXYZ/2015/3`."""

_PAGE: Final = re.compile(
    r"(?:[Pp]age\s+)?[-–—]?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—]?(?:\s*(?:/|of|de)\s*\d{1,4})?"
)
_FILE: Final = re.compile(
    r"(?:\d{1,4}\s+)?\S*[\w\])-]+\.(?:docx?|indd|pdf|odt|pptx?)(?:\s+\d{1,4})?", re.IGNORECASE
)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NOTICE: Final = re.compile(
    r"This GB document is printed\b|\*?Page\*?$|^(?:cont(?:inued|'d|\.)?\b.{0,20})$", re.IGNORECASE
)
_ARABIC: Final = re.compile(r"\d{1,3}")
_CENTRED: Final = 12
_DIGITS: Final = re.compile(r"\d+")
_WITH_NUMBER: Final = re.compile(r"^\d{1,3}\s+(?=[A-Z])|\s{2,}\d{1,3}$|\t\d{1,3}$")
_SHORT: Final = 3
_PROSE: Final = 60
_MOST: Final = 100
"""No running header has more letters."""


def without_furniture(lines: list[Line]) -> list[Line]:
    """The lines without those that belong to the page; what follows one keeps that a page has been turned."""
    dropped = _named(lines) | _repeated(lines) | _numbers(lines)
    dropped |= _symbols(lines, dropped) | _dumps(lines)
    kept: list[Line] = []
    gap, turned = 0, False
    for number, line in enumerate(lines):
        if number in dropped:
            gap, turned = max(gap, line.gap), turned or line.new_page
            continue
        line.gap, line.new_page = max(gap, line.gap), line.new_page or turned
        gap, turned = 0, False
        kept.append(line)
    return kept


def _named(lines: list[Line]) -> set[int]:
    """Names of the file that was printed, and notices to whoever holds the paper."""
    return {
        number
        for number, line in enumerate(lines)
        if (len(line.text) < _MOST and _FILE.fullmatch(line.text)) or _NOTICE.match(line.text)
    }


def _pages(lines: list[Line]) -> list[list[int]]:
    return [
        [number for number, _ in group]
        for _, group in groupby(enumerate(lines), key=lambda pair: pair[1].page)
    ]


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text).strip("# |·-–—").casefold()


def _repeated(lines: list[Line]) -> set[int]:
    """Lines at the top or the bottom of several pages, the same but for their numbers."""
    if not lines or lines[0].page is None:
        return set()
    pages = _pages(lines)
    edges = [dict.fromkeys([*page[:3], *page[-3:]]) for page in pages]
    seen = Counter(key for edge in edges for key in {_key(lines[number]) for number in edge})
    enough = max(2, len(pages) // 5)
    return (
        {
            number
            for edge in edges
            for number in edge
            if len(lines[number].text) < _MOST
            and len(key := _key(lines[number])) > _SHORT
            and seen[key] >= enough
            and not SYMBOL.fullmatch(_bare(lines[number]))
            and not ((lines[number].gap or lines[number].level) and leading(lines[number].text))
        }
        if len(pages) > 1
        else set()
    )


def _numbers(lines: list[Line]) -> set[int]:
    """Page numbers: at an edge of a page; without pages, alone between empty lines, and counting up."""
    if lines and lines[0].page is not None:
        return {
            number
            for page in _pages(lines)
            for number in dict.fromkeys([*page[:2], *page[-2:]])
            if _PAGE.fullmatch(lines[number].text) and not lines[number].note
        }
    alone = [
        number
        for number, line in enumerate(lines)
        if _PAGE.fullmatch(line.text) and line.gap and (number + 1 == len(lines) or lines[number + 1].gap)
    ]
    values = [int(found[0]) if (found := _DIGITS.search(lines[number].text)) else 0 for number in alone]
    counted = {
        number
        for (number, value), (other, following) in pairwise(zip(alone, values, strict=True))
        if value and following - value in (1, 2) and other - number > _SHORT
        for number in (number, other)
    }
    worded = {number for number in alone if lines[number].text.lower().startswith("page")}
    centred = {
        number
        for number, line in enumerate(lines)
        if line.indent >= _CENTRED and _ARABIC.fullmatch(line.text)
    }
    return counted | worded | centred


def _bare(line: Line) -> str:
    return _WITH_NUMBER.sub("", line.text.strip("# |"))


def _symbols(lines: list[Line], dropped: set[int]) -> set[int]:
    """A document's symbol alone on a line or with a page number, but for the first time on its cover."""
    found: set[int] = set()
    seen: set[str] = set()
    for number, line in enumerate(lines):
        if len(line.text) > _MOST or line.note or line.text.endswith("."):
            continue
        text = line.text.lstrip("▶►■ ")
        bare = _WITH_NUMBER.sub("", text.strip("# |"))
        if not SYMBOL.fullmatch(bare):
            continue
        before = lines[number - 1].text if number else ""
        torn = not is_finished(before) and len(before) > _PROSE
        if bare in seen or bare != text or {number - 1, number + 1} & dropped or torn:
            found.add(number)
        seen.add(bare)
    return found


def _dumps(lines: list[Line]) -> set[int]:
    """The addresses of a page's links, one a line, written below its footnotes."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        if not _ADDRESS.fullmatch(line.text) or not number:
            continue
        earlier = lines[number - 1]
        if number - 1 in found or (
            _after_note(lines, number) and is_finished(earlier.text) and earlier.text[-1] != ":"
        ):
            found.add(number)
    return found


def _after_note(lines: list[Line], number: int) -> bool:
    return any(line.note for line in _before(lines, number))


def _before(lines: list[Line], number: int) -> Iterable[Line]:
    return lines[max(0, number - 6) : number]
