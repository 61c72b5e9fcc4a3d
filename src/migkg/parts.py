"""The packaged dataset in parts, so that a question at the command line loads only what it can look at.

A short command would spend most of its time on reading files of which it needs a few triples. So all quads
are kept in one file too, by their property and the classes of their subject, and what is loaded are the parts
that a query can reach (see `reach`). That file is in the wheel; in a checkout, where the data change, the
first question leaves it among the user's caches. In front of its parts it has every text that they were read
from, and what is there now is compared with that byte by byte: where anything differs, the files are read
again. A cache that cannot be read or written is no error, but is done without.
"""

from __future__ import annotations

import os
import sys
from binascii import crc32
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from migkg.errors import OutputError
from migkg.files import write_file
from migkg.reach import reach
from migkg.sources import LocalSource
from migkg.syntax.newer import is_plain
from migkg.terms import BASE, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import rdflib

    from migkg.project import DataFile, Project
    from migkg.reach import Reach
    from migkg.table import Table

    _Text = tuple[DataFile, bytes]
    """A file of the dataset, and what is in it."""
    _Key = tuple[str, tuple[int, ...]]
    """What the quads of a part have in common: their property, and the numbers of their subject's classes."""

__all__ = ["PACKED", "PartSource", "cache_file", "write_parts"]

PACKED: Final = "dataset.parts"
"""The name of the file, in the folder of a packaged dataset, that came with it."""
_MADE_BY: Final = f"migkg parts 1, pyoxigraph {ox.__version__}\n".encode()
"""The form of the file, and what has read the texts and written the triples."""
_INDEX_END: Final = b"\n\n"
_OTHERS_MAY_WRITE: Final = 0o022
"""The bits of a mode that let others change a file."""


class PartSource:
    """A `Source` that holds of a dataset what its queries can look at; see `sources.Source`.

    An answer is what the whole dataset gives, in another order where the query asks for none.
    """

    def __init__(self, project: Project, cache: Path | None) -> None:
        """Of a dataset with a manifest, and the file that is to keep its parts where none came with it.

        Without a file nothing is kept, and all of the dataset is read.
        """
        self._project = project
        self._cache = cache
        self._parts: _Parts | None = None
        self._whole: LocalSource | None = None

    def select(self, query: str) -> Table:
        """See `Source.select`."""
        return self._with(reach(query)).select(query)

    def ask(self, query: str) -> bool:
        """See `Source.ask`."""
        return self._with(reach(query)).ask(query)

    def construct(self, query: str) -> rdflib.Graph:
        """See `Source.construct`."""
        return self._with(reach(query)).construct(query)

    def graphs(self) -> tuple[str, ...]:
        """See `Source.graphs`."""
        return self._with(None).graphs()

    def load(self, graph: str, n_triples: bytes) -> None:
        """See `Source.load`."""
        self._whole = self._with(None)
        self._whole.load(graph, n_triples)

    def drop(self, graph: str) -> None:
        """See `Source.drop`."""
        self._whole = self._with(None)
        self._whole.drop(graph)

    def _with(self, wanted: Reach | None) -> LocalSource:
        """What holds all that is wanted."""
        if self._whole is None:
            try:
                self._parts = self._parts or self._found()
                return self._parts.with_(wanted)
            except (OSError, SyntaxError, ValueError):  # none yet, out of date, or damaged
                self._whole = self._renewed()
        return self._whole

    def _found(self) -> _Parts:
        """The parts that came with the dataset, or else those in the cache."""
        texts = _read(self._project)
        with suppress(OSError, ValueError):
            return _Parts((self._project.root / PACKED).read_bytes(), texts)
        return _Parts(_own(self._cache), texts)

    def _renewed(self) -> LocalSource:
        """The whole dataset, whose parts are left in the cache. Raises as `graph.load`."""
        try:
            texts = _read(self._project)
            store = _loaded(texts)
        except (OSError, SyntaxError, ValueError):
            from migkg.graph import load  # what is wrong, or what else can be read

            return LocalSource(load(self._project))
        with suppress(OSError, OutputError):
            if self._cache and _is_writable(self._cache.parent):
                write_file(self._cache, _content(texts, store))
        return LocalSource(store)


class _Parts:
    """The parts of a dataset, of which those that are wanted are loaded.

    Raises ValueError if they were made from other texts, or are damaged.
    """

    def __init__(self, content: bytes, texts: Iterable[_Text]) -> None:
        end = content.index(_INDEX_END)
        index = _Index.read(content[:end].decode())
        end += len(_INDEX_END)
        for text in _origin(texts):
            if not content.startswith(text, end):
                raise ValueError("made from something else")
            end += len(text)
        if end + index.size != len(content):
            raise ValueError("cut, or longer than it was")
        self._content, self._index, self._start = content, index, end
        self._loaded = set[tuple[int, int]]()
        self._store = ox.Store()

    def with_(self, wanted: Reach | None) -> LocalSource:
        """A source of what is wanted (None: of all), and of what was wanted before."""
        places = sorted(self._index.places(wanted) - self._loaded)
        quads = b"".join(self._content[self._start + start : self._start + end] for start, end in places)
        self._store.load(quads, ox.RdfFormat.N_QUADS, lenient=True)
        self._loaded.update(places)
        return LocalSource(self._store)


class _Index(NamedTuple):
    """How many bytes the quads take in all, all classes, and for each property where its parts are.

    A part has a start, an end, and the numbers of its classes: `71820,72009,3,17`.
    """

    size: int
    classes: list[str]
    parts: dict[str, list[str]]

    @classmethod
    def read(cls, text: str) -> _Index:
        """The index from its text. Raises ValueError if it is none."""
        size, *lines = text.split("\n")
        (_, *classes), *parts = (line.split(" ") for line in lines)
        return cls(int(size), classes, {name: places for name, *places in parts})

    def text(self) -> str:
        """A line for the size, one for the classes, and one for each property."""
        lines = (" ".join((name, *places)) for name, places in self.parts.items())
        return "\n".join((str(self.size), " ".join(("a", *self.classes)), *lines))

    def places(self, wanted: Reach | None) -> set[tuple[int, int]]:
        """Start and end of each part that is wanted."""
        numbers = {name: number for number, name in enumerate(self.classes)}
        found = set[tuple[int, int]]()
        for name, classes in (dict.fromkeys(self.parts) if wanted is None else wanted).items():
            known = None if classes is None else {numbers.get(each) for each in classes}
            for part in self.parts.get(name, ()):
                start, end, *of = map(int, part.split(","))
                if known is None or not known.isdisjoint(of):
                    found.add((start, end))
        return found


# --- making and keeping them ----------------------------------------------------------------------


def write_parts(project: Project, path: Path) -> None:
    """Write the parts of a dataset to a file, which travels with it as `PACKED`.

    Raises ValueError or SyntaxError for a file that is no plain Turtle, OSError for one that cannot be read,
    and OutputError if nothing can be written.
    """
    texts = _read(project)
    write_file(path, _content(texts, _loaded(texts)))


def cache_file(root: Path) -> Path | None:
    """Where the parts of the dataset in a folder are kept for this user; None if there is no such place."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    with suppress(RuntimeError):  # this user has no home
        if Path(given).is_absolute():
            base = Path(given)
        elif sys.platform == "win32":
            base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        else:
            base = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")
        return base / "migkg" / f"parts-{crc32(os.fsencode(root)):08x}"
    return None


def _read(project: Project) -> list[_Text]:
    return [(file, file.path.read_bytes()) for file in project.files if file.is_asserted]


def _origin(texts: Iterable[_Text]) -> Iterator[bytes]:
    """All that the triples depend on."""
    yield _MADE_BY
    for file, text in texts:
        yield f"{file.relative} <{file.graph}> {len(text)}\n".encode()
        yield text


def _loaded(texts: Iterable[_Text]) -> ox.Store:
    store = ox.Store()
    for file, text in texts:
        if file.path.suffix != ".ttl" or not is_plain(text):
            raise ValueError(file.path)
        store.load(text, ox.RdfFormat.TURTLE, base_iri=BASE, to_graph=ox.NamedNode(file.graph))
    return store


def _own(path: Path | None) -> bytes:
    """What a file holds that nobody but this user may write. Raises ValueError for any other."""
    if path is not None:
        with path.open("rb") as stream:
            if _is_own(os.fstat(stream.fileno())):
                return stream.read()
    raise ValueError(path)


def _is_own(state: os.stat_result) -> bool:
    """Whether a file or folder is this user's, and nobody else may write to it."""
    return not hasattr(os, "geteuid") or (
        state.st_uid == os.geteuid() and not state.st_mode & _OTHERS_MAY_WRITE
    )


def _is_writable(folder: Path) -> bool:
    """Whether files can be left in a folder of this user's own, which is made if it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.access(folder, os.W_OK) and _is_own(folder.stat())


def _content(texts: Iterable[_Text], store: ox.Store) -> bytes:
    """All parts of a store, behind their index and the texts that it was read from."""
    index, quads = _indexed(store)
    return b"".join([index.text().encode(), _INDEX_END, *_origin(texts), *quads])


def _indexed(store: ox.Store) -> tuple[_Index, list[bytes]]:
    """All quads as N-Quads, part by part.

    All with blank nodes are in one place, whatever part they belong to: so they are loaded at once, and the
    names of these nodes hold no longer than that.
    """
    lines = sorted((store.dump(format=ox.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    linked: dict[_Key, list[bytes]] = {}
    parts: dict[_Key, list[bytes]] = {}
    names, keys = _keys(lines)
    for line, key in zip(lines, keys, strict=True):
        has_blank = line.startswith(b"_:") or line.split(b" ", 2)[2].startswith(b"_:")
        (linked if has_blank else parts).setdefault(key, []).append(line)
    index: dict[str, list[str]] = {}
    end = sum(len(line) for found in linked.values() for line in found)
    for name, of in sorted(linked):
        index.setdefault(name, []).append(_place(0, end, of))
    for name, of in sorted(parts):
        start, end = end, end + sum(map(len, parts[name, of]))
        index.setdefault(name, []).append(_place(start, end, of))
    quads = [line for found in (linked, parts) for key in sorted(found) for line in found[key]]
    return _Index(end, names, index), quads


def _place(start: int, end: int, classes: Iterable[int]) -> str:
    return ",".join(map(str, (start, end, *classes)))


def _keys(lines: Iterable[bytes]) -> tuple[list[str], list[_Key]]:
    """All classes, and for each quad its property and the numbers of its subject's classes."""
    cut = [line.split(b" ", 3)[:3] for line in lines]  # of a literal, the beginning
    classes: dict[bytes, set[str]] = {}
    for subject, verb, value in cut:
        if verb[1:-1].decode() == RDF_TYPE:
            classes.setdefault(subject, set()).add(value[1:-1].decode())
    names = sorted(set().union(*classes.values()))
    numbers = {name: number for number, name in enumerate(names)}
    of = {subject: tuple(sorted(numbers[name] for name in found)) for subject, found in classes.items()}
    return names, [(verb[1:-1].decode(), of.get(subject, ())) for subject, verb, _ in cut]
