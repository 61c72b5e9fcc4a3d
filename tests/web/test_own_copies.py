"""The user's own copies beside the graph: on this machine, where asked for, and nowhere else."""

from __future__ import annotations

import http.client
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from migkg import KnowledgeGraph
from migkg.fingerprint import fingerprint
from migkg.library import Copy, Library, Part
from migkg.publish import publish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "/document/gb335-pol-1-rev"
OWN = "Words of a copy that stands in for the paragraph on <pickers>."
SHOWN = "Words of a copy that stands in for the paragraph on &lt;pickers&gt;."
NEEDLE = "stands in for the paragraph"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with other words under the fingerprint of a paragraph that the graph has."""
    folder = tmp_path_factory.mktemp("own") / "library"
    source = KnowledgeGraph.open().source
    (row,) = source.select(
        "PREFIX mig: <https://w3id.org/migkg/ontology#> SELECT ?f "
        "{ <https://w3id.org/migkg/document/gb335-pol-1-rev/para/12> mig:fingerprint ?f }"
    ).rows
    with Library.open(folder) as opened:
        part = Part("para/12", "para 12", 1, str(row[0]), OWN)
        opened.put(Copy("gb335-pol-1-rev", "A copy", "GB.335/POL/1(Rev.)", "a.txt", "0", (part,)))
    return folder


@contextmanager
def serving(*options: str) -> Iterator[int]:
    command = [sys.executable, "-m", "migkg", "serve", "--port", "0", "--log", "off", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        told = server.stderr.readline()
        assert told.startswith("migkg: at "), told
        yield int(told.rstrip("/\n").rpartition(":")[2])
        server.terminate()
        assert server.wait(30) == 0


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept": "text/html", **headers})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


def test_it_stands_beside_the_graph_for_this_machine(library: Path) -> None:
    with serving("--library", str(library)) as port:
        for path in (PAGE, f"{PAGE}/para/12"):
            status, headers, text = ask(port, path)
            assert status == 200
            assert text.count(SHOWN) == 1
            assert "access-control-allow-origin" not in headers
            assert headers["cross-origin-resource-policy"] == "same-origin"
        assert ask(port, PAGE, Host=f"localhost:{port}")[0] == 200
        status, _, text = ask(port, PAGE, Host="attacker.example")
        assert status == 421
        assert NEEDLE not in text
        assert NEEDLE not in ask(port, f"{PAGE}/para/12.ttl")[2]


def test_it_is_not_there_unless_asked_for(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGKG_LIBRARY", str(library))
    with serving() as port:
        assert NEEDLE not in ask(port, f"{PAGE}/para/12")[2]


@pytest.mark.parametrize("options", [("--host", "0.0.0.0"), ("--trust-proxy", "127.0.0.1")])  # noqa: S104 -- refused
def test_it_is_never_shown_to_others(library: Path, options: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "migkg", "serve", "--port", "0", "--library", str(library), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "for this machine alone" in done.stderr


def test_without_a_library_it_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "migkg", "serve", "--port", "0", "--library", str(tmp_path / "none")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert "there is no library here" in done.stderr


SMALL = """\
@base <https://w3id.org/migkg/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<document/gb999> a mig:Document ; rdfs:label "Orchards"@en ; skos:notation "GB.999" .
<document/gb999/para/1> a mig:Paragraph ; dcterms:isPartOf <document/gb999> ; skos:notation "para 1" ;
    mig:order 1 ; dcterms:abstract "Tells of orchards."@en ; mig:fingerprint "{fingerprint}" .
"""


def test_a_published_site_holds_none_of_it(
    library: Path, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIGKG_LIBRARY", str(library))
    with Library.open(library) as opened:
        opened.put(Copy("gb999", "", "", "b.txt", "0", (Part("para/1", "para 1", 1, fingerprint(OWN), OWN),)))
    (tmp_path / "small.ttl").write_text(SMALL.format(fingerprint=fingerprint(OWN)))
    publish(KnowledgeGraph.open(tmp_path / "small.ttl"), tmp_path / "site", lambda *_: None, jobs=1)
    files = [path for path in (tmp_path / "site").rglob("*") if path.is_file()]
    assert any(b"Tells of orchards" in path.read_bytes() for path in files)
    for path in (*files, *(path for path in (root / "data").rglob("*") if path.is_file())):
        assert NEEDLE.encode() not in path.read_bytes(), path
