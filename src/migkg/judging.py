"""Files judged by shapes, by checks and by the judges of single terms: all, or what a change can affect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import judges, terms
from migkg.affected import Asked, Neighbours, affected_by_queries, affected_by_shapes
from migkg.checks import CHECKS
from migkg.findings import SEVERITIES, Report
from migkg.footprint import Footprint
from migkg.looked import Looked
from migkg.places import Places
from migkg.shacl import answers, core_parts, core_results_on, load_into, load_store
from migkg.shapes import Rules
from migkg.sharing import Part, share
from migkg.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from migkg.affected import Delta
    from migkg.checks import Check
    from migkg.findings import Finding
    from migkg.places import Result, SourceFile
    from migkg.questions import Question
    from migkg.shapes import Term

    Progress = Callable[[str, int, int], None]
    """Told what is being done, how much of it is done, and how much there is in all (0: unknown)."""

__all__ = ["UNDEFINED", "Progress", "Task", "judge", "judge_terms", "silent", "sort_key"]

_NAMING: Final = (f"{terms.BASE}shape/vocabulary/", f"{terms.BASE}shape/iris/namespace")
_UNDECLARED: Final = tuple(f"{terms.BASE}shape/dataset/{name}-declared" for name in ("class", "property"))
_PORTIONS: Final = 3
"""So many portions of the shapes there are for each process, so that none waits long for the others."""

UNDEFINED: Final = f"{terms.BASE}shape/dataset/defined"
"""The shape that finds IRIs that nothing describes."""


def silent(what: str, done: int, total: int) -> None:
    """Progress for nobody."""


@dataclass(frozen=True, slots=True)
class Task:
    """What files are judged for: the names of those to report on (all, if None), the checks to ask.

    `context` is what the judges of single terms lean on; if None, it is the files as a dataset. Up to `jobs`
    processes do the work.
    """

    reported: Collection[str] | None = None
    checks: Sequence[Check] = ()
    context: judges.Context | None = None
    progress: Progress = silent
    jobs: int = 1

    def names(self, sources: Sequence[SourceFile]) -> frozenset[str]:
        """The names of the files to report on."""
        return (
            frozenset(source.name for source in sources)
            if self.reported is None
            else frozenset(self.reported)
        )

    def about(self, sources: Sequence[SourceFile]) -> judges.Context:
        """The context that the judges of single terms get.

        A file does not vouch for itself: where not all is reported on, only the others are the context.
        """
        if self.context is not None:
            return self.context
        names = self.names(sources)
        others = [source for source in sources if source.name not in names and not source.is_shapes]
        return judges.Context.of_dataset(quad for source in others or sources for quad in source.quads)


def judge(
    rules: Rules, sources: Sequence[SourceFile], task: Task | None = None, delta: Delta | None = None
) -> Report:
    """Judge files that are already read; with `delta`, only what a change of some of them can affect.

    The findings are the same then, as far as they concern a changed file, or a focus node elsewhere that the
    change can affect (see `migkg.affected`). No finding that the change brings about is missing.
    """
    task = task or Task()
    if delta is not None:
        footprint = Footprint.of(rules.core)
        if not footprint.unbounded:
            return _judge_change(rules, sources, task, delta, footprint)
    results = list(share(_parts(rules, sources, task), task.jobs, task.progress))
    return _report(rules, sources, task.names(sources), task.checks, results)


def _parts(rules: Rules, sources: Sequence[SourceFile], task: Task) -> list[Part]:
    """All that is to be done, those parts first that take longest."""
    task.progress("laying out the files", 0, 0)
    stage = _Stage(sources)
    count = 1 if task.jobs == 1 else _PORTIONS * task.jobs
    parts = [Part("applying shapes", do) for do in core_parts(rules, sources, count)]
    parts += (Part("asking queries", partial(stage.check, check)) for check in task.checks)
    parts += (Part("asking queries", partial(stage.ask, rules, question)) for question in rules.questions)
    names, context = task.names(sources), task.about(sources)
    for start in range(count):
        parts.append(Part("judging terms", partial(_term_results, sources[start::count], names, context)))
    return parts


def _judge_change(
    rules: Rules, sources: Sequence[SourceFile], task: Task, delta: Delta, footprint: Footprint
) -> Report:
    task.progress("looking for what the change affects", 0, 0)
    stage = _Stage(sources)
    world = World(sources, stage.store)
    stage.show_shapes()
    neighbours = Neighbours(delta, world)
    nodes = affected_by_shapes(footprint, delta, neighbours)
    queries = [Asked(check.query, check.footprint(), _bind(stage, check)) for check in task.checks]
    queries += (
        Asked(question.query, question.footprint(), _bind_question(stage, rules, question))
        for question in rules.questions
    )
    nodes, results = affected_by_queries(queries, delta, stage.store, nodes, neighbours)
    stage.show_shapes()
    task.progress("applying shapes", 0, 0)
    results += core_results_on(rules, world, nodes)
    names, context = task.names(sources), task.about(sources)
    changed = names & delta.after.keys()
    if context.hosts >= judges.Context.of_dataset(_quads(delta.before.values())).hosts or task.context:
        wrong = {result.focus for result in results}
        beside = {
            source.name for source in sources if wrong and any(q.subject in wrong for q in source.quads)
        }
        results += _term_results(sources, changed, context)
        others = _term_results(sources, (names & beside) - changed, context)
        results += (result for result in others if result.focus in wrong)
    else:
        results += _term_results(sources, names, context)
    report = _report(rules, sources, names, task.checks, results)
    judged = changed | {finding.file for finding in report.findings}
    looked = Looked(rules, [source for source in sources if source.name in judged], task.checks)
    return replace(report, files=tuple(sorted(judged)), checked=looked)


def _quads(sources: Iterable[SourceFile]) -> Iterator[ox.Quad]:
    return (quad for source in sources for quad in source.quads)


def judge_terms(
    sources: Sequence[SourceFile], names: Collection[str], context: judges.Context | None = None
) -> Report:
    """Judge the single terms of some files only, where others cannot be read."""
    task = Task(names, context=context)
    results = list(_term_results(sources, names, task.about(sources)))
    return _report(Rules.from_quads((), ()), sources, frozenset(names), (), results)


class _Stage:
    """A store of the files in which the shapes are shown or not: checks do not look at them."""

    def __init__(self, sources: Sequence[SourceFile]) -> None:
        self.store = load_store(source for source in sources if not source.is_shapes)
        self._shapes = [source for source in sources if source.is_shapes]
        self._shown = False

    def show_shapes(self, *, shown: bool = True) -> None:
        """Add the shapes to what the store holds, or take them away."""
        if shown != self._shown:
            for source in self._shapes:
                if shown:
                    load_into(self.store, source)
                else:
                    self.store.remove_graph(ox.NamedNode(source.graph))
        self._shown = shown

    def check(self, check: Check, nodes: Collection[Term] | None = None) -> list[Result]:
        """What a check finds."""
        self.show_shapes(shown=False)
        return check.results(self.store, nodes)

    def ask(self, rules: Rules, question: Question, nodes: Collection[Term] | None = None) -> list[Result]:
        """What a question finds."""
        self.show_shapes()
        return answers(rules, question, self.store, nodes)


def _bind(stage: _Stage, check: Check) -> Callable[[Collection[Term] | None], list[Result]]:
    return lambda nodes: stage.check(check, nodes)


def _bind_question(
    stage: _Stage, rules: Rules, question: Question
) -> Callable[[Collection[Term] | None], list[Result]]:
    return lambda nodes: stage.ask(rules, question, nodes)


def _term_results(
    sources: Sequence[SourceFile], names: Collection[str], context: judges.Context
) -> Iterator[Result]:
    for source in sources:
        if source.name in names:
            yield from judges.problems(source.quads, context)


# --- from results to findings ---------------------------------------------------------------------


def _report(
    rules: Rules,
    sources: Sequence[SourceFile],
    names: frozenset[str],
    checks: Sequence[Check],
    results: Sequence[Result],
) -> Report:
    known = {**rules.shapes, **judges.RULES, **{check.name: check.rule for check in checks}}
    found: set[Finding] = set()
    if results:
        places = Places(sources, names)
        for result in _once(results):
            finding = places.finding(result, known.get(result.shape) or rules.rule(result.shape))
            if finding:
                found.add(finding)
    looked = Looked(rules, [source for source in sources if source.name in names], checks)
    return Report(tuple(sorted(found, key=sort_key)), tuple(sorted(names)), known, looked)


def _once(results: Sequence[Result]) -> Iterator[Result]:
    """One slip, one finding: of a triple that several rules find fault with, the plainest word.

    That a value does not exist says all about it; what a shape says, a check need not say again; and a judge
    that names the right term says more than a rule that misses the wrong one.
    """
    undefined = {_triple(result) for result in results if result.shape == UNDEFINED}
    shaped = {_triple(result) for result in results if not result.shape.startswith(CHECKS)}
    misspelt = {_triple(result) for result in results if result.shape.startswith(_NAMING)}
    for result in results:
        triple = _triple(result)
        if result.shape != UNDEFINED and triple in undefined:
            continue
        if result.shape.startswith(CHECKS) and triple in shaped:
            continue
        if result.shape in _UNDECLARED and triple in misspelt:
            continue
        yield result


def _triple(result: Result) -> tuple[Term, str, ox.NamedNode | Term | None]:
    return result.focus, result.path, result.value


def sort_key(finding: Finding) -> tuple[str, int, int, int, str, str, str, str, str]:
    """By file and place, then by severity; two findings that differ for a reader never have the same key."""
    severity = SEVERITIES.index(finding.severity) if finding.severity in SEVERITIES else len(SEVERITIES)
    place = finding.line or 0, finding.column or 0
    said = finding.focus, finding.shape, finding.value, finding.path, finding.message
    return finding.file, *place, severity, *said
