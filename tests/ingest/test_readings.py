"""What passages refer to, against readings by hand: the bar for explicit references.

A row of a reading counts if it is certain and of a kind that has numbers, symbols, titles or names: events,
programmes and publications are often described and have no bar. What a row leaves open is neither missed
nor surplus. Neither is what readings have no rows for by their own rules: the paper itself, most names within
other names, and descriptions, which are told from names by the rule that found them.
"""

from __future__ import annotations

import csv
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from migkg import terms
from migkg.ingest.pipeline import context_of, ingest_reading
from migkg.ingest.read import read_here

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.ingest.pipeline import Ingested
    from migkg.ingest.references import Reference

READINGS = Path(__file__).with_name("readings")
KINDS = ("instrument", "provision", "objective", "action", "point", "sdg", "document", "body")
SAME = {"goal": "sdg", "target": "sdg", "indicator": "sdg", "conclusion": "point"}
"""Kind of a reference → kind that readings have for it."""
BARS = {
    ("000_", "gb335-pol-1-rev"): 0.97,
    ("001_", "gb335-pol-1-rev"): 0.97,
    ("002_", "gb335-pol-1-rev"): 0.97,
    ("003_", "ilc106-conclusions"): 0.97,
    ("003_", "ilc106-resolution"): 0.97,
    ("003_", "plan-of-action-2018-22"): 0.97,
    ("004_", "ttmlm-2013"): 0.93,
}
"""Rendering and document → least recall and precision."""


class Measured(NamedTuple):
    """Passage and thing of what is in both, only in the reading, and only found."""

    right: set[tuple[str, str]]
    missed: set[tuple[str, str]]
    surplus: set[tuple[str, str]]

    @property
    def recall(self) -> float:
        return len(self.right) / (len(self.right) + len(self.missed))

    @property
    def precision(self) -> float:
        return len(self.right) / (len(self.right) + len(self.surplus))


def measure(document: str, found: Iterable[tuple[str, Reference]]) -> Measured:
    """What was found in a document, by passage, against its reading."""
    with (READINGS / f"{document}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    read = {(row["passage"], row["thing"].lower()) for row in rows}
    certain = {
        (row["passage"], row["thing"].lower())
        for row in rows
        if row["kind"] in KINDS and not row["judgement"]
    }
    named: set[tuple[str, str]] = set()
    surplus: set[tuple[str, str]] = set()
    for path, reference in found:
        things = {(path, thing.lower()) for thing in things_of(reference)}
        named |= things
        nested = reference.rule == "name in a name"
        if SAME.get(reference.kind, reference.kind) in KINDS and not nested and not things & read:
            surplus |= set(sorted(things)[:1])
    own = f"document/{document}"
    return Measured(certain & named, certain - named, {one for one in surplus if one[1] != own})


def things_of(reference: Reference) -> list[str]:
    """What a reference names, as readings write it; nothing if that is open or counts for nothing."""
    if not reference.counts or reference.rule == "description":
        return []
    if reference.candidate is not None:
        return [f"?{name}" for name in (reference.candidate.notation, reference.candidate.name) if name]
    return [iri.removeprefix(terms.BASE) for iri in reference.targets if len(reference.targets) == 1]


@lru_cache(maxsize=1)
def ingested(rendering: str) -> tuple[Ingested, ...]:
    (path,) = Path(os.environ["MIGKG_SOURCES"]).glob(f"{rendering}*.txt")
    return ingest_reading(read_here(path), context_of())


@pytest.mark.skipif(
    "MIGKG_SOURCES" not in os.environ, reason="MIGKG_SOURCES is not set: the sources are not here"
)
@pytest.mark.parametrize(("rendering", "document"), BARS)
def test_explicit_references_are_those_of_the_reading(rendering: str, document: str) -> None:
    (one,) = (text for text in ingested(rendering) if text.outline.identifier == document)
    measured = measure(document, ((path, each) for path, refs in one.references.items() for each in refs))
    bar = BARS[rendering, document]
    told = (
        f"recall {measured.recall:.3f}, precision {measured.precision:.3f}"
        f"\nmissed: {sorted(measured.missed)}\nsurplus: {sorted(measured.surplus)}"
    )
    assert measured.recall >= bar, told
    assert measured.precision >= bar, told
