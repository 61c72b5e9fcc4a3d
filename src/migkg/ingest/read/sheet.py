"""Where readers of formats with paragraphs of their own write down what they find, as lines of one text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.ingest.blocks import Reading
from migkg.ingest.read.assemble import assembled
from migkg.ingest.read.characters import MARK
from migkg.ingest.read.language import language_of
from migkg.ingest.read.lines import Line, without_leaders

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Sheet"]


class Sheet:
    """Collects lines, and makes the text that they stand in: a line of it for each of them."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._lines: list[Line] = []
        self._size = 0

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, text: str, *, cells: list[str] | None = None, gap: int = 2) -> Line | None:
        """A line with such words, which its reader may tell more of; None if it has none.

        A gap of two empty lines says that a paragraph begins.
        """
        words = without_leaders(text.strip("\n\r ")) if cells is None else "\t".join(cells)
        if not words.strip():
            return None
        shown = MARK.sub(r"\1", words)
        line = Line(
            words,
            len(self._texts) + 1,
            self._size,
            self._size + len(shown),
            gap=gap if self._lines else 0,
            cells=cells,
        )
        self._lines.append(line)
        self._texts.append(shown)
        self._size += len(shown) + 1
        return line

    def reading(
        self, name: str, media_type: str, properties: Mapping[str, str], notices: Sequence[str] = ()
    ) -> Reading:
        """What has been collected, as blocks."""
        text = "\n".join(self._texts)
        blocks = assembled(self._lines, text, by_form=not any(line.level for line in self._lines))
        told = {key: value for key, value in properties.items() if value}
        told["language"] = language_of(block.text for block in blocks)
        return Reading(name, media_type, text, blocks, tuple(notices), told)
