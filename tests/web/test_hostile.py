"""Requests of people who mean harm: none reads a file, asks a server, changes the data, breaks out or hangs.

Here they reach the function that answers; what is endless is for the server, which ends it.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest

from migkg.web import site
from migkg.web.exchange import Answer, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.web.dataset import Dataset

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
DEEP = 100_000
SCRIPT = "<script>alert(1)</script>"

REFUSED = range(400, 500)
ANSWERED = (200, 303, *REFUSED)


def asked(query: str, way: str = "get", **parameters: str) -> Request:
    """A query by GET, by a form, or as it is."""
    encoded = urlencode({"query": query, **parameters}, encoding="utf-8", errors="surrogatepass")
    if way == "get":
        return Request("/sparql", encoded)
    if way == "form":
        return Request("/sparql", "", "POST", {"content-type": FORM}, encoded.encode())
    body = query.encode("utf-8", "surrogatepass")
    return Request("/sparql", urlencode(parameters), "POST", {"content-type": QUERY}, body)


# --- reading files and asking servers ---------------------------------------------------------------

TARGETS = (
    "http://127.0.0.1:1/sparql",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]:1/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:1/_x",
)
REACHING = (
    "SELECT * { SERVICE <%s> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "SELECT * { VALUES ?x { <%s> } SERVICE ?x { ?s ?p ?o } }",
    "SELECT * { BIND(IRI('%s') AS ?x) SERVICE SILENT ?x { ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE<%s>{} } }",
    "LOAD <%s>",
    "LOAD SILENT <%s> INTO GRAPH <x:y>",
)
NAMING = (
    "SELECT * FROM <%s> { ?s ?p ?o }",
    "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <%s> { ?s ?p ?o } }",
    "DESCRIBE <%s>",
    "CONSTRUCT { <x:s> <x:p> ?o } FROM <%s> WHERE { ?s ?p ?o }",
)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("query", REACHING)
def test_no_query_reaches_out(dataset: Dataset, query: str, target: str) -> None:
    for way in ("get", "form", "direct"):
        assert site.respond(dataset, asked(query % target, way)).status in REFUSED


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("query", NAMING)
def test_a_graph_that_is_not_here_is_empty(dataset: Dataset, query: str, target: str) -> None:
    answer = site.respond(dataset, asked(query % target))
    assert answer.status == 200
    assert b"root:" not in answer.body
    if answer.media_type.endswith("results+json"):
        assert json.loads(answer.body)["results"]["bindings"] == []


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri", "using-graph-uri", "format"])
def test_no_parameter_reaches_out(dataset: Dataset, name: str, target: str) -> None:
    answer = site.respond(
        dataset, asked("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", **{name: target})
    )
    assert answer.status in REFUSED or json.loads(answer.body)["results"]["bindings"] == []


# --- writing in disguise -----------------------------------------------------------------------------

UPDATES = (
    "INSERT DATA { <x:s> <x:p> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP SILENT ALL",
    "CREATE GRAPH <x:g>",
    "ADD DEFAULT TO <x:g>",
    "MOVE <x:g> TO DEFAULT",
    "COPY DEFAULT TO <x:g>",
)
DISGUISES = (
    "%s",
    "\ufeff%s",
    "# ASK {}\n%s",
    "#\r%s",
    "PREFIX ask: <x:> BASE <x:y> %s",
    "ASK {} ; %s",
    "%s ; ASK {}",
    "SELECT * { ?s ?p ?o } %s",
    "ASK { %s }",
    "SELECT * { { %s } }",
    "ASK { FILTER EXISTS { %s } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } ; %s",
)


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("update", UPDATES)
def test_no_update_is_taken_for_a_query(dataset: Dataset, update: str, disguise: str) -> None:
    before = len(dataset.store)
    for spelt in (update, update.lower(), update.title(), rf"\u00{ord(update[0]):02x}{update[1:]}"):
        for way in ("get", "form", "direct"):
            assert site.respond(dataset, asked(disguise % spelt, way)).status in REFUSED
    assert len(dataset.store) == before


# --- nesting and size --------------------------------------------------------------------------------


def deep() -> Iterator[str]:
    pairs = (
        "{ }",
        "( )",
        "[ ]",
        "!( )",
        "-( )",
        "^( )",
        "STR( )",
        "IF(1, ,1)",
        "COALESCE( )",
        ":( )",
        "<< >>",
    )
    starts = (
        "ASK ",
        "ASK { ",
        "ASK { FILTER(",
        "ASK { ?s ",
        "ASK { ?s ?p ",
        "SELECT (",
        "CONSTRUCT { ",
        "ASK { VALUES ?x { ",
    )
    for start, pair in itertools.product(starts, pairs):
        opening, closing = pair.split(" ", 1)
        yield start + opening * DEEP
        yield start + opening * 10_000 + closing * 10_000
    for chain in (
        "!",
        "- ",
        "+1",
        "||1",
        "&&1",
        "/a",
        "|a",
        "^",
        "?o",
        "{} UNION ",
        "OPTIONAL{",
        "MINUS{}",
        "EXISTS{",
        "{SELECT*",
    ):
        yield "ASK { ?s a " + chain * DEEP
        yield "ASK { FILTER(1 " + chain * 10_000 + ") }"
    yield "#" * DEEP
    yield " " * DEEP
    yield "ASK { ?s ?p '''" + "'" * DEEP
    yield 'ASK { ?s ?p "' + "\\" * 50_001 + '" }'


def test_what_is_nested_or_chained_without_end_is_refused(dataset: Dataset) -> None:
    texts = list(deep())
    assert len(texts) > 200
    assert {site.respond(dataset, asked(text, "direct")).status for text in texts} <= set(REFUSED)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999",
        "SELECT * { ?s ?p ?o } OFFSET 18446744073709551616",
        "SELECT * { ?s ?p ?o } LIMIT -1",
        "SELECT (1e999999999 AS ?x) {}",
        "SELECT (99999999999999999999 * 99999999999999999999 AS ?x) {}",
        "SELECT (1/0 AS ?x) (1.0/0.0 AS ?y) {}",
        "SELECT (SUBSTR('a', -9223372036854775808, 9223372036854775807) AS ?x) {}",
        "SELECT (-9223372036854775808 / -1 AS ?x) (ABS(-9223372036854775808) AS ?y) {}",
        "SELECT (REGEX('a', '(a{1000}){1000}{1000}') AS ?x) {}",
        "SELECT (REGEX('" + "a" * 5000 + "', '^(a+)+$') AS ?x) {}",
        "SELECT (REPLACE('aaaa', '', '$0$0') AS ?x) (REGEX('a', '[') AS ?y) {}",
        "SELECT (STRLEN(ENCODE_FOR_URI('" + "é" * 5000 + "')) AS ?x) {}",
        "SELECT (IRI('http://[') AS ?x) (STRDT('a', <x:y>) AS ?y) (STRLANG('a', '') AS ?z) {}",
        "SELECT ('2026-13-45T99:99:99Z'^^xsd:dateTime + 'P9999999999Y'^^xsd:duration AS ?x) {}",
        "SELECT (YEAR('999999999999-01-01T00:00:00Z'^^xsd:dateTime) AS ?x) {}",
        "SELECT ('\ud800' AS ?x) {}",
        "SELECT ('\\uD800\\uDC00' AS ?x) {}",
        "SELECT ('\x00\x01' AS ?x) {}",
        "CONSTRUCT { ?s ?p '\x00\x0b' , '\x1b[31m' } WHERE {} ",
        "CONSTRUCT { <x:s> <x:p/1> 1 ; <http://example.org/> 2 } WHERE {}",
        "SELECT * { <a\u202eb> <c> <d> }",
    ],
)
@pytest.mark.parametrize(
    "accept",
    [
        "",
        "application/sparql-results+xml, application/rdf+xml",
        "text/csv, application/ld+json",
        "text/tab-separated-values, text/turtle",
    ],
)
def test_odd_values_are_answered_or_refused(dataset: Dataset, query: str, accept: str) -> None:
    request = asked(query)
    answer = site.respond(dataset, Request(request.path, request.query, headers={"accept": accept}))
    assert answer.status in ANSWERED


# --- breaking out of the answer ----------------------------------------------------------------------


def reflecting() -> Iterator[Request]:
    for text in (
        SCRIPT,
        f'"{SCRIPT}',
        f"'{SCRIPT}",
        f"</pre>{SCRIPT}",
        "{{7*7}}",
        "${7*7}",
        "\r\nSet-Cookie: a=b",
        "%0d%0aX: y",
    ):
        yield asked(text)
        yield asked(f"ASK {{ ?s {text} ?o }}")
        yield asked(f"ASK {{ ?s ?p '{text}")
        yield asked("ASK {}", **{"default-graph-uri": text})
        yield asked("ASK {}", format=text)
        yield Request("/sparql", f"{quote(text)}={quote(text)}&query=")
        yield Request("/sparql", "query=ASK", "POST", {"content-type": text})
        yield Request("/sparql", "query=ASK", text)
        yield Request("/sparql", "query=ASK%7B%7D", headers={"accept": text})
        yield Request("/sparql", headers={"host": text, "x-forwarded-proto": text, "accept": "text/turtle"})
        yield Request("/dcat", f"format={quote(text)}", headers={"host": text})


def test_what_was_sent_comes_back_as_data_and_never_as_a_page(dataset: Dataset) -> None:
    requests = list(reflecting())
    assert len(requests) == 88
    for request in requests:
        answer = site.respond(dataset, request)
        assert answer.status in ANSWERED
        assert "html" not in answer.media_type
        check_headers(answer)
        if answer.status in REFUSED:
            assert answer.media_type == "application/problem+json"
            json.loads(answer.body)


def test_a_page_about_what_is_wrong_shows_what_was_sent_as_text(dataset: Dataset) -> None:
    pages = 0
    for request in reflecting():
        answer = site.respond(dataset, replace(request, headers={**request.headers, "accept": "text/html"}))
        assert SCRIPT.encode() not in answer.body
        pages += answer.media_type.startswith("text/html")
    assert pages > 40


def check_headers(answer: Answer) -> None:
    for name, value in (*answer.headers, ("Content-Type", answer.media_type)):
        assert "\r" not in name + value
        assert "\n" not in name + value


def test_a_host_that_is_none_is_not_repeated(dataset: Dataset) -> None:
    for host in ("evil.example/<x>", "a b", "a\r\nb", "user@evil", "x" * 300, "[::1", ""):
        answer = site.respond(dataset, Request("/sparql", headers={"host": host, "accept": "text/turtle"}))
        assert b"\n<sparql#service>" in answer.body


def test_values_that_look_like_markup_are_escaped_in_xml(dataset: Dataset) -> None:
    query = f'SELECT ("{SCRIPT}]]>&" AS ?x) {{}}'
    request = Request(
        "/sparql", urlencode({"query": query}), headers={"accept": "application/sparql-results+xml"}
    )
    assert b"<script" not in site.respond(dataset, request).body


# --- parameters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "query=ASK%7B%7D&query=ASK%7B%7D",
        "query=%ff%fe",
        "query=%",
        "query=%00",
        "query",
        "query=",
        "&" * 2000 + "query=ASK%7B%7D",
        "a=b&" * 1001 + "query=ASK%7B%7D",
        "default-graph-uri=x:y&" * 999 + "query=ASK%7B%7D",
        "default-graph-uri=x:y&" * 1001 + "query=ASK%7B%7D",
        "default-graph-uri=x:y",
        "query=ASK%7B%7D&default-graph-uri=" + "x:" + "y" * 100_000,
        "query=ASK%7B%7D&timeout=99999999",
        "query=ASK%7B%7D;update=DROP%20ALL",
        "QUERY=ASK%7B%7D",
        "query=ASK%7B%7D#update=x",
    ],
)
def test_odd_parameters(dataset: Dataset, query: str) -> None:
    assert site.respond(dataset, Request("/sparql", query)).status in ANSWERED


@pytest.mark.parametrize(
    "accept",
    [
        ",".join(["a/b;q=0.1"] * 10_000),
        ";" * 10_000,
        "*/*;q=" + "9" * 10_000,
        "\x00",
        "text/turtle;q=0.5;" * 5000,
    ],
)
def test_odd_accept_headers(dataset: Dataset, accept: str) -> None:
    for path, query in (("/sparql", "query=ASK%7B%7D"), ("/sparql", ""), ("/.well-known/void", "")):
        assert site.respond(dataset, Request(path, query, headers={"accept": accept})).status in ANSWERED


def count(value: Any) -> int:
    return len(list(value))


def test_this_is_a_suite_of_more_than_three_hundred_requests() -> None:
    reaching = 3 * count(REACHING) * count(TARGETS) + count(NAMING) * count(TARGETS)
    writing = 12 * count(UPDATES) * count(DISGUISES)
    assert reaching + writing + count(deep()) + count(reflecting()) > 300
