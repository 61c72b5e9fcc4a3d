"""The scripts of the pages in the wheel: built where npm is, demanded where asked for, and never needed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

WHEEL = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
HERE = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", HERE / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sources of a wheel, without scripts that somebody has built already."""
    left_out = shutil.ignore_patterns("node_modules", "dist", "__pycache__")
    for name in ("src", "web", "data", "docs", "ontology", "queries", "shapes"):
        shutil.copytree(HERE / name, tmp_path / "copy" / name, ignore=left_out)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-DATA", ".gitignore"):
        shutil.copy(HERE / name, tmp_path / "copy" / name)
    return tmp_path / "copy"


def wheel(folder: Path, target: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WHEEL, str(target)],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def scripts_in(target: Path) -> set[str]:
    (made,) = target.glob("*.whl")
    with zipfile.ZipFile(made) as archive:
        return {Path(name).name for name in archive.namelist() if "/static/dist/" in name}


def test_without_npm_there_is_a_wheel_that_says_what_it_lacks(copy: Path, tmp_path: Path) -> None:
    done = wheel(copy, tmp_path / "out", PATH=str(tmp_path), MIGKG_FRONTEND="auto")
    assert done.returncode == 0, done.stderr
    assert "npm is not installed" in done.stdout + done.stderr
    assert scripts_in(tmp_path / "out") == set()


def test_where_scripts_are_required_their_absence_is_an_error(copy: Path, tmp_path: Path) -> None:
    done = wheel(copy, tmp_path / "out", PATH=str(tmp_path), MIGKG_FRONTEND="required")
    assert done.returncode != 0
    assert "npm is not installed. MIGKG_FRONTEND=required asks for the scripts." in done.stderr
    assert not list((tmp_path / "out").glob("*.whl"))


def test_a_choice_that_there_is_not_is_refused(copy: Path, tmp_path: Path) -> None:
    done = wheel(copy, tmp_path / "out", MIGKG_FRONTEND="yes")
    assert done.returncode != 0
    assert "Set it to one of: auto, required, skip." in done.stderr


def test_scripts_built_from_these_sources_are_taken_as_they_are(
    hook: ModuleType, copy: Path, tmp_path: Path
) -> None:
    dist = copy / hook.DIST
    dist.mkdir(parents=True)
    (dist / "editor.js").write_text("// built before", encoding="utf-8")
    (dist / hook.STAMP).write_text(hook.digest(copy / "web"), encoding="ascii")
    done = wheel(copy, tmp_path / "out", PATH=str(tmp_path), MIGKG_FRONTEND="required")
    assert done.returncode == 0, done.stderr
    assert scripts_in(tmp_path / "out") == {"editor.js", hook.STAMP}
    (copy / "web" / "src" / "editor.ts").write_text("// changed", encoding="utf-8")
    again = wheel(copy, tmp_path / "again", PATH=str(tmp_path), MIGKG_FRONTEND="required")
    assert again.returncode != 0


def test_an_npm_that_fails_is_told_with_what_it_said(hook: ModuleType, copy: Path, tmp_path: Path) -> None:
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text("#!/bin/sh\necho 'no such host' >&2\nexit 1\n", encoding="utf-8")
    npm.chmod(0o755)
    with pytest.raises(hook.NoFrontendError, match=r"npm ci --omit=dev failed: no such host"):
        hook.run(copy / "web", str(npm), *hook.INSTALL)


def test_the_lock_names_no_registry_and_pins_everything() -> None:
    lock = json.loads((HERE / "web" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 20
    for name, entry in packages.items():
        assert "resolved" not in entry, name
        assert entry.get("integrity", "").startswith("sha512-"), name
    wanted = json.loads((HERE / "web" / "package.json").read_text(encoding="utf-8"))
    for versions in (wanted["dependencies"], wanted["devDependencies"]):
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions.values())


def test_built_scripts_are_not_committed() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "src/migkg/web/static/dist", "web/node_modules"],  # noqa: S607 -- git, found on the path
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    )
    assert listed.stdout == ""
