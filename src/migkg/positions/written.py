"""Triples as a text writes them, and which of a parser's quads each of them is.

The readers of the three families (`turtle`, `rdfxml`, `jsonld`) only say where the parts of each triple stand
and how the parts end or read; they resolve no IRI and unescape no string. What the triples mean is known
already: pyoxigraph has read the same text, and its quads come in nearly the same order. So the two rows are
laid side by side, and each quad takes the next written triple that it fits. Blank nodes are tied together by
the way, whatever the labels are that the parser gave them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from migkg import terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from migkg.shapes import Term

__all__ = ["FIRST", "NIL", "REST", "TYPE", "Part", "Written", "iri_end", "matched"]

FIRST: Final = f"{terms.PREFIXES['rdf']}first"
REST: Final = f"{terms.PREFIXES['rdf']}rest"
NIL: Final = f"{terms.PREFIXES['rdf']}nil"
TYPE: Final = terms.RDF_TYPE

_REACH: Final = 64
_LAST_STEP: Final = re.compile(r"[^/#?:]*\Z")


class Part(NamedTuple):
    """Subject, predicate or object as written: where it starts, counted from 0, and what is known of it.

    `kind` is `iri` (then `text` is how the IRI ends), `literal` (`text` is its value, None if any will do) or
    `blank` (`text` tells it from the other blank nodes of the text).
    """

    at: int
    kind: str
    text: str | None = ""


class Written(NamedTuple):
    """A triple as written."""

    subject: Part
    predicate: Part
    object: Part


def iri_end(reference: str) -> str:
    """How an IRI must end if it is written like this, relative or not.

    >>> iri_end("../objective/2"), iri_end("#plan"), iri_end("a/..")
    ('2', 'plan', '')
    """
    last = _LAST_STEP.search(reference)
    return "" if last is None or last[0] in (".", "..") else last[0]


def matched(
    written: Iterator[Written], quads: Iterable[ox.Quad | ox.Triple]
) -> Iterator[tuple[ox.Quad | ox.Triple, Written]]:
    """Each quad with the triple that writes it; both come in the order of the text.

    A quad and a triple need not stand at the same place of their rows: the parser may have left out what it
    could not read, and it swaps neighbours. Quads that no triple within reach fits are left out.
    """
    pairing = _Pairing(written)
    for quad in quads:
        found = pairing.take(quad)
        if found is not None:
            yield quad, found


class _Pairing:
    def __init__(self, written: Iterator[Written]) -> None:
        self._coming = enumerate(written)
        self._waiting: list[tuple[int, Written]] = []
        self._labels: dict[str, str] = {}
        self._keys: dict[str, str] = {}

    def take(self, quad: ox.Quad | ox.Triple) -> Written | None:
        subject, predicate, value = quad.subject, quad.predicate.value, quad.object
        for place in range(_REACH):
            if place == len(self._waiting):
                following = next(self._coming, None)
                if following is None:
                    return None
                self._waiting.append(following)
            number, written = self._waiting[place]
            if (
                predicate.endswith(written.predicate.text or "")
                and self._is(written.object, value)
                and self._is(written.subject, subject)
            ):
                self._tie(written.subject, subject)
                self._tie(written.object, value)
                del self._waiting[place]
                self._forget(number - _REACH)
                return written
        return None

    def _forget(self, before: int) -> None:
        """Drop those that have waited for long: no quad will ever ask for them."""
        while self._waiting and self._waiting[0][0] < before:
            del self._waiting[0]

    def _tie(self, part: Part, term: Term) -> None:
        if isinstance(term, ox.BlankNode):
            self._labels[part.text or ""] = term.value
            self._keys[term.value] = part.text or ""

    def _is(self, part: Part, term: Term) -> bool:
        if isinstance(term, ox.NamedNode):
            return part.kind == "iri" and term.value.endswith(part.text or "")
        if isinstance(term, ox.BlankNode):
            label, key = term.value, part.text or ""
            is_free = self._labels.get(key, label) == label and self._keys.get(label, key) == key
            return part.kind == "blank" and is_free
        if isinstance(term, ox.Literal):
            return part.kind == "literal" and (part.text is None or part.text == term.value)
        return False
