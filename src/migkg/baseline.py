"""Which findings count: not those that a baseline lists, and the milder ones only if that is asked.

A baseline is a report of migkg's own, as JSON or SARIF. It lets a team take up validation before all old
mistakes are mended: what it lists is known, and what is new fails. A finding is recognised by its rule,
its file and what it says of which thing, not by its line: moving a block changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from migkg import terms
from migkg.errors import ParseError, UnreadableError, UsageError
from migkg.findings import FAIL_ON, SEVERITIES
from migkg.graph import read_text
from migkg.reports.spelling import file_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from migkg.findings import Finding, Report

__all__ = [
    "FINGERPRINT",
    "LEFT_OUT",
    "apply_baseline",
    "fails",
    "fingerprints",
    "is_failing",
    "read_baseline",
]

FINGERPRINT: Final = "migkg/v1"
"""Under which name SARIF results carry our fingerprints; the number changes if they are reckoned anew."""

LEFT_OUT: Final = "findings-left-out"
"""The name of the notice in a SARIF report that does not list all findings."""

_REMEDY: Final = "Make one with: migkg validate --format json -o FILE."
_FINGERPRINT: Final = re.compile(r"[0-9a-f]{32}:[1-9][0-9]{0,9}")
_BLANK: Final = "_:"


def is_failing(finding: Finding, fail_on: str = "violation") -> bool:
    """Whether a finding is as severe as `fail_on` or more; a severity that SHACL does not name is.

    Raises UsageError if `fail_on` is none of FAIL_ON.
    """
    if fail_on not in FAIL_ON:
        raise UsageError(f"Nothing can fail on {fail_on!r}. Choose one of {', '.join(FAIL_ON)}.")
    if finding.severity not in SEVERITIES:
        return True
    return SEVERITIES.index(finding.severity) <= FAIL_ON.index(fail_on)


def fails(report: Report, fail_on: str = "violation") -> bool:
    """Whether a report has a finding that fails (see `is_failing`); known findings never do.

    >>> from migkg.findings import Report
    >>> fails(Report(()), "info")
    False
    """
    if fail_on not in FAIL_ON:
        raise UsageError(f"Nothing can fail on {fail_on!r}. Choose one of {', '.join(FAIL_ON)}.")
    return any(is_failing(finding, fail_on) for finding in report.findings)


def fingerprints(findings: Iterable[Finding], root: Path | None = None) -> tuple[str, ...]:
    """The fingerprint of each finding, in the order given.

    It follows from the rule's IRI, the file, the focus, the property and the value; where there is neither
    focus nor value, from the message too. Blank nodes count as nameless, since their labels mean nothing.
    Behind the colon stands the how manieth with the same content this is. `root` is the folder to which file
    names are made relative, the working directory if None.
    """
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        digest = hashlib.sha256(json.dumps(_content(finding, root)).encode()).hexdigest()[:32]
        seen[digest] += 1
        found.append(f"{digest}:{seen[digest]}")
    return tuple(found)


def apply_baseline(report: Report, known: frozenset[str], root: Path | None = None) -> Report:
    """The report with those findings moved to `known` whose fingerprints are given.

    Of a finding that occurs more often than the baseline lists it, the surplus stays.
    """
    marks = fingerprints((*report.known, *report.findings), root)[len(report.known) :]
    pairs = list(zip(report.findings, marks, strict=True))
    return replace(
        report,
        findings=tuple(finding for finding, mark in pairs if mark not in known),
        known=(*report.known, *(finding for finding, mark in pairs if mark in known)),
    )


def read_baseline(path: Path) -> frozenset[str]:
    """The fingerprints in a report of ours, as JSON or as SARIF.

    Raises UnreadableError for a file that is missing, binary or not UTF-8; ParseError, with line and column,
    for one that is no JSON; UsageError for JSON that is no complete report of ours.
    """
    try:
        text = read_text(path)
    except UnreadableError as error:
        raise UnreadableError(path, error.message, remedy=f"A baseline is a JSON file. {_REMEDY}") from None
    document = _parsed(text, path)
    if isinstance(document, dict) and "runs" in document:
        marks = _sarif_marks(document, path)
    elif isinstance(document, dict) and "findings" in document:
        marks = _json_marks(document, path)
    else:
        raise _wrong(path, "neither our JSON report nor our SARIF report")
    return frozenset(marks)


def _content(finding: Finding, root: Path | None) -> list[str]:
    focus, value = finding.focus_term or finding.focus, finding.value_term or finding.value
    content = [
        finding.shape if terms.is_iri(finding.shape) else _BLANK,
        file_name(finding.file, root),
        _nameless(focus),
        finding.path_term or finding.path,
        _nameless(value),
    ]
    return content if focus or value else [*content, finding.message]


def _nameless(term: str) -> str:
    return _BLANK if term.startswith(_BLANK) else term


def _parsed(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        what = "empty" if not text.strip() else f"no JSON ({error.msg})"
        raise ParseError(path, error.lineno, error.colno, what, _REMEDY) from None
    except (ValueError, RecursionError):
        raise ParseError(path, None, None, "JSON that cannot be read", _REMEDY) from None


def _json_marks(document: dict[str, Any], path: Path) -> Iterator[str]:
    if document.get("version") != 1:
        raise _wrong(path, f"a report of version {document.get('version')!r}, not 1")
    for name in ("findings", "known"):
        for number, finding in enumerate(_listed(document.get(name, []), name, path)):
            mark = finding.get("fingerprint") if isinstance(finding, dict) else None
            yield _checked(mark, f"{name}[{number}]", path)


def _sarif_marks(document: dict[str, Any], path: Path) -> Iterator[str]:
    for place, run in enumerate(_listed(document["runs"], "runs", path)):
        where = f"runs[{place}]"
        if not isinstance(run, dict) or _at(run, "tool", "driver", "name") != "migkg":
            raise _wrong(path, f"SARIF of another tool ({where})")
        if LEFT_OUT in _notices(run):
            raise _wrong(path, "a SARIF report that had to leave findings out")
        for number, result in enumerate(_listed(run.get("results"), f"{where}.results", path)):
            mark = _at(result, "partialFingerprints", FINGERPRINT)
            yield _checked(mark, f"{where}.results[{number}]", path)


def _notices(run: dict[str, Any]) -> Iterator[Any]:
    for invocation in _items(run.get("invocations")):
        for notice in _items(_at(invocation, "toolExecutionNotifications")):
            yield _at(notice, "descriptor", "id")


def _items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _at(value: Any, *keys: str) -> Any:
    """What lies at a path of keys; None if the path leads nowhere."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _listed(value: Any, where: str, path: Path) -> Sequence[Any]:
    if not isinstance(value, list):
        raise _wrong(path, f"{where} is no list")
    return value


def _checked(mark: Any, where: str, path: Path) -> str:
    if not isinstance(mark, str) or not _FINGERPRINT.fullmatch(mark):
        raise _wrong(path, f"{where} has no fingerprint of ours")
    return mark


def _wrong(path: Path, what: str) -> UsageError:
    return UsageError(f"{path}: no baseline: {what}. {_REMEDY}")
