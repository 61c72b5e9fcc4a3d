"""A request and its answer, without the sockets: what comes in, what goes out, and how it is refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FREE_PATHS", "Answer", "ProblemError", "Request", "problem_answer"]

PROBLEM: Final = "application/problem+json"

POLICY: Final = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
"""The content security policy of everything: nothing inline, nothing from another host."""

FREE_PATHS: Final = frozenset({"/sparql"})
"""Where clients send queries of their own; only there is POST possible."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, whole.

    `path` begins with a slash, is percent-decoded, and holds nothing that comes before the site's root;
    `query` is the query string as it came; names of `headers` are in lower case, those of repeated ones once,
    with the values joined by ", ". `ending` is what addresses of pages are to end with (see `render.Links`).
    """

    path: str
    query: str = ""
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    ending: str = ""

    def header(self, name: str) -> str:
        """The value of a header, "" if it is not there.

        >>> Request("/", headers={"accept": "text/turtle"}).header("accept")
        'text/turtle'
        """
        return self.headers.get(name, "")

    def given(self) -> dict[str, str]:
        """The parameters of the query string by name, the first of each.

        >>> Request("/search", "q=C97&q=C143").given()
        {'q': 'C97'}
        """
        return dict(reversed(self.pairs()))

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the query string, in order, those without a value too.

        Raises ProblemError for what is not UTF-8.
        """
        return pairs_of(self.query)


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP response, whole: it is known in full before its status line is sent.

    `vary` names the request headers on which it depends; `headers` holds what else there is to say.
    """

    body: bytes
    media_type: str
    status: int = HTTPStatus.OK
    vary: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def with_headers(self, *headers: tuple[str, str]) -> Answer:
        """The same answer with more headers."""
        return replace(self, headers=(*self.headers, *headers))


class ProblemError(Exception):
    """A request that cannot be answered: told to the client as RFC 9457 says.

    `detail` says what is wrong and what to do about it; `extra` holds further members (line, column, …).
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: tuple[tuple[str, str], ...] = (),
        **extra: object,
    ) -> None:
        super().__init__(detail)
        self.status = int(status)
        self.detail = detail
        self.headers = headers
        self.extra = extra


def redirect(location: str, status: int, vary: tuple[str, ...] = ()) -> Answer:
    """The answer that leads a client elsewhere."""
    return Answer(b"", "text/plain", status, vary=vary, headers=(("Location", location),))


def problem_answer(problem: ProblemError) -> Answer:
    """The problem as `application/problem+json`.

    >>> problem_answer(ProblemError(404, "There is no query 'coverge'.")).status
    404
    """
    status = HTTPStatus(problem.status)
    members = {"title": status.phrase, "status": int(status), "detail": problem.detail, **problem.extra}
    return Answer(_json(members), PROBLEM, int(status), headers=problem.headers)


def pairs_of(text: str) -> list[tuple[str, str]]:
    """Names and values of a query string or of a form's body, in order.

    Raises ProblemError for what is not UTF-8 or has more than 1,000 pairs.
    """
    try:
        return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=1000)
    except UnicodeDecodeError:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The parameters are not percent-encoded UTF-8.") from None
    except ValueError:
        raise ProblemError(HTTPStatus.BAD_REQUEST, "There are more than 1000 parameters.") from None


def _json(members: object) -> bytes:
    return json.dumps(members, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
