"""Figures: cardinals with a unit, as a text prints them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.figures_in_tables import in_tables
from migkg.ingest.suggest.making import claim_iri, iri_term, slug, text_term, typed_term
from migkg.ingest.suggest.numbers import Quantity, quantities
from migkg.ingest.suggest.sentences import Span, cut, sentences
from migkg.ingest.suggestion import Suggestion
from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.references import Reference

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
    r"\b((?:\w+\s+)?(?:migrants|workers|entrepreneurs|people|persons|victims|refugees|returnees|islanders|women"
    r"|men|children))\b",
    re.IGNORECASE,
)


def figures(outline: Outline, references: Mapping[str, tuple[Reference, ...]]) -> Iterator[Suggestion]:
    """A suggestion for each figure of each passage that is no heading; of tables, those of their rows.

    In footnotes only amounts and numbers with a scale count: the others are mostly pages and volumes.
    """
    yield from in_tables(outline)
    for passage in outline.passages:
        if passage.kind not in ("Section", "Table"):
            yield from _of_passage(outline.identifier, passage, references.get(passage.path, ()))


def number_terms(one: Quantity, unit: str) -> list[tuple[str, str]]:
    """Value, comparator and unit as values of a suggestion."""
    found = [
        ("mig:comparator", iri_term(f"mig:{one.comparator}")),
        ("schema:unitText", text_term(unit)),
        ("schema:value", _number_term(f"{one.value.normalize():f}")),
    ]
    if one.upper is not None:
        found.append(("mig:valueTo", _number_term(f"{one.upper.normalize():f}")))
    return found


def _number_term(text: str) -> str:
    return typed_term(text, "decimal" if "." in text else "integer")


def _of_passage(document: str, passage: Passage, references: Sequence[Reference]) -> Iterator[Suggestion]:
    seen: dict[str, int] = {}
    for span in sentences(passage.text):
        for one in quantities(passage.text, *span):
            unit = one.unit or _unit_elsewhere(passage.text[: one.start])
            if not unit or (passage.kind == "Footnote" and not one.is_scaled):
                continue
            if any(other.start < one.number_end and one.start < other.end for other in references):
                continue
            name = slug(f"{one.value.normalize():f} {unit}")
            seen[name] = seen.get(name, 0) + 1
            if seen[name] > 1:
                name = f"{name}-{seen[name]}"
            rule = "number with its unit" if one.unit else "large number with a unit elsewhere"
            year = _YEAR.search(passage.text, one.end, min(span.end, one.end + _NEAR))
            values = [
                *number_terms(one, unit),
                ("mig:about", iri_term(_about(one, references, span) or f"{BASE}document/{document}")),
                ("rdf:type", iri_term("mig:Observation")),
                *([("mig:asOf", typed_term(year[1], "gYear"))] if year else ()),
            ]
            yield Suggestion(
                "figure",
                f"figure/{passage.path}/{name}",
                claim_iri(document, passage.path, name),
                (passage.path,),
                *cut(passage.text, one.start, one.end, within=span),
                values=tuple(sorted(values)),
                basis="stated",
                rule=rule,
                confidence=confidence(rule),
            )


def _unit_elsewhere(before: str) -> str:
    """What a large number without a unit of its own counts: the people named last before it, if any are."""
    found = _PEOPLE.findall(before)
    return " ".join(str(found[-1]).lower().split()) if found else ""


def _about(one: Quantity, references: Sequence[Reference], span: Span) -> str:
    """The thing named nearest before a number in its sentence, else nearest after."""
    here = [
        other
        for other in references
        if span.start <= other.start < span.end
        and len(other.targets) == 1
        and other.targets[0].startswith(BASE)
        and other.targets[0].removeprefix(BASE).partition("/")[0] in _NAMES
    ]
    before = [other for other in here if other.end <= one.start]
    nearest = max(before, key=lambda other: other.end) if before else next(iter(here), None)
    return nearest.targets[0] if nearest else ""
