"""Shapes that do not do what their author thinks."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from migkg import terms
from migkg.judges.constraints import RULES, problems
from migkg.judges.uses import Context, Uses

HEAD = "@prefix ex: <https://example.org/> .\n" + "".join(
    f"@prefix {prefix}: <{terms.PREFIXES[prefix]}> .\n" for prefix in ("rdf", "rdfs", "sh", "skos", "xsd")
)

RIGHT = [
    "ex:s a sh:NodeShape ; sh:property ex:p . ex:p a sh:PropertyShape ; sh:path ex:q ; sh:order 1 .",
    "ex:s sh:property ex:elsewhere .",
    "[] sh:path ex:p ; sh:minCount 1 ; sh:maxCount 1 ; sh:minLength 2 ; sh:maxLength 9 .",
    "[] sh:path ( ex:p [ sh:inversePath ex:q ] ) ; sh:datatype xsd:date ; sh:nodeKind sh:IRIOrLiteral .",
    "[] sh:path [ sh:alternativePath ( ex:p ) ] ; sh:in () ; sh:uniqueLang true ; sh:languageIn ( 'en' ) .",
    "ex:s a sh:NodeShape ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ; sh:in () .",
    "[] sh:path ex:p ; sh:pattern '^[A-Z]+$' ; sh:flags 'i' ; sh:minInclusive 1 ; sh:maxInclusive 1.5 .",
    "[] sh:path ex:p ; sh:pattern '^\\\\p{L}+$' ; sh:minExclusive 1 .",
    "[] sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:A ] ; sh:qualifiedMinCount 1 .",
    "ex:s a sh:PropertyShape ; sh:path ex:p ; sh:severity ex:Grave . ex:Grave a sh:Severity .",
    "ex:s sh:severity sh:Info ; sh:deactivated false ; sh:message 'a'@en, 'b'@fr ; sh:class ex:A, ex:B .",
    "[] sh:path ex:p ; sh:minInclusive '2018-01-01'^^xsd:date ; sh:maxInclusive '2019-01-01'^^xsd:date .",
    "ex:s sh:datatype rdf:langString . ex:t sh:datatype ex:own .",
    "ex:a ex:minCount '1' ; skos:notation 'sh:minCount' .",
]

WRONG = {
    "value": [
        "[] sh:path ex:p ; sh:minCount '1' .",
        "[] sh:path ex:p ; sh:maxCount 1.0 .",
        "[] sh:path ex:p ; sh:minLength 'two' .",
        "ex:s sh:closed 'true' .",
        "[] sh:path ex:p ; sh:uniqueLang 1 .",
        "[] sh:path ex:p ; sh:pattern '^a'@en .",
        "[] sh:path ex:p ; sh:datatype 'xsd:date' .",
        "[] sh:path ex:p ; sh:class 'Person' .",
        "[] sh:path ex:p ; sh:datatype xsd:datetime .",
        "[] sh:path ex:p ; sh:datatype <http://www.w3.org/2001/XMLSchema/date> .",
        "[] sh:path ex:p ; sh:nodeKind sh:Resource .",
        "[] sh:path ex:p ; sh:nodeKind 'IRI' .",
        "ex:s sh:targetClass [ sh:class ex:A ] .",
        "ex:s sh:severity 'Warning' .",
        "ex:s sh:property 'ex:p' .",
        "ex:s sh:node 'ex:t' .",
        "[] sh:path ex:p ; sh:qualifiedValueShape 'ex:t' ; sh:qualifiedMinCount 1 .",
    ],
    "list": [
        "[] sh:path ex:p ; sh:in 'a' .",
        "ex:s sh:ignoredProperties rdf:type ; sh:closed true .",
        "[] sh:path ex:p ; sh:languageIn 'en' .",
        "ex:s sh:or [ sh:class ex:A ] .",
    ],
    "path": [
        "ex:s sh:property [ sh:minCount 1 ] .",
        "ex:p a sh:PropertyShape ; sh:class ex:A .",
        "ex:s sh:property ex:p . ex:p sh:minCount 1 .",
        "ex:s a sh:NodeShape ; sh:path ex:p .",
    ],
    "once": [
        "[] sh:path ex:p ; sh:minCount 1, 2 .",
        "[] sh:path ex:p, ex:q .",
        "[] sh:path ex:p ; sh:datatype xsd:date, xsd:gYear .",
    ],
    "bounds": [
        "[] sh:path ex:p ; sh:minCount 2 ; sh:maxCount 1 .",
        "[] sh:path ex:p ; sh:minLength 5 ; sh:maxLength 4 .",
        "[] sh:path ex:p ; sh:minInclusive 1.5 ; sh:maxInclusive -1.5 .",
    ],
    "node-shape": ["ex:s a sh:NodeShape ; sh:minCount 1 .", "ex:s a sh:NodeShape ; sh:lessThan ex:q ."],
    "pair": [
        "[] sh:path ex:p ; sh:flags 'i' .",
        "ex:s sh:ignoredProperties ( rdf:type ) .",
        "[] sh:path ex:p ; sh:qualifiedMinCount 1 .",
    ],
    "pattern": [
        "[] sh:path ex:p ; sh:pattern '(a' .",
        "[] sh:path ex:p ; sh:pattern '*a' .",
        "[] sh:path ex:p ; sh:pattern 'a' ; sh:flags 'g' .",
    ],
    "severity": ["ex:s sh:severity ex:Grave .", "ex:s sh:severity sh:Fatal ."],
}


def kinds(turtle: str) -> list[str]:
    found = list(problems(Uses.of(ox.parse(HEAD + turtle, ox.RdfFormat.TURTLE)), Context()))
    assert all(result.message.endswith(".") for result in found)
    return [result.shape.rsplit("/", 1)[1] for result in found]


@pytest.mark.parametrize("turtle", RIGHT)
def test_a_right_shape_is_accepted(turtle: str) -> None:
    assert kinds(turtle) == []


@pytest.mark.parametrize(
    ("kind", "turtle"), [(kind, case) for kind, cases in WRONG.items() for case in cases]
)
def test_a_wrong_shape_is_named_by_its_kind(kind: str, turtle: str) -> None:
    assert set(kinds(turtle)) == {kind}


def test_each_rule_is_found_by_a_case_above() -> None:
    assert {rule.rsplit("/", 1)[1] for rule in RULES} == set(WRONG)
