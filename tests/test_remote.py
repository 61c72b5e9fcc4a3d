"""What only a remote service can do wrong, at real sockets: a clear error each time, in bounded time."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from migkg.cli import main
from migkg.engines import ENGINES
from migkg.errors import EndpointError, MigkgError, QuerySyntaxError
from migkg.remote import RemoteSource
from migkg.table import Value
from migkg.terms import BASE
from servers import crooked, free_port, oxigraph, scripted

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 30.0
"""Seconds after which somebody has waited too long, also on a busy machine; servers here would take more."""

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
            "broke before the end of the answer",
        ),
        (
            HEAD.replace(b"application/sparql-results+json", b"text/html") + b"\r\n<html>",
            EndpointError,
            "text/html",
        ),
        (b"HTTP/1.1 200 OK\r\n\r\n" + JSON, EndpointError, "of no stated type"),
        (b"no http at all\r\n\r\n", EndpointError, r"speaks no HTTP \('no http at all'\)"),
        (
            b"HTTP/1.1 500 Oops\r\nContent-Length: 99999999999\r\n\r\n" + b"sorry " * 20000,
            EndpointError,
            "500 Oops and says: sorry",
        ),
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
        "long 500",
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
        (b"",) * 300,
        (*(bytes([byte]) for byte in HEAD), *(b"X-Slow: very\r\n",) * 300),
        (HEAD + b"Content-Length: 1000\r\n\r\n", *(b" ",) * 300),
    ],
    ids=["silence", "dripping head", "dripping body"],
)
def test_the_deadline_holds_however_slowly_bytes_drip(pieces: tuple[bytes, ...]) -> None:
    with crooked(*pieces, pause=0.2) as url:
        started = time.monotonic()
        with pytest.raises(EndpointError, match=r"within 1 s"):
            RemoteSource(url, timeout=1).ask("ASK {}")
        assert 0.9 < time.monotonic() - started < LONG


def test_a_query_that_the_server_finds_long_ends_at_the_deadline(plain_server: str) -> None:
    values = " ".join(str(number) for number in range(400))
    blocks = " ".join(f"VALUES ?{name} {{ {values} }}" for name in "abcd")
    started = time.monotonic()
    with pytest.raises(EndpointError, match="within 1 s"):
        RemoteSource(f"{plain_server}/query", timeout=1).select(
            f"SELECT (COUNT(*) AS ?n) WHERE {{ {blocks} FILTER(?a + ?b + ?c + ?d < 0) }}"
        )
    assert time.monotonic() - started < LONG


def test_an_endpoint_without_our_data_is_told_apart() -> None:
    with oxigraph() as url, pytest.raises(EndpointError, match="holds nothing under"):
        RemoteSource.open(f"{url}/query", timeout=10)


# --- parts taken for the whole

JSON_TYPE = "application/sparql-results+json"
XML = (
    b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="s"/>'
    b"</head><results><result><binding name='s'><uri>http://e/1</uri></binding></result></results></sparql>"
)
ROWS = (
    b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"http://e/1"}},'
    b'{"s":{"type":"uri","value":"http://e/2"}}]}}'
)
TRIPLES = b"<x:a> <x:b> <x:c> .\n<x:d> <x:e> <x:f> .\n"


def answer(body: bytes, media_type: str = JSON_TYPE, *headers: str, state: str = "200 OK") -> bytes:
    """A whole answer with its length."""
    head = (f"HTTP/1.1 {state}", f"Content-Type: {media_type}", *headers, f"Content-Length: {len(body)}")
    return "\r\n".join((*head, "", "")).encode() + body


@pytest.mark.parametrize("length", range(len(ROWS)))
def test_rows_in_json_that_were_cut_anywhere(length: int) -> None:
    with crooked(HEAD + b"Connection: close\r\n\r\n" + ROWS[:length]) as url, pytest.raises(EndpointError):
        RemoteSource(url, timeout=5).select("SELECT * { ?s ?p ?o }")


@pytest.mark.parametrize("length", range(1, len(XML)))
def test_rows_in_xml_that_were_cut_anywhere(length: int) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+xml\r\nConnection: close\r\n\r\n"
    with crooked(head + XML[:length]) as url, pytest.raises(EndpointError):
        RemoteSource(url, timeout=5).select("SELECT * { ?s ?p ?o }")


def test_whole_rows_in_xml() -> None:
    with crooked(answer(XML, "application/sparql-results+xml")) as url:
        assert len(RemoteSource(url, timeout=5).select("SELECT * { ?s ?p ?o }")) == 1


@pytest.mark.parametrize(
    "body", [b'{"head":{},"boolean":true', b'{"head":{},"boolean":tru', b'{"head":{}}', b""]
)
def test_a_yes_that_was_cut(body: bytes) -> None:
    with crooked(answer(body)) as url, pytest.raises(EndpointError, match="the answer is no"):
        RemoteSource(url, timeout=5).ask("ASK {}")


def test_triples_whose_end_is_not_told_are_not_believed() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/n-triples\r\nConnection: close\r\n\r\n"
    with crooked(head + TRIPLES) as url, pytest.raises(EndpointError, match="neither its length nor its end"):
        RemoteSource(url, timeout=5).construct("CONSTRUCT WHERE { ?s ?p ?o }")
    with crooked(answer(TRIPLES, "application/n-triples")) as url:
        assert len(RemoteSource(url, timeout=5).construct("CONSTRUCT WHERE { ?s ?p ?o }")) == 2


def test_rdf_xml_that_was_cut() -> None:
    whole = b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description/></rdf:RDF>'
    with crooked(answer(whole[:-5], "application/rdf+xml")) as url, pytest.raises(EndpointError):
        RemoteSource(url, timeout=5).construct("CONSTRUCT WHERE { ?s ?p ?o }")


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        (answer(ROWS, state="206 Partial Content"), "206 Partial Content: a part of the answer"),
        (
            answer(
                ROWS, "application/sparql-results+json", "X-SQL-State: S1TAT", "X-SQL-Message: time is up"
            ),
            r"only a part of the answer \(S1TAT\): time is up",
        ),
        (
            answer(ROWS, JSON_TYPE, "X-SPARQL-MaxRows: 2"),
            "cuts its answers at 2 rows",
        ),
        (answer(ROWS, state="204 No Content"), "204 No Content"),
        (answer(ROWS, JSON_TYPE, "Content-Encoding: gzip"), r"packed \(gzip\)"),
        (answer(b"s\r\nhttp://e/1\r\n", "text/csv"), "it is text/csv"),
    ],
    ids=["206", "time limit", "row limit", "204", "gzip", "csv"],
)
def test_an_answer_that_is_not_the_whole_or_not_what_was_asked(sent: bytes, message: str) -> None:
    with crooked(sent) as url, pytest.raises(EndpointError, match=message):
        RemoteSource(url, timeout=5).select("SELECT * { ?s ?p ?o }")


def test_fewer_rows_than_the_limit_are_all() -> None:
    with crooked(answer(ROWS, JSON_TYPE, "X-SPARQL-MaxRows: 3")) as url:
        assert len(RemoteSource(url, timeout=5).select("SELECT * { ?s ?p ?o }")) == 2


@pytest.mark.parametrize(
    ("rows", "expected"), [(b'{"r":{"type":"literal","value":"1"}}', True), (b"", False)]
)
def test_yes_and_no_as_virtuoso_says_them(rows: bytes, expected: int) -> None:
    body = b'{"head":{"vars":["__ASK_RETVAL"]},"results":{"bindings":[%s]}}' % rows.replace(
        b'"r"', b'"__ASK_RETVAL"'
    )
    with crooked(answer(body)) as url:
        assert RemoteSource(url, timeout=5).ask("ASK {}") is bool(expected)


def test_blank_nodes_as_virtuoso_writes_them_stay_apart_and_the_same() -> None:
    body = (
        b'{"head":{"vars":["type","value"]},"results":{"bindings":['
        b'{"type":{"type":"bnode","value":"nodeID://b1"},"value":{"type":"bnode","value":"nodeID://b2"}},'
        b'{"type":{"type":"bnode","value":"b0"},"value":{"type":"bnode","value":"nodeID://b1"}},'
        b'{"type":{"type":"literal","value":"nodeID://b1"},"value":{"type":"uri","value":"nodeID://b1"}},'
        b'{"type":{"type":"literal","value":"{\\"type\\":\\"bnode\\",\\"value\\":\\"nodeID://b1\\"}"}}]}}'
    )
    with crooked(answer(body)) as url:
        rows = RemoteSource(url, timeout=5).select("SELECT * { ?type ?p ?value }").rows
    (one, two), (other, again), (text, iri), (quoted, none) = rows
    assert {getattr(value, "kind", None) for value in (one, two, other)} == {"bnode"}
    assert len({one, two, other}) == 3
    assert again == one
    assert text == Value("literal", "nodeID://b1")
    assert iri == Value("iri", "nodeID://b1")
    assert quoted == Value("literal", '{"type":"bnode","value":"nodeID://b1"}')
    assert none is None


@pytest.mark.parametrize(
    "term",
    [
        b'{"type":"uri","value":"no IRI"}',
        b'{"type":"bnode","value":"nodeID://b1"},"t":{"type":"uri","value":"no IRI"}',
        b'{"type":"bnode","value":["nodeID://b1"]}',
        b'{"type":"bnode"}',
        b"[" * 5_000 + b"]" * 5_000,
    ],
)
def test_a_term_that_is_none_is_an_error_beside_any_blank_node(term: bytes) -> None:
    body = b'{"head":{"vars":["s","t"]},"results":{"bindings":[{"s":%s}]}}' % term
    with crooked(answer(body)) as url, pytest.raises(EndpointError, match="the answer is no"):
        RemoteSource(url, timeout=5).select("SELECT * { ?s ?p ?t }")


def test_a_connection_is_not_announced_to_be_closed() -> None:
    """Fuseki tells neither the length nor the end of what it sends over one that is."""
    with scripted([(answer(ROWS),)]) as (url, requests):
        RemoteSource(url).select("SELECT * { ?s ?p ?o }")
    assert b"\r\nconnection:" not in requests[0].lower()


def test_no_packed_answer_is_ever_asked_for() -> None:
    with scripted([(answer(ROWS),)]) as (url, requests):
        RemoteSource(url).select("SELECT * { ?s ?p ?o }")
    assert b"accept-encoding: identity" in requests[0].lower()
    assert b"gzip" not in requests[0]


# --- pages, redirects, retries


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"<p>Welcome", "text/html; charset=utf-8"),
        (b"\n<!DOCTYPE html><title>Log in</title>", "application/sparql-results+json"),
        (b"<HTML>", "application/sparql-results+xml"),
    ],
)
def test_a_page_is_told_to_be_one(body: bytes, media_type: str) -> None:
    with crooked(answer(body, media_type)) as url, pytest.raises(EndpointError, match="a page for people"):
        RemoteSource(url, timeout=5).ask("ASK {}")


def moved(where: str, state: str = "302 Found") -> tuple[bytes]:
    return (f"HTTP/1.1 {state}\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode(),)


@pytest.mark.parametrize("state", ["301 Moved", "302 Found", "307 There", "308 There"])
def test_a_redirect_is_followed_with_the_whole_question(state: str) -> None:
    with scripted([(answer(ROWS),)]) as (target, asked), scripted([moved(target, state)]) as (url, first):
        assert len(RemoteSource(url).select("SELECT * { ?s ?p ?o }")) == 2
        assert [request.partition(b"\r\n\r\n")[2] for request in first] == [
            request.partition(b"\r\n\r\n")[2] for request in asked
        ]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("/sparql", "redirects more than 5 times"),
        ("file:///etc/passwd", "no http or https address"),
        ("ftp://example.org/", "no http or https address"),
        ("http://me:secret@127.0.0.1/", "no http or https address"),
        ("http://[", "no http or https address"),
        ("", "not where to ask"),
    ],
)
def test_a_redirect_that_is_not_followed(where: str, message: str) -> None:
    with scripted([moved(where)]) as (url, requests):
        with pytest.raises(EndpointError, match=message) as caught:
            RemoteSource(url, timeout=10).ask("ASK {}")
        assert len(requests) <= 6
    assert "secret" not in str(caught.value)


def test_credentials_are_not_carried_to_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGKG_TOKEN", "s3cret-token")
    with scripted([(answer(ROWS),)]) as (target, asked), scripted([moved(target)]) as (url, first):
        with pytest.raises(EndpointError, match="another server, to which your credentials are not shown"):
            RemoteSource(url).select("SELECT * { ?s ?p ?o }")
        assert b"Bearer s3cret-token" in first[0]
        assert asked == []


BUSY = b"HTTP/1.1 503 Busy\r\nRetry-After: %s\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("refusal", [BUSY % b"0", BUSY % b"soon", b""], ids=["0 s", "unreadable", "hung up"])
def test_a_question_that_nobody_took_is_asked_again(refusal: bytes) -> None:
    with scripted([(refusal,), (refusal,), (answer(ROWS),)]) as (url, requests):
        assert len(RemoteSource(url, timeout=10).select("SELECT * { ?s ?p ?o }")) == 2
        assert len(requests) == 3


def test_it_is_asked_three_times_and_no_more() -> None:
    with scripted([(BUSY % b"0",)]) as (url, requests):
        with pytest.raises(EndpointError, match="503 Busy"):
            RemoteSource(url, timeout=10).ask("ASK {}")
        assert len(requests) == 3


def test_nobody_waits_longer_than_the_deadline_for_a_busy_server() -> None:
    started = time.monotonic()
    with crooked(BUSY % b"3600") as url, pytest.raises(EndpointError, match="Try again in 3600 s"):
        RemoteSource(url, timeout=3).ask("ASK {}")
    assert time.monotonic() - started < LONG


@pytest.mark.parametrize("state", ["500 Oops", "404 None", "401 Who", "429 Many"])
def test_other_refusals_are_not_asked_again(state: str) -> None:
    with scripted([(answer(b"no", "text/plain", state=state),)]) as (url, requests):
        with pytest.raises(EndpointError, match=state):
            RemoteSource(url, timeout=10).ask("ASK {}")
        assert len(requests) == 1


# --- too much

MEBI = 2**20
CLIENT = """
import re, sys
from pathlib import Path
from migkg.cli import main
status = main(sys.argv[1:])
print(status, re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def endless(_request: bytes) -> Iterator[bytes]:
    """Two GB of white space, in chunks."""
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    chunk = b"%x\r\n" % MEBI + b" " * MEBI + b"\r\n"
    for _ in range(2048):
        yield chunk


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak of memory from /proc")
@pytest.mark.parametrize("is_announced", [True, False])
def test_an_answer_of_two_gigabytes_ends_in_an_error_and_not_in_memory(is_announced: bool) -> None:
    announced = (HEAD + b"Content-Length: %d\r\n\r\n" % 2**31 + b" " * MEBI,)
    with scripted([announced if is_announced else endless]) as (url, _):
        arguments = [sys.executable, "-c", CLIENT, "sparql", "SELECT * { ?s ?p ?o }", "--endpoint", url]
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=50, check=True)
    status, peak = map(int, done.stdout.split())
    assert status == 2
    assert "larger than 256 MiB" in done.stderr
    assert peak / 1024 < (100 if is_announced else 420)


def test_how_much_is_too_much_can_be_set() -> None:
    with crooked(answer(ROWS)) as url:
        assert len(RemoteSource(url, limit=len(ROWS)).select("SELECT * { ?s ?p ?o }")) == 2
        with pytest.raises(EndpointError, match="larger than"):
            RemoteSource(url, limit=len(ROWS) - 1).select("SELECT * { ?s ?p ?o }")


# --- who asks


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGKG_USER", "me")
    monkeypatch.setenv("MIGKG_PASSWORD", "s3cret:é")


CODED = base64.b64encode("me:s3cret:é".encode()).decode()


@pytest.mark.usefixtures("known")
def test_user_and_password_are_shown_to_the_server_and_to_nobody_else() -> None:
    told = f"no entry for Basic {CODED}, that is me:s3cret:é".encode()
    for state in ("401 Unauthorized", "403 Forbidden", "500 Oops", "400 Bad"):
        with scripted([(answer(told, "text/plain", state=state),)]) as (url, requests):
            with pytest.raises(MigkgError) as caught:
                RemoteSource(url, timeout=10).ask("ASK {}")
            assert f"Authorization: Basic {CODED}".encode() in requests[0]
        text = f"{caught.value} {caught.value!r} {vars(caught.value)}"
        assert "no entry for" in text
        assert "s3cret" not in text
        assert CODED not in text
        if state[0:2] == "40" and state[2] != "0":
            assert "Check what is set in MIGKG_USER and MIGKG_PASSWORD" in text


def test_without_any_it_is_said_how_to_give_them() -> None:
    with (
        crooked(answer(b"", "text/plain", state="401 Unauthorized")) as url,
        pytest.raises(EndpointError, match="Set MIGKG_USER and MIGKG_PASSWORD, or MIGKG_TOKEN"),
    ):
        RemoteSource(url).ask("ASK {}")


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("engine", ["virtuoso", "generic"])
def test_a_challenge_is_answered_by_digest(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    challenge = 'WWW-Authenticate: Digest realm="SPARQL", nonce="n1", qop="auth", algorithm=MD5, opaque="o"'
    refusal = answer(b"", "text/plain", challenge, state="401 Unauthorized")
    with scripted([(refusal,), (answer(ROWS),)]) as (url, requests):
        monkeypatch.setenv("MIGKG_PASSWORD", "s3cret")  # Digest knows ASCII alone
        source = RemoteSource(url, engine=ENGINES[engine], timeout=10)
        assert len(source.select("SELECT * { ?s ?p ?o }")) == 2
        assert len(source.select("SELECT * { ?s ?p ?o }")) == 2
    assert (b"Authorization" in requests[0]) == (engine == "generic")
    assert len(requests) == 3
    for number, request in enumerate(requests[1:], 1):
        (line,) = [
            line for line in request.decode().split("\r\n") if line.startswith("Authorization: Digest ")
        ]
        given = dict(re.findall(r'(\w+)="?([^",]*)"?', line.partition("Digest ")[2]))

        def md5(text: str) -> str:
            return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 -- what the protocol wants

        secret, what = md5("me:SPARQL:s3cret"), md5("POST:/sparql")
        assert given["nc"] == f"{number:08}"
        assert given["response"] == md5(f"{secret}:n1:{given['nc']}:{given['cnonce']}:auth:{what}")


@pytest.mark.parametrize(
    "challenge",
    [
        'Digest realm="r", nonce="n", qop="auth-int"',
        'Digest realm="r", nonce="n", algorithm=SHA-512',
        "Digest",
        "?",
    ],
)
@pytest.mark.usefixtures("known")
def test_a_challenge_that_cannot_be_answered_is_a_clear_error(challenge: str) -> None:
    refusal = answer(b"", "text/plain", f"WWW-Authenticate: {challenge}", state="401 Unauthorized")
    with crooked(refusal) as url, pytest.raises(EndpointError, match="lets nobody in so"):
        RemoteSource(url, timeout=10, engine=ENGINES["virtuoso"]).ask("ASK {}")


# --- the same, from the command line


@pytest.mark.parametrize(
    "pieces",
    [
        (answer(b"<html>", "text/html"),),
        moved("/sparql"),
        (answer(ROWS, state="206 Partial Content"),),
        (answer(b"", state="401 Unauthorized"),),
        (HEAD + b"Content-Length: 900\r\n\r\n" + ROWS,),
        (HEAD, b"", b"", b"", b""),
        (answer(ROWS[:-4]),),
    ],
    ids=["page", "loop", "206", "401", "dies", "slow", "cut"],
)
def test_a_bad_server_ends_the_command_with_status_2_in_bounded_time(
    pieces: tuple[bytes, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    started = time.monotonic()
    with crooked(*pieces, pause=0.5 if len(pieces) > 1 else 0.0) as url:
        assert main(["sparql", "SELECT * { ?s ?p ?o }", "--endpoint", url, "--timeout", "1"]) == 2
    assert time.monotonic() - started < LONG
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"migkg: {url}: ")
    assert len(told.err.splitlines()) == 1
