"""Which texts are refused before a parser sees them."""

from __future__ import annotations

import json
import subprocess
import sys

import pyoxigraph as ox
import pytest

from migkg.project import Project
from migkg.syntax.sparql import words_of
from migkg.web.exchange import ProblemError
from migkg.web.guard import LIMITS, TextLimits, guarded

FILTER = "SELECT * { ?s ?p ?o FILTER(%s) }"
GROUP = "SELECT * { ?s ?p ?o %s }"


def refusal(text: str, limits: TextLimits = LIMITS) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        guarded(text, limits)
    return caught.value


# --- what deep and long texts look like -------------------------------------------------------------

GROWING = {
    "groups": lambda n: "ASK " + "{" * n + "}" * n,
    "round brackets": lambda n: FILTER % ("(" * n + "1" + ")" * n),
    "paths in brackets": lambda n: "ASK { ?s " + "(" * n + "a" + ")" * n + " ?o }",
    "inverse paths": lambda n: "ASK { ?s " + "^(" * n + "a" + ")" * n + " ?o }",
    "sequences": lambda n: "ASK { ?s a" + "/a" * n + " ?o }",
    "alternatives": lambda n: "ASK { ?s a" + "|a" * n + " ?o }",
    "excluded": lambda n: "ASK { ?s !(a" + "|a" * n + ") ?o }",
    "not": lambda n: FILTER % ("!" * n + "true"),
    "not in brackets": lambda n: FILTER % ("!(" * n + "true" + ")" * n),
    "minus in brackets": lambda n: FILTER % ("-(" * n + "1" + ")" * n),
    "sums": lambda n: FILTER % ("?o" + "+?o" * n),
    "differences": lambda n: FILTER % ("1" + " -1" * n),
    "products": lambda n: FILTER % ("?o" + "*?o" * n),
    "or": lambda n: FILTER % ("?o" + "||?o" * n),
    "and": lambda n: FILTER % ("?o" + "&&?o" * n),
    "calls": lambda n: FILTER % ("TZ(" * n + "?o" + ")" * n),
    "calls of the empty name": lambda n: "PREFIX : <x:> " + FILTER % (":(" * n + "?o" + ")" * n),
    "if": lambda n: FILTER % ("IF(1,1," * n + "?o" + ")" * n),
    "in": lambda n: FILTER % ("1 IN (" * n + "1" + ")" * n),
    "exists": lambda n: GROUP % ("FILTER EXISTS {" * n + "}" * n),
    "not exists": lambda n: GROUP % ("FILTER NOT EXISTS {" * n + "}" * n),
    "queries within": lambda n: "SELECT * {" * n + "}" * n,
    "optional in optional": lambda n: GROUP % ("OPTIONAL {" * n + "}" * n),
    "optional after optional": lambda n: GROUP % ("OPTIONAL { ?s a ?c } " * n),
    "union in union": lambda n: "ASK {" + "{} UNION {" * n + "}" * n + "}",
    "union after union": lambda n: "ASK { {}" + " UNION { ?s a ?c }" * n + "}",
    "minus after minus": lambda n: GROUP % ("MINUS { ?s a ?c } " * n),
    "graph in graph": lambda n: GROUP % ("GRAPH ?g {" * n + "}" * n),
    "lists in lists": lambda n: "ASK { ?s a " + "(" * n + "1" + ")" * n + "}",
    "lists": lambda n: "ASK { ?s a (" + "1 " * n + ") }",
    "lists of signed numbers": lambda n: "ASK { ?s a (" + "+1 " * n + ") }",
    "nodes in nodes": lambda n: "ASK { ?s a " + "[ a " * n + "1" + "]" * n + "}",
    "triples": lambda n: "ASK {" + "?s a ?c . " * n + "}",
    "properties": lambda n: "ASK { ?s a ?c" + "; a ?c" * n + "}",
    "objects": lambda n: "ASK { ?s a ?c" + ", ?c" * n + "}",
    "groups after groups": lambda n: "ASK {" + "{ ?s a ?c } " * n + "}",
    "filters": lambda n: GROUP % ("FILTER(?o) " * n),
    "bind": lambda n: GROUP % ("BIND(1 AS ?x) " * n),
    "tables": lambda n: GROUP % ("VALUES ?o { 1 } " * n),
    "columns": lambda n: "SELECT " + "(1 AS ?x) " * n + "{}",
    "orders": lambda n: "SELECT * { ?s ?p ?o } ORDER BY " + "STR(?s) " * n,
    "things to describe": lambda n: "DESCRIBE " + "<x:y> " * n,
    "statements in statements": lambda n: "ASK { ?s a " + "<<( ?s a " * n + "?o" + ")>>" * n + "}",
    "words": lambda n: "ASK { VALUES ?x {" + "1 " * n + "} }",
    "characters": lambda n: "ASK { #" + "x" * n + "\n}",
    "brackets that nobody closes": lambda n: "ASK " + "{" * n,
    "brackets between less and greater": lambda n: FILTER % ("1<" + "(" * n + "1" + ")" * n + "&&2>1"),
    "and between less and greater": lambda n: FILTER % "&&".join(["1<1&&1&&1&&1>1"] * n),
    "lines that seem to end in an IRI": lambda n: "PREFIX : <x:> " + FILTER % ("((1<:b#>))\n" * n),
    "a string that seems to be an IRI": lambda n: FILTER % ("1<'>'||" + "(" * n + "1" + ")" * n + "||'<'>1"),
}


@pytest.mark.parametrize("name", GROWING)
def test_what_grows_is_refused_before_it_does_harm(name: str) -> None:
    """At the largest size that passes, the engine answers; at 100,000, nothing passes."""
    grow = GROWING[name]
    assert refusal(grow(100_000)).status in (400, 413)
    passing = [size for size in (1, 10, 49, 99, 330, 490, 990) if passes(grow(size))]
    if passing:
        assert engine_survives(grow(max(passing)))


def passes(text: str) -> bool:
    try:
        guarded(text)
    except ProblemError:
        return False
    return True


def engine_survives(text: str) -> bool:
    """Whether the engine, in a process of its own, neither dies of a query nor takes minutes for it."""
    program = (
        "import json, sys, pyoxigraph\n"
        "try: pyoxigraph.Store().query(json.load(sys.stdin), prefixes={'': 'x:'})\n"
        "except (SyntaxError, RuntimeError): pass\n"
    )
    command = [sys.executable, "-c", program]
    return subprocess.run(command, input=json.dumps(text).encode(), timeout=30, check=False).returncode == 0


@pytest.mark.parametrize(
    "piece",
    [
        "a-",
        "'",
        '"""',
        "'''",
        "<a",
        "<",
        "\\",
        "a.",
        "a:b.",
        "@a-",
        "1.",
        "?a",
        "#",
        "_:",
        '"\\',
        "<a#'>",
        "\\u0041",
    ],
)
def test_any_text_is_cut_once(piece: str) -> None:
    """If anything were looked at again and again, a hundred thousand characters would take an hour."""
    text = piece * (100_000 // len(piece))
    words = words_of(text)
    assert words[-1].start == len(text)
    assert all(text.startswith(word.text, word.start) for word in words)


# --- what is refused whatever its size ---------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "ASK { SERVICE <http://127.0.0.1/> {} }",
        "ASK { service <http://127.0.0.1/> {} }",
        "ASK { SERVICE SILENT ?x {} }",
        "ASK { SERVICE?x{} }",
        "ASK { SERVICE<http://127.0.0.1/>{} }",
        "ASK { SERVICE # \n <http://127.0.0.1/> {} }",
        "PREFIX : <http://127.0.0.1/> ASK { SERVICE:x{} }",
        "PREFIX : <http://127.0.0.1/> ASK { SERVICESILENT:x # \n {} }",
        "PREFIX : <http://127.0.0.1/> ASK { ?s ?p true.SERVICE:x{} }",
        "PREFIX : <http://127.0.0.1/> ASK { ?s ?p :.SERVICE:x{} }",
        "PREFIX p: <http://127.0.0.1/> ASK { ?s ?p p:.SERVICE<http://127.0.0.1/>{} }",
        "ASK { ?s ?p trueSERVICE <http://127.0.0.1/> {} }",
        "ASK { ?s ?p 1SERVICE<http://127.0.0.1/>{} }",
        "ASK { ?s ?p 1e5SERVICE<http://127.0.0.1/>{} }",
        "ASK { FILTER EXISTS { { SELECT * { SERVICE <x:y> {} } } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { OPTIONAL { SERVICE SILENT <file:///etc/passwd> { ?s ?p ?o } } }",
    ],
)
def test_no_other_endpoint_is_asked(text: str) -> None:
    problem = refusal(text)
    assert problem.status == 400
    assert problem.detail.startswith("SERVICE is not allowed")
    assert problem.extra["line"] == 1
    assert "SERVICE" in text.upper()[int(str(problem.extra["column"])) - 1 :][:12]


@pytest.mark.parametrize(
    "text",
    [
        "PREFIX service: <http://example.org/> ASK { ?s service:of ?o }",
        "PREFIX x: <http://example.org/service#> ASK { ?s x:service ?service . ?s x:a.SERVICE ?o }",
        "ASK { ?s ?p 'SERVICE <http://127.0.0.1/> {}' } # SERVICE",
        'ASK { ?s ?p """it is "SERVICE" """ , <http://example.org/SERVICE/(x)> }',
    ],
)
def test_the_word_service_may_stand_in_names_strings_and_comments(text: str) -> None:
    assert passes(text)
    ox.Store().query(text)


@pytest.mark.parametrize(
    "word", ["INSERT", "delete", "Load", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"]
)
def test_an_update_is_called_one(word: str) -> None:
    for before in ("", "\n # x \n", "PREFIX a: <http://x/> ", "BASE <http://x/>\tPREFIX : <#>\n"):
        problem = refusal(f"{before}{word} <http://x/g> {{}}")
        assert problem.status == 400
        assert "is an update" in problem.detail


def test_a_place_is_told_by_line_and_column() -> None:
    problem = refusal("ASK {\r\n  # a comment\n  ?s ?p 'é' . SERVICE ?x {} }")
    assert (problem.extra["line"], problem.extra["column"]) == (3, 15)


# --- what must pass ------------------------------------------------------------------------------------


def test_all_canned_queries_pass() -> None:
    folder = Project.packaged().queries_folder
    assert folder is not None
    refused = {path.name for path in folder.rglob("*.rq") if not passes(path.read_text("utf-8"))}
    assert refused == {"sdg-texts.rq"}  # it asks a second endpoint, by SERVICE


@pytest.mark.parametrize(
    "text",
    [
        "ASK { VALUES ?x {" + "<http://example.org/x#y> " * 2000 + "} }",
        "ASK { VALUES (?x ?y) {" + "(<http://example.org/x#y> -1) " * 1500 + "} }",
        "ASK { ?s ?p ?o FILTER(?o IN (" + ",".join(["<http://example.org/x#y>"] * 1500) + ")) }",
        "CONSTRUCT {" + "?s ?p ?o . " * 1000 + "} WHERE { ?s ?p ?o }",
        "ASK {" + " UNION ".join(["{ ?s ?p ?o ; ?p ?q . ?o ?p ?s }"] * 100) + "}",
        "SELECT * " + "FROM <http://example.org/x> " * 1000 + "{ ?s ?p ?o }",
    ],
)
def test_what_is_long_and_harmless_passes(text: str) -> None:
    assert passes(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(?a<?b&&?c>?d) }",
        "ASK { ?s ?p (<x:a#b> <x:it's>) }",
        "ASK { ?s (<x:a#b>|<x:c#d>/^<x:e#f>) ?o }",
        "SELECT (COUNT(DISTINCT <x:a#b>) AS ?n) {}",
    ],
)
def test_less_than_and_iris_are_told_apart(text: str) -> None:
    assert passes(text)


def test_prefixes_of_ours_are_known_unless_they_are_declared() -> None:
    assert set(guarded("ASK { ?s a mig:Claim ; skos:notation 'x:y' ; ex:z <sh:x> # foaf:x\n }").prefixes) == {
        "mig",
        "skos",
    }
    assert guarded("PREFIX mig: <http://x/> ASK { ?s a mig:Claim }").prefixes == {}
    assert guarded("PREFIX mig: <http://x/> ASK { ?s a skos:Claim }").prefixes.keys() == {"skos"}


def test_the_graphs_of_a_query_are_noticed() -> None:
    assert not guarded("ASK { ?s ?p 'FROM' } # FROM <x:y>").names_graphs
    for text in ("ASK FROM <x:y> {}", "ASK from named <x:y> {}", "ASK FROM:x {}", "ASKFROM<x:y>{}"):
        assert guarded(text).names_graphs


def test_limits_can_be_others() -> None:
    assert passes("ASK {{{}}}")
    assert "nested more than 2 deep" in refusal("ASK {{{}}}", TextLimits(depth=2)).detail
