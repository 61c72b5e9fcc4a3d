"""The order in which a page is read: column after column, and lines across all columns between them."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.ingest.read.letters import Segment

    Row = list[Segment]
    """What stands on one line, from left to right."""

__all__ = ["ordered"]

_FEWEST: Final = 5
"""A column has so many lines."""
_CROSSING: Final = 0.3
_WIDE: Final = 0.5
_LETTERS: Final = 18
_SMALL: Final = 0.85
_CLOSE: Final = 0.6
"""Pieces that are not farther apart, in sizes of their letters, are one."""
_APART: Final = 2.2
"""A running header is at least so far from the text."""
_DENSE: Final = 0.6
_STEP: Final = 3.0
_DEEPEST: Final = 3


def ordered(segments: Sequence[Segment]) -> list[Row]:
    """The lines of a page in the order of reading; a line apart at the top or bottom is the first or last."""
    rows = _rows(segments)
    first, last = 0, len(rows)
    while first < min(2, last - 1) and _is_apart(rows[first], rows[first + 1]):
        first += 1
    while last > max(len(rows) - 2, first + 1) and _is_apart(rows[last - 2], rows[last - 1]):
        last -= 1
    body = [segment for row in rows[first:last] for segment in row]
    return [*rows[:first], *_ordered(body, 0), *rows[last:]]


def _is_apart(upper: Row, lower: Row) -> bool:
    return upper[0].foot - lower[0].foot > _APART * max(upper[0].size, lower[0].size)


def _ordered(segments: Sequence[Segment], depth: int) -> list[Row]:
    gutter = _gutter(segments) if depth < _DEEPEST else None
    if gutter is None:
        return _rows(segments)
    found: list[Row] = []
    left: list[Segment] = []
    right: list[Segment] = []
    for row in _rows(segments):
        if any(segment.left < gutter < segment.right for segment in row):
            found += _columns(left, right, depth)
            left, right = [], []
            found.append(row)
            continue
        left += [segment for segment in row if segment.right <= gutter]
        right += [segment for segment in row if segment.right > gutter]
    return found + _columns(left, right, depth)


def _columns(left: list[Segment], right: list[Segment], depth: int) -> list[Row]:
    return _ordered(left, depth + 1) + _ordered(right, depth + 1)


def _rows(segments: Sequence[Segment]) -> list[Row]:
    rows: list[Row] = []
    height = 0.0
    for segment in sorted(segments, key=lambda segment: -segment.foot):
        if rows and height - segment.foot <= max(segment.size, rows[-1][0].size) * _tolerance(
            rows[-1][0], segment
        ):
            rows[-1].append(segment)
        else:
            rows.append([segment])
            height = segment.foot
    return [_joined(row) for row in rows]


def _tolerance(first: Segment, other: Segment) -> float:
    """How far below another a piece may stand on the same line: a small raised number stands high."""
    is_raised = (
        len(first.letters) < _FEWEST and first.size < other.size * _SMALL and first.right <= other.left + 1
    )
    return 0.7 if is_raised else 0.4


def _joined(row: Row) -> Row:
    """A line from left to right; what stands side by side is one piece of it."""
    found: Row = []
    for segment in sorted(row, key=lambda segment: segment.left):
        if found and segment.left - found[-1].right < segment.size * _CLOSE:
            found[-1].extend(segment)
        else:
            found.append(segment)
    return found


def _gutter(segments: Sequence[Segment]) -> float | None:
    """Where a white stripe parts two columns of running text; None if none does."""
    if len(segments) < 2 * _FEWEST:
        return None
    first, last = min(s.left for s in segments), max(s.right for s in segments)
    best: tuple[float, float, float] | None = None
    step = max(_STEP, (last - first) / 150)
    at = first + (last - first) * 0.2
    while at < last - (last - first) * 0.2:
        crossing = sum(1 for s in segments if s.left < at < s.right)
        left = [s for s in segments if s.right <= at]
        right = [s for s in segments if s.left >= at]
        if (
            crossing <= len(segments) * _CROSSING
            and _is_column(left)
            and _is_column(right)
            and _beside(left, right)
        ):
            rank = (-float(crossing), -abs(_edge(left) - at) - abs(at - min(s.left for s in right)), at)
            best = max(best, rank) if best else rank
        at += step
    return best[2] if best else None


def _edge(segments: Sequence[Segment]) -> float:
    return max(s.right for s in segments)


def _is_column(segments: Sequence[Segment]) -> bool:
    """Whether lines fill the width that they have, as running text does and cells of a table do not."""
    if len(segments) < _FEWEST:
        return False
    width = _edge(segments) - min(s.left for s in segments)
    full = median(s.right - s.left for s in segments) >= width * _WIDE
    return full and median(len(s.letters) for s in segments) >= _LETTERS and _is_dense(segments)


def _is_dense(segments: Sequence[Segment]) -> bool:
    """Whether a line stands nearly everywhere where one could."""
    feet = sorted({round(s.foot) for s in segments})
    steps = [b - a for a, b in pairwise(feet) if b - a > 1]
    return bool(steps) and len(steps) * median(steps) >= (feet[-1] - feet[0]) * _DENSE


def _beside(left: Sequence[Segment], right: Sequence[Segment]) -> bool:
    """Whether two columns stand beside each other, and not one below the other."""
    low = max(min(s.foot for s in left), min(s.foot for s in right))
    high = min(max(s.foot for s in left), max(s.foot for s in right))
    shorter = min(max(s.foot for s in side) - min(s.foot for s in side) for side in (left, right))
    return high - low > shorter * 0.4
