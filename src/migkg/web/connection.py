"""One connection of a client: what of HTTP has to do with bytes and time.

uvicorn's protocol over httptools does the talking. That parser is the one of Node.js: it is strict about what
lets two servers read one request in two ways, and several times as fast as h11. What it leaves open is here:
limits of size, number and time, refusals with a reason, and requests that it reads and we do not answer.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from migkg.web.app import SEND_WHOLE, head_of
from migkg.web.clients import client_of
from migkg.web.exchange import ProblemError, problem_answer

if TYPE_CHECKING:
    from migkg.web.access_log import AccessLog
    from migkg.web.clients import Clients
    from migkg.web.limits import Limits
    from migkg.web.outbox import Outbox

__all__ = ["Connection", "Gate"]

_NEVER: Final = float("inf")
_SWEEP: Final = 0.25
_LINGER: Final = 2.0
"""Seconds in which a client that has been refused may read why, while what it goes on sending is dropped."""
_LINGER_BYTES: Final = 64 * 2**20
_AT_ONCE: Final = struct.pack("ii", 1, 0)
_LEAST_SENT: Final = 256 * 2**10
"""A client that takes an answer slowly takes at least so many bytes each time it is looked at."""
_PIPELINED: Final = 16
_FRAMING: Final = 8
"""A body in chunks may take so many times its size on the way."""
_PACKET: Final = 2**16
_VERSIONS: Final = ("1.1", "1.0")


@dataclass
class Gate:
    """What all connections of a server share: limits, counts, the log, and the sweep that ends late ones."""

    limits: Limits
    clients: Clients
    log: AccessLog
    outbox: Outbox
    trusted: frozenset[str] = frozenset()
    """Addresses of proxies: many clients come from there."""
    open: set[Connection] = field(default_factory=set)

    async def sweep(self) -> None:
        """End connections that are too late with something; runs for ever."""
        while True:
            await asyncio.sleep(_SWEEP)
            now = time.monotonic()
            for connection in [one for one in self.open if one.deadline < now]:
                connection.be_late()


class _Refusal(Exception):  # noqa: N818 -- an answer rather than an error
    def __init__(self, status: HTTPStatus, text: str, how: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.how = how


class Connection(HttpToolsProtocol):
    """A client's connection, with limits."""

    def __init__(self, gate: Gate, **given: Any) -> None:
        super().__init__(**given)
        # A parser of our own: uvicorn has told its one to be lenient about data after the last request.
        self.parser = httptools.HttpRequestParser(self)
        self.deadline = _NEVER
        self._gate = gate
        self._limits = gate.limits
        self._client = ""
        self._is_counted = False
        self._late = ""
        self._in_head = False
        self._in_body = False
        self._bytes = 0
        self._body = 0
        self._head = 0
        self._is_refused = False
        self._unsent = 0
        self._to_send = 0

    # --- the connection ---------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come: take it in, or tell it why not."""
        super().connection_made(transport)  # type: ignore[arg-type]
        gate = self._gate
        address = self.client[0] if self.client else ""
        self._client = client_of(address)
        if len(gate.open) >= self._limits.connections:
            return self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, "Too many connections.", "connections")
        gate.open.add(self)
        self._await("head", self._limits.head_seconds)
        if address not in gate.trusted:
            self._is_counted = gate.clients.connect(self._client)
            if not self._is_counted:
                text = "You have too many connections open."
                return self._refuse(HTTPStatus.TOO_MANY_REQUESTS, text, "client-connections")
        return None

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._gate.open.discard(self)
        self.deadline = _NEVER
        self._settle_unsent()
        if self._is_counted:
            self._is_counted = False
            self._gate.clients.leave(self._client)
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The client has sent something."""
        if self._is_refused:
            self._bytes += len(data)
            if self._bytes > _LINGER_BYTES:
                self.transport.abort()
            return
        self._bytes += len(data)
        try:
            self._unset_keepalive_if_required()
            self.parser.feed_data(data)
            self._check_progress()
        except httptools.HttpParserCallbackError as error:
            self._give_reason(error.__context__)
        except httptools.HttpParserUpgrade:
            # Nothing else is spoken here: the request is answered as it is, and it is the last one.
            self.cycle.keep_alive = False
            self._is_refused = True
        except httptools.HttpParserError as error:
            self._give_reason(error)
        except _Refusal as refusal:
            self._give_reason(refusal)

    def _check_progress(self) -> None:
        """See that what is not whole yet is not too large already, and will not take for ever."""
        if self._in_head and self._bytes > self._limits.head:
            raise _head_too_large(self._limits)
        if self._in_body and self._bytes > self._limits.head + _FRAMING * self._limits.body:
            raise _body_too_large(self._limits)
        cycle = self._current()
        is_idle = cycle is None or cycle.response_complete
        if is_idle and not self._in_head and not self._in_body and self.deadline == _NEVER:
            self._await("head", self._limits.head_seconds)

    def _give_reason(self, error: BaseException | None) -> None:
        if isinstance(error, _Refusal):
            self._refuse(error.status, error.text, error.how)
        elif isinstance(error, httptools.HttpParserInvalidMethodError):
            self._refuse(HTTPStatus.NOT_IMPLEMENTED, "There is no such method. Use GET or POST.", "method")
        else:
            reason = str(error) if isinstance(error, httptools.HttpParserError) else "unreadable"
            self._refuse(HTTPStatus.BAD_REQUEST, f"This is no HTTP request ({reason}).", "malformed")

    # --- the parser's calls -----------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request begins."""
        super().on_message_begin()
        if len(self.pipeline) >= _PIPELINED:
            raise _Refusal(HTTPStatus.BAD_REQUEST, "Too many requests at once.", "pipelined")
        self._in_head, self._in_body = True, False
        self._bytes = self._body = self._head = 0
        self._await("head", self._limits.head_seconds)

    def on_url(self, url: bytes) -> None:
        """A piece of the target has arrived."""
        super().on_url(url)
        if len(self.url) > self._limits.url:
            text = f"The address has more than {self._limits.url} bytes. Send the query by POST."
            raise _Refusal(HTTPStatus.REQUEST_URI_TOO_LONG, text, "url")

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header has arrived; after the body, one that counts for nothing."""
        self._head += len(name) + len(value) + 4
        if self._head > self._limits.head:
            raise _head_too_large(self._limits)
        if self._in_head:
            super().on_header(name, value)
            if len(self.headers) > self._limits.fields:
                text = f"There are more than {self._limits.fields} headers."
                raise _Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, text, "fields")

    def on_headers_complete(self) -> None:
        """The head is whole: refuse what is not answered, and begin with the rest."""
        self._in_head = False
        self.url = _origin_form(self.url)
        self._check_head()
        self._in_body = True
        self._await("body", self._limits.body_seconds)
        super().on_headers_complete()
        self.scope["extensions"] = {SEND_WHOLE: partial(self._send_whole, self.cycle)}  # type: ignore[dict-item]

    def _send_whole(self, cycle: RequestResponseCycle, status: int, head: bytes, body: bytes) -> bool:
        """Send an answer at once; False if the client has not taken others yet."""
        if cycle.disconnected:
            return True
        if self.flow.write_paused:
            return False
        lines = [
            STATUS_LINE[status],
            *(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers),
            head,
        ]
        if not cycle.keep_alive:
            lines.append(b"connection: close\r\n")
        lines.append(b"\r\n")
        if len(body) < _PACKET:
            lines.append(body)
            self.transport.write(b"".join(lines))
        else:
            self.transport.write(b"".join(lines))
            self.transport.write(body)
        cycle.waiting_for_100_continue = False
        cycle.response_started = cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        cycle.on_response()
        return True

    def _check_head(self) -> None:
        version = self.parser.get_http_version()
        if version not in _VERSIONS:
            text = "Only HTTP 1.1 and 1.0 are spoken here."
            raise _Refusal(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED, text, "version")
        named = [name for name, _ in self.headers]
        hosts = named.count(b"host")
        if hosts > 1 or (version == "1.1" and not hosts):
            raise _Refusal(HTTPStatus.BAD_REQUEST, "A request names one Host.", "host")
        if not self.url.startswith(b"/"):
            raise _Refusal(HTTPStatus.BAD_REQUEST, "The target of a request is a path.", "target")
        if version == "1.0" and b"transfer-encoding" in named:
            raise _Refusal(HTTPStatus.BAD_REQUEST, "HTTP/1.0 knows no chunks.", "framing")
        for name, value in self.headers:
            self._check_field(name, value)

    def _check_field(self, name: bytes, value: bytes) -> None:
        if name == b"content-length" and int(value) > self._limits.body:
            raise _body_too_large(self._limits)
        if name == b"expect" and value.lower() != b"100-continue":
            raise _Refusal(HTTPStatus.EXPECTATION_FAILED, "Nothing else is to be expected here.", "expect")
        if name == b"content-encoding" and value.strip().lower() not in (b"", b"identity"):
            text = "Bodies are taken as they are, not compressed."
            raise _Refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, text, "encoding")
        if name == b"transfer-encoding" and value.strip().lower() != b"chunked":
            raise _Refusal(HTTPStatus.NOT_IMPLEMENTED, "Only chunks are known.", "framing")

    def on_body(self, body: bytes) -> None:
        """A piece of the body has arrived."""
        self._body += len(body)
        if self._body > self._limits.body:
            raise _body_too_large(self._limits)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._in_body = False
        self.deadline = _NEVER
        super().on_message_complete()

    def _current(self) -> RequestResponseCycle | None:
        """The request that is being answered or was answered last; None before the first."""
        return self.cycle

    # --- time -------------------------------------------------------------------------------------

    def _await(self, what: str, seconds: float) -> None:
        self._late = what
        self.deadline = time.monotonic() + seconds

    def be_late(self) -> None:
        """What was awaited has not come in time."""
        self.deadline = _NEVER
        left = self.transport.get_write_buffer_size()
        if self._late == "send" and left <= self._to_send - _LEAST_SENT:
            self._await("send", self._limits.send_seconds)
            self._to_send = left
        elif self._late in ("send", "linger") or self._is_refused:
            self._cut()
        elif self._late == "head" and not self._in_head:
            self.transport.close()
        else:
            text = f"The {self._late} of the request has not come in time."
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, text, f"{self._late}-timeout")

    def _cut(self) -> None:
        """End the connection with nothing left to be sent, not even by the system."""
        connection = self.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
        self.transport.abort()

    def pause_writing(self) -> None:
        """The client does not take what it is sent as fast as it is made."""
        super().pause_writing()
        self._await("send", self._limits.send_seconds)
        self._unsent = self._to_send = self.transport.get_write_buffer_size()
        self._gate.outbox.put(self._client, self._unsent)

    def resume_writing(self) -> None:
        """The client has taken most of it."""
        super().resume_writing()
        self._settle_unsent()
        if self._late == "send":
            self.deadline = _NEVER

    def _settle_unsent(self) -> None:
        if self._unsent:
            self._gate.outbox.take(self._client, self._unsent)
            self._unsent = 0

    # --- refusal ----------------------------------------------------------------------------------

    def _refuse(self, status: HTTPStatus, text: str, how: str) -> None:
        """Tell the client why it is not heard any further, give it time to read that, and close.

        If an answer has begun already, the connection is cut instead.
        """
        if self._is_refused or self.transport.is_closing():
            return
        self._is_refused = True
        self._gate.log.write(client=self._client, status=int(status), outcome=how)
        cycle = self._current()
        if not self._in_body and cycle is not None and not cycle.response_complete:
            # Earlier requests are being answered: they end in peace, and nothing is read after them.
            cycle.keep_alive = False
            self.deadline = _NEVER
        elif self.pipeline or (cycle is not None and cycle.response_started and not cycle.response_complete):
            self.transport.abort()
        else:
            is_told = self._in_body and cycle is not None and cycle.response_complete
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
            self._say_good_bye(b"" if is_told else self._refusal(status, text))

    def _refusal(self, status: HTTPStatus, text: str) -> bytes:
        answer = problem_answer(ProblemError(status, text))
        pairs = [*self.server_state.default_headers, *head_of(answer), (b"connection", b"close")]
        head = b"".join(b"%b: %b\r\n" % pair for pair in pairs)
        return b"".join((STATUS_LINE[int(status)], head, b"\r\n", answer.body))

    def _say_good_bye(self, content: bytes) -> None:
        self.transport.write(content)
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._bytes = 0
        self._gate.open.add(self)
        self.flow.resume_reading()
        self._await("linger", _LINGER)


def _origin_form(target: bytes) -> bytes:
    """The path and query of a target that names a server too: which one is none of our business."""
    scheme, mark, rest = target.partition(b"://")
    if not mark or scheme.lower() not in (b"http", b"https"):
        return b"/" if target == b"*" else target
    place = min((at for at in (rest.find(b"/"), rest.find(b"?")) if at >= 0), default=len(rest))
    path = rest[place:]
    return path if path.startswith(b"/") else b"/" + path


def _head_too_large(limits: Limits) -> _Refusal:
    text = f"The head of the request has more than {limits.head} bytes."
    return _Refusal(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, text, "head")


def _body_too_large(limits: Limits) -> _Refusal:
    text = f"The body of the request has more than {limits.body} bytes."
    return _Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text, "body")
