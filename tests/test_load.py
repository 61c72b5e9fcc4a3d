"""`migkg load` at a real server: what is sent, what is recorded, and that it may be killed at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest

from migkg import load
from migkg.cli import main
from migkg.contents import content_of, contents
from migkg.engines import ENGINES
from migkg.errors import EndpointError, MigkgError, UsageError
from migkg.graph_store import GraphStore
from migkg.project import Project
from migkg.remote import RemoteSource
from migkg.sources import LocalSource
from migkg.terms import GRAPH_BASE, GRAPH_LOADED, XSD
from servers import oxigraph, put, scripted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OXIGRAPH = ENGINES["oxigraph"]
DONE = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


def quiet(_what: str, _done: int, _total: int) -> None:
    """Show no progress."""


@pytest.fixture
def server() -> Iterator[str]:
    with oxigraph() as url:
        yield url


def written(path: Path, **graphs: str) -> Path:
    """An N-Quads file; each graph under our base, by its name, with a triple for each word."""
    lines = [
        f"<x:s> <x:p> <x:{word}> <{GRAPH_BASE}{name}> .\n"
        for name, words in graphs.items()
        for word in words.split()
    ]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def run(server: str, *arguments: str) -> int:
    return main(["load", "--endpoint", f"{server}/query", "--engine", "oxigraph", *arguments])


def held(server: str) -> dict[str, str]:
    """The digest of each graph that the server holds, but for the record."""
    graphs = RemoteSource(f"{server}/query").graphs()
    return {graph: digest_at(server, graph) for graph in graphs if graph != GRAPH_LOADED}


def digest_at(server: str, graph: str) -> str:
    address = f"{server}/store?graph={quote(graph, safe='')}"
    request = urllib.request.Request(address, headers={"Accept": "application/n-triples"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        quads = ox.parse(answer.read(), ox.RdfFormat.N_TRIPLES)
        return content_of(quad.triple for quad in quads).digest


def record(server: str) -> dict[str, str]:
    return load.recorded(RemoteSource(f"{server}/query"))


def wanted(path: Path) -> dict[str, str]:
    with contents(Project.from_files([path]), quiet) as found:
        return {graph: content.digest for graph, content in found.items()}


def actions(output: str) -> dict[str, str]:
    rows = [line.split(",") for line in output.splitlines()[1:]]
    return {row[0].removeprefix(GRAPH_BASE): row[1] for row in rows}


# --- what is done


def test_only_what_has_changed_is_sent(
    server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "a.nq", a="one two", b="three")
    assert run(server, "--data", str(path)) == 0
    done = capsys.readouterr()
    assert done.out.split() == ["graph,action,triples", f"{GRAPH_BASE}a,new,2", f"{GRAPH_BASE}b,new,1"]
    assert done.err.endswith("2 graphs: 2 new, 0 changed, 0 unchanged.\n")
    assert held(server) == record(server) == wanted(path)

    assert run(server, "--data", str(path)) == 0
    assert actions(capsys.readouterr().out) == {"a": "unchanged", "b": "unchanged"}

    path = written(tmp_path / "a.nq", a="one two", b="three four", c="five")
    assert run(server, "--data", str(path)) == 0
    assert actions(capsys.readouterr().out) == {"a": "unchanged", "b": "changed", "c": "new"}
    assert held(server) == record(server) == wanted(path)


def test_a_dry_run_writes_nothing(server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path / "a.nq", a="one", b="two")
    assert run(server, "--data", str(path), "--dry-run") == 0
    done = capsys.readouterr()
    assert actions(done.out) == {"a": "new", "b": "new"}
    assert "Nothing was written" in done.err
    assert RemoteSource(f"{server}/query").graphs() == ()


def test_graphs_that_are_no_longer_there_go_only_with_prune(
    server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = f"{GRAPH_BASE}theirs"
    put(f"{server}/store?graph={theirs}", "<x:s> <x:p> 1 .")
    run(server, "--data", str(written(tmp_path / "a.nq", a="one", b="two")))
    less = written(tmp_path / "a.nq", a="one")
    capsys.readouterr()

    assert run(server, "--data", str(less)) == 0
    done = capsys.readouterr()
    assert actions(done.out) == {"a": "unchanged", "b": "left"}
    assert f"no longer in the dataset ({GRAPH_BASE}b): take them away with --prune" in done.err
    assert f"{GRAPH_BASE}b" in held(server)

    assert run(server, "--data", str(less), "--prune") == 0
    assert actions(capsys.readouterr().out) == {"a": "unchanged", "b": "pruned"}
    assert set(held(server)) == {f"{GRAPH_BASE}a", theirs}
    assert record(server) == wanted(less)


def test_a_store_is_no_dataset_to_load_and_nothing_is_pruned_for_it(
    server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = written(tmp_path / "d.nq", a="1", b="2")
    assert run(server, "--data", str(data)) == 0
    before = held(server)
    assert main(["build", "--data", str(data), "-o", str(tmp_path / "build")]) == 0
    capsys.readouterr()
    assert run(server, "--data", str(tmp_path / "build"), "--prune") == 2
    assert "has no files" in capsys.readouterr().err
    assert held(server) == before


def test_a_graph_that_somebody_took_away_is_written_again(server: str, tmp_path: Path) -> None:
    path = written(tmp_path / "a.nq", a="one", b="two")
    run(server, "--data", str(path))
    GraphStore(f"{server}/query", engine=OXIGRAPH).delete(f"{GRAPH_BASE}a")
    assert set(held(server)) == {f"{GRAPH_BASE}b"}
    assert run(server, "--data", str(path)) == 0
    assert held(server) == wanted(path)


def test_an_empty_graph_is_sent_once(server: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "empty.ttl").write_text("")
    (tmp_path / "data" / "manifest.ttl").write_text(
        "@prefix mig: <https://w3id.org/migkg/ontology#> .\n<graph/empty> a mig:DataFile ; "
        'mig:fileRole mig:referenceFile ; mig:path "data/empty.ttl" .'
    )
    for expected in ("new", "unchanged"):
        assert run(server, "--data", str(tmp_path)) == 0
        assert actions(capsys.readouterr().out) == {"empty": expected}


def test_the_packaged_dataset_answers_from_there_as_it_does_here(server: str) -> None:
    from migkg import KnowledgeGraph

    assert run(server) == 0
    here, there = KnowledgeGraph.open(), KnowledgeGraph.connect(f"{server}/query", engine="oxigraph")
    for name in ("coverage", "disagreements", "sdg"):
        assert there.query(name) == here.query(name), name


def test_the_record_is_not_among_what_is_asked(server: str) -> None:
    run(server)
    source = RemoteSource.open(f"{server}/query", engine=OXIGRAPH)
    assert not source.ask(f"ASK {{ ?graph <{load.DIGEST}> ?digest }}")
    assert not source.ask(f"ASK {{ GRAPH ?any {{ ?graph <{load.DIGEST}> ?digest }} }}")
    assert GRAPH_LOADED not in source.graphs()


def test_a_source_here_is_loaded_as_one_far_away(tmp_path: Path) -> None:
    source = LocalSource(ox.Store())

    def run_here(path: Path) -> dict[str, str]:
        with contents(Project.from_files([path]), quiet) as found:
            steps = load.plan(found, source, prune=True)
            load.carry_out(steps, found, source, quiet)
        assert load.recorded(source) == wanted(path)
        return {step.graph.removeprefix(GRAPH_BASE): step.action for step in steps}

    assert run_here(written(tmp_path / "a.nq", a="one", b="two")) == {"a": "new", "b": "new"}
    less = written(tmp_path / "a.nq", a="one", c="three")
    assert run_here(less) == {"a": "unchanged", "b": "pruned", "c": "new"}
    assert source.graphs() == tuple(f"{GRAPH_BASE}{name}" for name in ("a", "c", "loaded"))


# --- where it goes


def test_where_graphs_are_written_must_be_known_and_on_that_server() -> None:
    with pytest.raises(EndpointError, match="--engine fuseki"):
        GraphStore("http://127.0.0.1/sparql")
    with pytest.raises(EndpointError, match="not a query URL of Oxigraph"):
        GraphStore("http://127.0.0.1/sparql", engine=OXIGRAPH)
    with pytest.raises(UsageError, match="on the server that --endpoint names"):
        GraphStore("http://127.0.0.1/sparql", store_url="http://127.0.0.1:81/store")
    assert GraphStore("http://127.0.0.1/sparql", store_url="http://127.0.0.1/store").url.endswith("/store")


def rows(record: dict[str, str]) -> bytes:
    """A server's answer to who asks for its record."""
    found = [
        {"graph": {"type": "uri", "value": graph}, "digest": {"type": "literal", "value": digest}}
        for graph, digest in record.items()
    ]
    body = json.dumps({"head": {"vars": ["graph", "digest"]}, "results": {"bindings": found}})
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def steps_and_requests(answers: list[tuple[bytes, ...]]) -> tuple[list[str], MigkgError | None]:
    """What is sent, in short, where a graph is pruned, one is changed and one is new."""
    before = f'<{GRAPH_BASE}a> <{load.DIGEST}> "sha256:0" . <{GRAPH_BASE}z> <{load.DIGEST}> "sha256:0" .'
    there = LocalSource(ox.Store())
    there.load(GRAPH_LOADED, before.replace(" . ", " .\n").encode())
    contents = {f"{GRAPH_BASE}{name}": content_of([]) for name in "ab"}
    steps = load.plan(contents, there, prune=True)
    error = None
    with scripted([(rows(load.recorded(there)),), *answers]) as (url, requests):
        store = GraphStore(url, engine=OXIGRAPH, store_url=url.replace("/sparql", "/store"))
        try:
            load.carry_out(steps, contents, RemoteSource(url, engine=OXIGRAPH, store=store), quiet)
        except MigkgError as caught:
            error = caught
    assert requests.pop(0).startswith(b"POST /sparql ")
    told = []
    for request in requests:
        head, _, body = request.partition(b"\r\n\r\n")
        method, address = head.decode().split()[:2]
        name = unquote(address.partition("graph=")[2]).removeprefix(GRAPH_BASE)
        unfinished = body.count(b'"unfinished"')
        told.append(f"{method} {name}" + (f" {unfinished} unfinished" if name == "loaded" else ""))
    return told, error


def test_what_is_about_to_change_is_recorded_first_and_what_is_done_last() -> None:
    told, error = steps_and_requests([(DONE,)])
    assert error is None
    assert told == ["PUT loaded 3 unfinished", "PUT a", "PUT b", "DELETE z", "PUT loaded 0 unfinished"]


def test_what_is_done_is_recorded_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "CHECKPOINT", -1.0)
    told, _ = steps_and_requests([(DONE,)])
    assert [line for line in told if "loaded" in line] == [
        f"PUT loaded {count} unfinished" for count in (3, 2, 1, 0, 0)
    ]


def test_a_failure_is_told_and_what_was_done_is_recorded() -> None:
    failed = b"HTTP/1.1 500 Oops\r\nContent-Length: 5\r\n\r\nsorry"
    told, error = steps_and_requests([(DONE,), (DONE,), (failed,), (DONE,)])
    assert told == ["PUT loaded 3 unfinished", "PUT a", "PUT b", "PUT loaded 2 unfinished"]
    assert "500 Oops and says: sorry" in str(error)


def test_a_change_is_never_tried_again_and_follows_no_redirect() -> None:
    moved = b"HTTP/1.1 307 There\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"
    busy = b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"
    for answer, message in ((moved, "another address"), (busy, "503 Busy"), (b"", "connection broke")):
        with scripted([(answer,)]) as (url, requests):
            store = GraphStore(url, engine=OXIGRAPH, store_url=url, timeout=10)
            with pytest.raises(EndpointError, match=message):
                store.put(f"{GRAPH_BASE}a", b"")
            assert len(requests) == 1


@pytest.mark.parametrize(
    ("engine", "media_type", "body"),
    [
        ("oxigraph", "application/n-triples", b"<x:a> <x:b> <x:c> .\n"),
        ("fuseki", "application/trig", b"{\n<x:a> <x:b> <x:c> .\n}\n"),
        ("virtuoso", "text/turtle", b"<x:a> <x:b> <x:c> .\n"),
    ],
)
def test_a_graph_is_sent_so_that_the_server_sees_a_cut(engine: str, media_type: str, body: bytes) -> None:
    with scripted([(DONE,)]) as (url, requests):
        GraphStore(url, engine=ENGINES[engine], store_url=url).put("x:g", b"<x:a> <x:b> <x:c> .\n")
    head, _, sent = requests[0].partition(b"\r\n\r\n")
    assert f"content-type: {media_type}\r\n".encode() in head.lower() + b"\r\n"
    assert sent == body


WHOLE = f"^^<{XSD}integer>"


@pytest.mark.parametrize(
    ("term", "sent"),
    [
        (f'"401000000000"{WHOLE}', "401000000000"),
        (f'"-3000000000"{WHOLE}', "-3000000000"),
        (f'"214000000"{WHOLE}', f'"214000000"{WHOLE}'),
        (f'"0401000000000"{WHOLE}', f'"0401000000000"{WHOLE}'),
        (f'"9223372036854775808"{WHOLE}', f'"9223372036854775808"{WHOLE}'),
        (f'"401000000000"^^<{XSD}decimal>', f'"401000000000"^^<{XSD}decimal>'),
        (r'" \"401000000000\"^^<integer> ."', r'" \"401000000000\"^^<integer> ."'),
    ],
)
def test_virtuoso_gets_long_whole_numbers_bare(term: str, sent: str) -> None:
    with scripted([(DONE,)]) as (url, requests):
        store = GraphStore(url, engine=ENGINES["virtuoso"], store_url=url)
        store.put("x:g", f"<x:a> <x:b> {term} .\n".encode())
    body = requests[0].partition(b"\r\n\r\n")[2].decode()
    assert body == f"<x:a> <x:b> {sent} .\n"
    before, after = ({*ox.parse(text, ox.RdfFormat.TURTLE)} for text in (f"<x:a> <x:b> {term} .", body))
    assert before == after


@pytest.mark.parametrize("length", [0, 30, 60])
def test_a_body_that_was_cut_changes_nothing(server: str, length: int) -> None:
    graph = f"{GRAPH_BASE}a"
    store = GraphStore(f"{server}/query", engine=OXIGRAPH)
    store.put(graph, b"<x:old> <x:p> <x:o> .\n")
    before = held(server)
    body = b"<x:new> <x:p> <x:o1> .\n<x:new> <x:p> <x:o2> .\n<x:new> <x:p> <x:o3> .\n"
    port = int(server.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as connection:
        head = f"PUT /store?graph={graph} HTTP/1.1\r\nHost: a\r\nContent-Type: application/n-triples\r\n"
        connection.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:length])
        time.sleep(0.1)
    time.sleep(0.2)
    assert held(server) == before


# --- ended at any moment

KILLS = 100
OF_PROCESSES = 12
"""So many of them end a process started from nothing; the others end a fork, which gets to work at once."""

SIZES = {"a": 20, "b": 1000, "c": 100, "d": 3000, "e": 1}


def version(path: Path, name: str) -> Path:
    """Five graphs of different sizes, one of which only this version has, and no triple like another's."""
    graphs = {graph: " ".join(f"{name}{number}" for number in range(size)) for graph, size in SIZES.items()}
    graphs[f"only-{name}"] = "one two"
    return written(path, **graphs)


def start(arguments: list[str], *, fork: bool) -> int:
    """A process that runs the command; its id."""
    if not fork:
        command = [sys.executable, "-m", "migkg", *arguments]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid
    process = os.fork()
    if process == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os._exit(main(arguments))
    return process


def ended(process: int, seconds: float) -> bool:
    """Whether it had to be killed after that time."""
    time.sleep(seconds)
    os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL


def duration(arguments: list[str], *, fork: bool) -> float:
    started = time.monotonic()
    os.waitpid(start(arguments, fork=fork), 0)
    return time.monotonic() - started


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs SIGKILL and fork")
def test_ended_at_any_moment_each_graph_is_whole_and_the_next_run_mends_all(tmp_path: Path) -> None:
    chance = random.Random(5)
    old, new = version(tmp_path / "old.nq", "old"), version(tmp_path / "new.nq", "new")
    with oxigraph() as server:

        def arguments(path: Path) -> list[str]:
            where = ["--endpoint", f"{server}/query", "--engine", "oxigraph"]
            return ["load", *where, "--data", str(path), "--prune"]

        lasting = {True: duration(arguments(old), fork=True), False: duration(arguments(new), fork=False)}
        digests = {old: wanted(old), new: wanted(new)}
        assert held(server) == record(server) == digests[new]
        killed = between = 0
        for number in range(3 * KILLS):
            if killed == KILLS:
                break
            fork = killed >= OF_PROCESSES
            process = start(arguments(old), fork=fork)
            was_killed = ended(
                process, chance.uniform(0 if number % 4 == 0 else lasting[fork] / 2, lasting[fork])
            )
            lasting[fork] *= 1.03 if was_killed else 0.9
            before, after, state = digests[new], digests[old], held(server)
            for graph in before.keys() | after.keys():
                assert state.get(graph) in (before.get(graph), after.get(graph)), (number, graph)
            killed += was_killed
            between += state not in (before, after)
            assert main(arguments(old)) == 0
            assert held(server) == record(server) == after
            old, new = new, old
        assert killed == KILLS
        assert between > KILLS / 10, "hardly any run was ended while it was at work"
