"""The pages on the vocabulary and on the shapes: made from the files, and all their links lead somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg import terms
from migkg.web import site
from migkg.web.exchange import Request
from migkg.web.pages.ontology import ontology
from migkg.web.pages.shapes import shape_files
from shown_pages import answer, internal, shown

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset
    from migkg.web.pages.ontology import Term

RDF = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}


@pytest.fixture(scope="module")
def vocabulary(dataset: Dataset) -> dict[str, Term]:
    found = ontology(dataset, "en")
    assert found is not None
    return {term.short: term for _, inside in found.sections for term in inside}


def test_a_class_is_told_with_all_that_bears_on_it(vocabulary: dict[str, Term]) -> None:
    claim, linkage = vocabulary["mig:Claim"], vocabulary["mig:Linkage"]
    assert "Linkage" in {piece.name.text for piece in claim.narrower}
    assert linkage.module == "claims"
    assert all("/claim/" in ref.iri for ref, _ in linkage.samples)
    assert len(linkage.samples) == 2
    assert f"{terms.BASE}shape/linkage" in {shape.iri for shape in linkage.shapes}
    assert "links" in {name for name, _ in linkage.queries}


def test_a_property_is_told_with_statements_of_the_data(vocabulary: dict[str, Term]) -> None:
    from_ = vocabulary["mig:linkFrom"]
    for ref, pieces in from_.samples:
        assert ref.iri.startswith(terms.BASE)
        assert pieces
    assert "Functional" in vocabulary["mig:order"].marks
    assert all("[…]" not in piece.name.text for fact in from_.facts for piece in fact.pieces)


def test_a_word_of_a_list_is_told_with_what_it_is_said_of(vocabulary: dict[str, Term]) -> None:
    assert vocabulary["mig:stated"].samples
    assert vocabulary["mig:relationScheme"].narrower


def test_the_tree_and_the_drawings_hold_every_class(dataset: Dataset, vocabulary: dict[str, Term]) -> None:
    found = ontology(dataset, "en")
    assert found is not None
    classes = {term.iri for term in vocabulary.values() if term.kind.text.lower() == "class"}
    assert len(classes) > 40
    assert classes <= {dot.iri for dot in found.hierarchy.dots}
    places = [(dot.x, dot.y) for dot in found.hierarchy.dots]
    assert len(set(places)) == len(places)
    listed, waiting = set(), list(found.tree)
    while waiting:
        step = waiting.pop()
        listed.add(step.iri)
        waiting += step.steps
    assert classes <= listed
    assert {module.name for module in found.modules} >= {"claims", "concepts", "texts", "things"}
    (claims,) = (module for module in found.modules if module.name == "claims")
    assert {"stated", "medium"} <= {line.grade for line in claims.drawing.lines}


def test_terms_of_others_say_what_stands_below_them(dataset: Dataset) -> None:
    found = ontology(dataset, "en")
    assert found is not None
    foreign = {one.short: one for _, inside in found.foreign for one in inside}
    assert "Body" in {piece.name.text for piece in foreign["org:Organization"].narrower}


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_every_link_of_these_pages_leads_somewhere(dataset: Dataset, lang: str) -> None:
    paths = ["/ontology", "/shapes", *(f"/shape/{name}" for name in dataset.shapes)]
    ids: dict[str, set[str]] = {}
    for path in paths:
        page = shown(answer(dataset, path, f"lang={lang}"))
        ids[path] = set(page.ids)
        assert len(page.ids) == len(ids[path]), path
        for target, fragment in sorted(internal(page.links, path)):
            if target not in ids:
                ids[target] = set(shown(answer(dataset, target)).ids) if _is_page(target) else set()
            assert not fragment or fragment in ids[target] or not _is_page(target), (path, target, fragment)


def _is_page(path: str) -> bool:
    return path in ("/ontology", "/shapes") or (path.startswith("/shape/") and "." not in path)


def test_each_shape_is_shown_with_its_demands_and_message(dataset: Dataset) -> None:
    files = {file.name: file for file in shape_files(dataset, "en")}
    assert set(files) == set(dataset.shapes)
    shapes = {shape.iri: shape for file in files.values() for shape in file.shapes}
    declared = {
        quad.subject.value
        for quads in dataset.shapes.values()
        for quad in quads
        if quad.predicate.value == terms.RDF_TYPE
        and quad.object.value.endswith(("NodeShape", "PropertyShape"))
        if isinstance(quad.subject, ox.NamedNode)
    }
    assert declared <= set(shapes)
    relation = shapes[f"{terms.BASE}shape/linkage/relation"]
    assert [(fact.label.text, fact.pieces[0].text) for fact in relation.demands] == [
        ("at least so many values", "1"),
        ("at most so many values", "1"),
    ]
    assert [piece.text for piece in relation.path] == ["mig:relation"]
    assert relation.severity == "Violation"
    text = shown(answer(dataset, "/shape/linkage", "lang=fr")).text
    assert relation.message.text in text
    assert "au moins tant de valeurs" in text


def test_a_shape_within_a_file_leads_to_its_place(dataset: Dataset) -> None:
    given = site.respond(dataset, Request("/shape/linkage/from"))
    assert (given.status, dict(given.headers)["Location"]) == (303, "../../shape/linkage#linkage/from")
    data = site.respond(dataset, Request("/shape/linkage/from.ttl"))
    assert (data.status, dict(data.headers)["Location"]) == (303, "../../shape/linkage.ttl#linkage/from")
    assert site.respond(dataset, Request("/shape/nothing")).status == 404


@pytest.mark.parametrize("form", RDF)
@pytest.mark.parametrize("path", ["/shapes", "/shape/claim"])
def test_shapes_can_be_had_as_data(dataset: Dataset, path: str, form: str) -> None:
    names = ["claim"] if path.endswith("claim") else list(dataset.shapes)
    written = site.respond(dataset, Request(f"{path}.{form}"))
    assert written.status == 200
    there = ox.Dataset(ox.Quad(*quad.triple) for name in names for quad in dataset.shapes[name])
    found = ox.Dataset(ox.parse(written.body, RDF[form], base_iri=terms.BASE))
    for one in (there, found):
        one.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    assert there == found
