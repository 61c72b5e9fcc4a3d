"""Work shared out among copies: the same is found whoever does it, and whoever dies over it."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg import shacl
from migkg.errors import ProjectError
from migkg.judging import silent
from migkg.places import Result, SourceFile
from migkg.portions import portions
from migkg.sharing import Part, share
from migkg.validate import rules_of
from migkg.workers import can_copy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TERMS = [
    ox.NamedNode("http://x/é"),
    ox.BlankNode("b1"),
    ox.Literal('a "quote"\nand a line', language="en-GB"),
    ox.Literal("007", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ox.Literal("plain"),
]
RESULTS = [
    Result("http://x/shape", focus, "http://x/path", value, "Say \N{SNOWMAN}.")
    for focus in TERMS
    for value in (None, *TERMS)
]
copies = pytest.mark.skipif(not can_copy(), reason="processes cannot be copied here")


def shared(jobs: int, *parts: Callable[[], Iterable[Result]]) -> list[Result]:
    return list(share([Part("working", part) for part in parts], jobs, silent))


@copies
@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_what_copies_find_comes_back_as_it_was(jobs: int) -> None:
    assert shared(jobs, lambda: RESULTS[:4], list, lambda: RESULTS[4:]) == RESULTS


@copies
def test_copies_do_the_work() -> None:
    here = str(os.getpid())

    def who() -> list[Result]:
        return [Result("", TERMS[0], "", None, str(os.getpid()))]

    assert here not in {result.message for result in shared(2, who, who, who)}
    assert {result.message for result in shared(1, who, who, who)} == {here}


@copies
def test_what_a_copy_dies_over_is_done_here() -> None:
    here = os.getpid()

    def deadly() -> list[Result]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return RESULTS[:2]

    assert shared(2, deadly, lambda: RESULTS[2:4], deadly) == [*RESULTS[:4], *RESULTS[:2]]


def test_what_a_part_raises_is_raised() -> None:
    def wrong() -> list[Result]:
        raise ProjectError("These shapes cannot be applied.")

    with pytest.raises(ProjectError, match="cannot be applied"):
        shared(2, list, wrong, list)


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://x/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
x:one a sh:NodeShape ; sh:targetClass x:Thing ; sh:property [ sh:path x:name ; sh:minCount 1 ] ;
  sh:or ( [ sh:class x:Other ] [ sh:property [ sh:path x:age ; sh:maxCount 1 ] ] ) .
x:two a sh:NodeShape ; sh:targetSubjectsOf x:age ; sh:targetNode x:b ; sh:closed true .
x:three a sh:PropertyShape ; sh:targetObjectsOf x:age ; sh:path x:name ; sh:nodeKind sh:IRI ; sh:minCount 1 .
x:four a sh:NodeShape ; sh:targetClass x:Thing , x:Other ; sh:node x:one .
"""
A_CLASS = "x:Thing a sh:NodeShape , rdfs:Class ; sh:property [ sh:path x:name ; sh:maxCount 0 ] ."
DATA = """
@prefix x: <http://x/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
x:Part rdfs:subClassOf x:Thing .
x:a a x:Thing ; x:age 1 , 2 . x:b a x:Part ; x:name "b" . x:c a x:Other ; x:age x:a .
"""


def source(name: str, text: str, *, is_shapes: bool = False) -> SourceFile:
    quads = tuple(ox.parse(text, ox.RdfFormat.TURTLE, rename_blank_nodes=True))
    return SourceFile(name, f"http://x/{name}", quads, is_shapes=is_shapes)


@pytest.mark.parametrize(("shapes", "count"), [(SHAPES, 3), (SHAPES, 40), (SHAPES + A_CLASS, 3), ("", 3)])
def test_portions_of_shapes_find_together_what_all_find(shapes: str, count: int) -> None:
    sources = [source("shapes", shapes, is_shapes=True), source("data", DATA)]
    rules = rules_of(sources)
    whole = shacl.core_results(rules, sources)
    parts = shacl.core_parts(rules, sources, count)
    assert len(parts) <= count
    assert (len(parts) > 1) == (shapes == SHAPES)
    found = [result for part in parts for result in part()]
    assert len(whole) == (0 if not shapes else len(found))
    assert set(found) == set(whole)


def test_each_target_is_in_one_portion_and_all_else_in_each() -> None:
    quads = source("shapes", SHAPES).quads
    data = source("data", DATA).quads
    dealt = portions(quads, lambda: data, 3)
    assert set().union(*dealt) == set(quads)
    common = set(dealt[0]).intersection(*dealt[1:])
    assert sum(len(set(portion) - common) for portion in dealt) == len(set(quads) - common) == 6
