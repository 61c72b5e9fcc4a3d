"""The sources themselves, read and outlined by our own stages, against the reviewed mentions."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migkg import KnowledgeGraph, terms
from migkg.ingest.citations import mentions, references

if TYPE_CHECKING:
    from migkg.ingest.gazetteer import Gazetteer

pytestmark = pytest.mark.skipif(
    "MIGKG_SOURCES" not in os.environ, reason="MIGKG_SOURCES is not set: the sources are not here"
)
READ = f"""{terms.SPARQL_PREFIXES}
SELECT ?print ?mention WHERE {{
  ?passage mig:fingerprint ?print
  OPTIONAL {{ ?passage mig:mentions ?mention }}
}}"""
EXPLICIT = {
    "instrument",
    "provision",
    "objective",
    "action",
    "point",
    "goal",
    "target",
    "indicator",
    "document",
}
FLOORS = {
    "000_": (0.96, 0.98),
    "001_": (0.96, 0.98),
    "002_": (0.96, 0.98),
    "003_": (0.89, 0.97),
    "004_": (0.92, 0.97),
}
"""Rendering → least recall and precision for what is cited by number, symbol or title."""


@pytest.fixture(scope="module")
def reviewed() -> dict[str, set[str]]:
    """Fingerprint → mentions; what two passages with the same words mention is taken together."""
    found: dict[str, set[str]] = defaultdict(set)
    for fingerprint, mention in KnowledgeGraph.open().source.select(READ).rows:
        if fingerprint:
            found[fingerprint.text] |= {mention.text} if mention else set()
    return found


@pytest.mark.parametrize("rendering", FLOORS)
def test_citations_agree_with_the_reviewed_ones(
    rendering: str, reviewed: dict[str, set[str]], gazetteer: Gazetteer
) -> None:
    read = pytest.importorskip("migkg.ingest.read")
    outline = pytest.importorskip("migkg.ingest.outline")
    (path,) = Path(os.environ["MIGKG_SOURCES"]).glob(f"{rendering}*.txt")
    count: Counter[str] = Counter()
    for one in outline.outlines(read.read_here(path)):
        found = references(one, gazetteer)
        for passage in one.passages:
            if passage.fingerprint not in reviewed:
                continue
            expected = {iri for iri in reviewed[passage.fingerprint] if _kind(iri, gazetteer) in EXPLICIT}
            given = {iri for iri in mentions(found[passage.path]) if _kind(iri, gazetteer) in EXPLICIT}
            count["both"] += len(expected & given)
            count["missed"] += len(expected - given)
            count["surplus"] += len(given - expected)
    recall, precision = FLOORS[rendering]
    assert count["both"] > 40
    assert count["both"] / (count["both"] + count["missed"]) >= recall, count
    assert count["both"] / (count["both"] + count["surplus"]) >= precision, count


def _kind(iri: str, gazetteer: Gazetteer) -> str:
    thing = gazetteer.things.get(iri)
    return thing.kind if thing else ""
