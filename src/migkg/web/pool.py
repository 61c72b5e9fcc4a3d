"""The workers of one server: who is free, who waits, and who has to make room.

A request waits until a worker is free. While some wait, those that have been computed longest make room: they
go to the end of the line and begin anew when nobody else waits, or are told to come again. So each request
gets a short time at once, and many endless queries cannot keep short ones from being answered. That they
wait, and are not turned away at once, keeps clients that ask again and again from doing so all the faster.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Final

from migkg.web import outcomes
from migkg.web.crew import Crew, Worker
from migkg.web.exchange import FREE_PATHS
from migkg.web.frames import Frame, FrameError, answer_of
from migkg.web.outcomes import Outcome
from migkg.web.waiting import Queue, Task
from migkg.web.worker import PING

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from migkg.web.exchange import Request
    from migkg.web.limits import Limits

__all__ = ["Pool"]

_LEAST_PATIENCE: Final = 0.1
_TURN: Final = 1.0
"""Within about so many seconds each request that waits comes to its turn."""
_TICK: Final = 0.05
_BEAT: Final = 5.0
"""So often, in seconds, a worker that has nothing else to do is asked whether it is there."""
_SLOW: Final = 0.5
"""Who is computed for longer than these seconds has the processor after the others."""
_STARTING: Final = 60.0
_SPARE: Final = 3
"""So many workers are kept ready, beside those that are busy."""
_KEPT: Final = 2
"""So many workers are kept for requests that are not known to take long."""
_FRAME: Final = 2**16


class Pool:
    """The workers of one server, and the requests that wait for them."""

    def __init__(
        self, control: socket.socket, limits: Limits, size: int, on_end: Callable[[], object]
    ) -> None:
        """With the socket to the zygote, and how many workers there may be.

        `on_end` is called when the zygote has gone: no worker can be made any more.
        """
        self._crew = Crew(control, self, limits.answer + _FRAME)
        self._limits = limits
        self._size = size
        self._on_end = on_end
        self._queue = Queue()
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._of_client: dict[str, int] = {}
        self._count = 0
        self._is_open = True
        self._heard = time.monotonic()
        self._ticking: asyncio.TimerHandle | None = None
        self._beating: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to make workers."""
        self._crew.start()
        self._advance()
        self._beat()

    def finish(self) -> None:
        """Wait no longer: whoever waits is told that the server stops."""
        self._is_open = False
        for task in self._queue.overdue(time.monotonic(), 0):
            self._queue.remove(task)
            task.settle(outcomes.stopping())
        for worker in list(self._busy):
            self._end(worker, outcomes.stopping(), is_heavy=False)

    def stop(self) -> None:
        """Let all workers go."""
        self._is_open = False
        for timer in (self._ticking, self._beating):
            if timer is not None:
                timer.cancel()
        self._crew.stop()
        for worker in [*self._idle, *self._busy]:
            worker.close()

    def state(self) -> dict[str, Any]:
        """What the workers do, and how long ago one of them has answered."""
        return {
            "idle": len(self._idle),
            "busy": len(self._busy),
            "starting": self._crew.starting,
            "waiting": len(self._queue),
            "answered_seconds_ago": round(time.monotonic() - self._heard, 3),
        }

    def is_well(self) -> bool:
        """Whether workers answer, or are busy for no longer than they may be."""
        silent = time.monotonic() - self._heard
        return self._is_open and silent < self._limits.seconds + 3 * _BEAT

    # --- requests ---------------------------------------------------------------------------------

    def submit(self, request: Request, client: str) -> asyncio.Future[Outcome]:
        """The answer to a request of a client, or what the client is told instead, when it is there.

        If it is cancelled, the request is dropped, and its worker killed.
        """
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        refused = self._refused(client)
        if refused is not None:
            done.set_result(refused)
            return done
        is_heavy, is_free = self._queue.is_heavy(request), request.path in FREE_PATHS
        self._count += 1
        task = Task(request, client, done, time.monotonic(), is_heavy, is_free, self._count)
        done.add_done_callback(lambda _: self._drop(task))
        self._of_client[client] = self._of_client.get(client, 0) + 1
        if self._idle and not is_heavy and len(self._busy) < self._size and not self._queue.urgent:
            self._begin(self._idle.pop(), task)
        else:
            self._queue.add(task)
            self._advance()
        return done

    def _refused(self, client: str) -> Outcome | None:
        if not self._is_open:
            return outcomes.stopping()
        if self._of_client.get(client, 0) >= self._limits.client_requests and not self._make_room(client):
            return outcomes.too_many(self._limits)
        if len(self._queue) >= self._limits.waiting and not self._make_room(None):
            return outcomes.queue_full()
        return None

    def _make_room(self, client: str | None) -> bool:
        """Send away one of a client, or of any, that waits for long work; or a client's longest at work."""
        task = self._queue.last_of(client)
        if task is not None:
            self._queue.remove(task)
            task.settle(outcomes.shed())
            return True
        own = [worker for worker in self._busy if worker.task and worker.task.client == client]
        oldest = min(own, key=_since, default=None)
        if oldest is None or time.monotonic() - _since(oldest) < self._patience():
            return False
        self._end(oldest, outcomes.shed(), is_heavy=True)
        return True

    def _drop(self, task: Task) -> None:
        """Forget a request: it is answered, or nobody waits for the answer."""
        left = self._of_client.pop(task.client) - 1
        if left:
            self._of_client[task.client] = left
        if task.worker is None:
            self._queue.remove(task)
        elif task.worker.task is task:
            self._end(task.worker, outcomes.stopping(), is_heavy=False)
            self._advance()

    # --- whose turn it is -------------------------------------------------------------------------

    def _begin(self, worker: Worker, task: Task) -> None:
        self._busy.add(worker)
        worker.begin(task)
        if task.is_heavy:
            self._crew.slow_down(worker)
        self._tick_soon()

    def _advance(self) -> None:
        """Give work to free workers, and see that there are some."""
        while self._idle and len(self._busy) < self._size:
            task = self._queue.next(heavy=self._has_room_for_heavy())
            if task is None:
                break
            self._begin(self._idle.pop(), task)
        if self._is_open:
            for _ in range(_SPARE - self._crew.starting - len(self._idle)):
                self._crew.spawn()
        if self._queue:
            self._tick_soon()

    def _has_room_for_heavy(self) -> bool:
        """Whether one more that is known to take long leaves a worker to others."""
        heavy = sum(1 for worker in self._busy if worker.task and worker.task.is_heavy)
        return heavy < max(1, self._size - _KEPT)

    def _patience(self) -> float:
        """How long a request may be computed while others wait: the less, the more there are."""
        turn = _TURN * self._size / max(1, self._queue.urgent)
        return max(_LEAST_PATIENCE, min(self._limits.patience, turn))

    def _tick_soon(self) -> None:
        if self._ticking is None:
            self._ticking = asyncio.get_running_loop().call_later(_TICK, self._tick)

    def _tick(self) -> None:
        """See who has been computed or has waited for too long."""
        self._ticking = None
        now = time.monotonic()
        for worker in [worker for worker in self._busy if worker.task]:
            lasted = now - _since(worker)
            if lasted >= self._limits.seconds:
                self._end(worker, outcomes.deadline(self._limits), is_heavy=True)
            elif lasted >= _SLOW and not worker.is_slow:
                self._crew.slow_down(worker)
        for task in self._queue.overdue(now, self._limits.wait_seconds):
            self._queue.remove(task)
            task.settle(outcomes.waited())
        self._shed(now)
        self._advance()
        if self._busy or self._queue:
            self._tick_soon()

    def _shed(self, now: float) -> None:
        """Have those that have been computed longest make room, if others wait.

        Those that are known to take long have workers that the others do not get; else they would never end.
        """
        wanted = self._queue.urgent - (self._size - len(self._busy))
        if wanted > 0:
            patience = self._patience()
            light = [worker for worker in self._busy if worker.task and not worker.task.is_heavy]
            for worker in sorted(light, key=_since)[:wanted]:
                if now - _since(worker) >= patience:
                    self._make_way(worker)

    def _make_way(self, worker: Worker) -> None:
        """Put the request of a worker at the end of the line, and end the worker."""
        task = worker.free()
        self._end(worker, outcomes.shed(), is_heavy=True)
        if task is not None:
            self._queue.remember(task.request)
            task.worker, task.is_heavy, task.since = None, True, time.monotonic()
            self._queue.add(task)

    def _end(self, worker: Worker, outcome: Outcome, *, is_heavy: bool) -> None:
        """Kill a worker; whoever waits for it is told why."""
        task = worker.free()
        self._busy.discard(worker)
        if worker in self._idle:
            self._idle.remove(worker)
        self._crew.kill(worker)
        if task is not None:
            if is_heavy:
                self._queue.remember(task.request)
            task.settle(outcome)

    # --- what workers do --------------------------------------------------------------------------

    def welcome(self, worker: Worker) -> None:
        """A worker can begin."""
        self._crew.starting -= 1
        self._heard = time.monotonic()
        self._idle.append(worker)
        self._advance()

    def take(self, worker: Worker, frame: Frame) -> None:
        """A worker has answered."""
        try:
            outcome = _said(frame)
        except FrameError as error:
            self.fail(worker, str(error))
            return
        self._heard = time.monotonic()
        task = worker.free()
        self._busy.discard(worker)
        if frame[0].get("last") or worker.is_slow:
            worker.close()
        elif worker not in self._idle:
            self._idle.append(worker)
        if task is not None:
            if outcome.how == "memory":
                self._queue.remember(task.request)
            task.settle(outcome)
        self._advance()

    def fail(self, worker: Worker, note: str) -> None:
        """A worker has said what no worker says."""
        self._end(worker, outcomes.defect(note), is_heavy=False)
        self._advance()

    def lose(self, worker: Worker) -> None:
        """A worker is no more."""
        if not worker.is_ready:
            self._crew.starting -= 1
        if worker in self._idle:
            self._idle.remove(worker)
        self._busy.discard(worker)
        task = worker.free()
        if task is not None:
            self._queue.remember(task.request)
            task.settle(outcomes.died())
        if self._is_open:
            self._advance()

    def lose_all(self) -> None:
        """No worker can be made any more."""
        self.finish()
        self._on_end()

    def _beat(self) -> None:
        """Ask a worker whether it is there, if none has said anything for a while."""
        self._beating = asyncio.get_running_loop().call_later(_BEAT, self._beat)
        self._crew.end_stuck(_STARTING)
        if time.monotonic() - self._heard < _BEAT:
            return
        if self._idle:
            self.submit(PING, "")
        self._advance()


def _since(worker: Worker) -> float:
    return worker.task.since if worker.task else float("inf")


def _said(frame: Frame) -> Outcome:
    note = str(frame[0].get("defect", ""))
    how = ("memory" if note == "memory" else "defect") if note else "answered"
    return Outcome(answer_of(frame), how, note)
