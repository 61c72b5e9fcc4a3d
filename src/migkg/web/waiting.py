"""Who waits for a worker, and who is next."""

from __future__ import annotations

from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from migkg.web.crew import Worker
    from migkg.web.exchange import Request
    from migkg.web.outcomes import Outcome

__all__ = ["Queue", "Task"]

_REMEMBERED: Final = 4096


@dataclass(eq=False, slots=True)
class Task:
    """A request that waits or is computed."""

    request: Request
    client: str
    done: asyncio.Future[Outcome]
    since: float
    """When it began to wait; from when a worker has it, when that was."""
    is_heavy: bool
    """Whether the same request has taken too long before."""
    worker: Worker | None = None

    def settle(self, outcome: Outcome) -> None:
        """Give the one who waits what has come of it, if anybody still waits."""
        if not self.done.done():
            self.done.set_result(outcome)


class Queue:
    """Those that wait, in the order in which they have come, but those known to take long after the others.

    Clients take turns: one that has sent a hundred requests does not make another wait for all of them.
    """

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[Task]] = OrderedDict()
        self._later: deque[Task] = deque()
        self._heavy: OrderedDict[int, None] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count + len(self._later)

    @property
    def urgent(self) -> int:
        """How many wait that are not known to take long."""
        return self._count

    def add(self, task: Task) -> None:
        """Wait."""
        if task.is_heavy:
            self._later.append(task)
        else:
            self._clients.setdefault(task.client, deque()).append(task)
            self._count += 1

    def next(self, *, heavy: bool) -> Task | None:
        """Take out the one whose turn it is; one that is known to take long only if that is wanted."""
        if self._clients:
            client, tasks = next(iter(self._clients.items()))
            task = tasks.popleft()
            self._count -= 1
            if tasks:
                self._clients.move_to_end(client)
            else:
                del self._clients[client]
            return task
        return self._later.popleft() if heavy and self._later else None

    def remove(self, task: Task) -> None:
        """Take one out that does not wait any more."""
        if task.is_heavy:
            with suppress(ValueError):
                self._later.remove(task)
            return
        tasks = self._clients.get(task.client)
        if tasks is not None and task in tasks:
            tasks.remove(task)
            self._count -= 1
            if not tasks:
                del self._clients[task.client]

    def since(self, then: float) -> list[Task]:
        """Those that have waited since before a time."""
        return [task for task in self._all() if task.since < then]

    def _all(self) -> Iterator[Task]:
        for tasks in self._clients.values():
            yield from tasks
        yield from self._later

    def is_heavy(self, request: Request) -> bool:
        """Whether a request is one that had to be ended before."""
        return bool(self._heavy) and _key(request) in self._heavy

    def remember(self, request: Request) -> None:
        """Remember a request that had to be ended."""
        key = _key(request)
        self._heavy[key] = None
        self._heavy.move_to_end(key)
        if len(self._heavy) > _REMEMBERED:
            self._heavy.popitem(last=False)


def _key(request: Request) -> int:
    return hash((request.path, request.query, request.body))
