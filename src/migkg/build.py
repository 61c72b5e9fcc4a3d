"""The dataset as files for other tools and as a store: all that is asserted, and all that follows from it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import rules
from migkg.corpus import Budget, Failure, Input, gather, inputs_of, merge, sort_lines
from migkg.errors import UnreadableError
from migkg.project import STORE, STORE_ALL, STORE_ASSERTED
from migkg.terms import GRAPH_INFERRED
from migkg.versions import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from migkg.corpus import Progress
    from migkg.project import Project

__all__ = ["Built", "build", "stored"]

DATASET: Final = "dataset.nq"
INFERRED: Final = "inferred.nt"
_SCRATCH: Final = "scratch"
_NO_TEXT: Final = "It cannot be read: "
"""How a problem begins that is one of the file and not of what it says."""

_FEW: Final = 4
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
        derived = _derived(_Quads(asserted), scratch / "rules" if on_disk else None, progress)
        merge(sort_lines((_line(triple) for triple in derived), scratch, budget.piece), new / INFERRED)
        _write(new, asserted, budget.memory // 16, progress)
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


def _derived(quads: _Quads, scratch: Path | None, progress: Progress) -> Iterable[ox.Triple]:
    """What follows; by owlrl where the vocabulary says what there are no rules for."""
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
    return f"{triple.subject} {triple.predicate} {triple.object} .\n".encode()


def _write(new: Path, asserted: Path, size: int, progress: Progress) -> None:
    progress("writing", 1, 4)
    derived = asserted.with_name("derived.nq")
    end, graph = b" .\n", f" <{GRAPH_INFERRED}> .\n".encode()
    with (new / INFERRED).open("rb") as lines, derived.open("wb") as out:
        out.writelines(line.removesuffix(end) + graph for line in lines)
    merge([asserted, derived], new / DATASET)
    progress("writing", 2, 4)
    (new / STORE).mkdir()
    store = stored(asserted, new / STORE / STORE_ASSERTED, size)
    progress("writing", 3, 4)
    # A copy shares the files of what it copies: only what was derived has to be added.
    store.backup(str(new / STORE / STORE_ALL))
    stored(derived, new / STORE / STORE_ALL, size)
    progress("writing", 4, 4)


def stored(quads: Path, where: Path, size: int) -> ox.Store:
    """The store in a folder, made if it is not there, with the quads of a file that is known to be right.

    The file is loaded at once if it has no more than `size` bytes, else about so many at a time: the engine
    holds all that it loads at once, several times over. What has come in many parts is put in order at the
    end; to do so for few would take longer than any question wins by it.
    """
    store = ox.Store(str(where))
    turns = -(-quads.stat().st_size // size)
    if turns <= 1:
        store.bulk_load(path=quads, format=ox.RdfFormat.N_QUADS, lenient=True)
    else:
        with quads.open("rb") as lines:
            each = -(-sum(1 for _ in lines) // turns)
        rest = iter(_Quads(quads))
        while part := list(islice(rest, each)):
            store.bulk_extend(part)
    if turns > _FEW:
        store.optimize()
    store.flush()
    return store
