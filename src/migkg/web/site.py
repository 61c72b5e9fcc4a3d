"""Which part of the site answers which path: one table, read from top to bottom."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from migkg.errors import MigkgError, UnknownNameError
from migkg.web import api, description, pages, resource, sparql
from migkg.web.exchange import PROBLEM, Answer, ProblemError, Request, problem_answer
from migkg.web.negotiate import best
from migkg.web.pages import handlers

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence

    from migkg.web.dataset import Dataset

    Handler = Callable[[Dataset, Request, re.Match[str]], Answer]
    """Makes the answer for a path that a pattern has matched whole."""
    Route = tuple[re.Pattern[str], Handler]

__all__ = ["respond", "warm"]

HTML: Final = "text/html"
ROUTES: Final[Sequence[Route]] = (
    *sparql.ROUTES,
    *description.ROUTES,
    *handlers.ROUTES,
    *pages.ROUTES,
    *api.ROUTES,
    *resource.ROUTES,
)


def warm(dataset: Dataset) -> None:
    """Import, read and compute all that an answer may need: whoever answers later may open no file."""
    for part in (sparql, description, api, pages, handlers):
        part.warm(dataset)


def respond(dataset: Dataset, request: Request) -> Answer:
    """The answer to a request. No error leaves this function but one that is a defect of ours."""
    try:
        return _handled(dataset, request)
    except ProblemError as problem:
        return _refusal(dataset, request, problem)
    except UnknownNameError as error:
        return _refusal(dataset, request, ProblemError(HTTPStatus.NOT_FOUND, str(error)))
    except MigkgError as error:
        return _refusal(dataset, request, ProblemError(HTTPStatus.BAD_REQUEST, str(error)))


def _refusal(dataset: Dataset, request: Request, problem: ProblemError) -> Answer:
    """A page for a client that likes HTML best, as browsers do; else what programs read."""
    if best(request.header("accept"), (PROBLEM, HTML)) == HTML:
        return pages.problem_page(dataset, problem, request)
    return problem_answer(problem)


def _handled(dataset: Dataset, request: Request) -> Answer:
    for pattern, handler in ROUTES:
        found = pattern.fullmatch(request.path)
        if found:
            return handler(dataset, request, found)
    raise ProblemError(HTTPStatus.NOT_FOUND, f"There is nothing at {request.path}.")
