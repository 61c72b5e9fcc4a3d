"""Who waits for a worker, and who is next."""

from __future__ import annotations

from collections import OrderedDict, deque
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
_WAVES: Final = 8


@dataclass(eq=False, slots=True)
class Task:
    """A request that waits or is computed."""

    request: Request
    client: str
    done: asyncio.Future[Outcome]
    since: float
    """When it began to wait; from when a worker has it, when that was."""
    is_heavy: bool
    """Whether the same request has taken too long before, or this one when others waited."""
    is_free: bool = False
    """Whether it carries a query of the client's own: only such a one can take any time."""
    number: int = 0
    """Which one it is, of all that have come."""
    worker: Worker | None = None

    def settle(self, outcome: Outcome) -> None:
        """Give the one who waits what has come of it, if anybody still waits."""
        if not self.done.done():
            self.done.set_result(outcome)


class _Line:
    """Those that wait, in the order in which they have come; but clients take turns."""

    def __init__(self) -> None:
        self._clients: OrderedDict[str, deque[Task]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._clients.values()))

    def __iter__(self) -> Iterator[Task]:
        for tasks in self._clients.values():
            yield from tasks

    def add(self, task: Task) -> None:
        self._clients.setdefault(task.client, deque()).append(task)

    def pop(self) -> Task | None:
        if not self._clients:
            return None
        client, tasks = next(iter(self._clients.items()))
        task = tasks.popleft()
        self._clients.move_to_end(client)
        if not tasks:
            del self._clients[client]
        return task

    def remove(self, task: Task) -> None:
        tasks = self._clients.get(task.client)
        if tasks is not None and task in tasks:
            tasks.remove(task)
            if not tasks:
                del self._clients[task.client]


class Queue:
    """Those that wait: first for pages and the like, then for queries of their own, then for long work.

    Clients take turns: one that has sent a hundred requests does not make another wait for all of them.
    """

    def __init__(self) -> None:
        self._lines = (_Line(), _Line())
        self._later: deque[Task] = deque()
        self._heavy: OrderedDict[int, None] = OrderedDict()

    def __len__(self) -> int:
        return self.urgent + len(self._later)

    @property
    def urgent(self) -> int:
        """How many wait that are not known to take long."""
        return sum(map(len, self._lines))

    def add(self, task: Task) -> None:
        """Wait."""
        if task.is_heavy:
            self._later.append(task)
        else:
            self._lines[task.is_free].add(task)

    def next(self, *, heavy: bool) -> Task | None:
        """Take out the one whose turn it is; one that is known to take long only if that is wanted."""
        task = self._lines[False].pop() or self._lines[True].pop()
        return self._later.popleft() if task is None and heavy and self._later else task

    def remove(self, task: Task) -> None:
        """Take one out that does not wait any more."""
        if not task.is_heavy:
            self._lines[task.is_free].remove(task)
        elif task in self._later:
            self._later.remove(task)

    def last_of(self, client: str | None) -> Task | None:
        """Who may be sent away for another: the first of those known to take long, of a client or of any."""
        return next((task for task in self._later if client in (None, task.client)), None)

    def overdue(self, now: float, seconds: float) -> list[Task]:
        """Those that have waited so long; of long work some earlier, so that not all come again at once."""
        light = [task for line in self._lines for task in line if now - task.since >= seconds]
        heavy = [
            task for task in self._later if now - task.since >= seconds * (1 - task.number % _WAVES / 16)
        ]
        return light + heavy

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
