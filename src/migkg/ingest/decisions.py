"""What people decide about suggestions: accepted, accepted with changes, or rejected, by whom, when and why.

An accepted suggestion goes into the document's file in the data at once, and its record stays on the desk.
Any decision can be undone; both files are as they were then, but that the record tells who did what and when.
Each decision is made on what lies on the desk at that moment, while nobody else may write there: two people
can review the same document, and the second one who decides the same thing is told what the first one did.
"""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import pyoxigraph as ox

from migkg.errors import UnknownNameError, UsageError
from migkg.ingest.accepted import DocumentFile, dated, document_iri, with_wholes
from migkg.ingest.dossier import OPEN, Dossier
from migkg.ingest.suggested import Record, accepted_triples, state
from migkg.queries import nearest
from migkg.terms import is_iri, natural_key, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from migkg.ingest.desk import Desk
    from migkg.ingest.suggestion import Suggestion
    from migkg.sources import Source

__all__ = ["Reviewer", "Verdict", "abstracts_in", "dossier_of", "term_of"]

Verdict = Literal["accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A person at a desk. `source` answers what the data say already."""

    desk: Desk
    source: Source
    name: str

    def decide(
        self, document: str, key: str, verdict: Verdict, reason: str = "", edited: Suggestion | None = None
    ) -> Record:
        """Decide about a suggestion, `edited` being what it is to say instead; gives its record.

        The same decision once more changes nothing. Raises UsageError where somebody has decided otherwise
        or where a rejection has no reason, UnknownNameError for a document or suggestion that is not there.
        """
        if verdict == "rejected" and not reason.strip():
            raise UsageError(f"Say why {key} is rejected: --reason TEXT.")
        with self.desk.locked():
            dossier = dossier_of(self.desk, document)
            record = _record(dossier, key)
            wanted = edited if edited is not None and edited != record.suggestion else record.suggestion
            status = verdict if wanted == record.suggestion or verdict == "rejected" else "edited"
            if record.status != OPEN:
                if (record.status, record.reason) == (verdict, reason.strip()):
                    return record
                raise UsageError(
                    f"{key} is {record.status} already, by {record.decided_by} on {record.decided_on}."
                )
            decided = replace(
                record,
                suggestion=wanted if verdict == "accepted" else record.suggestion,
                status=status,
                decided_by=self.name,
                decided_on=today(),
                reason=reason.strip(),
                proposed=record.suggestion if status == "edited" else None,
            )
            file = None
            if verdict == "accepted":
                file = self._file(document)
                decided = self._take_over(file, dossier, decided)
            self._write(dossier, (decided,), file)
        return decided

    def undo(self, document: str, key: str, reason: str = "", seen: str = "") -> Record:
        """Undo a decision: the suggestion is open again as it was proposed; gives its record.

        What was accepted leaves the data, but for what another accepted suggestion says too; the history of
        the suggestion keeps who had decided and who has undone it. `seen` is the `state` of the record
        that is meant, if it matters that it still is the same.

        Raises UsageError where there is no decision, or another one than was seen, or where somebody has
        added to the claim since; UnknownNameError for a document or suggestion that is not there.
        """
        with self.desk.locked():
            dossier = dossier_of(self.desk, document)
            record = _record(dossier, key)
            if record.status == OPEN:
                raise UsageError(f"{key} is open: there is no decision to undo.{_last(record)}")
            if seen and seen != state(document, record):
                raise UsageError(
                    f"{key} was decided anew since this page was loaded: it is {record.status} now, by "
                    f"{record.decided_by} on {record.decided_on}. Load the page again to undo that."
                    f"{_last(record)}"
                )
            note = (
                f"{today()}: undone by {self.name}{_because(reason.strip())}; it was {record.status} by "
                f"{record.decided_by} on {record.decided_on}{_because(record.reason)}."
            )
            reopened = Record(
                record.proposed or record.suggestion,
                record.version,
                history=tuple(sorted({*record.history, note})),
            )
            changed, file = [reopened], None
            if record.is_accepted:
                file = self._file(document)
                changed += self._give_back(file, dossier, record)
            self._write(dossier, changed, file)
        return reopened

    def describe(self, document: str, values: Mapping[str, str], abstracts: Mapping[str, str]) -> None:
        """Fill in what only a person knows: title, symbol, date and author of a document, and abstracts.

        `values` are by property (`dcterms:issued`), `abstracts` by the paths of passages; an empty text takes
        a value away. The document and its passages enter the data with that, if they are not there.

        Raises UsageError for a value that cannot be, UnknownNameError for a passage that is not there.
        """
        with self.desk.locked():
            outline = dossier_of(self.desk, document).outline
            paths = {passage.path for passage in outline.passages}
            for path in abstracts.keys() - paths:
                near = nearest(path, paths)
                raise UnknownNameError(f"No passage {path!r} in {document}.", suggestions=near)
            terms = {
                name: [term_of(name, one) for one in _several(name, text)] for name, text in values.items()
            }
            file = self._file(document)
            if self.has_file(file):
                file.describe(outline, abstracts, self.name, today().isoformat())
            file.set_values("", terms)
            for path, text in abstracts.items():
                own = [ox.Literal(" ".join(text.split()), language="en")] if text.strip() else []
                file.set_values(path, {"dcterms:abstract": own})
            self.desk.change({self.desk.accepted(document): file.to_turtle()})

    def has_file(self, file: DocumentFile) -> bool:
        """Whether the document is described in this file, and nowhere else in the data."""
        return file.has_document or not self.source.ask(f"ASK {{ <{document_iri(file.document)}> ?p ?o }}")

    def _take_over(self, file: DocumentFile, dossier: Dossier, record: Record) -> Record:
        """Add an accepted suggestion; gives its record with what had to be described for it."""
        said = _said(file.document, record)
        if file.holds(said) and file.holds(said - _held(dossier, record)):
            raise UsageError(
                f"{self.desk.accepted(file.document)} says already what {record.suggestion.key} suggests. "
                "Ingest the document again, or reject it."
            )
        brings: tuple[str, ...] = ()
        if self.has_file(file):
            paths = record.suggestion.passages
            brings = file.describe(dossier.outline, paths, self.name, today().isoformat())
        file.add(said)
        return replace(record, brings=brings)

    def _give_back(self, file: DocumentFile, dossier: Dossier, record: Record) -> list[Record]:
        """Take an accepted suggestion away with what was described for it; gives other records that change.

        What others need of that stays as long as they do.
        """
        held = _held(dossier, record)
        file.remove(_said(file.document, record) - held)
        iri = record.suggestion.iri
        if record.suggestion.kind != "mention" and file.naming(iri) - held:
            raise UsageError(
                f"{self.desk.accepted(file.document)}: somebody has added to {shorten(iri)} since it was "
                "accepted. Take away there what was added, then undo."
            )
        changed: dict[str, Record] = {}
        for path in sorted(record.brings, key=natural_key, reverse=True):
            file.forget(dossier.outline, path)
            for other in _others(dossier, record) if file.has(path) else ():
                if not path or path in with_wholes(dossier.outline, other.suggestion.passages):
                    heir = changed.get(other.suggestion.key, other)
                    brings = tuple(sorted((*heir.brings, path), key=natural_key))
                    changed[other.suggestion.key] = replace(heir, brings=brings)
                    break
        return list(changed.values())

    def _file(self, document: str) -> DocumentFile:
        return DocumentFile.read(self.desk.accepted(document), document)

    def _write(self, dossier: Dossier, changed: Iterable[Record], file: DocumentFile | None) -> None:
        document = dossier.outline.identifier
        files: dict[Path, str | None] = {self.desk.suggested(document): dossier.records_with(changed)}
        if file is not None:
            files[self.desk.accepted(document)] = file.to_turtle() if file else None
        self.desk.change(files)


def dossier_of(desk: Desk, document: str) -> Dossier:
    """What lies on a desk about a document. Raises UnknownNameError if nothing does."""
    dossier = Dossier.read(desk, document)
    if dossier is None:
        raise UnknownNameError(
            f"Nothing is suggested about {document!r} in {desk.folder}.",
            suggestions=nearest(document, desk.documents()),
        )
    return dossier


def _several(name: str, text: str) -> list[str]:
    """The texts of the values that a text gives: authors are parted by blanks."""
    if name == "dcterms:creator":
        return text.split()
    return [text] if text.strip() else []


def term_of(name: str, text: str) -> ox.NamedNode | ox.Literal:
    """The term that people mean by a text as the value of a property of a document.

    >>> str(term_of("dcterms:issued", "2023-03"))
    '"2023-03"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'

    Raises UsageError for a text that cannot be one.
    """
    text = " ".join(text.split())
    if name == "dcterms:creator":
        if not is_iri(text):
            raise UsageError(f"{text!r} is no body. Give its IRI, or the name that migkg describe knows.")
        return ox.NamedNode(text)
    if name == "dcterms:issued":
        try:
            dt.date.fromisoformat(f"{text}-01-01"[:10])
        except ValueError as error:
            raise UsageError(f"{text!r} is no date. Write 2019-03-15, 2019-03 or 2019.") from error
        return dated(text)
    return ox.Literal(text, language="en") if name == "dcterms:title" else ox.Literal(text)


def abstracts_in(path: Path) -> dict[str, str]:
    """Abstracts by the paths of passages, from a CSV file with the columns `path` and `abstract`.

    Raises UnreadableError for a file that cannot be read, UsageError for one without these columns.
    """
    from migkg.graph import read_text

    rows = csv.DictReader(read_text(path).splitlines())
    if not {"path", "abstract"} <= set(rows.fieldnames or ()):
        raise UsageError(f"{path}: a table of abstracts has the columns path and abstract.")
    return {row["path"]: row["abstract"] for row in rows if (row["abstract"] or "").strip()}


def today() -> dt.date:
    """The day on which something is decided, by the clock of this machine."""
    return dt.datetime.now().astimezone().date()


def _record(dossier: Dossier, key: str) -> Record:
    found = {record.suggestion.key: record for record in dossier.records}
    if key not in found:
        raise UnknownNameError(
            f"No suggestion {key!r} about {dossier.outline.identifier}.", suggestions=nearest(key, found)
        )
    return found[key]


def _said(document: str, record: Record) -> set[ox.Triple]:
    """What the data hold of an accepted suggestion."""
    return set(accepted_triples(document, record.suggestion, record.decided_by, record.decided_on))


def _others(dossier: Dossier, record: Record) -> list[Record]:
    """The accepted suggestions beside one."""
    key = record.suggestion.key
    return [one for one in dossier.records if one.is_accepted and one.suggestion.key != key]


def _held(dossier: Dossier, record: Record) -> set[ox.Triple]:
    """What the data hold of the accepted suggestions beside one."""
    return set().union(*(_said(dossier.outline.identifier, one) for one in _others(dossier, record)))


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _last(record: Record) -> str:
    return f" {record.history[-1]}" if record.history else ""
