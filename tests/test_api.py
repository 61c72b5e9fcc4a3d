"""The Python interface: open or connect, ask, describe, validate."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import rdflib

import migkg
from migkg import KnowledgeGraph, Report, Table, UsageError
from migkg.errors import EndpointError, ProjectError, QuerySyntaxError, UnknownNameError, UnreadableError
from migkg.terms import BASE

if TYPE_CHECKING:
    from pathlib import Path

    from migkg.project import Project
    from migkg.sources import LocalSource

DATA = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<objective/1> a mig:Objective ; skos:notation "1" ; rdfs:label "First"@en ; mig:order 1 .
<objective/2> a mig:Objective ; skos:notation "2" ; rdfs:label "Second"@en ; mig:order 2 .
"""
MANIFEST = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
<graph/gcm> a mig:DataFile ; mig:fileRole mig:entityFile ; mig:path "data/gcm.ttl" .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small dataset with a manifest."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "gcm.ttl").write_text(DATA)
    (tmp_path / "data" / "manifest.ttl").write_text(MANIFEST)
    return tmp_path


@pytest.fixture(scope="module")
def graph() -> KnowledgeGraph:
    return KnowledgeGraph.open()


# --- opening ----------------------------------------------------------------------------------


def test_the_packaged_dataset_answers(graph: KnowledgeGraph) -> None:
    table = graph.query("coverage")
    assert [row["objective"] for row in table] == [str(number) for number in range(1, 24)]
    assert table.title == graph.queries()["coverage"].summary


def test_another_folder_is_asked_with_the_packaged_questions(folder: Path) -> None:
    for path in (folder, str(folder), folder / "data", [folder]):
        table = KnowledgeGraph.open(path).query("coverage")
        assert [(row["objective"], row["title"]) for row in table] == [("1", "First"), ("2", "Second")]


def test_a_dataset_may_bring_its_own_questions(folder: Path) -> None:
    (folder / "queries").mkdir()
    (folder / "queries" / "own.rq").write_text("#+ summary: Mine?\nSELECT ?s { ?s ?p 1 }")
    with (folder / "data" / "manifest.ttl").open("a") as manifest:
        manifest.write('<graph/queries> a mig:DataFile ; mig:fileRole mig:queryFile ; mig:path "queries" .\n')
    graph = KnowledgeGraph.open(folder)
    assert list(graph.queries()) == ["own"]
    assert [row["s"] for row in graph.query("own")] == [f"{BASE}objective/1"]
    with pytest.raises(UnknownNameError):
        graph.query("coverage")


def test_loose_files_keep_their_default_graph_unless_union(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text("<x:a> <x:p> <x:o> <x:g> .\n<x:b> <x:p> <x:o> .\n")
    (tmp_path / "b.ttl").write_text("<x:c> <x:p> <x:o> .")
    files = [tmp_path / "a.nq", tmp_path / "b.ttl"]
    question = "SELECT ?s { ?s <x:p> <x:o> } ORDER BY ?s"

    def subjects(graph: KnowledgeGraph) -> list[object]:
        answer = graph.sparql(question)
        assert isinstance(answer, Table)
        return [row["s"] for row in answer]

    assert subjects(KnowledgeGraph.open(files)) == ["x:b", "x:c"]
    assert subjects(KnowledgeGraph.open(files, union=True)) == ["x:a", "x:b", "x:c"]


def test_what_cannot_be_opened_is_refused_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="no manifest"):
        KnowledgeGraph.open(tmp_path)
    with pytest.raises(UnreadableError, match="no such file"):
        KnowledgeGraph.open(tmp_path / "none.ttl")
    with pytest.raises(EndpointError, match="cannot be reached"):
        KnowledgeGraph.connect("http://127.0.0.1:9/sparql", timeout=5)


# --- asking -----------------------------------------------------------------------------------


def test_parameters_may_be_numbers_and_none_is_not_given(graph: KnowledgeGraph) -> None:
    one = graph.query("links", objective=22)
    assert one.rows == graph.query("links", objective="22", point=None, basis=None).rows
    assert {row["objective"] for row in one} == {"22"}
    assert 0 < len(one) < len(graph.query("links"))


def test_the_answer_has_the_type_that_the_form_of_the_query_says(graph: KnowledgeGraph) -> None:
    table = graph.sparql("SELECT ?o { ?o a mig:Objective ; mig:order 18 }")
    assert isinstance(table, Table)
    assert [row["o"] for row in table] == [f"{BASE}objective/18"]
    assert graph.sparql("ASK { <objective/18> a mig:Objective }") is True
    assert graph.sparql("ASK { <objective/24> a mig:Objective }") is False
    for query in ("CONSTRUCT WHERE { ?o a mig:Objective }", "DESCRIBE <objective/18>"):
        found = graph.sparql(query)
        assert isinstance(found, rdflib.Graph)
        assert rdflib.URIRef(f"{BASE}objective/18") in found.subjects()


@pytest.mark.parametrize(
    "query", ["ASK { ?s a mig:Objective ) }", "SELECT * { ?s mig:x }", "ASK {\n ?s mig:x }"]
)
def test_a_wrong_query_is_placed_where_the_user_wrote_it(graph: KnowledgeGraph, query: str) -> None:
    with pytest.raises(QuerySyntaxError) as declared:
        graph.sparql(f"PREFIX mig: <x:>\n{query}")
    with pytest.raises(QuerySyntaxError) as undeclared:
        graph.sparql(query)
    assert declared.value.line is not None
    assert undeclared.value.line == declared.value.line - 1
    assert undeclared.value.column == declared.value.column


@pytest.mark.parametrize("query", ["INSERT DATA { <x:a> a mig:Objective }", "DROP ALL", ""])
def test_what_is_no_query_is_refused(graph: KnowledgeGraph, query: str) -> None:
    with pytest.raises(QuerySyntaxError, match="nothing is changed") as caught:
        graph.sparql(query)
    assert (caught.value.line, caught.value.column) == (1, 1)


def test_a_thing_is_described_by_any_of_its_names(graph: KnowledgeGraph) -> None:
    by_notation = graph.describe("C97")
    assert by_notation.iri == f"{BASE}instrument/C97"
    assert by_notation == graph.describe("instrument/C97") == graph.describe(f"{BASE}instrument/C97")
    with pytest.raises(UnknownNameError) as caught:
        graph.describe("Ethiopa")
    assert "Ethiopia" in caught.value.suggestions


@pytest.mark.parametrize("lang", ["fr", "es"])
def test_an_answer_names_things_in_the_language_that_is_asked_for(graph: KnowledgeGraph, lang: str) -> None:
    known = graph.sparql(f'SELECT ?o ?n {{ ?o a mig:Objective ; rdfs:label ?n FILTER(LANG(?n) = "{lang}") }}')
    assert isinstance(known, Table)
    names = {str(row["o"]): str(row["n"]) for row in known}
    assert len(names) > 20
    table, english = graph.query("coverage", lang=lang), graph.query("coverage")
    shown = {str(row["objective_iri"]): str(row["title"]) for row in table}
    fallback = {str(row["objective_iri"]): str(row["title"]) for row in english}
    assert shown == fallback | names
    assert [row["objective"] for row in table] == [row["objective"] for row in english]


def test_names_inside_lists_are_in_the_language_too(graph: KnowledgeGraph) -> None:
    def topics(lang: str) -> set[str]:
        cells = (str(row["about"]) for row in graph.query("figures-by-theme", lang=lang))
        return {topic for cell in cells for topic in cell.split("; ")}

    assert {"United States", "Enterprise development"} <= topics("en")
    assert {"États-Unis", "Enterprise development"} <= topics("fr")
    assert {"Estados Unidos", "Enterprise development"} <= topics("es")
    assert "United States" not in topics("fr") | topics("es")


def test_what_is_shown_in_english_for_want_of_another_name_is_told(graph: KnowledgeGraph) -> None:
    table = graph.query("coverage", lang="fr")
    shown = {str(row["status"]) for row in table}
    assert graph.untranslated(table, "fr") == tuple(sorted(shown)) == graph.untranslated(table, "FR")
    assert "addressed" in shown
    assert graph.untranslated(graph.query("coverage"), "en") == ()
    assert graph.untranslated(graph.query("sdg", lang="es"), "es") == ()


def test_a_description_is_told_in_the_language_that_is_asked_for(graph: KnowledgeGraph) -> None:
    told = graph.describe("theme/decent-work", lang="fr")
    assert (told.label, graph.describe("theme/decent-work", lang="es").label) == (
        "Travail décent",
        "Trabajo decente",
    )
    assert "Travail décent" not in graph.untranslated(told, "fr")
    claims = [fact.value_label for fact in told.backlinks]
    assert set(graph.untranslated(told, "fr")) & set(claims)


def test_an_unknown_language_is_refused(graph: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="Names cannot be shown in 'de'"):
        graph.query("coverage", lang="de")
    with pytest.raises(UsageError, match="Names cannot be shown in 'de'"):
        graph.describe("C97", lang="de")
    with pytest.raises(UsageError, match="Names cannot be shown in 'de'"):
        graph.untranslated(graph.query("sdg"), "de")


def test_a_report_names_what_is_wrong_in_a_file_of_ones_own(graph: KnowledgeGraph, tmp_path: Path) -> None:
    bad = tmp_path / "bad.ttl"
    bad.write_text(DATA.replace("mig:order 1", 'mig:order "one"^^<http://www.w3.org/2001/XMLSchema#integer>'))
    report = graph.validate([bad])
    assert isinstance(report, Report)
    assert not report.conforms
    assert {finding.file for finding in report.findings} == {bad.as_posix()}
    assert any("one" in finding.value for finding in report.findings)


def test_an_endpoint_is_not_validated(project: Project, source: LocalSource) -> None:
    with pytest.raises(UsageError, match="Only files can be validated"):
        KnowledgeGraph(project, source).validate()


# --- the package ------------------------------------------------------------------------------


def test_every_public_name_can_be_imported_and_is_documented() -> None:
    assert list(migkg.__all__) == sorted(migkg.__all__)
    for name in migkg.__all__:
        assert getattr(migkg, name).__doc__, name
    assert set(migkg.__all__) <= set(dir(migkg))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        importlib.import_module("migkg").nothing  # noqa: B018 -- looking it up is the point


def test_every_error_is_public() -> None:
    from migkg import errors

    assert set(errors.__all__) <= set(migkg.__all__)


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import migkg, sys; print(sorted(m for m in sys.modules if m.startswith('migkg')))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(shown.stdout) == ["migkg"]
