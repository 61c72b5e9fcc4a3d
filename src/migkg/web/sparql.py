"""The SPARQL 1.1 Protocol at /sparql, for queries alone: what is asked, of which graphs, in which form.

An update is refused wherever it hides: as a parameter, as a media type, as the text of a query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from migkg.syntax.problems import Lines
from migkg.syntax.sparql import first_fault
from migkg.syntax.sparql_sense import senseless
from migkg.terms import BASE, MEDIA_TYPES, PREFIXES
from migkg.web import description, forms
from migkg.web.exchange import Answer, ProblemError, Request, pairs_of, redirect
from migkg.web.guard import guarded
from migkg.web.negotiate import best

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.web.dataset import Dataset

__all__ = ["ROUTES", "answered", "warm"]

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
_ALLOWED: Final = (("Allow", "GET, HEAD, POST, OPTIONS"), ("Accept-Post", f"{QUERY}, {FORM}"))
_UPDATING: Final = frozenset(("update", "using-graph-uri", "using-named-graph-uri"))
_READ_ONLY: Final = "This endpoint only answers questions: it takes no updates, and changes nothing."
_CHARSETS: Final = frozenset(("", "utf-8", "utf8", "us-ascii", "ascii"))
_PLACE: Final = re.compile(r"error at (\d+):(\d+): ")


@dataclass(frozen=True, slots=True)
class _Operation:
    """What a request asks: the query, the graphs that it is asked of (none: all), and the form by name."""

    query: str
    default: tuple[str, ...]
    named: tuple[str, ...]
    form: str


def answered(dataset: Dataset, request: Request, _: object = None) -> Answer:
    """The answer to a request at /sparql."""
    if request.method == "OPTIONS":
        return Answer(b"", "", HTTPStatus.NO_CONTENT, headers=_ALLOWED)
    operation = _operation(request)
    if operation is None:
        return _without_query(dataset, request)
    found = _evaluated(dataset, operation)
    is_graph = isinstance(found, ox.QueryTriples)
    media_type = forms.chosen(
        request.header("accept"), operation.form, forms.GRAPHS if is_graph else forms.ROWS
    )
    write: Any = forms.triples if is_graph else forms.rows
    try:
        answer: Answer = write(found, media_type, dataset.answer_limit)
    except (OSError, ValueError, RuntimeError) as error:
        raise _not_evaluated(error) from error
    return answer


def warm(dataset: Dataset) -> None:
    """Have everything read and imported that an answer may need."""
    answered(dataset, Request("/sparql", "query=ASK%7B%7D"))
    first_fault("")
    description.warm(dataset)


def _without_query(dataset: Dataset, request: Request) -> Answer:
    """The service description; for those who would rather have a page, the way to the editor."""
    liked = best(request.header("accept"), (*forms.GRAPHS, MEDIA_TYPES["html"]))
    if liked != MEDIA_TYPES["html"]:
        return description.service(dataset, request)
    target = "../editor" if request.path.endswith("/") else "editor"
    return redirect(target, HTTPStatus.SEE_OTHER, ("Accept",))


# --- what is asked ---------------------------------------------------------------------------------


def _operation(request: Request) -> _Operation | None:
    """What is asked, None if nothing is. Raises ProblemError for what the protocol does not know."""
    pairs = request.pairs()
    if request.method == "POST":
        pairs += _posted(request)
    elif request.method not in ("GET", "HEAD"):
        raise ProblemError(
            HTTPStatus.METHOD_NOT_ALLOWED,
            f"{request.method} is not possible here. Ask by GET or POST.",
            headers=_ALLOWED,
        )
    names = {name for name, _ in pairs}
    if names & _UPDATING:
        raise ProblemError(HTTPStatus.FORBIDDEN, _READ_ONLY)
    queries = _values(pairs, "query")
    if len(queries) > 1:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, f"There are {len(queries)} queries. Send one request for each."
        )
    if not queries:
        if request.method == "POST" or names & {"default-graph-uri", "named-graph-uri"}:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, "There is no query. Send one as the parameter 'query'."
            )
        return None
    return _Operation(
        queries[0].removeprefix("\ufeff"),
        _values(pairs, "default-graph-uri"),
        _values(pairs, "named-graph-uri"),
        next(iter(_values(pairs, "format")), ""),
    )


def _posted(request: Request) -> list[tuple[str, str]]:
    """The parameters that the body of a POST holds; a query that is sent as it is counts as one."""
    kind, *parameters = (part.strip().lower() for part in request.header("content-type").split(";"))
    if kind == UPDATE:
        raise ProblemError(HTTPStatus.FORBIDDEN, _READ_ONLY)
    if kind not in (FORM, QUERY):
        named = f"'{kind}'" if kind else "A body without a content type"
        raise ProblemError(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"{named} is not understood. Send {QUERY} or {FORM}.",
            headers=_ALLOWED,
        )
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip().strip('"') not in _CHARSETS:
            raise ProblemError(
                HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The character set {value} is not understood. Send UTF-8."
            )
    try:
        text = request.body.decode("ascii" if kind == FORM else "utf-8")
    except UnicodeDecodeError as error:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST,
            f"The body is not {'percent-encoded ' * (kind == FORM)}UTF-8 (byte {error.start}).",
        ) from None
    return pairs_of(text) if kind == FORM else [("query", text)]


def _values(pairs: Iterable[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in pairs if key == name)


# --- the answer ------------------------------------------------------------------------------------


def _evaluated(dataset: Dataset, operation: _Operation) -> Any:
    """What the engine gives; rows and triples are computed when they are taken."""
    text = operation.query
    seen = guarded(text)
    default, named = _graphs(operation)
    try:
        return dataset.store.query(
            text,
            base_iri=BASE,
            prefixes=seen.prefixes,
            use_default_graph_as_union=dataset.union and default is None and not seen.names_graphs,
            default_graph=default,
            named_graphs=named,
        )
    except SyntaxError as error:
        raise _not_parsed(text, str(error)) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise _not_evaluated(error) from error


def _graphs(operation: _Operation) -> tuple[list[Any] | None, list[Any] | None]:
    """The graphs that the request names; they count instead of those that the query names."""
    if not (operation.default or operation.named):
        return None, None
    return [_node(name) for name in operation.default], [_node(name) for name in operation.named]


def _node(name: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(name)
    except ValueError:
        raise ProblemError(HTTPStatus.BAD_REQUEST, f"'{name}' is not the IRI of a graph.") from None


def _not_parsed(text: str, said: str) -> ProblemError:
    """What is wrong with a query that the engine refuses, and where."""
    fault = first_fault(text, PREFIXES) or senseless(text, said)
    if fault:
        line, column = Lines(text).place(fault.offset)
        return _syntax_problem(fault.message, line, column)
    found = _PLACE.search(said)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    return _syntax_problem("something is wrong here or before", line, column)


def _syntax_problem(message: str, line: int, column: int) -> ProblemError:
    return ProblemError(
        HTTPStatus.BAD_REQUEST, f"The query does not parse: {message}.", line=line, column=column
    )


def _not_evaluated(error: Exception) -> ProblemError:
    return ProblemError(HTTPStatus.BAD_REQUEST, f"The query cannot be evaluated: {error}")


ROUTES: Final = ((re.compile("/sparql/?"), answered),)
