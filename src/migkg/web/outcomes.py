"""What can come of a request that needs a worker, besides an answer; and what the client is told then."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from migkg.web.exchange import Answer, ProblemError, problem_answer

if TYPE_CHECKING:
    from migkg.web.limits import Limits

__all__ = [
    "Outcome",
    "deadline",
    "defect",
    "died",
    "queue_full",
    "sending_full",
    "shed",
    "stopping",
    "too_many",
    "waited",
]

_RETRY: Final = (("Retry-After", "2"),)


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer, how it came about (`answered`, `deadline`, `shed`, …), and what a log should tell of it."""

    answer: Answer
    how: str
    note: str = ""
    head: bytes = b""
    """The headers of the answer as they go out, if they have been made."""


def deadline(limits: Limits) -> Outcome:
    """The worker has not answered in time. No Retry-After: it would be the same again."""
    text = f"The answer would take longer than the {limits.seconds:g} seconds that it may take. Ask for less."
    return _outcome(HTTPStatus.GATEWAY_TIMEOUT, text, "deadline", retry=False)


def died() -> Outcome:
    """The worker has ended before its answer: no memory, or the engine's stack was not deep enough."""
    text = "The request took more memory or went deeper than it may. Ask for less."
    return _outcome(HTTPStatus.UNPROCESSABLE_ENTITY, text, "died", retry=False)


def defect(note: str) -> Outcome:
    """A worker has said what no worker says."""
    text = "The server has failed. Its log tells the operator where."
    answer = problem_answer(ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, text))
    return Outcome(answer, "defect", note)


def shed() -> Outcome:
    """The worker was needed for others."""
    text = "The server is busy, and this request has run longest. Ask again later, or ask for less."
    return _outcome(HTTPStatus.SERVICE_UNAVAILABLE, text, "shed")


def waited() -> Outcome:
    """No worker came free in time."""
    return _outcome(HTTPStatus.SERVICE_UNAVAILABLE, "The server is busy. Ask again later.", "waited")


def queue_full() -> Outcome:
    """So many wait that it makes no sense to wait."""
    return _outcome(HTTPStatus.SERVICE_UNAVAILABLE, "Too many requests wait already.", "queue-full")


def sending_full() -> Outcome:
    """So many answers are on their way that there is no room for another."""
    text = "Too many large answers are being sent already. Ask again later."
    return _outcome(HTTPStatus.SERVICE_UNAVAILABLE, text, "sending-full")


def too_many(limits: Limits) -> Outcome:
    """One client asks for too much at once."""
    text = f"You have {limits.client_requests} requests under way. Wait until some are answered."
    return _outcome(HTTPStatus.TOO_MANY_REQUESTS, text, "client-requests")


def stopping() -> Outcome:
    """The server does not wait any longer."""
    return _outcome(HTTPStatus.SERVICE_UNAVAILABLE, "The server is about to stop.", "stopping")


def _outcome(status: HTTPStatus, text: str, how: str, *, retry: bool = True) -> Outcome:
    return Outcome(problem_answer(ProblemError(status, text, headers=_RETRY if retry else ())), how)
