"""IRIs: characters, scheme, host, namespace, and whose they are."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from migkg import terms
from migkg.judges.iris import RULES, faults, problems, right_namespace
from migkg.judges.uses import Context, Uses

OURS = Context(
    is_dataset=True,
    declared=frozenset({f"{terms.ONTOLOGY}Linkage"}),
    hosts=frozenset({"http://publications.europa.eu"}),
)

RIGHT = [
    *("https://w3id.org/migkg/plan/12/a", "http://example.org/", "http://example.org", "http://example/a"),
    *("http://example.org/a%20b", "http://example.org/a/b%C3%A9.html?x=1&y=%2F#z", "urn:isbn:0451450523"),
    *("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "tag:a@example.org,2018:x", "mailto:a@example.org"),
    *(
        "geo:46.2,6.14",
        "ex:a",
        "x:s",
        "urn:ex:s",
        "urn:NBN:de:1",
        "tel:+41-22-799-6111",
        "mailto:?to=a@b.org",
        "doi:10.1000/182",
        "info:doi/10.1000/182",
        "data:,x",
        "a:b",
    ),
    *(
        "http://example.org:8080/",
        "http://user@example.org/",
        "http://xn--bcher-kva.example/",
        "http://a_b.org/",
    ),
    *("http://例え.jp/テ", "http://हिन्दी.example/क्षेत्र", "http://example.org/Δt", "http://пример.example/а"),
    *("http://1.2.3.4/", "http://[2001:db8::1]/a", "http://example.org/a//b", "http://example.org/a..b/...c"),
    *(
        "https://web.archive.org/web/2018/http://example.org/",
        "http://example.org/?q=/../x",
        "http://a.b/c(d)",
    ),
    *("http://example.org/a?\ue000", "http://example.org./", "https://www.wikidata.org/wiki/Q54129"),
    *("http://metadata.un.org/sdg", "https://schema.org/docs/terms.html", "http://www.w3.org/ns/dcat"),
]

WRONG = {
    "character": [
        *(
            "http://example.org/a b",
            "http://example.org/<a>",
            'http://example.org/"a"',
            "http://example.org/{a}",
        ),
        *("http://example.org/a|b", "http://example.org/a\\b", "http://example.org/\ue000"),
        *(
            "http://example.org/\u202ea",
            "http://example.org/\ufffd",
            "http://example.org/a^b",
            "http://a.b/\x85",
        ),
    ],
    "percent": ["http://example.org/a%2", "http://example.org/%zz", "http://example.org/100%"],
    "relative": ["example.org/a", "//example.org/a", "http//example.org"],
    "scheme": [
        *("htp://example.org/", "htpps://example.org/", "ttp://example.org/", "hhtp://example.org/"),
        *("skos:Concept", "dcterms:title", "xsd:date", "C:/data/a.ttl", "mig:Linkage"),
    ],
    "host": [
        *("http:/example.org/a", "http:example.org", "https:///a", "http://", "http://http://example.org/"),
        *("http://https://example.org/", "http://example..org/", "http://.example.org/", "http://-a.org/"),
        *("http://256.1.1.1/", "http://1.2.3/", "http://example.org:99999/", "http://example,org/", "http:"),
        "http://" + "a" * 64 + ".org/",
    ],
    "form": [
        *(
            "urn:isbn",
            "urn:x",
            "urn::a",
            "urn:uuid:f81d4fae",
            "urn:uuid:g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
        ),
        *("mailto:somebody", "mailto:", "tel:one-two"),
    ],
    "blank": ["http://example.org/_:b0", "http://example.org/a#_:b0", "bnode:b0"],
    "dots": ["http://example.org/a/../b", "http://example.org/./a", "http://example.org/a/.."],
    "look-alike": ["http://ex\u0430mple.org/", "http://example.org/p\u043ean", "http://example.org/a\u200bb"],
    "normal": ["HTTP://example.org/", "http://Example.org/", "http://example.org/e\u0301"],
    "end": ["http://example.org/a%20", "http://example.org/a,", "http://example.org/a%22", "http://a.b/c."],
    "local": [
        "file:///home/a.ttl",
        "http://localhost:8000/a",
        "http://127.0.0.1/",
        "http://10.0.0.7/",
        "http://[::1]/a",
    ],
}

NAMESPACES = {
    "skos:Concept": [
        "https://www.w3.org/2004/02/skos/core#Concept",
        "http://w3.org/2004/02/skos/core#Concept",
        "http://www.w3.org/2004/02/skos/core/Concept",
        "http://www.w3.org/2004/02/SKOS/core#Concept",
        "http://www.w3.org/2004/02/skos/coreConcept",
        "http://www.w3.org/2004/02/skos/cor#Concept",
        "http://www.w3.org/2004/02/skos#Concept",
        "http://www.w3.org/2004/02/sk\u043es/core#Concept",
    ],
    "dcterms:title": [
        "https://purl.org/dc/terms/title",
        "http://purl.org/dc/terms#title",
        "http://purl.org/dc/term/title",
        "http://www.purl.org/dc/terms/title",
        "http://purl.org/dc/termstitle",
    ],
    "foaf:name": [
        "https://xmlns.com/foaf/0.1/name",
        "http://xmlns.com/foaf/0.1#name",
        "http://xmlns.com/foaf/name",
    ],
    "rdf:type": [
        "http://www.w3.org/1999/02/22-rdf-syntax-ns/type",
        "https://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        "http://www.w3.org/1999/02/22-rdf-syntax#type",
    ],
    "rdfs:label": [
        "http://www.w3.org/2000/01/rdf-schema/label",
        "http://www.w3.org/2000/01/rdfs-schema#label",
    ],
    "sh:path": ["http://www.w3.org/ns/shacl/path", "https://www.w3.org/ns/shacl#path"],
    "schema:name": ["http://www.schema.org/name", "https://schema.org#name"],
    "owl:sameAs": ["http://www.w3.org/2002/7/owl#sameAs", "http://www.w3.org/2002/07/owl/sameAs"],
}


def judged(turtle: str, context: Context | None = None) -> list[tuple[str, str]]:
    text = f"@base <{terms.BASE}> . @prefix mig: <{terms.ONTOLOGY}> . {turtle}"
    found = problems(Uses.of(ox.parse(text, ox.RdfFormat.TURTLE)), context or Context())
    return [(result.shape.rsplit("/", 1)[1], result.message) for result in found]


def kinds(turtle: str, context: Context | None = None) -> list[str]:
    return [kind for kind, _ in judged(turtle, context)]


@pytest.mark.parametrize("iri", RIGHT)
def test_a_right_iri_is_accepted(iri: str) -> None:
    assert list(faults(iri)) == []
    term = ox.NamedNode(iri)
    quad = ox.Quad(term, ox.NamedNode("https://example.org/p"), term)
    assert list(problems(Uses.of([quad]), Context())) == []


@pytest.mark.parametrize(("kind", "iri"), [(kind, iri) for kind, iris in WRONG.items() for iri in iris])
def test_a_wrong_iri_is_named_by_its_kind(kind: str, iri: str) -> None:
    found = dict(faults(iri))
    assert kind in found
    assert found[kind].endswith(".")


@pytest.mark.parametrize(
    ("right", "iri"), [(right, iri) for right, iris in NAMESPACES.items() for iri in iris]
)
def test_a_namespace_that_misses_a_known_one_is_told_the_right_one(right: str, iri: str) -> None:
    told = f"{right} ({terms.expand(right)})"
    assert right_namespace(iri, Context()) == told
    assert judged(f"<https://example.org/a> <{iri}> 1 .") == [
        ("namespace", f"Write {told}: <{iri}> is another IRI.")
    ]


@pytest.mark.parametrize(
    "iri",
    [
        "http://schema.org/name",
        "https://schema.org/name",
        "http://purl.org/dc/elements/1.1/title",
        "http://www.w3.org/2008/05/skos-xl#prefLabel",
        "http://www.w3.org/2006/vcard/ns#fn",
        "http://www.w3.org/2003/01/geo/wgs84_pos#lat",
        "https://www.w3.org/2003/01/geo/wgs84_pos#lat",
        "https://www.w3.org/ns/activitystreams#name",
        "http://example.org/ns#name",
        "http://dbpedia.org/ontology/name",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#_12",
    ],
)
def test_a_known_namespace_is_accepted(iri: str) -> None:
    assert right_namespace(iri, Context()) == ""


def test_a_page_of_a_vocabulary_is_no_term() -> None:
    pages = "<https://www.w3.org/ns/prov>, <https://purl.org/dc/terms/title>"
    assert judged(f"<https://example.org/a> <{terms.PREFIXES['rdfs']}seeAlso> {pages} .") == []


def test_a_fault_is_told_where_it_stands() -> None:
    text = "<http:/a> <x:p> <http:/b> . <x:s> <http:/c> 1, 2 . <x:s> <x:p> '1'^^<http:/d> ."
    found = list(problems(Uses.of(ox.parse(text, ox.RdfFormat.TURTLE)), Context()))
    assert [(str(result.focus), result.path, str(result.value)) for result in found] == [
        ("<http:/a>", "", "None"),
        ("<x:s>", "http:/c", f'"1"^^<{terms.XSD}integer>'),
        ("<x:s>", "http:/c", f'"2"^^<{terms.XSD}integer>'),
        ("<http:/a>", "x:p", "<http:/b>"),
        ("<x:s>", "x:p", '"1"^^<http:/d>'),
    ]


def test_an_address_in_quotes_is_judged_too() -> None:
    literals = "'http:/a', 'https://www.ilo.org/', 'page', 'htp://a/', '%zz'"
    typed = literals.replace("',", f"'^^<{terms.XSD}anyURI>,") + f"^^<{terms.XSD}anyURI>"
    assert kinds(f"<x:a> <x:p> {typed}, 'http:/a' .") == ["host", "scheme"]


def test_the_name_of_a_graph_is_judged() -> None:
    quads = ox.parse("<http:/g> { <x:a> <x:b> <x:c> }", ox.RdfFormat.TRIG)
    assert [result.shape.rsplit("/", 1)[1] for result in problems(Uses.of(quads), Context())] == ["host"]


@pytest.mark.parametrize(
    "path", ["http//example.org", "https/example.org/a", "www.example.org/a", "example.org/a", "ilo.org"]
)
def test_an_address_taken_for_a_path_is_found(path: str) -> None:
    assert kinds(f"<https://example.org/a> <https://example.org/p> <{path}> .") == ["relative"]


@pytest.mark.parametrize(
    ("iri", "right"),
    [
        ("https://www.wikidata.org/entity/Q54129", "http://www.wikidata.org/entity/Q54129"),
        ("http://wikidata.org/entity/Q54129", "http://www.wikidata.org/entity/Q54129"),
        ("https://metadata.un.org/sdg/10.7", "http://metadata.un.org/sdg/10.7"),
    ],
)
def test_other_spellings_of_what_has_an_owner_are_found(iri: str, right: str) -> None:
    assert judged(f"<https://example.org/a> <https://example.org/p> <{iri}> .") == [
        ("spelling", f"Write <{right}>: <{iri}> is another IRI.")
    ]


class TestInTheDataset:
    @pytest.mark.parametrize(
        "turtle",
        [
            "<plan/12/a> a mig:Linkage .",
            "<document/ttmlm-2013/section/2.1> mig:x <claim/a/b>, <ontology>, <graph/plan> .",
            "<shape/a> mig:x <check/a>, <> .",
            "<http://metadata.un.org/sdg/10.7> mig:x <http://www.wikidata.org/entity/Q1> .",
            "<http://publications.europa.eu/resource/authority/country/ETH> mig:x 1 .",
            "[] mig:x <https://elsewhere.example/a> .",
        ],
    )
    def test_what_belongs_there_is_accepted(self, turtle: str) -> None:
        assert kinds(turtle, OURS) == []

    @pytest.mark.parametrize(
        ("kind", "turtle"),
        [
            ("path", "<plann/12/a> mig:x 1 ."),
            ("path", "<plan/12/a> mig:x <objectives/18> ."),
            ("path", "<> <x:p> <Plan/12/a> ."),
            ("foreign", "<https://elsewhere.example/a> mig:x 1 . <https://elsewhere.example/b> mig:x 1 ."),
            ("foreign", "<urn:isbn:1> mig:x 1 ."),
            ("namespace", "<plan/12/a> mig:x <http://w3id.org/migkg/plan/15> ."),
            ("namespace", "<https://www.w3id.org/migkg/plan/12> mig:x 1 ."),
            ("namespace", "<plan/12/a> a <https://w3id.org/migkg/ontology/Linkage> ."),
            ("namespace", "<plan/12/a> a <http://w3id.org/migkg/ontology#Linkage> ."),
        ],
    )
    def test_what_does_not_belong_there_is_found(self, kind: str, turtle: str) -> None:
        assert kind in kinds(turtle, OURS)

    @pytest.mark.parametrize("turtle", ["<plann/12/a> mig:x 1 .", "<https://elsewhere.example/a> <x:p> 1 ."])
    def test_elsewhere_nobody_asks(self, turtle: str) -> None:
        assert kinds(turtle) == []

    def test_the_likeliest_path_is_told(self) -> None:
        assert (
            judged("<plann/12/a> mig:x 1 .", OURS)[0][1]
            == "Correct the path plann/12/a: write plan/, perhaps."
        )


def test_each_rule_is_found_by_a_case_above() -> None:
    elsewhere = {"namespace", "spelling", "path", "foreign"}
    assert {rule.rsplit("/", 1)[1] for rule in RULES} == {*WRONG, *elsewhere}


def test_long_iris_take_no_long_time_and_make_no_long_message() -> None:
    started = time.process_time()
    for iri in (
        "http://" + "a" * 500_000,
        "http://a.b/" + "c/" * 250_000 + ",",
        "http://" + "a." * 250_000 + "/x%20",
    ):
        quad = ox.Quad(ox.NamedNode(iri), ox.NamedNode("x:p"), ox.NamedNode("x:o"))
        assert all(len(result.message) < 500 for result in problems(Uses.of([quad]), Context()))
    assert time.process_time() - started < 2
