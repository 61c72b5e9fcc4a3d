"""How all report formats spell files, rules and long or hostile texts."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from migkg import terms
from migkg.findings import SEVERITIES, Rule

if TYPE_CHECKING:
    from datetime import datetime

    from migkg.findings import Finding, Report

__all__ = [
    "Setting",
    "address",
    "by_severity",
    "cut",
    "encoded",
    "file_name",
    "file_uri",
    "one_line",
    "place",
    "rules",
    "statement",
    "visible",
]

LONGEST: Final = 500
"""How many characters of a text people are shown."""

_URI_SAFE: Final = "/!$&'()*+,;=@~"
_ILL_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a format needs beside the report: from what on it fails, where files lie, and what time it is."""

    fail_on: str
    root: Path
    moment: datetime | None = None


def cut(text: str, longest: int = LONGEST) -> str:
    """The text, or its beginning and an ellipsis if it has more than `longest` characters.

    >>> cut("a long story", 6)
    'a lon…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def one_line(text: str, longest: int = LONGEST) -> str:
    """The text on one line, and cut."""
    return " ".join(cut(text, longest).splitlines())


def visible(text: str) -> str:
    r"""The text with U+FFFD for every character that XML 1.0 forbids, and for controls that nobody sees.

    >>> visible("a\x00b\ufffe\tc")
    'a\ufffdb\ufffd\tc'
    """
    return _ILL_IN_XML.sub("\ufffd", text)


def encoded(text: str) -> bytes:
    """UTF-8; a lone surrogate, which a file name can hold, becomes a question mark."""
    return text.encode("utf-8", "replace")


def file_name(file: str, root: Path | None = None) -> str:
    """The name of a file with slashes, relative to `root` (None: the working directory) if below it.

    >>> file_name("/work/data/a.ttl", Path("/work"))
    'data/a.ttl'
    >>> file_name("./data/old/../a.ttl")
    'data/a.ttl'
    """
    if not file or "://" in file:
        return file
    path = Path(os.path.normpath(file))
    if path.is_absolute():
        folder = Path.cwd() if root is None else root
        for base in (folder, folder.resolve()):
            if path.is_relative_to(base):
                return path.relative_to(base).as_posix()
    return path.as_posix()


def file_uri(file: str, root: Path) -> str:
    """The file as a URI reference, percent-encoded: relative to `root` if below it, else `file:///…`.

    >>> file_uri("data/100 % new.ttl", Path("/work"))
    'data/100%20%25%20new.ttl'
    """
    name = quote(file_name(file, root), safe=_URI_SAFE, errors="surrogateescape")
    return f"file://{name}" if name.startswith("/") else name


def place(finding: Finding, root: Path) -> str:
    """File, line and column as compilers write them; `(no file)` if there is none.

    >>> from migkg.findings import Finding
    >>> place(Finding("", "", "", "", "", "", "", "", "", "data/a.ttl", 3, 7), Path("/work"))
    'data/a.ttl:3:7'
    """
    parts = (one_line(file_name(finding.file, root)) or "(no file)", finding.line, finding.column)
    return ":".join(str(part) for part in parts if part is not None)


def statement(finding: Finding, longest: int = LONGEST) -> str:
    """What is meant, on one line and cut: focus, label, property and value, as far as there are any."""
    label = f" ({finding.label})" if finding.label else ""
    about = f"<{finding.focus}>" if finding.focus and not finding.focus.startswith("_:") else finding.focus
    what = " ".join(cut(part, longest) for part in (finding.path, finding.value) if part)
    return one_line(": ".join(part for part in (cut(f"{about}{label}", longest), what) if part), 2 * longest)


def rules(report: Report) -> dict[str, Rule]:
    """Every rule that was applied or that a finding names, by IRI, in natural order of the IRIs."""
    found = dict(report.rules)
    for finding in (*report.findings, *report.known):
        found.setdefault(finding.shape, Rule(finding.name, finding.severity, remedy=finding.remedy))
    return {iri: found[iri] for iri in sorted(found, key=lambda iri: (terms.natural_key(iri), iri))}


def address(iri: str, rule: Rule) -> str:
    """Where to read about a rule: its documentation, else its IRI if that leads to the web, else nowhere."""
    for candidate in (rule.url, iri):
        if candidate.startswith(("http://", "https://")) and terms.is_iri(candidate):
            return candidate
    return ""


def by_severity(finding: Finding) -> int:
    """A sort key that puts the most severe first."""
    return SEVERITIES.index(finding.severity) if finding.severity in SEVERITIES else -1
