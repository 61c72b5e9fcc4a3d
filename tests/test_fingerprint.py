"""The fingerprint: stable over renderings, and the one in the data is the one of the source."""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

from migkg.fingerprint import fingerprint, words
from migkg.graph import load
from migkg.project import Project

SPANS = sorted(Path(__file__).parent.joinpath("sources").glob("*.csv"))
RENDERINGS = {
    "gb335-pol-1-rev": ("000_", "001_", "002_"),
    "ilc106-conclusions": ("003_",),
    "plan-of-action-2018-22": ("003_",),
    "ilc106-resolution": ("003_",),
    "ttmlm-2013": ("004_",),
}
# The third rendering of GB.335 begins after the title page's head and ends before its last two entries.
NOT_WHOLE = {("001_", "document/gb335-pol-1-rev/cover")}
SAME = [
    "The Office's capacity-building work – see ITC–ILO –, at all levels.",
    "The Office’s capacity- \nbuilding work – see ITC-ILO –, at all levels.",
    "The **Office's** capacity-building work<sup>4</sup> - see ITC–ILO -, at all *levels*.",
    "- 12. Τhe Office's capacitybuilding work⁴ – see ITC–ILO –, at all\n\nlevels.",
    "<sup>&</sup>lt;sup>2</sup> The Office's capacity-building work – see ITC–ILO –, at all levels.",
]


@pytest.mark.parametrize("text", SAME)
def test_renderings_of_one_text_have_one_fingerprint(text: str) -> None:
    assert fingerprint(text) == fingerprint(SAME[0])


@pytest.mark.parametrize("other", ["The Office's work at all levels.", "", "levels work Office"])
def test_another_text_has_another(other: str) -> None:
    assert fingerprint(other) != fingerprint(SAME[0])


def test_a_symbol_alone_counts_whole() -> None:
    assert words("GB.1/INS/2(Rev.)") == ["gb", "1", "ins", "2", "rev"]
    assert fingerprint("GB.1/INS/2") != fingerprint("GB.1/INS/3")


def test_a_character_whose_number_nobody_can_read_is_none() -> None:
    assert words(f"Orchards &#{'9' * 5000}; and &#102;arms") == ["orchards", "farms"]


def _find(stream: list[str], first: list[str], last: list[str], size: int) -> list[str] | None:
    for start in range(len(stream) - size + 1):
        if stream[start : start + len(first)] == first:
            span = stream[start : start + size]
            if span[-len(last) :] == last:
                return span
    return None


def _fingerprints() -> dict[str, str]:
    """Passage path under the base → its fingerprint in the graph."""
    store = load(Project.packaged())
    rows = store.query(
        "SELECT ?passage ?print WHERE { ?passage <https://w3id.org/migkg/ontology#fingerprint> ?print }",
        use_default_graph_as_union=True,
    )
    return {row["passage"].value.removeprefix("https://w3id.org/migkg/"): row["print"].value for row in rows}


@pytest.mark.skipif(
    "MIGKG_SOURCES" not in os.environ, reason="MIGKG_SOURCES is not set: the sources are not here"
)
@pytest.mark.parametrize(
    ("spans", "rendering"), [(path, name) for path in SPANS for name in RENDERINGS[path.stem]], ids=str
)
def test_the_graph_has_the_fingerprints_of_the_source(spans: Path, rendering: str) -> None:
    (source,) = Path(os.environ["MIGKG_SOURCES"]).glob(f"{rendering}*.txt")
    text = source.read_text(encoding="utf-8")
    stream, runs = words(text), re.findall(r"[^\W_]+", text.lower())
    pieces: dict[str, list[str]] = {}
    with spans.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            first, last = row["first"].split(), row["last"].split()
            where = runs if any(char.isdigit() for char in row["first"]) else stream
            found = _find(where, first, last, int(row["words"]))
            if found is None and (rendering, row["passage"]) in NOT_WHOLE:
                continue
            assert found is not None, f"{row['passage']}: not found in {source.name}"
            pieces.setdefault(row["passage"], []).extend(found)
    in_graph = _fingerprints()
    assert len(pieces) >= 10
    assert {p: fingerprint(" ".join(found)) for p, found in pieces.items()} == {
        p: in_graph.get(p) for p in pieces
    }
    prefix = f"document/{spans.stem}/"
    unlocated = {p for p in in_graph if p.startswith(prefix)} - set(pieces)
    assert unlocated <= {passage for name, passage in NOT_WHOLE if name == rendering}
