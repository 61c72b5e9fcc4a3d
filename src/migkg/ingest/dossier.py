"""All that lies on a desk about one document: its outline without the text, and the suggestions.

`suggested/<document>.outline.json` holds metadata and passages, each with its fingerprint and none with its
words; it is no RDF, so that nothing of it can be taken for data. `suggested/<document>.ttl` holds what is
suggested, and what was decided, which stays so that no later run asks again.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from migkg.errors import ParseError
from migkg.graph import read_text
from migkg.ingest import suggested
from migkg.ingest.passages import Metadata, Outline, Passage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.ingest.desk import Desk
    from migkg.ingest.suggested import Record
    from migkg.ingest.suggestion import Suggestion

__all__ = ["Dossier", "outline_from_json", "outline_to_json", "updated"]

OPEN = "suggested"
"""The status of a suggestion about which nobody has decided."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """An outline without texts, and the records of what is suggested about it, open and decided."""

    outline: Outline
    records: tuple[Record, ...]

    @property
    def open(self) -> tuple[Record, ...]:
        """What nobody has decided yet, in the order of the document."""
        places = {passage.path: passage.order for passage in self.outline.passages}

        def place(record: Record) -> tuple[int, int, str]:
            return places.get(record.suggestion.passages[0], 0), record.suggestion.start, _key(record)

        return tuple(sorted((record for record in self.records if record.status == OPEN), key=place))

    @property
    def decided(self) -> tuple[Record, ...]:
        """What somebody has decided."""
        return tuple(record for record in self.records if record.status != OPEN)

    @property
    def fingerprints(self) -> dict[str, str]:
        """Path → fingerprint of the passages."""
        return {passage.path: passage.fingerprint for passage in self.outline.passages}

    @classmethod
    def read(cls, desk: Desk, document: str) -> Dossier | None:
        """What lies on a desk about a document; None if nothing does.

        Raises UnreadableError or ParseError for files that somebody has damaged.
        """
        path, records = desk.outline(document), desk.suggested(document)
        if not path.is_file():
            return None
        try:
            outline = outline_from_json(read_text(path))
        except (ValueError, TypeError, KeyError) as error:
            raise ParseError(
                path, None, None, f"not an outline ({error})", remedy="Ingest the document again."
            ) from error
        return cls(outline, suggested.read(records) if records.is_file() else ())

    def write(self, desk: Desk) -> None:
        """Put this on a desk in place of what lies there about the document."""
        document = self.outline.identifier
        desk.write(desk.outline(document), outline_to_json(self.outline))
        desk.write(desk.suggested(document), suggested.to_turtle(document, self.records))

    def records_with(self, changed: Iterable[Record]) -> str:
        """The file of what is suggested and decided, with these records in place of those with their keys."""
        records = {_key(record): record for record in (*self.records, *changed)}
        return suggested.to_turtle(self.outline.identifier, records.values())


def updated(
    earlier: Iterable[Record], suggestions: Iterable[Suggestion], version: str
) -> tuple[tuple[Record, ...], tuple[str, ...], tuple[str, ...]]:
    """The records after a new run, and the keys of suggestions that are new in it and that are gone.

    What was decided stays as it was decided, whether this run would suggest it or not, and what is open keeps
    the history of decisions that were undone.
    """
    before = {_key(record): record for record in earlier}
    decided = {key: record for key, record in before.items() if record.status != OPEN}
    now = {
        one.key: suggested.Record(one, version, history=before[one.key].history if one.key in before else ())
        for one in suggestions
        if one.key not in decided
    }
    records = tuple(sorted((*decided.values(), *now.values()), key=_key))
    new = tuple(sorted(key for key in now if key not in before))
    gone = tuple(sorted(key for key in before if key not in now and key not in decided))
    return records, new, gone


def outline_to_json(outline: Outline) -> str:
    """An outline without the texts of its passages, the same for the same outline."""
    bare = replace(
        outline, passages=tuple(replace(one, text="", marks=(), cells=()) for one in outline.passages)
    )
    return json.dumps(asdict(bare), ensure_ascii=False, indent=1, default=dt.date.isoformat) + "\n"


def outline_from_json(text: str) -> Outline:
    """The outline that `outline_to_json` wrote. Raises ValueError, TypeError or KeyError for another text."""
    said: dict[str, Any] = json.loads(text)
    about = said["metadata"]
    date = about.pop("date")
    about["related"] = tuple(about["related"])
    about["links"] = tuple((name, iri) for name, iri in about.get("links", ()))
    metadata = Metadata(**about, date=dt.date.fromisoformat(date) if date else None)
    passages = tuple(Passage(**{**one, "marks": (), "cells": ()}) for one in said["passages"])
    return Outline(said["identifier"], metadata, passages, tuple(said["notices"]))


def _key(record: Record) -> str:
    return record.suggestion.key
