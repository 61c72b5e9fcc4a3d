"""Several servers behind one port: processes that share a listening socket, and one that looks after them."""

from __future__ import annotations

import os
import signal
import socket
import time
from typing import TYPE_CHECKING, Final

from migkg.errors import MigkgError
from migkg.web import rights
from migkg.web.zygote import send_message

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["supervise"]

_SIGNALS: Final = frozenset({signal.SIGCHLD, signal.SIGTERM, signal.SIGINT})
_SHORT: Final = 2.0
"""A server that has ended within these seconds has failed at once."""
_FAILURES: Final = 5


def supervise(
    count: int,
    control: socket.socket,
    run: Callable[[socket.socket, Callable[[], object]], None],
    zygote: int,
    ready: Callable[[], object],
) -> None:
    """Run so many servers, each in a process of its own, until a signal says to stop.

    `run` is a server, and gets its socket to the zygote, and what to call when it is ready. `ready` is called
    when all have been started. `control` is the socket of this process to the zygote. A server that dies is
    replaced. Raises MigkgError if the zygote dies, or servers do so at once.
    """
    _Supervisor(control, run, zygote).look_after(count, ready)


class _Supervisor:
    def __init__(
        self,
        control: socket.socket,
        run: Callable[[socket.socket, Callable[[], object]], None],
        zygote: int,
    ) -> None:
        self._control = control
        self._run = run
        self._zygote = zygote
        self._began: dict[int, float] = {}
        self._failures = 0
        self._is_stopping = False
        self._trouble = ""

    def look_after(self, count: int, ready: Callable[[], object]) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        for _ in range(count):
            self._start()
        ready()
        while self._began:
            which = signal.sigwait(_SIGNALS)
            if which == signal.SIGCHLD:
                self._reap()
            else:
                self._stop(signal.SIGKILL if self._is_stopping else signal.SIGTERM)
        self._control.close()
        if self._trouble:
            raise MigkgError(self._trouble)

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        send_message(self._control, {"do": "attach", "socket": True}, theirs)
        theirs.close()
        me = os.getpid()
        server = os.fork()
        if server == 0:
            self._become_server(ours, me)
        ours.close()
        self._began[server] = time.monotonic()

    def _become_server(self, control: socket.socket, parent: int) -> None:
        status = 1
        try:
            rights.die_with_parent(parent)
            self._control.close()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            self._run(control, lambda: None)
            status = 0
        finally:
            os._exit(status)

    def _reap(self) -> None:
        while True:
            try:
                ended, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not ended:
                return
            if ended == self._zygote:
                self._trouble = "The process that makes the workers has ended."
                self._stop(signal.SIGTERM)
            elif ended in self._began:
                self._replace(self._began.pop(ended))

    def _replace(self, began: float) -> None:
        if self._is_stopping:
            return
        self._failures = self._failures + 1 if time.monotonic() - began < _SHORT else 0
        if self._failures >= _FAILURES:
            self._trouble = "Servers end as soon as they are started."
            self._stop(signal.SIGTERM)
        else:
            self._start()

    def _stop(self, how: signal.Signals) -> None:
        self._is_stopping = True
        for server in self._began:
            os.kill(server, how)
