"""Which numbers of a text count its paragraphs, and which the items of a list within one."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from migkg.ingest.outline.numbering import Number, readings
from migkg.ingest.outline.phrases import APPENDIX

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.outline.pieces import Piece

__all__ = ["Run", "numbered"]

_FAR = 12
"""By how much numbers may jump (a page is missing) before they belong to something else."""
_DEEP = 4
"""How many lists may be open within each other."""
_PROSE = 20
"""From how many words on, on average, numbered pieces are paragraphs and no list."""


@dataclass(slots=True)
class Run:
    """Pieces whose numbers follow each other: indices, each with its number."""

    members: dict[int, Number] = field(default_factory=dict)
    is_list: bool = False
    within: Run | None = None
    appendix: int = 0
    """In which appendix it stands, 0 for none."""

    @property
    def last(self) -> Number:
        """The last number so far."""
        return next(reversed(self.members.values()))


def _decimal(piece: Piece) -> Number | None:
    if not piece.marker or piece.kind in ("footnote", "row", "caption"):
        return None
    if piece.kind == "heading" and not piece.text.rstrip().endswith((":", ".", ";")):
        return None
    for number in readings(piece.marker):
        if number.style == "decimal":
            return number
    return None


def _distance(run: Run, number: Number) -> int:
    last = run.last
    return number.value - last.value if number.form == last.form else 0


def _choose(runs: list[Run], number: Number, later: bool, headed: bool) -> Run | None:
    """The open run that a number continues: the innermost, unless only an outer one can be meant.

    Behind a heading (`headed`), the outermost may go on with any higher number: an excerpt leaves out parts.
    """
    next_ones = [run for run in reversed(runs) if _distance(run, number) == 1]
    if next_ones:
        is_list = next(iter(next_ones[0].members.values())).value == 1
        return next_ones[-1] if is_list and not later else next_ones[0]
    if number.value == 1:
        return None
    near = [(_distance(run, number), -at, run) for at, run in enumerate(runs)]
    near = [entry for entry in near if 1 < entry[0] <= _FAR]
    if near:
        return min(near, key=lambda entry: entry[:2])[2]
    return runs[0] if headed and runs and _distance(runs[0], number) > 1 else None


def _runs(pieces: Sequence[Piece]) -> list[Run]:
    numbers = [(at, number) for at, piece in enumerate(pieces) if (number := _decimal(piece)) is not None]
    seen: dict[tuple[str, int], int] = {}
    for at, number in numbers:
        seen[number.form, number.value] = at
    done: list[Run] = []
    stack: list[Run] = []
    passed = 0
    appendices = [at for at, piece in enumerate(pieces) if piece.is_heading and APPENDIX.match(piece.text)]
    before = 0
    for at, number in numbers:
        headed = any(piece.is_heading for piece in pieces[before:at])
        before = at
        while passed < len(appendices) and appendices[passed] < at:
            passed += 1
            if number.value == 1:
                stack.clear()
        run = _choose(stack, number, later=seen[number.form, number.value] > at, headed=headed)
        if run is None:
            run = Run(within=stack[-1] if stack else None, appendix=passed)
            stack.append(run)
            del stack[1:-_DEEP]
            done.append(run)
        else:
            del stack[stack.index(run) + 1 :]
        run.members[at] = number
    return done


def _words(run: Run, pieces: Sequence[Piece]) -> float:
    return sum(pieces[at].size for at in run.members) / len(run.members)


def _is_prose(run: Run, pieces: Sequence[Piece]) -> bool:
    """Whether the pieces of a run are paragraphs: long, or most of them sentences."""
    sentences = sum(pieces[at].is_sentence for at in run.members)
    return _words(run, pieces) >= _PROSE or 2 * sentences > len(run.members)


def _is_cut_off(outer: Run, run: Run, pieces: Sequence[Piece]) -> bool:
    """Whether an excerpt begins within a list: short items, and then paragraphs that go on from before it."""
    start = next(iter(run.members.values())).value
    if outer.within is not None or start == 1 or len(run.members) == 1:
        return False
    return _words(outer, pieces) < _PROSE <= _words(run, pieces)


def _resumes(run: Run, after: int) -> bool:
    return next(reversed(run.members)) > after


def _classify(run: Run, pieces: Sequence[Piece]) -> None:
    outer, first = run.within, min(run.members)
    if outer is None:
        run.is_list = False
    elif _is_cut_off(outer, run, pieces):
        outer.is_list, run.is_list = True, False
    elif outer.is_list or _resumes(outer, first):
        run.is_list = True
    else:
        heading = any(piece.is_heading for piece in pieces[next(reversed(outer.members)) : first])
        colon = first > 0 and pieces[first - 1].text.rstrip().endswith(":")
        run.is_list = colon or not heading or not _is_prose(run, pieces)
    if not run.is_list:
        run.within = None


def _fill(run: Run, pieces: Sequence[Piece]) -> None:
    """Give a number back to the one piece that stands where just one is missing."""
    members = list(run.members.items())
    for (at, number), (following, then) in pairwise(members):
        if then.value != number.value + 2:
            continue
        between = [
            index
            for index in range(at + 1, following)
            if pieces[index].kind in ("paragraph", "item") and pieces[index].text[:1].isupper()
        ]
        others = [index for index in between if readings(pieces[index].marker)[:1] != ()]
        bullets = [index for index in others if readings(pieces[index].marker)[0].style == "bullet"]
        unnumbered = bullets if len(bullets) == 1 else between if not others else []
        if len(unnumbered) == 1:
            value = number.value + 1
            run.members[unnumbered[0]] = Number("decimal", (value,), str(value), number.form)
    run.members = dict(sorted(run.members.items()))


def numbered(pieces: Sequence[Piece], body: int, *, adopted: bool) -> list[Run]:
    """The runs of numbers in a text; where most prose of its body is unnumbered, all of them are lists.

    `body` is where the signs of its cover end. In an adopted text numbers count paragraphs, however little
    they hold.
    """
    runs = _runs(pieces)
    for run in runs:
        _classify(run, pieces)
        _fill(run, pieces)
    prose = sum(piece.size for piece in pieces[body:] if piece.kind == "paragraph" and piece.size >= _PROSE)
    counted = sum(pieces[at].size for run in runs if not run.is_list for at in run.members)
    below = sum(
        piece.size for piece in pieces if piece.kind == "item" and not piece.marker.rstrip(".").isdigit()
    )
    if not adopted and counted + below < prose / 2:
        for run in runs:
            run.is_list = True
    return runs
