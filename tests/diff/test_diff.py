"""What changed between two states, in words that need no RDF."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg.cli import main
from migkg.diff import between, compare, summary
from migkg.diff.forms import FORMS
from migkg.errors import MigkgError, UnreadableError, UsageError
from migkg.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = """\
@base <https://w3id.org/migkg/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
mig:Paragraph rdfs:subClassOf mig:Passage . mig:Passage a owl:Class .
mig:underWay rdfs:label "under way"@en . mig:delivered rdfs:label "delivered"@en .
mig:stated rdfs:label "stated"@en . mig:alignedWith rdfs:label "aligned with"@en .
<document/d> a mig:Document ; rdfs:label "A paper"@en ; skos:notation "GB.1" .
<document/d/para/1> a mig:Paragraph ; dcterms:isPartOf <document/d> ; skos:notation "para 1" ; mig:order 1 .
<objective/22> a mig:Objective ; rdfs:label "Portability"@en ; skos:notation "22" .
<plan/14/c> a mig:PlanPoint ; rdfs:label "Training"@en ; skos:notation "14(c)" .
<plan/14/c/deliverable/course> a mig:Deliverable ; rdfs:label "Online course"@en ;
  mig:promisedBy <plan/14/c> .
"""
REPORT = """\
<claim/r1> a mig:ProgressReport ; mig:reportsOn <plan/14/c/deliverable/course> ; mig:progress mig:underWay ;
  mig:asOf "2018-01-01"^^xsd:date ; mig:basis mig:stated ; mig:evidence <document/d/para/1> .
"""
LATER = """\
<claim/r2> a mig:ProgressReport ; mig:reportsOn <plan/14/c/deliverable/course> ; mig:progress mig:delivered ;
  mig:asOf "2019-03-15"^^xsd:date ; mig:basis mig:stated ; mig:evidence <document/d/para/1> .
"""
LINK = """\
<claim/l> a mig:Linkage ; mig:linkFrom <plan/14/c> ; mig:linkTo <objective/22> ;
  mig:relation mig:alignedWith ; mig:basis mig:stated ; mig:evidence <document/d/para/1> .
"""


@pytest.fixture
def lines_of(tmp_path: Path) -> Callable[[str, str], dict[str, tuple[str, ...]]]:
    """What is told, by the name of the thing, of the way from one text to another."""

    def told(old: str, new: str) -> dict[str, tuple[str, ...]]:
        for name, text in (("old", old), ("new", new)):
            (tmp_path / f"{name}.ttl").write_text(HEAD + text, encoding="utf-8")
        story, _ = between(str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl"))
        return {entry.name: entry.lines for entry in story.entries}

    return told


@pytest.mark.parametrize(
    ("old", "new", "name", "line"),
    [
        (
            REPORT,
            REPORT + LATER,
            "14(c): Online course",
            "progress changed from under way to delivered, reported in GB.1 para 1 as of 2019-03-15",
        ),
        (
            REPORT,
            REPORT.replace("mig:underWay", "mig:delivered"),
            "14(c): Online course",
            "progress changed from under way to delivered, reported in GB.1 para 1",
        ),
        (
            "",
            REPORT,
            "14(c): Online course",
            "progress now under way, reported in GB.1 para 1 as of 2018-01-01",
        ),
        (
            REPORT,
            "",
            "14(c): Online course",
            "taken back: progress reported: under way as of 2018-01-01 – stated, GB.1 para 1",
        ),
        ("", LINK, "Point 14(c): Training", "linked to objective 22 (aligned with) – stated, GB.1 para 1"),
        (
            LINK,
            "",
            "Point 14(c): Training",
            "taken back: linked to objective 22 (aligned with) – stated, GB.1 para 1",
        ),
        (
            '<theme/x> rdfs:label "A b"@en .',
            '<theme/x> rdfs:label "C d"@en .',
            "C d",
            "name changed from “A b” to “C d”",
        ),
        ('<theme/x> rdfs:label "X"@en .', '<theme/x> rdfs:label "X"@en , "Y"@fr .', "X", "name now: Y (fr)"),
        ("", '<theme/x> rdfs:label "X"@en ; dcterms:description "It is new."@en .', "X", "new: It is new."),
        ('<theme/x> rdfs:label "X"@en .', "", "X", "gone"),
    ],
    ids=[
        "reported again",
        "report changed",
        "first report",
        "report gone",
        "linkage",
        "linkage gone",
        "name",
        "language",
        "new",
        "gone",
    ],
)
def test_words(
    lines_of: Callable[[str, str], dict[str, tuple[str, ...]]], old: str, new: str, name: str, line: str
) -> None:
    assert lines_of(old, new) == {name: (line,)}


def test_the_passages_of_a_new_document_are_counted(
    lines_of: Callable[[str, str], dict[str, tuple[str, ...]]],
) -> None:
    passages = "".join(
        f'<document/e/para/{n}> a mig:Paragraph ; dcterms:isPartOf <document/e> ; skos:notation "{n}" .\n'
        for n in range(3)
    )
    told = lines_of(
        "", f'<document/e> a mig:Document ; rdfs:label "Another"@en ; skos:notation "GB.2" .\n{passages}'
    )
    assert told == {"GB.2: Another": ("new: 3 passages", "new")}


def test_a_kind_that_was_renamed_is_told_once(
    lines_of: Callable[[str, str], dict[str, tuple[str, ...]]],
) -> None:
    def text(name: str) -> str:
        claims = "".join(
            f'<claim/{n}> a mig:{name} ; mig:about <objective/22> ; mig:says "Text {n}."@en .\n'
            for n in range(7)
        )
        return f'mig:{name} a owl:Class ; rdfs:label "{name.lower()}"@en .\n{claims}'

    told = lines_of(text("Finding"), text("Remark"))
    assert set(told) == {"finding", "remark"}
    assert told["remark"] == ("new", "7 that were of the kind “finding” are of this kind now")


def test_numbers_are_told_with_what_they_count(
    lines_of: Callable[[str, str], dict[str, tuple[str, ...]]],
) -> None:
    text = """<conclusion/14/c> a mig:Conclusion ; rdfs:label "Courses"@en ; skos:notation "14(c)" .
      <document/e/para/14> a mig:Paragraph ; dcterms:isPartOf <document/e> ; skos:notation "para 14" .
      <document/e> a mig:Document ; dcterms:title "A long title"@en .
      <plan/14/c> skos:note "x"@en ."""
    claim = """<claim/c> a mig:Correspondence ; mig:linkFrom <plan/14/c> ; mig:linkTo <conclusion/14/c> ;
      mig:basis mig:stated ; mig:evidence <document/e/para/14> ."""
    assert lines_of(text, text + claim) == {
        "Point 14(c): Training": ("carried over to conclusion 14(c) – stated, e para 14",)
    }


@pytest.mark.parametrize(
    ("old", "new", "level", "reason"),
    [
        ('mig:a rdfs:label "A" .', "", "major", "mig:a is gone"),
        ("", 'mig:a rdfs:label "A" .', "minor", "mig:a is new"),
        ('mig:a rdfs:label "A" .', 'mig:a rdfs:label "B" .', "patch", "mig:a now has the rdfs:label"),
        (
            "mig:a a owl:Class .",
            "mig:a a owl:Class ; rdfs:subClassOf mig:b .",
            "minor",
            "mig:a now has the rdfs:subClassOf mig:b",
        ),
        (
            "mig:a a owl:Class ; rdfs:subClassOf mig:b .",
            "mig:a a owl:Class .",
            "major",
            "mig:a no longer has the rdfs:subClassOf mig:b",
        ),
        (
            "mig:a a owl:ObjectProperty .",
            "mig:a a owl:ObjectProperty ; rdfs:range mig:b .",
            "major",
            "mig:a now has the rdfs:range mig:b",
        ),
        (
            "mig:a a owl:ObjectProperty .",
            "mig:a a owl:DatatypeProperty .",
            "major",
            "mig:a now has the kind owl:DatatypeProperty",
        ),
        (
            "",
            "[] a owl:AllDisjointClasses ; owl:members ( mig:a mig:b ) .",
            "major",
            "a rule for several terms at once (owl:members) is new",
        ),
        (
            "mig:a a owl:Class .",
            "mig:a a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty mig:p ] .",
            "major",
            "mig:a now has the rdfs:subClassOf",
        ),
        ("", '<theme/x> rdfs:label "X"@en .', "none", None),
    ],
)
def test_how_grave_a_change_of_the_vocabulary_is(
    tmp_path: Path, old: str, new: str, level: str, reason: str | None
) -> None:
    for name, text in (("old", old), ("new", new)):
        (tmp_path / f"{name}.ttl").write_text(HEAD + text, encoding="utf-8")
    story, _ = between(str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl"))
    assert story.gravity.level == level
    assert reason in story.gravity.reasons if reason else not story.gravity.reasons


def store(text: str, format_: ox.RdfFormat = ox.RdfFormat.TRIG) -> ox.Store:
    made = ox.Store()
    made.load(text.encode(), format_, base_iri="http://x/")
    return made


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<a> <p> [ <q> 1 ; <r> [ <s> 2 ] ] .", "<a> <p> _:x . _:x <r> _:y ; <q> 1 . _:y <s> 2 ."),
        ("<a> <p> ( 1 2 3 ) .", "<a> <p> ( 1 2 3 ) ."),
        ("<g> { <a> <p> 1 }", "<h> { <a> <p> 1 } <i> { <a> <p> 1 }"),
        ("_:a <p> _:b . _:b <p> _:a .", "_:c <p> _:d . _:d <p> _:c ."),
        ("<a> <p> ( " + "1 " * 3000 + ") .", "<a> <p> ( " + "1 " * 3000 + ") ."),
    ],
    ids=["nested", "list", "other graphs", "circle", "long list"],
)
def test_what_is_the_same_otherwise_written_is_no_difference(old: str, new: str) -> None:
    assert not compare(store(old), store(new))


def test_a_statement_inside_a_thing_counts_as_its_own() -> None:
    difference = compare(store("<a> <p> [ <q> 1 ] ."), store("<a> <p> [ <q> 2 ] ."))
    assert len(difference.removed) == len(difference.added) == 2
    assert {difference.owner(triple) for triple in (*difference.removed, *difference.added)} == {"http://x/a"}


# --- states -----------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)  # noqa: S607


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packaged dataset in git, with a second commit in which a point is called otherwise."""
    root, folder = Project.packaged().root, tmp_path_factory.mktemp("history")
    for name in ("data", "ontology", "shapes", "queries"):
        shutil.copytree(root / name, folder / name)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "one")
    plan = folder / "data" / "plan" / "points.ttl"
    text = plan.read_text("utf-8")
    start = text.index("\n<plan/12/a>\n")
    new = text[start:].replace('"Fair recruitment"@en', '"Fairer recruitment"@en', 1)
    plan.write_text(text[:start] + new, "utf-8")
    git(folder, "commit", "-q", "-a", "-m", "two")
    return folder


@pytest.fixture
def repository(history: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(history)
    return history


def test_revisions_of_git(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "HEAD~1", "HEAD"]) == 0
    told = capsys.readouterr()
    assert "name changed from “Fair recruitment” to “Fairer recruitment”" in told.out
    assert "Point 12(a): Fairer recruitment" in told.out
    assert "vocabulary: not changed" in told.err
    assert main(["diff", "HEAD", str(repository)]) == 0
    assert capsys.readouterr().err == f"Nothing differs between HEAD and {repository}.\n"


@pytest.mark.parametrize("form", FORMS)
def test_every_form(repository: Path, form: str, capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001
    assert main(["diff", "HEAD~1", "HEAD", "--format", form]) == 0
    told = capsys.readouterr().out
    assert "Fairer recruitment" in told
    if form == "json":
        story = json.loads(told)
        assert [entry["name"] for entry in story["entries"]] == ["Point 12(a): Fairer recruitment"]
        assert (story["removed"], story["added"]) == (1, 1)
    if form == "patch":
        lines = told.splitlines()
        assert lines[0].startswith('H id "')
        assert [line[:2] for line in lines[1:]] == ["TX", "D ", "A ", "TC"]


def test_the_patch_makes_the_one_of_the_other(tmp_path: Path) -> None:
    old, new = "<a> <p> 1 , 2 . <b> <q> <c> .", "<a> <p> 2 , 3 . <d> <q> <c> ."
    for name, text in (("old", old), ("new", new)):
        (tmp_path / f"{name}.ttl").write_text(f"@base <http://x/> . {text}", encoding="utf-8")
    _, difference = between(str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl"))
    said = {quad.triple for quad in store(old)}
    assert (said - set(difference.removed)) | set(difference.added) == {quad.triple for quad in store(new)}


def test_a_hostile_name_is_escaped(tmp_path: Path) -> None:
    (tmp_path / "old.ttl").write_text(HEAD, encoding="utf-8")
    nasty = '<theme/x> rdfs:label "<script>alert(1)</script> | *b* `c`"@en .'
    (tmp_path / "new.ttl").write_text(HEAD + nasty, encoding="utf-8")
    story, difference = between(str(tmp_path / "old.ttl"), str(tmp_path / "new.ttl"))
    assert "<script>" not in FORMS["html"](story, difference)
    assert r"\<script\>" in FORMS["markdown"](story, difference)


@pytest.mark.parametrize("old", ["none", "HEAD~99", "--option", ""])
def test_what_names_no_state_is_told(repository: Path, old: str) -> None:
    with pytest.raises((UsageError, UnreadableError)) as caught:
        between(old, str(repository))
    assert isinstance(caught.value, MigkgError)


def test_outside_of_git_a_path_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UnreadableError, match="no such file or folder"):
        between("HEAD", "HEAD")


def test_a_suffix_that_says_no_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD, encoding="utf-8")
    assert main(["diff", str(path), str(path), "-o", str(tmp_path / "x.pdf")]) == 2
    assert "says no format" in capsys.readouterr().err


def test_the_summary_of_no_difference(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(HEAD, encoding="utf-8")
    story, difference = between(str(path), str(path))
    assert not difference
    assert summary(story).startswith("Nothing differs")
