"""Every canned query gives the same table on every server as in the embedded engine, to the letter."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rdflib.compare import isomorphic

from migkg.api import KnowledgeGraph
from migkg.errors import UsageError

if TYPE_CHECKING:
    from engine_servers import Server
    from migkg.names import Description, Fact
    from migkg.table import Table

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in (ROOT / "queries").glob("*.rq"))
TERM = re.compile(r'<(.*)>|"(.*?)"(?:\^\^.*)?')

FEW = 2
MANY = 37
"""The least number of canned queries."""
THINGS = (
    "12(a)",
    "C97",
    "GB.335/POL/1(Rev.)",
    "GB.335/POL/1(Rev.) para 16",
    "ILO",
    "body/iom",
    "theme/fair-recruitment",
    "objective/18",
    "mig:Linkage",
    "mig:stated",
    "http://metadata.un.org/sdg/10.7",
)


@pytest.fixture(scope="module")
def embedded() -> KnowledgeGraph:
    return KnowledgeGraph.open(ROOT)


@pytest.fixture(scope="module")
def remote(loaded: Server) -> KnowledgeGraph:
    return KnowledgeGraph.connect(loaded.query, engine=loaded.engine, timeout=120)


def cases(name: str, embedded: KnowledgeGraph) -> list[dict[str, str]]:
    """Values for parameters: none; those of the tests on small data; and for each parameter a real one."""
    found: list[dict[str, str]] = [{}]
    for path in sorted((ROOT / "tests" / "queries" / name).glob("*.params")):
        pairs = (line.split(" = ", 1) for line in path.read_text(encoding="utf-8").splitlines())
        found.append({key: value_of(term) for key, term in pairs})
    whole = embedded.query(name)
    for parameter in embedded.queries()[name].params:
        column = f"{parameter.name}_iri"
        if column in whole.columns:
            place = whole.columns.index(column)
            cells = [row[place] for row in whole.rows]
            found.append({parameter.name: next(cell.text for cell in cells if cell is not None)})
    return found


def value_of(term: str) -> str:
    match = TERM.fullmatch(term)
    assert match is not None
    return match[1] or match[2]


def answer(graph: KnowledgeGraph, name: str, values: dict[str, str], lang: str = "en") -> Table | str:
    """The table, or the message of why there is none: a name of the small data may not occur in the real."""
    try:
        return graph.query(name, lang=lang, **values)
    except UsageError as error:
        return str(error)


def differences(got: Table | str, expected: Table | str) -> list[object]:
    """Where two answers part, by their first rows that do; a whole table is too much to be read."""
    if isinstance(got, str) or isinstance(expected, str):
        return [] if got == expected else [got, expected]
    if got.columns != expected.columns:
        return [got.columns, expected.columns]
    pairs = zip_longest(got.rows, expected.rows)
    return [pair for pair in pairs if pair[0] != pair[1]][:FEW]


def test_there_are_all_the_questions() -> None:
    assert len(NAMES) >= MANY


@pytest.mark.parametrize("name", NAMES)
def test_each_query_gives_the_same_table(name: str, remote: KnowledgeGraph, embedded: KnowledgeGraph) -> None:
    filled = 0
    for values in cases(name, embedded):
        expected = answer(embedded, name, values)
        assert differences(answer(remote, name, values), expected) == [], values
        filled += not isinstance(expected, str) and bool(expected.rows)
    assert filled
    assert differences(answer(remote, name, {}, "fr"), answer(embedded, name, {}, "fr")) == []


@pytest.mark.parametrize("thing", THINGS)
def test_names_and_descriptions_are_the_same(
    thing: str, remote: KnowledgeGraph, embedded: KnowledgeGraph
) -> None:
    for lang in ("en", "fr"):
        got, expected = remote.describe(thing, lang=lang), embedded.describe(thing, lang=lang)
        assert unlabelled(got) == unlabelled(expected)


def unlabelled(description: Description) -> Description:
    """The description without the labels of blank nodes, which every server makes up, and the same order."""

    def alike(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
        return tuple(
            replace(fact, value=fact.value._replace(text="")) if fact.value.kind == "bnode" else fact
            for fact in facts
        )

    return replace(description, facts=alike(description.facts), backlinks=alike(description.backlinks))


def test_a_blank_node_is_the_same_in_its_whole_answer(
    remote: KnowledgeGraph, embedded: KnowledgeGraph
) -> None:
    text = "SELECT ?node ?again ?value WHERE { ?node owl:hasValue ?value . ?again owl:hasValue ?value }"
    got, expected = remote.sparql(text), embedded.sparql(text)
    assert shape(got) == shape(expected)
    assert {cell.kind for row in got.rows for cell in row[:2]} == {"bnode"}


def shape(table: Table) -> tuple[int, Counter[tuple[bool, str]]]:
    """How many nodes there are, and which rows name one twice."""
    nodes = {row[0] for row in table.rows}
    return len(nodes), Counter((row[0] == row[1], row[2].text) for row in table.rows)


@pytest.mark.parametrize("thing", ["C979", "fair recrutment", "18", "no such thing"])
def test_names_of_nothing_or_of_several_get_the_same_help(
    thing: str, remote: KnowledgeGraph, embedded: KnowledgeGraph
) -> None:
    with pytest.raises(UsageError) as expected:
        embedded.resolve(thing)
    with pytest.raises(UsageError) as got:
        remote.resolve(thing)
    assert str(got.value) == str(expected.value)


def test_yes_no_and_triples_come_as_they_do_here(remote: KnowledgeGraph, embedded: KnowledgeGraph) -> None:
    for text in ("ASK { ?s a mig:Objective }", "ASK { ?s a mig:NoSuchClass }"):
        assert remote.sparql(text) is embedded.sparql(text)
    text = "CONSTRUCT { ?s rdfs:label ?label } WHERE { ?s a mig:Theme ; rdfs:label ?label }"
    assert {*remote.sparql(text)} == {*embedded.sparql(text)}
    text = "CONSTRUCT { ?node owl:onProperty ?property ; owl:hasValue ?value }"
    text += " WHERE { ?node owl:onProperty ?property ; owl:hasValue ?value }"
    assert isomorphic(remote.sparql(text), embedded.sparql(text))
