"""Reading files that nobody vouches for, under limits of time and memory.

Each file is tried in a child process first: it may take its time, its memory and its life, and the others
are read all the same. What has passed is then read here. Where the system can copy a process (`fork`) a
child costs a few milliseconds; elsewhere a fresh interpreter is started, and where the system knows no
limit of memory for a process (Windows; macOS does not keep to it), only the limit of time holds.

Nothing is ever fetched, and nothing but a regular file is opened.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import signal
import sys
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from migkg import terms
from migkg.errors import UnreadableError
from migkg.graph import examine, read_bytes, read_quads, read_text
from migkg.syntax.problems import Problem, decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    import pyoxigraph as ox

__all__ = [
    "Limits",
    "Problem",
    "Reading",
    "be_quiet",
    "cut",
    "end_with_parent",
    "files_below",
    "files_named",
    "graph_of_file",
    "limit_memory",
    "limit_processor_time",
    "over",
    "read_all",
    "unreadable",
]

_STARTING: Final = 60.0
"""Seconds that a child may take until it begins with its first file."""

_TIME: Final = "time"
_MEMORY: Final = "memory"
_MEBIBYTE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: `seconds` of time and `memory` in bytes; `shown`: so many of its problems."""

    seconds: float = 60.0
    memory: int = 768 * 2**20
    shown: int = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as far as it could be read.

    `problems` holds what is wrong with it, in the order of the lines; only warnings leave `quads` and `text`
    filled. `over_limit` is `time` or `memory` where a limit ended the reading, and `""` otherwise. Blank
    nodes have labels that no other file has.
    """

    path: Path
    text: str = field(default="", repr=False)
    quads: tuple[ox.Quad, ...] = field(default=(), repr=False)
    base: str | None = None
    prefixes: Mapping[str, str] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = ()
    over_limit: str = ""

    @property
    def is_read(self) -> bool:
        """Whether the file is well-formed and has been read."""
        return all(problem.is_warning for problem in self.problems)


@dataclass(frozen=True, slots=True)
class _Verdict:
    problems: tuple[Problem, ...] = ()
    over_limit: str = ""
    broke_down: bool = False

    @property
    def is_last(self) -> bool:
        """Whether the child that says so says nothing after it."""
        return bool(self.over_limit) or self.broke_down


def read_all(
    paths: Sequence[Path],
    limits: Limits | None = None,
    progress: Callable[[Path], object] | None = None,
) -> Iterator[Reading]:
    """Read files one after the other, whatever they hold; one reading a path, in the order given.

    `progress` is called with each path before it is waited for. Raises nothing for a file: what is wrong
    with it is a problem of its reading. Closing the iterator ends the child.
    """
    limits = limits or Limits()
    verdicts = _verdicts(paths, limits)
    with contextlib.closing(verdicts):
        for path in paths:
            if progress is not None:
                progress(path)
            yield _reading(path, next(verdicts), limits)


def _reading(path: Path, verdict: _Verdict, limits: Limits) -> Reading:
    if not all(problem.is_warning for problem in verdict.problems):
        return Reading(path, problems=verdict.problems, over_limit=verdict.over_limit)
    try:
        text = read_text(path)
        parsed = read_quads(text, path, rename_blank_nodes=True)
    except (UnreadableError, SyntaxError, ValueError):
        changed = Problem(None, None, "The file was changed while it was read.", "Check it again.")
        return Reading(path, problems=(changed,))
    except MemoryError:
        return Reading(path, problems=(over(_MEMORY, limits),), over_limit=_MEMORY)
    return Reading(path, text, parsed.quads, parsed.base, parsed.prefixes, verdict.problems)


# --- which files -------------------------------------------------------------------------------


def files_below(folder: Path) -> list[Path]:
    """The RDF files in a folder and the folders below it, sorted; each real file once.

    Links to folders are not followed, so that a folder that holds itself does no harm, and folders whose
    names begin with a dot are left out. A link to a file counts if the file is not found otherwise.
    Raises UnreadableError for a folder that may not be read.
    """
    found = [
        Path(parent, name)
        for parent, folders, names in os.walk(folder, onerror=_refuse)
        if _keep_visible(folders)
        for name in names
        if Path(name).suffix.lower() in terms.RDF_SUFFIXES
    ]
    unique: dict[Path, Path] = {}
    for path in sorted(found, key=lambda path: (path.is_symlink(), path)):
        unique.setdefault(Path(os.path.realpath(path)), path)
    return sorted(unique.values())


def files_named(paths: Iterable[str | Path]) -> list[Path]:
    """The files that paths name, or that lie in the folders that they name, each path once.

    Raises UnreadableError for a path that is not there, and for a folder without RDF files.
    """
    found: dict[Path, None] = {}
    for path in map(Path, paths):
        if not path.exists() and not path.is_symlink():
            raise UnreadableError(path, "no such file", remedy="Check the spelling of the path.")
        files = files_below(path) if path.is_dir() else [path]
        if not files:
            raise UnreadableError(
                path, "no RDF file in this folder", remedy="Name a file, or another folder."
            )
        found.update(dict.fromkeys(files))
    return list(found)


def graph_of_file(name: str) -> str:
    """The named graph for what a loose file says outside of any graph, by the file's name.

    >>> graph_of_file("drafts/a b.nt")
    'https://w3id.org/migkg/graph/drafts/a%20b.nt'
    """
    return terms.GRAPH_BASE + quote(os.fsencode(name))


def _refuse(error: OSError) -> None:
    raise UnreadableError(
        error.filename, "reading is not permitted", remedy="Check its permissions."
    ) from None


def _keep_visible(folders: list[str]) -> bool:
    folders[:] = [name for name in folders if not name.startswith(".")]
    return True


# --- the parent's side -------------------------------------------------------------------------


def _verdicts(paths: Sequence[Path], limits: Limits) -> Generator[_Verdict, None, None]:
    """What the child says of each path; a child that dies with one is replaced for the next."""
    index = 0
    while index < len(paths):
        child = _Child(paths[index:], limits)
        try:
            while index < len(paths):
                verdict = child.verdict()
                index += 1
                yield verdict
                if verdict.is_last:
                    break
        finally:
            child.end()


class _Child:
    """A process that tries files and says what it found."""

    def __init__(self, paths: Sequence[Path], limits: Limits) -> None:
        import multiprocessing

        can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
        context = multiprocessing.get_context("fork") if can_fork else multiprocessing.get_context("spawn")
        self._limits = limits
        self._connection, theirs = context.Pipe(duplex=False)
        self._process: BaseProcess = context.Process(
            target=_try_all, args=([str(path) for path in paths], limits, theirs), daemon=True
        )
        self._process.start()
        theirs.close()
        self._deadline = 0.0

    def verdict(self) -> _Verdict:
        """What it says of the next file; waits until the file's time is over."""
        self._deadline = time.monotonic() + max(_STARTING, self._limits.seconds)
        while self._connection.poll(max(0.0, self._deadline - time.monotonic())):
            try:
                said = json.loads(self._connection.recv_bytes())
            except EOFError:
                return self._dead()
            if "begun" in said:
                self._deadline = said["begun"] + self._limits.seconds
            else:
                return _received(said)
        return _Verdict((over(_TIME, self._limits),), _TIME)

    def _dead(self) -> _Verdict:
        self._process.join()
        if (self._process.exitcode or 0) > 0:
            failure = Problem(None, None, "Reading it broke down.", "Report the file as a fault of migkg.")
            return _Verdict((failure,), broke_down=True)
        out_of_time = self._process.exitcode == -getattr(signal, "SIGXCPU", 0) != 0
        limit = _TIME if out_of_time else _MEMORY
        return _Verdict((over(limit, self._limits),), limit)

    def end(self) -> None:
        """End the process, if it has not ended, and give back what it held."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._connection.close()


def _received(said: dict[str, Any]) -> _Verdict:
    return _Verdict(tuple(Problem(**problem) for problem in said["problems"]), said["over_limit"])


def over(limit: str, limits: Limits) -> Problem:
    """That reading a file takes more `time` or `memory` than it may."""
    if limit == _TIME:
        message = f"Reading it takes longer than {limits.seconds:g} seconds."
        return Problem(None, None, message, "Raise the limit with --max-seconds, or split the file.")
    message = f"Reading it takes more than {limits.memory / _MEBIBYTE:g} MiB of memory."
    return Problem(None, None, message, "Raise the limit with --max-memory, or split the file.")


# --- the child's side --------------------------------------------------------------------------


def _try_all(names: Sequence[str], limits: Limits, connection: Connection) -> None:
    """Try each file and send what was found; end after one that was over a limit."""
    be_quiet()
    end_with_parent()
    limit_memory(limits.memory)
    for name in names:
        connection.send_bytes(json.dumps({"begun": time.monotonic()}).encode())
        limit_processor_time(limits.seconds)
        verdict = _try(Path(name), limits)
        said = {
            "problems": [asdict(problem) for problem in verdict.problems],
            "over_limit": verdict.over_limit,
        }
        connection.send_bytes(json.dumps(said).encode())
        if verdict.over_limit:
            break
    connection.close()


def be_quiet() -> None:
    """The parent alone answers Ctrl-C, and what a dying parser writes is for nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.disable()
    with contextlib.suppress(OSError, AttributeError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def end_with_parent() -> None:
    """Have this process end as soon as the one that started it is no more, whatever it is busy with.

    Its pipe would tell it too late, since it may compute for minutes, or never: a copy of a process holds
    the other end too. What the parent had is kept as it is, since giving up an object of the engine here
    would wait for threads that a copy does not have.
    """
    import multiprocessing

    gc.freeze()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlast, args=(parent,), name="migkg-parent", daemon=True).start()


def _outlast(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _try(path: Path, limits: Limits) -> _Verdict:
    try:
        return _Verdict(cut(_problems(path, limits), limits.shown))
    except UnreadableError as error:
        return _Verdict((unreadable(Problem(None, None, error.message, error.remedy)),))
    except MemoryError:
        return _Verdict((over(_MEMORY, limits),), _MEMORY)
    except RecursionError:
        return _Verdict((Problem(None, None, "It is nested too deeply.", "Give inner things names."),))


def _problems(path: Path, limits: Limits) -> tuple[Problem, ...]:
    with contextlib.suppress(OSError, ValueError):
        if path.stat().st_size > limits.memory:
            raise MemoryError
    text = decoded(read_bytes(path))
    if isinstance(text, Problem):
        return (unreadable(text),)
    parsed, problems = examine(text, path, rename_blank_nodes=True)
    del parsed
    return problems


def unreadable(problem: Problem) -> Problem:
    """The problem in a full sentence."""
    said = problem.message if problem.message.startswith("cannot") else f"cannot be read: {problem.message}"
    return replace(problem, message=f"It {said}.")


def cut(problems: Iterable[Problem], most: int) -> tuple[Problem, ...]:
    """The first problems, and how many there are besides."""
    every = tuple(problems)
    if len(every) <= most:
        return every
    following = every[most]
    message = f"{len(every) - most} more problems are not shown; this is the place of the next."
    rest = Problem(following.line, following.column, message, "Correct those above and check again.")
    return (*every[:most], rest)


def limit_memory(memory: int) -> None:
    """Let this process take so many bytes more than it has, where the system can be told so."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = _taken() + memory
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _taken() -> int:
    """The address space that this process has, in bytes; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def limit_processor_time(seconds: float) -> None:
    """End this process by the system if the parent is too busy to look at the clock."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = int(time.process_time() + seconds) + 2
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
