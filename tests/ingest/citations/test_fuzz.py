"""No text breaks the grammar, and none takes more than its length."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import taking
from migkg.ingest.citations.references import references_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from migkg.ingest.gazetteer import Gazetteer

_spec = importlib.util.spec_from_file_location("fuzzing", Path(__file__).with_name("fuzzing.py"))
assert _spec is not None
assert _spec.loader is not None
fuzzing = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(fuzzing)

UNITS = (
    "(",
    "()",
    "12 ",
    "12, ",
    "objectives 1, ",
    "GCM objectives 1 on and ",
    "Nos 97, ",
    "Convention No. 97 ",
    "the Convention ",
    "ILO 1st Session ",
    "Art. 1(a)(b), ",
    "A/",
    "UN ",
    "World Health (WH) ",
    "2017–",
    "5 May and ",
    "the preamble GCM ",
    "Lagoon Agency for the ",
    "and Ferry Charter on A, ",
    "the Protocol to the ",
    "Convention on Aa (AA) ",
    "objectif 5 a) ",
    "the plan of action on ",
)


@pytest.mark.parametrize("seed", range(8))
def test_any_text_gives_references(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(250):
        fuzzing.fuzz(fuzzing.some_text(chance))


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_text_only(unit: str, gazetteer: Gazetteer) -> None:
    def work(length: int) -> Callable[[], object]:
        text = unit * (length // len(unit))
        return lambda: references_in(text, gazetteer)

    assert taking.growth(work, 3_000, 8) < 24, (
        "eight times the text, and more than three times eight the time"
    )
