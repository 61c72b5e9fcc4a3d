"""What a query can look at: enough for its answer, whatever it is, and little for a question of ours."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg.queries import load_queries
from migkg.reach import reach
from migkg.terms import RDF_TYPE

if TYPE_CHECKING:
    from migkg.project import Project
    from migkg.reach import Reach

X = "http://example.org/"
PREFIX = f"PREFIX x: <{X}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
LISTS = {f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}" for name in ("first", "rest")}


def names(*local: str) -> set[str]:
    return {X + name for name in local}


def found(query: str) -> Reach | None:
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
        # A variable that can only be what is listed
        ("SELECT * { VALUES ?p { x:p x:q } ?a ?p ?b }", names("p", "q")),
        (
            "SELECT * { ?a ?p ?b OPTIONAL { ?b x:r ?c } VALUES (?n ?p) { (1 x:p) (2 x:q) } }",
            names("p", "q", "r") | LISTS,
        ),
        ("SELECT * { ?s x:r ?t { SELECT ?a { VALUES ?p { x:p } ?a ?p ?b } } }", names("p", "r")),
        # A path that may have no step, which starts where another step has led
        ("SELECT * { ?a x:p/x:q* ?b }", names("p", "q")),
        ("SELECT * { ?a x:p ?b . ?b x:q? ?c }", names("p", "q")),
    ],
)
def test_properties_are_those_that_are_named(query: str, properties: set[str]) -> None:
    reached = found(query)
    assert reached is not None
    assert set(reached) == properties


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
        "SELECT * { VALUES ?p { x:p UNDEF } ?a ?p ?b }",
        "SELECT * { VALUES (?p ?n) { (UNDEF 1) (x:p 2) } ?a ?p ?b }",
        "SELECT * { VALUES ?q { x:p } ?a ?p ?b }",
        "SELECT * { { VALUES ?p { x:p } } ?a ?p ?b }",
        "SELECT * { VALUES ?p { x:p } OPTIONAL { ?a ?p ?b } }",
        "SELECT * { ?a ?p ?b } VALUES ?p { x:p }",
        "CONSTRUCT { ?a ?p ?b } WHERE { VALUES ?p { x:p } ?a x:q ?b }",
    ],
)
def test_what_may_look_at_any_property_reaches_all(query: str) -> None:
    ox.Store().query(PREFIX + query)  # it is a query
    assert found(query) is None


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
    assert found(query) is None


@pytest.mark.parametrize(
    ("query", "classes"),
    [
        ("SELECT * { ?s a x:C ; x:p ?o }", {"p": names("C")}),
        ("SELECT * { ?s a x:C ; x:p 1, 'a', ?o ; x:q ?o }", {"p": names("C"), "q": names("C")}),
        ("SELECT * { ?s a x:C, x:D ; x:p ?o }", {"p": names("C")}),
        (
            "SELECT * { ?s rdf:type x:C ; x:p ?o . ?u a x:D ; x:p ?v ; x:q ?w }",
            {"p": names("C", "D"), "q": names("D")},
        ),
        ("SELECT * { { ?s a x:C ; x:p ?o } UNION { ?s x:q ?o } }", {"p": names("C"), "q": None}),
        ("SELECT * { ?s x:q ?u ; a x:C ; x:p ?o }", {"p": names("C"), "q": None}),
        ("SELECT * { [ a x:C ; x:p ?u ] x:q ?o }", {"p": names("C"), "q": None}),
        ("SELECT * { ?s a x:C . ?s x:p ?o }", {"p": None}),
        ("SELECT * { ?s a x:C ; x:p ?o . ?t x:p ?u }", {"p": None}),
        ("SELECT * { ?s a x:C ; x:p [ x:q ?o ] ; x:r ?u }", {"p": None, "q": None, "r": None}),
        ("SELECT * { ?s a x:C ; x:p/x:q ?o ; x:r ?u }", {"p": None, "q": None, "r": None}),
        ("SELECT * { ?s a x:C ; ^x:p ?o }", {"p": None}),
        ("SELECT * { ?s a x:C ; x:p+ ?o }", {"p": None}),
        ("SELECT * { ?s a ?class ; x:p ?o }", {"p": None}),
        ("SELECT * { ?s ^a x:C ; x:p ?o }", {"p": None}),
        ("SELECT * { ?s x:q/a x:C ; x:p ?o }", {"p": None}),
        ("SELECT * { ?s a x:C ; x:p x:p }", {"p": None}),
        ("CONSTRUCT { ?s a x:C ; x:p ?o } WHERE { ?s x:p ?o }", {"p": None}),
    ],
)
def test_classes_are_those_of_the_list_in_which_a_property_stands(
    query: str, classes: dict[str, set[str] | None]
) -> None:
    ox.Store().query(PREFIX + query)
    reached = found(query)
    assert reached is not None
    assert {name: reached[X + name] for name in classes} == classes


@pytest.mark.parametrize(
    ("query", "classes"),
    [
        ("SELECT * { ?s a x:C }", names("C")),
        (f"SELECT * {{ ?s <{RDF_TYPE}> x:C . [ a x:D ] x:p ?o ; a x:E }}", names("C", "D", "E")),
        ("SELECT * { ?s a x:C . ?t a ?class }", None),
        ("SELECT * { ?s a/x:p x:C }", None),
        ("SELECT * { ?s ^a x:C }", None),
        ("SELECT * { ?s (a) x:C }", None),
        ("SELECT * { ?s a|x:p x:C }", None),
        ("SELECT * { ?s a+ x:C }", None),
        ("PREFIX r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#ty> SELECT * { ?s r:pe ?class }", None),
    ],
)
def test_things_of_named_classes_are_looked_for_among_these(query: str, classes: set[str] | None) -> None:
    ox.Store().query(PREFIX + query)
    reached = found(query)
    assert reached is not None
    assert reached[RDF_TYPE] == classes


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
    reached = found(query)
    assert reached is not None
    assert (set(reached) >= LISTS) is holds


def test_most_of_our_questions_reach_little(project: Project) -> None:
    assert project.queries_folder is not None
    texts = {name: query.text for name, query in load_queries(project.queries_folder).items()}
    small = {name for name, text in texts.items() if reach(text)}
    assert "coverage" in small
    assert len(small) >= len(texts) * 3 / 4


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
        typed = chance.choice(("", "", f"a {chance.choice(('x:C', 'x:D', '?w'))} ;"))
        more = chance.choice(("", "", f"; {chance.choice(PROPERTIES)} {chance.choice(VARIABLES)}"))
        parts.append(f"{subject} {typed} {verb} {value} {more} .")
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
                    f"VALUES (?v ?u) {{ (1 {chance.choice(PROPERTIES[:3])}) (UNDEF x:p) }}",
                    f"VALUES ?u {{ {' '.join(chance.sample(PROPERTIES[:3], 2))} }}",
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


def within(quads: list[ox.Quad], reached: Reach | None) -> list[ox.Quad]:
    """The quads that can be looked at."""
    if reached is None:
        return quads
    classes: dict[object, set[str]] = {}
    for quad in quads:
        if quad.predicate.value == RDF_TYPE:
            classes.setdefault(quad.subject, set()).add(getattr(quad.object, "value", ""))
    near = []
    for quad in quads:
        wanted = reached.get(quad.predicate.value, frozenset())
        if wanted is None or wanted & classes.get(quad.subject, set()):
            near.append(quad)
    return near


@pytest.mark.parametrize("seed", range(10))
def test_what_is_out_of_reach_changes_no_answer(seed: int) -> None:
    chance = random.Random(seed)
    left_out = 0
    for _ in range(120):
        query = f"{PREFIX}SELECT ?u ?v ?w {{ {some_group(chance)} }}"
        quads = some_graph(chance)
        near = within(quads, reach(query))
        left_out += len(quads) - len(near)
        assert rows(near, query) == rows(quads, query), query
    assert left_out > 100


@pytest.mark.parametrize("seed", range(10))
def test_nor_does_it_where_only_the_names_of_the_query_occur(seed: int) -> None:
    chance = random.Random(seed)
    more = 0
    for _ in range(120):
        ends = (
            "?u x:p* x:c",
            "?u x:p* ?w VALUES ?w { x:c x:a }",
            "OPTIONAL { VALUES (?v ?w) { (x:b x:c) } ?u x:q/x:p* ?v . ?v x:p* ?w }",
        )
        query = f"{PREFIX}SELECT ?u ?v ?w {{ {some_group(chance)} {chance.choice(ends)} }}"
        quads = some_graph(chance)
        reached = reach(query, occurring=True)
        near = within(quads, reached)
        occurring = {term for quad in quads for term in (quad.subject, quad.object)}
        named = {ox.NamedNode(name) for name in reached or ()} & occurring
        near += [ox.Quad(name, ox.NamedNode(f"{X}unused"), name) for name in named]
        more += reached is not None
        assert rows(near, query) == rows(quads, query), query
    assert more > 10


def test_a_path_that_ends_at_a_name_may_have_no_step_only_if_the_name_occurs() -> None:
    query = f"{PREFIX}SELECT * {{ ?a x:p* x:c }}"
    assert found("SELECT * { ?a x:p* x:c }") is None
    assert set(reach(query, occurring=True) or ()) == names("p", "c")
    assert reach(f"{PREFIX}SELECT * {{ ?a x:p* ?b }}", occurring=True) is None


@pytest.mark.parametrize(
    ("group", "understood"),
    [
        ("?a x:p* ?b VALUES ?b { x:c x:d }", True),
        ("VALUES (?a ?b) { (x:e x:c) } ?a x:p* ?b", True),
        ("?a x:p* ?b VALUES ?b { x:c UNDEF }", False),
        ("?a x:p* ?b VALUES ?b { x:c 1 }", False),
        ("?a x:p* ?b VALUES (?a ?b) { (1 x:c) (UNDEF x:d) }", True),
        ('?a x:p* ?b VALUES (?a ?b) { ("1"^^x:c x:d) (x:d "1"^^x:c) }', False),
        ("VALUES ?b { x:c } OPTIONAL { ?a x:p* ?b }", False),
        ("?a x:p* ?b { VALUES ?b { x:c } }", False),
    ],
)
def test_a_path_may_end_at_one_of_the_names_that_values_lists(group: str, understood: bool) -> None:
    reached = reach(f"{PREFIX}SELECT * {{ {group} }}", occurring=True)
    assert (reached is not None) == understood
    assert reach(f"{PREFIX}SELECT * {{ {group} }}") is None
    if reached is not None:
        assert names("p", "c") <= set(reached)
