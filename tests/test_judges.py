"""The judges of single terms, together: silent on what is ours, quick, and each rule documented."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

import taking
from migkg import terms
from migkg.findings import SEVERITIES
from migkg.graph import parse_file
from migkg.judges import RULES, Context, problems
from migkg.judges.lexical import DATATYPES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@pytest.fixture(scope="module")
def files(root: Path) -> Mapping[str, tuple[ox.Quad, ...]]:
    """Each of our own files, with its quads."""
    found = [path for folder in ("data", "ontology", "shapes") for path in (root / folder).rglob("*.ttl")]
    assert len(found) > 60
    return {path.relative_to(root).as_posix(): parse_file(path) for path in found}


@pytest.mark.parametrize("is_dataset", [True, False])
def test_nothing_is_found_in_our_own_files(
    files: Mapping[str, tuple[ox.Quad, ...]], *, is_dataset: bool
) -> None:
    everything = (quad for quads in files.values() for quad in quads)
    context = Context.of_dataset(everything) if is_dataset else Context()
    found = {name: [result.message for result in problems(quads, context)] for name, quads in files.items()}
    assert {name: messages for name, messages in found.items() if messages} == {}


def test_each_rule_says_what_it_wants_and_why() -> None:
    for iri, rule in RULES.items():
        assert iri.startswith(f"{terms.BASE}shape/")
        assert rule.severity in SEVERITIES
        assert rule.name
        assert not rule.name.endswith(".")
        assert rule.message.endswith(".")
        assert rule.description.endswith(".")
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


def test_the_rules_have_names_that_no_shape_has(files: Mapping[str, tuple[ox.Quad, ...]]) -> None:
    shapes = {quad.subject.value for quads in files.values() for quad in quads}
    assert not shapes & set(RULES)


def test_the_judges_find_what_is_wrong_in_each_format() -> None:
    iri, wrong = "http://www.w3.org/2004/02/skos/core#prefLable", '"a"@xx'
    turtle = f"<https://example.org/a> <{iri}> {wrong} ."
    xml = (
        f'<rdf:RDF xmlns:rdf="{terms.PREFIXES["rdf"]}" xmlns:skos="{terms.PREFIXES["skos"]}">'
        '<rdf:Description rdf:about="https://example.org/a">'
        '<skos:prefLable xml:lang="xx">a</skos:prefLable></rdf:Description></rdf:RDF>'
    )
    json = f'{{"@id": "https://example.org/a", "{iri}": {{"@value": "a", "@language": "xx"}}}}'
    for text, form in (
        (turtle, ox.RdfFormat.TURTLE),
        (turtle, ox.RdfFormat.N_TRIPLES),
        (turtle, ox.RdfFormat.N_QUADS),
        (turtle, ox.RdfFormat.TRIG),
        (xml, ox.RdfFormat.RDF_XML),
        (json, ox.RdfFormat.JSON_LD),
    ):
        found = {
            result.shape.rsplit("shape/", 1)[1] for result in problems(list(ox.parse(text, form)), Context())
        }
        assert found == {"languages/registered", "vocabulary/term"}


def test_a_large_file_takes_no_long_time() -> None:
    text = "".join(
        f"<https://example.org/a{number}> a <{terms.PREFIXES['skos']}Concept> ;"
        f" <{terms.PREFIXES['skos']}prefLabel> 'Thing number {number}, é'@en ;"
        f" <{terms.PREFIXES['skos']}broader> <https://example.org/b{number // 10}> ;"
        f" <{terms.PREFIXES['dcterms']}created> '{2000 + number % 20}-12-19'^^<{terms.XSD}date> .\n"
        for number in range(25_000)
    )
    quads = list(ox.parse(text, ox.RdfFormat.TURTLE))
    assert len(quads) == 100_000
    list(problems(quads[:4], Context()))  # what is loaded once
    assert list(problems(quads, Context())) == []
    taken = taking.seconds(lambda: list(problems(quads, Context())), times=1)
    assert taken < 10  # 0.4 s on a quiet machine; each with each would take minutes


def test_no_judge_fails_on_anything_that_a_parser_lets_through() -> None:
    chance = random.Random(4)
    signs = [
        *"aZ09:/#?%.-_@[]()&;,'",
        " ",
        "\n",
        "\0",
        "é",
        "\u0301",
        "а",
        "\ufffd",
        "\u202e",
        "\U0001f600",
        "http://",
    ]
    names = [*terms.PREFIXES.values(), terms.BASE, "http://", "urn:", "mailto:", "x:"]
    datatypes = [f"{terms.XSD}{name}" for name in (*DATATYPES, "datum")]

    def text() -> str:
        return "".join(chance.choices(signs, k=chance.randrange(12)))

    def iri() -> ox.NamedNode:
        while True:
            try:
                return ox.NamedNode(chance.choice(names) + text())
            except ValueError:
                continue

    def value() -> ox.NamedNode | ox.Literal:
        kind = chance.randrange(4)
        if kind == 0:
            return iri()
        datatype = iri() if kind == 1 else ox.NamedNode(chance.choice(datatypes))
        return ox.Literal(text(), datatype=datatype)

    quads = [ox.Quad(iri(), iri(), value(), iri()) for _ in range(3000)]
    for context in (Context(), Context(is_dataset=True, declared=frozenset({f"{terms.ONTOLOGY}basis"}))):
        found = list(problems(quads, context))
        assert len({result.shape for result in found}) > 15
        assert {result.shape for result in found} <= set(RULES)
