"""What a shape's core constraints say of one value: just enough to know that a value would break them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.shapes import SH, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from migkg.mutations.scene import Scene
    from migkg.shapes import ShapeIndex, Term

__all__ = ["Allowed"]

_LISTED: Final = ("or", "and")
_LEAVES: Final = (
    "class",
    "in",
    "datatype",
    "nodeKind",
    "languageIn",
    "pattern",
    "minInclusive",
    "maxInclusive",
    "minLength",
    "maxLength",
)


class Allowed:
    """The constraints on values in the shapes at hand, held against values of a scene."""

    def __init__(self, index: ShapeIndex, scene: Scene) -> None:
        self._index = index
        self._scene = scene

    def leaves(self, shape: str) -> frozenset[str]:
        """The constraints on values that a shape has, itself or in what it joins or negates."""
        own = {name for name in _LEAVES if self._index.terms(shape, name)}
        return frozenset(own).union(*(self.leaves(part) for part in self._parts(shape)))

    def listed(self, shape: str) -> list[str]:
        """The members of the lists of values that a shape has, allowed or forbidden."""
        own = [text for head in self._index.values(shape, "in") for text in self._index.members(head)]
        return [*own, *(text for part in self._parts(shape) for text in self.listed(part))]

    def allows(self, shape: str, value: Term) -> bool:
        """Whether a value meets the constraints; those that are not known here count as met."""
        index = self._index
        return (
            all(_CHECKS[name](self, limit, value) for name in _CHECKS for limit in index.terms(shape, name))
            and all(
                any(self.allows(part, value) for part in index.members(head))
                for head in index.values(shape, "or")
            )
            and all(
                self.allows(part, value)
                for head in index.values(shape, "and")
                for part in index.members(head)
            )
            and not any(self.allows(part, value) for part in index.values(shape, "not"))
        )

    def _parts(self, shape: str) -> list[str]:
        heads = [head for name in _LISTED for head in self._index.values(shape, name)]
        joined = [part for head in heads for part in self._index.members(head)]
        return [*joined, *self._index.values(shape, "not")]

    def _is_of(self, limit: Term, value: Term) -> bool:
        return bool(self._scene.kinds(value) & self._scene.below_or_equal(text_of(limit)))

    def _is_in(self, limit: Term, value: Term) -> bool:
        return text_of(value) in self._index.members(text_of(limit))

    def _is_tagged(self, limit: Term, value: Term) -> bool:
        return isinstance(value, ox.Literal) and value.language in self._index.members(text_of(limit))


def _is_typed(_: Allowed, limit: Term, value: Term) -> bool:
    return isinstance(value, ox.Literal) and value.datatype == limit


def _is_node(_: Allowed, limit: Term, value: Term) -> bool:
    name = text_of(limit).removeprefix(SH)
    own = {ox.NamedNode: "IRI", ox.BlankNode: "BlankNode", ox.Literal: "Literal"}.get(type(value), "")
    return own in name


def _matches(_: Allowed, limit: Term, value: Term) -> bool:
    try:
        return not isinstance(value, ox.BlankNode) and bool(re.search(text_of(limit), text_of(value)))
    except re.error:
        return True


def _number(term: Term) -> float:
    if isinstance(term, ox.Literal) and term.datatype.value.startswith(terms.XSD):
        try:
            return float(term.value)
        except ValueError:
            pass
    return float("nan")


_CHECKS: Final[Mapping[str, Callable[[Allowed, Term, Term], bool]]] = MappingProxyType(
    {
        "class": Allowed._is_of,  # noqa: SLF001 -- a table of the class's own checks
        "in": Allowed._is_in,  # noqa: SLF001 -- the same
        "languageIn": Allowed._is_tagged,  # noqa: SLF001 -- the same
        "datatype": _is_typed,
        "nodeKind": _is_node,
        "pattern": _matches,
        "minInclusive": lambda _, limit, value: _number(value) >= _number(limit),
        "maxInclusive": lambda _, limit, value: _number(value) <= _number(limit),
        "minLength": lambda _, limit, value: len(text_of(value)) >= _number(limit),
        "maxLength": lambda _, limit, value: len(text_of(value)) <= _number(limit),
    }
)
