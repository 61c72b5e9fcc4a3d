"""Short forms that can mean one thing only in a document: `the plan of action`, `these conclusions`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.names import kind_of
from migkg.ingest.citations.text import Span
from migkg.ingest.gazetteer import names_tokens
from migkg.ingest.tokens import words

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Text
    from migkg.ingest.gazetteer import Gazetteer

__all__ = ["find", "heads"]

_DETERMINERS: Final = words("the this its said following that these their new current revised")
"""What stands before a short form, so that it is one known thing and not any."""
_GOES_ON: Final = words("on concerning for of regarding")
_FAR: Final = 14
_HEAD: Final = re.compile(r"(.+?) (?:on|concerning|regarding) (.+?)(?: \([^()]*\))?$")
_UPPER: Final = re.compile(r"[A-Z]{2}|\w [A-Z]")
_LONGEST: Final = 3
"""Up to how many words a short form has."""


def heads(gazetteer: Gazetteer, everything: str, title: str, own: str) -> dict[tuple[str, ...], str]:
    """Short forms: the words of a name before `on` or `concerning`, where the text names it with its subject,
    or has that subject in its own title.

    Documents have them, and bodies whose name is still one without its subject. A short form that several
    things have is none.
    """
    found: dict[tuple[str, ...], set[str]] = {}
    for iri, head, subject, whole in _divided(gazetteer):
        named = iri == own or subject in title or _is_named(head, subject, everything)
        if named and whole in everything:
            found.setdefault(tuple(token.norm for token in names_tokens(head)), set()).add(iri)
    return {head: iris.pop() for head, iris in found.items() if len(iris) == 1}


@lru_cache(maxsize=4)
def _divided(gazetteer: Gazetteer) -> tuple[tuple[str, str, str, str], ...]:
    """The things with names that have a head and a subject: IRI, both, and what a text must hold besides."""
    found = []
    for thing in gazetteer.things.values():
        for label in thing.labels if thing.kind in ("document", "body") else ():
            parts = _HEAD.match(label)
            if parts is None or len(parts[1].split()) > _LONGEST:
                continue
            if thing.kind == "document" or _UPPER.search(parts[1]):
                whole = "" if thing.kind == "document" else label.lower()
                found.append((thing.iri, parts[1].lower(), parts[2].lower(), whole))
    return tuple(found)


def _is_named(head: str, subject: str, everything: str) -> bool:
    """Whether a text names a head with its subject, or with a few words between them."""
    if subject not in everything:
        return False
    between = rf"{re.escape(head)}\b(?: \S+){{0,{_FAR}}}? {re.escape(subject)}"
    return re.search(between, everything) is not None


def find(text: Text) -> None:
    """Find `the plan of action`, `these conclusions`, where the document has named one such thing.

    Texts are read in their order: behind `the plan of action on fisheries` the short form means that one.
    """
    for span in list(text.spans.values()):
        _paired(text, span)
    first_words = {head[0] for head in text.document.heads}
    for at, token in enumerate(text.tokens):
        if token.norm not in first_words:
            continue
        for head, iri in text.document.heads.items():
            if all(text.norm(at + n) == word for n, word in enumerate(head)):
                _find(text, at, head, iri)


def _find(text: Text, at: int, head: tuple[str, ...], iri: str) -> None:
    """Find the short form that stands at a token, if it is one here; note whose it is from here on."""
    end = at + len(head)
    left = text.document.left
    span = text.spans.get(at)
    if span is not None and iri in span.iris:
        left.discard(head)
    if _is_covered(text, at, end):
        return
    subject: int | None = end
    if text.norm(end) in _GOES_ON:
        subject = _subject(text, end, iri)
        (left.add if subject is None else left.discard)(head)
    if subject is None or (subject == end and head in left):
        return
    if text.norm(at - 1) in _DETERMINERS or text.norm(at - 1) == "year" or at - 1 in text.owned:
        text.add_span(Span(at, subject, (iri,), "short form"))


def _paired(text: Text, span: Span) -> None:
    """Find the first of two documents on one subject: `resolution and conclusions concerning …`."""
    first = span.start - 2
    if kind_of(text, span.iris) != "document" or text.norm(span.start - 1) != "and" or first < 0:
        return
    subject = text.passage.text[text.tokens[span.start].end : text.tokens[span.end - 1].end]
    for iri in text.document.gazetteer.named(text.word(first) + subject):
        text.add_span(Span(first, first + 1, (iri,), "shared subject"))


def _is_covered(text: Text, at: int, end: int) -> bool:
    """Whether a name that reaches beyond it covers a place already."""
    starts = (text.spans.get(start) for start in range(max(at - _FAR, 0), end))
    return any(
        span is not None and span.end > at and not at <= span.start < span.end < end for span in starts
    )


def _subject(text: Text, at: int, iri: str) -> int | None:
    """Where the subject of a document ends, if it follows within a few words of the short form."""
    thing = text.document.thing(iri)
    for label in thing.labels if thing else ():
        words = [token.norm for token in names_tokens(label)]
        for cut in ("on", "concerning", "regarding"):
            if cut not in words:
                continue
            subject = words[words.index(cut) + 1 :]
            if "(" in subject:
                subject = subject[: subject.index("(")]
            for start in range(at, at + _FAR):
                if [text.norm(start + n) for n in range(len(subject))] == subject:
                    return start + len(subject)
    return None
