"""The data of a release as files, for those who want no site: RDF in every usual form, tables, descriptions.

The same data give the same bytes, whoever writes them and wherever; the only time in them is that of the
release. Which file is what for whom: docs/dumps.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.errors import OutputError
from migkg.publish.catalogue import STEM, File, catalogue, digest_of
from migkg.publish.digests import digest_of as fingerprint
from migkg.publish.examples import examples
from migkg.publish.graphs import FORMS, Graphs, graph_files, path_of, rdf_files
from migkg.publish.linkset import linkset
from migkg.publish.mappings import TABLE, mapping_table, mappings_of
from migkg.publish.record import Part
from migkg.publish.tables import answers, table_files
from migkg.web.rdf import graph_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from migkg.publish import Progress
    from migkg.publish.pages import Site
    from migkg.web.dataset import Dataset

__all__ = ["SUMS", "write"]

SUMS: Final = "SHA256SUMS"
_STEPS: Final = 3


def write(
    dataset: Dataset,
    folder: Path,
    progress: Progress,
    more: Iterable[ox.Triple] = (),
    *,
    site: Site | None = None,
) -> None:
    """Write all dumps of a dataset into a folder that is new or empty; `more` is said in their catalogue.

    If it is a folder of a site, those of graphs that have not changed are taken over from the site before.

    `SHA256SUMS` is written last, and names every other file. Raises OutputError if the folder cannot be
    written, and the errors of the dataset.
    """
    try:
        graphs = Graphs.of(dataset, progress)
        files = list(_single(site, graphs, folder, progress))
        files += [_put(folder, path, content) for path, content in _data(dataset, graphs, progress)]
        described = sorted({*catalogue(dataset, graphs, files), *more}, key=str)
        files += [_put(folder, f"{STEM}.{form}", graph_bytes(described, form)) for form in FORMS]
        listed = sorted(files, key=lambda file: file.path)
        _put(folder, SUMS, "".join(f"{file.digest}  {file.path}\n" for file in listed).encode())
        progress("dumps", _STEPS, _STEPS)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}. Choose another place.") from error


def _data(dataset: Dataset, graphs: Graphs, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """The path and the content of each file but those that describe the others."""
    yield from rdf_files(graphs, progress)
    yield from table_files(dataset, answers(dataset, progress))
    progress("dumps", 1, _STEPS)
    yield TABLE, mapping_table(dataset, mappings_of(dataset, graphs))
    for stem, triples in (("sdg-linkset", linkset(graphs)), ("examples", examples(dataset))):
        for form in FORMS:
            yield f"{stem}.{form}", graph_bytes(triples, form)
    progress("dumps", 2, _STEPS)


def _single(site: Site | None, graphs: Graphs, folder: Path, progress: Progress) -> Iterator[File]:
    """The files of each named graph, written or taken over."""
    for number, (name, triples) in enumerate(graphs.asserted.items(), 1):
        path = path_of(name)
        yield from _kept(site, path, triples, folder) if site else _written(path, triples, folder)
        progress("graphs", number, len(graphs.asserted))


def _written(path: str, triples: Iterable[ox.Triple], folder: Path) -> list[File]:
    return [_put(folder, place, content) for place, content in graph_files(path, triples)]


def _kept(site: Site, path: str, triples: Sequence[ox.Triple], folder: Path) -> Iterator[File]:
    """The files of a graph, taken over if it says the same as before."""
    inside = folder.relative_to(site.folder).as_posix()
    said = "\n".join(map(str, triples))
    name, signature = f"{inside}/{path}", fingerprint(f"{site.digests.tool}\n{said}".encode())
    part = site.record.kept(name, signature, site.folder)
    if part is None:
        places = [f"{inside}/{file.path}" for file in _written(path, triples, folder)]
        files = {place: fingerprint((site.folder / place).read_bytes()) for place in places}
        part = Part(name, (), signature, files)
    site.recorder.add(part)
    for place in part.files:
        content = (site.folder / place).read_bytes()
        yield File(place.removeprefix(f"{inside}/"), len(content), digest_of(content))


def _put(folder: Path, path: str, content: bytes) -> File:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return File(path, len(content), digest_of(content))
