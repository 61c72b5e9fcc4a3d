"""A canned query as a page: its question, a form for its parameters, its answer as a table with links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migkg.errors import UnknownNameError, UsageError
from migkg.queries import bind, nearest, resolver_for
from migkg.web.openapi import forms_of
from migkg.web.pages.choices import FEW, Choice, choices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from migkg.queries import CannedQuery, Parameter
    from migkg.table import Table
    from migkg.web.dataset import Dataset

__all__ = [
    "FORMATS",
    "MOST_ROWS",
    "Cell",
    "Field",
    "QueryPage",
    "Result",
    "bound",
    "known_query",
    "query_page",
    "result_of",
]

MOST_ROWS: Final = 500
"""So many rows a page shows; the downloads hold all."""

FORMATS: Final = ("csv", "tsv", "json", "markdown", "html", "xlsx")
"""What an answer can be downloaded as: the words that the API takes."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `select` says whether all values are offered as a list to choose from.

    `value` is what was given, "" if nothing; `problem` says what is wrong with it, "" if nothing is.
    """

    name: str
    label: str
    description: str
    value: str
    choices: tuple[Choice, ...]
    select: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of an answer: parts with their IRIs ("" for what is no link), and the language of its text."""

    parts: tuple[tuple[str, str], ...]
    number: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """An answer as far as a page shows it; `total` counts all its rows."""

    columns: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class QueryPage:
    """All that the page of a canned query shows. Without `result`, the fields say what is wrong.

    `given` holds the parameters that were given, as links to downloads and to the editor need them.
    """

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    fields: tuple[Field, ...]
    given: Mapping[str, str]
    result: Result | None
    text: str
    formats: tuple[str, ...]


def known_query(dataset: Dataset, name: str) -> CannedQuery:
    """The canned query of that name. Raises UnknownNameError with the nearest names if there is none."""
    if name not in dataset.queries:
        raise UnknownNameError(f"There is no query {name!r}.", suggestions=nearest(name, dataset.queries))
    return dataset.queries[name]


def query_page(dataset: Dataset, query: CannedQuery, given: Mapping[str, str], lang: str) -> QueryPage:
    """A query's page for the values that were given; empty ones count as not given."""
    values = {key: value for key, value in given.items() if value.strip()}
    fields = tuple(_field(dataset, query, parameter, values, lang) for parameter in query.params)
    asked = {field.name: values[field.name] for field in fields if field.name in values}
    fine = not any(field.problem for field in fields)
    text = bound(dataset, query, asked, lang) if fine else query.text
    result = result_of(dataset.shown(text)) if fine else None
    has = forms_of(result.total if result else 0)
    return QueryPage(
        query.name,
        query.summary,
        query.description,
        query.tags,
        fields,
        asked,
        result,
        without_header(text),
        tuple(form for form in FORMATS if form in has),
    )


def bound(dataset: Dataset, query: CannedQuery, given: Mapping[str, str], lang: str) -> str:
    """The text of a query with these values. Raises UsageError for one that cannot be used."""
    return bind(query, given, resolver_for(dataset.graph.source), lang)


def without_header(text: str) -> str:
    """A query's text without the lines that describe it."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip() + "\n"


def result_of(table: Table, most: int = MOST_ROWS) -> Result:
    """A table as a page shows it, up to so many rows."""
    numeric = table.numeric()
    columns = tuple(zip(table.visible(), numeric, strict=True))
    rows = tuple(_row(table, number, numeric) for number in range(min(len(table), most)))
    return Result(columns, rows, len(table))


def _row(table: Table, number: int, numeric: Sequence[bool]) -> tuple[Cell, ...]:
    row = table.rows[number]
    values = dict(zip(table.columns, row, strict=True))
    cells = []
    for (column, parts), right in zip(table.links(row), numeric, strict=True):
        value = values[column]
        linked = tuple((text, address or "") for text, address in parts)
        cells.append(Cell(linked, right, (value.lang or "") if value else ""))
    return tuple(cells)


def _field(
    dataset: Dataset, query: CannedQuery, parameter: Parameter, values: Mapping[str, str], lang: str
) -> Field:
    value = values.get(parameter.name, "")
    problem = _problem(dataset, parameter, value) if value else ""
    offered = choices(dataset, query, parameter, lang)
    return Field(
        name=parameter.name,
        label=_spoken(parameter.name),
        description=parameter.description,
        value=value,
        choices=offered,
        select=len(offered) <= FEW and (not value or value in {choice.value for choice in offered}),
        problem=problem,
    )


def _problem(dataset: Dataset, parameter: Parameter, value: str) -> str:
    try:
        resolver_for(dataset.graph.source)(parameter.type, value.strip())
    except UsageError as error:
        return str(error)
    return ""


def _spoken(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()
