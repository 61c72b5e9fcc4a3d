"""Damage to the rules and to the words: shapes that ask nothing, and terms of the vocabulary that say little.

The rules that judge stay whole; what is damaged is the copy of them that is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.mutations.kind import Catalogue
from migkg.mutations.scene import iri, words
from migkg.mutations.world import has
from migkg.shapes import text_of
from migkg.terms import BASE, PREFIXES

if TYPE_CHECKING:
    from migkg.mutations.world import World
    from migkg.shapes import Term

__all__ = ["KINDS"]

KINDS: Final = Catalogue()
_OWN: Final = (BASE, *(PREFIXES[name] for name in ("rdf", "rdfs", "owl", "sh")))
_CONSTRAINTS: Final = ("sh:minCount", "sh:maxCount", "sh:class", "sh:in", "sh:pattern", "sh:datatype")


@KINDS.kind("A shape looks at a class of others that they do not have.", "meta/class-declared")
def shape_of_a_misspelt_class(world: World) -> Term:
    subject = world.pick_term("sh:PropertyShape", lambda shape: bool(_foreign(world, shape, "sh:class")))
    value = _foreign(world, subject, "sh:class")[0]
    world.swap(subject, "sh:class", value, ox.NamedNode(f"{text_of(value)}x"))
    return subject


@KINDS.kind("A shape looks at a property of others that they do not have.", "meta/path-declared")
def shape_of_a_misspelt_property(world: World) -> Term:
    subject = world.pick_term("sh:PropertyShape", lambda shape: bool(_foreign(world, shape, "sh:path")))
    value = _foreign(world, subject, "sh:path")[0]
    world.swap(subject, "sh:path", value, ox.NamedNode(f"{text_of(value)}x"))
    return subject


def _foreign(world: World, shape: Term, predicate: str) -> list[Term]:
    """The values that are words of others, and not of the vocabularies on which all others build."""
    return [
        value
        for value in world.values(shape, predicate)
        if isinstance(value, ox.NamedNode) and not value.value.startswith(_OWN)
    ]


@KINDS.kind("The name of a constraint is misspelt.", "meta/known-term")
def constraint_misspelt(world: World) -> Term:
    name = world.random.choice(_CONSTRAINTS)
    subject = world.pick_term("sh:PropertyShape", has(world, name))
    value = world.value(subject, name)
    world.drop(subject, name, value)
    world.add(subject, f"{name}s", value)
    return subject


@KINDS.kind("The kind of node that a shape asks for is misspelt.", "meta/known-value")
def node_kind_misspelt(world: World) -> Term:
    subject = world.pick_term("sh:PropertyShape")
    world.put(subject, "sh:nodeKind", iri("sh:Iri"))
    return subject


@KINDS.kind("A shape demands nothing.", "meta/demand")
def demand_dropped(world: World) -> Term:
    subject = world.pick_term(
        "sh:PropertyShape",
        lambda x: (
            [*world.scene.said[x]].count(iri("sh:minCount").value) == 1
            and not any(world.values(x, name) for name in ("sh:class", "sh:in", "sh:hasValue", "sh:datatype"))
        ),
    )
    world.drop(subject, "sh:minCount")
    world.drop(subject, "sh:maxCount")
    return subject


@KINDS.kind("A shape has no targets.", "meta/targets")
def targets_dropped(world: World) -> Term:
    subject = world.pick_term("sh:NodeShape", has(world, "sh:targetClass"))
    world.drop(subject, "sh:targetClass")
    return subject


@KINDS.kind("A message does not show the value that its query finds.", "meta/message-shows-value")
def message_without_value(world: World) -> Term:
    def shows(shape: Term) -> bool:
        queries = [q for part in world.values(shape, "sh:sparql") for q in world.values(part, "sh:select")]
        return any("?value" in text_of(query) for query in queries)

    subject = world.pick_term("sh:PropertyShape", shows)
    world.put(subject, "sh:message", words("Correct it."))
    return subject


@KINDS.kind("The query of a shape uses a word that SHACL forbids.", "meta/allowed-words")
def query_with_a_forbidden_word(world: World) -> Term:
    subject = world.pick_term("sh:SPARQLConstraint")
    word = world.random.choice(["MINUS", "VALUES", "SERVICE"])
    world.put(subject, "sh:select", ox.Literal(f"SELECT $this WHERE {{ {word} {{ $this a ?kind }} }}"))
    return subject


@KINDS.kind("A term of the vocabulary does not say who defines it.", "meta/defined-by")
def definer_dropped(world: World) -> Term:
    subject = world.pick_term("owl:Class", has(world, "rdfs:isDefinedBy"))
    world.drop(subject, "rdfs:isDefinedBy")
    return subject


@KINDS.kind("Two properties of the vocabulary have one label.", "meta/term-label-once")
def term_label_taken_twice(world: World) -> Term:
    own = has(world, "rdfs:isDefinedBy")
    subject, other = (world.pick_term("owl:ObjectProperty", own) for _ in range(2))
    world.put(subject, "rdfs:label", world.value(other, "rdfs:label"))
    return subject


@KINDS.kind("A class of the vocabulary starts with a small letter.", "meta/term-spelling")
def class_in_small_letters(world: World) -> Term:
    def is_unused(term: Term) -> bool:
        own = bool(world.values(term, "rdfs:isDefinedBy"))
        return own and not world.scene.pointing.get(term)

    subject = world.pick_term("owl:ObjectProperty", is_unused)
    head, sign, name = text_of(subject).rpartition("#")
    return world.rename(subject, f"{head}{sign}{name.capitalize()}")
