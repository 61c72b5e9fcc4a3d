"""Where a query does not parse: the word that is blamed, and what is said of it."""

from __future__ import annotations

import pytest

from migkg.project import Project
from migkg.syntax.sparql import Fault, first_fault
from migkg.syntax.sparql_sense import senseless
from migkg.terms import PREFIXES

EVERYTHING = """
PREFIX ex: <http://example.org/>
SELECT DISTINCT (COUNT(DISTINCT *) AS ?n) (GROUP_CONCAT(?x; SEPARATOR=", ") AS ?t)
FROM <http://g> FROM NAMED ex:g
WHERE {
  ?s ^ex:p/(ex:q|!(^ex:r|a))*/ex:s? [ ex:t ( 1 2.5 -3e1 ) ] ; a ex:C ; .
  OPTIONAL { ?s ex:u "a"@en-GB , 'b'^^ex:D } { } UNION { } UNION { } MINUS { } GRAPH ?g { }
  SERVICE SILENT ex:x { } BIND (IF(BOUND(?x), 1, COALESCE()) AS ?y)
  VALUES ?z { 1 UNDEF } VALUES (?z) { (true) }
  FILTER NOT EXISTS { } FILTER (?x NOT IN (1, 2)) FILTER ex:f(?x)
}
GROUP BY ?x (STR(?y) AS ?z) ex:f(?x) HAVING (COUNT(*) > 1) ORDER BY ASC(?x) ?y OFFSET 3 LIMIT 2
VALUES () { () }
"""


def blamed(text: str, fault: Fault | None) -> str:
    assert fault is not None, text
    return text[fault.offset :]


@pytest.mark.parametrize(
    ("text", "rest", "message"),
    [
        ("", "", "the query ends too early"),
        ("SELEC * { ?s ?p ?o }", "SELEC * { ?s ?p ?o }", "'SELEC' cannot stand here"),
        ("ASK { ?s ?p }", "}", "'}' cannot stand here; expected a term"),
        ("ASK { ?s ?p ?o", "", "the query ends too early"),
        ("ASK { ?s ?p ?o . . ?x ?y ?z }", ". ?x ?y ?z }", "'.' cannot stand here"),
        ("ASK { ?s ?p ?o } }", "}", "'}' cannot stand here"),
        ("ASK { ?s ?p ?o FILTER(?o = ) }", ") }", "')' cannot stand here; expected an expression"),
        ("ASK { ?s ?p ?o FILTER ?o }", "?o }", "'?o' cannot stand here; expected a condition"),
        ("ASK { FILTER(STR(?a, ?b)) }", ", ?b)) }", "',' cannot stand here"),
        ("ASK { FILTER(1 < 2 < 3) }", "< 3) }", "'<' cannot stand here"),
        ("ASK { FILTER(?a<?b&&?c>?d) FILTR(1) }", "FILTR(1) }", "'FILTR' cannot stand here"),
        ('ASK { ?s ?p "abc }', '"abc }', "a string begins here that does not end"),
        ("ASK { ?s <http://a b> ?o }", "<http://a b> ?o }", "this is no IRI, for it holds ' '"),
        ("ASK { ?s <http://a/%zz> ?o }", "<http://a/%zz> ?o }", "is no IRI"),
        ("ASK { ?s zz:p ?o }", "zz:p ?o }", "the prefix zz: is not declared"),
        ("PREFIX a:b: <http://x/> ASK {}", "a:b: <http://x/> ASK {}", "expected a prefix and a colon"),
        ("SELECT ?x { ?x a ?y } LIMIT ten", "ten", "'ten' cannot stand here; expected a number"),
        ("SELECT COUNT(*) {}", "COUNT(*) {}", "'COUNT' cannot stand here"),
        ("SELECT (?x + ?y) {}", ") {}", "')' cannot stand here"),
        ("ASK {} ; DROP ALL", "; DROP ALL", "';' cannot stand here"),
        ("INSERT DATA {}", "INSERT DATA {}", "expected a prefix"),
        ("ASK { [] . }", ". }", "'.' cannot stand here; expected a property"),
        ("ASK { ?s ?p ?o OPTIONAL FILTER(?o) }", "FILTER(?o) }", "expected '{'"),
        ("CONSTRUCT WHERE { ?s ?p ?o FILTER(?o) }", "FILTER(?o) }", "'FILTER' cannot stand here"),
        ("ASK { ?s ?p 'a'@en, \\u0041 }", "\\u0041 }", "cannot stand here"),
    ],
)
def test_the_first_word_that_cannot_stand_where_it_stands(text: str, rest: str, message: str) -> None:
    fault = first_fault(text, PREFIXES)
    assert blamed(text, fault) == rest
    assert fault is not None
    assert message in fault.message or message == "expected a prefix"


@pytest.mark.parametrize(
    "text",
    [
        "ASK {}",
        "ASK { FILTER(?a<?b) FILTER(?a<?b&&?c>?d) FILTER(-?a*-1 < +2 && !(!?b)) }",
        EVERYTHING,
        "DESCRIBE <http://x> ?y",
        "DESCRIBE * WHERE { ?s ?p ?o }",
        "CONSTRUCT WHERE { ?s ?p ?o . } LIMIT 1",
        "CONSTRUCT { ?s ?p [] . [] ?p ?o . (1) ?p () } WHERE { { SELECT ?s WHERE { ?s ?p ?o } LIMIT 1 } }",
        "BASE <http://x/> PREFIX : <#> PREFIX a.b: <y> ASK { :a\\,b.c a.b:c%20d _:x . # }\n }",
        "ASK { ?s ?p '''it's \\'''' , \"\"\"\"quoted\" \"\"\" }",
    ],
)
def test_a_right_query_has_no_fault(text: str) -> None:
    assert first_fault(text, PREFIXES) is None


def test_all_canned_queries_have_no_fault() -> None:
    folder = Project.packaged().queries_folder
    assert folder is not None
    found = {path.name: first_fault(path.read_text("utf-8"), PREFIXES) for path in folder.rglob("*.rq")}
    assert len(found) > 40
    assert {name: fault for name, fault in found.items() if fault} == {}


def test_nesting_costs_no_stack() -> None:
    text = "ASK { FILTER(" + "(" * 20_000
    assert first_fault(text) == Fault(len(text), "the query ends too early; expected an expression")


@pytest.mark.parametrize(
    ("text", "said", "rest"),
    [
        ("SELECT ?o { ?s ?p ?o } GROUP BY ?s", "The SELECT contains a variable that is unbound", None),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", "Duplicated variable name in SELECT", None),
        ("SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT * is not authorized with GROUP BY", "GROUP BY ?s"),
        ("ASK { VALUES (?a ?b) { (1 2) (1 'x'@en) (-1) } }", "", "(-1) } }"),
        ("ASK { VALUES (?a) { ('1'^^<x:y>) (1 2) } }", "", "(1 2) } }"),
        ("ASK { { _:a ?p ?v } _:a ?q 1 }", "", "_:a ?q 1 }"),
        ("ASK { { ?s ?p ?o } BIND(1 AS ?o) }", "", "?o) }"),
    ],
)
def test_a_well_formed_query_without_sense(text: str, said: str, rest: str | None) -> None:
    assert first_fault(text) is None
    assert blamed(text, senseless(text, said)) == (text if rest is None else rest)


def test_of_what_is_not_understood_nothing_is_said() -> None:
    assert senseless("ASK { BIND(1 AS ?x) { ?x ?p ?o } VALUES ?y { 1 } }", "") is None
