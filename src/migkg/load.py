"""A dataset into a source: one named graph after the other, only graphs whose content has changed.

What was loaded is kept there as data, in a graph of its own::

    <graph/objectives/gcm> mig:contentDigest "sha256:5f1d…" .
    <graph/themes> mig:contentDigest "unfinished" .

Before a graph is written or taken away, it is recorded as unfinished, so that a run that ends at any moment
is mended by the next one: what was not recorded as whole is written again.
"""

from __future__ import annotations

import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from migkg.errors import MigkgError
from migkg.table import Table, Value
from migkg.terms import GRAPH_BASE, GRAPH_LOADED, ONTOLOGY, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migkg.contents import Content, Progress
    from migkg.sources import Source

__all__ = ["Step", "carry_out", "plan", "recorded", "summary", "table"]

Action = Literal["new", "changed", "unchanged", "pruned", "left"]

DIGEST: Final = f"{ONTOLOGY}contentDigest"
UNFINISHED: Final = "unfinished"
CHECKPOINT: Final = 3.0
"""How many seconds of work may have to be done again after an interruption, about."""


@dataclass(frozen=True, slots=True)
class Step:
    """One named graph and what becomes of it.

    `new`, `changed` and `unchanged` are graphs of the dataset; `pruned` and `left` were loaded before and
    are no longer in it. `triples` is how many the graph will hold, None if that is not known.
    """

    graph: str
    action: Action
    triples: int | None


# --- what is there, and what to do -------------------------------------------------------------


def recorded(source: Source) -> dict[str, str]:
    """Graph IRI → digest of what was loaded, by the server's record; "unfinished" where it is not known."""
    rows = source.select(
        f"SELECT ?graph ?digest WHERE {{ GRAPH <{GRAPH_LOADED}> {{ ?graph <{DIGEST}> ?digest }} }}"
    ).rows
    found: dict[str, str] = {}
    for graph, digest in rows:
        if graph is not None and digest is not None:
            found[graph.text] = UNFINISHED if graph.text in found else digest.text
    return found


def plan(wanted: Mapping[str, Content], source: Source, *, prune: bool = False) -> tuple[Step, ...]:
    """What is to be done on a server so that it holds what is wanted, by its record and its list of graphs.

    A graph that somebody has taken away since is written again. Graphs under our base that were loaded and
    are no longer wanted are `pruned` with `prune`, and else `left`; others are always left.

    Raises EndpointError if the server does not answer.
    """
    before, there = recorded(source), frozenset(source.graphs())
    steps = [
        Step(graph, _action(graph, content, before, there), content.triples)
        for graph, content in wanted.items()
    ]
    for graph in before:
        if graph not in wanted:
            goes = prune and graph.startswith(GRAPH_BASE)
            steps.append(Step(graph, "pruned" if goes else "left", None))
    return tuple(sorted(steps, key=lambda step: step.graph))


def _action(graph: str, content: Content, before: Mapping[str, str], there: frozenset[str]) -> Action:
    if before.get(graph) == content.digest and (graph in there or not content.triples):
        return "unchanged"
    return "changed" if graph in there or graph in before else "new"


# --- doing it ----------------------------------------------------------------------------------


def carry_out(
    steps: Sequence[Step], wanted: Mapping[str, Content], source: Source, progress: Progress
) -> None:
    """Write what is new or changed, take away what is pruned, and record it.

    Ended at any moment, it leaves each graph as the server's own PUT does, whole or to be written again, and
    a record from which the next run goes on. Two runs at once on one server are not provided for.

    Raises as `Source.load` at the first graph that cannot be written; what was done before stays recorded.
    """
    todo = [step for step in steps if step.action in ("new", "changed", "pruned")]
    if not todo:
        return
    record = recorded(source)
    record |= {step.graph: UNFINISHED for step in todo}
    _write_record(source, record)
    last = time.monotonic()
    try:
        for number, step in enumerate(todo, 1):
            progress("loading", number, len(todo))
            if step.action == "pruned":
                source.drop(step.graph)
                del record[step.graph]
            else:
                content = wanted[step.graph]
                source.load(step.graph, content.read())
                record[step.graph] = content.digest
            if time.monotonic() - last > CHECKPOINT:
                _write_record(source, record)
                last = time.monotonic()
    except (MigkgError, KeyboardInterrupt):
        with suppress(MigkgError):
            _write_record(source, record)
        raise
    _write_record(source, record)


def _write_record(source: Source, record: Mapping[str, str]) -> None:
    lines = (f'<{graph}> <{DIGEST}> "{digest}" .\n' for graph, digest in sorted(record.items()))
    source.load(GRAPH_LOADED, "".join(lines).encode())


# --- telling -----------------------------------------------------------------------------------


def table(steps: Iterable[Step]) -> Table:
    """The steps as a table: graph, action, triples."""
    return Table(
        ("graph", "action", "triples"),
        [
            (
                Value("iri", step.graph),
                Value("literal", step.action),
                None if step.triples is None else Value("literal", str(step.triples), f"{XSD}integer"),
            )
            for step in steps
        ],
        title="What becomes of each graph",
    )


def summary(steps: Sequence[Step], *, dry: bool) -> str:
    """One line about all steps, and which graphs were left that are no longer in the dataset."""
    return " ".join(_sentences(steps, dry=dry))


def _sentences(steps: Sequence[Step], *, dry: bool) -> Iterator[str]:
    count = Counter(step.action for step in steps)
    told = [f"{count[action]} {action}" for action in ("new", "changed", "unchanged")]
    told += [f"{count['pruned']} pruned"] if count["pruned"] else []
    graphs = "1 graph" if len(steps) == 1 else f"{len(steps)} graphs"
    yield f"{graphs}: {', '.join(told)}." + (" Nothing was written (--dry-run)." if dry else "")
    left = [step.graph for step in steps if step.action == "left"]
    if left:
        few = ", ".join(left[:3]) + (", …" if len(left) > 3 else "")  # noqa: PLR2004 -- a few are enough to know them
        yield f"{len(left)} loaded before and no longer in the dataset ({few}): take them away with --prune."
