"""Decisions: kept for good, taken over into the data, never lost, never half."""

from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from material import DOCUMENT, TEXTS, linkage, outline, suggestions

from migkg import KnowledgeGraph
from migkg.errors import ParseError, UnknownNameError, UsageError
from migkg.graph import parse_file
from migkg.ingest.accepted import DocumentFile
from migkg.ingest.decisions import Reviewer, abstracts_in, dossier_of
from migkg.ingest.desk import Desk
from migkg.ingest.dossier import Dossier, outline_from_json, outline_to_json, updated
from migkg.terms import BASE
from migkg.turtle import format_text

if TYPE_CHECKING:
    from pathlib import Path

    from migkg.sources import LocalSource

IOM = "para-1-mentions-body-iom"
KNOWN = "gb335-pol-1-rev"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "drafts")
    records, _, _ = updated((), suggestions(), "0.1.0")
    Dossier(outline(), records).write(made)
    return made


@pytest.fixture
def reviewer(desk: Desk, source: LocalSource) -> Reviewer:
    return Reviewer(desk, source, "A. Reader")


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_an_outline_is_kept_without_its_words() -> None:
    kept = outline_to_json(outline())
    again = outline_from_json(kept)
    assert [(p.path, p.fingerprint, p.order) for p in again.passages] == [
        (p.path, p.fingerprint, p.order) for p in outline().passages
    ]
    assert again.metadata == outline().metadata
    assert not any(words in kept for path, words in TEXTS.items() if path.startswith("para"))


def test_what_is_accepted_goes_into_the_data_with_who_and_when(desk: Desk, reviewer: Reviewer) -> None:
    record = reviewer.decide(DOCUMENT, linkage().key, "accepted")
    assert (record.status, record.decided_by) == ("accepted", "A. Reader")
    written = text(desk.accepted(DOCUMENT))
    assert f"<claim/{DOCUMENT}/para-2/14b-serves-18>" in written
    assert 'mig:decidedBy "A. Reader"' in written
    assert f'mig:decidedOn "{record.decided_on}"^^xsd:date' in written
    assert written == format_text(written, desk.accepted(DOCUMENT))
    file = DocumentFile.read(desk.accepted(DOCUMENT), DOCUMENT)
    assert file.has_document
    assert file.value("para/3", "mig:order") == "4"
    assert file.value("para/3", "mig:fingerprint") == outline().passages[3].fingerprint


def test_the_same_again_changes_nothing_and_another_is_refused(desk: Desk, reviewer: Reviewer) -> None:
    reviewer.decide(DOCUMENT, IOM, "rejected", "It is a name in a title.")
    before = text(desk.suggested(DOCUMENT))
    reviewer.decide(DOCUMENT, IOM, "rejected", "It is a name in a title.")
    other = replace(reviewer, name="B. Other")
    with pytest.raises(UsageError, match=r"rejected already, by A\. Reader"):
        other.decide(DOCUMENT, IOM, "accepted")
    assert text(desk.suggested(DOCUMENT)) == before
    assert not desk.accepted(DOCUMENT).exists()


def test_a_rejection_needs_a_reason(reviewer: Reviewer) -> None:
    with pytest.raises(UsageError, match="--reason"):
        reviewer.decide(DOCUMENT, IOM, "rejected", "  ")


def test_what_was_edited_is_taken_over_as_edited(desk: Desk, reviewer: Reviewer) -> None:
    other = linkage()
    values = tuple((n, f"<{BASE}objective/21>" if n == "mig:linkTo" else t) for n, t in other.values)
    record = reviewer.decide(DOCUMENT, other.key, "accepted", edited=replace(other, values=values))
    assert record.status == "edited"
    assert "mig:linkTo <objective/21>" in text(desk.accepted(DOCUMENT))
    assert dossier_of(desk, DOCUMENT).decided[0].suggestion.values == values


def test_names_that_are_not_there(reviewer: Reviewer) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean gb999-pol-7"):
        reviewer.decide("gb999-pol-8", IOM, "accepted")
    with pytest.raises(UnknownNameError, match="Did you mean para-1-mentions-body-iom"):
        reviewer.decide(DOCUMENT, f"{IOM}s", "accepted")
    with pytest.raises(UsageError, match="no identifier"):
        reviewer.decide("../../etc/passwd", IOM, "accepted")


def test_a_second_run_never_asks_again(reviewer: Reviewer, desk: Desk) -> None:
    reviewer.decide(DOCUMENT, IOM, "rejected", "No.")
    earlier = dossier_of(desk, DOCUMENT).records
    now = (*suggestions()[:2], replace(linkage(), key="another"))
    records, new, gone = updated(earlier, now, "0.2.0")
    assert new == ("another",)
    assert gone == ("linkage-14b-18", "para-2-mentions-plan-14-b")
    assert {r.suggestion.key: r.status for r in records} == {
        "another": "suggested",
        IOM: "rejected",
        "para-2-mentions-objective-18": "suggested",
    }


def test_a_document_that_the_data_have_gets_additions_only(desk: Desk, source: LocalSource) -> None:
    records, _, _ = updated((), suggestions(), "0.1.0")
    Dossier(outline(document=KNOWN), records).write(desk)
    Reviewer(desk, source, "A. Reader").decide(KNOWN, linkage().key, "accepted")
    written = text(desk.accepted(KNOWN))
    assert "mig:linkTo" in written
    assert "mig:Document" not in written
    assert "mig:fingerprint" not in written


def test_a_passage_of_a_new_version_is_put_in_its_place(desk: Desk, reviewer: Reviewer) -> None:
    reviewer.decide(DOCUMENT, IOM, "accepted")
    later = {**dict(list(TEXTS.items())[:2]), "para/1bis": "New words.", **dict(list(TEXTS.items())[2:])}
    records = dossier_of(desk, DOCUMENT).records
    Dossier(outline(later), records).write(desk)
    reviewer.decide(DOCUMENT, linkage().key, "accepted")
    file = DocumentFile.read(desk.accepted(DOCUMENT), DOCUMENT)
    orders = [file.value(path, "mig:order") for path in later]
    assert orders == ["1", "2", "3", "4", "5"]


def test_damaged_files_are_told(desk: Desk, reviewer: Reviewer) -> None:
    desk.outline(DOCUMENT).write_text("{}")
    with pytest.raises(ParseError, match="Ingest the document again"):
        reviewer.decide(DOCUMENT, IOM, "accepted")


def test_a_new_document_is_valid_once_a_person_has_filled_it_in(
    desk: Desk, reviewer: Reviewer, tmp_path: Path
) -> None:
    for one in suggestions():
        reviewer.decide(DOCUMENT, one.key, "accepted")
    file = desk.accepted(DOCUMENT)
    report = KnowledgeGraph.open().validate([file])
    assert {finding.shape.removeprefix(BASE) for finding in report.findings} == {
        "shape/document/creator",
        "shape/passage/abstract",
    }
    table = tmp_path / "abstracts.csv"
    with table.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(
            [("path", "abstract"), *((path, f"Tells about {path}.") for path in TEXTS)]
        )
    creator = "https://w3id.org/migkg/body/international-labour-office"
    reviewer.describe(DOCUMENT, {"dcterms:creator": creator}, abstracts_in(table))
    report = KnowledgeGraph.open().validate([file])
    assert [str(finding) for finding in report.findings] == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"dcterms:issued": "soon"}, "no date"),
        ({"dcterms:creator": "somebody"}, "no body"),
        ({"mig:order": "3"}, "not filled in"),
    ],
)
def test_values_that_cannot_be(reviewer: Reviewer, desk: Desk, values: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        reviewer.describe(DOCUMENT, values, {})
    assert not desk.accepted(DOCUMENT).exists()


def test_abstracts_of_passages_that_are_not_there(reviewer: Reviewer, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="para/1"):
        reviewer.describe(DOCUMENT, {}, {"para/11": "?"})
    (tmp_path / "a.csv").write_text("passage,text\n")
    with pytest.raises(UsageError, match="columns path and abstract"):
        abstracts_in(tmp_path / "a.csv")


def test_a_manifest_lists_what_is_written(tmp_path: Path, source: LocalSource) -> None:
    data = tmp_path / "data"
    data.mkdir()
    manifest = data / "manifest.ttl"
    manifest.write_text("@base <https://w3id.org/migkg/> .\n")
    desk = Desk(data, manifest)
    records, _, _ = updated((), suggestions(), "0.1.0")
    Dossier(outline(), records).write(desk)
    Reviewer(desk, source, "A. Reader").decide(DOCUMENT, IOM, "accepted")
    project = KnowledgeGraph.open(tmp_path).project
    assert {(file.relative, file.role) for file in project.files} == {
        (f"data/documents/{DOCUMENT}.ttl", "documentFile"),
        (f"data/suggested/{DOCUMENT}.ttl", "suggestionFile"),
    }
    assert [file.relative for file in project.data_files] == [f"data/documents/{DOCUMENT}.ttl"]
    assert project.unlisted() == ()
    assert text(manifest) == format_text(text(manifest), manifest)


ONE = """
import sys
from pathlib import Path
from migkg.ingest.decisions import Reviewer
from migkg.ingest.desk import Desk
from migkg.sources import LocalSource
import pyoxigraph as ox
folder, name, *keys = sys.argv[1:]
reviewer = Reviewer(Desk(Path(folder)), LocalSource(ox.Store()), name)
for key in keys:
    reviewer.decide("gb999-pol-7", key, "accepted")
"""


def test_two_at_once_lose_nothing(desk: Desk) -> None:
    many = [replace(suggestions()[0], key=f"k{number:02}") for number in range(24)]
    records, _, _ = updated((), many, "0.1.0")
    Dossier(outline(), records).write(desk)
    keys = [one.key for one in many]
    started = [
        subprocess.Popen([sys.executable, "-c", ONE, str(desk.folder), name, *mine])
        for name, mine in (("A", keys[::2]), ("B", keys[1::2]))
    ]
    assert [one.wait(60) for one in started] == [0, 0]
    decided = dossier_of(desk, DOCUMENT).decided
    assert {r.suggestion.key: r.decided_by for r in decided} == {
        key: "AB"[number % 2] for number, key in enumerate(keys)
    }
    assert parse_file(desk.accepted(DOCUMENT))
