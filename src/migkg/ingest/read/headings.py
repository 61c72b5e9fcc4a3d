"""Headings, by their form and by what follows them; labels of boxes and tables put to their titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.read.lines import is_finished
from migkg.ingest.read.markers import follows
from migkg.ingest.read.shapes import is_dated, is_label, is_titled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.read.pieces import Piece

__all__ = ["find_headings", "join_labels"]

_SECTION: Final = re.compile(r"(?:\d{1,2}|[IVXLC]{1,6}|[A-Z]|\d{1,2}(?:\.\d{1,2}){1,3})\.?$")
_TOP: Final = re.compile(r"(?:Appendix|Annex|Appendices|Annexe|Anexo)\b", re.IGNORECASE)
_LONG: Final = 100
_LINES: Final = 7
"""No heading has more lines."""


def join_labels(pieces: Sequence[Piece], texts: Sequence[str]) -> tuple[list[Piece], list[str]]:
    """The pieces, each label of a box or table one caption with the title that stands below it."""
    found: list[Piece] = []
    joined: list[str] = []
    for piece, text in zip(pieces, texts, strict=True):
        before = found[-1] if found else None
        if (
            before
            and before.kind == "caption"
            and is_label(joined[-1])
            and piece.kind in ("paragraph", "heading")
            and piece.marker is None
            and is_titled(text)
        ):
            before.lines += piece.lines
            joined[-1] = f"{joined[-1]} {text}"
            continue
        found.append(piece)
        joined.append(text)
    return found, joined


def find_headings(pieces: Sequence[Piece], texts: Sequence[str], *, by_form: bool) -> None:
    """Tell pieces that are headings so, and how deep.

    `by_form`: a piece of normal letters may be one too, since nothing else in the document tells headings.
    """
    content = [number for number, piece in enumerate(pieces) if piece.kind != "footnote"]
    for at, number in enumerate(content):
        piece, text = pieces[number], texts[number]
        before = pieces[content[at - 1]] if at else None
        after = pieces[content[at + 1]] if at + 1 < len(content) else None
        if piece.kind == "heading" and piece.lines[0].size and len(text) > _LONG and is_finished(text):
            piece.kind, piece.level = "caption", 0
        elif piece.kind == "heading":
            piece.level = piece.level or _level(piece, text)
        elif (by_form or piece.lines[0].bold) and _is_heading(piece, text, before, after):
            piece.kind, piece.level = "heading", _level(piece, text)


def _is_heading(piece: Piece, text: str, before: Piece | None, after: Piece | None) -> bool:
    if piece.kind not in ("paragraph", "item") or len(piece.lines) > _LINES or after is None:
        return False
    if not is_titled(text) or is_dated(text):
        return False
    if piece.marker is None:
        return True
    if not _SECTION.match(piece.marker.printed):
        return False
    siblings = (
        before and before.marker and follows(piece.marker, before.marker) and before.kind == "item"
    ) or (after.marker and follows(after.marker, piece.marker))
    if siblings:
        return False
    return (
        piece.marker.style == "1.1"
        or after.kind in ("paragraph", "heading", "caption")
        or after.marker is not None
    )


def _level(piece: Piece, text: str) -> int:
    if piece.marker is not None:
        return 1 + piece.marker.printed.strip(".").count(".") if piece.marker.printed[0].isdigit() else 1
    return 1 if text.isupper() or _TOP.match(text) else 2
