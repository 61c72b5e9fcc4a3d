"""What the pages of the review show: documents, suggestions in their passages, and what a person fills in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

import pyoxigraph as ox

from migkg.errors import UsageError
from migkg.ingest.accepted import DocumentFile
from migkg.ingest.decisions import dossier_of
from migkg.ingest.dossier import OPEN
from migkg.ingest.suggested import state
from migkg.terms import SPARQL_PREFIXES, expand, is_iri, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Literal

    from migkg.ingest.decisions import Reviewer
    from migkg.ingest.dossier import Dossier
    from migkg.ingest.suggested import Record
    from migkg.ingest.suggestion import Suggestion
    from migkg.library import Library
    from migkg.sources import Source

__all__ = ["Card", "Field", "Form", "Line", "Sheet", "card", "edited", "form", "overview", "sheet"]

_NAMES: Final = """
SELECT ?thing ?notation ?name WHERE {{
  VALUES ?thing {{ {things} }}
  OPTIONAL {{ ?thing skos:notation ?notation }}
  OPTIONAL {{ ?thing rdfs:label ?name FILTER(LANG(?name) IN ("", "en")) }}
}} ORDER BY ?thing ?notation ?name"""
_FILLED: Final = {
    "dcterms:title": "Title, word for word",
    "skos:notation": "Symbol",
    "dcterms:issued": "Date (2019-03-15, 2019-03 or 2019)",
    "dcterms:creator": "Authors: paths of bodies, such as body/international-labour-office, parted by blanks",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A document in the list, with the number of suggestions of each status."""

    document: str
    title: str
    symbol: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Field:
    """A value that a person may change: its name in the form, what it is, as text, and what that means."""

    name: str
    label: str
    text: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A suggestion in its passage: the text before, in and behind the phrase, empty without a copy."""

    record: Record
    state: str
    """By which it is seen whether somebody has changed the record since."""
    place: str
    parts: tuple[str, str, str] | None
    fields: tuple[Field, ...]

    @property
    def key(self) -> str:
        """By which a decision finds the suggestion."""
        return self.record.suggestion.key

    @property
    def says(self) -> str:
        """The suggestion in a line."""
        return "; ".join(
            f"{one.label} {one.meaning or one.text}" for one in self.fields if one.label != "rdf:type"
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """All suggestions about a document of one status, in the order of the document."""

    line: Line
    status: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What a person fills in about a document and its passages; their texts beside, if there is a copy."""

    line: Line
    fields: tuple[Field, ...]
    passages: tuple[tuple[Field, str], ...]


def overview(reviewer: Reviewer) -> tuple[Line, ...]:
    """The documents on the desk."""
    return tuple(_line(dossier_of(reviewer.desk, document)) for document in reviewer.desk.documents())


def sheet(reviewer: Reviewer, library: Library | None, document: str, status: str) -> Sheet:
    """The suggestions about a document of one status. Raises UnknownNameError for a document not there."""
    dossier = dossier_of(reviewer.desk, document)
    records = dossier.open if status == OPEN else [r for r in dossier.decided if r.status == status]
    return Sheet(_line(dossier), status, _cards(reviewer.source, library, dossier, records))


def card(
    reviewer: Reviewer, library: Library | None, document: str, key: str
) -> tuple[Line, Card | None, str, str]:
    """A suggestion about a document, and the keys of the open ones before and behind it."""
    dossier = dossier_of(reviewer.desk, document)
    found = [record for record in dossier.records if record.suggestion.key == key]
    cards = _cards(reviewer.source, library, dossier, found)
    keys = [record.suggestion.key for record in dossier.open]
    place = keys.index(key) if key in keys else -1
    before = keys[place - 1] if place > 0 else ""
    after = keys[place + 1] if place + 1 < len(keys) else ""
    return _line(dossier), cards[0] if cards else None, before, after


def form(reviewer: Reviewer, library: Library | None, document: str) -> Form:
    """What is filled in about a document so far."""
    dossier = dossier_of(reviewer.desk, document)
    file = DocumentFile.read(reviewer.desk.accepted(document), document)
    about = dossier.outline.metadata
    known = {
        "dcterms:title": about.title,
        "skos:notation": about.symbol,
        "dcterms:issued": about.issued or (about.date.isoformat() if about.date else ""),
        "dcterms:creator": " ".join(iri for name, iri in about.links if name == "dcterms:creator"),
    }
    fields = tuple(
        Field(name, label, _shortened(name, file.values("", name) or [known[name]]))
        for name, label in _FILLED.items()
    )
    texts = library.texts(document) if library else {}
    passages = tuple(
        (
            Field(
                passage.path, passage.notation, file.value(passage.path, "dcterms:abstract"), passage.title
            ),
            texts.get(passage.path, ""),
        )
        for passage in dossier.outline.passages
    )
    return Form(_line(dossier), fields, passages)


def _shortened(name: str, values: Sequence[str]) -> str:
    """The values of a property as people fill them in: IRIs as paths, parted by blanks."""
    if name == "dcterms:creator":
        return " ".join(shorten(iri) for value in values for iri in value.split())
    return values[0]


def edited(source: Source, suggestion: Suggestion, given: Mapping[str, str]) -> Suggestion:
    """A suggestion with the values that a person has written; what is not given stays.

    Raises UsageError for a thing that the data do not know, and for what no value can be.
    """
    values = []
    for number, (name, term) in enumerate(suggestion.values):
        text = given.get(f"value-{number}")
        values.append((name, term if text is None else _term(source, name, term, text)))
    strength = given.get("strength", suggestion.strength)
    if strength not in ("", "strong", "medium", "weak"):
        raise UsageError(f"{strength!r} is no strength. Known: strong, medium, weak.")
    basis = "inferred" if strength else "stated"
    note = " ".join(given.get("note", suggestion.note).split())
    if strength and not note:
        raise UsageError("What is inferred needs a reason: fill in the note.")
    return replace(
        suggestion,
        values=tuple(sorted(values)),
        strength=cast("Literal['', 'strong', 'medium', 'weak']", strength),
        basis=cast("Literal['stated', 'inferred']", basis),
        note=note,
    )


def _term(source: Source, name: str, before: str, text: str) -> str:
    """The term that a person means, of the kind that it was before, as N-Triples write it."""
    text = text.strip()
    if before.startswith("<"):
        try:
            iri = expand(text)
        except ValueError as error:
            raise UsageError(
                f"{name}: {text!r} is no thing. Write its path, such as objective/18."
            ) from error
        if iri != before[1:-1] and not source.ask(f"ASK {{ <{iri}> ?p ?o }}"):
            raise UsageError(f"{name}: nothing is known of {text}. Write a path such as objective/18.")
        return f"<{iri}>"
    if not text:
        raise UsageError(f"{name}: write a value, or reject the suggestion.")
    (quad,) = ox.parse(f"<x:s> <x:p> {before} .", ox.RdfFormat.N_TRIPLES)
    old = cast("ox.Literal", quad.object)
    new = ox.Literal(text, language=old.language) if old.language else ox.Literal(text, datatype=old.datatype)
    return str(new)


def _line(dossier: Dossier) -> Line:
    about = dossier.outline.metadata
    counts = Counter(str(record.status) for record in dossier.records)
    return Line(dossier.outline.identifier, about.title, about.symbol, dict(counts))


def _cards(
    source: Source, library: Library | None, dossier: Dossier, records: Iterable[Record]
) -> tuple[Card, ...]:
    records = tuple(records)
    document = dossier.outline.identifier
    texts = library.texts(document) if library else {}
    notations = {passage.path: passage.notation for passage in dossier.outline.passages}
    names = _names(source, (t[1:-1] for r in records for _, t in r.suggestion.values if t.startswith("<")))
    return tuple(
        Card(
            record,
            state(document, record),
            "; ".join(notations.get(path, path) for path in record.suggestion.passages),
            _parts(texts.get(record.suggestion.passages[0]), record.suggestion),
            tuple(
                _field(number, name, term, names)
                for number, (name, term) in enumerate(record.suggestion.values)
            ),
        )
        for record in records
    )


def _field(number: int, name: str, term: str, names: Mapping[str, str]) -> Field:
    if term.startswith("<"):
        iri = term[1:-1]
        return Field(f"value-{number}", name, shorten(iri), names.get(iri, ""))
    (quad,) = ox.parse(f"<x:s> <x:p> {term} .", ox.RdfFormat.N_TRIPLES)
    return Field(f"value-{number}", name, cast("ox.Literal", quad.object).value)


def _parts(text: str | None, suggestion: Suggestion) -> tuple[str, str, str] | None:
    """A text cut at the phrase, by its offsets or else by its words."""
    if not text:
        return None
    start, end = suggestion.start, suggestion.end
    if not 0 <= start < end <= len(text):
        start = max(text.find(suggestion.phrase), 0)
        end = start + (len(suggestion.phrase) if suggestion.phrase in text else 0)
    return text[:start], text[start:end], text[end:]


def _names(source: Source, iris: Iterable[str]) -> dict[str, str]:
    """Notation and English name of things, as far as they have them."""
    things: Sequence[str] = sorted({iri for iri in iris if is_iri(iri)})
    if not things:
        return {}
    query = _NAMES.format(things=" ".join(f"<{iri}>" for iri in things))
    found: dict[str, str] = {}
    for thing, notation, name in source.select(SPARQL_PREFIXES + query).rows:
        words = " – ".join(str(one) for one in (notation, name) if one)
        found.setdefault(str(thing), words)
    return found
