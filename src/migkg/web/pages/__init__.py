"""Pages for people: view models by pure functions, shown by templates that only show."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from migkg.web import render
from migkg.web.exchange import ProblemError
from migkg.web.pages import ontology as vocabulary
from migkg.web.pages.browse import LISTS, listing, ways
from migkg.web.pages.document import document, passage
from migkg.web.pages.entity import entity
from migkg.web.pages.home import home
from migkg.web.pages.index import DOCUMENT, PASSAGE, index_of
from migkg.web.pages.neighbours import neighbourhood
from migkg.web.pages.problem import problem
from migkg.web.pages.reader import Reader
from migkg.web.pages.search import entries_of, found, vocabulary_of
from migkg.web.render import Links, html_answer, links_of
from migkg.web.schema_org import of_dataset, of_thing, script_text
from migkg.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.web.dataset import Dataset
    from migkg.web.exchange import Answer, Request
    from migkg.web.site import Route

__all__ = ["ROUTES", "page_of", "problem_page", "warm"]


_READ_BEFOREHAND: Final = 8
"""So many documents are read beforehand, in English; the others, and in other languages, when asked for."""


def warm(dataset: Dataset) -> None:
    """Read and make beforehand what all pages need: templates, names, the map, what is searched."""
    import difflib  # noqa: F401 -- a search that finds nothing needs it, and a worker opens no file

    render.compile_templates()
    entries_of(dataset)
    vocabulary_of(dataset)
    for lang in LANGUAGES:
        home(dataset, lang)
        vocabulary.ontology(dataset, lang)
    for iri in index_of(dataset).members.get(DOCUMENT, ())[:_READ_BEFOREHAND]:
        document(dataset, iri, "en")
    _ = dataset.queries


def page_of(dataset: Dataset, iri: str, lang: str, links: Links) -> str | None:
    """The page of any thing that the dataset knows, in HTML; None if it knows nothing of it.

    The vocabulary and all its terms share one page.
    """
    if iri.partition("#")[0] == vocabulary.IRI:
        terms_of = vocabulary.ontology(dataset, lang)
        return (
            _shown("ontology.html", dataset, vocabulary.IRI, links, ontology=terms_of) if terms_of else None
        )
    index = index_of(dataset)
    if index.is_a(iri, DOCUMENT) and (read := document(dataset, iri, lang)):
        return _shown("document.html", dataset, iri, links, document=read)
    if index.is_a(iri, PASSAGE) and (shown := passage(dataset, iri, lang)):
        return _shown("passage.html", dataset, iri, links, passage=shown)
    thing = entity(dataset, iri, lang)
    if thing is None:
        return None
    around = neighbourhood(dataset, iri, lang)
    return _shown("entity.html", dataset, iri, links, entity=thing, neighbours=around)


def _shown(template: str, dataset: Dataset, iri: str, links: Links, **model: object) -> str:
    """The page of a thing, with what search engines read of it."""
    told = Markup(script_text(of_thing(dataset, iri, links.lang)))  # noqa: S704 -- it is escaped there
    return render.render(template, links, iri=iri, json_ld=told, **model)


def problem_page(dataset: Dataset, refused: ProblemError, request: Request) -> Answer:
    """A refusal as a page, for clients that like HTML best."""
    try:
        links = links_of(request)
    except ProblemError:  # the parameters themselves are what is wrong
        links = Links(request.path)
    shown = problem(dataset, refused, request.path, links.lang)
    answer = html_answer(render.render("problem.html", links, problem=shown), links, status=refused.status)
    return answer.with_headers(*refused.headers)


def _home(dataset: Dataset, request: Request, _: re.Match[str]) -> Answer:
    links = links_of(request)
    words = render.words_in(links.lang)
    told = Markup(script_text(of_dataset(dataset, words("site.name"), words("home.lead"))))  # noqa: S704 -- as above
    text = render.render("home.html", links, home=home(dataset, links.lang), json_ld=told)
    return html_answer(text, links)


def _search(dataset: Dataset, request: Request, _: re.Match[str]) -> Answer:
    links = links_of(request)
    given = request.given()
    answer = found(dataset, given.get("q", ""), links.lang, given.get("kind", ""))
    return html_answer(render.render("search.html", links, found=answer), links)


def _lists(dataset: Dataset, request: Request, _: re.Match[str]) -> Answer:
    links = links_of(request)
    held = ways(Reader(dataset, links.lang), LISTS)
    return html_answer(render.render("lists.html", links, ways=held), links)


def _questions(dataset: Dataset, request: Request, _: re.Match[str]) -> Answer:
    links = links_of(request)
    queries = tuple(dataset.queries.values())
    return html_answer(render.render("questions.html", links, queries=queries), links)


def _browse(dataset: Dataset, request: Request, match: re.Match[str]) -> Answer:
    links = links_of(request)
    slug, page = match["slug"], match["page"] or "1"
    held = listing(dataset, slug, links.lang, int(page))
    if held is None and slug in LISTS:
        raise ProblemError(HTTPStatus.NOT_FOUND, f"The list {slug} has no page {page}.")
    if held is None:
        known = ", ".join(LISTS)
        raise ProblemError(HTTPStatus.NOT_FOUND, f"There is no list {slug!r}. There are {known}.")
    return html_answer(render.render("browse.html", links, listing=held), links)


ROUTES: Final[Sequence[Route]] = (
    (re.compile("/"), _home),
    (re.compile("/search"), _search),
    (re.compile("/browse"), _lists),
    (re.compile("/browse/questions"), _questions),
    (re.compile("/browse/(?P<slug>[a-z-]+)(?:/(?P<page>[2-9]|[1-9][0-9]{1,5}))?"), _browse),
)
