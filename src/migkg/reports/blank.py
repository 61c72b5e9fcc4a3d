"""Blank nodes by numbers in order of appearance: their labels differ from run to run, a report must not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.reports.spelling import by_severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migkg.findings import Finding, Report, Rule

__all__ = ["settled"]

_LABEL: Final = re.compile(r"_:[\w.-]*\w|(?<![\w.-])[\w.-]{16,}\w")
"""A blank node in a message: with its prefix, or without it where the label is long enough to be one."""

_UNNAMED: Final = "unnamed shape"


def settled(report: Report) -> Report:
    """The report with its blank nodes, shapes among them, named `_:b1`, `_:b2`, … as they appear.

    Whatever names a shape and is no IRI counts as a blank node. Of shapes that have neither IRI nor name only
    those that found something are kept. Findings that differed in nothing but a label may change places. A
    report without blank nodes comes back as it is.
    """
    found = (*report.findings, *report.known)
    if not any(True for finding in found for _ in _labels(finding)) and all(map(_is_named, report.rules)):
        return report
    new: dict[str, str] = {}
    findings, known = sorted(report.findings, key=_order), sorted(report.known, key=_order)
    for label in _all_labels([*findings, *known], report.rules):
        new.setdefault(label, f"_:b{len(new) + 1}")
    kept = {iri: rule for iri, rule in report.rules.items() if _is_named(iri) or iri in new}
    return replace(
        report,
        findings=tuple(_renamed(finding, new) for finding in findings),
        known=tuple(_renamed(finding, new) for finding in known),
        rules={new.get(iri, iri): replace(rule, name=_name(rule.name, iri)) for iri, rule in kept.items()},
        checked={
            file: tuple(sorted(new.get(iri, iri) for iri in iris if iri in kept or _is_named(iri)))
            for file, iris in report.checked.items()
        },
    )


def _all_labels(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> Iterator[str]:
    for finding in findings:
        yield from _labels(finding)
    named = [(rule.name, rule.message, rule.path, iri) for iri, rule in rules.items() if not _is_named(iri)]
    yield from (entry[-1] for entry in sorted(named) if _name(entry[0], entry[-1]) != _UNNAMED)


def _labels(finding: Finding) -> Iterator[str]:
    yield from filter(_is_blank, (finding.focus_term or finding.focus, finding.value_term or finding.value))
    if not _is_named(finding.shape):
        yield finding.shape


def _is_blank(term: str) -> bool:
    return term.startswith("_:")


def _is_named(shape: str) -> bool:
    return not shape or terms.is_iri(shape)


def _name(name: str, shape: str) -> str:
    """What people call a shape: not by a label, with or without its prefix."""
    is_label = not _is_named(shape) and name.removeprefix("_:") in ("", shape.removeprefix("_:"))
    return _UNNAMED if is_label else name


def _renamed(finding: Finding, new: Mapping[str, str]) -> Finding:
    def known_as(term: str) -> str:
        return new.get(term, term)

    return replace(
        finding,
        shape=known_as(finding.shape),
        name=_name(finding.name, finding.shape),
        focus=known_as(finding.focus),
        value=known_as(finding.value),
        focus_term=known_as(finding.focus_term),
        value_term=known_as(finding.value_term),
        message=_LABEL.sub(lambda match: _in_message(match[0], new), finding.message),
    )


def _in_message(text: str, new: Mapping[str, str]) -> str:
    return new.get(text) or new.get(f"_:{text}") or text


def _order(finding: Finding) -> tuple[str, int, int, int, tuple[str, ...]]:
    """The order of reports, with blank nodes alike."""
    content = (finding.focus, finding.value, finding.name, finding.path, finding.message)
    masked = ["_:" if _is_blank(text) else _LABEL.sub("_:", text) for text in content]
    shape = finding.shape if _is_named(finding.shape) else "_:"
    return finding.file, finding.line or 0, finding.column or 0, by_severity(finding), (shape, *masked)
