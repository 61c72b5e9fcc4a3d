"""The packaged dataset is loaded ahead of the question: the same store, or none where anything is wrong."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg import ahead
from migkg.errors import ParseError
from migkg.graph import load
from migkg.project import Project
from migkg.syntax.newer import is_plain, is_plain_file, may_be_newer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = """\
@base <https://w3id.org/migkg/> .
@prefix mig: <https://w3id.org/migkg/ontology#> .
<graph/a> a mig:DataFile ; mig:fileRole mig:entityFile ; mig:path "data/a.ttl" .
<graph/b> a mig:DataFile ; mig:fileRole mig:suggestionFile ; mig:path "data/b.ttl" .
"""
GOOD = '<http://example.org/s> <http://example.org/p> "1" .\n'


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    usual = sys.getswitchinterval()
    yield
    ahead.take(())
    assert sys.getswitchinterval() == pytest.approx(usual)


@pytest.fixture
def dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset of one file and a file of suggestions, in the place of the packaged one."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "manifest.ttl").write_text(MANIFEST, encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / "data" / f"{name}.ttl").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr(ahead, "packaged_root", lambda: tmp_path)
    return tmp_path


def files(project: Project) -> list[tuple[str, str]]:
    return [(str(file.path), file.graph) for file in project.files if file.is_asserted]


def grounded(store: ox.Store) -> set[ox.Quad]:
    """The quads without blank nodes, whose labels are new with each loading."""
    return {
        quad
        for quad in store
        if not isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.BlankNode)
    }


def test_the_packaged_dataset_is_the_same_loaded_ahead() -> None:
    project = Project.packaged()
    plain = load(project)
    assert ahead.begin(["query", "coverage"])
    early = ahead.take(files(project))
    assert early is not None
    assert len(early) == len(plain) > 10_000
    assert grounded(early) == grounded(plain)


@pytest.mark.usefixtures("dataset")
def test_load_takes_what_was_loaded_ahead_once() -> None:
    ahead.begin(["query", "coverage"])
    first, second = load(Project.packaged()), load(Project.packaged())
    assert [quad.graph_name.value for quad in first] == ["https://w3id.org/migkg/graph/a"]
    assert first is not second
    assert set(first) == set(second)


def test_other_files_are_not_answered_from_it(dataset: Path) -> None:
    ahead.begin(["query", "coverage"])
    assert ahead.take([(str(dataset / "data" / "b.ttl"), "https://w3id.org/migkg/graph/b")]) is None


@pytest.mark.parametrize(
    "text",
    ["<a> <b> .", "<a> <b> <c> ~ <d> .", "\ufeff<a> <b> <c> .", "<a> <b> 'x\0y' ."],
    ids=["broken", "newer", "marked", "binary"],
)
def test_a_file_that_needs_a_look_leaves_no_store(dataset: Path, text: str) -> None:
    (dataset / "data" / "a.ttl").write_text(text, encoding="utf-8")
    ahead.begin(["query", "coverage"])
    assert ahead.take(files(Project.packaged())) is None


def test_a_broken_file_is_told_as_ever(dataset: Path) -> None:
    (dataset / "data" / "a.ttl").write_text("<a> <b>\n  mig:c .", encoding="utf-8")
    ahead.begin(["query", "coverage"])
    with pytest.raises(ParseError, match=r"a\.ttl:2:3: The prefix mig: has not been declared"):
        load(Project.packaged())


@pytest.mark.parametrize("name", ["manifest.ttl", "a.ttl"])
def test_a_file_that_is_missing_leaves_no_store(dataset: Path, name: str) -> None:
    wanted = files(Project.packaged())
    (dataset / "data" / name).unlink()
    ahead.begin(["query", "coverage"])
    assert ahead.take(wanted) is None


@pytest.mark.parametrize(
    "line",
    [
        "",
        "query",
        "validate x",
        "query coverage --data x",
        "query coverage --endpoint=http://127.0.0.1:1/",
        "query --help",
    ],
)
def test_nothing_is_begun_for_other_commands_or_data(line: str) -> None:
    assert not ahead.begin(line.split())


def test_what_nobody_takes_is_given_up() -> None:
    ahead.begin(["query", "coverage"])
    ahead.drop()
    assert ahead.take(files(Project.packaged())) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<< <a> <b> <c> >> <d> <e> .", True),
        ("<a> <b> <c> {| <d> <e> |} .", True),
        ("<a> <b> 'x'@en--ltr .", True),
        ("VERSION '1.2'", True),
        ('@version\t"1.2" .', True),
        ("<a> <b> <c>~<d> .", True),
        ("<a> <b> <c> ~ .", True),
        ("~", False),
        ("<a> <b> <c~d> .", False),
        ("<a> <b> 'the version of 2019' .", False),
        ("<a> <b> 'a | b -- c' .", False),
    ],
)
def test_signs_of_newer_rdf_are_seen(text: str, found: bool) -> None:
    assert may_be_newer(text.encode()) is found
    assert is_plain(text.encode()) is not found


def test_bytes_that_are_no_utf8_are_not_plain() -> None:
    assert not is_plain(b"# caf\xe9\n<a> <b> <c> .")
    assert is_plain("# café\n<a> <b> <c> .".encode())


@pytest.mark.parametrize("start", range(2**18 - 12, 2**18 + 2))
@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<< <a> <b> <c> >> <d> <e> .", False),
        ("@version\n'1.2' .", False),
        ("<a> <b> <c>\n~ .", False),
        ("# café\xff", False),
        ("# caf\xe9\n<a> <b> 'the version of\n2019' .", True),
    ],
)
def test_a_sign_is_seen_wherever_a_large_file_has_it(text: str, plain: bool, start: int) -> None:
    before = b"<a> <b> <c> .\n" * (start // 14) + b" " * (start % 14)
    encoded = text.encode("utf-8" if plain else "latin-1")
    assert is_plain_file(io.BytesIO(before + encoded + b"\n" + before)) is plain


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "migkg", *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_the_command_says_what_the_library_says() -> None:
    code = "from migkg.cli import main; main(['query', 'gaps'])"
    plain = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    done = run("query", "gaps")
    assert (done.returncode, done.stdout, done.stderr) == (0, plain.stdout, "")
    assert "18" in done.stdout or "objective" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["query", "coverge"], "coverage"),
        (["query", "coverage", "--nothing"], "--nothing"),
        (["sparql", "SELECT"], "does not parse"),
    ],
)
def test_wrong_use_ends_with_a_message_while_files_are_loaded(arguments: list[str], words: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
