"""The access log: one line of JSON a request."""

from __future__ import annotations

import json
import queue
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["AccessLog"]

_LONG: Final = 2048
"""So many characters of a path or a note are told."""
_BEHIND: Final = 20_000
"""So many lines may wait to be written."""
_LAST: Final = 1.0


class AccessLog:
    """Writes who asked for what and what came of it, as soon as it is known.

    Query strings, bodies, cookies and credentials are never written. Nobody waits for the log: where it
    goes to a pipe that nobody reads, or a disk that does not keep up, lines are left out, and later lines say
    how many.
    """

    def __init__(self, stream: BinaryIO | None) -> None:
        """To a stream; nowhere if it is None."""
        self._stream = stream
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._left_out = 0
        self._writer = threading.Thread(target=self._work, name="migkg-log", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        if self._stream is not None:
            self._writer.start()

    def stop(self) -> None:
        """Write what is left, if that can be done in a moment."""
        if self._writer.is_alive():
            self._lines.put(None)
            self._writer.join(_LAST)

    def write(self, **said: object) -> None:
        """Tell one line with the time and what is said."""
        if self._stream is None:
            return
        if self._lines.qsize() > _BEHIND:
            self._left_out += 1
            return
        time_now = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds")
        short = {key: value[:_LONG] if isinstance(value, str) else value for key, value in said.items()}
        if self._left_out:
            short["lines_left_out"], self._left_out = self._left_out, 0
        self._lines.put(json.dumps({"time": time_now, **short}, separators=(",", ":")).encode() + b"\n")

    def _work(self) -> None:
        stream = self._stream
        while stream is not None and (line := self._lines.get()) is not None:
            with suppress(OSError, ValueError):
                stream.write(line)
                if self._lines.empty():
                    stream.flush()
