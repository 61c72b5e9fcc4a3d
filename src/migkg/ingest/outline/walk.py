"""Where a walk through a body stands: what is open, and what the next passage is a part of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.genre import Genre
    from migkg.ingest.outline.headings import Levels
    from migkg.ingest.outline.nodes import Draft, Node
    from migkg.ingest.outline.numbering import Number
    from migkg.ingest.outline.pieces import Piece

__all__ = ["Open", "Walk"]


@dataclass(slots=True)
class Open:
    """A numbered or lettered passage to which more may belong."""

    number: Number
    node: Node
    is_paragraph: bool = False
    """Whether it is a numbered paragraph, which goes on until the next one."""


@dataclass(slots=True)
class Walk:
    """The state of a walk through the pieces of a body; `draft` holds the passages so far."""

    draft: Draft
    genre: Genre
    pieces: Sequence[Piece]
    levels: Levels
    notes: list[Piece] = field(default_factory=list)
    """The footnotes that were met."""
    signed: list[Piece] = field(default_factory=list)
    """Lines with place and day with which the text ends."""
    pointed: str = ""
    """The number of the paragraph that a line at the end calls one for decision."""
    decision: Node | None = None
    """The first passage below a heading that announces a draft decision."""
    sections: list[tuple[int, Node]] = field(default_factory=list)
    """The open sections, each with its depth."""
    appendix: Node | None = None
    box: Node | None = None
    box_stop: int = 0
    """Where the box ends."""
    question: Node | None = None
    asks_from: int | None = None
    """Where the heading stands that announces points for discussion, within its section."""
    expects_decision: bool = False
    open: list[Open] = field(default_factory=list)
    plain: Node | None = None
    """The last passage without number, to which a list may belong."""
    last: Node | None = None
    """The passage that the next text without number may continue."""
    lists: dict[int, Node | None] = field(default_factory=dict)
    """What each run of numbers that is a list hangs on."""
    unnamed: int = 0
    """How many tables had no number of their own."""
    preamble: int = 0
    """How many paragraphs the document itself has counted."""

    @property
    def prefix(self) -> str:
        """What the paths of passages in an appendix begin with."""
        return f"{self.appendix.path}/" if self.appendix is not None else ""

    @property
    def section(self) -> Node | None:
        """The innermost section or the appendix; None for the document."""
        return self.sections[-1][1] if self.sections else self.appendix

    @property
    def container(self) -> Node | None:
        """What the next passage is a part of: a box, a section, an appendix; None for the document."""
        return self.box if self.box is not None else self.section

    def close(self) -> None:
        """Nothing is continued any more."""
        self.open.clear()
        self.plain = self.last = None

    def leave(self) -> None:
        """The box ends."""
        self.box = None
        self.close()

    def decide(self, node: Node) -> None:
        """A passage begins: the one with the draft decision, if its heading has just been met."""
        if self.expects_decision and self.decision is None:
            self.decision = node
        self.expects_decision = False
