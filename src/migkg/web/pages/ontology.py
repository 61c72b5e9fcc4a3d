"""The vocabulary on one page: classes, properties and closed lists, each with its definition and use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.claims import Fact, facts
from migkg.web.pages.reader import Reader

if TYPE_CHECKING:
    from migkg.web.dataset import Dataset
    from migkg.web.pages.index import Name

__all__ = ["Ontology", "Term", "ontology"]

IRI: Final = terms.ONTOLOGY.removesuffix("#")
_OWL: Final = terms.PREFIXES["owl"]
_SECTIONS: Final = (
    ("classes", (f"{_OWL}Class",)),
    ("properties", (f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty", f"{_OWL}AnnotationProperty")),
    ("lists", (f"{terms.PREFIXES['skos']}ConceptScheme",)),
    ("concepts", (f"{terms.PREFIXES['skos']}Concept",)),
)
_SHOWN: Final = frozenset(
    {"rdf:type", "rdfs:label", "rdfs:isDefinedBy", "skos:definition", "skos:example", "skos:note"}
)
_USED: Final = """
SELECT ?term (COUNT(*) AS ?n) WHERE {
  { ?s a ?term } UNION { ?s ?term ?o }
} GROUP BY ?term"""


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its name in the vocabulary, its label, what it means, and how often it is used."""

    iri: str
    anchor: str
    short: str
    label: Name
    kind: Name
    definitions: tuple[Name, ...]
    examples: tuple[Name, ...]
    facts: tuple[Fact, ...]
    uses: int


@dataclass(frozen=True, slots=True)
class Ontology:
    """All terms of the vocabulary, section by section (a key of the site's words → its terms)."""

    label: Name
    definitions: tuple[Name, ...]
    sections: tuple[tuple[str, tuple[Term, ...]], ...]


@lru_cache(maxsize=16)
def ontology(dataset: Dataset, lang: str) -> Ontology | None:
    """The vocabulary of a dataset; None if it holds none."""
    reader = Reader(dataset, lang)
    used = {term.text: int(n.text) for term, n in reader.rows(_USED) if term and n}
    sections = []
    seen: set[str] = set()
    for key, kinds in _SECTIONS:
        iris = [iri for kind in kinds for iri in _members(reader, kind) if iri not in seen]
        seen.update(iris)
        reader.nodes(iris)
        ordered = sorted(iris, key=lambda iri: iri.lower())
        if ordered:
            sections.append((key, tuple(_term(reader, iri, used.get(iri, 0)) for iri in ordered)))
    if not sections:
        return None
    node = reader.node(IRI)
    return Ontology(
        reader.index.name(IRI, lang),
        reader.texts(node, "dcterms:description", "skos:definition", "rdfs:comment"),
        tuple(sections),
    )


def _members(reader: Reader, kind: str) -> list[str]:
    found = reader.index.declared.get(kind, ())
    return [iri for iri in found if iri.startswith(terms.ONTOLOGY)]


def _term(reader: Reader, iri: str, uses: int) -> Term:
    node = reader.node(iri)
    return Term(
        iri,
        iri.removeprefix(terms.ONTOLOGY),
        terms.shorten(iri),
        reader.term(iri),
        reader.term(reader.index.kind(iri)),
        reader.texts(node, "skos:definition"),
        reader.texts(node, "skos:example", "skos:note"),
        tuple(fact for fact in facts(reader, node, _SHOWN) if fact.pieces),
        uses,
    )
