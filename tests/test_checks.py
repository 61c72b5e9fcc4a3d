"""Each check: silent on the real data, and each fault of its broken example found by two engines."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg import graph, terms

if TYPE_CHECKING:
    import rdflib

    from migkg.project import Project

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(path.stem for path in (ROOT / "queries" / "checks").glob("*.rq"))
BROKEN = ROOT / "tests" / "checks"

Rows = list[tuple[str, ...]]


def text_of(name: str) -> str:
    return (ROOT / "queries" / "checks" / f"{name}.rq").read_text(encoding="utf-8")


def ask_oxigraph(store: ox.Store, name: str) -> Rows:
    answer = store.query(text_of(name), use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    assert [variable.value for variable in answer.variables] == ["entity", "property", "value"]
    return [tuple(short(row[place].value) for place in range(3)) for row in answer]


def ask_rdflib(data: rdflib.Graph, name: str) -> Rows:
    return [tuple(short(str(term)) for term in row) for row in data.query(text_of(name))]


def short(text: str) -> str:
    """Relative to the base, as the expected tables write it."""
    return text.removeprefix(terms.BASE)


def expected(name: str) -> Rows:
    lines = csv.reader(io.StringIO((BROKEN / f"{name}.csv").read_text(encoding="utf-8")))
    header, *rows = [tuple(line) for line in lines]
    assert header == ("entity", "property", "value")
    return rows


@pytest.fixture(scope="module")
def vocabulary() -> list[ox.Quad]:
    return [quad for path in sorted((ROOT / "ontology").glob("*.ttl")) for quad in graph.parse_file(path)]


@pytest.fixture(scope="module")
def whole(project: Project) -> rdflib.Graph:
    return graph.rdflib_graph(project)


def test_every_check_has_a_broken_example() -> None:
    assert len(NAMES) >= 20
    assert {path.name for path in BROKEN.iterdir()} == {
        f"{name}.{kind}" for name in NAMES for kind in ("ttl", "csv")
    }


@pytest.mark.parametrize("name", NAMES)
def test_header_says_problem_and_remedy(name: str) -> None:
    header = [line.removeprefix("#+").strip() for line in text_of(name).splitlines() if line.startswith("#+")]
    keys = {line.split(":")[0] for line in header if re.match(r"\w+: \S", line)}
    assert {"summary", "description", "remedy", "tags"} <= keys
    assert all(line.endswith(".") for line in header if line.startswith("summary:"))
    assert "tags: [check, " in header[-1]


@pytest.mark.parametrize("name", NAMES)
def test_check_is_ordered_and_portable(name: str) -> None:
    body = re.sub(r'^#.*$|"[^"\n]*"', "", text_of(name), flags=re.MULTILINE)
    assert body.rstrip().splitlines()[-1].startswith("ORDER BY ")
    without_one_pattern = re.sub(r"NOT EXISTS \{ \?\w+ \S+ \?\w+( FILTER\([^()]*\))? \}", "", body)
    words = set(re.findall(r"[A-Z]{3,}", without_one_pattern))
    assert not words & {"EXISTS", "GRAPH", "SERVICE", "DESCRIBE", "FROM"}


@pytest.mark.parametrize("name", NAMES)
def test_finds_each_fault_and_nothing_else(name: str, vocabulary: list[ox.Quad]) -> None:
    quads = [*vocabulary, *graph.parse_file(BROKEN / f"{name}.ttl")]
    store, place = ox.Store(), ox.NamedNode(f"{terms.BASE}graph/x")
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, place) for quad in quads)
    assert expected(name)
    assert ask_oxigraph(store, name) == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_engines_find_the_same(name: str, vocabulary: list[ox.Quad]) -> None:
    import rdflib

    quads = [*vocabulary, *graph.parse_file(BROKEN / f"{name}.ttl")]
    triples = b"\n".join(f"{quad.triple} .".encode() for quad in quads)
    assert ask_rdflib(rdflib.Graph().parse(data=triples, format="nt"), name) == expected(name)


@pytest.mark.parametrize("name", NAMES)
def test_says_nothing_about_the_vocabulary_alone(name: str, vocabulary: list[ox.Quad]) -> None:
    store = ox.Store()
    store.extend(vocabulary)
    assert ask_oxigraph(store, name) == []


@pytest.mark.parametrize("name", NAMES)
def test_real_data_has_nothing_to_report(name: str, store: ox.Store) -> None:
    assert ask_oxigraph(store, name) == []


@pytest.mark.parametrize("name", NAMES)
def test_real_data_has_nothing_to_report_by_rdflib(name: str, whole: rdflib.Graph) -> None:
    assert ask_rdflib(whole, name) == []
