"""Damage that the shapes call for: each demand of a shape is broken in some place that it looks at.

Nothing here knows a vocabulary. A demand that is never found broken looks at nothing, or says less than it
seems to; so each new shape is put to the proof by being there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.mutations.allowed import Allowed
from migkg.mutations.kind import Attempt, Catalogue
from migkg.mutations.scene import words
from migkg.mutations.world import NowhereError
from migkg.shapes import ShapeIndex, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from migkg.mutations.scene import Scene
    from migkg.mutations.world import World
    from migkg.shapes import Rules, Term

__all__ = ["KINDS", "demanding"]

KINDS: Final = Catalogue()

_SORTS: Final = (
    ("class", ("class",)),
    ("list", ("in",)),
    ("datatype", ("datatype", "nodeKind")),
    ("language", ("languageIn",)),
    ("form", ("pattern", "minInclusive", "maxInclusive", "minLength", "maxLength")),
)
"""Sort of damage → the constraints on values that it breaks; the first that a shape has decides."""

_CONSTRAINTS: Final = (
    *(name for _, names in _SORTS for name in names),
    *("minCount", "maxCount", "hasValue", "uniqueLang", "disjoint", "equals", "lessThan", "lessThanOrEquals"),
    *("minExclusive", "maxExclusive", "qualifiedValueShape", "closed", "not", "and", "or", "xone", "node"),
    "sparql",
)
_STRUCTURE: Final = frozenset(
    {terms.RDF_TYPE, *(f"{terms.PREFIXES['rdfs']}{name}" for name in ("subClassOf", "subPropertyOf"))}
)
"""What a vocabulary says of a term that all data lean on: left alone."""

_FOREIGN: Final = "de"


@dataclass(frozen=True, slots=True)
class _Demand:
    """A shape, the property that it looks at (`""` for the node itself), and where it looks."""

    shape: str
    path: str
    index: ShapeIndex
    allowed: Allowed
    foci: tuple[Term, ...]
    leans_on: tuple[str, ...]
    """The property that it looks at, and those by which it finds what to look at: they must stay."""


def demanding(rules: Rules) -> frozenset[str]:
    """The shapes that demand something themselves and are applied by their targets."""
    index = ShapeIndex(rules.whole)
    return frozenset(
        shape
        for shape in index.shapes
        if any(index.terms(shape, name) for name in _CONSTRAINTS) and _is_live(index, shape)
    )


def _is_live(index: ShapeIndex, shape: str) -> bool:
    return not index.is_off(shape) and bool(index.reach(shape))


# --- what the shapes say --------------------------------------------------------------------------


def _demands(scene: Scene, rules: Rules) -> Iterator[_Demand]:
    index = ShapeIndex(rules.whole)
    allowed = Allowed(index, scene)
    for shape in index.shapes:
        paths = index.terms(shape, "path")
        if not _is_live(index, shape) or any(not isinstance(path, ox.NamedNode) for path in paths):
            continue
        path = index.value(shape, "path")
        targets = index.reach(shape) or []
        foci = _foci(scene, targets, path)
        found_by = (text_of(value) for name, value in targets if name == "targetSubjectsOf")
        if foci:
            yield _Demand(shape, path, index, allowed, foci, tuple({path, *found_by}))


def _foci(scene: Scene, targets: Iterable[tuple[str, Term]], path: str) -> tuple[Term, ...]:
    """What the targets lead to: things of the data if there are any, else words and shapes."""
    found = dict.fromkeys(
        focus for name, value in targets for focus in _led_to(scene, name, value) if focus in scene.home
    )
    named = [focus for focus in found if isinstance(focus, ox.NamedNode)]
    things = tuple(focus for focus in named if focus not in scene.terms)
    if things:
        return things
    return () if path in _STRUCTURE else tuple(named)


def _led_to(scene: Scene, name: str, value: Term) -> Iterable[Term]:
    if name == "targetNode":
        return [value]
    if name == "targetSubjectsOf":
        return scene.users(text_of(value))
    if name == "targetObjectsOf":
        users = scene.users(text_of(value))
        return [found for user in users for found in scene.said[user][text_of(value)]]
    return scene.members(text_of(value))


def _attempts(
    scene: Scene,
    rules: Rules,
    fits: Callable[[_Demand], bool],
    make: Callable[[World, _Demand], Term],
) -> tuple[Attempt, ...]:
    """One attempt for each demand of a sort; the very shape must answer."""
    return tuple(
        Attempt((terms.local_path(demand.shape),), partial(_make, make=make, demand=demand))
        for demand in _demands(scene, rules)
        if fits(demand)
    )


def _make(world: World, *, make: Callable[[World, _Demand], Term], demand: _Demand) -> Term:
    return make(world, demand)


def _has(*names: str) -> Callable[[_Demand], bool]:
    return lambda demand: bool(demand.path and any(demand.index.terms(demand.shape, name) for name in names))


def _sort(demand: _Demand) -> str:
    """Which sort of damage breaks what the shape says of values; `""` if it says nothing of them."""
    leaves = demand.allowed.leaves(demand.shape)
    return next((sort for sort, names in _SORTS if leaves.intersection(names)), "")


def _is_sort(sort: str) -> Callable[[_Demand], bool]:
    return lambda demand: bool(demand.path) and _sort(demand) == sort


# --- choosing places and values -------------------------------------------------------------------


def _focus(world: World, demand: _Demand, fits: Callable[[list[Term]], bool] = bool) -> Term:
    """A thing at which the shape looks, whose values fit.

    Other damage to it is in other properties; where its class is at stake, or `sh:disjoint` compares two
    properties, there is none at all.
    """
    alone = demand.path == terms.RDF_TYPE or bool(demand.index.terms(demand.shape, "disjoint"))
    found = [
        focus
        for focus in demand.foci
        if (world.is_whole(focus) if alone else _is_free(world, focus, demand))
        and fits(_values(world, focus, demand))
    ]
    focus = world.choice(found)
    if not alone:
        world.spot(focus, *demand.leans_on)
    return focus


def _is_free(world: World, focus: Term, demand: _Demand) -> bool:
    return focus not in world.used and not any((focus, name) in world.spots for name in demand.leans_on)


def _values(world: World, focus: Term, demand: _Demand) -> list[Term]:
    return world.scene.said.get(focus, {}).get(demand.path, [])


def _spoilt(world: World, demand: _Demand, value: Term | None) -> Term:
    """A value such as the shape does not allow, to stand in the place of another if there is one."""
    for candidate in _candidates(world, demand, value):
        if candidate != value and not demand.allowed.allows(demand.shape, candidate):
            return candidate
    raise NowhereError


def _candidates(world: World, demand: _Demand, value: Term | None) -> Iterator[Term]:
    if _sort(demand) == "class":
        yield from _things(world)
    yield from _slips(value)
    for text in demand.allowed.listed(demand.shape):
        if terms.is_iri(text):
            yield ox.NamedNode(text)
    if isinstance(value, ox.NamedNode):
        individuals = world.scene.classes.get(terms.expand("owl:NamedIndividual"), [])
        yield from world.random.sample(individuals, min(len(individuals), _SAMPLE))
        yield from _things(world)
    yield ox.Literal("spoilt")
    yield ox.Literal(7)
    yield words("spoilt", _FOREIGN)


_SAMPLE: Final = 12


def _things(world: World) -> list[Term]:
    things = [thing for thing in world.scene.things() if thing not in world.gone]
    return world.random.sample(things, min(len(things), _SAMPLE))


def _slips(value: Term | None) -> Iterator[Term]:
    """Slips of the pen in a literal; its datatype or language stays."""
    if not isinstance(value, ox.Literal):
        return
    for text in (f"{value.value}1", value.value[1:], f"-{value.value}", "?", value.value.lower(), "", "-1"):
        if value.language:
            yield words(text, value.language)
        else:
            yield ox.Literal(text, datatype=value.datatype)


def _spoil(world: World, demand: _Demand) -> Term:
    """Spoil a value; where no thing has one yet, add a spoilt one. What gives a thing its class stays."""
    try:
        focus = _focus(world, demand)
        value: Term | None = world.choice(_values(world, focus, demand))
    except NowhereError:
        focus, value = _focus(world, demand, lambda values: not values), None
    if value is not None and demand.path != terms.RDF_TYPE:
        world.drop(focus, demand.path, value)
    world.add(focus, demand.path, _spoilt(world, demand, value))
    return focus


# --- the kinds ------------------------------------------------------------------------------------


@KINDS.derived("A value that a shape demands is missing.")
def value_missing(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    def make(world: World, demand: _Demand) -> Term:
        wanted = demand.index.terms(demand.shape, "hasValue")
        focus = _focus(world, demand, lambda values: bool(values) and {*values}.issuperset(wanted))
        world.drop(focus, demand.path, *wanted[:1])
        return focus

    return _attempts(scene, rules, _has("minCount", "hasValue"), make)


@KINDS.derived("A thing has more values than a shape allows.")
def value_too_many(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    def make(world: World, demand: _Demand) -> Term:
        most = int(demand.index.value(demand.shape, "maxCount"))
        focus = _focus(world, demand, lambda values: len(values) <= most)
        values = _values(world, focus, demand)
        users = world.scene.users(demand.path)
        others = {value for user in users for value in world.scene.said[user][demand.path]}
        others |= {slip for value in values for slip in _slips(value)}
        for _ in range(most + 1 - len(values)):
            value = world.choice(others - {*values} - world.gone)
            world.add(focus, demand.path, value)
            others.discard(value)
        return focus

    return _attempts(scene, rules, _has("maxCount"), make)


@KINDS.derived("A property leads to a thing of a class that a shape does not allow.")
def value_of_another_class(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    return _attempts(scene, rules, _is_sort("class"), _spoil)


@KINDS.derived("A value is not in the list of a shape.")
def value_not_in_the_list(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    return _attempts(scene, rules, _is_sort("list"), _spoil)


@KINDS.derived("A literal has another datatype than a shape allows.")
def value_of_another_datatype(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    return _attempts(scene, rules, _is_sort("datatype"), _spoil)


@KINDS.derived("A value is not written in the form that a shape asks for.")
def value_of_another_form(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    return _attempts(scene, rules, _is_sort("form"), _spoil)


@KINDS.derived("A text is in a language that a shape does not allow.")
def text_in_another_language(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    return _attempts(scene, rules, _is_sort("language"), _spoil)


@KINDS.derived("A thing has two texts in one language where a shape allows one.")
def two_texts_in_a_language(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    def make(world: World, demand: _Demand) -> Term:
        focus = _focus(world, demand, lambda values: any(map(_tag, values)))
        tagged = world.choice(value for value in _values(world, focus, demand) if _tag(value))
        world.add(focus, demand.path, words(f"{text_of(tagged)} II", _tag(tagged)))
        return focus

    return _attempts(scene, rules, _has("uniqueLang"), make)


@KINDS.derived("Two properties that a shape keeps apart share a value.")
def value_shared(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    def make(world: World, demand: _Demand) -> Term:
        other = demand.index.value(demand.shape, "disjoint")
        focus = _focus(world, demand)
        world.put(focus, demand.path, world.choice(world.scene.said[focus].get(other, [])))
        return focus

    return _attempts(scene, rules, _has("disjoint"), make)


@KINDS.derived("The IRI of a thing has a form that a shape does not allow.")
def name_of_another_form(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:
    def make(world: World, demand: _Demand) -> Term:
        focus = world.choice(thing for thing in demand.foci if world.is_whole(thing))
        for name in _misspelt(text_of(focus)):
            if not demand.allowed.allows(demand.shape, ox.NamedNode(name)):
                return world.rename(focus, name)
        raise NowhereError

    return _attempts(scene, rules, lambda demand: not demand.path and _sort(demand) == "form", make)


def _misspelt(name: str) -> Iterator[str]:
    head, slash, tail = name.rpartition("/")
    yield f"{head}{slash}_{tail}"
    yield f"{head}//{tail}"
    yield f"{head}-x{slash}{tail}"
    yield name.replace("https://", "http://")
    yield name.replace("://", "://www.")


def _tag(value: Term) -> str:
    return (value.language or "") if isinstance(value, ox.Literal) else ""
