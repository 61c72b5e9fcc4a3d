"""What parent and worker say to each other: frames of a JSON header and a body of bytes.

A frame is the lengths of both, in four bytes each, then both. Nothing that is received is ever run or
unpickled: a worker that a query has taken over can say nothing but an answer.
"""

from __future__ import annotations

import json
import re
import struct
from typing import TYPE_CHECKING, Any, Final

from migkg.web.exchange import Answer, Request

if TYPE_CHECKING:
    import socket
    from collections.abc import Mapping

__all__ = [
    "Frame",
    "FrameError",
    "Reader",
    "answer_frame",
    "answer_of",
    "receive",
    "request_frame",
    "request_of",
]

Frame = tuple[dict[str, Any], bytes]
"""A header and a body."""

_LENGTHS: Final = struct.Struct(">II")
_HEADER_LIMIT: Final = 2**20
_PIECE: Final = 2**18
_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,60}")


class FrameError(Exception):
    """What was received is no frame, or larger than it may be."""


class Reader:
    """Puts frames together from the pieces in which they arrive."""

    def __init__(self, limit: int) -> None:
        """With the size in bytes that a body may have."""
        self._limit = limit
        self._data = bytearray()

    def feed(self, piece: bytes) -> Frame | None:
        """The frame that this piece completes, if it does. Raises FrameError."""
        self._data += piece
        if len(self._data) < _LENGTHS.size:
            return None
        head, body = self._lengths()
        end = _LENGTHS.size + head + body
        if len(self._data) < end:
            return None
        start = _LENGTHS.size + head
        with memoryview(self._data) as view:
            found = _header(bytes(view[_LENGTHS.size : start])), bytes(view[start:end])
        del self._data[:end]
        return found

    def _lengths(self) -> tuple[int, int]:
        head, body = _LENGTHS.unpack_from(self._data)
        if head > _HEADER_LIMIT or body > self._limit:
            raise FrameError(f"a frame of {head} and {body} bytes")
        return head, body


def receive(connection: socket.socket, limit: int) -> Frame | None:
    """The next frame from a connection, waiting for it; None at its end. Raises FrameError, OSError."""
    reader = Reader(limit)
    while piece := connection.recv(_PIECE):
        frame = reader.feed(piece)
        if frame is not None:
            return frame
    return None


def request_frame(request: Request) -> bytes:
    """A request for a worker."""
    header = {
        "path": request.path,
        "query": request.query,
        "method": request.method,
        "headers": dict(request.headers),
    }
    return _frame(header, request.body)


def request_of(frame: Frame) -> Request:
    """The request that a frame carries."""
    header, body = frame
    return Request(header["path"], header["query"], header["method"], header["headers"], body)


def answer_frame(answer: Answer, **more: object) -> bytes:
    """An answer for the parent, with what else there is to tell it."""
    header = {
        "status": int(answer.status),
        "type": answer.media_type,
        "vary": answer.vary,
        "headers": answer.headers,
        **more,
    }
    return _frame(header, answer.body)


def answer_of(frame: Frame) -> Answer:
    """The answer that a frame carries. Raises FrameError if it carries none."""
    header, body = frame
    try:
        headers = tuple((str(name), str(value)) for name, value in header["headers"])
        vary = tuple(str(name) for name in header["vary"])
        answer = Answer(body, str(header["type"]), int(header["status"]), vary, headers)
    except (KeyError, TypeError, ValueError) as error:
        raise FrameError(f"no answer ({error!r})") from error
    if not all(_NAME.fullmatch(name) for name, _ in headers):
        raise FrameError("a header without a proper name")
    return answer


def _frame(header: Mapping[str, object], body: bytes) -> bytes:
    head = json.dumps(header, separators=(",", ":")).encode()
    return b"".join((_LENGTHS.pack(len(head), len(body)), head, body))


def _header(text: bytes) -> dict[str, Any]:
    try:
        header = json.loads(text)
    except ValueError as error:
        raise FrameError("a header that is no JSON") from error
    if not isinstance(header, dict):
        raise FrameError("a header that is no object")
    return header
