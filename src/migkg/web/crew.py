"""The parent's ends of its workers, and how it has workers made and ended."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from migkg.web.frames import Frame, FrameError, Reader, request_frame
from migkg.web.zygote import receive_messages, send_message

if TYPE_CHECKING:
    import socket

    from migkg.web.waiting import Task

__all__ = ["Boss", "Crew", "Worker"]


class Boss(Protocol):
    """Who is told what workers do."""

    def welcome(self, worker: Worker) -> None:
        """A worker can begin."""

    def take(self, worker: Worker, frame: Frame) -> None:
        """A worker has answered."""

    def fail(self, worker: Worker, note: str) -> None:
        """A worker has said what no worker says."""

    def lose(self, worker: Worker) -> None:
        """A worker is no more."""

    def lose_all(self) -> None:
        """No worker can be made any more."""


class Worker(asyncio.Protocol):
    """The parent's end of one worker."""

    def __init__(self, boss: Boss, number: int, limit: int) -> None:
        """With the number of its process, and how large an answer may be."""
        self.number = number
        self.task: Task | None = None
        self.is_slow = False
        """Whether it has been given less of the processor, for good."""
        self.begun = time.monotonic()
        self.is_ready = False
        self._boss = boss
        self._reader = Reader(limit)
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The worker exists."""
        self._transport = transport  # type: ignore[assignment]

    def begin(self, task: Task) -> None:
        """Give it a request."""
        self.task = task
        task.worker = self
        task.since = time.monotonic()
        if self._transport is not None:
            self._transport.write(request_frame(task.request))

    def data_received(self, data: bytes) -> None:
        """It has said something."""
        try:
            frame = self._reader.feed(data)
        except FrameError as error:
            self._boss.fail(self, str(error))
            return
        if frame is None:
            return
        if self.is_ready:
            self._boss.take(self, frame)
        else:
            self.is_ready = True
            self._boss.welcome(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 -- asyncio's signature
        """It has ended, or was let go."""
        self._boss.lose(self)

    def free(self) -> Task | None:
        """Take its task away."""
        task, self.task = self.task, None
        return task

    def close(self) -> None:
        """Let it go: an idle worker ends by that."""
        if self._transport is not None:
            self._transport.abort()


@dataclass
class Crew:
    """The workers that are made for one server by the zygote at the other end of `control`."""

    control: socket.socket
    boss: Boss
    limit: int
    """How large an answer may be, in bytes."""
    starting: int = 0
    """How many workers have been asked for, and cannot begin yet."""
    _new: set[Worker] = field(default_factory=set)
    _is_open: bool = False

    def start(self) -> None:
        """Begin to listen to the zygote."""
        self._is_open = True
        self._receive = receive_messages(self.control)
        self.control.setblocking(False)
        asyncio.get_running_loop().add_reader(self.control, self._hear)

    def stop(self) -> None:
        """Have all workers end, and the zygote too if this was the last server."""
        if self._is_open:
            self._is_open = False
            asyncio.get_running_loop().remove_reader(self.control)
            self.control.close()

    def spawn(self) -> None:
        """Ask for a worker."""
        self.starting += 1
        self._tell({"do": "spawn"})

    def kill(self, worker: Worker) -> None:
        """End a worker, whatever it is doing."""
        worker.close()
        self._tell({"do": "kill", "worker": worker.number})

    def slow_down(self, worker: Worker) -> None:
        """Let others have the processor before this worker, from now on."""
        worker.is_slow = True
        self._tell({"do": "slow", "worker": worker.number})

    def _tell(self, message: dict[str, Any]) -> None:
        if self._is_open:
            try:
                send_message(self.control, message)
            except OSError:
                self._lose()

    def _hear(self) -> None:
        try:
            messages = self._receive()
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            messages = None
        if messages is None:
            self._lose()
            return
        for message, carried in messages:
            if carried is not None:
                asyncio.ensure_future(self._connect(message["worker"], carried))  # noqa: RUF006 -- ends at once
            elif "refused" in message:
                self.starting -= 1

    def end_stuck(self, seconds: float) -> None:
        """End workers that cannot begin so long after they have been asked for."""
        then = time.monotonic() - seconds
        self._new = {worker for worker in self._new if not worker.is_ready}
        for worker in [worker for worker in self._new if worker.begun < then]:
            self._new.discard(worker)
            self.kill(worker)

    async def _connect(self, number: int, connection: socket.socket) -> None:
        worker = Worker(self.boss, number, self.limit)
        self._new.add(worker)
        await asyncio.get_running_loop().create_connection(lambda: worker, sock=connection)

    def _lose(self) -> None:
        if self._is_open:
            self.stop()
            self.boss.lose_all()
