"""Boxes, tables and captions of a body become passages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline.boxes import box_end, box_title
from migkg.ingest.outline.slugs import opening
from migkg.ingest.outline.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.nodes import Node
    from migkg.ingest.outline.pieces import Piece
    from migkg.ingest.outline.walk import Walk

__all__ = ["add_box", "add_caption", "add_captioned", "add_table"]

_SOURCE = re.compile(r"\W*(?:source|note)s?\s*:", re.IGNORECASE)
_TABLE_WORDS = ("table", "tableau", "cuadro")


def add_box(walk: Walk, at: int, label: str) -> int:
    """Open the box whose label stands at `at`; one with a single paragraph is one passage."""
    walk.leave()
    title, start = box_title(walk.pieces, at)
    end = box_end(walk.pieces, start, walk.genre.numbers)
    name = f"{walk.prefix}box/{label.lower()}"
    piece = walk.pieces[at]
    box = walk.draft.new("Box", name, f"box {label}", walk.container, piece, text=title, title=title)
    content = [piece for piece in walk.pieces[start:end] if piece.kind != "footnote"]
    kinds = [piece.kind for piece in content]
    if kinds[:1] != ["paragraph"] or kinds.count("paragraph") > 1 or {*kinds} - {"paragraph", "item"}:
        walk.box, walk.box_stop = box, end
        return start
    box.text = ""
    for piece in content:
        box.add(piece)
    walk.notes += [piece for piece in walk.pieces[start:end] if piece.kind == "footnote"]
    return end


def add_captioned(walk: Walk, at: int, found: re.Match[str]) -> int | None:
    """Add a table or figure with a number; None if the piece is a sentence that begins with one's name."""
    piece = walk.pieces[at]
    is_table = found["word"].lower() in _TABLE_WORDS
    label, title, after = found["label"], found["title"].strip(), at + 1
    while after < len(walk.pieces) and walk.pieces[after].kind == "footnote":
        after += 1
    has_rows = after < len(walk.pieces) and walk.pieces[after].kind == "row"
    if not has_rows and piece.kind == "paragraph" and piece.is_sentence:
        return None
    if is_table:
        kind, path, notation = "Table", f"table/{label.lower()}", f"table {label}"
    else:
        kind, path, notation = "Caption", f"caption/figure-{label.lower()}", f"caption figure-{label.lower()}"
    path = walk.prefix + path
    node = walk.draft.new(kind, path, notation, walk.container, piece, text=title or piece.text, title=title)
    if not has_rows:
        return at + 1
    walk.notes += walk.pieces[at + 1 : after]
    return add_table(walk, after, node, " row")


def _unnamed(walk: Walk, piece: Piece) -> tuple[Node, str]:
    """What rows without caption belong to: the appendix, if they are all of it, or a counted table."""
    appendix = walk.appendix
    if appendix is not None and appendix.kind == "Section" and walk.last is None and not walk.sections:
        appendix.kind = "Table"
        return appendix, ""
    walk.unnamed += 1
    name = f"{walk.unnamed}"
    text = " ".join(cell for cell in piece.cells if cell)
    path = f"{walk.prefix}table/unnumbered-{name}"
    return walk.draft.new("Table", path, f"table unnumbered-{name}", walk.container, piece, text=text), " row"


def add_table(walk: Walk, at: int, node: Node | None, word: str) -> int:
    """Add the rows that stand at `at` and behind it to a table, and the source below them to its text."""
    pieces, end = walk.pieces, at
    while end < len(pieces) and pieces[end].kind in ("row", "footnote"):
        end += 1
    while pieces[end - 1].kind == "footnote":
        end -= 1
    walk.notes += [row for row in pieces[at:end] if row.kind == "footnote"]
    found = table([row for row in pieces[at:end] if row.kind == "row"])
    if node is None:
        node, word = _unnamed(walk, pieces[at])
    node.cells = found.heads
    if found.is_figures and word:
        _whole(node, pieces[at - 1] if at else None, pieces[at:end])
    node.end = max(node.end, pieces[end - 1].end)
    for count, row in enumerate(found.rows, start=1):
        label = row.label if row.label.isascii() and row.label else str(count)  # a path has plain letters
        name = f"{node.label}{word} {label}"
        made = walk.draft.new("TableRow", f"{node.path}/{label}", name, node, row.pieces[0], text=row.text)
        made.cells, made.end = row.cells, row.pieces[-1].end
    source = pieces[end] if end < len(pieces) else None
    if source is None or source.marker or source.kind == "footnote" or not _SOURCE.match(source.text):
        return end
    node.add(source)
    return end + 1


def _whole(node: Node, caption: Piece | None, rows: Sequence[Piece]) -> None:
    """A table of figures has few words, so that all of them are its text: label, title, heads and rows."""
    printed = " ".join(caption.text.split()) if caption is not None and caption.line == node.line else ""
    node.text = printed
    for row in rows:
        if row.kind == "row":
            node.take("\t".join(cell for cell in row.cells if cell))


def add_caption(walk: Walk, piece: Piece) -> None:
    """Add a caption or pull quote, named by its first words."""
    name = opening(piece.text)
    path = f"{walk.prefix}caption/{name}"
    walk.draft.new("Caption", path, f"caption {name}", walk.container, piece)
