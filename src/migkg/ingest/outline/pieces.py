"""The blocks of a reading as the outline looks at them: furniture left out, numbers understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migkg.ingest.blocks import Mark
from migkg.ingest.outline import phrases
from migkg.ingest.outline.numbering import leading, readings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.ingest.blocks import Block

__all__ = ["Piece", "key", "pieces", "starred"]

_ARROW = re.compile(r"[▶►▸]\s*")
_PAGE = re.compile(r"\W*(?:\d{1,4}|[ivxl]{1,6}|page\s+\d+(?:\s+of\s+\d+)?)\W*$", re.IGNORECASE)
_SHORT, _TITLE = 40, 20
"""How many words a label with its title, and a title without one, have at most."""
_ENDS = re.compile(r"[.!?…][\"”’'»)\]]*$")


@dataclass(frozen=True, slots=True)
class Piece:
    """A block without its marker, which is kept apart; `stop` is where a later piece may still begin."""

    kind: str
    text: str
    marker: str
    marks: tuple[Mark, ...]
    cells: tuple[str, ...]
    level: int
    line: int
    page: int | None
    start: int
    end: int

    @property
    def size(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(_ENDS.search(self.text.rstrip()))

    @property
    def is_short(self) -> bool:
        """Whether it may be a label with its title."""
        return self.size <= _SHORT

    @property
    def is_heading(self) -> bool:
        """Whether the reader took it for a heading."""
        return self.kind == "heading"


def key(text: str) -> str:
    """What two printings of one line share.

    >>> key("Conference,  2016") == key("2016 CONFERENCE")
    True
    """
    return " ".join(sorted(re.findall(r"\w+", text.lower())))


def starred(text: str, marks: Iterable[Mark], cut: int) -> tuple[Mark, ...]:
    """The marks of a text of which the first `cut` characters are taken away."""
    return tuple(Mark(max(0, min(mark.at - cut, len(text))), mark.label) for mark in marks)


def _piece(block: Block) -> Piece:
    text, marker, marks, kind = block.text, block.marker.strip(), block.marks, block.kind
    arrow = _ARROW.match(text) if kind in ("heading", "paragraph") else None
    if arrow is not None:
        text, marks = text[arrow.end() :], starred(text[arrow.end() :], marks, arrow.end())
    if (arrow is not None or _ARROW.match(f"{marker} ")) and _is_title(text):
        kind, marker = "heading", ""
    if kind not in ("footnote", "row") and not (marker and readings(marker)):
        found, rest = leading(text)
        if found and _counts(found, rest, kind):
            marks = starred(rest, marks, len(text) - len(rest))
            marker, text = found, rest
            kind = "item" if kind == "paragraph" else kind
    trimmed = text.strip()
    marks = starred(trimmed, marks, len(text) - len(text.lstrip()))
    return Piece(
        kind, trimmed, marker, marks, block.cells, block.level, block.line, block.page, block.start, block.end
    )


def _is_title(text: str) -> bool:
    return (
        len(text.split()) <= _TITLE
        and not text.rstrip().endswith((".", ";", ":", ","))
        and text[:1].isupper()
    )


def _counts(found: str, rest: str, kind: str) -> bool:
    """Whether what stands before a text is its number, and no initial or year or beginning of a sentence."""
    if re.fullmatch(r"[A-Z]\.|[IVXLC]+\.", found):
        return kind == "heading" or (len(rest.split()) <= _TITLE and not _ENDS.search(rest))
    if re.fullmatch(r"\d{4}[.)]", found):
        return False
    return (
        not re.match(r"(?:chapter|part|chapitre|partie|cap|parte)", found, re.IGNORECASE) or kind == "heading"
    )


def _is_furniture(piece: Piece) -> bool:
    if piece.kind in ("footnote", "row"):
        return False
    text = piece.text
    return (
        not re.search(r"\w", text)
        or phrases.URL.match(text) is not None
        or (piece.size <= _TITLE and phrases.CREDIT.match(text) is not None)
        or phrases.NOTICE.match(text) is not None
        or (not piece.marker and _PAGE.match(text) is not None)
    )


def pieces(blocks: Iterable[Block]) -> list[Piece]:
    """The pieces of a reading, in its order, without addresses alone on a line, photo credits and notices.

    Of a symbol that comes back as the head of each page, only the first is left.
    """
    found: list[Piece] = []
    symbols: set[str] = set()
    for block in blocks:
        piece = _piece(block)
        lone = phrases.LONE_SYMBOL.match(piece.text) if piece.kind != "footnote" else None
        if lone is not None:
            if lone["symbol"] in symbols:
                continue
            symbols.add(lone["symbol"])
        if piece.kind == "footnote" or not _is_furniture(piece):
            found.append(replace(piece, level=max(0, piece.level)))
    return found
