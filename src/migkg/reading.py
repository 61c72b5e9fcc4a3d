"""Reading files that nobody vouches for, under limits of time and memory.

Each file is tried in a child process first (`migkg.workers`): it may take its time, its memory and its life,
and the others are read all the same. What has passed is then read here.

Nothing is ever fetched, and nothing but a regular file is opened.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from migkg import terms, workers
from migkg.errors import UnreadableError
from migkg.graph import examine, read_bytes, read_quads, read_text
from migkg.syntax.problems import Problem, decoded

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence

    import pyoxigraph as ox

    from migkg.workers import Answer, Task

__all__ = [
    "NESTED",
    "Limits",
    "Problem",
    "Reading",
    "cost",
    "cut",
    "files_below",
    "files_named",
    "graph_of_file",
    "lost",
    "read_all",
    "unreadable",
]

_MEBIBYTE: Final = 2**20
_USUAL: Final = 768 * _MEBIBYTE

_BARE: Final = 128 * _MEBIBYTE
"""About how much memory validation takes before it holds any data."""

_COPY: Final = 32 * _MEBIBYTE
"""About how much memory a copy of this process takes for itself, beside two thirds of that for the data."""

_QUAD: Final = 2000
_BYTE: Final = 4
"""About how much memory it takes to hold and judge a quad, and a byte of the file that it is in."""


NESTED: Final = Problem(None, None, "It is nested too deeply.", "Give inner things names.")
"""That a file is beyond what any reader can follow."""

_CROWDED: Final = Problem(
    None,
    None,
    "With this file, what the files say takes more memory than there may be.",
    "Raise the limit with --max-memory, or check fewer files at a time.",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost: `seconds` of time and `memory` in bytes; `shown`: so many of its problems.

    `room` is left for what the files say together, in bytes, beside what is `taken`; without it, they may
    take what there is.
    """

    seconds: float = 60.0
    memory: int = _USUAL
    shown: int = 20
    room: int | None = None
    taken: int = 0

    @classmethod
    def within(cls, memory: int, seconds: float = 60.0) -> Limits:
        """The limits for a run that may take so much memory in all, whatever the number of its processes."""
        return cls(seconds, min(_USUAL, memory // 4), room=max(0, memory - _BARE))

    def less(self, taken: int) -> Limits:
        """The limits when so much of the room is taken."""
        if self.room is None:
            return self
        return replace(self, room=max(0, self.room - taken), taken=self.taken + taken)

    def jobs(self, wanted: int) -> int:
        """How many processes may read at once: half of the memory is left to the one that leads."""
        if self.room is None:
            return wanted
        return max(1, min(wanted, (self.room + _BARE) // 2 // self.memory))

    def copies(self, wanted: int) -> int:
        """How many copies of this process, which holds all data by now, may work side by side."""
        if self.room is None:
            return wanted
        return max(1, min(wanted, self.room // (_COPY + self.taken * 2 // 3)))


def cost(quads: int, size: int) -> int:
    """About how much memory it takes to hold and judge a file of so many quads and bytes."""
    return quads * _QUAD + size * _BYTE


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

    @property
    def cost(self) -> int:
        """About how much memory it takes to hold and judge it."""
        return cost(len(self.quads), len(self.text))


@dataclass(frozen=True, slots=True)
class _Verdict:
    problems: tuple[Problem, ...] = ()
    over_limit: str = ""
    cost: int = 0


def read_all(
    paths: Sequence[Path],
    limits: Limits | None = None,
    progress: Callable[[Path], object] | None = None,
    *,
    jobs: int = 1,
) -> Iterator[Reading]:
    """Read files, whatever they hold; one reading a path, in the order given, and equal for any `jobs`.

    `progress` is called with each path before it is waited for. Raises nothing for a file: what is wrong
    with it is a problem of its reading, and so it is if there is no room for what it says. Closing the
    iterator ends the children.
    """
    limits = limits or Limits()
    left = limits
    verdicts = _verdicts(paths, limits, jobs)
    with contextlib.closing(verdicts):
        for path in paths:
            if progress is not None:
                progress(path)
            verdict = next(verdicts)
            if left.room is not None and verdict.cost > left.room:
                yield Reading(path, problems=(_CROWDED,), over_limit=_MEMORY)
                continue
            left = left.less(verdict.cost)
            yield _reading(path, verdict, limits)


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
        return Reading(path, problems=(lost(workers.Lost.MEMORY, limits),), over_limit=_MEMORY)
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
    """The files that paths name, or that lie in the folders that they name, each path once, sorted.

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
    return sorted(found)


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


# --- each file tried apart ----------------------------------------------------------------------

_TIME: Final = workers.Lost.TIME.value
_MEMORY: Final = workers.Lost.MEMORY.value


def _verdicts(paths: Sequence[Path], limits: Limits, jobs: int) -> Generator[_Verdict, None, None]:
    """What is found about each path, in their order, by several processes side by side."""
    asked = asdict(limits)
    tasks: list[Task] = [{"path": str(path), "limits": asked} for path in paths]
    answers = workers.run(tasks, _try, limits.jobs(jobs), limits)
    early: dict[int, _Verdict] = {}
    with contextlib.closing(answers):
        for number in range(len(paths)):
            while number not in early:
                other, answer = next(answers)
                early[other] = _received(answer, limits)
            yield early.pop(number)


def _received(answer: Answer, limits: Limits) -> _Verdict:
    if isinstance(answer, workers.Lost):
        over = {workers.Lost.TIME: _TIME, workers.Lost.FAULT: ""}.get(answer, _MEMORY)
        return _Verdict((lost(answer, limits),), over)
    return _Verdict(tuple(Problem(**problem) for problem in answer["problems"]), cost=answer["cost"])


def lost(reason: workers.Lost, limits: Limits) -> Problem:
    """Why the process that read a file has not said anything about it."""
    mebibytes = limits.memory / _MEBIBYTE
    message, remedy = {
        workers.Lost.TIME: (
            f"Reading it takes longer than {limits.seconds:g} seconds.",
            "Raise the limit with --max-seconds, or split the file.",
        ),
        workers.Lost.MEMORY: (
            f"Reading it takes more than {mebibytes:g} MiB of memory.",
            "Raise the limit with --max-memory, or split the file.",
        ),
        workers.Lost.ENDED: (
            "The process that read it was ended from outside, as a system does that runs out of memory.",
            "Try again, with fewer processes (--jobs 1) or a lower limit (--max-memory).",
        ),
        workers.Lost.FAULT: ("Reading it broke down.", "Report the file as a fault of migkg."),
    }[reason]
    return Problem(None, None, message, remedy)


def _try(task: Task, _: int) -> Task:
    """Read a file in a worker: its problems, and what it would cost to hold and judge what it says."""
    path, limits = Path(task["path"]), Limits(**task["limits"])
    try:
        problems, quads, size = _problems(path, limits)
    except UnreadableError as error:
        problems, quads, size = (unreadable(Problem(None, None, error.message, error.remedy)),), 0, 0
    except RecursionError:
        problems, quads, size = (NESTED,), 0, 0
    found = [asdict(problem) for problem in cut(problems, limits.shown)]
    return {"problems": found, "cost": cost(quads, size)}


def _problems(path: Path, limits: Limits) -> tuple[tuple[Problem, ...], int, int]:
    with contextlib.suppress(OSError, ValueError):
        if path.stat().st_size > limits.memory:
            raise MemoryError
    text = decoded(read_bytes(path))
    if isinstance(text, Problem):
        return (unreadable(text),), 0, 0
    parsed, problems = examine(text, path, rename_blank_nodes=True)
    return (problems, len(parsed.quads), len(text)) if parsed else (problems, 0, 0)


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
