"""Suggested claims from an outline and its references, each with evidence, rule and confidence."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from migkg.ingest.suggest.deliverables import deliverables
from migkg.ingest.suggest.figures import figures
from migkg.ingest.suggest.knowledge import Knowledge
from migkg.ingest.suggest.linkages import linkages
from migkg.ingest.suggest.memberships import memberships
from migkg.ingest.suggest.mentions import mentions
from migkg.ingest.suggest.progress import progress_reports
from migkg.ingest.suggest.scene import scenes
from migkg.terms import natural_key

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from migkg.ingest.passages import Outline
    from migkg.ingest.references import Reference
    from migkg.ingest.suggestion import Suggestion
    from migkg.sources import Source

__all__ = ["suggest"]


def suggest(
    outline: Outline, references: Mapping[str, tuple[Reference, ...]], source: Source
) -> tuple[Suggestion, ...]:
    """What a document seems to say, judged by what a graph knows; `references` are by paths of passages.

    Offsets of a suggestion count in the text of its first passage. The same document gives the same
    suggestions, each key once, sorted by key; none is without a phrase.
    """
    knowledge = _knowledge(cast("Hashable", source))
    document, found = outline.identifier, scenes(outline, references, knowledge)
    suggestions = [
        *mentions(outline, references),
        *linkages(document, found, knowledge),
        *deliverables(outline, knowledge),
        *progress_reports(document, _issued(outline), found, references, knowledge),
        *memberships(outline, references, knowledge),
        *figures(outline, references),
    ]
    by_key = {one.key: one for one in reversed(suggestions) if one.phrase}
    return tuple(by_key[key] for key in sorted(by_key, key=natural_key))


@lru_cache(maxsize=4)
def _knowledge(source: Hashable) -> Knowledge:
    """What a source knows, asked once of each."""
    return Knowledge.of(cast("Source", source))


def _issued(outline: Outline) -> str:
    """The date of a document, as precisely as it is known; empty without one."""
    date = outline.metadata.date
    return date.isoformat() if date else outline.metadata.issued
