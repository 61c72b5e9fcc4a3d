"""What tests look for on a page: its links, places and texts, and what must not be there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
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
LINK = re.compile(r'<a\s[^>]*?href="([^"]*)"')
FETCHED = re.compile(r'<(?:script|img|iframe|form)\s[^>]*?(?:src|action)="([^"]*)"')
HEAD_LINK = re.compile(r'<link rel="(?:stylesheet|icon)" href="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')
INLINE = re.compile(
    r'<style|<script(?![^>]*(?:\ssrc=|application/ld\+json))|<[a-z][^>]*\s(?:style|on[a-z]+)="'
)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Shown:
    """A page, read: `links` are the addresses of its `a`, `loaded` of what a browser fetches by itself."""

    links: list[str]
    loaded: list[str]
    ids: list[str]
    inline: list[str]
    title: str
    text: str


def shown(html: str) -> Shown:
    """A page, read; its attributes are in double quotes and hold no angle bracket, as Jinja escapes them."""
    body = html.partition("<body>")[2]
    return Shown(
        [unescape(link) for link in LINK.findall(html)],
        [unescape(link) for link in FETCHED.findall(html) + HEAD_LINK.findall(html)],
        [unescape(name) for name in ID.findall(html)],
        INLINE.findall(html),
        unescape(html.partition("<title>")[2].partition("</title>")[0]),
        unescape(TAG.sub("", body)),
    )


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
    ours = iri.partition("#")[0]
    return "/" + terms.local_path(ours) if iri.startswith(terms.BASE) else "/sdg/" + iri.rpartition("/")[2]


def internal(links: Iterable[str], path: str) -> set[tuple[str, str]]:
    """The links that stay on the site, as path and fragment."""
    found = set()
    for link in set(links):
        parts = urlsplit(urljoin(HOST + path, link))
        if f"{parts.scheme}://{parts.netloc}" == HOST:
            found.add((unquote(parts.path), unquote(parts.fragment)))
    return found
