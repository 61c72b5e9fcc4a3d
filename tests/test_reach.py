"""What a query can look at: enough for its answer, whatever it is, and little for a question of ours."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg.queries import load_queries
from migkg.reach import Reach, reach
from migkg.terms import RDF_TYPE

if TYPE_CHECKING:
    from migkg.project import Project

X = "http://example.org/"
PREFIX = f"PREFIX x: <{X}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
LISTS = {f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}" for name in ("first", "rest")}


def names(*local: str) -> set[str]:
    return {X + name for name in local}


def found(query: str) -> Reach:
    return reach(PREFIX + query)


@pytest.mark.parametrize(
    ("query", "properties"),
    [
        ("SELECT ?s { ?s x:p ?o }", names("p")),
        ("SELECT ?s { ?s x:p ?a, ?b ; x:q ?c . ?c x:r ?d }", names("p", "q", "r")),
        ("SELECT ?s { ?s x:p/^x:q|x:r+ ?o }", names("p", "q", "r")),
        (f"SELECT ?s {{ ?s <{X}p> ?o }}", names("p")),
        (f"SELECT ?s {{ ?s <{X}p(q)/r> 1 FILTER(?s< 2) }}", names("p(q)/r")),
        ("SELECT ?a ?b ?c { ?a x:p ?b . OPTIONAL { ?b x:q ?c } } ORDER BY ?a ?b ?c", names("p", "q")),
        ("SELECT ?a { ?a x:p ?b FILTER(!BOUND(?b) || ?b != 3 && ?a < ?b) }", names("p")),
        ("SELECT ?a (COUNT(*) AS ?n) { ?a x:p ?b } GROUP BY ?a ?b HAVING (COUNT(*) > 1)", names("p")),
        ("SELECT * { VALUES ?a { x:a 1 } ?a x:p ?b MINUS { ?a x:q ?b } }", names("a", "p", "q")),
        ("SELECT * { ?a x:p ?b BIND(STR(?b) AS ?c) ?a x:q ?c }", names("p", "q")),
        ('SELECT * { ?a x:p "?s ?p ?o", """?s ?p "?o\\"""", \'?s ?p ?o\'@en # ?s ?p ?o\n }', names("p")),
        ("SELECT * { ?a x:p:q.r-s%20 ?b }", names("p:q.r-s%20")),
        ("ASK { _:b x:p [ x:q 1.5 ] }", names("p", "q")),
        ("CONSTRUCT { ?s x:q ?o } WHERE { ?s x:p ?o }", names("p", "q")),
        # A path that may have no step, which starts where another step has led
        ("SELECT * { ?a x:p/x:q* ?b }", names("p", "q")),
        ("SELECT * { ?a x:p ?b . ?b x:q? ?c }", names("p", "q")),
    ],
)
def test_properties_are_those_that_are_named(query: str, properties: set[str]) -> None:
    assert found(query).properties == properties


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { x:s ?p x:o }",
        "SELECT * { ?s x:p ?o ; ?q ?r }",
        "SELECT * { [ ?p 1 ] x:q ?o }",
        "SELECT * { [] ?p -1 }",
        "SELECT * { [] ?p .5 }",
        "SELECT * { [] $p true }",
        "SELECT * { _:b ?p 'x' }",
        "SELECT * { (1 2) ?p ?o }",
        "SELECT * { ?s ?p (1 2) }",
        "SELECT * { FILTER(true) (1 2) ?p ?o }",
        "SELECT * { ?a x:p ?b FILTER EXISTS { ?a ?c ?d } }",
        "SELECT (EXISTS { ?s ?p ?o } AS ?e) {}",
        "SELECT ?s { { SELECT ?s ?o { ?s ?p ?o } } }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "SELECT * { ?a x:p* ?b }",
        "SELECT * { ?a x:p? ?b }",
        "SELECT * { ?a x:p?/x:q ?b }",
        "SELECT * { ?a (x:p/x:q)* ?b }",
        "SELECT * { ?a ^x:p* ?b }",
        "SELECT * { ?a x:p|x:q* ?b }",
        "SELECT * { ?a x:q* x:c }",
        "SELECT * { ?a x:p ?b . ?c x:q* ?d }",
        "SELECT * { ?a x:p* ?b . ?b x:q* ?c }",
        "SELECT * { ?a !x:p ?b }",
        "SELECT * { ?a !(x:p|^x:q) ?b }",
        "SELECT * { ?a !^x:p ?b }",
        "SELECT * { ?a !a ?b }",
        "SELECT * { ?a x:p/!x:q ?b }",
    ],
)
def test_what_may_look_at_any_property_reaches_all(query: str) -> None:
    ox.Store().query(PREFIX + query)  # it is a query
    assert found(query) == Reach()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { GRAPH ?g { ?s x:p ?o } }",
        "SELECT * { graph x:g { ?s x:p ?o } }",
        "SELECT * FROM x:g { ?s x:p ?o }",
        "SELECT * FROM NAMED x:g { ?s x:p ?o }",
        "SELECT * { SERVICE <http://example.org/sparql> { ?s x:p ?o } }",
        "DESCRIBE x:s",
        "SELECT * { ?s <p> ?o }",
        f"BASE <{X}> SELECT * {{ ?s <p> ?o }}",
        f"SELECT * {{ ?s <{X}\\u0070> ?o }}",
        "SELECT * { ?s x:p\\-q ?o }",
        "SELECT * { ?s y:p ?o }",
        "SELECT * { ?a x:p ?b FILTER(?a<x:b) ?s ?p ?o FILTER(?c>?d) }",
        "SELECT * { ?a x:p ?b FILTER(?b<x:b)(1)x:q(2).FILTER(3>2) }",
        "SELECT * { << ?s x:p ?o >> x:q ?r }",
        "SELECT * { ?s x:p 'no end",
    ],
)
def test_what_tells_graphs_apart_or_is_not_understood_reaches_all(query: str) -> None:
    assert found(query) == Reach()


@pytest.mark.parametrize(
    ("query", "classes"),
    [
        ("SELECT * { ?s a x:C }", names("C")),
        ("SELECT * { ?s rdf:type x:C, x:D ; x:p ?o }", names("C", "D")),
        (f"SELECT * {{ ?s <{RDF_TYPE}> x:C . [ a x:D ] x:p ?o ; a x:E }}", names("C", "D", "E")),
        ("SELECT * { ?s a ?class }", None),
        ("SELECT * { ?s a x:C, ?class }", None),
        ("SELECT * { ?s a/x:p x:C }", None),
        ("SELECT * { ?s x:p/a x:C }", None),
        ("SELECT * { ?s ^a x:C }", None),
        ("SELECT * { ?s (a) x:C }", None),
        ("SELECT * { ?s a|x:p x:C }", None),
        ("SELECT * { ?s a+ x:C }", None),
        ("PREFIX r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#ty> SELECT * { ?s r:pe ?class }", None),
    ],
)
def test_classes_are_those_that_are_named(query: str, classes: set[str] | None) -> None:
    ox.Store().query(PREFIX + query)
    answer = found(query)
    assert answer.properties is not None
    assert RDF_TYPE in answer.properties
    assert answer.classes == classes or (classes is not None and answer.classes >= classes)
    assert (answer.classes is None) is (classes is None)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("SELECT * { ?s x:p (1 ?x) }", True),
        ("SELECT * { (1 ?x) x:p ?o }", True),
        ("SELECT * { ?s x:p ((1) 2) }", True),
        ("SELECT * { ?s x:p 1, (1 2) }", True),
        ("SELECT (COUNT(?s) AS ?n) { ?s x:p ?o FILTER(?o > 1) BIND(IF(?o > 2, 1, 2) AS ?x) }", False),
    ],
)
def test_a_list_in_brackets_reaches_its_links(query: str, holds: bool) -> None:
    properties = found(query).properties
    assert properties is not None
    assert (properties >= LISTS) is holds


def test_most_of_our_questions_reach_little(project: Project) -> None:
    assert project.queries_folder is not None
    texts = {name: query.text for name, query in load_queries(project.queries_folder).items()}
    small = {name for name, text in texts.items() if reach(text).properties}
    assert "coverage" in small
    assert len(small) > len(texts) * 3 / 4
    assert reach(texts["coverage"]).classes


# --- random queries over random graphs: nothing outside the reach can matter --------------------------

PROPERTIES = ("x:p", "x:q", "x:r", "a")
NODES = ("x:a", "x:b", "x:c", "x:C", "x:D", "1")
VARIABLES = ("?u", "?v", "?w")


def some_path(chance: random.Random, depth: int = 2) -> str:
    form = chance.randrange(9) if depth else 0
    if form < 4:
        return chance.choice(PROPERTIES)
    inner = some_path(chance, depth - 1)
    if form == 4:
        return f"({inner}){chance.choice('*+?')}"
    if form == 5:
        return f"{chance.choice(PROPERTIES)}{chance.choice('*+?')}"
    if form == 6:
        return f"^({inner})"
    return f"{inner}{chance.choice('/|')}{some_path(chance, depth - 1)}" if form == 7 else "!x:p"


def some_group(chance: random.Random, depth: int = 2) -> str:
    parts = []
    for _ in range(chance.randint(1, 3)):
        subject = chance.choice((*VARIABLES, "x:a", "[]"))
        verb = chance.choice((*VARIABLES[:1], *(some_path(chance) for _ in range(7))))
        value = chance.choice((*VARIABLES, *NODES))
        parts.append(f"{subject} {verb} {value} .")
    if depth:
        inner = some_group(chance, depth - 1)
        parts.append(
            chance.choice(
                [
                    f"OPTIONAL {{ {inner} }}",
                    f"{{ {inner} }} UNION {{ {some_group(chance, 0)} }}",
                    f"MINUS {{ {inner} }}",
                    f"FILTER NOT EXISTS {{ {inner} }}",
                    f"{{ SELECT DISTINCT ?u ?v {{ {inner} }} }}",
                    f"VALUES ?u {{ {chance.choice(NODES)} {chance.choice(NODES)} }}",
                    "FILTER(?u != ?v || !BOUND(?w))",
                    "",
                ]
            )
        )
        chance.shuffle(parts)
    return " ".join(parts)


def some_graph(chance: random.Random) -> list[ox.Quad]:
    text = "".join(
        f"{chance.choice(NODES[:-1])} {chance.choice(PROPERTIES)} {chance.choice(NODES)} .\n"
        for _ in range(25)
    )
    return list(ox.parse(f"@prefix x: <{X}> .\n{text}", ox.RdfFormat.TURTLE))


def rows(quads: list[ox.Quad], query: str) -> list[str]:
    store = ox.Store()
    store.extend(quads)
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    return sorted(str([row[name[1:]] for name in VARIABLES]) for row in answer)


def is_within(quad: ox.Quad, limits: Reach) -> bool:
    if limits.properties is None:
        return True
    if quad.predicate.value == RDF_TYPE and limits.classes is not None:
        return getattr(quad.object, "value", "") in limits.classes
    return quad.predicate.value in limits.properties


@pytest.mark.parametrize("seed", range(10))
def test_what_is_out_of_reach_changes_no_answer(seed: int) -> None:
    chance = random.Random(seed)
    left_out = 0
    for _ in range(120):
        query = f"{PREFIX}SELECT ?u ?v ?w {{ {some_group(chance)} }}"
        quads = some_graph(chance)
        limits = found(query.removeprefix(PREFIX))
        near = [quad for quad in quads if is_within(quad, limits)]
        left_out += len(quads) - len(near)
        assert rows(near, query) == rows(quads, query), query
    assert left_out > 100
