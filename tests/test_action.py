"""The GitHub Action, its steps run as the runner would run them: in bash, with nothing but their environment.

What stands in for the runner here resolves the few expressions that action.yml uses, runs each `run:` step as
a script in a repository of somebody else, and reads the files by which steps hand on outputs and summaries.
The step that installs migkg runs for real, once; `uses:` steps are left out, and this Python is used instead.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ACTION = yaml.safe_load((Path(__file__).parent.parent / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SCRIPTS = {step["name"]: step for step in STEPS if "run" in step}
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")


SHAPES = """\
PREFIX ex: <http://example.org/>
PREFIX sh: <http://www.w3.org/ns/shacl#>

ex:BookShape
    a sh:NodeShape ;
    sh:property ex:BookShape-title ;
    sh:targetClass ex:Book ;
.

ex:BookShape-title
    a sh:PropertyShape ;
    sh:message "Give the book a title." ;
    sh:minCount 1 ;
    sh:name "title" ;
    sh:path ex:title ;
    sh:severity sh:{severity} ;
.
"""
GOOD = '<http://example.org/b1> a <http://example.org/Book> ; <http://example.org/title> "One" .\n'
UNTITLED = "\n\n<http://example.org/b2> a <http://example.org/Book> .\n"
BROKEN = "<http://example.org/b3> a ; .\n"
OUR_SLIP = """\
PREFIX mig: <https://w3id.org/migkg/ontology#>

<https://w3id.org/migkg/claim/mine/1> a mig:Linkage .
"""


@dataclass
class Run:
    """What one run of the action came to: exit status, log, outputs, summary."""

    status: int
    log: str
    outputs: Mapping[str, str]
    summary: str

    @property
    def commands(self) -> list[str]:
        """The lines that the runner obeys; it trims them, and none counts until a stop ends."""
        found: list[str] = []
        token = ""
        for line in map(str.strip, self.log.splitlines()):
            if token:
                token = "" if line == f"::{token}::" else token
            elif line.startswith("::stop-commands::"):
                token = line.removeprefix("::stop-commands::")
            elif line.startswith("::"):
                found.append(line)
        return found


@dataclass
class Runner:
    """Runs the action in a repository; `installed` spares the step that installs."""

    workspace: Path
    temp: Path
    installed: Mapping[str, str] | None = None
    event: Mapping[str, str] = field(default_factory=dict)

    def run(self, **inputs: str) -> Run:
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(given) <= set(ACTION["inputs"])
        known = {f"inputs.{name}": entry["default"] for name, entry in ACTION["inputs"].items()}
        known |= {f"inputs.{name}": value for name, value in given.items()}
        known["github.event.pull_request.base.sha"] = self.event.get("base", "")
        summary = self.temp / "summary.md"
        summary.write_text("")
        log, status = "", 0
        for step in STEPS:
            if "run" not in step or status:
                continue
            if step.get("id") == "install" and self.installed is not None:
                outputs: Mapping[str, str] = self.installed
            else:
                status, said, outputs = self._step(step, known, summary)
                log += said
            known |= {f"steps.{step.get('id')}.outputs.{name}": value for name, value in outputs.items()}
        results = {name: resolved(entry["value"], known) for name, entry in ACTION["outputs"].items()}
        return Run(status, log, results, summary.read_text(encoding="utf-8"))

    def _step(
        self, step: Mapping[str, Any], known: Mapping[str, str], summary: Path
    ) -> tuple[int, str, Mapping[str, str]]:
        script, outputs = self.temp / "step.sh", self.temp / "outputs"
        script.write_text(step["run"], encoding="utf-8")
        outputs.write_text("")
        assert step["shell"] == "bash"
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],  # noqa: S607 -- as the runner does
            cwd=self.workspace,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")},
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "CI": "true",
                "GITHUB_ACTIONS": "true",
                "GITHUB_ACTION_PATH": str(Path(__file__).resolve().parent.parent),
                "GITHUB_EVENT_NAME": self.event.get("name", "push"),
                "GITHUB_OUTPUT": str(outputs),
                "GITHUB_STEP_SUMMARY": str(summary),
                "GITHUB_WORKSPACE": str(self.workspace),
                "RUNNER_TEMP": str(self.temp),
                **{name: resolved(value, known) for name, value in step.get("env", {}).items()},
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout, dict(read_outputs(outputs.read_text(encoding="utf-8")))


def resolved(text: str, known: Mapping[str, str]) -> str:
    """A text with its expressions replaced; an output that no step has set is empty, as on GitHub."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        return known.get(name, "") if name.startswith("steps.") else known[name]

    return EXPRESSION.sub(value, text)


def read_outputs(text: str) -> Iterator[tuple[str, str]]:
    """The `name=value` and `name<<MARK` entries of the file by which a step hands on its outputs."""
    lines = iter(text.splitlines())
    for line in lines:
        if mark := re.fullmatch(r"(\w+)<<(\S+)", line):
            value = []
            while (inner := next(lines)) != mark[2]:
                value.append(inner)
            yield mark[1], "\n".join(value)
        else:
            name, equals, rest = line.partition("=")
            assert equals, line
            yield name, rest


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A. Reader", "-c", "user.email=reader@example.org")
    done = subprocess.run(
        ["git", *identity, *arguments],  # noqa: S607 -- the git that is there
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def results(path: str) -> list[dict[str, Any]]:
    report = json.loads(Path(path).read_text(encoding="utf-8"))
    assert report["version"] == "2.1.0"
    return [result for run in report["runs"] for result in run["results"]]


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What the install step hands on, after it ran for real: pip, the checkout, a fresh environment."""
    folder = tmp_path_factory.mktemp("install")
    runner = Runner(folder, folder)
    status, log, outputs = runner._step(SCRIPTS["Install migkg"], {}, folder / "summary")  # noqa: SLF001
    assert status == 0, log
    assert re.search(r"^migkg \d", log, re.MULTILINE)
    return outputs


@pytest.fixture
def runner(tmp_path: Path, installed: Mapping[str, str]) -> Runner:
    """A runner in a repository of somebody else: two good files, and shapes of its own."""
    workspace, temp = tmp_path / "their work", tmp_path / "temp"
    temp.mkdir()
    write(workspace, {"data/good.ttl": GOOD, "shapes/book.ttl": SHAPES.replace("{severity}", "Violation")})
    git(workspace, "init", "--quiet", "--initial-branch=main")
    return Runner(workspace, temp, installed)


# --- the file itself ------------------------------------------------------------------------------


def test_it_is_an_action_by_the_published_schema(root: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema"),
            *("--builtin-schema", "vendor.github-actions", str(root / "action.yml")),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_expression_is_pasted_into_a_script(name: str) -> None:
    assert "${{" not in SCRIPTS[name]["run"]


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_stop_at_the_first_error_and_do_without_bash_4(name: str) -> None:
    script = SCRIPTS[name]["run"]
    assert script.startswith("set -euo pipefail\n") or len(script.splitlines()) == 1
    assert not re.search(r"\b(mapfile|readarray|declare -[An]|local -n)\b|\$\{\w+(,,|\^\^)", script)


def test_actions_of_others_are_pinned_by_commit() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name) for name in used)


def test_every_expression_names_something_that_there_is() -> None:
    text = yaml.safe_dump(ACTION)
    names = {match[1] for match in EXPRESSION.finditer(text)}
    assert text.count("${{") == len(EXPRESSION.findall(text))
    ids = {step["id"] for step in STEPS if "id" in step}
    for name in names - {"github.event.pull_request.base.sha"}:
        kind, *rest = name.split(".")
        assert (kind == "inputs" and rest[0] in ACTION["inputs"]) or (kind == "steps" and rest[0] in ids), (
            name
        )
    assert {f"inputs.{name}" for name in ACTION["inputs"]} <= names


# --- what it does ---------------------------------------------------------------------------------


def test_all_is_well(runner: Runner) -> None:
    run = runner.run(paths="data", shapes="shapes/book.ttl")
    assert run.status == 0, run.log
    assert run.outputs["conforms"] == "true"
    assert (run.outputs["violations"], run.outputs["warnings"], run.outputs["infos"]) == ("0", "0", "0")
    assert results(run.outputs["sarif"]) == []
    assert run.commands == []
    assert "Passed" in run.summary
    assert git(runner.workspace, "status", "--porcelain", "-uall").count("\n") == 1, "two files, and no third"


def test_a_violation_of_their_shapes_fails_and_is_shown_on_its_line(runner: Runner) -> None:
    write(runner.workspace, {"data/untitled.ttl": UNTITLED})
    run = runner.run(paths="data", shapes="shapes/book.ttl")
    assert run.status == 1, run.log
    assert run.outputs["conforms"] == "false"
    assert run.outputs["violations"] == "1"
    (finding,) = results(run.outputs["sarif"])
    place = finding["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "data/untitled.ttl"
    assert place["region"]["startLine"] == 3
    (annotation,) = run.commands
    assert annotation.startswith("::error ")
    assert "file=data/untitled.ttl" in annotation
    assert "line=3" in annotation
    assert "Failed" in run.summary
    assert "Give the book a title." in run.summary


def test_our_shapes_count_where_none_are_given(runner: Runner) -> None:
    write(runner.workspace, {"ours/claim.ttl": OUR_SLIP})
    run = runner.run(paths="ours")
    assert run.status == 1, run.log
    assert int(run.outputs["violations"]) >= 1
    assert all(
        place["physicalLocation"]["artifactLocation"]["uri"] == "ours/claim.ttl"
        for finding in results(run.outputs["sarif"])
        for place in finding["locations"]
    )


def test_a_file_that_does_not_parse_is_shown_and_fails(runner: Runner) -> None:
    write(runner.workspace, {"data/broken.ttl": BROKEN})
    run = runner.run(paths="data", shapes="shapes/book.ttl")
    assert run.status == 2, run.log
    assert run.outputs["conforms"] == "false"
    assert any("broken.ttl" in command and command.startswith("::error") for command in run.commands)
    assert "Not everything could be checked" in run.summary


def test_wrong_use_is_shown_and_fails(runner: Runner) -> None:
    run = runner.run(paths="nowhere", shapes="shapes/book.ttl")
    assert run.status == 2, run.log
    assert any("nowhere" in command and command.startswith("::error") for command in run.commands)
    assert run.outputs["sarif"] == run.outputs["reports"] == ""


@pytest.mark.parametrize(
    ("inputs", "word"),
    [
        ({"paths": " \n\n"}, "paths"),
        ({"formats": "sarif pdf"}, "formats"),
        ({"formats": "*"}, "formats"),
        ({"changed_since": "--output=pwned"}, "changed-since"),
        ({"output": "a\nconforms=true"}, "output"),
    ],
)
def test_inputs_that_make_no_sense_are_refused(runner: Runner, inputs: dict[str, str], word: str) -> None:
    run = runner.run(**{"paths": "data", "shapes": "shapes/book.ttl", **inputs})
    assert run.status == 2, run.log
    (refusal,) = run.commands
    assert refusal.startswith(f"::error title=migkg::{word} ")


@pytest.mark.parametrize(
    ("severity", "fail_on", "status"), [("Warning", "violation", 0), ("Warning", "warning", 1)]
)
def test_fail_on_says_what_fails(runner: Runner, severity: str, fail_on: str, status: int) -> None:
    write(
        runner.workspace,
        {"data/untitled.ttl": UNTITLED, "shapes/book.ttl": SHAPES.replace("{severity}", severity)},
    )
    run = runner.run(paths="data", shapes="shapes/book.ttl", fail_on=fail_on)
    assert run.status == status, run.log
    assert run.outputs["warnings"] == "1"
    assert run.outputs["conforms"] == ("false" if status else "true")
    assert run.commands[0].startswith("::warning ")


def test_reports_are_written_where_they_are_wanted(runner: Runner) -> None:
    write(runner.workspace, {"data/untitled.ttl": UNTITLED})
    run = runner.run(
        paths=".", shapes="shapes/book.ttl", formats="junit, sarif\nhtml turtle", output="my reports/rdf"
    )
    assert run.status == 1, run.log
    endings = ("xml", "sarif", "html", "ttl")
    assert run.outputs["reports"].splitlines() == [f"my reports/rdf.{ending}" for ending in endings]
    assert run.outputs["sarif"] == "my reports/rdf.sarif"
    assert all((runner.workspace / "my reports" / f"rdf.{ending}").stat().st_size > 100 for ending in endings)
    assert run.outputs["violations"] == "1"
    assert run.commands == [], "annotations were not asked for"


def test_known_findings_do_not_fail(runner: Runner) -> None:
    write(runner.workspace, {"data/untitled.ttl": UNTITLED})
    first = runner.run(paths="data", shapes="shapes/book.ttl", formats="json", output="known")
    assert first.status == 1, first.log
    again = runner.run(paths="data", shapes="shapes/book.ttl", baseline="known.json")
    assert again.status == 0, again.log
    assert again.outputs["violations"] == "0"
    write(runner.workspace, {"data/new.ttl": UNTITLED.replace("b2", "b4")})
    new = runner.run(paths="data", shapes="shapes/book.ttl", baseline="known.json")
    assert new.status == 1, new.log
    assert new.outputs["violations"] == "1"


# --- paths that look like something else ----------------------------------------------------------

HOSTILE = (
    "with blanks  within.ttl",
    "$(touch pwned).ttl",
    "`touch pwned`.ttl",
    "a; touch pwned; b.ttl",
    'it\'s "quoted".ttl',
    "--help.ttl",
    "*.ttl",
    "${{ github.token }}.ttl",
    "%0A::error::no.ttl",
    "Ünïcode.ttl",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_path_is_data_whatever_it_looks_like(runner: Runner, name: str) -> None:
    write(runner.workspace, {name: UNTITLED, "good.ttl": GOOD})
    before = sorted(path.name for path in runner.workspace.iterdir())
    run = runner.run(paths=f"  {name}\r\ngood.ttl\n", shapes="shapes/book.ttl")
    assert run.status == 1, run.log
    assert run.outputs["violations"] == "1"
    assert len(run.commands) == 1
    assert sorted(path.name for path in runner.workspace.iterdir()) == before


def test_shapes_and_baseline_may_have_odd_names_too(runner: Runner) -> None:
    shapes = SHAPES.replace("{severity}", "Violation")
    write(runner.workspace, {"$(touch pwned) a.ttl": shapes, "-b.ttl": shapes, "data/untitled.ttl": UNTITLED})
    run = runner.run(
        paths="data", shapes="$(touch pwned) a.ttl\n-b.ttl\n", formats="json", output="-known $(x)"
    )
    assert run.status == 1, run.log
    again = runner.run(paths="data", shapes="$(touch pwned) a.ttl", baseline="-known $(x).json")
    assert again.status == 0, again.log
    assert not (runner.workspace / "pwned").exists()


def test_data_gives_the_runner_no_orders(runner: Runner) -> None:
    order = r"\n::error file=x::forged\r\n::stop-commands::x"
    year = f'<http://example.org/year> "{order}"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    write(
        runner.workspace,
        {"data/a.ttl": GOOD.replace(" .", f" ; {year} ."), "data/b\n::warning::forged.ttl": BROKEN},
    )
    run = runner.run(paths="data", shapes="shapes/book.ttl", formats="github text")
    assert run.status == 2, run.log
    assert run.commands
    assert all(command.startswith(("::error file=", "::error title=")) for command in run.commands)
    assert not any("::forged" in command and command.startswith("::error file=x") for command in run.commands)
    assert "<" not in run.summary


# --- only what changed ----------------------------------------------------------------------------


@pytest.fixture
def pull_request(runner: Runner) -> Runner:
    """A branch that adds one untitled book to a repository that has one already."""
    write(runner.workspace, {"data/old.ttl": UNTITLED})
    git(runner.workspace, "add", ".")
    git(runner.workspace, "commit", "--quiet", "-m", "before")
    base = git(runner.workspace, "rev-parse", "HEAD")
    git(runner.workspace, "checkout", "--quiet", "-b", "branch")
    write(runner.workspace, {"data/new.ttl": UNTITLED.replace("b2", "b4")})
    git(runner.workspace, "add", ".")
    git(runner.workspace, "commit", "--quiet", "-m", "after")
    runner.event = {"name": "pull_request", "base": base}
    return runner


def places(run: Run) -> set[str]:
    return {
        finding["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for finding in results(run.outputs["sarif"])
    }


def test_a_pull_request_is_judged_by_what_it_changes(pull_request: Runner) -> None:
    run = pull_request.run(paths="data", shapes="shapes/book.ttl")
    assert run.status == 1, run.log
    assert places(run) == {"data/new.ttl"}


@pytest.mark.parametrize(
    ("event", "changed_since", "expected"),
    [
        ({"name": "pull_request"}, "all", {"data/new.ttl", "data/old.ttl"}),
        ({"name": "push"}, "", {"data/new.ttl", "data/old.ttl"}),
        ({"name": "pull_request_target"}, "", {"data/new.ttl", "data/old.ttl"}),
        ({"name": "push"}, "main", {"data/new.ttl"}),
        ({"name": "push"}, "HEAD", set()),
    ],
)
def test_what_to_compare_with_can_be_said(
    pull_request: Runner, event: dict[str, str], changed_since: str, expected: set[str]
) -> None:
    pull_request.event = {**pull_request.event, **event}
    run = pull_request.run(paths="data", shapes="shapes/book.ttl", changed_since=changed_since)
    assert run.status == bool(expected), run.log
    assert places(run) == expected


def test_without_history_everything_is_checked_and_the_log_says_so(pull_request: Runner) -> None:
    pull_request.event = {"name": "pull_request", "base": "0" * 40}
    run = pull_request.run(paths="data", shapes="shapes/book.ttl")
    assert run.status == 1, run.log
    assert places(run) == {"data/new.ttl", "data/old.ttl"}
    assert any(command.startswith("::notice ") and "fetch-depth" in command for command in run.commands)


def test_an_unknown_revision_is_refused(pull_request: Runner) -> None:
    run = pull_request.run(paths="data", shapes="shapes/book.ttl", changed_since="no-such-branch")
    assert run.status == 2, run.log
    assert any("no-such-branch" in command for command in run.commands)
