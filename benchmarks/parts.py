"""What is measured: loading, asking, validating, reasoning, starting. Each part gives figures.

Every part gets a corpus (the packaged dataset and made-up documents beside it) and settings; what needs a
server is in `servers`.
"""

from __future__ import annotations

import compileall
import gc
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox
from generate import generate
from measure import FailedError, Figure, Pair, TookTooLongError, apart, in_turn, memory, say, seconds

import migkg
from migkg import terms
from migkg.api import KnowledgeGraph
from migkg.build import stored
from migkg.corpus import Budget, Input, gather
from migkg.graph import load
from migkg.project import DataFile, Project
from migkg.queries import bind, load_queries, resolver_for
from migkg.sources import LocalSource
from migkg.workers import cores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from measure import Clock

    from migkg.table import Row

RAW, PARSE, RDFLIB, BARE = "raw pyoxigraph", "raw parse", "rdflib", "bare interpreter"
ONE_STORE: Final = 3_000_000
"""Triples from which on there is room for one store in memory only."""
OWLRL_MOST: Final = 200_000
"""Triples from which on owlrl is not tried: it takes minutes at 100 thousand."""
START: Final = "migkg query coverage"
BARE_PROGRAM: Final = "import pyoxigraph, argparse, json"


@dataclass(frozen=True, slots=True)
class Settings:
    """How long and how often: runs of a pair, seconds for one item, for one query of rdflib, of a server."""

    runs: int = 5
    bound: float = 120.0
    rdflib_bound: float = 30.0
    server_bound: float = 60.0
    only: tuple[str, ...] = ()
    """Canned queries to ask; all, if none is named."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The packaged dataset and made-up documents: the files of each, and how many triples in all."""

    folder: Path
    project: Project
    triples: int

    @property
    def files(self) -> list[tuple[Path, str]]:
        """Each file with the graph that it becomes (`""`: it names its graphs itself)."""
        return [(file.path, file.graph) for file in self.project.files if file.is_asserted]

    @property
    def generated(self) -> tuple[Path, ...]:
        """The made-up documents."""
        return tuple(sorted(path for path in self.folder.rglob("*") if path.is_file()))


def make_corpus(folder: Path, size: int, form: str = "nq") -> Corpus:
    """The packaged dataset with `size` triples of made-up documents beside it."""
    _, made = generate(size, folder, form=form)
    packaged = Project.packaged()
    own = sum(sum(1 for _ in parsed(file.path)) for file in packaged.files if file.is_asserted)
    loose = tuple(
        DataFile(path=path, relative=path.as_posix(), graph=_graph(path), role="looseFile")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    )
    return Corpus(folder, packaged._replace(files=packaged.files + loose), own + made)


def _graph(path: Path) -> str:
    return "" if path.suffix == ".nq" else f"{terms.BASE}graph/documents/{path.stem}"


def parsed(path: Path) -> Iterator[ox.Quad]:
    """What the engine's parser alone gives."""
    return ox.parse(path=path, base_iri=terms.BASE)


# --- loading ------------------------------------------------------------------------------------------


def load_part(corpus: Corpus, settings: Settings) -> list[Figure]:
    """Loading into memory and onto disk, beside raw pyoxigraph and raw parsing."""
    work = partial(_pair_apart, settings=settings)
    memory_pair = work(lambda: load(corpus.project), lambda: raw_load(corpus))
    parse_pair = work(lambda: load(corpus.project), lambda: raw_parse(corpus))
    # Each time in a process of its own: one that has had a store cannot be copied for its workers.
    with tempfile.TemporaryDirectory(dir=corpus.folder.parent) as place:
        filled = partial(apart, partial(on_disk, corpus, place), settings.bound * 4)
        disk_pair = work(filled, lambda: raw_parse(corpus), clock=time.perf_counter)
    build_pair = work(lambda: whole_build(corpus), lambda: raw_parse(corpus), clock=time.perf_counter)
    figures = [
        _figure("load", "into memory", corpus, RAW, memory_pair),
        _figure("load", "into memory", corpus, PARSE, parse_pair),
        _figure("load", "onto disk", corpus, PARSE, disk_pair),
        _figure("load", "migkg build, whole", corpus, PARSE, build_pair),
    ]
    size = _bounded(lambda: _memory_of(corpus), settings.bound * 4)
    if isinstance(size, int):
        figures[0] = replace(
            figures[0], note=f"{size / 2**20:.0f} MiB, {size / corpus.triples:.0f} bytes a triple"
        )
    return figures


def raw_load(corpus: Corpus) -> ox.Store:
    """The corpus in memory by the engine alone, file by file."""
    store = ox.Store()
    for path, graph in corpus.files:
        store.load(path=path, base_iri=terms.BASE, to_graph=ox.NamedNode(graph) if graph else None)
    return store


def raw_parse(corpus: Corpus) -> None:
    """Every quad of the corpus, parsed and dropped."""
    for path, _ in corpus.files:
        for _quad in parsed(path):
            pass


def on_disk(corpus: Corpus, place: str) -> None:
    """The corpus in a store in a new folder, as `migkg build` makes it before it derives anything."""
    folder = Path(tempfile.mkdtemp(dir=place))
    inputs = [Input(path, graph) for path, graph in corpus.files]
    budget = Budget(jobs=cores())
    pieces, failures = gather(inputs, folder, budget, lambda *_: None)
    if failures:
        raise FailedError(str(failures[0]))
    stored(pieces, folder / "store", budget.jobs)


def whole_build(corpus: Corpus) -> None:
    """All that `migkg build` makes: sorted quads, what follows from them, a store without and with that."""
    with tempfile.TemporaryDirectory(dir=corpus.folder.parent) as place:
        command = [sys.executable, "-m", "migkg", "build", str(corpus.folder), "--output", place]
        subprocess.run(command, check=True, capture_output=True)


def _memory_of(corpus: Corpus) -> int:
    before = memory()
    store = raw_load(corpus)
    gc.collect()
    used = memory() - before
    del store
    return used


def _pair_apart(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    settings: Settings,
    clock: Clock = time.process_time,
) -> Pair | str:
    runs = min(settings.runs, 3)
    pair: Pair | str = _bounded(
        lambda: in_turn(ours, theirs, runs=runs, budget=settings.bound, clock=clock),
        settings.bound * 4 * runs,
    )
    return pair


def _bounded(work: Callable[[], Any], limit: float) -> Any:
    """What work gives in a process of its own; a text that says why it gave nothing."""
    try:
        return apart(work, limit)
    except TookTooLongError:
        return f"not done after {limit:.0f} s"
    except FailedError as error:
        return str(error)


def _figure(part: str, item: str, corpus: Corpus, peer: str, pair: Pair | str) -> Figure:
    if isinstance(pair, str):
        return Figure(part, item, corpus.triples, peer, None, None, None, note=pair)
    return Figure(part, item, corpus.triples, peer, pair.ours, pair.theirs, pair.ratio)


# --- asking -------------------------------------------------------------------------------------------


def query_part(corpus: Corpus, settings: Settings) -> list[Figure]:
    """Each canned query through migkg, beside the same text given to the engine; in memory."""
    store = raw_load(corpus)
    # Two stores of this size would not fit: the one that the engine has loaded is asked both ways then.
    source = LocalSource(store if corpus.triples > ONE_STORE else load(corpus.project))
    graph = KnowledgeGraph(Project.packaged(), source)
    figures = []
    for name, text in canned(source, settings):
        figure = _asked(graph, partial(raw_answer, store, text), name, corpus, settings)
        say(f"  {name}: {_told(figure)}")
        figures.append(figure)
    return figures


def canned(source: Any, settings: Settings) -> list[tuple[str, str]]:
    """The canned queries and their texts, without values for parameters."""
    folder = Project.packaged().queries_folder
    assert folder is not None  # noqa: S101 -- the packaged dataset has queries
    resolver = resolver_for(source)
    return [
        (name, bind(query, {}, resolver))
        for name, query in load_queries(folder).items()
        if not settings.only or name in settings.only
    ]


def our_answer(graph: KnowledgeGraph, name: str) -> list[Row]:
    """The rows that migkg gives, all of them, each cell looked at."""
    return list(graph.query(name).rows)


def raw_answer(store: ox.Store, text: str) -> list[tuple[object, ...]]:
    """The rows that the engine gives, all of them, as tuples of its terms."""
    solutions = store.query(text, base_iri=terms.BASE, use_default_graph_as_union=True)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 -- a canned query selects
    return [tuple(row) for row in solutions]


def _asked(
    graph: KnowledgeGraph, raw: Callable[[], object], name: str, corpus: Corpus, settings: Settings
) -> Figure:
    rows: list[int] = []

    def ours() -> None:
        rows.append(len(our_answer(graph, name)))

    def work() -> tuple[Pair, int]:
        pair = in_turn(ours, raw, runs=settings.runs, budget=settings.bound / 6)
        return pair, rows[0]

    answer = _bounded(work, settings.bound)
    if isinstance(answer, str):
        return Figure("query", name, corpus.triples, RAW, None, None, None, bound=settings.bound, note=answer)
    pair, count = answer
    return replace(_figure("query", name, corpus, RAW, pair), rows=count)


def _told(figure: Figure) -> str:
    if figure.ours is None or figure.ratio is None:
        return figure.note
    return f"{figure.ours:.3f} s, ratio {figure.ratio:.3f}, {figure.rows} rows"


def rdflib_part(corpus: Corpus, settings: Settings) -> list[Figure]:
    """Loading and each canned query, beside rdflib with the same text on the same data."""
    import rdflib

    def rdflib_load() -> rdflib.Dataset:
        dataset = rdflib.Dataset(default_union=True)
        for path, graph in corpus.files:
            where = dataset if not graph else dataset.graph(graph)
            where.parse(path, format="nquads" if path.suffix == ".nq" else "turtle", publicID=terms.BASE)
        return dataset

    pair = _bounded(lambda: in_turn(lambda: load(corpus.project), rdflib_load, runs=1, budget=1), 900)
    figures = [_figure("load", "into memory", corpus, RDFLIB, pair)]
    source = LocalSource(load(corpus.project))
    graph = KnowledgeGraph(Project.packaged(), source)
    dataset = rdflib_load()
    for name, text in canned(source, settings):
        ours = _bounded(partial(_best, partial(our_answer, graph, name)), settings.bound)
        theirs = _bounded(partial(_rdflib_answer, dataset, text), settings.rdflib_bound)
        whole = Figure("query", name, corpus.triples, RDFLIB, None, None, None)
        figures.append(_beside(whole, ours, theirs, settings.rdflib_bound))
        say(f"  {name}: {ours} s, rdflib {theirs} s")
    return figures


def _rdflib_answer(dataset: Any, text: str) -> float:
    return seconds(lambda: list(dataset.query(text)), time.process_time)


def _best(work: Callable[[], object]) -> float:
    """The second of two runs: rdflib has but one, and its caches are warm by then too."""
    work()
    return seconds(work, time.process_time)


def _beside(figure: Figure, ours: float | str, theirs: float | str, bound: float) -> Figure:
    """A figure with what was measured, where either may not have been done in time."""
    if isinstance(ours, str):
        return replace(figure, note=ours)
    if isinstance(theirs, str):
        is_late = theirs.startswith("not done")
        ratio = ours / bound if is_late else None
        return replace(figure, ours=ours, ratio=ratio, bound=bound if is_late else None, note=theirs)
    return replace(figure, ours=ours, theirs=theirs, ratio=ours / theirs)


# --- validating, reasoning, starting --------------------------------------------------------------------


def validate_part(corpus: Corpus, settings: Settings) -> list[Figure]:
    """Validation of the made-up documents in the packaged dataset's context, beside parsing them."""
    from migkg.validate import validate

    def ours() -> None:
        validate(Project.packaged(), corpus.generated)

    def theirs() -> None:
        for path in corpus.generated:
            for _quad in parsed(path):
                pass

    pair = _bounded(lambda: in_turn(ours, theirs, runs=2, budget=settings.bound), settings.bound * 2)
    return [_figure("validate", "made-up documents", corpus, PARSE, pair)]


def reason_part(corpus: Corpus, settings: Settings) -> list[Figure]:
    """The OWL 2 RL closure of the corpus by our rules, beside owlrl and beside loading alone."""
    from migkg.reason import closure
    from migkg.rules import derive

    def ours() -> None:
        quads = [quad for path, _ in corpus.files for quad in parsed(path)]
        for _triple in derive(quads):
            pass

    pair = _bounded(
        lambda: in_turn(ours, lambda: raw_load(corpus), runs=1, budget=settings.bound), settings.bound * 2
    )
    figures = [_figure("reason", "rules", corpus, RAW, pair)]
    if corpus.triples < OWLRL_MOST:
        mine = _bounded(partial(seconds, ours), settings.bound)
        theirs = _bounded(lambda: seconds(lambda: closure(corpus.project)), settings.bound)
        whole = Figure("reason", "rules", corpus.triples, "owlrl", None, None, None)
        figures.append(_beside(whole, mine, theirs, settings.bound))
    return figures


def start_part(corpus: Corpus, settings: Settings) -> list[Figure]:
    """The whole process of `migkg query coverage` on the packaged data, beside a bare interpreter.

    Once as in daily use, once where no cache can be kept, which differs only in a checkout. Our modules are
    compiled before, as pip does: the interpreter may be told to keep no bytecode (PYTHONDONTWRITEBYTECODE),
    while that of its libraries is there.
    """
    compileall.compile_dir(Path(migkg.__file__).parent, quiet=1)
    ours = [sys.executable, "-m", "migkg", "query", "coverage"]
    bare = [sys.executable, "-c", BARE_PROGRAM]
    nowhere = os.environ | {"XDG_CACHE_HOME": os.devnull}
    _run(ours)
    figures = []
    for item, environment in ((START, None), (f"{START}, no cache", nowhere)):
        pair = in_turn(
            partial(_run, ours, environment),
            partial(_run, bare),
            runs=max(21, settings.runs),
            budget=settings.bound,
            clock=time.perf_counter,
        )
        figures.append(_figure("start", item, corpus, BARE, pair))
    return figures


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


def clear(folder: Path) -> None:
    """Drop a corpus that is not needed any more."""
    shutil.rmtree(folder, ignore_errors=True)
