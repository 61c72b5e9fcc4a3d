"""Spellings of IRIs and texts."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from migkg import terms

MIG = terms.ONTOLOGY


@pytest.mark.parametrize(
    ("iri", "short"),
    [
        (f"{MIG}Linkage", "mig:Linkage"),
        (f"{terms.BASE}plan/12/a", "plan/12/a"),
        (f"{terms.BASE}ontology", "ontology"),
        (terms.BASE, terms.BASE),
        ("http://metadata.un.org/sdg/10.7", "sdg:10.7"),
        ("http://metadata.un.org/sdg/a/b", "http://metadata.un.org/sdg/a/b"),
        ("http://example.org/x", "http://example.org/x"),
        (f"{MIG}ends-in-a-stop.", "ontology#ends-in-a-stop."),
    ],
)
def test_shorten_and_back(iri: str, short: str) -> None:
    assert terms.shorten(iri) == short
    assert terms.expand(short) == iri


@pytest.mark.parametrize(
    ("text", "iri"),
    [
        ("<http://example.org/x>", "http://example.org/x"),
        ("/plan/12/a", f"{terms.BASE}plan/12/a"),
        ("skos:notation", "http://www.w3.org/2004/02/skos/core#notation"),
        ("urn:x", "urn:x"),
    ],
)
def test_expand(text: str, iri: str) -> None:
    assert terms.expand(text) == iri


@pytest.mark.parametrize("text", ["", "<>", "a b", 'a"b', "a>b", "a\nb", "a\\b", "a{b}"])
def test_expand_refuses_what_no_iri_holds(text: str) -> None:
    with pytest.raises(ValueError, match="is not an IRI"):
        terms.expand(text)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("https://w3id.org/migkg/", True),
        ("urn:a", True),
        ("plan/12", False),
        ("http://a b", False),
        ("", False),
    ],
)
def test_is_iri(text: str, verdict: bool) -> None:
    assert terms.is_iri(text) is verdict


@pytest.mark.parametrize(
    "text", ["", 'say "no"', "back\\slash", "line\nline\r\ttab", "ünï – ¶", "\x00\x07\b\f"]
)
def test_quote_is_read_back_by_a_parser(text: str) -> None:
    (quad,) = ox.parse(f"<x:s> <x:p> {terms.quote(text)} .", ox.RdfFormat.TURTLE)
    assert isinstance(quad.object, ox.Literal)
    assert quad.object.value == text
    (row,) = ox.Store().query(f"SELECT ({terms.quote(text)} AS ?x) {{}}")  # type: ignore[misc]
    assert row["x"].value == text


def test_natural_order_counts_numbers_as_numbers() -> None:
    ordered = ["", "fn/2", "fn/10", "para", "para/2", "para/2/a", "para/10", "para/²"]
    mixed = ordered[3:] + ordered[:3]
    assert sorted(mixed, key=terms.natural_key) == ordered


def test_natural_order_counts_numbers_of_any_length() -> None:
    ordered = ["fn/9", "fn/10", f"fn/1{'0' * 5000}", f"fn/2{'0' * 5000}"]
    assert sorted([*ordered[2:], *ordered[:2]], key=terms.natural_key) == ordered
    assert terms.natural_key("fn/007") == terms.natural_key("fn/7")


def test_prefixes_are_in_order_unique_and_declared_in_sparql() -> None:
    assert list(terms.PREFIXES) == sorted(terms.PREFIXES)
    assert len(set(terms.PREFIXES.values())) == len(terms.PREFIXES)
    ox.Store().query(
        f"{terms.SPARQL_PREFIXES}SELECT * {{ ?s {' | '.join(p + ':x' for p in terms.PREFIXES)} ?o }}"
    )


def test_rdf_suffixes_have_media_types() -> None:
    assert set(terms.RDF_SUFFIXES) <= set(terms.RDF_FORMATS)
    assert set(terms.RDF_FORMATS.values()) <= set(terms.MEDIA_TYPES)
