"""What the API offers, as OpenAPI 3.1: written from the headers of the canned queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from migkg.queries import TYPES
from migkg.terms import LANGUAGES, MEDIA_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migkg.queries import CannedQuery, Parameter
    from migkg.web.dataset import Dataset

__all__ = ["FORMS", "JSON", "OPTIONS", "description", "forms_of"]

FORMS: Final[Mapping[str, str]] = {
    "json": MEDIA_TYPES["json"],
    "csv": MEDIA_TYPES["csv"],
    "tsv": MEDIA_TYPES["tsv"],
    "markdown": MEDIA_TYPES["md"],
    "html": MEDIA_TYPES["html"],
    "xlsx": MEDIA_TYPES["xlsx"],
}
"""Name of a format, as on the command line → media type; of those that a client likes alike, the first."""

LINES: Final = ("csv", "tsv")
"""The forms of answers that are too long for any other: programs read them line by line."""
MOST_ROWS: Final = 50_000
"""With more rows than this, an answer can be had in lines only."""

OPTIONS: Final = ("format", "lang", "iris")
"""What can be asked besides a query's own parameters."""

JSON: Final = "application/json"
_LICENCE: Final = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
_REFUSALS: Final = {
    "400": "A parameter that is not there, is given twice, or has a value that cannot be.",
    "404": "A value that nothing bears; the nearest ones are suggested.",
    "406": "None of the forms that there are is accepted.",
    "422": "An answer that is too long for the form; those that it can be had in are named.",
    "429": "Too many requests at once from one client.",
    "503": "Too many questions at the moment, or this one took too long.",
}
_PROBLEM_SCHEMA: Final = {
    "type": "object",
    "description": "What is wrong and what helps, as RFC 9457 has it.",
    "required": ["title", "status", "detail"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "parameter": {"type": "string", "description": "The parameter that is wrong."},
        "suggestions": {"type": "array", "items": {"type": "string"}},
    },
}
_TABLE_SCHEMA: Final = {
    "type": "object",
    "description": "SPARQL 1.1 Query Results JSON: every column, and every term whole.",
    "required": ["head", "results"],
    "properties": {
        "head": {
            "type": "object",
            "required": ["vars"],
            "properties": {"vars": {"type": "array", "items": {"type": "string"}}},
        },
        "results": {
            "type": "object",
            "required": ["bindings"],
            "properties": {"bindings": {"type": "array", "items": {"type": "object"}}},
        },
    },
}
_LISTING_SCHEMA: Final = {
    "type": "object",
    "required": ["queries"],
    "properties": {
        "queries": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "question", "description", "tags", "parameters", "href"],
            },
        }
    },
}
_OPTION_PARAMETERS: Final = (
    ("format", "The form of the result; it counts before the Accept header.", list(FORMS), None),
    ("lang", "The language of names, as far as they have a form in it.", list(LANGUAGES), "en"),
    (
        "iris",
        "Whether the columns of IRIs are shown where a form would leave them out.",
        ["true", "false"],
        "false",
    ),
)


def forms_of(rows: int) -> tuple[str, ...]:
    """The forms in which an answer of so many rows can be had.

    >>> forms_of(1_000_000)
    ('csv', 'tsv')
    """
    return LINES if rows > MOST_ROWS else tuple(FORMS)


def description(dataset: Dataset) -> dict[str, Any]:
    """The whole document; its version is that of the release."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "migkg: canned queries",
            "summary": "Questions about labour-migration governance, and the paragraphs that answer them",
            "version": dataset.release.version,
            "license": _LICENCE,
        },
        "servers": [{"url": "../"}],
        "paths": {
            "/api/query": {"get": _listing()},
            **{f"/api/query/{query.name}": {"get": _asked(query)} for query in dataset.queries.values()},
        },
        "components": {
            "schemas": {"Problem": _PROBLEM_SCHEMA, "Table": _TABLE_SCHEMA},
            "responses": {status: _refusal(reason) for status, reason in _REFUSALS.items()},
        },
    }


def _listing() -> dict[str, Any]:
    return {
        "operationId": "queries",
        "summary": "Which questions can be asked?",
        "responses": {
            "200": {"description": "All canned queries.", "content": {JSON: {"schema": _LISTING_SCHEMA}}},
            **_refusals("400", "406"),
        },
    }


def _asked(query: CannedQuery) -> dict[str, Any]:
    options = [
        _parameter(name, text, {"type": "string", "enum": choices} | ({"default": usual} if usual else {}))
        for name, text, choices, usual in _OPTION_PARAMETERS
    ]
    content: dict[str, Any] = {media_type: {} for media_type in FORMS.values()}
    content[FORMS["json"]] = content[JSON] = {"schema": {"$ref": "#/components/schemas/Table"}}
    return {
        "operationId": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": list(query.tags),
        "parameters": [*(_own(one) for one in query.params), *options],
        "responses": {
            "200": {"description": "The answer, whole.", "content": content},
            **_refusals(*_REFUSALS),
        },
    }


def _own(one: Parameter) -> dict[str, Any]:
    """A parameter of a query; whether a name is borne by anything is found out by asking."""
    schema: dict[str, Any] = {"type": "string", "pattern": r"\S"}
    if one.type == "year":
        schema = {"type": "string", "pattern": "^[0-9]{4}$"}
    if TYPES[one.type]:
        schema["description"] = f"The name, notation, path or IRI of a thing of the kind {one.type}."
    return _parameter(one.name, one.description, schema)


def _parameter(name: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": schema}


def _refusals(*statuses: str) -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _refusal(reason: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": reason, "content": {"application/problem+json": {"schema": schema}}}
