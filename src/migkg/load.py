"""A dataset onto a server: one PUT per named graph, only for graphs whose content has changed.

What was loaded is kept on the server as data, in a graph of its own::

    <graph/objectives/gcm> mig:contentDigest "sha256:5f1d…" .
    <graph/themes> mig:contentDigest "unfinished" .

Before a graph is written or taken away, it is recorded as unfinished, so that a run that ends at any moment
is mended by the next one: what was not recorded as whole is written again.
"""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import pyoxigraph as ox

from migkg.errors import EndpointError, ProjectError, UsageError
from migkg.graph import parse_file
from migkg.reading import graph_of_file
from migkg.table import Table, Value
from migkg.terms import GRAPH_BASE, GRAPH_INFERRED, GRAPH_LOADED, ONTOLOGY, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from migkg.graph_store import GraphStore
    from migkg.project import Project
    from migkg.sources import Source

    Progress = Callable[[str, int, int], None]
    """Called with what is being done, how much of it is done, and how much there is (0 if unknown)."""

__all__ = ["Content", "Step", "carry_out", "contents", "plan", "summary", "table"]

Action = Literal["new", "changed", "unchanged", "pruned", "left"]

DIGEST: Final = f"{ONTOLOGY}contentDigest"
UNFINISHED: Final = "unfinished"
CHECKPOINT: Final = 3.0
"""How many seconds of work may have to be done again after an interruption, about."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a named graph is to hold: sorted N-Triples in canonical form, their number and digest."""

    n_triples: bytes
    triples: int
    digest: str


@dataclass(frozen=True, slots=True)
class Step:
    """One named graph and what becomes of it.

    `new`, `changed` and `unchanged` are graphs of the dataset; `pruned` and `left` were loaded before and
    are no longer in it. `triples` is how many the graph will hold, None if that is not known.
    """

    graph: str
    action: Action
    triples: int | None


# --- what is to be there -----------------------------------------------------------------------


def contents(project: Project, progress: Progress, *, inferred: bool = False) -> dict[str, Content]:
    """Graph IRI → what it is to hold, for all asserted files of a dataset.

    What a loose file says outside of any graph goes into one named after the file, as validation has it.
    With `inferred`, also the derived triples that `migkg build` left.

    Raises ParseError or UnreadableError for a file that cannot be used, ProjectError if no triples have
    been derived, UsageError if a file claims the graph in which migkg keeps its record.
    """
    files = [(file.path, file.graph, file.relative) for file in project.files if file.is_asserted]
    if inferred:
        if not project.inferred_file.is_file():
            raise ProjectError(
                f"{project.inferred_file}: the derived triples have not been computed yet. "
                "Run migkg build first."
            )
        files.append((project.inferred_file, GRAPH_INFERRED, ""))
    found: dict[str, list[ox.Triple]] = {}
    for number, (path, graph, name) in enumerate(files, 1):
        progress("reading", number, len(files))
        own = graph or graph_of_file(name)
        for quad in parse_file(path):
            found.setdefault(_graph_of(quad, own, path), []).append(quad.triple)
        found.setdefault(own, []) if graph else None
    return {graph: content_of(found.pop(graph)) for graph in sorted(found)}


def content_of(triples: Iterable[ox.Triple]) -> Content:
    """The triples in canonical order, blank nodes named by RDFC-1.0, so that equal graphs are equal bytes.

    >>> content_of([]).digest
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    given = list(triples)
    if any(isinstance(term, ox.BlankNode) for triple in given for term in (triple.subject, triple.object)):
        dataset = ox.Dataset(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in given)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        given = [quad.triple for quad in dataset]
    lines = sorted({f"{triple} .\n" for triple in given})
    body = "".join(lines).encode()
    return Content(body, len(lines), f"sha256:{hashlib.sha256(body).hexdigest()}")


def _graph_of(quad: ox.Quad, own: str, path: Path) -> str:
    name = quad.graph_name
    if isinstance(name, ox.BlankNode):
        raise UsageError(f"{path}: a graph without a name of its own ({name}) cannot be loaded. Name it.")
    graph = own if isinstance(name, ox.DefaultGraph) else name.value
    if graph == GRAPH_LOADED:
        raise UsageError(
            f"{path}: <{GRAPH_LOADED}> is where migkg records what it has loaded. Name another graph."
        )
    return graph


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
    steps: Sequence[Step],
    wanted: Mapping[str, Content],
    source: Source,
    store: GraphStore,
    progress: Progress,
) -> None:
    """Write what is new or changed, take away what is pruned, and record it.

    Ended at any moment, it leaves each graph as the server's own PUT does, whole or to be written again, and
    a record from which the next run goes on. Two runs at once on one server are not provided for.

    Raises EndpointError at the first request that fails; what was done before stays recorded.
    """
    todo = [step for step in steps if step.action in ("new", "changed", "pruned")]
    if not todo:
        return
    record = recorded(source)
    record |= {step.graph: UNFINISHED for step in todo}
    _write_record(store, record)
    last = time.monotonic()
    try:
        for number, step in enumerate(todo, 1):
            progress("loading", number, len(todo))
            if step.action == "pruned":
                store.delete(step.graph)
                del record[step.graph]
            else:
                content = wanted[step.graph]
                store.put(step.graph, content.n_triples)
                record[step.graph] = content.digest
            if time.monotonic() - last > CHECKPOINT:
                _write_record(store, record)
                last = time.monotonic()
    except (EndpointError, KeyboardInterrupt):
        with suppress(EndpointError):
            _write_record(store, record)
        raise
    _write_record(store, record)


def _write_record(store: GraphStore, record: Mapping[str, str]) -> None:
    lines = (f'<{graph}> <{DIGEST}> "{digest}" .\n' for graph, digest in sorted(record.items()))
    store.put(GRAPH_LOADED, "".join(lines).encode())


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
