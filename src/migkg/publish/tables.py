"""The answers to the canned questions as files: CSV with its data package, and one workbook of them all."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from migkg.publish.catalogue import File, digest_of
from migkg.publish.record import Part, Written
from migkg.spreadsheet import MOST_SHOWN, Sheet, collection, sheet_of, sheets_of
from migkg.terms import BASE, XSD
from migkg.web.description import licences, name_of, told
from migkg.web.trace import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from migkg.publish.pages import Site
    from migkg.publish.record import Again
    from migkg.table import Table, Value
    from migkg.web.dataset import Dataset

__all__ = ["PACKAGE", "WORKBOOK", "Answer", "answer", "data_package", "fields_of", "workbook"]

PACKAGE: Final = "datapackage.json"
WORKBOOK: Final = "migkg.xlsx"
_READING: Final = (
    "Each sheet answers one question, over the whole graph; of an answer with more than "
    f"{MOST_SHOWN:,} rows it shows the first, and queries/<sheet>.csv has all. A cell that is underlined "
    "leads to the page of the thing that it names. An empty cell means that no source says anything."
)
_CITING: Final = (
    "The columns document and passage say where it is stated; give these beside the version of the data."
)
_BEFORE: Final = (b"", b"")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_YEAR: Final = re.compile(r"[0-9]{4}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s;]+")


class Answer(NamedTuple):
    """An answer as the dumps tell it: its CSV file with the types of the columns, and its sheet.

    A sheet without parts is the one that the workbook had before.
    """

    file: File
    fields: list[dict[str, str]]
    sheet: Sheet


def answer(site: Site, name: str) -> tuple[Part | Again, Answer]:
    """The answer to a canned question, with its CSV file, which is written or, if it can be, taken over.

    It can be if its sheet can be, too.
    """
    path = f"queries/{name}.csv"
    place = site.dump(path)
    taken = site.record.taken_over(place, site.digests, site.folder) if site.before(WORKBOOK) else None
    if taken:
        size, digest, fields, title, rows, columns = site.record.told(taken)
        return taken, Answer(File(path, size, digest), fields, Sheet(title, rows, columns, _BEFORE))
    seen = watched(site.dataset, site.digests.asked)
    table = seen.graph.query(name)
    content = table.to_csv(iris=True).encode()
    found = Answer(File(path, len(content), digest_of(content)), fields_of(table), sheet_of(table))
    files = {place: Written.of(site.put(place, content), content)}
    kept = (found.file.size, found.file.digest, found.fields, *found.sheet[:-1])
    return Part.made(place, seen.keys, site.digests, files, kept), found


def data_package(dataset: Dataset, answers: Mapping[str, Answer]) -> bytes:
    """The Frictionless description of the CSV files (Data Package 1.0), with the type of each column."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "migkg-answers",
        "id": f"{BASE}dumps/{PACKAGE}",
        "title": _title(dataset),
        "version": dataset.release.version,
        "created": dataset.release.modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [{"path": iri.value} for iri in licences(dataset)],
        "resources": [_resource(dataset, name, found) for name, found in answers.items()],
    }
    if not package["licenses"]:
        del package["licenses"]  # the specification wants one at least, if any
    return json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n"


def workbook(dataset: Dataset, answers: Mapping[str, Answer], before: bytes | None) -> bytes:
    """The workbook of all answers; sheets without parts are those of the one before."""
    there = sheets_of(before, len(answers)) if before else [_BEFORE] * len(answers)
    sheets = {
        name: found.sheet if found.sheet.parts != _BEFORE else found.sheet._replace(parts=parts)
        for (name, found), parts in zip(answers.items(), there, strict=True)
    }
    return collection(_title(dataset), _about(dataset), sheets)


def _resource(dataset: Dataset, name: str, found: Answer) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": found.file.path,
        "title": dataset.queries[name].summary,
        "description": " ".join(dataset.queries[name].description.split()),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": found.file.size,
        "hash": f"sha256:{found.file.digest}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {"fields": found.fields, "missingValues": [""]},
    }


def fields_of(table: Table) -> list[dict[str, str]]:
    """Each column with the narrowest type that all its cells have, by datatype and by spelling."""
    found = []
    for place, column in enumerate(table.columns):
        cells = [cell for row in table.rows if (cell := row[place]) is not None]
        found.append({"name": column, **_type(cells)})
    return found


def _type(cells: Sequence[Value]) -> dict[str, str]:
    for said, holds in _TYPES:
        if cells and all(map(holds, cells)):
            return said
    return {"type": "string"}


def _of(datatypes: Iterable[str], spelling: re.Pattern[str]) -> Callable[[Value], bool]:
    known = {XSD + datatype for datatype in datatypes}
    return lambda cell: cell.datatype in known and bool(spelling.fullmatch(cell.text))


_TYPES: Final[tuple[tuple[dict[str, str], Callable[[Value], bool]], ...]] = (
    ({"type": "integer"}, lambda cell: cell.is_number and bool(_INTEGER.fullmatch(cell.text))),
    ({"type": "number"}, lambda cell: cell.is_number and bool(_NUMBER.fullmatch(cell.text))),
    ({"type": "boolean"}, _of(("boolean",), re.compile("true|false"))),
    ({"type": "year"}, _of(("gYear",), _YEAR)),
    ({"type": "date"}, _of(("date",), _DATE)),
    (
        {"type": "string", "format": "uri"},
        lambda cell: cell.kind == "iri" and bool(_IRI.fullmatch(cell.text)),
    ),
)


def _title(dataset: Dataset) -> str:
    return f"{name_of(dataset)}: answers to canned questions"


def _about(dataset: Dataset) -> list[tuple[str, str]]:
    release = dataset.release
    lines = [
        ("Data", name_of(dataset)),
        ("Version", f"{release.version}, state {release.digest} of {release.modified:%Y-%m-%d}"),
        *(("Licence", iri.value) for iri in licences(dataset)),
    ]
    if licences(dataset):
        lines += [("From", BASE), ("Author", told("Author"))]
    return [*lines, ("How to read", _READING), ("How to cite a row", _CITING)]
