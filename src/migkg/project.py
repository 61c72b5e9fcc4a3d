"""A dataset on disk: which files it has, what each is for, and which named graph each becomes.

`data/manifest.ttl` is the one list of files; loader, validator, publisher and continuous integration
read it and keep none of their own. One entry per file, its subject being the named graph that the
file becomes::

    <graph/documents/gb335-pol-1-rev>
        a mig:DataFile ;
        mig:fileRole mig:documentFile ;
        mig:meetsShapes "shapes/passage.ttl" ;
        mig:path "data/documents/gb335-pol-1-rev.ttl" ;
    .

    <graph/queries>
        a mig:DataFile ;
        mig:fileRole mig:queryFile ;
        mig:path "queries" ;
    .

Paths are relative to the root, the folder above `data/`. Roles are concepts of the vocabulary; FILE_ROLES
names those whose triples are loaded. A file of suggestions is listed and not loaded: a suggestion is not a
claim. Shapes and canned queries are listed by their folder and are read by those who need them.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from migkg import terms
from migkg.errors import ProjectError, UnreadableError
from migkg.syntax.newer import is_plain

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["DataFile", "Project"]

MANIFEST: Final = "manifest.ttl"
FILE_ROLES: Final = (
    "documentFile",
    "entityFile",
    "importFile",
    "manifestFile",
    "ontologyFile",
    "planFile",
    "referenceFile",
)
SUGGESTIONS: Final = "suggestionFile"
FOLDER_ROLES: Final = ("queryFile", "shapeFile")
STORE: Final = "store"
STORE_ASSERTED: Final = "asserted"
STORE_ALL: Final = "all"
"""A folder that `migkg build` made, and in it the two stores: without and with the derived triples."""

LOOSE_FILE: Final = "looseFile"
"""The role of a file that was named on the command line instead of in a manifest."""


class DataFile(NamedTuple):
    """One RDF file of a dataset.

    `graph` is the IRI of its named graph, or `""` for the default graph (loose files only);
    `shapes` are the shape files that it must meet, relative to the root.
    """

    path: Path
    relative: str
    graph: str
    role: str
    shapes: tuple[str, ...] = ()

    @property
    def is_asserted(self) -> bool:
        """Whether the file is part of what the dataset says; a file of suggestions is not."""
        return self.role != SUGGESTIONS

    @property
    def is_ontology(self) -> bool:
        """Whether the file holds vocabulary (ours or the stubs of others) instead of data."""
        return self.role in ("ontologyFile", "importFile")


class Project(NamedTuple):
    """A dataset: a root folder, its files, and the folders of its shapes and canned queries.

    `union` says whether the default graph of a query is the union of all named graphs: true for a
    dataset with a manifest, false for loose files, which keep the default graph that they have. `store` is
    the folder of a prebuilt store, which is asked instead of files.

    >>> project = Project.packaged()
    >>> "data/objectives/gcm.ttl" in [file.relative for file in project.data_files]
    True
    """

    root: Path
    files: tuple[DataFile, ...]
    folders: tuple[tuple[str, Path], ...] = ()
    union: bool = True
    store: Path | None = None

    @classmethod
    def packaged(cls) -> Project:
        """The dataset that travels with migkg: the checkout's if it runs from one, else the installed copy.

        Raises ProjectError if neither is there (a broken installation).
        """
        return cls.open(packaged_root())

    @classmethod
    def open(cls, path: str | Path) -> Project:
        """The dataset at a path: a folder with `data/manifest.ttl`, its `data/` folder, or one RDF file.

        A folder that `migkg build` has written, or the `store` in it, is a dataset without files.

        Raises ProjectError for a folder without manifest or with a wrong one, UnreadableError for a
        path that is not there or is no RDF file, ParseError for a manifest that is not well-formed.
        """
        where = Path(path)
        if where.is_dir():
            store = _store_in(where)
            return cls(root=where, files=(), store=store) if store else _from_manifest(_manifest_in(where))
        if where.name == MANIFEST and where.is_file():
            return _from_manifest(where)
        return cls.from_files([where])

    @classmethod
    def from_files(cls, paths: Iterable[str | Path]) -> Project:
        """Loose RDF files as a dataset without shapes and queries; each keeps the graphs that it has.

        Raises UnreadableError for a path that is not there or does not end like an RDF file.
        """
        files = tuple(_loose(Path(path)) for path in paths)
        if not files:
            raise ProjectError(
                "No data file was named. Name at least one RDF file, or a folder with a manifest."
            )
        return cls(root=Path(), files=files, union=False)

    @property
    def data_files(self) -> tuple[DataFile, ...]:
        """The files that say something about the world: no vocabulary, no suggestions."""
        return tuple(file for file in self.files if file.is_asserted and not file.is_ontology)

    @property
    def ontology_files(self) -> tuple[DataFile, ...]:
        """The files of the vocabulary, ours first, then the stubs of others' terms."""
        found = (file for file in self.files if file.is_ontology)
        return tuple(sorted(found, key=lambda file: (file.role != "ontologyFile", file.relative)))

    @property
    def queries_folder(self) -> Path | None:
        """Where the canned queries lie; None for a dataset without any."""
        return dict(self.folders).get("queryFile")

    @property
    def shapes_folder(self) -> Path | None:
        """Where the shapes lie; None for a dataset without any."""
        return dict(self.folders).get("shapeFile")

    @property
    def inferred_file(self) -> Path:
        """Where `migkg build` leaves the derived triples, and where `graph.load(…, inferred=True)` looks."""
        return self.root / "build" / "inferred.nt"

    def unlisted(self) -> tuple[str, ...]:
        """The RDF files under `data/` and `ontology/` that no manifest entry names, relative to the root."""
        listed = {file.relative for file in self.files} | {f"data/{MANIFEST}"}
        found = (
            path.relative_to(self.root).as_posix()
            for folder in ("data", "ontology")
            for path in sorted((self.root / folder).rglob("*"))
            if path.suffix in terms.RDF_SUFFIXES and path.is_file()
        )
        return tuple(name for name in found if name not in listed)


def packaged_root() -> Path:
    """The folder above `data/`, `ontology/`, `shapes/` and `queries/` that migkg brings along."""
    package = Path(__file__).resolve().parent
    checkout = package.parent.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / "data" / MANIFEST).is_file():
        return checkout
    return package / "assets"


def _store_in(folder: Path) -> Path | None:
    return next((found for found in (folder, folder / STORE) if (found / STORE_ASSERTED).is_dir()), None)


def _manifest_in(folder: Path) -> Path:
    candidates = (folder / "data" / MANIFEST, folder / MANIFEST)
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise ProjectError(
        f"{folder}: this folder has no manifest (data/{MANIFEST}) that says which files are data. "
        "Name the RDF files themselves, or a folder that has a manifest."
    )


def _loose(path: Path) -> DataFile:
    if path.suffix.lower() not in terms.RDF_FORMATS and path.exists():
        raise UnreadableError(
            path,
            "not a file that is known to hold RDF",
            remedy=f"Known endings: {' '.join(terms.RDF_FORMATS)}.",
        )
    if not path.exists():
        raise UnreadableError(path, "no such file", remedy="Check the spelling of the path.")
    return DataFile(path=path, relative=path.as_posix(), graph="", role=LOOSE_FILE)


def _from_manifest(manifest: Path) -> Project:
    folder = manifest.resolve().parent
    root = folder.parent if folder.name == "data" else folder
    files: list[DataFile] = []
    folders: list[tuple[str, Path]] = []
    seen: set[str] = set()
    for subject, entry in sorted(_entries(manifest).items()):
        name, role = _one(manifest, subject, entry, "path"), _one(manifest, subject, entry, "fileRole")
        role = role.removeprefix(terms.ONTOLOGY)
        path = _inside(manifest, root, name)
        known = (*FILE_ROLES, SUGGESTIONS, *FOLDER_ROLES)
        if role not in known:
            raise ProjectError(
                f"{manifest}: <{subject}> has the role {role!r}. Known roles: {', '.join(known)}."
            )
        if name in seen:
            raise ProjectError(f"{manifest}: {name} is listed twice. Keep one entry.")
        is_folder = role in FOLDER_ROLES
        if not (path.is_dir() if is_folder else path.is_file()):
            kind = "folder" if is_folder else "file"
            raise ProjectError(f"{manifest}: there is no {kind} {name}. Add it, or drop its entry.")
        seen.add(name)
        if is_folder:
            folders.append((role, path))
        else:
            shapes = tuple(sorted(entry.get(f"{terms.ONTOLOGY}meetsShapes", ())))
            files.append(DataFile(path=path, relative=name, graph=subject, role=role, shapes=shapes))
    if not files:
        raise ProjectError(
            f"{manifest}: lists no file. Give it an entry of class mig:DataFile for each data file."
        )
    return Project(
        root=root, files=tuple(sorted(files, key=lambda file: file.relative)), folders=tuple(folders)
    )


def _entries(manifest: Path) -> dict[str, dict[str, list[str]]]:
    """Subject → predicate → values, for the subjects that are data files."""
    found: dict[str, dict[str, list[str]]] = {}
    for quad in _quads(manifest):
        values = found.setdefault(_text(quad.subject), {}).setdefault(quad.predicate.value, [])
        values.append(_text(quad.object))
    data_file = f"{terms.ONTOLOGY}DataFile"
    return {subject: entry for subject, entry in found.items() if data_file in entry.get(terms.RDF_TYPE, ())}


def _quads(manifest: Path) -> Iterable[ox.Quad]:
    """What a manifest says, like any other file; raises as `graph.parse_file`."""
    with suppress(OSError, SyntaxError, ValueError):
        text = manifest.read_bytes()
        if is_plain(text):
            return tuple(ox.parse(text, ox.RdfFormat.TURTLE, base_iri=terms.BASE))
    from migkg.graph import parse_file  # what is wrong, or what else can be read; it needs Project

    return parse_file(manifest)


def _text(term: object) -> str:
    return str(getattr(term, "value", term))


def _one(manifest: Path, subject: str, entry: dict[str, list[str]], name: str) -> str:
    values = entry.get(f"{terms.ONTOLOGY}{name}", [])
    if len(values) != 1:
        raise ProjectError(
            f"{manifest}: <{subject}> has {len(values)} values of mig:{name}; give it exactly one."
        )
    return values[0]


def _inside(manifest: Path, root: Path, name: str) -> Path:
    path = root / name
    if not os.path.realpath(path).startswith(f"{str(root).rstrip(os.sep)}{os.sep}"):
        raise ProjectError(
            f"{manifest}: {name} lies outside the dataset's folder. List only files inside it."
        )
    return path
