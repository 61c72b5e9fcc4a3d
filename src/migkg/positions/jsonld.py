"""Where JSON-LD writes its triples.

This is no JSON-LD processor: it follows contexts as far as is needed to tell which name stands for which
property and which string for an IRI, and leaves the rest to the comparison with the parser's quads.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from migkg.positions.jsontext import Array, Json, Object, Scalar, parse
from migkg.positions.written import FIRST, NIL, REST, TYPE, Part, Written, iri_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["written"]

_PLAIN_INTEGER: Final = re.compile(r"-?[1-9][0-9]{0,14}")
_KEYWORD: Final = re.compile(r"@[A-Za-z]+")
_DEEPEST_NAME: Final = 8
_MAPS: Final = frozenset({"@index", "@id", "@type", "@graph", "@language"})


def written(text: str) -> Iterator[Written]:
    """The triples of a text, in the order in which the parser gives them. Nothing recurses."""
    root = parse(text)
    if root is None:
        return
    walks: list[_Walk] = [_Walker().values(root, _Context({}, None, None))]
    while walks:
        step = next(walks[-1], None)
        if step is None:
            walks.pop()
        elif isinstance(step, Written):
            yield step
        else:
            walks.append(step)


class _Context(NamedTuple):
    """What names stand for: the definitions as written; `outer` comes back inside the next node."""

    names: Mapping[str, Json]
    vocabulary: str | None
    outer: _Context | None

    def with_local(self, local: Json | None) -> _Context:
        """This context with a local one on top; a context that lies elsewhere adds nothing."""
        if isinstance(local, Array):
            context = self
            for item in local.items:
                context = context.with_local(item) if not isinstance(item, Array) else context
            return context
        if isinstance(local, Scalar):
            return _Context({}, None, self.outer) if not local.is_string and local.text == "null" else self
        if local is None:
            return self
        names, vocabulary = dict(self.names), self.vocabulary
        for name, value in local.members:
            if name.text != "@vocab":
                names[name.text] = value
            elif isinstance(value, Scalar):
                vocabulary = self.iri(value.text) if value.is_string else None
        outer = self if _says(_member(local, "@propagate"), "false") else self.outer
        return _Context(names, vocabulary, outer)

    def iri(self, name: str, *, depth: int = 0, as_property: bool = True) -> str:
        """The keyword or IRI that a name stands for; `""` if for none. A relative IRI may stay so."""
        if _KEYWORD.fullmatch(name) or depth > _DEEPEST_NAME:
            return name
        if as_property and name in self.names:
            return self._defined(name, depth)
        return self._compact(name, depth, as_property=as_property)

    def _compact(self, name: str, depth: int, *, as_property: bool) -> str:
        """What a name stands for that is not defined as a whole: a prefix and the rest, or an IRI."""
        prefix, colon, rest = name.partition(":")
        if colon:
            if prefix in self.names and not rest.startswith("//"):
                return self._defined(prefix, depth + 1) + rest
            return name
        if not as_property:
            return name
        return "" if self.vocabulary is None else self.vocabulary + name

    def _defined(self, name: str, depth: int) -> str:
        definition = self.names[name]
        given = definition
        if isinstance(definition, Object):
            given = _member(definition, "@id") or _member(definition, "@reverse") or Scalar(0, name, True)
        if not isinstance(given, Scalar) or not given.is_string:
            return ""
        if given.text != name:
            return self.iri(given.text, depth=depth + 1)
        return self._compact(name, depth + 1, as_property=True)

    def of_name(self, name: str, keyword: str) -> Json | None:
        """What the definition of a name says under a keyword."""
        definition = self.names.get(name)
        return _member(definition, keyword) if isinstance(definition, Object) else None


class _Link(NamedTuple):
    """What a value is linked to, and how."""

    subject: Part
    predicate: Part
    is_reverse: bool = False

    def to(self, part: Part) -> Written:
        if self.is_reverse:
            return Written(part, self.predicate, self.subject)
        return Written(self.subject, self.predicate, part)


_Walk: TypeAlias = "Iterator[Written | _Walk]"
_Member: TypeAlias = "tuple[str, Scalar, Json, _Context]"


class _Walker:
    def __init__(self) -> None:
        self._numbers = count()

    def values(self, value: Json, context: _Context, link: _Link | None = None, name: str = "") -> _Walk:
        """A value of a property, or of many; `name` is the name under which they stand."""
        if isinstance(value, Array):
            for item in value.items:
                yield self.values(item, context, link, name)
        elif isinstance(value, Object):
            yield self._object(value, context, link, name)
        elif link is not None and (part := _scalar(value, context, name)):
            yield link.to(part)

    def _object(self, value: Object, context: _Context, link: _Link | None, name: str) -> _Walk:
        inner = context.with_local(_member(value, "@context"))
        known = {inner.iri(key.text): content for key, content in value.members}
        if link is None:
            yield self.values(known["@set"], inner) if "@set" in known else self._node(value, context)
        elif "@value" in known:
            if part := _literal(known["@value"]):
                yield link.to(part)
        elif "@list" in known:
            yield self._list(value.at, known["@list"], inner, link, name)
        elif "@set" in known:
            yield self.values(known["@set"], inner, link, name)
        else:
            yield self._node(value, context, link)

    def property(self, key: Scalar, value: Json, context: _Context, link: _Link) -> _Walk:
        """The values of a property, in the container that the definition of its name says."""
        name = key.text
        scoped = context.of_name(name, "@context")
        if scoped is not None:
            inner = (context.outer or context).with_local(scoped)
            outer = inner if context.outer or inner.outer else None
            context = context.with_local(scoped)._replace(outer=outer)
        containers = {item.text for item in _items(context.of_name(name, "@container"))}
        kind = context.of_name(name, "@type")
        if _says(kind, "@json"):
            yield link.to(Part(value.at, "literal", None))
        elif "@list" in containers and not _is_list(value, context):
            yield self._list(value.at, value, context, link, name)
        elif isinstance(value, Object) and containers & _MAPS:
            yield self._map(value, context, link, name, containers)
        elif "@graph" in containers:
            yield self._graphs(value, context, link)
        else:
            yield self.values(value, context, link, name)

    def _map(self, value: Object, context: _Context, link: _Link, name: str, containers: set[str]) -> _Walk:
        if containers <= {"@graph", "@set"}:
            yield self._graphs(value, context, link)
            return
        for key, content in value.members:
            for item in content.items if isinstance(content, Array) else [content]:
                if "@graph" in containers:
                    yield self._graphs(item, context, link, _by_key(key, context, containers))
                elif "@language" in containers and isinstance(item, Scalar):
                    if part := _literal(item):
                        yield link.to(part)
                elif isinstance(item, Object) and "@id" in containers:
                    yield self._node(item, context, link, _by_key(key, context, containers))
                elif isinstance(item, Object) and "@type" in containers:
                    yield self._node(item, context, link, kind=key)
                elif isinstance(item, Scalar) and "@type" in containers:
                    is_term = _says(context.of_name(name, "@type"), "@vocab")
                    node = _reference(item, context, as_property=is_term)
                    yield self._node(Object(item.at), context, link, node, key)
                else:
                    yield self.values(item, context, link, name)

    def _graphs(self, value: Json, context: _Context, link: _Link, named: Part | None = None) -> _Walk:
        """Values that are graphs: each stands for a blank node if it has no name."""
        for item in value.items if isinstance(value, Array) else [value]:
            if isinstance(item, Object) and any(context.iri(key.text) == "@graph" for key, _ in item.members):
                yield self._node(item, context, link, named)
            else:
                yield link.to(named or self._blank(item.at))
                yield self.values(item, context)

    def _list(self, at: int, value: Json, context: _Context, link: _Link, name: str) -> _Walk:
        items = value.items if isinstance(value, Array) else [value]
        items = [item for item in items if not (isinstance(item, Scalar) and _is_null(item))]
        cells = [self._blank(item.at) for item in items]
        yield link.to(cells[0]._replace(at=at) if cells else Part(at, "iri", NIL))
        for item, cell, following in zip(items, cells, [*cells[1:], None], strict=False):
            first = _Link(cell, Part(item.at, "iri", FIRST))
            if isinstance(item, Array):
                yield self._list(item.at, item, context, first, name)
            else:
                yield self.values(item, context, first, name)
            yield Written(cell, Part(item.at, "iri", REST), following or Part(item.at, "iri", NIL))

    def _node(
        self,
        value: Object,
        context: _Context,
        link: _Link | None = None,
        subject: Part | None = None,
        kind: Scalar | None = None,
    ) -> _Walk:
        """A node: the link to it, then what is said of it; `kind` is a type given outside of it."""
        context = (context.outer or context).with_local(_member(value, "@context"))
        typed = _scoped_by_type(value, context, kind)
        said = list(_members(value, typed))
        for iri, _, content, inner in said:
            if iri == "@id" and isinstance(content, Scalar) and content.is_string:
                subject = _reference(content, inner)._replace(at=value.at)
        subject = subject or self._blank(value.at)
        if link is not None:
            yield link.to(subject)
        if kind is not None:
            yield Written(subject, Part(kind.at, "iri", TYPE), _reference(kind, context, as_property=True))
        for iri, key, content, _ in said:
            for item in _items(content) if iri == "@type" else []:
                part = _reference(item, context, as_property=True)
                yield Written(subject, Part(key.at, "iri", TYPE), part)
        yield self._properties(said, subject)

    def _properties(self, said: list[_Member], subject: Part, *, is_reverse: bool = False) -> _Walk:
        for iri, key, content, context in said:
            if iri in ("@graph", "@included"):
                yield self.values(content, context)
            elif iri == "@reverse" and isinstance(content, Object):
                yield self._properties(list(_members(content, context)), subject, is_reverse=not is_reverse)
            elif iri and not _KEYWORD.fullmatch(iri):
                turned = context.of_name(key.text, "@reverse") is not None
                link = _Link(subject, Part(key.at, "iri", iri_end(iri)), is_reverse != turned)
                yield self.property(key, content, context, link)

    def _blank(self, at: int) -> Part:
        return Part(at, "blank", f"{{{next(self._numbers)}")


def _member(value: Json | None, name: str) -> Json | None:
    if not isinstance(value, Object):
        return None
    return next((content for key, content in value.members if key.text == name), None)


def _members(value: Object, context: _Context) -> Iterator[_Member]:
    """The members of an object and of those that are nested in it by `@nest`, in the order written."""
    coming = [(key, content, context) for key, content in reversed(value.members)]
    while coming:
        key, content, inner = coming.pop()
        iri = inner.iri(key.text)
        if iri != "@nest":
            yield iri, key, content, inner
            continue
        inner = inner.with_local(inner.of_name(key.text, "@context"))
        for nested in reversed(content.items if isinstance(content, Array) else [content]):
            if isinstance(nested, Object):
                coming += [(*member, inner) for member in reversed(nested.members)]


def _says(value: Json | None, *keywords: str) -> bool:
    return isinstance(value, Scalar) and value.text in keywords


def _items(value: Json | None) -> list[Scalar]:
    """The strings of an array, or a string alone."""
    items = value.items if isinstance(value, Array) else [value]
    return [item for item in items if isinstance(item, Scalar) and item.is_string]


def _is_list(value: Json, context: _Context) -> bool:
    return isinstance(value, Object) and any(context.iri(key.text) == "@list" for key, _ in value.members)


def _is_null(value: Scalar) -> bool:
    return not value.is_string and value.text == "null"


def _scoped_by_type(value: Object, context: _Context, kind: Scalar | None) -> _Context:
    """The context inside a node, whose types may bring contexts of their own."""
    kinds = [
        item for key, content in value.members if context.iri(key.text) == "@type" for item in _items(content)
    ]
    scopes = [
        scope
        for item in sorted([*kinds, *([kind] if kind else [])], key=lambda item: item.text)
        if (scope := context.of_name(item.text, "@context"))
    ]
    typed = context
    for scope in scopes:
        typed = typed.with_local(scope)
    goes_on = not scopes or any(_says(_member(scope, "@propagate"), "true") for scope in scopes)
    return typed._replace(outer=context.outer if goes_on else context)


def _by_key(key: Scalar, context: _Context, containers: set[str]) -> Part | None:
    is_name = "@id" in containers and context.iri(key.text) != "@none"
    return _reference(key, context) if is_name else None


def _reference(value: Scalar, context: _Context, *, as_property: bool = False) -> Part:
    if value.text.startswith("_:"):
        return Part(value.at, "blank", value.text)
    return Part(value.at, "iri", iri_end(context.iri(value.text, as_property=as_property)))


def _scalar(value: Scalar, context: _Context, name: str) -> Part | None:
    kind = context.of_name(name, "@type")
    if value.is_string and _says(kind, "@id", "@vocab"):
        return _reference(value, context, as_property=_says(kind, "@vocab"))
    return _literal(value, is_coerced=kind is not None)


def _literal(value: Json, *, is_coerced: bool = False) -> Part | None:
    """A literal; the parser rewrites numbers, some of them in ways that are left open here."""
    if not isinstance(value, Scalar):
        return Part(value.at, "literal", None)
    if _is_null(value):
        return None
    is_kept = value.text in ("true", "false") or (_PLAIN_INTEGER.fullmatch(value.text) and not is_coerced)
    return Part(value.at, "literal", value.text if value.is_string or is_kept else None)
