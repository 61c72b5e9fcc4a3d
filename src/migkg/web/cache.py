"""Answers that are given again: the data never change while the server runs."""

from __future__ import annotations

import re
from collections import OrderedDict
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from migkg.web.exchange import Answer, Request

    Place = tuple[str, str, str, bytes]
    Key = tuple[Place, tuple[str, ...]]

__all__ = ["Cache"]

_KEPT: Final = frozenset(
    {HTTPStatus.OK, HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.SEE_OTHER, HTTPStatus.NOT_FOUND}
)
_LONG: Final = 8192
"""A request with a longer body is not remembered."""
_CHANGING: Final = re.compile(
    rb"(?i)\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(|\b(?:NOW|RAND|UUID|STRUUID)(?:%28|%20|\+)"
)
_OVERHEAD: Final = 1024


class Cache:
    """Answers by what was asked, and by the request headers that they name in Vary; bounded in bytes."""

    def __init__(self, size: int) -> None:
        """With how many bytes it may hold; 0: none."""
        self._size = size
        self._used = 0
        self._vary: dict[Place, tuple[str, ...]] = {}
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._forms: dict[Place, int] = {}

    def find(self, request: Request) -> Answer | None:
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

    def keep(self, request: Request, answer: Answer) -> None:
        """Remember an answer, if it is one that would be given again, and no larger than an eighth of all."""
        size = _cost(request, answer)
        if size > self._size // 8 or not _is_lasting(request, answer):
            return
        place = _place(request)
        known = self._vary.get(place, ())
        vary = tuple(dict.fromkeys((*known, *(name.lower() for name in answer.vary))))
        if vary != known:
            self._forget(place)
        self._vary[place] = vary
        key = (place, _values(request, vary))
        if key not in self._answers:
            self._used += size
            self._forms[place] = self._forms.get(place, 0) + 1
            self._answers[key] = answer
        while self._used > self._size:
            self._drop(next(iter(self._answers)))

    def _forget(self, place: Place) -> None:
        """Drop what was remembered of a place before it was known on what its answer depends."""
        if self._forms.get(place):
            for key in [key for key in self._answers if key[0] == place]:
                self._drop(key)

    def _drop(self, key: Key) -> None:
        place = key[0]
        answer = self._answers.pop(key)
        self._used -= _OVERHEAD + len(place[1]) + len(place[3]) + len(answer.body)
        self._forms[place] -= 1
        if not self._forms[place]:
            del self._forms[place]
            self._vary.pop(place, None)


def _place(request: Request) -> Place:
    kind = request.header("content-type") if request.body else ""
    return (request.path, request.query, kind, request.body)


def _values(request: Request, vary: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(request.header(name) for name in vary)


def _cost(request: Request, answer: Answer) -> int:
    return _OVERHEAD + len(request.query) + len(request.body) + len(answer.body)


def _is_lasting(request: Request, answer: Answer) -> bool:
    if answer.status not in _KEPT or len(request.body) > _LONG:
        return False
    if any(name.lower() == "cache-control" and "no-store" in value for name, value in answer.headers):
        return False
    return not _CHANGING.search(request.body or request.query.encode())
