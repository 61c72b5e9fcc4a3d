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
from migkg.publish.graphs import FORMS, Graphs, forms_again, graph_files, path_of, rdf_files
from migkg.publish.linkset import linkset
from migkg.publish.mappings import TABLE, mapping_table, mappings_of
from migkg.publish.record import Again, Part, Written
from migkg.publish.tables import PACKAGE, WORKBOOK, Sheet, data_package, sheet_of, workbook
from migkg.publish.tables import path_of as table_path
from migkg.web.rdf import graph_bytes
from migkg.web.trace import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    import pyoxigraph as ox

    from migkg.publish import Progress
    from migkg.publish.pages import Site
    from migkg.publish.triples import Triples
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
        earlier = _earlier(site, folder)
        for path, content in rdf_files(graphs, lambda path: (folder / path).read_bytes(), earlier, progress):
            files.append(_put(folder, path, content, site))
        files += _answers(dataset, site, folder, progress)
        progress("dumps", 1, _STEPS)
        files += [_put(folder, path, content) for path, content in _others(dataset, graphs)]
        progress("dumps", 2, _STEPS)
        described = sorted({*catalogue(dataset, graphs, files), *more}, key=str)
        for path, content in forms_again(STEM, described, earlier):
            files.append(_put(folder, path, content, site))
        listed = sorted(files, key=lambda file: file.path)
        _put(folder, SUMS, "".join(f"{file.digest}  {file.path}\n" for file in listed).encode())
        progress("dumps", _STEPS, _STEPS)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"{folder}: cannot be written: {reason}. Choose another place.") from error


def _others(dataset: Dataset, graphs: Graphs) -> Iterator[tuple[str, bytes]]:
    """The path and the content of the files that take no time."""
    yield TABLE, mapping_table(dataset, mappings_of(dataset, graphs))
    for stem, triples in (("sdg-linkset", linkset(graphs)), ("examples", examples(dataset))):
        for form in FORMS:
            yield f"{stem}.{form}", graph_bytes(triples, form)


# --- the files of each graph -----------------------------------------------------------------------------


def _single(site: Site | None, graphs: Graphs, folder: Path, progress: Progress) -> Iterator[File]:
    """The files of each named graph, written or taken over."""
    for number, (name, triples) in enumerate(graphs.asserted.items(), 1):
        path = path_of(name)
        yield from _kept(site, path, triples, folder) if site else _written(path, triples, folder)
        progress("graphs", number, len(graphs.asserted))


def _written(path: str, triples: Iterable[ox.Triple], folder: Path) -> list[File]:
    return [_put(folder, place, content) for place, content in graph_files(path, triples)]


def _kept(site: Site, path: str, triples: Triples, folder: Path) -> Iterator[File]:
    """The files of a graph, taken over if it says the same as before."""
    inside = folder.relative_to(site.folder).as_posix()
    said = "".join(triples.lines())
    name, signature = f"{inside}/{path}", fingerprint(f"{site.digests.tool}\n{said}".encode())
    if site.record.kept(name, signature, site.folder):
        part = site.record.part(Again(name, {}))
    else:
        places = [f"{inside}/{file.path}" for file in _written(path, triples, folder)]
        files = {
            place: Written.of(site.folder / place, (site.folder / place).read_bytes()) for place in places
        }
        part = Part(name, (), signature, files)
    site.recorder.add(part)
    for place in part.files:
        content = (site.folder / place).read_bytes()
        yield File(place.removeprefix(f"{inside}/"), len(content), digest_of(content))


# --- answers ---------------------------------------------------------------------------------------------


def _answers(dataset: Dataset, site: Site | None, folder: Path, progress: Progress) -> Iterator[File]:
    """The files of the answers to canned questions, their description, and the workbook of them all.

    An answer is taken over only if its sheet can be, too.
    """
    before = _earlier(site, folder)(WORKBOOK)
    sheets = {}
    for number, name in enumerate(dataset.queries, 1):
        sheets[name] = (
            _known_sheet(site, name, folder, again=before is not None)
            if site
            else sheet_of(dataset.graph.query(name))
        )
        progress("questions", number, len(dataset.queries))
    for name, sheet in sheets.items():
        path = table_path(name)
        yield (
            File(path, len(sheet.content), digest_of(sheet.content))
            if site
            else _put(folder, path, sheet.content)
        )
    yield _put(folder, PACKAGE, data_package(dataset, sheets))
    yield _put(folder, WORKBOOK, workbook(dataset, sheets, before), site)


def _known_sheet(site: Site, name: str, folder: Path, *, again: bool) -> Sheet:
    """An answer as a file of a site, written or, with `again`, taken over if it can be."""
    path = table_path(name)
    place = _place(site, folder, path)
    taken = site.record.taken_over(place, site.digests, site.folder) if again else None
    if taken:
        part = site.record.part(taken)
        sheet = Sheet((folder / path).read_bytes(), *part.told)
    else:
        seen = watched(site.dataset, site.digests.asked)
        sheet = sheet_of(seen.graph.query(name))
        _put(folder, path, sheet.content)
        files = {place: Written.of(folder / path, sheet.content)}
        part = Part.made(place, seen.keys, site.digests, files, (sheet.fields, sheet.size))
    site.digests.asked.clear()
    site.recorder.add(part)
    return sheet


# --- files -----------------------------------------------------------------------------------------------


def _earlier(site: Site | None, folder: Path) -> Callable[[str], bytes | None]:
    """What gives a file of the dumps before, by its path; nothing if there is none that can be used."""

    def earlier(path: str) -> bytes | None:
        return site.record.content(_place(site, folder, path), str(site.digests.tool)) if site else None

    return earlier


def _place(site: Site, folder: Path, path: str) -> str:
    return (folder / path).relative_to(site.folder).as_posix()


def _put(folder: Path, path: str, content: bytes, site: Site | None = None) -> File:
    """Write a file; with a site, it is one from which something may be taken the next time."""
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    if site:
        place = _place(site, folder, path)
        site.recorder.add(Part(place, (), str(site.digests.tool), {place: Written.of(target, content)}))
    return File(path, len(content), digest_of(content))
