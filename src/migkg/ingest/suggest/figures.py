"""Figures: cardinals with a unit, as a text prints them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import claim_iri, iri_term, make, slug, text_term, typed_term
from migkg.ingest.suggest.numbers import Quantity, quantities
from migkg.ingest.suggest.figures_in_tables import in_tables
from migkg.ingest.suggest.sentences import cut, sentences
from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.references import Reference
    from migkg.ingest.suggestion import Suggestion

__all__ = ["figures", "number_terms"]

_YEAR: Final = re.compile(r"\b(?:in|by|since|until|before|end of|of)\s+(?:\w+\s+)?((?:19|20)\d\d)\b")
_NEAR: Final = 80
_NAMES: Final = frozenset(
    (
        "body",
        "programme",
        "tool",
        "event",
        "publication",
        "instrument",
        "place",
        "theme",
        "document",
        "course",
    )
)
_PEOPLE: Final = re.compile(
    r"\b((?:\w+ )?(?:migrants|workers|entrepreneurs|people|persons|victims|refugees|returnees|islanders|women|men|children))\b",
    re.IGNORECASE,
)


def figures(outline: Outline, references: Mapping[str, tuple[Reference, ...]]) -> Iterator[Suggestion]:
    """A suggestion for each figure of each passage that is no heading; of tables, those of their rows.

    In footnotes only amounts and numbers with a scale count: the others are mostly pages and volumes.
    """
    yield from in_tables(outline)
    for passage in outline.passages:
        if passage.kind == "Section" or passage.kind == "Table":
            continue
        yield from _of_passage(outline.identifier, passage, references.get(passage.path, ()))


def _of_passage(document: str, passage: Passage, references: Sequence[Reference]) -> Iterator[Suggestion]:
    taken = [(one.start, one.end) for one in references]
    seen: set[str] = set()
    for span in sentences(passage.text):
        for one in quantities(passage.text, span.start, span.end):
            if any(start < one.number_end and one.start < end for start, end in taken):
                continue
            unit = one.unit or _unit_elsewhere(passage.text[: one.start])
            if not unit or (passage.kind == "Footnote" and not one.is_scaled):
                continue
            name = slug(f"{one.value.normalize():f} {unit}")
            number = 2
            while name in seen:
                name, number = f"{slug(f'{one.value.normalize():f} {unit}')}-{number}", number + 1
            seen.add(name)
            about = _about(one, references, span.start, span.end) or f"{BASE}document/{document}"
            year = _YEAR.search(passage.text, one.end, min(span.end, one.end + _NEAR))
            rule = "number with its unit" if one.unit else "large number with a unit elsewhere"
            values = [
                *number_terms(one, unit),
                ("mig:about", iri_term(about)),
                ("rdf:type", iri_term("mig:Observation")),
            ]
            if year:
                values.append(("mig:asOf", typed_term(year[1], "gYear")))
            yield make(
                "figure",
                f"figure/{passage.path}/{name}",
                claim_iri(document, passage.path, name),
                (passage.path,),
                cut(passage.text, one.start, one.end, within=span),
                values,
                rule=rule,
                confidence=confidence(rule),
            )


def number_terms(one: Quantity, unit: str) -> list[tuple[str, str]]:
    """Value, comparator and unit as values of a suggestion."""
    text = f"{one.value.normalize():f}"
    found = [
        ("mig:comparator", iri_term(f"mig:{one.comparator}")),
        ("schema:unitText", text_term(unit)),
        ("schema:value", typed_term(text, "decimal" if "." in text else "integer")),
    ]
    if one.upper is not None:
        upper = f"{one.upper.normalize():f}"
        found.append(("mig:valueTo", typed_term(upper, "decimal" if "." in upper else "integer")))
    return found


def _unit_elsewhere(before: str) -> str:
    """What a large number without a unit of its own counts: the people named last before it, if any are."""
    found = _PEOPLE.findall(before)
    return str(found[-1]).lower() if found else ""


def _about(one: Quantity, references: Sequence[Reference], start: int, end: int) -> str:
    """The thing named nearest before a number in its sentence, else nearest after."""
    here = [
        ref
        for ref in references
        if start <= ref.start < end and len(ref.targets) == 1 and ref.targets[0].startswith(BASE)
        and ref.targets[0].removeprefix(BASE).split("/")[0] in _NAMES
    ]  # fmt: skip
    before = [ref for ref in here if ref.end <= one.start]
    nearest = (
        max(before, key=lambda ref: ref.end) if before else min(here, key=lambda ref: ref.start, default=None)
    )
    return nearest.targets[0] if nearest else ""
