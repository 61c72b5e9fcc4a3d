"""Which document a text is, and what has changed in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from material import TEXTS, linkage, mention, outline

from migkg.fingerprint import fingerprint
from migkg.ingest.outline import outlines
from migkg.ingest.pipeline import context_of, ingest_reading
from migkg.ingest.read import read
from migkg.ingest.recognise import Known, changes
from migkg.ingest.said import Said
from migkg.sources import LocalSource

if TYPE_CHECKING:
    from pathlib import Path

    from migkg.ingest.passages import Outline

import pyoxigraph as ox

LONG = {
    "section/harvest": "Harvest",
    "para/1": "Every autumn the pickers climb their ladders before the frost reaches the upper orchards.",
    "para/2": "Nobody has counted baskets since the lighthouse keeper married and moved beyond the harbour.",
    "para/3": "Draft decision",
}
GRAPH = """\
@base <https://w3id.org/migkg/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<document/known> a mig:Document .
"""


@pytest.fixture
def known() -> Known:
    store = ox.Store()
    text = GRAPH
    for path, words in LONG.items():
        there = path.replace("para", "point")
        text += f"<document/known/{there}> dcterms:isPartOf <document/known> ; "
        text += f'mig:fingerprint "{fingerprint(words)}" ; skos:notation "{there.replace("/", " ")}" .\n'
    store.load(text.encode(), ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("x:g"))
    return Known.of(LocalSource(store, union=True))


def unnamed(texts: dict[str, str]) -> Outline:
    return outline(texts, "untitled")


def test_a_text_is_known_by_its_longer_passages(known: Known) -> None:
    assert known.match(unnamed(LONG)) == "known"
    assert known.match(unnamed({"para/7": LONG["para/1"]})) == "known"
    assert (
        known.match(unnamed({"para/7": LONG["para/1"], "para/8": LONG["para/1"] + " Not so in spring."}))
        == "known"
    )
    assert known.match(outline(TEXTS, "known")) == "known"


def test_headings_alone_make_nothing_known(known: Known) -> None:
    assert known.match(unnamed({"section/harvest": "Harvest", "para/3": "Draft decision"})) == ""
    assert known.match(unnamed({**TEXTS, "para/9": "Draft decision"})) == ""
    assert known.match(unnamed({})) == ""


def test_what_is_known_gets_the_paths_and_notations_of_the_graph(known: Known) -> None:
    found = known.aligned(unnamed({**LONG, "para/4": "Something new."}), "known")
    assert found.identifier == "known"
    assert [(passage.path, passage.notation, passage.parent) for passage in found.passages] == [
        ("section/harvest", "section harvest", None),
        ("point/1", "point 1", "section/harvest"),
        ("point/2", "point 2", "section/harvest"),
        ("point/3", "point 3", "section/harvest"),
        ("para/4", "para 4", "section/harvest"),
    ]


def test_a_place_that_is_taken_is_left(known: Known) -> None:
    texts = {"section/harvest": "Harvest", "para/1": LONG["para/1"], "point/1": "Other words."}
    assert [passage.path for passage in known.aligned(unnamed(texts), "known").passages] == list(texts)


def test_changes_are_counted() -> None:
    before = {path: fingerprint(words) for path, words in LONG.items()}
    assert not changes(before, outline(LONG))
    later = {
        "section/harvest": "Harvest",
        "para/1": "Quite other words.",
        "para/3": LONG["para/2"],
        "para/4": "More words.",
    }
    found = changes(before, outline(later))
    assert (found.same, found.added, found.changed, found.moved) == (1, ("para/4",), ("para/1",), ("para/3",))
    assert found.removed == ()
    assert changes(before, outline({"section/harvest": "Harvest"})).removed == ("para/1", "para/2", "para/3")
    assert str(found) == "1 passages the same, 1 added, 1 changed, 1 moved"


def test_what_the_data_say_is_not_asked(source: LocalSource) -> None:
    said = Said.of(source)
    base = "https://w3id.org/migkg/"
    gb335 = f"{base}document/gb335-pol-1-rev/para/16"
    one = mention("para/1", "IOM", "objective/22", "k")
    assert said.has("gb335-pol-1-rev", replace(one, iri=gb335))
    assert not said.has(
        "gb335-pol-1-rev", replace(one, iri=gb335, values=(("mig:mentions", f"<{base}body/none>"),))
    )
    link = replace(linkage(), passages=("para/16",))
    to_22 = tuple((n, f"<{base}objective/22>" if n == "mig:linkTo" else t) for n, t in link.values)
    from_12c = tuple((n, f"<{base}plan/12/c>" if n == "mig:linkFrom" else t) for n, t in to_22)
    assert said.has("gb335-pol-1-rev", replace(link, values=from_12c))
    assert not said.has("ttmlm-2013", replace(link, values=from_12c))
    other = tuple((n, f"<{base}objective/4>" if n == "mig:linkTo" else t) for n, t in from_12c)
    assert not said.has("gb335-pol-1-rev", replace(link, values=other))


def test_two_texts_of_one_file_are_not_the_same_document(root: Path) -> None:
    opening = root / "tests" / "ingest" / "outline" / "openings" / "ilc-provisional-record.txt"
    reading = read(opening)
    passages = [passage for found in outlines(reading) for passage in found.passages]
    places = {one.fingerprint: (("boats", one.path, one.notation),) for one in passages}
    known = Known({"boats": {one.path: one.fingerprint for one in passages}}, places)
    first, second = ingest_reading(reading, replace(context_of(), known=known))
    assert (first.outline.identifier, first.known) == ("boats", True)
    assert (second.outline.identifier, second.known) == ("ilc104-conclusions", False)
