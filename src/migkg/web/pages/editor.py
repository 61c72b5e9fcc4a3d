"""The SPARQL editor: the query it starts with, examples to begin from, and the terms that it completes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import pyoxigraph as ox

from migkg import terms
from migkg.project import packaged_root
from migkg.sources import table_of
from migkg.web import sparql
from migkg.web.exchange import ProblemError, Request
from migkg.web.pages.index import index_of
from migkg.web.pages.query import result_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from migkg.web.dataset import Dataset
    from migkg.web.pages.index import Index
    from migkg.web.pages.query import Result

__all__ = [
    "Asked",
    "EditorPage",
    "Example",
    "answer_of",
    "editor_page",
    "examples",
    "has_scripts",
    "vocabulary",
]

JSON: Final = "application/sparql-results+json"
TURTLE: Final = terms.MEDIA_TYPES["ttl"]

FIRST: Final = """\
PREFIX mig: <https://w3id.org/migkg/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?objective ?title
WHERE {
  ?objective a mig:Objective ;
    skos:notation ?number ;
    rdfs:label ?title ;
    mig:order ?order .
  FILTER(LANG(?title) = "en")
}
ORDER BY ?order
LIMIT 25
"""
"""What stands in the editor when nothing is asked for."""

_EXAMPLE: Final = re.compile(
    r"^### (?P<number>\d+)\. (?P<title>[^\n]+)\n.*?^```sparql\n(?P<query>.*?)^```", re.MULTILINE | re.DOTALL
)
_CLASSES: Final = "SELECT ?term (COUNT(?s) AS ?n) WHERE { ?s a ?term FILTER(ISIRI(?term)) } GROUP BY ?term"
_PROPERTIES: Final = "SELECT ?term (COUNT(?s) AS ?n) WHERE { ?s ?term ?o } GROUP BY ?term"


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of docs/sparql.md; its number is what addresses hold."""

    number: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the endpoint says to a query: rows, a graph in Turtle, yes or no, or what is wrong with it."""

    result: Result | None = None
    graph: str = ""
    yes: bool | None = None
    problem: str = ""
    place: tuple[int, int] | None = None
    """Line and column of what is wrong, where that is known."""


@dataclass(frozen=True, slots=True)
class EditorPage:
    """What the editor begins with, and what else it offers: examples, and the canned queries by name.

    `title` names the query that was asked for, "" if none was; `asked` is the answer to the query for those
    who read without scripts, None if it was not to be run.
    """

    text: str
    title: str
    examples: tuple[Example, ...]
    canned: tuple[tuple[str, str], ...]
    scripts: bool
    asked: Asked | None = None


def editor_page(dataset: Dataset, text: str = "", title: str = "", *, run: bool = False) -> EditorPage:
    """The editor with a query, or with a first one where there is no text; `run` asks it."""
    asked = answer_of(dataset, text) if run else None
    canned = tuple((query.name, query.summary) for query in dataset.queries.values())
    return EditorPage(text or FIRST, title, examples(), canned, has_scripts("editor.js"), asked)


def answer_of(dataset: Dataset, text: str) -> Asked:
    """The answer of the endpoint to a query, under all its rules and limits."""
    request = Request("/sparql", urlencode({"query": text}), headers={"accept": f"{JSON}, {TURTLE}"})
    try:
        answer = sparql.answered(dataset, request)
    except ProblemError as problem:
        line, column = problem.extra.get("line"), problem.extra.get("column")
        place = (line, column) if isinstance(line, int) and isinstance(column, int) else None
        return Asked(problem=problem.detail, place=place)
    if answer.media_type.startswith(TURTLE):
        return Asked(graph=answer.body.decode())
    found = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return Asked(yes=bool(found))
    return Asked(result_of(table_of(found)))


@cache
def examples() -> tuple[Example, ...]:
    """The worked examples, in their order; none if the page that holds them did not come along."""
    page = packaged_root() / "docs" / "sparql.md"
    if not page.is_file():
        return ()
    found = _EXAMPLE.finditer(page.read_text(encoding="utf-8"))
    return tuple(Example(one["number"], one["title"].strip(), one["query"]) for one in found)


@cache
def has_scripts(name: str) -> bool:
    """Whether this installation brings a built script; without npm it was installed without."""
    from importlib.resources import files

    return files("migkg.web").joinpath("static", "dist", name).is_file()


@lru_cache(maxsize=4)
def vocabulary(dataset: Dataset) -> bytes:
    """Our prefixes and the classes and properties that the dataset uses, the most used first, as JSON."""
    index = index_of(dataset)
    found: Mapping[str, object] = {
        "prefixes": dict(terms.PREFIXES),
        "classes": _used(dataset, index, _CLASSES),
        "properties": _used(dataset, index, _PROPERTIES),
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _used(dataset: Dataset, index: Index, query: str) -> list[dict[str, object]]:
    rows = [
        (term.text, int(number.text))
        for term, number in dataset.graph.source.select(query).rows
        if term is not None and number is not None
    ]
    rows.sort(key=lambda row: (not row[0].startswith(terms.ONTOLOGY), -row[1], row[0]))
    return [{"iri": iri, "label": index.name(iri, "en").text, "count": number} for iri, number in rows]
