"""Measuring: two things in turn, in bounded time, and what the machine is.

Nothing here knows what is measured.
"""

from __future__ import annotations

import math
import os
import pickle
import platform
import resource
import select
import signal
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    Clock = Callable[[], float]

T = TypeVar("T")
PATIENCE: Final = 6
"""How many times as long as on an idle machine something may take."""
PACKAGES: Final = ("pyoxigraph", "rdflib", "pyshacl", "owlrl")


class TookTooLongError(Exception):
    """The time that was granted is over."""


class FailedError(Exception):
    """What was measured failed; the message is that of its error."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured at one size, beside one peer.

    Times are in seconds, None where the time granted (`bound`) was not enough. `ratio` is ours to the
    peer's, the median over pairs; with a bound it is the ratio that is at least or at most so large.
    """

    part: str
    item: str
    triples: int
    peer: str
    ours: float | None
    theirs: float | None
    ratio: float | None
    rows: int | None = None
    bound: float | None = None
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """The figure as what JSON can hold."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Pair:
    """What measuring two things in turn has given: the median of each, and of their ratios."""

    ours: float
    theirs: float
    ratio: float


def say(text: str) -> None:
    """Tell how far things are, on stderr."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def seconds(work: Callable[[], object], clock: Clock = time.perf_counter) -> float:
    """How long a piece of work takes, by a clock."""
    start = clock()
    work()
    return clock() - start


def in_turn(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    *,
    runs: int,
    budget: float,
    clock: Clock = time.process_time,
) -> Pair:
    """Both pieces of work, in turn (A B B A A B …), so that a busy machine is busy for both.

    At most `runs` pairs; no further pair is begun after `budget` seconds. Unless another clock is given, it
    is the processor's time in this process that counts, not how long others kept it waiting.
    """
    end = time.monotonic() + budget
    pairs: list[tuple[float, float]] = []
    while len(pairs) < runs and (not pairs or time.monotonic() < end):
        if len(pairs) % 2:
            second = seconds(theirs, clock)
            pairs.append((seconds(ours, clock), second))
        else:
            first = seconds(ours, clock)
            pairs.append((first, seconds(theirs, clock)))
    return Pair(
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(a / b for a, b in pairs),
    )


def apart(work: Callable[[], T], limit: float) -> T:
    """What a piece of work gives, done in a process of its own that is ended after `limit` seconds.

    These are seconds of the processor, so that a busy machine ends nothing early; by the clock, there are
    PATIENCE times as many. The process is a copy of this one: what is in memory here is at hand there, and
    what it takes goes with it.

    Raises TookTooLongError after the limit, and FailedError for an error or a death of the process.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _do(work, writing, math.ceil(limit))
    os.close(writing)
    answer = b""
    try:
        answer = _received(reading, limit * PATIENCE)
    finally:
        os.close(reading)
        if sys.exc_info()[0] is not None:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
        raise TookTooLongError
    if not answer:
        raise FailedError("the process died")
    kind, value = pickle.loads(answer)  # noqa: S301 -- from a copy of this very process
    if kind == "error":
        raise FailedError(value)
    return value  # type: ignore[no-any-return]


def _do(work: Callable[[], object], writing: int, limit: int) -> NoReturn:
    """The whole life of the copied process."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
    try:
        try:
            answer = pickle.dumps(("value", work()))
        except Exception as error:  # noqa: BLE001 -- told to the one who waits, whatever it is
            answer = pickle.dumps(("error", f"{type(error).__name__}: {error}"[:300]))
        with os.fdopen(writing, "wb") as stream:
            stream.write(answer)
    finally:
        os._exit(0)


def _received(reading: int, limit: float) -> bytes:
    end = time.monotonic() + limit
    chunks: list[bytes] = []
    while True:
        ready, _, _ = select.select([reading], [], [], max(0.0, end - time.monotonic()))
        if not ready:
            raise TookTooLongError
        chunk = os.read(reading, 1 << 16)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)


def memory() -> int:
    """How many bytes of memory this process has in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{gibibytes:.0f} GiB",
        "system": platform.system(),
        "versions": f"Python {platform.python_version()}, {versions}",
        "load": f"{os.getloadavg()[0]:.1f} at the start",
        "date": time.strftime("%Y-%m-%d"),
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"
