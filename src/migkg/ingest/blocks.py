"""What a reader finds in a file: pieces of text in reading order, each with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Block", "Kind", "Mark", "Reading"]

Kind = Literal["heading", "paragraph", "item", "footnote", "row", "caption"]
"""An item has a printed list marker; a row is one of a table; a caption stands at a box, table or picture."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote's marker, lifted out of the text in which it stood: between which characters it was."""

    at: int
    label: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item, footnote, row or caption, with the damage of its rendering undone.

    `text` is without the marker and without footnote markers; `start` and `end` are offsets into the text of
    the reading, `line` counts from 1, `page` too (None where a format has no pages). A block that another one
    interrupted (a footnote in the middle of a sentence) is one block; it starts where its first words are.
    """

    kind: Kind
    text: str
    line: int
    start: int
    end: int
    page: int | None = None
    level: int = 0
    """Of a heading, from 1; of an item, how deep its list is, from 1."""
    marker: str = ""
    """As printed: `12.`, `(a)`, `•`; of a footnote, its label."""
    marks: tuple[Mark, ...] = ()
    cells: tuple[str, ...] = ()
    """Of a row, one text a column; `text` is then the cells joined by tabs."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file: its text as it was read, and the blocks found in it."""

    name: str
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    notices: tuple[str, ...] = ()
    """What could not be had, in sentences. If there are any, the reading is partial."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """What the file says about itself: `title`, `author`, `created`, …, as far as its format can."""

    @property
    def is_partial(self) -> bool:
        """Whether something of the file is missing."""
        return bool(self.notices)
