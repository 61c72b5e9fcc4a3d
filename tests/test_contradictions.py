"""Statements that cannot be true together."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from migkg import terms
from migkg.judges.contradictions import RULES, problems
from migkg.judges.uses import Context, Uses

HEAD = "@prefix x: <x:> .\n" + "".join(
    f"@prefix {prefix}: <{terms.PREFIXES[prefix]}> .\n"
    for prefix in ("dcterms", "org", "owl", "rdfs", "skos")
)

RIGHT = [
    "x:a a skos:Concept ; skos:prefLabel 'a'@en, 'a'@fr, 'a' ; skos:altLabel 'b'@en, 'c'@en .",
    "x:a skos:prefLabel 'a'@en . x:b skos:prefLabel 'b'@en ; skos:altLabel 'a'@en .",
    "x:a skos:prefLabel 'a'@en-gb, 'b'@en-us, 'b'@en .",
    "x:a a skos:Concept, owl:Class . x:s a skos:ConceptScheme . x:c a skos:Collection .",
    "x:a skos:broader x:b ; skos:related x:c ; skos:exactMatch x:d . x:b skos:narrower x:a .",
    "x:a skos:exactMatch x:b ; skos:broadMatch x:c ; skos:relatedMatch x:d .",
    "x:a owl:sameAs x:b, x:a ; owl:differentFrom x:c . x:A rdfs:subClassOf x:A, x:B ; owl:disjointWith x:C .",
    "x:a dcterms:isPartOf x:b ; dcterms:relation x:a . x:b dcterms:hasPart x:a .",
]

WRONG = {
    "preferred-label": ["x:a skos:prefLabel 'a'@en, 'b'@en .", "x:a skos:prefLabel 'a', 'b' ."],
    "label-kind": [
        "x:a skos:prefLabel 'a'@en ; skos:altLabel 'a'@en .",
        "x:a skos:hiddenLabel 'a' ; skos:altLabel 'b', 'a' .",
    ],
    "kind": [
        "x:a a skos:Concept, skos:ConceptScheme .",
        "x:a a skos:Collection, skos:Concept .",
        "x:a a owl:Nothing .",
    ],
    "relation": [
        "x:a skos:related x:b ; skos:broader x:b .",
        "x:a skos:related x:b . x:b skos:broader x:a .",
        "x:a skos:narrowerTransitive x:b . x:b skos:related x:a .",
        "x:a skos:exactMatch x:b ; skos:relatedMatch x:b .",
        "x:a skos:exactMatch x:b . x:b skos:broadMatch x:a .",
    ],
    "same": [
        "x:a owl:sameAs x:b ; owl:differentFrom x:b .",
        "x:a owl:sameAs x:b . x:b owl:differentFrom x:a .",
    ],
    "itself": [
        "x:a skos:broader x:a .",
        "x:a dcterms:isPartOf x:a .",
        "x:a owl:differentFrom x:a .",
        "x:A owl:disjointWith x:A .",
        "x:a org:subOrganizationOf x:a .",
    ],
}


def kinds(turtle: str) -> list[str]:
    found = list(problems(Uses.of(ox.parse(HEAD + turtle, ox.RdfFormat.TURTLE)), Context()))
    assert all(result.message.endswith(".") for result in found)
    return [result.shape.rsplit("/", 1)[1] for result in found]


@pytest.mark.parametrize("turtle", RIGHT)
def test_what_can_be_true_is_accepted(turtle: str) -> None:
    assert kinds(turtle) == []


@pytest.mark.parametrize(
    ("kind", "turtle"), [(kind, case) for kind, cases in WRONG.items() for case in cases]
)
def test_a_contradiction_is_named_by_its_kind(kind: str, turtle: str) -> None:
    assert kinds(turtle) == [kind]


def test_each_rule_is_found_by_a_case_above() -> None:
    assert {rule.rsplit("/", 1)[1] for rule in RULES} == set(WRONG)
