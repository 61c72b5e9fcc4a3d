"""What a shape looks at: from a changed triple back to the focus nodes for which it can matter.

A shape starts at a focus node and walks: along its paths, into the shapes that it applies to the values it
finds there, to their classes and the classes above these, to the properties that it compares. All shapes
together are one automaton whose transitions are steps along triples, forwards or backwards. A triple can
matter for a focus node only if some walk from that node takes it; so the walks are followed backwards, from
the triple to the states in which a shape starts. The automaton is computed from the shapes: nothing is listed
by hand.

Shapes with constraints that cannot be read this way (SPARQL that is not asked as a question, components
defined in the shapes themselves, JavaScript) are `unbounded`: any change can matter for any of their nodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from migkg import terms
from migkg.shapes import ShapeIndex, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from migkg.patterns import Walk
    from migkg.shapes import Term

__all__ = ["Footprint", "Step"]

_CLASS_OF_CLASSES: Final = frozenset({f"{terms.PREFIXES['rdfs']}Class", f"{terms.PREFIXES['owl']}Class"})
_SUBCLASS: Final = f"{terms.PREFIXES['rdfs']}subClassOf"
_COMPARING: Final = ("equals", "disjoint", "lessThan", "lessThanOrEquals")
_UNREADABLE: Final = ("sparql", "js", "expression", "target", "rule")
_REPEATING: Final = ("zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")

_State: TypeAlias = int


class Step(NamedTuple):
    """A step along a triple: its property (None: any), and whether from its object to its subject."""

    predicate: str | None
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class Footprint:
    """The automaton of all shapes. Made by `of`; states are numbers."""

    _into: Mapping[_State, tuple[tuple[_State, Step], ...]]
    _silently_into: Mapping[_State, tuple[_State, ...]]
    _by_predicate: Mapping[str | None, tuple[tuple[_State, Step], ...]]
    _starts: frozenset[_State]
    unbounded: bool
    """Whether some shape with targets can depend on anything."""

    @classmethod
    def of(cls, shapes: Iterable[ox.Quad]) -> Footprint:
        """The footprint of shapes as pySHACL gets them (see `Rules.core`)."""
        return _Builder(ShapeIndex(shapes)).footprint()

    @classmethod
    def of_query(cls, groups: Iterable[Sequence[Walk]], start: str) -> Footprint:
        """The footprint of a query: its patterns (see `patterns.walks`), starting from a variable."""
        return _QueryBuilder(start).footprint(groups)

    def affected(
        self, changed: Iterable[ox.Quad], neighbours: Callable[[Term, Step], Iterable[Term]]
    ) -> set[Term]:
        """The focus nodes for which triples that were added or taken away can matter.

        `neighbours` tells where a step leads to from a node, in the graph before or after the change.
        Nodes for which no shape is meant may be among them.
        """
        seen: set[tuple[Term, _State]] = set()
        new = list(self._touching(changed))
        while new:
            place = new.pop()
            if place in seen:
                continue
            seen.add(place)
            node, state = place
            new += ((node, before) for before in self._silently_into.get(state, ()))
            for before, step in self._into.get(state, ()):
                back = Step(step.predicate, not step.inverse)
                new += ((neighbour, before) for neighbour in neighbours(node, back))
        return {node for node, state in seen if state in self._starts}

    def _touching(self, changed: Iterable[ox.Quad]) -> Iterator[tuple[Term, _State]]:
        for quad in changed:
            for predicate in (quad.predicate.value, None):
                for state, step in self._by_predicate.get(predicate, ()):
                    yield (quad.object if step.inverse else quad.subject), state


class _Automaton:
    """States, steps and silent moves, as they are added."""

    def __init__(self) -> None:
        self.numbers = count()
        self.steps: list[tuple[_State, Step, _State]] = []
        self.silent: list[tuple[_State, _State]] = []

    def walk(self, before: _State, step: Step) -> _State:
        """A new state that a step leads to."""
        after = next(self.numbers)
        self.steps.append((before, step, after))
        return after

    def made(self, starts: Iterable[_State], *, unbounded: bool = False) -> Footprint:
        """The footprint, turned round so that it can be walked backwards."""
        into: dict[_State, dict[tuple[_State, Step], None]] = {}
        by_predicate: dict[str | None, dict[tuple[_State, Step], None]] = {}
        for before, step, after in self.steps:
            into.setdefault(after, {})[before, step] = None
            by_predicate.setdefault(step.predicate, {})[before, step] = None
        silently: dict[_State, dict[_State, None]] = {}
        for before, after in self.silent:
            silently.setdefault(after, {})[before] = None
        return Footprint(
            {state: tuple(found) for state, found in into.items()},
            {state: tuple(found) for state, found in silently.items()},
            {predicate: tuple(found) for predicate, found in by_predicate.items()},
            frozenset(starts),
            unbounded,
        )


class _QueryBuilder(_Automaton):
    """One group after the other: what meets in one need not meet in the next."""

    def __init__(self, start: str) -> None:
        super().__init__()
        self._start = start

    def footprint(self, groups: Iterable[Sequence[Walk]]) -> Footprint:
        first = next(self.numbers)
        for group in groups:
            states = {self._start: first}
            for walk in group:
                states.setdefault(walk.far, self._follow(states[walk.near], walk))
        return self.made([first])

    def _follow(self, near: _State, walk: Walk) -> _State:
        pattern = walk.pattern
        inverse = walk.near != pattern.subject
        if pattern.path is None:
            return self.walk(near, Step(None, inverse))
        if pattern.is_plain:
            (predicate,) = pattern.path
            return self.walk(near, Step(predicate, inverse))
        along = next(self.numbers)
        self.silent.append((near, along))
        for predicate in pattern.path:
            for direction in (False, True) if pattern.goes_back else (inverse,):
                self.steps.append((along, Step(predicate, direction), along))
        return along


class _Builder(_Automaton):
    """All shapes, each with a state in which it starts."""

    def __init__(self, index: ShapeIndex) -> None:
        super().__init__()
        self._index = index
        self._states: dict[str, _State] = {}
        self._own_components = {
            path
            for component in index.subjects("parameter")
            for parameter in index.values(component, "parameter")
            for path in index.values(parameter, "path")
        }

    def footprint(self) -> Footprint:
        starts = set()
        for shape in self._index.shapes:
            self._add(shape)
            if self._index.targets(shape) or self._is_class(shape):
                starts.add(self._state(shape))
        return self.made(starts, unbounded=any(self._is_unreadable(shape) for shape in self._index.shapes))

    # --- shapes

    def _add(self, shape: str) -> None:
        index, start = self._index, self._state(shape)
        self._add_targets(shape, start)
        for name in _COMPARING:
            for value in index.values(shape, name):
                self.walk(start, Step(value))
        values = start
        for path in index.terms(shape, "path"):
            values = self._path(start, path)
        if index.terms(shape, "class"):
            self._to_classes(values)
        if index.value(shape, "closed") in ("true", "1"):
            self.walk(values, Step(None))
        for inner in self._applied(shape):
            self.silent.append((values, self._state(inner)))

    def _add_targets(self, shape: str, start: _State) -> None:
        for name, value in self._index.targets(shape):
            if name == "targetClass":
                self._to_classes(start)
            elif name != "targetNode" and isinstance(value, ox.NamedNode):
                self.walk(start, Step(value.value, inverse=name == "targetObjectsOf"))
        if self._is_class(shape):
            self._to_classes(start)

    def _applied(self, shape: str) -> Iterator[str]:
        """The shapes that a shape applies to its values."""
        index = self._index
        yield from index.applied(shape)
        if index.value(shape, "qualifiedValueShapesDisjoint") in ("true", "1"):
            for owner in index.owners.get(shape, ()):
                for sibling in index.values(owner, "property"):
                    yield from index.values(sibling, "qualifiedValueShape")

    def _is_class(self, shape: str) -> bool:
        return not _CLASS_OF_CLASSES.isdisjoint(self._index.values(shape, terms.RDF_TYPE))

    def _is_unreadable(self, shape: str) -> bool:
        return not self._index.is_off(shape) and any(
            self._index.terms(shape, name) for name in (*_UNREADABLE, *self._own_components)
        )

    # --- walks

    def _state(self, shape: str) -> _State:
        if shape not in self._states:
            self._states[shape] = next(self.numbers)
        return self._states[shape]

    def _to_classes(self, before: _State) -> None:
        classes = self.walk(before, Step(terms.RDF_TYPE))
        self.steps.append((classes, Step(_SUBCLASS), classes))

    def _path(self, before: _State, path: Term, *, inverse: bool = False) -> _State:
        """The state behind a property path; an inverse path turns each step and each sequence round."""
        index = self._index
        if isinstance(path, ox.NamedNode):
            return self.walk(before, Step(path.value, inverse))
        name = path.value if isinstance(path, ox.BlankNode) else ""
        for turned in index.terms(name, "inversePath"):
            return self._path(before, turned, inverse=not inverse)
        for head in index.terms(name, "alternativePath"):
            after = next(self.numbers)
            for way in index.items(text_of(head)):
                self.silent.append((self._path(before, way, inverse=inverse), after))
            return after
        for kind in _REPEATING:
            for inner in index.terms(name, kind):
                return self._repeated(before, inner, kind, inverse=inverse)
        ways = index.items(name)
        for way in reversed(ways) if inverse else ways:
            before = self._path(before, way, inverse=inverse)
        return before

    def _repeated(self, before: _State, inner: Term, kind: str, *, inverse: bool) -> _State:
        entry = next(self.numbers)
        self.silent.append((before, entry))
        after = self._path(entry, inner, inverse=inverse)
        if kind != "zeroOrOnePath":
            self.silent.append((after, entry))
        if kind != "oneOrMorePath":
            self.silent.append((entry, after))
        return after
