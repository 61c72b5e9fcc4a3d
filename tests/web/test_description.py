"""What endpoint and dataset say of themselves: where they are, what they can do, how much they hold."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from migkg import KnowledgeGraph
from migkg.terms import BASE, PREFIXES, RDF_TYPE
from migkg.web import site
from migkg.web.census import Share
from migkg.web.dataset import Dataset
from migkg.web.exchange import Answer, Request

if TYPE_CHECKING:
    from pathlib import Path

FORMS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
SUFFIXES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples"}
PATHS = ("/sparql", "/.well-known/void", "/dcat")
NODE = ox.NamedNode(BASE)


def ask(dataset: Dataset, path: str, accept: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.respond(dataset, Request(path, headers={"accept": accept, "host": "data.example", **named}))


def graph(answer: Answer) -> list[ox.Quad]:
    assert answer.status == 200
    return list(ox.parse(answer.body, FORMS[answer.media_type.partition(";")[0]], base_iri=BASE))


def values(quads: list[ox.Quad], subject: Any, name: str) -> list[Any]:
    prefix, _, local = name.partition(":")
    return [q.object for q in quads if q.subject == subject and q.predicate.value == PREFIXES[prefix] + local]


def number(quads: list[ox.Quad], subject: Any, name: str) -> int:
    (value,) = values(quads, subject, name)
    return int(value.value)


@pytest.mark.parametrize("path", PATHS)
def test_every_form_says_the_same(dataset: Dataset, path: str) -> None:
    forms = []
    for media_type in FORMS:
        answer = ask(dataset, path, media_type)
        assert answer.media_type.startswith(media_type)
        assert {"Accept", "Host"} <= set(answer.vary)
        found = ox.Dataset(graph(answer))
        found.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
        forms.append(found)
    assert len(forms[0]) > 30
    assert all(form == forms[0] for form in forms)


@pytest.mark.parametrize("path", PATHS)
def test_the_first_form_and_those_that_are_not_there(dataset: Dataset, path: str) -> None:
    assert ask(dataset, path).media_type == "text/turtle; charset=utf-8"
    assert (
        ask(dataset, path, "application/ld+json;q=0.4, text/turtle;q=0.3").media_type == "application/ld+json"
    )
    refused = ask(dataset, path, "image/png")
    assert refused.status == 406
    assert "text/turtle" in json.loads(refused.body)["offers"]


@pytest.mark.parametrize("path", PATHS[1:])
def test_a_suffix_names_the_form(dataset: Dataset, path: str) -> None:
    for suffix, media_type in SUFFIXES.items():
        answer = ask(dataset, f"{path}.{suffix}", "image/png")
        assert graph(answer)
        assert answer.media_type.startswith(media_type)


def test_a_browser_is_led_to_the_editor(dataset: Dataset) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for path, target in (("/sparql", "editor"), ("/sparql/", "../editor")):
        answer = ask(dataset, path, browser)
        assert (answer.status, dict(answer.headers)["Location"]) == (303, target)
        assert "Accept" in answer.vary


# --- the service description ---------------------------------------------------------------------------


def test_the_service_says_where_it_is_and_what_it_can_do(dataset: Dataset) -> None:
    quads = graph(ask(dataset, "/sparql"))
    (service,) = (q.subject for q in quads if str(q.object) == f"<{PREFIXES['sd']}Service>")
    assert values(quads, service, "sd:endpoint") == [ox.NamedNode("http://data.example/sparql")]
    assert values(quads, service, "sd:supportedLanguage") == [ox.NamedNode(f"{PREFIXES['sd']}SPARQL11Query")]
    assert values(quads, service, "sd:feature") == [ox.NamedNode(f"{PREFIXES['sd']}UnionDefaultGraph")]
    assert len(values(quads, service, "sd:resultFormat")) == 8


def test_the_words_of_the_vocabulary_are_used_as_it_says(dataset: Dataset) -> None:
    """Domains and ranges of the service description vocabulary, as far as they are used."""
    quads = graph(ask(dataset, "/sparql"))
    kinds = {
        (q.subject, str(q.object)[1:-1].rpartition("#")[2])
        for q in quads
        if q.predicate.value.endswith("#type")
    }
    expected = {
        "endpoint": ("Service", None),
        "supportedLanguage": ("Service", None),
        "feature": ("Service", None),
        "resultFormat": ("Service", None),
        "defaultDataset": ("Service", "Dataset"),
        "defaultGraph": ("Dataset", "Graph"),
        "namedGraph": ("Dataset", "NamedGraph"),
        "name": ("NamedGraph", None),
        "graph": ("NamedGraph", "Graph"),
    }
    used = [q for q in quads if q.predicate.value.startswith(PREFIXES["sd"])]
    assert {q.predicate.value.rpartition("#")[2] for q in used} == set(expected)
    for quad in used:
        domain, range_ = expected[quad.predicate.value.rpartition("#")[2]]
        assert (quad.subject, domain) in kinds
        assert (quad.object, range_) in kinds if range_ else isinstance(quad.object, ox.NamedNode)


def test_each_named_graph_is_there_with_its_size(dataset: Dataset) -> None:
    quads = graph(ask(dataset, "/sparql"))
    sizes = {}
    for named in values(quads, NODE, "sd:namedGraph"):
        (name,), (inner,) = values(quads, named, "sd:name"), values(quads, named, "sd:graph")
        sizes[name] = number(quads, inner, "void:triples")
    expected = {
        g: len(list(dataset.store.quads_for_pattern(None, None, None, g)))
        for g in dataset.store.named_graphs()
    }
    assert sizes == {name: size for name, size in expected.items() if size}
    assert len(sizes) > 50


def test_the_endpoint_is_named_as_the_client_knows_it(dataset: Dataset) -> None:
    for headers, address in (
        ({"host": "localhost:8000"}, "http://localhost:8000/sparql"),
        ({"host": "[::1]:8000"}, "http://[::1]:8000/sparql"),
        ({"host": "Data.Example", "x_forwarded_proto": "https"}, "https://data.example/sparql"),
        ({"host": ""}, f"{BASE}sparql"),
    ):
        assert f"<{address}>" in ask(dataset, "/sparql", "application/n-triples", **headers).body.decode()


# --- VoID and DCAT -------------------------------------------------------------------------------------


def test_the_counts_are_those_of_the_data(dataset: Dataset) -> None:
    quads = graph(ask(dataset, "/.well-known/void"))
    triples = len({quad.triple for quad in dataset.store})
    assert number(quads, NODE, "void:triples") == triples < len(dataset.store)  # some stand in two graphs
    kinds = {}
    for part in values(quads, NODE, "void:classPartition"):
        (class_,) = values(quads, part, "void:class")
        kinds[class_.value] = number(quads, part, "void:entities")
    assert kinds[f"{PREFIXES['mig']}Objective"] == 23
    assert len(kinds) == number(quads, NODE, "void:classes")
    properties = [
        values(quads, part, "void:property")[0].value
        for part in values(quads, NODE, "void:propertyPartition")
    ]
    assert f"{PREFIXES['mig']}evidence" in properties
    assert len(properties) == number(quads, NODE, "void:properties") == len(set(properties))
    assert (
        sum(number(quads, part, "void:triples") for part in values(quads, NODE, "void:propertyPartition"))
        == triples
    )


def test_the_catalogue_entry_is_complete(dataset: Dataset) -> None:
    quads = graph(ask(dataset, "/dcat"))
    titles = {title.language: title.value for title in values(quads, NODE, "dcterms:title")}
    assert titles["en"] == "Labour migration governance"
    assert set(titles) == {"en", "fr", "es"}
    assert values(quads, NODE, "dcterms:license") == [
        ox.NamedNode("https://creativecommons.org/licenses/by/4.0/")
    ]
    for name in (
        "dcterms:description",
        "dcterms:modified",
        "dcat:version",
        "dcat:keyword",
        "dcat:landingPage",
    ):
        assert values(quads, NODE, name), name
    (service,) = (q.subject for q in quads if q.predicate.value.endswith("servesDataset"))
    assert values(quads, service, "dcat:endpointURL") == [ox.NamedNode("http://data.example/sparql")]


def test_each_download_is_there_and_whole(dataset: Dataset) -> None:
    quads = graph(ask(dataset, "/dcat"))
    parts = values(quads, NODE, "dcat:distribution")
    assert len(parts) == 4
    for part in parts:
        (address,), (kind,) = values(quads, part, "dcat:downloadURL"), values(quads, part, "dcat:mediaType")
        path, _, query = address.value.removeprefix("http://data.example").partition("?")
        answer = site.respond(dataset, Request(path, query))
        assert kind.value.endswith(answer.media_type.partition(";")[0])
        assert len({q.triple for q in graph(answer)}) == len({q.triple for q in dataset.store})


# --- data of others ------------------------------------------------------------------------------------


@pytest.fixture
def other(tmp_path: Path) -> Dataset:
    file = tmp_path / "a.ttl"
    file.write_text("<http://example.org/s> a <http://example.org/C> .", "utf-8")
    return Dataset.open(KnowledgeGraph.open(file))


@pytest.mark.parametrize("path", PATHS)
def test_of_data_of_others_nothing_of_ours_is_claimed(other: Dataset, path: str) -> None:
    answer = ask(other, path)
    text = answer.body.decode()
    assert graph(answer)
    for ours in ("licen", "keyword", "publisher", "Labour", "UnionDefaultGraph", "w3id.org/migkg/>"):
        assert ours not in text.replace("@base <https://w3id.org/migkg/>", "")


def test_a_triple_of_two_graphs_counts_once_in_their_union(tmp_path: Path) -> None:
    file = tmp_path / "a.trig"
    file.write_text(
        "<x:g> { <x:s> a <x:C> ; <x:p> 1 } <x:h> { <x:s> a <x:C> , <x:D> . <x:t> <x:p> 1 }", "utf-8"
    )
    census = Dataset.open(KnowledgeGraph.open(file, union=True)).census
    assert census.whole == Share("", 2, 4)
    assert census.graphs == (Share("x:g", 1, 2), Share("x:h", 2, 3))
    assert census.classes == (Share("x:C", 1, 1), Share("x:D", 1, 1))
    assert census.properties == (Share("x:p", 2, 2), Share(RDF_TYPE, 1, 2))[::-1]


def test_a_prebuilt_store_is_not_counted(dataset: Dataset) -> None:
    project = dataset.graph.project._replace(store=dataset.graph.project.root)
    built = replace(dataset, graph=KnowledgeGraph(project))
    assert built.census.whole.triples is None
    assert {share.iri for share in built.census.graphs} >= {f"{BASE}graph/bodies/un"}
    text = ask(built, "/sparql").body.decode()
    assert "void:triples" not in text
    assert "sd:namedGraph" in text
