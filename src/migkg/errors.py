"""Every error that migkg raises on purpose, as one tree.

::

    MigkgError                  exit 2   parent of all; catch this one to catch them all
    ├── UsageError              exit 2   the caller asked for something that cannot be
    │   └── UnknownNameError    exit 2   a name or value that nothing carries, or several things do
    ├── SourceFileError         exit 2   a file cannot be used; knows its path
    │   ├── UnreadableError     exit 2   missing, forbidden, a folder, binary, not UTF-8, of no known format
    │   └── ParseError          exit 2   read, but not well-formed; knows line and column
    ├── ProjectError            exit 2   a dataset folder without a usable manifest
    ├── QuerySyntaxError        exit 2   SPARQL that does not parse
    ├── EvaluationError         exit 2   a query that parses and cannot be evaluated
    ├── EndpointError           exit 2   a remote SPARQL service failed, refused or was too slow
    ├── OutputError             exit 2   a result cannot be written
    └── DataError               exit 1   the data parsed, and is wrong

A message says what is wrong and, where there is one, what to do about it. `str(error)` is the whole
text for a user; the attributes are for programs. The command line prints the message to stderr and
leaves with `error.exit_code`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = [
    "DataError",
    "EndpointError",
    "EvaluationError",
    "MigkgError",
    "OutputError",
    "ParseError",
    "ProjectError",
    "QuerySyntaxError",
    "SourceFileError",
    "UnknownNameError",
    "UnreadableError",
    "UsageError",
]


class MigkgError(Exception):
    """Parent of every error raised on purpose.

    >>> MigkgError("no luck").exit_code
    2
    """

    exit_code: ClassVar[int] = 2


class UsageError(MigkgError):
    """The caller asked for something that cannot be; `suggestions` holds what may have been meant.

    >>> print(UsageError("No query 'coverge'.", suggestions=["coverage"]))
    No query 'coverge'. Did you mean coverage?
    """

    def __init__(self, message: str, *, suggestions: Iterable[str] = ()) -> None:
        self.message = message
        self.suggestions = tuple(suggestions)
        super().__init__(
            f"{message} Did you mean {_alternatives(self.suggestions)}?" if self.suggestions else message
        )


class UnknownNameError(UsageError):
    """A name or value that nothing carries, or that several things carry.

    >>> UnknownNameError("No objective '99'.", suggestions=["9", "19"]).suggestions
    ('9', '19')
    """


class SourceFileError(MigkgError):
    """A file cannot be used. `path` names it, `message` says why, `remedy` says what helps."""

    def __init__(self, path: str | Path, message: str, *, remedy: str = "") -> None:
        self.path = str(path)
        self.message = message
        self.remedy = remedy
        super().__init__(_sentence(f"{self.path}: {message}", remedy))


class UnreadableError(SourceFileError):
    """Missing, forbidden, a folder, binary, not UTF-8, or of no known format.

    >>> print(UnreadableError("a.ttl", "no such file", remedy="Check the spelling of the path."))
    a.ttl: no such file. Check the spelling of the path.
    """


class ParseError(SourceFileError):
    """A file was read and is not well-formed. `line` and `column` count from 1; None where unknown.

    >>> print(ParseError("a.ttl", 3, 7, "the prefix ex: is not declared", remedy="Add an @prefix line."))
    a.ttl:3:7: the prefix ex: is not declared. Add an @prefix line.
    """

    def __init__(
        self, path: str | Path, line: int | None, column: int | None, message: str, remedy: str = ""
    ) -> None:
        super().__init__(path, message, remedy=remedy)
        self.line = line
        self.column = column
        place = ":".join(str(part) for part in (self.path, line, column) if part is not None)
        self.args = (_sentence(f"{place}: {message}", remedy),)


class ProjectError(MigkgError):
    """A dataset folder without a manifest, or with one that does not describe it."""


class QuerySyntaxError(MigkgError):
    """SPARQL that does not parse. `line` and `column` count from 1; None where unknown.

    >>> print(QuerySyntaxError("expected WHERE", line=2, column=5))
    The query does not parse (line 2, column 5): expected WHERE
    """

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        self.message = message
        self.line = line
        self.column = column
        place = "" if line is None else f" (line {line}{'' if column is None else f', column {column}'})"
        super().__init__(f"The query does not parse{place}: {message}")


class EvaluationError(MigkgError):
    """A query that parses and cannot be evaluated: a SERVICE call that failed, say."""


class EndpointError(MigkgError):
    """A remote SPARQL service failed, refused, answered nonsense, or was too slow; `url` names it.

    >>> print(EndpointError("http://localhost:1/sparql", "connection refused"))
    http://localhost:1/sparql: connection refused
    """

    def __init__(self, url: str, message: str) -> None:
        self.url = url
        self.message = message
        super().__init__(f"{url}: {message}")


class OutputError(MigkgError):
    """A result cannot be written: no such folder, no permission, no space."""


class DataError(MigkgError):
    """The data parsed, and is wrong."""

    exit_code: ClassVar[int] = 1


def _alternatives(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def _sentence(text: str, remedy: str) -> str:
    return text if not remedy else f"{text.rstrip('.')}. {remedy}"
