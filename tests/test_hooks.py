"""The pre-commit hooks, run by pre-commit itself in a repository of somebody else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from migkg.terms import RDF_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = Path(__file__).parent.parent / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}
INSTALLED_FROM = (
    *(".pre-commit-hooks.yaml", "LICENSE", "LICENSE-DATA", "README.md", "hatch_build.py", "pyproject.toml"),
    *("data", "docs", "ontology", "queries", "shapes", "src"),
)
SHAPES = """\
@prefix ex: <http://example.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .

ex:BookShape
    a sh:NodeShape ;
    sh:property ex:BookShape-title ;
    sh:targetClass ex:Book ;
.

ex:BookShape-title
    a sh:PropertyShape ;
    sh:message "Give the book a title." ;
    sh:minCount 1 ;
    sh:path ex:title ;
.
"""
GOOD = """\
@prefix ex: <http://example.org/> .

ex:b1
    a ex:Book ;
    ex:title "One" ;
.
"""
UNTITLED = GOOD.replace('    ex:title "One" ;\n', "").replace("b1", "b3")
UNTIDY = '<http://example.org/b2> <http://example.org/title> "Two" ; a <http://example.org/Book> .\n'


def test_pre_commit_accepts_the_manifest() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("hook", "suffixes"),
    [("migkg-validate", RDF_SUFFIXES), ("migkg-fmt", (".ttl",)), ("migkg-fmt-check", (".ttl",))],
)
def test_each_hook_sees_the_files_that_its_command_takes(hook: str, suffixes: tuple[str, ...]) -> None:
    names = ["a.txt", "ttl", "a.ttl.md", "a.json", *(f"folder/a b{suffix}" for suffix in RDF_SUFFIXES)]
    seen = [name for name in names if re.search(HOOKS[hook]["files"], name)]
    assert seen == [f"folder/a b{suffix}" for suffix in suffixes]


def test_no_hook_goes_untested() -> None:
    assert set(HOOKS) == {"migkg-validate", "migkg-fmt", "migkg-fmt-check"}
    assert all(hook["language"] == "python" and hook["require_serial"] for hook in HOOKS.values())


# --- for real -------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A. Reader", "-c", "user.email=reader@example.org")
    done = subprocess.run(
        ["git", *identity, *arguments],  # noqa: S607 -- the git that is there
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def environment() -> dict[str, str]:
    """Ours, without what a surrounding git command may have set (when the tests run in a hook)."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


@dataclass(frozen=True)
class Source:
    """A repository that carries the hooks, its commit, and where pre-commit keeps what it installed."""

    folder: Path
    commit: str
    home: Path


@pytest.fixture(scope="session")
def source(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """The checkout as it stands, committed in a repository of its own: pre-commit clones commits only."""
    folder = tmp_path_factory.mktemp("source") / "migkg"
    folder.mkdir()
    for name in INSTALLED_FROM:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(root / name, folder / name)
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "hooks")
    return Source(folder, git(folder, "rev-parse", "HEAD"), tmp_path_factory.mktemp("pre-commit"))


@dataclass(frozen=True)
class Theirs:
    """A repository of somebody else, with a configuration that names one of the hooks."""

    folder: Path
    source: Source

    def run(self, hook: str, files: Mapping[str, str], *args: str) -> tuple[int, str]:
        """Put files into the repository and run one hook on all of them: exit status and output."""
        entry = {"id": hook, "args": list(args)} if args else {"id": hook}
        repository = {"repo": str(self.source.folder), "rev": self.source.commit, "hooks": [entry]}
        config = yaml.safe_dump({"repos": [repository]})
        for name, text in {**files, ".pre-commit-config.yaml": config}.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text, encoding="utf-8")
        git(self.folder, "add", "--all")
        done = subprocess.run(
            [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never", "--verbose"],
            cwd=self.folder,
            env={**environment(), "PRE_COMMIT_HOME": str(self.source.home)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout


@pytest.fixture
def theirs(tmp_path: Path, source: Source) -> Theirs:
    git(tmp_path, "init", "--quiet")
    return Theirs(tmp_path, source)


@pytest.mark.slow
def test_good_files_pass(theirs: Theirs) -> None:
    status, said = theirs.run(
        "migkg-validate",
        {"data/good.ttl": GOOD, "data/with blanks.ttl": GOOD.replace("b1", "b3"), "shapes.ttl": SHAPES},
        "--shapes=shapes.ttl",
    )
    assert status == 0, said
    assert "Passed" in said


@pytest.mark.slow
def test_a_bad_file_fails_and_is_named(theirs: Theirs) -> None:
    status, said = theirs.run(
        "migkg-validate",
        {"data/good.ttl": GOOD, "data/with blanks.ttl": UNTITLED, "shapes.ttl": SHAPES},
        "--shapes=shapes.ttl",
    )
    assert status == 1, said
    assert "Failed" in said
    assert "data/with blanks.ttl" in said
    assert "Give the book a title." in said
    assert "data/good.ttl\n" not in said


@pytest.mark.slow
def test_a_file_that_does_not_parse_fails_with_its_line(theirs: Theirs) -> None:
    status, said = theirs.run("migkg-validate", {"broken.trig": "<http://example.org/g> {\n  <a> <b>\n}\n"})
    assert status == 1, said
    assert "Failed" in said
    assert re.search(r"broken\.trig\s+3:", said), said


@pytest.mark.slow
def test_an_untidy_file_is_refused_and_left_alone(theirs: Theirs) -> None:
    status, said = theirs.run("migkg-fmt-check", {"untidy.ttl": UNTIDY, "good.ttl": GOOD, "a.nt": UNTIDY})
    assert status == 1, said
    assert "untidy.ttl: not in canonical form" in said
    assert "good.ttl:" not in said
    assert (theirs.folder / "untidy.ttl").read_text(encoding="utf-8") == UNTIDY


@pytest.mark.slow
def test_an_untidy_file_is_rewritten_once(theirs: Theirs) -> None:
    files = {"untidy.ttl": UNTIDY, "good.ttl": GOOD}
    status, said = theirs.run("migkg-fmt", files)
    assert status == 1, said
    assert "files were modified by this hook" in said
    assert (theirs.folder / "good.ttl").read_text(encoding="utf-8") == GOOD
    tidy = (theirs.folder / "untidy.ttl").read_text(encoding="utf-8")
    assert tidy != UNTIDY
    again, said = theirs.run("migkg-fmt", {"untidy.ttl": tidy})
    assert again == 0, said
