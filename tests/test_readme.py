"""What the README shows is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from migkg.cli import main

README = Path(__file__).parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
SESSIONS = re.findall(
    r"^\$ (migkg [^\n]*)\n(.*?)(?=^\$ |\Z)",
    "".join(re.findall(r"```console\n(.*?)```", TEXT, re.DOTALL)),
    re.DOTALL | re.MULTILINE,
)


@pytest.mark.parametrize(("command", "shown"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_a_session_prints_what_it_shows(
    command: str, shown: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main([*shlex.split(command)[1:], "--format", "table"]) == 0
    assert [line.rstrip() for line in capsys.readouterr().out.strip().splitlines()] == [
        line.rstrip() for line in shown.strip().splitlines()
    ]


def test_python_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)  # noqa: S102 -- the README's own words
    assert len(names["table"].rows) == 3  # type: ignore[attr-defined]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", TEXT))))
def test_links_lead_somewhere(target: str) -> None:
    assert README.parent.joinpath(target).exists()


def test_each_command_of_the_tables_is_there() -> None:
    commands = re.findall(r"`migkg (\w+)", TEXT)
    assert {"query", "sparql", "describe", "validate", "build", "fmt"} <= set(commands)
