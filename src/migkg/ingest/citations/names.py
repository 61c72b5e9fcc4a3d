"""Names in a passage: the longest ones, and those inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.documents import ACTORS
from migkg.ingest.citations.text import Found, Span
from migkg.ingest.gazetteer import names_tokens
from migkg.ingest.references import Candidate
from migkg.ingest.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.citations.text import Text
    from migkg.ingest.gazetteer import Name

__all__ = ["find", "inside", "kind_of", "learnt_name", "unknown_body"]

_STARTS: Final = ("word", "number", "ordinal", "slashed", "mark")
_OF: Final = frozenset(("of", "on", "for", "concerning"))
_ON: Final = frozenset(("sur", "sobre"))
"""The same in French and Spanish, where the word behind has no capital."""
_INNER_KINDS: Final = frozenset(("body", "place", "instrument", "event"))
"""An owner, a place or another thing with an IRI of its own counts inside a longer name."""
_NOT_INSIDE: Final = frozenset(
    (("place", "place"), ("event", "event"), ("event", "instrument"), ("document", "instrument"))
)
"""Kinds of the longer and the shorter name where the shorter one says only what the longer one is about."""
_ARTICLES: Final = frozenset(("the", "a", "an", "our", "its"))
_ABOUT: Final = frozenset(("on", "in", "for", "concerning", "about"))
_INSTITUTIONAL: Final = words(
    "general member network system charter secretariat convention framework country state agency development"
    " secretary headquarter declaration resolution protocol conference decade commission committee council"
    " sustainable global guiding special joint inter human high regional security department office staff"
    " treaty security report international and day system-wide"
)
"""Words behind the acronym of a body that leave it what it is; others make another body's name of it."""
_TITLE: Final = 3
"""Up to how many words a title is short enough to be anybody's words."""
_BEFORE_SHORT: Final = frozenset((":", '"', ""))
_BEFORE_TITLE: Final = frozenset((*_BEFORE_SHORT, "in", "the", ","))


def find(text: Text) -> None:
    """Find the names of the graph: at each place the longest, and none that overlap."""
    at = 0
    while at < len(text.tokens):
        span = _at(text, at)
        if span is None:
            at += 1
            continue
        longer = _longer(text, span)
        if longer is not None:
            before = _at(text, at, longer.start)
            if longer.iris == span.iris:
                longer.start = span.start
            elif before is not None:
                text.add_span(before)
            span = longer
        text.add_span(span)
        _share_last_word(text, span)
        at = span.end


def _longer(text: Text, span: Span) -> Span | None:
    """A name that begins within another, reaches beyond it and is as long."""
    for later in range(span.start + 1, span.end):
        found = _at(text, later)
        if found is not None and found.end > span.end and found.end - later >= span.end - span.start:
            return found
    return None


def _share_last_word(text: Text, span: Span) -> None:
    """Find the first of two names that end in the same word: `East and South-East Asia`."""
    before = span.start - 2
    if text.norm(span.start - 1) not in ("and", "or") or not text.is_capital(before) or before in text.spans:
        return
    for iri in text.document.gazetteer.named(f"{text.word(before)} {text.word(span.end - 1)}"):
        if kind_of(text, (iri,)) == "place" == kind_of(text, span.iris) and before not in text.ending:
            text.add_span(Span(before, before + 1, (iri,), "shared last word"))


def _at(text: Text, at: int, limit: int | None = None) -> Span | None:
    """The longest name that begins at a token, and ends before another one if that is given."""
    token, document = text.tokens[at], text.document
    learnt = document.learnt.get(token.text) or document.learnt.get(token.text.rstrip("s"))
    if not (learnt or document.gazetteer.begins(token.norm) or token.norm in document.learnt_names):
        return None
    if token.kind not in _STARTS:
        return None
    long_form = learnt_name(text, at)
    for end, names in text.document.gazetteer.matches(text.tokens, at, language=text.document.language):
        if limit is not None and end > limit:
            continue
        if long_form is not None and end <= long_form.end:
            break
        fitting = [name for name in names if _may(text, at, end, name)]
        if fitting and not (learnt and end == at + 1):
            iris = _things_first(text, tuple(dict.fromkeys(name.iri for name in fitting)))
            return Span(at, _abridged(text, end, fitting[0]) or end, iris, fitting[0].rule)
        if fitting:
            break
    if long_form is None and learnt is not None and (learnt.iris or learnt.candidate):
        return Span(at, at + 1, learnt.iris, "learnt acronym", learnt.candidate)
    return long_form


def learnt_name(text: Text, at: int) -> Span | None:
    """The name that begins at a token and has an acronym in this document."""
    for form, learnt in text.document.learnt_names.get(text.norm(at), ()):
        if text.is_capital(at) and all(text.norm(at + n) == word for n, word in enumerate(form)):
            return Span(at, at + len(form), learnt.iris, "learnt name", learnt.candidate)
    return None


def _things_first(text: Text, iris: tuple[str, ...]) -> tuple[str, ...]:
    """A thing rather than the subject that has its name."""
    kinds = {iri: kind_of(text, (iri,)) for iri in iris}
    if "theme" in kinds.values() and not set(kinds.values()) <= {"theme", "other"}:
        return tuple(iri for iri in iris if kinds[iri] != "theme")
    return iris


def _may(text: Text, start: int, end: int, name: Name) -> bool:
    """Whether what stands around a name lets it be that name."""
    if name.alone:
        return _stands_alone(text, start, end)
    if name.within not in text.passage.text:
        return False
    if (name.short or name.words[0] == "the") and _goes_on(text, end, name):
        return False
    return not _is_of_another(text, start, end, name) and _may_be(text, start, end, name)


def _may_be(text: Text, start: int, end: int, name: Name) -> bool:
    """Whether a thing of its kind can be named so here."""
    kind = kind_of(text, (name.iri,))
    if kind == "body" and name.words[0] == "the" and name.iri not in ACTORS:
        return text.document.names_in_full(name.iri)
    if kind == "publication" and name.rule != "acronym":
        return _is_title(text, start, name)
    new = text.norm(start - 1) != "the" and text.is_capital(end)
    if kind == "body" and end - start == 1 and text.word(start).isupper() and new:
        return text.norm(end) in _INSTITUTIONAL or _is_name_part(text, end)
    return True


def _is_of_another(text: Text, start: int, end: int, name: Name) -> bool:
    """Whether a word before makes another thing of it: `UN Global Compact`, `Assistant Director-General`."""
    thing = text.document.thing(name.iri)
    if thing is None:
        return False
    before = text.ending.get(start)
    if "Post" in thing.classes:
        return before is None and text.is_capital(start - 1) and text.norm(start - 1) not in _ARTICLES
    if before is None or not name.short or thing.kind != "instrument" or start - 1 in text.owned:
        return False
    owner = [text.norm(place) for place in range(before.start, before.end)]
    known = {token.norm for label in thing.labels for token in names_tokens(label)}
    of_body = kind_of(text, before.iris) == "body"
    return of_body and not known.issuperset(owner) and _abridged(text, end, name) is None


def _goes_on(text: Text, end: int, name: Name) -> bool:
    """Whether a short name goes on as another's: `Global Compact on Refugees`, `the Office for …`."""
    if text.norm(end) in _ON:
        return True
    if text.norm(end) in _OF:
        further = end + 1 + (text.norm(end + 1) == "the")
        return text.is_capital(further) and _abridged(text, end, name) is None
    return name.words[0] == "the" and text.is_capital(end) and end - 1 not in text.owned


def _abridged(text: Text, end: int, name: Name) -> int | None:
    """Where a short name ends that goes on with words of the long one: `Global Compact for Migration`."""
    if not name.short or text.norm(end) not in _OF:
        return None
    thing = text.document.thing(name.iri)
    known = {token.norm for label in (thing.labels if thing else ()) for token in names_tokens(label)}
    further = end + 1
    while text.norm(further) in known and (text.is_capital(further) or text.norm(further) == "the"):
        further += 1
    return further if further > end + 1 and not text.is_capital(further) else None


def _is_title(text: Text, start: int, name: Name) -> bool:
    """Whether the words of a title are one here: with a capital, and a short one behind a mark."""
    before = text.norm(start - 1)
    start += text.kind(start) == "mark"
    if len(name.words) > _TITLE:
        return text.is_capital(start) or not name.sentence_case
    return text.is_capital(start) and before in (_BEFORE_SHORT if name.sentence_case else _BEFORE_TITLE)


def _is_name_part(text: Text, at: int) -> bool:
    """Whether a word with a capital behind an acronym begins a title or another acronym."""
    if text.word(at).isupper() or text.is_capital(at + 1) or text.norm(at + 1) in ("of", "for", "on"):
        return True
    if text.norm(at + 1) == "and" and not text.word(at + 2).isupper():
        return True
    return (
        next(text.document.gazetteer.matches(text.tokens, at, language=text.document.language), None)
        is not None
    )


def _stands_alone(text: Text, start: int, end: int) -> bool:
    """Whether a name is all that its cell or line holds."""
    raw = text.passage.text
    before, after = raw[: text.tokens[start].start].rstrip(" "), raw[text.tokens[end - 1].end :].lstrip(" ")
    return (not before or before[-1] in "\t\n") and (not after or after[0] in "\t\n")


def inside(text: Text, span: Span) -> Iterator[Found]:
    """The bodies, places, instruments and events that are named within a longer name, and within those."""
    kind_of_all = kind_of(text, span.iris)
    at = span.start
    while at < span.end:
        inner = next(_inner(text, span, at, kind_of_all), None)
        if inner is not None:
            yield inner
            yield from inside(text, Span(inner.start, inner.end, inner.targets, inner.rule))
        at = inner.end if inner is not None else at + 1


def _inner(text: Text, span: Span, at: int, kind_of_all: str) -> Iterator[Found]:
    for end, names in text.document.gazetteer.matches(text.tokens, at, language=text.document.language):
        if end > span.end or (at, end) == (span.start, span.end):
            continue
        iris = tuple(dict.fromkeys(n.iri for n in names if not n.alone and n.iri not in span.iris))
        things = [thing for iri in iris if (thing := text.document.thing(iri)) is not None]
        if not things or any(thing.is_common for thing in things if thing.kind == "body"):
            continue
        kind = things[0].kind
        if (
            kind == "instrument"
            and at > span.start
            and text.norm(at - 1 - (text.norm(at - 1) == "the")) in _ABOUT
        ):
            continue
        if kind in _INNER_KINDS and (kind_of_all, kind) not in _NOT_INSIDE:
            yield Found(at, end, kind, iris, rule="name in a name")


def kind_of(text: Text, iris: tuple[str, ...]) -> str:
    """The kind of the first of some things; `other` if the graph knows none of them."""
    things = [thing for iri in iris if (thing := text.document.thing(iri))]
    return things[0].kind if things else "other"


def unknown_body(text: Text, at: int) -> tuple[list[Found], int] | None:
    """A body whose name begins with the acronym of another: `UN Women`."""
    if not text.word(at).isupper() or not text.is_capital(at + 1) or text.norm(at - 1) == "the":
        return None
    if text.word(at + 1).endswith("ing") or text.breaks(at + 1):
        return None
    named = text.document.gazetteer.named(text.word(at))
    if not named or kind_of(text, named) != "body" or text.word(at + 1).isupper():
        return None
    if text.norm(at + 1) in _INSTITUTIONAL or _is_name_part(text, at + 1):
        return None
    name = text.passage.text[text.tokens[at].start : text.tokens[at + 1].end]
    return [Found(at, at + 2, "body", (), Candidate("Body", name, name), "name behind an acronym")], at + 2
