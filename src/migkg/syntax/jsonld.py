"""The faults of a text in JSON-LD: of its JSON, of what the engine refuses, and of what JSON-LD drops.

JSON-LD passes in silence over a property that its context does not define, an IRI that is none and a
language tag that is none. Here each is named: what is lost by mistake is a problem, what the standard lets
anyone write is a warning. No context is ever fetched.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from migkg import terms
from migkg.syntax.json_tree import JsonError, Member, Node, parse_json
from migkg.syntax.problems import Lines, Problem, iri_fault, language_fault, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["jsonld_problems"]

_KEYWORDS: Final = frozenset(
    f"@{word}"
    for word in (
        "base",
        "container",
        "context",
        "direction",
        "graph",
        "id",
        "import",
        "included",
        "index",
        "json",
        "language",
        "list",
        "nest",
        "none",
        "prefix",
        "propagate",
        "protected",
        "reverse",
        "set",
        "type",
        "value",
        "version",
        "vocab",
    )
)
_LIKE_A_KEYWORD: Final = re.compile(r"@[A-Za-z]+")
_SCHEMES: Final = frozenset(
    [
        "ark",
        "data",
        "did",
        "doi",
        "file",
        "ftp",
        "geo",
        "http",
        "https",
        "info",
        "mailto",
        "ni",
        "tag",
        "tel",
        "urn",
    ]
)
_MAPS: Final = frozenset({"@language", "@index", "@id", "@type", "@graph"})
_SEARCHED: Final = 2_000_000
"""In a longer text the place of a fault that only the engine sees is not searched for."""


@dataclass(slots=True)
class _Vocabulary:
    """What the contexts of a text define, all taken together."""

    terms: dict[str, list[Node]] = field(default_factory=dict)
    keywords: dict[str, str] = field(default_factory=dict)
    has_vocab: bool = False

    def keyword(self, key: str) -> str:
        return key if key in _KEYWORDS else self.keywords.get(key, "")


class _Checker:
    def __init__(self, text: str, root: Node, lines: Lines) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self._root = root
        self._lines = lines
        self._vocabulary = _Vocabulary()
        self._dropped: dict[str, tuple[int, int]] = {}
        self._undeclared: dict[str, int] = {}
        self._rules: dict[str, Callable[[Member], None]] = {
            "@id": self._identifier,
            "@type": self._types,
            "@language": self._language,
            "@direction": self._direction,
        }

    def check(self) -> list[Problem]:
        if self._root.kind not in {"object", "array"}:
            message = "JSON-LD is an object, or an array of objects: this says nothing."
            self._note(self._root.start, message, "Write { and } around properties and their values.")
        for node in _every(self._root):
            self._keys(node)
        self._walk()
        for key, (offset, uses) in self._dropped.items():
            more = f" It stands {uses} times." if uses > 1 else ""
            message = f'The context does not define "{shown(key)}": what it says is dropped.'
            self._note(
                offset, message, f"Define it in @context, or write a whole IRI.{more}", is_warning=True
            )
        for prefix, offset in self._undeclared.items():
            message = (
                f"The context does not declare the prefix {shown(prefix)}:, so this counts as a whole IRI."
            )
            self._note(offset, message, "Declare the prefix in @context.", is_warning=True)
        return self.problems

    def _note(self, offset: int, message: str, remedy: str = "", *, is_warning: bool = False) -> None:
        self.problems.append(self._lines.problem(offset, message, remedy, is_warning=is_warning))

    # --- keys and contexts ---------------------------------------------------------------------

    def _keys(self, node: Node) -> None:
        seen: set[str] = set()
        for member in node.members:
            if member.key in seen:
                message = f'The key "{shown(member.key)}" stands twice in one object.'
                self._note(member.start, message, "Put both values into one array.")
            seen.add(member.key)

    def _read_contexts(self, node: Node) -> None:
        found = [member.value for member in node.members if member.key == "@context"]
        while found:
            context = found.pop()
            found += context.items
            if context.kind == "string":
                message = f"The @context {shown(context.text)} lies elsewhere, and nothing is fetched."
                self._note(context.start, message, "Write the context into the file.")
            for member in context.members:
                self._define(member)
                found += [inner.value for inner in member.value.members if inner.key == "@context"]

    def _define(self, member: Member) -> None:
        key, value = member.key, member.value
        if key == "@import":
            remedy = "Write the context into the file."
            self._note(member.start, "The context imports another, and nothing is fetched.", remedy)
        elif key == "@vocab":
            self._vocabulary.has_vocab |= value.kind == "string"
        elif key == "@language" and value.kind == "string":
            self._language(member)
        elif not key.startswith("@"):
            self._vocabulary.terms.setdefault(key, []).append(value)
            target = value.text if value.kind == "string" else _get(value, "@id")
            if target in _KEYWORDS:
                self._vocabulary.keywords[key] = target

    # --- the body ------------------------------------------------------------------------------

    def _walk(self) -> None:
        """Look at each object; `map` says that its keys are not properties."""
        left = [(self._root, False)]
        while left:
            node, is_map = left.pop()
            left += [(item, is_map) for item in reversed(node.items)]
            if node.kind != "object":
                continue
            self._read_contexts(node)
            if is_map:
                left += [(member.value, False) for member in reversed(node.members)]
                continue
            for member in reversed(node.members):
                left += self._member(member)

    def _member(self, member: Member) -> list[tuple[Node, bool]]:
        keyword = self._vocabulary.keyword(member.key)
        if keyword:
            if keyword in self._rules:
                self._rules[keyword](member)
            return [] if keyword in {"@context", "@value", "@id", "@type"} else [(member.value, False)]
        if _LIKE_A_KEYWORD.fullmatch(member.key):
            message = f"{shown(member.key)} is no keyword of JSON-LD: what it says is dropped."
            self._note(member.start, message, "Check its spelling.", is_warning=True)
            return []
        definitions = self._vocabulary.terms.get(member.key, [])
        self._property(member, defined=bool(definitions))
        if any(_get(definition, "@type") == "@json" for definition in definitions):
            return []
        return [(member.value, any(_is_map(definition) for definition in definitions))]

    def _property(self, member: Member, *, defined: bool) -> None:
        key = member.key
        prefix, colon, rest = key.partition(":")
        if defined:
            return
        if not colon:
            if not self._vocabulary.has_vocab:
                offset, uses = self._dropped.get(key, (member.start, 0))
                self._dropped[key] = offset, uses + 1
        elif prefix == "_":
            message = (
                f"The property {shown(key)} is a blank node: RDF knows none, and what it says is dropped."
            )
            self._note(member.start, message, "Write an IRI.", is_warning=True)
        else:
            self._iri(key, member.start)
            self._prefix(prefix, rest, member.start)

    def _prefix(self, prefix: str, rest: str, offset: int) -> None:
        known = prefix in self._vocabulary.terms or prefix.lower() in _SCHEMES or rest.startswith("//")
        if not known and not iri_fault(f"{prefix}:"):
            self._undeclared.setdefault(prefix, offset)

    def _identifier(self, member: Member) -> None:
        value = member.value
        if value.kind == "string" and not value.text.startswith(("_:", "@")):
            self._iri(value.text, value.start)

    def _types(self, member: Member) -> None:
        for value in [member.value, *member.value.items]:
            if value.kind != "string" or value.text.startswith(("_:", "@")):
                continue
            self._iri(value.text, value.start)
            prefix, colon, rest = value.text.partition(":")
            known = value.text in self._vocabulary.terms or self._vocabulary.has_vocab
            if colon:
                self._prefix(prefix, rest, value.start)
            elif not known and not iri_fault(value.text):
                message = (
                    f'The context does not define the type "{shown(value.text)}": it becomes a relative IRI.'
                )
                self._note(
                    value.start, message, "Define it in @context, or write a whole IRI.", is_warning=True
                )

    def _iri(self, iri: str, offset: int) -> None:
        prefix, colon, rest = iri.partition(":")
        if colon and prefix in self._vocabulary.terms and not rest.startswith("//"):
            iri = f"x:{rest}"
        if not prefix:
            iri = f"./{iri}"
        if fault := iri_fault(iri):
            remedy = "Percent-encode the characters that no IRI may hold, such as a blank."
            self._note(
                offset, f"Invalid IRI {shown(iri)}: {shown(fault)}. What it says would be dropped.", remedy
            )

    def _language(self, member: Member) -> None:
        tag = member.value
        if tag.kind == "string" and (fault := language_fault(tag.text)):
            self._note(
                tag.start, f'"{shown(tag.text)}" is no language tag: {fault}.', "Write a tag such as en."
            )

    def _direction(self, member: Member) -> None:
        message = "The direction of a text is dropped: RDF 1.1 has no place for it."
        self._note(member.start, message, "Leave it out.", is_warning=True)


def _every(root: Node) -> Iterator[Node]:
    left = [root]
    while left:
        node = left.pop()
        yield node
        left += node.items
        left += [member.value for member in node.members]


def _get(node: Node, key: str) -> str:
    """The text of a member that is a string, or `""`."""
    return next(
        (member.value.text for member in node.members if member.key == key and member.value.kind == "string"),
        "",
    )


def _is_map(definition: Node) -> bool:
    """Whether a term's values may be objects whose keys are languages, indexes, names or types."""
    for member in definition.members:
        if member.key == "@container":
            return bool({member.value.text, *(item.text for item in member.value.items)} & _MAPS)
    return False


# --- what only the engine sees -----------------------------------------------------------------


def _refusal(text: str) -> str:
    """What the engine's parser says against a text, or `""`."""
    try:
        for _ in ox.parse(text, ox.RdfFormat.JSON_LD, base_iri=terms.BASE):
            pass
    except (SyntaxError, ValueError) as error:
        return str(getattr(error, "msg", None) or error)
    return ""


class _Search:
    """Finds the first member or item with which the engine's complaint arises.

    Of two that exclude each other, that is the later one.
    """

    def __init__(self, text: str, root: Node, complaint: str) -> None:
        self._text = text
        self._complaint = complaint
        self._node = root
        self._before = ""
        self._after = ""

    def offset(self) -> int:
        offset = self._node.start
        while culprit := self._culprit():
            offset = culprit.start
        return offset

    def _culprit(self) -> _Part | None:
        """The part of the node at hand to blame, which becomes the node; what follows it is left out."""
        contexts, parts = _parts(self._node)
        if contexts and self._complains(contexts):
            kept, suspects = [], contexts
        else:
            kept, suspects = contexts, parts
        if not suspects or self._complains(kept) or not self._complains([*kept, *suspects]):
            return None
        index = bisect_left(
            suspects, True, key=lambda part: self._complains([*kept, *_up_to(part, suspects)])
        )
        culprit = suspects[index]
        opener, closer = self._brackets()
        said = "".join(f"{self._text[part.start : part.end]}," for part in [*kept, *suspects[:index]])
        self._before += f"{opener}{said}{self._text[culprit.start : culprit.node.start]}"
        self._after = f"{closer}{self._after}"
        self._node = culprit.node
        return culprit

    def _brackets(self) -> tuple[str, str]:
        return self._text[self._node.start], self._text[self._node.end - 1]

    def _complains(self, kept: Sequence[_Part]) -> bool:
        """Whether the engine still says the same if the node at hand holds these parts alone."""
        opener, closer = self._brackets()
        said = ",".join(self._text[part.start : part.end] for part in kept)
        return _refusal(f"{self._before}{opener}{said}{closer}{self._after}") == self._complaint


class _Part(NamedTuple):
    """A member or an item: where it starts and ends, and its value."""

    start: int
    end: int
    node: Node


def _up_to(last: _Part, parts: Sequence[_Part]) -> list[_Part]:
    return [part for part in parts if part.start <= last.start]


def _parts(node: Node) -> tuple[list[_Part], list[_Part]]:
    """The contexts that a node holds, and all else."""
    contexts = [
        _Part(member.start, member.value.end, member.value)
        for member in node.members
        if member.key == "@context"
    ]
    members = [
        _Part(member.start, member.value.end, member.value)
        for member in node.members
        if member.key != "@context"
    ]
    return contexts, [_Part(item.start, item.end, item) for item in node.items] or members


def jsonld_problems(text: str) -> list[Problem]:
    """The faults of a text in JSON-LD, in the order of their places, and warnings of what would be dropped.

    The first fault of its JSON is the only one. Of the faults that only the engine sees, the first is named.

    >>> [(found.line, found.column) for found in jsonld_problems('{"@id": "http://example.org/a b"}')]
    [(1, 9)]
    """
    lines = Lines(text)
    try:
        root = parse_json(text, lines)
    except JsonError as error:
        return [error.problem]
    problems = _Checker(text, root, lines).check()
    if all(problem.is_warning for problem in problems) and (complaint := _refusal(text)):
        problems.append(_located(text, root, lines, complaint))
    return sorted(problems, key=lambda found: (found.line or 0, found.column or 0))


def _located(text: str, root: Node, lines: Lines, complaint: str) -> Problem:
    message = f"{complaint.rstrip('.')}."
    if len(text) > _SEARCHED:
        return Problem(None, None, message)
    return lines.problem(
        _Search(text, root, complaint).offset(), message, "Correct or leave out what stands here."
    )
