"""What came of documents, in words and as tables."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING, Final

from migkg.errors import UnknownNameError
from migkg.ingest import suggested
from migkg.ingest.decisions import dossier_of
from migkg.ingest.dossier import Dossier
from migkg.queries import nearest
from migkg.table import Table, Value
from migkg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.ingest.desk import Desk
    from migkg.ingest.pipeline import Outcome
    from migkg.table import Row

__all__ = ["FIELDS", "document_named", "lines", "listing", "login", "suggestions"]

FIELDS: Final = {
    "title": "dcterms:title",
    "symbol": "skos:notation",
    "date": "dcterms:issued",
    "author": "dcterms:creator",
}
"""What a person can fill in about a document, by the word for it."""

_FEW: Final = 10
"""Of more documents than these only those are told about which there is something to say."""


def lines(outcomes: Sequence[Outcome], passed: int, *, dry: bool) -> Iterator[str]:
    """A short account: what was recognised, found and suggested, and what could not be had."""
    for outcome in outcomes:
        if not outcome.problem and (len(outcomes) <= _FEW or outcome.notices):
            yield from _about(outcome)
    read = [outcome for outcome in outcomes if not outcome.problem]
    if len(outcomes) > 1:
        yield (
            f"{_counted(len(read), 'document')} read, {len(outcomes) - len(read)} not; "
            f"{_counted(sum(one.passages for one in read), 'passage')}, "
            f"{_counted(sum(one.references for one in read), 'reference')}, "
            f"{_counted(sum(one.suggestions for one in read), 'suggestion')} to decide."
        )
    if passed:
        yield f"{_counted(passed, 'file')} of other kinds passed over."
    if dry:
        yield "Nothing was written."


def suggestions(desk: Desk, outcomes: Sequence[Outcome]) -> Table:
    """All that is suggested about the documents of a run, and what was decided about it."""
    names = dict.fromkeys(outcome.document for outcome in outcomes if not outcome.problem)
    return _joined([document for document in names if document], desk)


def listing(desk: Desk, document: str) -> Table:
    """What lies on a desk: one row a document, or one row a suggestion about the document that is named."""
    if document:
        return _joined([document], desk)
    columns = ("document", "symbol", "title", "to_decide", "accepted", "rejected")
    return Table(columns, [_row(dossier_of(desk, name)) for name in desk.documents()])


def document_named(desk: Desk, name: str) -> str:
    """The identifier of the document on a desk that goes by an identifier or a symbol.

    Raises UnknownNameError, with the nearest names, if there is none.
    """
    documents = desk.documents()
    if name in documents:
        return name
    symbols = {dossier_of(desk, one).outline.metadata.symbol: one for one in documents}
    if name in symbols:
        return symbols[name]
    raise UnknownNameError(
        f"Nothing is suggested about {name!r} in {desk.folder}.", suggestions=nearest(name, documents)
    )


def login() -> str:
    """Who is at this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return str(os.getuid()) if hasattr(os, "getuid") else "somebody"


def _about(outcome: Outcome) -> Iterator[str]:
    name = outcome.symbol or outcome.document
    known = ", which the data know" if outcome.known else ""
    title = f": {outcome.title}" if outcome.title else ""
    yield f"{outcome.path}: {name}{known}{title}"
    yield (
        f"  {_counted(outcome.passages, 'passage')}, {_counted(outcome.references, 'reference')}, "
        f"{_counted(outcome.candidates, 'candidate')}; "
        f"{_counted(outcome.suggestions, 'suggestion')} to decide, {outcome.decided} decided"
    )
    if outcome.changes:
        yield f"  beside what was there: {outcome.changes}"
    if outcome.new or outcome.gone:
        yield f"  since the last run: {_counted(outcome.new, 'suggestion')} new, {outcome.gone} gone"
    if outcome.partial:
        yield "  read in part:"
    for notice in outcome.notices:
        yield f"  {notice}"


def _joined(documents: Sequence[str], desk: Desk) -> Table:
    columns: tuple[str, ...] = ("document",)
    rows: list[Row] = []
    for document in documents:
        dossier = Dossier.read(desk, document)
        if dossier is not None:
            table = suggested.table(document, (*dossier.open, *dossier.decided))
            columns = ("document", *table.columns)
            name = dossier.outline.metadata.symbol or document
            rows.extend((Value("literal", name), *row) for row in table.rows)
    return Table(columns, rows)


def _row(dossier: Dossier) -> Row:
    about = dossier.outline.metadata
    accepted = sum(record.status != "rejected" for record in dossier.decided)
    return (
        Value("literal", dossier.outline.identifier),
        Value("literal", about.symbol) if about.symbol else None,
        Value("literal", about.title) if about.title else None,
        _number(len(dossier.open)),
        _number(accepted),
        _number(len(dossier.decided) - accepted),
    )


def _number(number: int) -> Value:
    return Value("literal", str(number), f"{XSD}integer")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
