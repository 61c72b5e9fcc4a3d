"""Which part of the site answers which path: one table, read from top to bottom."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from migkg.errors import MigkgError, UnknownNameError
from migkg.web import api, pages, resource
from migkg.web.exchange import Answer, ProblemError, Request, problem_answer

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence

    from migkg.web.dataset import Dataset

    Handler = Callable[[Dataset, Request, re.Match[str]], Answer]
    """Makes the answer for a path that a pattern has matched whole."""
    Route = tuple[re.Pattern[str], Handler]

__all__ = ["respond", "warm"]

ROUTES: Final[Sequence[Route]] = (*pages.ROUTES, *api.ROUTES, *resource.ROUTES)


def warm(dataset: Dataset) -> None:
    """Import, read and compute all that an answer may need: whoever answers later may open no file."""
    for part in (api, pages):
        part.warm(dataset)


def respond(dataset: Dataset, request: Request) -> Answer:
    """The answer to a request. No error leaves this function but one that is a defect of ours."""
    try:
        return _handled(dataset, request)
    except ProblemError as problem:
        return problem_answer(problem)
    except UnknownNameError as error:
        return problem_answer(ProblemError(HTTPStatus.NOT_FOUND, str(error)))
    except MigkgError as error:
        return problem_answer(ProblemError(HTTPStatus.BAD_REQUEST, str(error)))


def _handled(dataset: Dataset, request: Request) -> Answer:
    for pattern, handler in ROUTES:
        found = pattern.fullmatch(request.path)
        if found:
            return handler(dataset, request, found)
    raise ProblemError(HTTPStatus.NOT_FOUND, f"There is nothing at {request.path}.")
