"""The page of a thing: facts in words, claims about it, where it is mentioned, what it is linked to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.browse import list_of
from migkg.web.pages.cite import Citation, citation
from migkg.web.pages.claims import Claim, Fact, Passage, claims, facts, grouped, passages
from migkg.web.pages.index import CLAIM, PASSAGE, Name, Ref
from migkg.web.pages.reader import Piece, Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.web.dataset import Dataset
    from migkg.web.pages.reader import Node

__all__ = ["Entity", "Linked", "entity", "linked_things", "mentions_of", "outside_links"]

_OUTSIDE: Final = (
    "skos:exactMatch",
    "skos:closeMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "skos:relatedMatch",
    "owl:sameAs",
    "rdfs:seeAlso",
    "schema:url",
    "foaf:homepage",
    "dcterms:source",
    "dcterms:license",
)
"""Properties that lead out of the dataset."""

_TOLD_APART: Final = frozenset(
    {
        "dcterms:abstract",
        "dcterms:description",
        "mig:basis",
        "mig:evidence",
        "mig:evidencePhrase",
        "mig:fingerprint",
        "mig:mentions",
        "mig:order",
        "mig:qualifier",
        "mig:says",
        "mig:strength",
        "prov:wasDerivedFrom",
        "rdf:type",
        "rdfs:label",
        "skos:altLabel",
        "skos:definition",
        "skos:editorialNote",
        "skos:example",
        "skos:notation",
        "skos:note",
        *_OUTSIDE,
    }
)
MOST: Final = 500
"""How many claims, and how many passages, one page shows; in a large corpus some things have thousands."""
_STATEMENTS: Final = "SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}"


@dataclass(frozen=True, slots=True)
class Linked:
    """Things that point at the one shown by the same property."""

    label: Name
    refs: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The passages of one document that mention a thing."""

    document: Ref | None
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """All that the page of a thing shows.

    `claim` is the thing itself told as a claim, if it is one; `size` is how many statements a named graph
    holds; `left_out` counts the claims and the passages for which there is no room.
    """

    ref: Ref
    kind: Name
    slug: str
    others: tuple[Name, ...]
    leads: tuple[Name, ...]
    notes: tuple[Name, ...]
    claim: Claim | None
    facts: tuple[Fact, ...]
    claims: tuple[tuple[Name, tuple[Claim, ...]], ...]
    mentions: tuple[Mentioned, ...]
    evidence: tuple[Passage, ...]
    linked: tuple[Linked, ...]
    outside: tuple[Fact, ...]
    size: int
    left_out: tuple[int, int]
    citation: Citation

    @property
    def claim_count(self) -> int:
        """How many claims there are about it."""
        return sum(len(found) for _, found in self.claims)

    @property
    def mention_count(self) -> int:
        """In how many passages it is mentioned."""
        return sum(len(one.passages) for one in self.mentions)


def entity(dataset: Dataset, iri: str, lang: str) -> Entity | None:
    """What is known of a thing; None if nothing is."""
    reader = Reader(dataset, lang)
    node = reader.node(iri)
    pointing = reader.pointing(iri)
    size = _size(reader, iri)
    if not node.said and not pointing and not size:
        return None
    own = claims(reader, [iri])[0] if reader.index.is_a(iri, CLAIM) else None
    about = [thing for name, thing in pointing if reader.index.is_a(thing, CLAIM) and name != "mig:evidence"]
    about = list(dict.fromkeys(about))
    found = claims(reader, about[:MOST])
    naming = [thing for name, thing in pointing if name == "mig:mentions"]
    told = reader.ref(iri)
    return Entity(
        ref=told,
        kind=reader.term(reader.index.kind(iri)) if reader.index.kind(iri) else Name(""),
        slug=list_of(reader, iri),
        others=_other_names(reader, iri, told.name),
        leads=() if own else reader.texts(node, "dcterms:description", "skos:definition", "mig:says"),
        notes=() if own else reader.texts(node, "skos:note", "skos:example", "skos:editorialNote"),
        claim=own,
        facts=facts(reader, node, _TOLD_APART | _titles(node)),
        claims=grouped(reader, found),
        mentions=mentions_of(reader, naming[:MOST]),
        evidence=() if own else passages(reader, node.iris("mig:evidence")),
        linked=linked_things(reader, pointing),
        outside=outside_links(reader, node),
        size=size,
        left_out=(len(about[MOST:]), len(naming[MOST:])),
        citation=citation(dataset, told, lang),
    )


def _titles(node: Node) -> frozenset[str]:
    """The title is a fact only where it is not the name."""
    names = {value.text for value in node.all("rdfs:label")}
    titles = {value.text for value in node.all("dcterms:title")}
    return frozenset({"dcterms:title"} if titles <= names or not names else ())


def _size(reader: Reader, iri: str) -> int:
    if not iri.startswith(terms.GRAPH_BASE) or not terms.is_iri(iri):
        return 0
    rows = reader.rows(_STATEMENTS.format(iri=iri), f"graph {iri}")
    return int(rows[0][0].text) if rows and rows[0][0] else 0


def _other_names(reader: Reader, iri: str, shown: Name) -> tuple[Name, ...]:
    """All names but the one shown, those in the page's language first."""
    found = dict.fromkeys((*reader.index.names(iri, "label"), *reader.index.names(iri, "altLabel")))
    rest = [name for name in found if name.text != shown.text]
    return tuple(sorted(rest, key=lambda name: (name.lang != reader.lang, name.lang)))


def mentions_of(reader: Reader, found: Iterable[str]) -> tuple[Mentioned, ...]:
    """Passages with what they say, document by document, in the order of the text."""
    groups: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages(reader, found):
        groups[reader.index.document(passage.ref.iri)].append(passage)
    return tuple(
        Mentioned(reader.ref(document) if document else None, tuple(group))
        for document, group in groups.items()
    )


def linked_things(reader: Reader, pointing: Sequence[tuple[str, str]]) -> tuple[Linked, ...]:
    """What points at a thing and is neither a claim about it nor a passage that mentions it."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name, thing in pointing:
        is_claim = reader.index.is_a(thing, CLAIM) and name != "mig:evidence"
        is_passage = reader.index.is_a(thing, PASSAGE) and name == "mig:mentions"
        if not is_claim and not is_passage and name != "rdf:type":
            groups[name].append(thing)
    return tuple(
        Linked(_backwards(reader, name), tuple(reader.ref(thing) for thing in dict.fromkeys(things)))
        for name, things in sorted(groups.items())
    )


def _backwards(reader: Reader, name: str) -> Name:
    if reader.words.has(f"of:{name}"):
        return Name(reader.words(f"of:{name}"), reader.lang)
    label = reader.term(terms.expand(name))
    return Name(f"← {label.text}", label.lang)


def outside_links(reader: Reader, node: Node) -> tuple[Fact, ...]:
    """Where else a thing is described, property by property."""
    found = []
    for name in _OUTSIDE:
        pieces = tuple(
            Piece(Name(value.text), Ref(value.text, Name(terms.shorten(value.text))))
            if value.kind == "iri"
            else Piece(Name(value.text, value.lang or ""))
            for value in node.all(name)
        )
        if pieces:
            found.append(Fact(reader.term(terms.expand(name)), pieces))
    return tuple(found)
