"""Only what a change can affect is judged: as soundly as if all were."""

from __future__ import annotations

import random
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg.affected import Delta
from migkg.changes import Change, changed_since
from migkg.checks import Check, read_checks
from migkg.errors import UsageError
from migkg.footprint import Footprint
from migkg.judging import Task, judge
from migkg.places import SourceFile
from migkg.project import Project
from migkg.validate import rules_of, validate, validate_with

if TYPE_CHECKING:
    from migkg.findings import Finding, Report
    from migkg.shapes import Rules

HERE = Path(__file__).parent
EX = "http://example.org/"


# --- a change judged is judge, as far as it goes -----------------------------------------------------

FOREIGN = """
    @prefix : <http://example.org/> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    :names sh:declare [ sh:prefix "" ; sh:namespace "http://example.org/" ] .
    :inverse a sh:NodeShape ; sh:targetClass :A ;
        sh:property [ sh:path [ sh:inversePath :p ] ; sh:maxCount 1 ] .
    :nested a sh:NodeShape ; sh:targetSubjectsOf :q ; sh:property [ sh:path :q ; sh:node :inner ] .
    :inner a sh:NodeShape ; sh:property [ sh:path ( :p [ sh:inversePath :q ] ) ; sh:minCount 1 ] .
    :ends a sh:NodeShape ; sh:targetObjectsOf :r ; sh:class :B .
    :chain a sh:NodeShape ; sh:targetClass :B ;
        sh:property [ sh:path [ sh:oneOrMorePath [ sh:alternativePath ( :p :r ) ] ] ; sh:maxCount 4 ] .
    :maybe a sh:NodeShape ; sh:targetClass :A ;
        sh:property [ sh:path ( [ sh:zeroOrOnePath :r ] [ sh:zeroOrMorePath :q ] ) ; sh:nodeKind sh:IRI ] .
    :closed a sh:NodeShape ; sh:targetNode :n1 , :n2 ; sh:closed true ;
        sh:ignoredProperties ( <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ) ;
        sh:property [ sh:path :p ] , [ sh:path :q ] .
    :logic a sh:NodeShape ; sh:targetClass :C ;
        sh:or ( [ sh:property [ sh:path :p ; sh:minCount 1 ] ] [ sh:not :inner ] ) ;
        sh:property [ sh:path :q ; sh:equals :r ] .
    :counted a sh:NodeShape ; sh:targetClass :B ; sh:property :one , :other .
    :one sh:path :p ; sh:qualifiedValueShape [ sh:class :A ] ; sh:qualifiedMaxCount 1 ;
        sh:qualifiedValueShapesDisjoint true .
    :other sh:path :p ; sh:qualifiedValueShape [ sh:class :C ] ; sh:qualifiedMaxCount 1 ;
        sh:qualifiedValueShapesDisjoint true .
    :A a owl:Class , sh:NodeShape ; sh:property [ sh:path :r ; sh:maxCount 1 ] .
    :asked a sh:NodeShape ; sh:targetClass :B ; sh:sparql [ sh:prefixes :names ;
        sh:select "SELECT $this ?value WHERE { $this :p ?value . ?value :q ?x . ?x :r $this }" ] .
    :wild a sh:NodeShape ; sh:targetClass :C ; sh:sparql [ sh:prefixes :names ;
        sh:select "SELECT $this ?path ?value WHERE { $this ?path ?value . ?value ?any $this }" ] .
"""


def foreign(seed: int) -> tuple[list[SourceFile], random.Random]:
    """Five files of random triples among twelve nodes, a file of classes, and shapes of every kind."""
    chance = random.Random(seed)
    files = []
    for number in range(5):
        quads = {random_quad(chance) for _ in range(chance.randrange(8, 20))}
        files.append(SourceFile(f"{number}.ttl", f"{EX}g{number}", tuple(quads)))
    classes = ox.parse(
        f"<{EX}C> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{EX}B> .", ox.RdfFormat.TURTLE
    )
    shapes = ox.parse(FOREIGN, ox.RdfFormat.TURTLE)
    files.append(SourceFile("classes.ttl", f"{EX}classes", tuple(classes)))
    files.append(SourceFile("shapes.ttl", f"{EX}shapes", tuple(shapes), is_shapes=True))
    return files, chance


def random_quad(chance: random.Random) -> ox.Quad:
    subject = ox.NamedNode(f"{EX}n{chance.randrange(12)}")
    if chance.random() < 0.3:
        kind = ox.NamedNode(f"{EX}{chance.choice('ABC')}")
        return ox.Quad(subject, ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"), kind)
    value = ox.NamedNode(f"{EX}n{chance.randrange(12)}") if chance.random() < 0.9 else ox.Literal("007")
    return ox.Quad(subject, ox.NamedNode(f"{EX}{chance.choice('pqr')}"), value)


def slip(source: SourceFile, pool: list[ox.Quad], chance: random.Random) -> SourceFile:
    """The file with a few triples taken away, added, or turned to other subjects and values."""
    quads = list(source.quads)
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(quads)) if quads else 0
        other = chance.choice(pool)
        kind = chance.random()
        if kind < 0.35 and quads:
            del quads[place]
        elif kind < 0.6 or not quads:
            quads.append(other)
        elif kind < 0.8:
            quads[place] = ox.Quad(quads[place].subject, quads[place].predicate, other.object)
        elif kind < 0.9:
            quads[place] = ox.Quad(other.subject, quads[place].predicate, quads[place].object)
        else:
            quads = [quad for quad in quads if quad.subject != quads[place].subject]
    return SourceFile(source.name, source.graph, tuple(dict.fromkeys(quads)))


def assert_sound(
    rules: Rules, sources: list[SourceFile], changed: dict[str, SourceFile], checks: tuple[Check, ...] = ()
) -> Report:
    """The part is what the whole says of what is affected, and misses nothing that is new in the whole."""
    now = [changed.get(source.name, source) for source in sources]
    before = [source for source in sources if source.name in changed]
    part = judge(rules, now, Task(checks=checks), Delta.of(before, changed.values()))
    whole = set(judge(rules, now, Task(checks=checks)).findings)
    known = set(judge(rules, sources, Task(checks=checks)).findings)
    assert set(part.findings) <= whole
    assert whole - set(part.findings) <= known
    assert not [finding for finding in whole - set(part.findings) if finding.file in changed]
    return part


@pytest.mark.parametrize("seed", range(60))
def test_a_change_among_foreign_shapes_is_judged_as_soundly_as_the_whole(seed: int) -> None:
    sources, chance = foreign(seed)
    rules = rules_of(sources)
    name = chance.choice("01234")
    (old,) = (source for source in sources if source.name == f"{name}.ttl")
    pool = [random_quad(chance) for _ in range(20)]
    assert_sound(rules, sources, {old.name: slip(old, pool, chance)})


def test_the_foreign_shapes_are_broken_now_and_then() -> None:
    found: set[str] = set()
    for seed in range(20):
        sources, _ = foreign(seed)
        found |= {finding.shape for finding in judge(rules_of(sources), sources).findings}
    expected = "inverse/property nested/q ends chain/property maybe/property closed one other A/r asked wild"
    assert {f"{EX}{name}" for name in expected.split()} <= found


@cache
def small_dataset() -> tuple[tuple[SourceFile, ...], Rules, tuple[Check, ...]]:
    """Our shapes and checks, our vocabulary, and the valid files of the tests of shapes as a dataset."""
    project = Project.packaged()
    assert project.shapes_folder
    assert project.queries_folder
    files = [SourceFile.read(file.path, file.relative, file.graph) for file in project.ontology_files]
    files += [SourceFile.read(HERE / "shapes" / "context.ttl", "context.ttl")]
    for path in sorted((HERE / "shapes").glob("*/valid.ttl")):
        files.append(SourceFile.read(path, f"{path.parent.name}.ttl"))
    for path in sorted(project.shapes_folder.glob("*.ttl")):
        files.append(SourceFile.read(path, f"shapes/{path.name}", is_shapes=True))
    checks = read_checks(sorted((project.queries_folder / "checks").glob("*.rq")))
    return tuple(files), rules_of(files), checks


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_a_change_of_our_data_is_judged_as_soundly_as_the_whole(seed: int) -> None:
    files, rules, checks = small_dataset()
    chance = random.Random(seed)
    data = [file for file in files if not file.is_shapes and not file.name.startswith("ontology/")]
    pool = [quad for file in data for quad in file.quads]
    old = chance.choice([file for file in data if len(file.quads) > 3])
    assert_sound(rules, list(files), {old.name: slip(old, pool, chance)}, checks)


def test_our_shapes_leave_a_footprint() -> None:
    assert not Footprint.of(small_dataset()[1].core).unbounded


def test_shapes_that_cannot_be_read_make_everything_affected() -> None:
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> .
        <x:s> a sh:NodeShape ; sh:targetClass <x:T> ;
            sh:sparql [ sh:select "SELECT $this WHERE { $this ?p ?o } LIMIT 1" ] ."""
    sources = [
        SourceFile("s.ttl", "x:s", tuple(ox.parse(shapes, ox.RdfFormat.TURTLE)), is_shapes=True),
        SourceFile("a.ttl", "x:a", tuple(ox.parse("<x:a> a <x:T> .", ox.RdfFormat.TURTLE))),
        SourceFile("b.ttl", "x:b", tuple(ox.parse("<x:b> a <x:T> .", ox.RdfFormat.TURTLE))),
    ]
    part = judge(rules_of(sources), sources, delta=Delta.of([], [sources[1]]))
    assert {f.focus for f in part.findings if f.shape == "x:s"} == {"x:a", "x:b"}


# --- git tells what has changed -------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *settings, *arguments], check=True, capture_output=True)  # noqa: S607


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a commit of three files; since then one was changed, one deleted, one added."""
    git(tmp_path, "init", "--quiet")
    folder = tmp_path / "data ü"
    folder.mkdir()
    for name in ("kept.ttl", "changed.ttl", "gone.ttl", "notes.txt"):
        (folder / name).write_text(f"# {name}\n", encoding="utf-8")
    (tmp_path / "outside.ttl").write_text("# outside\n", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("ignored.ttl\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    (folder / "changed.ttl").write_text("# changed since\n", encoding="utf-8")
    (folder / "gone.ttl").unlink()
    (folder / "new file.ttl").write_text("# new\n", encoding="utf-8")
    (folder / "ignored.ttl").write_text("# ignored\n", encoding="utf-8")
    (folder / "notes.txt").write_text("changed too\n", encoding="utf-8")
    return folder


def test_git_tells_what_has_changed_and_what_was_there_before(repository: Path) -> None:
    assert changed_since(repository, "HEAD") == (
        Change(repository / "changed.ttl", b"# changed.ttl\n"),
        Change(repository / "gone.ttl", b"# gone.ttl\n"),
        Change(repository / "new file.ttl", None),
    )


def test_what_is_committed_since_counts_too(repository: Path) -> None:
    before = changed_since(repository, "HEAD")
    git(repository, "add", "--all", ".")
    git(repository, "commit", "--quiet", "-m", "second")
    assert changed_since(repository, "HEAD") == ()
    assert changed_since(repository, "HEAD~1") == before


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD~9", "", "HEAD; touch x"])
def test_an_unknown_revision_is_refused(repository: Path, revision: str) -> None:
    with pytest.raises(UsageError, match="no revision"):
        changed_since(repository, revision)
    assert not (repository / "x").exists()


def test_without_a_repository_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match=r"no git repository.*--changed FILE"):
        changed_since(tmp_path, "HEAD")


# --- from files to the report ---------------------------------------------------------------------

MANIFEST = """
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
<graph/one> a mig:DataFile ; mig:fileRole mig:entityFile ; mig:path "data/one.ttl" .
<graph/two> a mig:DataFile ; mig:fileRole mig:entityFile ; mig:path "data/two.ttl" .
<graph/shapes> a mig:DataFile ; mig:fileRole mig:shapeFile ; mig:path "shapes" .
"""
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix : <https://w3id.org/migkg/ontology#> .
<https://w3id.org/migkg/shape/t> a sh:NodeShape ; sh:targetClass :Body ;
    sh:property [ sh:path :withBody ; sh:class :Body ; sh:message "Name a body." ] .
"""
PREFIX = "@base <https://w3id.org/migkg/> . @prefix : <https://w3id.org/migkg/ontology#> .\n"
ONE = PREFIX + "<body/a> a :Body .\n"
TWO = PREFIX + "<body/b> a :Body ; :withBody <body/a> .\n<body/c> a :Body ; :withBody <body/nobody> .\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name, text in {
        "data/manifest.ttl": MANIFEST,
        "data/one.ttl": ONE,
        "data/two.ttl": TWO,
        "shapes/t.ttl": SHAPES,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    return tmp_path


def shaped(report: Report) -> list[tuple[str, int | None, str]]:
    found: list[Finding] = [finding for finding in report.findings if finding.message == "Name a body."]
    return [(finding.file, finding.line, finding.focus) for finding in found]


def test_what_depends_on_a_change_is_found_in_other_files(corpus: Path) -> None:
    project = Project.open(corpus)
    assert shaped(validate(project)) == [("data/two.ttl", 3, "body/c")]
    assert shaped(validate(project, changes=changed_since(corpus, "HEAD"))) == []
    (corpus / "data" / "one.ttl").write_text(PREFIX, encoding="utf-8")
    report = validate(project, changes=changed_since(corpus, "HEAD"))
    assert shaped(report) == [("data/two.ttl", 2, "body/b")]
    assert report.files == ("data/one.ttl", "data/two.ttl")
    assert list(report.checked) == ["data/one.ttl", "data/two.ttl"]
    assert shaped(validate(project)) == [("data/two.ttl", 2, "body/b"), ("data/two.ttl", 3, "body/c")]


def test_after_a_change_of_the_shapes_all_is_judged(corpus: Path) -> None:
    (corpus / "shapes" / "t.ttl").write_text(SHAPES + "# changed\n", encoding="utf-8")
    report = validate(Project.open(corpus), changes=changed_since(corpus, "HEAD"))
    assert shaped(report) == [("data/two.ttl", 3, "body/c")]


def test_a_changed_file_that_cannot_be_read_is_a_finding(corpus: Path) -> None:
    (corpus / "data" / "one.ttl").write_text(ONE + "<body/d> a :Body ;", encoding="utf-8")
    report = validate(Project.open(corpus), changes=changed_since(corpus, "HEAD"))
    assert report.is_unreadable
    assert [finding.file for finding in report.findings if not finding.focus] == ["data/one.ttl"]


def test_a_file_that_could_not_be_read_before_said_nothing(corpus: Path) -> None:
    (corpus / "data" / "one.ttl").write_text("nothing but words", encoding="utf-8")
    git(corpus, "commit", "--quiet", "--all", "-m", "bad")
    (corpus / "data" / "one.ttl").write_text(ONE, encoding="utf-8")
    report = validate(Project.open(corpus), changes=changed_since(corpus, "HEAD"))
    assert shaped(report) == []
    assert not report.is_unreadable


def test_a_neighbour_that_is_not_judged_plays_no_part(corpus: Path) -> None:
    data, shapes = corpus / "data", corpus / "shapes" / "t.ttl"
    (data / "one.ttl").write_text(PREFIX, encoding="utf-8")
    (data / "two.ttl").write_text(TWO + "<body/e> a :Body .\n", encoding="utf-8")
    changes = changed_since(data, "HEAD")
    assert {change.path.name for change in changes} == {"one.ttl", "two.ttl"}
    report = validate_with([shapes], [data / "two.ttl"], changes=changes)
    assert {focus for _, _, focus in shaped(report)} == {"body/b", "body/c"}


def test_what_depends_on_a_file_that_is_gone_is_found(corpus: Path) -> None:
    data, shapes = corpus / "data", corpus / "shapes" / "t.ttl"
    (data / "manifest.ttl").unlink()
    git(corpus, "commit", "--quiet", "--all", "-m", "loose files")
    (data / "one.ttl").unlink()
    report = validate_with([shapes], [data], changes=changed_since(data, "HEAD"))
    assert {focus for _, _, focus in shaped(report)} == {"body/b"}
    assert {focus for _, _, focus in shaped(validate_with([shapes], [data]))} == {"body/b", "body/c"}
