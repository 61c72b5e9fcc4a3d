"""The report as SARIF 2.1.0 (OASIS, with errata 01), made for code scanning on GitHub and for editors.

GitHub takes at most 25,000 results a run and keeps the 5,000 most severe; so does this: the most severe come
first, what is over the limit is left out, and a notice in the run says so. GitHub needs a location for each
result and a line for each location: a finding whose line is unknown is shown on line 1, one without a file
on the first file that was checked. Texts are cut; JSON and Turtle have them whole.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from migkg import terms
from migkg.baseline import FINGERPRINT, LEFT_OUT, fails, fingerprints
from migkg.reports.spelling import address, by_severity, cut, file_uri, rules, statement, visible

if TYPE_CHECKING:
    from migkg.findings import Finding, Report, Rule
    from migkg.reports.spelling import Setting

__all__ = ["MOST", "STORED", "sarif"]

MOST: Final = 25_000
"""How many results GitHub takes a run; with more it refuses the file."""

STORED: Final = 5_000
"""How many results GitHub keeps."""

_NOT_STORED: Final = "findings-not-stored"
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"Violation": "error", "Warning": "warning", "Info": "note"}
_LONGEST_NAME: Final = 255
_LONGEST_DESCRIPTION: Final = 1024
_PLACEHOLDER: Final = re.compile(r"\{[$?](\w+)\}")
_MARKDOWN: Final = str.maketrans({character: f"\\{character}" for character in "\\`*_<>[]|#"})


def sarif(report: Report, setting: Setting) -> str:
    """One run with all rules that were applied; known findings are results with a suppression."""
    from migkg import __version__

    applied = rules(report)
    marks = fingerprints((*report.known, *report.findings), setting.root)
    pairs = list(zip((*report.known, *report.findings), marks, strict=True))
    new = sorted(pairs[len(report.known) :], key=lambda pair: by_severity(pair[0]))
    shown = [*new, *pairs[: len(report.known)]][:MOST]
    places = {iri: number for number, iri in enumerate(applied)}
    fallback = file_uri(report.files[0], setting.root) if report.files else "."
    results = [_result(finding, mark, places[finding.shape], fallback, setting) for finding, mark in shown]
    for result in results[len(new) :]:
        result["suppressions"] = [{"kind": "external", "justification": "The baseline lists it."}]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "migkg",
                "version": __version__,
                "informationUri": terms.BASE,
                "rules": [_rule(iri, rule) for iri, rule in applied.items()],
            }
        },
        "invocations": [_invocation(report, setting, len(pairs))],
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "The folder in which migkg was started."}}
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    document = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(_visible(document), ensure_ascii=False, indent=2) + "\n"


def _rule(iri: str, rule: Rule) -> dict[str, Any]:
    name = rule.name or terms.shorten(iri)
    todo = _PLACEHOLDER.sub(r"‹\1›", " ".join(part for part in (rule.message, rule.remedy) if part))
    described = rule.description or todo or name
    leads = address(iri, rule)
    paragraphs = (described, "" if todo == described else f"What to do: {todo}" if todo else "", leads)
    marked = (
        _marked(described),
        "" if todo == described or not todo else f"**What to do:** {_marked(todo)}",
        f"[{_marked(terms.shorten(iri))}]({_target(leads)})" if leads else "",
    )
    found: dict[str, Any] = {
        "id": terms.shorten(iri) or name or "unnamed",
        "shortDescription": _text(cut(name, _LONGEST_DESCRIPTION)),
        "fullDescription": _text(cut(described, _LONGEST_DESCRIPTION)),
        "help": {
            **_text("\n\n".join(part for part in paragraphs if part)),
            "markdown": "\n\n".join(part for part in marked if part) or "No help.",
        },
        "defaultConfiguration": {"level": _LEVELS.get(rule.severity, "error")},
        "properties": {"severity": rule.severity, "iri": iri},
    }
    if rule.name:
        found["name"] = cut(rule.name, _LONGEST_NAME)
    if leads:
        found["helpUri"] = _target(leads)
    return found


def _result(finding: Finding, mark: str, rule: int, fallback: str, setting: Setting) -> dict[str, Any]:
    parts = (cut(finding.message) or finding.name, cut(finding.remedy), statement(finding))
    detail = {
        "label": finding.label,
        "focus": finding.focus_term or finding.focus,
        "property": finding.path_term or finding.path,
        "value": finding.value_term or finding.value,
    }
    return {
        "ruleId": terms.shorten(finding.shape) or finding.name or "unnamed",
        "ruleIndex": rule,
        "level": _LEVELS.get(finding.severity, "error"),
        "message": _text("\n".join(part for part in parts if part)),
        "locations": [_location(finding, fallback, setting)],
        "partialFingerprints": {FINGERPRINT: mark, "primaryLocationLineHash": mark},
        "properties": {key: cut(value) for key, value in detail.items() if value},
    }


def _location(finding: Finding, fallback: str, setting: Setting) -> dict[str, Any]:
    uri = file_uri(finding.file, setting.root) if finding.file else fallback
    artifact = {"uri": uri} if uri.startswith("file:") else {"uri": uri, "uriBaseId": "%SRCROOT%"}
    region = {"startLine": finding.line if finding.file and finding.line else 1}
    if finding.file and finding.line and finding.column:
        region["startColumn"] = finding.column
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
    if finding.focus:
        logical = {"fullyQualifiedName": cut(finding.focus), "kind": "resource"}
        if finding.label:
            logical["name"] = cut(finding.label)
        location["logicalLocations"] = [logical]
    return location


def _invocation(report: Report, setting: Setting, total: int) -> dict[str, Any]:
    """How the run went: it went well even where the data is wrong; the notices tell what GitHub will lack."""
    notices = []
    if total > MOST:
        text = f"{total - MOST} of {total} findings are left out: known ones first, then the least severe."
        notices.append(_notice(LEFT_OUT, text))
    if total > STORED:
        notices.append(_notice(_NOT_STORED, f"GitHub keeps {STORED} of {min(total, MOST)} findings."))
    found: dict[str, Any] = {
        "executionSuccessful": True,
        "exitCode": 1 if fails(report, setting.fail_on) else 0,
        "toolExecutionNotifications": notices,
    }
    if setting.moment is not None:
        found["endTimeUtc"] = setting.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return found


def _notice(name: str, text: str) -> dict[str, Any]:
    return {"descriptor": {"id": name}, "level": "warning", "message": _text(text)}


def _text(text: str) -> dict[str, str]:
    """A message; braces are doubled, since a single one would begin a placeholder."""
    return {"text": text.replace("{", "{{").replace("}", "}}") or "unnamed"}


def _marked(text: str) -> str:
    return text.translate(_MARKDOWN)


def _target(iri: str) -> str:
    """The IRI as a URI, and fit for Markdown's round brackets."""
    return quote(iri, safe="/:?#@!$&'*+,;=%~[]", errors="replace")


def _visible(value: Any) -> Any:
    """The same with no character that a database or a page would choke on."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: _visible(inner) for key, inner in value.items()}
    return [_visible(inner) for inner in value] if isinstance(value, list) else value
