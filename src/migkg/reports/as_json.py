"""The report for programs: everything that is known of each finding, whole, in a form that stays.

`report.schema.json` beside this module is its JSON Schema. What there is not is null. The version counts up
only if a field goes or changes its meaning; new fields may come at any time. It is a baseline too (see
`migkg.baseline`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from migkg import terms
from migkg.baseline import fails, fingerprints
from migkg.findings import SEVERITIES
from migkg.reports.spelling import address, file_name, rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migkg.findings import Finding, Report, Rule
    from migkg.reports.spelling import Setting

__all__ = ["SCHEMA", "as_json"]

SCHEMA: Final = f"{terms.BASE}schema/report-1.json"
"""The name of the format, and the `$id` of its schema; nothing is fetched from there."""


def as_json(report: Report, setting: Setting) -> str:
    """The report as a JSON object: head, counts, files, rules, findings and known findings, in that order."""
    from migkg import __version__

    applied = rules(report)
    marks = fingerprints((*report.known, *report.findings), setting.root)
    known = [_finding(finding, mark, setting) for finding, mark in zip(report.known, marks, strict=False)]
    new = [
        _finding(finding, mark, setting)
        for finding, mark in zip(report.findings, marks[len(known) :], strict=True)
    ]
    document = {
        "$schema": SCHEMA,
        "version": 1,
        "tool": {"name": "migkg", "version": __version__},
        "conforms": report.conforms,
        "failOn": setting.fail_on,
        "fails": fails(report, setting.fail_on),
        "counts": {
            "files": len(report.files),
            **{severity.lower(): report.count(severity) for severity in SEVERITIES},
            "known": len(known),
        },
        "files": [_file(file, report.checked, setting) for file in report.files],
        "rules": [_rule(iri, rule) for iri, rule in applied.items()],
        "findings": new,
        "known": known,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _file(file: str, checked: Mapping[str, tuple[str, ...]], setting: Setting) -> dict[str, Any]:
    return {"name": file_name(file, setting.root), "rules": sorted(checked.get(file, ()))}


def _rule(iri: str, rule: Rule) -> dict[str, Any]:
    return {
        "rule": iri,
        "name": rule.name,
        "severity": rule.severity,
        "message": rule.message or None,
        "remedy": rule.remedy or None,
        "description": rule.description or None,
        "property": rule.path or None,
        "url": address(iri, rule) or None,
    }


def _finding(finding: Finding, mark: str, setting: Setting) -> dict[str, Any]:
    return {
        "fingerprint": mark,
        "rule": finding.shape,
        "name": finding.name,
        "severity": finding.severity,
        "file": file_name(finding.file, setting.root) or None,
        "line": finding.line,
        "column": finding.column,
        "label": finding.label or None,
        "focus": _term(finding.focus, finding.focus_term),
        "property": _term(finding.path, finding.path_term),
        "value": _term(finding.value, finding.value_term),
        "message": finding.message,
        "remedy": finding.remedy or None,
    }


def _term(text: str, term: str) -> dict[str, str | None] | None:
    return {"text": text or term, "term": term or None} if text or term else None
