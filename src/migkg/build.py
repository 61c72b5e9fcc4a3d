"""The dataset as files for other tools: all that is asserted, and all that follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.bridge import to_rdflib
from migkg.errors import OutputError
from migkg.files import write_file
from migkg.graph import parse_file
from migkg.reason import infer, n_triples
from migkg.terms import GRAPH_INFERRED

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from migkg.project import Project

    Progress = Callable[[str, int, int], None]
    """Called with what is being done, how much of it is done, and how much there is (0 if unknown)."""

__all__ = ["build"]

DATASET: Final = "dataset.nq"
INFERRED: Final = "inferred.nt"


def build(project: Project, folder: Path, progress: Progress) -> tuple[Path, ...]:
    """Write `dataset.nq` (each file in its named graph, derived triples in theirs) and `inferred.nt`.

    Lines are sorted, so that equal data give equal files. Everything is worked out before the first file
    is written. Raises ParseError or UnreadableError for a file that cannot be used, DataError if the data
    contradict the vocabulary, OutputError if the folder cannot be written.
    """
    files = [file for file in project.files if file.is_asserted]
    quads: list[ox.Quad] = []
    for number, file in enumerate(files, 1):
        progress("reading", number, len(files))
        name = ox.NamedNode(file.graph) if file.graph else None
        quads.extend(_placed(quad, name) for quad in parse_file(file.path))
    derived = n_triples(
        infer(to_rdflib(quads), progress=lambda turn, _: progress("deriving, round", turn, 0))
    )
    inferred = ox.NamedNode(GRAPH_INFERRED)
    quads.extend(
        ox.Quad(triple.subject, triple.predicate, triple.object, inferred)
        for triple in ox.parse(derived, ox.RdfFormat.N_TRIPLES)
    )
    lines = sorted({f"{quad} .\n" for quad in quads})
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{folder}: this folder cannot be made: {(error.strerror or str(error)).lower()}."
        ) from error
    written = (folder / DATASET, folder / INFERRED)
    for path, text in zip(written, ("".join(lines), derived), strict=True):
        progress("writing", 1 + written.index(path), len(written))
        write_file(path, text.encode())
    return written


def _placed(quad: ox.Quad, graph: ox.NamedNode | None) -> ox.Quad:
    return quad if graph is None else ox.Quad(quad.subject, quad.predicate, quad.object, graph)
