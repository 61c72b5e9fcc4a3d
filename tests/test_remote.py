"""What only a remote service can do wrong, at real sockets: a clear error each time, in bounded time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from migkg.errors import EndpointError, MigkgError, QuerySyntaxError
from migkg.remote import RemoteSource
from migkg.terms import BASE
from servers import crooked, free_port, oxigraph

if TYPE_CHECKING:
    from collections.abc import Iterator

GRAPHS = {f"{BASE}graph/a": f"<{BASE}s> <x:p> 1 ."}


@pytest.fixture(scope="module")
def plain_server() -> Iterator[str]:
    with oxigraph(graphs=GRAPHS) as url:
        yield url


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
JSON = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.org/", "example.org/sparql", "http://", ""]
)
def test_only_http_addresses_are_asked(url: str) -> None:
    with pytest.raises(EndpointError, match="not an http or https address"):
        RemoteSource(url)


def test_nobody_there() -> None:
    url = f"http://127.0.0.1:{free_port()}/sparql"
    with pytest.raises(EndpointError, match="cannot be reached") as caught:
        RemoteSource(url).ask("ASK {}")
    assert caught.value.url == url


def test_no_such_host() -> None:
    with pytest.raises(EndpointError, match="cannot be reached"):
        RemoteSource("http://no-such-host.invalid/sparql").ask("ASK {}")


def test_wrong_path(plain_server: str) -> None:
    with pytest.raises(EndpointError):
        RemoteSource(f"{plain_server}/none").ask("ASK {}")


@pytest.mark.parametrize(
    ("answer", "error", "message"),
    [
        (b"HTTP/1.1 500 Oops\r\nContent-Length: 12\r\n\r\n<b>sorry</b>", EndpointError, "sorry"),
        (b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", EndpointError, "answers with 503 Busy"),
        (b"HTTP/1.1 401 No\r\nContent-Length: 4\r\n\r\nhalt", EndpointError, "halt"),
        (b"HTTP/1.1 400 No\r\nContent-Length: 7\r\n\r\nbad {?}", QuerySyntaxError, r"says: bad \{\?\}"),
        (
            HEAD + b"Content-Length: 5\r\n\r\n{}{}{",
            EndpointError,
            "the answer is no application/sparql-results",
        ),
        (HEAD + b"Content-Length: 17\r\n\r\n" + b'{"boolean": true}', EndpointError, "rows were asked for"),
        (HEAD + b"Content-Length: 900\r\n\r\n" + JSON, EndpointError, f"{len(JSON)} of 900 bytes came"),
        (
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % (len(JSON) + 9) + JSON,
            EndpointError,
            "connection broke",
        ),
        (
            HEAD.replace(b"application/sparql-results+json", b"text/html") + b"\r\n<html>",
            EndpointError,
            "text/html",
        ),
        (b"HTTP/1.1 200 OK\r\n\r\n" + JSON, EndpointError, "of no stated type"),
        (b"no http at all\r\n\r\n", EndpointError, "the connection broke"),
        (b"", EndpointError, "the connection broke|cannot be reached"),
    ],
    ids=[
        "500",
        "503",
        "401",
        "400",
        "garbage",
        "boolean",
        "cut off",
        "cut chunk",
        "html",
        "untyped",
        "no http",
        "hung up",
    ],
)
def test_a_crooked_answer_is_a_clear_error(answer: bytes, error: type[MigkgError], message: str) -> None:
    with crooked(answer) as url, pytest.raises(error, match=message):
        RemoteSource(url, timeout=5).select("SELECT ?s WHERE { ?s ?p ?o }")


def test_a_plain_answer_of_that_server_is_fine() -> None:
    with crooked(HEAD + b"Content-Length: %d\r\n\r\n" % len(JSON) + JSON) as url:
        assert RemoteSource(url, timeout=5).select("SELECT ?s WHERE { ?s ?p ?o }").columns == ("s",)


@pytest.mark.parametrize(
    "pieces",
    [
        (b"", b"") * 50,
        tuple(bytes([byte]) for byte in HEAD),
        (HEAD + b"Content-Length: 1000\r\n\r\n", *(b" " for _ in range(200))),
    ],
    ids=["silence", "dripping head", "dripping body"],
)
def test_the_deadline_holds_however_slowly_bytes_drip(pieces: tuple[bytes, ...]) -> None:
    with crooked(*pieces, pause=0.2) as url:
        started = time.monotonic()
        with pytest.raises(EndpointError, match=r"within 1 s"):
            RemoteSource(url, timeout=1).ask("ASK {}")
        assert 0.9 < time.monotonic() - started < 2.5


def test_a_query_that_the_server_finds_long_ends_at_the_deadline(plain_server: str) -> None:
    values = " ".join(str(number) for number in range(400))
    blocks = " ".join(f"VALUES ?{name} {{ {values} }}" for name in "abcd")
    started = time.monotonic()
    with pytest.raises(EndpointError, match="within 1 s"):
        RemoteSource(f"{plain_server}/query", timeout=1).select(
            f"SELECT (COUNT(*) AS ?n) WHERE {{ {blocks} FILTER(?a + ?b + ?c + ?d < 0) }}"
        )
    assert time.monotonic() - started < 3


def test_an_endpoint_without_our_data_is_told_apart() -> None:
    with oxigraph() as url, pytest.raises(EndpointError, match="holds nothing under"):
        RemoteSource.open(f"{url}/query", timeout=10)
