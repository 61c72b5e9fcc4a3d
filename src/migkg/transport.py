"""One HTTP request and its whole answer: under one deadline, below a limit of size, never a part of it.

What is read may be asked again if nobody took the question; what is written is sent once. Credentials go
to the server that they are for and to no other.
"""

from __future__ import annotations

import http.client
import io
import re
import ssl
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urljoin, urlsplit

from migkg.credentials import HOW_TO_GIVE, checked_url, find_credentials, origin
from migkg.deadline import within
from migkg.errors import EndpointError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

__all__ = ["AGENT", "ANSWER_LIMIT", "Answer", "Request", "Server", "in_short"]

AGENT: Final = "migkg (https://w3id.org/migkg/)"
ANSWER_LIMIT: Final = 256 * 2**20
"""How many bytes an answer may have, if nothing else is said."""

TRIES: Final = 3
HOPS: Final = 5
_PAUSES: Final = (0.2, 0.6)
_CHUNK: Final = 1 << 16
_WORDS: Final = 500
_REFUSAL_LIMIT: Final = 1 << 16
_BUSY: Final = frozenset((502, 503, 504))
_ELSEWHERE: Final = frozenset((301, 302, 303, 307, 308))
_OK: Final = 200
_PART: Final = 206
_UNKNOWN: Final = 401
_FORBIDDEN: Final = 403
_NOT_THERE: Final = frozenset((404, 405))


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole as far as HTTP can tell.

    `is_framed` says whether the server told where the body ends, by its length or by chunks; without, a
    body that was cut looks like one that was not.
    """

    url: str
    status: int
    reason: str
    headers: Message
    body: io.BytesIO
    is_framed: bool

    @property
    def media_type(self) -> str:
        """The Content-Type as sent; empty if there is none."""
        return self.headers.get("Content-Type", "")


class Server:
    """A server that is asked, and written to, over HTTP.

    `timeout` (seconds) bounds each answer whole, tries and redirects included; `limit` is the most bytes
    that an answer may have. With `digest`, user and password are sent only as the reply to a challenge.

    Raises EndpointError for an address that cannot be asked, UsageError for credentials that cannot be
    meant.
    """

    def __init__(
        self, url: str, *, timeout: float = 60.0, limit: int = ANSWER_LIMIT, digest: bool = False
    ) -> None:
        self.url = checked_url(url)
        self.timeout = timeout
        self._limit = limit
        self._credentials = find_credentials(url)
        self._digest_only = digest
        self._challenge: dict[str, str] | None = None
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if self._credentials is not None and self._credentials.kind == "basic":
            whole = "{}://{}:{}/".format(*origin(url))
            passwords.add_password(None, whole, self._credentials.user, self._credentials.secret)
        self._digest = urllib.request.AbstractDigestAuthHandler(passwords)

    def read(self, request: Request, *, fine: frozenset[int] = frozenset((_OK,))) -> Answer:
        """The answer to a question; asked again, at most twice, if nobody took it or the server is busy.

        Redirects are followed as far as they are safe. Raises EndpointError for everything that is no
        whole answer with one of the `fine` states.
        """
        deadline = time.monotonic() + self.timeout
        for pause in (*_PAUSES, None):
            try:
                answer = self._followed(request, deadline)
            except (OSError, http.client.HTTPException) as error:
                if pause is None or not _never_taken(error) or self._cannot_wait(pause, deadline):
                    raise self._broken(error) from error
                time.sleep(pause)
                continue
            wait = _wanted_pause(answer, pause)
            if answer.status not in _BUSY or wait is None or self._cannot_wait(wait, deadline):
                break
            time.sleep(wait)
        return self._accepted(answer, fine)

    def write(self, request: Request, *, fine: frozenset[int]) -> Answer:
        """The answer to a change, which is sent once and never to another address.

        A change that fails may have been carried out nevertheless. Raises EndpointError as `read`.
        """
        try:
            answer = self._authorised(request, time.monotonic() + self.timeout)
        except (OSError, http.client.HTTPException) as error:
            raise self._broken(error) from error
        if answer.status in _ELSEWHERE:
            raise self.error(
                f"answers that it is found at {answer.headers.get('Location', 'another address')}. "
                "Nothing is written to another address than the one given: give that one if you trust it."
            )
        return self._accepted(answer, fine)

    # --- one after another

    def _followed(self, request: Request, deadline: float) -> Answer:
        for _ in range(HOPS + 1):
            answer = self._authorised(request, deadline)
            if answer.status not in _ELSEWHERE:
                return answer
            request = replace(request, url=self._next(request.url, answer))
        raise self.error(f"redirects more than {HOPS} times. Give the address that is meant.")

    def _next(self, url: str, answer: Answer) -> str:
        location = answer.headers.get("Location")
        if not location:
            raise self.error(f"answers with {answer.status} and not where to ask. Correct the address.")
        try:
            following = checked_url(urljoin(url, location.strip()))
        except (EndpointError, ValueError):
            raise self.error(
                "redirects to something that is no http or https address. Give the right address."
            ) from None
        if urlsplit(url).scheme == "https" and urlsplit(following).scheme != "https":
            raise self.error(f"redirects to {following}, unencrypted. Give that address if you trust it.")
        if self._credentials is not None and origin(following) != origin(self.url):
            raise self.error(
                f"redirects to {following}, another server, to which your credentials are not shown. "
                "Give that address if you trust it."
            )
        return following

    def _authorised(self, request: Request, deadline: float) -> Answer:
        """The answer with credentials shown, in the way that the server asks for."""
        answer = self._once(request, deadline)
        challenge = _digest_challenge(answer)
        if challenge is not None and self._credentials is not None and self._credentials.kind == "basic":
            self._challenge = challenge
            answer = self._once(request, deadline)
        return answer

    def _once(self, request: Request, deadline: float) -> Answer:
        left = deadline - time.monotonic()
        if left <= 0:
            raise self._late()
        headers = {"User-Agent": AGENT, **request.headers, **self._proof(request)}
        prepared = urllib.request.Request(request.url, request.body, headers, method=request.method)  # noqa: S310 -- checked to be http or https
        exchange = _Exchange(prepared, left, self._limit)
        try:
            return exchange.run()
        except _LateError:
            raise self._late() from None
        except _TooMuchError as error:
            raise self.error(
                f"the answer is larger than {error.limit / 2**20:g} MiB. "
                "Ask for less (LIMIT, fewer columns), or allow more (--max-answer)."
            ) from None

    def _proof(self, request: Request) -> dict[str, str]:
        if self._credentials is None or origin(request.url) != origin(self.url):
            return {}
        if self._challenge is not None:
            asked = urllib.request.Request(request.url, request.body, method=request.method)  # noqa: S310 -- checked to be http or https
            try:
                proof = self._digest.get_authorization(asked, self._challenge)
            except (ValueError, OSError):
                proof = None
            if proof:
                return {"Authorization": f"Digest {proof}"}
        if self._digest_only and self._credentials.kind == "basic":
            return {}
        return {"Authorization": self._credentials.header}

    # --- what is said when it fails

    def _accepted(self, answer: Answer, fine: frozenset[int]) -> Answer:
        if answer.status in fine:
            coding = answer.headers.get("Content-Encoding", "identity").strip().lower()
            if coding not in ("", "identity"):
                raise self.error(f"the answer comes packed ({coding}), which was not asked for.")
            return answer
        raise self._refused(answer)

    def _refused(self, answer: Answer) -> EndpointError:
        state = f"{answer.status} {answer.reason}".strip()
        words = in_short(answer.body.read(_REFUSAL_LIMIT))
        says = f" and says: {words}" if words else ""
        if answer.status == _PART:
            return self.error(f"answers with {state}: a part of the answer. Ask for less, or wait longer.")
        if answer.status in (_UNKNOWN, _FORBIDDEN):
            shown = self._credentials
            remedy = HOW_TO_GIVE if shown is None else f"Check what is set in {shown.place}."
            return self.error(f"lets nobody in so ({state}{says}). {remedy}")
        if answer.status in _NOT_THERE:
            return self.error(
                f"answers with {state}{says}. Check the address: that of a query service mostly ends in "
                "/sparql or /query."
            )
        if answer.status in _BUSY:
            later = answer.headers.get("Retry-After")
            when = f"in {later} s" if later and later.isdecimal() else "later"
            return self.error(f"answers with {state}{says}. Try again {when}.")
        return self.error(f"answers with {state}{says}")

    def _broken(self, error: OSError | http.client.HTTPException) -> EndpointError:
        if isinstance(error, urllib.error.URLError):
            reason = error.reason
            if isinstance(reason, TimeoutError):
                return self._late()
            words = getattr(reason, "strerror", None) or str(reason)
            if isinstance(reason, ssl.SSLError):
                words = getattr(reason, "verify_message", "") or words
            return self.error(f"cannot be reached: {words}. Check the address, and that the server runs.")
        if isinstance(error, TimeoutError):
            return self._late()
        if isinstance(error, http.client.IncompleteRead):
            return self.error("the connection broke before the end of the answer. Nothing of it is used.")
        if isinstance(error, http.client.BadStatusLine) and not isinstance(error, ConnectionError):
            begins = in_short(str(error).encode()[:_WORDS])
            return self.error(f"what answers there speaks no HTTP ({begins!r}). Check the address.")
        return self.error(
            f"the connection broke: {str(error) or type(error).__name__}. Nothing of the answer is used."
        )

    def _late(self) -> EndpointError:
        return self.error(
            f"no whole answer within {self.timeout:g} s. Ask for less, or set a longer --timeout."
        )

    def error(self, message: str) -> EndpointError:
        """An error about this server, with the secrets taken out of the message."""
        hidden = message if self._credentials is None else self._credentials.hide(message)
        return EndpointError(self.url, hidden)

    @staticmethod
    def _cannot_wait(pause: float, deadline: float) -> bool:
        return time.monotonic() + pause >= deadline


class _LateError(Exception):
    """The deadline has passed."""


class _TooMuchError(Exception):
    """The answer is larger than allowed."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class _Exchange:
    """One request and its whole answer, whatever state it has, under one deadline.

    The request runs in a thread of its own: a socket's timeout bounds a single read, and a server that
    sends a byte now and then would be waited for without end.
    """

    def __init__(self, request: urllib.request.Request, seconds: float, limit: int) -> None:
        self._request = request
        self._seconds = seconds
        self._limit = limit
        self._given_up = threading.Event()

    def run(self) -> Answer:
        """Raises _LateError, _TooMuchError, OSError and HTTPException."""
        try:
            return within(self._seconds, self._work)
        except TimeoutError:
            self._given_up.set()
            raise _LateError from None

    def _work(self) -> Answer:
        opened = _opener().open(self._request, timeout=max(self._seconds, 0.001))
        with cast("http.client.HTTPResponse", opened) as response:
            is_framed = bool(response.chunked) or response.length is not None
            body = self._read(response)
            return Answer(
                self._request.full_url,
                response.status,
                response.reason,
                response.headers,
                body,
                is_framed,
            )

    def _read(self, response: http.client.HTTPResponse) -> io.BytesIO:
        """The whole body, taken as it comes, so that nobody waits for more once the deadline has passed."""
        announced = None if response.chunked else response.length
        limit = self._limit if response.status == _OK else _REFUSAL_LIMIT
        if response.status == _OK and announced is not None and announced > limit:
            raise _TooMuchError(limit)
        body = io.BytesIO()
        while not self._given_up.is_set() and (chunk := response.read1(_CHUNK)):
            if body.tell() + len(chunk) > limit:
                if response.status == _OK:
                    raise _TooMuchError(self._limit)
                announced = None
                break
            body.write(chunk)
        if announced is not None and announced != body.tell():
            raise ConnectionError(f"{body.tell()} of {announced} bytes came")
        body.seek(0)
        return body


def _opener() -> urllib.request.OpenerDirector:
    """What opens http and https addresses, and does nothing about what they answer."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        _HTTPHandler(),
        _HTTPSHandler(),
    ):
        opener.add_handler(handler)
    return opener


class _Connection(http.client.HTTPConnection):
    """One that is not announced to be closed: Fuseki then frames no answer, and a cut would not be seen.

    urllib announces it always. It closes the connection on its own side all the same.
    """

    def putheader(self, header: str | bytes, *values: Any) -> None:
        """Add a header to the request, unless it is about the connection."""
        if header not in ("Connection", b"Connection"):
            super().putheader(header, *values)


class _SecureConnection(_Connection, http.client.HTTPSConnection):
    """The same, encrypted."""


class _HTTPHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Connection, req)


class _HTTPSHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, req)


def _never_taken(error: BaseException) -> bool:
    """Whether a server has not begun to answer: nobody listens, or the line was dropped before a word."""
    if isinstance(error, urllib.error.URLError):
        return isinstance(error.reason, ConnectionError)
    return isinstance(error, (http.client.RemoteDisconnected, ConnectionResetError))


def _wanted_pause(answer: Answer, pause: float | None) -> float | None:
    """How long a busy server asks to be left alone; None if it has been asked often enough."""
    if pause is None:
        return None
    wanted = answer.headers.get("Retry-After", "").strip()
    if wanted.isdecimal():
        return max(float(wanted), pause)
    if not wanted:
        return pause
    from email.utils import parsedate_to_datetime

    try:
        return max(parsedate_to_datetime(wanted).timestamp() - time.time(), pause)
    except (ValueError, OverflowError):
        return pause


def _digest_challenge(answer: Answer) -> dict[str, str] | None:
    if answer.status != _UNKNOWN:
        return None
    for header in answer.headers.get_all("WWW-Authenticate") or ():
        scheme, _, rest = header.strip().partition(" ")
        if scheme.lower() == "digest":
            items = [item for item in urllib.request.parse_http_list(rest) if "=" in item]
            return urllib.request.parse_keqv_list(items)
    return None


def in_short(body: bytes) -> str:
    """The server's own words, without markup, in one short line."""
    text = body.decode("utf-8", "replace")
    text = re.sub(r"<(script|style)\b.*?</\1\s*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())[:_WORDS]
