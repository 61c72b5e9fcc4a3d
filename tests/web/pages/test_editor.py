from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

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


def test_without_scripts_there_is_a_form_that_asks_the_endpoint(dataset: Dataset) -> None:
    html = answer(dataset, "/editor")
    assert re.search(r'<form class="plain-editor" action="./sparql">', html)
    assert 'name="query"' in html
    page = shown(html)
    assert not page.inline
    targets = {path for path, _ in internal(page.links, "/editor")}
    assert {"/editor", "/sparql"} <= targets


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
