"""The container file: no image is built here, but what it would run is run, in a folder of its own.

The linter and, where there is an engine, the build are in `.ci/hooks.sh`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = re.sub(r"\\\n\s*", "", (ROOT / "Containerfile").read_text(encoding="utf-8"))
INSTRUCTIONS = [
    (match[1], match[2])
    for match in re.finditer(r"^([A-Z]+) +(.+)$", TEXT, re.MULTILINE)
    if match[1] != "ARG"
]
STAGES = [index for index, (name, _) in enumerate(INSTRUCTIONS) if name == "FROM"]
BUILD, FINAL = INSTRUCTIONS[: STAGES[1]], INSTRUCTIONS[STAGES[1] :]
LEFT_OUT = ("__pycache__", "node_modules")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build context: what .dockerignore lets through."""
    first, *rest = [
        line
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    assert first == "*"
    kept = [line.removeprefix("!") for line in rest if line.startswith("!")]
    assert [line for line in rest if not line.startswith("!")] == [f"**/{name}" for name in LEFT_OUT]
    folder = tmp_path_factory.mktemp("context")
    for name in kept:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(*LEFT_OUT))
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder


def test_two_stages_and_the_second_only_copies() -> None:
    assert len(STAGES) == 2
    assert [name for name, _ in BUILD] == ["FROM", "WORKDIR", "COPY", "RUN"]
    assert [name for name, _ in FINAL] == [
        *("FROM", "LABEL", "COPY", "ENV", "WORKDIR", "USER", "ENTRYPOINT", "CMD"),
    ]
    assert BUILD[0][1].removesuffix(" AS build") == FINAL[0][1], (
        "an environment moves only to the same Python"
    )


def test_it_runs_as_nobody_in_particular() -> None:
    user = dict(FINAL)["USER"]
    assert re.fullmatch(r"(\d+):\1", user)
    assert int(user.split(":")[0]) >= 1000


def test_labels_say_what_the_package_says() -> None:
    labels = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', dict(FINAL)["LABEL"]))
    project = PYPROJECT["project"]
    assert labels == {
        "title": project["name"],
        "description": project["description"],
        "licenses": project["license"],
    }


def test_the_context_holds_all_that_the_wheel_is_made_of(context: Path) -> None:
    assert PYPROJECT["project"]["readme"] == "README.md"
    needed = {"pyproject.toml", "README.md", *PYPROJECT["project"]["license-files"], "src"}
    needed |= set(PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"])
    missing = [name for name in needed if not (context / name).exists()]
    assert missing == []
    assert not (context / ".git").exists()
    assert not (context / "tests").exists()


@pytest.mark.slow
def test_what_it_runs_makes_a_migkg_that_works(context: Path, tmp_path: Path) -> None:
    (script,) = [text for name, text in BUILD if name == "RUN"]
    for folder in ("/opt/migkg", "/wheels"):
        assert folder in script
        script = script.replace(folder, str(tmp_path / folder.strip("/").replace("/", "-")))
    python = Path(sys.executable).parent
    done = subprocess.run(
        ["/bin/sh", "-euc", script],
        cwd=context,
        env={**os.environ, "MIGKG_FRONTEND": "skip", "PATH": f"{python}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    (tmp_path / "work").mkdir()
    final = dict(FINAL)
    assert final["ENV"] == "PATH=/opt/migkg/bin:$PATH"
    assert final["ENTRYPOINT"] == '["migkg"]'
    answer = subprocess.run(
        [str(tmp_path / "opt-migkg" / "bin" / "migkg"), "query", "coverage"],
        cwd=tmp_path / "work",
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert len(answer.stdout.splitlines()) >= 24
