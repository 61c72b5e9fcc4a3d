"""A release as files: the whole site without a server, and the data in every usual form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[str, int, int], None]
    """Called with what is being done, how much of it is done, and how much there is (0 if unknown)."""
