"""From files to a dataset that can be asked.

Parsing and asking go through pyoxigraph; rdflib is imported only by the functions that return its
graphs, so that a query never pays for it. What a dataset calls its things is in `names`, which is
part of this module's face.
"""

from __future__ import annotations

import os
import re
import stat
from codecs import BOM_UTF8
from contextlib import contextmanager, suppress
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
from migkg.project import STORE_ALL, STORE_ASSERTED
from migkg.syntax.newer import is_plain, is_plain_file, may_be_newer
from migkg.syntax.problems import Problem, decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

    import rdflib

    from migkg.project import Project

__all__ = [
    "UNNAMED",
    "Description",
    "Fact",
    "Parsed",
    "canonical",
    "describe",
    "describe_graph",
    "examine",
    "explained",
    "format_of",
    "labels",
    "language",
    "load",
    "load_file",
    "open_store",
    "parse_file",
    "parse_text",
    "rdflib_dataset",
    "rdflib_graph",
    "read_bytes",
    "read_quads",
    "read_text",
    "resolve",
    "stream",
    "to_rdflib",
    "untranslated",
]

_FORMATS: Final[Mapping[str, ox.RdfFormat]] = {
    "ttl": ox.RdfFormat.TURTLE,
    "trig": ox.RdfFormat.TRIG,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}
_TREES: Final = frozenset({ox.RdfFormat.JSON_LD, ox.RdfFormat.RDF_XML})
"""The formats in which a parser for other things reads first (JSON, XML), and the engine is too lenient."""

UNNAMED: Final = (ox.BlankNode, ox.Triple)
"""What may bear no name: a statement about which something is said may have such a node in it."""

_POSITION: Final = re.compile(r"^Parser error (?:at|between) line \d+ [a-z0-9 ]*: ")
_REMEDY: Final = "Look just before this place for a missing full stop, semicolon, bracket or quote."
_LONG: Final = 10_000_000
"""A text of more characters than these is judged by the engine's parser alone, for it takes too long else."""

_LARGE: Final = 1 << 20
"""A file of as many bytes is better looked through first, and then read by the engine itself."""

_XML_LITERAL: Final = f"{terms.PREFIXES['rdf']}XMLLiteral"


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
    return _text_of(read_bytes(path), path)


def _text_of(data: bytes, path: Path) -> str:
    text = decoded(data)
    if isinstance(text, Problem):
        raise UnreadableError(path, text.message, remedy=text.remedy)
    return text


def read_bytes(path: Path) -> bytes:
    """What a regular file holds. Raises UnreadableError if it is missing, forbidden, a folder or a device."""
    with _opened(path) as stream:
        return stream.read()


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableError(path, "a folder", remedy="Name the files in it.")
        if not stat.S_ISREG(mode):
            raise UnreadableError(path, "no regular file", remedy="Save what it holds in a file first.")
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError:
        if path.is_symlink():
            raise UnreadableError(path, "a link that leads nowhere", remedy="Mend or delete it.") from None
        raise UnreadableError(path, "no such file", remedy="Check the spelling of the path.") from None
    except PermissionError:
        raise UnreadableError(path, "reading is not permitted", remedy="Check its permissions.") from None
    except (OSError, ValueError) as error:
        raise UnreadableError(path, f"cannot be read ({getattr(error, 'strerror', None) or error})") from None


def parse_file(path: Path) -> tuple[ox.Quad, ...]:
    """The quads of an RDF file, in the order written; the suffix says which format it has.

    Relative IRIs are resolved against the base IRI of migkg; nothing is ever fetched. Blank nodes get
    labels of their own, so that the quads of several files can be put together.

    Raises UnreadableError (see `read_text`; or a suffix that says no RDF format) and ParseError, which
    names line and column.
    """
    return _parse(read_text(path), path, rename_blank_nodes=True).quads


def canonical(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """The quads with labels for blank nodes that tell nothing of when and where they were read (RDFC-1.0).

    Only quads with a blank node play a part in the algorithm; they come last.
    """
    blank = ox.Dataset()
    for quad in quads:
        if any(isinstance(term, UNNAMED) for term in (quad.subject, quad.object, quad.graph_name)):
            blank.add(quad)
        else:
            yield quad
    blank.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_256)
    yield from blank


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


def examine(
    text: str, path: Path, *, rename_blank_nodes: bool = False
) -> tuple[Parsed | None, tuple[Problem, ...]]:
    """What a text says, and every problem with it; None if it is not well-formed.

    Only RDF 1.1 counts. A problem that is a warning does not keep the text from being read. Raises
    UnreadableError if the suffix of `path` says no RDF format.
    """
    rdf_format = format_of(path)
    problems = _strict(text, rdf_format)
    if not _refused(problems):
        try:
            return read_quads(text, path, rename_blank_nodes=rename_blank_nodes), tuple(problems)
        except (SyntaxError, ValueError) as error:
            problems += _explain(error, text, rdf_format)
    return None, tuple(problems)


def read_quads(text: str, path: Path, *, rename_blank_nodes: bool = False) -> Parsed:
    """What a text says that `examine` has found well-formed: the engine's parser, and no check.

    Raises SyntaxError or ValueError if the text is not well-formed, and UnreadableError as `examine`.
    """
    rdf_format = format_of(path)
    parser = ox.parse(
        _engine_text(text, rdf_format),
        rdf_format,
        base_iri=terms.BASE,
        rename_blank_nodes=rename_blank_nodes,
    )
    quads = tuple(parser)
    if rdf_format == ox.RdfFormat.JSON_LD:
        quads = tuple(_undirected(quad) for quad in quads)
    elif rdf_format == ox.RdfFormat.RDF_XML:
        quads = tuple(_unrepeating(quad) for quad in quads)
    elif len(text) > _LONG and may_be_newer(text.encode()):
        _refuse_newer(quads)
    return Parsed(quads, parser.base_iri, parser.prefixes)


def stream(path: Path, *, rename_blank_nodes: bool = False) -> Iterator[ox.Quad]:
    """The quads of a file in Turtle, TriG, N-Triples or N-Quads, one by one: its text is never held whole.

    Blank nodes keep their labels, or get new ones. Raises SyntaxError or ValueError where the file is not
    well-formed, OSError if it cannot be read, and UnreadableError as `examine`.
    """
    with path.open("rb") as text:
        is_known_right = is_plain_file(text)
    if not is_known_right:
        return _looked_at(path, rename_blank_nodes=rename_blank_nodes)
    return ox.parse(
        path=path, format=format_of(path), base_iri=terms.BASE, rename_blank_nodes=rename_blank_nodes
    )


def _looked_at(path: Path, *, rename_blank_nodes: bool) -> Iterator[ox.Quad]:
    with path.open("rb") as text:
        if text.read(len(BOM_UTF8)) != BOM_UTF8:
            text.seek(0)
        quads = ox.parse(text, format_of(path), base_iri=terms.BASE, rename_blank_nodes=rename_blank_nodes)
        for quad in quads:
            _refuse_newer((quad,))
            yield quad


def explained(error: Exception) -> Problem:
    """What the engine's parser has to say about a text, as a problem with its place."""
    message = _POSITION.sub("", str(getattr(error, "msg", None) or error))
    line, column = getattr(error, "lineno", None), getattr(error, "offset", None)
    return Problem(line, column, f"{message.rstrip('.')}.", _REMEDY)


def _parse(text: str, path: Path, *, rename_blank_nodes: bool) -> Parsed:
    parsed, problems = examine(text, path, rename_blank_nodes=rename_blank_nodes)
    if parsed is None:
        _raise(path, problems)
        raise ParseError(path, None, None, "it is not well-formed")
    return parsed


def _raise(path: Path, problems: Iterable[Problem]) -> None:
    for problem in _refused(problems):
        raise ParseError(path, problem.line, problem.column, problem.message, problem.remedy)


def _refused(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.is_warning]


def format_of(path: Path) -> ox.RdfFormat:
    """The format that the suffix of a file says; UnreadableError if it says none."""
    try:
        return _FORMATS[terms.RDF_FORMATS[path.suffix.lower()]]
    except KeyError:
        known = " ".join(terms.RDF_FORMATS)
        raise UnreadableError(
            path, "its name does not say which RDF it holds", remedy=f"Known endings: {known}."
        ) from None


def _strict(text: str, rdf_format: ox.RdfFormat) -> list[Problem]:
    """The problems that the engine's parser does not see, or does not place.

    Turtle and its kin go to the engine first: it lets nothing pass but RDF 1.2, which has its signs.
    """
    if rdf_format == ox.RdfFormat.RDF_XML:
        from migkg.syntax.rdfxml import rdfxml_problems

        return rdfxml_problems(text)
    if rdf_format == ox.RdfFormat.JSON_LD:
        from migkg.syntax.jsonld import jsonld_problems

        return jsonld_problems(text)
    return _grammar(text, rdf_format) if may_be_newer(text.encode()) else []


def _grammar(text: str, rdf_format: ox.RdfFormat) -> list[Problem]:
    from migkg.syntax.grammar import line_problems, turtle_problems

    if len(text) > _LONG:
        return []
    if rdf_format in {ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG}:
        return turtle_problems(text, graphs=rdf_format == ox.RdfFormat.TRIG)
    return line_problems(text, graphs=rdf_format == ox.RdfFormat.N_QUADS)


def _explain(error: Exception, text: str, rdf_format: ox.RdfFormat) -> list[Problem]:
    """The problems of a text that the engine's parser has refused; its own words if nothing else is known."""
    if rdf_format not in {ox.RdfFormat.RDF_XML, ox.RdfFormat.JSON_LD} and (
        found := _grammar(text, rdf_format)
    ):
        return found
    return [explained(error)]


def _engine_text(text: str, rdf_format: ox.RdfFormat) -> str:
    if rdf_format != ox.RdfFormat.RDF_XML:
        return text
    from migkg.syntax.rdfxml import readable

    return readable(text)


def _unrepeating(quad: ox.Quad) -> ox.Quad:
    """The quad, a literal of XML well-formed."""
    from migkg.syntax.rdfxml import once

    text = quad.object
    if not isinstance(text, ox.Literal) or text.datatype.value != _XML_LITERAL:
        return quad
    return ox.Quad(quad.subject, quad.predicate, ox.Literal(once(text.value), datatype=text.datatype))


def _refuse_newer(quads: Iterable[ox.Quad]) -> None:
    for quad in quads:
        term = quad.object
        if isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction is not None):
            raise ValueError(f"says something about a statement, or of a direction ({term}), as RDF 1.2 does")


def _undirected(quad: ox.Quad) -> ox.Quad:
    """The quad as RDF 1.1 has it: a text has no direction."""
    text = quad.object
    if not isinstance(text, ox.Literal) or text.direction is None:
        return quad
    return ox.Quad(
        quad.subject, quad.predicate, ox.Literal(text.value, language=text.language), quad.graph_name
    )


# --- loading -----------------------------------------------------------------------------------


def load(project: Project, *, inferred: bool = False) -> ox.Store:
    """A store with every asserted file of a project, each in its named graph.

    A loose file keeps the graphs that it has.

    With `inferred`, also the derived triples that `migkg build` left, in `graph/inferred`; raises
    ProjectError if it has left none. Raises as `parse_file` does for each file.

    A project that is a prebuilt store is opened as it is, to be read only.
    """
    if project.store:
        return open_store(project.store, inferred=inferred)
    store = ox.Store()
    for file in project.files:
        if file.is_asserted:
            load_file(store, file.path, file.graph)
    if inferred:
        load_file(store, _built(project), terms.GRAPH_INFERRED)
    return store


def open_store(folder: Path, *, inferred: bool = False) -> ox.Store:
    """One of the two stores that `migkg build` has left in a folder; nothing can be written to it.

    Raises ProjectError if it cannot be opened.
    """
    # A store has many files, and a new build may take its place: so the way there is looked up once.
    where = (folder / (STORE_ALL if inferred else STORE_ASSERTED)).resolve()
    if not (where / "CURRENT").is_file():
        raise ProjectError(f"{folder}: there is no store here. Run migkg build again.")
    try:
        store = ox.Store.read_only(str(where))
        next(store.quads_for_pattern(None, None, None), None)
    except (OSError, RuntimeError, ValueError) as error:
        reason = str(error).splitlines()[0][:200]
        raise ProjectError(
            f"{folder}: this store is damaged, or another program made it ({reason}). Run migkg build again."
        ) from error
    return store


def load_file(store: ox.Store, path: Path, graph: str = "") -> None:
    """Add a file to a store, in the named graph given (`""`: where the file itself puts its triples).

    Raises as `parse_file` does, and then leaves the store as it was.
    """
    rdf_format = format_of(path)
    target = ox.NamedNode(graph) if graph else ox.DefaultGraph()
    if rdf_format not in _TREES and _loaded(store, path, rdf_format, target):
        return
    text = read_text(path)
    _raise(path, _strict(text, rdf_format))
    try:
        if rdf_format in _TREES:
            store.extend(_moved(read_quads(text, path, rename_blank_nodes=True).quads, target))
        else:
            store.load(text, rdf_format, base_iri=terms.BASE, to_graph=target)
    except (SyntaxError, ValueError) as error:
        _raise(path, _explain(error, text, rdf_format))


def _loaded(
    store: ox.Store, path: Path, rdf_format: ox.RdfFormat, target: ox.NamedNode | ox.DefaultGraph
) -> bool:
    """Give a file to the engine if that judges it right; whether the file is in the store now.

    A large file goes there by its name: its bytes need not be copied from one memory to another.
    """
    # What is wrong with a file is found by the caller, with its place.
    with _opened(path) as stream, suppress(SyntaxError, ValueError):
        if os.fstat(stream.fileno()).st_size < _LARGE:
            data = stream.read()
            if is_plain(data):
                store.load(data, rdf_format, base_iri=terms.BASE, to_graph=target)
                return True
        elif is_plain_file(stream):
            store.load(path=path, format=rdf_format, base_iri=terms.BASE, to_graph=target)
            return True
    return False


def _moved(quads: Iterable[ox.Quad], target: ox.NamedNode | ox.DefaultGraph) -> Iterator[ox.Quad]:
    """The quads, those of the default graph in another one."""
    for quad in quads:
        named = not isinstance(quad.graph_name, ox.DefaultGraph)
        yield quad if named else ox.Quad(quad.subject, quad.predicate, quad.object, target)


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
