"""Suggestions as files and tables: what is written is read again, and says the claim without making it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg import terms
from migkg.errors import ParseError
from migkg.ingest.suggested import Record, accepted_triples, read, suggestion_iri, table, to_turtle, write
from migkg.ingest.suggestion import Suggestion
from migkg.project import Project
from migkg.turtle import format_text
from migkg.validate import validate

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = "gb335-pol-1-rev"


def iri(text: str) -> str:
    return f"<{terms.expand(text)}>"


LINKAGE = Suggestion(
    kind="linkage",
    key="linkage/12c-serves-15",
    iri=f"{terms.BASE}claim/{DOCUMENT}/para-16/12c-serves-15",
    passages=("para/16", "appendix/15"),
    start=3,
    end=12,
    phrase='Such "work" helps',
    values=(
        ("mig:linkFrom", iri("plan/12/c")),
        ("mig:linkTo", iri("objective/15")),
        ("mig:relation", iri("mig:canHelp")),
        ("rdf:type", iri("mig:Linkage")),
    ),
    basis="inferred",
    rule="loose back-reference",
    confidence=0.9,
    strength="medium",
    note="Number and objective meet through a loose back-reference.",
)
MENTION = Suggestion(
    kind="mention",
    key="mention/para/16/objective/15",
    iri=f"{terms.BASE}document/{DOCUMENT}/para/16",
    passages=("para/16",),
    start=40,
    end=52,
    phrase="objective 15",
    values=(("mig:mentions", iri("objective/15")),),
    basis="stated",
    rule="number",
    confidence=1.0,
)
DELIVERABLE = Suggestion(
    kind="deliverable",
    key="deliverable/12a/two-courses",
    iri=f"{terms.BASE}plan/12/a/deliverable/two-courses",
    passages=("para/16",),
    start=0,
    end=11,
    phrase="two courses",
    values=(
        ("mig:comparator", iri("mig:atLeast")),
        ("mig:promisedBy", iri("plan/12/a")),
        ("rdf:type", iri("mig:Deliverable")),
        ("rdfs:label", '"Two courses"@en'),
        ("schema:unitText", '"courses"@en'),
        ("schema:value", f'"2"^^<{terms.XSD}integer>'),
    ),
    basis="stated",
    rule="promise with an object",
    confidence=0.5,
)
MEMBERSHIP = Suggestion(
    kind="membership",
    key="membership/iom-member-gmg",
    iri=f"{terms.BASE}claim/{DOCUMENT}/para-16/iom-member-gmg",
    passages=("para/16",),
    start=0,
    end=10,
    phrase="IOM joined",
    values=(
        ("org:member", iri("body/iom")),
        ("org:organization", iri("body/gmg")),
        ("org:role", iri("mig:member")),
        ("rdf:type", iri("org:Membership")),
        ("rdf:type", iri("mig:Claim")),
    ),
    basis="stated",
    rule="words for member",
    confidence=0.93,
)
RECORDS = (
    Record(DELIVERABLE, "0.1.0"),
    Record(LINKAGE, "0.1.0", "rejected", "A. Reviewer", dt.date(2019, 4, 1), "The work is another's."),
    Record(
        replace(MEMBERSHIP, strength="weak", basis="inferred", note="Nothing says since when."),
        "0.1.0",
        "edited",
        "B. Reviewer",
        dt.date(2019, 4, 3),
        proposed=MEMBERSHIP,
        brings=("", "para/16"),
        history=("2019-04-02: undone by B. Reviewer; it was rejected by A. Reviewer on 2019-04-01.",),
    ),
    Record(MENTION, "0.1.0", "accepted", "A. Reviewer", dt.date(2019, 4, 2)),
)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / f"{DOCUMENT}.ttl"
    write(path, DOCUMENT, RECORDS)
    assert read(path) == RECORDS


def test_the_file_is_canonical_and_does_not_depend_on_the_order(tmp_path: Path) -> None:
    text = to_turtle(DOCUMENT, RECORDS)
    assert format_text(text, tmp_path / "a.ttl") == text
    assert to_turtle(DOCUMENT, reversed(RECORDS)) == text


def test_the_file_meets_the_shapes(tmp_path: Path) -> None:
    path = tmp_path / f"{DOCUMENT}.ttl"
    write(path, DOCUMENT, RECORDS)
    assert [str(f.message) for f in validate(Project.packaged(), [path]).findings] == []


def test_nothing_that_is_only_suggested_is_said() -> None:
    triples = list(ox.parse(to_turtle(DOCUMENT, RECORDS), ox.RdfFormat.TURTLE))
    kinds = {q.object.value for q in triples if q.predicate.value == terms.RDF_TYPE}
    assert kinds == {terms.expand(name) for name in ("mig:Suggestion", "rdf:Statement", "prov:SoftwareAgent")}
    assert not [q for q in triples if q.subject.value in {s.suggestion.iri for s in RECORDS}]


def test_an_accepted_claim_says_who_decided() -> None:
    subject = ox.NamedNode(LINKAGE.iri)
    found = accepted_triples(DOCUMENT, LINKAGE, "A. Reviewer", dt.date(2019, 4, 1))
    said = {terms.shorten(t.predicate.value): t.object for t in found}
    assert {t.subject for t in found} == {subject}
    assert said["mig:decidedBy"] == ox.Literal("A. Reviewer")
    assert said["mig:strength"] == ox.NamedNode(terms.expand("mig:medium"))
    assert said["mig:evidencePhrase"] == ox.Literal('Such "work" helps', language="en")
    assert sum(t.predicate.value == terms.expand("mig:evidence") for t in found) == 2


def test_an_accepted_mention_is_one_triple_of_its_passage() -> None:
    (triple,) = accepted_triples(DOCUMENT, MENTION, "A. Reviewer", dt.date(2019, 4, 1))
    assert triple == ox.Triple(
        ox.NamedNode(MENTION.iri),
        ox.NamedNode(terms.expand("mig:mentions")),
        ox.NamedNode(terms.expand("objective/15")),
    )


def test_a_deliverable_s_quantity_is_a_node_of_its_own() -> None:
    found = accepted_triples(DOCUMENT, DELIVERABLE)
    target = ox.NamedNode(f"{DELIVERABLE.iri}/target")
    assert {terms.shorten(t.predicate.value) for t in found if t.subject == target} == {
        "mig:comparator", "rdf:type", "schema:unitText", "schema:value",
    }  # fmt: skip


def test_a_suggestion_that_lacks_something_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    write(path, DOCUMENT, RECORDS[:1])
    path.write_text(path.read_text().replace('mig:rule "promise with an object" ;', ""))
    with pytest.raises(ParseError, match=r"suggestion/.*two-courses has no right value of 'mig:rule'"):
        read(path)


def test_the_table_shows_what_is_proposed() -> None:
    shown = table(DOCUMENT, RECORDS)
    assert [str(row[2]) for row in shown.rows] == ["deliverable", "linkage", "membership", "mention"]
    assert "mig:linkTo objective/15" in shown.to_csv()
    assert shown.xlsx().startswith(b"PK")


def test_a_key_without_offsets_names_the_suggestion() -> None:
    moved = replace(LINKAGE, start=99, end=120)
    assert suggestion_iri(DOCUMENT, moved) == suggestion_iri(DOCUMENT, LINKAGE)
