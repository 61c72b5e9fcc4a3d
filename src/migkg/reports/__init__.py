"""One report, many readers: the same findings for people, for CI servers, for code review and for RDF.

Each format is a module of its own, loaded when it is asked for. What all of them share: files are named
relative to the working directory where they lie below it; blank nodes are numbered in the order in which
they appear, so that the same input gives the same bytes; what people read is cut where it is very long,
what programs read (JSON, Turtle, CSV) is whole. No format holds the time, unless SOURCE_DATE_EPOCH is set.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from migkg.errors import UsageError
from migkg.findings import FAIL_ON
from migkg.output import format_of
from migkg.reports.spelling import Setting, encoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from migkg.findings import Finding, Report
    from migkg.table import Table

__all__ = ["FORMATS", "as_table", "format_for", "render", "summary"]

_ENDINGS: Final = MappingProxyType(
    {
        ".txt": "text",
        ".sarif": "sarif",
        ".xml": "junit",
        ".json": "json",
        ".html": "html",
        ".htm": "html",
        ".ttl": "turtle",
        ".csv": "csv",
        ".tsv": "tsv",
        ".md": "markdown",
        ".xlsx": "xlsx",
    }
)
_TABLES: Final = ("csv", "tsv", "markdown", "xlsx")
FORMATS: Final = ("text", "github", "junit", "sarif", "json", "html", "turtle", *_TABLES)
"""The forms of a report: those of `migkg.reports`, then those that a table has."""


def render(report: Report, form: str, *, fail_on: str = "violation", root: Path | None = None) -> bytes:
    r"""A report in one of FORMATS, as UTF-8 (xlsx: as a workbook).

    `fail_on` is the severity from which on a finding fails (one of `migkg.findings.FAIL_ON`); it matters to
    formats that know pass and fail. File names become relative to `root`, by default the working directory.

    Raises UsageError for a form or a `fail_on` that there is not, and for a SOURCE_DATE_EPOCH that is no
    number of seconds; OutputError if the table does not fit into a sheet.

    >>> from migkg.findings import Report
    >>> render(Report((), ("data/a.ttl",)), "text")
    b'1 file checked: nothing found.\n'
    """
    from migkg.reports.blank import settled

    if fail_on not in FAIL_ON:
        raise UsageError(f"Nothing can fail on {fail_on!r}. Choose one of {', '.join(FAIL_ON)}.")
    if form in _TABLES:
        from migkg.output import View
        from migkg.output import render as render_table

        return render_table(as_table(settled(report)), View(form))
    writer = _writer(form)
    return encoded(writer(settled(report), Setting(fail_on, root or Path.cwd(), _moment())))


def format_for(given: str | None, output: Path | None) -> str:
    """The form asked for: by name, else by the ending of the output file, else text.

    Raises UsageError for an ending that says no form.

    >>> format_for(None, Path("findings.sarif")), format_for("junit", Path("findings.txt"))
    ('sarif', 'junit')
    """
    return format_of(given, output, "text", _ENDINGS)


def summary(report: Report) -> str:
    """How many files were checked and what was found, in one line.

    >>> from migkg.findings import Report
    >>> summary(Report((), ("data/a.ttl", "data/b.ttl")))
    '2 files checked: nothing found.'
    """
    from migkg.reports.text import summary as sum_up

    return sum_up(report)


def as_table(report: Report) -> Table:
    """One row a finding, known ones left out; what there is not is an empty cell."""
    from migkg.table import Table, Value
    from migkg.terms import XSD

    def cell(text: str) -> Value | None:
        return Value("literal", text) if text else None

    def row(finding: Finding) -> tuple[Value | None, ...]:
        line = None if finding.line is None else Value("literal", str(finding.line), f"{XSD}integer")
        return (
            cell(finding.file),
            line,
            *map(cell, (finding.severity, finding.name, finding.focus, finding.path, finding.value)),
            *map(cell, (finding.message, finding.remedy, finding.shape)),
        )

    columns = ("file", "line", "severity", "rule", "focus", "path", "value", "message", "remedy", "shape")
    return Table(columns, [row(finding) for finding in report.findings], title="What is wrong with the data?")


def _writer(form: str) -> Callable[[Report, Setting], str]:
    """The function that writes a form; only its module is loaded."""
    if form == "text":
        from migkg.reports.text import text as writer
    elif form == "github":
        from migkg.reports.github import github as writer
    elif form == "junit":
        from migkg.reports.junit import junit as writer
    elif form == "sarif":
        from migkg.reports.sarif import sarif as writer
    elif form == "json":
        from migkg.reports.as_json import as_json as writer
    elif form == "html":
        from migkg.reports.html import html as writer
    elif form == "turtle":
        from migkg.reports.turtle import turtle as writer
    else:
        raise UsageError(f"A report has no form {form!r}. Choose one of {', '.join(FORMATS)}.")
    return writer


def _moment() -> datetime | None:
    """The time to write into a report: what SOURCE_DATE_EPOCH says, or none."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return None
    try:
        return datetime.fromtimestamp(int(given), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {given!r}, which is no number of seconds since 1970. Mend or unset it."
        ) from None
