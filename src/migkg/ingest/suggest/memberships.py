"""Memberships and roles: who plays which part in what, as far as the words beside their names say so."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from migkg.ingest.suggest.confidence import confidence
from migkg.ingest.suggest.making import claim_iri, iri_term, slug
from migkg.ingest.suggest.names_within import bodies_named, body_within
from migkg.ingest.suggest.partners import ACTS, partners
from migkg.ingest.suggest.players import list_after, list_before, shelf, whole
from migkg.ingest.suggest.role_words import ANYTHING, ROLE_WORDS
from migkg.ingest.suggest.sentences import Span, cut, sentences
from migkg.ingest.suggestion import Suggestion
from migkg.ingest.tokens import uncased
from migkg.terms import BASE, natural_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.ingest.passages import Outline, Passage
    from migkg.ingest.references import Reference
    from migkg.ingest.suggest.knowledge import Knowledge
    from migkg.ingest.suggest.role_words import RoleWords
    from migkg.ingest.suggest.sentences import Phrase

__all__ = ["memberships"]

_TOO_FAR: Final = 180
"""And so many between the words and the thing; fewer where the thing may stand on both sides."""
_NEAR: Final = 60
_ARTICLE: Final = 8
"""So many characters may stand between a thing and the player that a comma parts from it."""
_OWNABLE: Final = frozenset(("programme", "tool", "course", "publication", "instrument", "event"))
_OWNER: Final = {"event": "organizer"}
_LASTING: Final = frozenset(("partner", "member", "custodian", "coCustodian"))
_ALONE: Final = frozenset(("organizer", "implementer", "author"))
_DENIAL: Final = 40
_UNREAL: Final = re.compile(
    r"\b(?:not|never|no longer|neither|nor|without|could|might|may|would|if|whether|unless"
    r"|(?:explor|considering)\w*|opportunit\w+|possib\w+|potential\w*)\b[^.;,]*$",
    re.IGNORECASE,
)
"""What makes a sentence deny or only suppose what it tells."""
_OBJECT: Final = re.compile(
    r"\s+(?:(?:the|a|an|its|their|this|these)\s+)?(?:(?!whether\b|how\b)[\w-]+\s+){0,3}(?:of\s+|for\s+|the\s+)*[“\"‘'*_]*"
)
"""What may stand between a verb and its object."""
_DESCRIBES: Final = re.compile(r"(?:\s*\([A-Z]+\)|\))?(?:['’]s?)?[\s-]*(?:mandated|led|based|wide)?\s*|\s*\(")
_GROUP: Final = re.compile(r"\b(?:Group|Network|Alliance|Task Force|Partnership|system|agencies|members)\b")
_AS_ROLES: Final = {
    "chair": "chair", "co-chair": "coChair", "member": "member", "custodian": "custodian",
    "co-custodian": "coCustodian", "coordinator": "coordinator", "secretariat": "secretariat",
}  # fmt: skip
_AS: Final = re.compile(
    rf"\bas (?:an? |the )?(?:(?:core|full|founding|current) )?({'|'.join(_AS_ROLES)}) of\b", re.IGNORECASE
)
_UNIT: Final = re.compile(r"\bAuthor unit(?:s|\(s\))?:", re.IGNORECASE)
_AUTHOR: Final = re.compile(r"\s*(?:\([A-Z-]+\)|\))?\s*:\s*[“\"‘'*_]*")
_DECISION: Final = re.compile(r"(?:Decision|Resolution)\b")
_PAID: Final = re.compile(
    r"[-‐‑](?:co-)?(?:funded|financed|sponsored|supported)\s+(?:[a-z]+\s+){0,2}[“\"‘'*_]*"
)
_PROJECT: Final = re.compile(r"\s+(?:\w+ cooperation\s+)?(?:project|programme)\s*[,:]?\s*[“\"‘'*_]+")
_OWNED: Final = re.compile(
    r"\)?(?:['’]s?)\)?\s+(?:(?:global|new|joint|annual|flagship|own|recent|updated|online)\s+)*"
    r"(?:training\s+)?(?:(?:course|campaign|programme|project|report|guide)\s+)?[“\"‘'*_]*"
)
_CLOSING: Final = re.compile(r"\)\s+[“\"‘'*_]*")
_OPENING: Final = re.compile(r"['’]s?\s+\($")
"""An acronym in brackets behind a possessive."""
_UNDER: Final = re.compile(r"(?:\s*\([A-Z]+\))?\s+under the\s+")
_OWN_TOOL: Final = re.compile(r"\)?\s+[“\"‘'*_]*")


class _Part(NamedTuple):
    """Who plays which part in what, where that stands, and by which rule."""

    who: str
    role: str
    what: str
    path: str
    phrase: Phrase
    rule: str


def memberships(
    outline: Outline, references: Mapping[str, tuple[Reference, ...]], knowledge: Knowledge
) -> Iterator[Suggestion]:
    """A suggestion for each player, part and thing that some words of a passage join."""
    grouped: dict[tuple[str, str, str], list[_Part]] = {}
    bodies = bodies_named(one for found in references.values() for one in found)
    for passage in outline.passages:
        sure = [one for one in references.get(passage.path, ()) if len(one.targets) == 1]
        parts = list(_within(passage, sure, bodies))
        if any(shelf(one) == "body" for one in sure):
            parts += [*_writers(outline.identifier, passage, sure), *_parts(passage, sure)]
        for part in _settled(parts, knowledge.offices):
            grouped.setdefault((part.who, part.role, part.what), []).append(part)
    for _, parts in sorted(grouped.items(), key=lambda entry: natural_key(str(entry[0]))):
        yield _suggestion(outline.identifier, parts)


def _settled(parts: Sequence[_Part], offices: Mapping[str, str]) -> Iterator[_Part]:
    """The parts as they count: who does something with others is a partner and not its sole maker.

    What lasts, such as a partnership, an office has for the organization that it is the office of.
    """
    parts = [
        part._replace(
            who=offices.get(part.who, part.who),
            what=offices.get(part.what, part.what),
        )
        if part.role in _LASTING
        else part
        for part in parts
    ]
    together = {(part.who, part.what) for part in parts if part.role == "partner"}
    for part in parts:
        if part.who != part.what and not (part.role in _ALONE and (part.who, part.what) in together):
            yield part


def _suggestion(document: str, parts: Sequence[_Part]) -> Suggestion:
    who, role, what, path, phrase, rule = parts[0]
    name = slug(f"{who.rpartition('/')[2]} {role} {what.removeprefix(BASE).partition('/')[2] or what}")
    is_member = role == "member"
    kinds = ("mig:Claim", "org:Membership") if is_member else ("mig:Role",)
    values = (
        ("org:member", iri_term(who)),
        ("org:organization" if is_member else "mig:roleIn", iri_term(what)),
        ("org:role", iri_term(f"mig:{role}")),
        *(("rdf:type", iri_term(kind)) for kind in kinds),
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
        after = whole([one for one in references if one.start >= found.end()])
        for one in list_after(passage.text, after, found.end(), frozenset(("body",))):
            phrase = cut(passage.text, one.start, one.end)
            what = f"{BASE}document/{document}"
            yield _Part(one.targets[0], "author", what, passage.path, phrase, "author unit")


def _parts(passage: Passage, references: Sequence[Reference]) -> Iterator[_Part]:
    for span in sentences(passage.text):
        here = whole([one for one in references if span.start <= one.start < span.end])
        if not any(shelf(one) == "body" for one in here):
            continue
        yield from _beside(passage, here, span)
        yield from _as(passage, here, span)
        for one in partners(passage.text, here, span):
            if not _UNREAL.search(passage.text, max(span.start, one.start - _DENIAL), one.start):
                phrase = cut(passage.text, one.start, one.end, within=span)
                what = one.what.targets[0]
                yield _Part(one.who.targets[0], "partner", what, passage.path, phrase, "acting with others")
        for words in ROLE_WORDS:
            for found in words.pattern.finditer(passage.text, *span):
                if _UNREAL.search(passage.text, max(span.start, found.start() - _DENIAL), found.start()):
                    continue
                yield from _joined(passage, here, words, Span(*found.span()))


def _beside(passage: Passage, here: Sequence[Reference], span: Span) -> Iterator[_Part]:
    """A body before the title of what it wrote, or before the name of what is its own."""
    for one, other in pairwise(here):
        if shelf(one) == shelf(other) == "body" and _UNDER.fullmatch(passage.text[one.end : other.start]):
            phrase = cut(passage.text, one.start, other.end, within=span)
            yield _Part(
                other.targets[0], "parent", one.targets[0], passage.path, phrase, "body under another"
            )
        if shelf(one) != "body" or shelf(other) not in _OWNABLE or other.start < one.end:
            continue
        between = passage.text[one.end : other.start]
        if _AUTHOR.fullmatch(between) and shelf(other) == "publication":
            if _DECISION.match(other.text):
                continue
            role, rule = "author", "author before a title"
        elif _PAID.fullmatch(between):
            role, rule = "supporter", "funded by, before a name"
        elif _PROJECT.fullmatch(between) and shelf(other) == "programme":
            role, rule = "implementer", "project before a name"
        elif _OWNED.fullmatch(between) or (
            _CLOSING.fullmatch(between) and _OPENING.search(passage.text[: one.start])
        ):
            role, rule = _OWNER.get(shelf(other), "owner"), "possessive before a name"
        elif _OWN_TOOL.fullmatch(between) and shelf(other) == "tool":
            role, rule = "owner", "body before its tool"
        else:
            continue
        phrase = cut(passage.text, one.start, other.end, within=span)
        yield _Part(one.targets[0], role, other.targets[0], passage.path, phrase, rule)


def _within(passage: Passage, references: Sequence[Reference], bodies: Mapping[str, str]) -> Iterator[_Part]:
    """A body whose name stands within the name of what it has made."""
    for thing in references:
        for body, role in body_within(thing, bodies):
            phrase = cut(passage.text, thing.start, thing.end)
            yield _Part(body, role, thing.targets[0], passage.path, phrase, f"{role} named in a name")


def _as(passage: Passage, here: Sequence[Reference], span: Span) -> Iterator[_Part]:
    """A part that a sentence names before its player, after the word as."""
    for found in _AS.finditer(passage.text, *span):
        after = [one for one in here if one.start >= found.end() and shelf(one) in ANYTHING]
        thing = after[0] if after and after[0].start - found.end() < _NEAR else None
        player = next((one for one in after[1:] if shelf(one) == "body"), None)
        if thing and player and player.start - thing.end < _ARTICLE and thing.targets != player.targets:
            phrase = cut(passage.text, found.start(), player.end, within=span)
            role = _AS_ROLES[uncased(found[1])]
            yield _Part(
                player.targets[0], role, thing.targets[0], passage.path, phrase, "as, before the player"
            )


def _joined(passage: Passage, here: Sequence[Reference], words: RoleWords, at: Span) -> Iterator[_Part]:
    text = passage.text
    if words.players == "after":
        players = list_after(text, here, at.end, words.who)
        if words.nearest and len(players) > 1 and ACTS.match(text, players[-1].end):
            players.pop()  # it is the subject: With the support of one, the other …
    else:
        players = list_before(text, here, at.start, words)
    thing = _thing(text, [one for one in here if one not in players], words, at)
    if thing is None or not words.least <= len({one.targets[0] for one in players}) <= words.most:
        return
    for one in players:
        if one.targets[0] != thing.targets[0]:
            end = max(at.end, one.end if one.start >= at.end else at.end)
            phrase = cut(text, at.start, end, within=Span(0, at.start))
            rule = f"words for {re.sub(r'(?<=[a-z])(?=[A-Z])', ' ', words.role).lower()}"
            yield _Part(one.targets[0], words.role, thing.targets[0], passage.path, phrase, rule)


def _thing(text: str, here: Sequence[Reference], words: RoleWords, at: Span) -> Reference | None:
    """The thing in which a part is played: on the other side than the players, and not too far away."""
    things = [one for one in whole(here, of_any_sort=True) if shelf(one) in words.what]
    before = [one for one in things if one.end <= at.start]
    after = [one for one in things if one.start >= at.end]
    if words.players == "before":
        if after and (words.tight or words.direct) and not _OBJECT.fullmatch(text[at.end : after[0].start]):
            return None
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
