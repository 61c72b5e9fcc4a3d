"""How long validation takes, beside pySHACL: whole processes, in one run.

    python benchmarks/validate.py [--triples 100000] [--runs 3] [--alone SECONDS]

A corpus is made of copies of our documents, in a git repository of its own, and one document is edited. Timed
are a full run, a run of what changed, and pySHACL on the same graph: its core run with the shapes as they are
written, and pySHACL alone with the SPARQL constraints too, which is ended after `--alone` seconds (by default
ten times the full run): then the ratio is a lower bound. The share of the SPARQL questions and checks is
measured inside one process.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from migkg.judging import _Stage, silent
from migkg.project import Project
from migkg.validate import _checks, _read_own, rules_of

ROOT = Path(__file__).resolve().parents[1]
SMALL, LARGE = "ilc106-resolution", "ttmlm-2013"
EDITED = f"{SMALL}-copy0"

PYSHACL = """
import sys, time
from migkg import shacl
from migkg.judging import silent
from migkg.project import Project
from migkg.shapes import SH
from migkg.validate import _read_own, rules_of

project = Project.open(sys.argv[1])
sources = tuple(_read_own(project, project, silent).sources.values())
rules = rules_of(sources)
shapes = rules.whole
if sys.argv[2] == "core":
    shapes = tuple(quad for quad in shapes if quad.predicate.value != SH + "sparql")
start = time.perf_counter()
found = shacl._validate(rules, shapes, shacl._graph(sources))
print(time.perf_counter() - start, len(found))
"""


def make_corpus(folder: Path, triples: int) -> int:
    """Our dataset with copies of two of its documents, until it has so many triples; returns how many."""
    for name in ("data", "ontology", "queries", "shapes"):
        shutil.copytree(ROOT / name, folder / name)
    manifest = (folder / "data" / "manifest.ttl").read_text(encoding="utf-8")
    sizes = {name: triples_in(Project.open(folder), name) for name in ("", SMALL, LARGE)}
    large = max(0, (triples - sizes[""]) * 2 // 3 // sizes[LARGE])
    small = max(1, (triples - sizes[""] - large * sizes[LARGE]) // sizes[SMALL])
    for document, copies in ((LARGE, large), (SMALL, small)):
        text = (folder / f"data/documents/{document}.ttl").read_text(encoding="utf-8")
        entry = re.search(rf"<graph/documents/{document}>\n(?:    .*\n)*\.\n", manifest)[0]
        for number in range(copies):
            name = f"{document}-copy{number}"
            (folder / f"data/documents/{name}.ttl").write_text(copied(text, document, name), encoding="utf-8")
            manifest += "\n" + entry.replace(f"documents/{document}", f"documents/{name}")
    (folder / "data" / "manifest.ttl").write_text(manifest, encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "corpus")
    return triples_in(Project.open(folder), "")


def copied(text: str, document: str, name: str) -> str:
    """The text of a document as that of another one, with names of its own."""
    for kind in ("document", "claim"):
        text = text.replace(f"{kind}/{document}/", f"{kind}/{name}/")
    text = text.replace(f"document/{document}>", f"document/{name}>")
    text = text.replace('skos:notation "TTMLM/2013"', f'skos:notation "{name}"')
    names = r'((?:rdfs:label|dcterms:title|skos:altLabel)\s+"(?:[^"\\]|\\.)*)"'
    return re.sub(names, lambda found: f'{found[1]} ({name})"', text)


def triples_in(project: Project, document: str) -> int:
    """How many triples a document has, or (for `""`) everything that is judged."""
    sources = _read_own(project, project, silent).sources.values()
    return sum(len(s.quads) for s in sources if not document or s.name == f"data/documents/{document}.ttl")


def git(folder: Path, *arguments: str) -> None:
    """Let git do something in the corpus."""
    settings = ("-c", "user.name=benchmark", "-c", "user.email=benchmark@example.org")
    subprocess.run(["git", "-C", str(folder), *settings, *arguments], check=True)  # noqa: S607


def timed(*arguments: str) -> float:
    """Seconds of a whole `migkg validate`."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "migkg", "validate", *arguments], capture_output=True, check=False
    )
    if done.returncode not in (0, 1):
        sys.exit(done.stderr.decode())
    return time.perf_counter() - start


def pyshacl(folder: Path, what: str, deadline: float | None = None) -> float:
    """Seconds that pySHACL takes on the corpus, reading not counted; infinite if it is not done in time."""
    command = [sys.executable, "-c", PYSHACL, str(folder), what]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=deadline)
    except subprocess.TimeoutExpired:
        return float("inf")
    return float(done.stdout.split()[0])


def queries(folder: Path) -> float:
    """Seconds of processor time that all SPARQL questions and checks take, inside one process."""
    project = Project.open(folder)
    sources = tuple(_read_own(project, project, silent).sources.values())
    rules, stage = rules_of(sources), _Stage(sources)
    checks = _checks(project)
    start = time.process_time()
    for check in checks:
        stage.check(check)
    for question in rules.questions:
        stage.ask(rules, question)
    return time.process_time() - start


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--triples", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--alone", type=float)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "corpus"
        folder.mkdir()
        size = make_corpus(folder, options.triples)
        full = [timed("--data", str(folder)) for _ in range(options.runs)]
        edited = folder / "data" / "documents" / f"{EDITED}.ttl"
        edited.write_text(
            edited.read_text(encoding="utf-8").replace("Gives everyone", "Gives all"), encoding="utf-8"
        )
        changed = [timed("--data", str(folder), "--changed-since", "HEAD") for _ in range(options.runs)]
        asked = [queries(folder) for _ in range(options.runs)]
        core = pyshacl(folder, "core")
        limit = options.alone or 10 * statistics.median(full)
        alone = pyshacl(folder, "whole", limit)
    whole, part, sparql = map(statistics.median, (full, changed, asked))
    bound = f"more than {limit:.0f}" if alone == float("inf") else f"{alone:.1f}"
    sign, lower = (">", limit) if alone == float("inf") else ("", alone)
    print(f"{size} triples, medians of {options.runs}, seconds\n")
    print("| what | seconds |\n|---|---|")
    print(f"| full run, whole process | {whole:.2f} |")
    print(f"| one edited document, whole process | {part:.2f} |")
    print(f"| SPARQL questions and checks | {sparql:.2f} |")
    print(f"| pySHACL, core, shapes as written | {core:.2f} |")
    print(f"| pySHACL alone | {bound} |\n")
    print(f"pySHACL alone / full run: {sign}{lower / whole:.1f}")
    print(f"pySHACL core / one edited document: {core / part:.1f}")
    print(f"full run / one edited document: {whole / part:.1f}")
    print(f"SPARQL / pySHACL core: {100 * sparql / core:.1f} %")


if __name__ == "__main__":
    main()
