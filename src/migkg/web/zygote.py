"""The process that loads the dataset once and copies itself into workers.

It has one thread and no event loop, so that a copy is whole. It is told what to do by the servers, over one
socket each: `spawn` a worker, `kill` one, `slow` one down, `attach` another server. It ends when all of them
are gone, and no worker outlives it.

A store on disk is open in this process, and its files are in the copies. The engine has threads then, and a
copy has not; they are for writing, wait for work that never comes, and hold nothing meanwhile.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from migkg.web import rights, seccomp
from migkg.web.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from migkg.web.dataset import Dataset
    from migkg.web.exchange import Answer, Request

    Message = Mapping[str, Any]

__all__ = ["main", "receive_messages", "send_message"]

_PIECE: Final = 2**16
_FDS: Final = 16
_NO_FILTER: Final = (
    "This store has more files than are opened at once, and this system has no filter (seccomp on Linux) by "
    "which workers could be kept from opening anything else. Serve the files it was made from."
)
_LAST_IN_LINE: Final = 10
"""How nice (0 to 19) a worker has to be that takes long."""


def main(number: int) -> None:
    """Serve as the zygote of the process at the other end of a socket, given by its file descriptor."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    control = socket.socket(fileno=number)
    settings = json.loads(_line(control))
    rights.die_with_parent(settings["parent"])
    from migkg.errors import MigkgError

    try:
        zygote = _Zygote(settings)
    except MigkgError as error:
        send_message(control, {"failed": str(error)})
        return
    release = zygote.dataset.release
    send_message(
        control,
        {"ready": release.digest, "version": release.version, "modified": release.modified.timestamp()},
    )
    zygote.serve(control)


def send_message(connection: socket.socket, message: Message, *sockets: socket.socket) -> None:
    """Send a message, and with it sockets, over a stream."""
    data = json.dumps(message).encode() + b"\n"
    sent = socket.send_fds(connection, [data], [one.fileno() for one in sockets]) if sockets else 0
    connection.sendall(data[sent:])


@dataclass
class receive_messages:  # noqa: N801 -- used like a function that remembers what is not whole yet
    """Takes messages, and the sockets that came with them, from a stream."""

    connection: socket.socket
    _data: bytes = b""
    _sockets: list[int] = field(default_factory=list)

    def __call__(self) -> list[tuple[dict[str, Any], socket.socket | None]] | None:
        """The messages that have arrived, each with the socket that it says it has; None at the end."""
        piece, fds, _, _ = socket.recv_fds(self.connection, _PIECE, _FDS)
        self._sockets += fds
        if not piece:
            return None
        *lines, self._data = (self._data + piece).split(b"\n")
        found = []
        for line in lines:
            message = json.loads(line)
            carried = self._sockets.pop(0) if message.get("socket") else None
            found.append((message, None if carried is None else socket.socket(fileno=carried)))
        return found


@dataclass
class _Client:
    """A server that has workers made: its socket, and the workers that are its."""

    connection: socket.socket
    receive: receive_messages
    workers: set[int] = field(default_factory=set)


class _Zygote:
    def __init__(self, settings: Message) -> None:
        from migkg.api import KnowledgeGraph
        from migkg.project import STORE_ASSERTED
        from migkg.web.dataset import Dataset

        self._limits = Limits(**settings["limits"])
        graph = KnowledgeGraph.open(settings["data"], union=settings["union"])
        site = importlib.import_module(settings["site"])
        self._respond: Callable[[Dataset, Request], Answer] = site.respond
        self.dataset = Dataset.open(graph)
        if settings.get("library"):
            self.dataset = self.dataset.with_library(Path(settings["library"]))
        site.warm(self.dataset)
        folder = (graph.project.store / STORE_ASSERTED).resolve() if graph.project.store else None
        self._files = rights.open_below(folder) if folder else frozenset()
        self._unopened = len(list(folder.iterdir())) - len(self._files) if folder else 0
        """How many files of a store the engine will open when it needs them, and no sooner."""
        self._see_that_workers_can_be_sealed()
        self._clients: dict[int, _Client] = {}
        self._owner: dict[int, _Client] = {}
        self._selector = selectors.DefaultSelector()

    def _see_that_workers_can_be_sealed(self) -> None:
        """Raise ProjectError if workers would need a right that could not be narrowed down."""
        if not self._unopened:
            return
        copy = os.fork()
        if copy == 0:
            os._exit(0 if seccomp.seal() else 1)
        _, status = os.waitpid(copy, 0)
        if status:
            from migkg.errors import ProjectError

            raise ProjectError(_NO_FILTER)

    def serve(self, control: socket.socket) -> None:
        """Do what the servers say until the last one is gone."""
        wake, woken = socket.socketpair()
        woken.setblocking(False)
        wake.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(woken.fileno())
        self._selector.register(wake, selectors.EVENT_READ)
        self._attach(control)
        gc.collect()
        gc.freeze()
        while self._clients:
            for key, _ in self._selector.select():
                if key.fileobj is wake:
                    with suppress(BlockingIOError):
                        wake.recv(_PIECE)
                    self._reap()
                else:
                    self._hear(self._clients[key.fd])
        signal.set_wakeup_fd(-1)

    def _attach(self, connection: socket.socket) -> None:
        client = _Client(connection, receive_messages(connection))
        self._clients[connection.fileno()] = client
        self._selector.register(connection, selectors.EVENT_READ)

    def _hear(self, client: _Client) -> None:
        try:
            messages = client.receive()
        except OSError:
            messages = None
        if messages is None:
            return self._leave(client)
        for message, carried in messages:
            if message["do"] == "spawn":
                self._spawn(client)
            elif message["do"] == "kill":
                self._kill(client, message["worker"])
            elif message["do"] == "slow":
                self._slow_down(client, message["worker"])
            elif message["do"] == "attach" and carried is not None:
                self._attach(carried)
        return None

    def _leave(self, client: _Client) -> None:
        """A server has gone: so do its workers."""
        self._selector.unregister(client.connection)
        del self._clients[client.connection.fileno()]
        client.connection.close()
        for worker in list(client.workers):
            self._kill(client, worker)

    def _kill(self, client: _Client, worker: int) -> None:
        if worker in client.workers:
            os.kill(worker, signal.SIGKILL)

    def _slow_down(self, client: _Client, worker: int) -> None:
        if worker in client.workers:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, worker, _LAST_IN_LINE)

    def _reap(self) -> None:
        while True:
            try:
                worker, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not worker:
                return
            client = self._owner.pop(worker, None)
            if client is not None:
                client.workers.discard(worker)

    def _spawn(self, client: _Client) -> None:
        ours, theirs = socket.socketpair()
        me = os.getpid()
        try:
            worker = os.fork()
        except OSError as error:
            ours.close()
            theirs.close()
            send_message(client.connection, {"refused": str(error)})
            return
        if worker == 0:
            self._become_worker(ours, me)
        client.workers.add(worker)
        self._owner[worker] = client
        ours.close()
        with suppress(OSError):
            send_message(client.connection, {"worker": worker, "socket": True}, theirs)
        theirs.close()

    def _become_worker(self, connection: socket.socket, parent: int) -> None:
        """Be a worker, and end as one."""
        status = 1
        try:
            rights.die_with_parent(parent)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            rights.volunteer()
            rights.close_all_but(self._files | {connection.fileno()})
            self._work(connection)
            status = 0
        finally:
            os._exit(status)

    def _work(self, connection: socket.socket) -> None:
        from migkg.web.worker import work

        dataset = self.dataset
        rights.give_up(self._limits.memory, max(0, self._unopened))
        work(
            connection, lambda request: self._respond(dataset, request), self._limits, dataset.release.digest
        )


def _line(connection: socket.socket) -> bytes:
    data = b""
    while not data.endswith(b"\n"):
        piece = connection.recv(_PIECE)
        if not piece:
            sys.exit(1)
        data += piece
    return data
