"""The data of a release as files, for those who want no site: RDF in every usual form, tables, descriptions.

The same data give the same bytes, whoever writes them and wherever; the only time in them is that of the
release. Which file is what for whom: docs/dumps.md.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from migkg.errors import OutputError
from migkg.publish.catalogue import STEM, File, catalogue, digest_of
from migkg.publish.digests import digest_of as fingerprint
from migkg.publish.examples import examples
from migkg.publish.graphs import FORMS, Graphs, forms_again, graph_files, path_of, rdf_files
from migkg.publish.linkset import linkset
from migkg.publish.mappings import TABLE, mapping_table, mappings_of
from migkg.publish.pages import DUMPS_FOLDER
from migkg.publish.record import Again, Part, Written
from migkg.publish.tables import PACKAGE, WORKBOOK, data_package, workbook
from migkg.web.rdf import graph_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyoxigraph as ox

    from migkg.publish import Progress
    from migkg.publish.pages import Site
    from migkg.publish.tables import Answer
    from migkg.publish.triples import Triples
    from migkg.web.dataset import Dataset

__all__ = ["SUMS", "Data", "write", "write_data"]

SUMS: Final = "SHA256SUMS"
_STEPS: Final = 3


@dataclass(frozen=True, slots=True)
class Data:
    """What the graphs of a dataset say, and the files of the dumps that tell it."""

    graphs: Graphs
    files: Sequence[File]


def write_data(site: Site, progress: Progress) -> Data:
    """Write the dumps of what the graphs say. Those of graphs that have not changed are taken over.

    Raises OutputError if the folder cannot be written, and the errors of the dataset.
    """
    with _writing(site) as folder:
        graphs = Graphs.of(site.dataset, progress, partial(_known, site))
        files = list(_single(site, graphs, progress))
        for path, content in rdf_files(
            graphs, lambda path: (folder / path).read_bytes(), site.before, progress
        ):
            files.append(_put(site, path, content, again=True))
        return Data(graphs, files)


def write(
    site: Site, data: Data, answers: Mapping[str, Answer], progress: Progress, more: Iterable[ox.Triple] = ()
) -> None:
    """Write all other dumps of a site but the files of the answers, which are there.

    `more` is in their catalogue. `SHA256SUMS` is written last, and names every other file. Raises as
    `write_data`.
    """
    with _writing(site):
        graphs, files = data.graphs, [*data.files, *_answers(site, answers)]
        progress("dumps", 1, _STEPS)
        linked = linkset(graphs)
        files += [_put(site, path, content) for path, content in _others(site.dataset, graphs, linked)]
        progress("dumps", 2, _STEPS)
        described = sorted({*catalogue(site.dataset, graphs, files, linked), *more}, key=str)
        for path, content in forms_again(STEM, described, site.before):
            files.append(_put(site, path, content, again=True))
        listed = sorted(files, key=lambda file: file.path)
        _put(site, SUMS, "".join(f"{file.digest}  {file.path}\n" for file in listed).encode())
        progress("dumps", _STEPS, _STEPS)


@contextmanager
def _writing(site: Site) -> Iterator[Path]:
    """The folder of the dumps; what cannot be written into it is told."""
    folder = site.folder / DUMPS_FOLDER
    try:
        yield folder
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}. Choose another place.") from error


def _answers(site: Site, answers: Mapping[str, Answer]) -> Iterator[File]:
    """The files of the answers, their description, and the workbook of them all."""
    yield from (answer.file for answer in answers.values())
    yield _put(site, PACKAGE, data_package(site.dataset, answers))
    yield _put(site, WORKBOOK, workbook(site.dataset, answers, site.before(WORKBOOK)), again=True)


def _others(dataset: Dataset, graphs: Graphs, linked: Sequence[ox.Triple]) -> Iterator[tuple[str, bytes]]:
    """The path and the content of the files that take no time."""
    yield TABLE, mapping_table(dataset, mappings_of(dataset, graphs))
    for stem, triples in (("sdg-linkset", linked), ("examples", examples(dataset))):
        for form in FORMS:
            yield f"{stem}.{form}", graph_bytes(triples, form)


# --- the files of each graph -----------------------------------------------------------------------------


def _single(site: Site, graphs: Graphs, progress: Progress) -> Iterator[File]:
    """The files of each named graph, written or taken over."""
    for number, (name, triples) in enumerate(graphs.asserted.items(), 1):
        yield from _graph(site, path_of(name), triples, graphs.sources.get(name))
        progress("graphs", number, len(graphs.asserted))


def _known(site: Site, path: str, source: str) -> bytes | None:
    """The lines of a graph as they were written before, if they were made from the same."""
    name = site.dump(path)
    return site.record.content(name, site.dump(f"graphs/{path}.nt"), source)


def _graph(site: Site, path: str, triples: Triples, source: str | None) -> Iterator[File]:
    """The files of a graph, taken over if it says the same as before; `source` is what it is made from."""
    name, signature = site.dump(path), fingerprint(f"{site.digests.tool}\n".encode() + triples.text)
    places = site.record.kept(name, signature, site.folder)
    if places is not None:
        site.recorder.add(Again(name, {}))
    else:
        made = {site.dump(place): content for place, content in graph_files(path, triples)}
        files = {place: Written.of(site.put(place, content), content) for place, content in made.items()}
        site.recorder.add(Part(name, (), signature, files, told=source))
        places = list(files)
    for place in places:
        content = (site.folder / place).read_bytes()
        yield File(place.removeprefix(f"{DUMPS_FOLDER}/"), len(content), digest_of(content))


def _put(site: Site, path: str, content: bytes, *, again: bool = False) -> File:
    """Write a file; with `again`, it is one from which something may be taken the next time."""
    place = site.dump(path)
    target = site.put(place, content)
    if again:
        site.recorder.add(Part(place, (), "", {place: Written.of(target, content)}))
    return File(path, len(content), digest_of(content))
