"""What a kind of damage is, and how a list of kinds is written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from migkg.mutations.scene import Scene
    from migkg.mutations.world import World
    from migkg.shapes import Rules, Term

    Make: TypeAlias = Callable[[World], "Term | tuple[Term, ...]"]

__all__ = ["Attempt", "Catalogue", "Kind", "Score"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One damage to be done: `make` does it and returns the nodes of which one must answer.

    `rules` are the rules of which one must answer, as paths under the base (`shape/claim/basis`); where the
    rules at hand have none of them, any may. `make` raises NowhereError where there is nothing to damage.
    """

    rules: tuple[str, ...]
    make: Make


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of damage: a name in kebab case, a plain sentence, and what to do in one round.

    Most kinds do one damage a round; one that follows the shapes does one for each demand of its sort.
    """

    name: str
    description: str
    attempts: Callable[[Scene, Rules], Sequence[Attempt]]
    rules: tuple[str, ...] = ()
    """The rules of which one must answer; empty for kinds that follow the shapes or the data."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a kind of damage fared: how often it was done, how often found, and what was not found.

    A kind that found nothing to damage was tried 0 times: it is not applicable, and no failure.
    """

    kind: Kind
    tried: int
    caught: int
    missed: tuple[str, ...] = ()

    @property
    def is_applicable(self) -> bool:
        """Whether there was something to damage."""
        return self.tried > 0

    @property
    def is_caught(self) -> bool:
        """Whether all the damage was found; false if there was none."""
        return self.is_applicable and self.caught == self.tried


class Catalogue:
    """Kinds in the order in which they are written down."""

    def __init__(self) -> None:
        self._kinds: list[Kind] = []

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds)

    def kind(self, description: str, *rules: str) -> Callable[[Make], Make]:
        """Add a function that does one damage a round; its name is the name of the kind.

        `rules` are paths under `shape/`, or `check/NAME` for a check.
        """
        full = tuple(rule if rule.startswith("check/") else f"shape/{rule}" for rule in rules)

        def add(make: Make) -> Make:
            attempts = (Attempt(full, make),)
            name = str(getattr(make, "__name__", "")).replace("_", "-")
            self._kinds.append(Kind(name, description, lambda _scene, _rules: attempts, full))
            return make

        return add

    def derived(self, description: str) -> Callable[[Callable[..., Sequence[Attempt]]], object]:
        """Add a function that says, by the data and the shapes, what is to be done in one round."""

        def add(attempts: Callable[[Scene, Rules], Sequence[Attempt]]) -> object:
            name = str(getattr(attempts, "__name__", "")).replace("_", "-")
            self._kinds.append(Kind(name, description, attempts))
            return attempts

        return add
