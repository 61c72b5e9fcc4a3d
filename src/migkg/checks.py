"""Checks: canned queries that must return nothing, each row that one returns being a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.errors import ProjectError
from migkg.findings import Rule
from migkg.graph import read_text
from migkg.places import Result
from migkg.queries import parse_query
from migkg.shacl import select
from migkg.shapes import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyoxigraph as ox

__all__ = ["CHECKS", "Check", "read_checks"]

CHECKS: Final = f"{terms.BASE}check/"
"""What the names of checks begin with, where findings tell of them."""


@dataclass(frozen=True, slots=True)
class Check:
    """A query that returns `?entity ?property ?value` for whatever is wrong; `path` stands in messages."""

    name: str
    rule: Rule
    query: str
    path: str

    def results(self, store: ox.Store) -> list[Result]:
        """What the check finds in a store; raises ProjectError if it cannot be asked."""
        found: list[Result] = []
        for row in select(store, self.query, self.path):
            if "entity" not in row:
                raise ProjectError(
                    f"{self.path}: a check returns ?entity ?property ?value, and this one has no ?entity."
                )
            focus, about = row["entity"], row.get("property")
            if focus is not None:
                where = text_of(about) if about else ""
                found.append(Result(self.name, focus, where, row.get("value"), self.rule.message))
        return found


def read_checks(paths: Iterable[Path]) -> tuple[Check, ...]:
    """The checks in some files; raises as `queries.parse_query` for a file that is none."""
    return tuple(_check(path) for path in paths)


def _check(path: Path) -> Check:
    query = parse_query(read_text(path), path)
    name = f"{CHECKS}{query.name}"
    rule = Rule(
        query.name, message=query.summary, remedy=query.remedy, description=query.description, url=name
    )
    return Check(name, rule, query.text, path.as_posix())
