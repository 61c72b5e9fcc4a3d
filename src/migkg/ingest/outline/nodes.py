"""Passages while they are being put together."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migkg.fingerprint import fingerprint
from migkg.ingest.blocks import Mark
from migkg.ingest.passages import Passage

if TYPE_CHECKING:
    from migkg.ingest.outline.pieces import Piece

__all__ = ["Draft", "Node", "printed"]

_ADDRESS = re.compile(r"<?\b(?:https?://|www\.)[^\s<>]+>?")
_WORDS = re.compile(r"[^\W\d_]{4,}")


@dataclass(slots=True, eq=False)
class Node:
    """A passage to be: what it is called, where it hangs, and the texts that have been found for it."""

    kind: str
    path: str
    notation: str
    parent: Node | None
    line: int
    page: int | None
    start: int
    end: int
    title: str = ""
    text: str = ""
    marks: tuple[Mark, ...] = ()
    cells: tuple[str, ...] = ()
    count: int = 0
    """How many counted paragraphs hang on it."""

    @property
    def label(self) -> str:
        """What the notations of its parts begin with."""
        return self.notation.removeprefix("section ")

    def take(self, text: str, marks: tuple[Mark, ...] = (), end: int = 0) -> None:
        """Add a text, on a line of its own."""
        at = len(self.text) + 1 if self.text else 0
        self.text = f"{self.text}\n{text}" if self.text else text
        self.marks += tuple(Mark(mark.at + at, mark.label) for mark in marks)
        self.end = max(self.end, end)

    def add(self, piece: Piece) -> None:
        """Add a piece that continues it."""
        self.take(piece.text, piece.marks, piece.end)


def printed(text: str) -> str:
    """What of a text is fingerprinted: all but its web addresses, unless it has nothing else.

    Renderings print an address, hang it on a word as a link, or put it between angle brackets as markup.
    """
    if "http" not in text and "www." not in text:
        return text
    rest = _ADDRESS.sub("", text)
    return rest if _WORDS.search(rest) else text


@dataclass(slots=True)
class Draft:
    """The passages of a document so far, in order; no two have one path."""

    nodes: list[Node] = field(default_factory=list)
    taken: dict[str, int] = field(default_factory=dict)

    def free(self, path: str) -> str:
        """The path, or the first one like it that no passage has."""
        count = self.taken[path] = self.taken.get(path, 0) + 1
        return path if count == 1 else self.free(f"{path}-{count}")

    def new(  # noqa: PLR0913 -- a passage has that many names
        self,
        kind: str,
        path: str,
        notation: str,
        parent: Node | None,
        piece: Piece,
        *,
        text: str | None = None,
        title: str = "",
    ) -> Node:
        """Append a passage with the text of a piece, or with another one."""
        node = Node(
            kind,
            self.free(path),
            notation,
            parent,
            piece.line,
            piece.page,
            piece.start,
            piece.end,
            title=title,
            text=piece.text if text is None else text,
            marks=piece.marks if text is None else (),
        )
        self.nodes.append(node)
        return node

    def passages(self) -> tuple[Passage, ...]:
        """The finished passages, numbered in their order."""
        return tuple(
            Passage(
                path=node.path,
                kind=node.kind,
                notation=node.notation,
                order=order,
                text=node.text,
                line=node.line,
                start=node.start,
                end=node.end,
                fingerprint=fingerprint(printed(node.text)),
                parent=None if node.parent is None else node.parent.path,
                title=node.title,
                page=node.page,
                marks=node.marks,
                cells=node.cells,
            )
            for order, node in enumerate(self.nodes, start=1)
        )
