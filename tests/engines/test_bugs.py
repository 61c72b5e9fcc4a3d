"""What an engine does wrong, each by the least data and query that show it; our queries are worded around it.

`<engine>/<bug>/` holds `data.ttl`, `query.rq`, what is expected (`expected.csv`), and what the engine answers
(`got.csv`) or says (`got.txt`) instead.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from engine_servers import ENGINES, Server, authorise, need, running
from migkg.contents import content_of
from migkg.engines import ENGINES as PROFILES
from migkg.errors import EndpointError
from migkg.remote import RemoteSource
from migkg.sources import LocalSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.sources import Source

HERE = Path(__file__).resolve().parent
BUGS = sorted(path.parent for path in HERE.glob("*/*/query.rq"))
IDS = [f"{folder.parent.name}/{folder.name}" for folder in BUGS]
GRAPH = "http://example.org/graph"


@pytest.fixture(scope="module", params=sorted(ENGINES))
def bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of each engine in turn that nobody else asks."""
    need(request.param)
    with running(request.param, tmp_path_factory.mktemp(request.param)) as server:
        yield server


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def asked(source: Source, folder: Path) -> list[list[str]]:
    """The answer of a source that holds the data of a bug and nothing else."""
    quads = ox.parse((folder / "data.ttl").read_bytes(), ox.RdfFormat.TURTLE)
    source.load(GRAPH, content_of(quad.triple for quad in quads).read())
    table = source.select((folder / "query.rq").read_text(encoding="utf-8"))
    return [[*table.columns], *([cell.text if cell else "" for cell in row] for row in table.rows)]


def test_each_bug_of_an_engine_that_is_run_here_is_told_on_the_page() -> None:
    page = (HERE.parents[1] / "docs" / "engines.md").read_text(encoding="utf-8")
    told = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `virtuoso/")}
    assert told == set(IDS)
    assert {folder.parent.name for folder in BUGS} <= set(ENGINES)


@pytest.mark.parametrize("folder", BUGS, ids=IDS)
def test_the_embedded_engine_answers_as_expected(folder: Path) -> None:
    assert asked(LocalSource(ox.Store()), folder) == rows(folder / "expected.csv")


@pytest.mark.parametrize("folder", BUGS, ids=IDS)
def test_the_engine_has_the_bug_and_no_other_has(
    folder: Path, bare: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When this fails for the engine that has the bug, it has been mended: take its folder away."""
    authorise(bare, monkeypatch)
    source = RemoteSource(bare.query, engine=replace(PROFILES[bare.engine], sent="nt"))
    if bare.engine != folder.parent.name:
        assert asked(source, folder) == rows(folder / "expected.csv")
    elif (folder / "got.txt").exists():
        with pytest.raises(EndpointError) as refusal:
            asked(source, folder)
        assert (folder / "got.txt").read_text(encoding="utf-8").strip() in str(refusal.value)
    else:
        assert asked(source, folder) == rows(folder / "got.csv") != rows(folder / "expected.csv")
