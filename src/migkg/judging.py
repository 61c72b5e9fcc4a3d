"""Files judged by shapes, by checks and by the judges of single terms: all, or what a change can affect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import judges, terms
from migkg.affected import Asked, Neighbours, affected_by_queries, affected_by_shapes
from migkg.checks import CHECKS
from migkg.findings import SEVERITIES, Report
from migkg.footprint import Footprint
from migkg.places import Places
from migkg.shacl import answers, core_results, core_results_on, load_into, load_store
from migkg.shapes import Rules
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

__all__ = ["UNDEFINED", "Progress", "judge", "judge_change", "judge_terms", "silent", "sort_key"]

UNDEFINED: Final = f"{terms.BASE}shape/dataset/defined"
"""The shape that finds IRIs that nothing describes."""


def silent(what: str, done: int, total: int) -> None:
    """Progress for nobody."""


def judge(
    rules: Rules,
    sources: Sequence[SourceFile],
    *,
    reported: Iterable[str] | None = None,
    checks: Sequence[Check] = (),
    context: judges.Context | None = None,
    progress: Progress = silent,
) -> Report:
    """Judge files that are already read.

    `reported` names those whose findings count (all, if None). `context` is what the judges of single terms
    lean on: the files themselves as a dataset, if None.
    """
    names = _names(sources, reported)
    stage = _Stage(sources)
    results: list[Result] = []
    asked = len(checks) + len(rules.questions)
    for done, check in enumerate(checks):
        progress("asking queries", done, asked)
        results += stage.check(check)
    for done, question in enumerate(rules.questions, len(checks)):
        progress("asking queries", done, asked)
        results += stage.ask(rules, question)
    progress("applying shapes", 0, 0)
    results += core_results(rules, sources)
    progress("judging terms", 0, 0)
    results += _term_results(sources, names, context)
    return _report(rules, sources, names, checks, results)


def judge_change(
    rules: Rules,
    sources: Sequence[SourceFile],
    delta: Delta,
    *,
    checks: Sequence[Check] = (),
    progress: Progress = silent,
) -> Report:
    """Judge what a change of some of the files can affect: the same findings as `judge`, as far as they go.

    These are the findings in the changed files, and elsewhere those of affected focus nodes (see
    `migkg.affected`). No finding that the change brings about is missing.
    """
    footprint = Footprint.of(rules.core)
    if footprint.unbounded:
        return judge(rules, sources, checks=checks, progress=progress)
    progress("looking for what the change affects", 0, 0)
    stage = _Stage(sources)
    world = World(sources, stage.store)
    stage.show_shapes()
    neighbours = Neighbours(delta, world)
    nodes = affected_by_shapes(footprint, delta, neighbours)
    queries = [Asked(check.query, check.footprint(), _bind(stage, check)) for check in checks]
    queries += (
        Asked(question.query, question.footprint(), _bind_question(stage, rules, question))
        for question in rules.questions
    )
    nodes, results = affected_by_queries(queries, delta, stage.store, nodes, neighbours)
    stage.show_shapes()
    progress("applying shapes", 0, 0)
    results += core_results_on(rules, world, nodes)
    results += _term_results(sources, frozenset(delta.after), None)
    return _report(rules, sources, _names(sources, None), checks, results)


def judge_terms(
    sources: Sequence[SourceFile], names: Collection[str], context: judges.Context | None = None
) -> Report:
    """Judge the single terms of some files only, where others cannot be read."""
    results = list(_term_results(sources, names, context))
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


def _names(sources: Sequence[SourceFile], reported: Iterable[str] | None) -> frozenset[str]:
    return frozenset(source.name for source in sources) if reported is None else frozenset(reported)


def _term_results(
    sources: Sequence[SourceFile], names: Collection[str], context: judges.Context | None
) -> Iterator[Result]:
    if context is None:
        context = judges.Context.of_dataset(quad for source in sources for quad in source.quads)
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
    return Report(tuple(sorted(found, key=sort_key)), tuple(sorted(names)), known)


def _once(results: Sequence[Result]) -> Iterator[Result]:
    """One slip, one finding: of a triple that several rules find fault with, the plainest word.

    That a value does not exist says all about it; and what a shape says, a check need not say again.
    """
    undefined = {_triple(result) for result in results if result.shape == UNDEFINED}
    shaped = {_triple(result) for result in results if not result.shape.startswith(CHECKS)}
    for result in results:
        if result.shape != UNDEFINED and _triple(result) in undefined:
            continue
        if result.shape.startswith(CHECKS) and _triple(result) in shaped:
            continue
        yield result


def _triple(result: Result) -> tuple[Term, str, ox.NamedNode | Term | None]:
    return result.focus, result.path, result.value


def sort_key(finding: Finding) -> tuple[str, int, int, int, str, str, str]:
    """By file and place, then by severity."""
    severity = SEVERITIES.index(finding.severity) if finding.severity in SEVERITIES else len(SEVERITIES)
    place = finding.line or 0, finding.column or 0
    return finding.file, *place, severity, finding.focus, finding.shape, finding.value
