"""From lines to blocks: the rules of this package one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.ingest.blocks import Block, Mark
from migkg.ingest.read.arrows import tell_arrows
from migkg.ingest.read.footnotes import find_notes, joined_labels, lifted, signed
from migkg.ingest.read.furniture import without_furniture
from migkg.ingest.read.headings import find_headings, join_labels
from migkg.ingest.read.hyphens import Hyphens
from migkg.ingest.read.interruptions import made_whole, mark_quotes
from migkg.ingest.read.numbers import dotted, give_levels, joined_markers, parted_numbers, restore_numbers
from migkg.ingest.read.pieces import Piece, pieces
from migkg.ingest.read.remains import bare_addresses, unemphasized
from migkg.ingest.read.tables import with_tables

if TYPE_CHECKING:
    from migkg.ingest.read.lines import Line

__all__ = ["assembled"]


def assembled(lines: list[Line], source: str, *, by_form: bool = True) -> tuple[Block, ...]:
    """The blocks that the lines of a text make; `source` is the text, into which their offsets are.

    `by_form`: headings are told by how a text looks, too.
    """
    lines = joined_labels(lines)
    find_notes(lines)
    lines = without_furniture(lines)
    tell_arrows(lines)
    dotted(lines)
    lines = parted_numbers(joined_markers(lines))
    hyphens = Hyphens(line.text for line in lines)
    found = made_whole(pieces(with_tables(lines, source), lines))
    texts = [_text(piece, hyphens) for piece in found]
    found, texts = join_labels(found, texts)
    restore_numbers(found)
    find_headings(found, texts, by_form=by_form)
    mark_quotes(found, texts)
    give_levels(found)
    notes = {number: piece.label for number, piece in enumerate(found) if piece.kind == "footnote"}
    prose = {number for number, piece in enumerate(found) if piece.kind in ("paragraph", "item", "heading")}
    texts = signed(texts, notes, prose)
    blocks = (_block(piece, text) for piece, text in zip(found, texts, strict=True))
    return tuple(block for block in blocks if block.cells or block.text.strip())


def _text(piece: Piece, hyphens: Hyphens) -> str:
    if piece.kind == "row":
        return "\t".join(piece.cells)
    text = bare_addresses(hyphens.restored(hyphens.joined(piece.texts)))
    return " ".join(unemphasized(text).split()) if "*" in text or "  " in text else text


def _block(piece: Piece, text: str) -> Block:
    first, last = piece.lines[0], max(piece.lines, key=lambda line: line.end)
    cells: tuple[str, ...] = ()
    if piece.kind == "row":
        cells, marks = _cells(text)
        text = "\t".join(cells)
    else:
        text, marks = lifted(text)
        text = text.strip()
        marks = tuple(Mark(min(mark.at, len(text)), mark.label) for mark in marks)
    marker = piece.label if piece.kind == "footnote" else piece.marker.printed if piece.marker else ""
    return Block(
        piece.kind, text, first.number, first.start, last.end, first.page, piece.level, marker, marks, cells
    )


def _cells(text: str) -> tuple[tuple[str, ...], tuple[Mark, ...]]:
    """The cells of a row, and the marks in them, by their places in the whole row."""
    cells: list[str] = []
    marks: list[Mark] = []
    at = 0
    for cell in text.split("\t"):
        words, found = lifted(cell.strip())
        words = words.strip()
        marks += (Mark(at + min(mark.at, len(words)), mark.label) for mark in found)
        cells.append(words)
        at += len(words) + 1
    return tuple(cells), tuple(marks)
