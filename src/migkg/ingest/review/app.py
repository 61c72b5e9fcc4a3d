"""The review page as an ASGI application: forms that work without scripts, for one person on this machine.

Only who has the key (it is in the address that the command tells) may look or decide; the key is kept in a
cookie. A request must name this machine as its host, so that no page of the web can come in by a name of its
own, and a form must carry the token that the page gave it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from migkg.errors import MigkgError, UnknownNameError
from migkg.ingest.decisions import dossier_of
from migkg.ingest.dossier import OPEN
from migkg.ingest.review import views
from migkg.terms import expand

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from migkg.ingest.decisions import Reviewer
    from migkg.library import Library

    Message = dict[str, Any]

__all__ = ["App"]

_LARGEST: Final = 4 * 2**20
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = (
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
_STATIC: Final = {"review.css": "text/css", "review.js": "text/javascript"}
STATUSES: Final = (OPEN, "accepted", "edited", "rejected")


@dataclass(frozen=True, slots=True)
class _Page:
    body: bytes
    status: int = HTTPStatus.OK
    media_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()


class _RefusedError(Exception):
    """A request that is not answered: status and reason."""

    def __init__(self, status: HTTPStatus, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)


@dataclass
class App:
    """The pages of one reviewer; `hosts` are the values that the Host header may have."""

    reviewer: Reviewer
    library: Library | None
    hosts: frozenset[str]
    start: str = ""
    """The document to begin with; `""`: the list of all."""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    _token: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    async def __call__(
        self,
        scope: Mapping[str, Any],
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            form = await _form(receive) if scope["method"] == "POST" else {}
            page = self._answer(scope, headers, form)
        except _RefusedError as refused:
            page = self._problem(refused.status, refused.reason)
        except UnknownNameError as error:
            page = self._problem(HTTPStatus.NOT_FOUND, str(error))
        except MigkgError as error:
            page = self._problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        sent = [("Content-Type", page.media_type), ("Content-Length", str(len(page.body)))]
        encoded = [(n.encode(), v.encode("latin-1")) for n, v in (*sent, *_HEADERS, *page.headers)]
        await send({"type": "http.response.start", "status": int(page.status), "headers": encoded})
        body = b"" if scope["method"] == "HEAD" else page.body
        await send({"type": "http.response.body", "body": body})

    def _answer(self, scope: Mapping[str, Any], headers: Mapping[str, str], form: Mapping[str, str]) -> _Page:
        host = headers.get("host", "")
        if host not in self.hosts:
            raise _RefusedError(HTTPStatus.MISDIRECTED_REQUEST, "This page answers on this machine only.")
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        method, path = scope["method"], scope["path"]
        if method in ("GET", "HEAD") and _same(asked.get("key", ""), self.key) and path == "/":
            cookie = f"{self._cookie(host)}={self.key}; HttpOnly; SameSite=Strict; Path=/"
            return _moved(f"/document/{self.start}" if self.start else "/", ("Set-Cookie", cookie))
        if not _same(_cookies(headers).get(self._cookie(host), ""), self.key):
            raise _RefusedError(
                HTTPStatus.FORBIDDEN, "Open the whole address that migkg review has told; it holds a key."
            )
        if method == "POST":
            self._see_that_it_is_ours(headers, form)
            return self._change(path, form)
        if method not in ("GET", "HEAD"):
            raise _RefusedError(
                HTTPStatus.METHOD_NOT_ALLOWED, "Pages are read by GET and forms sent by POST."
            )
        return self._show(path, asked)

    def _see_that_it_is_ours(self, headers: Mapping[str, str], form: Mapping[str, str]) -> None:
        origin = headers.get("origin", "null")
        foreign = origin != "null" and origin.removeprefix("http://") not in self.hosts
        if foreign or not _same(form.get("token", ""), self._token):
            raise _RefusedError(HTTPStatus.FORBIDDEN, "This form is not of this page. Load the page again.")

    def _show(self, path: str, asked: Mapping[str, str]) -> _Page:
        name = path.removeprefix("/static/")
        if path.startswith("/static/") and name in _STATIC:
            return _Page(_static(name), media_type=f"{_STATIC[name]}; charset=utf-8")
        if path == "/":
            return self._page("overview.html", lines=views.overview(self.reviewer))
        document, _, part = path.removeprefix("/document/").partition("/")
        if path.startswith("/document/") and document:
            if part == "":
                status = asked.get("status", OPEN)
                shown = views.sheet(self.reviewer, self.library, document, status)
                return self._page("sheet.html", sheet=shown, statuses=STATUSES)
            if part == "one":
                return self._one(document, asked.get("key", ""))
            if part == "fill":
                return self._page("fill.html", form=views.form(self.reviewer, self.library, document))
        raise _RefusedError(HTTPStatus.NOT_FOUND, "There is no such page.")

    def _one(self, document: str, key: str) -> _Page:
        line, card, before, after = views.card(self.reviewer, self.library, document, key)
        if card is None:
            raise _RefusedError(HTTPStatus.NOT_FOUND, f"There is no suggestion {key!r} about {document}.")
        return self._page("one.html", line=line, card=card, before=before, after=after)

    def _change(self, path: str, form: Mapping[str, str]) -> _Page:
        document, _, part = path.removeprefix("/document/").partition("/")
        if path.startswith("/document/") and part == "decide":
            return self._decide(document, form)
        if path.startswith("/document/") and part == "fill":
            values = {name: text for name, text in form.items() if name.startswith(("dcterms:", "skos:"))}
            if author := values.get("dcterms:creator", "").strip():
                values["dcterms:creator"] = " ".join(_thing(one) for one in author.split())
            start = "abstract:"
            abstracts = {n.removeprefix(start): t for n, t in form.items() if n.startswith(start)}
            self.reviewer.describe(document, values, abstracts)
            return _moved(f"/document/{document}/fill")
        if path.startswith("/document/") and part == "undo":
            key = form.get("key", "")
            self.reviewer.undo(document, key, form.get("reason", ""), form.get("state", ""))
            return _moved(f"/document/{document}/one?key={quote(key)}")
        raise _RefusedError(HTTPStatus.NOT_FOUND, "There is no such form.")

    def _decide(self, document: str, form: Mapping[str, str]) -> _Page:
        key, verdict = form.get("key", ""), form.get("verdict", "")
        if verdict not in ("accepted", "rejected"):
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "A suggestion is accepted or rejected.")
        changed = None
        if verdict == "accepted" and form.get("edited"):
            found = [r for r in dossier_of(self.reviewer.desk, document).records if r.suggestion.key == key]
            changed = views.edited(self.reviewer.source, found[0].suggestion, form) if found else None
        _, _, before, after = views.card(self.reviewer, None, document, key)
        self.reviewer.decide(document, key, verdict, form.get("reason", ""), changed)  # type: ignore[arg-type]
        following = after or before
        there = f"/document/{document}"
        return _moved(f"{there}/one?key={quote(following)}" if following else there)

    def _page(self, template: str, status: HTTPStatus = HTTPStatus.OK, **model: object) -> _Page:
        text = (
            _templates()
            .get_template(template)
            .render(token=self._token, who=self.reviewer.name, desk=self.reviewer.desk.folder, **model)
        )
        return _Page(text.encode("utf-8", "replace"), status)

    def _problem(self, status: HTTPStatus, reason: str) -> _Page:
        return self._page("problem.html", status, title=status.phrase, reason=reason)

    def _cookie(self, host: str) -> str:
        """The cookie's name, with the port, since cookies of all ports of a machine go to each of them."""
        return f"migkg-review-{host.rpartition(':')[2]}"


async def _form(receive: Callable[[], Awaitable[Message]]) -> dict[str, str]:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > _LARGEST:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The form is too large.")
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=100_000))
    except ValueError as error:
        raise _RefusedError(HTTPStatus.BAD_REQUEST, "The form is no text.") from error


def _cookies(headers: Mapping[str, str]) -> dict[str, str]:
    pairs = (one.strip().partition("=") for one in headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs}


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _moved(to: str, *headers: tuple[str, str]) -> _Page:
    return _Page(b"", HTTPStatus.SEE_OTHER, headers=(("Location", to), *headers))


def _thing(text: str) -> str:
    try:
        return expand(text)
    except ValueError:
        return text


@cache
def _static(name: str) -> bytes:
    return (Path(__file__).parent / "static" / name).read_bytes()


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("migkg.ingest.review"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
