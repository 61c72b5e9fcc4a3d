"""The outlines of the sources are the graph's own, passage by passage.

What a layout does not print (the numbers of the plan's points) or people named in words of their own
(captions, headings that run into a paragraph) has other paths; its kind and fingerprint are the graph's.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from migkg.graph import load
from migkg.ingest.outline import outlines
from migkg.ingest.read import read
from migkg.project import Project

if TYPE_CHECKING:
    from migkg.ingest.passages import Outline, Passage

pytestmark = pytest.mark.skipif(
    "MIGKG_SOURCES" not in os.environ, reason="MIGKG_SOURCES is not set: the sources are not here"
)
BASE = "https://w3id.org/migkg/"
QUERY = """
PREFIX mig: <https://w3id.org/migkg/ontology#> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?passage ?kind ?parent ?notation ?order ?print WHERE {
  ?passage a ?kind ; mig:fingerprint ?print ; mig:order ?order ;
    dcterms:isPartOf ?parent ; skos:notation ?notation .
}"""


class Known(NamedTuple):
    """A passage as the graph has it."""

    path: str
    kind: str
    parent: str | None
    notation: str
    order: int
    fingerprint: str


@cache
def known() -> dict[str, dict[str, Known]]:
    """Document → path → passage."""
    found: dict[str, dict[str, Known]] = {}
    for row in load(Project.packaged()).query(QUERY, use_default_graph_as_union=True):
        values = [row[name].value.removeprefix(BASE).removeprefix("document/") for name in (
            "passage", "kind", "parent", "notation", "order", "print"
        )]  # fmt: skip
        document, _, path = values[0].partition("/")
        parent = values[2].partition("/")[2] or None
        kind = values[1].removeprefix("ontology#")
        found.setdefault(document, {})[path] = Known(path, kind, parent, values[3], int(values[4]), values[5])
    return found


@cache
def texts(rendering: str) -> tuple[Outline, ...]:
    (path,) = Path(os.environ["MIGKG_SOURCES"]).glob(f"{rendering}_*.txt")
    return outlines(read(path))


def same(passage: Passage, other: Known) -> bool:
    return (
        Known(
            passage.path, passage.kind, passage.parent, passage.notation, passage.order, passage.fingerprint
        )
        == other
    )


@pytest.mark.parametrize("rendering", ["000", "001", "002"])
def test_each_rendering_of_the_paper_gives_the_outline_of_the_graph(rendering: str) -> None:
    (found,) = texts(rendering)
    graph = known()[found.identifier]
    different = {passage.path for passage in found.passages if not same(passage, graph[passage.path])}
    # One rendering begins after the head of the cover.
    assert different <= ({"cover"} if rendering == "001" else set())
    assert {passage.path for passage in found.passages} == set(graph)


def test_the_renderings_of_the_paper_say_the_same_of_it() -> None:
    whole, headless, other = (texts(rendering)[0] for rendering in ("000", "001", "002"))
    assert whole.metadata == other.metadata
    assert whole.metadata.draft_decision == headless.metadata.draft_decision
    assert (whole.identifier, whole.metadata.symbol) == (headless.identifier, headless.metadata.symbol)


@pytest.mark.parametrize(
    ("rendering", "at", "document", "paths", "prints"),
    [
        ("003", 0, "ilc106-conclusions", 0.92, 1.0),
        ("003", 1, "plan-of-action-2018-22", 0.5, 1.0),
        ("003", 2, "ilc106-resolution", 0.9, 1.0),
        ("004", 0, "ttmlm-2013", 0.86, 0.97),
    ],
)
def test_the_other_texts_parse_whole(
    rendering: str, at: int, document: str, paths: float, prints: float
) -> None:
    found = texts(rendering)[at]
    graph = known()[document]
    named = sum(passage.path in graph and same(passage, graph[passage.path]) for passage in found.passages)
    fingerprints = {passage.fingerprint for passage in found.passages}
    recognised = sum(passage.fingerprint in fingerprints for passage in graph.values())
    assert named >= paths * len(graph)
    assert recognised >= prints * len(graph)
    assert [passage.kind for passage in found.passages] == [
        other.kind for other in sorted(graph.values(), key=lambda other: other.order)
    ]
