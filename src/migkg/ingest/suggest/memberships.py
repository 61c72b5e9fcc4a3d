"""Memberships and roles: who plays which part in what, as far as the words beside their names say so."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import claim_iri, iri_term, slug
from migkg.ingest.suggest.role_words import ROLE_WORDS
from migkg.ingest.suggest.sentences import Span, cut, sentences
from migkg.ingest.suggestion import Suggestion
from migkg.terms import BASE, natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.references import Reference
    from migkg.ingest.suggest.role_words import RoleWords
    from migkg.ingest.suggest.sentences import Phrase

__all__ = ["memberships"]

_FAR: Final = 90
"""So many characters may stand between words such as "chaired by" and the nearest player."""
_TOO_FAR: Final = 180
"""And so many between the words and the thing; fewer where the thing may stand on both sides."""
_NEAR: Final = 60
_OWNABLE: Final = frozenset(("programme", "tool", "course", "publication", "instrument"))
_BREAK: Final = re.compile(r"[.;]|\b(?:which|that|who|whose|while|where|to)\b")
_BETWEEN: Final = re.compile(
    r"(?:[\s,()/]|\([A-Za-z+/ -]+\)|\b(?:and|or|the|its|both|of|with|as well as|including)\b"
    r"|\b[A-Z][\w'’-]*)*"
)
"""What may stand between two names of a list, other names among it."""
_DESCRIBES: Final = re.compile(r"(?:\s*\([A-Z]+\))?(?:['’]s?)?[\s-]*(?:mandated|led|based|wide)?\s*|\s*\(")
_GROUP: Final = re.compile(r"\b(?:Group|Network|Alliance|Task Force|Partnership|system|agencies|members)\b")
_UNIT: Final = re.compile(r"\bAuthor unit(?:s|\(s\))?:", re.IGNORECASE)
_AUTHOR: Final = re.compile(r"\s*(?:\([A-Z-]+\))?\s*:\s*[“\"‘'*_]*")
_OWNED: Final = re.compile(
    r"(?:['’]s?)\s+(?:(?:global|new|joint|annual|flagship|own|recent|updated)\s+)*[“\"‘'*_]*"
)


class _Part(NamedTuple):
    """Who plays which part in what, where that stands, and by which rule."""

    who: str
    role: str
    what: str
    path: str
    phrase: Phrase
    rule: str


def memberships(outline: Outline, references: Mapping[str, tuple[Reference, ...]]) -> Iterator[Suggestion]:
    """A suggestion for each player, part and thing that some words of a passage join."""
    grouped: dict[tuple[str, str, str], list[_Part]] = {}
    for passage in outline.passages:
        sure = [one for one in references.get(passage.path, ()) if len(one.targets) == 1]
        if any(_shelf(one) == "body" for one in sure):
            for part in (*_writers(outline.identifier, passage, sure), *_parts(passage, sure)):
                grouped.setdefault((part.who, part.role, part.what), []).append(part)
    for _, parts in sorted(grouped.items(), key=lambda entry: natural_key(str(entry[0]))):
        yield _suggestion(outline.identifier, parts)


def _suggestion(document: str, parts: Sequence[_Part]) -> Suggestion:
    who, role, what, path, phrase, rule = parts[0]
    name = slug(f"{who.rpartition('/')[2]} {role} {what.removeprefix(BASE).partition('/')[2] or what}")
    is_member = role == "member"
    values = (
        ("org:member", iri_term(who)),
        ("org:organization" if is_member else "mig:roleIn", iri_term(what)),
        ("org:role", iri_term(f"mig:{role}")),
        ("rdf:type", iri_term("org:Membership" if is_member else "mig:Role")),
    )
    return Suggestion(
        "membership",
        f"membership/{name}",
        claim_iri(document, path, name),
        tuple(dict.fromkeys(part.path for part in parts)),
        *phrase,
        values=tuple(sorted(values)),
        basis="stated",
        rule=rule,
        confidence=confidence(rule),
    )


def _writers(document: str, passage: Passage, references: Sequence[Reference]) -> Iterator[_Part]:
    """The units that a cover names as those that wrote the document."""
    found = _UNIT.search(passage.text)
    if found:
        after = _whole([one for one in references if one.start >= found.end()])
        for one in _list_after(passage.text, after, found.end(), frozenset(("body",))):
            phrase = cut(passage.text, one.start, one.end)
            what = f"{BASE}document/{document}"
            yield _Part(one.targets[0], "author", what, passage.path, phrase, "author unit")


def _parts(passage: Passage, references: Sequence[Reference]) -> Iterator[_Part]:
    for span in sentences(passage.text):
        here = _whole([one for one in references if span.start <= one.start < span.end])
        if not any(_shelf(one) == "body" for one in here):
            continue
        yield from _beside(passage, here, span)
        for words in ROLE_WORDS:
            for found in words.pattern.finditer(passage.text, *span):
                yield from _joined(passage, here, words, Span(*found.span()))


def _beside(passage: Passage, here: Sequence[Reference], span: Span) -> Iterator[_Part]:
    """A body before the title of what it wrote, or before the name of what is its own."""
    for one, other in pairwise(here):
        if _shelf(one) != "body" or _shelf(other) not in _OWNABLE or other.start < one.end:
            continue
        between = passage.text[one.end : other.start]
        if _AUTHOR.fullmatch(between) and _shelf(other) == "publication":
            role, rule = "author", "author before a title"
        elif _OWNED.fullmatch(between):
            role, rule = "owner", "possessive before a name"
        else:
            continue
        phrase = cut(passage.text, one.start, other.end, within=span)
        yield _Part(one.targets[0], role, other.targets[0], passage.path, phrase, rule)


def _joined(passage: Passage, here: Sequence[Reference], words: RoleWords, at: Span) -> Iterator[_Part]:
    text = passage.text
    if words.players == "after":
        players = _list_after(text, here, at.end, words.who)
    else:
        players = _list_before(text, here, at.start, words)
    thing = _thing(text, [one for one in here if one not in players], words, at)
    if thing is None or len({one.targets[0] for one in players}) < words.least:
        return
    for one in players:
        if one.targets[0] != thing.targets[0]:
            end = max(at.end, one.end if one.start >= at.end else at.end)
            phrase = cut(text, at.start, end, within=Span(0, at.start))
            rule = f"words for {re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', words.role).lower()}"
            yield _Part(one.targets[0], words.role, thing.targets[0], passage.path, phrase, rule)


def _thing(text: str, here: Sequence[Reference], words: RoleWords, at: Span) -> Reference | None:
    """The thing in which a part is played: on the other side than the players, and not too far away."""
    things = [one for one in _whole(here, of_any_sort=True) if _shelf(one) in words.what]
    before = [one for one in things if one.end <= at.start]
    after = [one for one in things if one.start >= at.end]
    if words.players == "before":
        thing = _head(text, after)
    else:
        thing = before[-1] if before else after[0] if after and words.nearest else None
    if thing is None or max(at.start - thing.end, thing.start - at.end) > (
        _NEAR if words.nearest else _TOO_FAR
    ):
        return None
    if words.close and (thing.end < at.start - 1 or not _GROUP.search(text[thing.start : at.end])):
        return None
    return thing


def _head(text: str, things: Sequence[Reference]) -> Reference | None:
    """The first thing, or the one that it only describes: the Fund's Board, the UN mandated Task Force."""
    chosen = things[0] if things else None
    for one, other in pairwise(things):
        if not _DESCRIBES.fullmatch(text[one.end : other.start]):
            break
        chosen = other
    return chosen


def _list_after(text: str, here: Sequence[Reference], start: int, who: frozenset[str]) -> list[Reference]:
    """The players after the words: the first, and those that a comma or "and" joins to it."""
    found: list[Reference] = []
    place = start
    for one in here:
        if one.start < place or _shelf(one) not in who:
            continue
        between = text[place : one.start]
        if found and not _BETWEEN.fullmatch(between):
            break
        if not found and (len(between) > _FAR or _BREAK.search(between)):
            break
        found.append(one)
        place = one.end
    return found


def _list_before(text: str, here: Sequence[Reference], end: int, words: RoleWords) -> list[Reference]:
    """The player who stands last before the words, and, of several, those that are joined to it."""
    found: list[Reference] = []
    place = end
    for one in reversed(here):
        if one.end > place or _shelf(one) not in words.who:
            continue
        between = text[one.end : place]
        if found and not (words.several and _BETWEEN.fullmatch(between)):
            break
        if not found and (len(between) > _FAR or re.search(r"[.;]", between)):
            break
        found.append(one)
        place = one.start
    return found


def _whole(references: Sequence[Reference], *, of_any_sort: bool = False) -> list[Reference]:
    """The references that are no part of a longer name of their sort, as UN is of UN Women."""
    return [
        one
        for one in references
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.end - other.start > one.end - one.start
            and (of_any_sort or _shelf(other) == _shelf(one))
            for other in references
        )
    ]


def _shelf(one: Reference) -> str:
    """The sort of a thing by the first part of its IRI's path."""
    target = one.targets[0]
    return target.removeprefix(BASE).partition("/")[0] if target.startswith(BASE) else "sdg"
