"""What stands around one thing, as a small drawing: it in the middle, the others by how they relate to it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.web.pages.graph import Dot, GraphView, Heading, Line, cut, kind_of
from migkg.web.pages.index import CLAIM, PASSAGE
from migkg.web.pages.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migkg.web.dataset import Dataset

__all__ = ["neighbourhood"]

MOST: Final = 28
"""So many neighbours a small drawing holds, in turn from each relation."""

_WIDTH, _ROW, _GAP, _TOP = 900.0, 24.0, 34.0, 16.0
_LEFT, _RIGHT, _MIDDLE = 300.0, 600.0, 450.0

_PARTS: Final = tuple(
    ox.NamedNode(terms.expand(name))
    for name in (
        *("mig:linkFrom", "mig:linkTo", "mig:party", "mig:roleIn"),
        *("org:member", "org:organization"),
    )
)
"""The properties by which a claim names those that it joins."""
_DIRECT: Final = """
SELECT DISTINCT ?p ?other ?out WHERE {{
  {{ <{iri}> ?p ?other BIND(1 AS ?out) }} UNION {{ ?other ?p <{iri}> BIND(0 AS ?out) }}
  FILTER(ISIRI(?other) && ?p NOT IN (rdf:type, mig:mentions, mig:evidence, mig:basis, mig:strength))
}}"""
_CLAIMED: Final = """
SELECT DISTINCT ?p ?other ?out ?claim WHERE {{
  {{ ?claim mig:linkFrom <{iri}> ; mig:linkTo ?other BIND(1 AS ?out) }}
  UNION {{ ?claim mig:linkTo <{iri}> ; mig:linkFrom ?other BIND(0 AS ?out) }}
  UNION {{ ?claim org:member <{iri}> ; org:organization|mig:roleIn ?other BIND(1 AS ?out) }}
  UNION {{ ?claim org:organization|mig:roleIn <{iri}> ; org:member ?other BIND(0 AS ?out) }}
  UNION {{ ?claim mig:party <{iri}> , ?other BIND(1 AS ?out) }}
  OPTIONAL {{ ?claim mig:relation|org:role|mig:agreementType ?what }}
  OPTIONAL {{ ?claim a ?class VALUES ?class {{ mig:Linkage mig:Correspondence mig:Agreement }} }}
  BIND(COALESCE(?what, ?class) AS ?p)
}}"""


def neighbourhood(dataset: Dataset, iri: str, lang: str) -> GraphView:
    """The things that something is joined to by statements or by claims: those that point at it left of it,
    those that it points at right. Without any, the drawing has no lines.

    `left_out` counts the neighbours that it has no room for.
    """
    reader = Reader(dataset, lang)
    sides = _sides(reader, iri)
    whole = sum(len(iris) for side in sides for iris in side.values())
    fitting = _fitting(sides, MOST)
    tall = max((_height(side) for side in fitting), default=0.0)
    height = max(tall, 3 * _ROW) + 2 * _TOP
    ref = reader.ref(iri)
    dots = [Dot(iri, cut(ref.short, 22), ref.name.text, kind_of(reader, iri), _MIDDLE, height / 2, size=11)]
    lines: list[Line] = []
    headings: list[Heading] = []
    for side, groups in enumerate(fitting):
        y = (height - _height(groups)) / 2
        for what, others in groups.items():
            headings.append(
                Heading(what, _RIGHT if side else _LEFT, round(y + 14, 1), "start" if side else "end")
            )
            y += _GAP / 2
            for other in others:
                y += _ROW
                dots.append(_beside(reader, other, side, y - 6))
                lines.append(_line(dots, side, what))
            y += _GAP / 2
    return GraphView(
        "around",
        _WIDTH,
        round(height, 1),
        tuple(dots),
        tuple(lines),
        tuple(headings),
        (),
        (),
        whole - sum(len(iris) for side in fitting for iris in side.values()),
    )


def _sides(reader: Reader, iri: str) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What points at a thing and what it points at: the word for the relation → the others, in order."""
    if not terms.is_iri(iri):
        return {}, {}
    found: tuple[dict[str, set[str]], dict[str, set[str]]] = (defaultdict(set), defaultdict(set))
    around = (f"said {iri}", f"pointing {iri}")
    claimed = reader.rows(
        _CLAIMED.format(iri=iri), *around, *(f"said {claim}" for claim in _claims(reader, iri))
    )
    rows = [*claimed, *reader.rows(_DIRECT.format(iri=iri), *around)]
    seen: set[str] = set()
    for row in rows:
        what, other, out = row[0], row[1], row[2]
        if not (what and other and out) or not _shown(reader, other.text, iri):
            continue
        if len(row) == len(("p", "other", "out")) and other.text in seen:
            continue  # a shortcut derived from a claim that is drawn already
        seen.add(other.text)
        found[int(out.text)][reader.term(what.text).text].add(other.text)
    key = reader.index.sort_key
    before, after = (
        {what: sorted(side[what], key=key) for what in sorted(side, key=str.casefold)} for side in found
    )
    return before, after


def _claims(reader: Reader, iri: str) -> set[str]:
    """The claims of which a thing is a part, whatever else they name."""
    node = ox.NamedNode(iri)
    return {
        quad.subject.value
        for part in _PARTS
        for quad in reader.dataset.store.quads_for_pattern(None, part, node, None)
        if isinstance(quad.subject, ox.NamedNode)
    }


def _shown(reader: Reader, other: str, iri: str) -> bool:
    """Whether a neighbour is drawn: a thing with a name, and no word, passage or claim."""
    index = reader.index
    return (
        other != iri
        and other.startswith(terms.BASE)
        and not other.startswith((terms.ONTOLOGY, terms.GRAPH_BASE))
        and index.title(other, reader.lang) is not None
        and not index.is_a(other, PASSAGE)
        and (not index.is_a(other, CLAIM) or index.is_a(other, f"{terms.ONTOLOGY}Deliverable"))
    )


def _fitting(sides: Iterable[Mapping[str, Sequence[str]]], most: int) -> list[dict[str, list[str]]]:
    """As many neighbours as there is room for, one from each relation in turn."""
    kept: list[dict[str, list[str]]] = [{what: [] for what in side} for side in sides]
    queues = [(kept[n], what, list(others)) for n, side in enumerate(sides) for what, others in side.items()]
    room = most
    while room and any(others for _, _, others in queues):
        for side, what, others in queues:
            if others and room:
                side[what].append(others.pop(0))
                room -= 1
    return [{what: others for what, others in side.items() if others} for side in kept]


def _height(groups: Mapping[str, Sequence[str]]) -> float:
    return sum(_GAP + len(others) * _ROW for others in groups.values())


def _beside(reader: Reader, iri: str, side: int, y: float) -> Dot:
    ref = reader.ref(iri)
    name = (
        f"{ref.notation} {ref.name.text}" if ref.notation and len(ref.notation) < len("12(a) ") else ref.short
    )
    x = _RIGHT + 6 if side else _LEFT - 6
    title = f"{ref.notation} {ref.name.text}".strip()
    return Dot(
        iri, cut(name, 38), title, kind_of(reader, iri), x, round(y, 1), "start" if side else "end", size=5
    )


def _line(dots: Sequence[Dot], side: int, what: str) -> Line:
    """A line from the dot in the middle to the last one, or from that one to the middle."""
    middle, other, number = dots[0], dots[-1], len(dots) - 1
    bend = (middle.x + other.x) / 2
    path = f"M{middle.x:g} {middle.y:g}C{bend:g} {middle.y:g} {bend:g} {other.y:g} {other.x:g} {other.y:g}"
    return Line(0, number, path, "stated", what) if side else Line(number, 0, path, "stated", what)
