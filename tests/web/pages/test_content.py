from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest

from migkg import KnowledgeGraph, terms
from migkg.terms import BASE, PREFIXES
from migkg.web import pages, site
from migkg.web.dataset import Dataset
from migkg.web.exchange import Request
from migkg.web.pages.coverage import coverage
from migkg.web.pages.document import document
from migkg.web.pages.entity import entity
from migkg.web.pages.search import found
from migkg.web.render import Links
from shown_pages import answer, page, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from migkg.table import Value


def texts(value: Value | None) -> list[str]:
    return value.text.split("; ") if value else []


# --- the map of coverage -----------------------------------------------------------------------


def test_the_map_says_what_the_canned_question_says(dataset: Dataset) -> None:
    shown_rows = coverage(dataset, "en").rows
    table = dataset.graph.query("coverage")
    expected = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    assert len(shown_rows) == len(expected) == 23
    for row, said in zip(shown_rows, expected, strict=True):
        stated = [cell.point.notation for cell in row.cells if cell.grade == "stated"]
        inferred = [cell.point.notation for cell in row.cells if cell.grade in ("strong", "medium", "weak")]
        assert row.objective.notation == texts(said["objective"])[0]
        assert stated == texts(said["stated_points"])
        assert inferred == texts(said["inferred_points"])
        assert [one.name.text for one in row.appendix] == texts(said["status"])


def test_each_cell_with_a_mark_leads_to_its_evidence_on_the_page(dataset: Dataset) -> None:
    html = answer(dataset, "/")
    marks = re.findall(r'<a class="(?:mark )?[ms]-\w+" data-evidence="[^"]+" href="#([^"]+)"', html)
    assert len(marks) > 32 + 30
    ids = set(shown(html).ids)
    assert set(marks) <= ids


def test_of_many_claims_the_map_shows_those_that_grade_its_cells(tmp_path: Path) -> None:
    grades = ("mig:inferred ; mig:strength mig:weak", "mig:stated", "mig:inferred ; mig:strength mig:strong")
    claims = "".join(
        f"<claim/{n:02}> a mig:Linkage ; mig:linkFrom <plan/{n % 3}> ; mig:linkTo <objective/1> ;"
        f" mig:basis {grades[n % 2 if n % 3 else 2]} .\n"
        for n in range(60)
    )
    things = "".join(f'<plan/{n}> a mig:PlanPoint ; skos:notation "{n}" .\n' for n in range(3))
    ontology = "mig:Linkage rdfs:subClassOf mig:Claim .\n<objective/1> a mig:Objective .\n"
    heads = "".join(f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("mig", "rdfs", "skos"))
    file = tmp_path / "a.ttl"
    for count in (50, 60):
        shown_claims = "".join(claims.splitlines(keepends=True)[:count])
        file.write_text(f"@base <{BASE}> .\n{heads}{ontology}{things}{shown_claims}", "utf-8")
        (row,) = coverage(Dataset.open(KnowledgeGraph.open(file)), "en").rows
        assert [cell.grade for cell in row.cells] == ["strong", "stated", "stated"]
        assert (row.size, len(row.claims)) == (count, 50 if count == 50 else 3)
        places = dict(row.claims)
        assert [places[cell.anchor].grade for cell in row.cells] == ["strong", "stated", "stated"]
    html = answer(Dataset.open(KnowledgeGraph.open(file)), "/")
    assert "60 claims" in html
    assert "the best founded. The others are here: <a href=" in " ".join(html.split())


@pytest.mark.parametrize("names", list(itertools.permutations(('"Alpha"@en', '"alpha"@en', '"alpha"@en-GB'))))
def test_names_that_are_alike_stand_in_one_order(tmp_path: Path, names: tuple[str, ...]) -> None:
    file = tmp_path / "a.nt"
    file.write_text("".join(f"<x:s> <{PREFIXES['rdfs']}label> {name} .\n" for name in names), "utf-8")
    found = Dataset.open(KnowledgeGraph.open(file)).index.names("x:s", "label")
    assert [(name.text, name.lang) for name in found] == [
        ("Alpha", "en"),
        ("alpha", "en"),
        ("alpha", "en-gb"),
    ]


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_colour_is_never_the_only_sign(dataset: Dataset, lang: str) -> None:
    html = answer(dataset, "/", f"lang={lang}")
    for cell in re.findall(r'<a class="mark m-\w+" data-evidence[^>]*>(.*?)</a>', html):
        assert re.search(r'<span aria-hidden="true">[A-ZÉ][+−]?</span><span class="sr">\w', cell)


def test_a_dataset_without_objectives_has_a_front_page_without_a_map(
    made_up: Callable[[str], Dataset],
) -> None:
    html = answer(made_up('<body/x> a mig:Body ; rdfs:label "X"@en .'), "/")
    assert "heat" not in html.partition("<main")[2]


# --- documents and passages ------------------------------------------------------------------------


def test_a_document_is_read_in_its_order_with_all_its_passages(dataset: Dataset) -> None:
    iri = f"{terms.BASE}document/gb335-pol-1-rev"
    read = document(dataset, iri, "en")
    assert read is not None
    query = "SELECT ?s { ?s dcterms:isPartOf+ <%s> ; mig:order ?o } ORDER BY ?o" % iri  # noqa: UP031 -- braces
    expected = [row[0].text for row in dataset.graph.sparql(query).rows if row[0]]
    assert [text.ref.iri for text in read.texts] == expected
    assert len(expected) == 89


def test_disagreements_are_marked_at_each_passage_that_bears_them(dataset: Dataset) -> None:
    html = page(dataset, "document/gb335-pol-1-rev")
    article = re.search(r'<article class="text disputed[^>]*id="para\.17".*?</article>', html, re.DOTALL)
    assert article
    assert article[0].count("note warn") == 6
    assert 'href="../document/gb335-pol-1-rev/appendix/20"' in article[0]


def test_a_passage_leads_to_its_place_and_neighbours(dataset: Dataset) -> None:
    html = page(dataset, "document/gb335-pol-1-rev/para/16")
    assert 'href="../../../document/gb335-pol-1-rev#para.16"' in html
    assert re.search(r'rel="prev" href="[^"]*/para/15"', html)
    assert re.search(r'rel="next" href="[^"]*/para/17"', html)


# --- things -----------------------------------------------------------------------------------------


def test_a_point_shows_its_claims_with_basis_and_passage(dataset: Dataset) -> None:
    html = page(dataset, "plan/12/c")
    assert '<span class="pill b-stated">stated</span>' in html
    assert "inferred, medium" in html
    assert "../../document/gb335-pol-1-rev/para/16" in html


def test_mentions_come_document_by_document_in_the_order_of_the_text(dataset: Dataset) -> None:
    thing = entity(dataset, f"{terms.BASE}body/itc-ilo", "en")
    assert thing is not None
    notations = [[passage.ref.notation for passage in one.passages] for one in thing.mentions]
    assert notations[0] == ["para 9", "para 12", "para 16", "para 19"]
    assert thing.mention_count == 8


def test_names_are_in_the_page_language_and_others_are_marked(dataset: Dataset) -> None:
    html = page(dataset, "place/ET", "fr")
    assert '<h1><span class="sign">ET</span>Éthiopie</h1>' in html
    assert '<li lang="es">Etiopía</li>' in html
    assert "<h1>" in page(dataset, "plan/12/a", "es")
    assert '<span lang="en">Fair recruitment</span>' in page(dataset, "plan/12/a", "es")


def test_a_claim_is_told_in_words(dataset: Dataset) -> None:
    claim = "claim/gb335-pol-1-rev/para-16/12c-serves-22"
    assert "Linkage: 12(c) aligned with 22" in page(dataset, claim)
    assert "Lien: 12(c) en accord avec 22" in page(dataset, claim, "fr")


def test_pages_say_how_to_cite_and_where_the_data_are(dataset: Dataset) -> None:
    html = page(dataset, "instrument/C97")
    assert "https://w3id.org/migkg/instrument/C97" in html
    assert "@misc{migkg-instrument-C97," in html
    for suffix in ("ttl", "jsonld", "nt", "rdf"):
        assert f'href="../instrument/C97.{suffix}"' in html


def test_a_named_graph_says_how_much_it_holds(dataset: Dataset) -> None:
    assert re.search(r"<p>[0-9,]+ statements</p>", page(dataset, "graph/documents/ttmlm-2013"))


def test_the_vocabulary_has_a_place_for_each_term(dataset: Dataset) -> None:
    ids = set(shown(page(dataset, "ontology")).ids)
    assert {"Linkage", "evidence", "stated", "roleScheme"} <= ids
    assert page(dataset, "ontology#Linkage") == page(dataset, "ontology")


# --- search -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("C97", "instrument/C97"),
        ("c97", "instrument/C97"),
        ("objective 18", "objective/18"),
        ("12(a)", "plan/12/a"),
        ("iom", "body/iom"),
        ("ethiopie", "place/ET"),
        ("Etiopía", "place/ET"),
        ("GB.335/POL/1(Rev.) para 16", "document/gb335-pol-1-rev/para/16"),
        ("fair recruitment initiative", "programme/fair-recruitment-initiative"),
        ("10.7.1", "http://metadata.un.org/sdg/C100701"),
    ],
)
def test_names_notations_and_acronyms_are_found_first(dataset: Dataset, asked: str, first: str) -> None:
    groups = found(dataset, asked, "en").groups
    iri = first if "://" in first else terms.BASE + first
    assert iri in [group.hits[0].ref.iri for group in groups]
    assert groups[0].hits[0].ref.iri == iri


def test_what_passages_say_is_found_too(dataset: Dataset) -> None:
    groups = {group.slug: group for group in found(dataset, "second edition guide", "en").groups}
    assert f"{terms.BASE}document/gb335-pol-1-rev/para/16" in [hit.ref.iri for hit in groups["passages"].hits]


def test_a_misspelt_word_is_set_right(dataset: Dataset) -> None:
    answered = found(dataset, "recruitmnet", "en")
    assert (answered.size, answered.meant) == (0, ("recruitment",))
    assert 'href="./search?q=recruitment"' in answer(dataset, "/search", "q=recruitmnet")


def test_a_group_can_be_shown_whole(dataset: Dataset) -> None:
    answered = found(dataset, "recruitment", "en", "passages")
    assert [group.slug for group in answered.groups] == ["passages"]
    assert len(answered.groups[0].hits) == answered.groups[0].size > 10


@pytest.mark.parametrize("asked", ["", " ", "\x00", "x" * 100_000, "(" * 500, "a " * 10_000, "%", "\ud800"])
def test_any_question_has_an_answer(dataset: Dataset, asked: str) -> None:
    assert found(dataset, asked, "en").size >= 0


# --- refusals ----------------------------------------------------------------------------------------


def test_browsers_are_refused_with_a_page_and_programs_with_a_problem(dataset: Dataset) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    refused = site.respond(dataset, Request("/instrument/C79", headers=browser))
    assert refused.status == 404
    assert refused.media_type.startswith("text/html")
    assert 'href="../instrument/C97"' in refused.body.decode()
    told = site.respond(dataset, Request("/instrument/C79", headers={"accept": "*/*"}))
    assert told.media_type == "application/problem+json"


@pytest.mark.parametrize("path", ["/browse/nothing", "/browse/Bodies", "/nothing/at/all", "/objective/99"])
def test_what_there_is_not_is_404_in_each_language(dataset: Dataset, path: str) -> None:
    for lang in ("en", "fr", "es"):
        refused = site.respond(dataset, Request(path, f"lang={lang}", headers={"accept": "text/html"}))
        assert refused.status == 404
        assert f'<html lang="{lang}"'.encode() in refused.body


def test_parameters_that_are_not_utf_8_are_refused_with_a_page(dataset: Dataset) -> None:
    refused = site.respond(dataset, Request("/search", "q=%ff", headers={"accept": "text/html"}))
    assert refused.status == 400
    assert b"<h1>" in refused.body


# --- what people wrote is never markup ---------------------------------------------------------------

HOSTILE = '<script>alert(1)</script>" onmouseover="alert(2)'
TURTLE = """
<body/x> a mig:Body ; rdfs:label TEXT@en ; skos:notation TEXT ; skos:altLabel TEXT@fr ;
  dcterms:description TEXT@en ; rdfs:seeAlso <javascript:alert(3)> , <https://example.org/?a=1&b='2> .
<document/d> a mig:Document ; rdfs:label TEXT@en ; skos:notation TEXT .
<document/d/para/1> a mig:Paragraph ; skos:notation TEXT ; dcterms:isPartOf <document/d> ; mig:order 1 ;
  dcterms:abstract TEXT@en ; mig:mentions <body/x> ; skos:editorialNote TEXT@en .
<claim/c> a mig:Remark ; mig:about <body/x> ; mig:says TEXT@en ; mig:basis mig:stated ;
  mig:evidence <document/d/para/1> ; mig:evidencePhrase TEXT@en ; skos:note TEXT@en .
<theme/'onclick=alert(4)> a mig:Theme ; rdfs:label "ok"@en-x-a .
mig:Body rdfs:subClassOf mig:Thing . mig:Paragraph rdfs:subClassOf mig:Passage .
mig:Remark rdfs:subClassOf mig:Claim ; rdfs:label TEXT@en .
""".replace("TEXT", r'"<script>alert(1)</script>\" onmouseover=\"alert(2)"')


def test_nothing_in_the_data_becomes_markup(made_up: Callable[[str], Dataset]) -> None:
    dataset = made_up(TURTLE)
    htmls = [answer(dataset, path) for path in ("/", "/browse", "/browse/bodies", "/browse/documents")]
    htmls.append(answer(dataset, "/search", "q=script"))
    things = ("body/x", "document/d", "document/d/para/1", "claim/c", "theme/'onclick=alert(4)")
    htmls += [page(dataset, iri) for iri in things]
    for html in htmls:
        assert "<script>" not in html
        assert 'javascript:alert(3)"' not in html.partition("<body>")[2].replace(">javascript", "")
        assert not shown(html).inline
    assert sum("&lt;script&gt;alert(1)" in html for html in htmls) >= 7


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/search", f"q={HOSTILE}"),
        ("/search", f"q=x&kind={HOSTILE}"),
        ("/search", f"q=x&lang={HOSTILE}"),
        (f"/{HOSTILE}", ""),
        (f"/browse/{HOSTILE}", f"x={HOSTILE}"),
        ("//evil.example/x", ""),
        ("/a/%2e%2e/\\evil", ""),
    ],
)
def test_nothing_in_an_address_becomes_markup(dataset: Dataset, path: str, query: str) -> None:
    html = site.respond(dataset, Request(path, query, headers={"accept": "text/html"})).body.decode()
    assert "<script>" not in html
    assert not shown(html).inline
    assert all(not link.startswith(("//", "http:", "javascript:")) for link in shown(html).links)


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere(dataset: Dataset) -> None:
    headers = dict(site.respond(dataset, Request("/")).headers)
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


# --- what the dataset may be ---------------------------------------------------------------------------


def test_things_of_others_are_shown_and_linked_here(made_up: Callable[[str], Dataset]) -> None:
    dataset = made_up('<http://example.org/x> a <http://example.org/C> ; rdfs:label "Ex"@en .')
    assert "Ex" in pages.page_of(dataset, "http://example.org/x", "en", Links("/resource")) or ""
    html = answer(dataset, "/search", "q=ex")
    assert 'href="./resource?iri=http%3A%2F%2Fexample.org%2Fx"' in html


def test_parts_that_are_inside_each_other_do_not_hang(made_up: Callable[[str], Dataset]) -> None:
    dataset = made_up(
        """<document/d/a> a mig:Passage ; mig:order 1 ; dcterms:isPartOf <document/d/b> .
           <document/d/b> a mig:Passage ; mig:order 2 ; dcterms:isPartOf <document/d/a> , <document/d/b> .
           mig:Passage rdfs:subClassOf mig:Text . mig:Text rdfs:subClassOf mig:Passage ."""
    )
    assert page(dataset, "document/d/a")
    assert page(dataset, "document/d/b")


def test_what_rules_derive_is_not_told_again(made_up: Callable[[str], Dataset]) -> None:
    dataset = made_up(
        """GRAPH <graph/x> { <body/x> a mig:Branch ; rdfs:label "X"@en ; mig:place <place/y> .
             <place/y> a mig:Place ; rdfs:label "Y"@en . mig:Branch rdfs:subClassOf mig:Body . }
           GRAPH <graph/inferred> { <body/x> a mig:Body ; dcterms:spatial <place/y> . }"""
    )
    thing = entity(dataset, f"{terms.BASE}body/x", "en")
    assert thing is not None
    assert thing.kind.text == "Branch"
    assert [fact.label.text for fact in thing.facts] == ["place"]


# --- large datasets --------------------------------------------------------------------------------------


def test_long_lists_have_pages(made_up: Callable[[str], Dataset]) -> None:
    dataset = made_up("\n".join(f'<body/b{n}> a mig:Body ; rdfs:label "Body {n}"@en .' for n in range(1001)))
    first, last = answer(dataset, "/browse/bodies"), answer(dataset, "/browse/bodies/3", "lang=fr")
    assert first.count("<tr data-row>") == 500
    assert 'rel="next" href="../browse/bodies/2"' in first
    assert last.count("<tr data-row>") == 1
    assert 'rel="prev" href="../../browse/bodies/2?lang=fr"' in last
    assert 'rel="prev" href="../../browse/bodies"' in answer(dataset, "/browse/bodies/2")
    for page_number in ("0", "1", "02", "4", "-1", "x", "٣", "9" * 5000):
        request = Request(f"/browse/bodies/{page_number}", headers={"accept": "text/html"})
        assert site.respond(dataset, request).status == 404


def test_a_thing_with_very_many_claims_shows_some_and_says_how_many_more(
    made_up: Callable[[str], Dataset],
) -> None:
    many = "\n".join(f"<claim/c{n}> a mig:Remark ; mig:about <body/x> ." for n in range(603))
    dataset = made_up(
        f'<body/x> a mig:Body ; rdfs:label "X"@en . mig:Remark rdfs:subClassOf mig:Claim . {many}'
    )
    html = page(dataset, "body/x")
    assert html.count('<li class="claim">') == 500
    assert "103 more have no room here." in html
