"""The JSON form: it keeps to its schema, and holds all that is known."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from migkg.reports import render
from migkg.reports.as_json import SCHEMA

if TYPE_CHECKING:
    from migkg.findings import Report


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    content = json.loads(files("migkg.reports").joinpath("report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    assert content["$id"] == SCHEMA
    return jsonschema.Draft202012Validator(content)


def read(report: Report, **given: Any) -> dict[str, Any]:
    return json.loads(render(report, "json", **given))


@pytest.mark.parametrize("which", ["report", "hostile", "nothing"])
def test_it_validates(
    schema: jsonschema.Draft202012Validator, which: str, request: pytest.FixtureRequest
) -> None:
    schema.validate(read(request.getfixturevalue(which)))


def test_the_schema_can_fail(schema: jsonschema.Draft202012Validator, report: Report) -> None:
    document = read(report)
    del document["findings"][0]["fingerprint"]
    document["known"][0]["line"] = 0
    document["version"] = 2
    assert len(list(schema.iter_errors(document))) == 3


def test_every_field_is_described(schema: jsonschema.Draft202012Validator, report: Report) -> None:
    document = read(report)
    defined = schema.schema["$defs"]
    assert set(document) == set(schema.schema["properties"])
    assert set(document["findings"][0]) == set(defined["finding"]["properties"])
    assert set(document["rules"][0]) == set(defined["rule"]["properties"])


def test_a_finding_is_whole(report: Report) -> None:
    finding = read(report)["findings"][1]
    assert len(finding.pop("fingerprint")) == 34
    assert finding == {
        "rule": "https://w3id.org/migkg/shape/lexical/form",
        "name": "A literal is written as its datatype demands",
        "severity": "Violation",
        "file": "data/a.ttl",
        "line": 40,
        "column": None,
        "label": None,
        "focus": {"text": "plan/12/c", "term": "<https://w3id.org/migkg/plan/12/c>"},
        "property": {"text": "mig:due", "term": "<https://w3id.org/migkg/ontology#due>"},
        "value": {
            "text": '"20l9"^^xsd:gYear',
            "term": '"20l9"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        },
        "message": "Write 20l9 as its datatype demands.",
        "remedy": None,
    }


def test_what_there_is_not_is_null(report: Report) -> None:
    syntax = read(report)["findings"][3]
    assert [syntax[key] for key in ("focus", "property", "value", "label", "remedy")] == [None] * 5
    assert (syntax["line"], syntax["column"]) == (3, 7)


def test_the_head_counts(report: Report) -> None:
    document = read(report)
    assert document["counts"] == {"files": 3, "violation": 3, "warning": 1, "info": 1, "known": 1}
    assert (document["conforms"], document["failOn"], document["fails"]) == (False, "violation", True)
    assert document["files"][0] == {
        "name": "data/a.ttl",
        "rules": [
            "https://w3id.org/migkg/shape/linkage/from",
            "https://w3id.org/migkg/shape/linkage/to",
            "https://w3id.org/migkg/shape/quiet",
        ],
    }
    assert len(document["rules"]) == 7


@pytest.mark.parametrize(("fail_on", "is_failing"), [("violation", False), ("warning", True), ("info", True)])
def test_conforming_and_passing_are_two_things(report: Report, fail_on: str, is_failing: bool) -> None:
    mild = type(report)(report.findings[2:3])
    document = read(mild, fail_on=fail_on)
    assert (document["conforms"], document["fails"]) == (True, is_failing)
