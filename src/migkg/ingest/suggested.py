"""What was proposed and what people decided about it, as `data/suggested/<document>.ttl` and as a table.

A suggestion describes a claim and is not the claim: in the file each of its values is an `rdf:Statement`
with property and value, beside the suggestion's rule, confidence, phrase and status. So nothing that is
only proposed can be taken for data, even if such a file is loaded by mistake. `accepted_triples` gives what
the data would hold once a person has accepted it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

import pyoxigraph as ox

from migkg import terms
from migkg.errors import ParseError
from migkg.files import write_file
from migkg.ingest.suggestion import CLASSES, Suggestion
from migkg.table import Table, Value
from migkg.turtle import serialize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = [
    "Record",
    "Status",
    "accepted_triples",
    "read",
    "state",
    "suggestion_iri",
    "table",
    "to_turtle",
    "write",
]

Status = Literal["suggested", "accepted", "edited", "rejected"]

_AGENTS: Final = f"{terms.BASE}software/migkg/"
_OF_TARGET: Final = ("mig:comparator", "mig:valueTo", "schema:unitText", "schema:value")
"""A deliverable has its quantity as a node of its own, `…/target`, which these are properties of."""


@dataclass(frozen=True, slots=True)
class Record:
    """A suggestion with the version of migkg that proposed it, and the decision if there is one."""

    suggestion: Suggestion
    """What is proposed; of an edited one, what the person has made of it."""
    version: str
    status: Status = "suggested"
    decided_by: str = ""
    decided_on: dt.date | None = None
    reason: str = ""
    proposed: Suggestion | None = None
    """Of an edited one, what was proposed."""
    brings: tuple[str, ...] = ()
    """Paths of passages that are described in the data for the sake of this one, `""` for the document."""
    history: tuple[str, ...] = ()
    """Decisions that were undone, each in a sentence, sorted."""

    @property
    def is_accepted(self) -> bool:
        """Whether the data hold it, as proposed or as edited."""
        return self.status in ("accepted", "edited")


def suggestion_iri(document: str, suggestion: Suggestion) -> str:
    """The IRI of the suggestion itself, by the document's identifier and the suggestion's key."""
    return f"{terms.BASE}suggestion/{document}/{suggestion.key}"


def write(path: Path, document: str, records: Iterable[Record]) -> None:
    """Write the records of a document, wholly or not at all, in the form that `migkg fmt` gives.

    Raises OutputError if it cannot be written.
    """
    write_file(path, to_turtle(document, records).encode())


def to_turtle(document: str, records: Iterable[Record]) -> str:
    """The records of a document as canonical Turtle; the same records give the same text in any order."""
    return serialize(triple for record in records for triple in _described(document, record))


def state(document: str, record: Record) -> str:
    """A mark of all that is kept of a record: by it one can see whether something has changed."""
    return sha256(to_turtle(document, [record]).encode()).hexdigest()[:16]


def read(path: Path) -> tuple[Record, ...]:
    """The records of a file, in the order of their IRIs.

    Raises UnreadableError or ParseError for a file that is no Turtle, ParseError for one whose suggestions
    lack something.
    """
    from migkg.graph import parse_file

    said: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
    for quad in parse_file(path):
        if isinstance(quad.subject, ox.NamedNode) and not isinstance(quad.object, ox.Triple):
            values = said.setdefault(quad.subject.value, {})
            values.setdefault(_short(quad.predicate.value), []).append(quad.object)
    found = []
    for iri in sorted(said, key=terms.natural_key):
        if ox.NamedNode(terms.expand("mig:Suggestion")) in said[iri].get("rdf:type", ()):
            try:
                found.append(_Reader(said, iri).record())
            except (KeyError, ValueError) as error:
                raise ParseError(
                    path,
                    None,
                    None,
                    f"{terms.shorten(iri)} has no right value of {error}",
                    remedy="Run migkg validate on the file, which says more, and correct it.",
                ) from error
    return tuple(found)


def table(document: str, records: Iterable[Record]) -> Table:
    """The records as a table for reading, sorting and spreadsheets, in the order given."""
    columns = (
        "suggestion", "suggestion_iri", "kind", "says", "basis", "strength", "passages", "phrase", "rule",
        "confidence", "status", "decided_by", "decided_on", "reason",
    )  # fmt: skip
    return Table(columns, [_row(document, record) for record in records]).titled(
        f"Suggestions from {document}"
    )


def accepted_triples(
    document: str, suggestion: Suggestion, decided_by: str = "", decided_on: dt.date | None = None
) -> tuple[ox.Triple, ...]:
    """What `data/documents/<document>.ttl` holds of a suggestion once a person has accepted it.

    A mention is one triple of its passage. A claim also says which rule proposed it, who decided, and when.
    An edited suggestion is given as it was edited.
    """
    subject = ox.NamedNode(suggestion.iri)
    values = [(name, term) for name, term in suggestion.values if name != "rdf:type"]
    if suggestion.kind == "mention":
        return tuple(_triple(subject, name, _term(term)) for name, term in values)
    found = [_triple(subject, name, _term(term)) for name, term in suggestion.values if name == "rdf:type"]
    target = ox.NamedNode(f"{suggestion.iri}/target")
    has_target = suggestion.kind == "deliverable" and any(name in _OF_TARGET for name, _ in values)
    if has_target:
        found.append(_triple(subject, "mig:target", target))
        found.append(_triple(target, "rdf:type", _named("schema:QuantitativeValue")))
    for name, term in values:
        owner = target if has_target and name in _OF_TARGET else subject
        found.append(_triple(owner, name, _term(term)))
    found.append(_triple(subject, "mig:basis", _named(f"mig:{suggestion.basis}")))
    if suggestion.strength:
        found.append(_triple(subject, "mig:strength", _named(f"mig:{suggestion.strength}")))
    if suggestion.note:
        found.append(_triple(subject, "skos:note", ox.Literal(suggestion.note, language="en")))
    found.append(_triple(subject, "mig:evidencePhrase", ox.Literal(suggestion.phrase, language="en")))
    found.extend(_triple(subject, "mig:evidence", _passage(document, path)) for path in suggestion.passages)
    found.append(_triple(subject, "mig:rule", ox.Literal(suggestion.rule)))
    return (*found, *_decision(subject, decided_by, decided_on))


# --- writing ----------------------------------------------------------------------------------------


def _described(document: str, record: Record) -> Iterator[ox.Triple]:
    suggestion = record.suggestion
    iri = suggestion_iri(document, suggestion)
    node = ox.NamedNode(iri)
    agent = ox.NamedNode(_AGENTS + record.version)
    yield _triple(agent, "rdf:type", _named("prov:SoftwareAgent"))
    yield _triple(agent, "rdfs:label", ox.Literal(f"migkg {record.version}", language="en"))
    yield _triple(node, "rdf:type", _named("mig:Suggestion"))
    yield _triple(node, "prov:wasAttributedTo", agent)
    yield _triple(node, "mig:suggestionStatus", _named(f"mig:{record.status}"))
    yield _triple(node, "mig:rule", ox.Literal(suggestion.rule))
    yield _triple(node, "mig:confidence", _number(f"{suggestion.confidence:.2f}", "decimal"))
    yield _triple(node, "oa:exact", ox.Literal(suggestion.phrase, language="en"))
    yield _triple(node, "mig:phraseIn", _passage(document, suggestion.passages[0]))
    yield _triple(node, "mig:phraseStart", _number(str(suggestion.start), "integer"))
    yield _triple(node, "mig:phraseEnd", _number(str(suggestion.end), "integer"))
    for path in suggestion.passages:
        yield _triple(node, "mig:evidence", _passage(document, path))
    if suggestion.kind != "mention":
        yield _triple(node, "mig:suggestedIri", _number(suggestion.iri, "anyURI"))
    if record.reason:
        yield _triple(node, "skos:note", ox.Literal(record.reason, language="en"))
    yield from _decision(node, record.decided_by, record.decided_on)
    for note in record.history:
        yield _triple(node, "skos:historyNote", ox.Literal(note, language="en"))
    for path in record.brings:
        yield _triple(node, "mig:brings", _passage(document, path))
    yield from _statements(node, "mig:suggests", iri, suggestion)
    if record.proposed is not None:
        yield from _statements(node, "mig:proposed", f"{iri}/proposed", record.proposed)


def _statements(node: ox.NamedNode, name: str, start: str, suggestion: Suggestion) -> Iterator[ox.Triple]:
    for part, (prop, term) in _named_statements(_all_values(suggestion)):
        statement = ox.NamedNode(f"{start}/{part}")
        yield _triple(node, name, statement)
        yield _triple(statement, "rdf:type", _named("rdf:Statement"))
        yield _triple(statement, "rdf:predicate", _named(prop))
        yield _triple(statement, "rdf:object", _term(term))


def _all_values(suggestion: Suggestion) -> list[tuple[str, str]]:
    """The values with those that a suggestion has as attributes of its own."""
    values = list(suggestion.values)
    if suggestion.kind == "mention":
        return values
    values.append(("mig:basis", str(_named(f"mig:{suggestion.basis}"))))
    if suggestion.strength:
        values.append(("mig:strength", str(_named(f"mig:{suggestion.strength}"))))
    if suggestion.note:
        values.append(("skos:note", str(ox.Literal(suggestion.note, language="en"))))
    return values


def _named_statements(values: Iterable[tuple[str, str]]) -> Iterator[tuple[str, tuple[str, str]]]:
    """Each value with a name of its own: that of the property, with a number where it has several values."""
    grouped: dict[str, list[str]] = {}
    for name, term in sorted(set(values)):
        grouped.setdefault(name, []).append(term)
    for name, group in grouped.items():
        slug = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name.partition(":")[2]).lower()
        for number, term in enumerate(group, 1):
            yield (slug if len(group) == 1 else f"{slug}/{number}"), (name, term)


def _decision(subject: ox.NamedNode, by: str, on: dt.date | None) -> Iterator[ox.Triple]:
    if by:
        yield _triple(subject, "mig:decidedBy", ox.Literal(by))
    if on is not None:
        yield _triple(subject, "mig:decidedOn", _number(on.isoformat(), "date"))


def _triple(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(subject, _named(name), value)


@lru_cache(maxsize=256)
def _named(name: str) -> ox.NamedNode:
    return ox.NamedNode(terms.expand(name))


@lru_cache(maxsize=256)
def _short(iri: str) -> str:
    return terms.shorten(iri)


def _number(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(terms.XSD + datatype))


def _passage(document: str, path: str) -> ox.NamedNode:
    return ox.NamedNode(f"{terms.BASE}document/{document}{'/' if path else ''}{path}")


def _term(text: str) -> ox.NamedNode | ox.Literal:
    """The term that N-Triples writes so; raises ValueError for a text that is none."""
    try:
        (quad,) = ox.parse(f"<x:s> <x:p> {text} .", ox.RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise ValueError(text) from error
    return cast("ox.NamedNode | ox.Literal", quad.object)


# --- reading ----------------------------------------------------------------------------------------


class _Reader:
    """One suggestion in what a file says."""

    def __init__(
        self, said: Mapping[str, Mapping[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]], iri: str
    ) -> None:
        self._said = said
        self._iri = iri

    def record(self) -> Record:
        own = self._values("mig:suggests")
        first = self._text("mig:phraseIn")
        passages = (
            first,
            *(p for p in sorted(self._texts("mig:evidence"), key=terms.natural_key) if p != first),
        )
        document, key = self._iri.removeprefix(f"{terms.BASE}suggestion/").split("/", 1)
        status = _local(self._text("mig:suggestionStatus"))
        if status not in get_args(Status):
            raise ValueError("mig:suggestionStatus")
        on = self._optional("mig:decidedOn")
        classes = [terms.shorten(term[1:-1]) for name, term in own if name == "rdf:type"]
        kind = next((CLASSES[name] for name in classes if name in CLASSES), "mention")
        suggestion = Suggestion(
            kind=cast('Literal["mention"]', kind),
            key=key,
            iri=first if kind == "mention" else self._text("mig:suggestedIri"),
            passages=tuple(path.removeprefix(f"{terms.BASE}document/{document}/") for path in passages),
            start=int(self._text("mig:phraseStart")),
            end=int(self._text("mig:phraseEnd")),
            phrase=self._text("oa:exact"),
            values=(),
            basis="stated",
            rule=self._text("mig:rule"),
            confidence=float(self._text("mig:confidence")),
        )
        before = self._values("mig:proposed")
        home = f"{terms.BASE}document/{document}"
        return Record(
            _saying(suggestion, own),
            self._text("prov:wasAttributedTo").removeprefix(_AGENTS),
            cast("Status", status),
            self._optional("mig:decidedBy"),
            dt.date.fromisoformat(on) if on else None,
            self._optional("skos:note"),
            _saying(suggestion, before) if before else None,
            tuple(
                sorted(
                    (iri.removeprefix(home).removeprefix("/") for iri in self._texts("mig:brings")),
                    key=terms.natural_key,
                )
            ),
            tuple(sorted(self._texts("skos:historyNote"))),
        )

    def _values(self, name: str) -> list[tuple[str, str]]:
        """The properties and values of the statements that the suggestion has by a name."""
        return sorted(
            (terms.shorten(self._text("rdf:predicate", node)), str(self._said[node]["rdf:object"][0]))
            for node in self._texts(name)
        )

    def _texts(self, name: str, node: str = "") -> list[str]:
        return [
            term.value
            for term in self._said[node or self._iri].get(name, ())
            if not isinstance(term, ox.BlankNode)
        ]

    def _text(self, name: str, node: str = "") -> str:
        try:
            return self._texts(name, node)[0]
        except IndexError:
            raise KeyError(name) from None

    def _optional(self, name: str) -> str:
        return self._text(name) if name in self._said[self._iri] else ""


def _saying(suggestion: Suggestion, said: Sequence[tuple[str, str]]) -> Suggestion:
    """The suggestion with these values, those among them that it has as attributes of its own."""
    own = dict(said)
    note = own.get("skos:note")
    return replace(
        suggestion,
        values=tuple(one for one in said if one[0] not in ("mig:basis", "mig:strength", "skos:note")),
        basis=cast('Literal["stated", "inferred"]', _local(own.get("mig:basis", "<#stated>")[1:-1])),
        strength=cast('Literal["", "strong"]', _local(own.get("mig:strength", "<#>")[1:-1])),
        note=_term(note).value if note else "",
    )


def _local(iri: str) -> str:
    return iri.rpartition("#")[2]


# --- the table --------------------------------------------------------------------------------------


def _row(document: str, record: Record) -> tuple[Value | None, ...]:
    s = record.suggestion
    iri = suggestion_iri(document, s)
    says = "; ".join(f"{name} {_shown(term)}" for name, term in s.values if name != "rdf:type")
    number = Value("literal", f"{s.confidence:.2f}", f"{terms.XSD}decimal")
    on = Value("literal", record.decided_on.isoformat(), f"{terms.XSD}date") if record.decided_on else None
    return (
        _plain(s.key), Value("iri", iri), _plain(s.kind), _plain(says), _plain(s.basis), _plain(s.strength),
        _plain("; ".join(s.passages)), _plain(s.phrase), _plain(s.rule), number, _plain(record.status),
        _plain(record.decided_by), on, _plain(record.reason),
    )  # fmt: skip


def _plain(text: str) -> Value | None:
    return Value("literal", text) if text else None


def _shown(term: str) -> str:
    node = _term(term)
    return terms.shorten(node.value) if isinstance(node, ox.NamedNode) else node.value
