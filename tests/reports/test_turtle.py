"""The Turtle form: SHACL's own vocabulary, read back by two parsers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SH

from migkg.reports import render
from migkg.turtle import format_text

if TYPE_CHECKING:
    from migkg.findings import Report

PTR = rdflib.Namespace("http://www.w3.org/2009/pointers#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")
MIGKG = rdflib.Namespace("https://w3id.org/migkg/")
MIG = rdflib.Namespace("https://w3id.org/migkg/ontology#")


def graph_of(report: Report) -> rdflib.Graph:
    return rdflib.Graph().parse(data=render(report, "turtle"), format="turtle")


def canonical(content: bytes, form: ox.RdfFormat) -> ox.Dataset:
    """The triples with blank nodes named by what is said about them."""
    dataset = ox.Dataset(ox.parse(content, form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def said(graph: rdflib.Graph, shape: str) -> rdflib.term.Node:
    (result,) = graph.subjects(SH.sourceShape, MIGKG[f"shape/{shape}"])
    return result


@pytest.mark.parametrize("which", ["report", "hostile", "nothing"])
def test_two_parsers_read_the_same(which: str, request: pytest.FixtureRequest) -> None:
    content = render(request.getfixturevalue(which), "turtle")
    graph = rdflib.Graph().parse(data=content, format="turtle")
    ours = canonical(content, ox.RdfFormat.TURTLE)
    assert ours == canonical(graph.serialize(format="nt", encoding="utf-8"), ox.RdfFormat.N_TRIPLES)
    assert len(ours) == len(graph) >= 2


@pytest.mark.parametrize("which", ["report", "nothing"])
def test_it_is_in_canonical_form(which: str, request: pytest.FixtureRequest) -> None:
    content = render(request.getfixturevalue(which), "turtle").decode()
    assert format_text(content, Path("report.ttl")) == content


def test_it_is_a_validation_report(report: Report) -> None:
    graph = graph_of(report)
    (node,) = graph.subjects(RDF.type, SH.ValidationReport)
    results = set(graph.objects(node, SH.result))
    assert graph.value(node, SH.conforms) == rdflib.Literal(False)
    assert results == set(graph.subjects(RDF.type, SH.ValidationResult))
    assert len(results) == len(report.findings)
    for result in results:
        for one in (SH.focusNode, SH.resultSeverity, SH.resultMessage, SH.sourceShape):
            assert len(list(graph.objects(result, one))) == 1
        assert len(list(graph.objects(result, SH.resultPath))) <= 1


def test_a_result_has_the_terms_themselves(report: Report) -> None:
    graph = graph_of(report)
    result = said(graph, "lexical/form")
    assert graph.value(result, SH.focusNode) == MIGKG["plan/12/c"]
    assert graph.value(result, SH.resultPath) == MIG.due
    assert graph.value(result, SH.value) == rdflib.Literal("20l9", datatype=rdflib.XSD.gYear)
    assert graph.value(result, SH.resultSeverity) == SH.Violation
    assert graph.value(result, SH.resultMessage) == rdflib.Literal("Write 20l9 as its datatype demands.")
    phrase = said(graph, "phrase/length")
    assert graph.value(phrase, SH.value) == rdflib.Literal("un, deux", lang="fr")
    assert graph.value(phrase, RDFS.comment) == rdflib.Literal("Quote what bears the claim.")
    assert isinstance(graph.value(said(graph, "label"), SH.focusNode), rdflib.BNode)


def test_a_result_says_where(report: Report) -> None:
    graph = graph_of(report)
    pointer = graph.value(said(graph, "linkage/to"), PROV.atLocation)
    assert [graph.value(pointer, PTR[name]) for name in ("reference", "lineNumber", "charNumber")] == [
        rdflib.Literal("data/a.ttl"),
        rdflib.Literal(12),
        rdflib.Literal(5),
    ]
    pointer = graph.value(said(graph, "label"), PROV.atLocation)
    assert graph.value(pointer, PTR.lineNumber) is None


def test_what_is_wrong_with_a_file_is_about_the_file(report: Report) -> None:
    graph = graph_of(report)
    focus = graph.value(said(graph, "file/syntax"), SH.focusNode)
    assert graph.value(focus, RDFS.label) == rdflib.Literal("data/b 1.ttl")


def test_any_result_keeps_a_report_from_conforming(report: Report, nothing: Report) -> None:
    hint = replace(report, findings=report.findings[-1:])
    assert hint.conforms
    assert (None, SH.conforms, rdflib.Literal(False)) in graph_of(hint)
    assert (None, SH.conforms, rdflib.Literal(True)) in graph_of(nothing)
    assert (None, SH.conforms, rdflib.Literal(True)) in graph_of(replace(report, findings=()))


def test_texts_stand_in_where_terms_are_missing(report: Report) -> None:
    bare = replace(report.findings[1], focus_term="", path_term="", value_term="")
    graph = graph_of(replace(report, findings=(bare,)))
    result = said(graph, "lexical/form")
    assert graph.value(result, SH.focusNode) == MIGKG["plan/12/c"]
    assert graph.value(result, SH.resultPath) == MIG.due
    assert graph.value(result, SH.value) == rdflib.Literal('"20l9"^^xsd:gYear')


def test_many_findings_about_blank_nodes_are_written_in_time(report: Report) -> None:
    hint = report.findings[-1]
    found = tuple(
        replace(hint, focus=f"_:n{number // 3}", focus_term=f"_:n{number // 3}", line=number + 1)
        for number in range(3000)
    )
    assert (
        len(list(graph_of(replace(report, findings=found)).subjects(RDF.type, SH.ValidationResult))) == 3000
    )
