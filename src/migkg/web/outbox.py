"""How much of the answers that were made has not been taken by the clients yet."""

from __future__ import annotations

from typing import Final

__all__ = ["Outbox"]

_SHARE: Final = 4


class Outbox:
    """Counts bytes that wait to be sent, in all and for each client; one client may fill a quarter of it."""

    def __init__(self, size: int) -> None:
        """With how many bytes may wait in all."""
        self._size = size
        self._used = 0
        self._of_client: dict[str, int] = {}

    def has_room(self, client: str, size: int) -> bool:
        """Whether so many bytes more may wait for a client."""
        own = self._of_client.get(client, 0)
        return self._used + size <= self._size and (not own or own + size <= self._size // _SHARE)

    def put(self, client: str, size: int) -> None:
        """So many bytes wait for a client now."""
        self._used += size
        self._of_client[client] = self._of_client.get(client, 0) + size

    def take(self, client: str, size: int) -> None:
        """So many bytes wait no more."""
        self._used -= size
        left = self._of_client.pop(client, 0) - size
        if left > 0:
            self._of_client[client] = left
