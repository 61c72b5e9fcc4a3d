"""Where suggestions lie until somebody has decided, and where what was accepted goes.

A desk is the `data/` folder of a dataset with a manifest, or any folder that the user names. In it,
`suggested/<document>.ttl` holds what is suggested about a document and what was decided about that, and
`documents/<document>.ttl` what was accepted. A manifest lists these files, if there is one.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.errors import OutputError, UsageError
from migkg.files import write_file
from migkg.graph import parse_text, read_text
from migkg.project import MANIFEST, SUGGESTIONS
from migkg.terms import GRAPH_BASE, ONTOLOGY, RDF_TYPE
from migkg.turtle import serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from migkg.project import Project

__all__ = ["DOCUMENTS", "SUGGESTED", "Desk", "desk_of"]

SUGGESTED: Final = "suggested"
DOCUMENTS: Final = "documents"
_OUTLINE: Final = ".outline.json"
_IDENTIFIER: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHAPES: Final = (
    "action",
    "agreement",
    "claim",
    "correspondence",
    "dataset",
    "deliverable",
    "disagreement",
    "document",
    "membership",
    "observation",
    "passage",
    "progress-report",
    "quantity",
    "role",
    "linkage",
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with suggestions and documents; `manifest` lists them, if there is one."""

    folder: Path
    manifest: Path | None = None

    def suggested(self, document: str) -> Path:
        """The file of what is suggested about a document. Raises UsageError for what is no identifier."""
        return self._file(SUGGESTED, document)

    def outline(self, document: str) -> Path:
        """The file of what a document is and which passages it has, without their words."""
        return self.suggested(document).with_suffix(_OUTLINE)

    def accepted(self, document: str) -> Path:
        """The file of what is accepted about a document."""
        return self._file(DOCUMENTS, document)

    def documents(self) -> tuple[str, ...]:
        """The documents about which something is or was suggested."""
        found = (self.folder / SUGGESTED).glob(f"*{_OUTLINE}")
        return tuple(sorted(path.name.removesuffix(_OUTLINE) for path in found))

    def write(self, path: Path, text: str) -> None:
        """Write a file of the desk wholly or not at all. Raises OutputError if that cannot be done."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"{path.parent}: cannot be made ({error.strerror}). Name another folder."
            ) from error
        write_file(path, text.encode())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the desk, so that two who decide at once do so one after the other."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with suppress(ImportError):
            import fcntl  # systems without it have no folders that can be held

            holder = os.open(self.folder, os.O_RDONLY)
            try:
                fcntl.flock(holder, fcntl.LOCK_EX)
                yield
            finally:
                os.close(holder)
            return
        yield

    def sweep(self) -> None:
        """Take away what a run that was killed has left half-written."""
        if self.folder.is_dir():
            with self.locked():
                for folder in (SUGGESTED, DOCUMENTS):
                    for path in (self.folder / folder).glob(".*.tmp"):
                        path.unlink(missing_ok=True)

    def enlist(self, paths: Iterable[Path]) -> None:
        """See that the manifest, if there is one, lists these files of the desk, as far as they are there."""
        if self.manifest is None:
            return
        text = read_text(self.manifest)
        parsed = parse_text(text, self.manifest)
        listed = {quad.object.value for quad in parsed.quads if quad.predicate == _PATH}  # type: ignore[union-attr]
        new = [path for path in paths if path.is_file() and self._name(path) not in listed]
        added = [quad for path in new for quad in self._entry(path)]
        if added:
            self.write(self.manifest, serialize((*parsed.quads, *added), prefixes=parsed.prefixes))

    def _entry(self, path: Path) -> Sequence[ox.Triple]:
        inside = path.relative_to(self.folder).with_suffix("").as_posix()
        graph = ox.NamedNode(GRAPH_BASE + inside)
        is_document = path.parent.name == DOCUMENTS
        role = "documentFile" if is_document else SUGGESTIONS
        root = self.folder.parent
        shapes = [f"shapes/{name}.ttl" for name in _SHAPES] if is_document else []
        return (
            ox.Triple(graph, ox.NamedNode(RDF_TYPE), ox.NamedNode(f"{ONTOLOGY}DataFile")),
            ox.Triple(graph, ox.NamedNode(f"{ONTOLOGY}fileRole"), ox.NamedNode(ONTOLOGY + role)),
            ox.Triple(graph, _PATH, ox.Literal(self._name(path))),
            *(
                ox.Triple(graph, ox.NamedNode(f"{ONTOLOGY}meetsShapes"), ox.Literal(shape))
                for shape in shapes
                if (root / shape).is_file()
            ),
        )

    def _name(self, path: Path) -> str:
        """A file's name in the manifest: from the root on, the folder above `data/`."""
        root = self.folder.parent if self.folder.name == "data" else self.folder
        return path.relative_to(root).as_posix()

    def _file(self, folder: str, document: str) -> Path:
        if not _IDENTIFIER.fullmatch(document):
            raise UsageError(f"{document!r} is no identifier of a document, such as gb335-pol-1-rev.")
        return self.folder / folder / f"{document}.ttl"


_PATH: Final = ox.NamedNode(f"{ONTOLOGY}path")


def desk_of(project: Project, into: Path | None, *, installed: bool) -> Desk:
    """The desk in a folder that the user names, or else that of a dataset.

    Raises UsageError for the dataset that came with an installed migkg, which is not the user's to change,
    and for a dataset that is loose files or a store.
    """
    if into is not None:
        if into.exists() and not into.is_dir():
            raise UsageError(f"{into}: this is a file. Name a folder: --into FOLDER.")
        return Desk(into)
    if installed:
        raise UsageError(
            "The installed dataset is not yours to add to. Name a folder for what is suggested "
            "(--into FOLDER), or a checkout of a dataset (--data FOLDER)."
        )
    for manifest in (project.root / "data" / MANIFEST, project.root / MANIFEST):
        if project.union and manifest.is_file():
            return Desk(manifest.parent, manifest)
    raise UsageError("Only a dataset with a manifest has a place for suggestions. Name one: --into FOLDER.")
