"""The forms in which an answer can be had: rows, yes or no, and triples, by media type and by short name."""

from __future__ import annotations

import io
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from migkg.terms import MEDIA_TYPES, PREFIXES
from migkg.web.exchange import Answer, ProblemError
from migkg.web.negotiate import best
from migkg.web.rdf import with_sorted_namespaces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["GRAPHS", "ROWS", "chosen", "rows", "triples"]

ROWS: Final[Mapping[str, ox.QueryResultsFormat]] = {
    MEDIA_TYPES["json"]: ox.QueryResultsFormat.JSON,
    MEDIA_TYPES["xml"]: ox.QueryResultsFormat.XML,
    MEDIA_TYPES["csv"]: ox.QueryResultsFormat.CSV,
    MEDIA_TYPES["tsv"]: ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
    "text/xml": ox.QueryResultsFormat.XML,
}
"""What can be had for rows, and for yes or no; of types that a client likes alike, it gets the first."""

GRAPHS: Final[Mapping[str, ox.RdfFormat]] = {
    MEDIA_TYPES["ttl"]: ox.RdfFormat.TURTLE,
    MEDIA_TYPES["jsonld"]: ox.RdfFormat.JSON_LD,
    MEDIA_TYPES["nt"]: ox.RdfFormat.N_TRIPLES,
    MEDIA_TYPES["rdf"]: ox.RdfFormat.RDF_XML,
    "application/json": ox.RdfFormat.JSON_LD,
    "application/xml": ox.RdfFormat.RDF_XML,
    "text/xml": ox.RdfFormat.RDF_XML,
}
"""What can be had for triples; of types that a client likes alike, it gets the first."""

_USUAL: Final = 300
"""So long may an Accept header be whose meaning is remembered."""
_VARY: Final = ("Accept",)
_PREFIXES: Final = dict(PREFIXES)


def chosen(accept: str, asked: str, offers: Mapping[str, object]) -> str:
    """The media type of the form that a client gets: the one it asked for by name, else what it likes best.

    `asked` is a short name (csv, ttl, …) or a media type. Raises ProblemError with what there is, if that
    is none of it.
    """
    if asked:
        media_type = MEDIA_TYPES.get(asked, asked)
        if media_type in offers:
            return media_type
        problem = f"This answer cannot be had as '{asked}'."
    else:
        found = _liked(accept, tuple(offers)) if len(accept) < _USUAL else best(accept, tuple(offers))
        if found is not None:
            return found
        problem = "This answer cannot be had in a form that the Accept header names."
    raise ProblemError(
        HTTPStatus.NOT_ACCEPTABLE, f"{problem} There are: {', '.join(offers)}.", offers=list(offers)
    )


@lru_cache(maxsize=256)
def _liked(accept: str, offers: tuple[str, ...]) -> str | None:
    """What `best` says; most clients send one of a few headers, again and again."""
    return best(accept, offers)


def rows(found: ox.QuerySolutions | ox.QueryBoolean, media_type: str, limit: int) -> Answer:
    """Rows, or yes or no, in that form. Raises ProblemError if that takes more than `limit` bytes."""
    body = _Bounded(limit)
    found.serialize(body, format=ROWS[media_type])
    return _answer(body.getvalue(), media_type)


def triples(found: Iterable[ox.Triple], media_type: str, limit: int) -> Answer:
    """Triples in that form. Raises ProblemError if that takes more than `limit` bytes."""
    body = _Bounded(limit)
    ox.serialize(found, body, format=GRAPHS[media_type], prefixes=_PREFIXES)
    text = body.getvalue()
    if GRAPHS[media_type] == ox.RdfFormat.TURTLE:
        text = _without_idle_prefixes(text)
    elif GRAPHS[media_type] == ox.RdfFormat.RDF_XML:
        text = with_sorted_namespaces(text)
    return _answer(text, media_type)


def _answer(body: bytes, media_type: str) -> Answer:
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Answer(body, media_type + charset, vary=_VARY)


class _Bounded(io.BytesIO):
    """A file in memory that takes so much and no more."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, piece: Any, /) -> int:
        if self.tell() + len(piece) > self._limit:
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                f"The answer has more than {self._limit} bytes. Ask for less: add a LIMIT, or ask in parts.",
            )
        return super().write(piece)


def _without_idle_prefixes(turtle: bytes) -> bytes:
    """Turtle as the engine writes it, without the prefixes that nothing in it uses."""
    head = turtle.rfind(b"\n@prefix ") + 1
    end = turtle.find(b"\n", head) + 1
    body = turtle[end:]
    kept = [line for line in turtle[:end].splitlines(keepends=True) if line.split()[1] in body]
    return b"".join((*kept, body))
