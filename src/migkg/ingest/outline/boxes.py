"""Where a box ends: no rendering says so, but what stands in it does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["box_end", "box_title", "run_in"]

_LONG = 4
"""From how many paragraphs on a box without any other sign has only one."""
_HEAD = 6
"""How many words a heading within a box has at most."""
_TITLE = 25
"""How many words the title of a box has at most."""
_PROSE = 15
"""How many words a paragraph has at least that a heading runs into."""
_RUN_IN = re.compile(
    r"(?P<title>[A-ZÀ-Ý][^:.;?!“”\"]{2,70}):\s+(?=[A-ZÀ-Ý])",
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|be|will|can|could|should|must|may|\w{3,}(?:ed|es|ns|ts|ys)\s*$"
    r"|following|follows?|that|which|see|note|source|example|including)\b",
    re.IGNORECASE,
)
_NOUNS = re.compile(
    r"\b(?:rights|workers|migrants|developments|arrangements|agreements|movements)\s*$", re.IGNORECASE
)


def run_in(piece: Piece) -> str:
    """The heading that runs into a paragraph ("Wages in ports: The union …"), empty if there is none."""
    if piece.kind != "paragraph" or piece.size < _PROSE:
        return ""
    found = _RUN_IN.match(piece.text)
    if found is None or len(found["title"].split()) > _HEAD + 2:
        return ""
    title = found["title"]
    return "" if _VERB.search(_NOUNS.sub("", title)) else title


def box_title(pieces: Sequence[Piece], at: int) -> tuple[str, int]:
    """The title of the box whose label stands at `at`, and where its content begins."""
    found = phrases.BOX.match(pieces[at].text)
    title = found["title"].strip() if found is not None else ""
    after = at + 1
    if not title and after < len(pieces):
        piece = pieces[after]
        if (
            piece.kind in ("heading", "paragraph", "caption")
            and piece.size <= _TITLE
            and not piece.text.endswith(".")
        ):
            return piece.text, after + 1
    return title, after


def _reach(pieces: Sequence[Piece], start: int, stops: Collection[int], *, headed: bool) -> int:
    """How far the content of a box can go at most."""
    for at in range(start, len(pieces)):
        piece = pieces[at]
        if at in stops or phrases.BOX.match(piece.text) or phrases.TABLE.match(piece.text) or run_in(piece):
            return at
        if piece.is_heading and (piece.marker or not headed or piece.size > _HEAD):
            return at
    return len(pieces)


def _by_notes(pieces: Sequence[Piece], start: int, stop: int) -> int | None:
    """Where the footnotes end that a box has of its own: its first marker is 1, and so is its first note."""
    notes = [at for at in range(start, stop) if pieces[at].kind == "footnote"]
    marks = (mark.label for piece in pieces[start:stop] if piece.kind != "footnote" for mark in piece.marks)
    if not notes or next(marks, "") != "1" or pieces[notes[0]].marker != "1":
        return None
    return next((at for at in range(notes[0], stop) if pieces[at].kind != "footnote"), stop)


def box_end(pieces: Sequence[Piece], start: int, stops: Collection[int]) -> int:
    """Where the content of a box ends that begins at `start`; `stops` are numbered paragraphs.

    By its footnotes, which have numbers of their own; by its headings, one paragraph each; by the list that
    its only sentence announces; else at the next heading, box or numbered paragraph, if that is not far.
    """
    headed = start < len(pieces) and pieces[start].is_heading and not pieces[start].marker
    stop = _reach(pieces, start, stops, headed=headed)
    if start == stop:
        return stop
    end = _by_notes(pieces, start, stop)
    if end is not None:
        return end
    if headed:
        return min(stop, max(at for at in range(start, stop) if pieces[at].is_heading) + 2)
    listed = next((at for at in range(start + 1, stop) if pieces[at].kind != "item"), stop)
    if pieces[start].text.rstrip().endswith(":") and listed > start + 1:
        return listed
    prose = [at for at in range(start, stop) if pieces[at].kind == "paragraph"]
    return prose[0] + 1 if len(prose) >= _LONG else stop
