"""All stages on one document: read, outline, references, suggestions, and what is new in that."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import migkg
from migkg.graph import read_bytes
from migkg.ingest.dossier import Dossier, outline_to_json, updated
from migkg.ingest.recognise import Known, changes
from migkg.ingest.said import Said
from migkg.ingest.suggested import to_turtle
from migkg.library import Copy, Part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from migkg.ingest.blocks import Reading
    from migkg.ingest.desk import Desk
    from migkg.ingest.gazetteer import Gazetteer
    from migkg.ingest.passages import Outline
    from migkg.ingest.references import Reference
    from migkg.ingest.suggested import Record
    from migkg.ingest.suggestion import Suggestion
    from migkg.sources import Source

__all__ = ["Context", "Filed", "Ingested", "Outcome", "context_of", "file_document", "ingest_document"]


@dataclass(frozen=True)
class Context:
    """What documents are read against, made once of a graph."""

    source: Source
    gazetteer: Gazetteer
    known: Known
    said: Said


@dataclass(frozen=True, slots=True)
class Ingested:
    """What each stage made of a document; `known` says whether the graph has it."""

    reading: Reading
    outline: Outline
    references: Mapping[str, tuple[Reference, ...]]
    suggestions: tuple[Suggestion, ...]
    known: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a document, in figures and words; `problem` is why nothing did."""

    path: str
    document: str = ""
    title: str = ""
    symbol: str = ""
    known: bool = False
    passages: int = 0
    references: int = 0
    candidates: int = 0
    suggestions: int = 0
    decided: int = 0
    new: int = 0
    gone: int = 0
    changes: str = ""
    notices: tuple[str, ...] = ()
    partial: bool = False
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """The outcome as what JSON can hold."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Outcome:
        """The outcome that `to_json` gave."""
        return cls(**{**said, "notices": tuple(said["notices"])})


@dataclass(frozen=True, slots=True)
class Filed:
    """A document ready to be laid on a desk and into a library."""

    outcome: Outcome
    outline: str
    records: str
    copy: Copy
    table: tuple[Record, ...] = field(default=(), compare=False)

    def to_json(self) -> dict[str, Any]:
        """All but the table as what JSON can hold."""
        return {
            "outcome": self.outcome.to_json(),
            "outline": self.outline,
            "records": self.records,
            "copy": self.copy,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Filed:
        """What `to_json` gave."""
        *about, parts = said["copy"]
        copy = Copy._make((*about, tuple(Part._make((*part[:-1], tuple(part[-1]))) for part in parts)))
        return cls(Outcome.from_json(said["outcome"]), said["outline"], said["records"], copy)


@lru_cache(maxsize=1)
def context_of(data: tuple[str, ...] | None = None) -> Context:
    """The context of the packaged data, or of another dataset, opened once in each process.

    Raises ParseError or UnreadableError for data that cannot be used.
    """
    from migkg.ingest.gazetteer import Gazetteer

    source = migkg.KnowledgeGraph.open(data).source
    return Context(source, Gazetteer.of(source), Known.of(source), Said.of(source))


def ingest_document(path: Path, context: Context) -> Ingested:
    """Read a document and say what it seems to hold; nothing is written.

    A document that the graph knows goes by the graph's identifier and paths, and nothing is suggested that
    the graph says already. Raises UnreadableError for a file that cannot be read.
    """
    from migkg.ingest.citations import references
    from migkg.ingest.outline import outline
    from migkg.ingest.read import read
    from migkg.ingest.suggest import suggest

    reading = read(path)
    found = outline(reading)
    document = context.known.match(found)
    if document:
        found = context.known.aligned(found, document)
    named = references(found, context.gazetteer)
    suggestions = tuple(
        one for one in suggest(found, named, context.source) if not context.said.has(found.identifier, one)
    )
    return Ingested(reading, found, named, suggestions, bool(document))


def file_document(path: Path, context: Context, desk: Desk | None) -> Filed:
    """A document ready to be laid on a desk, beside what lies there about it already.

    Raises UnreadableError for a file that cannot be read.
    """
    done = ingest_document(path, context)
    outline = done.outline
    document = outline.identifier
    earlier = Dossier.read(desk, document) if desk else None
    records, new, gone = updated(earlier.records if earlier else (), done.suggestions, migkg.__version__)
    dossier = Dossier(outline, records)
    before = context.known.documents.get(document) or (earlier.fingerprints if earlier else None)
    found = [reference for refs in done.references.values() for reference in refs]
    outcome = Outcome(
        str(path),
        document,
        outline.metadata.title,
        outline.metadata.symbol,
        done.known,
        len(outline.passages),
        len(found),
        sum(reference.candidate is not None for reference in found),
        len(dossier.open),
        len(dossier.decided),
        len(new) if earlier else 0,
        len(gone),
        str(changes(before, outline)) if before is not None else "",
        (*done.reading.notices, *outline.notices),
        done.reading.is_partial,
    )
    return Filed(
        outcome, outline_to_json(outline), to_turtle(document, records), _copy(path, done), dossier.records
    )


def _copy(path: Path, done: Ingested) -> Copy:
    """The document with its text, for the library of the user."""
    about = done.outline.metadata
    return Copy(
        done.outline.identifier,
        about.title,
        about.symbol,
        path.name,
        sha256(read_bytes(path)).hexdigest(),
        done.reading.text,
        tuple(
            Part(
                passage.path,
                passage.notation,
                passage.order,
                passage.fingerprint,
                passage.text,
                passage.page,
                tuple(
                    dict.fromkeys(
                        reference.targets[0]
                        for reference in done.references.get(passage.path, ())
                        if len(reference.targets) == 1
                    )
                ),
            )
            for passage in done.outline.passages
        ),
    )
