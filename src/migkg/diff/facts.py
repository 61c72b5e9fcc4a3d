"""What one state of a dataset says, in words: names of things, kinds, values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.names import labels
from migkg.sources import LocalSource
from migkg.terms import ONTOLOGY, PREFIXES, RDF_TYPE, shorten
from migkg.words import FAMILIAR

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Facts"]

_NOTATION: Final = f"{PREFIXES['skos']}notation"
_LABEL: Final = f"{PREFIXES['rdfs']}label"
_TITLE: Final = f"{PREFIXES['dcterms']}title"
_PART_OF: Final = f"{PREFIXES['dcterms']}isPartOf"
_SUBCLASS: Final = f"{PREFIXES['rdfs']}subClassOf"
_INDIVIDUAL: Final = f"{PREFIXES['owl']}NamedIndividual"
_REPORTS_ON: Final = ox.NamedNode(f"{ONTOLOGY}reportsOn")
_GRAPHS: Final = "graph/"
_DEEPEST: Final = 50
_NUMBERED: Final = {
    "Action": "action",
    "Conclusion": "conclusion",
    "KeyPrinciple": "principle",
    "MeansOfAction": "means of action",
    "Objective": "objective",
    "PlanPoint": "point",
    "Priority": "priority",
}
"""Kinds of things whose notation alone would not tell them apart: there are two of 13(a)."""

Term = ox.NamedNode | ox.Literal | ox.BlankNode


class Facts:
    """One state of a dataset, asked for words."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._source = LocalSource(store)
        self._names: dict[str, str] = {}

    def learn(self, iris: Iterable[str]) -> None:
        """Look up the names of many things at once."""
        self._names |= labels(self._source, [iri for iri in iris if iri not in self._names])

    def knows(self, iri: str) -> bool:
        """Whether anything is said of a thing."""
        return next(self._store.quads_for_pattern(ox.NamedNode(iri), None, None, None), None) is not None

    def values(self, iri: str, property_: str) -> list[Term]:
        """The values of a property (by its CURIE), sorted."""
        prefix, _, name = property_.partition(":")
        found = self._objects(iri, PREFIXES[prefix] + name)
        return sorted(found, key=str)

    def words(self, iri: str, property_: str) -> str:
        """The same in words, joined; "" if there are none."""
        return ", ".join(self.value(value) for value in self.values(iri, property_))

    def value(self, term: Term) -> str:
        """A value in words: of a thing its shortest name, of a text the text."""
        if isinstance(term, ox.NamedNode):
            return self.short_name(term.value)
        return _literal(term) if isinstance(term, ox.Literal) else "[…]"

    def name(self, iri: str) -> str:
        """A thing's notation and name, as far as it has them: `Point 12(c): Social protection`.

        A promise has the notation of the point that makes it.
        """
        notation = self._one(iri, _NOTATION) or self.words(iri, "mig:promisedBy")
        if self.document_of(iri):
            notation = self.short_name(iri)
        elif notation and (kind := _NUMBERED.get(self.kind(iri))):
            notation = f"{kind.capitalize()} {notation}"
        label = self._label(iri)
        if not label:
            self.learn([iri])
        label = label or self._names.get(iri, "")
        if notation and label and notation not in label:
            return f"{notation}: {label}"
        return label or notation or shorten(iri).removeprefix(_GRAPHS)

    def short_name(self, iri: str) -> str:
        """What fits into a sentence: a passage with its document, else a notation, else a name."""
        notation = self._one(iri, _NOTATION)
        if notation and (document := self.document_of(iri)):
            return f"{self._one(document, _NOTATION) or shorten(document).rpartition('/')[2]} {notation}"
        if not notation:
            self.learn([iri])
            return self._names.get(iri) or shorten(iri)
        return notation

    def numbered(self, iri: str, property_: str) -> str:
        """The values of a property by short names, with their kinds where a number alone would not do."""
        found = [value.value for value in self.values(iri, property_) if isinstance(value, ox.NamedNode)]
        kinds = [_NUMBERED.get(self.kind(value), "") for value in found]
        return ", ".join(
            f"{kind} {self.short_name(value)}".strip() for kind, value in zip(kinds, found, strict=True)
        )

    def property_name(self, iri: str) -> str:
        """What people call a property."""
        short = shorten(iri)
        if short in FAMILIAR:
            return FAMILIAR[short]
        self.learn([iri])
        return self._names.get(iri) or short

    def kind(self, iri: str) -> str:
        """The local name of the class that a thing is first of all of; "" if it has none."""
        own = sorted(
            value.value
            for value in self._objects(iri, RDF_TYPE)
            if isinstance(value, ox.NamedNode) and value.value != _INDIVIDUAL
        )
        ours = [class_ for class_ in own if class_.startswith(ONTOLOGY)]
        exact = [class_ for class_ in ours if class_ != f"{ONTOLOGY}Claim"] or own
        return shorten(exact[0]).partition(":")[2] if exact else ""

    def classes(self, iri: str) -> set[str]:
        """The classes of a thing, and those above them."""
        found: set[str] = set()
        waiting = [value.value for value in self._objects(iri, RDF_TYPE) if isinstance(value, ox.NamedNode)]
        while waiting:
            class_ = waiting.pop()
            if class_ not in found:
                found.add(class_)
                above = self._objects(class_, _SUBCLASS)
                waiting += [value.value for value in above if isinstance(value, ox.NamedNode)]
        return found

    def document_of(self, iri: str) -> str:
        """The document that a passage is part of; "" for anything else."""
        if f"{ONTOLOGY}Passage" not in self.classes(iri):
            return ""
        at = iri
        for _ in range(_DEEPEST):
            above = [value.value for value in self._objects(at, _PART_OF) if isinstance(value, ox.NamedNode)]
            if not above:
                return at if at != iri else ""
            at = above[0]
        return at

    def in_short(self, iri: str) -> str:
        """What a new thing is, in a line: its description, or what little is said of it."""
        for property_ in ("dcterms:description", "dcterms:abstract", "skos:definition"):
            if text := self.words(iri, property_):
                return text.strip("“”")
        return ""

    def latest(self, iri: str) -> str:
        """The progress that was reported last on a promise, in words; "" if nothing was."""
        reports = [
            quad.subject.value
            for quad in self._store.quads_for_pattern(None, _REPORTS_ON, ox.NamedNode(iri), None)
            if isinstance(quad.subject, ox.NamedNode)
        ]
        dated = sorted((self.words(report, "mig:asOf"), report) for report in set(reports))
        return self.words(dated[-1][1], "mig:progress") if dated else ""

    def _label(self, iri: str) -> str:
        return self._one(iri, _LABEL) or self._one(iri, _TITLE)

    def _one(self, iri: str, predicate: str) -> str:
        """The text of a property: in English, or in no language."""
        texts = {
            value.language or "": value.value
            for value in self._objects(iri, predicate)
            if isinstance(value, ox.Literal)
        }
        return texts.get("en") or texts.get("", "")

    def _objects(self, iri: str, predicate: str) -> list[Term]:
        quads = self._store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(predicate), None, None)
        return [quad.object for quad in quads if not isinstance(quad.object, ox.Triple)]


def _literal(term: ox.Literal) -> str:
    """A text in quotes, if it has more than a word, and with its language, if that is not English."""
    text = f"“{term.value}”" if " " in term.value else term.value
    return f"{text} ({term.language})" if term.language not in (None, "en") else text
