"""Memberships and roles: who belongs to, chairs, coordinates, replaces, adopts, leads or shares in what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import claim_iri, iri_term, make, slug
from migkg.ingest.suggest.sentences import Span, cut, sentences
from migkg.terms import BASE, natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.references import Reference
    from migkg.ingest.suggestion import Suggestion

__all__ = ["memberships"]

_WHO: Final = frozenset(("body",))
_WHAT: Final = frozenset(
    ("body", "programme", "tool", "event", "course", "publication", "instrument", "document", "plan", "sdg")
)
_FAR: Final = 90
"""So many characters may stand between words such as "chaired by" and the names that they join."""
_BREAK: Final = re.compile(r"[.;]|\b(?:which|that|who|whose|while|where|to)\b")
_EACH: Final = 70
"""So many characters may stand between two names of a list."""


class _Words(NamedTuple):
    """Words that join a player and a thing.

    `players` says on which side the players stand; the thing stands on the other one, or, with `thing`
    "near", wherever the nearest is. With `least` players there must be so many.
    """

    role: str
    pattern: re.Pattern[str]
    players: Literal["before", "after"]
    thing: Literal["other", "near"] = "other"
    kinds: frozenset[str] = _WHAT
    least: int = 1


def _words(role: str, pattern: str, players: Literal["before", "after"], **more: object) -> _Words:
    return _Words(role, re.compile(pattern, re.IGNORECASE), players, **more)  # type: ignore[arg-type]


_MADE: Final = frozenset(("programme", "tool", "event", "course", "publication", "instrument"))
_ALL_WORDS: Final = (
    _words("member", r"\b(?:comprised|composed|consist(?:s|ing)|made up) of\b(?:[^.;]{0,110}?\bnamely\b)?|\bcomprising\b"
           r"|\bwhose members (?:are|include)\b|\bmembers (?:are|include)\b", "after", kinds=_WHO, least=2),
    _words("expertMember", r"\b(?:is|was|are|as) (?:an? |the )?(?:\w+ )?expert members? of\b", "before", kinds=_WHO),
    _words("member", r"\b(?:is|was|are|were|became|as|remains?) (?:an? |the )?(?:(?:core|full|founding|active|associate|permanent) )?"
           r"members? of\b|(?:['’]s|s['’]) membership (?:of|in)\b|\bjoined (?=the\b)|\bbelongs? to\b", "before", kinds=_WHO),
    _words("coChair", r"\bco-?chair(?:s|ed)?\b(?! by)", "before"),
    _words("coChair", r"\bco-?chaired by\b", "after"),
    _words("chair", r"(?<!-)\bchair(?:s|ed)?\b(?! by)(?= (?:of )?the\b)|\bchairmanship of\b|\bpresides over\b", "before"),
    _words("chair", r"(?<!-)\bchaired by\b|\bunder the chair(?:manship)? of\b", "after"),
    _words("coordinator", r"\bcoordinat(?:es|ed)\b(?! by)|\bcoordinator of\b"
           r"|\bwhich (?:will also be|will be|is|is also|was) the (?=[\w ]+['’]s coordinator)", "before"),
    _words("coordinator", r"\bcoordinated by\b|\bunder the coordination of\b", "after"),
    _words("successor", r"\b(?:replaces|replaced|will replace|succeeds|succeeded|supersedes|superseded)\b(?! by)", "before"),
    _words("successor", r"\b(?:was|were|been|is|being) (?:replaced|succeeded|superseded) by\b", "after"),
    _words("founder", r"\b(?:established|created|founded|set up|launched|convened) by\b", "after"),
    _words("lead", r"\b(?:spearheaded|led|headed) by\b|\bunder the leadership of\b", "after"),
    _words("adopter", r"\badopted by\b", "after", kinds=_MADE | {"document", "plan"}),
    _words("endorser", r"\bendorsed by\b", "after", kinds=_MADE),
    _words("endorser", r"\bendorsed\b(?! by)", "before", kinds=_MADE),
    _words("coCustodian", r"\bco-custodians? of\b", "before"),
    _words("custodian", r"(?<!co-)\bcustodians? of\b", "before"),
    _words("secretariat", r"\b(?:hosts|provides|serves as|acts as) the secretariat (?:of|for)\b", "before"),
    _words("parent", r"\bunder the (?:auspices|umbrella|framework) of\b", "after"),
    _words("partner", r"\b(?:jointly|together|in (?:close )?(?:cooperation|collaboration|partnership|conjunction)) with\b"
           r"|\b(?:organized|prepared|developed|implemented|conducted|carried out)(?: \w+){0,5} with\b", "after",
           thing="near", kinds=_MADE),
    _words("partner", r"\b(?:carried out|organized|implemented|developed|conducted|run|prepared)(?: jointly)? by\b", "after",
           thing="near", kinds=_MADE, least=2),
)  # fmt: skip
_AUTHOR: Final = re.compile(r"\s*(?:\([A-Z-]+\))?\s*:\s*[“\"‘'*_]*$")
_OWNED: Final = re.compile(
    r"(?:['’]s?)\s+(?:(?:global|new|joint|annual|flagship|own|recent|updated)\s+)*[“\"‘'*_]*$"
)


class _Part(NamedTuple):
    """Who plays which part in what, and where that stands."""

    who: str
    role: str
    what: str
    path: str
    phrase: tuple[int, int, str]
    rule: str


def memberships(outline: Outline, references: Mapping[str, tuple[Reference, ...]]) -> Iterator[Suggestion]:
    """A suggestion for each player, part and thing that some words of a passage join."""
    grouped: dict[tuple[str, str, str], list[_Part]] = {}
    for passage in outline.passages:
        for part in _parts(passage, references.get(passage.path, ())):
            grouped.setdefault((part.who, part.role, part.what), []).append(part)
    for (who, role, what), parts in sorted(grouped.items(), key=lambda entry: natural_key(str(entry[0]))):
        yield _suggestion(outline.identifier, who, role, what, parts)


def _suggestion(document: str, who: str, role: str, what: str, parts: Sequence[_Part]) -> Suggestion:
    first = parts[0]
    name = slug(f"{who.rpartition('/')[2]} {role} {what.removeprefix(BASE).partition('/')[2] or what}")
    is_member = role == "member"
    thing = "org:organization" if is_member else "mig:roleIn"
    return make(
        "membership",
        f"membership/{name}",
        claim_iri(document, first.path, name),
        tuple(dict.fromkeys(part.path for part in parts)),
        first.phrase,
        [
            ("org:member", iri_term(who)),
            (thing, iri_term(what)),
            ("org:role", iri_term(f"mig:{role}")),
            ("rdf:type", iri_term("org:Membership" if is_member else "mig:Role")),
        ],
        rule=first.rule,
        confidence=confidence(first.rule),
    )


def _parts(passage: Passage, references: Sequence[Reference]) -> Iterator[_Part]:
    text = passage.text
    sure = [one for one in references if len(one.targets) == 1]
    for span in sentences(text):
        here = [one for one in sure if span.start <= one.start < span.end]
        yield from _beside(passage, here, span)
        for words in _ALL_WORDS:
            for found in words.pattern.finditer(text, span.start, span.end):
                yield from _joined(passage, here, span, words, Span(*found.span()))


def _joined(
    passage: Passage, here: Sequence[Reference], span: Span, words: _Words, at: Span
) -> Iterator[_Part]:
    text = passage.text
    players = (
        _list_after(text, here, at.end) if words.players == "after" else _list_before(text, here, at.start)
    )
    before = [one for one in here if _shelf(one) in words.kinds and one.end <= at.start]
    after = [one for one in here if _shelf(one) in words.kinds and one.start >= at.end and one not in players]
    if words.thing == "near" or words.players == "after":
        thing = before[-1] if before else after[0] if after and words.thing == "near" else None
    else:
        thing = after[0] if after else None
    names = {one.targets[0] for one in players}
    if thing is None or len(names) < words.least or _distance(thing, at) > 2 * _FAR:
        return
    for one in players:
        if one.targets[0] != thing.targets[0]:
            start, end = (
                min(at.start, thing.start if thing.start >= at.start else at.start),
                max(at.end, one.end if one.start >= at.end else at.end),
            )
            phrase = cut(text, start, end, within=span)
            yield _Part(
                one.targets[0],
                words.role,
                thing.targets[0],
                passage.path,
                phrase,
                f"words for {_spoken(words.role)}",
            )


def _beside(passage: Passage, here: Sequence[Reference], span: Span) -> Iterator[_Part]:
    """A body before the title of what it wrote, or before the name of what is its own."""
    text = passage.text
    for one, other in zip(here, here[1:], strict=False):
        if _shelf(one) != "body" or _shelf(other) not in _MADE or other.start < one.end:
            continue
        between = text[one.end : other.start]
        if _AUTHOR.fullmatch(between) and _shelf(other) == "publication":
            role, rule = "author", "author before a title"
        elif _OWNED.fullmatch(between):
            role, rule = "owner", "possessive before a name"
        else:
            continue
        yield _Part(
            one.targets[0],
            role,
            other.targets[0],
            passage.path,
            cut(text, one.start, other.end, within=span),
            rule,
        )


def _list_after(text: str, here: Sequence[Reference], start: int) -> list[Reference]:
    found: list[Reference] = []
    place, reach = start, _FAR
    for one in here:
        if one.start < place or _shelf(one) not in _WHO:
            continue
        if one.start - place > reach or _BREAK.search(text, place, one.start):
            break
        found.append(one)
        place, reach = one.end, _EACH
    return found


def _list_before(text: str, here: Sequence[Reference], end: int) -> list[Reference]:
    """The body that does it: the last before the words, with those that a comma or "and" joins to it."""
    found: list[Reference] = []
    place = end
    for one in reversed(here):
        if one.end > place or _shelf(one) not in _WHO:
            continue
        between = text[one.end : place]
        if found and not re.fullmatch(r"[\s,()]*(?:and|or|the|both|\([^)]*\)|[\s,])*", between):
            break
        if not found and (len(between) > _FAR or re.search(r"[.;]", between)):
            break
        found.append(one)
        place = one.start
    return found


def _shelf(one: Reference) -> str:
    """The kind of thing by its IRI: `body`, `programme`, …"""
    target = one.targets[0]
    return target.removeprefix(BASE).partition("/")[0] if target.startswith(BASE) else "sdg"


def _distance(thing: Reference, at: Span) -> int:
    return max(at.start - thing.end, thing.start - at.end)


def _spoken(role: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", role).lower()
