"""Checks: canned queries that must return nothing, each row that one returns being a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.errors import ProjectError
from migkg.findings import Rule
from migkg.footprint import Footprint
from migkg.graph import read_text
from migkg.patterns import walks
from migkg.places import Result
from migkg.queries import parse_query
from migkg.shacl import select
from migkg.shapes import text_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from migkg.shapes import Term

__all__ = ["CHECKS", "Check", "read_checks"]

_COMPUTED: Final = re.compile(r"\bAS\s+[?$]entity\b", re.IGNORECASE)
_WHERE: Final = re.compile(r"^WHERE\s*\{", re.MULTILINE)
CHECKS: Final = f"{terms.BASE}check/"
"""What the names of checks begin with, where findings tell of them."""


@dataclass(frozen=True, slots=True)
class Check:
    """A query that returns `?entity ?property ?value` for whatever is wrong; `path` stands in messages."""

    name: str
    rule: Rule
    query: str
    path: str

    def footprint(self) -> Footprint | None:
        """From which nodes the check walks along a triple; None if that cannot be told."""
        groups = None if _COMPUTED.search(self.query) else walks(self.query, {}, "entity")
        return None if groups is None else Footprint.of_query(groups, "entity")

    def results(self, store: ox.Store, nodes: Collection[Term] | None = None) -> list[Result]:
        """What the check finds in a store; with `nodes`, only what concerns these (if it has a footprint).

        Raises ProjectError if it cannot be asked.
        """
        found: list[Result] = []
        for row in select(store, self._of(nodes), self.path):
            if "entity" not in row:
                raise ProjectError(
                    f"{self.path}: a check returns ?entity ?property ?value, and this one has no ?entity."
                )
            focus, about = row["entity"], row.get("property")
            if focus is not None:
                where = text_of(about) if about else ""
                found.append(Result(self.name, focus, where, row.get("value"), self.rule.message))
        return found

    def _of(self, nodes: Collection[Term] | None) -> str:
        if nodes is None or any(isinstance(node, ox.BlankNode) for node in nodes):
            return self.query
        values = " ".join(str(node) for node in nodes if isinstance(node, ox.NamedNode))
        return _WHERE.sub(lambda found: f"{found[0]} VALUES ?entity {{ {values} }} ", self.query, count=1)


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
