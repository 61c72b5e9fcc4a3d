"""Work shared out among copies of this process, which have all that it has read, and tell it what they find.

Where there can be no copies, or where one of them dies, this process does the work itself: what is found is
the same, whoever finds it.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from migkg import workers
from migkg.places import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from migkg.shapes import Term
    from migkg.workers import Task

__all__ = ["Part", "share"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the work: what it is, for people who wait, and how it is done."""

    what: str
    do: Callable[[], Iterable[Result]]


def share(parts: Sequence[Part], jobs: int, progress: Callable[[str, int, int], None]) -> Iterator[Result]:
    """Do all parts, begun in the order given; what they find, part by part.

    Raises what a part raises.
    """
    found: dict[int, Iterable[Result]] = {}
    if jobs > 1 and workers.can_copy():

        def work(task: Task, _: int) -> Task:
            return _packed(parts[task["part"]].do())

        tasks: list[Task] = [{"part": number} for number in range(len(parts))]
        with closing(workers.run(tasks, work, jobs)) as answers:
            for done, (number, answer) in enumerate(answers):
                progress(parts[number].what, done, len(parts))
                if not isinstance(answer, workers.Lost):
                    found[number] = _unpacked(answer)
    for number, part in enumerate(parts):
        if number not in found:
            progress(part.what, number, len(parts))
            yield from part.do()
        else:
            yield from found[number]


_LINE = "<x:> <x:> {} .\n"


def _packed(results: Iterable[Result]) -> Task:
    """Results as JSON, their terms as lines of N-Triples."""
    rest, lines = [], []
    for shape, focus, path, value, message in results:
        rest.append((shape, path, message, value is not None))
        lines += [_LINE.format(term) for term in (focus, value) if term is not None]
    return {"rest": rest, "terms": "".join(lines)}


def _unpacked(packed: Task) -> list[Result]:
    terms = _terms(packed["terms"])
    return [
        Result(shape, next(terms), path, next(terms) if has_value else None, message)
        for shape, path, message, has_value in packed["rest"]
    ]


def _terms(lines: str) -> Iterator[Term]:
    return (quad.object for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES))
