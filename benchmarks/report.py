"""From figures to what people read: bars that must hold, tables, a plot, the table of docs/scaling.md."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Final

from measure import Figure
from plot import Chart, Line, svg

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
RESULTS: Final = ROOT / "benchmarks" / "results"
DOC: Final = ROOT / "docs" / "scaling.md"
MARKS: Final = (
    "<!-- measured: written by benchmarks/scale.py --doc -->",
    "<!-- end of what was measured -->",
)
TOLERANCE: Final = 1.5
"""How much faster than data or answer a query may grow before it counts: sorting, caches and noise."""
LARGE, MILLION = 100_000, 1_000_000
"""Triples from which on a bar is held: below, what each question costs beside its answer weighs most."""
BRIEF: Final = 0.02
"""Seconds below which growth says nothing."""


# --- keeping figures ------------------------------------------------------------------------------------


def read(path: Path) -> tuple[dict[str, str], list[Figure]]:
    """The machine and the figures of a results file; nothing of one that is not there."""
    if not path.is_file():
        return {}, []
    kept = json.loads(path.read_text(encoding="utf-8"))
    return kept["machine"], [Figure(**figure) for figure in kept["figures"]]


def keep(path: Path, machine: dict[str, str], figures: Iterable[Figure]) -> list[Figure]:
    """Write figures to a results file, beside those of other items that it has; returns all."""
    _, known = read(path)
    found = {(f.part, f.item, f.triples, f.peer): f for f in (*known, *figures)}
    every = [found[key] for key in sorted(found)]
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(figure.as_json(), ensure_ascii=False) for figure in every)
    head = json.dumps(machine, ensure_ascii=False)
    path.write_text(f'{{"machine": {head},\n"figures": [\n{lines}\n]}}\n', encoding="utf-8")
    return every


# --- bars ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that must hold: how many figures were held against it, and which broke it."""

    text: str
    judged: int
    broken: tuple[str, ...]

    @property
    def verdict(self) -> str:
        """In a word."""
        if not self.judged:
            return "not measured"
        return "fails" if self.broken else "holds"


def bars(figures: Sequence[Figure]) -> list[Bar]:
    """All bars, judged by these figures."""
    of = partial(_of, figures)
    return [
        _at_most(
            "load ≤ 1.3 × raw pyoxigraph, in memory, at 1 M", 1.3, of("load", "raw pyoxigraph", MILLION)
        ),
        _at_most("load ≤ 4 × raw parse, in memory", 4, of("load", "raw parse", LARGE, "into memory")),
        _at_most("load ≤ 7 × raw parse, on disk", 7, of("load", "raw parse", LARGE, "onto disk")),
        _at_most(
            "each canned query ≤ 1.2 × raw pyoxigraph, at 1 M",
            1.2,
            [f for f in of("query", "raw pyoxigraph", MILLION) if f.triples < 2 * MILLION],
        ),
        _at_most("each canned query ≥ 8 times faster than rdflib", 1 / 8, of("query", "rdflib", LARGE)),
        _growth(figures),
        _at_most(
            "`migkg query coverage` ≤ 3 × a bare interpreter",
            3,
            of("start", "bare interpreter", 0, "migkg query coverage"),
        ),
    ]


def _of(figures: Sequence[Figure], part: str, peer: str, least: int, item: str = "") -> list[Figure]:
    """The figures of a part beside a peer, from a size on."""
    return [
        f for f in figures if (f.part, f.peer) == (part, peer) and f.triples >= least and item in ("", f.item)
    ]


def _at_most(text: str, most: float, judged: Sequence[Figure]) -> Bar:
    broken = [
        f"{f.item} at {count(f.triples)}: {_ratio(f)}" for f in judged if f.ratio is None or f.ratio > most
    ]
    return Bar(text, len(judged), tuple(broken))


@dataclass(frozen=True, slots=True)
class Growth:
    """How a query grows from one size to the next: data, answer, time, each a factor (inf: not done)."""

    item: str
    small: int
    large: int
    data: float
    answer: float
    time: float

    @property
    def is_too_fast(self) -> bool:
        """Whether the time grows faster than both the data and the answer."""
        return self.time > max(self.data, self.answer) * TOLERANCE


def growths(figures: Sequence[Figure]) -> list[Growth]:
    """How each canned query grows, from each size to the next; without those too short to tell."""
    found = []
    for item, measured in _by_item(figures, "query", "raw pyoxigraph").items():
        for small, large in pairwise(measured):
            if small.ours is None or (large.ours is not None and large.ours < BRIEF):
                continue
            answer = (large.rows or 0) / max(small.rows or 1, 1)
            time = inf if large.ours is None else large.ours / small.ours
            data = large.triples / small.triples
            found.append(Growth(item, small.triples, large.triples, data, answer, time))
    return found


def _growth(figures: Sequence[Figure]) -> Bar:
    found = growths(figures)
    broken = (
        f"{one.item}, {count(one.small)} → {count(one.large)}: {_factor(one.time)}"
        for one in found
        if one.is_too_fast
    )
    return Bar(
        f"no canned query grows faster than the data or its answer (tolerance {TOLERANCE} ×)",
        len(found),
        tuple(broken),
    )


def _factor(value: float) -> str:
    return "not done" if value == inf else f"× {value:.1f}"


def growth_table(figures: Sequence[Figure]) -> str:
    """How each query grows, as a table."""
    rows = [
        (
            one.item,
            f"{count(one.small)} → {count(one.large)}",
            *map(_factor, (one.data, one.answer, one.time)),
            "too fast" if one.is_too_fast else "",
        )
        for one in growths(figures)
    ]
    return _table(("query", "triples", "data", "answer", "time", ""), rows)


def _by_item(figures: Sequence[Figure], part: str, peer: str) -> dict[str, list[Figure]]:
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in sorted(figures, key=lambda figure: figure.triples):
        if figure.part == part and figure.peer == peer:
            found[figure.item].append(figure)
    return dict(sorted(found.items()))


# --- Markdown ---------------------------------------------------------------------------------------------


def markdown(machine: dict[str, str], figures: Sequence[Figure]) -> str:
    """All results as one page."""
    head = (
        "# Results of benchmarks/scale.py\n\n"
        "Written by the script; `python benchmarks/scale.py --doc` writes it anew.\n\n"
    )
    about = _table(("", ""), list(machine.items()))
    parts = [head, about, "\n## Bars\n\n", bar_table(figures), "\n![Cost against size](scale.svg)\n"]
    parts += ["\n## Growth of canned queries\n\n", growth_table(figures)]
    for part in dict.fromkeys(figure.part for figure in figures):
        parts += [f"\n## {part.capitalize()}\n\n", figure_table([f for f in figures if f.part == part])]
    return "".join(parts)


def bar_table(figures: Sequence[Figure]) -> str:
    """The bars, and what breaks them."""
    rows = [(bar.text, str(bar.judged), bar.verdict, "; ".join(bar.broken)) for bar in bars(figures)]
    return _table(("bar", "figures", "verdict", "broken by"), rows)


def figure_table(figures: Sequence[Figure]) -> str:
    """Figures as rows, by item, size and peer."""
    rows = [
        (
            figure.item,
            count(figure.triples),
            _cell(figure.ours, figure.bound if figure.ours is None else None),
            figure.peer,
            _cell(figure.theirs, figure.bound if figure.theirs is None and figure.ours is not None else None),
            _ratio(figure),
            "" if figure.rows is None else str(figure.rows),
            figure.note,
        )
        for figure in figures
    ]
    return _table(("item", "triples", "migkg, s", "peer", "peer, s", "ratio", "rows", "note"), rows)


def overview(machine: dict[str, str], figures: Sequence[Figure]) -> str:
    """What docs/scaling.md shows: for each size, what loading, the slowest and the middling query take."""
    queries = sorted((figure for figure in figures if figure.part == "query"), key=lambda f: f.triples)
    # The packaged data grow by some triples now and then: what is shown as one size is one.
    sizes = dict.fromkeys(count(figure.triples) for figure in queries)
    rows = [(size, *_of_size([f for f in figures if count(f.triples) == size])) for size in sizes]
    headings = (
        "triples",
        "load, memory",
        "memory",
        "load, disk",
        "middling query",
        "slowest query",
        "validate",
        "reason",
    )
    about = ", ".join(machine[name] for name in ("processor", "memory", "versions", "date"))
    where = f"Measured on {about}.\n\n"
    return where + _table(headings, rows) + "\n" + bar_table(figures)


def _of_size(figures: Sequence[Figure]) -> tuple[str, ...]:
    def first(part: str, item: str, peer: str) -> Figure | None:
        found = [f for f in figures if (f.part, f.item, f.peer) == (part, item, peer)]
        return found[0] if found else None

    def time(figure: Figure | None) -> str:
        return "–" if figure is None else _seconds(figure.ours)

    queries = sorted(
        (f for f in figures if f.part == "query" and f.peer == "raw pyoxigraph" and f.ours is not None),
        key=lambda f: f.ours or 0,
    )
    late = [f for f in figures if f.part == "query" and f.peer == "raw pyoxigraph" and f.ours is None]
    loaded = first("load", "into memory", "raw pyoxigraph")
    slowest = f"{queries[-1].item} {_seconds(queries[-1].ours)}" if queries else "–"
    if late:
        slowest = f"{', '.join(f.item for f in late)}: {late[0].note}"
    return (
        time(loaded),
        loaded.note.split(",")[0] if loaded else "–",
        time(first("load", "onto disk", "raw parse")),
        _seconds(queries[len(queries) // 2].ours) if queries else "–",
        slowest,
        time(first("validate", "made-up documents", "raw parse")),
        time(first("reason", "rules", "raw pyoxigraph")),
    )


def count(triples: int) -> str:
    """A number of triples, short.

    >>> count(119_163), count(10_019_163)
    ('119 k', '10.0 M')
    """
    return f"{triples / 1e6:.1f} M" if triples >= 1e6 else f"{triples / 1e3:.0f} k"


def _seconds(value: float | None) -> str:
    if value is None:
        return "not done"
    return f"{value:.3f} s" if value < 1 else f"{value:.1f} s"


def _cell(value: float | None, bound: float | None) -> str:
    if value is None:
        return "" if bound is None else f"> {bound:g}"
    return f"{value:.4f}" if value < 1 else f"{value:.2f}"


def _ratio(figure: Figure) -> str:
    if figure.ratio is None:
        return figure.note or "–"
    sign = "< " if figure.theirs is None else ""
    return f"{sign}{figure.ratio:.4f}" if figure.ratio < 0.1 else f"{sign}{figure.ratio:.2f}"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |\n" for line in lines)


# --- plot and page -----------------------------------------------------------------------------------


def charts(figures: Sequence[Figure]) -> list[Chart]:
    """Loading and the like in one chart, canned queries in another; the slowest stand out."""
    works = {
        "load into memory": ("load", "into memory", "raw pyoxigraph"),
        "load onto disk": ("load", "onto disk", "raw parse"),
        "validate": ("validate", "made-up documents", "raw parse"),
        "reason": ("reason", "rules", "raw pyoxigraph"),
        "owlrl": ("reason", "rules", "owlrl"),
        "rdflib: load": ("load", "into memory", "rdflib"),
    }
    lines = [
        _line(name, [f for f in figures if (f.part, f.item, f.peer) == key]) for name, key in works.items()
    ]
    queries = [_line(item, found) for item, found in _by_item(figures, "query", "raw pyoxigraph").items()]
    queries = sorted((line for line in queries if line.points), key=lambda line: -line.points[-1][1])
    shown = [Line(line.name, line.points, stands_out=rank < 8) for rank, line in enumerate(queries)]
    return [
        Chart("Loading, validating, reasoning", [line for line in lines if line.points]),
        Chart("Canned queries, in memory (the slowest named)", shown),
    ]


def _line(name: str, figures: Sequence[Figure]) -> Line:
    points = [(float(f.triples), _of_line(f, name)) for f in figures]
    return Line(name, tuple(sorted((size, cost) for size, cost in points if cost is not None)))


def _of_line(figure: Figure, name: str) -> float | None:
    return figure.theirs if name.startswith(("rdflib", "owlrl")) else figure.ours


def write(machine: dict[str, str], figures: Sequence[Figure], folder: Path) -> None:
    """Write the page and the plot of these figures."""
    (folder / "scale.md").write_text(markdown(machine, figures), encoding="utf-8")
    (folder / "scale.svg").write_text(svg(charts(figures)), encoding="utf-8")


def with_overview(text: str, table: str) -> str:
    """A page with this table between its marks. Raises ValueError if it has no marks."""
    begin, end = MARKS
    pattern = re.compile(f"{re.escape(begin)}.*{re.escape(end)}", re.DOTALL)
    if not pattern.search(text):
        raise ValueError(f"the page has no place for the table: {begin}")
    return pattern.sub(lambda _: f"{begin}\n\n{table}\n{end}", text)
