from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import html5lib
import pytest

from migkg.errors import UnknownNameError
from migkg.queries import resolver_for
from migkg.web import site
from migkg.web.exchange import Request
from migkg.web.pages.choices import choices
from migkg.web.pages.query import MOST_ROWS, known_query, query_page
from shown_pages import answer, internal, shown

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset


def test_every_query_has_a_page_with_its_answer(dataset: Dataset) -> None:
    assert len(dataset.queries) >= 30
    for name, query in dataset.queries.items():
        page = query_page(dataset, query, {}, "en")
        assert page.result is not None, name
        assert page.result.total == len(dataset.graph.query(name)), name
        assert [field.name for field in page.fields] == [parameter.name for parameter in query.params]


def test_every_value_that_a_field_offers_is_one_that_the_query_takes(dataset: Dataset) -> None:
    resolve = resolver_for(dataset.graph.source)
    tried = set()
    for query in dataset.queries.values():
        for parameter in query.params:
            offered = choices(dataset, query, parameter, "en")
            assert offered, (query.name, parameter.name)
            assert len({choice.value for choice in offered}) == len(offered)
            for choice in offered:
                if (parameter.type, choice.value) not in tried:
                    tried.add((parameter.type, choice.value))
                    assert resolve(parameter.type, choice.value).text
    assert len(tried) > 500


def test_a_value_narrows_the_answer_and_stands_in_the_field(dataset: Dataset) -> None:
    page = query_page(dataset, dataset.queries["links"], {"objective": "22", "point": ""}, "en")
    assert page.result is not None
    assert {row[0].parts[0][0] for row in page.result.rows} == {"22"}
    assert page.given == {"objective": "22"}
    assert "<https://w3id.org/migkg/objective/22>" in page.text
    html = answer(dataset, "/query/links", "objective=22")
    assert '<option value="22" selected>' in html


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("links", {"objective": "99"}, "No Objective is called '99'"),
        ("promises", {"due": "soon"}, "'soon' is not a year"),
        ("members", {"group": "no such group"}, "Nothing is called 'no such group'"),
        ("links", {"point": "12(a)", "basis": "<b>"}, "'<b>'"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field_and_nothing_is_asked(
    dataset: Dataset, name: str, given: dict[str, str], told: str
) -> None:
    page = query_page(dataset, dataset.queries[name], given, "en")
    wrong = [field for field in page.fields if field.problem]
    assert page.result is None
    assert len(wrong) == 1
    assert told in wrong[0].problem
    assert not wrong[0].select, "what was typed stays in sight"
    assert wrong[0].value == list(given.values())[-1]
    request = Request(
        f"/query/{name}",
        "&".join(f"{key}={value}" for key, value in given.items()),
        headers={"accept": "text/html"},
    )
    said = site.respond(dataset, request)
    assert said.status == 400
    html = said.body.decode()
    assert "<b>" not in html.replace("&lt;b&gt;", "")
    described = re.search(r'aria-invalid="true"', html)
    assert described, "a screen reader hears which field it is"


def test_addresses_of_downloads_hold_what_was_given(dataset: Dataset) -> None:
    page = shown(answer(dataset, "/query/promises", "due=2018&progress=delivered"))
    downloads = [link for link in page.links if "/api/query/promises" in link]
    formats = []
    for link in downloads:
        pairs = dict(parse_qsl(urlsplit(link).query))
        formats.append(pairs.pop("format"))
        assert pairs == {"due": "2018", "progress": "delivered"}
    assert formats == ["csv", "tsv", "json", "markdown", "html", "xlsx"]
    assert "../editor?due=2018&progress=delivered&open=promises" in page.links


def test_cells_link_to_the_things_that_they_name(dataset: Dataset) -> None:
    page = shown(answer(dataset, "/query/links", "objective=22"))
    paths = {path for path, _ in internal(page.links, "/query/links")}
    assert {"/objective/22", "/plan/12/c", "/document/gb335-pol-1-rev/para/16"} <= paths


def test_a_large_answer_is_cut_and_says_so(dataset: Dataset) -> None:
    page = query_page(dataset, dataset.queries["mentions"], {}, "en")
    assert page.result is not None
    assert len(page.result.rows) == MOST_ROWS < page.result.total
    assert f"first {MOST_ROWS} rows" in answer(dataset, "/query/mentions")


def test_an_unknown_query_is_refused_with_the_nearest(dataset: Dataset) -> None:
    with pytest.raises(UnknownNameError, match="coverage"):
        known_query(dataset, "coverge")
    assert site.respond(dataset, Request("/query/coverge")).status == 404


def test_where_forms_are_looked_for_the_list_is_named(dataset: Dataset) -> None:
    said = site.respond(dataset, Request("/query", headers={"accept": "text/html"}))
    assert (said.status, dict(said.headers)["Location"]) == (308, "./browse/questions")


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_forms_are_well_formed_html_in_each_language(dataset: Dataset, lang: str) -> None:
    for path, query in (("/query/links", "objective=22"), ("/query/body", ""), ("/query/coverage", "")):
        html = answer(dataset, path, f"{query}&lang={lang}")
        html5lib.HTMLParser(strict=True).parse(html)
        page = shown(html)
        assert not page.inline
        assert len(page.ids) == len(set(page.ids))
