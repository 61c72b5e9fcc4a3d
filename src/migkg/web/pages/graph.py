"""Graphs as drawings: dots that are pages, lines that are claims, and the same as a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.layouts import layered, packed, spread
from migkg.web.pages.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migkg.web.dataset import Dataset
    from migkg.web.pages.index import Ref

__all__ = [
    "Dot",
    "GraphView",
    "Heading",
    "Line",
    "Relation",
    "bodies_graph",
    "bodies_places",
    "cut",
    "kind_of",
    "plan_graph",
]

MIG: Final = terms.ONTOLOGY
MOST_DOTS: Final = 150
"""So many things a free drawing shows, and half of it a layer, those with the most relations first."""

MOST_RELATIONS: Final = 1000
"""So many lines a table has; the canned queries have all."""

KINDS: Final[Mapping[str, str]] = {
    "Conclusion": "conclusion",
    "Priority": "priority",
    "PlanPoint": "point",
    "Objective": "objective",
    "Network": "network",
    "Programme": "programme",
    "Tool": "tool",
    "Course": "tool",
    "Body": "body",
}
"""Class → how its dots look; the first class that a thing is of counts."""

_ACTORS: Final = frozenset({"network", "programme", "tool", "body"})
_LAYERS: Final = ("Conclusion", "Priority", "PlanPoint", "Objective")
_COLUMN, _ROW, _BOX, _TOP = 330.0, 36.0, 252.0, 54.0
_UNIT: Final = 46.0
_LETTER, _LINE, _EDGE = 7.9, 17.0, 14.0

_PLAN: Final = """
SELECT DISTINCT ?claim ?from ?to ?basis ?strength WHERE {
  ?claim mig:linkFrom ?from ; mig:linkTo ?to ; mig:basis ?basis .
  VALUES ?left { mig:Conclusion mig:Priority mig:PlanPoint }
  VALUES ?right { mig:Priority mig:PlanPoint mig:Objective }
  ?from a ?left . ?to a ?right .
  OPTIONAL { ?claim mig:strength ?strength }
} ORDER BY ?from ?to ?claim"""
_ROLES: Final = """
SELECT DISTINCT ?claim ?from ?to ?role WHERE {
  { ?claim org:member ?from ; org:organization|mig:roleIn ?to ; org:role ?role }
  UNION
  { ?from org:subOrganizationOf|dcterms:isPartOf ?to BIND(?from AS ?claim) BIND(dcterms:isPartOf AS ?role) }
} ORDER BY ?from ?to ?claim"""


@dataclass(frozen=True, slots=True)
class Dot:
    """A thing in a drawing: what it is called there (whole in `title`), how it looks, where it is.

    `side` says on which side of the dot its name is, as SVG has it (start, middle, end). A box has a width.
    """

    iri: str
    label: str
    title: str
    kind: str
    x: float
    y: float
    side: str = "middle"
    width: float = 0.0
    size: float = 6.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two dots by their numbers; `path` is SVG's, `grade` says how sure it is."""

    source: int
    target: int
    path: str
    grade: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A word above or beside a part of a drawing."""

    text: str
    x: float
    y: float
    side: str = "start"


@dataclass(frozen=True, slots=True)
class Relation:
    """A line in words: from, what, to, and the passages that say so."""

    source: Ref
    what: str
    target: Ref
    passages: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class GraphView:
    """A drawing, its legend (`kinds`), and its lines in words.

    `left_out` counts the dots that it has no room for, `cut_rows` the lines that the table has none for.
    """

    name: str
    width: float
    height: float
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    headings: tuple[Heading, ...]
    kinds: tuple[str, ...]
    relations: tuple[Relation, ...]
    left_out: int = 0
    cut_rows: int = 0


@dataclass(frozen=True, slots=True)
class _Edge:
    claim: str
    source: str
    target: str
    what: str
    grade: str = "stated"


# --- conclusions, plan, objectives ----------------------------------------------------------------


@lru_cache(maxsize=16)
def plan_graph(dataset: Dataset, lang: str) -> GraphView:
    """How conclusions and priorities became points of the plan, and which objectives these serve."""
    reader = Reader(dataset, lang)
    index = reader.index
    edges = _plan_edges(reader)
    joined = Counter(iri for edge in edges for iri in (edge.source, edge.target))
    layers = [
        [iri for iri in index.members.get(MIG + name, ()) if joined[iri] or name in _LAYERS[2:]]
        for name in _LAYERS
    ]
    fitting = [_most_joined(layer, joined) for layer in layers]
    ordered = layered(fitting, [(edge.source, edge.target) for edge in edges])
    tallest = max((len(layer) for layer in ordered), default=0)
    height = _TOP + tallest * _ROW + 10
    dots: list[Dot] = []
    for number, layer in enumerate(ordered):
        step = tallest * _ROW / max(len(layer), 1)
        for row, iri in enumerate(layer):
            y = round(_TOP + (row + 0.5) * step, 1)
            dots.append(_box(reader, iri, number * _COLUMN + 4, y))
    place = {dot.iri: number for number, dot in enumerate(dots)}
    lines = [
        Line(place[edge.source], place[edge.target], _swing(dots, place, edge), edge.grade, edge.what)
        for edge in edges
        if edge.source in place and edge.target in place
    ]
    headings = [
        Heading(reader.words(f"graph.layer.{name}"), number * _COLUMN + 4, 24)
        for number, name in enumerate(_LAYERS)
        if ordered[number]
    ]
    return GraphView(
        "plan",
        (len(_LAYERS) - 1) * _COLUMN + _BOX + 8,
        round(height, 1),
        tuple(dots),
        tuple(lines),
        tuple(headings),
        _legend(dots),
        _relations(reader, edges),
        sum(map(len, layers)) - len(dots),
        max(0, len(edges) - MOST_RELATIONS),
    )


def _most_joined(layer: Sequence[str], joined: Mapping[str, int]) -> list[str]:
    """Of a layer as many as there is room for, in the order in which they were."""
    kept = set(sorted(layer, key=lambda iri: -joined[iri])[: MOST_DOTS // 2])
    return [iri for iri in layer if iri in kept]


def _plan_edges(reader: Reader) -> list[_Edge]:
    found: dict[tuple[str, str], _Edge] = {}
    for claim, source, target, basis, strength in reader.rows(_PLAN):
        if claim and source and target and basis:
            stated = basis.text == f"{MIG}stated"
            grade = "stated" if stated else _grade(strength.text if strength else "")
            what = reader.term(basis.text).text
            if not stated and strength:
                what = f"{what}, {reader.term(strength.text).text}"
            edge = _Edge(claim.text, source.text, target.text, what, grade)
            if found.setdefault((source.text, target.text), edge).grade != "stated" and stated:
                found[source.text, target.text] = edge
    return list(found.values())


def _grade(strength: str) -> str:
    name = strength.removeprefix(MIG)
    return name if name in ("strong", "medium", "weak") else "medium"


def _box(reader: Reader, iri: str, x: float, y: float) -> Dot:
    ref = reader.ref(iri)
    title = f"{ref.notation} {ref.name.text}".strip()
    return Dot(iri, cut(title, 34), title, kind_of(reader, iri), x, y, "start", _BOX)


def _swing(dots: Sequence[Dot], place: Mapping[str, int], edge: _Edge) -> str:
    """A line that leaves one box to the right and enters another from the left."""
    one, other = dots[place[edge.source]], dots[place[edge.target]]
    begin, end = one.x + one.width, other.x
    bend = (end - begin) / 2
    return f"M{begin:g} {one.y:g}C{begin + bend:g} {one.y:g} {end - bend:g} {other.y:g} {end:g} {other.y:g}"


# --- bodies and programmes ------------------------------------------------------------------------


def bodies_graph(dataset: Dataset, lang: str) -> GraphView:
    """Who belongs to, leads, supports or carries out what: bodies, networks, programmes, tools, courses."""
    reader = Reader(dataset, lang)
    edges = _role_edges(reader)
    places = bodies_places(dataset)
    shown = list(places)
    number = {iri: place for place, iri in enumerate(shown)}
    degree = Counter(iri for edge in edges for iri in (edge.source, edge.target))
    dots, width, height = _scattered(reader, shown, degree, list(places.values()))
    lines = tuple(_straight(dots, pair, what) for pair, what in _pairs(edges, number).items())
    relations = _relations(reader, edges)
    left_out = len(degree) - len(shown)
    cut_rows = max(0, len(edges) - MOST_RELATIONS)
    kinds = _legend(dots)
    return GraphView("bodies", width, height, tuple(dots), lines, (), kinds, relations, left_out, cut_rows)


@lru_cache(maxsize=4)
def bodies_places(dataset: Dataset) -> Mapping[str, tuple[float, float]]:
    """Where the things of that drawing stand, in units of the layout: it takes long, and has no language."""
    reader = Reader(dataset, "en")
    edges = _role_edges(reader)
    degree = Counter(iri for edge in edges for iri in (edge.source, edge.target))
    ranked = sorted(degree, key=lambda iri: (-degree[iri], reader.index.sort_key(iri)))[:MOST_DOTS]
    number = {iri: place for place, iri in enumerate(ranked)}
    return dict(zip(ranked, packed(len(ranked), list(_pairs(edges, number)), stretch=1.3), strict=True))


def _pairs(edges: Sequence[_Edge], number: Mapping[str, int]) -> dict[tuple[int, int], str]:
    """Two dots by their numbers → all that joins them, in words."""
    found: dict[tuple[int, int], dict[str, None]] = {}
    for edge in edges:
        if edge.source in number and edge.target in number:
            pair = (number[edge.source], number[edge.target])
            found.setdefault(pair, {})[edge.what] = None
    return {pair: ", ".join(words) for pair, words in sorted(found.items())}


def _role_edges(reader: Reader) -> list[_Edge]:
    return [
        _Edge(claim.text, source.text, target.text, reader.term(role.text).text)
        for claim, source, target, role in reader.rows(_ROLES)
        if claim and source and target and role and source != target
        if {kind_of(reader, source.text), kind_of(reader, target.text)} <= _ACTORS
    ]


def _scattered(
    reader: Reader, iris: Sequence[str], degree: Mapping[str, int], places: Sequence[tuple[float, float]]
) -> tuple[list[Dot], float, float]:
    """The dots of a free drawing, none on another's name, and its measures."""
    refs = [reader.ref(iri) for iri in iris]
    labels = [cut(ref.short, 26) for ref in refs]
    boxes = [(_LETTER * max(len(label), 5), 2 * _LINE) for label in labels]
    moved = spread([(x * _UNIT, y * _UNIT) for x, y in places], boxes)
    left = min((x - width / 2 for (x, _), (width, _) in zip(moved, boxes, strict=True)), default=0.0) - _EDGE
    top = min((y for _, y in moved), default=0.0) - 2 * _EDGE
    dots = [
        Dot(
            ref.iri,
            label,
            ref.name.text,
            kind_of(reader, ref.iri),
            round(x - left, 1),
            round(y - top, 1),
            size=round(5 + 2.2 * degree[ref.iri] ** 0.5, 1),
        )
        for ref, label, (x, y) in zip(refs, labels, moved, strict=True)
    ]
    right = max((dot.x + width / 2 for dot, (width, _) in zip(dots, boxes, strict=True)), default=0.0)
    bottom = max((dot.y for dot in dots), default=0.0)
    return dots, round(right + _EDGE, 1), round(bottom + 3 * _EDGE, 1)


def _straight(dots: Sequence[Dot], pair: tuple[int, int], what: str) -> Line:
    one, other = dots[pair[0]], dots[pair[1]]
    return Line(*pair, f"M{one.x:g} {one.y:g}L{other.x:g} {other.y:g}", "stated", what)


# --- what they share ------------------------------------------------------------------------------


def kind_of(reader: Reader, iri: str) -> str:
    """How the dot of a thing looks; "" for what has no look of its own."""
    for name, kind in KINDS.items():
        if reader.index.is_a(iri, MIG + name):
            return kind
    return ""


def _legend(dots: Iterable[Dot]) -> tuple[str, ...]:
    there = {dot.kind for dot in dots}
    return tuple(kind for kind in dict.fromkeys(KINDS.values()) if kind in there)


def _relations(reader: Reader, edges: Sequence[_Edge]) -> tuple[Relation, ...]:
    key = reader.index.sort_key
    ordered = sorted(edges, key=lambda edge: (key(edge.source), key(edge.target), edge.what))[:MOST_RELATIONS]
    nodes = reader.nodes(edge.claim for edge in ordered)
    found = []
    for edge in ordered:
        node = nodes.get(edge.claim)
        evidence = node.iris("mig:evidence") if node else []
        passages = tuple(reader.ref(iri) for iri in evidence)
        found.append(Relation(reader.ref(edge.source), edge.what, reader.ref(edge.target), passages))
    return tuple(found)


def cut(text: str, most: int) -> str:
    """A text that fits: cut between words where it is too long.

    >>> cut("Protection of migrant workers", 20)
    'Protection of…'
    """
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return f"{head[: head.rfind(' ')] if ' ' in head[most // 2 :] else head}…"
