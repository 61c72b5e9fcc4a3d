"""From files to a dataset that can be asked.

Parsing and asking go through pyoxigraph; rdflib is imported only by the functions that return its
graphs, so that a query never pays for it. What a dataset calls its things is in `names`, which is
part of this module's face.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.bridge import add_to, to_rdflib
from migkg.errors import ParseError, ProjectError, UnreadableError
from migkg.names import (
    Description,
    Fact,
    describe,
    describe_graph,
    labels,
    language,
    resolve,
    untranslated,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import rdflib

    from migkg.project import Project

__all__ = [
    "Description",
    "Fact",
    "Parsed",
    "describe",
    "describe_graph",
    "labels",
    "language",
    "load",
    "load_file",
    "parse_file",
    "parse_text",
    "rdflib_dataset",
    "rdflib_graph",
    "read_text",
    "resolve",
    "to_rdflib",
    "untranslated",
]

_FORMATS: Final[Mapping[str, ox.RdfFormat]] = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_POSITION: Final = re.compile(r"^Parser error (?:at|between) line \d+ [a-z0-9 ]*: ")
_XML_COMMENT: Final = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", re.DOTALL)
_RDF_1_1: Final = "Write RDF 1.1: give the statement an IRI of its own."
_REMEDIES: Final = (
    (re.compile("has not been declared"), "Declare it with @prefix."),
    (re.compile("Invalid IRI"), "Percent-encode the characters that no IRI may hold, such as a blank."),
    (re.compile("@context"), "Write the context into the file."),
    (re.compile("[Ll]anguage"), "Write a tag such as @en."),
)
_GENERAL_REMEDY: Final = "Look just before this place for a missing full stop, semicolon, bracket or quote."


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a text says: its quads in the order written, and the base and prefixes it declares."""

    quads: tuple[ox.Quad, ...]
    base: str | None
    prefixes: Mapping[str, str]


# --- reading -----------------------------------------------------------------------------------


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without a byte-order mark.

    Raises UnreadableError if the file is missing, forbidden, a folder, binary or not UTF-8.
    """
    try:
        if path.is_dir():
            raise UnreadableError(path, "a folder", remedy="Name the files in it.")
        if path.exists() and not path.is_file():
            raise UnreadableError(path, "no regular file", remedy="Save what it holds in a file first.")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError(path, "no such file", remedy="Check the spelling of the path.") from None
    except PermissionError:
        raise UnreadableError(path, "reading is not permitted", remedy="Check its permissions.") from None
    except (OSError, ValueError) as error:
        raise UnreadableError(path, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableError(path, "UTF-16, not UTF-8", remedy="Save it again as UTF-8.")
    if b"\0" in data:
        raise UnreadableError(path, "binary, not text", remedy="Name a file of RDF text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{data[error.start]:02X} in line {line}"
        raise UnreadableError(path, f"not UTF-8 ({byte})", remedy="Save it again as UTF-8.") from None


def parse_file(path: Path) -> tuple[ox.Quad, ...]:
    """The quads of an RDF file, in the order written; the suffix says which format it has.

    Relative IRIs are resolved against the base IRI of migkg; nothing is ever fetched. Blank nodes get
    labels of their own, so that the quads of several files can be put together.

    Raises UnreadableError (see `read_text`; or a suffix that says no RDF format) and ParseError, which
    names line and column.
    """
    return _parse(read_text(path), path, rename_blank_nodes=True).quads


def parse_text(text: str, path: Path) -> Parsed:
    """Like `parse_file`, for text that is at hand; `path` gives the format and stands in messages.

    Blank nodes keep the labels that they have.

    >>> from pathlib import Path
    >>> parse_text("<plan/12/a> a mig:PlanPoint .", Path("a.ttl"))
    Traceback (most recent call last):
        ...
    migkg.errors.ParseError: a.ttl:1:15: The prefix mig: has not been declared. Declare it with @prefix.
    """
    return _parse(text, path, rename_blank_nodes=False)


def _parse(text: str, path: Path, *, rename_blank_nodes: bool) -> Parsed:
    rdf_format = _format(path)
    _refuse_doctype(text, path, rdf_format)
    try:
        parser = ox.parse(text, rdf_format, base_iri=terms.BASE, rename_blank_nodes=rename_blank_nodes)
        quads = tuple(parser)
    except (SyntaxError, ValueError) as error:
        raise _parse_error(error, text, path, rdf_format) from None
    for quad in quads:
        if _is_rdf_1_2(quad.object):
            raise ParseError(
                path,
                None,
                None,
                f"says something about a statement ({quad.object}), as RDF 1.2 does",
                _RDF_1_1,
            )
    return Parsed(quads, parser.base_iri, parser.prefixes)


def _format(path: Path) -> ox.RdfFormat:
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        known = " ".join(_FORMATS)
        raise UnreadableError(
            path, "its name does not say which RDF it holds", remedy=f"Known endings: {known}."
        ) from None


def _refuse_doctype(text: str, path: Path, rdf_format: ox.RdfFormat) -> None:
    """A document type can define entities that grow without end, or that name files and addresses."""
    if rdf_format != ox.RdfFormat.RDF_XML:
        return
    bare = _XML_COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)
    found = bare.find("<!DOCTYPE")
    if found >= 0:
        line = bare.count("\n", 0, found) + 1
        raise ParseError(path, line, None, "a DOCTYPE is not accepted", "Write its entities out and drop it.")


def _parse_error(error: Exception, text: str, path: Path, rdf_format: ox.RdfFormat) -> ParseError:
    message = _POSITION.sub("", str(getattr(error, "msg", None) or error))
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    if rdf_format == ox.RdfFormat.RDF_XML and line is None:
        line, column, message = _xml_position(text, message)
    if "LoadDocumentCallback" in message:
        message = "its @context lies elsewhere, and nothing is fetched"
    remedy = next((remedy for pattern, remedy in _REMEDIES if pattern.search(message)), _GENERAL_REMEDY)
    return ParseError(path, line, column, message, remedy)


def _xml_position(text: str, message: str) -> tuple[int | None, int | None, str]:
    """Where an XML text stops being well-formed, and why; the engine's parser does not say."""
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(text.encode(), True)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1, expat.errors.messages[error.code]
    return None, None, message


def _is_rdf_1_2(term: object) -> bool:
    return isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction is not None)


# --- loading -----------------------------------------------------------------------------------


def load(project: Project, *, inferred: bool = False) -> ox.Store:
    """A store with every asserted file of a project, each in its named graph.

    A loose file keeps the graphs that it has.

    With `inferred`, also the derived triples that `migkg build` left, in `graph/inferred`; raises
    ProjectError if it has left none. Raises as `parse_file` does for each file.
    """
    store = ox.Store()
    for file in project.files:
        if file.is_asserted:
            load_file(store, file.path, file.graph)
    if inferred:
        load_file(store, _built(project), terms.GRAPH_INFERRED)
    return store


def load_file(store: ox.Store, path: Path, graph: str = "") -> None:
    """Add a file to a store, in the named graph given (`""`: where the file itself puts its triples).

    Raises as `parse_file` does, and then leaves the store as it was.
    """
    text, rdf_format = read_text(path), _format(path)
    _refuse_doctype(text, path, rdf_format)
    target = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    try:
        store.load(text, rdf_format, base_iri=terms.BASE, to_graph=target)
    except (SyntaxError, ValueError) as error:
        raise _parse_error(error, text, path, rdf_format) from None


def rdflib_dataset(project: Project, *, inferred: bool = False) -> rdflib.Dataset:
    """The same as `load`, as an rdflib dataset; literals stay as written.

    Its default graph is the union of all if the project says so (see `Project.union`).
    """
    import rdflib

    dataset = rdflib.Dataset(default_union=project.union)
    for file in project.files:
        if file.is_asserted:
            add_to(dataset, parse_file(file.path), file.graph)
    if inferred:
        add_to(dataset, parse_file(_built(project)), terms.GRAPH_INFERRED)
    return dataset


def rdflib_graph(project: Project, *, ontology: bool = True) -> rdflib.Graph:
    """All asserted triples of a project in one rdflib graph, with or without the vocabulary.

    Literals stay as written.
    """
    files = (file for file in project.files if file.is_asserted and (ontology or not file.is_ontology))
    return to_rdflib(quad for file in files for quad in parse_file(file.path))


def _built(project: Project) -> Path:
    path = project.inferred_file
    if not path.is_file():
        raise ProjectError(f"{path}: the derived triples have not been computed yet. Run migkg build first.")
    return path
