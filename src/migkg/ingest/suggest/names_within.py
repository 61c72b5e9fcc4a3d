"""What a name tells of who stands behind a thing: a body's programme, a resolution of an assembly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.suggest.players import shelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from migkg.ingest.references import Reference

__all__ = ["bodies_named", "body_within"]

_KINDS: Final = frozenset(("programme", "tool", "course", "instrument", "publication", "event"))
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_FIRST: Final = re.compile(r"(?:['’]s?)?\s+(?=\w)")
"""What stands between the name of a body and the rest of a name."""
_OF: Final = re.compile(r"\b(?:of|by) the\s+$|\band of the\s+$")
_DECIDED: Final = re.compile(r"\b(?:resolution|decision)\b", re.IGNORECASE)
_BY_ONE: Final = re.compile(r"\b(?:Secretary|Director|President|Commissioner|Minister)\b")
_TREATY: Final = re.compile(
    r"\b(?:convention|declaration|protocol|recommendation|treaty|agreement|framework|covenant)s?\b",
    re.IGNORECASE,
)
"""What those own who ratify or sign it."""
_REPORT: Final = re.compile(r"\b(?:report|directive|regulation|statement|message)\b", re.IGNORECASE)
_MEETING: Final = re.compile(
    r"\b(?:meeting|workshop|seminar|training|competition|conference)\b", re.IGNORECASE
)


def bodies_named(references: Iterable[Reference]) -> Mapping[str, str]:
    """The names by which a document calls bodies, each with the one body that it means."""
    found: dict[str, set[str]] = {}
    for one in references:
        if one.kind != "session" and len(one.targets) == 1 and shelf(one) == "body":
            found.setdefault(_POSSESSIVE.sub("", one.text), set()).add(one.targets[0])
    return {name: targets.pop() for name, targets in found.items() if len(targets) == 1}


def body_within(thing: Reference, bodies: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The bodies whose names stand within that of a thing, each with its part in it, as far as that tells."""
    kind, text = shelf(thing), thing.text
    if kind not in _KINDS or thing.kind == "session":
        return
    inside = [name for name in bodies if name in text]
    begins = [name for name in inside if text.startswith(name) and _FIRST.match(text, len(name))]
    if begins:
        name = max(begins, key=len)
        if role := _before(kind, name, text[len(name) :]):
            yield bodies[name], role
    for name in inside:
        place = text.find(name)
        is_behind = place > 0 and _OF.search(text[:place]) and not text[place + len(name) :][:1].isalnum()
        if is_behind and (role := _behind(kind, text[:place])):
            yield bodies[name], role


def _before(kind: str, name: str, rest: str) -> str:
    """The part of a body with whose name a name begins."""
    if kind in ("instrument", "publication") and _DECIDED.search(rest):
        return "author" if _BY_ONE.search(name) else "adopter"
    if kind == "event":
        return "organizer" if _MEETING.search(rest) else ""
    if kind == "instrument" and _TREATY.search(rest):
        return ""
    return "author" if kind == "publication" else "owner"


def _behind(kind: str, before: str) -> str:
    """The part of a body that a name names after "of the"."""
    if kind == "programme":
        return "owner"
    return "author" if kind in ("publication", "instrument") and _REPORT.search(before) else ""
