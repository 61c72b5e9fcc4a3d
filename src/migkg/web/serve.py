"""`migkg serve`: sockets, the zygote, and one server or several behind one port."""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import uvicorn

from migkg.errors import MigkgError, UsageError
from migkg.web.access_log import AccessLog
from migkg.web.app import Site, Version
from migkg.web.cache import Cache
from migkg.web.clients import Clients
from migkg.web.connection import Connection, Gate
from migkg.web.limits import Limits
from migkg.web.outbox import Outbox
from migkg.web.pool import Pool
from migkg.web.private import LOOPBACK, Private
from migkg.web.statics import Statics
from migkg.web.supervise import supervise
from migkg.web.zygote import receive_messages, send_message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import FrameType
    from typing import BinaryIO

    Ready = Callable[[], object]

__all__ = ["Settings", "serve"]

_BACKLOG: Final = 1024
_OTHER_FILES: Final = 128
_FEWEST: Final = 2
_TWICE: Final = 1.0
"""A signal that comes again within these seconds is the same one, sent to a group of processes too."""
_LAST_WORDS: Final = 2.0
"""Seconds in which those who have waited till the end are told that the server stops."""
_ZYGOTE: Final = "import sys; from migkg.web.zygote import main; main(int(sys.argv[1]))"


@dataclass(frozen=True)
class Settings:
    """What is served, where, and under which limits."""

    data: Sequence[str] | None = None
    union: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    proxies: frozenset[str] = frozenset()
    """Addresses of proxies whose X-Forwarded-For is believed."""
    log: BinaryIO | None = None
    limits: Limits = field(default_factory=Limits)
    site: str = "migkg.web.site"
    """The module whose `warm` and `respond` make the answers."""
    library: Path | None = None
    """The library whose texts are shown beside the graph, to this machine alone."""


def serve(settings: Settings, say: Callable[[str], object]) -> None:
    """Serve until a signal says to stop. `say` is told the address once requests are answered.

    Raises UsageError where the address cannot be used, and the errors of the dataset and the library.
    """
    _keep_texts_at_home(settings)
    listener = _listener(settings.host, settings.port)
    control, zygote, version = _zygote(settings)
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    _allow_files(settings.limits)
    server = partial(_run, settings, listener, version)

    def ready() -> None:
        say(f"http://{shown}:{port}/")

    if settings.processes == 1:
        server(control, ready)
    else:
        supervise(settings.processes, control, server, zygote.pid, ready)
    zygote.wait()


def _keep_texts_at_home(settings: Settings) -> None:
    """Raise UsageError where others could see the texts of a library."""
    if settings.library is None:
        return
    if settings.host not in LOOPBACK or settings.proxies:
        raise UsageError(
            "The texts of a library are for this machine alone. Leave out --host and --trust-proxy, "
            "or leave out --library."
        )


def _allow_files(limits: Limits) -> None:
    """See that all connections that there may be can be open at once."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = limits.connections + limits.workers + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _listener(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except socket.gaierror:
        raise UsageError(f"There is no address {host}. Write --host 127.0.0.1, say.") from None
    except (OSError, OverflowError) as error:
        raise UsageError(_why_not(host, port, error)) from None
    listener.setblocking(False)
    return listener


def _why_not(host: str, port: int, error: Exception) -> str:
    code = getattr(error, "errno", None)
    if code == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is taken. Stop what listens there, or choose another: --port 0 finds one."
        )
    if code in (errno.EACCES, errno.EPERM):
        return f"Port {port} of {host} is not permitted to you. Choose one above 1023, such as --port 8000."
    if code == errno.EADDRNOTAVAIL:
        return f"This machine has no address {host}. Write --host 127.0.0.1, say."
    return f"{host}, port {port}: {getattr(error, 'strerror', None) or error}."


def _zygote(settings: Settings) -> tuple[socket.socket, subprocess.Popen[bytes], Version]:
    """Start the process that loads the dataset: the socket to it, itself, and what it has loaded."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-P", "-c", _ZYGOTE, str(theirs.fileno())]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])  # noqa: S603 -- ourselves
    theirs.close()
    data = None if settings.data is None else [str(path) for path in settings.data]
    send_message(
        ours,
        {
            "parent": os.getpid(),
            "data": data,
            "union": settings.union,
            "limits": asdict(settings.limits),
            "site": settings.site,
            "library": settings.library and str(settings.library),
        },
    )
    receive = receive_messages(ours)
    messages = receive()
    while messages == []:
        messages = receive()
    if not messages:
        status = process.wait()
        raise MigkgError(f"The process that loads the dataset has ended (status {status}).")
    said: dict[str, Any] = messages[0][0]
    if "failed" in said:
        process.wait()
        raise MigkgError(said["failed"])
    version = Version(said["version"], said["ready"], datetime.fromtimestamp(said["modified"], UTC))
    return ours, process, version


class _Server(uvicorn.Server):
    """Ends quietly on the first signal, at once on a later one."""

    pool: Pool
    patience: float
    ready: Ready
    told: float = 0.0

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say so."""
        await super().startup(sockets)
        self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests, and wait for those that are under way, but not for ever."""
        late = asyncio.get_running_loop().call_later(self.patience, self.pool.finish)
        try:
            await super().shutdown(sockets)
        finally:
            late.cancel()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- the signal's own form
        now = time.monotonic()
        self.force_exit = self.should_exit and now - self.told > _TWICE
        self.told = now if not self.should_exit else self.told
        self.should_exit = True


def _run(
    settings: Settings, listener: socket.socket, version: Version, control: socket.socket, ready: Ready
) -> None:
    """One server, in this process, until a signal says to stop; `ready` is called when one would be heard."""
    limits = settings.limits
    log = AccessLog(settings.log)
    clients = Clients(connections=limits.client_connections, rate=limits.client_rate)
    outbox = Outbox(limits.sending)
    gate = Gate(limits, clients, log, outbox, settings.proxies)
    lost: list[str] = []

    def end() -> None:
        lost.append("The process that makes the workers has ended.")
        server.should_exit = True

    size = max(_FEWEST, limits.workers // settings.processes) if settings.processes > 1 else limits.workers
    pool = Pool(control, limits, size, end)
    site = Site(pool, Cache(limits.cache), clients, Statics(), log, version, outbox, limits.body)
    server = _Server(_config(settings, Private(site) if settings.library else site, gate))
    server.pool, server.patience, server.ready = pool, limits.stop_seconds, ready
    log.start()
    try:
        asyncio.run(_served(server, gate, listener))
    finally:
        log.stop()
        control.close()
    if lost:
        raise MigkgError(lost[0])


async def _served(server: _Server, gate: Gate, listener: socket.socket) -> None:
    sweep = asyncio.ensure_future(gate.sweep())
    try:
        await server.serve(sockets=[listener])
    finally:
        sweep.cancel()


def _config(settings: Settings, site: Site | Private, gate: Gate) -> uvicorn.Config:
    limits = settings.limits
    return uvicorn.Config(
        site,
        http=partial(Connection, gate),  # type: ignore[arg-type]
        ws="none",
        loop="asyncio",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=sorted(settings.proxies),
        timeout_keep_alive=limits.idle_seconds,  # type: ignore[arg-type]
        timeout_graceful_shutdown=limits.stop_seconds + _LAST_WORDS,  # type: ignore[arg-type]
        backlog=_BACKLOG,
    )
