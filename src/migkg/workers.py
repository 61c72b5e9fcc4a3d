"""Processes that do tasks one after the other, under limits; one that dies costs its task and is replaced.

Where the system can copy a process (`fork`), a worker costs a few milliseconds and has all that this process
has; elsewhere, and beside threads, a fresh interpreter is started. Where the system knows no limit of memory
for a process (Windows; macOS does not keep to it), only the limit of time holds.
"""

from __future__ import annotations

import contextlib
import enum
import faulthandler
import gc
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from migkg.reading import Limits

    Task = dict[str, Any]
    """What a worker is sent, and what it sends back: whatever JSON can hold."""

    Work = Callable[[Task, int], Task]
    """Does a task; gets the number of its process, which no other has."""

__all__ = ["Lost", "can_copy", "cores", "run"]

_STARTING: Final = 60.0
"""Seconds that a worker may take until it is there."""

_READY: Final = "ready"
_LOST: Final = "lost"
_DONE: Final = "done"


class Lost(enum.Enum):
    """Why there is no answer to a task: what its process ran out of, or that it broke down or was ended."""

    TIME = "time"
    MEMORY = "memory"
    FAULT = "fault"
    ENDED = "ended"


Answer: TypeAlias = "Task | Lost"


def cores() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def can_copy() -> bool:
    """Whether a new worker begins as a copy of this process, with all that it has.

    Not beside threads: a copy has none of them, but whatever they held at that moment. A process that has
    opened a store on disk has some of the engine's for good.
    """
    return "fork" in multiprocessing.get_all_start_methods() and _threads() == 1


def _threads() -> int:
    """How many threads this process has, with those of the engine where the system tells of them."""
    with contextlib.suppress(OSError):
        return len(list(Path("/proc/self/task").iterdir()))
    return threading.active_count()


def run(
    tasks: Sequence[Task], work: Work, jobs: int, limits: Limits | None = None
) -> Generator[tuple[int, Answer], None, None]:
    """Do tasks in several processes; gives the number of each and its answer, in the order of their ends.

    Each process may take so much memory, and so much time for one task, as `limits` say. `work` is a function
    of a module, or anything where `can_copy`. Closing the iterator ends the processes; so does the end of
    this process, whatever ends it. The workers go on while nobody asks for the next answer.
    """
    waiting = list(reversed(range(len(tasks))))
    crew: list[_Worker] = []
    hired = 0
    try:
        while waiting or crew:
            while waiting and len(crew) < jobs:
                crew.append(_Worker(work, hired, limits))
                hired += 1
                crew[-1].begin(waiting[-1], tasks[waiting.pop()])
            answers = []
            for worker in _heard(crew):
                answer, alive = worker.answer()
                if answer is not None:
                    answers.append((worker.task, answer))
                if answer is not None and alive and waiting:
                    worker.begin(waiting[-1], tasks[waiting.pop()])
                elif answer is not None:
                    worker.end()
                    crew.remove(worker)
            yield from answers
    finally:
        for worker in crew:
            worker.end()


class _Worker:
    """One process and what it is busy with."""

    def __init__(self, work: Work, number: int, limits: Limits | None) -> None:
        context: Any = multiprocessing.get_context("fork" if can_copy() else "spawn")
        self.connection, theirs = context.Pipe()
        self.task = -1
        self.deadline = 0.0
        self._seconds = limits.seconds if limits else float("inf")
        self._process: BaseProcess = context.Process(
            target=_serve, args=(work, number, limits, theirs), daemon=True
        )
        self._process.start()
        theirs.close()
        self._patience = _STARTING

    def begin(self, number: int, task: Task) -> None:
        """Give it a task."""
        self.task = number
        self.deadline = time.monotonic() + max(self._patience, self._seconds)
        with contextlib.suppress(OSError):  # it has died: its answer will say so
            self.connection.send_bytes(json.dumps(task).encode())

    def answer(self) -> tuple[Answer | None, bool]:
        """What it says of its task, or why it does not; and whether it can do another. None: wait on."""
        try:
            if not self.connection.poll():
                return Lost.TIME, False
            kind, said = json.loads(self.connection.recv_bytes())
        except (EOFError, OSError):
            return self._dead(), False
        if kind == _READY:
            self._patience = 0.0
            self.deadline = time.monotonic() + self._seconds
            return None, True
        return (Lost(said), False) if kind == _LOST else (said, True)

    def _dead(self) -> Lost:
        self._process.join()
        code = self._process.exitcode or 0
        if code >= 0:
            return Lost.FAULT
        if code == -getattr(signal, "SIGXCPU", 0):
            return Lost.TIME
        return Lost.ENDED if -code in _FROM_OUTSIDE else Lost.MEMORY

    def end(self) -> None:
        """End the process, if it has not ended, and give back what it held."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.connection.close()


_FROM_OUTSIDE: Final = {signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)}


def _heard(crew: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have said something, have died, or are out of time."""
    soonest = min(worker.deadline for worker in crew)
    patience = None if soonest == float("inf") else max(0.0, soonest - time.monotonic())
    ready = wait([worker.connection for worker in crew], patience)
    now = time.monotonic()
    return [worker for worker in crew if worker.connection in ready or worker.deadline <= now]


# --- in the workers ----------------------------------------------------------------------------------


def _serve(work: Work, number: int, limits: Limits | None, connection: Connection) -> None:
    _be_quiet()
    _end_with_parent()
    if limits:
        _limit_memory(limits.memory)
    with contextlib.suppress(EOFError, OSError):
        _say(connection, _READY)
        while True:
            task = json.loads(connection.recv_bytes())
            if limits:
                _limit_processor_time(limits.seconds)
            kind, said = _tried(work, task, number)
            _say(connection, kind, said)
            if kind == _LOST:
                return


def _tried(work: Work, task: Task, number: int) -> tuple[str, object]:
    """What comes of a task; with the return, what the task held is given up, and there is room to talk."""
    try:
        return _DONE, work(task, number)
    except MemoryError:
        return _LOST, Lost.MEMORY.value


def _say(connection: Connection, kind: str, said: object = None) -> None:
    connection.send_bytes(json.dumps([kind, said]).encode())


def _be_quiet() -> None:
    """The parent alone answers Ctrl-C, and what a dying parser writes is for nobody."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.disable()
    with contextlib.suppress(OSError, AttributeError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)


def _end_with_parent() -> None:
    """Have this process end as soon as the one that started it is no more, whatever it is busy with.

    Its pipe would tell it too late, since it may compute for minutes, or never: a copy of a process holds
    the other end too. What the parent had is kept as it is, since giving up an object of the engine here
    would wait for threads that a copy does not have.
    """
    gc.freeze()
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlast, args=(parent,), name="migkg-parent", daemon=True).start()


def _outlast(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _limit_memory(memory: int) -> None:
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


def _limit_processor_time(seconds: float) -> None:
    """End this process by the system if the parent is too busy to look at the clock."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = int(time.process_time() + seconds) + 2
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
