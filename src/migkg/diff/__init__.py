"""What has changed between two states of a dataset: `migkg diff OLD NEW`.

`states` opens both, `statements` compares them triple by triple, `story` tells the difference in words,
`gravity` says how grave it is for those who use the vocabulary, and `forms` writes it down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.diff.facts import Facts
from migkg.diff.forms import FORMS, SUFFIXES, in_markdown, render, summary
from migkg.diff.statements import Difference, compare
from migkg.diff.states import opened
from migkg.diff.story import Entry, Story, tell
from migkg.graph import load

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = [
    "FORMS",
    "SUFFIXES",
    "Difference",
    "Entry",
    "Story",
    "between",
    "compare",
    "in_markdown",
    "render",
    "summary",
    "tell",
    "tell_between",
]


def between(old: str, new: str) -> tuple[Story, Difference]:
    """The difference between two states, each a path or a git revision: in words, and bare.

    Raises UsageError or UnreadableError for a text that names no state, and the errors of a dataset that
    cannot be used.
    """
    with opened(old) as before, opened(new) as after:
        stores = load(before.project), load(after.project)
    return tell_between(*stores, (old, new))


def tell_between(old: ox.Store, new: ox.Store, names: tuple[str, str]) -> tuple[Story, Difference]:
    """The difference between two stores, whose states are called by these names."""
    difference = compare(old, new)
    return tell(difference, Facts(old), Facts(new), names), difference
