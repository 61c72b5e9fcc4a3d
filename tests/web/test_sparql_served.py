"""The endpoint as it is served: by HTTP, in worker processes, under limits."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest

from web_server import Server, running

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

SELECT = "SELECT ?s { ?s a mig:Objective } LIMIT 3"
CHEAP = f"/sparql?query={quote('ASK { ?s ?p ?o }')}"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running("--max-seconds=2", "--max-memory=256", "--max-answer=1", site="migkg.web.site") as started:
        yield started


def test_a_query_by_each_way(server: Server) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    direct = {"Content-Type": "application/sparql-query"}
    encoded = urlencode({"query": SELECT})
    answers = [
        server.get(f"/sparql?{encoded}"),
        server.get("/sparql", method="POST", headers=form, body=encoded.encode()),
        server.get("/sparql", method="POST", headers=direct, body=SELECT.encode()),
    ]
    assert {answer.status for answer in answers} == {200}
    assert {answer.headers["content-type"] for answer in answers} == {"application/sparql-results+json"}
    assert [len(answer.json()["results"]["bindings"]) for answer in answers] == [3, 3, 3]


def test_head_and_options(server: Server) -> None:
    whole, bare = server.get(CHEAP), server.get(CHEAP, method="HEAD")
    assert (bare.status, bare.body) == (200, b"")
    assert bare.headers["content-length"] == whole.headers["content-length"]
    options = server.get("/sparql", method="OPTIONS")
    assert options.status == 204
    assert "POST" in options.headers["allow"]
    assert options.headers["access-control-allow-origin"] == "*"


def test_answers_vary_by_accept_and_are_never_sniffed(server: Server) -> None:
    for accept in ("text/csv", "application/sparql-results+xml", "image/png"):
        answer = server.get(CHEAP, headers={"Accept": accept})
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.status == 406 or "accept" in answer.headers["vary"].lower()


def test_the_service_description_names_the_address_that_was_asked(server: Server) -> None:
    answer = server.get("/sparql")
    assert f"<http://127.0.0.1:{server.port}/sparql>" in answer.body.decode()


def test_no_update_gets_through(server: Server) -> None:
    for method, query, kind, body in (
        ("GET", "?update=DROP%20ALL", "", b""),
        ("POST", "", "application/sparql-update", b"DROP ALL"),
        ("POST", "", "application/x-www-form-urlencoded", b"update=DROP+ALL"),
        ("POST", "", "application/sparql-query", b"DROP ALL"),
    ):
        answer = server.get(f"/sparql{query}", method=method, headers={"Content-Type": kind}, body=body)
        assert 400 <= answer.status < 500
    assert server.get(CHEAP).json()["boolean"] is True


EXPLODING = {
    "a product of everything": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "rows without end": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "triples without end": "CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "stars in stars": "SELECT * { ?s " + "(" * 60 + "!a" + ")*" * 60 + " ?o }",
    "every path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:y>|^!<x:y>)* ?b . ?c (!<x:y>|^!<x:y>)* ?d }",
    "a text that doubles": "SELECT (STRLEN(?x60) AS ?n) { BIND('aaaaaaaaaa' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(60))
    + " }",
    "a text that grows tenfold": "SELECT (STRLEN("
    + "REPLACE(" * 20
    + "'a'"
    + ", 'a', 'aaaaaaaaaa')" * 20
    + ") AS ?n) {}",
    "one text of all": "SELECT (STRLEN(GROUP_CONCAT(STR(?a))) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "all in order": "SELECT ?a { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a",
    "all, distinct": "SELECT DISTINCT ?a ?f { ?a ?b ?c . ?d ?e ?f }",
    "a large expression": "SELECT (REGEX(STR(?s), '(a{100}){100}b{100}') AS ?n) { ?s ?p ?o . ?x ?y ?z }",
    "joins that take long to plan": "SELECT * {" + "".join(f"?a ?b{i} ?c{i} ." for i in range(95)) + "}",
}


@pytest.mark.parametrize("name", EXPLODING)
def test_an_exploding_query_ends_and_others_are_answered(server: Server, name: str) -> None:
    status: list[int] = []

    def explode() -> None:
        status.append(server.get(f"/sparql?query={quote(EXPLODING[name])}", timeout=60).status)

    thread = threading.Thread(target=explode)
    thread.start()
    for number in range(5):
        assert server.get(f"{CHEAP}%23{number}", timeout=20).status == 200
    thread.join()
    assert status[0] in (422, 503, 504) or (status == [400] and "expression" in name)
