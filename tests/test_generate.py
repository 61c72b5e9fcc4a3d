"""Made-up documents: as many as asked for, always the same, valid, and asked like the real ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg import terms
from migkg.graph import load
from migkg.project import Project
from migkg.queries import bind, load_queries, resolver_for
from migkg.sources import LocalSource
from migkg.validate import validate

if TYPE_CHECKING:
    from migkg.sources import Source

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "benchmarks" / "generate.py"
TRIPLES = 20_000
BOUND = {"conclusions", "countries", "coverage", "gaps", "instruments", "objective-themes", "sdg", "themes"}
"""One row for each objective, conclusion, country, …: what is never made anew."""


def generate(folder: Path, *options: str, triples: int = TRIPLES) -> list[Path]:
    command = [sys.executable, str(SCRIPT), str(triples), str(folder), *options]
    subprocess.run(command, check=True, capture_output=True)
    return sorted(path for path in folder.rglob("*") if path.is_file())


def quads(files: list[Path]) -> list[ox.Quad]:
    return [quad for file in files for quad in ox.parse(path=file, base_iri=terms.BASE)]


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return generate(tmp_path_factory.mktemp("generated"), "--format", "nq")


@pytest.fixture(scope="module")
def turtle(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return generate(tmp_path_factory.mktemp("generated"), triples=5_000)


def test_the_same_seed_gives_the_same_bytes(lines: list[Path], tmp_path: Path) -> None:
    again = generate(tmp_path, "--format", "nq")
    assert [path.name for path in again] == [path.name for path in lines]
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in lines]


def test_another_seed_gives_others(lines: list[Path], tmp_path: Path) -> None:
    others = generate(tmp_path, "--format", "nq", "--seed", "2")
    assert [path.read_bytes() for path in others] != [path.read_bytes() for path in lines]


@pytest.mark.parametrize("triples", [TRIPLES, 60_000])
def test_there_are_as_many_triples_as_asked_for(triples: int, tmp_path: Path) -> None:
    made = quads(generate(tmp_path, "--format", "nq", triples=triples))
    assert triples <= len(made) <= triples * 1.05
    assert len(set(made)) == len(made)


def test_every_gap_is_filled(tmp_path: Path) -> None:
    made = quads(generate(tmp_path, "--format", "nq", triples=200_000))
    texts = {quad.object.value for quad in made if isinstance(quad.object, ox.Literal)}
    assert [text for text in texts if terms.BASE in text] == []
    orders = [quad.object for quad in made if quad.predicate.value == f"{terms.ONTOLOGY}order"]
    assert orders
    assert all(isinstance(order, ox.Literal) and order.value.isdecimal() for order in orders)


def test_each_document_is_one_named_graph(lines: list[Path]) -> None:
    graphs = {quad.graph_name.value for quad in quads(lines) if isinstance(quad.graph_name, ox.NamedNode)}
    is_document = ox.NamedNode(f"{terms.ONTOLOGY}Document")
    documents = {quad.subject.value for quad in quads(lines) if quad.object == is_document}
    assert len(documents) > 15
    assert graphs == {iri.replace("/document/", "/graph/documents/") for iri in documents}


def test_both_formats_say_the_same(turtle: list[Path], tmp_path: Path) -> None:
    lined = quads(generate(tmp_path, "--format", "nq", triples=5_000))
    assert {quad.triple for quad in quads(turtle)} == {quad.triple for quad in lined}


@pytest.mark.parametrize("seed", ["1", "7"])
def test_documents_meet_all_shapes(seed: str, tmp_path: Path) -> None:
    files = generate(tmp_path, "--seed", seed, triples=5_000)
    report = validate(Project.packaged(), files)
    assert [str(finding) for finding in report.findings] == []
    assert len(files) > 4


def rows(source: Source) -> dict[str, int]:
    folder = Project.packaged().queries_folder
    assert folder is not None
    resolver = resolver_for(source)
    return {
        name: len(source.select(bind(query, {}, resolver)).rows)
        for name, query in load_queries(folder).items()
    }


@pytest.mark.slow
def test_every_canned_query_finds_more_than_in_the_real_documents_alone(lines: list[Path]) -> None:
    store = load(Project.packaged())
    source = LocalSource(store)
    before = rows(source)
    for path in lines:
        store.bulk_load(path=path)
    after = rows(source)
    assert [name for name, count in after.items() if count == 0] == []
    assert {name for name, count in after.items() if count <= before[name] * 1.05} == BOUND
