"""`migkg load` of the real dataset onto each server: only what changed is sent, and what is gone can go."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from engine_servers import ENGINES, Server, arguments, authorise, need, running
from migkg.cli import main
from migkg.engines import ENGINES as PROFILES
from migkg.remote import RemoteSource
from migkg.terms import GRAPH_BASE, GRAPH_LOADED

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
CHANGED = "activities/tools"
REMOVED = "activities/courses"
MANIFEST = "manifest"
"""It is loaded too, and changes with the list of files."""


@pytest.fixture(scope="module", params=sorted(ENGINES))
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of each engine in turn, which holds nothing and which nobody else asks."""
    need(request.param)
    with running(request.param, tmp_path_factory.mktemp(request.param)) as server:
        yield server


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """The dataset, to be changed."""
    for folder in ("data", "ontology", "queries", "shapes"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def without(dataset: Path, graph: str) -> None:
    """Take a file out of a dataset, and what its manifest says of it."""
    (dataset / "data" / f"{graph}.ttl").unlink()
    manifest = dataset / "data" / "manifest.ttl"
    parts = manifest.read_text(encoding="utf-8").split("\n\n")
    left = [part for part in parts if not part.startswith(f"<graph/{graph}>\n")]
    assert len(left) == len(parts) - 1
    manifest.write_text("\n\n".join(left), encoding="utf-8")


def test_only_what_has_changed_is_sent_and_what_is_gone_goes_when_told(
    empty: Server, dataset: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    authorise(empty, monkeypatch)
    address = urlsplit(empty.query)
    nowhere = ("--graph-store", f"{address.scheme}://{address.netloc}/not/there")
    source = RemoteSource(empty.query, engine=PROFILES[empty.engine])

    def load(*options: str) -> tuple[dict[str, set[str]], str]:
        """Action → graphs, and what was said."""
        assert main(["load", *arguments(empty), "--data", str(dataset), "--format", "csv", *options]) == 0
        said = capsys.readouterr()
        found: dict[str, set[str]] = {}
        for row in csv.DictReader(said.out.splitlines()):
            found.setdefault(row["action"], set()).add(row["graph"].removeprefix(GRAPH_BASE))
        return found, said.err

    def held() -> set[str]:
        ours = {graph for graph in source.graphs() if graph.startswith(GRAPH_BASE)}
        return {graph.removeprefix(GRAPH_BASE) for graph in ours - {GRAPH_LOADED}}

    first, _ = load()
    everything = first.pop("new")
    assert not first
    assert {CHANGED, REMOVED} < everything == held()

    # Where nobody takes a graph, only a run that sends none can succeed.
    assert load(*nowhere)[0] == {"unchanged": everything}

    with (dataset / "data" / f"{CHANGED}.ttl").open("a", encoding="utf-8") as file:
        file.write('\n<tool/added> <http://www.w3.org/2000/01/rdf-schema#label> "Added"@en .\n')
    assert main(["load", *arguments(empty), "--data", str(dataset), *nowhere]) == 2
    capsys.readouterr()
    assert load()[0] == {"changed": {CHANGED}, "unchanged": everything - {CHANGED}}
    assert source.ask(f'ASK {{ GRAPH <{GRAPH_BASE}{CHANGED}> {{ ?added ?label "Added"@en }} }}')

    without(dataset, REMOVED)
    rest = everything - {REMOVED}
    actions, said = load()
    assert actions == {"changed": {MANIFEST}, "unchanged": rest - {MANIFEST}, "left": {REMOVED}}
    assert f"no longer in the dataset ({GRAPH_BASE}{REMOVED}): take them away with --prune" in said
    assert held() == everything
    assert load("--prune")[0] == {"unchanged": rest, "pruned": {REMOVED}}
    assert held() == rest
    assert load(*nowhere)[0] == {"unchanged": rest}
