"""What `migkg build` leaves: whole at any moment, the same from the same data, and open to questions."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest

from migkg import KnowledgeGraph
from migkg.build import build
from migkg.cli import main
from migkg.corpus import Budget
from migkg.errors import OutputError, ProjectError
from migkg.project import Project
from migkg.terms import GRAPH_INFERRED
from migkg.versions import replacing

if TYPE_CHECKING:
    from pathlib import Path

OLD: Final = "<http://example.org/x> <http://example.org/p> 007 .\n"
NEW: Final = "<http://example.org/y> <http://example.org/p> <http://example.org/new> .\n"
VOCABULARY: Final = (
    "<http://example.org/p> <http://www.w3.org/2000/01/rdf-schema#domain> <http://example.org/C> .\n"
)
ALL: Final = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def silent(what: str, done: int, total: int) -> None:
    """Progress for nobody."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "data.ttl"
    file.write_text(VOCABULARY + OLD, encoding="utf-8")
    return file


def built(data: Path, folder: Path) -> Path:
    build(Project.from_files([data]), folder, silent)
    return folder


def counted(path: Path, *, inferred: bool = False) -> str:
    table = KnowledgeGraph.open(path, inferred=inferred).sparql(ALL)
    return str(table.rows[0][0].text)  # type: ignore[union-attr]


# --- what is there -----------------------------------------------------------------------------------


def test_dataset_inferred_triples_and_store_say_the_same(data: Path, tmp_path: Path) -> None:
    out = built(data, tmp_path / "out")
    quads = set(ox.parse(path=out / "dataset.nq"))
    derived = set(ox.parse(path=out / "inferred.nt"))
    assert {quad.triple for quad in quads if quad.graph_name == ox.NamedNode(GRAPH_INFERRED)} == {
        quad.triple for quad in derived
    }
    assert (len(quads), len(derived)) == (3, 1)
    assert len(ox.Store.read_only(str(out / "store/all"))) == 3
    assert len(ox.Store.read_only(str(out / "store/asserted"))) == 2


@pytest.mark.slow
def test_the_store_answers_as_the_files_do(tmp_path: Path, project: Project) -> None:
    build(project, tmp_path / "out", silent, budget=Budget(jobs=2))
    files, store = KnowledgeGraph.open(), KnowledgeGraph.open(tmp_path / "out")
    names = list(files.queries())
    assert names == list(store.queries())
    assert len(names) > 30
    for name in names:
        assert store.query(name).rows == files.query(name).rows, name


def test_derived_triples_are_asked_only_when_wanted(data: Path, tmp_path: Path) -> None:
    out = built(data, tmp_path / "out")
    for path in (out, out / "store"):
        assert counted(path) == "2"
        assert counted(path, inferred=True) == "3"


def test_equal_data_give_equal_files_whoever_reads_them(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        for number in range(12):
            text = f"[] <http://example.org/p> [ <http://example.org/q> {number} ] , _:b ."
            (tmp_path / folder / f"{number}.ttl").write_text(text, encoding="utf-8")
    found = []
    for folder, jobs in (("one", 1), ("one", 2), ("two", 2)):
        files = sorted((tmp_path / folder).iterdir(), reverse=folder == "two")
        out = tmp_path / f"{folder}-{jobs}"
        build(Project.from_files(files), out, silent, budget=Budget(jobs=jobs))
        found.append([(out / name).read_bytes() for name in ("dataset.nq", "inferred.nt")])
    assert found[0] == found[1] == found[2]
    assert found[0][0].count(b"\n") == 36


# --- whole at any moment -------------------------------------------------------------------------------


def state(folder: Path) -> tuple[str, str, int, int]:
    """All that a reader can see of a build, if there is one; its stores hold what its files say."""
    quads = (folder / "dataset.nq").read_text(encoding="utf-8")
    triples = (folder / "inferred.nt").read_text(encoding="utf-8")
    loaded = ox.Store()  # which writes 007 as 7, as the stores on disk do
    loaded.load(quads, ox.RdfFormat.N_QUADS)
    everything = set(loaded)
    derived = {quad for quad in everything if quad.graph_name == ox.NamedNode(GRAPH_INFERRED)}
    assert {quad.triple for quad in derived} == {
        quad.triple for quad in ox.parse(triples, ox.RdfFormat.N_TRIPLES)
    }
    assert set(ox.Store.read_only(str(folder / "store/all"))) == everything
    assert set(ox.Store.read_only(str(folder / "store/asserted"))) == everything - derived
    return quads, triples, int(counted(folder)), int(counted(folder, inferred=True))


def begun(*arguments: str) -> subprocess.Popen[bytes]:
    """A build in a process of its own, which leads a group; its workers hold its standard output too."""
    return subprocess.Popen(
        [sys.executable, "-m", "migkg", "build", *arguments, "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for a process and for those that it has started."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        pytest.fail(f"a process of the build is still there after {seconds:g} seconds")


needs_sigkill = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
FOLDERS: Final = 4
KILLS_IN_EACH: Final = 25


@pytest.mark.slow
@needs_sigkill
def test_a_hundred_kills_leave_the_old_or_the_new_state(data: Path, tmp_path: Path) -> None:
    """Builds of two datasets in turn, each killed at a random moment, in several folders side by side."""
    other = tmp_path / "other.ttl"
    other.write_text(VOCABULARY + OLD + NEW, encoding="utf-8")
    further = tmp_path / "further.nt"
    further.write_text(NEW, encoding="utf-8")
    inputs = [["--data", str(path), str(further)] for path in (data, other)]
    states = []
    for number, arguments in enumerate(inputs):
        whole = tmp_path / f"whole-{number}"
        ended(begun(*arguments, "-o", str(whole)), 60)
        states.append(state(whole))
    assert states[0] != states[1]
    folders = [tmp_path / f"out-{number}" for number in range(FOLDERS)]
    with ThreadPoolExecutor(FOLDERS) as pool:
        jobs = [
            pool.submit(killed_often, inputs, states, out, random.Random(seed))
            for seed, out in enumerate(folders)
        ]
        seen = set.union(*(job.result() for job in jobs))
    assert seen >= set(states)
    for out in folders:
        ended(process := begun(*inputs[1], "-o", str(out)), 60)
        assert process.returncode == 0
        assert state(out) == states[1]
        assert len(list((out / ".builds").iterdir())) == 3


def killed_often(
    inputs: list[list[str]], states: list[tuple[str, str, int, int]], out: Path, dice: random.Random
) -> set[tuple[str, str, int, int] | None]:
    """Kill builds of what is not there, every other one without its workers; the states that were left.

    Moments are drawn from the length of a build, which is learned on the way: a fifth of them are too late.
    """
    kills = turn = 0
    lasting = 2.0
    before = None
    seen = set()
    while kills < KILLS_IN_EACH:
        turn += 1
        assert turn < 4 * KILLS_IN_EACH
        wanted = 1 - states.index(before) if before else turn % 2
        process = begun(*inputs[wanted], "-o", str(out))
        try:
            process.wait(dice.random() * lasting)
        except subprocess.TimeoutExpired:
            (os.killpg if turn % 2 else os.kill)(process.pid, signal.SIGKILL)
        ended(process, 30)
        was_killed = process.returncode == -signal.SIGKILL
        assert was_killed or process.returncode == 0, f"run {turn}"
        kills += was_killed
        lasting *= 1.1 if was_killed else 0.7
        are_there = {(out / name).exists() for name in ("dataset.nq", "inferred.nt", "store")}
        assert len(are_there) == 1, f"after run {turn}"
        found = state(out) if are_there == {True} else None
        assert found == states[wanted] or (was_killed and found == before), f"after run {turn}"
        before = found
        seen.add(found)
    return seen


@needs_sigkill
def test_workers_end_with_the_build_that_started_them(data: Path, tmp_path: Path) -> None:
    many = tmp_path / "many.nt"
    with many.open("w", encoding="utf-8") as lines:
        lines.writelines(f"{OLD[:-7]} <http://example.org/{number}> .\n" for number in range(200_000))
    process = begun("--data", str(data), str(many), "-o", str(tmp_path / "out"))
    until = time.monotonic() + 60
    while not any(file.stat().st_size for file in tmp_path.glob("out/.builds/*/scratch/spool-*")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    process.kill()
    ended(process, 20)
    assert not (tmp_path / "out/dataset.nq").exists()
    assert built(data, tmp_path / "out")


def test_workers_that_are_done_at_once_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """Two of three are done while nobody listens, and one task is left: there is nothing for the other."""
    script = tmp_path / "script.py"
    script.write_text(
        "import time\nfrom migkg import workers\nfrom migkg.reading import Limits\n"
        "def work(task, number):\n    return {}\n"
        "if __name__ == '__main__':\n"
        "    for number, answer in workers.run([{}] * 5, work, 3, Limits()):\n"
        "        print(number, answer)\n        time.sleep(0.5)\n",
        encoding="utf-8",
    )
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=20, check=True)
    assert sorted(run.stdout.splitlines()) == [f"{number} {{}}" for number in range(5)]


def test_files_of_an_older_build_are_taken_over_at_once(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "dataset.nq").write_text("old", encoding="utf-8")
    (out / "inferred.nt").write_text("old", encoding="utf-8")
    (out / "other.txt").write_text("kept", encoding="utf-8")
    built(data, out)
    assert state(out)[2:] == (2, 3)
    assert (out / "other.txt").read_text(encoding="utf-8") == "kept"


def test_a_failure_leaves_what_was_there(data: Path, tmp_path: Path) -> None:
    out = built(data, tmp_path / "out")
    before = state(out)

    def half() -> None:
        with replacing(out, ("dataset.nq",)) as new:
            (new / "dataset.nq").write_text("half", encoding="utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half()
    assert state(out) == before
    assert len(list((out / ".builds").iterdir())) == 3


def test_a_folder_that_is_not_ours_is_not_replaced(data: Path, tmp_path: Path) -> None:
    (tmp_path / "out/store").mkdir(parents=True)
    (tmp_path / "out/store/mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="Move it away"):
        built(data, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out/store").iterdir()] == ["mine.txt"]


def test_two_builds_do_not_write_at_once(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fcntl")
    out = tmp_path / "out"
    holder = (
        "import sys\nfrom pathlib import Path\nfrom migkg.versions import replacing\n"
        "with replacing(Path(sys.argv[1]), ()):\n    print('held', flush=True); sys.stdin.read()"
    )
    monkeypatch.setattr("migkg.versions._PATIENCE", 0.2)
    process = subprocess.Popen(
        [sys.executable, "-c", holder, str(out)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(OutputError, match="another process"):
            built(data, out)
    assert state(built(data, out))[2:] == (2, 3)


# --- stores that are none ------------------------------------------------------------------------------


def test_a_damaged_store_is_refused(data: Path, tmp_path: Path) -> None:
    out = built(data, tmp_path / "out")
    copy = tmp_path / "copy"
    shutil.copytree(out / "store", copy / "store")
    assert counted(copy) == "2"
    for file in (copy / "store/asserted").glob("*.sst"):
        file.write_bytes(b"nothing")
    for damage in ("MANIFEST*", "CURRENT"):
        with pytest.raises(ProjectError, match="Run migkg build again"):
            counted(copy)
        for file in (copy / "store/asserted").glob(damage):
            file.unlink()
    with pytest.raises(ProjectError, match="Run migkg build again"):
        counted(copy)


def test_a_folder_with_neither_manifest_nor_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="manifest"):
        KnowledgeGraph.open(tmp_path)


@pytest.mark.parametrize("command", ["validate", "build", "fmt"])
def test_a_store_has_no_files_to_work_on(
    command: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = built(data, tmp_path / "out")
    assert main([command, "--data", str(out)]) == 2
    assert "has no files" in capsys.readouterr().err
