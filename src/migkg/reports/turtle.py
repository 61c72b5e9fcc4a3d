"""The report as SHACL writes one: a `sh:ValidationReport` with its results, in canonical Turtle.

What SHACL asks for and cannot be had here: `sh:sourceConstraintComponent` (a finding knows its shape, not
which constraint of it), and so it is left out, as is `sh:sourceShape` for a shape without IRI. A finding
about a file and no node has the file, a blank node with its name, as focus. As SHACL has it, a report
conforms only if it has no result at all, warnings included; known findings are not in it.

Where a finding is written is told with the W3C's pointers: `prov:atLocation` leads to a `ptr:SinglePointer`
with the file as `ptr:reference` and `ptr:lineNumber` and `ptr:charNumber` as far as they are known. The
remedy is an `rdfs:comment`. A result is named by a UUID that follows from the finding's fingerprint.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.baseline import fingerprints
from migkg.findings import SEVERITIES
from migkg.reports.spelling import file_name
from migkg.turtle import serialize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.findings import Finding, Report
    from migkg.reports.spelling import Setting

__all__ = ["turtle"]

PTR: Final = "http://www.w3.org/2009/pointers#"
_REPORT: Final = ox.BlankNode("report")
_TYPE: Final = ox.NamedNode(terms.RDF_TYPE)
_LABEL: Final = ox.NamedNode(f"{terms.PREFIXES['rdfs']}label")
_COMMENT: Final = ox.NamedNode(f"{terms.PREFIXES['rdfs']}comment")
_AT: Final = ox.NamedNode(f"{terms.PREFIXES['prov']}atLocation")

_Term = ox.NamedNode | ox.BlankNode | ox.Literal


def turtle(report: Report, setting: Setting) -> str:
    """The report's triples; what they say of a node is told with the term itself, whole."""
    triples = [
        ox.Triple(_REPORT, _TYPE, _sh("ValidationReport")),
        ox.Triple(_REPORT, _sh("conforms"), ox.Literal(not report.findings)),
    ]
    marks = fingerprints((*report.known, *report.findings), setting.root)[len(report.known) :]
    for finding, mark in zip(report.findings, marks, strict=True):
        result = ox.NamedNode(uuid.uuid5(uuid.NAMESPACE_URL, f"{terms.BASE}finding/{mark}").urn)
        triples.append(ox.Triple(_REPORT, _sh("result"), result))
        triples.extend(ox.Triple(result, *pair) for pair in _said(finding))
        triples.extend(_location(finding, mark, result, setting))
    return serialize(triples, prefixes={"ptr": PTR})


def _said(finding: Finding) -> Iterator[tuple[ox.NamedNode, _Term]]:
    yield _TYPE, _sh("ValidationResult")
    severity = finding.severity if finding.severity in SEVERITIES else SEVERITIES[0]
    yield _sh("resultSeverity"), _sh(severity)
    yield _sh("resultMessage"), _literal(finding.message or finding.name)
    path = _term(finding.path_term, finding.path)
    if isinstance(path, ox.NamedNode):
        yield _sh("resultPath"), path
    if shape := _iri(finding.shape):
        yield _sh("sourceShape"), shape
    if focus := _term(finding.focus_term, finding.focus):
        yield _sh("focusNode"), focus
    if value := _term(finding.value_term, finding.value):
        yield _sh("value"), value
    if finding.remedy:
        yield _COMMENT, _literal(finding.remedy)


def _location(finding: Finding, mark: str, result: ox.NamedNode, setting: Setting) -> Iterator[ox.Triple]:
    """Where the finding is written, and the file as focus if there is no other."""
    name = _literal(file_name(finding.file, setting.root) or "(no file)")
    label = mark.replace(":", "-")
    if not (finding.focus_term or finding.focus):
        file = ox.BlankNode(f"file-{label}")
        yield ox.Triple(result, _sh("focusNode"), file)
        yield ox.Triple(file, _LABEL, name)
    if finding.file:
        pointer = ox.BlankNode(f"place-{label}")
        yield ox.Triple(result, _AT, pointer)
        yield ox.Triple(pointer, _TYPE, ox.NamedNode(f"{PTR}SinglePointer"))
        yield ox.Triple(pointer, ox.NamedNode(f"{PTR}reference"), name)
        for key, number in (("lineNumber", finding.line), ("charNumber", finding.column)):
            if number is not None:
                yield ox.Triple(pointer, ox.NamedNode(f"{PTR}{key}"), ox.Literal(number))


def _sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{terms.PREFIXES['sh']}{name}")


def _term(term: str, text: str) -> _Term | None:
    """The term that N-Triples writes; for want of one what the text for people stands for, else the text.

    None if there is neither.
    """
    if not term and not text:
        return None
    try:
        spelt = term or (text if text.startswith(('"', "_:")) else f"<{terms.expand(text)}>")
        quad = next(ox.parse(f"<x:s> <x:p> {spelt} .", ox.RdfFormat.N_TRIPLES))
    except (ValueError, SyntaxError, StopIteration):
        return _literal(text or term)
    return quad.object if isinstance(quad.object, _Term) else _literal(text or term)


def _iri(text: str) -> ox.NamedNode | None:
    try:
        return ox.NamedNode(text) if terms.is_iri(text) else None
    except ValueError:
        return None


def _literal(text: str) -> ox.Literal:
    """A plain literal; a lone surrogate, which a file name can hold, becomes a question mark."""
    return ox.Literal(text.encode("utf-8", "replace").decode())
