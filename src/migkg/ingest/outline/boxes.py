"""Where a box ends: no rendering says so, but what stands in it does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases
from migkg.ingest.outline.numbering import readings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["box_end", "box_title", "run_in"]

_LONG = 4
"""From how many paragraphs on a box without any other sign has only one."""
_RUN_IN = re.compile(
    r"(?P<title>[A-ZÀ-Ý][^:.;?!“”\"]{2,70}):\s+(?=[A-ZÀ-Ý])",
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|be|will|can|could|should|must|may|\w{3,}(?:ed|es|ns|ts|ys)\s*$"
    r"|following|follows?|that|which|see|note|source|example|including)\b",
    re.IGNORECASE,
)
_NOUNS = re.compile(r"\b(?:rights|workers|migrants|developments|arrangements|agreements|movements)\s*$", re.I)


def run_in(piece: Piece) -> str:
    """The heading that runs into a paragraph ("Wages in ports: The union …"), empty if there is none."""
    if piece.kind != "paragraph" or piece.size < 15:
        return ""
    found = _RUN_IN.match(piece.text)
    if found is None or len(found["title"].split()) > 8:
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
            and piece.size <= 25
            and not piece.text.endswith(".")
        ):
            return piece.text, after + 1
    return title, after


def box_end(pieces: Sequence[Piece], start: int, stops: Collection[int]) -> int:
    """Where the content of a box ends that begins at `start`; `stops` are numbered paragraphs.

    By its footnotes, which have numbers of their own; by its headings, one paragraph each; by the list that
    its only sentence announces; else at the next heading, box or numbered paragraph.
    """
    stop = start
    headings = start < len(pieces) and pieces[start].is_heading and not pieces[start].marker
    while stop < len(pieces):
        piece = pieces[stop]
        if stop in stops or phrases.BOX.match(piece.text) or phrases.TABLE.match(piece.text) or run_in(piece):
            break
        if piece.is_heading and (piece.marker or not headings or piece.size > 6):
            break
        stop += 1
    content = pieces[start:stop]
    first_marks = [mark.label for piece in content if piece.kind != "footnote" for mark in piece.marks]
    if first_marks[:1] == ["1"]:
        notes = [at for at in range(start, stop) if pieces[at].kind == "footnote"]
        if notes and pieces[notes[0]].marker == "1":
            end = notes[0]
            while end < stop and pieces[end].kind == "footnote":
                end += 1
            return end
    if headings and stop > start:
        last = max(at for at in range(start, stop) if pieces[at].is_heading)
        return min(stop, last + 2)
    if content and content[0].text.rstrip().endswith(":"):
        end = start + 1
        while end < stop and pieces[end].kind == "item":
            end += 1
        if end > start + 1:
            return end
    prose = [at for at in range(start, stop) if pieces[at].kind == "paragraph"]
    if len(prose) >= _LONG:
        bullets = readings(pieces[prose[0] + 1].marker) if prose[0] + 1 < stop else ()
        return prose[0] + 1 if not bullets else stop
    return stop
