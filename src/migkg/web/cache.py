"""Answers that are given again: the data never change while the server runs."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote_to_bytes

from migkg.web.exchange import FREE_PATHS

if TYPE_CHECKING:
    from migkg.web.exchange import Request
    from migkg.web.outcomes import Outcome

    Place = tuple[str, str, str, bytes]
    Key = tuple[Place, tuple[str, ...]]
    """What was asked, and what the headers were on which the answer depends."""

__all__ = ["Cache"]

_KEPT: Final = frozenset(
    {HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.SEE_OTHER, HTTPStatus.NOT_FOUND}
)
_LONG: Final = 8192
"""A request with a longer body is not remembered."""
_CHANGING: Final = re.compile(rb"(?i)\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b")
"""Functions of SPARQL whose value is another each time."""
_OVERHEAD: Final = 1024


class Cache:
    """Answers by what was asked, and by the request headers that they name in Vary; bounded in bytes."""

    def __init__(self, size: int) -> None:
        """With how many bytes it may hold; 0: none."""
        self._size = size
        self._used = 0
        self._vary: dict[Place, tuple[str, ...]] = {}
        self._answers: OrderedDict[Key, Outcome] = OrderedDict()
        self._forms: dict[Place, int] = {}

    def find(self, request: Request) -> Outcome | None:
        """The answer that was given to the same request before, if it is still here."""
        place = _place(request)
        vary = self._vary.get(place)
        if vary is None:
            return None
        key = (place, _values(request, vary))
        answer = self._answers.get(key)
        if answer is not None:
            self._answers.move_to_end(key)
        return answer

    def keep(self, request: Request, outcome: Outcome) -> None:
        """Remember an answer, if it is one that would be given again, and no larger than an eighth of all."""
        if not _is_lasting(request, outcome):
            return
        place = _place(request)
        known = self._vary.get(place, ())
        vary = tuple(dict.fromkeys((*known, *(name.lower() for name in outcome.answer.vary))))
        key = (place, _values(request, vary))
        size = _cost(key, outcome)
        if size > self._size // 8 or (key in self._answers and vary == known):
            return
        if vary != known:
            self._forget(place)
        self._vary[place] = vary
        self._used += size
        self._forms[place] = self._forms.get(place, 0) + 1
        self._answers[key] = replace(outcome, how="cache")
        while self._used > self._size:
            self._drop(next(iter(self._answers)))

    def _forget(self, place: Place) -> None:
        """Drop what was remembered of a place before it was known on what its answer depends."""
        if self._forms.get(place):
            for key in [key for key in self._answers if key[0] == place]:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        place = key[0]
        self._used -= _cost(key, self._answers.pop(key))
        self._forms[place] -= 1
        if not self._forms[place]:
            del self._forms[place]
            self._vary.pop(place, None)


def _place(request: Request) -> Place:
    kind = request.header("content-type") if request.body else ""
    return (request.path, request.query, kind, request.body)


def _values(request: Request, vary: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(request.header(name) for name in vary)


def _cost(key: Key, outcome: Outcome) -> int:
    (path, query, kind, body), values = key
    asked = len(path) + len(query) + len(kind) + len(body) + sum(map(len, values))
    return _OVERHEAD + asked + len(outcome.answer.body) + 2 * len(outcome.head)


def _is_lasting(request: Request, outcome: Outcome) -> bool:
    answer = outcome.answer
    if answer.status not in _KEPT or len(request.body) > _LONG:
        return False
    if any(name.lower() == "cache-control" and "no-store" in value for name, value in answer.headers):
        return False
    if request.path not in FREE_PATHS:
        return True
    return not _CHANGING.search(unquote_to_bytes(f"{request.query} ".encode() + request.body))
