"""The site as files: what the server would answer to each path, in each language, with the data beside it."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ProcessPoolExecutor
from html import escape
from http import HTTPStatus
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from migkg.output import ending
from migkg.terms import BASE, natural_key
from migkg.web import resource, site
from migkg.web.exchange import Request
from migkg.web.openapi import FORMS
from migkg.web.pages.browse import LISTS
from migkg.web.pages.reader import Reader
from migkg.web.pages.search import entries_of
from migkg.web.rdf import RDF_FORMS
from migkg.web.render import Links
from migkg.web.statics import FOLDER
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from migkg.publish import Progress
    from migkg.web.dataset import Dataset

__all__ = ["paths_of", "write"]

ENDING: Final = ".html"
_PAGES: Final = ("/", "/browse", "/browse/questions", "/graph", "/graph/bodies", "/promises", "/search")
_ONTOLOGY: Final = "/ontology"
_DESCRIPTIONS: Final = tuple(f"/dcat.{form}" for form in RDF_FORMS)
_PIECE: Final = 16
"""How many paths a worker is given at once."""


def paths_of(dataset: Dataset) -> list[str]:
    """The paths of all pages, without language or ending."""
    things = [f"/{path}" for inside in dataset.paths.values() for path in inside if path]
    others = [f"/{path}" for path in map(resource.path_of, _others(dataset)) if path]
    lists = [f"/browse/{name}" for name in LISTS]
    queries = [f"/query/{name}" for name in dataset.queries]
    return sorted({*_PAGES, _ONTOLOGY, *lists, *queries, *things, *others}, key=natural_key)


def write(dataset: Dataset, folder: Path, progress: Progress, *, jobs: int = 1) -> None:
    """Write all pages and the data beside them, by so many processes.

    The dataset must be warm: a worker is a copy of this process.
    """
    paths = paths_of(dataset)
    pieces = [paths[start : start + _PIECE] for start in range(0, len(paths), _PIECE)]
    done = 0
    for piece in _by_workers(dataset, folder, pieces, jobs):
        done += piece
        progress("pages", done, len(paths))
    for path in _DESCRIPTIONS:
        _put(folder, path, site.respond(dataset, Request(path)).body)
    shutil.copytree(FOLDER, folder / "static")
    for lang in LANGUAGES:
        place = Links("/", lang, ending=".js").place("/search-index", lang)
        _put(folder, place, _search_index(dataset, lang))
    _put(folder, "/sitemap.xml", _sitemap(paths))
    _put(folder, "/robots.txt", f"User-agent: *\nAllow: /\nSitemap: {BASE}sitemap.xml\n".encode())
    _put(folder, "/.nojekyll", b"")  # GitHub Pages: serve the files as they are


def _others(dataset: Dataset) -> list[str]:
    """The IRIs of things of others that are named anywhere."""
    asked = "SELECT DISTINCT ?s WHERE { { ?s ?p ?o } UNION { ?o ?p ?s } FILTER(ISIRI(?s)) }"
    iris = (str(row[0]) for row in dataset.graph.source.select(asked).rows)
    return [iri for iri in iris if not iri.startswith(BASE)]


# --- workers ----------------------------------------------------------------------------------------

_shared: list[tuple[Dataset, Path]] = []
"""What a copy of this process works on; a store cannot be sent to another process."""


def _by_workers(dataset: Dataset, folder: Path, pieces: list[list[str]], jobs: int) -> Iterator[int]:
    _shared[:] = [(dataset, folder)]
    try:
        if jobs < 2:  # noqa: PLR2004 -- one process needs no other
            yield from map(_write_all, pieces)
        else:
            with ProcessPoolExecutor(jobs, mp_context=get_context("fork")) as pool:
                yield from pool.map(_write_all, pieces)
    finally:
        _shared.clear()


def _write_all(paths: list[str]) -> int:
    dataset, folder = _shared[0]
    for path in paths:
        for place, body in _files(dataset, path):
            _put(folder, place, body)
    return len(paths)


def _files(dataset: Dataset, path: str) -> Iterator[tuple[str, bytes]]:
    """Every file for one path: the page in each language, the data, the frozen answer to a question."""
    for lang in LANGUAGES:
        links = Links(path, lang, ending=ENDING)
        query = "" if lang == next(iter(LANGUAGES)) else f"lang={lang}"
        answer = site.respond(dataset, Request(path, query, headers={"accept": "text/html"}, ending=ENDING))
        if answer.status == HTTPStatus.OK:
            yield links.place(path, lang), answer.body
    if path.startswith("/query/"):
        for form in (form for form in FORMS if form != "html"):
            answer = site.respond(dataset, Request(f"/api{path}", f"format={form}"))
            yield f"{path}{ending(form)}", answer.body
    elif path not in _PAGES and not path.startswith("/browse/"):
        for form in RDF_FORMS:
            answer = site.respond(dataset, Request(f"{path}.{form}"))
            if answer.status == HTTPStatus.OK:
                yield Links(path, ending=ENDING).data_place(path, form), answer.body


def _put(folder: Path, place: str, content: bytes) -> None:
    target = folder / place.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


# --- for those who look for something -------------------------------------------------------------------


def _search_index(dataset: Dataset, lang: str) -> bytes:
    """What search.js looks through: path, name, kind and text of each thing."""
    reader = Reader(dataset, lang)
    here = Links("/", lang, ending=ENDING)
    rows = []
    for entry in entries_of(dataset):
        path = resource.path_of(entry.iri)
        if path is None or "#" in path:
            continue
        ref = reader.ref(entry.iri)
        place = here.place(f"/{path}", "en").lstrip("/")
        rows.append([quote(place), ref.short if ref.place else ref.name.text, ref.kind, entry.text])
    return f"window.migkgIndex={json.dumps(rows, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _sitemap(paths: list[str]) -> bytes:
    addresses = [BASE + quote(Links("/", ending=ENDING).place(path, "en").lstrip("/")) for path in paths]
    listed = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{listed}</urlset>\n'
    ).encode()
