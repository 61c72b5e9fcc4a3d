"""JUnit XML: readers accept it, the counts are right, and what fails is what should."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from junitparser import Failure, JUnitXml

from migkg.findings import Report
from migkg.reports import render

SUITE = {"id", "name", "package", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"}


def parsed(report: Report, fail_on: str = "violation") -> ET.Element:
    return ET.fromstring(render(report, "junit", fail_on=fail_on))  # noqa: S314 -- our own output


def suites(report: Report, fail_on: str = "violation") -> list[ET.Element]:
    return list(parsed(report, fail_on))


@pytest.mark.parametrize("which", ["report", "hostile", "nothing"])
@pytest.mark.parametrize("fail_on", ["violation", "info"])
def test_it_keeps_to_what_both_schemas_allow(
    which: str, fail_on: str, request: pytest.FixtureRequest
) -> None:
    """The demands of the two schemas in use: attributes, and the order and number of elements."""
    root = parsed(request.getfixturevalue(which), fail_on)
    assert root.tag == "testsuites"
    assert not root.attrib
    assert len(root)
    for number, suite in enumerate(root):
        assert suite.tag == "testsuite"
        assert set(suite.attrib) == SUITE
        assert suite.get("id") == str(number)
        assert suite.get("name")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", suite.get("timestamp", ""))
        assert re.fullmatch(
            "properties(,testcase)+,system-out,system-err", ",".join(part.tag for part in suite)
        )
        for case in suite.iter("testcase"):
            assert set(case.attrib) == {"name", "classname", "time"}
            assert [part.tag for part in case] in ([], ["failure"])
            assert all(set(part.attrib) == {"type", "message"} for part in case)
        names = [case.get("name") for case in suite.iter("testcase")]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("which", ["report", "hostile", "nothing"])
def test_the_counts_are_right(which: str, request: pytest.FixtureRequest) -> None:
    for suite in suites(request.getfixturevalue(which)):
        assert suite.get("tests") == str(len(suite.findall("testcase")))
        assert suite.get("failures") == str(len(suite.findall("testcase/failure")))
        assert (suite.get("errors"), suite.get("skipped")) == ("0", "0")


def test_a_usual_reader_finds_suites_cases_and_failures(report: Report) -> None:
    read = JUnitXml.fromstring(render(report, "junit"))
    read.update_statistics()
    assert (read.tests, read.failures, read.errors, read.skipped) == (9, 3, 0, 0)
    assert [suite.name for suite in read] == ["data/a.ttl", "data/b 1.ttl", "data/c.ttl"]
    first = next(iter(read))
    failing = {case.name: case for case in first if case.result}
    assert sorted(failing) == [
        "A linkage ends at one objective [shape/linkage/to]",
        "A literal is written as its datatype demands [shape/lexical/form]",
    ]
    failure = failing["A linkage ends at one objective [shape/linkage/to]"].result[0]
    assert isinstance(failure, Failure)
    assert failure.message == "Give the linkage exactly one mig:linkTo."
    assert failure.text.startswith("data/a.ttl:12:5: Violation: A linkage ends at one objective\n")


def test_a_case_is_a_rule_that_looked_at_something_in_the_file(report: Report) -> None:
    first, second, third = suites(report)
    assert [case.get("name") for case in first.iter("testcase")] == [
        "A file is well-formed [shape/file/syntax]",
        "A literal is written as its datatype demands [shape/lexical/form]",
        "A linkage starts at a point [shape/linkage/from]",
        "A linkage ends at one objective [shape/linkage/to]",
        "An evidence phrase is short [shape/phrase/length]",
        "Nothing is wrong here [shape/quiet]",
    ]
    assert {case.get("classname") for case in first.iter("testcase")} == {"data.a_ttl"}
    assert [len(list(suite.iter("testcase"))) for suite in (second, third)] == [1, 2]


@pytest.mark.parametrize(
    ("fail_on", "failures"), [("violation", [2, 1, 0]), ("warning", [3, 1, 0]), ("info", [3, 1, 1])]
)
def test_what_does_not_fail_is_told_in_the_output(report: Report, fail_on: str, failures: list[int]) -> None:
    found = suites(report, fail_on)
    assert [int(suite.get("failures", "")) for suite in found] == failures
    quiet = [suite.findtext("system-out") or "" for suite in found]
    assert ("data/a.ttl:41:5: Warning: An evidence phrase is short" in quiet[0]) == (fail_on == "violation")
    assert ("data/c.ttl: Info: A thing has a label" in quiet[2]) == (fail_on != "info")
    assert "Known: data/a.ttl:101: Violation: A linkage starts at a point" in quiet[0]


def test_several_findings_of_one_rule_are_one_failure(report: Report) -> None:
    many = Report(report.findings[:1] * 150, report.files, report.rules)
    failure = suites(many)[0].find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "Give the linkage exactly one mig:linkTo. (and 149 more)"
    assert (failure.text or "").count("data/a.ttl:12:5:") == 100
    assert (failure.text or "").endswith("… and 50 more")


def test_a_file_in_which_nothing_was_looked_at_has_a_case_all_the_same(nothing: Report) -> None:
    assert [len(list(suite.iter("testcase"))) for suite in suites(nothing)] == [2, 1]


def test_the_time_is_that_of_the_source(nothing: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {suite.get("timestamp") for suite in suites(nothing)} == {"1970-01-01T00:00:00"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert {suite.get("timestamp") for suite in suites(nothing)} == {"2023-11-14T22:13:20"}
