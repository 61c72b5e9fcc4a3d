"""Terms of known vocabularies: which exist, and what they are used as."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg import terms
from migkg.judges.uses import Context, Uses, split
from migkg.judges.vocabulary import RULES, known, problems

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = terms.PREFIXES | {
    "csvw": "http://www.w3.org/ns/csvw#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ex": "https://example.org/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "http": "http://schema.org/",
    "qb": "http://purl.org/linked-data/cube#",
    "time": "http://www.w3.org/2006/time#",
    "wgs": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}
HEAD = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())

RIGHT = [
    "ex:a a skos:Concept ; skos:prefLabel 'a'@en ; skos:broader ex:b ; skos:notation '1' .",
    "ex:a rdf:_1 ex:b ; rdf:_12 ex:c ; rdf:value 1 ; rdfs:member ex:d .",
    "ex:a dcterms:title 'a' ; dcterms:creator 'b' ; dcterms:date '2018' ; dcterms:license ex:l .",
    "ex:a dc:creator 'b' ; dc:type 'c' .",
    "ex:a a foaf:Person ; foaf:name 'a' ; foaf:homepage <https://a.org/> ; foaf:mbox <mailto:a@b.org> .",
    "ex:a a schema:Organization ; schema:name 'a' ; schema:url 'https://example.org/' .",
    "ex:a a http:Organization ; http:name 'a' .",
    "ex:a a schema:OnlineStore ; schema:hasCertification ex:b ; schema:3DModel ex:c .",
    "ex:a a dcat:DatasetSeries ; dcat:version '1' ; dcat:inSeries ex:b ; dcat:downloadURL ex:c .",
    "ex:a a prov:Entity ; prov:wasDerivedFrom ex:b ; prov:value '1' .",
    "ex:a a org:Organization ; org:memberOf ex:b ; org:identifier '1' .",
    "ex:a a owl:Ontology ; owl:imports ex:b ; owl:versionInfo '1' ; owl:versionIRI ex:c .",
    "ex:A rdfs:subClassOf ex:B, [ a owl:Restriction ; owl:onProperty ex:p ; owl:hasValue 1 ] .",
    "ex:p a rdf:Property ; rdfs:domain ex:A ; rdfs:range xsd:date ; rdfs:label 'p' .",
    "ex:d owl:onDatatype xsd:integer ; owl:withRestrictions ( [ xsd:minInclusive 1 ] ) .",
    "ex:s sh:property [ sh:path ex:p ; sh:nodeKind sh:IRI ; sh:severity sh:Warning ] .",
    "ex:f a geo:Feature ; geo:hasGeometry [ geo:asWKT 'POINT(1 2)'^^geo:wktLiteral ] ; wgs:lat 1.5 .",
    "ex:t a time:Interval ; time:hasBeginning ex:b ; time:unitType time:unitDay .",
    "ex:o a qb:Observation ; qb:dataSet ex:d . ex:v a void:Dataset ; void:triples 12 .",
    "ex:a a oa:Annotation ; oa:hasBody ex:b ; sd:endpoint ex:c .",
    "ex:a ex:anything ex:Goes ; a ex:lowercase . ex:b a xsd:string, rdf:langString .",
    "skos:prefLable a rdf:Property . ex:a skos:prefLable 'declared here'@en .",
    "ex:a rdfs:seeAlso <http://purl.org/dc/terms/>, <https://schema.org/docs/terms>, dcat: .",
    "ex:a rdfs:label 'a', 'b'@en, 4 ; rdfs:comment '' .",
    "rdf:nil rdfs:label 'nil' . ex:a rdf:first 1 ; rdf:rest rdf:nil .",
    "ex:a rdf:type [ a owl:Class ; owl:unionOf ( ex:A ex:B ) ] .",
    "ex:a prov:endedAtTime '2018-12-19T10:00:00Z'^^xsd:dateTime ; owl:deprecated true .",
    "ex:a owl:maxCardinality '1'^^xsd:nonNegativeInteger ; void:triples 12 .",
    "ex:a rdf:reifies ex:b ; dcterms:type ex:c .",
]

WRONG = {
    "term": [
        ("ex:a skos:prefLable 'a'@en .", "skos:prefLabel"),
        ("ex:a skos:broder ex:b .", "skos:broader"),
        ("ex:a a skos:concept .", "skos:Concept"),
        ("ex:a rdfs:lable 'a' .", "rdfs:label"),
        ("ex:a rdf:label 'a' .", "rdfs:label"),
        ("ex:a rdfs:subclassOf ex:b .", "rdfs:subClassOf"),
        ("ex:a a rdfs:Property .", "rdf:Property"),
        ("ex:a owl:sameas ex:b .", "owl:sameAs"),
        ("ex:a owl:subClassOf ex:b .", "rdfs:subClassOf"),
        ("ex:a dcterms:titel 'a' .", "dcterms:title"),
        ("ex:a dcterms:isPartof ex:b .", "dcterms:isPartOf"),
        ("ex:a dc:created 'a' .", "dcterms:created"),
        ("ex:a foaf:fullname 'a' .", "foaf:"),
        ("ex:a foaf:homePage ex:b .", "foaf:homepage"),
        ("ex:a prov:wasDerivedfrom ex:b .", "prov:wasDerivedFrom"),
        ("ex:a org:memberof ex:b .", "org:memberOf"),
        ("ex:a a org:Organisation .", "org:Organization"),
        ("ex:a schema:naem 'a' .", "schema:name"),
        ("ex:a schema:telephon '1' .", "schema:telephone"),
        ("ex:a a http:Organisation .", "schema:Organization"),
        ("ex:a dcat:keywrod 'a' .", "dcat:keyword"),
        ("ex:a dcat:downloadUrl ex:b .", "dcat:downloadURL"),
        ("ex:a void:tripples 1 .", "void:triples"),
        ("ex:s sh:dataType xsd:date .", "sh:datatype"),
        ("ex:s sh:mincount 1 .", "sh:minCount"),
        ("ex:s sh:nodeKind sh:Iri .", "sh:IRI"),
        ("ex:s sh:severity sh:Error .", "sh:"),
        ("ex:s sh:path skos:prefLable .", "skos:prefLabel"),
        ("ex:s sh:path dcterms:titel .", "dcterms:title"),
        ("ex:s sh:targetClass foaf:Persson .", "foaf:Person"),
        ("ex:p rdfs:range skos:Konzept .", "skos:Concept"),
        ("ex:a rdf:li 'a' .", "rdf:_1"),
        ("ex:a geo:asWKT 'POINT(1 2)'^^geo:WktLiteral .", "geo:wktLiteral"),
        ("ex:a dcterms:date '2018'^^dcterms:W3CDFT .", "dcterms:W3CDTF"),
        ("ex:a qb:dataset ex:b .", "qb:dataSet"),
        ("ex:a skos:zzz 'a' .", "http://www.w3.org/2004/02/skos/core#"),
    ],
    "unlisted": [
        ("ex:a schema:quiteNewProperty 1 .", "schema:quiteNewProperty"),
        ("ex:a dcat:somethingElse 1 .", "dcat:somethingElse"),
        ("ex:a a time:Aeon .", "time:Aeon"),
    ],
    "class-as-property": [
        ("ex:a skos:Concept ex:b .", "skos:Concept"),
        ("ex:a foaf:Person 'b' .", "foaf:Person"),
        ("ex:a rdf:Seq ex:b .", "rdf:Seq"),
    ],
    "property-as-class": [
        ("ex:a a rdfs:label .", "rdfs:label"),
        ("ex:a a skos:broader .", "skos:broader"),
        ("ex:a a dcterms:title .", "dcterms:title"),
        ("ex:a a rdf:nil .", "rdf:nil"),
    ],
    "class-as-datatype": [
        ("ex:a ex:p 'b'^^skos:Concept .", "skos:Concept"),
        ("ex:a ex:p 'b'^^rdfs:Literal .", "rdfs:Literal"),
        ("ex:a ex:p 'b'^^owl:Thing, 'c'^^owl:real .", "owl:Thing"),
    ],
    "type": [("ex:a a 'Concept' .", "class"), ("ex:a a skos:Concept, 'http://example.org/A'@en .", "class")],
    "resource": [
        ("ex:a rdfs:subClassOf 'b' .", "rdfs:subClassOf"),
        ("ex:a skos:broader 'b'@en .", "skos:broader"),
        ("ex:a owl:sameAs 'http://example.org/b' .", "owl:sameAs"),
        ("ex:a owl:imports 'http://example.org/b'^^xsd:anyURI .", "owl:imports"),
        ("ex:a skos:inScheme 'scheme' .", "skos:inScheme"),
    ],
    "link": [
        ("ex:a foaf:homepage 'http://example.org/' .", "foaf:homepage"),
        ("ex:a rdfs:seeAlso 'http://example.org/' .", "rdfs:seeAlso"),
        ("ex:a dcat:downloadURL 'http://example.org/a.ttl' .", "dcat:downloadURL"),
        ("ex:a prov:wasDerivedFrom 'b' .", "prov:wasDerivedFrom"),
    ],
    "datatype": [
        ("ex:a prov:generatedAtTime '2018-12-19'^^xsd:date .", "xsd:dateTime"),
        ("ex:a void:triples '12' .", "xsd:integer"),
        ("ex:a owl:deprecated 'true' .", "xsd:boolean"),
        ("ex:a owl:maxCardinality ex:b .", "xsd:integer"),
    ],
    "literal": [
        ("ex:a dcterms:title ex:b .", "dcterms:title"),
        ("ex:a rdfs:label ex:b .", "rdfs:label"),
        ("ex:a skos:prefLabel [] .", "skos:prefLabel"),
        ("ex:a foaf:name ex:b .", "foaf:name"),
        ("ex:s sh:message ex:b .", "sh:message"),
    ],
}


def judged(turtle: str, context: Context | None = None) -> list[tuple[str, str]]:
    found = problems(Uses.of(ox.parse(HEAD + turtle, ox.RdfFormat.TURTLE)), context or Context())
    return [(result.shape.rsplit("/", 1)[1], result.message) for result in found]


@pytest.mark.parametrize("turtle", RIGHT)
def test_right_terms_are_accepted(turtle: str) -> None:
    assert judged(turtle) == []


@pytest.mark.parametrize(
    ("kind", "turtle", "told"), [(kind, *case) for kind, cases in WRONG.items() for case in cases]
)
def test_a_wrong_term_is_named_by_its_kind_and_the_right_one_told(kind: str, turtle: str, told: str) -> None:
    found = judged(turtle)
    assert [name for name, _ in found] == [kind]
    assert told in found[0][1]
    assert found[0][1].endswith(".")


def test_each_rule_is_found_by_a_case_above() -> None:
    assert {rule.rsplit("/", 1)[1] for rule in RULES} == set(WRONG)


def test_a_term_of_ours_is_known_in_the_dataset_alone() -> None:
    ours = Context(
        is_dataset=True, declared=frozenset({f"{terms.ONTOLOGY}Linkage", f"{terms.ONTOLOGY}basis"})
    )
    assert judged("ex:a a mig:Linkage ; mig:basis ex:b .", ours) == []
    assert judged("ex:a a mig:Linkag ; mig:basis ex:b .", ours) == [
        ("term", "Write mig:Linkage: there is no mig:Linkag.")
    ]
    assert judged("ex:a a mig:Linkag .") == []


def test_a_term_that_the_dataset_declares_is_accepted() -> None:
    ours = Context(is_dataset=True, declared=frozenset({f"{terms.PREFIXES['skos']}prefLable"}))
    assert judged("ex:a skos:prefLable 'a'@en .", ours) == []


def test_a_class_that_the_dataset_declares_is_still_no_property() -> None:
    ours = Context(is_dataset=True, declared=frozenset({f"{terms.PREFIXES['skos']}Concept"}))
    assert len(judged("ex:a skos:Concept ex:b .", ours)) == 1
    assert len(judged("ex:a ex:p 'x'^^skos:Concept .", ours)) == 1


def test_each_use_of_a_misspelt_property_is_found() -> None:
    found = problems(
        Uses.of(ox.parse(HEAD + "ex:a rdfs:lable 1, 2 . ex:b rdfs:lable 3 .", ox.RdfFormat.TURTLE)), Context()
    )
    assert [str(result.focus) for result in found] == ["<https://example.org/a>"] * 2 + [
        "<https://example.org/b>"
    ]


def test_the_lists_are_there_and_have_the_terms_that_our_stubs_declare(root: Path) -> None:
    assert {"rdf", "rdfs", "owl", "skos", "dcterms", "foaf", "prov", "org", "sh", "schema"} <= {
        listed.prefix for listed in known().values()
    }
    assert all(len(listed.names) > 3 for listed in known().values())
    for path in sorted((root / "ontology" / "imports").glob("*.ttl")):
        for quad in ox.parse(path=path):
            namespace, name = split(quad.subject.value)
            if namespace in known():
                assert name in known()[namespace].names


def test_a_file_full_of_misspelt_terms_takes_no_long_time() -> None:
    text = "".join(f"ex:a schema:name{number}x 1 .\n" for number in range(5000))
    started = time.process_time()
    assert len(judged(text)) == 5000
    assert time.process_time() - started < 5
