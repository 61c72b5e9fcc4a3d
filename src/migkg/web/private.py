"""A site for this machine alone: no page of another site may read it, under whatever name it asks.

Other sites may read the graph, as anybody may. Where the user's own copies are shown beside it, they may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Receive, Send], Awaitable[None]]

__all__ = ["LOOPBACK", "Private"]

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
"""Names and addresses by which a machine reaches itself."""

_REFUSED: Final = b"This site is for this machine alone. Ask for it as 127.0.0.1 or localhost.\n"
_ADDED: Final = ((b"cross-origin-resource-policy", b"same-origin"), (b"cache-control", b"no-store"))


@dataclass(frozen=True, slots=True)
class Private:
    """An application that answers requests to this machine by its own names, and to its own pages only."""

    site: Application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] != "http":
            return await self.site(scope, receive, send)
        if _host(scope) not in LOOPBACK:
            headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(_REFUSED)).encode())]
            await send({"type": "http.response.start", "status": 421, "headers": headers})
            return await send({"type": "http.response.body", "body": _REFUSED})

        async def privately(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*filter(_is_kept, message["headers"]), *_ADDED]}
            await send(message)

        return await self.site({**scope, "extensions": {}}, receive, privately)


def _is_kept(header: tuple[bytes, bytes]) -> bool:
    name = header[0].lower()
    return not name.startswith((b"access-control-", b"cross-origin-")) and name != b"cache-control"


def _host(scope: Message) -> str:
    """The host that a request names, without its port and brackets."""
    named = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    bare, _, port = named.rpartition(":")
    return (bare if bare and port.isdecimal() else named).strip("[]").lower()
