"""The canned queries as an API."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from migkg.web import openapi
from migkg.web.exchange import Request
from migkg.web.openapi import FORMS
from migkg.web.site import respond

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset
    from migkg.web.exchange import Answer


def ask(dataset: Dataset, name: str, query: str = "", accept: str = "") -> Answer:
    return respond(dataset, Request(f"/api/query/{name}", query, headers={"accept": accept}))


def problem(answer: Answer) -> dict[str, Any]:
    assert answer.media_type == "application/problem+json"
    told = json.loads(answer.body)
    assert told["status"] == answer.status
    return dict(told)


def test_the_answer_is_that_of_the_command_line(dataset: Dataset) -> None:
    answer = ask(dataset, "links", "objective=22&format=csv")
    assert answer.body.decode() == dataset.graph.query("links", objective=22).to_csv()
    assert len(list(csv.reader(io.StringIO(answer.body.decode())))) > 2


@pytest.mark.parametrize(("form", "media_type"), FORMS.items())
def test_every_form(dataset: Dataset, form: str, media_type: str) -> None:
    named, accepted = ask(dataset, "gaps", f"format={form}"), ask(dataset, "gaps", accept=media_type)
    assert named.status == accepted.status == 200
    assert named.media_type == accepted.media_type == media_type
    assert named.body == accepted.body


def test_a_spreadsheet_is_one(dataset: Dataset) -> None:
    book = openpyxl.load_workbook(io.BytesIO(ask(dataset, "gaps", "format=xlsx").body))
    assert book.active["A1"].value == "objective"


def test_an_answer_that_is_too_long_can_be_had_in_lines(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openapi, "MOST_ROWS", 15)
    for form in FORMS:
        answer = ask(dataset, "gaps", f"format={form}")
        assert (answer.status == 200) == (form in ("csv", "tsv")), form
    assert "has 16 rows, and can be had as csv or tsv only" in problem(ask(dataset, "gaps"))["detail"]
    monkeypatch.setattr(openapi, "MOST_ROWS", 16)
    assert ask(dataset, "gaps").status == 200


def test_json_is_what_a_program_gets_that_says_nothing(dataset: Dataset) -> None:
    for accept in ("", "*/*", "application/json"):
        assert json.loads(ask(dataset, "gaps", accept=accept).body)["head"]["vars"][0] == "objective"


def test_names_in_other_languages_and_iris(dataset: Dataset) -> None:
    assert b"Lutter contre" in ask(dataset, "gaps", "lang=fr&format=csv").body
    assert ask(dataset, "gaps", "iris=true&format=csv").body.startswith(
        b"objective,title,status,objective_iri"
    )


@pytest.mark.parametrize(
    ("name", "query", "accept", "status", "words"),
    [
        ("coverge", "", "", 404, "Did you mean coverage"),
        ("sdg-texts", "", "", 404, "There is no query 'sdg-texts'"),
        ("links", "objectve=18", "", 400, "These are: objective, point, basis"),
        ("links", "objective=18&objective=19", "", 400, "given 2 times"),
        ("links", "objective=99", "", 404, "Known: 1, 2, 3"),
        ("links", "objective=", "", 400, "empty value"),
        ("links", "objective=%FF", "", 400, "UTF-8"),
        ("links", "objective=%00", "", 404, "No Objective"),
        ("links", "objective=18%22%20%7D%20%23", "", 404, "No Objective"),
        ("promises", "due=20x9", "", 400, "four digits"),
        ("gaps", "format=pdf", "", 400, "none of json, csv"),
        ("gaps", "lang=de", "", 400, "none of en, fr, es"),
        ("gaps", "iris=perhaps", "", 400, "none of false, true"),
        ("gaps", "iris=", "", 400, "none of false, true"),
        ("gaps", "", "image/png", 406, "no others"),
        ("gaps", "&".join(f"a{number}=1" for number in range(1001)), "", 400, "more than 1000"),
    ],
)
def test_refusals(dataset: Dataset, name: str, query: str, accept: str, status: int, words: str) -> None:
    answer = ask(dataset, name, query, accept)
    assert answer.status == status
    assert words in problem(answer)["detail"]


def test_every_query_is_listed_and_described(dataset: Dataset) -> None:
    listed = json.loads(respond(dataset, Request("/api/query")).body)["queries"]
    assert [query["name"] for query in listed] == sorted(dataset.queries)
    described = json.loads(respond(dataset, Request("/api/openapi.json")).body)
    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) == {"/api/query", *(query["href"] for query in listed)}
    for query in listed:
        parameters = described["paths"][query["href"]]["get"]["parameters"]
        names = [parameter["name"] for parameter in parameters]
        assert names == [*(one["name"] for one in query["parameters"]), "format", "lang", "iris"]


def test_every_query_answers(dataset: Dataset) -> None:
    for name in dataset.queries:
        assert ask(dataset, name, "format=json").status == 200, name
