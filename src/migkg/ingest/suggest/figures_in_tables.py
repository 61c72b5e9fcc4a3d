"""Figures in tables: the cells of a row, with the unit that the table's title or a heading row gives."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import claim_iri, iri_term, make, slug, text_term, typed_term
from migkg.ingest.suggest.sentences import cut
from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.suggestion import Suggestion

__all__ = ["in_tables"]

_UNIT: Final = re.compile(
    r"\(?\b(?:in\s+)?(?P<scale>thousands|millions|billions)\b|(?P<share>%|\bper\s?cent\b|\bpercentages?\b)",
    re.IGNORECASE,
)
_SCALES: Final = {"thousands": 10**3, "millions": 10**6, "billions": 10**9}
_NUMBER: Final = re.compile(r"\d{1,3}(?:[,\u00a0 ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_COUNTED: Final = re.compile(
    r"\b(?:international )?(migra(?:nts?|tion)|workers|people|persons|remittances)\b", re.IGNORECASE
)
_RULE: Final = "cell of a table with its unit"


def in_tables(outline: Outline) -> Iterator[Suggestion]:
    """A suggestion for each number of each row of a table that says in what its numbers are."""
    titles = {
        passage.path: f"{passage.title} {passage.text}"
        for passage in outline.passages
        if passage.kind == "Table"
    }
    units: dict[str, tuple[int, str]] = {}
    for passage in outline.passages:
        if passage.kind != "TableRow" or passage.parent is None:
            continue
        cells = passage.cells or tuple(passage.text.split("\t"))
        numbers = [_NUMBER.fullmatch(cell.strip().rstrip("%").strip()) for cell in cells]
        title = titles.get(passage.parent, "")
        if not any(numbers):
            units[passage.parent] = _unit(" ".join(cells), title) or units.get(passage.parent) or (0, "")
            continue
        scale, unit = units.get(passage.parent) or _unit(title, title) or (0, "")
        if scale:
            yield from _of_row(outline.identifier, passage, cells, scale, unit)


def _unit(text: str, title: str) -> tuple[int, str] | None:
    found = _UNIT.search(text)
    if found is None:
        return None
    if found["share"]:
        return 1, "per cent"
    counted = _COUNTED.search(title)
    word = counted[1].lower() if counted else "as the table's title says"
    return _SCALES[found["scale"].lower()], "migrants" if word.startswith("migra") else word


def _of_row(
    document: str, passage: Passage, cells: tuple[str, ...], scale: int, unit: str
) -> Iterator[Suggestion]:
    for column, cell in enumerate(cells):
        found = _NUMBER.fullmatch(cell.strip().rstrip("%").strip())
        if found is None or (column == 0 and len(cells) > 1):
            continue
        value = Decimal(re.sub(r"[,\u00a0 ]", "", found[0])) * scale
        text = f"{value.normalize():f}"
        name = slug(f"column {column + 1} {text} {unit}")
        at = max(passage.text.find(cell.strip()), 0)
        yield make(
            "figure",
            f"figure/{passage.path}/{name}",
            claim_iri(document, passage.path, name),
            (passage.path,),
            cut(passage.text, at, at + len(cell.strip())),
            [
                ("mig:about", iri_term(f"{BASE}document/{document}")),
                ("mig:comparator", iri_term("mig:exactly")),
                ("rdf:type", iri_term("mig:Observation")),
                ("schema:unitText", text_term(unit)),
                ("schema:value", typed_term(text, "decimal" if "." in text else "integer")),
            ],
            rule=_RULE,
            confidence=confidence(_RULE),
        )
