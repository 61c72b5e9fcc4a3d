"""Triples that stand twice in one file: after loading, nobody can see them any more."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.findings import Rule
from migkg.judges.uses import at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyoxigraph as ox

    from migkg.places import Result

__all__ = ["RULES", "problems"]

_AGAIN: Final = f"{terms.BASE}shape/repeats/triple"

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        _AGAIN: Rule(
            name="A triple is written once",
            severity="Info",
            message="Remove the second {$value}.",
            description="It changes nothing, and whoever corrects one of the two leaves the other.",
        )
    }
)


def problems(quads: Iterable[ox.Quad]) -> Iterator[Result]:
    """The triples that are written more than once in the same graph; the quads in the order written."""
    seen: set[ox.Quad] = set()
    told: set[ox.Quad] = set()
    for quad in quads:
        if quad not in seen:
            seen.add(quad)
        elif quad not in told:
            told.add(quad)
            yield from at(_AGAIN, [quad], "Remove one of the two: the same triple is written twice.")
