"""Every recipe of docs/ci.md runs as it stands there, on good data and on bad."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from migkg.terms import RDF_SUFFIXES

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ci.md"
TEXT = PAGE.read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)


RECIPES = blocks("sh")
CHECKS = [recipe for recipe in RECIPES if recipe.startswith("migkg validate") and "known.json" not in recipe]
(INSTALL,) = (recipe for recipe in RECIPES if "pip install" in recipe)
(KEEP, COMPARE) = (recipe for recipe in RECIPES if "known.json" in recipe)
(HOOK,) = (recipe for recipe in RECIPES if "HOOK" in recipe)
CONFIGURATIONS = {block.split("\n")[0].removeprefix("# "): yaml.safe_load(block) for block in blocks("yaml")}

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
UNTITLED = GOOD.replace('    ex:title "One" ;\n', "").replace("b1", "b2")


class Theirs:
    """A repository of somebody else with a first commit on main, which is also origin's, and a branch."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.put("data/good.ttl", GOOD)
        self.put("shapes/ours.ttl", SHAPES)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("first")
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        self.git("checkout", "--quiet", "-b", "branch")

    def put(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def run(self, *command: str, **variables: str) -> tuple[int, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**ours, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{ours['PATH']}", **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout

    def sh(self, script: str, **variables: str) -> tuple[int, str]:
        return self.run("/bin/sh", "-euc", script, **variables)

    def git(self, *arguments: str) -> tuple[int, str]:
        return self.run("git", "-c", "user.name=A. Reader", "-c", "user.email=reader@example.org", *arguments)

    def commit(self, message: str) -> tuple[int, str]:
        self.git("add", "--all")
        return self.git("commit", "--quiet", "-m", message)


@pytest.fixture
def theirs(tmp_path: Path) -> Theirs:
    return Theirs(tmp_path)


def test_no_recipe_goes_untested() -> None:
    assert sorted([*CHECKS, INSTALL, KEEP, COMPARE, HOOK]) == sorted(RECIPES)
    assert len(CHECKS) >= 5
    assert len(blocks("make")) == len(blocks("console")) == 1
    assert set(re.findall(r"^```(\w+)", TEXT, re.MULTILINE)) == {"sh", "make", "yaml", "console"}


@pytest.mark.parametrize("recipe", CHECKS)
def test_a_check_passes_on_good_data_and_fails_on_bad(theirs: Theirs, recipe: str) -> None:
    status, said = theirs.sh(recipe)
    assert status == 0, said
    theirs.put("data/untitled.ttl", UNTITLED)
    theirs.commit("worse")
    status, said = theirs.sh(recipe)
    assert status == 1, said
    report = theirs.folder / "rdf.xml"
    assert "Give the book a title." in (report.read_text(encoding="utf-8") if report.exists() else said)
    theirs.put("data/untitled.ttl", "<http://example.org/x> a .")
    theirs.commit("worst")
    status, said = theirs.sh(recipe)
    assert status == 2, said


@pytest.mark.slow
def test_it_installs(theirs: Theirs) -> None:
    status, said = theirs.sh(INSTALL, MIGKG=str(ROOT))
    assert status == 0, said
    assert (theirs.folder / ".venv/bin/migkg").exists()


def test_what_is_known_does_not_fail_and_what_is_new_does(theirs: Theirs) -> None:
    theirs.put("data/untitled.ttl", UNTITLED)
    theirs.commit("as it was")
    status, said = theirs.sh(KEEP)
    assert status == 0, said
    theirs.commit("known")
    theirs.put("data/untitled.ttl", UNTITLED.replace("\n\n", "\n\n\n\n", 1))
    status, said = theirs.sh(COMPARE)
    assert status == 0, said
    theirs.put("data/new.ttl", UNTITLED.replace("b2", "b3"))
    status, said = theirs.sh(COMPARE)
    assert status == 1, said
    assert "b3" in said
    assert "b2" not in said


def test_keeping_what_is_known_does_not_hide_wrong_use(theirs: Theirs) -> None:
    shutil.rmtree(theirs.folder / "data")
    status, said = theirs.sh(KEEP)
    assert status != 0, said


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make here")
def test_make(theirs: Theirs) -> None:
    theirs.put("Makefile", blocks("make")[0])
    status, said = theirs.run("make", "check-rdf")
    assert status == 0, said
    theirs.put("data/untidy.ttl", '<http://example.org/b4> <http://example.org/title> "x" .')
    status, said = theirs.run("make", "check-rdf")
    assert status != 0, said
    assert "untidy.ttl" in said


def test_the_git_hook_lets_good_commits_through_and_no_others(theirs: Theirs) -> None:
    status, said = theirs.sh(HOOK)
    assert status == 0, said
    theirs.put("data/more.ttl", GOOD.replace("b1", "b4"))
    status, said = theirs.commit("good")
    assert status == 0, said
    theirs.put("data/untitled.ttl", UNTITLED)
    status, said = theirs.commit("bad")
    assert status == 1, said
    assert "Give the book a title." in said
    assert theirs.git("log", "-1", "--format=%s")[1].strip() == "good"


# --- what other programs read ---------------------------------------------------------------------


def valid(schema: str, text: str, folder: Path) -> tuple[int, str]:
    (folder / "checked.yml").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", schema, str(folder / "checked.yml")),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def named(name: str) -> list[str]:
    return [block for block in blocks("yaml") if block.startswith(f"# {name}\n")]


def test_every_configuration_is_looked_at() -> None:
    names = [
        ".pre-commit-config.yaml",
        ".pre-commit-config.yaml",
        ".github/workflows/rdf.yml",
        ".gitlab-ci.yml",
    ]
    assert [block.split("\n")[0].removeprefix("# ") for block in blocks("yaml")] == names


@pytest.mark.parametrize(
    ("name", "schema"),
    [(".github/workflows/rdf.yml", "vendor.github-workflows"), (".gitlab-ci.yml", "vendor.gitlab-ci")],
)
def test_configurations_fit_their_schemas(tmp_path: Path, name: str, schema: str) -> None:
    (text,) = named(name)
    assert valid(schema, text, tmp_path) == (0, "ok -- validation done\n")
    assert valid(schema, text.replace("script:", "scrip:").replace("steps:", "step:"), tmp_path)[0] != 0


@pytest.mark.parametrize("text", named(".pre-commit-config.yaml"))
def test_pre_commit_accepts_its_configuration(theirs: Theirs, text: str) -> None:
    theirs.put(".pre-commit-config.yaml", text)
    status, said = theirs.run(sys.executable, "-m", "pre_commit", "validate-config")
    assert status == 0, said
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    for hook in yaml.safe_load(text)["repos"][0]["hooks"]:
        assert hook["id"] in hooks


def test_a_hook_that_is_given_no_files_finds_them(theirs: Theirs) -> None:
    """The entry of the hook with the arguments of the page's second configuration."""
    (hook,) = yaml.safe_load(named(".pre-commit-config.yaml")[1])["repos"][0]["hooks"]
    assert hook["pass_filenames"] is False
    command = ("migkg", "validate", *hook["args"])
    assert theirs.run(*command)[0] == 0
    theirs.put("data/untitled.ttl", UNTITLED)
    theirs.git("add", ".")
    status, said = theirs.run(*command)
    assert status == 1, said


def action_step() -> dict[str, Any]:
    (job,) = CONFIGURATIONS[".github/workflows/rdf.yml"]["jobs"].values()
    (step,) = (step for step in job["steps"] if step["uses"].startswith("OWNER/migkg@"))
    return step  # type: ignore[no-any-return]


def test_the_page_tells_of_each_input_and_output_of_the_action() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    assert set(action_step()["with"]) <= set(action["inputs"])
    section = TEXT.split("## GitHub\n")[1].split("## GitLab\n")[0]
    first_cells = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    told = {name for cell in first_cells for name in re.findall(r"`([\w-]+)`", cell)}
    assert told == {*action["inputs"], *action["outputs"]}
    for name in ("paths", "formats", "fail-on", "python-version"):
        assert f"`{action['inputs'][name]['default']}`" in section
    used = set(re.findall(r"steps\.migkg\.outputs\.(\w+)", section))
    assert used <= set(action["outputs"])


@pytest.mark.parametrize("base", ["", "main"])
def test_the_script_for_gitlab(theirs: Theirs, base: str) -> None:
    job = CONFIGURATIONS[".gitlab-ci.yml"]["rdf"]
    script = "\n".join(job["script"])
    variables = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base} if base else {}
    status, said = theirs.sh(script, **variables)
    assert status == 0, said
    theirs.put("data/untitled.ttl", UNTITLED)
    theirs.commit("worse")
    status, said = theirs.sh(script, **variables)
    assert status == 1, said
    assert "Give the book a title." in (theirs.folder / job["artifacts"]["reports"]["junit"]).read_text(
        "utf-8"
    )


def test_what_the_container_is_told_is_understood(theirs: Theirs) -> None:
    runs = [line for line in blocks("console")[0].splitlines() if " run " in line]
    assert len(runs) >= 2
    for line in runs:
        options, command = line.split(" migkg ", 1)
        assert "--network none" in options
        status, said = theirs.run("migkg", *shlex.split(command))
        assert status in (0, 1), said


# --- the words ------------------------------------------------------------------------------------


def test_the_formats_and_files_are_those_that_there_are() -> None:
    from migkg.reports import FORMATS

    section = TEXT.split("| `--format` | for |")[1].split("\n\n")[0]
    assert {
        name
        for row in section.splitlines()
        for name in re.findall(r"`(\w+)`", row.split("|")[1] if row else "")
    } <= set(FORMATS)
    (sentence,) = re.findall(r"^In a folder it looks for (.*)$", TEXT, re.MULTILINE)
    assert tuple(re.findall(r"`(\.\w+)`", sentence)) == RDF_SUFFIXES


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", TEXT)) | {"ci.md"}))
def test_links_lead_somewhere(target: str) -> None:
    assert PAGE.parent.joinpath(target).exists()
