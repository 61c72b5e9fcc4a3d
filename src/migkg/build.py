"""The dataset as files for other tools and as a store: all that is asserted, and all that follows from it."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from mmap import ACCESS_READ, mmap
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import rules
from migkg.corpus import Budget, Failure, Input, gather, inputs_of
from migkg.errors import UnreadableError
from migkg.lines import may_have_blank_nodes, merge, sort_lines
from migkg.project import STORE, STORE_ALL, STORE_ASSERTED
from migkg.terms import GRAPH_INFERRED
from migkg.versions import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from migkg.corpus import Progress
    from migkg.project import Project

__all__ = ["Built", "build", "derived", "stored"]

DATASET: Final = "dataset.nq"
INFERRED: Final = "inferred.nt"
_SCRATCH: Final = "scratch"
_NO_TEXT: Final = "It cannot be read: "
"""How a problem begins that is one of the file and not of what it says."""

_END: Final = b" .\n"
_END_INFERRED: Final = f" <{GRAPH_INFERRED}> .\n".encode()

_FEW: Final = 8
"""So many parts of a store are left as they were loaded."""

_FACT: Final = 1500
"""About how many bytes of memory a fact and what follows from it take while the rules are run."""


@dataclass(frozen=True, slots=True)
class Built:
    """What was written, and the files that could not be read: the build is without them."""

    paths: tuple[Path, ...]
    failures: tuple[Failure, ...] = ()


def build(
    project: Project,
    folder: Path,
    progress: Progress,
    *,
    paths: Sequence[Path] = (),
    budget: Budget | None = None,
) -> Built:
    """Write `dataset.nq` (each file in its graph, derived triples in theirs), `inferred.nt` and `store`.

    `paths` are further files and folders, whatever they hold: one that cannot be read is a failure, and the
    build is without it. The files of the project itself must all be readable. Lines are sorted and blank
    nodes named after the content of their file, so that equal data give equal files. The three are switched
    as one (`migkg.versions`); the two stores in `store` hold the quads without and with those derived.
    Not for a copy (`os.fork`) of a process that had opened a store: it lacks the threads of the engine, which
    would be waited for without end.

    Raises ParseError or UnreadableError for a file of the project that cannot be used and for a path that is
    not there, DataError if the data contradict the vocabulary, OutputError if the folder cannot be written.
    """
    budget = budget or Budget()
    own = [Input(file.path, file.graph) for file in project.files if file.is_asserted]
    known = {source.path.resolve() for source in own}
    named = [source for source in inputs_of(paths) if source.path.resolve() not in known]
    names = (DATASET, INFERRED, STORE)
    with replacing(folder, names) as new:
        scratch = new / _SCRATCH
        scratch.mkdir()
        pieces, failures = gather([*own, *named], scratch, budget, progress)
        _refuse(failures, known)
        asserted = scratch / "asserted.nq"
        count = merge(pieces, asserted)
        on_disk = count * _FACT > budget.memory // 2
        found = derived(_Quads(asserted), scratch / "rules" if on_disk else None, progress)
        following = sort_lines((_line(triple) for triple in found), scratch, budget.piece)
        _write(new, asserted, pieces, following, budget.jobs, progress)
        shutil.rmtree(scratch)
    return Built(tuple(folder / name for name in names), tuple(failures))


def _refuse(failures: Iterable[Failure], known: set[Path]) -> None:
    """Raise for a file of the dataset itself: what is built from a part of it would be another dataset."""
    for failure in failures:
        if failure.path.resolve() in known:
            error = failure.errors[0]
            if error.line is None or error.message.startswith(_NO_TEXT):
                message = error.message.removeprefix(_NO_TEXT).rstrip(".")
                raise UnreadableError(failure.path, message, remedy=error.remedy)
            raise error


class _Quads:
    """The quads of a file of N-Quads, read anew each time that they are gone through."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[ox.Quad]:
        return iter(ox.parse(path=self._path, format=ox.RdfFormat.N_QUADS))


def derived(
    quads: Iterable[ox.Quad | ox.Triple], scratch: Path | None, progress: Progress
) -> Iterable[ox.Triple]:
    """What follows; by owlrl where the vocabulary says what there are no rules for.

    The quads are gone through more than once. Raises DataError if they contradict the vocabulary.
    """
    progress("deriving, round", 1, 0)
    try:
        return rules.derive(
            quads, scratch=scratch, progress=lambda turn: progress("deriving, round", turn, 0)
        )
    except rules.Uncovered:
        from migkg.bridge import to_rdflib
        from migkg.reason import infer, n_triples

        found = infer(to_rdflib(quads), progress=lambda turn, _: progress("deriving, round", turn, 0))
        return ox.parse(n_triples(found), ox.RdfFormat.N_TRIPLES)


def _line(triple: ox.Triple | ox.Quad) -> bytes:
    return f"{triple.subject} {triple.predicate} {triple.object}".encode() + _END_INFERRED


def _write(
    new: Path,
    asserted: Path,
    pieces: Sequence[Path],
    following: Sequence[Path],
    jobs: int,
    progress: Progress,
) -> None:
    progress("writing", 1, 4)
    placed = asserted.with_name("derived.nq")
    merge(following, placed)
    with placed.open("rb") as lines, (new / INFERRED).open("wb") as out:
        out.writelines(line.removesuffix(_END_INFERRED) + _END for line in lines)
    merge([asserted, placed], new / DATASET)
    progress("writing", 2, 4)
    (new / STORE).mkdir()
    store = stored(pieces, new / STORE / STORE_ASSERTED, jobs)
    progress("writing", 3, 4)
    # A copy shares the files of what it copies: only what was derived has to be added.
    store.backup(str(new / STORE / STORE_ALL))
    stored(following, new / STORE / STORE_ALL, jobs)
    progress("writing", 4, 4)


def stored(pieces: Sequence[Path], where: Path, jobs: int) -> ox.Store:
    """The store in a folder, made if it is not there, with the lines of files that are known to be right.

    So many files are loaded at once as there are `jobs`; the engine holds each several times over. What has
    come in many parts is put in order at the end; to do so for few would take longer than any question wins
    by it.
    """
    store = ox.Store(str(where))
    # The engine names blank nodes anew in each file that it reads by itself.
    blank = [piece for piece in pieces if _may_have_blank_nodes(piece)]
    with ThreadPoolExecutor(jobs) as threads:
        loads = [
            threads.submit(store.bulk_load, path=piece, format=ox.RdfFormat.N_QUADS, lenient=True)
            for piece in pieces
            if piece not in blank
        ]
        most = max((piece.stat().st_size for piece in pieces), default=0)
        loads += [
            threads.submit(store.bulk_extend, chain.from_iterable(map(_Quads, batch)))
            for batch in _batches(blank, most)
        ]
        for load in loads:
            load.result()
    if len(pieces) > _FEW:
        store.optimize()
    store.flush()
    return store


def _may_have_blank_nodes(piece: Path) -> bool:
    with piece.open("rb") as lines, mmap(lines.fileno(), 0, access=ACCESS_READ) as text:
        return may_have_blank_nodes(text)


def _batches(pieces: Iterable[Path], most: int) -> Iterator[list[Path]]:
    """Pieces together, as long as they have no more than so many bytes."""
    batch: list[Path] = []
    held = 0
    for piece in pieces:
        size = piece.stat().st_size
        if batch and held + size > most:
            yield batch
            batch, held = [], 0
        batch.append(piece)
        held += size
    if batch:
        yield batch
