"""The shapes for people: what each looks at, what it demands in words, how grave a breach is, what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.graph import canonical
from migkg.shapes import LISTS, NESTS, SH, TARGETS, ShapeIndex, text_of
from migkg.web.pages.claims import Fact
from migkg.web.pages.index import Name, Ref
from migkg.web.pages.reader import Piece, Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.shapes import Term
    from migkg.web.dataset import Dataset

__all__ = ["Shape", "ShapeFile", "bearing", "home_of", "shape_file", "shape_files", "triples_of"]

_PATHS: Final = {
    "inversePath": "^{}",
    "zeroOrMorePath": "{}*",
    "oneOrMorePath": "{}+",
    "zeroOrOnePath": "{}?",
}
_LISTED: Final = ("in", "ignoredProperties", "languageIn")
_DEMANDS: Final = (
    *("minCount", "maxCount", "class", "datatype", "nodeKind", "in", "hasValue", "pattern", "flags"),
    *("minLength", "maxLength", "languageIn", "uniqueLang", "minInclusive", "minExclusive"),
    *("maxInclusive", "maxExclusive", "lessThan", "lessThanOrEquals", "equals", "disjoint", "closed"),
    *("ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount", *NESTS, *LISTS),
)
"""The local names of SHACL's constraints, in the order in which they are told."""
_NAME: Final = re.compile(r"\bmig:([A-Za-z]+)")
_DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape. `page` and `anchor` say where it is shown; `query` is its SPARQL.

    `kinds` are its constraints, each with its local name in SHACL. `holders` are the classes at whose members
    it looks, by itself or because a node shape applies it; `about` are the terms that it names.
    """

    iri: str
    page: str
    anchor: str
    name: Name
    description: Name
    message: Name
    severity: str
    source: str
    targets: tuple[Fact, ...]
    path: tuple[Piece, ...]
    query: str
    kinds: tuple[tuple[str, Fact], ...]
    holders: tuple[str, ...]
    about: frozenset[str]

    @property
    def demands(self) -> tuple[Fact, ...]:
        """Its constraints in words."""
        return tuple(fact for _, fact in self.kinds)


@dataclass(frozen=True, slots=True)
class ShapeFile:
    """The shapes of one file, those that find what they look at by themselves first."""

    name: str
    shapes: tuple[Shape, ...]

    @property
    def targets(self) -> tuple[Piece, ...]:
        """All that its shapes look at."""
        found = [piece for shape in self.shapes for fact in shape.targets for piece in fact.pieces]
        return tuple({piece.name.text: piece for piece in found}.values())


def triples_of(dataset: Dataset, name: str = "") -> list[ox.Triple]:
    """What a file of shapes says, or all of them; sorted, each once."""
    files = [dataset.shapes.get(name, ())] if name else list(dataset.shapes.values())
    return sorted({quad.triple for quad in canonical(quad for quads in files for quad in quads)}, key=str)


def shape_file(dataset: Dataset, name: str, lang: str) -> ShapeFile | None:
    """The shapes of a file by its name without ending; None if there is no such file."""
    return next((one for one in shape_files(dataset, lang) if one.name == name), None)


def home_of(dataset: Dataset, iri: str) -> tuple[str, str]:
    """The file in which a shape stands and its place there; both empty if there is no such shape."""
    for name, quads in dataset.shapes.items():
        if any(text_of(quad.subject) == iri for quad in quads):
            return name, _anchor(iri)
    return "", ""


def bearing(dataset: Dataset, lang: str) -> Mapping[str, Sequence[Shape]]:
    """Term of the vocabulary → the shapes that name it."""
    found: dict[str, list[Shape]] = {}
    for one in shape_files(dataset, lang):
        for shape in one.shapes:
            for term in shape.about:
                found.setdefault(term, []).append(shape)
    return found


@lru_cache(maxsize=16)
def shape_files(dataset: Dataset, lang: str) -> tuple[ShapeFile, ...]:
    """All files of shapes, by name."""
    reader = Reader(dataset, lang)
    index = ShapeIndex(quad for quads in dataset.shapes.values() for quad in quads)
    return tuple(_file(reader, index, name, quads) for name, quads in sorted(dataset.shapes.items()))


def _file(reader: Reader, index: ShapeIndex, name: str, quads: Sequence[ox.Quad]) -> ShapeFile:
    own = dict.fromkeys(text_of(quad.subject) for quad in quads)
    shapes = [_shape(reader, index, iri, name) for iri in index.shapes if iri in own and terms.is_iri(iri)]
    return ShapeFile(name, tuple(sorted(shapes, key=lambda shape: (not shape.targets, shape.iri))))


def _shape(reader: Reader, index: ShapeIndex, iri: str, page: str) -> Shape:
    told = index.describe(iri)
    queries = [index.value(node, "select") for node in index.values(iri, "sparql")]
    return Shape(
        iri=iri,
        page=page,
        anchor=_anchor(iri),
        name=Name(told.name, "en"),
        description=Name(told.description, "en"),
        message=Name(told.message, "en"),
        severity=told.severity,
        source=index.value(iri, f"{terms.PREFIXES['dcterms']}source"),
        targets=tuple(fact for _, fact in _facts(reader, index, iri, TARGETS)),
        path=tuple(_path(reader, index, iri)),
        query="\n".join(_dedented(query) for query in queries),
        kinds=tuple(_facts(reader, index, iri, _DEMANDS)),
        holders=tuple(
            class_
            for holder in (iri, *index.owners.get(iri, ()))
            for class_ in index.values(holder, "targetClass")
        ),
        about=_about(index, iri, queries),
    )


def _anchor(iri: str) -> str:
    """The place of a shape on the page of its file: its IRI below `shape/`, so that rules can lead there.

    >>> _anchor("https://w3id.org/migkg/shape/linkage/from")
    'linkage/from'
    """
    return terms.local_path(iri).removeprefix("shape/")


def _dedented(query: str) -> str:
    lines = query.strip("\n").splitlines()
    edge = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[edge:] for line in lines).strip()


# --- constraints in words -------------------------------------------------------------------------------


def _facts(reader: Reader, index: ShapeIndex, node: str, names: Sequence[str]) -> Iterator[tuple[str, Fact]]:
    for name in names:
        pieces = [piece for term in index.terms(node, name) for piece in _told(reader, index, name, term)]
        if pieces:
            yield name, Fact(Name(reader.words(f"shape.{name}"), reader.lang), tuple(pieces))


def _told(reader: Reader, index: ShapeIndex, name: str, term: Term) -> Iterator[Piece]:
    if name in _LISTED:
        yield from (_piece(reader, member) for member in index.items(text_of(term)))
    elif name in LISTS:
        for member in index.items(text_of(term)):
            yield _inner(reader, index, member)
    elif name in NESTS:
        yield _inner(reader, index, term)
    else:
        yield _piece(reader, term)


def _inner(reader: Reader, index: ShapeIndex, term: Term) -> Piece:
    """A shape that another applies: by its name, or else by its demands in one line."""
    node = text_of(term)
    name = index.value(node, "name")
    path = "".join(piece.text for piece in _path(reader, index, node))
    demands = "; ".join(
        f"{fact.label.text} {', '.join(piece.text for piece in fact.pieces)}"
        for _, fact in _facts(reader, index, node, _DEMANDS)
    )
    return Piece(Name(name or f"({path}: {demands})" if path else name or f"({demands})"), glue=" · ")


def _path(reader: Reader, index: ShapeIndex, shape: str) -> Iterator[Piece]:
    for term in index.terms(shape, "path"):
        if isinstance(term, ox.NamedNode):
            yield _piece(reader, term)
        else:
            yield Piece(Name(_path_text(index, term)))


def _path_text(index: ShapeIndex, term: Term, depth: int = 0) -> str:
    """A path as SPARQL writes it."""
    if isinstance(term, ox.NamedNode) or depth > _DEEPEST:
        return terms.shorten(text_of(term))
    node = text_of(term)
    for name, form in _PATHS.items():
        for inner in index.terms(node, name):
            return form.format(_path_text(index, inner, depth + 1))
    for inner in index.terms(node, "alternativePath"):
        return f"({'|'.join(_path_text(index, one, depth + 1) for one in index.items(text_of(inner)))})"
    return "/".join(_path_text(index, one, depth + 1) for one in index.items(node))


def _piece(reader: Reader, term: Term) -> Piece:
    text = text_of(term)
    if isinstance(term, ox.NamedNode):
        if text.startswith(SH):
            return Piece(Name(terms.shorten(text)))
        if text.startswith(terms.BASE) and not text.startswith(terms.ONTOLOGY):
            ref = reader.ref(text)
            return Piece(ref.name, ref if ref.kind else None)
        return Piece(Name(terms.shorten(text)), Ref(text, Name(terms.shorten(text))))
    if text in ("true", "false"):
        return Piece(Name(reader.words(f"shape.{text}"), reader.lang))
    return Piece(Name(text))


def _about(index: ShapeIndex, iri: str, queries: Sequence[str]) -> frozenset[str]:
    """The terms of the vocabulary that a shape names, also within what bears no name."""
    found = {terms.ONTOLOGY + name for query in queries for name in _NAME.findall(query)}
    waiting, seen = [iri], {iri}
    while waiting:
        for term in index.objects(waiting.pop()):
            text = text_of(term)
            if text.startswith(terms.ONTOLOGY):
                found.add(text)
            elif isinstance(term, ox.BlankNode) and text not in seen:
                seen.add(text)
                waiting.append(text)
    return frozenset(found)
