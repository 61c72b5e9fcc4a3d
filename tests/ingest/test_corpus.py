"""Many documents: the same files whoever does the work, nothing twice, one bad file no end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from material import paper

from migkg.errors import EndpointError, UnreadableError, UsageError
from migkg.ingest.corpus import Job, ingest
from migkg.ingest.decisions import Reviewer, dossier_of
from migkg.ingest.desk import Desk
from migkg.ingest.documents import files_in
from migkg.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.ingest.corpus import Work
    from migkg.ingest.pipeline import Outcome
    from migkg.sources import LocalSource
    from migkg.workers import Task


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    made.mkdir()
    for number in range(6):
        (made / f"{number}.txt").write_text(paper(number), encoding="utf-8")
    return made


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "library") as opened:
        yield opened


def quiet(*_: object) -> None:
    """No progress."""


def run(folder: Path, job: Job) -> tuple[Outcome, ...]:
    return ingest(files_in([folder])[0], job, quiet)


def files(desk: Desk) -> dict[str, bytes]:
    found = (desk.folder / "suggested").iterdir()
    return {path.name: path.read_bytes() for path in found}


def test_one_process_and_two_leave_the_same(folder: Path, tmp_path: Path) -> None:
    one, two = Desk(tmp_path / "one"), Desk(tmp_path / "two")
    outcomes = run(folder, Job(one))
    assert [outcome.document for outcome in outcomes] == [f"gb{600 + number}-pol-3" for number in range(6)]
    assert all(outcome.passages >= 4 and outcome.references >= 4 for outcome in outcomes)
    assert run(folder, Job(two, jobs=2)) == outcomes
    assert files(one) == files(two)
    assert len(files(one)) >= 6


def test_no_word_of_a_text_is_kept_but_in_the_library(folder: Path, tmp_path: Path, library: Library) -> None:
    desk = Desk(tmp_path / "desk")
    run(folder, Job(desk, library=library))
    assert library.search("ladders baskets harvest")
    for content in files(desk).values():
        assert b"harvest calendars" not in content
        assert b"nobody fell" not in content


def test_what_is_done_is_not_done_again(
    folder: Path, tmp_path: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Job(Desk(tmp_path / "desk"), library=library)
    first = run(folder, job)
    (folder / "3.txt").write_text(paper(3).replace("nobody fell", "somebody fell"), encoding="utf-8")
    done: list[str] = []
    opened: list[Path] = []

    def here(tasks: Sequence[Task], work: Work, *_: object) -> Iterator[tuple[int, Task]]:
        for number, task in enumerate(tasks):
            answer = work(task)
            if "documents" in answer:
                done.append(task["path"])
            yield number, answer

    def read_bytes(path: Path) -> bytes:
        if path.parent == folder:
            opened.append(path)
        return path.open("rb").read()

    monkeypatch.setattr("migkg.workers.run", here)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    second = run(folder, job)
    assert done == [str(folder / "3.txt")]
    assert sorted(opened) == sorted(folder.iterdir())
    assert second[3].changes.endswith("1 changed")
    assert [one for number, one in enumerate(second) if number != 3] == [
        one for number, one in enumerate(first) if number != 3
    ]


DEADLY = """
import json, os, signal, sys
from pathlib import Path
from migkg.ingest.corpus import Job, Work, ingest
from migkg.ingest.desk import Desk
from migkg.ingest.documents import files_in

class Deadly(Work):
    def __call__(self, task, number=0):
        if task["path"].endswith("kill.txt"):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(task, number)

import migkg.ingest.corpus
migkg.ingest.corpus.Work = Deadly
papers, desk = map(Path, sys.argv[1:])
outcomes = ingest(files_in([papers])[0], Job(Desk(desk), jobs=2), lambda *_: None)
print(json.dumps({Path(outcome.path).name: outcome.problem for outcome in outcomes}))
"""
"""A run in a process of its own: only one without threads can copy itself, with what was put into it."""


def test_a_bad_file_costs_itself(folder: Path, tmp_path: Path) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing that follows is one")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "kill.txt").write_text("kill me", encoding="utf-8")
    command = [sys.executable, "-c", DEADLY, str(folder), str(tmp_path / "desk")]
    answer = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    outcomes = json.loads(answer.stdout)
    problems = {name: problem for name, problem in outcomes.items() if problem}
    assert sorted(problems) == ["bad.pdf", "empty.txt", "kill.txt"]
    assert all(name in problem for name, problem in problems.items())
    assert "ended from outside" in problems["kill.txt"]
    assert len(outcomes) == 9


def test_which_of_two_files_is_kept_depends_on_their_names(folder: Path, tmp_path: Path) -> None:
    (folder / "9-copy.txt").write_text(paper(1).replace("\n\n", "\n\n\n"), encoding="utf-8")
    other = paper(4).replace("GB.604", "GB.602").replace("604th", "602nd")
    other = other.replace("rchard", "arbour").replace("adder", "anchor").replace("picker", "sailor")
    (folder / "9-other.txt").write_text(other, encoding="utf-8")
    desks = [Desk(tmp_path / "one"), Desk(tmp_path / "two")]
    for desk, order in zip(desks, (1, 2), strict=True):
        outcomes = run(folder, Job(desk, jobs=order))
        assert outcomes[6].notices[-1] == f"the same document as {folder / '1.txt'}, which is kept"
        assert "goes by the same name" in outcomes[7].problem
    assert files(desks[0]) == files(desks[1])


def test_a_file_takes_the_place_of_one_that_is_another_document_now(
    folder: Path, tmp_path: Path, library: Library
) -> None:
    copy = folder / "9-copy.txt"
    copy.write_text(paper(1) + "\n5. One line more.\n", encoding="utf-8")
    job = Job(Desk(tmp_path / "desk"), library=library)
    assert run(folder, job)[6].notices[-1].startswith("the same document")
    (folder / "1.txt").write_text(paper(7), encoding="utf-8")
    outcomes = run(folder, job)
    assert [outcome.document for outcome in outcomes[1::5]] == ["gb607-pol-3", "gb601-pol-3"]
    fresh = Job(Desk(tmp_path / "fresh"))
    run(folder, fresh)
    for name, content in files(fresh.desk).items():
        assert files(job.desk)[name] == content, name


def test_decisions_outlive_a_new_run(
    folder: Path, tmp_path: Path, library: Library, source: LocalSource
) -> None:
    desk = Desk(tmp_path / "desk")
    run(folder, Job(desk, library=library))
    document = "gb600-pol-3"
    key = dossier_of(desk, document).open[0].suggestion.key
    Reviewer(desk, source, "A. Reader").decide(document, key, "rejected", "No.")
    (folder / "0.txt").write_text(paper(0) + "\n5. One line more.\n", encoding="utf-8")
    outcome = run(folder, Job(desk, library=library))[0]
    assert (outcome.decided, outcome.gone) == (1, 0)
    dossier = dossier_of(desk, document)
    assert [record.suggestion.key for record in dossier.decided] == [key]
    assert key not in {record.suggestion.key for record in dossier.open}


def test_a_dry_run_writes_nothing(folder: Path, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    scratch = Desk(tmp_path / "scratch")
    assert run(folder, Job(scratch, earlier=desk))
    assert not desk.folder.exists()


def test_files_are_found(folder: Path, tmp_path: Path) -> None:
    (folder / "picture.jpg").write_bytes(b"x")
    (folder / ".hidden.txt").write_bytes(b"x")
    found, passed = files_in([folder, folder / "1.txt"])
    assert [path.name for path in found] == [f"{number}.txt" for number in range(6)]
    assert passed == 1
    with pytest.raises(UnreadableError, match="no such file"):
        files_in([tmp_path / "none"])
    (tmp_path / "bare").mkdir()
    with pytest.raises(UsageError, match="bare: there is no document here"):
        files_in([tmp_path / "bare"])


@pytest.mark.slow
def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(paper(number), encoding="utf-8")
    command = [sys.executable, "-m", "migkg", "ingest", str(folder), "--jobs", "2"]
    command += ["--into", str(tmp_path / "desk"), "--library", str(tmp_path / "library")]
    started = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    laid = tmp_path / "desk" / "suggested"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and (not laid.is_dir() or len(list(laid.iterdir())) < 10):
        time.sleep(0.02)
    os.killpg(started.pid, signal.SIGKILL)
    started.wait(20)
    times = {path: path.stat().st_mtime_ns for path in laid.glob("*.json")}
    assert 0 < len(times) < 40
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert "40 documents read, 0 not" in done.stdout, done.stderr
    assert sum(path.stat().st_mtime_ns == then for path, then in times.items()) >= len(times) - 2
    whole = Desk(tmp_path / "whole")
    run(folder, Job(whole, jobs=2))
    assert files(Desk(tmp_path / "desk")) == files(whole)


@pytest.mark.slow
def test_a_cluster_leaves_the_same(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing that follows is one")
    here, there = Desk(tmp_path / "here"), Desk(tmp_path / "there")
    outcomes = run(folder, Job(here, jobs=2))
    with ExitStack() as cluster:
        address = scheduler(cluster, tmp_path)
        assert run(folder, Job(there, scheduler=address)) == outcomes
    assert files(here) == files(there)


def scheduler(cluster: ExitStack, tmp_path: Path) -> str:
    """A real scheduler with two workers on loopback; gives its address."""
    told = tmp_path / "scheduler.json"
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    start(cluster, [*command, "--no-dashboard", "--no-show", "--scheduler-file", str(told)])
    for number in range(2):
        command = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(told)]
        command += ["--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1", "--name", str(number)]
        start(
            cluster,
            [*command, "--local-directory", str(tmp_path / f"worker{number}"), "--death-timeout", "60"],
        )
    import json

    deadline = time.monotonic() + 60
    while not told.is_file() and time.monotonic() < deadline:
        time.sleep(0.1)
    address: str = json.loads(told.read_text())["address"]
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return address


def start(cluster: ExitStack, command: list[str]) -> None:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cluster.callback(process.wait, 30)
    cluster.callback(process.terminate)


def test_a_scheduler_that_is_not_there_is_told(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    from migkg.ingest import cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "_PATIENCE", 1)
        with pytest.raises(EndpointError, match="no Dask scheduler"):
            run(folder, replace(Job(Desk(tmp_path / "desk")), scheduler="tcp://127.0.0.1:9"))
