"""What a person has accepted, as triples of the document's file in the data.

A new document gets its node and all of its passages with the first thing that is accepted of it, without
abstracts: to tell what a passage says is left to a person. A passage that is new in a later version of a
document is put where it stands among the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.errors import UsageError
from migkg.graph import parse_text, read_text
from migkg.terms import BASE, XSD, expand
from migkg.turtle import serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from migkg.ingest.passages import Metadata, Outline, Passage

__all__ = ["DocumentFile", "dated", "document_iri", "passage_iri", "with_wholes"]

_TERMS: Final = {
    name: ox.NamedNode(expand(name))
    for name in (
        "dcterms:abstract",
        "dcterms:creator",
        "dcterms:isPartOf",
        "dcterms:issued",
        "dcterms:relation",
        "dcterms:title",
        "mig:Document",
        "mig:decidedBy",
        "mig:decidedOn",
        "mig:fingerprint",
        "mig:order",
        "mig:session",
        "rdf:type",
        "rdfs:label",
        "skos:notation",
    )
}
_DECIDED: Final = frozenset((_TERMS["mig:decidedBy"], _TERMS["mig:decidedOn"]))
_DESCRIBED: Final = _DECIDED | {
    _TERMS[name]
    for name in (
        "dcterms:isPartOf", "dcterms:title", "mig:fingerprint", "mig:order", "rdf:type", "skos:notation",
    )
}  # fmt: skip
"""What a passage gets without a person."""
_DATES: Final = {10: "date", 7: "gYearMonth", 4: "gYear"}
_SINGLE: Final = ("dcterms:abstract", "dcterms:creator", "dcterms:issued", "dcterms:title", "skos:notation")
"""Properties that have one value where a person gives one."""


def document_iri(document: str) -> str:
    """The IRI of a document by its identifier."""
    return f"{BASE}document/{document}"


def passage_iri(document: str, path: str) -> str:
    """The IRI of a passage by its document's identifier and its path."""
    return f"{document_iri(document)}/{path}"


class DocumentFile:
    """The file of a document in the data, as it is to be written."""

    def __init__(
        self, document: str, quads: Iterable[ox.Quad] = (), prefixes: Mapping[str, str] | None = None
    ) -> None:
        self.document = document
        self._triples = dict.fromkeys(ox.Triple(q.subject, q.predicate, q.object) for q in quads)
        self._prefixes = prefixes or {}

    @classmethod
    def read(cls, path: Path, document: str) -> DocumentFile:
        """What the file says now; nothing where there is none.

        Raises UnreadableError or ParseError for a file that is no Turtle.
        """
        if not path.exists():
            return cls(document)
        parsed = parse_text(read_text(path), path)
        return cls(document, parsed.quads, parsed.prefixes)

    def to_turtle(self) -> str:
        """The file's text in canonical form."""
        return serialize(self._triples, prefixes=self._prefixes)

    @property
    def has_document(self) -> bool:
        """Whether the document itself is described here."""
        return ox.Triple(self._subject(""), _TERMS["rdf:type"], _TERMS["mig:Document"]) in self._triples

    def __bool__(self) -> bool:
        return bool(self._triples)

    def has(self, path: str) -> bool:
        """Whether a passage, or the document (path `""`), is described here."""
        return any(one.subject == self._subject(path) for one in self._triples)

    def holds(self, triples: Iterable[ox.Triple]) -> bool:
        """Whether something of this is there."""
        return any(triple in self._triples for triple in triples)

    def naming(self, iri: str) -> set[ox.Triple]:
        """What is said of a thing or of a part of it, and what refers to it."""
        node = ox.NamedNode(iri)
        return {
            triple
            for triple in self._triples
            if node in (triple.subject, triple.object) or str(triple.subject).startswith(f"<{iri}/")
        }

    def add(self, triples: Iterable[ox.Triple]) -> None:
        """Add what is not there yet."""
        self._triples.update(dict.fromkeys(triples))

    def remove(self, triples: Iterable[ox.Triple]) -> None:
        """Take away what is there of this."""
        for triple in triples:
            self._triples.pop(triple, None)

    def describe(self, outline: Outline, paths: Iterable[str], who: str, date: str) -> tuple[str, ...]:
        """Add the document with all passages, or, of one that is there, these with what they are inside of.

        What is there already stays as it is; a passage that is new gets its place among the others. Gives the
        paths of what is new: `""` for the whole document.
        """
        wanted = {passage.path for passage in outline.passages}
        is_new = not self.has_document
        if is_new:
            self.add(_document(self._subject(""), outline.metadata))
            self._put(self._subject(""), "mig:decidedBy", ox.Literal(who))
            self._put(self._subject(""), "mig:decidedOn", dated(date))
        else:
            wanted = with_wholes(outline, paths)
        there = self._orders()
        before = ""
        order = list(there)
        for passage in outline.passages:
            if passage.path not in there:
                if passage.path not in wanted:
                    continue
                order.insert(order.index(before) + 1 if before else 0, passage.path)
                self.add(self._passage(passage))
            before = passage.path
        self._number(order)
        return ("",) if is_new else tuple(path for path in order if path not in there)

    def forget(self, outline: Outline, path: str) -> None:
        """Take away a passage, or the document (path `""`) with all passages, if nothing more is said of it.

        What `describe` has written leaves again; an abstract, a value that a person has given, or a claim
        about it makes it stay.
        """
        paths = [path] if path else ["", *self._orders()]
        subjects = {self._subject(one) for one in paths}
        own = [triple for triple in self._triples if triple.subject in subjects]
        rest = [triple for triple in self._triples if triple.subject not in subjects]
        told = set(_document(self._subject(""), outline.metadata))
        if any(triple.object in subjects for triple in rest) or not all(
            triple in told
            if triple.subject == self._subject("") and triple.predicate not in _DECIDED
            else triple.predicate in _DESCRIBED
            for triple in own
        ):
            return
        self._triples = dict.fromkeys(rest)
        self._number(list(self._orders()))

    def set_values(self, path: str, values: Mapping[str, Sequence[ox.NamedNode | ox.Literal]]) -> None:
        """Give the document (path `""`) or a passage other values of properties; none takes them away.

        Raises UsageError for a property that is not one that people fill in.
        """
        subject = self._subject(path)
        for name, terms in values.items():
            if name not in _SINGLE:
                raise UsageError(f"{name} is not filled in here. Known: {', '.join(_SINGLE)}.")
            self._triples = {
                triple: None
                for triple in self._triples
                if (triple.subject, triple.predicate) != (subject, _TERMS[name])
            }
            for term in terms:
                self._put(subject, name, term)

    def value(self, path: str, name: str) -> str:
        """The first value that the document or a passage has of a property, as text; `""` if none."""
        return min(self.values(path, name), default="")

    def values(self, path: str, name: str) -> list[str]:
        """The values that the document or a passage has of a property, as texts, sorted."""
        return sorted(
            str(getattr(triple.object, "value", ""))
            for triple in self._triples
            if (triple.subject, triple.predicate) == (self._subject(path), _TERMS[name])
        )

    def _subject(self, path: str) -> ox.NamedNode:
        return ox.NamedNode(passage_iri(self.document, path) if path else document_iri(self.document))

    def _put(self, subject: ox.NamedNode, name: str, term: ox.NamedNode | ox.Literal) -> None:
        self._triples[ox.Triple(subject, _TERMS[name], term)] = None

    def _orders(self) -> dict[str, int]:
        """Path → order of the passages that are there, by order."""
        start = f"{document_iri(self.document)}/"
        found = {
            triple.subject.value.removeprefix(start): int(triple.object.value)  # type: ignore[union-attr]
            for triple in self._triples
            if triple.predicate == _TERMS["mig:order"] and triple.subject.value.startswith(start)  # type: ignore[union-attr]
        }
        return dict(sorted(found.items(), key=lambda entry: entry[1]))

    def _number(self, paths: Sequence[str]) -> None:
        """Have the passages counted in this order."""
        wanted = {self._subject(path): number for number, path in enumerate(paths, 1)}
        self._triples = {
            triple: None
            for triple in self._triples
            if triple.predicate != _TERMS["mig:order"] or triple.subject not in wanted
        }
        for subject, number in wanted.items():
            self._put(subject, "mig:order", ox.Literal(number))

    def _passage(self, passage: Passage) -> Iterable[ox.Triple]:
        subject = self._subject(passage.path)
        yield ox.Triple(subject, _TERMS["rdf:type"], ox.NamedNode(expand(f"mig:{passage.kind}")))
        yield ox.Triple(subject, _TERMS["dcterms:isPartOf"], self._subject(passage.parent or ""))
        yield ox.Triple(subject, _TERMS["mig:fingerprint"], ox.Literal(passage.fingerprint))
        yield ox.Triple(subject, _TERMS["mig:order"], ox.Literal(passage.order))
        yield ox.Triple(subject, _TERMS["skos:notation"], ox.Literal(passage.notation))
        if passage.title:
            yield ox.Triple(subject, _TERMS["dcterms:title"], ox.Literal(passage.title, language="en"))


def with_wholes(outline: Outline, paths: Iterable[str]) -> set[str]:
    """The paths of passages and of all that they are inside of."""
    parents = {passage.path: passage.parent for passage in outline.passages}
    found: set[str] = set()
    for path in paths:
        here: str | None = path
        while here and here not in found:
            found.add(here)
            here = parents.get(here)
    return found


def _document(subject: ox.NamedNode, about: Metadata) -> Iterable[ox.Triple]:
    """What a document says of itself, as far as it does."""
    yield ox.Triple(subject, _TERMS["rdf:type"], _TERMS["mig:Document"])
    if about.title:
        title = ox.Literal(about.title, language=about.language)
        yield ox.Triple(subject, _TERMS["dcterms:title"], title)
        yield ox.Triple(subject, _TERMS["rdfs:label"], title)
    if about.symbol:
        yield ox.Triple(subject, _TERMS["skos:notation"], ox.Literal(about.symbol))
    if issued := about.issued or (about.date.isoformat() if about.date else ""):
        yield ox.Triple(subject, _TERMS["dcterms:issued"], dated(issued))
    for name, iri in about.links:
        yield ox.Triple(subject, _TERMS[name], ox.NamedNode(iri))


def dated(date: str) -> ox.Literal:
    """A year, a month or a day as what it is.

    >>> str(dated("2023-03"))
    '"2023-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    return ox.Literal(date, datatype=ox.NamedNode(XSD + _DATES[len(date)]))
