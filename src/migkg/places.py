"""Files as read, and where in them something is written: from what a rule says to a finding for people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from migkg import terms
from migkg.errors import UnreadableError
from migkg.findings import Finding, Rule
from migkg.graph import examine, parse_file, read_text
from migkg.positions import Positions, positions
from migkg.shapes import text_of
from migkg.syntax.problems import decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from migkg.positions import Place
    from migkg.shapes import Term

__all__ = ["Places", "Result", "SourceFile", "fill"]

_LABELS: Final = (
    f"{terms.PREFIXES['rdfs']}label",
    f"{terms.PREFIXES['dcterms']}title",
    f"{terms.PREFIXES['skos']}notation",
)
_STRING: Final = f"{terms.XSD}string"
_LANG_STRING: Final = f"{terms.PREFIXES['rdf']}langString"
_PLACEHOLDER: Final = re.compile(r"\{[$?](\w+)\}")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as read: its name for people, its named graph, and its quads in the order written.

    Blank nodes have labels that no other file has. `path` is where the text can be read again, to look up
    places in it; without it nothing in the file has a line.
    """

    name: str
    graph: str
    quads: tuple[ox.Quad, ...]
    path: Path | None = None
    is_shapes: bool = False

    @classmethod
    def read(cls, path: Path, name: str, graph: str = "", *, is_shapes: bool = False) -> SourceFile:
        """Read and parse; raises UnreadableError and ParseError."""
        graph = graph or terms.GRAPH_BASE + quote(name)
        return cls(name, graph, parse_file(path), path, is_shapes=is_shapes)

    @classmethod
    def of_bytes(cls, data: bytes, path: Path, name: str, graph: str) -> SourceFile:
        """What a file of that path and name would say if it held these bytes; nothing if they are no RDF."""
        text = decoded(data)
        parsed = examine(text, path, rename_blank_nodes=True)[0] if isinstance(text, str) else None
        return cls(name, graph or terms.GRAPH_BASE + quote(name), parsed.quads if parsed else ())

    def positions(self) -> Positions:
        """Where the file writes its triples; of a file that has gone since, nothing.

        This reads the whole text again: ask only for files that have findings, and keep the answer.
        """
        if not self.path:
            return Positions("", ())
        try:
            text = read_text(self.path)
        except UnreadableError:
            return Positions("", ())
        return positions(text, self.path, self.quads)


class Result(NamedTuple):
    """What a rule says of a focus node. `path` is an IRI or `""`; `value` is None where there is none."""

    shape: str
    focus: Term
    path: str
    value: Term | None
    message: str


class Places:
    """In which of the reported files a finding is written, and what its focus is called."""

    def __init__(self, sources: Iterable[SourceFile], names: frozenset[str]) -> None:
        self._names = names
        self._said: dict[Term, list[tuple[SourceFile, ox.Quad]]] = {}
        self._positions: dict[str, Positions] = {}
        for source in sources:
            for quad in source.quads:
                self._said.setdefault(quad.subject, []).append((source, quad))

    def finding(self, result: Result, rule: Rule) -> Finding | None:
        """The finding for people; None if other files than the reported ones say it."""
        source = self._source(result)
        if source is None and result.focus in self._said:
            return None
        place = self._place(source, result) if source else None
        return Finding(
            shape=result.shape,
            name=rule.name,
            severity=rule.severity,
            focus=_spelt(result.focus),
            label=self._label(result.focus),
            path=terms.shorten(result.path) if result.path else "",
            value="" if result.value is None else _spelt(result.value),
            message=result.message,
            remedy=rule.remedy,
            file=source.name if source else "",
            line=place.line if place else None,
            column=place.column if place else None,
            focus_term=str(result.focus),
            path_term=f"<{result.path}>" if result.path else "",
            value_term="" if result.value is None else str(result.value),
        )

    def _place(self, source: SourceFile, result: Result) -> Place | None:
        if source.name not in self._positions:
            self._positions[source.name] = source.positions()
        return self._positions[source.name].find(result.focus, result.path, result.value)

    def _source(self, result: Result) -> SourceFile | None:
        """The file with the very triple, else the one that says what the focus is, else any that has it."""
        said = self._said.get(result.focus, [])
        exact = [(source, quad) for source, quad in said if _is_about(quad, result)]
        candidates = exact or sorted(said, key=lambda pair: _distance(pair[1], result.path))
        return next((source for source, _ in candidates if source.name in self._names), None)

    def _label(self, focus: Term) -> str:
        said = {quad.predicate.value: text_of(quad.object) for _, quad in self._said.get(focus, ())}
        return next((said[name] for name in _LABELS if name in said), "")


def _is_about(quad: ox.Quad, result: Result) -> bool:
    return quad.predicate.value == result.path and quad.object == result.value


def _distance(quad: ox.Quad, path: str) -> int:
    return 0 if quad.predicate.value == terms.RDF_TYPE else 1 if quad.predicate.value == path else 2


def _spelt(term: Term) -> str:
    """A term for people: IRIs short, literals with quotes and what stands behind them."""
    if isinstance(term, ox.NamedNode):
        return terms.shorten(term.value)
    if isinstance(term, ox.Literal) and term.datatype.value not in (_STRING, _LANG_STRING):
        return f'"{term.value}"^^{terms.shorten(term.datatype.value)}'
    return str(term)


def fill(message: str, row: Mapping[str, Term | None]) -> str:
    """The message with `{$name}` and `{?name}` replaced by what the row holds for people to read."""
    return _PLACEHOLDER.sub(lambda match: _words(row.get(match[1])), message)


def _words(term: Term | None) -> str:
    if term is None:
        return ""
    return terms.shorten(term.value) if isinstance(term, ox.NamedNode) else text_of(term)
