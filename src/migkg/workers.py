"""Processes that do tasks one after the other; one that dies costs its task and is replaced."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
import time
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from migkg.reading import Limits, be_quiet, end_with_parent, limit_memory, limit_processor_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    Task = dict[str, Any]
    """What a worker is sent, and what it sends back: whatever JSON can hold."""

    Work = Callable[[Task, int], Task]
    """Does a task; gets the number of its process, which no other has."""

__all__ = ["cores", "run"]

_STARTING: Final = 60.0


def cores() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def run(tasks: Sequence[Task], work: Work, jobs: int, limits: Limits) -> Iterator[tuple[int, Task | None]]:
    """Do tasks in several processes; gives the number of each and its answer, in the order of their ends.

    Each process may take so much memory, and so much time for one task, as `limits` say. The answer is None
    where the process died or took too long. `work` is a function of a module. Closing the iterator ends the
    processes; so does the end of this process, whatever ends it.
    """
    waiting = list(reversed(range(len(tasks))))
    crew: list[_Worker] = []
    hired = 0
    try:
        while waiting or any(worker.task is not None for worker in crew):
            for worker in [worker for worker in crew if worker.task is None]:
                if waiting:
                    worker.begin(waiting[-1], tasks[waiting.pop()])
                else:  # two were done at once, and there was but one task more
                    worker.end()
                    crew.remove(worker)
            while waiting and len(crew) < jobs:
                crew.append(_Worker(work, hired, limits))
                crew[-1].begin(waiting[-1], tasks[waiting.pop()])
                hired += 1
            for worker in _heard(crew):
                number, answer, alive = worker.finish()
                if not alive or not waiting:
                    worker.end()
                    crew.remove(worker)
                yield number, answer
    finally:
        for worker in crew:
            worker.end()


def _threads() -> int:
    """How many threads this process has, with those of the engine where the system tells of them.

    A process that has opened a store on disk has some for good. A copy of it would have none of them, but
    whatever they held at that moment.
    """
    with suppress(OSError):
        return len(list(Path("/proc/self/task").iterdir()))
    return threading.active_count()


class _Worker:
    """One process and what it is busy with."""

    def __init__(self, work: Work, number: int, limits: Limits) -> None:
        can_fork = "fork" in multiprocessing.get_all_start_methods() and _threads() == 1
        context: Any = multiprocessing.get_context("fork" if can_fork else "spawn")
        self.connection, theirs = context.Pipe()
        self.task: int | None = None
        self.deadline = 0.0
        self._seconds = limits.seconds
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
        self._patience = 0.0
        try:
            self.connection.send_bytes(json.dumps(task).encode())
        except OSError:
            self.deadline = 0.0

    def finish(self) -> tuple[int, Task | None, bool]:
        """The number of its task, the answer to it, and whether it can do another."""
        number, self.task = self.task or 0, None
        try:
            if self.connection.poll():
                answer: Task = json.loads(self.connection.recv_bytes())
                return number, answer, not answer.get("last")
        except (EOFError, OSError):
            pass
        return number, None, False

    def end(self) -> None:
        """End the process, if it has not ended, and give back what it held."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.connection.close()


def _heard(crew: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have said something, have died, or are out of time."""
    busy = [worker for worker in crew if worker.task is not None]
    soonest = min((worker.deadline for worker in busy), default=0.0)
    ready = wait([worker.connection for worker in busy], max(0.0, soonest - time.monotonic()))
    now = time.monotonic()
    return [worker for worker in busy if worker.connection in ready or worker.deadline <= now]


def _serve(work: Work, number: int, limits: Limits, connection: Connection) -> None:
    be_quiet()
    end_with_parent()
    limit_memory(limits.memory)
    while True:
        try:
            task = json.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return
        limit_processor_time(limits.seconds)
        answer = work(task, number)
        connection.send_bytes(json.dumps(answer).encode())
        if answer.get("last"):
            return
