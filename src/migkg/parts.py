"""The packaged dataset in parts, so that a question at the command line loads only what it can look at.

A short command would spend most of its time on reading files of which it needs a few triples. So the first one
leaves all triples in one file among the user's caches, by their property, and those of rdf:type by their class;
later ones load the parts that their query can reach (see `reach`). In front of its parts the file holds every
text that they were read from, and what is there now is compared with that byte by byte: where anything differs,
the files are read again. A cache that cannot be read or written is no error, but is done without.
"""

from __future__ import annotations

import os
import sys
from binascii import crc32
from contextlib import suppress
from json import dumps, loads
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.errors import OutputError
from migkg.files import write_file
from migkg.reach import reach
from migkg.sources import LocalSource
from migkg.syntax.newer import is_plain
from migkg.terms import BASE, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import BinaryIO

    import rdflib

    from migkg.project import DataFile, Project
    from migkg.reach import Reach
    from migkg.table import Table

    _Text = tuple[DataFile, bytes]
    """A file of the dataset, and what is in it."""

__all__ = ["PartSource", "cache_file"]

_MADE_BY: Final = f"migkg parts 1, pyoxigraph {ox.__version__}\n".encode()
"""The form of the file, and what has read the texts and written the triples."""
_LINKED: Final = "_:"
"""The name of the part whose triples have blank nodes: it is loaded once, for their names hold only once."""
_CLASS: Final = "a "
"""How the names of parts of rdf:type begin, before the class."""
_OTHERS_MAY_WRITE: Final = 0o022
"""The bits of a mode that let others change a file."""


class PartSource:
    """A `Source` that holds of a dataset what its queries can look at; see `sources.Source`.

    An answer is what the whole dataset gives, in another order where the query asks for none.
    """

    def __init__(self, project: Project, cache: Path | None) -> None:
        """Of a dataset with a manifest, and the file that keeps its parts; None: nothing is kept."""
        self._project = project
        self._cache = cache
        self._parts: _Parts | None = None
        self._whole: LocalSource | None = None

    def select(self, query: str) -> Table:
        """See `Source.select`."""
        return self._for(query).select(query)

    def ask(self, query: str) -> bool:
        """See `Source.ask`."""
        return self._for(query).ask(query)

    def construct(self, query: str) -> rdflib.Graph:
        """See `Source.construct`."""
        return self._for(query).construct(query)

    def graphs(self) -> tuple[str, ...]:
        """See `Source.graphs`."""
        return self._all().graphs()

    def _for(self, query: str) -> LocalSource:
        """What holds all that a query can look at."""
        wanted = reach(query) if self._cache and not self._whole else None
        if self._cache and wanted:
            try:
                self._parts = self._parts or _Parts(self._cache, _read(self._project))
                return self._parts.with_(wanted)
            except (OSError, SyntaxError, ValueError):  # none yet, out of date, or damaged
                self._whole = _renewed(self._project, self._cache)
        return self._all()

    def _all(self) -> LocalSource:
        if self._whole is None:
            from migkg.graph import load

            self._whole = LocalSource(load(self._project), union=self._project.union)
        return self._whole


class _Parts:
    """The parts of a dataset in a file, of which those that are wanted are loaded.

    Raises OSError or ValueError for a file that is not there, that others may write, or that was made from other
    texts.
    """

    def __init__(self, path: Path, texts: Iterable[_Text]) -> None:
        self._stream: BinaryIO = path.open("rb")
        state = os.fstat(self._stream.fileno())
        if hasattr(os, "geteuid") and (state.st_uid != os.geteuid() or state.st_mode & _OTHERS_MAY_WRITE):
            raise ValueError(path)
        sizes: dict[str, int] = loads(self._stream.readline())
        if not all(self._stream.read(len(text)) == text for text in _origin(texts)):
            raise ValueError(path)
        start = self._stream.tell()
        self._places: dict[str, tuple[int, int]] = {}
        for name, size in sizes.items():
            self._places[name] = start, size
            start += size
        if start != state.st_size:
            raise ValueError(path)
        self._store = ox.Store()

    def with_(self, wanted: Reach) -> LocalSource:
        """A source of what is wanted, and of what was wanted before."""
        names = [name for name in self._places if _is_wanted(name, wanted)]
        triples = b"".join(self._triples(name) for name in names)
        self._store.load(triples, ox.RdfFormat.N_TRIPLES, lenient=True)
        for name in names:
            del self._places[name]
        return LocalSource(self._store, union=False)

    def _triples(self, name: str) -> bytes:
        start, size = self._places[name]
        self._stream.seek(start)
        return self._stream.read(size)


def _is_wanted(name: str, wanted: Reach) -> bool:
    if wanted.properties is None or name == _LINKED:
        return True
    if name.startswith(_CLASS):
        is_named = wanted.classes is None or name.removeprefix(_CLASS) in wanted.classes
        return is_named and RDF_TYPE in wanted.properties
    return name in wanted.properties


# --- keeping them ---------------------------------------------------------------------------------


def cache_file(root: Path) -> Path | None:
    """Where the parts of the dataset in a folder are kept for this user; None if there is no such place."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    with suppress(RuntimeError):  # this user has no home
        if os.path.isabs(given):
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


def _renewed(project: Project, cache: Path) -> LocalSource | None:
    """The whole dataset, whose parts are left in the cache; None if `graph.load` has something to say."""
    store = ox.Store()
    try:
        texts = _read(project)
        for file, text in texts:
            if file.path.suffix != ".ttl" or not is_plain(text):
                return None
            store.load(text, ox.RdfFormat.TURTLE, base_iri=BASE, to_graph=ox.NamedNode(file.graph))
    except (OSError, SyntaxError, ValueError):
        return None
    with suppress(OSError, OutputError):
        _leave(cache, texts, _parts(store))
    return LocalSource(store, union=project.union)


def _leave(path: Path, texts: Iterable[_Text], parts: Mapping[str, bytes]) -> None:
    """Write parts to a file, in a folder of the user's own."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    sizes = dumps({name: len(part) for name, part in parts.items()})
    write_file(path, b"".join([f"{sizes}\n".encode(), *_origin(texts), *parts.values()]))


def _parts(store: ox.Store) -> dict[str, bytes]:
    """The triples of all named graphs as N-Triples, by the name of their part."""
    lines = set[bytes]()
    for graph in store.named_graphs():
        dumped = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph)
        lines.update(dumped.split(b"\n"))
    lines.discard(b"")
    found: dict[str, list[bytes]] = {}
    for line in sorted(lines):
        found.setdefault(_part(line), []).append(line + b"\n")
    return {name: b"".join(found[name]) for name in sorted(found)}


def _part(line: bytes) -> str:
    """The name of the part to which a triple belongs."""
    subject, verb, value = line.removesuffix(b" .").split(b" ", 2)
    if subject.startswith(b"_:") or value.startswith(b"_:"):
        return _LINKED
    name = verb[1:-1].decode()
    return f"{_CLASS}{value[1:-1].decode()}" if name == RDF_TYPE else name
