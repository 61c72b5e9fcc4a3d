"""What kind of text it is, found by its features: never by its name."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from migkg.ingest.outline import phrases
from migkg.ingest.outline.headings import number_of
from migkg.ingest.outline.numbering import readings
from migkg.ingest.outline.sequences import numbered

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from migkg.ingest.outline.numbering import Number
    from migkg.ingest.outline.pieces import Piece
    from migkg.ingest.outline.sequences import Run

__all__ = ["Genre", "genre"]

_PROSE = 15
"""From how many words on a lettered piece is a point of a plan, and no item of a list."""


@dataclass(slots=True)
class Genre:
    """The features of a text, each as the pieces that show it."""

    first: int = 0
    """Where its first numbered paragraph stands; the number of pieces if there is none."""
    heading: int | None = None
    """Where the heading of an adopted text stands that is a section too."""
    numbers: dict[int, tuple[int, Number]] = field(default_factory=dict)
    """Numbered pieces: the run that each belongs to, and its number."""
    is_list: list[bool] = field(default_factory=list)
    """Of each run, whether it is a list."""
    starts: list[int] = field(default_factory=list)
    """Of each run, where its first number stands."""
    list_heads: dict[int, int] = field(default_factory=dict)
    """Headings that head a list only, and its run."""
    points: set[int] = field(default_factory=set)
    """Lettered pieces that are points of a plan, without a number above them."""
    point_heads: set[int] = field(default_factory=set)
    intros: set[int] = field(default_factory=set)
    """Paragraphs under the heads of points that announce them."""
    questions: set[int] = field(default_factory=set)
    """Headings that head points for discussion."""
    quotes: set[int] = field(default_factory=set)
    """Pull quotes."""
    restarts: bool = False
    """Whether its paragraphs are counted anew in each section."""
    is_plan: bool = False
    is_report: bool = False
    is_adopted: bool = False

    @property
    def has_paragraphs(self) -> bool:
        """Whether its paragraphs are numbered."""
        return not all(self.is_list)


def _is_lettered(piece: Piece) -> bool:
    several = readings(piece.marker) if piece.kind == "item" and piece.marker else ()
    return any(number.style in ("letter", "roman", "capital") for number in several)


def _points(found: Genre, pieces: Sequence[Piece]) -> None:
    heads: dict[int, list[int]] = {}
    intros: dict[int, list[int]] = {}
    head = None
    for at, piece in enumerate(pieces):
        if piece.is_heading and not piece.marker:
            head = at
        elif head is None or piece.kind == "footnote" or at in found.quotes:
            continue
        elif _is_lettered(piece):
            heads.setdefault(head, []).append(at)
        elif piece.kind == "paragraph" and head not in heads:
            intros.setdefault(head, []).append(at)
    full = {
        at: letters
        for at, letters in heads.items()
        if len(intros.get(at, ())) <= 1
        and len(letters) > 1
        and sum(pieces[letter].size for letter in letters) >= _PROSE * len(letters)
    }
    if len(full) <= 1:
        return
    found.is_plan = True
    for at, letters in full.items():
        found.point_heads.add(at)
        found.points.update(letters)
        found.intros.update(intros.get(at, ()))


def _is_question(piece: Piece) -> bool:
    return not piece.marker and piece.text.rstrip().endswith("?")


def _questions(found: Genre, pieces: Sequence[Piece]) -> None:
    """Numbered headings that begin at 1 again below a heading which announces points for discussion."""
    asking, chapter = False, 0
    for at, piece in enumerate(pieces):
        if not piece.is_heading or (asking and _is_question(piece)):
            continue
        number = number_of(piece)
        if phrases.QUESTIONS.match(piece.text):
            asking, chapter = True, number.value if number is not None else 0
        elif asking and number is not None and number.style == "decimal":
            if not found.questions and number.value == chapter + 1:
                asking = False
            else:
                found.questions.add(at)
        else:
            asking = False


def _restarts(runs: Sequence[Run], pieces: Sequence[Piece]) -> bool:
    """Whether paragraphs are counted anew in each section: in articles, or three times at least."""
    heads = [at for at, piece in enumerate(pieces) if piece.is_heading]
    seen: set[int] = set()
    again = 0
    for run in runs:
        above = bisect_left(heads, min(run.members)) - 1
        head = pieces[heads[above]] if above >= 0 else None
        if run.is_list or run.appendix or (head is not None and phrases.QUESTIONS.match(head.text)):
            continue
        values = {number.value for number in run.members.values()}
        again += bool(seen & values) * (2 if head is not None and phrases.ARTICLE.match(head.text) else 1)
        seen |= values
    return again > 1


def _heads_list(piece: Piece, *, inner: bool) -> bool:
    """Whether what stands before the first item of a list is a heading of that list alone."""
    if not piece.is_heading or piece.marker or phrases.QUESTIONS.match(piece.text):
        return False
    return inner or not phrases.TOP.match(piece.text)


def genre(pieces: Sequence[Piece], quotes: Collection[int], body: int, *, adopted: str = "") -> Genre:
    """The features of a text that is a plan, an adopted text, a report, a paper, or something else.

    `body` is where the signs of its cover end.
    """
    runs = numbered(pieces, body, adopted=adopted in ("resolution", "conclusions", "declaration"))
    found = Genre(first=len(pieces), quotes=set(quotes))
    for index, run in enumerate(runs):
        found.is_list.append(run.is_list)
        for at, number in run.members.items():
            found.numbers[at] = (index, number)
        first = min(run.members)
        found.starts.append(first)
        if not run.is_list:
            found.first = min(found.first, first)
        elif first > 0 and _heads_list(pieces[first - 1], inner=run.within is not None):
            found.list_heads[first - 1] = index
    found.restarts = _restarts(runs, pieces)
    _questions(found, pieces)
    found.is_adopted = adopted in ("resolution", "declaration")
    if not found.has_paragraphs:
        _points(found, pieces)
        found.is_report = not found.is_plan and not found.is_adopted
    return found
