"""Indented JSON is the same as that of Python's own module."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from migkg.indented import indented


def value(chance: random.Random, depth: int) -> Any:
    kind = chance.randrange(8 if depth else 6)
    if kind == 6:
        return {text(chance): value(chance, depth - 1) for _ in range(chance.randrange(4))}
    if kind == 7:
        members = [value(chance, depth - 1) for _ in range(chance.randrange(4))]
        return members if chance.randrange(2) else tuple(members)
    return (None, True, chance.randrange(-5, 1000), chance.random(), text(chance), "")[kind]


def text(chance: random.Random) -> str:
    return "".join(chance.choice('aé\n\t"\\/ \u2028\U0001f600\x00{}[],:') for _ in range(chance.randrange(9)))


@pytest.mark.parametrize("seed", range(50))
def test_it_is_what_the_module_of_python_writes(seed: int) -> None:
    made = value(random.Random(seed), 5)
    assert indented([made]) == json.dumps([made], ensure_ascii=False, indent=2)
    assert indented({"a": made}) == json.dumps({"a": made}, ensure_ascii=False, indent=2)
