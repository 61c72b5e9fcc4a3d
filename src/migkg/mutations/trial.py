"""The trial: a dataset is damaged in many places and judged, and what its rules found is counted."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from migkg import judging, terms
from migkg.checks import read_checks
from migkg.mutations import anything, claims, demands, promises, references, rulebook, texts, things
from migkg.mutations.kind import Score
from migkg.mutations.scene import Scene
from migkg.mutations.world import ClashError, NowhereError, World
from migkg.places import SourceFile
from migkg.project import Project
from migkg.validate import rules_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from migkg.corpus import Progress
    from migkg.mutations.kind import Attempt, Kind
    from migkg.mutations.world import Change
    from migkg.shapes import Rules

    Found: TypeAlias = "set[tuple[str, str, str, str]]"

__all__ = ["Done", "Judge", "Task", "Trial", "caught_of", "damage", "kinds", "run", "tasks_of"]

ROUNDS_AT_ONCE: Final = 3
"""How many rounds share one judging, as far as their damage keeps clear of each other."""

_CLASHES: Final = 20
_MISSES: Final = 3
_EXAMPLES: Final = 5
_ALONE: Final = 8


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a trial: the scores, and which of the shapes that demand something some damage woke."""

    scores: tuple[Score, ...]
    known: frozenset[str]
    """The rules that were applied: shapes, checks and judges."""
    demanding: frozenset[str]
    woken: frozenset[str]
    seed: int

    @property
    def asleep(self) -> tuple[str, ...]:
        """The shapes that no damage woke, in alphabetical order."""
        return tuple(sorted(self.demanding - self.woken))


class Task(NamedTuple):
    """A damage to be done once a round."""

    kind: Kind
    attempt: Attempt


class Done(NamedTuple):
    """A damage done: the nodes of which one must answer, as N-Triples, and what was changed."""

    task: Task
    foci: frozenset[str]
    change: Change


def kinds() -> tuple[Kind, ...]:
    """All kinds of damage, in the order in which they are done: those with the fewest places to go first."""
    areas = (things, references, texts, promises, claims, rulebook, anything, demands)
    return tuple(kind for area in areas for kind in area.KINDS)


class Judge:
    """The rules at hand, and what they find in files: rule, focus, property, value."""

    def __init__(self, project: Project) -> None:
        rulebook = project if project.shapes_folder else Project.packaged()
        self.sources = tuple(_read(project, rulebook))
        self.rules: Rules = rules_of(self.sources)
        folder = rulebook.queries_folder
        self._checks = read_checks(sorted((folder / "checks").glob("*.rq")) if folder else [])
        self.known: frozenset[str] = frozenset()
        """The rules that were applied, as far as the last report names them."""

    def find(self, sources: Sequence[SourceFile]) -> Found:
        """What the rules find in files that are already read."""
        report = judging.judge(self.rules, sources, judging.Task(checks=self._checks))
        self.known = frozenset(report.rules)
        return {(f.shape, f.focus_term, f.path_term, f.value_term) for f in report.findings}


def _read(project: Project, rulebook: Project) -> list[SourceFile]:
    files = [file for file in project.files if file.is_asserted]
    if not project.ontology_files:
        files += rulebook.ontology_files
    found = [SourceFile.read(file.path, file.relative, file.graph) for file in files]
    folder = rulebook.shapes_folder
    paths = sorted(folder.glob("*.ttl")) if folder else ()
    found += [SourceFile.read(path, f"shapes/{path.name}", is_shapes=True) for path in paths]
    return [replace(source, path=None) for source in found]  # damage has no place in a text


def run(
    project: Project,
    *,
    seed: int = 0,
    rounds: int = 1,
    progress: Progress | None = None,
    among: Sequence[Kind] | None = None,
) -> Trial:
    """Damage a dataset in memory, each kind of damage once a round, and see what its rules find.

    Several rounds share a judging. What finds no room waits for the next; after the last round, only what was
    never done does. What is missed is judged once more among less damage, and counts as missed if it is
    missed again. The same seed does the same damage. Raises as `migkg.validate.validate` does.
    """
    judging = Judge(project)
    scene = Scene(judging.sources)
    chosen = kinds() if among is None else tuple(among)
    one = [task for kind in chosen for task in tasks_of(kind, scene, judging.rules)]
    tally = Tally(judging.find(judging.sources), judging.known)
    waiting, to_come, number = list[Task](), rounds, 0
    while waiting or to_come:
        world = World(scene, random.Random(f"{seed}/{number}"))  # noqa: S311 -- damage needs no secrecy
        at_once = min(to_come, ROUNDS_AT_ONCE)
        tasks = [*waiting, *(task for task in one for _ in range(at_once))]
        number, to_come = number + 1, to_come - at_once
        done, left = damage(world, tasks)
        if not done:
            break
        tally.count(done, judging.find(world.sources()))
        waiting = left if to_come else [task for task in left if task not in tally.tasks]
        if progress:
            progress("damaging", rounds - to_come, rounds)
    _try_again(scene, judging, tally)
    demanded = demands.demanding(judging.rules)
    return Trial(tally.scores(chosen), judging.known, demanded, frozenset(tally.woken) & demanded, seed)


def tasks_of(kind: Kind, scene: Scene, rules: Rules) -> list[Task]:
    """What a kind has to do in one round."""
    return [Task(kind, attempt) for attempt in kind.attempts(scene, rules)]


def _try_again(scene: Scene, judging: Judge, tally: Tally) -> None:
    """Judge what was missed once more, without what was caught: that may have been in the way.

    This goes on as long as it brings something to light; in the end, a few are judged each alone.
    """
    last = 0
    while tally.missed and len(tally.missed) != last:
        last = len(tally.missed)
        _judge_again(scene, judging, tally, tally.missed)
    if 1 < len(tally.missed) <= _ALONE:
        for each in list(tally.missed):
            _judge_again(scene, judging, tally, [each])


def _judge_again(scene: Scene, judging: Judge, tally: Tally, left: Sequence[Done]) -> None:
    while left:
        world = World(scene, random.Random(0))  # noqa: S311 -- nothing is left to chance here
        done, later = [], []
        for each in left:
            try:
                world.repeat(each.change)
                done.append(each)
            except ClashError:
                later.append(each)
        tally.recount(done, judging.find(world.sources()))
        left = later


def damage(world: World, tasks: Sequence[Task]) -> tuple[list[Done], list[Task]]:
    """Do what there is room for; the rest is left."""
    done, left = [], []
    for task in tasks:
        try:
            done.append(_try(world, task))
        except NowhereError:
            left.append(task)
    return done, left


def _try(world: World, task: Task) -> Done:
    clashes = misses = 0
    while True:
        try:
            made = task.attempt.make(world)
            foci = made if isinstance(made, tuple) else (made,)
            return Done(task, frozenset(map(str, foci)), world.keep(foci))
        except ClashError:
            clashes += 1
            if clashes > _CLASHES:
                raise
        except NowhereError:
            misses += 1
            if misses > _MISSES:
                raise
        finally:
            world.discard()


def caught_of(done: Sequence[Done], new: Found, known: frozenset[str]) -> set[Done]:
    """The damage that is found: one of its nodes answers, by a rule that is meant for it.

    `new` is what is found now and was not before, `known` are the rules at hand.
    """
    answers: dict[str, set[str]] = {}
    for rule, focus, _, _ in new:
        answers.setdefault(focus, set()).add(rule)
    caught = set()
    for each in done:
        answered = {rule for focus in each.foci for rule in answers.get(focus, ())}
        asked = {f"{terms.BASE}{rule}" for rule in each.task.attempt.rules} & known
        if answered & asked if asked else answered:
            caught.add(each)
    return caught


class Tally:
    """Who was tried and who was caught."""

    def __init__(self, before: Found, known: frozenset[str]) -> None:
        self._before = before
        self._known = known
        self._tried: Counter[str] = Counter()
        self.tasks: set[Task] = set()
        self.missed: list[Done] = []
        self.woken: set[str] = set()

    def count(self, done: Sequence[Done], found: Found) -> None:
        """Count damage that was judged for the first time."""
        self._tried.update(each.task.kind.name for each in done)
        self.tasks.update(each.task for each in done)
        self.missed += self._not_in(found, done)

    def recount(self, done: Sequence[Done], found: Found) -> None:
        """Count again what was missed among much other damage, and was now judged among less."""
        still = self._not_in(found, done)
        self.missed = [each for each in self.missed if each not in done or each in still]

    def _not_in(self, found: Found, done: Sequence[Done]) -> list[Done]:
        new = found - self._before
        self.woken.update(rule for rule, *_ in new)
        caught = caught_of(done, new, self._known)
        return [each for each in done if each not in caught]

    def scores(self, chosen: Sequence[Kind]) -> tuple[Score, ...]:
        """The score of each kind, with some of what was missed."""
        missed: dict[str, list[str]] = {}
        for each in self.missed:
            missed.setdefault(each.task.kind.name, []).append(str(each.change))
        return tuple(
            Score(
                kind,
                tried := self._tried[kind.name],
                tried - len(missed.get(kind.name, ())),
                tuple(missed.get(kind.name, ())[:_EXAMPLES]),
            )
            for kind in chosen
        )
