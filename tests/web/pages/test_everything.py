from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import pytest

import migkg.web
from migkg import terms
from migkg.web import pages, site
from migkg.web.exchange import Request
from migkg.web.pages.browse import LISTS
from migkg.web.pages.index import index_of
from migkg.web.render import Links
from shown_pages import answer, internal, page, path_of, shown

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset

STATIC = Path(migkg.web.__file__).parent / "static"
ONES = ("/", "/search", "/browse", "/browse/questions", *(f"/browse/{slug}" for slug in LISTS))
DATA = re.compile(r"(/.+)\.(?:ttl|jsonld|nt|rdf)")


def everything(dataset: Dataset) -> list[str]:
    ours = {iri.partition("#")[0] for iri in index_of(dataset).everything() if iri.startswith(terms.BASE)}
    return sorted(ours)


def one_of_each_kind(dataset: Dataset) -> list[str]:
    index = index_of(dataset)
    first: dict[str, str] = {}
    for iri in everything(dataset):
        first.setdefault(index.kind(iri), iri)
    return sorted(first.values())


def exists(dataset: Dataset, path: str, query: str = "") -> bool:
    if path.startswith("/static/"):
        return (STATIC / path.removeprefix("/static/")).is_file()
    headers = {"accept": "text/html,*/*;q=0.8"}
    return site.respond(dataset, Request(path, query, headers=headers)).status in (200, 303)


@pytest.mark.slow
def test_everything_has_a_page_and_each_link_of_each_page_leads_somewhere(dataset: Dataset) -> None:
    wanted: dict[str, set[str]] = {}
    places: dict[str, set[str]] = {}
    sources: dict[tuple[str, str], str] = {}
    of_others: set[str] = set()
    titles = Counter[str]()
    htmls = {path: answer(dataset, path) for path in ONES}
    htmls |= {path_of(iri): page(dataset, iri) for iri in everything(dataset)}
    assert len(htmls) > 2000
    for path, html in htmls.items():
        seen = shown(html)
        assert not seen.inline, path
        assert len(seen.ids) == len(set(seen.ids)), path
        assert all(not link.startswith(("http:", "https:", "//")) for link in seen.loaded), path
        assert html.count("<h1>") == 1, path
        titles[seen.title] += 1
        places[path] = set(seen.ids)
        of_others |= {link.partition("?")[2] for link in seen.links if "/resource?" in f"/{link}"}
        for target, fragment in internal(seen.links + seen.loaded, path):
            wanted.setdefault(target, set()).add(fragment)
            sources.setdefault((target, fragment), path)
    data = {target for target in wanted if (found := DATA.fullmatch(target)) and found[1] in htmls}
    assert len(data) > 4 * 2000
    others = wanted.keys() - htmls.keys() - data
    missing = [target for target in others - {"/resource"} if not exists(dataset, target)]
    assert missing == []
    assert ("/resource" in others) == bool(of_others)
    assert [query for query in of_others if not exists(dataset, "/resource", query)] == []
    lost = [
        (sources[target, fragment], target, fragment)
        for target, fragments in wanted.items()
        for fragment in fragments - {""}
        if target in places and fragment not in places[target]
    ]
    assert lost == []
    assert sum(count - 1 for count in titles.values()) < 200, titles.most_common(5)


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_pages_are_well_formed_html(dataset: Dataset, lang: str) -> None:
    htmls = {path: answer(dataset, path, f"lang={lang}") for path in ONES}
    kinds = [iri for iri in one_of_each_kind(dataset) if "/document/" not in iri or "/para/" in iri]
    htmls |= {iri: page(dataset, iri, lang) for iri in kinds}
    htmls |= {"ontology": page(dataset, "ontology", lang), "document": page(dataset, SHORT, lang)}
    htmls |= {"search": answer(dataset, "/search", f"q=recruitment&lang={lang}")}
    for path, html in htmls.items():
        parser = html5lib.HTMLParser(strict=True)
        try:
            parser.parse(html)
        except html5lib.html5parser.ParseError as error:
            pytest.fail(f"{path}: {error} at {parser.errors}")


SHORT = "document/ilc106-resolution"


@pytest.mark.parametrize("lang", ["fr", "es"])
def test_each_kind_of_page_is_shown_in_each_language(dataset: Dataset, lang: str) -> None:
    for iri in one_of_each_kind(dataset):
        html = page(dataset, iri, lang)
        assert f'<html lang="{lang}"' in html


def test_every_part_of_a_goal_has_a_page(dataset: Dataset) -> None:
    members = index_of(dataset).members
    sdg = [iri for kind in ("SDGGoal", "SDGTarget", "SDGIndicator") for iri in members[terms.ONTOLOGY + kind]]
    assert len(sdg) == 11
    for iri in sdg:
        assert shown(answer(dataset, path_of(iri))).text


def test_what_is_not_known_has_no_page(dataset: Dataset) -> None:
    for iri in ("nothing/here", "body/no-such-body", "plan/12/a/", "", "claim/x"):
        assert pages.page_of(dataset, terms.BASE + iri, "en", Links("/x")) is None
    assert pages.page_of(dataset, "https://w3id.org/migkg/a b<c>", "en", Links("/x")) is None
