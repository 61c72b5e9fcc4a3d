"""Blank nodes by numbers in order of appearance: their labels differ from run to run, a report must not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from migkg.reports.spelling import by_severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migkg.findings import Finding, Report, Rule

__all__ = ["settled"]

_LABEL: Final = re.compile(r"_:[\w.-]*\w|(?<![\w.-])[\w.-]{16,}\w")
"""A blank node in a message: with its prefix, or without it where the label is long enough to be one."""


def settled(report: Report) -> Report:
    """The report with its blank nodes, rules among them, named `_:b1`, `_:b2`, … as they appear.

    Findings that differed in nothing but such a label may change places. A report without blank nodes comes
    back as it is.
    """
    found = (*report.findings, *report.known)
    if not any(True for finding in found for _ in _labels(finding)) and not any(map(_is_blank, report.rules)):
        return report
    new: dict[str, str] = {}
    findings, known = sorted(report.findings, key=_order), sorted(report.known, key=_order)
    for label in _all_labels([*findings, *known], report.rules):
        new.setdefault(label, f"_:b{len(new) + 1}")
    return replace(
        report,
        findings=tuple(_renamed(finding, new) for finding in findings),
        known=tuple(_renamed(finding, new) for finding in known),
        rules={new.get(iri, iri): rule for iri, rule in report.rules.items()},
        checked={
            file: tuple(sorted(new.get(iri, iri) for iri in iris)) for file, iris in report.checked.items()
        },
    )


def _all_labels(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> Iterator[str]:
    for finding in findings:
        yield from _labels(finding)
    blank = [(rule.name, rule.message, rule.path, iri) for iri, rule in rules.items() if _is_blank(iri)]
    yield from (entry[-1] for entry in sorted(blank))


def _labels(finding: Finding) -> Iterator[str]:
    terms = (finding.focus_term or finding.focus, finding.value_term or finding.value, finding.shape)
    return filter(_is_blank, terms)


def _is_blank(term: str) -> bool:
    return term.startswith("_:")


def _renamed(finding: Finding, new: Mapping[str, str]) -> Finding:
    def name(term: str) -> str:
        return new.get(term, term)

    return replace(
        finding,
        shape=name(finding.shape),
        focus=name(finding.focus),
        value=name(finding.value),
        focus_term=name(finding.focus_term),
        value_term=name(finding.value_term),
        message=_LABEL.sub(lambda match: _in_message(match[0], new), finding.message),
    )


def _in_message(text: str, new: Mapping[str, str]) -> str:
    return new.get(text) or new.get(f"_:{text}") or text


def _order(finding: Finding) -> tuple[str, int, int, int, tuple[str, ...]]:
    """The order of reports, with blank nodes alike."""
    content = (finding.focus, finding.shape, finding.value, finding.name, finding.path, finding.message)
    masked = tuple("_:" if _is_blank(text) else _LABEL.sub("_:", text) for text in content)
    return finding.file, finding.line or 0, finding.column or 0, by_severity(finding), masked
