"""Python's collector of unreachable objects, which looks at all objects that there are, again and again.

What a site is made from is millions of objects, of which none becomes unreachable before it is made.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["collect_what_is_new", "collector_at_rest", "only_what_is_new"]


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Collect nothing meanwhile; afterwards, as before."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def collect_what_is_new() -> None:
    """Collect from now on, but nothing of what there is already."""
    gc.freeze()
    gc.enable()


@contextmanager
def only_what_is_new() -> Iterator[None]:
    """Collect meanwhile, but nothing of what there is already; afterwards, nothing."""
    collect_what_is_new()
    try:
        yield
    finally:
        gc.disable()
        gc.unfreeze()
