"""What everything in the dataset is called, of which kind it is, and where it stands: read once.

A page names hundreds of things. With this index it asks only for what is said of its own subject.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from migkg import terms

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from migkg.table import Table
    from migkg.web.dataset import Dataset

__all__ = ["MENTIONS", "NAMING", "Index", "Name", "Ref", "index_of"]

MIG: Final = terms.ONTOLOGY
PASSAGE: Final = f"{MIG}Passage"
CLAIM: Final = f"{MIG}Claim"
DOCUMENT: Final = f"{MIG}Document"

_NAMES: Final = """
SELECT ?s ?p ?name WHERE {
  VALUES ?p { rdfs:label dcterms:title skos:notation skos:altLabel }
  ?s ?p ?name FILTER(ISIRI(?s) && ISLITERAL(?name))
} ORDER BY ?s ?p LCASE(STR(?name)) STR(?name) LANG(?name)"""
_KINDS: Final = f"""
SELECT DISTINCT ?s ?class WHERE {{
  ?s a ?class FILTER(ISIRI(?s) && ISIRI(?class))
  FILTER NOT EXISTS {{ GRAPH <{terms.GRAPH_INFERRED}> {{ ?s a ?class }} }}
}} ORDER BY ?s ?class"""
_WIDER: Final = """
SELECT DISTINCT ?class ?wider WHERE {
  ?class rdfs:subClassOf ?wider FILTER(ISIRI(?class) && ISIRI(?wider))
} ORDER BY ?class ?wider"""
_PLACES: Final = f"""
SELECT DISTINCT ?s ?order ?parent WHERE {{
  ?s mig:order ?order ; dcterms:isPartOf ?parent FILTER(ISIRI(?s) && ISIRI(?parent))
  FILTER NOT EXISTS {{ GRAPH <{terms.GRAPH_INFERRED}> {{ ?s dcterms:isPartOf ?parent }} }}
}} ORDER BY ?s ?parent"""
MENTIONS: Final = """
SELECT ?thing (COUNT(DISTINCT ?passage) AS ?passages) WHERE {
  ?passage mig:mentions ?thing
} GROUP BY ?thing"""
NAMING: Final = frozenset(
    {
        f"{terms.PREFIXES['dcterms']}isPartOf",
        f"{terms.PREFIXES['dcterms']}title",
        f"{terms.PREFIXES['rdf']}type",
        f"{terms.PREFIXES['rdfs']}label",
        f"{terms.PREFIXES['skos']}altLabel",
        f"{terms.PREFIXES['skos']}notation",
        f"{MIG}order",
    }
)
"""The properties by which the index knows a thing."""
_LANGUAGE: Final = (terms.PREFIXES["owl"], terms.PREFIXES["rdfs"], terms.PREFIXES["rdf"])


@dataclass(frozen=True, slots=True)
class Name:
    """A text and its language ("" if it is in none: a number, a symbol)."""

    text: str
    lang: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Ref:
    """A thing as other pages name it: its IRI, its name, its notation ("" if none), its kind.

    `place` is set for a passage: the notation of its document.
    """

    iri: str
    name: Name
    notation: str = ""
    kind: str = ""
    place: str = ""

    @property
    def short(self) -> str:
        """The shortest text that still says which thing it is: its notation, or else its name."""
        if self.place:
            return f"{self.place} {self.notation}" if self.notation else self.name.text
        return self.notation or self.name.text


class Index:
    """Names, kinds and places of everything that the dataset names. Languages fall back to English."""

    def __init__(self, dataset: Dataset) -> None:
        self._names: dict[str, dict[str, list[Name]]] = defaultdict(lambda: defaultdict(list))
        self.kinds: Mapping[str, tuple[str, ...]] = {}
        self.declared: Mapping[str, Sequence[str]] = {}
        self._wider: dict[str, set[str]] = defaultdict(set)
        self._order: dict[str, int] = {}
        self._parents: dict[str, list[str]] = defaultdict(list)
        self._closed: dict[str, frozenset[str]] = {}
        self._documents: dict[str, str] = {}
        self._keys: dict[str, tuple[object, ...]] = {}
        self._dataset = dataset
        self._read(dataset)

    # --- reading ---------------------------------------------------------------------------------

    def _read(self, dataset: Dataset) -> None:
        select = dataset.graph.source.select
        for subject, predicate, name in select(terms.SPARQL_PREFIXES + _NAMES).rows:
            if subject and predicate and name:
                self._names[subject.text][predicate.text].append(Name(name.text, (name.lang or "").lower()))
        for subject, order, parent in select(terms.SPARQL_PREFIXES + _PLACES).rows:
            if subject and order and parent:
                self._order[subject.text] = int(order.text) if order.text.isdecimal() else 0
                self._parents[subject.text].append(parent.text)
        self._read_kinds(select)

    def _read_kinds(self, select: Callable[[str], Table]) -> None:
        for narrow, wide in select(terms.SPARQL_PREFIXES + _WIDER).rows:
            if narrow and wide and narrow != wide:
                self._wider[narrow.text].add(wide.text)
        kinds: dict[str, list[str]] = defaultdict(list)
        declared: dict[str, list[str]] = defaultdict(list)
        for subject, kind in select(terms.SPARQL_PREFIXES + _KINDS).rows:
            if subject and kind:
                kinds[subject.text].append(kind.text)
                declared[kind.text].append(subject.text)
        self.declared = dict(declared)
        self.kinds = {iri: self._narrowest(found) for iri, found in kinds.items()}

    def _narrowest(self, kinds: Sequence[str]) -> tuple[str, ...]:
        """The kinds that no other of them is a narrower one of; ours before those of others."""
        if len(kinds) == 1:
            return tuple(kinds)
        wider = frozenset[str]().union(*(self.wider(kind) - {kind} for kind in kinds))
        left = [kind for kind in kinds if kind not in wider] or list(kinds)
        return tuple(
            sorted(left, key=lambda kind: (not kind.startswith(MIG), kind.startswith(_LANGUAGE), kind))
        )

    # --- kinds -----------------------------------------------------------------------------------

    def wider(self, kind: str) -> frozenset[str]:
        """A class and all classes above it."""
        closed = self._closed.get(kind)
        if closed is None:
            found, rest = {kind}, [kind]
            while rest:
                new = self._wider.get(rest.pop(), set()) - found
                found |= new
                rest.extend(new)
            closed = self._closed[kind] = frozenset(found)
        return closed

    def kind(self, iri: str) -> str:
        """The class that says best what a thing is; "" if nothing does."""
        kinds = self.kinds.get(iri, ())
        return kinds[0] if kinds else ""

    def is_a(self, iri: str, wanted: str) -> bool:
        """Whether a thing is of a class or of one below it."""
        return any(wanted in self.wider(kind) for kind in self.kinds.get(iri, ()))

    @cached_property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """Class → the things of it or of a class below it, in natural order of notation and name."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri, kinds in sorted(self.kinds.items(), key=lambda one: self.sort_key(one[0])):
            for wide in frozenset[str]().union(*(self.wider(kind) for kind in kinds)):
                found[wide].append(iri)
        return {kind: tuple(iris) for kind, iris in found.items()}

    # --- names -----------------------------------------------------------------------------------

    def names(self, iri: str, predicate: str) -> Sequence[Name]:
        """All names of a thing by `label`, `title`, `notation` or `altLabel`, in every language."""
        known = self._names.get(iri)
        return known.get(_PROPERTIES[predicate], ()) if known else ()

    def one(self, iri: str, predicate: str, lang: str) -> Name | None:
        """The name in the language, else in English, else in none; None if there is no such name."""
        found = self.names(iri, predicate)
        for wanted in (lang, "en"):
            for name in found:
                if name.lang.partition("-")[0] == wanted:
                    return name
        return next((name for name in found if not name.lang), None)

    def notation(self, iri: str) -> str:
        """How a thing is cited (`12(a)`, `C97`, `para 16`); "" if it is not."""
        found = self.names(iri, "notation")
        return found[0].text if found else ""

    def title(self, iri: str, lang: str) -> Name | None:
        """The label of a thing, or else its title; None if it has neither."""
        return self.one(iri, "label", lang) or self.one(iri, "title", lang)

    def name(self, iri: str, lang: str) -> Name:
        """What a thing is called: its title, or else its notation, or the end of its IRI."""
        titled = self.title(iri, lang)
        if titled:
            return titled
        notation = self.notation(iri)
        if self.document(iri) and notation:
            return Name(f"{self.notation(self.document(iri))} {notation}".strip())
        return Name(notation or terms.shorten(iri))

    def ref(self, iri: str, lang: str) -> Ref:
        """A thing as other pages name it."""
        document = self.document(iri)
        place = self.notation(document) or self.name(document, lang).text if document else ""
        return Ref(iri, self.name(iri, lang), self.notation(iri), self.kind(iri), place)

    def known(self, iri: str) -> bool:
        """Whether the dataset names a thing or says of which kind it is."""
        return iri in self.kinds or iri in self._names

    def everything(self) -> Iterable[str]:
        """All that has a name or a kind."""
        return self._names.keys() | self.kinds.keys()

    # --- places ----------------------------------------------------------------------------------

    def order(self, iri: str) -> int:
        """Where something stands in its list or document, counted from one; 0 if it has no place."""
        return self._order.get(iri, 0)

    def parents(self, iri: str) -> tuple[str, ...]:
        """What something is a direct part of: wholes of its wholes are left out."""
        found = self._parents.get(iri, [])
        farther = {whole for one in found for whole in self._parents.get(one, ())}
        return tuple(one for one in found if one not in farther)

    def document(self, iri: str) -> str:
        """The document that a passage stands in; "" for what is no passage."""
        found = self._documents.get(iri)
        if found is None:
            found = self._document(iri) if self.is_a(iri, PASSAGE) else ""
            self._documents[iri] = found
        return found

    def _document(self, iri: str) -> str:
        seen, rest = {iri}, list(self._parents.get(iri, ()))
        while rest:
            one = rest.pop()
            if self.is_a(one, DOCUMENT):
                return one
            if one not in seen:
                seen.add(one)
                rest.extend(self._parents.get(one, ()))
        return ""

    @cached_property
    def texts(self) -> Mapping[str, tuple[str, ...]]:
        """Document → its passages in their order."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in self.members.get(PASSAGE, ()):
            found[self.document(iri)].append(iri)
        return {document: tuple(iris) for document, iris in found.items()}

    @cached_property
    def mentions(self) -> Mapping[str, int]:
        """Thing → how many passages mention it."""
        rows = self._dataset.select(MENTIONS)
        return {thing.text: int(passages.text) for thing, passages in rows if thing and passages}

    def sort_key(self, iri: str) -> tuple[object, ...]:
        """The order of lists: by document and place, then by notation and by name, numbers as numbers."""
        key = self._keys.get(iri)
        if key is None:
            notation = terms.natural_key(self.notation(iri))
            name = terms.natural_key(self.name(iri, "en").text.lower())
            key = self._keys[iri] = (self.document(iri), self.order(iri), notation or name, name, iri)
        return key


_PROPERTIES: Final = {
    "label": f"{terms.PREFIXES['rdfs']}label",
    "title": f"{terms.PREFIXES['dcterms']}title",
    "notation": f"{terms.PREFIXES['skos']}notation",
    "altLabel": f"{terms.PREFIXES['skos']}altLabel",
}


def index_of(dataset: Dataset) -> Index:
    """The index of a dataset, made when it is first asked for."""
    return dataset.index
