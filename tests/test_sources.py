"""Local and remote sources: the same answers, the same errors. The remote one is asked at a real server."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg.engines import ENGINES
from migkg.errors import EndpointError, EvaluationError, QuerySyntaxError
from migkg.remote import RemoteSource
from migkg.sources import MAX_NESTING, LocalSource, Source, query_form
from migkg.table import Value
from migkg.terms import BASE, XSD
from servers import free_port, oxigraph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GRAPHS = {
    f"{BASE}graph/a": f'<{BASE}s> <x:p> 1 , "é"@en , "plain" , <x:o> , "2019"^^<{XSD}gYear> .',
    f"{BASE}graph/b": f"<{BASE}s> <x:q> [ <x:r> 2 ] . <{BASE}t> <x:p> 1 .",
}


# --- servers


@pytest.fixture(scope="module")
def union_server() -> Iterator[str]:
    with oxigraph("--union-default-graph", graphs=GRAPHS) as url:
        yield url


@pytest.fixture(scope="module")
def plain_server() -> Iterator[str]:
    with oxigraph(graphs=GRAPHS) as url:
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


def test_graphs(any_source: Source) -> None:
    assert any_source.graphs() == tuple(sorted(GRAPHS))


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


# --- written


@pytest.fixture(params=["local", "remote"])
def empty(request: pytest.FixtureRequest) -> Iterator[Source]:
    if request.param == "local":
        yield LocalSource(ox.Store())
        return
    with oxigraph("--union-default-graph") as url:
        yield RemoteSource(f"{url}/query", engine=ENGINES["oxigraph"], timeout=20)


def test_a_graph_is_loaded_wholly_and_dropped(empty: Source) -> None:
    for graph in ("x:g", "x:h"):
        empty.load(graph, b'<x:s> <x:p> <x:o> .\n<x:s> <x:p> _:b .\n_:b <x:p> "\\u00e9" .\n')
    assert empty.graphs() == ("x:g", "x:h")
    assert len(empty.select("SELECT ?b WHERE { GRAPH ?g { <x:s> <x:p> ?b . ?b <x:p> 'é' } }")) == 2
    empty.load("x:g", b"<x:t> <x:p> <x:o> .\n")
    assert empty.select("SELECT ?s WHERE { GRAPH <x:g> { ?s ?p ?o } }").rows == [(Value("iri", "x:t"),)]
    empty.drop("x:h")
    empty.drop("x:none")
    empty.load("x:g", b"")
    assert empty.graphs() == ()


def test_what_is_no_graph_changes_nothing(empty: Source) -> None:
    empty.load("x:g", b"<x:s> <x:p> <x:o> .\n")
    with pytest.raises((EvaluationError, EndpointError)):
        empty.load("x:g", b"<x:t> <x:p> <x:o> .\n<x:t> <x:p>")
    assert empty.ask("ASK { GRAPH <x:g> { <x:s> ?p ?o } FILTER NOT EXISTS { <x:t> ?p ?o } }")


def test_a_store_that_was_built_is_only_read(tmp_path: Path) -> None:
    ox.Store(str(tmp_path)).flush()
    source = LocalSource(ox.Store.read_only(str(tmp_path)))
    for write in (lambda: source.load("x:g", b""), lambda: source.drop("x:g")):
        with pytest.raises(EvaluationError, match=r"cannot be written.*is only read"):
            write()


def test_where_a_server_takes_graphs_must_be_known() -> None:
    with pytest.raises(EndpointError, match="--engine"):
        RemoteSource("http://127.0.0.1/sparql").load("x:g", b"")


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
        ("SELECT *\nWHERE { ?s mig:x ?o }", 2, 12, "the prefix mig: is not declared"),
        ("SELECT *\nWHERE { ?s ?p }", 2, 15, "'}' cannot stand here"),
        ("SELECT * WHERE {", 1, 17, "ends too early"),
        ("SELECT ?o { ?s ?p ?o } GROUP BY ?s", 1, 1, "GROUP BY does not name"),
        ("SELECT (TRUE AS ?t) {}", 1, None, "something is wrong here or before"),
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


def test_a_query_may_name_its_graphs_though_the_default_graph_is_the_union() -> None:
    store = ox.Store()
    for name in "ab":
        node = ox.NamedNode(f"http://example.org/{name}")
        store.add(ox.Quad(node, node, node, node))
    union = LocalSource(store, union=True)
    for clause, expected in (
        ("", 2),
        ("FROM <http://example.org/a>", 1),
        ("from <http://example.org/none>", 0),
        ("FROM NAMED <http://example.org/a>", 0),
        ("#FROM\n", 2),
    ):
        assert len(union.select(f"SELECT * {clause} {{ ?s ?p ?o FILTER('FROM' != 'x') }}")) == expected


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
    assert time.monotonic() - started < 30  # what is tried at each place takes minutes


def test_both_are_sources(local: LocalSource) -> None:
    sources: list[Source] = [local, RemoteSource("http://127.0.0.1/")]
    methods: list[Callable[[str], object]] = [
        method for s in sources for method in (s.select, s.ask, s.construct)
    ]
    assert len(methods) == 6
