"""The vocabulary drawn: its classes from wide to narrow, and which property leads from what to what."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.layouts import layered
from migkg.web.pages.graph import Dot, GraphView, Heading, Line, cut

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.web.pages.reader import Reader
    from migkg.web.pages.shapes import Shape

__all__ = ["hierarchy", "module_drawing"]

_COLUMN, _ROW, _BOX, _TOP = 250.0, 34.0, 205.0, 44.0
_LONGEST: Final = 26


def hierarchy(reader: Reader, classes: Sequence[str]) -> GraphView:
    """The classes in columns, the widest at the left; a class stands at the height of those below it.

    One that has several above it stands with the first of ours, and lines lead to it from the others.
    """
    ours = set(classes)
    above = {
        iri: sorted(reader.node(iri).iris("rdfs:subClassOf"), key=lambda wider: (wider not in ours, wider))
        for iri in classes
    }
    below: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(classes, key=str.lower):
        for wider in above[iri][:1]:
            below[wider].append(iri)
    every = {*ours, *(wider for wide in above.values() for wider in wide)}
    tops = sorted((iri for iri in every if not above.get(iri)), key=terms.shorten)
    places: dict[str, tuple[int, float]] = {}
    row = 0.0
    for top in tops:
        row = _placed(top, 0, row, below, places)
    dots = [_box(reader, iri, column, _TOP + y * _ROW) for iri, (column, y) in places.items()]
    number = {dot.iri: place for place, dot in enumerate(dots)}
    lines = [
        _swing(dots, number[wider], number[iri])
        for iri, wide in above.items()
        for wider in wide
        if wider in places and iri in places and places[wider][0] < places[iri][0]
    ]
    width = max((dot.x for dot in dots), default=0.0) + _BOX + 8
    return GraphView("classes", width, _TOP + row * _ROW + 10, tuple(dots), tuple(lines), (), (), ())


def _placed(
    iri: str,
    column: int,
    row: float,
    below: Mapping[str, Sequence[str]],
    places: dict[str, tuple[int, float]],
) -> float:
    """Put a class and those below it into their places; the next free row."""
    if iri in places:
        return row
    places[iri] = (column, row)
    begin = row
    for narrower in below.get(iri, ()):
        row = _placed(narrower, column + 1, row, below, places)
    end = max(row, begin + 1)
    places[iri] = (column, begin + (end - begin - 1) / 2)
    return end


def module_drawing(
    reader: Reader, name: str, properties: Sequence[str], shapes: Mapping[str, Sequence[Shape]]
) -> GraphView:
    """The properties of a module in the middle, at the left what has them, at the right their values.

    A line is whole where the vocabulary says so, and broken where only a shape does.
    """
    edges = [edge for iri in properties for edge in _edges(reader, iri, shapes.get(iri, ()))]
    left = sorted({edge[0] for edge in edges if edge[1] in properties}, key=str.lower)
    right = sorted({edge[1] for edge in edges if edge[0] in properties}, key=str.lower)
    nodes = [[f"<{iri}" for iri in left], list(properties), [f">{iri}" for iri in right]]
    joined = [
        (f"<{one}", other, grade) if other in properties else (one, f">{other}", grade)
        for one, other, grade in edges
    ]
    layers = layered(nodes, [(one, other) for one, other, _ in joined])
    tallest = max(map(len, layers), default=0)
    dots = []
    for column, layer in enumerate(layers):
        step = tallest / max(len(layer), 1)
        dots += [
            _box(reader, node.lstrip("<>"), column, _TOP + (row + 0.5) * step * _ROW)
            for row, node in enumerate(layer)
        ]
    number = {node: place for place, node in enumerate(node for layer in layers for node in layer)}
    lines = tuple(_swing(dots, number[one], number[other], grade) for one, other, grade in joined)
    headings = tuple(
        Heading(reader.words(f"ontology.column.{column}"), column * _COLUMN + 4, 22) for column in range(3)
    )
    height = _TOP + tallest * _ROW + 10
    return GraphView(f"module-{name}", 2 * _COLUMN + _BOX + 8, height, tuple(dots), lines, headings, (), ())


def _edges(reader: Reader, iri: str, shapes: Sequence[Shape]) -> Iterator[tuple[str, str, str]]:
    """From a property to its values and to it from what has it, each with how firmly it is said."""
    node = reader.node(iri)
    said = {
        **{(domain, iri): "stated" for domain in node.iris("rdfs:domain") if terms.is_iri(domain)},
        **{(iri, range_): "stated" for range_ in node.iris("rdfs:range") if terms.is_iri(range_)},
    }
    for shape in shapes:
        if [piece.ref.iri for piece in shape.path if piece.ref] == [iri]:
            for range_ in _values(shape):
                said.setdefault((iri, range_), "medium")
            for holder in shape.holders:
                said.setdefault((holder, iri), "medium")
    yield from ((one, other, grade) for (one, other), grade in sorted(said.items()))


def _values(shape: Shape) -> Iterator[str]:
    for kind, fact in shape.kinds:
        if kind in ("class", "datatype"):
            yield from (piece.ref.iri for piece in fact.pieces if piece.ref)


def _box(reader: Reader, iri: str, column: int, y: float) -> Dot:
    short = terms.shorten(iri)
    title = reader.term(iri).text if iri.startswith(terms.ONTOLOGY) else short
    kind = "objective" if iri.startswith(terms.ONTOLOGY) else "body"
    label = cut(title, _LONGEST)
    return Dot(iri, label, f"{title} ({short})", kind, column * _COLUMN + 4, round(y, 1), "start", _BOX)


def _swing(dots: Sequence[Dot], one: int, other: int, grade: str = "stated") -> Line:
    """A line that leaves one box to the right and enters another from the left."""
    begin, end = dots[one].x + _BOX, dots[other].x
    bend = (end - begin) / 2
    path = (
        f"M{begin:g} {dots[one].y:g}C{begin + bend:g} {dots[one].y:g} "
        f"{end - bend:g} {dots[other].y:g} {end:g} {dots[other].y:g}"
    )
    return Line(one, other, path, grade)
