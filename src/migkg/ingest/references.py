"""What a passage refers to, and where in its text."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Candidate", "Reference"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that is not in the graph, with what the text tells of it."""

    kind: str
    """The local name of its class: `Convention`, `Recommendation`, `Document`, …"""
    notation: str
    """As the graph would have it: `C190`, `GB.340/INS/3`."""
    name: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A stretch of a passage's text that names something.

    One target: this is meant. Several: it may be any of them, and nobody has chosen. None: there is a
    candidate, or it is of a kind without IRIs (a session, a date). `kind` is one of `instrument`,
    `provision`, `objective`, `action`, `point`, `conclusion`, `goal`, `target`, `indicator`, `document`,
    `passage`, `session`, `date`, `body`, `programme`, `tool`, `event`, `publication`, `place`, `theme`,
    `other`.
    """

    start: int
    end: int
    text: str
    kind: str
    targets: tuple[str, ...] = ()
    candidate: Candidate | None = None
    rule: str = ""
    """Which rule of the grammar, or which kind of name (`label`, `acronym`, `learnt acronym`), found it.

    `description`: an instrument in words of everyday use, whose name may be meant or not.
    """
    counts: bool = True
    """Whether it counts as a mention; a body that does not act and the place of a session do not."""
