"""Shapes dealt out into portions of about the same work, to be applied side by side."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from migkg import terms
from migkg.shapes import SH, TARGETS, ShapeIndex, subclasses, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pyoxigraph as ox

__all__ = ["portions"]


def portions(
    shapes: Sequence[ox.Quad], data: Callable[[], Iterable[ox.Quad]], count: int
) -> list[tuple[ox.Quad, ...]]:
    """All shapes again and again, each with its targets in one portion only; the heaviest portion first.

    What the portions find together is what the shapes find. `data` gives the quads to which they are to be
    applied, each time that it is called.
    """
    index = ShapeIndex(shapes)
    if count == 1 or not all(index.has_plain_types(shape) for shape in index.shapes):
        return [tuple(shapes)]  # a shape that is a class has a target that no portion could be without
    bare: list[ox.Quad] = []
    targets: dict[str, list[ox.Quad]] = {}
    for quad in shapes:
        if quad.predicate.value.removeprefix(SH) in TARGETS:
            targets.setdefault(text_of(quad.subject), []).append(quad)
        else:
            bare.append(quad)
    weights = _weights(index, data)
    dealt: list[list[ox.Quad]] = [[] for _ in range(count)]
    loads = [0] * count
    for shape in sorted(targets, key=lambda shape: (-weights[shape], shape)):
        lightest = loads.index(min(loads))
        dealt[lightest] += targets[shape]
        loads[lightest] += weights[shape]
    heavy = sorted(range(count), key=lambda number: -loads[number])
    return [(*bare, *dealt[number]) for number in heavy if dealt[number]]


def _weights(index: ShapeIndex, data: Callable[[], Iterable[ox.Quad]]) -> Counter[str]:
    """About how much work each shape is: how many nodes it aims at, and how many shapes it takes along."""
    kinds: Counter[str] = Counter()
    uses: Counter[str] = Counter()
    for quad in data():
        uses[quad.predicate.value] += 1
        if quad.predicate.value == terms.RDF_TYPE:
            kinds[text_of(quad.object)] += 1
    below = subclasses(data())
    found: Counter[str] = Counter()
    for shape in index.shapes:
        for name, value in index.targets(shape):
            aim = text_of(value)
            nodes = sum(kinds[each] for each in below.get(aim, {aim})) if name == "targetClass" else uses[aim]
            found[shape] += (1 + nodes) * _size(index, shape)
    return found


def _size(index: ShapeIndex, shape: str) -> int:
    """How many shapes a shape applies, itself among them."""
    found, new = {shape}, [shape]
    while new:
        inner = [other for other in index.applied(new.pop()) if other not in found]
        found.update(inner)
        new += inner
    return len(found)
