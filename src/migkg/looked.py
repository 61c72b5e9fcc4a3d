"""Which rules looked at something in which file: what a report of passed tests is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from migkg import judges, terms
from migkg.shapes import ShapeIndex, subclasses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.checks import Check
    from migkg.places import SourceFile
    from migkg.shapes import Rules

__all__ = ["Looked"]


class Looked(Mapping[str, tuple[str, ...]]):
    """File → the rules that looked at something in it; worked out only when it is asked for.

    A shape looks at a file in which a target of its is described. Judges of single terms look at every file,
    and checks at all of them together, so that each file counts.
    """

    def __init__(self, rules: Rules, sources: Sequence[SourceFile], checks: Sequence[Check]) -> None:
        self._rules = rules
        self._sources = {source.name: source for source in sources}
        self._always = (*judges.RULES, *(check.name for check in checks))
        self._targets: dict[tuple[str, str], list[str]] | None = None
        self._above: dict[str, set[str]] = {}

    def __getitem__(self, name: str) -> tuple[str, ...]:
        if self._targets is None:
            self._targets = self._index()
        found: set[str] = set(self._always)
        for target in self._met(self._sources[name]):
            found.update(self._targets.get(target, ()))
        return tuple(sorted(found))

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)

    def _index(self) -> dict[tuple[str, str], list[str]]:
        """Target → the shapes that have it, of their own or by the shapes around them."""
        index = ShapeIndex(self._rules.core)
        for high, lower in subclasses(quad for s in self._sources.values() for quad in s.quads).items():
            for low in lower:
                self._above.setdefault(low, {low}).add(high)
        found: dict[tuple[str, str], list[str]] = {}
        for shape in index.shapes:
            name = self._rules.names.get(shape, shape)
            for kind, value in index.targets(shape):
                found.setdefault((kind, str(value)), []).append(name)
        return found

    def _met(self, source: SourceFile) -> Iterator[tuple[str, str]]:
        """The targets that a file has something for."""
        for quad in source.quads:
            if quad.predicate.value == terms.RDF_TYPE and isinstance(quad.object, ox.NamedNode):
                above = self._above.get(quad.object.value, {quad.object.value})
                yield from (("targetClass", f"<{name}>") for name in above)
            yield "targetNode", str(quad.subject)
            yield "targetSubjectsOf", str(quad.predicate)
            yield "targetObjectsOf", str(quad.predicate)
