"""The answers to the canned questions as files: CSV with its data package, and one workbook of them all."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from migkg.spreadsheet import MOST_SHOWN, Kept, collection, sheets_of
from migkg.terms import BASE, XSD
from migkg.web.description import licences, name_of, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from migkg.table import Table, Value
    from migkg.web.dataset import Dataset

__all__ = ["PACKAGE", "WORKBOOK", "Sheet", "data_package", "fields_of", "path_of", "sheet_of", "workbook"]

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
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_YEAR: Final = re.compile(r"[0-9]{4}")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s;]+")


class Sheet(NamedTuple):
    """An answer as the files of the dumps tell it; without its table if it is the same as before.

    `size` is how many rows and columns it has in the workbook, of which that may show fewer rows.
    """

    content: bytes
    fields: list[dict[str, str]]
    size: tuple[int, int]
    table: Table | None = None


def sheet_of(table: Table) -> Sheet:
    """An answer that is told now: as CSV, with the types of its columns."""
    return Sheet(
        table.to_csv(iris=True).encode(), fields_of(table), (len(table), len(table.visible())), table
    )


def path_of(name: str) -> str:
    """Where the answer to a canned question is."""
    return f"queries/{name}.csv"


def data_package(dataset: Dataset, sheets: Mapping[str, Sheet]) -> bytes:
    """The Frictionless description of the CSV files (Data Package 1.0), with the type of each column."""
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "migkg-answers",
        "id": f"{BASE}dumps/{PACKAGE}",
        "title": _title(dataset),
        "version": dataset.release.version,
        "created": dataset.release.modified.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [{"path": iri.value} for iri in licences(dataset)],
        "resources": [_resource(dataset, name, sheet) for name, sheet in sheets.items()],
    }
    if not package["licenses"]:
        del package["licenses"]  # the specification wants one at least, if any
    return json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n"


def workbook(dataset: Dataset, sheets: Mapping[str, Sheet], earlier: bytes | None) -> bytes:
    """The workbook of all answers; sheets without a table are those of an earlier one."""
    there = sheets_of(earlier, list(sheets)) if earlier else {}
    return collection(
        _title(dataset),
        _about(dataset),
        {
            name: Kept(dataset.queries[name].summary, *sheet.size, there[name])
            if sheet.table is None
            else sheet.table
            for name, sheet in sheets.items()
        },
    )


def _resource(dataset: Dataset, name: str, sheet: Sheet) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path_of(name),
        "title": dataset.queries[name].summary,
        "description": " ".join(dataset.queries[name].description.split()),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(sheet.content),
        "hash": f"sha256:{sha256(sheet.content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {"fields": sheet.fields, "missingValues": [""]},
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
