"""What tests look for on a page: its links, places and texts, and what must not be there."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from migkg import terms
from migkg.web import pages, site
from migkg.web.exchange import Request
from migkg.web.render import Links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.web.dataset import Dataset

HOST = "http://site.example"
LOADED = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("form", "action")}
NOT_LOADED = {"alternate", "canonical", "license", "prev", "next"}


@dataclass
class Shown(HTMLParser):
    """A page, read: `links` are the addresses of its `a`, `loaded` of all that a browser fetches by itself."""

    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        for name, value in given.items():
            if (tag, name) in LOADED and given.get("rel") not in NOT_LOADED:
                self.loaded.append(value)

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(html: str) -> Shown:
    """A page, read."""
    parser = Shown()
    parser.feed(html)
    parser.close()
    return parser


def page(dataset: Dataset, iri: str, lang: str = "en") -> str:
    """The page of a thing, by its IRI or its path under the base."""
    whole = iri if "://" in iri else terms.BASE + iri
    html = pages.page_of(dataset, whole, lang, Links(path_of(whole), lang))
    assert html is not None, iri
    return html


def answer(dataset: Dataset, path: str, query: str = "", **headers: str) -> str:
    """The page at a path, which must be there."""
    given = site.respond(dataset, Request(path, query, headers={"accept": "text/html", **headers}))
    assert given.status == 200, given.body
    return given.body.decode()


def path_of(iri: str) -> str:
    """The path at which a thing is shown."""
    return "/" + terms.local_path(iri) if iri.startswith(terms.BASE) else "/sdg/" + iri.rpartition("/")[2]


def internal(links: Iterable[str], path: str) -> list[tuple[str, str]]:
    """The links that stay on the site, as path and fragment."""
    found = []
    for link in links:
        parts = urlsplit(urljoin(HOST + path, link))
        if f"{parts.scheme}://{parts.netloc}" == HOST:
            found.append((unquote(parts.path), unquote(parts.fragment)))
    return found
