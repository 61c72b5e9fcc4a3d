"""Where in a file each of its triples is written: line and column.

`positions` is asked only for files that have findings, so that reading a corpus never pays for it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from migkg.errors import SourceFileError
from migkg.graph import parse_text
from migkg.positions import jsonld, rdfxml, turtle
from migkg.positions.written import matched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from migkg.positions.written import Written
    from migkg.shapes import Term

__all__ = ["Place", "Positions", "positions"]

_LINE_END: Final = re.compile(r"\r\n|\r|\n")


class Place(NamedTuple):
    """Line and column, both counted from 1.

    A column counts characters (Unicode code points, SARIF's `unicodeCodePoints`); a line ends with LF, CR or
    both.
    """

    line: int
    column: int


class Positions:
    """The places of what a text says. Where a triple is written twice, the first time counts."""

    def __init__(self, text: str, said: Iterable[tuple[ox.Quad | ox.Triple, Written]]) -> None:
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]
        self._triples: dict[tuple[Term, str, Term], int] = {}
        self._predicates: dict[tuple[Term, str], int] = {}
        self._subjects: dict[Term, int] = {}
        self._blank_values: dict[Term, int] = {}
        for quad, written in said:
            subject, predicate, value = quad.subject, quad.predicate.value, quad.object
            self._triples.setdefault((subject, predicate, value), written.object.at)
            self._predicates.setdefault((subject, predicate), written.predicate.at)
            self._subjects.setdefault(subject, written.subject.at)
            if isinstance(value, ox.BlankNode):
                self._blank_values.setdefault(value, written.object.at)

    def find(self, subject: Term, predicate: str, value: Term | None) -> Place | None:
        """Where the object of the very triple starts; `predicate` is an IRI or `""`.

        If the text does not have that triple (or `value` is None): where it first gives the subject this
        predicate. If it never does: `subject(subject)`.
        """
        at = None if value is None else self._triples.get((subject, predicate, value))
        if at is None:
            at = self._predicates.get((subject, predicate))
        return self.subject(subject) if at is None else self._place(at)

    def subject(self, subject: Term) -> Place | None:
        """Where the text first starts to speak of a subject, None if it never does.

        A blank node of which nothing is said is where it first stands as an object.
        """
        at = self._subjects.get(subject, self._blank_values.get(subject))
        return None if at is None else self._place(at)

    def _place(self, at: int) -> Place:
        line = bisect_right(self._starts, at)
        return Place(line, at - self._starts[line - 1] + 1)


_READERS: Final[Mapping[str, Callable[[str], Iterator[Written]]]] = MappingProxyType(
    {
        **dict.fromkeys((".ttl", ".trig", ".nt", ".nq"), turtle.written),
        **dict.fromkeys((".rdf", ".owl", ".xml"), rdfxml.written),
        **dict.fromkeys((".jsonld", ".json"), jsonld.written),
    }
)


def positions(text: str, path: Path, quads: Iterable[ox.Quad | ox.Triple] | None = None) -> Positions:
    """Where a text writes its triples; the suffix of `path` says which format it has.

    `quads` are those that pyoxigraph read from this text, in its order, with the labels of blank nodes by
    which the places will be asked for; without them the text is parsed here. Whatever the text, nothing is
    raised: what cannot be followed has no place. The text comes without a byte-order mark.
    """
    if quads is None:
        try:
            quads = parse_text(text, path).quads
        except SourceFileError:
            quads = ()
    reader = _READERS.get(path.suffix.lower())
    return Positions(text, matched(reader(text), quads) if reader else ())
