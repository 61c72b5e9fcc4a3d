"""What the rules need of the graph: points and what only they promise, objectives, names of things."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final

from migkg.terms import SPARQL_PREFIXES, natural_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from migkg.sources import Source

__all__ = ["Knowledge", "Point", "Promise", "stems"]

_MANY_PARTS: Final = 3
"""A body with as many parts is too large for two sentences that name it to share a subject."""

_POINTS: Final = """
SELECT ?point ?notation ?title ?means WHERE {
  ?point a mig:PlanPoint ; skos:notation ?notation ; rdfs:label ?title .
  FILTER(LANG(?title) = "en")
  OPTIONAL { ?point mig:meansOfAction ?way . ?way rdfs:label ?means . FILTER(LANG(?means) = "en") }
}"""
_PROMISES: Final = """
SELECT ?promise ?point ?label ?thing ?name ?phrase ?frequency ?body WHERE {
  ?promise a mig:Deliverable ; mig:promisedBy ?point ; rdfs:label ?label .
  OPTIONAL {
    ?promise mig:delivers ?thing
    OPTIONAL { ?thing rdfs:label ?name FILTER(LANG(?name) = "en") }
  }
  OPTIONAL { ?promise mig:evidencePhrase ?phrase }
  OPTIONAL { ?promise mig:frequency ?frequency }
  OPTIONAL { ?promise mig:withBody ?body }
}"""
_OBJECTIVES: Final = """
SELECT ?objective ?title ?whole WHERE {
  ?objective a mig:Objective ; rdfs:label ?title . FILTER(LANG(?title) = "en")
  OPTIONAL { ?objective dcterms:isPartOf ?whole }
}"""
_PLANS: Final = """
SELECT ?plan ?passage ?point ?issued WHERE {
  ?point a mig:PlanPoint ; mig:evidence ?passage ; dcterms:isPartOf ?plan
  OPTIONAL { ?plan dcterms:issued ?issued }
}"""
_OFFICES: Final = "SELECT ?office ?whole WHERE { ?office a mig:Secretariat ; org:subOrganizationOf ?whole }"
_PARTS: Final = "SELECT ?part ?whole WHERE { ?part org:subOrganizationOf ?whole }"

_STOP: Final = frozenset(
    ("the", "and", "for", "from", "with", "that", "this", "which", "into", "their", "its", "are", "was",
     "were", "has", "have", "been", "will", "would", "should", "could", "can", "may", "also", "such",
     "other", "more",
     "than", "all", "any", "not", "including", "within", "through", "between", "among", "under", "upon",
     "over", "new", "work", "ilo", "office", "labour", "migration", "migrant", "migrants", "worker",
     "workers")
)  # fmt: skip
_ENDINGS: Final = (
    "ations", "ation", "ings", "ing", "ities", "ity", "ments", "ment", "ies", "ied", "ers", "ed", "es", "al",
    "er", "s", "y", "e",
)  # fmt: skip
_STEM: Final = 4
"""What is left of a word has at least so many letters."""
_AFTER_HEAD: Final = re.compile(r"[,:(]|\s(?:of|on|for|to|with|in|from|by|and|about|that)\s")
_TOKEN: Final = re.compile(r"[^\W\d_]{3,}")


@lru_cache(maxsize=50_000)
def stems(text: str) -> tuple[str, ...]:
    """The words of a text that tell something, in small letters and without the endings that vary.

    >>> stems("Updated regional and global estimates of migrant workers")
    ('updat', 'region', 'glob', 'estimat')
    """
    plain = re.sub(r"(?<=\w)[-‐‑](?=\w)", " ", text.lower())
    return tuple(_stem(word) for word in _TOKEN.findall(plain) if word not in _STOP)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a plan: `title` heads it, `means` is the short name of its means of action."""

    iri: str
    notation: str
    title: str
    means: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A deliverable: the point that promises it, things that fulfil it, stems of the names it goes by.

    `head` are the stems of the words with which its label begins, `bodies` those with whom it was promised.
    """

    iri: str
    point: str
    label: str
    things: frozenset[str]
    names: tuple[frozenset[str], ...]
    recurs: bool
    head: tuple[str, ...]
    bodies: frozenset[str]


@dataclass(frozen=True)
class Knowledge:
    """The part of a graph by which the rules judge.

    `objectives` has their titles, `wholes` the instruments and plans that objectives and points belong to,
    `point_passages` the point whose text a passage of a plan is, `promised_on` the date of the first plan as
    precisely as it is known, `large` the bodies with many parts, and `offices` the organization whose
    secretariat a body is.
    """

    points: Mapping[str, Point]
    promises: tuple[Promise, ...]
    objectives: Mapping[str, str]
    wholes: frozenset[str]
    point_passages: Mapping[str, str]
    promised_on: str
    large: frozenset[str]
    offices: Mapping[str, str]

    @classmethod
    def of(cls, source: Source) -> Knowledge:
        """What a source knows; this asks seven questions, so keep it."""
        points = {
            row[0]: Point(row[0], row[1], row[2], _short_means(row[3])) for row in _rows(source, _POINTS)
        }
        objectives, wholes = {}, set()
        for objective, title, whole in _rows(source, _OBJECTIVES):
            objectives[objective] = title
            wholes.add(whole)
        plans = _rows(source, _PLANS)
        parts = Counter(whole for _, whole in _rows(source, _PARTS))
        return cls(
            points,
            _promises(_rows(source, _PROMISES)),
            objectives,
            frozenset(wholes | {plan for plan, *_ in plans}) - {""},
            {passage: point for plan, passage, point, _ in plans if passage.startswith(f"{plan}/")},
            min((issued for *_, issued in plans if issued), default=""),
            frozenset(body for body, count in parts.items() if count >= _MANY_PARTS),
            dict(_rows(source, _OFFICES)),  # type: ignore[arg-type]
        )

    @cached_property
    def titles(self) -> Mapping[str, tuple[str, ...]]:
        """Title in small letters → the points that it heads."""
        found: dict[str, list[str]] = {}
        for point in self.points.values():
            found.setdefault(point.title.lower(), []).append(point.iri)
        return {title: tuple(points) for title, points in found.items()}

    @cached_property
    def title_patterns(self) -> tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]:
        """For each title its first word, how a text may print it, and the points that it heads."""
        return tuple(
            (re.split(r"[\s-]", title)[0], _words_pattern(title), points)
            for title, points in self.titles.items()
        )

    @cached_property
    def means_patterns(self) -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
        """For each means of action how a text may print it, and the points that use it."""
        found: dict[str, set[str]] = {}
        for point in self.points.values():
            if point.means:
                found.setdefault(point.means, set()).add(point.iri)
        return tuple((_words_pattern(means), frozenset(points)) for means, points in found.items())

    @cached_property
    def promised_by(self) -> Mapping[str, frozenset[str]]:
        """Thing → the points that promise it."""
        found: dict[str, set[str]] = {}
        for promise in self.promises:
            for thing in promise.things:
                found.setdefault(thing, set()).add(promise.point)
        return {thing: frozenset(points) for thing, points in found.items()}

    @cached_property
    def _promised(self) -> Mapping[str, list[Promise]]:
        found: dict[str, list[Promise]] = {}
        for promise in self.promises:
            for thing in promise.things:
                found.setdefault(thing, []).append(promise)
        return found

    def promised(self, thing: str) -> Sequence[Promise]:
        """The promises that a thing fulfils."""
        return self._promised.get(thing, ())

    @cached_property
    def heads(self) -> Mapping[str, Mapping[tuple[str, ...], list[Promise]]]:
        """First stem of a head of two words and more → the head → the promises whose labels begin so."""
        found: dict[str, dict[tuple[str, ...], list[Promise]]] = {}
        for promise in self.promises:
            if len(promise.head) > 1:
                found.setdefault(promise.head[0], {}).setdefault(promise.head, []).append(promise)
        return found

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Stem → how much it tells: the rarer among the names of promises, the more."""
        counts = Counter(stem for promise in self.promises for stem in frozenset().union(*promise.names))
        return {stem: 1.0 / count for stem, count in counts.items()}

    @cached_property
    def promises_with(self) -> Mapping[str, tuple[int, ...]]:
        """Stem → the places in `promises` of those that have it in a name."""
        found: dict[str, list[int]] = {}
        for place, promise in enumerate(self.promises):
            for stem in frozenset().union(*promise.names):
                found.setdefault(stem, []).append(place)
        return {stem: tuple(places) for stem, places in found.items()}

    def objective_of(self, iri: str) -> str:
        """The objective that an IRI names or whose action it is; empty for anything else."""
        if iri in self.objectives:
            return iri
        above = iri.rpartition("/")[0]
        return above if above in self.objectives else ""


def _rows(source: Source, query: str) -> list[tuple[str, ...]]:
    table = source.select(SPARQL_PREFIXES + query)
    rows = [tuple("" if cell is None else cell.text for cell in row) for row in table.rows]
    return sorted(rows, key=lambda row: [natural_key(cell) for cell in row])


def _promises(rows: list[tuple[str, ...]]) -> tuple[Promise, ...]:
    grouped: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        grouped.setdefault(row[0], []).append(row)
    return tuple(
        Promise(
            iri,
            group[0][1],
            group[0][2],
            frozenset(row[3] for row in group if row[3]),
            tuple(
                sorted(
                    {frozenset(stems(name)) for row in group for name in (row[2], row[4], row[5]) if name},
                    key=sorted,
                )
            ),
            any(row[6] for row in group),
            stems(_AFTER_HEAD.split(group[0][2], maxsplit=1)[0]),
            frozenset(row[7] for row in group if row[7]),
        )
        for iri, group in grouped.items()
    )


def _short_means(label: str) -> str:
    """The first words of a name, up to where it says for what or with what else."""
    return re.split(r"\s+(?:and|for|at|of|in)\s+|[/,]", label.lower(), maxsplit=1)[0].strip()


@lru_cache(maxsize=1000)
def _words_pattern(text: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in re.split(r"[\s-]+", text) if word]
    return re.compile(r"(?<!\w)" + r"[\s‐‑-]*".join(words) + r"(?!\w)", re.IGNORECASE)
