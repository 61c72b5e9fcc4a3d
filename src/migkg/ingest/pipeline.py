"""All stages on one file: read, outline, references, suggestions, and what is new in that.

A file may hold several texts, such as a brochure with conclusions and a resolution: each is a document.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import migkg
from migkg.ingest.dossier import Dossier, outline_to_json, updated
from migkg.ingest.linked import linked
from migkg.ingest.recognise import Known, changes
from migkg.ingest.said import Said
from migkg.ingest.suggested import to_turtle
from migkg.library import Copy, Part

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from migkg.ingest.blocks import Reading
    from migkg.ingest.desk import Desk
    from migkg.ingest.gazetteer import Gazetteer
    from migkg.ingest.passages import Outline
    from migkg.ingest.references import Reference
    from migkg.ingest.suggestion import Suggestion
    from migkg.sources import Source

__all__ = [
    "Context",
    "Filed",
    "Ingested",
    "Outcome",
    "context_of",
    "file_documents",
    "ingest_reading",
]


@dataclass(frozen=True)
class Context:
    """What documents are read against, made once of a graph."""

    source: Source
    gazetteer: Gazetteer
    known: Known
    said: Said


@dataclass(frozen=True, slots=True)
class Ingested:
    """What each stage made of one text; `known` says whether the graph has it."""

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

    def to_json(self) -> dict[str, Any]:
        """The same as what JSON can hold."""
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
def context_of(data: tuple[str, ...] | None = None, *, repeats: bool = False) -> Context:
    """The context of the packaged data, or of another dataset, opened once in each process.

    With `repeats`, what the data say already is suggested too. Raises ParseError or UnreadableError for data
    that cannot be used.
    """
    from migkg.ingest.gazetteer import Gazetteer

    source = migkg.KnowledgeGraph.open(data).source
    return Context(source, Gazetteer.of(source), Known.of(source), Said() if repeats else Said.of(source))


def ingest_reading(reading: Reading, context: Context) -> tuple[Ingested, ...]:
    """Say what a reading seems to hold, text by text; at least one.

    A document that the graph knows goes by the graph's identifier and paths, and nothing is suggested that
    the graph says already.
    """
    from migkg.ingest.citations import references
    from migkg.ingest.outline import outlines
    from migkg.ingest.suggest import suggest

    done: list[Ingested] = []
    for outline in outlines(reading):
        document = context.known.match(outline)
        taken = {one.outline.identifier for one in done}
        is_known = bool(document) and document not in taken
        found = context.known.aligned(outline, document) if is_known else _apart(outline, taken)
        found = linked(found, context.gazetteer)
        named = references(found, context.gazetteer)
        suggestions = tuple(
            one
            for one in suggest(found, named, context.source)
            if not context.said.has(found.identifier, one)
        )
        done.append(Ingested(reading, found, named, suggestions, is_known))
    return tuple(done)


def file_documents(
    path: Path, content: bytes, digest: str, context: Context, desk: Desk | None
) -> tuple[Filed, ...]:
    """The documents of a file ready to be laid on a desk, beside what lies there about them already.

    `digest` is that of the content, by which the library knows the file.

    Raises UnreadableError for a file that cannot be read.
    """
    from migkg.ingest.read import read_content

    reading = read_content(content, path)
    return tuple(_filed(path, digest, done, context, desk) for done in ingest_reading(reading, context))


def _filed(path: Path, digest: str, done: Ingested, context: Context, desk: Desk | None) -> Filed:
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
    copy = _copy(path.name, digest, done)
    return Filed(outcome, outline_to_json(outline), to_turtle(document, records), copy)


def _apart(outline: Outline, taken: Collection[str]) -> Outline:
    """The outline under an identifier that no other text of its file has."""
    from migkg.ingest.outline.slugs import free

    return replace(outline, identifier=free(outline.identifier, taken))


def _copy(name: str, digest: str, done: Ingested) -> Copy:
    """The document with its text, for the library of the user."""
    about = done.outline.metadata
    return Copy(
        done.outline.identifier,
        about.title,
        about.symbol,
        name,
        digest,
        tuple(
            Part(
                passage.path,
                passage.notation,
                passage.order,
                passage.fingerprint,
                passage.text,
                passage.page,
                _certain(done.references.get(passage.path, ())),
            )
            for passage in done.outline.passages
        ),
    )


def _certain(references: Iterable[Reference]) -> tuple[str, ...]:
    """The things that references mean, where it is certain which."""
    return tuple(dict.fromkeys(one.targets[0] for one in references if len(one.targets) == 1))
