"""Every example of the help texts runs, also the one that asks an endpoint; other commands ask there too."""

from __future__ import annotations

import argparse
import http.server
import shlex
import subprocess
import sys
import threading
import urllib.parse
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from material import DOCUMENT, lay, outline, paper, suggestions

from migkg.arguments import Parser, parser
from migkg.ingest.decisions import Reviewer
from migkg.ingest.desk import Desk
from migkg.library import Copy, Library, Part, library_folder
from migkg.sources import LocalSource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXAMPLE_URL = "http://localhost:3030/migkg/sparql"
QUESTION = "SELECT ?objective { ?o a mig:Objective ; skos:notation ?objective } LIMIT 1"
DRAFT = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<theme/a-draft>
    a mig:Theme ;
    rdfs:label "A draft"@en ;
    skos:inScheme <theme/> ;
.
"""
WHOLE = f'{DRAFT}\n<theme/> a skos:ConceptScheme ; rdfs:label "Themes"@en .\n'


def commands() -> dict[str, Parser]:
    """The parser of each command by name, `migkg` itself under its own."""
    top = parser()
    (subparsers,) = (action for action in top._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001
    return {"migkg": top, **subparsers.choices}


def is_server(example: str) -> bool:
    """Whether a command runs until it is ended."""
    return example.startswith("migkg serve") or example == "migkg review --into drafts"


EXAMPLES = sorted({example for command in commands().values() for example in command.examples})


@pytest.fixture(scope="module")
def endpoint(store: ox.Store) -> Iterator[str]:
    """A SPARQL endpoint with the packaged dataset, each file in its named graph, the default graph empty."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fields = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            graphs = [ox.NamedNode(graph) for graph in fields.get("default-graph-uri", [])]
            try:
                result = store.query(fields["query"][0], default_graph=graphs or None)
            except SyntaxError as error:
                return self.answer(400, str(error).encode(), "text/plain")
            if isinstance(result, ox.QueryTriples):
                return self.answer(
                    200, result.serialize(format=ox.RdfFormat.N_TRIPLES), "application/n-triples"
                )
            body = result.serialize(format=ox.QueryResultsFormat.JSON)
            return self.answer(200, body, "application/sparql-results+json")

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(204)
            self.end_headers()

        def answer(self, status: int, body: bytes, media_type: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/migkg/sparql"
        server.shutdown()


OURS = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://data.example.org/shape> a sh:NodeShape ; sh:targetClass <https://data.example.org/Book> .
"""

REVIEWED = """\
@base <https://w3id.org/migkg/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<document/gb600-pol-3> a mig:Document .
<document/gb600-pol-3/para/3> a mig:Paragraph ; dcterms:isPartOf <document/gb600-pol-3> ;
  mig:fingerprint "0123456789abcdef" ; skos:notation "para 3" .
"""


@pytest.fixture(scope="module", autouse=True)
def _own_copy() -> None:
    """A copy of a document in the library."""
    with Library.open(library_folder()) as library:
        parts = [Part(p.path, p.notation, p.order, p.fingerprint, p.text) for p in outline().passages]
        library.put(Copy(DOCUMENT, "Orchards", "GB.999/POL/7", "a.txt", "0", tuple(parts)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that examples name, in a git repository."""
    (tmp_path / "question.rq").write_text(QUESTION)
    (tmp_path / "draft.ttl").write_text(DRAFT)
    (tmp_path / "whole.ttl").write_text(WHOLE)
    (tmp_path / "ours.ttl").write_text(OURS)
    (tmp_path / "paper.txt").write_text(paper(0), encoding="utf-8")
    (tmp_path / "reviewed.ttl").write_text(REVIEWED, encoding="utf-8")
    desk = Desk(tmp_path / "drafts")
    lay(desk)
    Reviewer(desk, LocalSource(ox.Store()), "Ana").decide(DOCUMENT, suggestions()[0].key, "rejected", "No.")
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "files"]):
        subprocess.run(["git", "-C", str(tmp_path), *settings, *arguments], check=True)  # noqa: S607
    return tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program, *arguments = shlex.split(command)
    assert program == "migkg"
    return subprocess.run(
        [sys.executable, "-m", "migkg", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )


def test_every_command_has_an_example_of_itself_in_its_help() -> None:
    found = commands()
    assert {"query", "sparql", "describe", "validate", "build", "load", "fmt"} <= set(found)
    for name, command in found.items():
        text = command.format_help()
        assert command.examples
        for example in command.examples:
            assert f"\n  {example}\n" in text
            assert example.startswith("migkg" if name == "migkg" else f"migkg {name}")


def test_every_option_is_explained() -> None:
    for command in commands().values():
        for action in command._actions:  # noqa: SLF001 -- argparse has no public way to ask
            assert action.help or isinstance(action, argparse._SubParsersAction), action  # noqa: SLF001


@pytest.mark.parametrize("example", [one for one in EXAMPLES if is_server(one)])
def test_an_example_of_a_server_runs_until_it_is_ended(example: str, folder: Path) -> None:
    command = [sys.executable, "-m", "migkg", *shlex.split(example)[1:], "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as server:
        assert server.stderr is not None
        assert server.stderr.readline().startswith(b"migkg: at http://127.0.0.1:")
        server.terminate()
        assert server.wait(20) == 0


@pytest.mark.parametrize("example", [one for one in EXAMPLES if not is_server(one)])
def test_an_example_runs(example: str, folder: Path, endpoint: str) -> None:
    before = {path.name for path in folder.iterdir()}
    done = run(example.replace(EXAMPLE_URL, endpoint), folder)
    assert done.returncode == 0, done.stdout + done.stderr
    words = shlex.split(example)
    if "-o" in words or words[1] in ("publish", "release"):
        target = folder / (words[words.index("-o") + 1] if "-o" in words else "public")
        written = list(target.iterdir()) if target.is_dir() else [target]
        assert written
        assert all(path.stat().st_size for path in written if path.suffix)
    else:
        assert {path.name for path in folder.iterdir()} == before
        silent = ("validate", "fmt", "diff", "review", "search")
        assert done.stdout or words[1] in silent
        assert len(done.stdout.splitlines()) > 1 or "ASK" in example or words[1] in silent


@pytest.mark.parametrize("command", sorted(commands()))
def test_help_is_given_on_stdout(command: str, folder: Path) -> None:
    done = run(f"migkg {'' if command == 'migkg' else command} --help", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "examples:\n  migkg " in done.stdout


# --- the same answers from an endpoint ----------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "migkg query coverage",
        "migkg query links objective=22 basis=stated",
        "migkg describe 'plan/12/c'",
        "migkg sparql 'SELECT ?n { ?o a mig:Objective ; skos:notation ?n } ORDER BY ?n'",
        "migkg sparql 'ASK { ?o a mig:Objective }'",
        "migkg sparql 'CONSTRUCT WHERE { <https://w3id.org/migkg/objective/18> ?p ?o }'",
    ],
)
def test_an_endpoint_answers_like_the_files(command: str, folder: Path, endpoint: str) -> None:
    local, remote = run(command, folder), run(f"{command} --endpoint {endpoint}", folder)
    assert (remote.returncode, remote.stderr) == (0, "")
    assert remote.stdout == local.stdout != ""


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("migkg query links objective=99", "Did you mean"),
        ("migkg sparql 'ASK { ?s '", "does not parse"),
        ("migkg describe nothing-at-all", "Nothing is called"),
    ],
)
def test_an_endpoint_s_refusals_are_told(command: str, message: str, folder: Path, endpoint: str) -> None:
    done = run(f"{command} --endpoint {endpoint}", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_endpoint_that_is_not_there_is_named(folder: Path) -> None:
    done = run("migkg query coverage --endpoint http://127.0.0.1:9/sparql", folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("migkg: http://127.0.0.1:9/sparql: ")
