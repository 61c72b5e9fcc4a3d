"""From references to mentions: which entities a passage names by the rules of the design, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.ingest.references import Reference

__all__ = ["mentions"]

_NEVER: Final = frozenset(("theme", "date", "passage"))
"""Subjects, times and places in texts are referred to, and are no entities that a passage mentions."""


def mentions(references: Iterable[Reference]) -> tuple[str, ...]:
    """The IRIs of what the references of one passage mention, sorted.

    A reference that may mean several things mentions none of them, and neither does one that is marked as
    not counting: a body that does not act, the place of a session, a paper's own paragraph.
    """
    return tuple(
        sorted(
            {
                reference.targets[0]
                for reference in references
                if len(reference.targets) == 1 and reference.counts and reference.kind not in _NEVER
            }
        )
    )
