"""What one page reads: statements in few questions, and names in the page's language.

A reader lives as long as a page is made. It asks for the statements of many things at once and keeps them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.index import CLAIM, Name, Ref, index_of
from migkg.web.pages.values import literal_name
from migkg.web.render import words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.table import Value
    from migkg.web.dataset import Dataset

__all__ = ["LINE_PARTS", "Node", "Piece", "Reader"]

QUANTITY: Final = f"{terms.PREFIXES['schema']}QuantitativeValue"
LINE_PARTS: Final = {
    "mig:Linkage": ("mig:linkFrom", " ", "mig:relation", " ", "mig:linkTo", ", ", "mig:action"),
    "mig:Assessment": ("mig:assesses", " – ", "mig:status"),
    "mig:Deliverable": ("mig:promisedBy",),
    "mig:ProgressReport": ("mig:reportsOn", " – ", "mig:progress", ", ", "mig:asOf"),
    "mig:Disagreement": ("mig:severity", " – ", "mig:about"),
    "mig:Correspondence": ("mig:linkFrom", " → ", "mig:linkTo"),
    "mig:Proposal": ("mig:proposedTo", " – ", "mig:about"),
    "mig:Role": ("org:member", " – ", "org:role", " – ", "mig:roleIn"),
    "org:Membership": ("org:member", " – ", "org:role", " – ", "org:organization"),
    "mig:Agreement": ("mig:agreementType", " – ", "mig:party"),
    "mig:ProvisionNote": ("mig:provision",),
    "mig:Remark": ("mig:about",),
    "mig:Observation": (
        *("mig:comparator", " ", "schema:value", "–", "mig:valueTo", " ", "schema:unitText"),
        *(" – ", "mig:about"),
    ),
    "schema:QuantitativeValue": (
        *("mig:comparator", " ", "schema:value", "–", "mig:valueTo", " ", "schema:unitText"),
    ),
}
"""Kind of claim → the properties by which it is told in one line, and what stands between them."""

_EXACTLY: Final = f"{terms.ONTOLOGY}exactly"
"""The comparator that goes without saying."""
_SAID: Final = (
    "SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {iris} }} ?s ?p ?o "
    "FILTER NOT EXISTS {{ GRAPH <{derived}> {{ ?s ?p ?o }} }} }}"
)
_POINTING: Final = (
    "SELECT DISTINCT ?p ?s WHERE {{ ?s ?p <{iri}> FILTER(ISIRI(?s)) "
    "FILTER NOT EXISTS {{ GRAPH <{derived}> {{ ?s ?p <{iri}> }} }} }}"
)
"""What is asserted; what rules derive from it says the same again in wider words, and is left out."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of what is told: a thing with its page, a word of a closed list, or a plain value.

    `glue` is what stands between it and the part before.
    """

    name: Name
    ref: Ref | None = None
    word: bool = False
    glue: str = ", "

    @property
    def text(self) -> str:
        """The piece in running text: things by their notation where they have one."""
        return self.ref.short if self.ref and not self.word else self.name.text


@dataclass(frozen=True)
class Node:
    """What is said of one thing: property (shortened, `mig:basis`) → values."""

    iri: str
    said: dict[str, list[Value]] = field(default_factory=lambda: defaultdict(list))

    def all(self, *properties: str) -> list[Value]:
        """The values of some properties, in the order of the properties."""
        return [value for name in properties for value in self.said.get(name, ())]

    def iris(self, *properties: str) -> list[str]:
        """Those values that are IRIs."""
        return [value.text for value in self.all(*properties) if value.kind == "iri"]

    def one(self, name: str) -> Value | None:
        """One value of a property, None if there is none."""
        found = self.said.get(name)
        return found[0] if found else None


@lru_cache(maxsize=1024)
def shortened(iri: str) -> str:
    """The short form of a property's or a class's IRI, of which there are few."""
    return terms.shorten(iri)


class Reader:
    """Reads a dataset for one page in one language."""

    def __init__(self, dataset: Dataset, lang: str) -> None:
        self.dataset = dataset
        self.index = index_of(dataset)
        self.lang = lang
        self.words = words_in(lang)
        self._nodes: dict[str, Node] = {}
        self._refs: dict[str, Ref] = {}
        self._terms: dict[str, Name] = {}

    def speaking(self, lang: str) -> Reader:
        """A reader in another language that shares what this one has read of things."""
        other = Reader(self.dataset, lang)
        other._nodes = self._nodes
        return other

    # --- statements --------------------------------------------------------------------------------

    def rows(self, query: str, *looked: str) -> Sequence[Sequence[Value | None]]:
        """See `Dataset.select`."""
        return self.dataset.select(query, *looked)

    def nodes(self, iris: Iterable[str]) -> dict[str, Node]:
        """What is said of each of these things, in one question; those of which nothing is said are empty."""
        wanted = list(dict.fromkeys(iris))
        missing = [iri for iri in wanted if iri not in self._nodes and terms.is_iri(iri)]
        for iri in missing:
            self._nodes[iri] = Node(iri)
        if missing:
            listed = " ".join(f"<{iri}>" for iri in missing)
            said = _SAID.format(iris=listed, derived=terms.GRAPH_INFERRED)
            for subject, predicate, value in self.rows(said, *(f"said {iri}" for iri in missing)):
                if subject and predicate and value:
                    self._nodes[subject.text].said[shortened(predicate.text)].append(value)
            for iri in missing:
                for values in self._nodes[iri].said.values():
                    if len(values) > 1:
                        values.sort(key=self._value_key)
        return {iri: self._nodes[iri] for iri in wanted if iri in self._nodes}

    def tell(self, iris: Iterable[str]) -> None:
        """Read in two questions what is needed to name these things and the parts that their names tell."""
        nodes = self.nodes(iri for iri in iris if self.needs_telling(iri))
        parts = (part for node in nodes.values() for part in node.iris(*node.said))
        self.nodes(part for part in parts if self.needs_telling(part))

    def node(self, iri: str) -> Node:
        """What is said of one thing."""
        return self._nodes.get(iri) or self.nodes([iri]).get(iri) or Node(iri)

    def pointing(self, iri: str) -> list[tuple[str, str]]:
        """The statements about other things that name this one: property (shortened) and thing, in order."""
        if not terms.is_iri(iri):
            return []
        rows = self.rows(_POINTING.format(iri=iri, derived=terms.GRAPH_INFERRED), f"pointing {iri}")
        found = [(shortened(p.text), s.text) for p, s in rows if p and s]
        return sorted(found, key=lambda one: (one[0], self.index.sort_key(one[1])))

    def _value_key(self, value: Value) -> tuple[object, ...]:
        if value.kind == "iri" and self.index.known(value.text):
            return (0, self.index.sort_key(value.text))
        if value.kind == "bnode":
            return (2,)
        return (1, terms.natural_key(value.text), value.lang or "")

    # --- names -------------------------------------------------------------------------------------

    def term(self, iri: str) -> Name:
        """What a class, a property or a word of a closed list is called: by the site, or by its label."""
        if iri not in self._terms:
            short = shortened(iri)
            spoken = Name(self.words(short), self.lang) if self.words.has(short) else None
            self._terms[iri] = spoken or self.index.name(iri, self.lang)
        return self._terms[iri]

    def needs_telling(self, iri: str) -> bool:
        """Whether something has no name of its own, and is named by what it says."""
        return not self.index.title(iri, self.lang) and (
            self.index.is_a(iri, CLAIM) or self.index.is_a(iri, QUANTITY)
        )

    def ref(self, iri: str) -> Ref:
        """A thing as pages name it; a claim without a name is told by its kind and parts."""
        if iri not in self._refs:
            found = self.index.ref(iri, self.lang)
            told = Ref(iri, self.told(iri), "", found.kind) if self.needs_telling(iri) else found
            self._refs[iri] = told
        return self._refs[iri]

    def in_a_line(self, iri: str) -> str:
        """What a claim says, in one line of text, without its kind."""
        return "".join(piece.glue + piece.text for piece in self.line(self.node(iri)))

    def told(self, iri: str) -> Name:
        """A claim in one line of text, with its kind before it."""
        kind = self.line_kind(iri)
        line = self.in_a_line(iri)
        if kind == "schema:QuantitativeValue":
            return Name(line)
        told = self.term(terms.expand(kind)).text
        return Name(f"{told}: {line}" if line else told)

    def line_kind(self, iri: str) -> str:
        """The kind of a claim by which it is told, shortened (`mig:Linkage`)."""
        kinds = [shortened(kind) for kind in self.index.kinds.get(iri, ())]
        for kind in kinds:
            if kind in LINE_PARTS:
                return kind
        wider = [shortened(w) for k in self.index.kinds.get(iri, ()) for w in sorted(self.index.wider(k))]
        return next((kind for kind in wider if kind in LINE_PARTS), "mig:Claim")

    def line(self, node: Node) -> tuple[Piece, ...]:
        """The parts by which a claim is told, in reading order."""
        parts = LINE_PARTS.get(self.line_kind(node.iri), ())
        told: list[Piece] = []
        glue = ""
        for part in parts:
            if ":" not in part:
                glue = part
                continue
            values = [value for value in node.all(part) if value.text != _EXACTLY]
            first, *others = self.pieces(values) or (None,)
            if first:
                told += [replace(first, glue=glue if told else ""), *filter(None, others)]
        return tuple(told)

    def pieces(self, values: Iterable[Value]) -> tuple[Piece, ...]:
        """Values as parts of what is told; of texts in several languages, those in the best one."""
        return tuple(self._piece(value) for value in self._spoken(list(values)))

    def _piece(self, value: Value) -> Piece:
        if value.kind == "iri":
            if value.text.startswith(terms.ONTOLOGY):
                return Piece(self.term(value.text), Ref(value.text, self.term(value.text)), word=True)
            ref = self.ref(value.text)
            return Piece(ref.name, ref)
        return Piece(literal_name(value, self.words))

    def _spoken(self, values: list[Value]) -> list[Value]:
        tags = {value.lang.lower() for value in values if value.lang}
        if not tags:
            return values
        spoken = self.lang if self.lang in tags else "en" if "en" in tags else min(tags)
        return [value for value in values if not value.lang or value.lang.lower() == spoken]

    def text(self, node: Node, *properties: str) -> Name | None:
        """The text that a thing has by the first of these properties that it has, in the best language."""
        for name in properties:
            pieces = self.pieces(node.all(name))
            if pieces:
                return pieces[0].name
        return None

    def texts(self, node: Node, *properties: str) -> tuple[Name, ...]:
        """All texts by these properties, in the best language."""
        return tuple(piece.name for name in properties for piece in self.pieces(node.all(name)))
