"""Is the data right? SHACL shapes, written forms of literals, and queries that must return nothing.

Three judges, one report:

- **Shapes** (`shapes/*.ttl`). What SHACL's core says is left to pySHACL on an rdflib graph. What a shape
  says in SPARQL (`sh:sparql`) is asked once of the whole graph in pyoxigraph, joined with the shape's
  targets, instead of once for each focus node; a test holds that both together equal pySHACL alone.
- **Written forms** (`lexical.py`): pySHACL misses a third of the ill-typed literals.
- **Checks** (`queries/checks/*.rq`): each row that one returns is a finding.

Shapes, ontology and data are judged as one graph, so that the shapes about shapes and terms hold too.
"""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import lexical, terms
from migkg.bridge import to_rdflib
from migkg.errors import ProjectError, UnreadableError
from migkg.findings import SEVERITIES, Finding, Report, Rule
from migkg.graph import read_text
from migkg.inventory import take_stock
from migkg.places import Places, Result, SourceFile, fill
from migkg.project import Project
from migkg.shapes import SH, Rules, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import rdflib

    from migkg.shapes import Term

__all__ = [
    "LEXICAL_FORM",
    "Finding",
    "Report",
    "Result",
    "Rules",
    "SourceFile",
    "core_results",
    "judge",
    "load_store",
    "sparql_results",
    "validate",
    "whole_results",
]

CHECKS: Final = f"{terms.BASE}check/"
LEXICAL_FORM: Final = f"{terms.BASE}shape/lexical/form"
"""The name under which wrongly written literals are reported; this rule is code, not a shape."""

UNDEFINED: Final = f"{terms.BASE}shape/dataset/defined"
"""The shape that finds IRIs that nothing describes."""

_LEXICAL: Final = Rule("A literal is written as its datatype demands")
_HEADER_ENTRY: Final = re.compile(r"#\+ ?(\w+): *(.*?) *")


# --- asking ---------------------------------------------------------------------------------------


def validate(project: Project, paths: Sequence[str | Path] | None = None) -> Report:
    """Judge a dataset by its shapes, by the written forms of its literals and by its checks.

    With `paths` (RDF files or folders), these files are judged with the dataset as their context, and
    only what they say is reported. A dataset without shapes, ontology or checks of its own is judged by
    those that migkg brings along.

    Raises UnreadableError or ParseError for a file that cannot be used, ProjectError for shapes or checks
    that cannot be asked.
    """
    rulebook = project if project.shapes_folder else Project.packaged()
    files = _read_all(project, rulebook)
    reported = {path for path in files if path in _own_files(project)}
    if paths is not None:
        reported = set()
        for path in (file for given in paths for file in _rdf_files(Path(given))):
            reported.add(path.resolve())
            if path.resolve() not in files:
                files[path.resolve()] = SourceFile.read(path, path.as_posix())
    sources = tuple(files.values())
    rules = rules_of(sources)
    names = [source.name for path, source in files.items() if path in reported]
    report = judge(rules, sources, reported=names, checks=_checks(rulebook))
    if paths is not None or not project.folders:
        return report
    findings = [*report.findings, *take_stock(project, sources)]
    return replace(report, findings=tuple(sorted(findings, key=_order)))


def rules_of(sources: Sequence[SourceFile]) -> Rules:
    """The rules that the shape files among the sources hold; raises ProjectError as `Rules.from_quads`."""
    shapes = (quad for source in sources if source.is_shapes for quad in source.quads)
    return Rules.from_quads(shapes, (quad for source in sources for quad in source.quads))


def judge(
    rules: Rules,
    sources: Sequence[SourceFile],
    *,
    reported: Iterable[str] | None = None,
    checks: Sequence[Path] = (),
) -> Report:
    """Judge files that are already read; `reported` names those whose findings count (all, if None)."""
    names = frozenset(source.name for source in sources) if reported is None else frozenset(reported)
    store = ox.Store()
    _load(store, (source for source in sources if not source.is_shapes))
    rows = list(_check_results(store, checks))
    _load(store, (source for source in sources if source.is_shapes))
    results = [*core_results(rules, sources), *sparql_results(rules, store)]
    judged = [(result, rules.rule(result.shape)) for result in results]
    judged += [(result, _LEXICAL) for result in _ill_written(sources, names)]
    places = Places(sources, names)
    found = {
        finding for result, shape in _once([*judged, *rows]) if (finding := places.finding(result, shape))
    }
    return Report(findings=tuple(sorted(found, key=_order)), files=tuple(sorted(names)))


def _once(judged: Sequence[tuple[Result, Rule]]) -> Iterator[tuple[Result, Rule]]:
    """One slip, one finding: of a triple that several rules find fault with, the plainest word.

    That a value does not exist says all about it; and what a shape says, a check need not say again.
    """
    undefined = {_triple(result) for result, _ in judged if result.shape == UNDEFINED}
    shaped = {_triple(result) for result, _ in judged if not result.shape.startswith(CHECKS)}
    for result, shape in judged:
        if result.shape != UNDEFINED and _triple(result) in undefined:
            continue
        if result.shape.startswith(CHECKS) and _triple(result) in shaped:
            continue
        yield result, shape


def _triple(result: Result) -> tuple[Term, str, Term | None]:
    return result.focus, result.path, result.value


def core_results(rules: Rules, sources: Iterable[SourceFile]) -> list[Result]:
    """What SHACL's core constraints find, by pySHACL."""
    return _shacl(rules.core, rules, sources)


def whole_results(rules: Rules, sources: Iterable[SourceFile]) -> list[Result]:
    """What pySHACL alone finds, SPARQL constraints included: slow, and the measure of the other two."""
    return _shacl(rules.whole, rules, sources)


def sparql_results(rules: Rules, store: ox.Store) -> list[Result]:
    """What the SPARQL constraints find, each asked once of the whole store."""
    found: dict[Result, None] = {}
    for question in rules.questions:
        shape = rules.rule(question.shape)
        for row in _select(store, question.query, question.shape):
            focus, path = row["this"], row.get("path")
            if focus is None:
                continue
            value = row.get("value") or (None if question.is_property else focus)
            where = text_of(path) if path else shape.path
            message = fill(question.message or shape.message or shape.name, row)
            found[Result(question.shape, focus, where, value, message)] = None
    return list(found)


def load_store(sources: Iterable[SourceFile]) -> ox.Store:
    """A store of the files, each in its named graph."""
    store = ox.Store()
    _load(store, sources)
    return store


def _load(store: ox.Store, sources: Iterable[SourceFile]) -> None:
    for source in sources:
        graph = ox.NamedNode(source.graph)
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in source.quads)


def _shacl(shapes: Sequence[ox.Quad], rules: Rules, sources: Iterable[SourceFile]) -> list[Result]:
    import pyshacl
    from rdflib import Namespace, URIRef

    sh = Namespace(SH)
    try:
        with _literals_as_written():
            data = to_rdflib(quad for source in sources for quad in source.quads)
            _, report, _ = pyshacl.validate(
                data, shacl_graph=to_rdflib(shapes), inplace=True, inference="none", do_owl_imports=False
            )
    except Exception as error:  # noqa: BLE001 -- pySHACL passes on whatever a query in a shape raises
        report = error
    if isinstance(report, Exception):
        raise ProjectError(f"The shapes cannot be applied: {_first_line(report)}")
    found: dict[Result, None] = {}
    for node in report.objects(None, sh.result):
        shape = str(report.value(node, sh.sourceShape))
        focus = _term(report.value(node, sh.focusNode))
        if focus is None:
            continue
        value = _term(report.value(node, sh.value))
        path = report.value(node, sh.resultPath)
        said = rules.rule(shape).message or str(
            report.value(node, sh.resultMessage) or rules.rule(shape).name
        )
        where = str(path) if isinstance(path, URIRef) else ""
        found[Result(shape, focus, where, value, fill(said, {"this": focus, "value": value}))] = None
    return list(found)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """Rdflib does not rewrite the literals that it makes, and neither it nor pySHACL talks about them."""
    import rdflib

    before, silence = rdflib.NORMALIZE_LITERALS, logging.root.manager.disable
    rdflib.NORMALIZE_LITERALS = False
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = before
        logging.disable(silence)


def _term(node: rdflib.term.Node | None) -> Term | None:
    from rdflib import BNode, Literal, URIRef

    if isinstance(node, URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, BNode):
        return ox.BlankNode(str(node))
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or f"{terms.XSD}string")))
    return None


def _select(store: ox.Store, query: str, what: str) -> Iterator[dict[str, Term | None]]:
    try:
        solutions = store.query(query, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise ProjectError(f"{terms.shorten(what)}: its query does not parse: {error}") from None
    if not isinstance(solutions, ox.QuerySolutions):
        raise ProjectError(f"{terms.shorten(what)}: its query is no SELECT.")
    names = [variable.value for variable in solutions.variables]
    for row in solutions:
        yield {name: row[name] for name in names}


# --- the other two judges -------------------------------------------------------------------------


def _ill_written(sources: Iterable[SourceFile], names: frozenset[str]) -> Iterator[Result]:
    for quad in (quad for source in sources if source.name in names for quad in source.quads):
        literal = quad.object
        if not isinstance(literal, ox.Literal):
            continue
        if wrong := lexical.problem(literal.value, literal.datatype.value):
            message = fill(f"Write {{$value}} as its datatype demands: {wrong}.", {"value": literal})
            yield Result(LEXICAL_FORM, quad.subject, quad.predicate.value, literal, message)


def _check_results(store: ox.Store, checks: Iterable[Path]) -> Iterator[tuple[Result, Rule]]:
    for path in checks:
        text = read_text(path)
        header = _header(text)
        shape = Rule(
            path.stem,
            message=header.get("summary", path.stem),
            remedy=header.get("remedy", ""),
            description=header.get("description", ""),
        )
        for row in _select(store, text, path.as_posix()):
            if "entity" not in row:
                raise ProjectError(
                    f"{path}: a check returns ?entity ?property ?value, and this one has no ?entity."
                )
            if focus := row["entity"]:
                about = row.get("property")
                where = text_of(about) if about else ""
                yield Result(f"{CHECKS}{path.stem}", focus, where, row.get("value"), shape.message), shape


def _header(text: str) -> dict[str, str]:
    """The one-line and folded entries of a query's `#+` header."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if not line.startswith("#+"):
            continue
        entry = _HEADER_ENTRY.fullmatch(line)
        if entry:
            name, rest = entry[1], entry[2]
            found[name] = "" if rest in (">", "|") else rest.strip("\"'")
        elif name:
            found[name] = f"{found[name]} {line[2:].strip()}".strip()
    return found


def _order(finding: Finding) -> tuple[str, int, int, str, str, str]:
    severity = SEVERITIES.index(finding.severity) if finding.severity in SEVERITIES else len(SEVERITIES)
    return finding.file, finding.line or 0, severity, finding.focus, finding.shape, finding.value


# --- which files ----------------------------------------------------------------------------------


def _own_files(project: Project) -> set[Path]:
    own = {file.path.resolve() for file in project.files}
    if project.shapes_folder:
        own |= {path.resolve() for path in project.shapes_folder.glob("*.ttl")}
    return own


def _read_all(project: Project, rulebook: Project) -> dict[Path, SourceFile]:
    """The files of a dataset, its vocabulary and the shapes, by their paths."""
    files = [file for file in project.files if file.is_asserted]
    if not project.ontology_files:
        files += rulebook.ontology_files
    found = {file.path.resolve(): SourceFile.read(file.path, file.relative, file.graph) for file in files}
    folder = rulebook.shapes_folder
    for path in sorted(folder.glob("*.ttl")) if folder else ():
        name = f"{folder.name}/{path.name}" if folder else path.name
        found[path.resolve()] = SourceFile.read(path, name, is_shapes=True)
    return found


def _checks(rulebook: Project) -> list[Path]:
    folder = rulebook.queries_folder
    return sorted((folder / "checks").glob("*.rq")) if folder else []


def _rdf_files(path: Path) -> list[Path]:
    """The path itself, or the RDF files below a folder; raises UnreadableError if it has none."""
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.rglob("*") if file.suffix in terms.RDF_SUFFIXES and file.is_file())
    if not found:
        raise UnreadableError(path, "no RDF file in this folder", remedy="Name a file, or another folder.")
    return found
