from __future__ import annotations

import itertools
import math
import random

import pytest

from migkg.web.layouts import crossings, forced, layered, packed, spread


def test_an_order_without_crossings_is_found_where_there_is_one() -> None:
    left, right = list("abcdef"), list("uvwxyz")
    edges = list(zip(left, reversed(right), strict=True))
    assert crossings([left, right], edges) == 15
    assert crossings(layered([left, right], edges), edges) == 0


@pytest.mark.parametrize("seed", range(10))
def test_no_order_is_worse_than_the_one_given_and_nothing_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    layers = [[f"{letter}{n}" for n in range(8)] for letter in "abc"]
    edges = [
        (chance.choice(one), chance.choice(other))
        for one, other in itertools.pairwise(layers)
        for _ in range(12)
    ]
    ordered = layered(layers, edges)
    assert [sorted(layer) for layer in ordered] == layers
    assert crossings(ordered, edges) <= crossings(layers, edges)


def test_a_line_over_several_layers_counts_too() -> None:
    assert layered([["a", "b"], ["m"], ["x", "y"]], [("a", "y"), ("b", "x")]) in (
        [["b", "a"], ["m"], ["x", "y"]],
        [["a", "b"], ["m"], ["y", "x"]],
    )


def test_what_is_joined_is_nearer_than_what_is_not() -> None:
    ring = [(n, (n + 1) % 12) for n in range(12)]
    places = forced(12, ring)
    near = [math.dist(places[one], places[other]) for one, other in ring]
    apart = [math.dist(places[n], places[(n + 6) % 12]) for n in range(12)]
    assert max(near) < min(apart)


def test_the_same_graph_gives_the_same_places() -> None:
    edges = [(0, n) for n in range(1, 20)] + [(1, 2), (5, 6)]
    assert forced(20, edges) == forced(20, edges)
    assert len(set(forced(20, edges))) == 20


def test_parts_that_are_not_joined_do_not_lie_on_each_other() -> None:
    edges = [(0, 1), (1, 2), (2, 0), (3, 4), (5, 6)]
    places = packed(8, edges)
    parts = [[0, 1, 2], [3, 4], [5, 6], [7]]
    boxes = [
        (
            min(places[dot][0] for dot in part),
            max(places[dot][0] for dot in part),
            min(places[dot][1] for dot in part),
            max(places[dot][1] for dot in part),
        )
        for part in parts
    ]
    for one, other in itertools.combinations(boxes, 2):
        assert one[1] < other[0] or other[1] < one[0] or one[3] < other[2] or other[3] < one[2]
    assert min(min(place) for place in places) >= 0


def test_nothing_and_one_thing_have_places() -> None:
    assert forced(0, []) == packed(0, []) == spread([], []) == []
    assert len(packed(1, [])) == 1
    assert layered([], []) == []


def test_names_are_pushed_apart() -> None:
    chance = random.Random(7)
    places = [(chance.uniform(0, 600), chance.uniform(0, 600)) for _ in range(40)]
    sizes = [(60.0, 20.0)] * 40
    moved = spread(places, sizes)
    overlaps = [
        (one, other)
        for one, other in itertools.combinations(moved, 2)
        if abs(one[0] - other[0]) < 59 and abs(one[1] - other[1]) < 19
    ]
    assert overlaps == []
