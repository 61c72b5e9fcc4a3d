"""Parts of the packaged dataset answer as the whole does, and are never older than the files."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migkg import graph, parts
from migkg.errors import MigkgError, ParseError, UnreadableError
from migkg.parts import PACKED, PartSource, cache_file, write_parts
from migkg.project import Project
from migkg.queries import CannedQuery, bind, load_queries, resolver_for
from migkg.reach import reach
from migkg.sources import LocalSource

if TYPE_CHECKING:
    import pyoxigraph as ox

    from migkg.table import Table

ROOT = Path(__file__).resolve().parent.parent
QUERIES = load_queries(ROOT / "queries")
EXAMPLES = {
    "basis": "inferred",
    "body": "iom",
    "conclusion": "9",
    "document": "GB.335/POL/1(Rev.)",
    "entity": "C97",
    "instrument": "C97",
    "objective": "22",
    "place": "Ethiopia",
    "point": "12(a)",
    "progress": "under way",
    "role": "member",
    "sdg": "10.7",
    "strength": "weak",
    "theme": "fair-recruitment",
    "year": "2018",
    "string": "para 16",
}
"""For each type of parameter a value; that some have no rows is an answer too."""

MANIFEST = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
<graph/a> a mig:DataFile ; mig:fileRole mig:entityFile ; mig:path "data/a.ttl" .
<graph/b> a mig:DataFile ; mig:fileRole mig:entityFile ; mig:path "data/b.ttl" .
<graph/c> a mig:DataFile ; mig:fileRole mig:suggestionFile ; mig:path "data/c.ttl" .
"""
P = "SELECT ?s ?o { ?s <x:p> ?o } ORDER BY ?s ?o"
ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.fixture(scope="session")
def checkout() -> Project:
    """The dataset of the checkout, which has no parts with it, as an installed one has."""
    return Project.open(ROOT)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory, checkout: Project) -> Path:
    """The parts of the packaged dataset, kept."""
    path = tmp_path_factory.mktemp("cache") / "parts"
    PartSource(checkout, path).select(P)
    assert path.stat().st_size > 1_000_000
    return path


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A dataset of two files and one of suggestions."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "manifest.ttl").write_text(MANIFEST, encoding="utf-8")
    for name in ("a", "b", "c"):
        text = f"<x:{name}> <x:p> 1 ; <x:q> 'one' ; a <x:C> ; <x:r> [ <x:s> 01 ; a <x:D> ] . <x:z> <x:p> 2 ."
        (tmp_path / "data" / f"{name}.ttl").write_text(text, encoding="utf-8")
    return tmp_path


def source(dataset: Path) -> PartSource:
    return PartSource(Project.open(dataset), dataset / "cache" / "parts")


def whole(dataset: Path) -> LocalSource:
    return LocalSource(graph.load(Project.open(dataset)))


def holds_all(asked: PartSource) -> bool:
    """Whether a source has come to read all files."""
    return asked._whole is not None  # noqa: SLF001 -- nothing that it answers tells


def shown(table: Table) -> tuple[tuple[str, ...], list[list[str]]]:
    """Columns and rows in any order, without the names of blank nodes, which are new with each loading."""
    return table.columns, sorted(
        ["" if cell is None else "_" if cell.kind == "bnode" else repr(cell) for cell in row]
        for row in table.rows
    )


# --- the answers ------------------------------------------------------------------------------------


def questions(query: CannedQuery) -> list[dict[str, str]]:
    """Without parameters, with each one alone, and with all."""
    values = {parameter.name: EXAMPLES[parameter.type] for parameter in query.params}
    return [{}, *({name: value} for name, value in values.items()), *([values] if len(values) > 1 else [])]


@pytest.mark.parametrize("name", QUERIES)
def test_each_canned_query_answers_as_over_all_data(
    name: str, checkout: Project, cache: Path, source: LocalSource
) -> None:
    for values in questions(QUERIES[name]):
        few = PartSource(checkout, cache)
        lang = "en" if values else "fr"
        text = bind(QUERIES[name], values, resolver_for(few), lang)
        assert text == bind(QUERIES[name], values, resolver_for(source), lang)
        assert few.select(text) == source.select(text), values
        assert not holds_all(few)


def test_coverage_loads_a_fifth_of_the_data(checkout: Project, cache: Path, source: LocalSource) -> None:
    few = PartSource(checkout, cache)
    few.select(QUERIES["coverage"].text)
    loaded = few._with(reach("ASK { ?s <x:none> ?o }")).select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")  # noqa: SLF001
    everything = source.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert 0 < loaded.rows[0][0].to_python() < everything.rows[0][0].to_python() / 5


def test_all_parts_together_are_the_whole_dataset(
    checkout: Project, cache: Path, store: ox.Store, source: LocalSource
) -> None:
    few = PartSource(checkout, cache)
    assert shown(few.select(ALL)) == shown(source.select(ALL))
    assert not holds_all(few)
    assert few.graphs() == source.graphs()
    grounded = [
        {
            quad
            for quad in quads
            if "BlankNode" not in (type(quad.subject).__name__, type(quad.object).__name__)
        }
        for quads in (store, few._with(None)._store)  # noqa: SLF001
    ]
    assert grounded[0] == grounded[1]


@pytest.mark.parametrize("seed", range(6))
def test_questions_one_after_the_other_answer_as_over_all_data(
    seed: int, checkout: Project, cache: Path, source: LocalSource
) -> None:
    """What one question has loaded changes no answer of the next."""
    chance, few = random.Random(seed), PartSource(checkout, cache)
    for name in chance.sample(sorted(QUERIES), 8):
        assert few.select(QUERIES[name].text) == source.select(QUERIES[name].text), name


def test_links_of_blank_nodes_hold_from_one_question_to_the_next(dataset: Path) -> None:
    source(dataset).select(P)
    few = source(dataset)
    assert len(few.select("SELECT * { ?s <x:r> ?b }")) == 2
    assert len(few.select("SELECT * { ?s <x:r> ?b . ?b <x:s> 1 }")) == 2
    assert len(few.select("SELECT * { ?s <x:r>/a <x:D> ; <x:p> ?o }")) == 2
    assert not holds_all(few)


def test_a_dataset_without_classes_has_parts(dataset: Path) -> None:
    for name in ("a", "b"):
        (dataset / "data" / f"{name}.ttl").write_text(f"<x:{name}> <x:p> 1 .", encoding="utf-8")
    source(dataset).select(P)
    few = source(dataset)
    assert few.select(P) == whole(dataset).select(P)
    assert not holds_all(few)


def test_what_two_graphs_say_counts_as_in_the_whole(dataset: Path) -> None:
    query = "SELECT (COUNT(*) AS ?n) { <x:z> <x:p> ?o }"
    source(dataset).select(P)
    assert source(dataset).select(query) == whole(dataset).select(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?g ?o { GRAPH ?g { ?s <x:p> ?o } } ORDER BY ?g ?o",
        "SELECT ?g { GRAPH ?g {} } ORDER BY ?g",
        "SELECT ?o FROM <https://w3id.org/migkg/graph/a> { ?s <x:p> ?o } ORDER BY ?o",
    ],
)
def test_a_question_of_graphs_is_answered_too(dataset: Path, query: str) -> None:
    source(dataset).select(P)
    few = source(dataset)
    assert few.select(query) == whole(dataset).select(query)
    assert not holds_all(few)


def test_the_other_forms_of_a_query_answer_too(dataset: Path) -> None:
    source(dataset).select(P)
    few = source(dataset)
    assert few.ask("ASK { ?s <x:p> 2 }")
    assert not few.ask("ASK { ?s <x:q> 2 }")
    assert len(few.construct("CONSTRUCT WHERE { ?s <x:p> ?o }")) == 3
    assert not holds_all(few)


def test_what_is_written_is_answered_from_and_not_kept(dataset: Path) -> None:
    before = source(dataset).select(P)
    few = source(dataset)
    few.load("x:g", b"<x:a> <x:p> <x:new> .")
    assert len(few.select(P)) == len(before) + 1
    few.drop("https://w3id.org/migkg/graph/b")
    assert few.graphs() == ("https://w3id.org/migkg/graph/a", "x:g")
    assert source(dataset).select(P) == before


# --- never old ---------------------------------------------------------------------------------------


def test_parts_are_kept_by_the_first_question_and_used_by_the_next(dataset: Path) -> None:
    first, second = source(dataset), source(dataset)
    answer = first.select(P)
    assert holds_all(first)
    assert second.select(P) == answer == whole(dataset).select(P)
    assert not holds_all(second)


def change(dataset: Path, name: str, old: str, new: str) -> None:
    """Change a file so that only its content tells: neither size nor time does."""
    path = dataset / "data" / name
    state, text = path.stat(), path.read_text(encoding="utf-8")
    assert len(old) == len(new)
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (state.st_size, state.st_mtime_ns)


@pytest.mark.parametrize("name", ["a.ttl", "b.ttl"])
def test_a_changed_file_is_read_again(dataset: Path, name: str) -> None:
    before = source(dataset).select(P)
    change(dataset, name, "<x:p> 1", "<x:p> 3")
    for kept in (False, True):
        few = source(dataset)
        assert before != few.select(P) == whole(dataset).select(P)
        assert holds_all(few) is not kept


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<graph/a> a", "<graph/d> a"),
        ("mig:suggestionFile", "mig:referenceFile"),
        ("<graph/b> a mig:DataFile", "<graph/b> a mig:NoFile"),
    ],
    ids=["another graph", "one more", "one less"],
)
def test_another_list_of_files_is_read_again(dataset: Path, old: str, new: str) -> None:
    source(dataset).select(P)
    manifest = dataset / "data" / "manifest.ttl"
    manifest.write_text(MANIFEST.replace(old, new), encoding="utf-8")
    few = source(dataset)
    assert few.select(P) == whole(dataset).select(P)
    assert holds_all(few)


def test_what_another_version_has_made_is_not_used(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source(dataset).select(P)
    monkeypatch.setattr(parts, "_MADE_BY", b"migkg parts 0, pyoxigraph 0.0.1\n")
    few = source(dataset)
    few.select(P)
    assert holds_all(few)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("<x:a> <x:p> .", ParseError),
        ("<x:a> <x:p> <x:b> ~ <x:c> .", ParseError),
        ("<x:a> <x:p> 'x\0y' .", UnreadableError),
        (None, UnreadableError),
    ],
    ids=["broken", "newer", "binary", "missing"],
)
def test_a_faulty_file_is_told_as_ever(dataset: Path, text: str | None, error: type[MigkgError]) -> None:
    source(dataset).select(P)
    project, path = Project.open(dataset), dataset / "data" / "a.ttl"
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(error) as told:
        graph.load(project)
    for _ in range(2):
        with pytest.raises(error) as found:
            PartSource(project, dataset / "cache" / "parts").select(P)
        assert str(found.value) == str(told.value)


def test_a_file_that_needs_a_look_is_answered_from_and_not_kept(dataset: Path) -> None:
    (dataset / "data" / "a.ttl").write_text("\ufeff<x:a> <x:p> 7 .", encoding="utf-8")
    for _ in range(2):
        few = source(dataset)
        assert few.select(P) == whole(dataset).select(P)
        assert holds_all(few)
    assert not (dataset / "cache").exists()


# --- what comes with the dataset ---------------------------------------------------------------------


def test_parts_that_come_with_the_dataset_are_used_and_nothing_is_kept(dataset: Path) -> None:
    write_parts(Project.open(dataset), dataset / PACKED)
    few = source(dataset)
    assert few.select(P) == whole(dataset).select(P)
    assert not holds_all(few)
    assert not (dataset / "cache").exists()


def test_files_that_are_newer_than_the_parts_that_came_are_read(dataset: Path) -> None:
    write_parts(Project.open(dataset), dataset / PACKED)
    change(dataset, "a.ttl", "<x:p> 1", "<x:p> 3")
    for kept in (False, True):
        few = source(dataset)
        assert few.select(P) == whole(dataset).select(P)
        assert holds_all(few) is not kept


def test_parts_of_files_that_need_a_look_are_not_made(dataset: Path) -> None:
    (dataset / "data" / "a.ttl").write_text("<x:a> <x:p> .", encoding="utf-8")
    with pytest.raises(SyntaxError):
        write_parts(Project.open(dataset), dataset / PACKED)
    assert not (dataset / PACKED).exists()


# --- the cache ---------------------------------------------------------------------------------------


def damaged(kept: bytes) -> dict[str, bytes]:
    index, rest = kept.split(b"\n\n", 1)
    first = rest.index(b"<x:a> <x:p> ", rest.rindex(b"<x:z> <x:p> 2 .") + 1)
    return {
        "empty": b"",
        "cut": kept[:-5],
        "longer": kept + b"<x:a> <x:p> 9 .\n",
        "no index": rest,
        "another index": b"5\n\n" + rest,
        "no numbers": index.replace(b",", b" ") + b"\n\n" + rest,
        "no end": index,
        "no quads": index + b"\n\n" + rest[:first] + b"\0" * len(rest[first:]),
        "zeros": bytes(len(kept)),
    }


@pytest.mark.parametrize("kind", damaged(b"\n\n<x:z> <x:p> 2 .<x:a> <x:p> "))
def test_damaged_parts_are_made_again(dataset: Path, kind: str) -> None:
    source(dataset).select(P)
    kept = dataset / "cache" / "parts"
    good = kept.read_bytes()
    kept.write_bytes(damaged(good)[kind])
    few, next_one = source(dataset), source(dataset)
    assert few.select(P) == whole(dataset).select(P)
    assert holds_all(few)
    next_one.select(P)
    assert not holds_all(next_one)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes say who may write on POSIX only")
def test_parts_that_others_may_write_are_not_used(dataset: Path) -> None:
    source(dataset).select(P)
    kept = dataset / "cache" / "parts"
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    kept.chmod(0o666)
    few = source(dataset)
    few.select(P)
    assert holds_all(few)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="modes say who may write on POSIX only")
def test_nothing_is_kept_where_others_may_write(dataset: Path) -> None:
    (dataset / "cache").mkdir()
    (dataset / "cache").chmod(0o777)
    source(dataset).select(P)
    assert list((dataset / "cache").iterdir()) == []


@pytest.mark.parametrize("place", ["file", "folder", "none"])
def test_without_a_cache_the_answer_is_the_same(dataset: Path, place: str) -> None:
    kept = dataset / "cache" / "parts"
    if place == "file":
        kept.parent.write_text("in the way", encoding="utf-8")
    elif place == "folder":
        kept.mkdir(parents=True)
    for _ in range(2):
        few = PartSource(Project.open(dataset), None if place == "none" else kept)
        assert few.select(P) == whole(dataset).select(P)
    assert not kept.is_file()
    assert [path.name for path in dataset.rglob("*.tmp")] == []


def test_each_dataset_and_user_has_a_cache_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, second = cache_file(tmp_path / "a"), cache_file(tmp_path / "b")
    assert first is not None
    assert second is not None
    assert first != second
    assert first.parent == second.parent == tmp_path / "migkg"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    elsewhere = cache_file(tmp_path / "a")
    assert elsewhere is not None
    assert elsewhere.is_relative_to(Path.home())


# --- the command --------------------------------------------------------------------------------------


def run(*arguments: str, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "migkg", *arguments],
        env=os.environ | {"XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_says_the_same_each_time_and_what_the_library_says(
    tmp_path: Path, checkout: Project
) -> None:
    from migkg import KnowledgeGraph

    answer = KnowledgeGraph(checkout).query("gaps").to_csv()
    for _ in range(2):
        done = run("query", "gaps", cache=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, answer.replace("\r\n", "\n"), "")
    kept = [] if (Project.packaged().root / PACKED).is_file() else ["migkg"]
    assert [path.parent.name for path in tmp_path.rglob("parts-*")] == kept


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "links", "objective=22"],
        ["describe", "C97"],
        ["sparql", "SELECT ?title { ?o a mig:Objective ; rdfs:label ?title } ORDER BY ?title"],
        ["sparql", "ASK { ?link mig:linkTo <objective/22> }"],
    ],
)
def test_the_first_answer_is_the_next_one(arguments: list[str], tmp_path: Path) -> None:
    first, second = (run(*arguments, cache=tmp_path) for _ in range(2))
    assert (first.returncode, first.stdout, first.stderr) == (0, second.stdout, second.stderr)
    assert first.stdout


def test_other_data_leave_nothing_in_the_cache(tmp_path: Path, dataset: Path) -> None:
    assert run("query", "gaps", "--data", str(dataset), cache=tmp_path / "x").returncode == 0
    assert run("query", "nothing", cache=tmp_path / "x").returncode == 2
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query", "coverge"], "coverage"),
        (["query", "coverage", "--nothing"], "--nothing"),
        (["sparql", "SELECT"], "does not parse"),
    ],
)
def test_wrong_use_ends_with_a_message(arguments: list[str], words: str, tmp_path: Path) -> None:
    done = run(*arguments, cache=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
