"""What search.js looks through in the site: path, name, kind and text of each thing, in each language.

It is put together from batches, each a part of the site of its own, so that after a change only those are
made anew in which something has changed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final
from urllib.parse import quote
from zlib import crc32

from migkg.publish.record import Again, Part
from migkg.web import resource
from migkg.web.pages.reader import Reader
from migkg.web.pages.search import searched, text_of
from migkg.web.render import Links
from migkg.web.trace import watched
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.publish.pages import Site
    from migkg.web.pages.index import Name

    _Searched = tuple[str, str, Sequence[Name]]
    """Of one thing its address from the root of the site, its IRI and its texts."""

__all__ = ["SEARCH", "write"]

SEARCH: Final = "/search-index"
_BATCHES: Final = 64
"""More of them, and more is taken over; fewer, and fewer questions are asked when all is made."""

_Row = tuple[str, ...]
"""Of one thing its address from the root of the site, kind and text, and its name in each language."""


def write(site: Site, ending: str) -> list[Part | Again]:
    """Write the index in each language; what its batches were made from."""
    links = Links("/", ending=ending)
    batches: dict[int, list[_Searched]] = defaultdict(list)
    order = []
    for iri, told in searched(Reader(site.dataset, links.lang)).items():
        path = resource.path_of(iri)
        if path is not None and "#" not in path:
            place = quote(links.place(f"/{path}", links.lang).lstrip("/"))
            order.append(place)
            batches[_batch(path)].append((place, iri, told))
    parts: list[Part | Again] = []
    rows: dict[str, _Row] = {}
    for number, batch in sorted(batches.items()):
        part, made = _made(site, f"{SEARCH}/{number}", batch)
        parts.append(part)
        rows.update((row[0], row) for row in made)
    for number, lang in enumerate(LANGUAGES):
        listed = [(place, row[3 + number], *row[1:3]) for place in order for row in (rows[place],)]
        said = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
        place = Links("/", lang, ending=".js").place(SEARCH, lang).lstrip("/")
        site.put(place, f"window.migkgIndex={said};\n".encode())
    return parts


def _batch(path: str) -> int:
    """The batch of a thing: what belongs to one document stays together, whatever else there is."""
    return crc32("/".join(path.split("/")[:2]).encode()) % _BATCHES


def _made(site: Site, name: str, batch: Sequence[_Searched]) -> tuple[Part | Again, Sequence[_Row]]:
    """What is told of the things of a batch, taken over if it is of the same things and says the same."""
    taken = site.record.taken_over(name, site.digests, site.folder)
    if taken:
        told = site.record.told(taken)
        if [row[0] for row in told] == [place for place, _, _ in batch]:
            return taken, told
    dataset = watched(site.dataset)
    rows = list(_rows(Reader(dataset, next(iter(LANGUAGES))), batch))
    keys = {*dataset.keys, *(f"said {iri}" for _, iri, _ in batch)}
    return Part.made(name, keys, site.digests, {}, rows), rows


def _rows(reader: Reader, batch: Sequence[_Searched]) -> Iterator[_Row]:
    reader.tell(iri for _, iri, _ in batch)
    spoken = [reader.speaking(lang) for lang in LANGUAGES]
    for place, iri, told in batch:
        refs = [one.ref(iri) for one in spoken]
        names = (ref.short if ref.place else ref.name.text for ref in refs)
        yield (place, refs[0].kind, text_of(told), *names)
