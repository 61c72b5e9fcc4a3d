"""The pages that answer what one asks of them: canned queries, the editor, promises, graphs."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from migkg.errors import UsageError
from migkg.terms import BASE, MEDIA_TYPES
from migkg.web import render
from migkg.web.exchange import Answer, ProblemError, redirect
from migkg.web.negotiate import best
from migkg.web.pages import editor, graph, promises, query, shapes
from migkg.web.rdf import RDF_FORMS, graph_bytes
from migkg.web.render import html_answer, links_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.web.dataset import Dataset
    from migkg.web.exchange import Request
    from migkg.web.site import Route

__all__ = ["ROUTES", "warm"]


def warm(dataset: Dataset) -> None:
    """Read beforehand what these pages need from files, and ask once what takes long."""
    editor.examples()
    editor.has_scripts("editor.js")
    editor.has_scripts("graph.js")
    editor.vocabulary(dataset)
    graph.bodies_places(dataset)
    _ = dataset.shapes


def _queries(_dataset: Dataset, request: Request, _: re.Match[str]) -> Answer:
    """Where one looks for the forms: the list of questions has them."""
    to = links_of(request).to("/browse/questions")
    return redirect(to, HTTPStatus.PERMANENT_REDIRECT)


def _query(dataset: Dataset, request: Request, found: re.Match[str]) -> Answer:
    links = links_of(request)
    page = query.query_page(dataset, query.known_query(dataset, found["name"]), _given(request), links.lang)
    status = HTTPStatus.OK if page.result else HTTPStatus.BAD_REQUEST
    return html_answer(render.render("query.html", links, page=page), links, status=status)


def _editor(dataset: Dataset, request: Request, _: re.Match[str]) -> Answer:
    links = links_of(request)
    given = _given(request)
    text = given.get("query", "")
    title = "Query" if text else ""
    if "open" in given:
        text, title = _canned(dataset, given, links.lang)
    elif "example" in given:
        text, title = _example(given["example"])
    page = editor.editor_page(dataset, text, title, run=bool(text) and "run" in given)
    wrong = page.asked is not None and page.asked.problem
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
    return html_answer(render.render("editor.html", links, page=page), links, status=status)


def _canned(dataset: Dataset, given: dict[str, str], lang: str) -> tuple[str, str]:
    """The text of a canned query with the values that stand beside its name."""
    canned = query.known_query(dataset, given["open"])
    names = {parameter.name for parameter in canned.params}
    values = {name: value for name, value in given.items() if name in names and value.strip()}
    try:
        text = query.bound(dataset, canned, values, lang)
    except UsageError as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, str(error)) from None
    return query.without_header(text), canned.name


def _example(number: str) -> tuple[str, str]:
    for example in editor.examples():
        if example.number == number:
            return example.text, example.title
    raise ProblemError(
        HTTPStatus.NOT_FOUND, f"There is no example {number}; there are {len(editor.examples())}."
    )


def _promises(dataset: Dataset, request: Request, _: re.Match[str]) -> Answer:
    links = links_of(request)
    shown = promises.tracker(dataset, _given(request), links.lang)
    wrong = any(one.wrong for one in shown.filters)
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.OK
    return html_answer(render.render("promises.html", links, tracker=shown), links, status=status)


def _graph(dataset: Dataset, request: Request, found: re.Match[str]) -> Answer:
    links = links_of(request)
    draw = graph.bodies_graph if found["name"] == "bodies" else graph.plan_graph
    scripts = editor.has_scripts("graph.js")
    page = render.render("graph.html", links, view=draw(dataset, links.lang), scripts=scripts)
    return html_answer(page, links)


def _shapes(dataset: Dataset, request: Request, found: re.Match[str]) -> Answer:
    """All shapes: a list of their files, or all that these say."""
    form = _form(request, found["form"])
    if form != "html":
        return Answer(graph_bytes(shapes.triples_of(dataset), form), MEDIA_TYPES[form], vary=("Accept",))
    links = links_of(request)
    files = shapes.shape_files(dataset, links.lang)
    return html_answer(render.render("shapes.html", links, files=files), links)


def _shape(dataset: Dataset, request: Request, found: re.Match[str]) -> Answer:
    """The shapes of one file; a shape within it leads to its place there."""
    name, form = found["name"], _form(request, found["form"])
    links = links_of(request)
    shown = shapes.shape_file(dataset, name, links.lang)
    if shown is None:
        page, anchor = shapes.home_of(dataset, f"{BASE}shape/{name}")
        if not page:
            raise ProblemError(HTTPStatus.NOT_FOUND, f"There is no shape {name}. All are listed at /shapes.")
        to = links.file(f"/shape/{page}.{form}") if found["form"] else links.to(f"/shape/{page}")
        return redirect(f"{to}#{anchor}", HTTPStatus.SEE_OTHER)
    if form != "html":
        return Answer(
            graph_bytes(shapes.triples_of(dataset, name), form), MEDIA_TYPES[form], vary=("Accept",)
        )
    return html_answer(render.render("shape.html", links, file=shown), links)


def _form(request: Request, asked: str | None) -> str:
    """The form that a suffix names, or else the one that the client likes best."""
    if asked:
        return asked
    kinds = {MEDIA_TYPES[form]: form for form in ("html", *RDF_FORMS)}
    return kinds.get(best(request.header("accept"), tuple(kinds)) or "", "html")


def _vocabulary(dataset: Dataset, _request: Request, _: re.Match[str]) -> Answer:
    return Answer(editor.vocabulary(dataset), "application/json")


def _given(request: Request) -> dict[str, str]:
    """What is asked for in an address, but for the language."""
    given = request.given()
    given.pop("lang", None)
    return given


_FORMS: Final = "|".join(("html", *RDF_FORMS))
ROUTES: Final[Sequence[Route]] = (
    (re.compile("/query"), _queries),
    (re.compile("/query/(?P<name>[a-z0-9-]+)"), _query),
    (re.compile("/promises"), _promises),
    (re.compile("/graph(?:/(?P<name>bodies))?"), _graph),
    (re.compile("/editor"), _editor),
    (re.compile(rf"/shapes(?:\.(?P<form>{_FORMS}))?"), _shapes),
    (re.compile(rf"/shape/(?P<name>[a-z0-9/-]+)(?:\.(?P<form>{_FORMS}))?"), _shape),
    (re.compile(r"/editor/vocabulary\.json"), _vocabulary),
)
