"""What holds for every form: it copes with anything, is the same each time, and names files as people do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from migkg.errors import UsageError
from migkg.findings import Finding, Report, Rule
from migkg.reports import FORMATS, as_table, render, summary

if TYPE_CHECKING:
    from pathlib import Path

OURS = ("text", "github", "junit", "sarif", "json", "html", "turtle")
TEXTS = tuple(form for form in FORMATS if form != "xlsx")


def test_all_forms_are_there() -> None:
    assert (*OURS, "csv", "tsv", "markdown", "xlsx") == FORMATS


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("which", ["report", "hostile", "nothing"])
def test_every_form_copes_with_every_report(form: str, which: str, request: pytest.FixtureRequest) -> None:
    content = render(request.getfixturevalue(which), form, fail_on="info")
    assert content
    if form != "xlsx":
        content.decode("utf-8")


@pytest.mark.parametrize("form", OURS)
def test_an_empty_report_is_whole(form: str) -> None:
    assert render(Report(()), form).endswith(b"\n")


@pytest.mark.parametrize("form", ["text", "github", "junit", "sarif", "html"])
def test_what_people_read_is_cut(hostile: Report, form: str) -> None:
    content = render(hostile, form).decode()
    assert "…" in content
    assert len(content) < 200_000


@pytest.mark.parametrize("form", ["json", "turtle"])
def test_what_programs_read_is_whole(hostile: Report, form: str) -> None:
    assert "x" * 1_000_000 in render(hostile, form).decode()


@pytest.mark.parametrize("form", TEXTS)
def test_the_same_input_gives_the_same_bytes(report: Report, form: str) -> None:
    assert render(report, form) == render(report, form)


def named(report: Report, label: str) -> Report:
    """The report with another label for its blank node."""
    old = "e698edcf45fb211eccef6629786dc0e9"

    def again(finding: Finding) -> Finding:
        texts = ("focus", "focus_term", "message")
        return replace(finding, **{key: getattr(finding, key).replace(old, label) for key in texts})

    return replace(report, findings=tuple(map(again, report.findings)))


@pytest.mark.parametrize("form", TEXTS)
def test_the_labels_of_blank_nodes_do_not_matter(report: Report, form: str) -> None:
    telling = tuple(
        replace(finding, message=f"{finding.message} {finding.focus} {finding.focus[2:]}")
        for finding in report.findings
    )
    told = replace(report, findings=telling)
    content = render(told, form)
    assert content == render(named(told, "0f0e698edcf45fb211eccef6629786dc"), form)
    assert b"e698edcf" not in content


@pytest.mark.parametrize("form", OURS)
def test_nor_does_the_order_to_which_those_labels_led(report: Report, form: str) -> None:
    hint = report.findings[-1]
    one, two = (
        replace(hint, focus=f"_:{label}", focus_term=f"_:{label}", path=path, path_term="")
        for label, path in (("a", "mig:basis"), ("b", "mig:due"))
    )
    swapped = (replace(two, focus="_:a", focus_term="_:a"), replace(one, focus="_:b", focus_term="_:b"))
    assert render(replace(report, findings=swapped), form) == render(
        replace(report, findings=(one, two)), form
    )


def test_blank_shapes_are_numbered_too() -> None:
    labels = ("_:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "_:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")
    found = [
        json.loads(
            render(
                Report(
                    (),
                    ("a.ttl",),
                    {one: Rule("First"), two: Rule("Second")},
                    {"a.ttl": (two, one)},
                ),
                "json",
            )
        )
        for one, two in (labels, labels[::-1])
    ]
    assert found[0] == found[1]
    assert [(rule["rule"], rule["name"]) for rule in found[0]["rules"]] == [
        ("_:b1", "First"),
        ("_:b2", "Second"),
    ]
    assert found[0]["files"][0]["rules"] == ["_:b1", "_:b2"]


def unnamed(label: str, name: str) -> Report:
    """A finding of a nameless shape, beside which stands another that found nothing."""
    one = Finding(label, name, "Violation", "", "", "", "", "Mend it.", "", "a.ttl", 1)
    rules = {label: Rule(name), "c0ffee5edcf45fb211eccef6629786": Rule("c0ffee5edcf45fb211eccef6629786")}
    return Report((one,), ("a.ttl",), rules, {"a.ttl": tuple(rules)})


@pytest.mark.parametrize("form", OURS)
@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("_:e698edcf45fb211eccef6629786dc0e9", "e698edcf45fb211eccef6629786dc0e9"),
        ("e698edcf45fb211eccef6629786dc0e9", "e698edcf45fb211eccef6629786dc0e9"),
        ("b0", ""),
    ],
)
def test_shapes_without_iri_or_name_are_told_only_if_they_found_something(
    form: str, label: str, name: str
) -> None:
    content = render(unnamed(label, name), form).decode()
    assert content == render(unnamed("_:other", "_:other"), form).decode()
    assert "c0ffee5" not in content
    assert ("unnamed shape" in content) == (form != "turtle")


@pytest.mark.parametrize("form", OURS)
def test_files_below_the_working_directory_have_short_names(
    report: Report, form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    absolute = replace(
        report,
        findings=tuple(replace(one, file=str(tmp_path / one.file)) for one in report.findings),
        known=tuple(replace(one, file=str(tmp_path / one.file)) for one in report.known),
        files=tuple(str(tmp_path / file) for file in report.files),
        checked={str(tmp_path / file): rules for file, rules in report.checked.items()},
    )
    assert render(absolute, form) == render(report, form)


def test_other_forms_are_refused() -> None:
    with pytest.raises(UsageError, match=r"no form 'pdf'.*Choose one of text, github"):
        render(Report(()), "pdf")
    with pytest.raises(UsageError, match=r"Nothing can fail on 'error'.*violation, warning, info"):
        render(Report(()), "text", fail_on="error")


@pytest.mark.parametrize("given", ["yesterday", "9" * 30, "1.5"])
def test_a_wrong_date_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    with pytest.raises(UsageError, match=r"SOURCE_DATE_EPOCH is .* Mend or unset it"):
        render(Report(()), "junit")


@pytest.mark.parametrize("form", [form for form in OURS if form not in ("junit", "sarif")])
def test_the_time_stands_only_where_it_must(
    report: Report, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = render(report, form)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert render(report, form) == before


def test_the_table_has_a_row_a_finding(report: Report) -> None:
    table = as_table(report)
    assert table.columns[:4] == ("file", "line", "severity", "rule")
    assert [row["line"] for row in table] == [12, 40, 41, 3, None]
    assert render(report, "csv").decode().splitlines()[1].startswith("data/a.ttl,12,Violation,A linkage ends")


def test_the_summary_counts(report: Report) -> None:
    assert summary(report) == "3 files checked: 3 violations, 1 warning, 1 hint; 1 known."
    assert summary(replace(report, findings=())) == "3 files checked: nothing new; 1 known."
    assert summary(Report((), ("a",))) == "1 file checked: nothing found."


@pytest.mark.parametrize("form", [*OURS, "csv", "markdown"])
def test_writing_loads_no_slow_library(form: str) -> None:
    script = (
        "from migkg.findings import Report\nfrom migkg.reports import render\n"
        f"render(Report((), ('a.ttl',)), {form!r})\n"
        "import sys\n"
        "print(*(name for name in ('rdflib', 'pyshacl', 'xlsxwriter', 'pandas') if name in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True, env=os.environ
    )
    assert done.stdout.split() == []
