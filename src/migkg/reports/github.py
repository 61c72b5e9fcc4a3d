"""The report as GitHub's workflow commands: a log line each, shown beside the changed line in a review.

GitHub shows ten errors, ten warnings and ten notices a step and fifty of them a job; the log holds all.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.layout import plain
from migkg.reports.spelling import address, by_severity, cut, file_name, rules, statement
from migkg.reports.text import summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migkg.findings import Finding, Report, Rule
    from migkg.reports.spelling import Setting

__all__ = ["github"]

SHOWN: Final = 10
"""How many annotations of one kind GitHub shows a step."""

_COMMANDS: Final = {"Violation": "error", "Warning": "warning", "Info": "notice"}
_IN_MESSAGE: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY: Final = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}


def github(report: Report, setting: Setting) -> str:
    """One annotation a finding, the most severe first since those are shown, then a line that sums up."""
    known_rules = rules(report)
    lines = [_command(finding, known_rules, setting) for finding in sorted(report.findings, key=by_severity)]
    kinds = Counter(_kind(finding) for finding in report.findings)
    if any(number > SHOWN for number in kinds.values()):
        lines.append(f"GitHub shows the first {SHOWN} of each kind; this log has all {len(report.findings)}.")
    lines.append(summary(report))
    return "".join(f"{line}\n" for line in lines)


def _command(finding: Finding, known_rules: Mapping[str, Rule], setting: Setting) -> str:
    properties = {
        "file": file_name(finding.file, setting.root),
        "line": "" if finding.line is None or not finding.file else str(finding.line),
        "col": ""
        if finding.column is None or finding.line is None or not finding.file
        else str(finding.column),
        "title": cut(f"{finding.name} [{terms.shorten(finding.shape)}]", 200),
    }
    about = statement(finding)
    leads = address(finding.shape, known_rules[finding.shape])
    parts = [cut(finding.message, 1000), cut(finding.remedy, 1000), about, leads]
    message = "\n".join(part for part in parts if part) or finding.name or "wrong"
    given = ",".join(f"{key}={_escaped(value, _IN_PROPERTY)}" for key, value in properties.items() if value)
    return f"::{_kind(finding)} {given}::{_escaped(message, _IN_MESSAGE)}"


def _kind(finding: Finding) -> str:
    return _COMMANDS.get(finding.severity, "error")


def _escaped(text: str, escapes: Mapping[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in plain(text))
