"""Lists that are none."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from migkg.judges.lists import RULES, problems
from migkg.judges.uses import Context, Uses

HEAD = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix x: <x:> .\n"

RIGHT = [
    "x:a x:p ( 1 2 ( 3 4 ) () ) .",
    "x:a x:p () . x:b x:p rdf:nil . rdf:nil a rdf:List .",
    "x:l a rdf:List ; rdf:first x:a ; rdf:rest x:m . x:m rdf:first x:b ; rdf:rest rdf:nil .",
    "x:l rdf:first 1 ; rdf:rest x:t . x:m rdf:first 2 ; rdf:rest x:t . x:t rdf:first 3 ; rdf:rest () .",
    "x:l rdf:first 1, 1 ; rdf:rest () .",
]

WRONG = {
    "once": [
        "x:l rdf:first 1, 2 ; rdf:rest () .",
        "x:l rdf:first 1 ; rdf:rest (), ( 2 ) .",
    ],
    "whole": [
        "x:l rdf:first 1 .",
        "x:l rdf:rest () .",
        "x:l rdf:first 1 ; rdf:rest x:m .",
        "x:l rdf:first 1 ; rdf:rest 'end' .",
        "rdf:nil rdf:first 1 .",
    ],
    "ring": [
        "x:l rdf:first 1 ; rdf:rest x:l .",
        "x:l rdf:first 1 ; rdf:rest x:m . x:m rdf:first 2 ; rdf:rest x:n . x:n rdf:first 3 ; rdf:rest x:l .",
        "x:l rdf:first 1 ; rdf:rest x:m . x:m rdf:first 2 ; rdf:rest x:m .",
    ],
}


def kinds(turtle: str) -> list[str]:
    found = list(problems(Uses.of(ox.parse(HEAD + turtle, ox.RdfFormat.TURTLE)), Context()))
    assert all(result.message.endswith(".") for result in found)
    return [result.shape.rsplit("/", 1)[1] for result in found]


@pytest.mark.parametrize("turtle", RIGHT)
def test_a_right_list_is_accepted(turtle: str) -> None:
    assert kinds(turtle) == []


@pytest.mark.parametrize(
    ("kind", "turtle"), [(kind, case) for kind, cases in WRONG.items() for case in cases]
)
def test_a_wrong_list_is_named_by_its_kind(kind: str, turtle: str) -> None:
    assert set(kinds(turtle)) == {kind}


def test_a_ring_is_told_once() -> None:
    ring = "".join(f"x:l{at} rdf:first {at} ; rdf:rest x:l{(at + 1) % 500} .\n" for at in range(500))
    assert kinds(ring) == ["ring"]


def test_each_rule_is_found_by_a_case_above() -> None:
    assert {rule.rsplit("/", 1)[1] for rule in RULES} == set(WRONG)
