"""What is the same, or nearly, elsewhere: all SKOS mappings as an SSSOM table.

The table takes from the dataset's own SSSOM tables (`*.sssom.tsv` beside its files) what RDF does not say:
labels of the things of others, and how a match was found.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg.graph import read_text
from migkg.terms import BASE, PREFIXES
from migkg.web.description import is_ours, licences, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from migkg.publish.graphs import Graphs
    from migkg.web.dataset import Dataset

__all__ = ["SPACES", "TABLE", "Match", "mapping_table", "mappings_of", "read_table"]

TABLE: Final = "mappings.sssom.tsv"
SPACES: Final[Mapping[str, str]] = {
    "EUCOUNTRY": "http://publications.europa.eu/resource/authority/country/",
    "EUROVOC": "http://eurovoc.europa.eu/",
    "SDGIO": "http://purl.unep.org/sdg/",
    "UNBIS": "http://metadata.un.org/thesaurus/",
    "sdg": PREFIXES["sdg"],
    "wd": PREFIXES["wd"],
}
"""Where the things of others are to which ours are matched, by the prefix that a table calls them by."""

_SKOS: Final = PREFIXES["skos"]
_LABEL: Final = f"{PREFIXES['rdfs']}label"
_SEMAPV: Final = "https://w3id.org/semapv/vocab/"
_UNSAID: Final = f"{_SEMAPV}UnspecifiedMatching"
_COLUMNS: Final = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
)


@dataclass(frozen=True, slots=True)
class Match:
    """One row of a table, with IRIs in full; an empty text stands for what is not known."""

    subject: str
    predicate: str
    object: str
    subject_label: str = ""
    object_label: str = ""
    justification: str = _UNSAID

    @property
    def key(self) -> tuple[str, str, str]:
        """What is matched to what, and how."""
        return self.subject, self.predicate, self.object


def mappings_of(dataset: Dataset, graphs: Graphs) -> list[Match]:
    """Every statement of a match, in the order of the table."""
    known = {row.key: row for row in _hand_kept(dataset)}
    labels = _labels(graphs)
    found = []
    for subject, predicate, object_ in graphs.matches:
        key = (subject.value, predicate.value, object_.value)
        kept = known.get(key, Match(*key))
        found.append(
            Match(
                *key,
                labels.get(str(subject), kept.subject_label),
                labels.get(str(object_), kept.object_label),
                kept.justification,
            )
        )
    return sorted(found, key=lambda row: tuple(map(_curie, row.key)))


def read_table(text: str) -> list[Match]:
    """The rows of an SSSOM table whose metadata are in its head, with a prefix a line in its `curie_map`."""
    lines = text.splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    pairs = [line.strip().partition(": ") for line in head if line.startswith("  ")]
    spaces = {prefix: iri.strip("\"' ") for prefix, _, iri in pairs}
    body = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")

    def full(curie: str) -> str:
        prefix, _, name = curie.partition(":")
        return spaces.get(prefix, f"{prefix}:") + name

    return [
        Match(
            full(row["subject_id"]),
            full(row["predicate_id"]),
            full(row["object_id"]),
            row.get("subject_label") or "",
            row.get("object_label") or "",
            full(row["mapping_justification"]),
        )
        for row in body
    ]


def _hand_kept(dataset: Dataset) -> Iterator[Match]:
    folders = {file.path.parent for file in dataset.graph.project.files}
    for path in sorted(path for folder in folders for path in folder.glob("*.sssom.tsv")):
        yield from read_table(read_text(path))


def _labels(graphs: Graphs) -> dict[str, str]:
    """The English name of each thing that has one."""
    found: dict[str, str] = {}
    for triple in graphs.whole.with_properties([_LABEL]):
        name = triple.object
        if isinstance(name, ox.Literal) and name.language == "en":
            found.setdefault(str(triple.subject), name.value)
    return found


def mapping_table(dataset: Dataset, rows: Sequence[Match]) -> bytes:
    """The table with its metadata as comments, as SSSOM's TSV has them."""
    curies = [_curie(iri) for row in rows for iri in (*row.key, row.justification)]
    used = {curie.partition(":")[0] for curie in curies}
    spaces = {prefix: space for prefix, space in _spaces().items() if prefix in used}
    head: dict[str, object] = {
        "curie_map": {**spaces, **{name: f"{BASE}{name}/" for name in used & _own(rows)}},
        "license": next((iri.value for iri in licences(dataset)), None),
        "mapping_set_description": "All SKOS mappings of the dataset.",
        "mapping_set_id": f"{BASE if is_ours(dataset) else 'urn:dataset:'}dumps/{TABLE}",
        "mapping_set_title": f"{name_of(dataset)}: matches elsewhere",
        "mapping_set_version": dataset.release.version,
    }
    buffer = io.StringIO()
    for name, value in head.items():
        if isinstance(value, dict):
            buffer.write(f"#{name}:\n")
            buffer.writelines(f"#  {key}: {_yaml(value[key])}\n" for key in sorted(value))
        elif value is not None:
            buffer.write(f"#{name}: {_yaml(value)}\n")
    writer = csv.writer(buffer, delimiter="\t", lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        subject, predicate, object_ = map(_curie, row.key)
        writer.writerow(
            (
                subject,
                row.subject_label,
                predicate,
                object_,
                row.object_label,
                _curie(row.justification),
            )
        )
    return buffer.getvalue().encode()


def _yaml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _spaces() -> dict[str, str]:
    return {**SPACES, "skos": _SKOS, "semapv": _SEMAPV}


def _own(rows: Iterable[Match]) -> set[str]:
    """The folders of our base in which matched things are: they serve as prefixes."""
    return {
        iri.removeprefix(BASE).partition("/")[0]
        for row in rows
        for iri in (row.subject, row.object)
        if iri.startswith(BASE) and "/" in iri.removeprefix(BASE)
    }


def _curie(iri: str) -> str:
    """An IRI by the prefix of its namespace; one of ours by its folder; the IRI itself elsewhere.

    >>> _curie("https://w3id.org/migkg/theme/skills"), _curie("http://eurovoc.europa.eu/5400")
    ('theme:skills', 'EUROVOC:5400')
    """
    for prefix, space in _spaces().items():
        if iri.startswith(space):
            return f"{prefix}:{iri.removeprefix(space)}"
    folder, _, name = iri.removeprefix(BASE).partition("/") if iri.startswith(BASE) else ("", "", "")
    return f"{folder}:{name}" if name else iri
