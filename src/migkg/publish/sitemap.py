"""`sitemap.xml` and `robots.txt`: where search engines find the pages of a site.

They take only addresses of the host that gives them the list. So it is written where the address of the site
is known, and with none but its own addresses.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from migkg.web.render import Links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["for_search_engines"]

NAME: Final = "sitemap.xml"
MOST: Final = 50_000
"""How many addresses search engines take in one list."""
_ROBOTS: Final = "User-agent: *\nAllow: /\n"
_SPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"


def for_search_engines(changed: Mapping[str, str], site_url: str = "") -> Mapping[str, str]:
    """The name of each such file in the site, and its text.

    `changed` has the path of each page, and the day on which it changed last (2019-03-15). Without an
    address there is no list.
    """
    if not site_url:
        return {"robots.txt": _ROBOTS}
    site = f"{site_url.rstrip('/')}/"
    return {"robots.txt": f"{_ROBOTS}Sitemap: {site}{NAME}\n", **dict(_lists(changed, site))}


def _lists(changed: Mapping[str, str], site: str) -> Iterator[tuple[str, str]]:
    """The list of all pages; where there are more than one list takes, a list of such lists."""
    pages = [(site + _place(path), day) for path, day in changed.items()]
    if len(pages) <= MOST:
        yield NAME, _listed("urlset", "url", pages)
        return
    lists = []
    for number, start in enumerate(range(0, len(pages), MOST), 1):
        name, piece = f"sitemap-{number}.xml", pages[start : start + MOST]
        yield name, _listed("urlset", "url", piece)
        lists.append((site + name, max(day for _, day in piece)))
    yield NAME, _listed("sitemapindex", "sitemap", lists)


def _place(path: str) -> str:
    """Where the page of a path is; the front page is its folder."""
    return "" if path == "/" else quote(Links("/", ending=".html").place(path, "en").lstrip("/"))


def _listed(whole: str, part: str, entries: Iterable[tuple[str, str]]) -> str:
    lines = "".join(
        f"<{part}><loc>{escape(address)}</loc><lastmod>{day}</lastmod></{part}>\n" for address, day in entries
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{whole} xmlns="{_SPACE}">\n{lines}</{whole}>\n'
