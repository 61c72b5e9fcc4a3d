"""Mentions: what a passage names, once for each thing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.ingest.citations import mentions as mentioned
from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import iri_term, local, passage_iri
from migkg.ingest.suggest.sentences import cut
from migkg.ingest.suggestion import Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.references import Reference

__all__ = ["mentions"]


def mentions(outline: Outline, references: Mapping[str, tuple[Reference, ...]]) -> Iterator[Suggestion]:
    """A suggestion for each thing that a passage names without ambiguity."""
    for passage in outline.passages:
        yield from _of_passage(outline.identifier, passage, references.get(passage.path, ()))


def _of_passage(document: str, passage: Passage, references: Sequence[Reference]) -> Iterator[Suggestion]:
    for target in mentioned(references):
        one = next(one for one in references if one.counts and one.targets == (target,))
        rule = f"mention by {one.rule or 'name'}"
        yield Suggestion(
            "mention",
            f"mention/{passage.path}/{local(target)}",
            passage_iri(document, passage.path),
            (passage.path,),
            *cut(passage.text, one.start, one.end),
            values=(("mig:mentions", iri_term(target)),),
            basis="stated",
            rule=rule,
            confidence=confidence(rule),
        )
