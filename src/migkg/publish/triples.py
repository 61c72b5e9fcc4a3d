"""Triples held as text, which takes a tenth of the memory that they take as objects."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, overload

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Triples"]


class Triples(Sequence[ox.Triple]):
    r"""Triples in the order of their lines of N-Triples, each once; labels of blank nodes stay as they are.

    The order is that of code points, which is that of the bytes too.

    >>> names = [ox.NamedNode(f"http://x/{name}") for name in "ba"]
    >>> found = Triples(ox.Triple(name, names[0], names[0]) for name in (*names, *names))
    >>> len(found), found[0].subject.value
    (2, 'http://x/a')
    >>> [triple.subject.value for triple in found.with_properties(["http://x/b"])]
    ['http://x/a', 'http://x/b']
    """

    __slots__ = ("_starts", "_text")

    def __init__(self, triples: Iterable[ox.Triple] = (), *, lines: Iterable[str] = ()) -> None:
        """Of triples, and of `lines` that `line_of` has made of others."""
        found = sorted(dict.fromkeys([*map(line_of, triples), *lines]))  # much of it is in order already
        self._hold("".join(found).encode())

    @classmethod
    def of(cls, text: bytes) -> Triples:
        """Those of a text that holds their lines already, in order, each once."""
        made = cls()
        made._hold(text)
        return made

    def _hold(self, text: bytes) -> None:
        self._text = text
        ends = accumulate(len(line) + 1 for line in text.split(b"\n")[:-1])
        self._starts = array("Q", chain([0], ends))

    @property
    def text(self) -> bytes:
        """The lines, each with its end."""
        return self._text

    def with_properties(self, properties: Iterable[str]) -> Iterator[ox.Triple]:
        """Those with one of these properties; the others are not even parsed."""
        wanted = "|".join(re.escape(f"<{name}>") for name in properties)
        if wanted:
            lines = re.finditer(f"^[^ ]+ (?:{wanted}) .*\n".encode(), self._text, re.MULTILINE)
            yield from _parsed(b"".join(line[0] for line in lines))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[ox.Triple]:
        return _parsed(self._text)

    @overload
    def __getitem__(self, place: int) -> ox.Triple: ...
    @overload
    def __getitem__(self, place: slice) -> list[ox.Triple]: ...
    def __getitem__(self, place: int | slice) -> ox.Triple | list[ox.Triple]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = range(len(self))[place]
        line = self._text[self._starts[at] : self._starts[at + 1]]
        return next(_parsed(line))


def _parsed(lines: bytes) -> Iterator[ox.Triple]:
    return (quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES, lenient=True))


def line_of(triple: ox.Triple) -> str:
    """A triple as its line of canonical N-Triples."""
    return f"{triple} .\n"
