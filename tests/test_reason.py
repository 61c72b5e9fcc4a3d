from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, BNode, Literal, URIRef

from migkg import reason
from migkg.errors import DataError
from migkg.project import Project

ROOT = Path(__file__).resolve().parent.parent
BASE = "https://w3id.org/migkg/"
PREFIXES = f"""
@base <{BASE}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mig: <{BASE}ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
MIG = rdflib.Namespace(f"{BASE}ontology#")
ORG = rdflib.Namespace("http://www.w3.org/ns/org#")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
SCHEMA = rdflib.Namespace("https://schema.org/")
ELI = rdflib.Namespace("http://data.europa.eu/eli/ontology#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")


def iri(path: str) -> URIRef:
    return URIRef(BASE + path)


def turtle(text: str) -> rdflib.Graph:
    return rdflib.Graph().parse(data=PREFIXES + text, format="turtle")


@pytest.fixture(scope="module")
def vocabulary() -> rdflib.Graph:
    found = rdflib.Graph()
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        found.parse(path)
    assert len(found) > 1000
    return found


@pytest.fixture(scope="module")
def asserted(vocabulary: rdflib.Graph) -> rdflib.Graph:
    return vocabulary + turtle("""
        <claim/d/1> a mig:Linkage ; mig:basis mig:stated ;
            mig:linkFrom <plan/12/a> ; mig:linkTo <objective/6> .
        <claim/d/2> a mig:Linkage ; mig:basis mig:stated ;
            mig:linkFrom <plan/12/b> ; mig:linkTo <objective/23> .
        <claim/d/3> a mig:Linkage ; mig:basis mig:inferred ; mig:strength mig:strong ;
            mig:linkFrom <plan/12/a> ; mig:linkTo <objective/14> .
        <claim/d/4> a mig:Linkage ; mig:linkFrom <plan/12/a> ; mig:linkTo <objective/15> .
        <claim/d/5> a mig:Correspondence ; mig:basis mig:stated ;
            mig:linkFrom <plan/12/a> ; mig:linkTo <objective/16> .
        <claim/d/6> a mig:Assessment ; mig:basis mig:stated ; mig:assesses <objective/17> .

        <document/d/section/1/p/1> dcterms:isPartOf <document/d/section/1> .
        <document/d/section/1> dcterms:isPartOf <document/d> .
        <document/d> dcterms:isPartOf <document/series> .
        <document/d/section/1/p/1> a mig:Paragraph ; mig:mentions <instrument/C97> ; mig:order 7 .
        <instrument/C97> a mig:Convention .

        <claim/d/7> a mig:Claim , org:Membership ; mig:basis mig:stated ;
            org:member <body/ohchr> ; org:organization <body/committee> ; org:role mig:member .
        <claim/d/8> a mig:Role ; mig:basis mig:stated ;
            org:member <body/iom> ; mig:roleIn <body/committee> ; org:role mig:coordinator .
        <body/office> a mig:RegionalOffice ; org:subOrganizationOf <body/department> .
        <body/department> org:subOrganizationOf <body/ilo> .

        <plan/12/a/deliverable/x> a mig:Deliverable ; mig:basis mig:stated ; mig:due "2019"^^xsd:gYear .
        """)


@pytest.fixture(scope="module")
def inferred(asserted: rdflib.Graph) -> rdflib.Graph:
    return reason.infer(asserted)


def test_a_point_serves_the_objective_that_a_stated_linkage_names(inferred: rdflib.Graph) -> None:
    assert set(inferred.subject_objects(MIG.servesObjective)) == {
        (iri("plan/12/a"), iri("objective/6")),
        (iri("plan/12/b"), iri("objective/23")),
    }


def test_an_objective_is_served_by_the_same_points(inferred: rdflib.Graph) -> None:
    assert set(inferred.subject_objects(MIG.servedBy)) == {
        (iri("objective/6"), iri("plan/12/a")),
        (iri("objective/23"), iri("plan/12/b")),
    }


def test_every_objective_can_be_served(vocabulary: rdflib.Graph) -> None:
    linkages = (
        f"<claim/d/{number}> a mig:Linkage ; mig:basis mig:stated ; "
        f"mig:linkFrom <plan/{number}> ; mig:linkTo <objective/{number}> ."
        for number in range(1, 24)
    )
    found = reason.infer(vocabulary + turtle("\n".join(linkages)))
    assert set(found.subject_objects(MIG.servesObjective)) == {
        (iri(f"plan/{number}"), iri(f"objective/{number}")) for number in range(1, 24)
    }


def test_parts_of_parts_are_parts(inferred: rdflib.Graph) -> None:
    paragraph, section, document, series = (
        iri(path)
        for path in ("document/d/section/1/p/1", "document/d/section/1", "document/d", "document/series")
    )
    assert set(inferred.subject_objects(DCTERMS.isPartOf)) == {
        (paragraph, document),
        (paragraph, series),
        (section, series),
    }
    assert set(inferred.objects(series, DCTERMS.hasPart)) == {document, section, paragraph}


def test_a_membership_gives_the_short_relation_both_ways(inferred: rdflib.Graph) -> None:
    assert set(inferred.subject_objects(ORG.memberOf)) == {(iri("body/ohchr"), iri("body/committee"))}
    assert set(inferred.subject_objects(ORG.hasMember)) == {(iri("body/committee"), iri("body/ohchr"))}


def test_a_unit_of_a_unit_belongs_to_the_whole(inferred: rdflib.Graph) -> None:
    assert (iri("body/office"), ORG.subOrganizationOf, iri("body/ilo")) in inferred
    assert (iri("body/ilo"), ORG.hasSubOrganization, iri("body/office")) in inferred


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ("instrument/C97", {MIG.Instrument, ELI.LegalResource}),
        ("body/office", {MIG.Branch, MIG.Body, ORG.Organization, ORG.OrganizationalUnit}),
        ("claim/d/1", {MIG.Claim, MIG.StatedLinkage, PROV.Entity}),
        ("claim/d/3", {MIG.Claim, PROV.Entity}),
    ],
)
def test_a_thing_belongs_to_the_classes_above_its_own(
    inferred: rdflib.Graph, thing: str, expected: set[URIRef]
) -> None:
    assert set(inferred.objects(iri(thing), RDF.type)) == expected


def test_the_hierarchy_of_classes_and_properties_is_complete(inferred: rdflib.Graph) -> None:
    assert (MIG.RegionalOffice, RDFS.subClassOf, ORG.Organization) in inferred
    assert (MIG.StatedLinkage, RDFS.subClassOf, PROV.Entity) in inferred


def test_what_holds_of_a_property_holds_of_the_wider_one(inferred: rdflib.Graph) -> None:
    paragraph = iri("document/d/section/1/p/1")
    assert (paragraph, SCHEMA.mentions, iri("instrument/C97")) in inferred
    assert (paragraph, SCHEMA.position, Literal(7)) in inferred


def test_literals_keep_their_spelling(inferred: rdflib.Graph) -> None:
    dates = list(inferred.objects(iri("plan/12/a/deliverable/x"), DCTERMS.date))
    assert [date.n3() for date in dates] == ['"2019"^^<http://www.w3.org/2001/XMLSchema#gYear>']


def test_only_news_is_kept(asserted: rdflib.Graph, inferred: rdflib.Graph) -> None:
    assert len(inferred) > 100
    languages = tuple(str(namespace) for namespace in (RDF, RDFS, OWL, rdflib.XSD))
    for subject, predicate, value in inferred:
        assert (subject, predicate, value) not in asserted
        assert isinstance(subject, URIRef)
        assert not isinstance(value, BNode)
        assert not str(subject).startswith(languages)
        assert subject != value
        assert predicate in (RDF.type, RDFS.subClassOf, RDFS.subPropertyOf) or not str(predicate).startswith(
            languages
        )
        assert predicate != RDF.type or not str(value).startswith(languages)


def test_the_graph_given_is_left_as_it_is() -> None:
    given = turtle("<instrument/C97> a mig:Convention . mig:Convention rdfs:subClassOf mig:Instrument .")
    before = set(given)
    assert len(reason.infer(given)) == 1
    assert set(given) == before


def test_each_round_is_told() -> None:
    told: list[tuple[int, int]] = []
    reason.infer(
        turtle("<a> dcterms:isPartOf <b> ."), progress=lambda number, size: told.append((number, size))
    )
    assert [number for number, _ in told] == list(range(1, len(told) + 1))
    assert told
    assert [size for _, size in told] == sorted(size for _, size in told)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ("<x> a mig:PlanPoint , mig:Body .", ["ontology#PlanPoint", "ontology#Body", "migkg/x"]),
        (
            "<x> a mig:Linkage ; mig:basis mig:stated , mig:inferred .",
            ["ontology#inferred", "ontology#stated"],
        ),
        (
            "<x> a mig:Claim , org:Membership ; mig:basis mig:inferred .",
            ["ontology#inferred", "ontology#stated"],
        ),
        ("<x> a mig:Paragraph ; mig:order 3 , 4 .", ['"3"', '"4"']),
        ('<x> mig:order "third"^^xsd:integer .', ["third"]),
    ],
    ids=[
        "two disjoint classes",
        "two bases",
        "an inferred membership",
        "two places in the order",
        "no number",
    ],
)
def test_data_that_contradict_the_vocabulary_are_refused(
    vocabulary: rdflib.Graph, data: str, names: list[str]
) -> None:
    with pytest.raises(DataError) as caught:
        reason.infer(vocabulary + turtle(data))
    assert caught.value.exit_code == 1
    for name in names:
        assert name in str(caught.value)


def test_two_names_that_somebody_declared_the_same_are_no_contradiction() -> None:
    found = reason.infer(turtle("<a> owl:sameAs <b> . <a> dcterms:subject <theme/skills> ."))
    assert (iri("b"), DCTERMS.subject, iri("theme/skills")) in found


def test_equal_graphs_are_written_alike(inferred: rdflib.Graph) -> None:
    other = rdflib.Graph()
    for triple in sorted(inferred, reverse=True):
        other.add(triple)
    text = reason.n_triples(inferred)
    assert text == reason.n_triples(other)
    assert text.splitlines() == sorted(set(text.splitlines()))
    assert len(text.splitlines()) == len(inferred)


def test_what_is_written_reads_back(inferred: rdflib.Graph) -> None:
    assert set(rdflib.Graph().parse(data=reason.n_triples(inferred), format="nt")) == set(inferred)


@pytest.mark.slow
def test_in_the_dataset_a_point_serves_exactly_what_some_document_states() -> None:
    from migkg import graph

    project = Project.packaged()
    asserted = graph.rdflib_graph(project)
    expected = set(
        asserted.query(
            "SELECT DISTINCT ?point ?objective { ?l a mig:Linkage ; mig:basis mig:stated ; "
            "mig:linkFrom ?point ; mig:linkTo ?objective }",
            initNs={"mig": MIG},
        )
    )
    assert len(expected) >= 10
    found = reason.closure(project)
    assert {(row[0], row[1]) for row in expected} == set(found.subject_objects(MIG.servesObjective))
