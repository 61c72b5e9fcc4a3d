"""What each graph is to hold: the same bytes for equal graphs, however the files are cut and read."""

from __future__ import annotations

import gc
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from migkg import contents as module
from migkg.contents import Content, content_of, contents
from migkg.errors import OutputError, ParseError, UsageError
from migkg.project import Project
from migkg.terms import GRAPH_BASE, GRAPH_LOADED


def quiet(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


def held(*paths: Path) -> dict[str, bytes]:
    """Graph → what it is to hold, by what the files say."""
    with contents(Project.from_files(paths), quiet) as found:
        for content in found.values():
            body = content.read()
            assert content == content_of(quad.triple for quad in ox.parse(body, ox.RdfFormat.N_TRIPLES))
        return {graph: content.read() for graph, content in found.items()}


@pytest.fixture(params=["at once", "in pieces"])
def piecewise(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """All waits in memory, or every triple is put down and every file is read quad by quad."""
    if request.param == "in pieces":
        monkeypatch.setattr(module, "_HELD", 0)
        monkeypatch.setattr(module, "_LARGE", 0)


def test_equal_graphs_are_equal_bytes_whatever_their_order_and_blank_nodes() -> None:
    def content(text: str) -> Content:
        return content_of(quad.triple for quad in ox.parse(text, ox.RdfFormat.TURTLE))

    first = content("<x:a> <x:b> _:one . _:one <x:c> _:two . _:two <x:d> 1 . <x:a> <x:b> 2 .")
    second = content("<x:a> <x:b> 2 . _:q <x:d> 1 . _:p <x:c> _:q . <x:a> <x:b> _:p .")
    assert first == second
    assert first.triples == 4
    assert content('<x:a> <x:b> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .') != content(
        "<x:a> <x:b> 7 ."
    )


def test_a_loose_file_without_graphs_becomes_one_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a é.ttl"
    path.write_text("<x:s> <x:p> 1 .")
    (graph,) = held(path)
    assert graph.startswith(GRAPH_BASE)
    assert unquote(graph.removeprefix(GRAPH_BASE)) == path.as_posix()


@pytest.mark.parametrize(
    ("quad", "message"),
    [
        (f"<x:s> <x:p> <x:o> <{GRAPH_LOADED}> .", "records what it has loaded"),
        ("<x:s> <x:p> <x:o> _:g .", "without a name"),
    ],
)
def test_graphs_that_cannot_be_loaded_are_refused(tmp_path: Path, quad: str, message: str) -> None:
    path = tmp_path / "a.nq"
    path.write_text(quad)
    with pytest.raises(UsageError, match=message):
        held(path)


@pytest.mark.usefixtures("piecewise")
def test_graphs_are_gathered_from_all_files_and_each_triple_counts_once(tmp_path: Path) -> None:
    first, second = tmp_path / "a.nq", tmp_path / "b.nq"
    lines = ('"é\\n\\u2028" <x:g>', "<x:1> <x:h>", "<x:0> <x:g>")
    first.write_text("".join(f"<x:s> <x:p> {line} .\n" for line in lines))
    second.write_text("<x:s> <x:p> <x:0> <x:g> .\n<x:s> <x:p> <x:2> <x:h> .\n")
    assert held(first, second) == {
        "x:g": '<x:s> <x:p> "é\\n\u2028" .\n<x:s> <x:p> <x:0> .\n'.encode(),
        "x:h": b"<x:s> <x:p> <x:1> .\n<x:s> <x:p> <x:2> .\n",
    }


@pytest.mark.usefixtures("piecewise")
def test_blank_nodes_of_two_files_in_one_graph_stay_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "a.nq", tmp_path / "b.nq"
    first.write_text("_:a <x:p> <x:1> <x:g> .\n_:a <x:p> <x:2> <x:g> .\n_:a <x:p> <x:3> <x:h> .\n")
    second.write_text("_:a <x:p> <x:3> <x:g> .\n")
    found = held(first, second)
    nodes = [line.split()[0] for line in sorted(found["x:g"].splitlines(), key=lambda line: line.split()[2])]
    assert nodes[0] == nodes[1] != nodes[2]
    assert found["x:h"] == b"_:c14n0 <x:p> <x:3> .\n"


@pytest.mark.usefixtures("piecewise")
def test_a_file_that_cannot_be_parsed_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    path.write_text("<x:s> <x:p> <x:o> .\n<x:s> <x:p> .\n")
    with pytest.raises(ParseError, match=r"a\.nt:2:1[23]"):
        held(path)


def test_a_file_of_the_dataset_that_says_nothing_is_an_empty_graph(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "empty.ttl").write_text("")
    (tmp_path / "data" / "manifest.ttl").write_text(
        "@prefix mig: <https://w3id.org/migkg/ontology#> .\n<graph/empty> a mig:DataFile ; "
        'mig:fileRole mig:referenceFile ; mig:path "data/empty.ttl" .'
    )
    with contents(Project.open(tmp_path), quiet) as found:
        assert {graph: content.read() for graph, content in found.items()} == {f"{GRAPH_BASE}empty": b""}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that takes nothing")
def test_where_there_is_no_room_for_it_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, full = tmp_path / "a.nt", Path("/dev/full")
    path.write_text("<x:s> <x:p> <x:o> .\n")
    monkeypatch.setattr(module, "TemporaryFile", lambda: full.open("w+b"))
    with pytest.raises(OutputError, match=r"No space left.*set TMPDIR"):
        held(path)
    gc.collect()  # closing it again must not fail either


def test_without_a_folder_for_temporary_files_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.nt"
    path.write_text("<x:s> <x:p> <x:o> .\n")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(OutputError, match="set TMPDIR"):
        held(path)
