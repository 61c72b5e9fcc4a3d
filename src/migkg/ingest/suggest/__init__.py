"""Suggested claims from an outline and its references, each with its evidence, its rule and its confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.ingest.suggest.knowledge import Knowledge
from migkg.ingest.suggest.linkages import linkages
from migkg.ingest.suggest.scene import scenes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migkg.ingest.passages import Outline
    from migkg.ingest.references import Reference
    from migkg.ingest.suggestion import Suggestion
    from migkg.sources import Source

__all__ = ["suggest"]


def suggest(
    outline: Outline, references: Mapping[str, tuple[Reference, ...]], source: Source
) -> tuple[Suggestion, ...]:
    """What a document seems to say, by what a graph knows; `references` are by the paths of passages.

    The same document gives the same suggestions, each key once, sorted by kind and key.
    """
    knowledge = Knowledge.of(source)
    found = scenes(outline, references, knowledge)
    return tuple(linkages(outline.identifier, found, knowledge))
