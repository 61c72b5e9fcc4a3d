"""How long the engine takes for each canned query on the packaged data, beside loading these data.

    python benchmarks/answers.py [--runs N] [--most RATIO]

A guard against a join without a common variable: such a query takes seconds, a sound one a part of what
loading takes. Both are done in turn, and what counts is the ratio. The exit status is 1 if one is above
`--most`.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from typing import TYPE_CHECKING

from migkg.graph import load
from migkg.project import Project
from migkg.queries import load_queries

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    """Time that this process computes for some work."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--most", type=float, default=4.0, help="the ratio from which on a query is too slow")
    arguments = parser.parse_args()
    project = Project.packaged()
    store = load(project)
    slow = []
    for name, query in load_queries(project.queries_folder or project.root).items():

        def ask(text: str = query.text) -> object:
            return list(store.query(text, use_default_graph_as_union=True))

        pairs = [(seconds(ask), seconds(lambda: load(project))) for _ in range(arguments.runs)]
        ratio = statistics.median(ours / loading for ours, loading in pairs)
        print(f"{name:22} {statistics.median(ours for ours, _ in pairs) * 1000:7.1f} ms  {ratio:6.3f}")
        if ratio > arguments.most:
            slow.append(name)
    if slow:
        print(f"above {arguments.most:g} times a load: {', '.join(slow)}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
