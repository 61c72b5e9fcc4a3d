"""What has changed between two states of a dataset: `migkg diff OLD NEW`.

`states` opens both, `statements` compares them triple by triple, `story` tells the difference in words,
`gravity` says how grave it is for those who use the vocabulary, and `forms` writes it down.
"""

from __future__ import annotations

from migkg.diff.facts import Facts
from migkg.diff.forms import FORMS, SUFFIXES, render, summary
from migkg.diff.statements import Difference, compare
from migkg.diff.states import opened
from migkg.diff.story import Entry, Story, tell
from migkg.graph import load

__all__ = [
    "FORMS",
    "SUFFIXES",
    "Difference",
    "Entry",
    "Story",
    "between",
    "compare",
    "render",
    "summary",
    "tell",
]


def between(old: str, new: str) -> tuple[Story, Difference]:
    """The difference between two states, each a path or a git revision: in words, and bare.

    Raises UsageError or UnreadableError for a text that names no state, and the errors of a dataset that
    cannot be used.
    """
    with opened(old) as before, opened(new) as after:
        stores = load(before.project), load(after.project)
    difference = compare(*stores)
    return tell(difference, Facts(stores[0]), Facts(stores[1]), (old, new)), difference
