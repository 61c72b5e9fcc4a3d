"""The workers of one server: who is free, who waits, and who has to make room.

A request waits until a worker is free or another may be made. While some wait, the request that has been
computed longest is shed, so that many endless queries cannot keep short ones from being answered.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from migkg.web.exchange import Answer, ProblemError, Request, problem_answer
from migkg.web.frames import Frame, FrameError, Reader, answer_of, request_frame
from migkg.web.zygote import receive_messages, send_message

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from migkg.web.limits import Limits

__all__ = ["Outcome", "Pool"]

_RETRY: Final = (("Retry-After", "2"),)
_HEAVY: Final = 4096
"""So many requests that had to be ended are remembered, to let others go before them."""
_SHORTEST: Final = 0.1
_TURN: Final = 1.5
"""Within about so many seconds each request that waits comes to its turn."""
_AGAIN: Final = 0.05


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, how it came about (`answered`, `deadline`, `shed`, …), and what a log should tell of it."""

    answer: Answer
    how: str
    note: str = ""


@dataclass(eq=False, slots=True)
class _Task:
    """A request that waits or is computed."""

    request: Request
    client: str
    done: asyncio.Future[Outcome]
    since: float
    """When it began to wait; from when a worker has it, when that was."""
    worker: _Worker | None = None


class _Worker(asyncio.Protocol):
    """The parent's end of one worker."""

    def __init__(self, pool: Pool, number: int, limit: int) -> None:
        self.number = number
        self.task: _Task | None = None
        self.is_ending = False
        self._pool = pool
        self._reader = Reader(limit)
        self._transport: asyncio.WriteTransport | None = None
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 -- for the type checker
        self._transport = transport

    def begin(self, task: _Task, seconds: float) -> None:
        """Give it a request, to be answered within so many seconds."""
        self.task = task
        task.worker = self
        task.since = time.monotonic()
        loop = asyncio.get_running_loop()
        self._deadline = loop.call_later(seconds, self._pool.expire, self)
        if self._transport is not None:
            self._transport.write(request_frame(task.request))

    def data_received(self, data: bytes) -> None:
        try:
            frame = self._reader.feed(data)
        except FrameError as error:
            self._pool.fail(self, "defect", str(error))
        else:
            if frame is not None:
                self._pool.take(self, frame)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's signature
        self._pool.lose(self)

    def free(self) -> _Task | None:
        """Give up its task and the deadline of it."""
        task, self.task = self.task, None
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        return task

    def close(self) -> None:
        """Close the connection: an idle worker ends by that."""
        self.is_ending = True
        if self._transport is not None:
            self._transport.abort()


@dataclass
class Pool:
    """The workers that one server has made by the zygote at the other end of `control`."""

    control: socket.socket
    limits: Limits
    size: int
    """How many workers this server may have."""
    on_end: Callable[[], object]
    """Called when the zygote has gone: no worker can be made any more."""
    _idle: list[_Worker] = field(default_factory=list)
    _busy: set[_Worker] = field(default_factory=set)
    _starting: int = 0
    _waiting: tuple[deque[_Task], deque[_Task]] = field(default_factory=lambda: (deque(), deque()))
    """Those that are to be served first, and those that are known to take long."""
    _heavy: OrderedDict[int, None] = field(default_factory=OrderedDict)
    _of_client: dict[str, int] = field(default_factory=dict)
    _ends: dict[int, int] = field(default_factory=dict)
    _review: asyncio.TimerHandle | None = None
    _is_open: bool = True

    def start(self) -> None:
        """Begin to make workers."""
        self._receive = receive_messages(self.control)
        self.control.setblocking(False)
        asyncio.get_running_loop().add_reader(self.control, self._hear)
        for _ in range(min(2, self.size)):
            self._spawn()

    def stop(self) -> None:
        """Let all workers go, and the zygote too if this was the last server."""
        if self._is_open:
            self._is_open = False
            asyncio.get_running_loop().remove_reader(self.control)
            self.control.close()
            for worker in [*self._idle, *self._busy]:
                worker.close()

    def state(self) -> dict[str, int]:
        """How many workers are idle, busy and being made, and how many requests wait."""
        waiting = sum(len(queue) for queue in self._waiting)
        return {
            "idle": len(self._idle),
            "busy": len(self._busy),
            "starting": self._starting,
            "waiting": waiting,
        }

    # --- requests ---------------------------------------------------------------------------------

    async def run(self, request: Request, client: str) -> Outcome:
        """The answer to a request of a client, or what the client is told instead.

        If the one who waits is cancelled, the request is dropped, and its worker killed.
        """
        refused = self._refused(client)
        if refused is not None:
            return refused
        task = _Task(request, client, asyncio.get_running_loop().create_future(), time.monotonic())
        self._of_client[client] = self._of_client.get(client, 0) + 1
        try:
            if self._idle and not self._is_heavy(request):
                self._begin(self._idle.pop(), task)
            else:
                self._waiting[self._is_heavy(request)].append(task)
                self._advance()
            return await task.done
        finally:
            self._drop(task)

    def _refused(self, client: str) -> Outcome | None:
        if not self._is_open:
            return _outcome(HTTPStatus.SERVICE_UNAVAILABLE, "The server is about to stop.", "stopping")
        if self._of_client.get(client, 0) >= self.limits.client_requests and not self._make_room(client):
            text = f"You have {self.limits.client_requests} requests under way. Wait until some are answered."
            return _outcome(HTTPStatus.TOO_MANY_REQUESTS, text, "client-limit")
        if sum(len(queue) for queue in self._waiting) >= self.limits.waiting:
            return _outcome(HTTPStatus.SERVICE_UNAVAILABLE, "Too many requests wait already.", "queue-full")
        return None

    def _make_room(self, client: str) -> bool:
        """Shed the request of a client that has been computed longest, if that is long enough."""
        own = [worker for worker in self._busy if worker.task and worker.task.client == client]
        oldest = min(own, key=_since, default=None)
        if oldest is None or time.monotonic() - _since(oldest) < self._patience():
            return False
        self._shed(oldest)
        return True

    def _drop(self, task: _Task) -> None:
        """Forget a request: it is answered, or nobody waits for the answer."""
        left = self._of_client.pop(task.client) - 1
        if left:
            self._of_client[task.client] = left
        for queue in self._waiting:
            with suppress(ValueError):
                queue.remove(task)
        if task.worker is not None and task.worker.task is task:
            task.worker.free()
            self._kill(task.worker)

    def _is_heavy(self, request: Request) -> bool:
        return bool(self._heavy) and _key(request) in self._heavy

    def _remember(self, request: Request) -> None:
        key = _key(request)
        self._heavy[key] = None
        self._heavy.move_to_end(key)
        if len(self._heavy) > _HEAVY:
            self._heavy.popitem(last=False)

    # --- workers ----------------------------------------------------------------------------------

    def _begin(self, worker: _Worker, task: _Task) -> None:
        self._busy.add(worker)
        worker.begin(task, self.limits.seconds)

    def _advance(self) -> None:
        """Give work to free workers, make more of them, or see that somebody makes room."""
        while self._idle and (task := self._next()) is not None:
            self._begin(self._idle.pop(), task)
        waiting = sum(len(queue) for queue in self._waiting)
        free = self.size - len(self._busy) - len(self._idle) - self._starting
        for _ in range(min(free, waiting - self._starting)):
            self._spawn()
        if waiting and self._review is None:
            self._review = asyncio.get_running_loop().call_later(_AGAIN, self._look)

    def _next(self) -> _Task | None:
        """The request whose turn it is; one that is known to take long leaves a worker to others."""
        first, later = self._waiting
        if first:
            return first.popleft()
        if later and sum(1 for worker in self._busy if self._is_heavy_one(worker)) < max(1, self.size - 2):
            return later.popleft()
        return None

    def _is_heavy_one(self, worker: _Worker) -> bool:
        return worker.task is not None and self._is_heavy(worker.task.request)

    def _patience(self) -> float:
        """How long a request may be computed while others wait: the less, the more there are."""
        waiting = max(1, len(self._waiting[0]))
        return max(_SHORTEST, min(self.limits.patience, _TURN * self.size / waiting))

    def _look(self) -> None:
        """See what has waited too long, and who has to make room for it."""
        self._review = None
        now = time.monotonic()
        for queue in self._waiting:
            while queue and now - queue[0].since > self.limits.wait_seconds:
                text = "No worker came free in time."
                _settle(queue.popleft(), _outcome(HTTPStatus.SERVICE_UNAVAILABLE, text, "waited"))
        wanted = len(self._waiting[0]) - self._starting
        if wanted > 0 and not self._idle:
            patience = self._patience()
            for worker in sorted(self._busy, key=_since)[:wanted]:
                if now - _since(worker) >= patience:
                    self._shed(worker)
        self._advance()

    def _shed(self, worker: _Worker) -> None:
        text = "The server is busy, and this query has run longest. Ask again later, or ask for less."
        self._end(worker, _outcome(HTTPStatus.SERVICE_UNAVAILABLE, text, "shed"), is_heavy=True)

    def expire(self, worker: _Worker) -> None:
        """A worker has not answered in time."""
        seconds = self.limits.seconds
        text = f"The answer would take longer than the {seconds:g} seconds that it may take. Ask for less."
        outcome = _outcome(HTTPStatus.GATEWAY_TIMEOUT, text, "deadline", retry=False)
        self._end(worker, outcome, is_heavy=True)
        self._advance()

    def fail(self, worker: _Worker, how: str, note: str) -> None:
        """A worker has said what no worker says."""
        text = "The server has failed. Its log tells the operator where."
        answer = problem_answer(ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, text))
        self._end(worker, Outcome(answer, how, note), is_heavy=False)
        self._advance()

    def _end(self, worker: _Worker, outcome: Outcome, *, is_heavy: bool) -> None:
        task = worker.free()
        if task is not None:
            if is_heavy:
                self._remember(task.request)
            _settle(task, outcome)
        self._kill(worker)

    def _kill(self, worker: _Worker) -> None:
        self._busy.discard(worker)
        worker.close()
        self._tell({"do": "kill", "worker": worker.number})
        self._replace()

    def _replace(self) -> None:
        if self._is_open and sum(len(queue) for queue in self._waiting) > self._starting:
            self._spawn()

    def take(self, worker: _Worker, frame: Frame) -> None:
        """A worker has answered."""
        try:
            outcome = _said(frame)
        except FrameError as error:
            return self.fail(worker, "defect", str(error))
        task = worker.free()
        self._busy.discard(worker)
        if frame[0].get("last"):
            worker.is_ending = True
        else:
            self._idle.append(worker)
        if task is not None:
            if outcome.how == "memory":
                self._remember(task.request)
            _settle(task, outcome)
        self._advance()
        return None

    def lose(self, worker: _Worker) -> None:
        """A worker is no more."""
        if worker in self._idle:
            self._idle.remove(worker)
        self._busy.discard(worker)
        task = worker.free()
        if task is not None:
            self._remember(task.request)
            text = "The query took more memory or went deeper than a query may. Ask for less."
            outcome = _outcome(HTTPStatus.UNPROCESSABLE_ENTITY, text, "died", retry=False)
            _settle(task, outcome)
        if self._is_open:
            self._advance()

    # --- the zygote -------------------------------------------------------------------------------

    def _spawn(self) -> None:
        if len(self._busy) + len(self._idle) + self._starting < self.size:
            self._starting += 1
            self._tell({"do": "spawn"})

    def _tell(self, message: dict[str, Any]) -> None:
        if self._is_open:
            try:
                send_message(self.control, message)
            except OSError:
                self._lost()

    def _hear(self) -> None:
        try:
            messages = self._receive()
        except (BlockingIOError, InterruptedError):
            return None
        except OSError:
            messages = None
        if messages is None:
            return self._lost()
        for message, carried in messages:
            if carried is not None:
                asyncio.ensure_future(self._welcome(message["worker"], carried))  # noqa: RUF006 -- ends at once
            elif "refused" in message:
                self._starting -= 1
        return None

    async def _welcome(self, number: int, connection: socket.socket) -> None:
        worker = _Worker(self, number, self.limits.answer + 2**16)
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: worker, sock=connection)
        self._starting -= 1
        self._idle.append(worker)
        self._advance()

    def _lost(self) -> None:
        if self._is_open:
            self.stop()
            self.on_end()


def _since(worker: _Worker) -> float:
    return worker.task.since if worker.task else float("inf")


def _key(request: Request) -> int:
    return hash((request.path, request.query, request.body))


def _said(frame: Frame) -> Outcome:
    defect = str(frame[0].get("defect", ""))
    how = ("memory" if defect == "memory" else "defect") if defect else "answered"
    return Outcome(answer_of(frame), how, defect)


def _settle(task: _Task, outcome: Outcome) -> None:
    if not task.done.done():
        task.done.set_result(outcome)


def _outcome(status: HTTPStatus, text: str, how: str, *, retry: bool = True) -> Outcome:
    return Outcome(problem_answer(ProblemError(status, text, headers=_RETRY if retry else ())), how)
