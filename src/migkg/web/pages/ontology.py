"""The vocabulary on one page: each term with its definition, its use, examples, shapes and questions."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.claims import Fact, facts
from migkg.web.pages.drawings import hierarchy, module_drawing
from migkg.web.pages.index import Name, Ref
from migkg.web.pages.reader import Piece, Reader
from migkg.web.pages.shapes import bearing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migkg.web.dataset import Dataset
    from migkg.web.pages.graph import GraphView
    from migkg.web.pages.reader import Node
    from migkg.web.pages.shapes import Shape

__all__ = ["Foreign", "Module", "Ontology", "Step", "Term", "ontology"]

IRI: Final = terms.ONTOLOGY.removesuffix("#")
_OWL: Final = terms.PREFIXES["owl"]
_PROPERTIES: Final = tuple(f"{_OWL}{kind}Property" for kind in ("Object", "Datatype", "Annotation"))
_SECTIONS: Final = (
    ("classes", (f"{_OWL}Class",)),
    ("properties", _PROPERTIES),
    ("lists", (f"{terms.PREFIXES['skos']}ConceptScheme",)),
    ("concepts", (f"{terms.PREFIXES['skos']}Concept",)),
)
_MARKS: Final = ("Functional", "InverseFunctional", "Transitive", "Symmetric", "Asymmetric", "Irreflexive")
_WIDER: Final = ("rdfs:subClassOf", "rdfs:subPropertyOf")
_NARROWER: Final = (*_WIDER, "skos:inScheme")
_SHOWN: Final = frozenset(
    {"rdf:type", "rdfs:label", "rdfs:isDefinedBy", "skos:definition", "skos:example", "skos:note"}
)
_USED: Final = """
SELECT ?term (COUNT(*) AS ?n) WHERE {
  { ?s a ?term } UNION { ?s ?term ?o }
} GROUP BY ?term"""
_FIRST: Final = f"""
SELECT ?term (MIN(STR(?s)) AS ?first) (MAX(STR(?s)) AS ?last) WHERE {{
  {{ ?s ?term ?o }} UNION {{ ?s ?p ?term }}
  FILTER(STRSTARTS(STR(?term), "{terms.ONTOLOGY}") && STRSTARTS(STR(?s), "{terms.BASE}"))
  FILTER(!STRSTARTS(STR(?s), "{terms.ONTOLOGY}") && !STRSTARTS(STR(?s), "{terms.GRAPH_BASE}"))
}} GROUP BY ?term"""
_MODULES: Final = """
SELECT ?term ?graph WHERE { GRAPH ?graph { ?term rdfs:isDefinedBy ?whole } } ORDER BY ?graph ?term"""
_NAME: Final = re.compile(r"\bmig:([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Term:
    """One term: its name in the vocabulary, its label, what it means, and how it is used.

    `samples` are statements of the data in which it stands: a thing, and what is said of it by the term.
    """

    iri: str
    anchor: str
    short: str
    label: Name
    kind: Name
    module: str
    marks: tuple[str, ...]
    definitions: tuple[Name, ...]
    examples: tuple[Name, ...]
    facts: tuple[Fact, ...]
    narrower: tuple[Piece, ...]
    uses: int
    samples: tuple[tuple[Ref, tuple[Piece, ...]], ...]
    shapes: tuple[Shape, ...]
    queries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A class in the tree of classes, with those below it; `iri` is ours or that of another vocabulary."""

    name: Name
    short: str
    iri: str
    uses: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """A file of the vocabulary: its name, how many terms it holds, and its properties drawn."""

    name: str
    size: int
    drawing: GraphView


@dataclass(frozen=True, slots=True)
class Foreign:
    """A term of another vocabulary: what it is, how often it is used, and which of ours stand below it."""

    iri: str
    short: str
    kind: Name
    uses: int
    narrower: tuple[Piece, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Ontology:
    """All terms of the vocabulary, section by section (a key of the site's words → its terms)."""

    label: Name
    definitions: tuple[Name, ...]
    sections: tuple[tuple[str, tuple[Term, ...]], ...]
    tree: tuple[Step, ...]
    hierarchy: GraphView
    modules: tuple[Module, ...]
    foreign: tuple[tuple[str, tuple[Foreign, ...]], ...]
    shapes: bool


@lru_cache(maxsize=16)
def ontology(dataset: Dataset, lang: str) -> Ontology | None:
    """The vocabulary of a dataset; None if it holds none."""
    read = _Vocabulary(dataset, lang)
    if not read.sections:
        return None
    reader = read.reader
    node = reader.node(IRI)
    sections = tuple((key, tuple(map(read.term, iris))) for key, iris in read.sections)
    every = {term.iri: term for _, inside in sections for term in inside}
    classes = [iri for iri in every if reader.index.kind(iri) == f"{_OWL}Class"]
    return Ontology(
        reader.index.name(IRI, lang),
        reader.texts(node, "dcterms:description", "skos:definition", "rdfs:comment"),
        sections,
        tuple(read.steps(classes)),
        hierarchy(reader, classes),
        tuple(read.modules_of(every)),
        tuple(read.foreign()),
        bool(dataset.shapes),
    )


class _Vocabulary:
    """What the page is made from, read once for a language."""

    def __init__(self, dataset: Dataset, lang: str) -> None:
        self.dataset = dataset
        self.reader = reader = Reader(dataset, lang)
        self.used = {term.text: int(n.text) for term, n in reader.rows(_USED) if term and n}
        self.samples = {
            term.text: tuple(dict.fromkeys((first.text, last.text)))
            for term, first, last in reader.rows(_FIRST)
            if term and first and last
        }
        self.modules = {
            term.text: graph.text.removeprefix(terms.GRAPH_BASE)
            for term, graph in reader.rows(_MODULES)
            if term and graph
        }
        self.shapes = bearing(dataset, lang)
        self.queries: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for query in dataset.queries.values():
            for name in sorted(set(_NAME.findall(query.text))):
                self.queries[terms.ONTOLOGY + name].append((query.name, query.summary))
        self.sections = tuple(self._sections())
        stubs = (
            iri for kind in (f"{_OWL}Class", *_PROPERTIES) for iri in reader.index.declared.get(kind, ())
        )
        self.others = sorted({iri for iri in stubs if not iri.startswith(terms.BASE)})
        reader.nodes([*(iri for _, iris in self.sections for iri in iris), *self.others])
        self.below = self._below()

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        seen: set[str] = set()
        for key, kinds in _SECTIONS:
            found = [iri for kind in kinds for iri in self.reader.index.declared.get(kind, ())]
            iris = dict.fromkeys(iri for iri in found if iri.startswith(terms.ONTOLOGY) and iri not in seen)
            seen.update(iris)
            if iris:
                yield key, sorted(iris, key=str.lower)

    def _below(self) -> Mapping[str, Sequence[str]]:
        """Term → the terms of ours that name it as the wider one, or as their list."""
        found: dict[str, set[str]] = defaultdict(set)
        for iris in (inside for _, inside in self.sections):
            for iri in iris:
                for wider in self.reader.node(iri).iris(*_NARROWER):
                    found[wider].add(iri)
        return {iri: sorted(inside, key=str.lower) for iri, inside in found.items()}

    # --- terms -----------------------------------------------------------------------------------------

    def term(self, iri: str) -> Term:
        """One term with all that is told of it."""
        reader, node = self.reader, self.reader.node(iri)
        kinds = {terms.shorten(kind) for kind in node.iris("rdf:type")}
        return Term(
            iri,
            iri.removeprefix(terms.ONTOLOGY),
            terms.shorten(iri),
            reader.term(iri),
            reader.term(reader.index.kind(iri)),
            self.modules.get(iri, ""),
            tuple(mark for mark in _MARKS if f"owl:{mark}Property" in kinds),
            reader.texts(node, "skos:definition"),
            reader.texts(node, "skos:example", "skos:note"),
            self._facts(node),
            tuple(map(self._word, self.below.get(iri, ()))),
            self.used.get(iri, 0),
            tuple(self._samples(iri)),
            tuple(self.shapes.get(iri, ())),
            tuple(self.queries.get(iri, ())),
        )

    def _facts(self, node: Node) -> tuple[Fact, ...]:
        """What is said of a term, without what bears no name."""
        named = (
            Fact(fact.label, tuple(piece for piece in fact.pieces if piece.name.text != "[…]"))
            for fact in facts(self.reader, node, _SHOWN)
        )
        return tuple(fact for fact in named if fact.pieces)

    def _word(self, iri: str) -> Piece:
        return Piece(self.reader.term(iri), Ref(iri, self.reader.term(iri)), word=True)

    def _samples(self, iri: str) -> Iterator[tuple[Ref, tuple[Piece, ...]]]:
        for subject in self.samples.get(iri, ()):
            values = self.reader.node(subject).all(terms.shorten(iri))[:3]
            yield self.reader.ref(subject), self.reader.pieces(values)

    # --- the whole -------------------------------------------------------------------------------------

    def steps(self, classes: Iterable[str]) -> Iterator[Step]:
        """The tree of classes: those of others at the top, ours below."""
        ours = set(classes)
        tops = {
            wider: None
            for iri in sorted(ours)
            for wider in (self.reader.node(iri).iris("rdfs:subClassOf") or [iri])
            if wider not in ours or wider == iri
        }
        yield from (self._step(iri, ours, frozenset()) for iri in sorted(tops, key=terms.shorten))

    def _step(self, iri: str, ours: set[str], above: frozenset[str]) -> Step:
        inside = [one for one in self.below.get(iri, ()) if one in ours and one not in above | {iri}]
        name = self.reader.term(iri) if iri.startswith(terms.ONTOLOGY) else Name("")
        steps = tuple(self._step(one, ours, above | {iri}) for one in inside)
        return Step(name, terms.shorten(iri), iri, self.used.get(iri, 0), steps)

    def modules_of(self, every: Mapping[str, Term]) -> Iterator[Module]:
        """The files of the vocabulary that hold terms, each with its properties drawn."""
        inside: dict[str, list[str]] = defaultdict(list)
        for iri, term in every.items():
            if term.module:
                inside[term.module].append(iri)
        for name, iris in sorted(inside.items()):
            properties = [iri for iri in iris if self.reader.index.kind(iri) in _PROPERTIES]
            drawing = module_drawing(self.reader, name, properties, self.shapes)
            yield Module(name, len(iris), drawing)

    def foreign(self) -> Iterator[tuple[str, tuple[Foreign, ...]]]:
        """The terms of other vocabularies, by the prefix of these."""
        groups: dict[str, list[Foreign]] = defaultdict(list)
        for iri in self.others:
            short = terms.shorten(iri)
            kind = self.reader.term(self.reader.index.kind(iri))
            below = tuple(map(self._word, self.below.get(iri, ())))
            told = self._facts(self.reader.node(iri))
            groups[short.partition(":")[0]].append(
                Foreign(iri, short, kind, self.used.get(iri, 0), below, told)
            )
        yield from ((prefix, tuple(found)) for prefix, found in sorted(groups.items()))
