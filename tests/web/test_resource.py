"""Linked data: every thing answers at its path, in the form that is asked for."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from migkg.terms import BASE, MEDIA_TYPES, ONTOLOGY
from migkg.web.exchange import Request
from migkg.web.rdf import RDF_FORMS, graph_bytes, json_ld
from migkg.web.resource import known, triples
from migkg.web.site import respond

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset

RDFLIB = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nt": ox.RdfFormat.N_TRIPLES,
    "rdf": ox.RdfFormat.RDF_XML,
}
SAID = "<http://purl.org/dc/terms/description>"


def ask(
    dataset: Dataset, path: str, accept: str = "", query: str = ""
) -> tuple[int, str, bytes, dict[str, str]]:
    answer = respond(dataset, Request(path, query, headers={"accept": accept}))
    return answer.status, answer.media_type, answer.body, dict(answer.headers)


PROMISES = [
    ("/instrument/C97", "text/turtle", 200, "text/turtle"),
    ("/instrument/C97", "application/ld+json", 200, "application/ld+json"),
    ("/instrument/C97", "application/n-triples", 200, "application/n-triples"),
    ("/instrument/C97", "application/rdf+xml;q=0.9, text/turtle;q=0.1", 200, "application/rdf+xml"),
    ("/instrument/C97.ttl", "text/html", 200, "text/turtle"),
    ("/instrument/C97.jsonld", "", 200, "application/ld+json"),
    ("/instrument/C97.nt", "image/png", 200, "application/n-triples"),
    ("/instrument/C97.rdf", "", 200, "application/rdf+xml"),
    ("/document/ttmlm-2013/section/2.1", "text/turtle", 200, "text/turtle"),
    ("/document/ttmlm-2013/section/2.1.nt", "", 200, "application/n-triples"),
    ("/ontology", "text/turtle", 200, "text/turtle"),
    ("/graph/objectives/gcm", "text/turtle", 200, "text/turtle"),
    ("/instrument/C97/", "text/turtle", 308, "text/plain"),
    ("/instrument/C97", "image/png", 406, "application/problem+json"),
    ("/instrument/C9700", "text/turtle", 404, "application/problem+json"),
    ("/instrument/C97.pdf", "text/turtle", 404, "application/problem+json"),
    ("/nothing", "text/turtle", 404, "application/problem+json"),
    ("/instrument/C97\n", "text/turtle", 404, "application/problem+json"),
    ("/instrument/a b", "text/turtle", 404, "application/problem+json"),
    ("/instrument/<script>", "text/turtle", 404, "application/problem+json"),
]


@pytest.mark.parametrize(("path", "accept", "status", "media_type"), PROMISES)
def test_promises(dataset: Dataset, path: str, accept: str, status: int, media_type: str) -> None:
    assert ask(dataset, path, accept)[:2] == (status, media_type)


@pytest.mark.parametrize(
    "path", ["instrument/C97", "body/iom", "claim/gb335-pol-1-rev/para-16/12c-serves-22"]
)
@pytest.mark.parametrize("form", RDF_FORMS)
def test_every_form_says_the_same_and_rdflib_reads_it(dataset: Dataset, path: str, form: str) -> None:
    body = ask(dataset, f"/{path}.{form}")[2]
    said = triples(dataset, BASE + path)
    assert len(said) > 5
    assert {quad.triple for quad in ox.parse(body, FORMATS[form], base_iri="http://elsewhere/")} == set(said)
    ours, theirs = rdflib.Graph(), rdflib.Graph()
    ours.parse(graph_bytes(said, "nt"), format="nt")
    theirs.parse(body, format=RDFLIB[form])
    assert isomorphic(ours, theirs)


@pytest.mark.parametrize("form", RDF_FORMS)
def test_the_ontology_is_whole(dataset: Dataset, form: str) -> None:
    graph = rdflib.Graph().parse(ask(dataset, f"/ontology.{form}")[2], format=RDFLIB[form])
    for term in ("Linkage", "evidence", "stated"):
        assert (rdflib.URIRef(ONTOLOGY + term), rdflib.SKOS.definition, None) in graph
    assert (None, rdflib.OWL.onProperty, None) in graph


def test_every_path_of_the_dataset_answers(dataset: Dataset) -> None:
    paths = [path for inside in dataset.paths.values() for path in inside if path]
    assert len(paths) > 1500
    for path in paths:
        status, media_type, body, _ = ask(dataset, f"/{path}", "application/n-triples")
        assert (status, media_type) == (200, "application/n-triples"), path
        assert body, path


def test_neighbours_come_with_their_names(dataset: Dataset) -> None:
    body = ask(dataset, "/claim/gb335-pol-1-rev/para-16/12c-serves-22.nt")[2].decode()
    assert '<https://w3id.org/migkg/objective/22> <http://www.w3.org/2004/02/skos/core#notation> "22"' in body


def test_a_graph_is_what_its_file_says(dataset: Dataset) -> None:
    said = ask(dataset, "/graph/objectives/gcm.nt")[2].decode().splitlines()
    stored = [
        str(quad.triple)
        for quad in dataset.store.quads_for_pattern(
            None, None, None, ox.NamedNode(f"{BASE}graph/objectives/gcm")
        )
    ]
    assert len(stored) > 100
    assert {f"{triple} ." for triple in stored} <= set(said)


def test_things_of_others_answer_by_their_iri(dataset: Dataset) -> None:
    query = "iri=http%3A%2F%2Fwww.wikidata.org%2Fentity%2FQ115"
    status, media_type, body, headers = ask(dataset, "/resource", "application/n-triples", query)
    assert (status, media_type) == (200, "application/n-triples")
    assert b"<https://w3id.org/migkg/place/ET>" in body
    assert headers["Content-Location"] == f"/resource.nt?{query}"
    assert ask(dataset, "/resource.ttl", "", query)[:2] == (200, "text/turtle")
    assert ask(dataset, "/resource", "text/turtle", "iri=http://x.org/")[0] == 404
    assert b"<http://metadata.un.org/sdg/10.7>" in ask(dataset, "/sdg/10.7.nt")[2]
    assert ask(dataset, "/resource", "", "iri=http://metadata.un.org/sdg/10.7")[3]["Location"] == "/sdg/10.7"
    own = ask(dataset, "/resource", "", "iri=https://w3id.org/migkg/ontology%23Claim")
    assert (own[0], own[3]["Location"]) == (308, "/ontology#Claim")


@pytest.mark.parametrize(
    "query", ["", "iri=", "iri=C97", "iri=http://a&iri=http://b", "iri=http://a%20b", "iri=%FF"]
)
def test_what_is_no_iri_is_refused(dataset: Dataset, query: str) -> None:
    assert ask(dataset, "/resource", "text/turtle", query)[0] == 400


@pytest.mark.parametrize(
    ("path", "suggested"),
    [
        ("/instrument/c97", "instrument/C97"),
        ("/instruments/C97", "instrument/C97"),
        ("/objective/5/x", "objective/5/e"),
        ("/plan/12/aa", "plan/12/a"),
        ("/bodies/iom", "body/iom"),
    ],
)
def test_a_path_that_leads_nowhere_suggests_others(dataset: Dataset, path: str, suggested: str) -> None:
    problem = json.loads(ask(dataset, path, "text/turtle")[2])
    assert suggested in problem["suggestions"]
    assert suggested in problem["detail"]


def test_headers_lead_to_the_other_forms(dataset: Dataset) -> None:
    headers = ask(dataset, "/instrument/C97", "text/turtle")[3]
    assert headers["Content-Location"] == "/instrument/C97.ttl"
    assert '<https://w3id.org/migkg/instrument/C97>; rel="describes"' in headers["Link"]
    for form in ("html", "jsonld", "nt", "rdf"):
        assert f'</instrument/C97.{form}>; rel="alternate"; type="{MEDIA_TYPES[form]}"' in headers["Link"]
    answer = respond(dataset, Request("/instrument/C97", headers={"accept": "text/turtle"}))
    assert answer.vary == ("Accept",)
    assert respond(dataset, Request("/instrument/C97.ttl")).vary == ()


def test_a_redirect_keeps_the_query_and_leads_to_no_other_host(dataset: Dataset) -> None:
    assert ask(dataset, "/instrument/C97/", "", "lang=fr")[3]["Location"] == "/instrument/C97?lang=fr"
    assert ask(dataset, "//evil.example/", "")[3].get("Location", "/").startswith(("//",)) is False


def test_the_same_bytes_every_time(dataset: Dataset) -> None:
    for form in RDF_FORMS:
        said = triples(dataset, f"{BASE}body/iom")
        assert graph_bytes(said, form) == graph_bytes(list(said), form)


def test_nothing_is_known_of_what_no_iri_can_be(dataset: Dataset) -> None:
    assert not known(dataset, "http://a b")
    assert triples(dataset, "http://a b") == []


def test_json_ld_is_the_same_however_much_of_it_is_made_at_once(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    for iri in (f"{BASE}instrument/C97", f"{BASE}ontology", f"{BASE}nothing"):
        found = triples(dataset, iri)
        whole = json.dumps(json_ld(found), ensure_ascii=False, indent=2).encode() + b"\n"
        for size in (1, 7, 2000):
            monkeypatch.setattr("migkg.web.rdf._PART", size)
            assert graph_bytes(found, "jsonld") == whole, (iri, size)
