"""A text that is written again with what is the same taken over is the text that is written anew."""

from __future__ import annotations

import random

import pyoxigraph as ox
import pytest

from migkg.publish.rewritten import Change, json_ld, turtle
from migkg.terms import BASE, PREFIXES, RDF_TYPE, XSD
from migkg.turtle import blocks_of
from migkg.web.rdf import graph_bytes, node_texts, nodes_document

TEXTS = (
    "plain",
    'two\nlines .\n\n<x:s>\n    a "C" ;\n.\n\n_:b1\n',
    '"""quotes"""\n.\n\n""',
    'ends in "\n.\n\n"',
    "\\ and \t and \u2028",
    "",
)


def node(chance: random.Random) -> ox.NamedNode:
    space = chance.choice((BASE, f"{BASE}plan/", PREFIXES["mig"], PREFIXES["skos"], "http://example.org/"))
    return ox.NamedNode(f"{space}{chance.choice('abc')}{chance.randrange(12)}")


def value(chance: random.Random) -> ox.NamedNode | ox.Literal:
    match chance.randrange(6):
        case 0:
            return ox.NamedNode(f"{PREFIXES['rdf']}nil")
        case 1:
            return ox.Literal(chance.choice(TEXTS), language=chance.choice(("en", "fr")))
        case 2:
            kind = chance.choice(("integer", "date", "decimal"))
            return ox.Literal(chance.choice(("007", "2018-12-01", "x")), datatype=ox.NamedNode(XSD + kind))
        case 3:
            return ox.Literal(chance.choice(TEXTS))
        case _:
            return node(chance)


def graph(chance: random.Random, *, blank: bool) -> set[ox.Triple]:
    kinds = (f"{PREFIXES['rdfs']}label", f"{PREFIXES['dcterms']}title", "http://example.org/said")
    found = {ox.Triple(node(chance), ox.NamedNode(chance.choice(kinds)), value(chance)) for _ in range(60)}
    found |= {ox.Triple(node(chance), ox.NamedNode(RDF_TYPE), node(chance)) for _ in range(10)}
    if blank:
        ends = [ox.BlankNode(f"n{number}") for number in range(5)]
        for _ in range(8):
            subject = chance.choice((*ends, node(chance)))
            found.add(ox.Triple(subject, node(chance), chance.choice((*ends, value(chance)))))
    return found


def in_order(triples: set[ox.Triple], *, blank: bool) -> list[ox.Triple]:
    """As the dumps have them: with canonical labels, in the order of their lines."""
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    if blank:
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    return sorted((ox.Triple(q.subject, q.predicate, q.object) for q in dataset), key=str)


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_what_is_taken_over_is_what_would_be_written(seed: int, *, blank: bool) -> None:
    chance = random.Random(seed)
    first = graph(chance, blank=blank)
    dropped = set(chance.sample(sorted(first, key=str), chance.randrange(12)))
    second = (first - dropped) | set(chance.sample(sorted(graph(chance, blank=blank), key=str), 5))
    then, now = in_order(first, blank=blank), in_order(second, blank=blank)
    old, new = graph_bytes(then, "nt"), graph_bytes(now, "nt")
    change = Change(new, old)
    assert turtle(change, graph_bytes(then, "ttl")) == graph_bytes(now, "ttl")
    assert json_ld(change, graph_bytes(then, "jsonld")) == graph_bytes(now, "jsonld")


def test_either_may_say_nothing() -> None:
    some = in_order(graph(random.Random(1), blank=True), blank=True)
    for then, now in (([], some), (some, []), ([], [])):
        old, new = graph_bytes(then, "nt"), graph_bytes(now, "nt")
        change = Change(new, old)
        assert turtle(change, graph_bytes(then, "ttl")) == graph_bytes(now, "ttl")
        assert json_ld(change, graph_bytes(then, "jsonld")) == graph_bytes(now, "jsonld")


def test_a_directive_goes_when_a_list_becomes_one_though_what_needed_it_is_still_said() -> None:
    lines = "<x:s> <x:p> _:l . <x:t> <x:p> 1 . _:l rdf:first 1 ; rdf:rest () . {} _:l <x:q> 1 ."
    prefix = f"@prefix rdf: <{PREFIXES['rdf']}> . "
    first, second = (
        in_order({quad.triple for quad in ox.parse(prefix + text, ox.RdfFormat.TURTLE)}, blank=True)
        for text in (lines.replace("{}", ""), lines.partition("{}")[0])
    )
    then, now = graph_bytes(first, "ttl"), graph_bytes(second, "ttl")
    assert (b"@prefix rdf:" in then, b"@prefix rdf:" in now) == (True, False)
    change = Change(graph_bytes(second, "nt"), graph_bytes(first, "nt"))
    assert turtle(change, then) == now


@pytest.mark.parametrize("size", [0, 1])
def test_what_is_the_same_is_not_written_again(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    triples = in_order(graph(random.Random(1), blank=False), blank=False)
    lines = graph_bytes(triples, "nt")
    before = {form: graph_bytes(triples, form) for form in ("ttl", "jsonld")}
    more = [ox.Triple(ox.NamedNode("urn:z"), triples[0].predicate, ox.Literal("new"))][:size]
    wanted = {form: graph_bytes([*triples, *more], form) for form in before}
    written = []

    def noted(given: list[ox.Triple], form: str) -> bytes:
        written.extend(given)
        return graph_bytes(given, form)

    monkeypatch.setattr("migkg.publish.rewritten.graph_bytes", noted)
    change = Change(graph_bytes([*triples, *more], "nt"), lines)
    assert turtle(change, before["ttl"]) == wanted["ttl"]
    assert json_ld(change, before["jsonld"]) == wanted["jsonld"]
    assert written == more * 2


@pytest.mark.parametrize("seed", range(20))
def test_texts_come_apart_and_together(seed: int) -> None:
    triples = in_order(graph(random.Random(seed), blank=True), blank=True)
    head, blocks = blocks_of(graph_bytes(triples, "ttl").decode())
    assert "\n".join(["".join(f"{line}\n" for line in head), *blocks]).encode() == graph_bytes(triples, "ttl")
    assert all(not block.startswith((" ", "\n")) and block.endswith("\n.\n") for block in blocks)
    document = graph_bytes(triples, "jsonld")
    assert nodes_document(node_texts(document)) == document
    assert len(node_texts(document)) == len({str(triple.subject) for triple in triples})
    assert blocks_of("") == ([], [])
    assert node_texts(graph_bytes([], "jsonld")) == []
