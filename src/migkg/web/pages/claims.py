"""Claims as people read them: in one line, with basis and strength, the passages that bear them, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.index import Name
from migkg.web.pages.reader import LINE_PARTS, Node, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable

    from migkg.web.pages.index import Ref
    from migkg.web.pages.reader import Reader

__all__ = ["Claim", "Fact", "Passage", "claims", "facts", "grouped", "passages"]

_TOLD_APART: Final = frozenset(
    {
        "dcterms:description",
        "mig:basis",
        "mig:evidence",
        "mig:evidencePhrase",
        "mig:qualifier",
        "mig:says",
        "mig:strength",
        "prov:wasDerivedFrom",
        "rdf:type",
        "rdfs:label",
        "skos:editorialNote",
        "skos:note",
    }
)
"""What a claim shows in a place of its own, and not among its further facts."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with what it says in our words (None if it is a mere heading)."""

    ref: Ref
    abstract: Name | None


@dataclass(frozen=True, slots=True)
class Fact:
    """A property in words and its values."""

    label: Name
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `grade` is `stated`, or the strength of an inferred one: what colours and signs go by."""

    iri: str
    kind: Name
    kind_iri: str
    title: Name | None
    line: tuple[Piece, ...]
    basis: Name | None
    strength: Name | None
    grade: str
    says: tuple[Name, ...]
    phrases: tuple[Name, ...]
    notes: tuple[Name, ...]
    facts: tuple[Fact, ...]
    passages: tuple[Passage, ...]


def claims(reader: Reader, iris: Iterable[str], *, brief: bool = False) -> tuple[Claim, ...]:
    """Claims in the order given, read together; `brief` leaves out their further facts and passages."""
    found = reader.nodes(iris)
    told = {iri for node in found.values() for iri in node.iris(*node.said) if reader.needs_telling(iri)}
    evidence = set() if brief else {iri for node in found.values() for iri in node.iris("mig:evidence")}
    reader.nodes(told | evidence)
    return tuple(_claim(reader, node, brief=brief) for node in found.values())


def _claim(reader: Reader, node: Node, *, brief: bool) -> Claim:
    kind = reader.line_kind(node.iri)
    basis, strength = node.one("mig:basis"), node.one("mig:strength")
    title = reader.text(node, "rdfs:label")
    line = () if title else reader.line(node)
    shown = frozenset(LINE_PARTS.get(kind, ())) if line else frozenset()
    return Claim(
        iri=node.iri,
        kind=reader.term(terms.expand(kind)),
        kind_iri=reader.index.kind(node.iri),
        title=title,
        line=line,
        basis=reader.term(basis.text) if basis else None,
        strength=reader.term(strength.text) if strength else None,
        grade=grade(node),
        says=reader.texts(node, "mig:qualifier", "mig:says", "dcterms:description"),
        phrases=reader.texts(node, "mig:evidencePhrase"),
        notes=reader.texts(node, "skos:note", "skos:editorialNote"),
        facts=() if brief else facts(reader, node, _TOLD_APART | shown),
        passages=() if brief else passages(reader, node.iris("mig:evidence")),
    )


def grade(node: Node) -> str:
    """`stated`, or how strong an inferred claim is (`strong`, `medium`, `weak`); "" if it does not say."""
    basis, strength = node.one("mig:basis"), node.one("mig:strength")
    if basis and basis.text == f"{terms.ONTOLOGY}stated":
        return "stated"
    name = strength.text.removeprefix(terms.ONTOLOGY) if strength else ""
    return name if name in ("strong", "medium", "weak") else ""


def facts(reader: Reader, node: Node, without: frozenset[str]) -> tuple[Fact, ...]:
    """What else is said of a thing, property by property, in the order of their names."""
    found = []
    for name, values in node.said.items():
        if name not in without:
            found.append(Fact(reader.term(terms.expand(name)), reader.pieces(values)))
    return tuple(sorted(found, key=lambda fact: fact.label.text.lower()))


def passages(reader: Reader, iris: Iterable[str]) -> tuple[Passage, ...]:
    """Passages with their abstracts, read together, in the order of documents and of their places in them."""
    ordered = sorted(dict.fromkeys(iris), key=reader.index.sort_key)
    found = reader.nodes(ordered)
    return tuple(Passage(reader.ref(iri), reader.text(found[iri], "dcterms:abstract")) for iri in ordered)


def grouped(reader: Reader, found: Iterable[Claim]) -> tuple[tuple[Name, tuple[Claim, ...]], ...]:
    """Claims by kind, in the order in which kinds are told elsewhere."""
    order = {kind: place for place, kind in enumerate(LINE_PARTS)}
    groups: dict[str, list[Claim]] = {}
    for claim in found:
        groups.setdefault(reader.line_kind(claim.iri), []).append(claim)
    kinds = sorted(groups, key=lambda kind: (order.get(kind, len(order)), kind))
    return tuple((_many(reader, kind), tuple(groups[kind])) for kind in kinds)


def _many(reader: Reader, kind: str) -> Name:
    """What several claims of a kind are called."""
    key = f"many:{kind}"
    if reader.words.has(key):
        return Name(reader.words(key), reader.lang)
    return reader.term(terms.expand(kind))
