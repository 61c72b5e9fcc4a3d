"""Damaged documents go through the whole of ingest and break nothing; what does break something is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from migkg.ingest.desk import Desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def fuzz(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    sys.path.insert(0, str(root / "benchmarks"))
    import fuzz_ingest

    fuzz_ingest.warm(Desk(tmp_path_factory.mktemp("desk")))
    yield fuzz_ingest
    sys.path.remove(str(root / "benchmarks"))


def test_a_short_run_finds_nothing_and_writes_the_same_in_any_process(root: Path) -> None:
    def run(seed_of_hashes: str) -> str:
        done = subprocess.run(
            [sys.executable, root / "benchmarks" / "fuzz_ingest.py", "--inputs", "250", "--seed", "5"],
            env={**os.environ, "PYTHONHASHSEED": seed_of_hashes},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert "250 inputs" in done.stderr
        (digest,) = re.findall(r"digest (\w{16})$", done.stderr, re.MULTILINE)
        return str(digest)

    assert run("1") == run("2")


def test_inputs_are_of_all_formats_and_come_again(fuzz: Any) -> None:
    inputs = [fuzz.made(5, number) for number in range(300)]
    assert {kind for kind, _ in inputs} == set(fuzz.NAMES)
    assert inputs == [fuzz.made(5, number) for number in range(300)]
    assert fuzz.made(6, 0) != inputs[0]


@pytest.mark.parametrize(
    ("module", "name"), [("fuzz_ingest", "read_content"), ("fuzz_promises", "ingest_reading")]
)
def test_a_fault_of_a_stage_is_a_finding(
    fuzz: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("orchard")

    monkeypatch.setattr(sys.modules[module], name, broken)
    found, count, _ = fuzz.tried(5, 0, ("text",), Desk(tmp_path))
    assert re.match(r"text: KeyError \(test_fuzz.py:\d+ < .*\) 'orchard'", found)
    assert count["read"] == 0


def test_a_broken_promise_is_a_finding(fuzz: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    promises = sys.modules["fuzz_promises"]
    ingest = promises.ingest_reading
    monkeypatch.setattr(promises, "ingest_reading", lambda *given: 2 * ingest(*given))
    found, _, _ = fuzz.tried(5, 0, ("text",), Desk(tmp_path))
    assert found.endswith("two texts have one name")


def test_what_takes_too_long_is_a_finding(fuzz: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: object) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzz, "read_content", endless)
    found, _, _ = fuzz.tried(5, 0, ("text",), Desk(tmp_path))
    assert re.match(r"text: TooLongError \(.*< test_fuzz.py:", found)
