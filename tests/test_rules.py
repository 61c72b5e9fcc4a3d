"""Rules in SPARQL give what owlrl gives: on the dataset, and on random graphs with random vocabularies."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest

import taking
from migkg import graph, reason, rules
from migkg.bridge import to_rdflib
from migkg.errors import DataError
from migkg.schema import decode, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from migkg.project import Project

PREFIXES: Final = """
@prefix : <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CONTRADICTION: Final = ["a contradiction"]


def parse(text: str) -> list[ox.Quad]:
    return list(ox.parse(PREFIXES + text, ox.RdfFormat.TURTLE))


def lines(triples: Iterable[ox.Triple]) -> list[str]:
    return sorted(f"{triple} .\n" for triple in triples)


def by_rules(quads: Iterable[ox.Quad], scratch: Path | None = None) -> list[str]:
    try:
        return lines(rules.derive(list(quads), scratch=scratch))
    except DataError:
        return CONTRADICTION


def by_owlrl(quads: Iterable[ox.Quad]) -> list[str]:
    try:
        derived = reason.infer(to_rdflib(quads))
    except DataError:
        return CONTRADICTION
    return lines(ox.parse(reason.n_triples(derived), ox.RdfFormat.N_TRIPLES))


# --- the dataset -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def quads(project: Project) -> list[ox.Quad]:
    return [quad for file in project.files if file.is_asserted for quad in graph.parse_file(file.path)]


@pytest.mark.slow
def test_on_the_dataset_the_rules_derive_what_owlrl_derives(quads: list[ox.Quad], tmp_path: Path) -> None:
    expected = by_owlrl(quads)
    assert len(expected) > 10_000
    assert by_rules(quads) == expected
    assert by_rules(quads, tmp_path / "scratch") == expected


def test_no_triple_is_derived_that_is_there(quads: list[ox.Quad]) -> None:
    found = by_rules(quads)
    assert len(set(found)) == len(found) > 10_000
    asserted = {f"{quad.subject} {quad.predicate} {quad.object} .\n" for quad in quads}
    assert asserted.isdisjoint(found)


@pytest.mark.slow
def test_the_work_grows_as_the_data_do(quads: list[ox.Quad]) -> None:
    def work(times: int) -> Callable[[], int]:
        many = [quad for number in range(times) for quad in (_moved(quad, number) for quad in quads)]
        return lambda: len(list(rules.derive(many)))

    assert work(8)() > 5000 * 8
    assert taking.growth(work, 2, 4) < 2.5 * 4


def _moved(quad: ox.Quad, number: int) -> ox.Quad:
    """The quad about other things of the same kinds: claims, passages and the like get new names."""

    def move(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> ox.NamedNode | ox.BlankNode | ox.Literal:
        if (
            number
            and isinstance(term, ox.NamedNode)
            and ("/document/" in term.value or "/claim/" in term.value)
        ):
            return ox.NamedNode(f"{term.value}/copy/{number}")
        return term

    return ox.Quad(move(quad.subject), quad.predicate, move(quad.object), quad.graph_name)


# --- random graphs -----------------------------------------------------------------------------------


class Dice:
    """Random axioms and facts, as Turtle."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._pick = self._random.choice
        self._blanks = 0

    def text(self) -> str:
        shy = self._random.random() < 0.4
        axioms = [self._axiom(shy) for _ in range(self._random.randint(3, 12))]
        facts = [self._fact() for _ in range(self._random.randint(5, 25))]
        declared = [f":C{number} a owl:Class ." for number in range(6) if self._random.random() < 0.7]
        declared += [
            f":p{number} a owl:ObjectProperty ." for number in range(5) if self._random.random() < 0.7
        ]
        lines = [*axioms, *facts, *declared]
        self._random.shuffle(lines)
        return "\n".join(lines)

    def _a(self) -> str:
        """A class, sometimes one without a name."""
        if self._random.random() < 0.75:
            return f":C{self._random.randrange(6)}"
        made = self._pick((self._restriction, self._combination))
        return made()

    def _p(self) -> str:
        return f":p{self._random.randrange(5)}"

    def _i(self) -> str:
        return (
            f":i{self._random.randrange(7)}"
            if self._random.random() < 0.9
            else f"_:b{self._random.randrange(2)}"
        )

    def _value(self) -> str:
        if self._random.random() < 0.8:
            return self._i()
        return self._pick(
            ('"1"^^xsd:integer', '"01"^^xsd:integer', '"so"', '"so"@en', '"2019"^^xsd:gYear', '"x y"')
        )

    def _restriction(self) -> str:
        inner = self._pick(
            (
                f"owl:hasValue {self._value()}",
                f"owl:someValuesFrom {self._pick((':C1', ':C2', ':C3', 'owl:Thing', 'xsd:integer'))}",
                f"owl:allValuesFrom :C{self._random.randrange(6)}",
            )
        )
        return f"[ a owl:Restriction ; owl:onProperty {self._p()} ; {inner} ]"

    def _combination(self) -> str:
        kind = self._pick(("intersectionOf", "intersectionOf", "unionOf"))
        return f"[ a owl:Class ; owl:{kind} ( {self._a()} {self._a()} ) ]"

    def _axiom(self, shy: bool) -> str:
        """An axiom; a shy one cannot contradict anything."""
        gentle = (
            lambda: f"{self._a()} rdfs:subClassOf {self._a()} .",
            lambda: f"{self._a()} rdfs:subClassOf {self._a()} .",
            lambda: f"{self._p()} rdfs:subPropertyOf {self._p()} .",
            lambda: f"{self._p()} rdfs:domain {self._a()} .",
            lambda: f"{self._p()} rdfs:range {self._a()} .",
            lambda: f"{self._p()} owl:inverseOf {self._p()} .",
            lambda: f"{self._a()} owl:equivalentClass {self._a()} .",
            lambda: f"{self._p()} owl:equivalentProperty {self._p()} .",
            lambda: f"{self._p()} a owl:TransitiveProperty .",
            lambda: f"{self._p()} a owl:SymmetricProperty .",
            lambda: f"{self._p()} owl:propertyChainAxiom ( {self._p()} {self._p()} ) .",
            lambda: f":p3 owl:propertyChainAxiom ( {self._p()} {self._p()} {self._p()} ) .",
            lambda: f":C5 owl:oneOf ( {self._i()} :i1 ) .",
            lambda: f"{self._p()} rdfs:subPropertyOf rdfs:label .",
            lambda: ":note a owl:AnnotationProperty .",
        )
        harsh = (
            lambda: f"{self._a()} owl:disjointWith {self._a()} .",
            lambda: f"[] a owl:AllDisjointClasses ; owl:members ( {self._a()} {self._a()} {self._a()} ) .",
            lambda: f"{self._p()} a owl:FunctionalProperty .",
            lambda: f"{self._p()} a owl:InverseFunctionalProperty .",
            lambda: f"{self._p()} a owl:AsymmetricProperty .",
            lambda: f"{self._p()} a owl:IrreflexiveProperty .",
            lambda: f"{self._p()} owl:propertyDisjointWith {self._p()} .",
            lambda: f"{self._a()} owl:complementOf {self._a()} .",
            lambda: f"{self._p()} rdfs:range {self._pick(('xsd:string', 'xsd:integer', 'xsd:decimal'))} .",
            lambda: f"{self._i()} owl:sameAs {self._i()} .",
            lambda: f"{self._i()} owl:differentFrom {self._i()} .",
            lambda: f"[] a owl:AllDifferent ; owl:distinctMembers ( {self._i()} {self._i()} :none ) .",
            lambda: f"{self._a()} rdfs:subClassOf owl:Nothing .",
        )
        return self._pick(gentle if shy or self._random.random() < 0.7 else harsh)()

    def _fact(self) -> str:
        if self._random.random() < 0.4:
            return f"{self._i()} a :C{self._random.randrange(6)} ."
        predicate = self._p() if self._random.random() < 0.9 else self._pick((":note", "rdfs:label", ":free"))
        return f"{self._i()} {predicate} {self._value()} ."


def outcome(seed: int) -> tuple[list[str], list[str]] | None:
    """What rules and owlrl make of a random graph; None if there are no rules for it."""
    found = parse(Dice(seed).text())
    try:
        mine = by_rules(found)
    except rules.Uncovered:
        return None
    return mine, by_owlrl(found)


@pytest.mark.parametrize("block", range(3))
def test_on_random_graphs_the_rules_derive_what_owlrl_derives(block: int) -> None:
    seeds = range(block * 100, block * 100 + 100)
    compared = {seed: found for seed in seeds if (found := outcome(seed)) is not None}
    assert len(compared) > 80
    for seed, (mine, theirs) in compared.items():
        assert mine == theirs, f"seed {seed}:\n{Dice(seed).text()}"
    contradictions = sum(mine == CONTRADICTION for mine, _ in compared.values())
    assert 5 < contradictions < len(compared) - 40
    assert sum(len(mine) for mine, _ in compared.values()) > 500


# --- what each construct means, and what there are no rules for ---------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :x a :A .", "x type B, x type C, A subClassOf C"),
        (":p rdfs:subPropertyOf :q . :x :p 007 .", "x q 007"),
        (":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d .", "a p c, a p d, b p d"),
        (":p owl:inverseOf :q . :q rdfs:domain :C . :x :p :y .", "y q x, y type C"),
        (":p owl:inverseOf :q . :r owl:propertyChainAxiom ( :p :q ) . :x :p 1 .", "x r x"),
        (":p a owl:FunctionalProperty . :x :p _:b , :y . _:b :q :z .", "y q z"),
        (":a owl:sameAs :b . :x :p :a .", "x p b"),
        (":C owl:oneOf ( :a :b ) . :a a :C .", "b type C"),
        (":C rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue 1.0 ] . :x a :C .", "x p 1.0"),
        ("[ owl:onProperty :p ; owl:someValuesFrom xsd:decimal ] rdfs:subClassOf :C . :x :p 1 .", "x type C"),
    ],
)  # fmt: skip
def test_each_construct_means_what_owl_says(text: str, expected: str) -> None:
    found = by_rules(parse(text))
    assert found == by_owlrl(parse(text))
    shown = sorted(
        " ".join(_short(term) for term in (quad.subject, quad.predicate, quad.object))
        for line in found
        for quad in ox.parse(line, ox.RdfFormat.N_TRIPLES)
    )
    assert shown == sorted(expected.split(", "))


def _short(term: object) -> str:
    return str(getattr(term, "value", "")).replace("#", "/").split("/")[-1]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (":C owl:hasKey ( :p ) .", "hasKey"),
        (":C rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .", "maxCardinality"),
        ("[] a owl:AllDisjointProperties ; owl:members ( :p :q ) .", "AllDisjointProperties"),
        (":p rdfs:subPropertyOf rdf:type .", "subPropertyOf"),
        ("rdf:type rdfs:subPropertyOf :p .", "subPropertyOf"),
        (":p rdfs:domain owl:Class .", "domain"),
        (":x a xsd:integer .", "integer"),
        (":C owl:intersectionOf _:l . _:l rdf:first :D ; rdf:rest _:l .", "list"),
        (":C owl:sameAs :D . :x a :C .", "sameAs"),
        (":p a owl:FunctionalProperty . :C a owl:Class . :x :p _:b , :C .", "blank node"),
        (":x :p <<( :a :b :c )>> . :p rdfs:domain :C .", "statement"),
    ],
)
def test_what_has_no_rules_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(rules.Uncovered, match=named):
        rules.derive(parse(text))


def test_a_contradiction_is_told_with_the_names_that_it_concerns() -> None:
    with pytest.raises(DataError, match=r"(?s)contradict.*http://example.org/A.*http://example.org/x"):
        rules.derive(parse(":A owl:disjointWith :B . :x a :A , :B ."))
    with pytest.raises(DataError, match=r'"3".* and "4".* would have to be the same'):
        rules.derive(parse(":p a owl:FunctionalProperty . :x :p 3 , 4 ."))
    with pytest.raises(DataError, match="third"):
        rules.derive(parse(":x :p 'third'^^xsd:integer ."))


def test_each_round_is_told() -> None:
    told: list[int] = []
    found = parse(":p a owl:TransitiveProperty . :a :p :b . :b :p :c . :c :p :d .")
    list(rules.derive(found, progress=told.append))
    assert told == list(range(1, len(told) + 1))
    assert len(told) >= 2


@pytest.mark.parametrize(
    "term",
    [
        ox.NamedNode("http://example.org/é#x"),
        ox.BlankNode("b1"),
        ox.Literal('so: "so"\n<é> %20'),
        ox.Literal("so", language="en-gb"),
        ox.Literal("007", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    ],
)
def test_a_term_comes_back_as_it_was(term: ox.NamedNode | ox.BlankNode | ox.Literal) -> None:
    assert decode(encode(term)) == term
    assert ox.NamedNode(encode(term)).value == encode(term)
