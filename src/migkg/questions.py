"""SPARQL constraints as questions that are asked once of a whole graph.

SHACL asks the query of a constraint for each focus node, with `$this` bound beforehand. Asked once, `$this`
is a variable like any other, joined with a pattern that finds the focus nodes. Both mean the same unless the
query looks at `$this` from a place that a join does not reach (a nested SELECT, a BIND or a FILTER in a group
of its own), counts across focus nodes, cuts its answer short, or uses what only SHACL binds. Such
constraints, and those of shapes that other shapes apply to value nodes, are left to pySHACL.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from migkg import terms
from migkg.errors import ProjectError
from migkg.footprint import Footprint
from migkg.patterns import prefixes_of, walks, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from migkg.shapes import ShapeIndex, Term

__all__ = ["Question", "in_short", "is_joinable", "questions"]

_FOCUS: Final = "SELECT DISTINCT ?this WHERE {"
_SELECT: Final = re.compile(r"\bSELECT\b", re.IGNORECASE)
_THIS: Final = frozenset({"$this", "?this"})
_ONLY_SHACL: Final = frozenset(
    {"$shapesGraph", "?shapesGraph", "$currentShape", "?currentShape", "$PATH", "?PATH"}
)
_AGGREGATES: Final = frozenset(
    {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "HAVING", "GROUP"}
)
_UNLIKE_A_JOIN: Final = frozenset({"MINUS", "VALUES", "SERVICE", "LIMIT", "OFFSET", "GRAPH", "FROM"})


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL constraint, ready to be asked of a whole graph.

    `text` is the query as the shape has it; `message` is the constraint's own, `""` if the shape's serves.
    """

    shape: str
    constraint: str
    query: str
    text: str
    message: str
    is_property: bool

    def of(self, nodes: Collection[Term] | None) -> str:
        """The query, asked of some focus nodes only; of all, if None or if a blank node is among them."""
        if nodes is None or any(isinstance(node, ox.BlankNode) for node in nodes):
            return self.query
        values = " ".join(str(node) for node in nodes)
        return self.query.replace(_FOCUS, f"{_FOCUS} VALUES ?this {{ {values} }}", 1)

    def footprint(self) -> Footprint | None:
        """From which nodes the query walks along a triple; None if that cannot be told."""
        groups = walks(self.text, prefixes_of(self.query), "this")
        return None if groups is None else Footprint.of_query(groups, "this")


def questions(index: ShapeIndex, below: Mapping[str, set[str]]) -> tuple[Question, ...]:
    """The constraints that can be asked once of a whole graph; `below` maps a class to those below it.

    Raises ProjectError for a constraint without a query, or with one that does not parse.
    """
    return tuple(_questions(index, below))


def _questions(index: ShapeIndex, below: Mapping[str, set[str]]) -> Iterator[Question]:
    for shape, constraint in index.constraints():
        if index.is_off(shape) or index.is_off(constraint):
            continue
        select = index.value(constraint, "select")
        if not select:
            raise ProjectError(
                f"{terms.shorten(shape)}: a SPARQL constraint without sh:select. Add it, or drop the shape."
            )
        if not _SELECT.search(select):
            raise ProjectError(f"{terms.shorten(shape)}: its query is no SELECT. Write one.")
        targets = index.reach(shape)
        if not targets or not is_joinable(select):
            continue
        focus = " UNION ".join(f"{{ {_pattern(kind, value, below)} }}" for kind, value in targets)
        head, brace, body = select.replace("$this", "?this").partition("{")
        joined = f"{head}{brace} {{ {_FOCUS} {focus} }} }} {body}"
        query = index.prefixes(constraint) + joined
        _try(query, shape)
        yield Question(
            index.names[shape],
            constraint,
            query,
            text=select,
            message=index.value(constraint, "message"),
            is_property=bool(index.terms(shape, "path")),
        )


def _pattern(kind: str, value: Term, below: Mapping[str, set[str]]) -> str:
    if kind == "targetClass" and isinstance(value, ox.NamedNode):
        classes = " ".join(f"<{name}>" for name in sorted(below.get(value.value, {value.value})))
        return f"VALUES ?focusClass {{ {classes} }} ?this a ?focusClass"
    if kind == "targetNode":
        return f"VALUES ?this {{ {value} }}"
    return f"?this {value} ?focusAny" if kind == "targetSubjectsOf" else f"?focusAny {value} ?this"


def _try(query: str, shape: str) -> None:
    """Let a query that cannot be asked fail at once, with the name of its shape."""
    try:
        ox.Store().query(query)
    except (SyntaxError, ValueError) as error:
        raise ProjectError(f"{terms.shorten(shape)}: its query does not parse: {in_short(error)}") from None


def in_short(error: Exception) -> str:
    """What the engine says of a query, without all that it would have expected instead."""
    return str(error).partition(" expected")[0].removesuffix(":") or str(error)


# --- reading queries ------------------------------------------------------------------------------


class _Around(NamedTuple):
    """What stands around a word: a brace or parenthesis, and what opens it (`OPTIONAL`, `FILTER`, …)."""

    bracket: str
    word: str


@cache
def is_joinable(select: str) -> bool:
    """Whether the query means the same with `$this` joined as with `$this` bound beforehand.

    Errs on the side of no.

    >>> is_joinable("SELECT $this WHERE { $this ?p ?o . FILTER(STR($this) = STR(?o)) }")
    True
    >>> is_joinable("SELECT $this WHERE { { ?s ?p ?o . FILTER(?s = $this) } UNION { $this ?p 1 } }")
    False
    """
    tokens = words(select)
    upper = [token.upper() for token in tokens]
    if _ONLY_SHACL.intersection(tokens) or _UNLIKE_A_JOIN.intersection(upper) or upper.count("SELECT") > 1:
        return False
    where = tokens.index("{") if "{" in tokens else 0
    head, tail = tokens[:where], _after_groups(tokens[where:])
    if _THIS.union("*").isdisjoint(_projected(head)) or not _groups_by_this(upper, tail):
        return False
    return all(
        _is_reached(around) for part, around in _in_groups(tokens[where:], upper[where:]) if part in _THIS
    )


def _projected(head: list[str]) -> Iterator[str]:
    """What stands in the SELECT clause outside parentheses."""
    depth = 0
    for part in head:
        depth += (part == "(") - (part == ")")
        if depth == 0:
            yield part


def _groups_by_this(upper: list[str], tail: list[str]) -> bool:
    """Whether aggregates, if there are any, count within one focus node."""
    if _AGGREGATES.isdisjoint(upper):
        return True
    names = [part.upper() for part in tail]
    return "GROUP" in names and not _THIS.isdisjoint(tail[names.index("GROUP") :])


def _after_groups(tokens: list[str]) -> list[str]:
    """What follows the closing brace of the WHERE clause."""
    depth = 0
    for place, part in enumerate(tokens):
        depth += (part == "{") - (part == "}")
        if part == "}" and depth == 0:
            return tokens[place + 1 :]
    return []


def _in_groups(tokens: list[str], upper: list[str]) -> Iterator[tuple[str, tuple[_Around, ...]]]:
    """Each word of the WHERE clause with what stands around it inside the clause, outermost first."""
    around: list[_Around] = []
    for place, part in enumerate(tokens):
        if part in ("}", ")") and around:
            around.pop()
        yield part, tuple(around[1:])
        if part in ("{", "("):
            around.append(_Around(part, upper[place - 1] if place else "WHERE"))


def _is_reached(around: tuple[_Around, ...]) -> bool:
    """Whether a join binds `$this` where it stands.

    In the outermost group it is bound from the start, and so it is in EXISTS, whose pattern is looked for
    anew for each solution around it. In other groups triple patterns bind it again, which is as good; what
    computes (FILTER, BIND, EXISTS) does not see it there, except the FILTER of an OPTIONAL.
    """
    groups: list[str] = []
    for place, (bracket, word) in enumerate(around):
        is_exists = bracket == "{" and word == "EXISTS"
        if bracket == "{" and not is_exists:
            groups.append(word)
            continue
        if groups and (groups != ["OPTIONAL"] or word == "BIND"):
            return False
        return _is_reached(around[place + 1 :]) if is_exists else True
    return True
