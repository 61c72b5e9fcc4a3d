from __future__ import annotations

import pytest

from migkg import terms
from migkg.web.exchange import Request
from migkg.web.render import Links, language_of, links_of


@pytest.mark.parametrize(
    ("path", "to", "expected"),
    [
        ("/", "/", "./"),
        ("/", "/query/gaps", "./query/gaps"),
        ("/search", "/", "./"),
        ("/plan/12/a", "/plan/12/b", "../../plan/12/b"),
        ("/document/gb335-pol-1-rev/para/16", "/", "../../../"),
        ("/", "/body/a b?c#d", "./body/a%20b%3Fc%23d"),
        ("//evil.example/x", "/", "../../"),
    ],
)
def test_addresses_are_relative_to_the_page(path: str, to: str, expected: str) -> None:
    assert Links(path).to(to) == expected


def test_the_language_stays_in_addresses_only_if_it_was_asked_for_there() -> None:
    asked = links_of(Request("/plan/12/a", "lang=fr"))
    assert asked.to("/search", q="a&b") == "../../search?q=a%26b&lang=fr"
    assert asked.file("/plan/12/a.ttl") == "../../plan/12/a.ttl"
    told = links_of(Request("/plan/12/a", headers={"accept-language": "fr"}))
    assert (told.lang, told.to("/search")) == ("fr", "../../search")


def test_another_language_keeps_what_else_was_asked() -> None:
    links = links_of(Request("/search", "q=recruitment&lang=es"))
    assert links.language("fr") == "./search?q=recruitment&lang=fr"


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("", "", "en"),
        ("", "fr-CH, fr;q=0.9, en;q=0.8", "fr"),
        ("", "de, es;q=0.4", "es"),
        ("", "de", "en"),
        ("lang=ES", "fr", "es"),
        ("lang=xx", "fr", "fr"),
        ("lang=<script>", "", "en"),
    ],
)
def test_the_language_is_asked_for_in_the_address_or_by_the_client(
    query: str, accept: str, expected: str
) -> None:
    assert language_of(Request("/", query, headers={"accept-language": accept})) == expected


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        (f"{terms.BASE}body/iom", "../body/iom"),
        (f"{terms.BASE}ontology#Linkage", "../ontology#Linkage"),
        ("http://metadata.un.org/sdg/10.7", "../sdg/10.7"),
        ("https://www.wikidata.org/entity/Q1", "https://www.wikidata.org/entity/Q1"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("urn:isbn:1", ""),
    ],
)
def test_iris_lead_to_pages_here_or_to_the_web_or_nowhere(iri: str, expected: str) -> None:
    assert Links("/browse/bodies").iri(iri) == expected


def test_statements_of_a_thing_have_a_file_each() -> None:
    links = Links("/plan/12/a", "fr", kept=True)
    assert links.data(f"{terms.BASE}plan/12/a", "ttl") == "../../plan/12/a.ttl"
    assert links.data("http://metadata.un.org/sdg/10.7", "nt") == "../../sdg/10.7.nt"
    assert links.data("http://example.org/x", "rdf") == "../../resource.rdf?iri=http%3A%2F%2Fexample.org%2Fx"


def test_things_with_iris_of_others_have_pages_here() -> None:
    assert (
        Links("/search").thing("http://example.org/x?y") == "./resource?iri=http%3A%2F%2Fexample.org%2Fx%3Fy"
    )
    assert Links("/search").thing(f"{terms.BASE}plan/15") == "./plan/15"
    assert Links("/search", ending=".html").thing("http://example.org/x?y") == "http://example.org/x?y"
