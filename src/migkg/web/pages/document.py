"""Reading a document: outline, passages in order, what each mentions and claims, what does not fit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.cite import Citation, citation
from migkg.web.pages.claims import Claim, Fact, claims, facts, grouped, passages
from migkg.web.pages.entity import Entity, Linked, entity, linked_things
from migkg.web.pages.index import CLAIM, Name, Ref
from migkg.web.pages.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migkg.web.dataset import Dataset
    from migkg.web.pages.claims import Passage
    from migkg.web.pages.reader import Node

__all__ = ["Document", "PassagePage", "Text", "document", "passage", "place_in"]

_TITLED: Final = ("Section", "Box", "Table")
_PASSAGES: Final = f"{terms.ONTOLOGY}Passage"
_BEARING: Final = """
SELECT DISTINCT ?thing ?passage WHERE {{
  VALUES ?passage {{ {iris} }}
  ?thing mig:evidence ?passage FILTER(ISIRI(?thing))
}} ORDER BY ?thing"""


@dataclass(frozen=True, slots=True)
class Text:
    """A passage as it stands in its document.

    `depth` counts the wholes that it is inside of; `claims` are those that it bears, without the
    disagreements, which stand apart.
    """

    ref: Ref
    anchor: str
    kind: Name
    title: Name | None
    depth: int
    heading: bool
    abstract: Name | None
    notes: tuple[Name, ...]
    mentions: tuple[Ref, ...]
    claims: tuple[Claim, ...]
    disagreements: tuple[Claim, ...]
    own: str = ""
    """The words of the passage in the user's own copy, where that is to be shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the outline, with what is inside it."""

    name: Name
    notation: str
    anchor: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """All that the page of a document shows."""

    about: Entity
    outline: tuple[Step, ...]
    texts: tuple[Text, ...]
    disagreements: int


@dataclass(frozen=True, slots=True)
class PassagePage:
    """All that the page of one passage shows."""

    text: Text
    document: Ref | None
    within: tuple[Ref, ...]
    before: Ref | None
    after: Ref | None
    parts: tuple[Passage, ...]
    facts: tuple[Fact, ...]
    mentions: tuple[tuple[Name, tuple[Ref, ...]], ...]
    claims: tuple[tuple[Name, tuple[Claim, ...]], ...]
    linked: tuple[Linked, ...]
    citation: Citation


def place_in(iri: str, document: str) -> str:
    """The name of the place at which a passage stands on the page of its document.

    >>> place_in("https://w3id.org/migkg/document/x/para/16", "https://w3id.org/migkg/document/x")
    'para.16'
    """
    inside = iri.removeprefix(f"{document}/") if document else terms.local_path(iri)
    return "".join(letter if letter.isalnum() or letter in "-_" else "." for letter in inside)


@lru_cache(maxsize=24)
def document(dataset: Dataset, iri: str, lang: str) -> Document | None:
    """A document by its IRI; None if nothing is known of it."""
    about = entity(dataset, iri, lang)
    if about is None:
        return None
    reader = Reader(dataset, lang)
    inside = reader.index.texts.get(iri, ())
    texts = _texts(reader, inside, brief=True)
    return Document(
        about, _outline(reader, iri, inside), texts, len({c.iri for t in texts for c in t.disagreements})
    )


def passage(dataset: Dataset, iri: str, lang: str) -> PassagePage | None:
    """One passage by its IRI; None if it stands in no document."""
    reader = Reader(dataset, lang)
    index = reader.index
    home = index.document(iri)
    if not home:
        return None
    text = _texts(reader, [iri], brief=False)[0]
    same = index.texts[home]
    place = same.index(iri)
    pointing = reader.pointing(iri)
    node = reader.node(iri)
    parts = [thing for name, thing in pointing if name == "dcterms:isPartOf" and index.is_a(thing, _PASSAGES)]
    others = [(name, thing) for name, thing in pointing if thing not in parts]
    return PassagePage(
        text,
        reader.ref(home),
        _within(reader, iri),
        reader.ref(same[place - 1]) if place else None,
        reader.ref(same[place + 1]) if place + 1 < len(same) else None,
        passages(reader, parts),
        facts(reader, node, _SHOWN),
        _by_kind(reader, text.mentions),
        grouped(reader, (*text.disagreements, *text.claims)),
        linked_things(reader, others),
        citation(dataset, text.ref, lang),
    )


_SHOWN: Final = frozenset(
    {
        "dcterms:abstract",
        "dcterms:hasPart",
        "dcterms:isPartOf",
        "mig:fingerprint",
        "mig:mentions",
        "mig:order",
        "rdf:type",
        "rdfs:label",
        "skos:editorialNote",
        "skos:notation",
        "skos:note",
    }
)


def _texts(reader: Reader, iris: Sequence[str], *, brief: bool) -> tuple[Text, ...]:
    """Passages with their claims, all read together; `brief` tells only disagreements in full."""
    nodes = reader.nodes(iris)
    borne = _borne(reader, iris)
    every = dict.fromkeys(iri for found in borne.values() for iri in found)
    disputes = [iri for iri in every if reader.line_kind(iri) == "mig:Disagreement"]
    others = [iri for iri in every if iri not in set(disputes)]
    known = {claim.iri: claim for claim in claims(reader, disputes)}
    told = {claim.iri: claim for claim in claims(reader, others, brief=brief)}
    return tuple(
        Text(
            ref=reader.ref(iri),
            anchor=place_in(iri, reader.index.document(iri)),
            kind=reader.term(reader.index.kind(iri)),
            title=reader.index.title(iri, reader.lang),
            depth=len(_within(reader, iri)),
            heading=_is_heading(reader, iri),
            abstract=reader.text(node, "dcterms:abstract"),
            notes=reader.texts(node, "skos:editorialNote", "skos:note"),
            mentions=tuple(reader.ref(thing) for thing in node.iris("mig:mentions")),
            claims=tuple(told[claim] for claim in borne.get(iri, ()) if claim in told),
            disagreements=tuple(known[claim] for claim in borne.get(iri, ()) if claim in known),
            own=_own(reader, node),
        )
        for iri, node in nodes.items()
    )


def _own(reader: Reader, node: Node) -> str:
    """The text of the user's own copy, recognised by its fingerprint; `""` without one."""
    print_ = reader.text(node, "mig:fingerprint")
    return reader.dataset.texts.get(print_.text, "") if print_ else ""


def _borne(reader: Reader, iris: Iterable[str]) -> Mapping[str, list[str]]:
    """Passage → the claims that it bears."""
    found: dict[str, list[str]] = defaultdict(list)
    listed = " ".join(f"<{iri}>" for iri in iris if terms.is_iri(iri))
    for thing, where in reader.rows(_BEARING.format(iris=listed)):
        if thing and where and reader.index.is_a(thing.text, CLAIM):
            found[where.text].append(thing.text)
    return found


def _within(reader: Reader, iri: str) -> tuple[Ref, ...]:
    """The passages that one is inside of, the widest first."""
    found: list[str] = []
    parents = reader.index.parents(iri)
    while parents and parents[0] not in found and reader.index.is_a(parents[0], _PASSAGES):
        found.append(parents[0])
        parents = reader.index.parents(parents[0])
    return tuple(reader.ref(one) for one in reversed(found))


def _is_heading(reader: Reader, iri: str) -> bool:
    return any(reader.index.is_a(iri, terms.ONTOLOGY + kind) for kind in _TITLED)


def _outline(reader: Reader, home: str, inside: Sequence[str]) -> tuple[Step, ...]:
    children: dict[str, list[str]] = defaultdict(list)
    for iri in inside:
        if _is_heading(reader, iri):
            wholes = [ref.iri for ref in _within(reader, iri) if _is_heading(reader, ref.iri)]
            children[wholes[-1] if wholes else home].append(iri)

    def steps(parent: str) -> tuple[Step, ...]:
        return tuple(
            Step(
                reader.index.title(iri, reader.lang) or Name(reader.index.notation(iri)),
                reader.index.notation(iri),
                place_in(iri, home),
                steps(iri),
            )
            for iri in children.get(parent, ())
        )

    return steps(home)


def _by_kind(reader: Reader, refs: Iterable[Ref]) -> tuple[tuple[Name, tuple[Ref, ...]], ...]:
    groups: dict[str, list[Ref]] = defaultdict(list)
    for ref in refs:
        groups[ref.kind].append(ref)
    named = [(reader.term(kind) if kind else Name(""), tuple(found)) for kind, found in groups.items()]
    return tuple(sorted(named, key=lambda group: group[0].text))
