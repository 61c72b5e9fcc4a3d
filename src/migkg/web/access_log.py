"""The access log: one line of JSON a request."""

from __future__ import annotations

import json
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
_PAUSE: Final = 0.1
_LAST: Final = 1.0


class AccessLog:
    """Writes who asked for what and what came of it, a tenth of a second later.

    Query strings, bodies, cookies and credentials are never written. Nobody waits for the log: where it
    goes to a pipe that nobody reads, or a disk that does not keep up, lines are left out, and later lines say
    how many.
    """

    def __init__(self, stream: BinaryIO | None) -> None:
        """To a stream; nowhere if it is None."""
        self._stream = stream
        self._told: list[tuple[float, dict[str, object]]] = []
        self._left_out = 0
        self._ends = threading.Event()
        self._writer = threading.Thread(target=self._work, name="migkg-log", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        if self._stream is not None:
            self._writer.start()

    def stop(self) -> None:
        """Write what is left, if that can be done in a moment."""
        self._ends.set()
        if self._writer.is_alive():
            self._writer.join(_LAST)

    def write(self, **said: object) -> None:
        """Tell one line with the time and what is said."""
        if self._stream is None:
            return
        if len(self._told) > _BEHIND:
            self._left_out += 1
            return
        if self._left_out:
            said["lines_left_out"], self._left_out = self._left_out, 0
        self._told.append((time.time(), said))

    def _work(self) -> None:
        is_last = False
        while not is_last and self._stream is not None:
            is_last = self._ends.wait(_PAUSE)
            told, self._told = self._told, []
            if told:
                with suppress(OSError, ValueError):
                    self._stream.write(b"".join(_line(when, said) for when, said in told))
                    self._stream.flush()


def _line(when: float, said: dict[str, object]) -> bytes:
    moment = datetime.fromtimestamp(when, UTC).isoformat(timespec="milliseconds")
    short = {key: value[:_LONG] if isinstance(value, str) else value for key, value in said.items()}
    return json.dumps({"time": moment, **short}, separators=(",", ":")).encode() + b"\n"
