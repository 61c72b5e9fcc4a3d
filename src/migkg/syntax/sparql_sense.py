"""Where a query goes wrong that is well-formed and still means nothing: scopes, counts, labels.

The engine says that it has refused such a query, and seldom where or why. Asked only then, these find the
likely place: each knows one rule of SPARQL 1.1 beyond its grammar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.syntax.sparql import Fault, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from migkg.syntax.sparql import Word

__all__ = ["senseless"]

_ENGINE: Final = {
    "contains a variable that is unbound": (
        "SELECT",
        "SELECT shows a variable that GROUP BY does not name; name it there, or aggregate it",
    ),
    "expression with a variable that is unbound": (
        "SELECT",
        "SELECT computes with a variable that GROUP BY does not name; name it there, or aggregate it",
    ),
    "Duplicated variable name": ("SELECT", "SELECT gives the same name to two columns"),
    "overrides an existing variable": (
        "SELECT",
        "SELECT gives an expression the name of a variable that is in use",
    ),
    "not authorized with GROUP BY": ("GROUP", "SELECT * does not go with GROUP BY; name the variables"),
}
"""What the engine says → the word to blame, and what to tell."""


def senseless(text: str, said: str) -> Fault | None:
    """The fault of a query that the grammar allows and the engine refuses, from what the engine said."""
    words = words_of(text)
    for saying, (kind, message) in _ENGINE.items():
        if saying in said:
            return next((Fault(word.start, message) for word in words if word.kind == kind), None)
    rules: tuple[Callable[[Sequence[Word]], Fault | None], ...] = (_uneven_row, _label_twice, _bound_twice)
    return next((fault for rule in rules if (fault := rule(words))), None)


def _uneven_row(words: Sequence[Word]) -> Fault | None:
    """A row of VALUES that has more or fewer values than there are variables."""
    for place, word in enumerate(words):
        if word.kind == "VALUES" and words[place + 1].kind == "(":
            fault = _uneven_in(words, place + 2)
            if fault:
                return fault
    return None


def _uneven_in(words: Sequence[Word], place: int) -> Fault | None:
    wanted = 0
    while words[place].kind == "variable":
        place, wanted = place + 1, wanted + 1
    row, count = None, 0
    for before, word in zip(words[place:], words[place + 1 :], strict=False):
        if word.kind == "(":
            row, count = word, 0
        elif word.kind == ")" and row:
            if count != wanted:
                return Fault(row.start, f"this row has {count} values for {wanted} variables")
            row = None
        elif word.kind == "}":
            return None
        elif word.kind not in ("tag", "^^", "+", "-") and before.kind != "^^":
            count += 1
    return None


def _label_twice(words: Sequence[Word]) -> Fault | None:
    """A label of a blank node in two groups."""
    group = 0
    seen: dict[str, int] = {}
    for word in words:
        group += word.kind in ("{", "}")
        if word.kind == "label" and seen.setdefault(word.text, group) != group:
            return Fault(
                word.start, f"the blank node {word.text} is used in another group already; use a variable"
            )
    return None


def _bound_twice(words: Sequence[Word]) -> Fault | None:
    """A variable that BIND sets and that its group has used before."""
    groups: list[set[str]] = [set()]
    for place, word in enumerate(words):
        if word.kind == "{":
            groups.append(set())
        elif word.kind == "}" and len(groups) > 1:
            inner = groups.pop()
            groups[-1] |= inner
        elif word.kind == "variable":
            name = word.text[1:]
            if words[place - 1].kind == "AS" and name in groups[-1]:
                return Fault(
                    word.start, f"{word.text} has a value already where it is to be bound; use another name"
                )
            groups[-1].add(name)
    return None
