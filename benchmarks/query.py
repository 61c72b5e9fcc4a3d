"""How long `migkg query NAME` takes, beside a plain rdflib script that does the same.

    python benchmarks/query.py [NAME] [--runs N]

Both are whole processes, started in turn (A B A B …) so that a noisy machine is noisy for both; what counts
is the ratio, pair by pair.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

from migkg.project import Project

PLAIN = """
import sys, rdflib
graph = rdflib.Graph()
*files, query = sys.argv[1:]
for file in files:
    graph.parse(file, format="turtle")
for row in graph.query(open(query, encoding="utf-8").read()):
    print(*row, sep=",")
"""


def seconds(command: list[str]) -> float:
    """Wall time of one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="?", default="coverage", help="the canned query to run")
    parser.add_argument("--runs", type=int, default=9)
    arguments = parser.parse_args()
    project = Project.packaged()
    files = [str(file.path) for file in project.files if file.is_asserted]
    query = Path(project.root, "queries", f"{arguments.name}.rq")
    ours = [sys.executable, "-m", "migkg", "query", arguments.name]
    plain = [sys.executable, "-c", PLAIN, *files, str(query)]
    seconds(ours), seconds(plain)
    pairs = [(seconds(ours), seconds(plain)) for _ in range(arguments.runs)]
    for label, times in (("migkg", [a for a, _ in pairs]), ("rdflib", [b for _, b in pairs])):
        print(f"{label:8} {statistics.median(times) * 1000:8.0f} ms (median of {len(times)})")
    ratios = sorted(a / b for a, b in pairs)
    print(f"ratio    {statistics.median(ratios):8.3f} (from {ratios[0]:.3f} to {ratios[-1]:.3f})")


if __name__ == "__main__":
    main()
