"""The published site against the number of documents: pages a second, memory, and a rebuild after a change.

    python benchmarks/publish.py --documents 0,100,1000 [--folder FOLDER] [--check]

For each number, so many made-up documents stand beside the packaged data. `migkg publish` writes the site
into an empty folder; then one document is changed (an abstract, and a passage that mentions one thing more),
and the site is written again into the same folder. With `--check`, it is also written whole into another
folder, and both must be the same, byte for byte. Memory is that of all processes together, pages that
several of them share counted once, looked at twice a second.

The table goes to `results/publish.md`. The exit status is 1 if a rebuild takes more than a tenth of a whole
build at the largest number of documents.
"""

from __future__ import annotations

import argparse
import contextlib
import filecmp
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generate import generate
from measure import machine, say

from migkg.project import Project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TRIPLES_A_DOCUMENT: Final = 800
"""More than a made-up document has on average: those beyond the number asked for are taken away."""
BAR: Final = 0.1
RESULTS: Final = Path(__file__).parent / "results" / "publish.md"
_ABSTRACT: Final = re.compile(r'(dcterms:abstract ")')
_MENTIONS: Final = re.compile(r"(mig:mentions )(?!<instrument/C97>)")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of `migkg publish`: seconds by the clock and of the processors, the most memory in bytes."""

    seconds: float
    processors: float
    memory: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A site of so many documents: its size, a whole build, and a rebuild after a change."""

    documents: int
    pages: int
    files: int
    whole: Run
    again: Run

    @property
    def ratio(self) -> float:
        """The rebuild to the whole build, in seconds of the processors: others may use them too."""
        return self.again.processors / self.whole.processors


def main() -> int:
    """Measure at each number of documents, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", default="0,100", help="how many made-up documents, by commas")
    parser.add_argument("--folder", type=Path, help="where data and sites are left (default: a new one)")
    parser.add_argument("--jobs", type=int, default=0, help="how many processes (default: one a processor)")
    parser.add_argument("--check", action="store_true", help="compare the rebuild with another whole build")
    given = parser.parse_args()
    found = []
    with contextlib.ExitStack() as stack:
        place = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for count in map(int, given.documents.split(",")):
            found.append(_measured(place / str(count), count, given.jobs, check=given.check))
            RESULTS.write_text(_table(found), encoding="utf-8")
    return int(found[-1].ratio > BAR)


def _measured(place: Path, count: int, jobs: int, *, check: bool) -> Measured:
    shutil.rmtree(place, ignore_errors=True)
    data = place / "data"
    corpus(data, count)
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "XDG_CACHE_HOME": str(place / "cache")}
    site = place / "site"
    whole = _run(data, site, jobs, environment)
    say(f"{count} documents: whole in {_told(whole)}")
    change(data, count)
    again = _run(data, site, jobs, environment)
    say(f"{count} documents: again in {_told(again)}")
    if check:
        other = place / "other"
        _run(data, other, jobs, {**environment, "XDG_CACHE_HOME": str(place / "another-cache")})
        differing = list(_differing(site, other))
        if differing:
            raise SystemExit(f"{len(differing)} files differ from a whole build: {differing[:5]}")
        say("the rebuild is the same as a whole build")
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = sum(path.suffix == ".html" for path in files)
    return Measured(count, pages, len(files), whole, again)


def corpus(root: Path, count: int) -> None:
    """The packaged dataset with so many made-up documents beside it, as a folder with a manifest."""
    packaged = Project.packaged().root
    for name in ("data", "ontology", "shapes", "queries"):
        shutil.copytree(packaged / name, root / name)
    if not count:
        return
    made = root / "made"
    generate(count * TRIPLES_A_DOCUMENT + 5000, made)
    entries = []
    for number, path in enumerate(sorted(made.rglob("*.ttl"))):
        if number < count:
            path.rename(root / "data" / "documents" / path.name)
            entries.append(
                f"<graph/documents/{path.stem}> a mig:DataFile ; mig:fileRole mig:documentFile ;\n"
                f'    mig:path "data/documents/{path.name}" .\n'
            )
    if len(entries) < count:
        raise SystemExit(f"only {len(entries)} documents were made; raise TRIPLES_A_DOCUMENT")
    shutil.rmtree(made)
    manifest = root / "data" / "manifest.ttl"
    manifest.write_text(manifest.read_text("utf-8") + "\n" + "\n".join(entries), encoding="utf-8")


def change(root: Path, count: int) -> None:
    """Change one document: what a passage says, and what one mentions."""
    name = f"gen-{count // 2:06}.ttl" if count else "gb335-pol-1-rev.ttl"
    path = root / "data" / "documents" / name
    text = _ABSTRACT.sub(r"\1Changed: ", path.read_text("utf-8"), count=1)
    path.write_text(_MENTIONS.sub(r"\1<instrument/C97> , ", text, count=1), encoding="utf-8")


# --- running and looking ------------------------------------------------------------------------------


def _run(data: Path, site: Path, jobs: int, environment: dict[str, str]) -> Run:
    command = [sys.executable, "-m", "migkg", "publish", str(site), "--data", str(data)]
    command += ["--jobs", str(jobs)] if jobs else []
    most, start, used = 0, time.perf_counter(), _processors()
    with subprocess.Popen(command, env=environment) as process:
        while process.poll() is None:
            most = max(most, sum(map(_memory, (process.pid, *_descendants(process.pid)))))
            time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"migkg publish failed: {process.returncode}")
    return Run(time.perf_counter() - start, _processors() - used, most)


def _processors() -> float:
    """The processor's seconds of all processes that have been waited for."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _descendants(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from _descendants(int(child))


def _memory(pid: int) -> int:
    """The memory of a process, what it shares with others in equal parts."""
    with contextlib.suppress(OSError):
        said = Path(f"/proc/{pid}/smaps_rollup").read_text()
        return 1024 * sum(int(size) for size in re.findall(r"^Pss:\s+(\d+)", said, re.MULTILINE))
    return 0


def _differing(one: Path, other: Path) -> Iterator[str]:
    names = {path.relative_to(folder) for folder in (one, other) for path in folder.rglob("*")}
    for name in sorted(names):
        here, there = one / name, other / name
        if here.is_dir() and there.is_dir():
            continue
        if not (here.is_file() and there.is_file() and filecmp.cmp(here, there, shallow=False)):
            yield name.as_posix()


def _cells(run: Run) -> tuple[str, str]:
    return f"{run.seconds:.1f} ({run.processors:.1f})", f"{run.memory / 2**20:.0f}"


def _told(run: Run) -> str:
    return "{} s, {} MiB".format(*_cells(run))


def _table(found: Sequence[Measured]) -> str:
    lines = [
        "# Publishing against the number of documents",
        "",
        f"By `benchmarks/publish.py`, {', '.join(machine().values())}.",
        "",
        "Seconds by the clock, and in brackets those of all processors; the ratio is of the latter.",
        "",
        "| made-up documents | pages | files | whole: s | MiB | pages a second | changed: s | MiB | ratio |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for one in found:
        cells = [
            one.documents,
            one.pages,
            one.files,
            *_cells(one.whole),
            f"{one.pages / one.whole.seconds:.0f}",
        ]
        lines.append(f"| {' | '.join(map(str, [*cells, *_cells(one.again), f'{one.ratio:.3f}']))} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
