"""What people decide about suggestions: accepted, accepted with changes, or rejected, by whom, when and why.

An accepted suggestion goes into the document's file in the data at once, and its record stays on the desk.
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
from migkg.ingest.accepted import DocumentFile, dated, document_iri
from migkg.ingest.dossier import OPEN, Dossier
from migkg.ingest.suggested import accepted_triples
from migkg.queries import nearest
from migkg.terms import is_iri

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from migkg.ingest.desk import Desk
    from migkg.ingest.suggested import Record
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
            )
            if verdict == "accepted":
                self._take_over(dossier, decided)
            others = tuple(decided if one is record else one for one in dossier.records)
            Dossier(dossier.outline, others).write_records(self.desk)
            self.desk.enlist([self.desk.suggested(document)])
        return decided

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
            file = DocumentFile.read(self.desk.accepted(document), document)
            if self.has_file(file):
                file.describe(outline, abstracts, self.name, today().isoformat())
            file.set_values("", terms)
            for path, text in abstracts.items():
                own = [ox.Literal(" ".join(text.split()), language="en")] if text.strip() else []
                file.set_values(path, {"dcterms:abstract": own})
            self._write(file)

    def has_file(self, file: DocumentFile) -> bool:
        """Whether the document is described in this file, and nowhere else in the data."""
        return file.has_document or not self.source.ask(f"ASK {{ <{document_iri(file.document)}> ?p ?o }}")

    def _take_over(self, dossier: Dossier, record: Record) -> None:
        document = dossier.outline.identifier
        file = DocumentFile.read(self.desk.accepted(document), document)
        if self.has_file(file):
            paths = record.suggestion.passages
            file.describe(dossier.outline, paths, self.name, today().isoformat())
        file.add(accepted_triples(document, record.suggestion, record.decided_by, record.decided_on))
        self._write(file)

    def _write(self, file: DocumentFile) -> None:
        path = self.desk.accepted(file.document)
        self.desk.write(path, file.to_turtle())
        self.desk.enlist([path])


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
