"""The report for a terminal: file by file, what is wrong and what to do, and a line that sums up."""

from __future__ import annotations

from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.findings import SEVERITIES
from migkg.layout import plain
from migkg.reports.spelling import cut, file_name, one_line, statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.findings import Finding, Report
    from migkg.reports.spelling import Setting

__all__ = ["summary", "text"]

_WORDS: Final = MappingProxyType(
    {"Violation": ("violation", "violations"), "Warning": ("warning", "warnings"), "Info": ("hint", "hints")}
)


def text(report: Report, setting: Setting) -> str:
    """The findings file by file, then an empty line and the summary; known findings are only counted."""
    blocks = []
    for file, findings in groupby(report.findings, key=lambda finding: finding.file):
        lines = [one_line(file_name(file, setting.root)) or "(no file)"]
        lines += [line for finding in findings for line in _lines(finding)]
        blocks.append("\n".join(lines))
    return _harmless("\n\n".join([*blocks, summary(report)])) + "\n"


def summary(report: Report) -> str:
    """How many files were checked and what was found, in one line."""
    checked = f"{len(report.files)} {'file' if len(report.files) == 1 else 'files'} checked"
    sums = [
        f"{number} {_WORDS[severity][number > 1]}"
        for severity in SEVERITIES
        if (number := report.count(severity))
    ]
    if other := len(report.findings) - sum(map(report.count, SEVERITIES)):
        sums.append(f"{other} of another severity")
    found = ", ".join(sums) or ("nothing new" if report.known else "nothing found")
    known = f"; {len(report.known)} known" if report.known else ""
    return f"{checked}: {found}{known}."


def _lines(finding: Finding) -> Iterator[str]:
    position = "".join(f"{part}:" for part in (finding.line, finding.column) if part is not None)
    head = f"{finding.severity}: {one_line(finding.name)} [{one_line(terms.shorten(finding.shape))}]"
    yield f"  {position} {head}" if position else f"  {head}"
    for part in (statement(finding), *cut(finding.message).splitlines(), *cut(finding.remedy).splitlines()):
        if part:
            yield f"    {part}"


def _harmless(text: str) -> str:
    """The text with nothing that a terminal obeys or that a CI server takes for a command (`::…`, `##[…`)."""
    lines = plain(text).replace("##[", "## [").split("\n")
    return "\n".join(f"| {line}" if line.lstrip().startswith("::") else line for line in lines)
