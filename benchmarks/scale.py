"""How cost grows with size, beside peers in the same run.

    python benchmarks/scale.py [--sizes 10k,100k,1M] [--parts load,query,…] [--queries NAME,…]
    python benchmarks/scale.py --doc

For each size, documents are made up (see `generate.py`) beside the packaged dataset; then each part is
measured, ours and a peer's in turn. Figures go to benchmarks/results/: `scale.json`, which each run adds to
or corrects, and, written from it, the tables `scale.md`, the plot `scale.svg` and the table in
docs/scaling.md (`--doc` only writes these). Progress goes to stderr.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import report
from measure import FailedError, Figure, TookTooLongError, apart, machine, say
from parts import (
    Corpus,
    Settings,
    load_part,
    make_corpus,
    query_part,
    rdflib_part,
    reason_part,
    start_part,
    validate_part,
)
from peers import servers_part

if TYPE_CHECKING:
    from collections.abc import Callable

MOST: Final = {"rdflib": 100_000, "validate": 100_000, "reason": 1_000_000, "servers": 1_000_000}
"""The largest size at which a part is tried."""
PARTS: Final[dict[str, Callable[[Any, Settings], list[Figure]]]] = {
    "load": load_part,
    "query": query_part,
    "rdflib": rdflib_part,
    "servers": servers_part,
    "validate": validate_part,
    "reason": reason_part,
    "start": start_part,
}
FORMS: Final = {"validate": "ttl"}
LONGEST: Final = 4 * 3600.0
"""Seconds for a whole part, whatever it is made of."""


def size_of(text: str) -> int:
    """A number of triples as people write it.

    >>> size_of("10k"), size_of("1M"), size_of("500")
    (10000, 1000000, 500)
    """
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    try:
        return int(text.rstrip("kKmM")) * factor
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no size, such as 100k or 1M") from None


def measured(sizes: list[int], parts: list[str], settings: Settings, results: Path) -> None:
    """Measure part by part, keeping the figures of each as soon as they are there."""
    about = machine()
    for size in sizes:
        for name in parts:
            is_once = name == "start"
            if size > MOST.get(name, size) or (is_once and size != sizes[0]):
                continue
            with tempfile.TemporaryDirectory() as place:
                say(f"{name}, {report.count(size)} made-up triples")
                corpus = make_corpus(Path(place) / "corpus", 0 if is_once else size, FORMS.get(name, "nq"))
                try:
                    figures = _figures(name, corpus, settings)
                except (TookTooLongError, FailedError) as error:
                    say(f"  given up: {error}")
                    continue
            for figure in figures:
                ours = "–" if figure.ours is None else f"{figure.ours:.3f} s"
                ratio = figure.note if figure.ratio is None else f"{figure.ratio:.3f}"
                if figure.part != "query":
                    say(f"  {figure.item}: {ours}, ratio to {figure.peer} {ratio}")
            report.keep(results, about, figures)


def _figures(name: str, corpus: Corpus, settings: Settings) -> list[Figure]:
    """What a part gives.

    It runs in a process of its own, so that its memory is not there in the next part; unless it starts
    servers, which a process that is killed would leave behind.
    """
    work = partial(PARTS[name], corpus, settings)
    return work() if name == "servers" else apart(work, LONGEST)


def written(results: Path) -> int:
    """Write page, plot and table from the results, and say which bars fail; how many do."""
    about, figures = report.read(results)
    report.write(about, figures, results.parent)
    if results.parent == report.RESULTS:
        page = report.DOC.read_text(encoding="utf-8")
        report.DOC.write_text(report.with_overview(page, report.overview(about, figures)), encoding="utf-8")
    failing = 0
    for bar in report.bars(figures):
        print(f"{bar.verdict:13} {bar.text} ({bar.judged} figures)")
        for broken in bar.broken:
            print(f"{'':13}   {broken}")
        failing += bar.verdict == "fails"
    return failing


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    defaults = Settings()
    parser.add_argument("--sizes", default="10k,100k,1M", help="made-up triples, such as 10k,100k,1M,10M")
    parser.add_argument("--parts", default=",".join(PARTS), help=f"of {', '.join(PARTS)}")
    parser.add_argument("--queries", default="", help="canned queries to ask; all, if none is named")
    parser.add_argument("--runs", type=int, default=defaults.runs, help="pairs of runs of each item")
    parser.add_argument("--bound", type=float, default=defaults.bound, help="seconds for one item")
    parser.add_argument("--rdflib-bound", type=float, default=defaults.rdflib_bound, metavar="SECONDS")
    parser.add_argument("--server-bound", type=float, default=defaults.server_bound, metavar="SECONDS")
    parser.add_argument("--results", type=Path, default=report.RESULTS / "scale.json")
    parser.add_argument(
        "--doc", action="store_true", help="measure nothing; write what is written from results"
    )
    options = parser.parse_args()
    options.sizes = [size_of(text) for text in options.sizes.split(",")]
    options.parts = options.parts.split(",")
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"unknown parts: {', '.join(sorted(unknown))}")
    return options


def main() -> None:
    """Measure, and write what was found; exit status 1 if a bar fails, 2 if ended from outside."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    if not options.doc:
        only = tuple(name for name in options.queries.split(",") if name)
        settings = Settings(options.runs, options.bound, options.rdflib_bound, options.server_bound, only)
        measured(options.sizes, options.parts, settings, options.results)
    sys.exit(1 if written(options.results) else 0)


if __name__ == "__main__":
    main()
