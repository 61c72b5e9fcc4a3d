"""Damage that any data can take: misspelt names, broken literals, things lost, doubled or named twice."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.judges import lexical
from migkg.mutations.kind import Attempt, Catalogue
from migkg.mutations.scene import words
from migkg.mutations.world import NowhereError, has
from migkg.shapes import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from migkg.mutations.scene import Scene
    from migkg.mutations.world import World
    from migkg.shapes import Rules, Term

__all__ = ["KINDS"]

KINDS: Final = Catalogue()

_COMMON: Final = tuple(terms.PREFIXES[name] for name in ("rdf", "rdfs", "owl", "sh", "xsd"))
_BASES: Final = (("https://", "http://"), ("://", "://www."))
_TRANSITIVE: Final = f"{terms.PREFIXES['owl']}TransitiveProperty"
_SPOILT: Final = ("", "?", "1,5", "18", "2019-02-30", "2019-13", "2019-02-30T10:00:00Z", "--13-01")
"""Texts that are no literals of most datatypes."""


def _any_triple(world: World, fits: Callable[[str, Term], bool]) -> tuple[Term, str, Term]:
    """A triple of a thing that is whole, by its property and value."""
    subject = world.pick("", lambda thing: any(_fitting(world, thing, fits)))
    predicate, value = world.random.choice(_fitting(world, subject, fits))
    return subject, predicate, value


def _fitting(world: World, subject: Term, fits: Callable[[str, Term], bool]) -> list[tuple[str, Term]]:
    said = world.scene.said[subject]
    return [(name, value) for name, values in said.items() for value in values if fits(name, value)]


def _is_text(_: str, value: Term) -> bool:
    return isinstance(value, ox.Literal) and bool(value.language)


def _is_own(predicate: str, _: Term) -> bool:
    return not predicate.startswith(_COMMON)


# --- names ----------------------------------------------------------------------------------------


@KINDS.kind("A property leads to a misspelt IRI that nothing describes.", "dataset/defined")
def value_dangling(world: World) -> Term:
    own = _own_things(world)
    subject, predicate, value = _any_triple(world, lambda name, value: _is_own(name, value) and value in own)
    world.swap(subject, predicate, value, ox.NamedNode(f"{text_of(value)}x"))
    return subject


@KINDS.kind("A property of a thing is misspelt.", "vocabulary/term", "dataset/property-declared")
def property_misspelt(world: World) -> Term:
    subject, predicate, value = _any_triple(world, _is_own)
    world.drop(subject, predicate, value)
    world.add(subject, f"{predicate}x", value)
    return subject


@KINDS.kind("The class of a thing is misspelt.", "dataset/defined", "dataset/class-declared")
def class_misspelt(world: World) -> Term:
    return _misspell_class(world, lambda _: True)


@KINDS.kind(
    "The class of a thing is a misspelt word of a vocabulary of others.",
    "vocabulary/term",
    "dataset/class-declared",
)
def class_of_others_misspelt(world: World) -> Term:
    return _misspell_class(world, lambda kind: not kind.startswith((terms.BASE, *_COMMON)))


def _misspell_class(world: World, fits: Callable[[str], bool]) -> Term:
    subject = world.pick("", lambda thing: any(map(fits, world.scene.kinds(thing))))
    kind = world.random.choice(sorted(filter(fits, world.scene.kinds(subject))))
    world.drop(subject, "rdf:type")
    world.add(subject, "rdf:type", ox.NamedNode(f"{kind}x"))
    return subject


@KINDS.kind("A thing is lost, and others still point at it.", "dataset/defined")
def thing_lost(world: World) -> tuple[Term, ...]:
    own = _own_things(world)
    subject = world.pick("", lambda thing: thing in own and bool(_pointing(world, thing)))
    world.lose(subject)
    return _pointing(world, subject)


@KINDS.kind("A thing is described under a misspelt IRI, and others point at it.", "dataset/defined")
def thing_renamed(world: World) -> tuple[Term, ...]:
    own = _own_things(world)
    subject = world.pick("", lambda thing: thing in own and bool(_pointing(world, thing)))
    world.rename(subject, f"{text_of(subject)}x")
    return _pointing(world, subject)


def _pointing(world: World, thing: Term) -> tuple[Term, ...]:
    """The things of the data that point at one, if nobody has damaged them."""
    found = world.scene.pointing.get(thing, set()) - {thing}
    whole = all(other not in world.scene.terms and world.is_whole(other) for other in found)
    return tuple(sorted(found, key=str)) if whole else ()


@KINDS.kind("A thing is described under another base.", "dataset")
def base_misspelt(world: World) -> Term:
    subject = world.pick("", _own_things(world).__contains__)
    return world.rename(subject, text_of(subject).replace(*world.random.choice(_BASES)))


def _own_things(world: World) -> set[Term]:
    """The things whose IRIs begin like those of most things: what others named is theirs to describe."""
    hosts = Counter(map(_host, world.scene.things()))
    most = max(hosts, key=lambda host: hosts[host], default="")
    return {thing for thing in world.scene.things() if _host(thing) == most}


def _host(thing: Term) -> str:
    return "/".join(text_of(thing).split("/")[:3])


@KINDS.kind("A thing with a label has no class.", "dataset/class")
def class_dropped(world: World) -> Term:
    subject = world.pick("", has(world, "rdfs:label"))
    world.drop(subject, "rdf:type")
    return subject


@KINDS.kind("A node without a name hangs on a thing.", "dataset/no-blank-node")
def node_without_name(world: World) -> Term:
    subject = world.pick("", _own_things(world).__contains__)
    links = _fitting(world, subject, lambda name, value: _is_own(name, value) and value in world.scene.home)
    if not links:
        raise NowhereError
    predicate, _ = world.random.choice(links)
    world.add(subject, predicate, ox.BlankNode(f"nameless{world.random.randrange(10**6)}"))
    return subject


# --- literals -------------------------------------------------------------------------------------


@KINDS.kind("A text has lost its language.", "dataset/language-tag", "agreement/covers-language")
def language_dropped(world: World) -> Term:
    subject, predicate, value = _any_triple(world, _is_text)
    world.swap(subject, predicate, value, ox.Literal(text_of(value)))
    return subject


@KINDS.kind("A text has a space too many.", "dataset/tidy-text")
def spaces_left_over(world: World) -> Term:
    subject, predicate, value = _any_triple(world, _is_text)
    text = text_of(value)
    spaced = world.random.choice([f"{text} ", f" {text}", text.replace(" ", "  ", 1)])
    if spaced == text or not isinstance(value, ox.Literal):
        raise NowhereError
    world.swap(subject, predicate, value, words(spaced, value.language or ""))
    return subject


@KINDS.derived("A literal is not written as its datatype demands.")
def literal_ill_written(scene: Scene, rules: Rules) -> tuple[Attempt, ...]:  # noqa: ARG001 -- as all derived
    """One for each datatype in use that does not take any text."""
    literals = (
        value
        for thing in scene.things()
        for values in scene.said[thing].values()
        for value in values
        if isinstance(value, ox.Literal)
    )
    used = {value.datatype.value for value in literals}
    return tuple(Attempt(("shape/lexical/form",), _spoil(name)) for name in sorted(used) if _broken(name))


def _broken(datatype: str) -> list[str]:
    """Texts that are not written as a datatype demands."""
    return [text for text in _SPOILT if lexical.problem(text, datatype)]


def _spoil(datatype: str) -> Callable[[World], Term]:
    def make(world: World) -> Term:
        def fits(_: str, value: Term) -> bool:
            return isinstance(value, ox.Literal) and value.datatype.value == datatype

        subject, predicate, value = _any_triple(world, fits)
        spoilt = ox.Literal(world.random.choice(_broken(datatype)), datatype=ox.NamedNode(datatype))
        world.swap(subject, predicate, value, spoilt)
        return subject

    return make


@KINDS.kind("A literal has a datatype that XML Schema does not have.", "lexical/datatype")
def datatype_misspelt(world: World) -> Term:
    subject, predicate, value = _any_triple(world, lambda _, value: isinstance(value, ox.Literal))
    wrong = ox.NamedNode(terms.XSD + world.random.choice(["int64", "datetime", "year", "text"]))
    world.swap(subject, predicate, value, ox.Literal(text_of(value), datatype=wrong))
    return subject


# --- things ---------------------------------------------------------------------------------------


@KINDS.kind(
    "Two things are parts of each other.", "passage/reaches-document", "body/not-in-itself", "check/cycles"
)
def parts_in_a_circle(world: World) -> tuple[Term, ...]:
    """By a property that the vocabulary calls transitive."""
    walks = {text_of(walk) for walk in world.scene.classes.get(_TRANSITIVE, ())}
    part, walk, whole = _any_triple(world, lambda name, value: name in walks and value in world.scene.home)
    if not world.is_whole(whole):
        raise NowhereError
    world.put(whole, walk, part)
    return part, whole
