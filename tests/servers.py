"""Servers on loopback for the tests: a real Oxigraph, and one that answers whatever it is told to."""

from __future__ import annotations

import socket
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

HOST = "127.0.0.1"


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def oxigraph(*options: str, graphs: Mapping[str, str] | None = None) -> Iterator[str]:
    """A running Oxigraph server that holds these graphs (name → Turtle); gives its address."""
    name = "oxigraph.exe" if sys.platform == "win32" else "oxigraph"
    program = Path(sysconfig.get_path("scripts")) / name
    address = f"{HOST}:{free_port()}"
    command = [str(program), "serve", "--bind", address, *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            await_server(f"http://{address}/query?query=ASK%7B%7D")
            for graph, text in (graphs or {}).items():
                put(f"http://{address}/store?graph={graph}", text)
            yield f"http://{address}"
        finally:
            server.terminate()


def await_server(url: str, *, seconds: float = 10.0) -> None:
    """Wait until an address answers with success."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the server did not start within {seconds:g} s")


def put(url: str, text: str) -> None:
    """Send one graph."""
    request = urllib.request.Request(url, text.encode(), {"Content-Type": "text/turtle"}, method="PUT")
    urllib.request.urlopen(request, timeout=20).close()


@contextmanager
def crooked(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that answers every request with these bytes, whatever they are, pausing after each piece."""
    with scripted([pieces], pause=pause) as (url, _):
        yield url


@contextmanager
def scripted(
    answers: Sequence[Sequence[bytes] | Callable[[bytes], Sequence[bytes]]], *, pause: float = 0.0
) -> Iterator[tuple[str, list[bytes]]]:
    """A server that gives one answer after the other, the last one again and again.

    An answer is its pieces, or makes them from the request. Also gives the requests as they came, whole.
    """
    listener = socket.create_server((HOST, 0))
    stopped = threading.Event()
    requests: list[bytes] = []

    def serve() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    request = receive(connection)
                    answer = answers[min(len(requests), len(answers) - 1)]
                    requests.append(request)
                    for piece in answer(request) if callable(answer) else answer:
                        connection.sendall(piece)
                        if stopped.wait(pause):
                            return
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{listener.getsockname()[1]}/sparql", requests
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR) if sys.platform == "linux" else None
        listener.close()
        thread.join(5)


def receive(connection: socket.socket) -> bytes:
    """Take a whole request: closing before would reset the connection."""
    request = b""
    while b"\r\n\r\n" not in request:
        more = connection.recv(1 << 16)
        if not more:
            return request
        request += more
    head, _, body = request.partition(b"\r\n\r\n")
    lower = head.lower()
    announced = int(lower.split(b"content-length:")[1].split()[0]) if b"content-length:" in lower else 0
    while len(body) < announced and (more := connection.recv(1 << 16)):
        body += more
    return head + b"\r\n\r\n" + body
