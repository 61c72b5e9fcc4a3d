"""Where suggestions lie until somebody has decided, and where what was accepted goes.

A desk is the `data/` folder of a dataset with a manifest, or any folder that the user names. In it,
`suggested/<document>.ttl` holds what is suggested about a document and what was decided about that, and
`documents/<document>.ttl` what was accepted. A manifest lists these files, if there is one.
"""

from __future__ import annotations

import json
import os
import re
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.errors import OutputError, ParseError, UsageError
from migkg.files import write_file
from migkg.graph import parse_text, read_text
from migkg.project import MANIFEST, SUGGESTIONS
from migkg.terms import GRAPH_BASE, ONTOLOGY, RDF_TYPE
from migkg.turtle import serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from migkg.project import Project

__all__ = ["DOCUMENTS", "SUGGESTED", "Desk", "desk_of"]

SUGGESTED: Final = "suggested"
DOCUMENTS: Final = "documents"
_OUTLINE: Final = ".outline.json"
_CHANGE: Final = ".change.json"
"""A change of several files that has begun: name → text, or null for a file that goes."""
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

    def change(self, files: Mapping[Path, str | None]) -> None:
        """Write several files of the desk, all of them or none; those without a text go.

        The manifest lists them from then on, or no longer. To be called by who holds the desk: a change that
        is interrupted is finished by the next who does. Raises OutputError if it cannot be made.
        """
        wanted = {**files, **self._manifest_with(files)}
        for path in wanted:
            if path.is_dir():
                raise OutputError(f"{path}: cannot be written: it is a folder. Move it away.")
        told = {path.relative_to(self.folder).as_posix(): text for path, text in wanted.items()}
        self.write(self.folder / _CHANGE, json.dumps(told, ensure_ascii=False))
        self._finish()

    def _finish(self) -> None:
        """Make the change that has begun, if there is one; to make it twice is to make it once."""
        begun = self.folder / _CHANGE
        if begun.is_file():
            for path, text in self._begun(begun).items():
                if text is None:
                    path.unlink(missing_ok=True)
                else:
                    self.write(path, text)
            begun.unlink()

    def _begun(self, path: Path) -> dict[Path, str | None]:
        try:
            told = {self.folder / name: text for name, text in json.loads(read_text(path)).items()}
            if all(one.resolve().is_relative_to(self.folder.resolve()) for one in told):
                return told
            reason = "it names files outside of the folder"
        except (ValueError, TypeError, AttributeError) as error:
            reason = str(error)
        raise ParseError(path, None, None, f"not a change that has begun ({reason})", remedy="Delete it.")

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the desk, so that two who decide at once do so one after the other."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with suppress(ImportError):
            import fcntl  # systems without it have no folders that can be held

            holder = os.open(self.folder, os.O_RDONLY)
            try:
                fcntl.flock(holder, fcntl.LOCK_EX)
                self._finish()
                yield
            finally:
                os.close(holder)
            return
        self._finish()
        yield

    def sweep(self) -> None:
        """Take away what a run that was killed has left half-written."""
        if self.folder.is_dir():
            with self.locked():
                for folder in (".", SUGGESTED, DOCUMENTS):
                    for path in (self.folder / folder).glob(".*.tmp"):
                        path.unlink(missing_ok=True)

    def enlist(self, paths: Iterable[Path]) -> None:
        """See that the manifest, if there is one, lists these files of the desk, as far as they are there."""
        for path, text in self._manifest_with({path: "" for path in paths if path.is_file()}).items():
            self.write(path, text)

    def _manifest_with(self, files: Mapping[Path, str | None]) -> dict[Path, str]:
        """The manifest with these files as they will be; nothing where there is none or it stays."""
        if self.manifest is None:
            return {}
        parsed = parse_text(read_text(self.manifest), self.manifest)
        entries = {quad.object.value: quad.subject for quad in parsed.quads if quad.predicate == _PATH}  # type: ignore[union-attr]
        names = {path: self._name(path) for path in files}
        gone = {entries[names[path]] for path in files if files[path] is None and names[path] in entries}
        new = [path for path in files if files[path] is not None and names[path] not in entries]
        if not (gone or new):
            return {}
        kept = [quad for quad in parsed.quads if quad.subject not in gone]
        added = [triple for path in new for triple in self._entry(path)]
        return {self.manifest: serialize((*kept, *added), prefixes=parsed.prefixes)}

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
