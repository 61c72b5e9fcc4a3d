"""What every answer of the site is made from: the graph, its store, and which release of it this is."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

import migkg
from migkg.graph import load, parse_file, read_bytes
from migkg.sources import LocalSource
from migkg.terms import BASE, ONTOLOGY, SPARQL_PREFIXES, natural_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from migkg.api import KnowledgeGraph
    from migkg.project import Project
    from migkg.queries import CannedQuery
    from migkg.table import Table, Value
    from migkg.web.census import Census
    from migkg.web.pages.index import Index

__all__ = ["Dataset", "Release"]

ANSWER_LIMIT: Final = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Release:
    """Which state of the data this is: what ETag, Last-Modified and caches go by.

    `digest` changes with any file of the dataset and with the version of migkg. `last` is the release after
    which this state comes, None for a release.
    """

    version: str
    digest: str
    modified: datetime
    last: Release | None = None

    @property
    def cited(self) -> tuple[str, datetime]:
        """The version and the date by which a page is cited; they stay the same between two releases."""
        if self.last:
            return f"{self.last.version}+unreleased", self.last.modified
        return self.version, self.modified

    @classmethod
    def of(cls, project: Project) -> Release:
        """The release that a project's files are, as old as its newest file, or as SOURCE_DATE_EPOCH says.

        Raises UnreadableError for a file that cannot be read.
        """
        digest = hashlib.sha256(migkg.__version__.encode())
        times = [0.0]
        for path in _files(project):
            status = path.stat()
            if project.store:  # its files are written once and never changed, and may be larger than memory
                said = f"{path.name} {status.st_size} {status.st_mtime_ns}".encode()
            else:
                said = read_bytes(path)
            digest.update(hashlib.sha256(said).digest())
            times.append(status.st_mtime)
        given = os.environ.get("SOURCE_DATE_EPOCH", "")
        seconds = int(given) if given.isdecimal() else int(max(times))
        return cls(migkg.__version__, digest.hexdigest()[:16], datetime.fromtimestamp(seconds, UTC))


@dataclass(frozen=True)
class Dataset:
    """A dataset to be shown; with `union`, the default graph of a query is the union of all graphs.

    An answer to a SPARQL query may have `answer_limit` bytes.
    """

    graph: KnowledgeGraph
    store: ox.Store
    union: bool
    release: Release
    answer_limit: int = ANSWER_LIMIT
    texts: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Fingerprint → text of passages of which the user has a copy and wants it shown; else empty."""

    @classmethod
    def open(cls, opened: KnowledgeGraph, release: Release | None = None) -> Dataset:
        """The dataset of an opened knowledge graph, loaded; its release is found out if it is not known.

        Raises ParseError or UnreadableError for a file that cannot be used.
        """
        project = opened.project
        store = load(project)
        graph = type(opened)(project, LocalSource(store, union=project.union, service_timeout=None))
        return cls(graph, store, project.union, release or Release.of(project))

    def select(self, query: str, *looked: str) -> Sequence[Sequence[Value | None]]:  # noqa: ARG002 -- Watched notes it
        """The rows of a SELECT query, which needs no prefixes declared.

        `looked` says what can matter to the answer, if that is known: see `migkg.web.trace`.
        """
        return self.graph.source.select(SPARQL_PREFIXES + query).rows

    def shown(self, query: str) -> Table:
        """The answer to a SELECT query of which the first rows are shown, and no more is told of the others.

        Raises as `Source.select`.
        """
        return self.graph.source.select(query)

    @cached_property
    def index(self) -> Index:
        """Names, kinds and places of everything, read once."""
        from migkg.web.pages.index import Index

        return Index(self)

    def with_library(self, folder: Path) -> Dataset:
        """The same with the texts of the user's library beside it, as a release of its own.

        Raises UnreadableError where there is no library.
        """
        from migkg.library import Library

        wanted = {str(row[0]) for row in self.graph.source.select(_FINGERPRINTS).rows}
        with Library.existing(folder) as library:
            texts = library.texts_by_fingerprint(wanted)
        digest = hashlib.sha256(f"{self.release.digest} {sorted(texts.items())}".encode()).hexdigest()
        return replace(self, texts=texts, release=replace(self.release, digest=digest[:16]))

    @cached_property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """The paths of things by the folder of the base in which they are ("instrument", "objective/5")."""
        found: dict[str, set[str]] = {}
        for row in self.graph.source.select(_SUBJECTS).rows:
            path = str(row[0]).removeprefix(BASE)
            found.setdefault(path.rpartition("/")[0], set()).add(path)
        return {folder: tuple(sorted(paths, key=natural_key)) for folder, paths in found.items()}

    @cached_property
    def census(self) -> Census:
        """How much there is of what, counted once."""
        from migkg.web.census import taken

        return taken(self)

    @cached_property
    def shapes(self) -> dict[str, tuple[ox.Quad, ...]]:
        """What the files of shapes say, by their names without ending, read once."""
        folder = self.graph.project.shapes_folder
        paths = sorted(folder.glob("*.ttl")) if folder else []
        return {path.stem: tuple(parse_file(path)) for path in paths}

    @cached_property
    def queries(self) -> dict[str, CannedQuery]:
        """The canned queries by name, read once."""
        return self.graph.queries()


_FINGERPRINTS: Final = f"SELECT DISTINCT ?print {{ ?passage <{ONTOLOGY}fingerprint> ?print }}"
_SUBJECTS: Final = (
    "SELECT DISTINCT ?s WHERE { ?s ?p ?o "
    f'FILTER(ISIRI(?s) && STRSTARTS(STR(?s), "{BASE}") && !CONTAINS(STR(?s), "#")) }}'
)


def _files(project: Project) -> Iterable[Path]:
    """Each file of a project, or of its prebuilt store, in an order that does not change."""
    if project.store:
        return sorted(path for path in project.store.rglob("*") if path.is_file())
    return [file.path for file in sorted(project.files, key=lambda file: file.relative)]
