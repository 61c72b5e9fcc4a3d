"""The review page's server: on loopback, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final

import uvicorn

from migkg.errors import UsageError
from migkg.ingest.review.app import App

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from migkg.ingest.decisions import Reviewer
    from migkg.library import Library

__all__ = ["serve"]

_HOST: Final = "127.0.0.1"


def serve(
    reviewer: Reviewer, library: Library | None, port: int, start: str, say: Callable[[str], object]
) -> None:
    """Show the review to this machine until a signal says to stop. `say` is told the address with its key.

    `start` is the document to begin with, or `""`. Raises UsageError where the port cannot be used.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_HOST, port))
    except OSError as error:
        raise UsageError(
            f"Port {port} cannot be used ({error.strerror}). Choose another: --port 0 finds one."
        ) from error
    number = listener.getsockname()[1]
    app = App(reviewer, library, frozenset({f"{_HOST}:{number}", f"localhost:{number}"}), start)
    config = uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        loop="asyncio",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    _Server(config, lambda: say(f"http://{_HOST}:{number}/?key={app.key}")).run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says when it is ready, and ends quietly by a signal."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and say so."""
        await super().startup(sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 -- the signal's own form
        """End, at once if told so twice."""
        self.force_exit = self.should_exit
        self.should_exit = True
