"""Pull quotes: sentences that a layout sets between paragraphs, or into one, to catch the eye."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.fingerprint import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["quotes"]

_LABELLED = re.compile(
    r"\W*(?:source|note|box|table|figure|encadré|tableau|recuadro|cuadro)s?\b", re.IGNORECASE
)
_FEW = 8
"""How many words of four letters or more a repeated sentence must have."""


def _repeated(pieces: Sequence[Piece], chosen: Sequence[int]) -> set[int]:
    """Which of the chosen pieces stand, word for word, inside another one."""
    texts = {at: f" {' '.join(words(piece.text))} " for at, piece in enumerate(pieces) if piece.kind != "row"}
    index: dict[tuple[str, ...], list[int]] = {}
    wanted: dict[int, str] = {}
    for at in chosen:
        opening = tuple(texts[at].split()[:_FEW])
        if len(opening) == _FEW:
            wanted[at] = texts[at]
            index.setdefault(opening, []).append(at)
    found: set[int] = set()
    if not wanted:
        return found
    for at, text in texts.items():
        run = text.split()
        for begin in range(len(run) - _FEW + 1):
            for other in index.get(tuple(run[begin : begin + _FEW]), ()):
                if other != at and len(wanted[other]) < len(text) and wanted[other] in text:
                    found.add(other)
    return found


def _interrupting(pieces: Sequence[Piece]) -> set[int]:
    """Pieces that stand within the stretch of the text that an earlier paragraph takes."""
    found: set[int] = set()
    reach = 0
    for at, piece in enumerate(pieces):
        if piece.kind == "paragraph" and piece.end <= reach and piece.is_sentence and not piece.marker:
            found.add(at)
        if piece.kind in ("paragraph", "item"):
            reach = max(reach, piece.end)
    return found


def _may_be(piece: Piece) -> bool:
    return piece.is_sentence and piece.size > _FEW and not _LABELLED.match(piece.text)


def quotes(pieces: Sequence[Piece]) -> set[int]:
    """The indices of pull quotes: repeated or interrupting ones.

    Where a text has any, sentences without a number between numbered or lettered ones are pull quotes too.
    """
    plain = [at for at, piece in enumerate(pieces) if piece.kind == "paragraph" and _may_be(piece)]
    captions = {at for at, piece in enumerate(pieces) if piece.kind == "caption" and _may_be(piece)}
    sure = _repeated(pieces, plain) | _interrupting(pieces) | captions
    numbered = sum(bool(piece.marker) and piece.kind == "item" for piece in pieces)
    if not sure or numbered < len(pieces) / 3:
        return sure
    found = set(sure)
    for at in plain:
        before = next(
            (pieces[b] for b in range(at - 1, -1, -1) if pieces[b].kind != "footnote" and b not in found),
            None,
        )
        if before is not None and before.kind == "item" and before.is_sentence:
            found.add(at)
    return found
