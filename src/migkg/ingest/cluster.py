"""The same work on a Dask cluster. The one module that knows Dask, which is an extra: `migkg[dask]`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from migkg import workers
from migkg.errors import EndpointError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from migkg.workers import Answer, Task

__all__ = ["run"]

_AT_ONCE: Final = 4
"""So many tasks for each thread of the cluster are given out at once: enough to keep it busy, few to hold."""

_PATIENCE: Final = 30
_AGAIN: Final = 2
"""How often a task is tried again if its worker is lost."""


def run(tasks: Sequence[Task], work: Callable[[Task], Task], address: str) -> Iterator[tuple[int, Answer]]:
    """Have tasks done by the workers of a scheduler; number and answer of each, in the order of their ends.

    Raises UsageError if Dask is not installed, EndpointError if the scheduler cannot be reached.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise UsageError("Dask is not installed. Have it by: pip install 'migkg[dask]'.") from error
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise EndpointError(address, f"there is no Dask scheduler ({error})") from error
    with client:
        waiting = iter(enumerate(tasks))
        threads = sum(client.nthreads().values()) or 1
        numbers: dict[Any, int] = {}
        pending = as_completed(loop=client.loop)
        for number, task in _some(waiting, _AT_ONCE * threads):
            _give(client, work, task, number, numbers, pending)
        for future in pending:
            number = numbers.pop(future)
            try:
                answer: Answer = future.result()
            except (KilledWorker, MemoryError):
                answer = workers.Lost.FAULT
            future.release()
            for following, task in _some(waiting, 1):
                _give(client, work, task, following, numbers, pending)
            yield number, answer


def _give(client: Any, work: Any, task: Task, number: int, numbers: dict[Any, int], pending: Any) -> None:
    future = client.submit(work, task, pure=False, retries=_AGAIN)
    numbers[future] = number
    pending.add(future)


def _some(waiting: Iterator[tuple[int, Task]], count: int) -> Iterator[tuple[int, Task]]:
    for _ in range(count):
        try:
            yield next(waiting)
        except StopIteration:
            return
