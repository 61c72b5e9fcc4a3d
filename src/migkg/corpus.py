"""Many files of any origin → the lines of their quads on disk, sorted, each once.

The files are read by all processors, each file under limits of time and memory, and what they say is never
held in memory as a whole: every process appends N-Quads to a file of its own, these are sorted in pieces, and
the pieces are merged. A file that cannot be read leaves nothing behind but its problems.

Blank nodes get labels from the content of their file, so that equal files give equal lines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, replace
from hashlib import blake2b
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms, workers
from migkg.errors import OutputError, ParseError, UnreadableError
from migkg.graph import examine, explained, format_of, read_bytes, stream
from migkg.lines import sort_part, split
from migkg.reading import NESTED, Limits, cut, files_named, graph_of_file, lost, unreadable
from migkg.syntax.newer import is_plain
from migkg.syntax.problems import Problem, decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import BinaryIO

    from migkg.workers import Answer, Task

    Progress = Callable[[str, int, int], None]
    """Called with what is being done, how much of it is done, and how much there is (0 if unknown)."""

__all__ = ["Budget", "Failure", "Input", "gather", "inputs_of"]

_LONG: Final = 10_000_000
"""A file of more bytes is read quad by quad, if its format lets us."""
_STREAMED: Final = frozenset({".ttl", ".trig"})

_PART: Final = 4_000_000
"""About so many bytes of a file of lines are read at once, by whoever is free."""
_OF_LINES: Final = frozenset({".nt", ".nq"})

_DIGEST: Final = 8
"""Bytes of the digest of a file after which its blank nodes are named."""

_MEBIBYTE: Final = 2**20
_PIECE: Final = 64 * _MEBIBYTE


@dataclass(frozen=True, slots=True)
class Budget:
    """What a build may cost: bytes of `memory` in all, processes, `seconds` for one file or part of it."""

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
    tasks: list[Task] = []
    whose: list[int] = []
    for number, source in enumerate(inputs):
        about = {"path": str(source.path), "graph": source.graph, "folder": str(folder)}
        tasks += ({**about, "shown": limits.shown, **part} for part in _parts(source.path))
        whose += [number] * (len(tasks) - len(whose))
    problems: dict[int, list[Problem]] = defaultdict(list)
    written: list[tuple[int, Task]] = []
    progress("reading", 0, len(tasks))
    for done, (number, answer) in enumerate(workers.run(tasks, _read, budget.jobs, limits), 1):
        progress("reading", done, len(tasks))
        if found := _problems(answer, limits):
            before = _lines_before(tasks[number])
            problems[whose[number]] += (
                replace(problem, line=problem.line and problem.line + before) for problem in found
            )
        elif isinstance(answer, dict):
            written.append((whose[number], answer))
    # What the other parts of a file say is left out where one of them cannot be read.
    runs = _runs(answer for number, answer in written if number not in problems)
    # Pieces of one size, as far as there is room: then no processor has more to do than the others.
    size = min(budget.piece, max(_MEBIBYTE, sum(end - begin for _, begin, end in runs) // budget.jobs + 1))
    parts: list[Task] = [
        {"path": name, "start": start, "stop": stop, "out": f"{name}.{start}.sorted"}
        for name, begin, end in runs
        for start, stop in split(Path(name), begin, end, size)
    ]
    pieces: list[str] = []
    for done, (number, answer) in enumerate(workers.run(parts, _sort, budget.jobs, limits), 1):
        progress("sorting", done, len(parts))
        if isinstance(answer, workers.Lost):
            raise OutputError(
                f"Piece {number} of {len(parts)} could not be sorted in {folder}. "
                "Look whether the disk is full, or raise --max-memory."
            )
        pieces += answer["written"]
    failures = [
        Failure(inputs[number].path, cut(sorted(set(problems[number]), key=_place), limits.shown))
        for number in sorted(problems)
    ]
    return [Path(piece) for piece in sorted(pieces)], failures


def _parts(path: Path) -> list[Task]:
    """The parts in which a file is read: several of a long one of lines, so that all processors have some."""
    if path.suffix.lower() not in _OF_LINES or not path.is_file() or path.stat().st_size <= _PART:
        return [{}]
    try:
        with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as lines:
            key = _digest(path) if lines.find(b"_:") >= 0 else ""
        spans = list(split(path, 0, path.stat().st_size, _PART))
    except OSError:
        return [{}]  # who reads it will say why it cannot be read
    return [{"start": start, "stop": stop, "key": key} for start, stop in spans]


def _lines_before(task: Task) -> int:
    """How many lines of a file are before the part that a task is about; counted only if it has problems."""
    start = task.get("start", 0)
    if not start:
        return 0
    with Path(task["path"]).open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as lines:
        return sum(
            lines[place : min(place + _MEBIBYTE, start)].count(b"\n") for place in range(0, start, _MEBIBYTE)
        )


def _runs(spans: Iterable[Task]) -> list[tuple[str, int, int]]:
    """Spans of files, those that follow each other as one: the file, where it begins and ends."""
    runs: list[tuple[str, int, int]] = []
    for span in sorted(spans, key=lambda span: (span["spool"], span["start"])):
        name, start, end = span["spool"], span["start"], span["end"]
        if runs and runs[-1][0] == name and runs[-1][2] == start:
            start = runs.pop()[1]
        runs.append((name, start, end))
    return runs


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line or 0, problem.column or 0


_REMEDIES: Final = {
    workers.Lost.TIME: "Split the file.",
    workers.Lost.MEMORY: "Raise --max-memory, lower --jobs, or split the file.",
}


def _problems(answer: Answer, limits: Limits) -> tuple[Problem, ...]:
    if isinstance(answer, workers.Lost):
        problem = lost(answer, limits)
        return (replace(problem, remedy=_REMEDIES.get(answer, problem.remedy)),)
    return tuple(Problem(**problem) for problem in answer.get("problems", ()))


# --- in the workers ----------------------------------------------------------------------------------


def _read(task: Task, number: int) -> Task:
    """Append quads to the file of this process; what was wrong with them, or where they stand."""
    spool = Path(task["folder"], f"spool-{number}.nq")
    with spool.open("ab") as stream:
        start = stream.tell()
        try:
            problems = _write(task, stream)
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
        if found:
            return {"problems": found}
        return {"spool": str(spool), "start": start, "end": stream.seek(0, 2)}


def _write(task: Task, spool: BinaryIO) -> tuple[Problem, ...]:
    path = Path(task["path"])
    is_long = path.is_file() and path.stat().st_size > _LONG
    if is_long and path.suffix.lower() in _STREAMED:
        _append(stream(path), _digest(path), task, spool)
        return ()
    content = _part(path, task["start"], task["stop"]) if "key" in task else read_bytes(path)
    key = task["key"] if "key" in task else blake2b(content, digest_size=_DIGEST).hexdigest()
    if path.suffix.lower() in _OF_LINES | _STREAMED and is_plain(content):
        start = spool.tell()
        try:
            _append(ox.parse(content, format_of(path), base_iri=terms.BASE), key, task, spool)
        except (SyntaxError, ValueError):
            spool.truncate(start)  # what is wrong with it is told below
        else:
            return ()
    text = decoded(content)
    if isinstance(text, Problem):
        return (unreadable(text),)
    del content
    parsed, problems = examine(text, path)
    if parsed is None:
        return tuple(problem for problem in problems if not problem.is_warning)
    _append(parsed.quads, key, task, spool)
    return ()


def _append(quads: Iterable[ox.Quad], key: str, task: Task, spool: BinaryIO) -> None:
    keeps_labels = Path(task["path"]).suffix.lower() in _OF_LINES
    placed = _Placed(key, task["graph"], keeps_labels=keeps_labels)
    ox.serialize(map(placed, quads), spool, ox.RdfFormat.N_QUADS)


def _part(path: Path, start: int, stop: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(start)
        return stream.read(stop - start)


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=_DIGEST)
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


def _sort(task: Task, _: int) -> Task:
    written = sort_part(Path(task["path"]), task["start"], task["stop"], Path(task["out"]))
    return {"written": [str(path) for path in written]}
