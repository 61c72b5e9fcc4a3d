"""What validation found: findings, and the report that holds them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from migkg import terms

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FAIL_ON", "LIMIT", "SEVERITIES", "SYNTAX", "UNREAD", "UNUSABLE", "Finding", "Report", "Rule"]

SEVERITIES: Final = ("Violation", "Warning", "Info")
"""From wrong now over wrong soon to mere advice."""

FAIL_ON: Final = tuple(severity.lower() for severity in SEVERITIES)
"""The severities as people type them, each naming what fails from there on."""

SYNTAX: Final = f"{terms.BASE}shape/file/syntax"
LIMIT: Final = f"{terms.BASE}shape/file/limit"
UNUSABLE: Final = f"{terms.BASE}shape/file/shapes"
UNREAD: Final = frozenset({SYNTAX, LIMIT, UNUSABLE})
"""The rules broken by what cannot be used: files not well-formed or over a limit, and shapes that fail."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a finding tells of its rule: a shape, a check, or a judge written in code.

    `message` says what to do, with `{$value}` and the like to be filled in; `path` is the IRI of a property
    or `""`; `url` leads to the rule's documentation.
    """

    name: str
    severity: str = "Violation"
    message: str = ""
    path: str = ""
    remedy: str = ""
    description: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which rule says so, about what, and where it is written.

    `shape` is the IRI of the rule and `name` what people call it. `severity` is `Violation`, `Warning` or
    `Info`. `focus`, `path` and `value` are spelt for people (`claim/…/12c-serves-22`, `mig:basis`), and once
    more as N-Triples for programs (`focus_term`, `path_term`, `value_term`); what there is not is `""`.
    `label` is what people call the focus. `remedy` says what to do where the message does not. `line` and
    `column` count from 1 and show the triple, or else the block of the focus; None where unknown.
    """

    shape: str
    name: str
    severity: str
    focus: str
    label: str
    path: str
    value: str
    message: str
    remedy: str
    file: str
    line: int | None
    column: int | None = None
    focus_term: str = ""
    path_term: str = ""
    value_term: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What validation found, sorted by file and line; `files` names what was looked at.

    `rules` tells of each rule that was applied, by its IRI; `checked` names, for each file, the rules that
    found something in it to look at. `known` holds the findings that a baseline lists: they do not count.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict, repr=False)
    checked: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    known: tuple[Finding, ...] = field(default=(), repr=False)

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong now; warnings and advice do not count."""
        return not any(finding.severity == "Violation" for finding in self.findings)

    @property
    def is_unreadable(self) -> bool:
        """Whether a file could not be read, so that what it says was not judged."""
        return any(finding.shape in UNREAD for finding in self.findings)

    def count(self, severity: str) -> int:
        """How many findings have a severity (`Violation`, `Warning`, `Info`)."""
        return sum(finding.severity == severity for finding in self.findings)

    def to_text(self) -> str:
        """The findings for people, file by file, and a last line that sums up (see `migkg.reports`).

        >>> print(Report((), ("data/a.ttl",)).to_text())
        1 file checked: nothing found.
        """
        from migkg.reports import render

        return render(self, "text").decode().removesuffix("\n")
