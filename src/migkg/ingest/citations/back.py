"""References back: `the Convention`, `this objective`, where one thing only can be meant."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.text import Found
from migkg.ingest.gazetteer import names_tokens

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Text
    from migkg.ingest.gazetteer import Thing

__all__ = ["back_reference"]

_NEAR: Final = 30
_DETERMINERS: Final = frozenset(("the", "this", "that", "said"))
_ACCOMPANYING: Final = frozenset(("accompanying", "corresponding", "associated", "supplementing"))
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_SHARED: Final = 2
"""How many words of their titles an instrument and its Recommendation share at least."""
_GOES_ON: Final = frozenset(("on", "of", "concerning", "for", "to"))
_CLASSES: Final = {
    "convention": "Convention",
    "recommendation": "Recommendation",
    "protocol": "Protocol",
    "declaration": "Declaration",
    "compact": "Compact",
    "treaty": "Treaty",
    "directive": "Directive",
}
"""Word with a capital → class of what it goes back to."""


def back_reference(text: Text, at: int) -> tuple[list[Found], int] | None:
    """What a word with `the` or `this` goes back to; nothing if that may be several things."""
    determiner, word = text.norm(at - 1), text.norm(at)
    if text.word(at).endswith("s"):
        return None
    if word == "recommendation" and determiner in _ACCOMPANYING and text.is_capital(at):
        iri = _companion(text)
    elif determiner not in _DETERMINERS:
        return None
    elif word == "objective" and determiner in ("this", "that"):
        return _objective(text, at)
    else:
        iri = _instrument(text, at)
    return ([Found(at, at + 1, "instrument", (iri,), rule="back reference")], at + 1) if iri else None


def _instrument(text: Text, at: int) -> str | None:
    """The one instrument of a class that `the Convention` can mean."""
    of_class = _CLASSES.get(text.norm(at))
    if of_class is None or not text.is_capital(at) or text.is_capital(at + 1):
        return None
    if text.norm(at + 1) in _GOES_ON and text.norm(at - 1) == "the":
        return None
    known = _named(text, of_class)
    return known.pop() if len(known) == 1 else None


def _companion(text: Text) -> str | None:
    """The Recommendation adopted with the instrument named before: of one year and on one subject."""
    before = [one for one in text.found[-_NEAR:] if one.kind == "instrument" and one.rule != "name in a name"]
    if not before or len(before[-1].targets) != 1:
        return None
    (iri,) = before[-1].targets
    if iri not in text.document.companions:
        text.document.companions[iri] = _companions(text, iri)
    companions = text.document.companions[iri]
    return companions[0] if len(companions) == 1 else None


def _companions(text: Text, iri: str) -> tuple[str, ...]:
    year, subject = _title(text.document.thing(iri))
    titles = {
        other.iri: _title(other)
        for other in text.document.gazetteer.things.values()
        if "Recommendation" in other.classes and year
    }
    return tuple(
        other for other, title in titles.items() if title[0] == year and len(title[1] & subject) >= _SHARED
    )


def _title(thing: Thing | None) -> tuple[str, set[str]]:
    """Year and words of an instrument's title."""
    label = thing.labels[0] if thing and thing.labels else ""
    year = _YEAR.search(label)
    return year[0] if year else "", {token.norm for token in names_tokens(label) if token.text.istitle()}


def _named(text: Text, of_class: str) -> set[str]:
    """The instruments of a class that the passage has named before; else those that the document names."""

    def of(iris: set[str]) -> set[str]:
        return {iri for iri in iris if (thing := text.document.thing(iri)) and of_class in thing.classes}

    before = list(text.instruments.values())
    if any(one.candidate is not None and one.candidate.kind == of_class for one in before):
        return set()
    here = of({iri for one in before for iri in one.targets})
    return here or of(text.document.named)


def _objective(text: Text, at: int) -> tuple[list[Found], int] | None:
    """The one objective named in this sentence or the one before."""
    sentence = text.sentence(at)
    near = {
        one.targets
        for one in text.found[-_NEAR:]
        if one.kind in ("objective", "action") and text.sentence(one.start) >= sentence - 1
    }
    if len(near) != 1:
        return None
    (targets,) = near
    if len(targets) != 1:
        return None
    return [Found(at - 1, at + 1, "objective", targets, rule="back reference")], at + 1
