"""The one way in which our Turtle is written, so that an edit of one value is a diff of a line or two.

Directives first, `@base` and then only the prefixes used; subjects in natural order (para/2 before
para/10); `a` before all other predicates, these by their spelling; one value a line; the full stop on a
line of its own. Literals stay as written (`007` is not 7). A blank node is written inside the triple
that points at it; one that several triples point at gets a label that follows from the graph alone.
Comments do not survive: a note worth keeping is a triple.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from migkg import terms
from migkg.errors import MigkgError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["blocks_of", "directives", "dropped_comments", "format_text", "serialize"]

_RDF: Final = terms.PREFIXES["rdf"]
_FIRST, _REST, _NIL = ox.NamedNode(f"{_RDF}first"), ox.NamedNode(f"{_RDF}rest"), ox.NamedNode(f"{_RDF}nil")
_INDENT: Final = "    "
_DEEPEST: Final = 20
"""How many blank nodes are written inside each other; one that lies deeper gets a label."""

_LOCAL_NAME: Final = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?")
_NOT_RELATIVE: Final = re.compile(r"[/?#]|[^/?#]*:|(?:[^?#]*/)?\.{1,2}(?:[/?#]|$)|$")
_BARE: Final = {
    f"{terms.XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{terms.XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{terms.XSD}double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    f"{terms.XSD}boolean": re.compile(r"true|false"),
}
_BLOCK_END: Final = "\n.\n"
_LONG_QUOTE: Final = '"""'
_SHORT_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\b": "\\b", "\r": "\\r", "\f": "\\f"}
_INVISIBLE: Final = r"\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff"
_IN_STRING: Final = re.compile(rf'[\\"{_INVISIBLE}]')
_IN_LONG_STRING: Final = re.compile(rf'[\\{_INVISIBLE}]|"(?="|\Z)')
_TOKEN: Final = re.compile(
    r'''"""(?:[^"\\]|\\.|"(?!""))*"""|\'\'\'(?:[^'\\]|\\.|'(?!''))*\'\'\''''
    r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|<[^<>\s]*>|\\.|(?P<comment>\#[^\n\r]*)""",
    re.DOTALL,
)

_Node = ox.NamedNode | ox.BlankNode
_Object = ox.NamedNode | ox.BlankNode | ox.Literal
_Properties = dict[ox.NamedNode, list[_Object]]


def format_text(text: str, path: Path) -> str:
    """The canonical spelling of a Turtle text; `path` stands in messages.

    The result says the same as the text (this is checked), and formatting it again changes nothing.

    Raises ParseError if the text is not well-formed, UnreadableError if `path` is not named like Turtle.

    >>> from pathlib import Path
    >>> text = "<plan/12/a> a <http://example.org/Point> ; <http://example.org/order> 2, 1 ."
    >>> print(format_text(text, Path("a.ttl")))
    @base <https://w3id.org/migkg/> .
    <BLANKLINE>
    <plan/12/a>
        a <http://example.org/Point> ;
        <http://example.org/order>
            1 ,
            2 ;
    .
    <BLANKLINE>
    """
    from migkg.graph import parse_text

    if path.suffix.lower() != ".ttl":
        raise UnreadableError(path, "only Turtle is formatted", remedy="Name files that end in .ttl.")
    parsed = parse_text(text, path)
    result = serialize(parsed.quads, prefixes=parsed.prefixes)
    again = parse_text(result, path).quads
    if _profile(again) != _profile(parsed.quads) or serialize(again, prefixes=parsed.prefixes) != result:
        raise MigkgError(
            f"{path}: formatting would change what the file says; it was left alone. Report this."
        )
    return result


def serialize(
    triples: Iterable[ox.Quad | ox.Triple],
    *,
    base: str = terms.BASE,
    prefixes: Mapping[str, str] | None = None,
    labels: str = "b",
) -> str:
    """Canonical Turtle of triples (graph names are not written).

    `prefixes` are used beside those of migkg, which win where both name the same; the labels of blank nodes
    begin with `labels`. The text depends on nothing but the triples and these: not on the order, nor on the
    labels that blank nodes had.
    """
    return _Writer(_distinct(triples), base, prefixes or {}, labels).text()


def directives(
    triples: Iterable[ox.Quad | ox.Triple],
    *,
    base: str = terms.BASE,
    prefixes: Mapping[str, str] | None = None,
) -> list[str]:
    """The lines above what `serialize` writes of triples without blank nodes."""
    return _Writer([], base, prefixes or {}, "b").head_of(triples)


def blocks_of(text: str) -> tuple[list[str], list[str]]:
    r"""The directives of a text that `serialize` has written, and the block of each subject.

    >>> blocks_of(serialize(ox.parse("<x:s> <x:p> 1 . <x:t> a <x:C> .", ox.RdfFormat.TURTLE)))
    ([], ['<x:s>\n    <x:p> 1 ;\n.\n', '<x:t>\n    a <x:C> ;\n.\n'])
    """
    head, _, body = text.partition("\n\n") if text.startswith("@") else ("", "", text)
    blocks: list[str] = []
    whole = True
    for piece in body.removesuffix(_BLOCK_END).split(f"{_BLOCK_END}\n") if body else ():
        # What looks like an end may stand in a text of several lines.
        if whole:
            blocks.append(piece)
        else:
            blocks[-1] += f"{_BLOCK_END}\n{piece}"
        whole = whole == (piece.count(_LONG_QUOTE) % 2 == 0)
    return head.splitlines(), [f"{block}{_BLOCK_END}" for block in blocks]


def dropped_comments(text: str) -> tuple[tuple[int, str], ...]:
    """Line number and text of each comment of a well-formed Turtle text, which formatting drops.

    >>> dropped_comments('<a#b> <c> "# no" . # yes')
    ((1, '# yes'),)
    """
    return tuple(
        (text.count("\n", 0, token.start()) + 1, token["comment"])
        for token in _TOKEN.finditer(text)
        if token["comment"]
    )


class _Triple(NamedTuple):
    """A triple of RDF 1.1."""

    subject: _Node
    predicate: ox.NamedNode
    object: _Object


def _distinct(triples: Iterable[ox.Quad | ox.Triple]) -> list[_Triple]:
    found: dict[_Triple, None] = {}
    for t in triples:
        if isinstance(t.subject, ox.Triple) or isinstance(t.object, ox.Triple):
            raise MigkgError(f"{t} says something about a statement; Turtle 1.1 cannot write that.")
        found[_Triple(t.subject, t.predicate, t.object)] = None
    return list(found)


def _canonical(triples: Iterable[_Triple]) -> list[_Triple]:
    """The triples with blank nodes named by what is said about them (RDFC-1.0)."""
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return _distinct(dataset)


def _profile(triples: Iterable[ox.Quad]) -> tuple[Counter[tuple[_Object | None, ...]], int]:
    """What graphs that say the same have in common: triples with blank nodes left open, how often each.

    Telling for certain whether graphs with blank nodes are the same can take very long; this takes no time,
    and together with a second formatting that yields the same text it leaves no way to lose something.
    """
    distinct = _distinct(triples)
    nodes = {term for t in distinct for term in (t.subject, t.object) if isinstance(term, ox.BlankNode)}
    masked: Counter[tuple[_Object | None, ...]] = Counter(
        tuple(None if isinstance(term, ox.BlankNode) else term for term in t) for t in distinct
    )
    return masked, len(nodes)


def _quoted(text: str) -> str:
    """A string in quotes, or in three if it has several lines: these stay lines."""
    if "\n" in text:
        return f'"""{_IN_LONG_STRING.sub(_escape, text)}"""'
    return f'"{_IN_STRING.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"


class _Spelling(NamedTuple):
    """How a value is written, and where it stands among others: IRIs, then literals, then blank nodes."""

    rank: int
    key: tuple[tuple[int, int, str], ...]
    text: str


class _Writer:
    """One graph on its way to text."""

    def __init__(self, triples: list[_Triple], base: str, prefixes: Mapping[str, str], labels: str) -> None:
        self._base = base
        self._namespaces = _namespaces(prefixes)
        self._used: set[str] = set()
        self._written: dict[str, str] = {}
        self._keys: dict[str, tuple[tuple[int, int, str], ...]] = {}
        self._base_used = False
        labelled = _needing_labels(triples)
        if labelled:
            # Their labels must not depend on those that the text happened to have.
            triples = _canonical(triples)
            labelled = _needing_labels(triples)
        self._said, pointers = _index(triples)
        self._inside = _nestable(self._said, pointers)
        labelled.sort(key=lambda node: terms.natural_key(node.value))
        self._labels = {node: f"_:{labels}{number}" for number, node in enumerate(labelled, 1)}

    def text(self) -> str:
        named, anonymous = [], []
        for subject, properties in self._said.items():
            if isinstance(subject, ox.NamedNode):
                named.append((terms.natural_key(subject.value), subject.value, subject, properties))
            elif subject not in self._inside:
                anonymous.append(self._block(self._labels.get(subject, "[]"), properties))
        named.sort(key=lambda entry: entry[:2])
        blocks = [self._block(self._iri(subject), properties) for _, _, subject, properties in named]
        blocks += sorted(anonymous, key=lambda block: (block.startswith("[]"), terms.natural_key(block)))
        head = self._head()
        return "\n".join([head, *blocks] if head else blocks)

    def head_of(self, triples: Iterable[ox.Quad | ox.Triple]) -> list[str]:
        """The directives that triples without blank nodes need, which need not be those of this graph."""
        for triple in triples:
            subject, value = triple.subject, triple.object
            if isinstance(value, ox.Literal):
                self._literal(value)
            elif isinstance(value, ox.NamedNode) and value != _NIL:
                self._iri(value)
            if isinstance(subject, ox.NamedNode):
                self._iri(subject)
            if triple.predicate.value != terms.RDF_TYPE:
                self._iri(triple.predicate)
        return self._directives()

    def _head(self) -> str:
        return "".join(f"{line}\n" for line in self._directives())

    def _directives(self) -> list[str]:
        lines = [f"@base <{self._base}> ."] if self._base_used else []
        lines += [
            f"@prefix {p}: <{ns}> ."
            for ns, p in sorted(self._namespaces.items(), key=lambda e: e[1])
            if p in self._used
        ]
        return lines

    def _block(self, subject: str, properties: _Properties) -> str:
        return f"{subject}\n{self._lines(properties, _INDENT)}.\n"

    def _lines(self, properties: _Properties, indent: str) -> str:
        """One line per value; a predicate with several values stands on a line of its own."""
        lines = []
        spelled = sorted((self._predicate(predicate), values) for predicate, values in properties.items())
        for (_, _, predicate), values in spelled:
            if len(values) == 1:
                lines.append(f"{indent}{predicate} {self._value(values[0], indent).text} ;\n")
            else:
                deeper = indent + _INDENT
                texts = [value.text for value in sorted(self._value(value, deeper) for value in values)]
                lines.append(f"{indent}{predicate}\n{deeper}" + f" ,\n{deeper}".join(texts) + " ;\n")
        return "".join(lines)

    def _predicate(self, predicate: ox.NamedNode) -> tuple[bool, tuple[tuple[int, int, str], ...], str]:
        if predicate.value == terms.RDF_TYPE:
            return False, (), "a"
        text = self._iri(predicate)
        return True, self._key(text), text

    def _value(self, term: _Object, indent: str) -> _Spelling:
        if isinstance(term, ox.NamedNode):
            text = "()" if term == _NIL else self._iri(term)
            return _Spelling(0, self._key(text), text)
        if isinstance(term, ox.Literal):
            text = self._literal(term)
            return _Spelling(1, terms.natural_key(term.value), text)
        text = self._labels[term] if term in self._labels else self._nested(term, indent)
        return _Spelling(2, terms.natural_key(text), text)

    def _nested(self, node: ox.BlankNode, indent: str) -> str:
        deeper = indent + _INDENT
        members = self._members(node)
        if members is not None:
            lines = "".join(f"{deeper}{self._value(member, deeper).text}\n" for member in members)
            return f"(\n{lines}{indent})"
        properties = self._said.get(node)
        return f"[\n{self._lines(properties, deeper)}{indent}]" if properties else "[]"

    def _members(self, node: ox.BlankNode) -> list[_Object] | None:
        """The members of a list that is written with brackets; None for any other node."""
        members = []
        here: _Object = node
        while here != _NIL:
            properties = (
                self._said.get(here) if isinstance(here, ox.BlankNode) and here in self._inside else None
            )
            if properties is None or not _is_cell(properties):
                return None
            members.append(properties[_FIRST][0])
            here = properties[_REST][0]
        return members

    def _key(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """The sort key of a spelling, made once for each of those that recur."""
        key = self._keys.get(text)
        if key is None:
            key = self._keys[text] = terms.natural_key(text)
        return key

    def _iri(self, iri: ox.NamedNode) -> str:
        value = iri.value
        text = self._written.get(value)
        if text is None:
            text = self._written[value] = self._spelt(value)
        return text

    def _spelt(self, value: str) -> str:
        best = max((ns for ns in self._namespaces if value.startswith(ns)), key=len, default=None)
        if best is not None and _LOCAL_NAME.fullmatch(value, len(best)):
            self._used.add(self._namespaces[best])
            return f"{self._namespaces[best]}:{value[len(best) :]}"
        if value.startswith(self._base) and not _NOT_RELATIVE.match(value, len(self._base)):
            self._base_used = True
            return f"<{value[len(self._base) :]}>"
        return f"<{value}>"

    def _literal(self, literal: ox.Literal) -> str:
        if literal.language:
            return f"{_quoted(literal.value)}@{literal.language}"
        datatype = literal.datatype.value
        if datatype == f"{terms.XSD}string":
            return _quoted(literal.value)
        bare = _BARE.get(datatype)
        if bare is not None and bare.fullmatch(literal.value):
            return literal.value
        return f"{_quoted(literal.value)}^^{self._iri(literal.datatype)}"


def _namespaces(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Namespace → prefix: those of migkg, then others whose namespace and prefix are still free."""
    found = {namespace: prefix for prefix, namespace in terms.PREFIXES.items()}
    for prefix, namespace in sorted(prefixes.items()):
        if namespace not in found and prefix not in found.values():
            found[namespace] = prefix
    return found


def _index(triples: Iterable[_Triple]) -> tuple[dict[_Node, _Properties], dict[ox.BlankNode, list[_Node]]]:
    """What is said about each subject, and which subjects point at each blank node."""
    said: dict[_Node, _Properties] = {}
    pointers: dict[ox.BlankNode, list[_Node]] = {}
    for triple in triples:
        said.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
        if isinstance(triple.object, ox.BlankNode):
            pointers.setdefault(triple.object, []).append(triple.subject)
    return said, pointers


def _needing_labels(triples: Iterable[_Triple]) -> list[ox.BlankNode]:
    """Blank nodes that something points at and that cannot be written inside one triple."""
    said, pointers = _index(triples)
    inside = _nestable(said, pointers)
    return [node for node in pointers if node not in inside]


def _nestable(
    said: Mapping[_Node, _Properties], pointers: Mapping[ox.BlankNode, list[_Node]]
) -> set[ox.BlankNode]:
    """Blank nodes that are written inside the one triple that points at them.

    Not so those in a circle, and every one that would lie too deep; the cells of a list lie side by side.
    """
    parents = {node: subjects[0] for node, subjects in pointers.items() if len(subjects) == 1}
    cells = _list_cells(said, parents)
    depths: dict[_Node, int] = {}
    for start in parents:
        path: list[ox.BlankNode] = []
        on_path: set[_Node] = set()
        node: _Node = start
        while (
            isinstance(node, ox.BlankNode) and node in parents and node not in depths and node not in on_path
        ):
            path.append(node)
            on_path.add(node)
            node = parents[node]
        circle = (
            set(path[path.index(node) :]) if isinstance(node, ox.BlankNode) and node in on_path else set()
        )
        for step in reversed(path):
            above = depths.get(parents[step], 0)
            beside = above and step in cells and parents[step] in cells and step in said[parents[step]][_REST]
            depths[step] = 0 if step in circle else above if beside else (above + 1) % (_DEEPEST + 1)
    return {node for node in parents if depths[node]}


def _list_cells(
    said: Mapping[_Node, _Properties], parents: Mapping[ox.BlankNode, _Node]
) -> set[ox.BlankNode]:
    """The cells of well-formed lists, found from the ends on: one member each, nothing else said."""
    cells: set[ox.BlankNode] = set()
    for end, properties in said.items():
        if _NIL not in properties.get(_REST, ()):
            continue
        node: _Node | None = end
        while isinstance(node, ox.BlankNode) and node not in cells and _is_cell(said.get(node, {})):
            cells.add(node)
            node = parents.get(node)
            if node is not None and not said.get(node, {}).get(_REST):
                break
    return cells


def _is_cell(properties: _Properties) -> bool:
    return set(properties) == {_FIRST, _REST} and all(len(values) == 1 for values in properties.values())
