"""Work that cannot be called off, waited for no longer than one will."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["within"]

_Answer = TypeVar("_Answer")


def within(seconds: float, work: Callable[[], _Answer]) -> _Answer:
    """What the work gives; whatever it raises is raised here.

    Raises TimeoutError if it takes longer. It then goes on in a thread that does not keep the process alive.

    >>> within(1.0, lambda: 2 + 2)
    4
    """
    answers: list[_Answer] = []
    failures: list[BaseException] = []

    def carry_out() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001 -- raised again where the answer is waited for
            # Without its frames, whose objects may belong to this thread and have to end in it.
            failures.append(error.with_traceback(None))

    thread = threading.Thread(target=carry_out, name="migkg-deadline", daemon=True)
    thread.start()
    thread.join(seconds)
    if failures:
        raise failures[0]
    if not answers:
        raise TimeoutError(f"no answer within {seconds:g} s")
    return answers[0]
