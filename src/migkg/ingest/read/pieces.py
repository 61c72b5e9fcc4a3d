"""Lines joined to pieces of text: each the lines of one paragraph, item, footnote, heading or caption."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from migkg.ingest.read.lines import SOFT, is_finished, is_flowing, is_spaced, width_of
from migkg.ingest.read.markers import Marker, follows, leading
from migkg.ingest.read.shapes import (
    begins_small,
    is_capitals,
    is_caption,
    is_code,
    is_dated,
    is_field,
    is_open,
    is_titled,
)
from migkg.ingest.read.tables import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.ingest.blocks import Kind
    from migkg.ingest.read.lines import Line

__all__ = ["Piece", "pieces"]

_FEW: Final = 12
"""So many lines of a paragraph tell how long its lines are."""
_CAPTION: Final = 3
_SHORT: Final = 40
_ROOM: Final = 0.8
_TITLE_ROOM: Final = 0.95
"""How much of the longest line beside it a line and a further word fill, if there was room for that word."""
_FULL: Final = 0.75
"""A line shorter than so much of the width is the last one of its paragraph, if it ends like one."""


@dataclass(slots=True)
class Piece:
    """Lines that belong together, before it is decided what they are."""

    kind: Kind
    lines: list[Line]
    texts: list[str]
    marker: Marker | None = None
    label: str = ""
    level: int = 0
    cells: list[str] = field(default_factory=list)

    @property
    def last(self) -> str:
        """The text of the last line."""
        return self.texts[-1] if self.texts else ""


def pieces(items: Iterable[Line | Row], lines: Sequence[Line]) -> list[Piece]:
    """The pieces that lines and rows of tables make; `lines` are all of the document's."""
    builder = _Builder(lines)
    for item in items:
        builder.add(item)
    return builder.found


class _Builder:
    def __init__(self, lines: Sequence[Line]) -> None:
        every = list(lines)
        self.found: list[Piece] = []
        self._spaced = is_spaced(every)
        self._flowing = is_flowing(every)
        self._width = width_of(every)
        self._gaps = 0
        self._following: dict[int, Line] = {id(a): b for a, b in pairwise(every)}

    def add(self, item: Line | Row) -> None:
        if isinstance(item, Row):
            self.found.append(Piece("row", item.lines, [], cells=item.cells))
            return
        line = item
        if line.note:
            self._begin(Piece("footnote", [line], [line.text], label=line.note))
        elif line.level:
            self._heading(line)
        elif (marked := leading(line.text)) and self._is_item(marked[0], line):
            self._begin(Piece("item", [line], [marked[1]], marked[0]))
        elif self._goes_on(line):
            self._gaps = self._gaps if line.gap else self._gaps + 1
            self.found[-1].lines.append(line)
            self.found[-1].texts.append(line.text)
        else:
            kind: Kind = "caption" if is_caption(line.text) else "paragraph"
            self._begin(Piece(kind, [line], [line.text]))

    def _begin(self, piece: Piece) -> None:
        self.found.append(piece)
        self._gaps = 0

    def _heading(self, line: Line) -> None:
        marked = leading(line.text)
        if is_caption(line.text):
            self._begin(Piece("caption", [line], [line.text]))
        elif marked and not marked[0].is_bullet and is_finished(line.text) and not line.text.endswith("?"):
            self._begin(Piece("item", [line], [marked[1]], marked[0]))
        elif marked and not marked[0].is_bullet:
            self._begin(Piece("heading", [line], [marked[1]], marked[0], level=line.level))
        elif self._is_same_heading(line):
            self.found[-1].lines.append(line)
            self.found[-1].texts.append(line.text)
        else:
            self._begin(Piece("heading", [line], [line.text], level=line.level))

    def _is_same_heading(self, line: Line) -> bool:
        """Whether a heading whose form shows (a PDF's letters) goes on in the next line."""
        before = self.found[-1] if self.found else None
        return bool(
            before
            and before.kind == "heading"
            and line.size
            and not line.gap
            and before.level == line.level
            and before.lines[-1].page == line.page
        )

    # --- items ---------------------------------------------------------------------------------

    def _is_item(self, marker: Marker, line: Line) -> bool:
        before = self.found[-1] if self.found else None
        if before is None or before.kind in ("row", "heading", "caption"):
            return True
        if (
            self._flowing
            or not self._within(line)
            or (is_finished(before.last) and not self._is_inline(marker))
        ):
            return True
        if marker.is_led:
            return True
        if marker.is_bullet:
            return (
                marker.printed not in "-–—"
                or bool(before.marker and (before.marker.is_bullet or before.marker.is_led))
                or line.indent > 0
            )
        return self._is_expected(marker)

    def _within(self, line: Line) -> bool:
        """Whether a line may be in the middle of a paragraph by what is before it."""
        return line.gap == 0 or (self._spaced and line.gap == 1)

    def _is_inline(self, marker: Marker) -> bool:
        """Whether a letter goes on with an enumeration inside of the paragraph before."""
        first = {"(a)": "(a)", "(A)": "(A)"}.get(marker.style)
        if not first or (marker.number == 1 or marker.roman == 1):
            return False
        before = self.found[-1]
        inside = " ".join(before.texts)
        return (first in inside or "(i)" in inside) and not (
            before.marker and before.marker.style == marker.style
        )

    def _is_expected(self, marker: Marker) -> bool:
        if marker.number == 1 or marker.roman == 1:
            return (not self._is_inline(marker) and self.found[-1].last.endswith(":")) or marker.style == "1."
        earlier = (piece.marker for piece in reversed(self.found[-40:]) if piece.marker)
        return any(follows(marker, other) for other in earlier) and not self._is_inline(marker)

    # --- paragraphs ----------------------------------------------------------------------------

    def _goes_on(self, line: Line) -> bool:
        """Whether a line without a marker goes on with the piece before it."""
        before = self.found[-1] if self.found else None
        if before is None or before.kind in ("row", "heading") or is_caption(line.text):
            return False
        if line.size and abs(line.size - before.lines[-1].size) > 1.0:
            return False
        if before.kind == "caption":
            return not line.gap and len(before.texts) < _CAPTION and not is_finished(before.last)
        if before.kind == "footnote":
            return self._footnote_goes_on(before, line)
        return self._text_goes_on(before, line)

    def _text_goes_on(self, before: Piece, line: Line) -> bool:
        torn = not is_finished(before.last)
        whole = " ".join(before.texts[:_FEW])
        near = line.gap == 0 or (self._spaced and line.gap == 1)
        if torn and begins_small(line.text) and (near or len(whole) > _SHORT or is_titled(whole)):
            return True
        if torn and line.new_page and not self._flowing and self._is_full(before):
            return True
        if line.gap == 0:
            return self._adjacent(before, line)
        if near and is_open(before.last):
            return True
        if self._spaced and line.gap == 1 and not line.new_page and not self._is_dense(before):
            fits = self._is_full(before) and not is_field(line.text, is_surely=True)
            return fits and (torn or not self._begins_anew(line))
        indented = before.marker is not None and line.indent > 1 and before.lines[0].indent < line.indent
        return indented and self._flowing

    def _footnote_goes_on(self, before: Piece, line: Line) -> bool:
        if line.new_page:
            return before.last.endswith(",")
        if line.gap == 0:
            return not self._flowing
        if line.gap == 1 and self._spaced and before.last.endswith((":", ",", ";")):
            return True
        if self._spaced and line.gap == 1:
            return not is_finished(before.last) or (not self._ends(before) and not self._begins_anew(line))
        torn = line.gap == 1 or not is_finished(before.last)
        return torn and before.lines[0].indent + 2 <= line.indent

    def _adjacent(self, before: Piece, line: Line) -> bool:
        """Whether a line directly below goes on."""
        if begins_small(line.text) or before.last.endswith(("-", SOFT)):
            return True
        if is_code(before.last) or is_code(line.text) or _is_dated(before) or _is_masthead(before, line):
            return False
        if self._flowing:
            return not is_finished(before.last)
        is_short = len(before.last) < self._width * _FULL
        if is_field(line.text, is_surely=not is_short):
            return False
        if is_short and before.lines[-1].bold and not line.bold:
            return False
        return not self._ends(before) if is_finished(before.last) else not self._had_room(before, line)

    def _had_room(self, before: Piece, line: Line) -> bool:
        """Whether the first word would have fitted on the line above: then that line was ended on purpose."""
        longest = max(len(text) for text in (*before.texts[-_FEW:], line.text))
        short = len(before.last) < self._width * _FULL and len(before.texts) == 1 and not before.marker
        room = _TITLE_ROOM if short and is_titled(before.last) and is_titled(line.text) else _ROOM
        return len(before.last) + 1 + len(line.text.split(" ", 1)[0]) < longest * room

    def _is_dense(self, before: Piece) -> bool:
        """Whether the lines of this paragraph have no empty ones between them, unlike others."""
        return len(before.texts) >= _CAPTION and self._gaps > len(before.texts) // 2

    def _is_full(self, before: Piece) -> bool:
        """Whether the last line is as long as the paragraph's lines are, so that the next goes on with it."""
        longest = (
            self._width if len(before.texts) == 1 else min(self._width, max(map(len, before.texts[-_FEW:])))
        )
        return len(before.last) >= longest * _FULL

    def _ends(self, before: Piece) -> bool:
        """Whether the last line ends a paragraph: a sentence ends in it, and it is not full."""
        return is_finished(before.last) and len(before.last) < self._width * _FULL

    def _begins_anew(self, line: Line) -> bool:
        """Whether a heading or a date stands alone between empty lines: the full line before was a last one.

        A line that neither ends a sentence nor is full can only be a heading.
        """
        if len(line.text) < self._width * _FULL and (is_titled(line.text) or is_dated(line.text)):
            return True
        following = self._following.get(id(line))
        return is_titled(line.text) and following is not None and bool(leading(following.text))


def _is_masthead(piece: Piece, line: Line) -> bool:
    """Whether a piece is a line of a cover in capitals, and the next line is none."""
    return piece.marker is None and is_capitals(piece.last) and not line.text.isupper()


def _is_dated(piece: Piece) -> bool:
    """Whether a piece is a line of a cover with a session or date, and whole with that."""
    return len(piece.texts) == 1 and piece.marker is None and is_dated(piece.last)
