"""What one request, one client and the whole server may cost. Every limit is an option of `migkg serve`."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Final

__all__ = ["Limits"]

_KIB: Final = 2**10
_MIB: Final = 2**20
_FEWEST: Final = 4
_LEAST: Final = 128 * _MIB
_MOST: Final = 512 * _MIB


def _workers() -> int:
    """Two a processor, so that one long query is never in the way of a short one; at least four."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:
        cores = os.cpu_count() or 1
    return max(_FEWEST, 2 * cores)


def _memory() -> int:
    """So much for each worker that all of them together take no more than half of the machine."""
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return _MOST
    return max(_LEAST, min(_MOST, machine // 2 // _workers()))


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, times in seconds; 0 switches `client_rate` and `cache` off."""

    workers: int = field(default_factory=_workers)
    """How many requests are computed at once, by all processes together."""
    seconds: float = 10.0
    """How long one answer may be computed; then its worker is killed."""
    memory: int = field(default_factory=_memory)
    """How much memory a worker may take beyond what the dataset takes."""
    answer: int = 32 * _MIB
    """How large one answer may be."""
    waiting: int = 256
    """How many requests may wait for a worker."""
    wait_seconds: float = 8.0
    """How long a request may wait for a worker."""
    patience: float = 0.5
    """How long a request is computed, at least, before it has to make room for others that wait."""
    body: int = 1 * _MIB
    """How large the body of a request may be."""
    url: int = 16 * _KIB
    """How long a request's target (path and query) may be."""
    head: int = 32 * _KIB
    """How large request line and headers may be together."""
    fields: int = 100
    """How many headers a request may have."""
    head_seconds: float = 10.0
    """How long a client may take to send the head of a request."""
    body_seconds: float = 20.0
    """How long a client may take to send the body of a request."""
    idle_seconds: float = 15.0
    """How long a connection stays open without a request."""
    send_seconds: float = 20.0
    """How long a client may take to receive 256 KiB of an answer."""
    sending: int = 256 * _MIB
    """How much of answers may wait to be received, in each process; for one client a quarter of it."""
    connections: int = 512
    """How many connections each process has open."""
    client_connections: int = 128
    """How many of these one client may have."""
    client_requests: int = 64
    """How many requests of one client are computed or wait at once."""
    client_rate: float = 0.0
    """How many requests one client may make a second, on average."""
    cache: int = 64 * _MIB
    """How much of what was answered each process remembers."""
    stop_seconds: float = 15.0
    """How long requests that are under way may take to end when the server is to stop."""
