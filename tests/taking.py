"""How long work takes, where a test asks whether it grows with its input or far faster."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The processor's seconds that the work takes, the fewest of so many times.

    The garbage collector rests meanwhile: it would walk all that the tests before this one have left, which
    takes longer than most of what is measured here.
    """
    gc.collect()
    gc.disable()
    try:
        return min(_once(work) for _ in range(times))
    finally:
        gc.enable()


def growth(work: Callable[[int], Callable[[], object]], size: int, times: int) -> float:
    """How many times as long the work takes for an input so many times as large; `work` prepares it.

    What takes less than a hundredth of a second is taken for that long.
    """
    small = seconds(work(size))
    return seconds(work(times * size)) / max(small, 0.01)


def _once(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
