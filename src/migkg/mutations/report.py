"""What a self-test shows: a table of the kinds, and a few lines that sum up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from migkg import terms
from migkg.mutations.trial import run
from migkg.table import Table, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from migkg.corpus import Progress
    from migkg.mutations.kind import Score
    from migkg.mutations.trial import Trial
    from migkg.project import Project

__all__ = ["SelfTest", "as_table", "self_test", "self_test_report", "summary"]


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What to print: the table to stdout, the summary to stderr; and whether all damage was found."""

    table: Table
    summary: str
    passed: bool


def self_test(
    project: Project, *, seed: int = 0, rounds: int = 1, progress: Progress | None = None
) -> tuple[Score, ...]:
    """Damage a dataset in memory, each kind of damage once a round, and count what its rules find.

    A damage is caught only if a rule that is meant for it says something of the damaged thing that it did not
    say before; where the rules have none that is meant for it, any of them may. The same seed does the same
    damage. Raises as `migkg.validate.validate` does.
    """
    return run(project, seed=seed, rounds=rounds, progress=progress).scores


def self_test_report(
    project: Project, *, seed: int = 0, rounds: int = 1, progress: Progress | None = None
) -> SelfTest:
    """The same, ready to be printed; raises as `self_test` does."""
    trial = run(project, seed=seed, rounds=rounds, progress=progress)
    passed = all(score.is_caught or not score.is_applicable for score in trial.scores)
    return SelfTest(as_table(trial.scores), summary(trial), passed)


def as_table(scores: Sequence[Score]) -> Table:
    """One row a kind: its name, what the damage is, how often it was done and how often it was found."""
    rows = [
        (
            Value("literal", score.kind.name),
            Value("literal", score.kind.description),
            _number(score.tried),
            _number(score.caught),
        )
        for score in scores
    ]
    return Table(
        ("kind", "damage", "tried", "caught"), rows, title="Which kinds of damage do the rules catch?"
    )


def summary(trial: Trial) -> str:
    """What was missed, how many shapes the damage woke, and how many kinds were caught, in that order."""
    return "\n".join(_lines(trial))


def _lines(trial: Trial) -> Iterator[str]:
    applied = [score for score in trial.scores if score.is_applicable]
    for score in applied:
        for missed in score.missed:
            yield f"not caught: {score.kind.name}: {missed}"
    if idle := [score.kind.name for score in trial.scores if not score.is_applicable]:
        yield f"nothing to damage here: {', '.join(idle)}"
    yield f"rules that some damage wakes: {len(trial.woken)} of {len(trial.demanding)}"
    if trial.asleep:
        yield f"rules that none woke: {', '.join(map(terms.shorten, trial.asleep))}"
    caught = sum(score.is_caught for score in applied)
    share = f"{100 * caught / len(applied):.0f} %" if applied else "nothing was tried"
    yield f"{caught} of {len(applied)} kinds caught ({share}), seed {trial.seed}"


def _number(number: int) -> Value:
    return Value("literal", str(number), f"{terms.XSD}integer")
