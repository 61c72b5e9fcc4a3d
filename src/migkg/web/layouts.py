"""Where the dots of a drawing go: the same graph gives the same drawing on every machine."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from typing import TypeVar

    Node = TypeVar("Node", bound=Hashable)

__all__ = ["forced", "layered", "packed", "spread"]

SWEEPS: Final = 8
ROUNDS: Final = 160
PUSHES: Final = 60
TOUCH: Final = 0.01
"""Boxes that overlap by no more than this do not count as overlapping."""

APART: Final = 2.2
"""How far apart the parts of a graph stand that are not joined."""

GOLDEN: Final = math.pi * (3 - math.sqrt(5))
"""The angle by which each dot is turned from the one before: spread out, and never by chance."""


def layered(layers: Sequence[Sequence[Node]], edges: Sequence[tuple[Node, Node]]) -> list[list[Node]]:
    """The nodes of each layer in an order in which few edges cross.

    Each node goes to where its neighbours in the other layers stand on average (barycentres, swept to and
    fro); one without neighbours stays where it was. The order with the fewest crossings is kept.

    >>> layered([["a", "b"], ["x", "y"]], [("a", "y"), ("b", "x")])
    [['b', 'a'], ['x', 'y']]
    """
    near: dict[Node, list[Node]] = defaultdict(list)
    for one, other in edges:
        near[one].append(other)
        near[other].append(one)
    current = [list(layer) for layer in layers]
    best, fewest = [list(layer) for layer in current], crossings(current, edges)
    for sweep in range(SWEEPS):
        for number in range(len(current)) if sweep % 2 == 0 else reversed(range(len(current))):
            current[number] = _settled(current, number, near)
        count = crossings(current, edges)
        if count < fewest:
            best, fewest = [list(layer) for layer in current], count
    return best


def crossings(layers: Sequence[Sequence[Node]], edges: Sequence[tuple[Node, Node]]) -> int:
    """How many pairs of edges between the same two layers cross."""
    place = {node: (number, row) for number, layer in enumerate(layers) for row, node in enumerate(layer)}
    between: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for one, other in edges:
        if one in place and other in place:
            (left, top), (right, bottom) = sorted((place[one], place[other]))
            between[left, right].append((top, bottom))
    count = 0
    for lines in between.values():
        lines.sort()
        count += sum(later < former for n, (_, former) in enumerate(lines) for _, later in lines[n + 1 :])
    return count


def _settled(
    layers: Sequence[Sequence[Node]], number: int, near: Mapping[Node, Sequence[Node]]
) -> list[Node]:
    """One layer, sorted by where the neighbours of its nodes stand."""
    share = {
        node: (row + 0.5) / len(layer)
        for other, layer in enumerate(layers)
        if other != number
        for row, node in enumerate(layer)
    }
    layer = layers[number]
    wanted = {}
    for row, node in enumerate(layer):
        found = [share[other] for other in near.get(node, ()) if other in share]
        wanted[node] = sum(found) / len(found) if found else (row + 0.5) / len(layer)
    return sorted(layer, key=lambda node: wanted[node])


def packed(
    count: int, edges: Sequence[tuple[int, int]], *, stretch: float = 1.0
) -> list[tuple[float, float]]:
    """A place for each of `count` dots; parts of the graph that are not joined stand beside each other.

    The largest part comes first, the others in rows below it, as wide as it is. The unit is the distance that
    two joined dots like; `stretch` makes each part wider than high. No place is negative.
    """
    places = [(0.0, 0.0)] * count
    widest, left, top, row = 0.0, 0.0, 0.0, 0.0
    for part in _parts(count, edges):
        number = {dot: place for place, dot in enumerate(part)}
        inside = [(number[one], number[other]) for one, other in edges if one in number]
        drawn = [(x * stretch, y) for x, y in forced(len(part), inside)]
        x0, y0 = min(x for x, _ in drawn), min(y for _, y in drawn)
        width = max(x for x, _ in drawn) - x0 + APART * stretch
        height = max(y for _, y in drawn) - y0 + APART
        widest = widest or width
        if left and left + width > widest:
            left, top, row = 0.0, top + row, 0.0
        for dot, (x, y) in zip(part, drawn, strict=True):
            places[dot] = (left + x - x0, top + y - y0)
        left, row = left + width, max(row, height)
    return places


def _parts(count: int, edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The dots that are joined to each other, however far around; the largest of these groups first."""
    group = list(range(count))

    def top(dot: int) -> int:
        while group[dot] != dot:
            group[dot] = group[group[dot]]
            dot = group[dot]
        return dot

    for one, other in edges:
        group[max(top(one), top(other))] = min(top(one), top(other))
    found: dict[int, list[int]] = defaultdict(list)
    for dot in range(count):
        found[top(dot)].append(dot)
    return sorted(found.values(), key=lambda part: (-len(part), part))


def forced(count: int, edges: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """A place for each of `count` dots: what is joined is drawn together, and all others keep apart.

    Fruchterman and Reingold's forces, begun on a sunflower with the most joined dots inside, so that nothing
    is left to chance.
    """
    degree = [0] * count
    for one, other in edges:
        degree[one] += 1
        degree[other] += 1
    places = [(0.0, 0.0)] * count
    for turn, dot in enumerate(sorted(range(count), key=lambda dot: (-degree[dot], dot))):
        away, angle = 0.8 * math.sqrt(turn + 0.2), turn * GOLDEN
        places[dot] = (away * math.cos(angle), away * math.sin(angle))
    for number in range(ROUNDS):
        heat = 0.6 * (1 - number / ROUNDS) + 0.01
        places = _moved(places, edges, degree, heat)
    return places


def _moved(
    places: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int]],
    degree: Sequence[int],
    heat: float,
) -> list[tuple[float, float]]:
    """All dots after one round of forces, none of them farther than `heat`."""
    pull_x, pull_y = [0.0] * len(places), [0.0] * len(places)
    for one, (x, y) in enumerate(places):
        for other in range(one):
            there_x, there_y = places[other]
            dx, dy = x - there_x, y - there_y
            force = 1 / (dx * dx + dy * dy + 1e-6)
            pull_x[one] += dx * force
            pull_y[one] += dy * force
            pull_x[other] -= dx * force
            pull_y[other] -= dy * force
    for one, other in edges:
        dx, dy = places[other][0] - places[one][0], places[other][1] - places[one][1]
        force = math.hypot(dx, dy) / (1 + 0.25 * math.log(max(degree[one], degree[other], 1)))
        pull_x[one] += dx * force
        pull_y[one] += dy * force
        pull_x[other] -= dx * force
        pull_y[other] -= dy * force
    moved = []
    for dot, (x, y) in enumerate(places):
        dx, dy = pull_x[dot] - 0.08 * x, pull_y[dot] - 0.24 * y  # all are held together a little
        length = math.hypot(dx, dy)
        scale = min(heat, length) / length if length else 0.0
        moved.append((round(x + dx * scale, 9), round(y + dy * scale, 9)))
    return moved


def spread(
    places: Sequence[tuple[float, float]], sizes: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """The same places, moved as little as it takes until boxes of these sizes around them hardly overlap.

    >>> spread([(0.0, 0.0), (0.0, 4.0)], [(10.0, 6.0), (10.0, 6.0)])
    [(0.0, -1.0), (0.0, 5.0)]
    """
    moved = [list(place) for place in places]
    for _ in range(PUSHES):
        touched = False
        for one in range(len(moved)):
            for other in range(one):
                wide = (sizes[one][0] + sizes[other][0]) / 2 - abs(moved[one][0] - moved[other][0])
                high = (sizes[one][1] + sizes[other][1]) / 2 - abs(moved[one][1] - moved[other][1])
                if min(wide, high) > TOUCH:
                    touched = True
                    axis, by = (0, wide / 2) if wide < high else (1, high / 2)
                    by = by if moved[one][axis] >= moved[other][axis] else -by
                    moved[one][axis] += by
                    moved[other][axis] -= by
        if not touched:
            break
    return [(round(x, 6), round(y, 6)) for x, y in moved]
