"""How much each client may do at once and per second: connections, and a bucket of requests."""

from __future__ import annotations

import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address
from typing import Final

__all__ = ["Clients", "client_of"]

_KNOWN: Final = 10_000
"""The buckets of so many clients are kept; one that is dropped is full again."""
_BURST: Final = 5.0
"""A bucket holds what may be used in so many seconds."""
_NETWORK: Final = 64
"""Bits of an IPv6 address that name a client: the rest of it is the client's own to choose."""


def client_of(address: str) -> str:
    """Who an address belongs to: an IPv4 address itself, an IPv6 address by its network.

    >>> client_of("192.0.2.7"), client_of("2001:db8::7"), client_of("::ffff:192.0.2.7")
    ('192.0.2.7', '2001:db8::/64', '192.0.2.7')
    """
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    whole = IPv6Address(int(parsed) >> _NETWORK << _NETWORK)
    return f"{whole}/{_NETWORK}"


class Clients:
    """Counts connections, and the requests of the last seconds, for each client."""

    def __init__(self, *, connections: int, rate: float) -> None:
        """With how many connections a client may have, and how many requests a second (0: any number)."""
        self._limit = connections
        self._rate = rate
        self._connections: dict[str, int] = {}
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def connect(self, client: str) -> bool:
        """Whether a client may have one more connection; if so it has it, until `leave`."""
        now = self._connections.get(client, 0)
        if now >= self._limit:
            return False
        self._connections[client] = now + 1
        return True

    def leave(self, client: str) -> None:
        """A client has closed a connection."""
        left = self._connections.pop(client, 1) - 1
        if left:
            self._connections[client] = left

    def delay(self, client: str) -> float:
        """Seconds until a client may ask again; 0 if it may ask now, and then it has asked.

        >>> clients = Clients(connections=1, rate=1.0)
        >>> [clients.delay("192.0.2.7") for _ in range(5)][-1], clients.delay("192.0.2.7") > 0
        (0.0, True)
        """
        if not self._rate:
            return 0.0
        now = time.monotonic()
        most = max(1.0, self._rate * _BURST)
        level, since = self._buckets.pop(client, (most, now))
        level = min(most, level + (now - since) * self._rate)
        wait = 0.0 if level >= 1 else (1 - level) / self._rate
        self._buckets[client] = (level if wait else level - 1, now)
        if len(self._buckets) > _KNOWN:
            self._buckets.popitem(last=False)
        return wait
