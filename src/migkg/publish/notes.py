"""The notes of a release: which versions it holds, and what has changed, for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.diff import in_markdown, render

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migkg.diff import Difference, Story
    from migkg.publish.editions import Edition

__all__ = ["CHANGES", "NOTES", "write"]

NOTES = "notes.md"
CHANGES = "changes.json"
_PATCH = "changes.rdfp"


def write(edition: Edition, change: tuple[Story, Difference] | None, folder: Path) -> None:
    """Write the notes of a release, and what has changed since the one before, if there was one."""
    lines = [*_head(edition), *(in_markdown(change[0]) if change else ())]
    (folder / NOTES).write_text("\n".join(lines).rstrip("\n") + "\n", encoding="utf-8")
    if change:
        (folder / CHANGES).write_bytes(render(*change, "json"))
        (folder / _PATCH).write_bytes(render(*change, "patch"))


def _head(edition: Edition) -> Iterator[str]:
    yield from (f"# Release {edition.version}, {edition.issued[:10]}", "", edition.summary, "")
    yield f"- Data: {edition.version}{f', after {edition.previous}' if edition.previous else ''}"
    yield f"- Vocabulary: {_vocabulary(edition)}"
    yield f"- Tool: migkg {edition.tool}"
    yield f"- State: {edition.state}"
    yield ""


def _vocabulary(edition: Edition) -> str:
    if not edition.ontology:
        return "none of its own"
    if edition.ontology != edition.version:
        return f"{edition.ontology}, not changed since"
    return (
        f"{edition.ontology}, a {edition.change} change after {edition.before}"
        if edition.before
        else edition.ontology
    )
