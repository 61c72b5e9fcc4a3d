"""The heat map: which points of the plan serve which objectives, by which claims, and how a paper sums up."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.claims import claims, grade
from migkg.web.pages.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.web.dataset import Dataset
    from migkg.web.pages.claims import Claim
    from migkg.web.pages.index import Name, Ref

__all__ = ["Coverage", "coverage"]

_GRADES: Final = ("stated", "strong", "medium", "weak")
_MOST: Final = 50
"""Of an objective with more claims, those that grade its cells are shown, and what sums it up."""
_NOT_IN_ANCHOR: Final = re.compile(r"[^A-Za-z0-9_.-]")
_ABOUT: Final = """
SELECT DISTINCT ?objective ?claim WHERE {
  VALUES ?way { mig:linkTo mig:assesses mig:about }
  ?claim ?way ?objective .
  ?objective a mig:Objective .
  VALUES ?kind { mig:Linkage mig:Assessment mig:Disagreement }
  ?claim a ?kind
} ORDER BY ?objective ?claim"""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a point and an objective meet; it has no claims where no source says anything."""

    point: Ref
    grade: str
    claims: tuple[str, ...]
    """The IRIs of all that tie the two, the one that grades the cell first."""
    first: bool
    """Whether a new group of points begins here."""
    anchor: str
    """Where on the page its evidence stands."""


@dataclass(frozen=True, slots=True)
class Status:
    """How one passage classes an objective: the last part of the status's IRI, and its words."""

    code: str
    name: Name
    anchor: str


@dataclass(frozen=True, slots=True)
class Row:
    """One objective: its cells, what the appendix and the body say of it, and what does not fit.

    `disagreements` are the places on the page where they stand; `claims` holds those that are shown, of so
    many (`size`), with their places.
    """

    objective: Ref
    cells: tuple[Cell, ...]
    appendix: tuple[Status, ...]
    body: tuple[Status, ...]
    disagreements: tuple[str, ...]
    claims: tuple[tuple[str, Claim], ...]
    size: int


@dataclass(frozen=True, slots=True)
class Group:
    """Points of the plan under one heading, or those under none."""

    name: Name | None
    size: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole map: the points with their groups, and a row each objective."""

    points: tuple[Ref, ...]
    starts: tuple[bool, ...]
    groups: tuple[Group, ...]
    rows: tuple[Row, ...]

    @property
    def without(self) -> int:
        """How many objectives no claim ties to a point."""
        return sum(not any(cell.claims for cell in row.cells) for row in self.rows)

    @property
    def linked(self) -> int:
        """How many cells hold a claim."""
        return sum(bool(cell.claims) for row in self.rows for cell in row.cells)


def anchor(objective: str, claim: str) -> str:
    """The name of the place on a page where a claim stands among those on an objective.

    >>> anchor("https://w3id.org/migkg/objective/22", "https://w3id.org/migkg/claim/gb335/para-16/12c-serves-22")
    'objective.22.gb335.para-16.12c-serves-22'
    """
    parts = (terms.local_path(objective), terms.local_path(claim).removeprefix("claim/"))
    return _NOT_IN_ANCHOR.sub(".", "/".join(parts))


@lru_cache(maxsize=16)
def coverage(dataset: Dataset, lang: str) -> Coverage:
    """The map in one language, made once."""
    reader = Reader(dataset, lang)
    index = reader.index
    points = index.members.get(f"{terms.ONTOLOGY}PlanPoint", ())
    objectives = index.members.get(f"{terms.ONTOLOGY}Objective", ())
    means = {
        iri: next(iter(node.iris("mig:meansOfAction")), "") for iri, node in reader.nodes(points).items()
    }
    starts = tuple(place == 0 or means[iri] != means[points[place - 1]] for place, iri in enumerate(points))
    about: dict[str, list[str]] = defaultdict(list)
    for objective, claim in reader.rows(_ABOUT):
        if objective and claim:
            about[objective.text].append(claim.text)
    reader.nodes(sorted({claim for found in about.values() for claim in found}))
    columns = [(reader.ref(iri), first) for iri, first in zip(points, starts, strict=True)]
    return Coverage(
        tuple(ref for ref, _ in columns),
        starts,
        _groups(reader, [means[iri] for iri in points]),
        tuple(_row(reader, reader.ref(iri), columns, about.get(iri, ())) for iri in objectives),
    )


def _groups(reader: Reader, means: Sequence[str]) -> tuple[Group, ...]:
    groups: list[Group] = []
    for place, iri in enumerate(means):
        if place and iri == means[place - 1]:
            groups[-1] = Group(groups[-1].name, groups[-1].size + 1)
        else:
            groups.append(Group(reader.index.name(iri, reader.lang) if iri else None, 1))
    return tuple(groups)


def _row(reader: Reader, objective: Ref, columns: Iterable[tuple[Ref, bool]], found: Sequence[str]) -> Row:
    kinds: dict[str, list[str]] = defaultdict(list)
    for claim in found:
        kinds[reader.line_kind(claim)].append(claim)
    linking: dict[str, list[str]] = defaultdict(list)
    for claim in kinds["mig:Linkage"]:
        for point in reader.node(claim).iris("mig:linkFrom"):
            linking[point].append(claim)
    cells = tuple(
        _cell(reader, objective, point, linking.get(point.iri, ()), first=first) for point, first in columns
    )
    summing = kinds["mig:Assessment"] + kinds["mig:Disagreement"]
    every = [claim for cell in cells for claim in cell.claims] + summing
    few = [claim for cell in cells for claim in cell.claims[:1]] + summing
    shown = {claim.iri: claim for claim in claims(reader, every if len(every) <= _MOST else few)}
    statuses: dict[bool, list[Status]] = {True: [], False: []}
    for iri in kinds["mig:Assessment"]:
        statuses[_in_appendix(shown[iri])].append(_status(reader, objective, shown[iri]))
    return Row(
        objective,
        cells,
        tuple(statuses[True]),
        tuple(statuses[False]),
        tuple(anchor(objective.iri, iri) for iri in kinds["mig:Disagreement"]),
        tuple((anchor(objective.iri, iri), claim) for iri, claim in shown.items()),
        len(set(every)),
    )


def _cell(reader: Reader, objective: Ref, point: Ref, linking: Sequence[str], *, first: bool) -> Cell:
    grades = {claim: grade(reader.node(claim)) for claim in linking}
    ordered = sorted(linking, key=lambda claim: (*_GRADES, "").index(grades[claim]))
    best = next(iter(ordered), "")
    return Cell(
        point, grades.get(best, ""), tuple(ordered), first, anchor(objective.iri, best) if best else ""
    )


def _in_appendix(claim: Claim) -> bool:
    return bool(claim.passages) and all("/appendix" in passage.ref.iri for passage in claim.passages)


def _status(reader: Reader, objective: Ref, claim: Claim) -> Status:
    status = next(iter(reader.node(claim.iri).iris("mig:status")), "")
    return Status(status.removeprefix(terms.ONTOLOGY), reader.term(status), anchor(objective.iri, claim.iri))
