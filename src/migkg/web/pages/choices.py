"""What a parameter of a canned query can be given: values of the dataset, by the parameter's type."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.queries import TYPES
from migkg.web.pages.index import index_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.queries import CannedQuery, Parameter
    from migkg.web.dataset import Dataset
    from migkg.web.pages.index import Index

__all__ = ["FEW", "Choice", "choices"]

FEW: Final = 40
"""Up to so many values are a list to choose from; of more, one types and is offered what fits."""

MOST: Final = 1500
"""So many values are offered at most; a query takes those beyond too."""

_YEARS: Final = """
SELECT DISTINCT ?year WHERE {
  ?s mig:due|mig:asOf|dcterms:issued|schema:startDate|schema:endDate ?date
  BIND(SUBSTR(STR(?date), 1, 4) AS ?year)
  FILTER(REGEX(?year, "^[0-9]{4}$"))
} ORDER BY ?year"""
_MENTIONED: Final = """
SELECT DISTINCT ?thing WHERE { ?passage mig:mentions ?thing FILTER(ISIRI(?thing)) } ORDER BY ?thing"""
_LOOKED: Final = ("notation", "label", "altLabel", "title")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value as the query takes it, and its name in the reader's language ("" if that is the same)."""

    value: str
    label: str = ""


@lru_cache(maxsize=512)
def choices(dataset: Dataset, query: CannedQuery, parameter: Parameter, lang: str) -> tuple[Choice, ...]:
    """The values that a parameter can have, in their natural order; the query takes each as it stands."""
    index = index_of(dataset)
    if parameter.type == "year":
        found = [text[:4] for text in _texts(dataset, query, parameter)] or _column(dataset, _YEARS)
        return tuple(map(Choice, dict.fromkeys(found)))
    if parameter.type == "string":
        return tuple(map(Choice, _texts(dataset, query, parameter)))
    if parameter.type == "entity":
        return _things(index, _column(dataset, _MENTIONED), index.everything(), lang)
    members = [index.members.get(terms.ONTOLOGY + name, ()) for name in TYPES[parameter.type]]
    things = [iri for found in members for iri in found]
    return _things(index, things, things, lang, numbered=parameter.type != "place")


def _things(
    index: Index, iris: Iterable[str], among: Iterable[str], lang: str, *, numbered: bool = True
) -> tuple[Choice, ...]:
    """Things by the shortest text that names one of them and nothing else `among` which it is looked for.

    That text is the notation of what is `numbered`, else the name.
    """
    taken = Counter(name.text for iri in among for kind in _LOOKED for name in set(index.names(iri, kind)))
    ordered = sorted(set(iris), key=index.sort_key)
    found = []
    for iri in ordered:
        short = (numbered and index.notation(iri)) or index.name(iri, "en").text
        alone = taken[short] == 1 and not index.document(iri)
        value, title = (short if alone else terms.shorten(iri)), index.name(iri, lang).text
        found.append(Choice(value, "" if title == value else title))
    ordered_by = found if numbered else sorted(found, key=lambda choice: choice.value)
    return tuple(ordered_by[:MOST])


def _texts(dataset: Dataset, query: CannedQuery, parameter: Parameter) -> Sequence[str]:
    """What stands in the column of the same name when all is asked for, each value of a joined cell apart."""
    name = parameter.name.replace("-", "_")
    table = dataset.graph.query(query.name)
    if name not in table.columns:
        return ()
    place = table.columns.index(name)
    found = {
        part
        for row in table.rows
        if (cell := row[place]) is not None
        for part in cell.text.split("; ")
        if part
    }
    return sorted(found, key=terms.natural_key)[:MOST]


def _column(dataset: Dataset, query: str) -> Sequence[str]:
    return [row[0].text for row in dataset.select(query) if row[0] is not None]
