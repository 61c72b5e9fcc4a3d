"""Many files of any origin → the lines of their quads on disk, sorted, each once.

The files are read by all processors, each file under limits of time and memory, and what they say is never
held in memory as a whole: every process appends N-Quads to a file of its own, these are sorted in pieces, and
the pieces are merged. A file that cannot be read leaves nothing behind but its problems.

Blank nodes get labels from the content of their file, so that equal files give equal lines.
"""

from __future__ import annotations

import heapq
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import workers
from migkg.errors import OutputError, ParseError, UnreadableError
from migkg.graph import examine, explained, read_bytes, stream
from migkg.reading import NESTED, Limits, cut, files_named, graph_of_file, lost, unreadable
from migkg.syntax.problems import Problem, decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import BinaryIO

    from migkg.workers import Answer, Task

    Progress = Callable[[str, int, int], None]
    """Called with what is being done, how much of it is done, and how much there is (0 if unknown)."""

__all__ = ["Budget", "Failure", "Input", "gather", "inputs_of", "merge", "sort_lines"]

_LONG: Final = 10_000_000
"""A file of more bytes is read quad by quad, if its format lets us."""

_MEBIBYTE: Final = 2**20
_PIECE: Final = 64 * _MEBIBYTE
_AT_ONCE: Final = 128
"""So many sorted pieces are merged at once, as each is an open file."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a build may cost: bytes of `memory` in all, processes, `seconds` for one file."""

    memory: int = 2048 * _MEBIBYTE
    jobs: int = 1
    seconds: float = 600.0

    @property
    def each(self) -> int:
        """The memory of one process: a quarter is left to the one that leads."""
        return self.memory * 3 // (4 * self.jobs)

    @property
    def piece(self) -> int:
        """How many bytes of lines are sorted at once: as Python's objects, they take several times that."""
        return max(_MEBIBYTE, min(_PIECE, self.each // 12))


@dataclass(frozen=True, slots=True)
class Input:
    """A file, and the graph for those of its triples that it puts into none (`""`: they stay in none)."""

    path: Path
    graph: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A file that could not be read, and why."""

    path: Path
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[ParseError, ...]:
        """The problems as errors."""
        return tuple(ParseError(self.path, p.line, p.column, p.message, p.remedy) for p in self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


def inputs_of(paths: Iterable[Path]) -> list[Input]:
    """The files that paths name, or that lie in the folders that they name, each with a graph of its name.

    Raises UnreadableError for a path that is not there, or a folder without RDF files.
    """
    found: dict[Path, Input] = {}
    for file in files_named(paths):
        found.setdefault(file.resolve(), Input(file, graph_of_file(file.as_posix())))
    return list(found.values())


def gather(
    inputs: Sequence[Input], folder: Path, budget: Budget, progress: Progress
) -> tuple[list[Path], list[Failure]]:
    """Read files into a folder; the sorted pieces there, and the files that could not be read, in order."""
    limits = Limits(budget.seconds, budget.each)
    tasks: list[Task] = [
        {"path": str(source.path), "graph": source.graph, "folder": str(folder), "shown": limits.shown}
        for source in inputs
    ]
    failures: dict[int, Failure] = {}
    spools: dict[str, int] = {}
    progress("reading", 0, len(tasks))
    for done, (number, answer) in enumerate(workers.run(tasks, _read, budget.jobs, limits), 1):
        progress("reading", done, len(tasks))
        if problems := _problems(answer, limits):
            failures[number] = Failure(inputs[number].path, problems)
        elif isinstance(answer, dict):
            spools[answer["spool"]] = max(answer["end"], spools.get(answer["spool"], 0))
    pieces = [piece for name, end in sorted(spools.items()) for piece in _pieces(name, end, budget.piece)]
    for done, (number, answer) in enumerate(workers.run(pieces, _sort, budget.jobs, limits), 1):
        progress("sorting", done, len(pieces))
        if isinstance(answer, workers.Lost):
            raise OutputError(
                f"Piece {number} of {len(pieces)} could not be sorted in {folder}. "
                "Look whether the disk is full, or raise --max-memory."
            )
    return [Path(piece["out"]) for piece in pieces], [failures[number] for number in sorted(failures)]


_REMEDIES: Final = {
    workers.Lost.TIME: "Split the file.",
    workers.Lost.MEMORY: "Raise --max-memory, lower --jobs, or split the file.",
}


def _problems(answer: Answer, limits: Limits) -> tuple[Problem, ...]:
    if isinstance(answer, workers.Lost):
        problem = lost(answer, limits)
        return (replace(problem, remedy=_REMEDIES.get(answer, problem.remedy)),)
    return tuple(Problem(**problem) for problem in answer.get("problems", ()))


def _pieces(name: str, end: int, size: int) -> Iterator[Task]:
    """A file of lines in pieces of about a size, cut between lines."""
    with Path(name).open("rb") as spool:
        start = 0
        while start < end:
            spool.seek(min(start + size, end) - 1)
            spool.readline()
            stop = min(spool.tell(), end)
            yield {"path": name, "start": start, "stop": stop, "out": f"{name}.{start}.sorted"}
            start = stop


# --- in the workers ----------------------------------------------------------------------------------


def _read(task: Task, number: int) -> Task:
    """Append the quads of a file to the file of this process; what was wrong with it, or where they end."""
    path, spool = Path(task["path"]), Path(task["folder"], f"spool-{number}.nq")
    with spool.open("ab") as stream:
        start = stream.tell()
        try:
            problems = _write(path, task["graph"], stream)
            stream.flush()
        except MemoryError:
            stream.truncate(start)
            raise
        except RecursionError:
            problems = (NESTED,)
        except UnreadableError as error:
            problems = (unreadable(Problem(None, None, error.message, error.remedy)),)
        except (SyntaxError, ValueError, OSError) as error:
            problems = (explained(error),)
        if problems:
            stream.truncate(start)
        found = [asdict(problem) for problem in cut(problems, task["shown"])]
        return {"problems": found} if found else {"spool": str(spool), "end": stream.seek(0, 2)}


def _write(path: Path, graph: str, spool: BinaryIO) -> tuple[Problem, ...]:
    quads: Iterable[ox.Quad]
    suffix = path.suffix.lower()
    if path.is_file() and path.stat().st_size > _LONG and suffix in _STREAMED:
        key, quads = _digest(path), stream(path)
    else:
        content = read_bytes(path)
        text = decoded(content)
        if isinstance(text, Problem):
            return (unreadable(text),)
        key = blake2b(content, digest_size=8).hexdigest()
        del content
        parsed, problems = examine(text, path)
        if parsed is None:
            return tuple(problem for problem in problems if not problem.is_warning)
        quads = parsed.quads
    placed = _Placed(key, graph, keeps_labels=suffix in (".nt", ".nq"))
    ox.serialize(map(placed, quads), spool, ox.RdfFormat.N_QUADS)
    return ()


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=8)
    with path.open("rb") as stream:
        while block := stream.read(_MEBIBYTE):
            digest.update(block)
    return digest.hexdigest()


class _Placed:
    """Puts a file's triples into its graph, and names its blank nodes anew."""

    def __init__(self, key: str, graph: str, *, keeps_labels: bool) -> None:
        self._prefix = f"b{key}"
        self._labels: dict[str, ox.BlankNode] | None = None if keeps_labels else {}
        self._graph = ox.NamedNode(graph) if graph else ox.DefaultGraph()

    def __call__(self, quad: ox.Quad) -> ox.Quad:
        subject, value, graph = quad.subject, quad.object, quad.graph_name
        if type(subject) is type(graph) is ox.NamedNode and type(value) is not ox.BlankNode:
            return quad
        if isinstance(graph, ox.DefaultGraph):
            graph = self._graph
        elif isinstance(graph, ox.BlankNode):
            graph = self._named(graph)
        if isinstance(subject, ox.BlankNode):
            subject = self._named(subject)
        if isinstance(value, ox.BlankNode):
            value = self._named(value)
        return ox.Quad(subject, quad.predicate, value, graph)

    def _named(self, node: ox.BlankNode) -> ox.BlankNode:
        if self._labels is None:
            return ox.BlankNode(f"{self._prefix}x{node.value}")
        known = self._labels.get(node.value)
        if known is None:
            known = self._labels[node.value] = ox.BlankNode(f"{self._prefix}n{len(self._labels)}")
        return known


_STREAMED: Final = frozenset({".nt", ".nq", ".ttl", ".trig"})


def _sort(task: Task, _: int) -> Task:
    with Path(task["path"]).open("rb") as spool:
        spool.seek(task["start"])
        lines = spool.read(task["stop"] - task["start"]).splitlines(keepends=True)
    with Path(task["out"]).open("wb") as out:
        out.writelines(sorted(set(lines)))
    return {}


# --- sorted lines ------------------------------------------------------------------------------------


def sort_lines(lines: Iterable[bytes], folder: Path, size: int) -> list[Path]:
    """Lines in sorted pieces of about a size; they are written into a folder."""
    pieces: list[Path] = []
    waiting: set[bytes] = set()
    held = 0
    for line in chain(lines, (b"",)):
        if waiting and (held > size or not line):
            pieces.append(folder / f"lines-{len(pieces)}.sorted")
            with pieces[-1].open("wb") as out:
                out.writelines(sorted(waiting))
            waiting, held = set(), 0
        if line:
            waiting.add(line)
            held += len(line)
    return pieces


def merge(pieces: Sequence[Path], out: Path) -> int:
    """Merge sorted pieces into one file of lines, each once; how many there are."""
    rest = list(pieces)
    while len(rest) > _AT_ONCE:
        part = out.with_name(f"{out.name}.{len(rest)}.part")
        _merge(rest[:_AT_ONCE], part)
        rest = [*rest[_AT_ONCE:], part]
    return _merge(rest, out)


def _merge(pieces: Sequence[Path], out: Path) -> int:
    count = 0
    with ExitStack() as stack, out.open("wb") as target:
        streams = [stack.enter_context(piece.open("rb")) for piece in pieces]
        for line in _once(heapq.merge(*streams)):
            target.write(line)
            count += 1
    return count


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for line in lines:
        if line != last:
            yield line
            last = line
