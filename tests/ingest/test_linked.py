"""What a cover names goes into the node of a new document, as things of the graph."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from material import outline
from own_paper import graph

from migkg.ingest.accepted import DocumentFile
from migkg.ingest.dossier import outline_from_json, outline_to_json
from migkg.ingest.linked import linked
from migkg.terms import BASE

if TYPE_CHECKING:
    from migkg.ingest.passages import Outline


def told(**about: object) -> Outline:
    """The paper of these tests, its cover saying something more."""
    paper = outline()
    return linked(replace(paper, metadata=replace(paper.metadata, **about)), graph()[1])


@pytest.mark.parametrize(
    ("unit", "authors"),
    [
        ("Labour Migration Branch (MIGRANT)", ["body/migrant"]),
        (
            "Conditions of Work and Equality Department (WORKQUALITY) and Labour Migration Branch",
            ["body/workquality", "body/migrant"],
        ),
        ("Department of Work (WORKQUALITY); Some Unit", ["body/workquality"]),
        ("Ladders Unit", []),
        ("Argentina", []),
        ("", []),
    ],
)
def test_units_are_authors_as_far_as_the_graph_has_them(unit: str, authors: list[str]) -> None:
    links = told(unit=unit).metadata.links
    assert [iri.removeprefix(BASE) for name, iri in links if name == "dcterms:creator"] == authors


@pytest.mark.parametrize(
    ("body", "session", "event"),
    [
        ("Governing Body", "335", "event/gb-335"),
        ("International Labour Conference", "106", "event/ilc-106"),
        ("International Labour Conference", "335", ""),
        ("", "335", ""),
    ],
)
def test_the_session_is_the_one_of_its_body(body: str, session: str, event: str) -> None:
    links = dict(told(body=body, session=session).metadata.links)
    assert links.get("mig:session", "").removeprefix(BASE) == event


def test_related_documents_are_those_that_the_graph_has() -> None:
    links = told(related=("GB.335/POL/1(Rev.)", "GB.999/POL/1")).metadata.links
    assert links == (("dcterms:relation", f"{BASE}document/gb335-pol-1-rev"),)


def test_a_new_document_has_them_in_its_node() -> None:
    paper = told(unit="Labour Migration Branch", session="335", related=("GB.335/POL/1(Rev.)",))
    assert outline_from_json(outline_to_json(paper)).metadata == paper.metadata
    file = DocumentFile(paper.identifier)
    file.describe(paper, (), "A. Reader", "2031-05-01")
    assert file.values("", "dcterms:creator") == [f"{BASE}body/migrant"]
    assert file.values("", "mig:session") == [f"{BASE}event/gb-335"]
    assert file.values("", "dcterms:relation") == [f"{BASE}document/gb335-pol-1-rev"]
