"""Figures in tables: the cells of a row, with the unit that the table's title or a heading row gives."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import claim_iri, iri_term, slug, text_term, typed_term
from migkg.ingest.suggest.sentences import cut
from migkg.ingest.suggestion import Suggestion
from migkg.ingest.tokens import uncased
from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.passages import Outline, Passage

__all__ = ["in_tables"]

_SCALES: Final = {"thousands": 10**3, "millions": 10**6, "billions": 10**9}
_UNIT: Final = re.compile(
    rf"\b(?P<scale>{'|'.join(_SCALES)})\b|(?P<share>%|\bper\s?cent\b|\bpercentages?\b)", re.IGNORECASE
)
_NUMBER: Final = re.compile(r"\s*(\d{1,3}(?:[,\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*%?\s*")
_COUNTED: Final = re.compile(r"\b(migra(?:nts?|tion)|workers|people|persons|remittances)\b", re.IGNORECASE)
_RULE: Final = "cell of a table with its unit"
_Unit = tuple[int, str]
"""By what a printed number is multiplied, and what is counted."""


def in_tables(outline: Outline) -> Iterator[Suggestion]:
    """A suggestion for each number of each row of a table that says in what its numbers are."""
    titles = {one.path: f"{one.title} {one.text}" for one in outline.passages if one.kind == "Table"}
    units: dict[str, _Unit | None] = {}
    shares = _shares(outline)
    for passage in outline.passages:
        if passage.kind != "TableRow" or passage.parent is None:
            continue
        cells = passage.cells or tuple(passage.text.split("\t"))
        title = titles.get(passage.parent, "")
        unit = units.setdefault(passage.parent, _unit(title, title))
        if not any(_NUMBER.fullmatch(cell) for cell in cells):
            units[passage.parent] = _unit(" ".join(cells), title) or unit
        elif passage.path in shares or unit:
            yield from _of_row(outline.identifier, passage, cells, _share(passage, shares, unit))


def _share(passage: Passage, shares: set[str], unit: _Unit | None) -> _Unit:
    return (1, "per cent") if passage.path in shares or unit is None else unit


def _shares(outline: Outline) -> set[str]:
    """The rows that belong to a total of 100: they are shares, whatever the title says."""
    found: set[str] = set()
    block: list[str] = []
    for passage in outline.passages:
        if passage.kind != "TableRow":
            block = []
            continue
        block.append(passage.path)
        if passage.cells and passage.cells[0].strip().lower().startswith("total"):
            if passage.cells[-1].strip().rstrip("% ") in ("100", "100.0"):
                found.update(block)
            block = []
    return found


def _unit(text: str, title: str) -> _Unit | None:
    found = _UNIT.search(text)
    if found is None:
        return None
    if found["share"]:
        return 1, "per cent"
    counted = _COUNTED.search(title)
    word = counted[1].lower() if counted else "as the table's title says"
    return _SCALES[uncased(found["scale"])], "migrants" if word.startswith("migra") else word


def _of_row(document: str, passage: Passage, cells: tuple[str, ...], unit: _Unit) -> Iterator[Suggestion]:
    for column, cell in enumerate(cells):
        found = _NUMBER.fullmatch(cell)
        if found is None or (column == 0 and len(cells) > 1):
            continue
        value = Decimal(re.sub(r"[,\u00a0 ]", "", found[1])) * unit[0]
        text = f"{value.normalize():f}"
        name = slug(f"column {column + 1} {text} {unit[1]}")
        at = max(passage.text.find(cell.strip()), 0)
        values = (
            ("mig:about", iri_term(f"{BASE}document/{document}")),
            ("mig:comparator", iri_term("mig:exactly")),
            ("rdf:type", iri_term("mig:Observation")),
            ("schema:unitText", text_term(unit[1])),
            ("schema:value", typed_term(text, "decimal" if "." in text else "integer")),
        )
        yield Suggestion(
            "figure",
            f"figure/{passage.path}/{name}",
            claim_iri(document, passage.path, name),
            (passage.path,),
            *cut(passage.text, at, at + len(cell.strip())),
            values=values,
            basis="stated",
            rule=_RULE,
            confidence=confidence(_RULE),
        )
