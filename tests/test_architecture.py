"""Which module may import which: docs/architecture.md in the form of a test."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import migkg

PACKAGE = Path(migkg.__file__).parent
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if "assets" not in path.relative_to(PACKAGE).parts
}
SLOW = ("rdflib", "pyshacl", "owlrl", "SPARQLWrapper", "language_tags", "xlsxwriter", "pandas")


def imports(path: Path, *, at_run_time: bool = False) -> set[str]:
    """Full names of what a module imports; `at_run_time` leaves out what only type checkers read."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if at_run_time and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


def ours(path: Path) -> set[str]:
    """Which modules of ours a module imports, by their first name below the package."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("migkg.")}


def who_imports(library: str) -> set[str]:
    return {
        module
        for module, path in MODULES.items()
        if any(name.split(".")[0] == library for name in imports(path, at_run_time=True))
    }


def test_the_modules_have_been_found() -> None:
    assert {"errors", "terms", "project", "graph", "turtle", "sources", "cli"} <= set(MODULES)


def test_nobody_imports_relatively() -> None:
    for path in MODULES.values():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path


@pytest.mark.parametrize("module", ["errors", "terms"])
def test_errors_and_terms_import_nothing_of_ours(module: str) -> None:
    assert ours(MODULES[module]) == set()


def test_nobody_imports_cli() -> None:
    assert {module for module, path in MODULES.items() if "cli" in ours(path)} <= {"__main__"}


def test_web_and_ingest_keep_apart_and_nothing_flat_leans_on_them() -> None:
    for module, path in MODULES.items():
        used = ours(path) & {"web", "ingest"}
        own = module.split(".")[0]
        if own not in ("cli", "arguments", "publish"):  # a published site is what the server would answer
            assert used <= {own}, module


@pytest.mark.parametrize(
    ("library", "module"),
    [
        ("SPARQLWrapper", "remote"),
        ("language_tags", "judges.languages"),
        ("owlrl", "reason"),
        ("pypdfium2", "ingest.read.pdf"),
        ("pyshacl", "shacl"),
    ],
)
def test_each_heavy_library_has_one_door(library: str, module: str) -> None:
    assert who_imports(library) == {module}


def test_report_formats_know_findings_and_not_how_they_were_found() -> None:
    allowed = {"baseline", "errors", "findings", "layout", "output", "reports", "table", "terms", "turtle"}
    formats = {module: path for module, path in MODULES.items() if module.split(".")[0] == "reports"}
    assert {"reports", "reports.sarif", "reports.junit", "reports.html"} <= set(formats)
    for module, path in formats.items():
        assert ours(path) - {"__version__"} <= allowed, module


def test_only_the_command_line_prints() -> None:
    for module, path in MODULES.items():
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        ]
        names = {ast.unparse(call.func) for call in calls}
        if module != "cli":
            assert not names & {"print", "sys.stdout.write", "sys.stderr.write"}, module


def test_nothing_but_the_command_line_uses_the_self_test() -> None:
    users = {module for module, path in MODULES.items() if "mutations" in ours(path)}
    assert {user for user in users if user.split(".")[0] != "mutations"} <= {"cli"}


def loaded_after(code: str) -> set[str]:
    """The libraries known to be slow that a fresh interpreter has loaded after some code."""
    script = f"{code}\nimport sys\nprint('loaded:', *(name for name in {SLOW!r} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    return set(done.stdout.rsplit("loaded:", 1)[1].split())


@pytest.mark.parametrize(
    "code",
    [
        "import migkg",
        "from migkg import KnowledgeGraph",
        "from migkg.cli import main; assert main(['query']) == 0",
        "from migkg.cli import main; assert main(['query', 'coverage']) == 0",
        "from migkg.cli import main; assert main(['query', 'coverage', '--format', 'json']) == 0",
        "from migkg.cli import main; assert main(['sparql', 'SELECT * { ?s ?p ?o } LIMIT 1']) == 0",
        "from migkg.cli import main; assert main(['describe', 'C97']) == 0",
        "from migkg.cli import main; assert main(['query', 'coverge']) == 2",
    ],
)
def test_asking_loads_no_slow_library(code: str) -> None:
    assert loaded_after(code) == set()


def test_asking_the_own_data_loads_nothing_that_asks_servers() -> None:
    code = "from migkg.cli import main; main(['query', 'coverage'])"
    script = f"import sys\n{code}\nprint('loaded:', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.rsplit("loaded:", 1)[1].split())
    assert "migkg.sources" in loaded
    assert not loaded & {"migkg.remote", "migkg.transport", "migkg.engines", "urllib.request", "http.client"}


UNASKED = ("findings", "reports", "judging", "validate", "judges", "shapes", "turtle", "world", "reading")
"""Modules of ours that no question needs, and that would make each answer wait."""


def test_asking_loads_nothing_that_only_other_commands_need() -> None:
    script = (
        "import sys\nfrom migkg.cli import main\nmain(['query', 'coverage'])\n"
        "print('loaded:', *sorted(name for name in sys.modules if name.startswith('migkg.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = done.stdout.rsplit("loaded:", 1)[1].split()
    assert "migkg.sources" in loaded
    assert not {name.split(".")[1] for name in loaded} & set(UNASKED)


def test_a_question_asked_again_loads_only_what_its_answer_needs() -> None:
    """Each of these takes a tenth of a short command and more, or stands for modules that do."""
    code = "from migkg.cli import main; main(['query', 'coverage'])"
    script = f"import sys\n{code}\nprint('loaded:', *sys.modules)"
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
        )
    loaded = set(done.stdout.rsplit("loaded:", 1)[1].split())
    assert {"migkg.parts", "migkg.sources"} <= loaded
    assert not loaded & {"migkg.graph", "migkg.names", "dataclasses", "inspect", "shutil", "hashlib", "json"}


def test_a_well_formed_file_loads_no_grammar(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<a> <b> <c> .", encoding="utf-8")
    script = (
        f"import sys\nfrom pathlib import Path\nfrom migkg.graph import parse_file\n"
        f"parse_file(Path({str(tmp_path / 'a.ttl')!r}))\n"
        "print(sorted(name for name in sys.modules if name.startswith('migkg.')))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "migkg.graph" in done.stdout
    assert not any(name in done.stdout for name in ("grammar", "tokens", "rdfxml", "jsonld", "reading"))


def test_the_probe_itself_sees_a_slow_library() -> None:
    assert loaded_after("import rdflib") == {"rdflib"}
