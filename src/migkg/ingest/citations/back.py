"""References back: `the Convention`, `this objective`, where one thing only can be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.ingest.citations.text import Found

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Text

__all__ = ["back_reference"]

_NEAR: Final = 30
_DETERMINERS: Final = frozenset(("the", "this", "that", "said"))
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
    if determiner not in _DETERMINERS or text.word(at).endswith("s"):
        return None
    if word == "objective" and determiner in ("this", "that"):
        return _objective(text, at)
    if word not in _CLASSES or not text.is_capital(at) or text.is_capital(at + 1):
        return None
    if text.norm(at + 1) in ("on", "of", "concerning", "for", "to") and determiner == "the":
        return None
    known = _named(text, _CLASSES[word])
    if len(known) != 1:
        return None
    return [Found(at, at + 1, "instrument", (known.pop(),), rule="back reference")], at + 1


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
