"""Local and remote sources: the same answers, the same errors. The remote one is asked at a real server."""

from __future__ import annotations

import socket
import subprocess
import sys
import sysconfig
import threading
import time
import urllib.error
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg.errors import EndpointError, EvaluationError, MigkgError, QuerySyntaxError
from migkg.sources import MAX_NESTING, LocalSource, RemoteSource, Source, query_form
from migkg.table import Value
from migkg.terms import BASE, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GRAPHS = {
    f"{BASE}graph/a": f'<{BASE}s> <x:p> 1 , "é"@en , "plain" , <x:o> , "2019"^^<{XSD}gYear> .',
    f"{BASE}graph/b": f"<{BASE}s> <x:q> [ <x:r> 2 ] . <{BASE}t> <x:p> 1 .",
}


# --- servers


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def oxigraph(*options: str) -> Iterator[str]:
    """A running Oxigraph server with the two graphs; gives its address."""
    program = Path(sysconfig.get_path("scripts")) / (
        "oxigraph.exe" if sys.platform == "win32" else "oxigraph"
    )
    address = f"127.0.0.1:{free_port()}"
    command = [str(program), "serve", "--bind", address, *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for name, text in GRAPHS.items():
                put(f"http://{address}/store?graph={name}", text)
            yield f"http://{address}"
        finally:
            server.terminate()


def put(url: str, text: str) -> None:
    """Send one graph; waits until the server has started."""
    request = urllib.request.Request(url, text.encode(), {"Content-Type": "text/turtle"}, method="PUT")
    for _ in range(100):
        try:
            urllib.request.urlopen(request, timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")


@contextmanager
def crooked(*pieces: bytes, pause: float = 0.0) -> Iterator[str]:
    """A server that answers every request with these bytes, whatever they are, pausing after each piece."""
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                receive(connection)
                try:
                    for piece in pieces:
                        connection.sendall(piece)
                        if stopped.wait(pause):
                            return
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    finally:
        stopped.set()
        listener.shutdown(socket.SHUT_RDWR) if sys.platform == "linux" else None
        listener.close()
        thread.join(5)


def receive(connection: socket.socket) -> None:
    """Take a whole request: closing before would reset the connection."""
    request = b""
    while b"\r\n\r\n" not in request:
        request += connection.recv(1 << 16)
    head, _, body = request.partition(b"\r\n\r\n")
    announced = int(head.lower().split(b"content-length:")[1].split()[0])
    while len(body) < announced:
        body += connection.recv(1 << 16)


@pytest.fixture(scope="module")
def union_server() -> Iterator[str]:
    with oxigraph("--union-default-graph") as url:
        yield url


@pytest.fixture(scope="module")
def plain_server() -> Iterator[str]:
    with oxigraph() as url:
        yield url


@pytest.fixture(scope="module")
def local() -> LocalSource:
    store = ox.Store()
    for name, text in GRAPHS.items():
        store.load(text, ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(name))
    return LocalSource(store)


@pytest.fixture(params=["local", "remote with union", "remote with graphs apart"])
def any_source(request: pytest.FixtureRequest, local: LocalSource) -> Source:
    if request.param == "local":
        return local
    server = "union_server" if request.param == "remote with union" else "plain_server"
    return RemoteSource.open(f"{request.getfixturevalue(server)}/query", timeout=20)


# --- the same answers


def test_select(any_source: Source) -> None:
    table = any_source.select(f"SELECT ?o ?none WHERE {{ <{BASE}s> <x:p> ?o }} ORDER BY STR(?o)")
    assert table.columns == ("o", "none")
    assert list(table.rows) == [
        (Value("literal", "1", f"{XSD}integer"), None),
        (Value("literal", "2019", f"{XSD}gYear"), None),
        (Value("literal", "plain"), None),
        (Value("iri", "x:o"), None),
        (Value("literal", "é", None, "en"), None),
    ]


def test_blank_nodes_are_told_as_such(any_source: Source) -> None:
    table = any_source.select(f"SELECT ?o WHERE {{ <{BASE}s> <x:q> ?o }}")
    assert [cell.kind for row in table.rows for cell in row if cell] == ["bnode"]


def test_select_without_a_row(any_source: Source) -> None:
    table = any_source.select("SELECT ?s WHERE { ?s <x:none> ?o }")
    assert (table.columns, len(table)) == (("s",), 0)


def test_default_graph_is_the_union_and_named_graphs_are_there(any_source: Source) -> None:
    assert any_source.ask("ASK { ?s <x:p> 1 ; <x:q> ?o }")
    named = any_source.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s <x:p> 1 } } ORDER BY ?g")
    assert [cell.text for row in named.rows for cell in row if cell] == sorted(GRAPHS)


def test_ask(any_source: Source) -> None:
    assert any_source.ask("ASK { ?s <x:r> 2 }") is True
    assert any_source.ask("ASK { ?s <x:r> 3 }") is False


@pytest.mark.parametrize(
    "query", ["CONSTRUCT { ?s <x:new> ?o } WHERE { ?s <x:p>|<x:q> ?o }", f"DESCRIBE <{BASE}s>"]
)
def test_construct_and_describe(any_source: Source, query: str) -> None:
    import rdflib

    found = any_source.construct(query)
    objects = set(found.objects(rdflib.URIRef(f"{BASE}s")))
    assert {rdflib.Literal("é", lang="en"), rdflib.Literal(1), rdflib.URIRef("x:o")} < objects
    assert any(isinstance(value, rdflib.BNode) for value in objects)


# --- the same errors


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELEC ?s",
        "SELECT * WHERE { ?s ?p }",
        "SELECT * WHERE { ?s x:p ?o }",
        "SELECT ?x WHERE { FILTER(BOUND(}",
    ],
)
def test_a_query_that_does_not_parse(any_source: Source, query: str) -> None:
    with pytest.raises(QuerySyntaxError, match="does not parse"):
        any_source.select(query)


@pytest.mark.parametrize(
    "update",
    ["INSERT DATA { <x:a> <x:b> <x:c> }", "CLEAR ALL", "PREFIX select: <x:> DELETE WHERE { ?s ?p ?o }"],
)
def test_an_update_is_refused_before_it_is_sent(any_source: Source, update: str) -> None:
    with pytest.raises(QuerySyntaxError, match="nothing is changed"):
        any_source.select(update)
    assert any_source.ask("ASK { ?s <x:r> 2 }")


def test_a_query_of_another_form_is_refused(any_source: Source) -> None:
    for method, query, expected in (
        (any_source.select, "ASK {}", "expected SELECT, and this is ASK"),
        (any_source.ask, "SELECT * {}", "expected ASK, and this is SELECT"),
        (any_source.construct, "ASK {}", "expected CONSTRUCT or DESCRIBE, and this is ASK"),
    ):
        with pytest.raises(QuerySyntaxError, match=expected):
            method(query)


@pytest.mark.parametrize(
    ("query", "line", "column", "message"),
    [
        ("SELECT *\nWHERE { ?s mig:x ?o }", 2, None, "is not declared"),
        ("SELECT *\nWHERE { ?s ?p }", 2, 16, "near 'WHERE { ?s ?p }'"),
        ("SELECT * WHERE {", 1, 17, "near 'SELECT * WHERE {'"),
    ],
)
def test_a_local_syntax_error_names_its_place(
    local: LocalSource, query: str, line: int, column: int | None, message: str
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        local.select(query)
    assert caught.value.line == line
    if column is not None:
        assert caught.value.column == column
    assert message in str(caught.value)
    assert len(str(caught.value)) < 250


def test_brackets_nested_deep_do_not_end_the_process(local: LocalSource) -> None:
    def nested(depth: int) -> str:
        return "SELECT * WHERE " + "{" * depth + "?s <x:p> ?o" + "}" * depth

    assert len(local.select(nested(MAX_NESTING))) == 6
    with pytest.raises(QuerySyntaxError, match="nested more than"):
        local.select(nested(5000))
    assert local.ask("ASK {" + "{}" * 5000 + "}")


def test_bytes_that_are_not_utf8(any_source: Source) -> None:
    with pytest.raises(QuerySyntaxError, match="not UTF-8"):
        any_source.select('SELECT * WHERE { ?s ?p "\udce9" }')


def test_a_service_that_fails_is_no_crash(local: LocalSource) -> None:
    with pytest.raises(EvaluationError, match="cannot be evaluated"):
        local.select(f"SELECT * WHERE {{ SERVICE <http://127.0.0.1:{free_port()}/> {{ ?s ?p ?o }} }}")


def test_without_union_the_default_graph_stays_apart() -> None:
    store = ox.Store()
    store.load("<x:s> <x:p> 1 . GRAPH <x:g> { <x:s> <x:p> 2 }", ox.RdfFormat.TRIG)
    query = "SELECT ?o WHERE { ?s ?p ?o }"
    assert len(LocalSource(store, union=False).select(query)) == 1
    assert len(LocalSource(store).select(query)) == 2


# --- what only a remote service can do wrong

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
    with oxigraph() as url:
        for name in GRAPHS:
            urllib.request.urlopen(
                urllib.request.Request(f"{url}/store?graph={name}", method="DELETE"),
                timeout=5,
            ).close()
        with pytest.raises(EndpointError, match="holds nothing under"):
            RemoteSource.open(f"{url}/query", timeout=10)


# --- the form of a query


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("SELECT*{}", "select"),
        ("ask{}", "ask"),
        (
            "# SELECT\nBASE <http://select/>\nPREFIX ask: <http://x#y>\nprefix : <#>\nConstruct {} WHERE {}",
            "construct",
        ),
        ("PREFIX a:<x:> # <y:>\n\tDESCRIBE <x:a>", "describe"),
        ("PREFIX p: # comment with <iri>\n <x:> SELECT * {}", "select"),
    ],
)
def test_query_form(query: str, form: str) -> None:
    assert query_form(query) == form


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("", 1, 1), ("# only\n  LOAD <x:>", 2, 3), ("SELECTED * {}", 1, 1), ("{}", 1, 1)],
)
def test_no_query_form(query: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        query_form(query)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_query_form_takes_no_time_on_a_hostile_text() -> None:
    started = time.monotonic()
    for text in ("PREFIX " * 20000, "# " * 50000, "BASE <" + "a" * 100000, "\n" * 100000):
        with pytest.raises(QuerySyntaxError):
            query_form(text)
    assert time.monotonic() - started < 2


def test_both_are_sources(local: LocalSource) -> None:
    sources: list[Source] = [local, RemoteSource("http://127.0.0.1/")]
    methods: list[Callable[[str], object]] = [
        method for s in sources for method in (s.select, s.ask, s.construct)
    ]
    assert len(methods) == 6
