"""What each named graph of a dataset is to hold: graph by graph, in canonical form, never all at once.

The files are read one by one, and what they say is put down by graph in a temporary file; then one graph
after the other gets its canonical order and its digest. So memory is bounded by the largest graph, and the
largest file in a format that is read whole, not by the dataset.
"""

from __future__ import annotations

import hashlib
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from os import SEEK_END
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Final

import pyoxigraph as ox

from migkg.errors import OutputError, ParseError, ProjectError, UnreadableError, UsageError
from migkg.graph import explained, parse_file, stream
from migkg.reading import graph_of_file
from migkg.terms import GRAPH_INFERRED, GRAPH_LOADED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from migkg.project import Project

    Progress = Callable[[str, int, int], None]
    """Called with what is being done, how much of it is done, and how much there is (0 if unknown)."""

__all__ = ["Content", "content_of", "contents"]

_LARGE: Final = 10_000_000
"""A file of more bytes is read quad by quad, if its format lets us."""
_STREAMED: Final = frozenset({".nt", ".nq", ".ttl", ".trig"})
_HELD: Final = 32 * 2**20
"""How many bytes of lines wait in memory until they are put down."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a named graph is to hold: the number of its triples, their digest, and how to get them.

    `read` gives sorted N-Triples in canonical form.
    """

    triples: int
    digest: str
    read: Callable[[], bytes] = field(repr=False, compare=False)


@contextmanager
def contents(project: Project, progress: Progress, *, inferred: bool = False) -> Iterator[dict[str, Content]]:
    """Graph IRI → what it is to hold, for all asserted files of a dataset; it can be read within the block.

    What a loose file says outside of any graph goes into one named after the file, as validation has it.
    With `inferred`, also the derived triples that `migkg build` left.

    Raises ParseError or UnreadableError for a file that cannot be used, ProjectError if no triples have
    been derived, UsageError if a file claims the graph in which migkg keeps its record, OutputError if there
    is no room for temporary files.
    """
    files = [(file.path, file.graph, file.relative) for file in project.files if file.is_asserted]
    if inferred:
        if not project.inferred_file.is_file():
            raise ProjectError(
                f"{project.inferred_file}: the derived triples have not been computed yet. "
                "Run migkg build first."
            )
        files.append((project.inferred_file, GRAPH_INFERRED, ""))
    with ExitStack() as stack:
        with _kept():
            file = TemporaryFile()  # noqa: SIM115 -- closed by the stack, whatever became of it
        stack.callback(_close, file)
        spool = _Spool(file)
        for number, (path, graph, name) in enumerate(files, 1):
            progress("reading", number, len(files))
            own = graph or graph_of_file(name)
            if graph:
                spool.open(graph)
            for quad in _quads(path):
                spool.add(_graph_of(quad, own, path), quad.triple)
        yield spool.contents(progress)


def content_of(triples: Iterable[ox.Triple]) -> Content:
    """The triples in canonical order, blank nodes named by RDFC-1.0, so that equal graphs are equal bytes.

    >>> content_of([]).digest
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    body = _canonical(triples)
    return Content(body.count(b"\n"), _digest(body), lambda: body)


def _canonical(triples: Iterable[ox.Triple]) -> bytes:
    given = list(triples)
    if any(isinstance(term, ox.BlankNode) for triple in given for term in (triple.subject, triple.object)):
        dataset = ox.Dataset(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in given)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        given = [quad.triple for quad in dataset]
    return b"".join(sorted({_line(triple) for triple in given}))


def _line(triple: ox.Triple) -> bytes:
    return f"{triple} .\n".encode()


def _digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _quads(path: Path) -> Iterator[ox.Quad]:
    """The quads of a file as `parse_file` gives them, the text of a large one never whole in memory."""
    if path.suffix.lower() not in _STREAMED or not path.is_file() or path.stat().st_size <= _LARGE:
        yield from parse_file(path)
        return
    try:
        yield from stream(path, rename_blank_nodes=True)
    except (SyntaxError, ValueError) as error:
        found = explained(error)
        raise ParseError(path, found.line, found.column, found.message, found.remedy) from None
    except OSError as error:
        raise UnreadableError(path, f"cannot be read ({error.strerror or error})") from None


def _graph_of(quad: ox.Quad, own: str, path: Path) -> str:
    name = quad.graph_name
    if isinstance(name, ox.BlankNode):
        raise UsageError(f"{path}: a graph without a name of its own ({name}) cannot be loaded. Name it.")
    graph = own if isinstance(name, ox.DefaultGraph) else name.value
    if graph == GRAPH_LOADED:
        raise UsageError(
            f"{path}: <{GRAPH_LOADED}> is where migkg records what it has loaded. Name another graph."
        )
    return graph


class _Spool:
    """Triples by graph in one file; few of them wait in memory."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pieces: dict[str, list[tuple[int, int]]] = {}
        self._waiting: dict[str, list[bytes]] = {}
        self._size = 0
        self._with_blank_nodes: set[str] = set()

    def open(self, graph: str) -> None:
        """Know a graph, which may stay empty."""
        if graph not in self._pieces:
            self._pieces[graph], self._waiting[graph] = [], []

    def add(self, graph: str, triple: ox.Triple) -> None:
        """Put a triple into a graph."""
        self.open(graph)
        line = _line(triple)
        self._waiting[graph].append(line)
        self._size += len(line)
        if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
            self._with_blank_nodes.add(graph)
        if self._size > _HELD:
            self._put_down()

    def contents(self, progress: Progress) -> dict[str, Content]:
        """Graph → its content, in the order of their names."""
        self._put_down()
        found: dict[str, Content] = {}
        for number, graph in enumerate(sorted(self._pieces), 1):
            progress("sorting", number, len(self._pieces))
            body = self._canonical(graph)
            found[graph] = Content(body.count(b"\n"), _digest(body), partial(self._read, *self._write(body)))
        return found

    def _canonical(self, graph: str) -> bytes:
        lines = b"".join(self._read(start, size) for start, size in self._pieces[graph])
        if graph in self._with_blank_nodes:
            return _canonical(quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES))
        return b"".join(sorted(set(lines.splitlines(keepends=True))))

    def _put_down(self) -> None:
        for graph, lines in self._waiting.items():
            if lines:
                self._pieces[graph].append(self._write(b"".join(lines)))
                lines.clear()
        self._size = 0

    def _write(self, body: bytes) -> tuple[int, int]:
        """Where a text begins, and its length."""
        with _kept():
            start = self._file.seek(0, SEEK_END)
            self._file.write(body)
        return start, len(body)

    def _read(self, start: int, size: int) -> bytes:
        with _kept():
            self._file.seek(start)
            return self._file.read(size)


def _close(file: BinaryIO) -> None:
    with suppress(OSError):  # what could not be written has been told
        file.close()


@contextmanager
def _kept() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"The triples cannot be kept in a temporary file until they are sent: {error.strerror or error}. "
            "Make room, or set TMPDIR to a folder with more."
        ) from error
