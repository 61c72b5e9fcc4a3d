"""A worker: a process that takes one request after the other from a socket and sends back whole answers.

It holds the dataset in memory, and has no other file or socket and no right to open one.
"""

from __future__ import annotations

import gc
import hashlib
import resource
import sys
import traceback
import zlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from migkg.web.exchange import Answer, ProblemError, Request, problem_answer
from migkg.web.frames import FrameError, answer_frame, receive, request_of

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from migkg.web.limits import Limits

    Respond = Callable[[Request], Answer]
    """Makes the answer to a request."""

__all__ = ["PING", "finished", "takes_gzip", "work"]

PING: Final = Request("", method="PING")
"""What a worker is asked that has nothing else to do; it answers with nothing."""

_SMALLEST: Final = 4096
"""Answers below this many bytes are not compressed: it would cost more than it saves."""
_LEVEL: Final = 5
_GZIP: Final = 31
_TEXTS: Final = ("json", "xml", "text/", "turtle", "n-triples", "n-quads", "trig", "javascript", "svg")
_SAID: Final = 200
_TASKS: Final = 5000
"""After so many requests a worker makes place for a fresh one."""


def work(connection: socket.socket, respond: Respond, limits: Limits, release: str) -> None:
    """Say that all is ready; then answer until the connection ends or this process has had its time."""
    base = _peak()
    connection.sendall(answer_frame(Answer(b"", "")))
    for count in range(1, _TASKS + 1):
        try:
            frame = receive(connection, limits.body)
        except (OSError, FrameError):
            return
        if frame is None:
            return
        answer, defect = _answered(respond, request_of(frame), limits, release)
        is_last = count == _TASKS or _peak() - base > limits.memory // 4 or bool(defect)
        connection.sendall(answer_frame(answer, last=is_last, defect=defect))
        if is_last:
            return
        del frame, answer


def _answered(respond: Respond, request: Request, limits: Limits, release: str) -> tuple[Answer, str]:
    """The answer, and where the program failed if it did."""
    if request == PING:
        return Answer(b"", ""), ""
    try:
        answer = finished(respond(request), request, release)
    except BaseException as error:  # noqa: BLE001 -- the edge; what the engine raises at a defect is no Exception
        return _failed(error, limits)
    if len(answer.body) > limits.answer:
        text = f"The answer has more than {limits.answer} bytes. Ask for less: add a LIMIT, or ask in parts."
        return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, text), ""
    return answer, ""


def _failed(error: BaseException, limits: Limits) -> tuple[Answer, str]:
    """What the client is told of an error, and what the log is told."""
    if isinstance(error, MemoryError):
        gc.collect()
        text = f"The answer would take more memory than the {limits.memory // 2**20} MiB that it may take."
        return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, text), "memory"
    if isinstance(error, RecursionError):
        return _problem(HTTPStatus.BAD_REQUEST, "The request is nested too deeply."), ""
    where = "".join(traceback.format_exception(error))
    if isinstance(error, Exception):
        text = "The server has failed. Its log tells the operator where."
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, text), where
    text = f"The engine fails at this: {str(error)[:_SAID]}. Ask in another way, such as ORDER BY STR(?x)."
    return _problem(HTTPStatus.UNPROCESSABLE_ENTITY, text), where


def finished(answer: Answer, request: Request, release: str) -> Answer:
    """The answer with its ETag, and compressed if it is a large text and the client takes that.

    The ETag names the release and what the answer says, not how it is compressed: it is a weak one.
    """
    if answer.status == HTTPStatus.OK and not any(name.lower() == "etag" for name, _ in answer.headers):
        said = hashlib.blake2b(answer.body, digest_size=9).hexdigest()
        answer = answer.with_headers(("ETag", f'W/"{release}-{said}"'))
    if len(answer.body) < _SMALLEST or not any(kind in answer.media_type for kind in _TEXTS):
        return answer
    vary = (*answer.vary, "Accept-Encoding")
    if not takes_gzip(request.header("accept-encoding")):
        return Answer(answer.body, answer.media_type, answer.status, vary, answer.headers)
    press = zlib.compressobj(_LEVEL, wbits=_GZIP)
    body = press.compress(answer.body) + press.flush()
    headers = (*answer.headers, ("Content-Encoding", "gzip"))
    return Answer(body, answer.media_type, answer.status, vary, headers)


def takes_gzip(accepted: str) -> bool:
    """Whether a client takes gzip, by its Accept-Encoding.

    >>> takes_gzip("br, gzip;q=0.5"), takes_gzip("gzip;q=0, identity"), takes_gzip("")
    (True, False, False)
    """
    rated = {}
    for part in accepted.lower().split(","):
        name, _, quality = part.replace(" ", "").partition(";")
        rated[name] = not quality or quality.removeprefix("q=").strip("0.") != ""
    return rated.get("gzip", rated.get("*", False))


def _problem(status: HTTPStatus, text: str) -> Answer:
    return problem_answer(ProblemError(status, text))


def _peak() -> int:
    """The most memory that this process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
