"""The report as JUnit XML: a suite a file, a case a rule that had something to look at in that file.

It keeps to what both schemas in use allow, that of Ant's JUnit task (which Jenkins' own reader, GitLab,
Azure and CircleCI follow) and the one of Jenkins' xUnit plug-in: one failure a case, output only of suites,
totals only at suites. The time that a single rule took is not measured and stands as 0. Suites must name a
time of day: that of SOURCE_DATE_EPOCH, else the beginning of 1970.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from migkg import terms
from migkg.baseline import is_failing
from migkg.findings import Rule
from migkg.reports.spelling import cut, file_name, one_line, place, rules, statement, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from migkg.findings import Finding, Report
    from migkg.reports.spelling import Setting

__all__ = ["junit"]

_SYNTAX: Final = f"{terms.BASE}shape/file/syntax"
_READABLE: Final = Rule("The file is well-formed")
_NO_FILE: Final = "(no file)"
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LISTED: Final = 100
"""How many findings of one rule in one file are told; a CI server shows the text whole."""


@dataclass(frozen=True, slots=True)
class _Suite:
    """What is to be told of one file."""

    file: str
    rules: tuple[tuple[str, Rule], ...]
    findings: tuple[Finding, ...]
    known: tuple[Finding, ...]


def junit(report: Report, setting: Setting) -> str:
    """The suites in order of the files; what does not fail, and what is known, stands in their output."""
    root = ET.Element("testsuites")
    for number, suite in enumerate(_suites(report)):
        _write(root, number, suite, setting)
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suites(report: Report) -> Iterator[_Suite]:
    """A suite for each file that was checked or that a finding names.

    Its rules are those that looked at something in it, and that the file is well-formed, if it was read.
    """
    applied = {_SYNTAX: _READABLE, **rules(report)}
    found, known = _by_file(report.findings), _by_file(report.known)
    for file in dict.fromkeys((*report.files, *found, *known)):
        looked = {*report.checked.get(file, ()), *(finding.shape for finding in (*found[file], *known[file]))}
        if file in report.files:
            looked.add(_SYNTAX)
        cases = tuple((iri, rule) for iri, rule in applied.items() if iri in looked)
        yield _Suite(file, cases, tuple(found[file]), tuple(known[file]))


def _by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        grouped[finding.file].append(finding)
    return grouped


def _write(root: ET.Element, number: int, suite: _Suite, setting: Setting) -> None:
    name = file_name(suite.file, setting.root) or _NO_FILE
    failing: dict[str, list[Finding]] = defaultdict(list)
    quiet = []
    for finding in suite.findings:
        if is_failing(finding, setting.fail_on):
            failing[finding.shape].append(finding)
        else:
            quiet.append(finding)
    element = ET.SubElement(
        root,
        "testsuite",
        {
            "id": str(number),
            "name": visible(name),
            "package": "migkg",
            "timestamp": (setting.moment or _BEGINNING).strftime("%Y-%m-%dT%H:%M:%S"),
            "hostname": "localhost",
            "tests": str(len(suite.rules)),
            "failures": str(len(failing)),
            "errors": "0",
            "skipped": "0",
            "time": "0",
        },
    )
    ET.SubElement(element, "properties")
    classname = name.replace(".", "_").replace("/", ".").strip(".")
    for iri, rule in suite.rules:
        title = visible(cut(f"{rule.name} [{terms.shorten(iri)}]"))
        case = ET.SubElement(
            element, "testcase", {"name": title, "classname": visible(classname), "time": "0"}
        )
        if iri in failing:
            _fail(case, failing[iri], setting)
    told = [*_told("", quiet, setting), *_told("Known: ", suite.known, setting)]
    ET.SubElement(element, "system-out").text = visible("\n".join(told))
    ET.SubElement(element, "system-err")


def _fail(case: ET.Element, findings: Sequence[Finding], setting: Setting) -> None:
    first = findings[0]
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    failure = ET.SubElement(
        case, "failure", {"type": visible(first.severity), "message": visible(f"{cut(first.message)}{more}")}
    )
    failure.text = visible("\n".join(_told("", findings, setting)))


def _told(prefix: str, findings: Sequence[Finding], setting: Setting) -> list[str]:
    """The findings as compilers would print them, one block each; past the hundredth they are counted."""
    blocks = []
    for finding in findings[:_LISTED]:
        lines = [f"{prefix}{place(finding, setting.root)}: {finding.severity}: {one_line(finding.name)}"]
        parts = (statement(finding), cut(finding.message), cut(finding.remedy))
        blocks.append("\n    ".join([*lines, *(part for part in parts if part)]))
    if len(findings) > _LISTED:
        blocks.append(f"{prefix}… and {len(findings) - _LISTED} more")
    return blocks
