"""The site as an ASGI application: all of HTTP that has to do with one request and its answer.

Which part of the site answers what, and how, is decided in the workers (`site`). Here is what holds for every
answer: methods, HEAD and OPTIONS, CORS, conditional requests, caching, security headers, and the log.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

from migkg.web.clients import client_of
from migkg.web.exchange import FREE_PATHS, POLICY, Answer, ProblemError, Request, problem_answer
from migkg.web.outcomes import Outcome, sending_full
from migkg.web.worker import takes_gzip

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from datetime import datetime

    from migkg.web.access_log import AccessLog
    from migkg.web.cache import Cache
    from migkg.web.clients import Clients
    from migkg.web.outbox import Outbox
    from migkg.web.pool import Pool
    from migkg.web.statics import Statics

    Scope = dict[str, Any]
    Receive = Callable[[], Awaitable[dict[str, Any]]]
    Send = Callable[[dict[str, Any]], Awaitable[None]]

__all__ = ["SECURITY", "SEND_WHOLE", "Site", "Version", "head_of"]

SEND_WHOLE: Final = "migkg.send_whole"
"""An extension of ASGI: a function of status, headers as they go out, and body; whether it has sent them.

What is known whole can be sent at once, and is then sent in half of the time."""

_PRIVATE: Final = frozenset({"cookie", "authorization", "proxy-authorization"})
"""Request headers that no answer depends on, and that no worker needs to know."""

SECURITY: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After, Content-Location"),
)
_ALWAYS: Final = tuple((name.lower().encode(), value.encode()) for name, value in SECURITY)
_USUAL_CACHING: Final = "public, max-age=60"
_PREFLIGHT: Final = (
    (
        "Access-Control-Allow-Headers",
        "Accept, Accept-Language, Content-Type, If-None-Match, If-Modified-Since",
    ),
    ("Access-Control-Max-Age", "86400"),
)
_SOON: Final = 0.05
"""Seconds after which a client that waits for an answer is looked after."""
_LARGE: Final = 2**16
"""Answers up to this size are sent at once, as far as the server is concerned."""
_BODILESS: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


@dataclass(frozen=True, slots=True)
class Version:
    """Which data the server shows, and since when they are as they are."""

    version: str
    digest: str
    modified: datetime


class Gone(Exception):  # noqa: N818 -- the client's doing, not an error
    """The client has gone."""


@dataclass(frozen=True)
class Site:
    """The ASGI application of one server."""

    pool: Pool
    cache: Cache
    clients: Clients
    statics: Statics
    log: AccessLog
    version: Version
    outbox: Outbox
    body_limit: int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or begin and end with the server."""
        if scope["type"] == "lifespan":
            return await self._live(receive, send)
        began = time.perf_counter()
        client = client_of(scope["client"][0] if scope.get("client") else "")
        try:
            outcome, request = await self._outcome(scope, receive, client)
            size = len(outcome.answer.body)
            if size > _LARGE and not self.outbox.has_room(client, size):
                outcome = sending_full()
        except Gone:
            self._tell(scope, client, began, 499, 0, "gone")
            return None
        if not outcome.head:
            outcome = self._whole(outcome)
        if self._is_known(outcome.answer, request):
            outcome = _unchanged(outcome)
        answer = outcome.answer
        body = b"" if scope["method"] == "HEAD" or answer.status in _BODILESS else answer.body
        send_whole = scope.get("extensions", {}).get(SEND_WHOLE)
        if send_whole is None or not send_whole(answer.status, outcome.head, body):
            pairs = [tuple(line.split(b": ", 1)) for line in outcome.head.splitlines()]
            await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
            await send({"type": "http.response.body", "body": body})
        self._tell(scope, client, began, answer.status, len(body), outcome.how, outcome.note)
        return None

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.pool.start()
        await send({"type": "lifespan.startup.complete"})
        with suppress(asyncio.CancelledError):
            await receive()
        self.pool.stop()
        await send({"type": "lifespan.shutdown.complete"})

    def _tell(  # noqa: PLR0913, PLR0917 -- what a line of the log says
        self, scope: Scope, client: str, began: float, status: int, size: int, how: str, note: str = ""
    ) -> None:
        said: dict[str, object] = {
            "client": client,
            "method": scope["method"],
            "path": scope["path"],
            "status": int(status),
            "bytes": size,
            "seconds": round(time.perf_counter() - began, 6),
            "outcome": how,
        }
        if note:
            said["note"] = note
        self.log.write(**said)

    # --- the way of a request ---------------------------------------------------------------------

    async def _outcome(self, scope: Scope, receive: Receive, client: str) -> tuple[Outcome, Request]:
        """What is to be answered, and the request as far as it could be read. Raises Gone."""
        empty = Request("/", headers=_headers(scope["headers"]))
        try:
            wait = self.clients.delay(client)
            if wait:
                raise _too_often(wait)
            request = await self._request(scope, receive, empty)
            return await self._answered(request, scope["method"], receive, client), request
        except ProblemError as problem:
            return Outcome(problem_answer(problem), "refused"), empty

    async def _request(self, scope: Scope, receive: Receive, empty: Request) -> Request:
        """The request, whole. Raises ProblemError for one that is refused, Gone."""
        path = _path(scope["raw_path"])
        method = scope["method"]
        allowed = _allowed(path)
        if method not in allowed:
            text = f"{method} is not possible here. Use {' or '.join(allowed)}."
            raise ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, text, headers=(("Allow", ", ".join(allowed)),))
        body = await self._body(receive) if method == "POST" else b""
        query = scope["query_string"].decode("latin-1")
        usual = "GET" if method == "HEAD" else method
        return Request(path, query, usual, empty.headers, body)

    async def _body(self, receive: Receive) -> bytes:
        pieces = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            pieces += message.get("body", b"")
            if len(pieces) > self.body_limit:
                raise ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"More than {self.body_limit} bytes.")
            if not message.get("more_body"):
                return bytes(pieces)

    async def _answered(self, request: Request, method: str, receive: Receive, client: str) -> Outcome:
        here = self._here(request, method)
        if here is not None:
            return Outcome(here, "here")
        found = self.cache.find(request)
        if found is not None:
            return found
        outcome = await self._computed(request, receive, client)
        if outcome.how == "answered":
            outcome = self._whole(outcome)
            self.cache.keep(request, outcome)
        return outcome

    def _here(self, request: Request, method: str) -> Answer | None:
        """What is answered without a worker."""
        if method == "OPTIONS":
            allowed = ", ".join(_allowed(request.path))
            return Answer(
                b"",
                "",
                HTTPStatus.NO_CONTENT,
                headers=(("Allow", allowed), ("Access-Control-Allow-Methods", allowed), *_PREFLIGHT),
            )
        if request.path == "/healthz":
            return self._health()
        gzip = request.header("accept-encoding") == "gzip"
        return self.statics.answer(request.path, request.query, gzip=gzip)

    async def _computed(self, request: Request, receive: Receive, client: str) -> Outcome:
        """What a worker answers, as long as the client waits for it. Raises Gone."""
        answering = self.pool.submit(request, client)
        watch = _Watch(receive, answering)
        try:
            return await answering
        except asyncio.CancelledError:
            if watch.has_left:
                raise Gone from None
            raise
        finally:
            watch.end()

    def _health(self) -> Answer:
        """What a load balancer asks: this process answers, and the workers do."""
        is_well = self.pool.is_well()
        said = {
            "status": "ok" if is_well else "no worker answers",
            "release": self.version.digest,
            "version": self.version.version,
            "workers": self.pool.state(),
        }
        status = HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE
        body = json.dumps(said).encode() + b"\n"
        return Answer(body, "application/json", status, headers=(("Cache-Control", "no-store"),))

    # --- the way of an answer ---------------------------------------------------------------------

    def _whole(self, outcome: Outcome) -> Outcome:
        """The same with the headers that every answer has."""
        answer = outcome.answer
        names = {name.lower() for name, _ in answer.headers}
        more = []
        if "cache-control" not in names:
            more.append(("Cache-Control", _USUAL_CACHING if answer.status == HTTPStatus.OK else "no-store"))
        if answer.status == HTTPStatus.OK and "etag" in names:
            more.append(("Last-Modified", format_datetime(self.version.modified, usegmt=True)))
        answer = answer.with_headers(*more)
        return replace(outcome, answer=answer, head=_lines(answer))

    def _is_known(self, answer: Answer, request: Request) -> bool:
        """Whether the client has the answer already, by what it says that it has."""
        tags, since = request.header("if-none-match"), request.header("if-modified-since")
        if not (tags or since) or request.method != "GET" or answer.status != HTTPStatus.OK:
            return False
        own = next((value for name, value in answer.headers if name.lower() == "etag"), "")
        if not own:
            return False
        if tags:
            bare = own.removeprefix("W/")
            return any(tag.strip().removeprefix("W/") in ("*", bare) for tag in tags.split(","))
        try:
            return self.version.modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False


def _unchanged(outcome: Outcome) -> Outcome:
    answer = replace(outcome.answer, body=b"", status=HTTPStatus.NOT_MODIFIED)
    return replace(outcome, answer=answer, head=_lines(answer))


def _lines(answer: Answer) -> bytes:
    return b"".join(b"%b: %b\r\n" % pair for pair in head_of(answer))


class _Watch:
    """Sees whether the client goes before its answer is there; then the answer is cancelled."""

    def __init__(self, receive: Receive, answering: asyncio.Future[Outcome]) -> None:
        self.has_left = False
        self._receive = receive
        self._answering = answering
        self._looking: asyncio.Task[None] | None = None
        # Most answers are there before it is worth looking.
        self._timer = asyncio.get_running_loop().call_later(_SOON, self._begin)

    def end(self) -> None:
        """Look no longer."""
        self._timer.cancel()
        if self._looking is not None:
            self._looking.cancel()

    def _begin(self) -> None:
        self._looking = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.has_left = True
        self._answering.cancel()


def _allowed(path: str) -> tuple[str, ...]:
    usual = ("GET", "HEAD", "OPTIONS")
    return ("GET", "HEAD", "POST", "OPTIONS") if path in FREE_PATHS else usual


def _path(raw: bytes) -> str:
    """The path, decoded. Raises ProblemError for one that is no text."""
    try:
        path = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The path is not percent-encoded UTF-8.") from None
    if not path.startswith("/") or any(ord(character) < 32 or ord(character) == 127 for character in path):  # noqa: PLR2004
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The path holds characters that no path has.")
    return path


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for raw, value in pairs:
        name = raw.decode("latin-1")
        if name not in _PRIVATE:
            text = value.decode("latin-1").strip()
            found[name] = f"{found[name]}, {text}" if name in found else text
    if "accept-encoding" in found:
        found["accept-encoding"] = "gzip" if takes_gzip(found["accept-encoding"]) else ""
    return found


def _too_often(wait: float) -> ProblemError:
    return ProblemError(
        HTTPStatus.TOO_MANY_REQUESTS,
        "You ask too often. Wait a little.",
        headers=(("Retry-After", str(math.ceil(wait))),),
    )


def head_of(answer: Answer) -> list[tuple[bytes, bytes]]:
    """All headers of an answer as they go out; its own count before those that every answer has."""
    own = {name.lower().encode("latin-1") for name, _ in answer.headers}
    found = [pair for pair in _ALWAYS if pair[0] not in own]
    if answer.status not in _BODILESS:
        found.append((b"content-length", str(len(answer.body)).encode()))
        found.append((b"content-type", _line(answer.media_type)))
    if answer.vary:
        found.append((b"vary", _line(", ".join(dict.fromkeys(answer.vary)))))
    for name, value in answer.headers:
        found.append((name.lower().encode("latin-1"), _line(value)))
    return found


def _line(value: str) -> bytes:
    """A header's value in one line of Latin-1, whatever it holds."""
    shown = value.encode("latin-1", "replace")
    return bytes(byte if byte >= 32 and byte != 127 else 32 for byte in shown)  # noqa: PLR2004
