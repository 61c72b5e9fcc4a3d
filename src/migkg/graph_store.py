"""The graphs of a server, written one by one by the SPARQL 1.1 Graph Store HTTP Protocol."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.credentials import checked_url, origin
from migkg.engines import GENERIC
from migkg.errors import UsageError
from migkg.terms import MEDIA_TYPES, XSD
from migkg.transport import Request, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from migkg.engines import Engine

__all__ = ["GraphStore"]

_WRITTEN: Final = frozenset((200, 201, 204))
_GONE: Final = _WRITTEN | {404}


_LONG_INTEGER: Final = re.compile(rb' "(-?[1-9][0-9]{9,17})"\^\^<%sinteger> \.$' % XSD.encode(), re.MULTILINE)
"""A whole number of more than 32 bits and less than 64, at the end of a line."""

_AS_SENT: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "nt": lambda n_triples: n_triples,
    "trig": lambda n_triples: b"{\n%s}\n" % n_triples,
    "ttl": lambda n_triples: _LONG_INTEGER.sub(rb" \1 .", n_triples),
}


class GraphStore:
    """Where a server takes graphs. What is sent is sent once; nothing is tried again.

    `query_url` is what the server is known by; the address of its graphs follows from it by the profile, or
    is `store_url`, which must lie on the same server.

    Raises EndpointError if no address follows, UsageError for one on another server.
    """

    def __init__(
        self,
        query_url: str,
        *,
        engine: Engine = GENERIC,
        store_url: str | None = None,
        timeout: float = 600.0,
    ) -> None:
        checked_url(query_url)
        url = checked_url(store_url) if store_url else engine.store_url(query_url)
        if origin(url) != origin(query_url):
            raise UsageError(f"{url}: the graphs are to be written on the server that --endpoint names.")
        self._engine = engine
        self._server = Server(url, timeout=timeout, digest=engine.auth == "digest")

    @property
    def url(self) -> str:
        """Where graphs are sent."""
        return self._server.url

    def put(self, graph: str, n_triples: bytes) -> None:
        """Make a named graph hold these triples and no others. Raises EndpointError."""
        self._write("PUT", graph, _AS_SENT[self._engine.sent](n_triples), _WRITTEN)

    def delete(self, graph: str) -> None:
        """Take a named graph away; one that is not there is fine. Raises EndpointError."""
        self._write("DELETE", graph, None, _GONE)

    def _write(self, method: str, graph: str, body: bytes | None, fine: frozenset[int]) -> None:
        headers = {"Accept": "*/*"}
        if body is not None:
            headers["Content-Type"] = MEDIA_TYPES[self._engine.sent]
        self._server.write(Request(method, self._engine.graph_url(self.url, graph), headers, body), fine=fine)
