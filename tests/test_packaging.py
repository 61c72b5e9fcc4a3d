"""What travels: the wheel works without a checkout, and the source archive is whole."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ASSETS = ("data", "ontology", "queries", "shapes")
BUILD = "import sys, hatchling.build as b; print(getattr(b, 'build_' + sys.argv[1])(sys.argv[2]))"


def build(root: Path, kind: str, folder: Path) -> Path:
    """Build with the back end itself: no network, no environment of its own."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, kind, str(folder)],
        cwd=root,
        env={**os.environ, "MIGKG_FRONTEND": "skip"},  # tests/test_frontend.py looks at the scripts
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(root, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def contents(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files(root: Path, folder: str, *, suffixes: tuple[str, ...]) -> set[str]:
    found = {
        path.relative_to(root).as_posix() for path in (root / folder).rglob("*") if path.suffix in suffixes
    }
    return {name for name in found if "__pycache__" not in name}


@pytest.mark.parametrize("folder", ASSETS)
def test_wheel_carries_every_asset(root: Path, contents: set[str], folder: str) -> None:
    expected = files(root, folder, suffixes=(".ttl", ".rq"))
    assert len(expected) >= 5
    assert {f"migkg/assets/{name}" for name in expected} <= contents


def test_wheel_carries_code_types_and_licences(root: Path, contents: set[str]) -> None:
    code = {name.removeprefix("src/") for name in files(root, "src", suffixes=(".py", ".typed"))}
    assert code <= contents
    assert "migkg/py.typed" in contents
    assert {PurePosixPath(name).name for name in contents if "/licenses/" in name} == {
        "LICENSE",
        "LICENSE-DATA",
    }


def test_wheel_carries_what_the_site_is_made_of(root: Path, contents: set[str]) -> None:
    site = files(root, "src/migkg/web", suffixes=(".html", ".css", ".js", ".svg"))
    expected = {name.removeprefix("src/") for name in site if "/static/dist/" not in name}
    assert len(expected) > 20
    assert expected <= contents
    assert "migkg/assets/docs/sparql.md" in contents, "its worked examples can be opened in the editor"


def test_wheel_carries_nothing_else(contents: set[str]) -> None:
    strange = {
        name
        for name in contents
        if "dist-info" not in name
        and PurePosixPath(name).suffix
        not in (
            ".py",
            ".typed",
            ".ttl",
            ".rq",
            ".tsv",
            ".md",
            ".json",
            ".html",
            ".css",
            ".js",
            ".svg",
            ".parts",
        )
    }
    assert strange == set()


def test_unpacked_wheel_answers_in_an_empty_folder(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    (tmp_path / "empty").mkdir()
    code = (
        "from migkg.project import Project; from migkg.cli import main; p = Project.packaged(); "
        "assert p.root.name == 'assets', p.root; assert p.unlisted() == (); "
        "raise SystemExit(main(['query', 'coverage']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path / "empty",
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site"), "XDG_CACHE_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) >= 24  # a head and 23 objectives
    assert list((tmp_path / "empty").iterdir()) == []
    assert not (tmp_path / "cache").exists()  # the parts of the dataset came with the wheel


def test_source_archive_is_whole_and_builds_the_same_wheel(
    root: Path, contents: set[str], tmp_path: Path
) -> None:
    archive = build(root, "sdist", tmp_path)
    with tarfile.open(archive) as unpacked:
        unpacked.extractall(tmp_path / "sdist", filter="data")
    (top,) = (tmp_path / "sdist").iterdir()
    for name in (
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "LICENSE-DATA",
        "pyproject.toml",
        "tests/conftest.py",
    ):
        assert (top / name).is_file(), name
    with zipfile.ZipFile(build(top, "wheel", tmp_path)) as again:
        assert set(again.namelist()) == contents
