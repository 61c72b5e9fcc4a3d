"""The canned queries as an API: `/api/query/<name>?key=value`, in every form that a table has."""

from __future__ import annotations

import json
import re
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from migkg.errors import UnknownNameError, UsageError
from migkg.output import View, ending, render
from migkg.queries import nearest
from migkg.terms import LANGUAGES
from migkg.web.exchange import Answer, ProblemError
from migkg.web.negotiate import best
from migkg.web.openapi import FORMS, JSON, OPTIONS, description, forms_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migkg.queries import CannedQuery
    from migkg.web.dataset import Dataset
    from migkg.web.exchange import Request

__all__ = ["ROUTES", "warm"]


def warm(dataset: Dataset) -> None:
    """Read and import all that an answer may need."""
    description(dataset)
    nearest("", dataset.queries)
    table = dataset.graph.query(next(iter(dataset.queries)))
    for form in FORMS:
        render(table, View(form))


def _list(dataset: Dataset, request: Request, _found: re.Match[str]) -> Answer:
    _refuse_others(Counter(name for name, _ in request.pairs()), ())
    return _as_json(
        {
            "queries": [
                {
                    "name": query.name,
                    "question": query.summary,
                    "description": query.description,
                    "tags": query.tags,
                    "parameters": [
                        {"name": one.name, "type": one.type, "description": one.description}
                        for one in query.params
                    ],
                    "href": f"/api/query/{query.name}",
                }
                for query in dataset.queries.values()
            ]
        }
    )


def _openapi(dataset: Dataset, _request: Request, _found: re.Match[str]) -> Answer:
    return _as_json(description(dataset))


def _query(dataset: Dataset, request: Request, found: re.Match[str]) -> Answer:
    query = _named(dataset, found["name"])
    pairs = request.pairs()
    _refuse_others(Counter(name for name, _ in pairs), (*(one.name for one in query.params), *OPTIONS))
    given = dict(pairs)
    form = _form(given.pop("format", None), request)
    iris = _choice(given, "iris", {"false": False, "true": True})
    lang = given.pop("lang", "en")
    if lang not in LANGUAGES:
        raise _wrong("lang", lang, LANGUAGES)
    try:
        table = dataset.graph.query(query.name, lang=lang, **given)
    except UnknownNameError as error:
        raise _problem(HTTPStatus.NOT_FOUND, error) from None
    except UsageError as error:
        raise _problem(HTTPStatus.BAD_REQUEST, error) from None
    if form not in forms_of(len(table)):
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"The answer has {len(table)} rows, and can be had as {' or '.join(forms_of(len(table)))} only. "
            "Choose one of these, or narrow the question by a parameter.",
            parameter="format",
        )
    headers = (("Content-Disposition", f'inline; filename="{query.name}{ending(form)}"'),)
    body = render(table, View(form, iris=bool(iris)))
    return Answer(body, FORMS[form], vary=("Accept",), headers=headers)


def _named(dataset: Dataset, name: str) -> CannedQuery:
    query = dataset.queries.get(name)
    if query is None:
        near = nearest(name, dataset.queries)
        hint = f" Did you mean {' or '.join(near)}?" if near else " /api/query lists them all."
        raise ProblemError(HTTPStatus.NOT_FOUND, f"There is no query {name!r}.{hint}", suggestions=near)
    return query


def _refuse_others(given: Counter[str], known: tuple[str, ...]) -> None:
    for name, times in given.items():
        if name not in known:
            takes = f"These are: {', '.join(known)}." if known else "There are none here."
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                f"There is no parameter {name!r}. {takes}",
                parameter=name,
                suggestions=nearest(name, known),
            )
        if times > 1:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                f"The parameter {name} is given {times} times. Give it once.",
                parameter=name,
            )


def _form(given: str | None, request: Request) -> str:
    if given is not None:
        if given not in FORMS:
            raise _wrong("format", given, FORMS)
        return given
    # JSON is what a program that says nothing expects, whether it calls it SPARQL's results or not.
    offers = {**{media_type: form for form, media_type in FORMS.items()}, JSON: "json"}
    liked = best(request.header("accept"), tuple(offers))
    if liked is None:
        raise ProblemError(
            HTTPStatus.NOT_ACCEPTABLE, f"There are these forms, and no others: {', '.join(offers)}."
        )
    return offers[liked]


def _choice(given: dict[str, str], name: str, choices: Mapping[str, bool]) -> bool:
    """The choice that is given by name; the first if none is."""
    text = given.pop(name, next(iter(choices)))
    if text not in choices:
        raise _wrong(name, text, list(choices))
    return choices[text]


def _wrong(name: str, text: str, right: Mapping[str, object] | list[str]) -> ProblemError:
    return ProblemError(
        HTTPStatus.BAD_REQUEST,
        f"{name}: {text!r} is none of {', '.join(right)}.",
        parameter=name,
        suggestions=nearest(text, right),
    )


def _problem(status: int, error: UsageError) -> ProblemError:
    return ProblemError(status, str(error), suggestions=error.suggestions)


def _as_json(members: object) -> Answer:
    return Answer(json.dumps(members, ensure_ascii=False, indent=2).encode() + b"\n", JSON)


ROUTES: Final = (
    (re.compile(r"/api/openapi\.json"), _openapi),
    (re.compile(r"/api/query/?"), _list),
    (re.compile(r"/api/query/(?P<name>[^/]+)"), _query),
)
