"""Which SPARQL constraints are asked once of a whole graph, and that this finds what pySHACL alone finds."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from migkg import shacl
from migkg.errors import ProjectError
from migkg.places import SourceFile
from migkg.questions import is_joinable
from migkg.shapes import Rules

PREFIXES = """
    @prefix : <http://example.org/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    :names sh:declare [ sh:prefix "" ; sh:namespace "http://example.org/" ] .
"""
DATA = """
    :a a :T ; :p 1 , 2 ; :q :b ; rdfs:label "a"@en .
    :b a :U ; :p 1 ; :q :a , :c ; rdfs:label "b"@en , "b2"@en .
    :c a :T ; :q :c .
    :d :p 5 ; :r :a .
    :U rdfs:subClassOf :T .
    [] a :T ; :q [ a :U ; :p "x" ] .
"""


@pytest.mark.parametrize(
    "query",
    [
        "SELECT $this WHERE { $this :p ?o }",
        "SELECT ?this ?value { ?this :p ?value FILTER(?value > 3) }",
        "SELECT DISTINCT $this WHERE { { $this :p 1 } UNION { $this :p 2 } }",
        "SELECT $this WHERE { $this :p ?o . OPTIONAL { ?o :q ?x . FILTER(?x = $this) } FILTER(!BOUND(?x)) }",
        "SELECT $this WHERE { ?any :p ?o . FILTER NOT EXISTS { $this :p ?o . FILTER(?o != $this) } }",
        "SELECT $this (COUNT(?o) AS ?n) WHERE { $this :p ?o } GROUP BY $this HAVING (COUNT(?o) > 1)",
        "SELECT * WHERE { $this :p ?o . BIND(STR($this) AS ?name) }",
        'SELECT $this WHERE { $this :p "} LIMIT 1 {" } # MINUS',
        "SELECT $this WHERE { $this :p ?o . FILTER CONTAINS(STR($this), STR(?o)) }",
        "SELECT $this WHERE { $this (:p|^:q)/:r+ ?o }",
    ],
)
def test_a_query_that_a_join_cannot_change_is_asked_once(query: str) -> None:
    assert is_joinable(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?value WHERE { $this :p ?value }",
        "SELECT (STR($this) AS ?value) WHERE { $this :p ?o }",
        "SELECT $this WHERE { { ?s :p ?o . FILTER(?s = $this) } UNION { $this :p 2 } }",
        "SELECT $this WHERE { { BIND($this AS ?x) } ?x :p ?o }",
        "SELECT $this WHERE { ?s :p ?o . { ?s :q ?o FILTER CONTAINS(STR($this), STR(?o)) } }",
        "SELECT $this WHERE { ?s :p ?o . OPTIONAL { BIND($this AS ?x) } }",
        "SELECT $this WHERE { OPTIONAL { OPTIONAL { ?s :p ?o . FILTER(?s = $this) } } }",
        "SELECT $this WHERE { { FILTER NOT EXISTS { $this :p ?o } } }",
        "SELECT $this WHERE { FILTER EXISTS { { ?s :p ?o FILTER(?s = $this) } } }",
        "SELECT $this WHERE { $this :p ?o . { SELECT ?o WHERE { $this :q ?o } } }",
        "SELECT $this (COUNT(?o) AS ?n) WHERE { $this :p ?o }",
        "SELECT $this WHERE { $this :p ?o } LIMIT 1",
        "SELECT $this WHERE { $this :p ?o MINUS { $this :q ?o } }",
        "SELECT $this WHERE { VALUES ?o { 1 } $this :p ?o }",
        "SELECT $this WHERE { $this $PATH ?o }",
        "SELECT $this WHERE { GRAPH $shapesGraph { $currentShape ?p ?o } $this :p 1 }",
    ],
)
def test_a_query_that_a_join_could_change_is_left_to_pyshacl(query: str) -> None:
    assert not is_joinable(query)


SHAPES = {
    "by class": ":s a sh:NodeShape ; sh:targetClass :T ; sh:property [ sh:path :p ; sh:maxCount 1 ] .",
    "by implicit class": """
        :T a rdfs:Class , sh:NodeShape ; sh:property :s-p .
        :s-p a sh:PropertyShape ; sh:path :p ; sh:minCount 1 .""",
    "closed": """
        :s a sh:NodeShape ; sh:targetClass :T ; sh:closed true ; sh:ignoredProperties ( rdfs:label ) ;
            sh:property [ sh:path :p ; sh:datatype xsd:integer ] .""",
    "shared and nested": """
        :s a sh:NodeShape ; sh:targetSubjectsOf :q ; sh:property :s-p , [ sh:path :q ; sh:node :t ] .
        :t a sh:NodeShape ; sh:targetObjectsOf :r ; sh:property :s-p , [ sh:path :q ; sh:minCount 2 ] .
        :s-p sh:path :p ; sh:maxInclusive 1 .""",
    "negated": """
        :s a sh:NodeShape ; sh:targetClass :T ; sh:not :t .
        :t a sh:NodeShape ; sh:targetNode :b ; sh:property [ sh:path :p ; sh:hasValue 1 ] .""",
    "listed": """
        :s a sh:NodeShape ; sh:targetNode :a , :b , "text" ;
            sh:or ( [ sh:property [ sh:path :p ; sh:minCount 2 ] ] [ sh:nodeKind sh:Literal ] ) .""",
    "disjoint": """
        :s a sh:NodeShape ; sh:targetClass :T ; sh:property :s-1 , :s-2 .
        :s-1 sh:path :q ; sh:qualifiedValueShape [ sh:class :T ] ; sh:qualifiedMinCount 1 ;
            sh:qualifiedValueShapesDisjoint true .
        :s-2 sh:path :q ; sh:qualifiedValueShape [ sh:class :U ] ; sh:qualifiedMinCount 1 ;
            sh:qualifiedValueShapesDisjoint true .""",
    "in part deactivated": """
        :s a sh:NodeShape ; sh:deactivated true ; sh:targetClass :T ; sh:property :s-p .
        :t a sh:NodeShape ; sh:targetNode :b ; sh:property :s-p .
        :s-p sh:path :p ; sh:minCount 2 .""",
    "property of a property": """
        :s a sh:NodeShape ; sh:targetClass :T ; sh:property :s-q .
        :s-q sh:path :q ; sh:property [ sh:path :p ; sh:minCount 1 ] .""",
    "asked": """
        :s a sh:NodeShape ; sh:targetClass :T ; sh:sparql :ask ; sh:property :s-p .
        :ask sh:prefixes :names ; sh:select "SELECT $this ?value WHERE { $this :q ?value . ?value :p 1 }" .
        :s-p sh:path :p ; sh:sparql [ sh:prefixes :names ;
            sh:select "SELECT $this ?value { $this :p ?value FILTER(isNumeric(?value) && ?value>1) }" ] .""",
    "asked of value nodes": """
        :s a sh:NodeShape ; sh:targetClass :T ; sh:property [ sh:path :q ; sh:node :t ] .
        :t a sh:NodeShape ; sh:sparql [ sh:prefixes :names ;
            sh:select "SELECT $this WHERE { $this :p 1 }" ] .""",
    "asked, not as a join": """
        :s a sh:NodeShape ; sh:targetClass :T ; sh:sparql [ sh:prefixes :names ;
            sh:select "SELECT $this WHERE { $this :q ?x . { ?y :p ?z . FILTER(?y = $this) } }" ] .""",
    "asked with a path": """
        :s a sh:NodeShape ; sh:targetClass :T ; sh:property [ sh:path :q ; sh:sparql [ sh:prefixes :names ;
            sh:select "SELECT $this ?value WHERE { $this $PATH ?value . ?value :q $this }" ] ] .""",
}


def read(text: str, *, is_shapes: bool = False) -> SourceFile:
    quads = tuple(ox.parse(PREFIXES + text, ox.RdfFormat.TURTLE))
    return SourceFile(name="a.ttl", graph="http://example.org/g", quads=quads, is_shapes=is_shapes)


@pytest.mark.parametrize("text", SHAPES.values(), ids=SHAPES)
def test_both_ways_find_the_same(text: str) -> None:
    data, shapes = read(DATA), read(text, is_shapes=True)
    rules = Rules.from_quads(shapes.quads, data.quads)
    ours = [
        *shacl.core_results(rules, [data]),
        *shacl.sparql_results(rules, shacl.load_store([data])),
    ]
    whole = shacl.whole_results(rules, [data])
    assert {result[:4] for result in ours} == {result[:4] for result in whole} != set()


def test_what_cannot_be_compared_is_not_less() -> None:
    shapes = read(
        ":s a sh:NodeShape ; sh:targetNode :n ; sh:property [ sh:path :p ; sh:lessThanOrEquals :q ] .",
        is_shapes=True,
    )
    data = read(':n :p "?"^^xsd:integer ; :q 2 .')
    rules = Rules.from_quads(shapes.quads, data.quads)
    assert [str(result.value) for result in shacl.core_results(rules, [data])] == [
        '"?"^^<http://www.w3.org/2001/XMLSchema#integer>'
    ]


def test_a_query_without_select_is_refused() -> None:
    shapes = read(":s a sh:NodeShape ; sh:targetNode :a ; sh:sparql [ sh:select 'ASK { $this :p 1 }' ] .")
    with pytest.raises(ProjectError, match="is no SELECT"):
        Rules.from_quads(shapes.quads, [])


def test_prefixes_may_be_imported() -> None:
    shapes = read(
        """:s a sh:NodeShape ; sh:targetNode :a ; sh:sparql [ sh:prefixes :more ;
               sh:select "SELECT $this WHERE { $this :p 1 }" ] .
           :more <http://www.w3.org/2002/07/owl#imports> :names , :more ."""
    )
    rules = Rules.from_quads(shapes.quads, [])
    assert len(shacl.sparql_results(rules, shacl.load_store([read(DATA)]))) == 1
