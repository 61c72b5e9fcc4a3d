"""The promise tracker: what the plan promises, by when, what was reported of it, and what was late then."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.choices import Choice
from migkg.web.pages.index import Ref, index_of
from migkg.web.pages.timeline import Scale, began, ended
from migkg.web.pages.values import date_text
from migkg.web.render import words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from migkg.table import Table, Value
    from migkg.web.dataset import Dataset

__all__ = ["FILTERS", "STATES", "Filter", "Group", "Promise", "Report", "Tracker", "tracker"]

FILTERS: Final = ("point", "due", "progress", "body", "theme")
"""What the list can be narrowed by: the names that addresses hold. The query takes the first three too."""

STATES: Final = ("delivered", "underWay", "planned", "changed", "notReported")
"""The words for progress, as their IRIs end, from done to silence."""

MOST: Final = 400
"""So many promises a page shows; the filters lead to the others, and the downloads have all."""

NO_YEAR: Final = "none"
"""The due year of what has no date."""

_MORE: Final = """
SELECT DISTINCT ?promise ?body ?theme ?from WHERE {
  ?promise a mig:Deliverable .
  OPTIONAL { ?promise mig:withBody ?body }
  OPTIONAL { ?promise mig:promisedBy/dcterms:subject ?theme }
  OPTIONAL { ?promise mig:from ?from }
}"""


@dataclass(frozen=True, slots=True)
class Report:
    """What was reported: progress (a word of `STATES`, and in the page's language), when, and where.

    `place` is where its date stands on the scale, in percent.
    """

    state: str
    progress: str
    as_of: str
    place: float | None
    passages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """A deliverable. `late` says that it was due before the last report and had not been delivered by then.

    `start` and `end` are places on the scale: from when it was to be worked on, and when it was due (None if
    no date is given).
    """

    iri: str
    name: str
    target: str
    due: str
    state: str
    late: bool
    start: float
    end: float | None
    reports: tuple[Report, ...]
    passages: tuple[tuple[str, str], ...]
    bodies: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A point of the plan with what it promises, and what was reported of the point as a whole."""

    point: Ref
    promises: tuple[Promise, ...]
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the list: its name, what is chosen, what can be; `wrong` if that differs."""

    name: str
    value: str
    choices: tuple[Choice, ...]
    wrong: bool


@dataclass(frozen=True, slots=True)
class Tracker:
    """The whole page.

    `cut` says that not all of the `total` are shown. `counts` has each word for progress, its name, how many
    promises have it, and their share in percent; `asked` is what the query behind the page can be asked too,
    `partly` says that this is not all that was asked.
    """

    groups: tuple[Group, ...]
    total: int
    cut: bool
    late: int
    counts: tuple[tuple[str, str, int, float], ...]
    years: tuple[tuple[str, float], ...]
    last_report: str
    filters: tuple[Filter, ...]
    asked: Mapping[str, str]
    partly: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the query `promises`, with its columns by name."""

    cells: Mapping[str, Value | None]

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        return cell.text if cell else ""

    def state(self) -> str:
        return self.text("progress_iri").removeprefix(terms.ONTOLOGY)

    def joined(self, column: str) -> tuple[tuple[str, str], ...]:
        names, iris = self.text(column), self.text(f"{column}_iri")
        return tuple(zip(names.split("; "), iris.split("; "), strict=True)) if names else ()


class _Facts:
    """All that the tracker is made from, read once a page."""

    def __init__(self, dataset: Dataset, lang: str) -> None:
        self.index, self.lang, self.words = index_of(dataset), lang, words_in(lang)
        self.rows = _rows(dataset.graph.query("promises", lang=lang))
        self.bodies: dict[str, set[str]] = defaultdict(set)
        self.themes: dict[str, set[str]] = defaultdict(set)
        self.begins: dict[str, str] = {}
        for promise, body, theme, begin in dataset.select(_MORE):
            if promise is None:
                continue
            if body is not None:
                self.bodies[promise.text].add(body.text)
            if theme is not None:
                self.themes[promise.text].add(theme.text)
            if begin is not None:
                self.begins[promise.text] = begin.text
        reported = [day for row in self.rows if (day := began(row.text("as_of")))]
        self.last = max(reported, default=None)
        due = [day for row in self.rows if (day := ended(row.text("due")))]
        begun = [day for text in self.begins.values() if (day := began(text))]
        self.scale = Scale.over([*reported, *due, *begun])

    def named(self, state: str) -> str:
        short = f"mig:{state}"
        if self.words.has(short):
            return self.words(short)
        return self.index.name(terms.ONTOLOGY + state, self.lang).text


def tracker(dataset: Dataset, given: Mapping[str, str], lang: str) -> Tracker:
    """The promises that the given filters leave, by point, with every choice that there is."""
    facts = _Facts(dataset, lang)
    filters = tuple(_filter(facts, name, given.get(name, "").strip()) for name in FILTERS)
    chosen = {one.name: one.value for one in filters if one.value and not one.wrong}
    promises: dict[str, list[_Row]] = defaultdict(list)
    for row in facts.rows:
        if _fits(facts, row, chosen):
            promises[row.text("point_iri")].append(row)
    groups = tuple(_group(facts, point, rows) for point, rows in promises.items())
    every = [promise for group in groups for promise in group.promises]
    return Tracker(
        groups=_first(groups, MOST),
        total=len(every),
        cut=len(every) > MOST,
        late=sum(promise.late for promise in every),
        counts=_counts(facts, every),
        years=facts.scale.years() if facts.scale else (),
        last_report=date_text(facts.last.isoformat(), facts.words) if facts.last else "",
        filters=filters,
        asked={name: chosen[name] for name in FILTERS[:3] if name in chosen and chosen[name] != NO_YEAR},
        partly=any(name in chosen for name in FILTERS[3:]) or chosen.get("due") == NO_YEAR,
    )


def _first(groups: Sequence[Group], most: int) -> tuple[Group, ...]:
    """The groups up to so many promises; the last of them may be cut."""
    found = []
    for group in groups:
        if most <= 0:
            break
        found.append(replace(group, promises=group.promises[:most]))
        most -= len(group.promises)
    return tuple(found)


def _rows(table: Table) -> Sequence[_Row]:
    return [_Row(dict(zip(table.columns, row, strict=True))) for row in table.rows]


def _counts(facts: _Facts, shown: Sequence[Promise]) -> tuple[tuple[str, str, int, float], ...]:
    found = Counter(promise.state for promise in shown)
    most = max(len(shown), 1)
    return tuple(
        (state, facts.named(state), found[state], round(100 * found[state] / most, 2)) for state in STATES
    )


# --- filters --------------------------------------------------------------------------------------


def _fits(facts: _Facts, row: _Row, chosen: Mapping[str, str]) -> bool:
    """Whether a row is asked for; one on a whole point is not, if something is asked of promises."""
    promise = row.text("deliverable_iri")
    has = {
        "point": {row.text("point")},
        "due": {row.text("due")[:4] or NO_YEAR},
        "progress": {facts.index.name(terms.ONTOLOGY + row.state(), "en").text},
        "body": {_short(facts, iri) for iri in facts.bodies[promise]},
        "theme": {_short(facts, iri) for iri in facts.themes[promise]},
    }
    if not promise and not set(chosen) <= {"point"}:
        return False
    return all(value in has[name] for name, value in chosen.items())


def _filter(facts: _Facts, name: str, value: str) -> Filter:
    offered = _offered(facts, name)
    known = {choice.value for choice in offered}
    return Filter(name, value, offered, wrong=bool(value) and value not in known)


def _offered(facts: _Facts, name: str) -> tuple[Choice, ...]:
    if name == "point":
        points = dict.fromkeys((row.text("point"), row.text("point_iri")) for row in facts.rows)
        return tuple(Choice(text, facts.index.name(iri, facts.lang).text) for text, iri in points)
    if name == "due":
        years = sorted({row.text("due")[:4] for row in facts.rows} - {""})
        return (*map(Choice, years), Choice(NO_YEAR, facts.words("promises.undated")))
    if name == "progress":
        return tuple(
            Choice(facts.index.name(terms.ONTOLOGY + state, "en").text, facts.named(state))
            for state in STATES
        )
    held = facts.bodies if name == "body" else facts.themes
    return _named(facts, {iri for iris in held.values() for iri in iris})


def _named(facts: _Facts, iris: Iterable[str]) -> tuple[Choice, ...]:
    ordered = sorted(iris, key=facts.index.sort_key)
    return tuple(Choice(_short(facts, iri), facts.index.name(iri, facts.lang).text) for iri in ordered)


def _short(facts: _Facts, iri: str) -> str:
    return facts.index.notation(iri) or facts.index.name(iri, "en").text


# --- promises -------------------------------------------------------------------------------------


def _group(facts: _Facts, point: str, rows: Sequence[_Row]) -> Group:
    by_promise: dict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        by_promise[row.text("deliverable_iri")].append(row)
    whole = by_promise.pop("", [])
    promises = tuple(_promise(facts, iri, its) for iri, its in by_promise.items())
    return Group(facts.index.ref(point, facts.lang), promises, _reports(facts, whole))


def _promise(facts: _Facts, iri: str, rows: Sequence[_Row]) -> Promise:
    first = rows[0]
    reports = _reports(facts, rows)
    due = ended(first.text("due"))
    delivered = any(report.state == STATES[0] for report in reports)
    begin = began(facts.begins.get(iri, ""))
    return Promise(
        iri=iri,
        name=first.text("deliverable"),
        target=first.text("target"),
        due=date_text(first.text("due"), facts.words),
        state=STATES[0] if delivered else reports[-1].state if reports else STATES[-1],
        late=bool(due and facts.last and due < facts.last and not delivered),
        start=facts.scale.at(begin) if facts.scale and begin else 0.0,
        end=facts.scale.at(due) if facts.scale and due else None,
        reports=reports,
        passages=first.joined("promised_in"),
        bodies=tuple(
            facts.index.ref(body, facts.lang) for body in sorted(facts.bodies[iri], key=facts.index.sort_key)
        ),
    )


def _reports(facts: _Facts, rows: Sequence[_Row]) -> tuple[Report, ...]:
    """The reports in these rows, by date; a row that says that there is none is none."""
    found = []
    for row in sorted(rows, key=lambda one: one.text("as_of")):
        if row.text("reported_in"):
            day = began(row.text("as_of"))
            place = facts.scale.at(day) if facts.scale and day else None
            as_of = date_text(row.text("as_of"), facts.words)
            found.append(
                Report(row.state(), facts.named(row.state()), as_of, place, row.joined("reported_in"))
            )
    return tuple(found)
