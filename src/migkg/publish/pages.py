"""The site as files: what the server would answer to each path, in each language, with the data beside it.

Pages are made by copies of this process, a few paths at a time; none of them keeps more than one page. What
would be made the same again is taken over from the site that was in the folder before (`record`).
"""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.output import ending
from migkg.publish import search_index
from migkg.publish.record import Again, Part, Record, Recorder, Written
from migkg.publish.search_index import SEARCH
from migkg.publish.tables import answer
from migkg.terms import BASE, natural_key
from migkg.web import render, resource
from migkg.web import site as server
from migkg.web.exchange import Request
from migkg.web.openapi import FORMS
from migkg.web.pages import browse
from migkg.web.rdf import RDF_FORMS
from migkg.web.render import Links
from migkg.web.statics import FOLDER
from migkg.web.trace import watched
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migkg.publish import Progress
    from migkg.publish.digests import Digests
    from migkg.publish.tables import Answer
    from migkg.web.dataset import Dataset

__all__ = ["DUMPS_FOLDER", "Site", "paths_of", "warm", "write"]

DUMPS_FOLDER: Final = "dumps"
"""The folder of the dumps in a site."""
ENDING: Final = ".html"
_PAGES: Final = ("/", "/browse", "/browse/questions", "/graph", "/graph/bodies", "/promises", "/search")
_ONTOLOGY: Final = "/ontology"
_QUERY: Final = "/query/"
_DESCRIPTIONS: Final = tuple(f"/dcat.{form}" for form in RDF_FORMS)
_PIECE: Final = 16
"""How many paths a worker is given at once."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site in the making: of what, where, what was there before, and the record of what it is made from."""

    dataset: Dataset
    folder: Path
    digests: Digests
    record: Record
    recorder: Recorder

    def put(self, place: str, content: bytes) -> Path:
        """Write a file of the site; its path."""
        target = self.folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return target

    def before(self, dump: str) -> bytes | None:
        """A file of the dumps before, by its path; None if there is none that can be used."""
        return self.record.content(self.dump(dump), str(self.digests.tool))

    def dump(self, path: str) -> str:
        """The place of a file of the dumps in the site."""
        return f"{DUMPS_FOLDER}/{path}"


def paths_of(dataset: Dataset) -> list[str]:
    """The paths of all pages, without language or ending."""
    things = [f"/{path}" for inside in dataset.paths.values() for path in inside if path]
    others = [f"/{path}" for path in map(resource.path_of, _others(dataset)) if path]
    queries = [f"/query/{name}" for name in dataset.queries]
    shapes = ["/shapes", *(f"/shape/{name}" for name in dataset.shapes)] if dataset.shapes else []
    return sorted(
        {*_PAGES, _ONTOLOGY, *shapes, *browse.paths(dataset), *queries, *things, *others}, key=natural_key
    )


def warm(dataset: Dataset) -> None:
    """Read beforehand what all pages need, so that the copies of this process share it."""
    render.compile_templates()
    index = dataset.index
    _ = index.members, index.texts, index.mentions, dataset.queries, dataset.shapes


def write(site: Site, progress: Progress, *, jobs: int = 1) -> tuple[list[str], dict[str, Answer]]:
    """Write all pages and the data beside them, by so many processes; the paths of the pages.

    The second are the answers to the canned questions by their names, of which the dumps have their files:
    who has asked a question for its page writes these too. The dataset must be warm: a worker is a copy of
    this process.
    """
    dataset = site.dataset
    paths = paths_of(dataset)
    pieces = [[SEARCH], *([path] for path in paths if path.startswith(_QUERY))]  # what takes long goes first
    others = [path for path in paths if not path.startswith(_QUERY)]
    pieces += (others[start : start + _PIECE] for start in range(0, len(others), _PIECE))
    answers = {}
    done, total = 0, len(paths) + 1
    for piece, made in zip(pieces, _by_workers(site, pieces, jobs), strict=True):
        for part in made.parts:
            site.digests.learn(part.answers)
            site.recorder.add(site.record.part(part) if isinstance(part, Again) else part)
        answers.update(made.answers)
        done += len(piece)
        progress("pages", done, total)
    for path in _DESCRIPTIONS:
        site.put(path.lstrip("/"), server.respond(dataset, Request(path)).body)
    shutil.copytree(FOLDER, site.folder / "static")
    site.put(".nojekyll", b"")  # GitHub Pages: serve the files as they are
    return paths, {name: answers[name] for name in dataset.queries}


def _others(dataset: Dataset) -> list[str]:
    """The IRIs of things of others that are named anywhere."""
    asked = "SELECT DISTINCT ?s WHERE { { ?s ?p ?o } UNION { ?o ?p ?s } FILTER(ISIRI(?s)) }"
    iris = (str(row[0]) for row in dataset.graph.source.select(asked).rows)
    return [iri for iri in iris if not iri.startswith(BASE)]


# --- workers ----------------------------------------------------------------------------------------


class _Made(NamedTuple):
    """What a worker has made: parts of the site, and the answers among them by the names of the questions."""

    parts: list[Part | Again]
    answers: dict[str, Answer]


_shared: list[Site] = []
"""What a copy of this process works on; a store cannot be sent to another process."""


def _by_workers(site: Site, pieces: list[list[str]], jobs: int) -> Iterator[_Made]:
    _shared[:] = [site]
    try:
        if jobs < 2:  # noqa: PLR2004 -- one process needs no other
            yield from map(_write_all, pieces)
        else:
            with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
                yield from pool.map(_write_all, pieces)
    finally:
        _shared.clear()


def _write_all(paths: list[str]) -> _Made:
    site = _shared[0]
    made = _Made([], {})
    for path in paths:
        if path == SEARCH:
            made.parts.extend(search_index.write(site, ENDING))
            continue
        made.parts.append(site.record.taken_over(path, site.digests, site.folder) or _part(site, path))
        if path.startswith(_QUERY):
            name = path.removeprefix(_QUERY)
            part, made.answers[name] = answer(site, name)
            made.parts.append(part)
        site.digests.asked.clear()
    return made


def _part(site: Site, path: str) -> Part:
    """The files of one path, written now, with what they were made from."""
    files = {}
    dataset = watched(site.dataset, site.digests.asked)
    for place, body in _files(dataset, path):
        files[place.lstrip("/")] = Written.of(site.put(place.lstrip("/"), body), body)
    return Part.made(path, dataset.keys, site.digests, files)


def _files(dataset: Dataset, path: str) -> Iterator[tuple[str, bytes]]:
    """Every file for one path: the page in each language, the data, the frozen answer to a question."""
    for lang in LANGUAGES:
        links = Links(path, lang, ending=ENDING)
        query = "" if lang == next(iter(LANGUAGES)) else f"lang={lang}"
        answer = server.respond(dataset, Request(path, query, headers={"accept": "text/html"}, ending=ENDING))
        if answer.status == HTTPStatus.OK:
            yield links.place(path, lang), answer.body
    if path.startswith(_QUERY):
        for form in (form for form in FORMS if form != "html"):
            answer = server.respond(dataset, Request(f"/api{path}", f"format={form}"))
            if answer.status == HTTPStatus.OK:
                yield f"{path}{ending(form)}", answer.body
    elif path not in _PAGES and not path.startswith("/browse/"):
        for form in RDF_FORMS:
            answer = server.respond(dataset, Request(f"{path}.{form}"))
            if answer.status == HTTPStatus.OK:
                yield Links(path, ending=ENDING).data_place(path, form), answer.body
