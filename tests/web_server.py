"""A real server for the tests, started as a process: `migkg serve`, with the probe site behind it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HERE = Path(__file__).parent
SOURCES = HERE.parent / "src"
HOST = "127.0.0.1"
_LAUNCH = """\
import sys
from migkg.arguments import parser
from migkg.cli import _log
from migkg.errors import MigkgError
from migkg.web.options import limits_of
from migkg.web.serve import Settings, serve
args = parser("serve").parse_args(["serve", *sys.argv[2:]])
with _log(args.log) as log:
    settings = Settings(
        data=args.data, port=args.port, processes=args.processes, log=log, limits=limits_of(args),
        proxies=frozenset(args.trust_proxy or ()), site=sys.argv[1],
    )
    try:
        serve(settings, lambda address: print(f"migkg: at {address}", file=sys.stderr, flush=True))
    except MigkgError as error:
        print(f"migkg: {error}", file=sys.stderr, flush=True)
        sys.exit(2)
"""


@dataclass
class Answered:
    """What a server has said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    port: int
    lines: list[str] = field(default_factory=list)
    """What it has logged."""

    def get(
        self,
        path: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        timeout: float = 20,
    ) -> Answered:
        connection = HTTPConnection(HOST, self.port, timeout=timeout)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            pairs = {name.lower(): value for name, value in response.getheaders()}
            return Answered(response.status, pairs, response.read())
        finally:
            connection.close()

    def connect(self, timeout: float = 20) -> socket.socket:
        return socket.create_connection((HOST, self.port), timeout)

    def say(self, *pieces: bytes, timeout: float = 20, pause: float = 0.0) -> bytes:
        """Everything that comes back over one connection until it is closed."""
        with self.connect(timeout) as connection:
            try:
                for piece in pieces:
                    connection.sendall(piece)
                    time.sleep(pause)
            except OSError:
                pass
            return read_all(connection)

    def health(self) -> dict[str, Any]:
        said: dict[str, Any] = self.get("/healthz").json()
        return said

    def await_health(self, seconds: float = 10, **wanted: int) -> None:
        """Wait until the workers are as they should be."""
        until(lambda: all(self.health()["workers"][key] == value for key, value in wanted.items()), seconds)

    def told(self, path: str) -> list[dict[str, Any]]:
        """The lines of the log that are about a path."""
        return [line for line in map(json.loads, list(self.lines)) if line.get("path") == path]

    def logged(self, path: str) -> dict[str, Any]:
        """The first line of the log that is about a path."""
        until(lambda: self.told(path))
        return self.told(path)[0]

    def processes(self) -> set[int]:
        """It and all that it has started."""
        return {self.process.pid, *descendants(self.process.pid)}


def until(condition: Any, seconds: float = 10) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it has not happened"
        time.sleep(0.05)


def read_all(connection: socket.socket) -> bytes:
    data = b""
    try:
        while piece := connection.recv(1 << 16):
            data += piece
    except ConnectionResetError:
        pass
    return data


def status_of(answer: bytes) -> int:
    """The status of the first answer in what came back; 0 if there is none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/") else 0


def descendants(pid: int) -> set[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if fields[0] != "Z":
                parents[int(entry.name)] = int(fields[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid}


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def environment() -> dict[str, str]:
    paths = [str(SOURCES), str(HERE / "web"), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}


def command(*options: str, site: str = "probe_site") -> list[str]:
    return [sys.executable, "-c", _LAUNCH, site, "--port", "0", *options]


@contextmanager
def running(*options: str, site: str = "probe_site", is_read: bool = True) -> Iterator[Server]:
    """A server with these options, on a free port, ended at the end whatever happens."""
    if sys.platform != "linux":
        pytest.skip("the server's processes are looked at in /proc")
    process = subprocess.Popen(
        command(*options, site=site), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stderr is not None
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: None)
    try:
        first = process.stderr.readline().decode()
        assert first.startswith("migkg: at http://"), first + process.stderr.read().decode()
        server = Server(process, int(first.rstrip().rstrip("/").rpartition(":")[2]))
        stream = process.stdout
        reader = threading.Thread(
            target=lambda: server.lines.extend(iter(lambda: stream.readline().decode(), "")), daemon=True
        )
        if is_read:
            reader.start()
        yield server
    finally:
        started = {process.pid, *descendants(process.pid)}
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
        until(lambda: not any(is_alive(pid) for pid in started), 10)
        process.stderr.close()
        if reader.ident is not None:
            reader.join(5)
        process.stdout.close()
