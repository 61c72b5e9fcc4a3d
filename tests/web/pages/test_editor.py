from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import html5lib
import pytest

from migkg import terms
from migkg.web import site
from migkg.web.exchange import Request
from migkg.web.pages import editor
from shown_pages import answer, internal, shown

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset


def text_in(html: str) -> str:
    parsed = html5lib.parse(html, namespaceHTMLElements=False)
    (field,) = parsed.iter("textarea")
    return field.text or ""


def test_it_begins_with_a_query_that_runs(dataset: Dataset) -> None:
    html = answer(dataset, "/editor")
    html5lib.HTMLParser(strict=True).parse(html)
    assert text_in(html) == editor.FIRST
    assert len(dataset.graph.source.select(text_in(html))) == 23


def test_the_worked_examples_of_the_documentation_can_be_opened(dataset: Dataset) -> None:
    held = editor.examples()
    assert [example.number for example in held] == [str(number) for number in range(1, 11)]
    for example in held:
        html = answer(dataset, "/editor", f"example={example.number}")
        assert text_in(html) == example.text
        assert len(dataset.graph.source.select(example.text)) > 0, example.title


def test_canned_queries_open_with_the_values_given(dataset: Dataset) -> None:
    text = text_in(answer(dataset, "/editor", "open=links&objective=22&point="))
    assert "<https://w3id.org/migkg/objective/22>" in text
    assert "#+" not in text
    assert len(dataset.graph.source.select(text)) == len(dataset.graph.query("links", objective="22"))
    for name in dataset.queries:
        assert dataset.graph.source.select(text_in(answer(dataset, "/editor", f"open={name}"))).columns


def test_a_query_in_the_address_stands_in_the_field_and_nowhere_else(dataset: Dataset) -> None:
    html = answer(dataset, "/editor", "query=%3C%2Ftextarea%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")
    assert text_in(html) == "</textarea><script>alert(1)</script>"
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("open=nothing", 404, "no query"),
        ("open=links&objective=99", 400, "99"),
        ("example=11", 404, "no example 11"),
    ],
)
def test_what_there_is_not_is_refused(dataset: Dataset, query: str, status: int, told: str) -> None:
    said = site.respond(dataset, Request("/editor", query))
    assert said.status == status
    assert told in said.body.decode()


def test_without_scripts_there_is_a_form(dataset: Dataset) -> None:
    html = answer(dataset, "/editor", "lang=fr")
    assert re.search(r'<form class="plain-editor" action="./editor">', html)
    assert re.search(r'<input type="hidden" name="lang" value="fr">', html)
    page = shown(html)
    assert not page.inline
    targets = {path for path, _ in internal(page.links, "/editor")}
    assert {"/editor", "/sparql"} <= targets


def ran(dataset: Dataset, query: str) -> tuple[int, str]:
    said = site.respond(
        dataset, Request("/editor", urlencode({"query": query, "run": "1"}), headers={"accept": "text/html"})
    )
    html = said.body.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    assert text_in(html) == query
    return said.status, html


def test_the_form_shows_rows_with_links_and_downloads(dataset: Dataset) -> None:
    status, html = ran(dataset, "SELECT ?o ?place { ?o a mig:Objective ; mig:order ?place } ORDER BY ?place")
    page = shown(html)
    assert (status, page.text.count("23 rows")) == (200, 1)
    assert "/objective/1" in {path for path, _ in internal(page.links, "/editor")}
    (csv,) = [link for link in page.links if "format=csv" in link]
    found = site.respond(dataset, Request("/sparql", urlsplit(csv).query))
    assert found.status == 200
    assert found.media_type.startswith("text/csv")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("ASK { ?s a mig:Objective }", ">Yes</h2>"),
        ("ASK { ?s a mig:Nothing }", ">No</h2>"),
        ("CONSTRUCT { ?s a mig:X } { ?s a mig:Compact }", "instrument/GCM"),
        ("SELECT ?s { ?s a mig:Nothing }", "0 rows"),
    ],
)
def test_the_form_shows_every_kind_of_answer(dataset: Dataset, query: str, told: str) -> None:
    status, html = ran(dataset, query)
    assert status == 200
    assert told in html


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * {\n ?s ?p }", "line 2, column"),
        ("DELETE WHERE { ?s ?p ?o }", "problem"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "problem"),
        ("<script>alert(1)</script>", "problem"),
    ],
)
def test_the_form_tells_what_is_wrong_and_where(dataset: Dataset, query: str, told: str) -> None:
    status, html = ran(dataset, query)
    assert status == 400
    assert told in html
    assert 'aria-describedby="problem"' in html
    assert "<script>alert" not in html


def test_terms_for_completion_are_those_of_the_dataset_by_use(dataset: Dataset) -> None:
    said = site.respond(dataset, Request("/editor/vocabulary.json"))
    assert said.media_type == "application/json"
    held = json.loads(said.body)
    assert held["prefixes"] == dict(terms.PREFIXES)
    counts = {term["iri"]: term["count"] for term in held["classes"]}
    assert counts[f"{terms.ONTOLOGY}Objective"] == 23
    assert {f"{terms.ONTOLOGY}linkFrom", f"{terms.PREFIXES['skos']}notation"} <= {
        term["iri"] for term in held["properties"]
    }
    ours = [term["count"] for term in held["classes"] if term["iri"].startswith(terms.ONTOLOGY)]
    assert ours == sorted(ours, reverse=True)
    assert all(term["label"] for term in held["classes"] + held["properties"])
