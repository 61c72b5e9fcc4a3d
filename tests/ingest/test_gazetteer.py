"""The names of a graph: any graph, by its labels and notations."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from migkg import KnowledgeGraph, terms
from migkg.ingest.citations.references import references_in
from migkg.ingest.gazetteer import Gazetteer
from migkg.sources import LocalSource

OTHER = """
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <http://example.org/> .
mig:Treaty rdfs:subClassOf mig:Instrument .
:pact a mig:Treaty ; rdfs:label "Pact of the Two Rivers"@en ; skos:notation "PTR" .
:pact5 a mig:Objective ; dcterms:isPartOf :pact ; rdfs:label "Clean water"@en ; skos:notation "5" .
:board a mig:Body ; rdfs:label "River Board"@en .
:board2 a mig:Body ; rdfs:label "River Board"@en .
:session a mig:Event ; rdfs:label "7th Session of the Water Board"@en .
:water a mig:Body ; rdfs:label "Water Board"@en ; skos:altLabel "Wasserrat"@de .
"""


@pytest.fixture(scope="module")
def other() -> Gazetteer:
    store = ox.Store()
    store.load(OTHER, ox.RdfFormat.TURTLE)
    return Gazetteer.of(LocalSource(store))


def test_another_graph_has_its_own_names_and_series(other: Gazetteer) -> None:
    found = references_in("PTR objective 5, and the Pact of the Two Rivers", other)
    assert [(one.kind, one.targets) for one in found] == [
        ("objective", ("http://example.org/pact5",)),
        ("instrument", ("http://example.org/pact",)),
    ]


def test_one_name_of_two_things_may_mean_either(other: Gazetteer) -> None:
    (found,) = references_in("The River Board met.", other)
    assert found.targets == ("http://example.org/board", "http://example.org/board2")


def test_sessions_are_known_by_body_and_number(other: Gazetteer) -> None:
    found = references_in("The Water Board, at its 7th Session, agreed.", other)
    assert found[-1].targets == ("http://example.org/session",)


def test_names_in_other_languages_wait_for_texts_in_them(other: Gazetteer) -> None:
    assert references_in("Der Wasserrat tagte.", other) == ()


def test_an_empty_graph_knows_nothing() -> None:
    empty = Gazetteer.of(LocalSource(ox.Store()))
    (found,) = references_in("ILO Convention No. 190", empty)
    assert found.candidate is not None
    assert found.candidate.notation == "C190"


def test_the_packaged_graph_gives_its_own() -> None:
    gazetteer = Gazetteer.of(KnowledgeGraph.open())
    assert len(gazetteer.series["objective"][f"{terms.BASE}instrument/GCM"]) == 23
    assert gazetteer.named("GCM") == (f"{terms.BASE}instrument/GCM",)
    assert gazetteer.named("Nobody of this name") == ()
