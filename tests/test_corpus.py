"""Many files of any origin: in bounded memory, whoever dies; the same for any order and number of workers."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox
import pytest

from migkg import corpus
from migkg.build import stored
from migkg.cli import main
from migkg.corpus import Budget, gather, inputs_of
from migkg.findings import LIMIT, SYNTAX
from migkg.lines import merge
from migkg.reading import Limits, read_all
from migkg.validate import validate_with

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.corpus import Failure
    from migkg.findings import Report

MEBIBYTE: Final = 2**20
ON_LINUX: Final = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
NEEDS_SIGKILL: Final = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")

GOOD: Final = {
    "a.ttl": '[] <http://x/p> [ <http://x/q> 007 ] , _:b , "é"@fr .',
    "b.trig": "<http://x/g> { _:b <http://x/p> 1 } _:b <http://x/p> 2 .",
    "c.nt": '_:b <http://x/p> "c" .\n',
    "d.nq": "_:b <http://x/p> _:g _:g .\n_:b <http://x/p> <http://x/o> <http://x/g> .\n",
    "e.jsonld": '{"@id": "http://x/s", "http://x/p": {"http://x/q": 1}}',
    "f.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="http://x/">'
    '<rdf:Description><x:p rdf:parseType="Resource"><x:q>1</x:q></x:p></rdf:Description></rdf:RDF>',
    "deeper/a.ttl": "<http://x/s> <http://x/p> true .",
    "deeper/empty.nq": "",
}
BAD: Final[dict[str, str | bytes]] = {
    "bad/syntax.ttl": "<http://x/s> <http://x/p> .\n",
    "bad/half.nq": "<http://x/s> <http://x/p> <http://x/o> .\n<http://x/s> <http://x/p>",
    "bad/graph.trig": "<http://x/g> { <http://x/s> <http://x/p> 1 ",
    "bad/bytes.ttl": b"\xff\xfe<\x00",
    "bad/newer.nt": "<http://x/s> <http://x/p> <<( <http://x/a> <http://x/b> <http://x/c> )>> .\n",
    "bad/deep.jsonld": "[" * 100_000 + "]" * 100_000,
}


def silent(what: str, done: int, total: int) -> None:
    """Progress for nobody."""


def written(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return written(tmp_path / "files", {**GOOD, **BAD})


def gathered(
    paths: Iterable[Path], scratch: Path, budget: Budget | None = None
) -> tuple[bytes, list[Failure]]:
    """The lines that a corpus comes to, and what could not be read."""
    scratch.mkdir()
    pieces, failures = gather(inputs_of(paths), scratch, budget or Budget(), silent)
    merge(pieces, scratch / "all.nq")
    return (scratch / "all.nq").read_bytes(), failures


# --- good files and bad ones ---------------------------------------------------------------------------


def test_bad_files_cost_nothing_but_themselves(files: Path, tmp_path: Path) -> None:
    lines, failures = gathered([files], tmp_path / "all", Budget(jobs=2))
    alone = written(tmp_path / "good", dict(GOOD))
    assert lines.count(b"\n") == 14
    assert sorted(failure.path.relative_to(files).as_posix() for failure in failures) == sorted(BAD)
    told = {failure.path.name: str(failure) for failure in failures}
    assert told["syntax.ttl"].startswith(f"{files}/bad/syntax.ttl:1:27: ")
    assert told["half.nq"].startswith(f"{files}/bad/half.nq:2:")
    assert "UTF-8" in told["bytes.ttl"]
    assert "nested" in told["deep.jsonld"]
    assert b"/bad/" not in lines
    without, none = gathered([alone], tmp_path / "alone", Budget(jobs=2))
    assert (without.replace(str(alone).encode(), str(files).encode()), none) == (lines, [])


def test_any_order_and_any_number_of_processes_come_to_the_same(files: Path, tmp_path: Path) -> None:
    paths = [path for path in files.rglob("*") if path.is_file()]
    outcomes = []
    for seed, jobs in enumerate((1, 2, 3)):
        random.Random(seed).shuffle(paths)
        lines, failures = gathered(paths, tmp_path / f"scratch-{seed}", Budget(jobs=jobs))
        outcomes.append((lines, sorted(map(str, failures))))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    folder = gathered([files], tmp_path / "folder")
    assert (folder[0], sorted(map(str, folder[1]))) == outcomes[0]


# --- long files are never held whole -------------------------------------------------------------------


@pytest.fixture
def long_files() -> dict[str, str]:
    filling = "x" * 1000
    turtle = "".join(f'[] <http://x/p> "{number} {filling}" , _:b .\n' for number in range(10_000))
    lines = "".join(f'_:b{number} <http://x/p> "{number} {filling}" .\n' for number in range(10_000))
    return {"long.ttl": turtle, "long.nt": lines}


def test_a_long_file_says_what_it_would_say_if_it_were_held_whole(
    tmp_path: Path, long_files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "files", dict(long_files))
    assert all(path.stat().st_size > 10_000_000 for path in folder.iterdir())
    streamed, _ = gathered([folder], tmp_path / "streamed", Budget(jobs=2))
    monkeypatch.setattr(corpus, "_LONG", 10**9)
    monkeypatch.setattr(corpus, "_PART", 10**9)
    whole, _ = gathered([folder], tmp_path / "whole", Budget(jobs=2))
    assert streamed == whole
    assert streamed.count(b"\n") == 30_000


def test_a_long_file_that_is_broken_at_its_end_leaves_nothing(
    tmp_path: Path, long_files: dict[str, str]
) -> None:
    folder = written(tmp_path / "files", {name: f"{text}<http://x" for name, text in long_files.items()})
    written(folder, {"a.ttl": "<http://x/s> <http://x/p> 1 ."})
    lines, failures = gathered([folder], tmp_path / "scratch", Budget(jobs=1))
    assert [(failure.path.name, failure.problems[0].line) for failure in failures] == [
        ("long.nt", 10_001),
        ("long.ttl", 10_001),
    ]
    assert lines.count(b"\n") == 1


def test_a_long_file_that_is_broken_amid_its_parts_leaves_nothing(
    tmp_path: Path, long_files: dict[str, str]
) -> None:
    lines = long_files["long.nt"].splitlines(keepends=True)
    lines[5_000] = lines[8_000] = "<http://x/s> <http://x/p> .\n"
    folder = written(tmp_path / "files", {"long.nt": "".join(lines), "a.nt": lines[0], "b.nt": lines[1]})
    found, failures = gathered([folder], tmp_path / "scratch", Budget(jobs=2))
    assert [[problem.line for problem in failure.problems] for failure in failures] == [[5_001, 8_001]]
    assert found.count(b"\n") == 2


def test_blank_nodes_stay_whole_in_a_store_of_many_pieces(tmp_path: Path, long_files: dict[str, str]) -> None:
    short = "_:a <http://x/p> _:a ."
    folder = written(tmp_path / "files", {"long.ttl": long_files["long.ttl"], "short.ttl": short})
    (tmp_path / "scratch").mkdir()
    budget = Budget(jobs=2, memory=48 * MEBIBYTE)
    pieces, _ = gather(inputs_of([folder]), tmp_path / "scratch", budget, silent)
    assert len(pieces) > 4
    merge(pieces, tmp_path / "all.nq")
    store = stored(pieces, tmp_path / "store", budget.jobs)
    assert {f"{quad} ." for quad in store} == set((tmp_path / "all.nq").read_text().splitlines())


def test_blank_nodes_of_long_files_stay_apart_and_whole_without_spaces_too(tmp_path: Path) -> None:
    lines = "".join(f"<http://x/{number}><http://x/p>_:b .\n" for number in range(150_000))
    assert len(lines) > 4_000_000
    folder = written(tmp_path / "files", {"a.nt": lines, "b.nt": f"{lines}\n"})
    found, failures = gathered([folder], tmp_path / "scratch", Budget(jobs=2))
    assert failures == []
    assert len({line.split()[2] for line in found.splitlines()}) == 2


# --- memory --------------------------------------------------------------------------------------------


def tree(process: int) -> list[int]:
    """A process and all that it has started."""
    found = [process]
    for listing in Path(f"/proc/{process}/task").glob("*/children"):
        for child in listing.read_text().split():
            found += tree(int(child))
    return found


def taken(process: int) -> int:
    """The memory of a process and those below it, in bytes; what copies share is counted once."""
    total = 0
    for each in tree(process):
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def peak_of(*arguments: str) -> tuple[int, int, str]:
    """The most memory that a run of Python takes, its exit status, and what it says."""
    peak = 0
    with subprocess.Popen(
        [sys.executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        until = time.monotonic() + 300
        while process.poll() is None:
            if time.monotonic() > until:
                process.kill()
            with suppress(OSError):
                peak = max(peak, taken(process.pid))
            time.sleep(0.02)
        assert process.stdout is not None
        return peak, process.returncode, process.stdout.read()


BARE: Final = 100 * MEBIBYTE
"""More than three interpreters and their libraries take before there are any data."""


@pytest.mark.slow
@ON_LINUX
def test_a_corpus_beyond_the_bound_of_memory_is_built_within_it(tmp_path: Path) -> None:
    bound = 64 * MEBIBYTE
    dice = random.Random(1)
    written(tmp_path, {"data.ttl": "<http://x/s> <http://x/p> _:b ."})
    (tmp_path / "files").mkdir()
    for number in range(9):
        with (tmp_path / f"files/{number}.nq").open("w", encoding="utf-8") as out:
            for line in range(20_000):
                text = dice.randbytes(500).hex()
                out.write(f'_:b{line % 10} <http://x/{number}/{line}> "{text}" <http://x/g> .\n')
    assert sum(path.stat().st_size for path in (tmp_path / "files").iterdir()) > bound + BARE
    command = ["-m", "migkg", "build", str(tmp_path / "files"), "--data", str(tmp_path / "data.ttl")]
    out_folder = tmp_path / "out"
    peak, status, said = peak_of(
        *command, "-o", str(out_folder), "--jobs", "2", "--max-memory", str(bound // MEBIBYTE)
    )
    assert status == 0, said
    assert peak < bound + BARE
    store = ox.Store.read_only(str(out_folder / "store/asserted"))
    assert len(store) == 180_001
    blank = {quad.subject for quad in store if isinstance(quad.subject, ox.BlankNode)}
    assert len(blank) == 90, "blank nodes were torn apart"


# --- workers that die ----------------------------------------------------------------------------------


def reader_of(path: Path) -> int:
    """The process below this one that has a file open."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        for child in multiprocessing.active_children():
            with suppress(OSError):
                if any(link.resolve() == path for link in Path(f"/proc/{child.pid}/fd").iterdir()):
                    return int(child.pid or 0)
        time.sleep(0.005)
    raise AssertionError(f"nobody reads {path}")


@ON_LINUX
def test_a_worker_that_is_killed_costs_the_file_that_it_reads(
    tmp_path: Path, long_files: dict[str, str]
) -> None:
    folder = written(tmp_path / "files", {**GOOD, "a-long.ttl": long_files["long.ttl"] * 8})
    killed: list[int] = []

    def kill_once(what: str, done: int, _: int) -> None:
        if (what, done) == ("reading", 1) and not killed:
            killed.append(reader_of(folder / "a-long.ttl"))
            os.kill(killed[0], signal.SIGKILL)

    paths = [folder / "a-long.ttl", *(folder / name for name in GOOD)]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    pieces, failures = gather(inputs_of(paths), scratch, Budget(jobs=2), kill_once)
    merge(pieces, scratch / "all.nq")
    assert killed
    assert [failure.path.name for failure in failures] == ["a-long.ttl"]
    assert "ended from outside" in str(failures[0])
    assert "--jobs" in str(failures[0])
    assert multiprocessing.active_children() == []
    without, _ = gathered(paths[1:], tmp_path / "without", Budget(jobs=2))
    assert (scratch / "all.nq").read_bytes() == without


SLOW: Final = "<http://x/s> <http://x/p> <http://x/o> .\n" * 200_000 + "<http://x/s>"


@NEEDS_SIGKILL
def test_a_reader_that_is_killed_costs_the_file_that_it_reads(tmp_path: Path) -> None:
    one = "<http://x/s> <http://x/p> 1 ."
    folder = written(tmp_path, {"a.ttl": one, "b.ttl": SLOW, "c.ttl": one})

    def kill(path: Path) -> None:
        if path.name == "b.ttl":
            (child,) = multiprocessing.active_children()
            child.kill()

    first, killed, last = read_all(sorted(folder.iterdir()), Limits(), kill)
    assert first.is_read
    assert last.is_read
    assert killed.over_limit
    assert "ended from outside" in killed.problems[0].message


# --- validation of a corpus ----------------------------------------------------------------------------

SHAPES: Final = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix x: <http://x/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:name a sh:PropertyShape ; sh:path x:name ; sh:minCount 1 ; sh:message "Name it." .
x:Person a sh:NodeShape ; sh:targetClass x:Person ; sh:property x:name , x:knows ; sh:sparql x:older .
x:knows a sh:PropertyShape ; sh:path x:knows ; sh:class x:Person ; sh:nodeKind sh:IRI .
x:older a sh:SPARQLConstraint ; sh:message "Who is {?value} years old has a name." ;
  sh:select "SELECT $this ?value { $this x:age ?value FILTER NOT EXISTS { $this x:name ?n } }" ;
  sh:prefixes [ sh:declare [ sh:prefix "x" ; sh:namespace "http://x/" ] ] .
x:aged a sh:NodeShape ; sh:targetSubjectsOf x:age ; sh:property [
  sh:path x:age ; sh:datatype xsd:integer ; sh:maxCount 1 ] .
"""


def people(number: int) -> dict[str, str | bytes]:
    """Files in several formats that the shapes find fault with, and that point at each other."""
    one, other = f"<http://x/{number}>", f"<http://x/{number + 1}>"
    return {
        f"{number}.ttl": f"{one} a <http://x/Person> ; <http://x/age> 0{number} ; <http://x/knows> {other} .",
        f"{number}.nq": f'{one} <http://x/name> "{number}" <http://x/g{number}> .\n' * (number % 2)
        + f'{one} <http://x/born> "2019-02-30"^^<http://www.w3.org/2001/XMLSchema#date> <http://x/g> .\n',
        f"{number}.trig": f'<http://x/g> {{ [] a <http://x/Person> ; <http://x/age> "{number}" , 1 . }}',
        f"twins/{number}.ttl": f"{one} <http://x/age> 00{number} .",
    }


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    folder = written(tmp_path / "crowd", dict(BAD))
    for number in range(12):
        written(folder, people(number))
    written(tmp_path, {"shapes.ttl": SHAPES})
    return folder


def report_of(tmp_path: Path, paths: Iterable[Path], jobs: int, form: str, *options: str) -> tuple[int, str]:
    out = tmp_path / f"report.{form}"
    arguments = ["--shapes", str(tmp_path / "shapes.ttl"), "--jobs", str(jobs), "-o", str(out), *options]
    status = main(["validate", *map(str, paths), *arguments])
    return status, out.read_text(encoding="utf-8")


def shapes_of(report: Report) -> set[str]:
    return {finding.shape for finding in report.findings}


@pytest.mark.parametrize("form", ["json", "txt", "sarif"])
def test_findings_are_the_same_for_any_number_of_processes_and_any_order(
    crowd: Path, tmp_path: Path, form: str
) -> None:
    paths = [path for path in crowd.rglob("*") if path.is_file()]
    reports = [report_of(tmp_path, [crowd], 1, form)]
    for seed, jobs in enumerate((1, 2, 3)):
        random.Random(seed).shuffle(paths)
        reports.append(report_of(tmp_path, paths, jobs, form))
    assert reports[0] == reports[1] == reports[2] == reports[3]
    assert reports[0][0] == 2
    if form == "json":
        found = json.loads(reports[0][1])["findings"]
        assert {Path(finding["file"]).suffix for finding in found} >= {".ttl", ".nq", ".trig", ".jsonld"}
        assert {"http://x/knows", "http://x/name", "http://x/Person", SYNTAX} <= {
            finding["rule"] for finding in found
        }


@pytest.mark.slow
def test_the_own_rules_find_the_same_for_any_number_of_processes(crowd: Path, tmp_path: Path) -> None:
    reports = []
    for jobs in (1, 2):
        out = tmp_path / "report.json"
        assert main(["validate", str(crowd), "--jobs", str(jobs), "-o", str(out)]) == 2
        reports.append(out.read_text(encoding="utf-8"))
    assert reports[0] == reports[1]
    assert len(json.loads(reports[0])["findings"]) > 60


def test_what_there_is_no_room_for_is_told_and_the_rest_is_judged(crowd: Path, tmp_path: Path) -> None:
    full = validate_with([tmp_path / "shapes.ttl"], [crowd])
    bound = Limits(room=200_000)
    reports = [validate_with([tmp_path / "shapes.ttl"], [crowd], limits=bound, jobs=jobs) for jobs in (1, 2)]
    assert shapes_of(reports[0]) == shapes_of(full) | {LIMIT}
    told = [finding for finding in reports[0].findings if finding.shape == LIMIT]
    assert 5 < len(told) < 40
    assert "--max-memory" in told[0].remedy
    assert reports[0].to_text() == reports[1].to_text()
    assert reports[0].is_unreadable


@pytest.mark.slow
@ON_LINUX
def test_a_corpus_beyond_the_bound_of_memory_is_judged_within_it(tmp_path: Path) -> None:
    written(tmp_path, {"shapes.ttl": SHAPES})
    for number in range(20):
        lines = "".join(f"<http://x/{number}/{i}> <http://x/said> {i} , 0{i} .\n" for i in range(4000))
        written(tmp_path / "files", {f"{number:02}.ttl": lines, **people(number)})
    bound = 192 * MEBIBYTE
    command = ["-m", "migkg", "validate", str(tmp_path / "files"), "--shapes", str(tmp_path / "shapes.ttl")]
    out = tmp_path / "report.json"
    free, status, said = peak_of(*command, "-o", str(out))
    assert status == 1, said
    assert free > 1.2 * bound
    peak, status, said = peak_of(*command, "-o", str(out), "--max-memory", str(bound // MEBIBYTE))
    assert status == 2, said
    assert peak < bound
    told = [finding for finding in json.loads(out.read_text())["findings"] if finding["rule"] == LIMIT]
    assert 0 < len(told) < 18
