"""The faults of a text in JSON-LD: of its JSON, of what the engine refuses, and of what JSON-LD drops.

JSON-LD passes in silence over a property that its context does not define, an IRI that is none and a
language tag that is none. Here each is named: what is lost by mistake is a problem, what the standard lets
anyone write is a warning. No context is ever fetched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.json_tree import JsonError, Member, Node, parse_json
from migkg.problems import Lines, Problem, iri_fault, language_fault, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
    """Finds the member or item without which the engine's complaint goes away."""

    def __init__(self, text: str, root: Node, complaint: str) -> None:
        self._text = text
        self._root = root
        self._complaint = complaint

    def offset(self) -> int:
        node, offset = self._root, self._root.start
        while found := self._culprit(node):
            offset, node = found
        return offset

    def _culprit(self, node: Node) -> tuple[int, Node] | None:
        parts = [(item.start, item.end, item) for item in node.items] or [
            (member.start, member.value.end, member.value)
            for member in node.members
            if member.key != "@context"
        ]
        contexts = [
            (member.start, member.value.end, member.value)
            for member in node.members
            if member.key == "@context"
        ]
        everything = [*contexts, *parts]
        suspects = parts if parts and self._gone(node, everything, parts) else contexts
        if not suspects or (suspects is contexts and not self._gone(node, everything, contexts)):
            return None
        while len(suspects) > 1:
            half = suspects[: len(suspects) // 2]
            other = suspects[len(half) :]
            if self._gone(node, everything, half):
                suspects = half
            elif self._gone(node, everything, other):
                suspects = other
            else:
                return None
        return suspects[0][0], suspects[0][2]

    def _gone(
        self, node: Node, everything: list[tuple[int, int, Node]], without: list[tuple[int, int, Node]]
    ) -> bool:
        left = {start for start, _, _ in everything} - {start for start, _, _ in without}
        kept = ",".join(self._text[start:end] for start, end, _ in everything if start in left)
        opener, closer = self._text[node.start], self._text[node.end - 1]
        text = f"{self._text[: node.start]}{opener}{kept}{closer}{self._text[node.end :]}"
        return _refusal(text) != self._complaint


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
