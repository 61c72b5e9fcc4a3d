"""The site as files: what the server would answer to each path, in each language, with the data beside it.

Pages are made by copies of this process, a few paths at a time; none of them keeps more than one page. What
would be made the same again is taken over from the site that was in the folder before (`record`).
"""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.output import ending
from migkg.publish import search_index
from migkg.publish.digests import Digests
from migkg.publish.memory import collect_what_is_new, collector_at_rest, only_what_is_new
from migkg.publish.record import Again, Part, Record, Recorder, Written
from migkg.publish.search_index import SEARCH
from migkg.publish.tables import answer
from migkg.terms import BASE, natural_key
from migkg.web import render, resource
from migkg.web import site as server
from migkg.web.exchange import Request
from migkg.web.openapi import FORMS
from migkg.web.pages import browse
from migkg.web.pages.query import MOST_ROWS
from migkg.web.rdf import RDF_FORMS
from migkg.web.render import Links
from migkg.web.statics import FOLDER
from migkg.web.trace import watched
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from migkg.publish import Progress
    from migkg.publish.tables import Answer
    from migkg.web.dataset import Dataset

__all__ = ["DUMPS_FOLDER", "Making", "Site", "making", "paths_of", "warm"]

DUMPS_FOLDER: Final = "dumps"
"""The folder of the dumps in a site."""
ENDING: Final = ".html"
_PAGES: Final = ("/", "/browse", "/browse/questions", "/graph", "/graph/bodies", "/promises", "/search")
_ONTOLOGY: Final = "/ontology"
_QUERY: Final = "/query/"
_DESCRIPTIONS: Final = tuple(f"/dcat.{form}" for form in RDF_FORMS)
_AT_ONCE: Final = 16
"""How many paths a worker is given at once."""
_FIRST: Final = next(iter(LANGUAGES))
"""The language whose pages have no language in their address."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site in the making: of what, where, what was there before, and the record of what it is made from."""

    dataset: Dataset
    folder: Path
    digests: Digests
    record: Record
    recorder: Recorder

    @classmethod
    def begun(cls, dataset: Dataset, folder: Path, before: Path) -> Site:
        """A site of which nothing is made yet; `before` is the folder of the one that it is to replace."""
        digests = Digests(dataset)
        record = Record(before, digests.tool)
        digests.remember(record.answers)
        return cls(dataset, folder, digests, record, Recorder(before, record))

    def put(self, place: str, content: bytes) -> Path:
        """Write a file of the site; its path."""
        target = self.folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return target

    def before(self, dump: str) -> bytes | None:
        """A file of the dumps before, by its path; None if there is none that can be used."""
        place = self.dump(dump)
        return self.record.content(place, place)

    def dump(self, path: str) -> str:
        """The place of a file of the dumps in the site."""
        return f"{DUMPS_FOLDER}/{path}"


def paths_of(dataset: Dataset, named: Iterable[str]) -> list[str]:
    """The paths of all pages, without language or ending; `named` are the IRIs in the dataset."""
    things = [f"/{path}" for inside in dataset.paths.values() for path in inside if path]
    others = [f"/{path}" for iri in named if not iri.startswith(BASE) and (path := resource.path_of(iri))]
    queries = [f"/query/{name}" for name in dataset.queries]
    shapes = ["/shapes", *(f"/shape/{name}" for name in dataset.shapes)] if dataset.shapes else []
    return sorted(
        {*_PAGES, _ONTOLOGY, *shapes, *browse.paths(dataset), *queries, *things, *others}, key=natural_key
    )


def warm(dataset: Dataset) -> None:
    """Read beforehand what all pages need, so that the copies of this process share it."""
    render.compile_templates()
    index = dataset.index
    _ = index.members, index.texts, index.mentions, dataset.queries, dataset.shapes, dataset.census


@dataclass(frozen=True, slots=True)
class Making:
    """The pages of a site while they are made, a few `paths` at a time."""

    site: Site
    paths: Sequence[str]
    made: Iterator[_Made]

    def finish(self, progress: Progress) -> dict[str, Answer]:
        """Wait for all pages; the answers to the canned questions by their names.

        Of these the dumps have their files: who has asked a question for its page writes these too.
        """
        site, dataset = self.site, self.site.dataset
        answers = {}
        done, total = 0, len(self.paths) + 1
        for made in self.made:
            for part in made.parts:
                site.digests.learn(part.answers)
                site.recorder.add(part)
            answers.update(made.answers)
            done += len(made.paths)
            progress("pages", done, total)
        for path in _DESCRIPTIONS:
            site.put(path.lstrip("/"), server.respond(dataset, Request(path)).body)
        shutil.copytree(FOLDER, site.folder / "static")
        site.put(".nojekyll", b"")  # GitHub Pages: serve the files as they are
        return {name: answers[name] for name in dataset.queries}


@contextmanager
def making(site: Site, *, jobs: int = 1) -> Iterator[Making]:
    """Begin to make all pages and the data beside them, by so many processes; none if it is one.

    This process can do something else meanwhile. The dataset must be warm: a worker is a copy of this
    process.
    """
    paths = paths_of(site.dataset, site.digests.named)
    pieces = [[SEARCH], *([path] for path in paths if path.startswith(_QUERY))]  # what takes long goes first
    others = [path for path in paths if not path.startswith(_QUERY)]
    pieces += (others[start : start + _AT_ONCE] for start in range(0, len(others), _AT_ONCE))
    with _workers(site, jobs) as work:
        yield Making(site, paths, work(pieces))


# --- workers ----------------------------------------------------------------------------------------


class _Made(NamedTuple):
    """What a worker has made of some paths: parts of the site, and answers by the names of the questions."""

    paths: Sequence[str]
    parts: list[Part | Again]
    answers: dict[str, Answer]


_shared: list[Site] = []
"""What a copy of this process works on; a store cannot be sent to another process."""


@contextmanager
def _workers(site: Site, jobs: int) -> Iterator[Callable[[list[list[str]]], Iterator[_Made]]]:
    """What has pieces of work done, in order."""
    _shared[:] = [site]
    try:
        if jobs < 2:  # noqa: PLR2004 -- one process needs no other
            with only_what_is_new():
                yield partial(map, _write_all)
            return
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("fork"), initializer=collect_what_is_new)
        try:
            yield partial(pool.map, _write_all)
        finally:
            pool.shutdown(cancel_futures=True)  # if something failed, nobody waits for the rest
    finally:
        _shared.clear()


def _write_all(paths: list[str]) -> _Made:
    """Write all of some paths. What a question or the search needs is many objects, and all until the end."""
    with collector_at_rest() if paths[0] == SEARCH or paths[0].startswith(_QUERY) else nullcontext():
        return _written(paths)


def _written(paths: list[str]) -> _Made:
    site = _shared[0]
    made = _Made(paths, [], {})
    for path in paths:
        if path == SEARCH:
            made.parts.extend(search_index.write(site, ENDING))
            continue
        for wanted in _parts_of(path):
            made.parts.append(
                site.record.taken_over(wanted.name, site.digests, site.folder) or _part(site, wanted)
            )
        if path.startswith(_QUERY):
            name = path.removeprefix(_QUERY)
            part, made.answers[name] = answer(site, name)
            made.parts.append(part)
        site.digests.asked.clear()
    return made


class _Wanted(NamedTuple):
    """A part to be made: a path in some languages; where the first of all is among them, with the data."""

    path: str
    languages: Sequence[str]

    @property
    def name(self) -> str:
        """The path, and of what has no data beside it the language."""
        return self.path if self.has_data else f"{self.path}?lang={self.languages[0]}"

    @property
    def has_data(self) -> bool:
        """Whether the data are among its files."""
        return self.languages[0] == _FIRST


def _parts_of(path: str) -> Iterator[_Wanted]:
    """A path is made as one, but that of a question is asked in each language, with the same data for all."""
    if path.startswith(_QUERY):
        yield from (_Wanted(path, (lang,)) for lang in LANGUAGES)
    else:
        yield _Wanted(path, tuple(LANGUAGES))


def _part(site: Site, wanted: _Wanted) -> Part:
    """The files of a part, written now, with what they were made from.

    Of a large answer of which only the first rows are shown it is not worth while to tell whether it is the
    same again; to make the page anew takes less.
    """
    files = {}
    dataset = watched(site.dataset, site.digests.asked, most=None if wanted.has_data else MOST_ROWS)
    for place, body in _files(dataset, wanted):
        files[place.lstrip("/")] = Written.of(site.put(place.lstrip("/"), body), body)
    return Part.made(wanted.name, dataset.keys, site.digests, files)


def _files(dataset: Dataset, wanted: _Wanted) -> Iterator[tuple[str, bytes]]:
    """Every file of a part: the page in each language, the data, the frozen answer to a question."""
    path = wanted.path
    for lang in wanted.languages:
        links = Links(path, lang, ending=ENDING)
        query = "" if lang == _FIRST else f"lang={lang}"
        answer = server.respond(dataset, Request(path, query, headers={"accept": "text/html"}, ending=ENDING))
        if answer.status == HTTPStatus.OK:
            yield links.place(path, lang), answer.body
    if not wanted.has_data:
        return
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
