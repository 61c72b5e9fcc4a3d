"""The SPARQL 1.1 Protocol: what can be asked how, of which graphs, and in which form the answer comes."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from migkg import KnowledgeGraph
from migkg.project import Project
from migkg.sources import LocalSource
from migkg.web import site
from migkg.web.dataset import Dataset, Release
from migkg.web.exchange import Answer, Request

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
EX = "http://example.org/"
ROWS = "SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s"
NAMED = "SELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?s"


@pytest.fixture(scope="module")
def three() -> Dataset:
    """Two named graphs and a default graph, with one thing in each."""
    return small(union=False)


def small(*, union: bool) -> Dataset:
    store = ox.Store()
    for name, graph in (("a", f"{EX}a"), ("b", f"{EX}b"), ("d", "")):
        place = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        store.add(ox.Quad(ox.NamedNode(EX + name), ox.NamedNode(f"{EX}p"), ox.Literal(name), place))
    graph_ = KnowledgeGraph(Project(Path(), ()), LocalSource(store, union=union))
    return Dataset(graph_, store, union, Release("1", "0", datetime(2026, 1, 1, tzinfo=UTC)))


def get(dataset: Dataset, query: str | None, accept: str = "", **parameters: Any) -> Answer:
    pairs = {"query": query, **parameters} if query is not None else parameters
    return site.respond(dataset, Request("/sparql", urlencode(pairs, doseq=True), headers={"accept": accept}))


def post(dataset: Dataset, kind: str, body: bytes, query: str = "", accept: str = "") -> Answer:
    headers = {"content-type": kind, "accept": accept} if kind else {"accept": accept}
    return site.respond(dataset, Request("/sparql", query, "POST", headers, body))


def names(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.body
    return [row["s"]["value"].removeprefix(EX) for row in json.loads(answer.body)["results"]["bindings"]]


def problem(answer: Answer) -> dict[str, Any]:
    assert answer.media_type == "application/problem+json"
    said = json.loads(answer.body)
    assert said["status"] == answer.status
    return dict(said)


# --- how a query is sent ---------------------------------------------------------------------------


def test_the_same_query_by_all_three_ways(three: Dataset) -> None:
    ways = [
        get(three, ROWS),
        post(three, FORM, urlencode({"query": ROWS}).encode()),
        post(three, f"{FORM}; charset=UTF-8", urlencode({"query": ROWS}).encode()),
        post(three, QUERY, ROWS.encode()),
        post(three, f'{QUERY.upper()} ; Charset="utf-8"', ROWS.encode()),
        post(three, QUERY, b"\xef\xbb\xbf" + ROWS.encode()),
        site.respond(three, Request("/sparql", f"query={quote(ROWS)}", "HEAD")),
        site.respond(three, Request("/sparql/", f"query={quote(ROWS)}")),
    ]
    assert [names(answer) for answer in ways] == [["d"]] * len(ways)


@pytest.mark.parametrize(
    ("kind", "body", "query", "status"),
    [
        (FORM, b"", "", 400),
        (FORM, b"", "query=ASK%7B%7D", 200),
        (FORM, b"query=ASK%7B%7D", "query=ASK%7B%7D", 400),
        (FORM, b"query=ASK%7B%7D&query=ASK%7B%7D", "", 400),
        (FORM, b"query=%ff", "", 400),
        (FORM, "query=ASK{é}".encode(), "", 400),
        (QUERY, b"", "", 400),
        (QUERY, b"ASK{}", "query=ASK%7B%7D", 400),
        (QUERY, b"\xff", "", 400),
        (QUERY, "ASK {}".encode("utf-16"), "", 400),
        (f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), "", 415),
        (f"{QUERY}; charset=iso-8859-1", b"ASK{}", "", 415),
        (f"{FORM}; charset=utf-16", b"query=ASK%7B%7D", "", 415),
        ("", b"ASK {}", "", 415),
        ("", b"query=ASK%7B%7D", "", 415),
        ("text/plain", b"ASK {}", "", 415),
        ("application/json", b'{"query": "ASK {}"}', "", 415),
        ("multipart/form-data; boundary=x", b"--x", "", 415),
        ("application/sparql-queryx", b"ASK {}", "", 415),
    ],
)
def test_bodies(three: Dataset, kind: str, body: bytes, query: str, status: int) -> None:
    answer = post(three, kind, body, query)
    assert answer.status == status
    if status == 415:
        assert QUERY in problem(answer)["detail"] or "UTF-8" in problem(answer)["detail"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "get", "BREW"])
def test_other_methods_are_refused_and_the_right_ones_named(three: Dataset, method: str) -> None:
    answer = site.respond(three, Request("/sparql", "query=ASK%7B%7D", method))
    assert answer.status == 405
    assert dict(answer.headers)["Allow"] == "GET, HEAD, POST, OPTIONS"


def test_options(three: Dataset) -> None:
    answer = site.respond(three, Request("/sparql", "", "OPTIONS"))
    assert (answer.status, answer.body) == (204, b"")
    assert dict(answer.headers) == {
        "Allow": "GET, HEAD, POST, OPTIONS",
        "Accept-Post": "application/sparql-query, application/x-www-form-urlencoded",
    }


def test_two_queries_are_none(three: Dataset) -> None:
    answer = site.respond(three, Request("/sparql", "query=ASK%7B%7D&query=ASK%7B%7D"))
    assert answer.status == 400
    assert "2 queries" in problem(answer)["detail"]


# --- of which graphs -------------------------------------------------------------------------------

A, B, NONE = f"{EX}a", f"{EX}b", f"{EX}none"


@pytest.mark.parametrize(
    ("clause", "parameters", "default", "named"),
    [
        ("", {}, ["d"], ["a", "b"]),
        ("", {"default-graph-uri": A}, ["a"], []),
        ("", {"default-graph-uri": [A, B]}, ["a", "b"], []),
        ("", {"default-graph-uri": NONE}, [], []),
        ("", {"named-graph-uri": A}, [], ["a"]),
        ("", {"named-graph-uri": [A, B]}, [], ["a", "b"]),
        ("", {"default-graph-uri": A, "named-graph-uri": B}, ["a"], ["b"]),
        (f"FROM <{A}>", {}, ["a"], []),
        (f"FROM NAMED <{A}>", {}, [], ["a"]),
        (f"FROM <{A}> FROM NAMED <{B}>", {}, ["a"], ["b"]),
        (f"FROM <{A}>", {"default-graph-uri": B}, ["b"], []),
        (f"FROM <{A}>", {"named-graph-uri": B}, [], ["b"]),
        (f"FROM NAMED <{A}>", {"default-graph-uri": B}, ["b"], []),
    ],
)
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_graphs_that_are_asked(
    three: Dataset, clause: str, parameters: dict[str, Any], default: list[str], named: list[str], way: str
) -> None:
    for query, expected in ((ROWS, default), (NAMED, named)):
        text = query.replace("WHERE", f"{clause} WHERE")
        encoded = urlencode(parameters, doseq=True)
        if way == "get":
            answer = get(three, text, **parameters)
        elif way == "form":
            answer = post(three, FORM, urlencode({"query": text, **parameters}, doseq=True).encode())
        else:
            answer = post(three, QUERY, text.encode(), encoded)
        assert names(answer) == expected


def test_without_graphs_the_dataset_says_what_its_default_graph_is() -> None:
    whole = small(union=True)
    assert names(get(whole, ROWS)) == ["a", "b", "d"]
    assert names(get(whole, ROWS.replace("WHERE", f"FROM <{A}> WHERE"))) == ["a"]
    assert names(get(whole, ROWS, **{"default-graph-uri": B})) == ["b"]
    assert names(get(whole, ROWS.replace("WHERE", f"FROM NAMED <{A}> WHERE"))) == []


@pytest.mark.parametrize("name", ["", "a b", "relative", "<http://x/>", "http://[", "http://x/{"])
def test_a_graph_has_an_absolute_iri(three: Dataset, name: str) -> None:
    answer = get(three, "ASK {}", **{"default-graph-uri": name})
    assert answer.status == 400
    assert "IRI of a graph" in problem(answer)["detail"]


def test_graphs_without_a_query_are_no_question(three: Dataset) -> None:
    assert get(three, None, **{"default-graph-uri": A}).status == 400


# --- in which form ---------------------------------------------------------------------------------

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
TURTLE = "text/turtle; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", JSON),
        ("*/*", JSON),
        (JSON, JSON),
        (XML, XML),
        ("text/csv", CSV),
        ("text/tab-separated-values", TSV),
        ("application/json", "application/json"),
        ("application/xml", "application/xml"),
        ("text/xml", "text/xml; charset=utf-8"),
        ("text/*", CSV),
        (f"{JSON};q=0.5, {XML};q=0.9", XML),
        (f"{JSON};q=0, */*;q=0.1", XML),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("text/turtle, text/csv;q=0.1", CSV),
    ],
)
@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "ASK { ?s ?p ?o }"])
def test_rows_and_truth_by_accept(three: Dataset, query: str, accept: str, media_type: str) -> None:
    answer = get(three, query, accept)
    assert (answer.status, answer.media_type) == (200, media_type)
    assert "Accept" in answer.vary
    if "json" in media_type or "xml" in media_type:
        form = ox.QueryResultsFormat.JSON if "json" in media_type else ox.QueryResultsFormat.XML
        found = ox.parse_query_results(answer.body, form)
        assert bool(found) if isinstance(found, ox.QueryBoolean) else len(list(found)) == 1
    elif query.startswith("ASK"):
        assert answer.body == b"true"
    else:
        rows = list(
            csv.reader(io.StringIO(answer.body.decode()), delimiter="\t" if media_type == TSV else ",")
        )
        assert len(rows) == 2


@pytest.mark.parametrize(
    ("accept", "media_type", "form"),
    [
        ("", TURTLE, ox.RdfFormat.TURTLE),
        ("*/*", TURTLE, ox.RdfFormat.TURTLE),
        ("text/turtle", TURTLE, ox.RdfFormat.TURTLE),
        ("application/n-triples", "application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/rdf+xml", "application/rdf+xml", ox.RdfFormat.RDF_XML),
        ("application/ld+json", "application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/json", "application/json", ox.RdfFormat.JSON_LD),
        ("text/turtle;q=0.2, application/rdf+xml;q=0.3", "application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
@pytest.mark.parametrize("query", ["CONSTRUCT WHERE { ?s ?p ?o }", f"DESCRIBE <{EX}d>"])
def test_triples_by_accept(
    three: Dataset, query: str, accept: str, media_type: str, form: ox.RdfFormat
) -> None:
    answer = get(three, query, accept)
    assert (answer.status, answer.media_type) == (200, media_type)
    (triple,) = ox.parse(answer.body, form)
    assert triple.subject == ox.NamedNode(f"{EX}d")


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        ("ASK {}", "image/png", [JSON, XML, "text/csv"]),
        ("SELECT * {}", "text/turtle", [JSON, XML, "text/csv"]),
        (
            "CONSTRUCT WHERE { ?s ?p ?o }",
            JSON,
            ["text/turtle", "application/ld+json", "application/n-triples"],
        ),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "*/*;q=0", ["text/turtle"]),
    ],
)
def test_what_cannot_be_had_is_told_with_what_can(
    three: Dataset, query: str, accept: str, offered: list[str]
) -> None:
    answer = get(three, query, accept)
    assert answer.status == 406
    assert problem(answer)["offers"][: len(offered)] == offered


def test_a_form_can_be_asked_for_by_name(three: Dataset) -> None:
    assert get(three, "SELECT * {}", "text/html", format="csv").media_type == CSV
    assert get(three, "CONSTRUCT {} {}", "", format="nt").media_type == "application/n-triples"
    assert get(three, "ASK {}", "", format=XML).media_type == XML
    assert get(three, "ASK {}", "", format="ttl").status == 406
    assert "'pdf'" in problem(get(three, "ASK {}", "", format="pdf"))["detail"]


def test_turtle_declares_the_prefixes_that_it_uses(dataset: Dataset) -> None:
    answer = get(dataset, "CONSTRUCT WHERE { <https://w3id.org/migkg/objective/18> a ?c ; skos:notation ?n }")
    text = answer.body.decode()
    assert "mig:Objective" in text
    assert sorted(line.split()[1] for line in text.splitlines() if line.startswith("@prefix")) == [
        "mig:",
        "skos:",
    ]
    assert get(dataset, "CONSTRUCT {} {}").body == b""


def test_rdf_xml_is_the_same_every_time(dataset: Dataset) -> None:
    query = "CONSTRUCT WHERE { <https://w3id.org/migkg/objective/18> skos:notation ?n }"
    assert len({get(dataset, query, "application/rdf+xml").body for _ in range(5)}) == 1


# --- what is wrong with a query --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "line", "column", "said"),
    [
        ("", 1, 1, "ends too early"),
        ("SELECT ?x\nWHERE {\n  ?x a mig:Claim .\n  FILTER(?x = )\n}", 4, 15, "an expression"),
        ("ASK { ?s foo:bar ?o }", 1, 10, "the prefix foo: is not declared"),
        ("ASK { ?s mig:a ?o . ?s foo:bar ?o }", 1, 24, "the prefix foo: is not declared"),
        ("ASK {\r\n ?s ?p 'é' ? }", 2, 12, "cannot stand here"),
        ("INSERT DATA { <x:s> <x:p> 1 }", 1, 1, "INSERT is an update"),
        ("ASK { SERVICE <http://x/> {} }", 1, 7, "SERVICE is not allowed"),
        ("SELECT ?o { ?s ?p ?o } GROUP BY ?s", 1, 1, "GROUP BY does not name"),
        ("ASK { ?s ?p 1 } # é\n )", 2, 2, "')' closes nothing"),
        ("ASK { ?s <http://a/%zz> 1 }", 1, 10, "is no IRI"),
    ],
)
def test_a_syntax_error_has_its_place_in_the_text_that_was_sent(
    three: Dataset, query: str, line: int, column: int, said: str
) -> None:
    answer = get(three, query)
    found = problem(answer)
    assert (answer.status, found["line"], found["column"]) == (400, line, column)
    assert said in found["detail"]


def test_our_prefixes_need_no_declaration(dataset: Dataset) -> None:
    counted = "SELECT (COUNT(*) AS ?s) { ?x a mig:Objective }"
    assert names(get(dataset, counted)) == ["23"]
    assert names(get(dataset, f"PREFIX mig: <http://example.org/> {counted}")) == ["0"]


def test_a_query_that_cannot_be_evaluated_says_why(three: Dataset) -> None:
    answer = get(three, f"ASK {{ FILTER(<{EX}f>(1)) }}")
    assert answer.status == 400
    assert "not supported" in problem(answer)["detail"]


@pytest.mark.parametrize("query", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
@pytest.mark.parametrize("accept", ["", "text/csv, application/n-triples"])
def test_an_answer_that_is_too_large_is_an_error_and_not_cut(three: Dataset, query: str, accept: str) -> None:
    answer = get(replace(three, answer_limit=20), query, accept)
    assert answer.status == 422
    assert "more than 20 bytes" in problem(answer)["detail"]


# --- updates ---------------------------------------------------------------------------------------

DROP = quote("DROP ALL")


@pytest.mark.parametrize(
    ("method", "query", "kind", "body"),
    [
        ("GET", f"update={DROP}", "", b""),
        ("GET", f"update={DROP}&query=ASK%7B%7D", "", b""),
        ("GET", f"query={DROP}", "", b""),
        ("GET", "query=%EF%BB%BFDROP%20ALL", "", b""),
        ("GET", "query=ASK%7B%7D%3BDROP%20ALL", "", b""),
        ("GET", "query=ASK%7B%7D&using-graph-uri=x:y", "", b""),
        ("GET", "query=ASK%7B%7D&using-named-graph-uri=x:y", "", b""),
        ("POST", "", FORM, f"update={DROP}".encode()),
        ("POST", f"update={DROP}", FORM, b"query=ASK%7B%7D"),
        ("POST", f"update={DROP}", QUERY, b"ASK {}"),
        ("POST", "", FORM, f"query=ASK%7B%7D&update={DROP}".encode()),
        ("POST", "", FORM, b"upd%61te=DROP+ALL"),
        ("POST", "", UPDATE, b"DROP ALL"),
        ("POST", "", f"{UPDATE}; charset=utf-8", b"ASK {}"),
        ("POST", "", QUERY, b"DROP ALL"),
        ("POST", "query=ASK%7B%7D", UPDATE, b"DROP ALL"),
        ("HEAD", f"update={DROP}", "", b""),
    ],
)
def test_an_update_is_refused_wherever_it_hides(
    three: Dataset, method: str, query: str, kind: str, body: bytes
) -> None:
    answer = site.respond(three, Request("/sparql", query, method, {"content-type": kind}, body))
    assert answer.status in (400, 403)
    assert len(three.store) == 3
