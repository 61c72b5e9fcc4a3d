"""The baseline: what it lists does not fail, what is new does, and a wrong file says what is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from migkg import KnowledgeGraph
from migkg.baseline import (
    apply_baseline,
    fails,
    fingerprints,
    is_failing,
    read_baseline,
)
from migkg.errors import ParseError, UnreadableError, UsageError
from migkg.findings import FAIL_ON, Finding, Report
from migkg.reports import render

if TYPE_CHECKING:
    from pathlib import Path

REMEDY = "Make one with: migkg validate --format json -o FILE."
ONE = Finding(
    shape="https://w3id.org/migkg/shape/linkage/to",
    name="A linkage ends at one objective",
    severity="Violation",
    focus="claim/x",
    label="",
    path="mig:linkTo",
    value="objective/99",
    message="Give it one.",
    remedy="",
    file="data/a.ttl",
    line=12,
    column=5,
)
WARNING = replace(ONE, severity="Warning", shape="https://w3id.org/migkg/shape/other")
HINT = replace(ONE, severity="Info", shape="https://w3id.org/migkg/shape/third")
SYNTAX = replace(ONE, focus="", path="", value="", message="expected ';'")


def mark(finding: Finding) -> str:
    return fingerprints([finding])[0]


# --- what fails -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((), (False, False, False)),
        ((HINT,), (False, False, True)),
        ((HINT, WARNING), (False, True, True)),
        ((HINT, ONE), (True, True, True)),
        ((replace(ONE, severity="Deadly"),), (True, True, True)),
    ],
)
def test_what_fails(findings: tuple[Finding, ...], expected: tuple[bool, ...]) -> None:
    assert tuple(fails(Report(findings), fail_on) for fail_on in FAIL_ON) == expected


def test_known_findings_do_not_fail() -> None:
    assert not fails(Report((), known=(ONE,)), "info")


@pytest.mark.parametrize(
    "function", [lambda: fails(Report(()), "error"), lambda: is_failing(ONE, "Violation")]
)
def test_other_severities_are_refused(function: Any) -> None:
    with pytest.raises(UsageError, match=r"Choose one of violation, warning, info\."):
        function()


# --- fingerprints ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"line": 99, "column": None},
        {"name": "Called otherwise"},
        {"message": "Say it otherwise."},
        {"label": "X"},
        {"remedy": "Do it."},
        {"severity": "Warning"},
        {"file": "./data/a.ttl"},
    ],
)
def test_lines_and_words_do_not_matter(change: dict[str, Any]) -> None:
    assert mark(replace(ONE, **change)) == mark(ONE)


@pytest.mark.parametrize(
    "change",
    [
        {"shape": "https://w3id.org/migkg/shape/linkage/from"},
        {"file": "data/b.ttl"},
        {"focus": "claim/y"},
        {"path": "mig:linkFrom"},
        {"value": "objective/98"},
        {"value_term": '"objective/99"'},
    ],
)
def test_what_is_said_of_what_does(change: dict[str, Any]) -> None:
    assert mark(replace(ONE, **change)) != mark(ONE)


def test_a_finding_about_nothing_is_known_by_its_message() -> None:
    assert mark(replace(SYNTAX, line=1)) == mark(SYNTAX)
    assert mark(replace(SYNTAX, message="no such prefix")) != mark(SYNTAX)


def test_labels_of_blank_nodes_do_not_matter() -> None:
    one, two = (replace(ONE, focus=f"_:{label}", focus_term=f"_:{label}") for label in ("a1", "b2"))
    assert mark(one) == mark(two)
    assert fingerprints([one, two])[1] == mark(one).replace(":1", ":2")


@pytest.mark.parametrize("label", ["_:a1", "f3e698edcf45fb211eccef6629786dc0", "e69edcf45fb211ec"])
def test_labels_of_blank_shapes_do_not_matter(label: str) -> None:
    assert mark(replace(ONE, shape=label)) == mark(replace(ONE, shape="_:b7"))
    assert mark(replace(ONE, shape=label)) != mark(ONE)


def test_fingerprints_stay_the_same_from_version_to_version() -> None:
    """They lie in files of users: a change of this number makes every known finding new."""
    assert fingerprints([ONE, ONE]) == (
        "ceb97aa31003094a8c54ca6c36dcfd81:1",
        "ceb97aa31003094a8c54ca6c36dcfd81:2",
    )


def test_a_file_is_the_same_by_either_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absolute = replace(ONE, file=str(tmp_path / "data" / "a.ttl"))
    assert fingerprints([absolute], tmp_path) == fingerprints([ONE])
    assert fingerprints([absolute]) != fingerprints([ONE])
    monkeypatch.chdir(tmp_path)
    assert fingerprints([absolute]) == fingerprints([ONE])


# --- making and using one -------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_report_is_a_baseline(form: str, tmp_path: Path) -> None:
    old = Report((ONE, WARNING, SYNTAX, ONE), ("data/a.ttl",))
    path = tmp_path / "baseline"
    path.write_bytes(render(old, form))
    known = read_baseline(path)
    assert len(known) == 4
    moved = tuple(replace(one, line=(one.line or 0) + 100) for one in old.findings)
    new = replace(ONE, focus="claim/new")
    report = apply_baseline(Report((*moved, new)), known)
    assert report.findings == (new,)
    assert report.known == moved
    assert fails(report)
    assert not fails(apply_baseline(Report(moved), known), "info")


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_baseline_made_with_a_baseline_keeps_what_is_known(form: str, tmp_path: Path) -> None:
    path = tmp_path / "baseline"
    path.write_bytes(render(apply_baseline(Report((ONE, ONE, HINT)), frozenset([mark(ONE)])), form))
    assert apply_baseline(Report((ONE, ONE, HINT)), read_baseline(path)).findings == ()


def test_the_surplus_is_new() -> None:
    report = apply_baseline(Report((ONE, ONE, ONE)), frozenset(fingerprints([ONE, ONE])))
    assert (len(report.known), len(report.findings)) == (2, 1)
    again = apply_baseline(report, frozenset(fingerprints([ONE, ONE])))
    assert again == report


def test_the_rest_of_the_report_stays() -> None:
    report = Report((ONE,), ("data/a.ttl",), {}, {"data/a.ttl": (ONE.shape,)})
    applied = apply_baseline(report, frozenset([mark(ONE)]))
    assert (applied.files, applied.rules, applied.checked) == (report.files, report.rules, report.checked)
    assert apply_baseline(report, frozenset()) == report


def test_blank_nodes_of_a_real_run_are_recognised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two runs over one file give blank nodes other labels, and the same findings all the same."""
    monkeypatch.chdir(tmp_path)
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text(
        "@prefix mig: <https://w3id.org/migkg/ontology#> .\n"
        "[] a mig:Linkage ; mig:order 'x'^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
        "[] a mig:Linkage .\n",
        encoding="utf-8",
    )
    graph = KnowledgeGraph.open()
    first = graph.validate([wrong])
    assert any(finding.focus_term.startswith("_:") for finding in first.findings)
    path = tmp_path / "baseline.json"
    path.write_bytes(render(first, "json"))
    wrong.write_text("\n\n" + wrong.read_text(encoding="utf-8"), encoding="utf-8")
    second = graph.validate([wrong])
    assert len(second.findings) == len(first.findings)
    assert apply_baseline(second, read_baseline(path)).findings == ()


# --- wrong files ----------------------------------------------------------------------------------


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "baseline.json"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def add_oddities(document: dict[str, Any]) -> None:
    document["runs"][0]["invocations"] += [1, {"toolExecutionNotifications": [1]}]
    document["runs"][0]["results"].append(1)


def altered(form: str, change: Any) -> str:
    document = json.loads(render(Report((ONE,), known=(HINT,)), form))
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("content", "line", "column", "message"),
    [
        ("", 1, 1, "empty"),
        (" \n", 2, 1, "empty"),
        ('{"findings": [\n  {"fingerprint": 1},\n  oops]}', 3, 3, "no JSON"),
        ("a,b\r\n1,2\r\n", 1, 1, "no JSON"),
        ("[" * 100_000, None, None, "cannot be read"),
        ('{"findings": ' + "9" * 5000 + "}", None, None, "cannot be read"),
    ],
)
def test_no_json(tmp_path: Path, content: str, line: int | None, column: int | None, message: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(ParseError, match=message) as caught:
        read_baseline(path)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).endswith(REMEDY)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[]", "neither our JSON report nor our SARIF report"),
        ("null", "neither"),
        ('"findings"', "neither"),
        ('{"head": {}, "results": {"bindings": []}}', "neither"),
        ('{"findings": []}', "a report of version None, not 1"),
        ('{"version": 2, "findings": []}', "a report of version 2, not 1"),
        ('{"version": 1, "findings": {}}', "findings is no list"),
        ('{"version": 1, "findings": [], "known": null}', "known is no list"),
        ('{"version": 1, "findings": [{}]}', r"findings\[0\] has no fingerprint of ours"),
        ('{"version": 1, "findings": [{"fingerprint": "abc:1"}]}', r"findings\[0\] has no fingerprint"),
        ('{"version": 1, "findings": [[]]}', r"findings\[0\] has no fingerprint"),
        ('{"runs": 1}', "runs is no list"),
        ('{"runs": [1]}', r"SARIF of another tool \(runs\[0\]\)"),
        ('{"runs": [{"tool": {"driver": {"name": "CodeQL"}}, "results": []}]}', "SARIF of another tool"),
        ('{"runs": [{"tool": {"driver": {"name": "migkg"}}}]}', r"runs\[0\].results is no list"),
        ('{"runs": [{"tool": {"driver": {"name": "migkg"}}, "invocations": 5}]}', "results is no list"),
        (altered("json", lambda it: it["known"][0].pop("fingerprint")), r"known\[0\] has no fingerprint"),
        (
            altered("sarif", lambda it: it["runs"][0]["results"][1].pop("partialFingerprints")),
            r"runs\[0\].results\[1\] has no fingerprint of ours",
        ),
        (
            altered(
                "sarif",
                lambda it: it["runs"][0]["invocations"].insert(0, 1) or it["runs"][0]["results"].append(1),
            ),
            r"runs\[0\].results\[2\] has no fingerprint of ours",
        ),
    ],
)
def test_no_report_of_ours(tmp_path: Path, content: str, message: str) -> None:
    path = written(tmp_path, content)
    with pytest.raises(UsageError, match=message) as caught:
        read_baseline(path)
    assert str(caught.value).startswith(f"{path}: no baseline: ")
    assert str(caught.value).endswith(REMEDY)


def test_a_report_that_leaves_findings_out_is_no_baseline(tmp_path: Path) -> None:
    path = written(tmp_path, render(Report((ONE,) * 25_001), "sarif"))
    with pytest.raises(UsageError, match="had to leave findings out"):
        read_baseline(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\xff\xfe{\x00}\x00", "UTF-16"), (b'{"a": "\xe4"}', "not UTF-8"), (b"\0", "binary")],
)
def test_unreadable(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableError, match=message) as caught:
        read_baseline(written(tmp_path, content))
    assert str(caught.value).endswith(REMEDY)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no such file") as caught:
        read_baseline(tmp_path / "nowhere.json")
    assert "migkg validate --format json -o" in str(caught.value)
