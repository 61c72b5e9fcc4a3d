"""Whether a body acts where it is named: as subject, asked, member, partner or author.

The rule is the design's: in "the ILO's work" nobody acts. There is no parser of English behind it, only
what stands just before and just behind the name; it is right where the documents write plainly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Text

__all__ = ["acts"]

_AUXILIARIES: Final = frozenset(
    "will would can could should shall may might must is are was were has have had does did do be".split()
)
_VERBS: Final = frozenset(
    "accept acknowledge address adopt advise aim agree analyse apply appreciate approve ask assert assess assist"
    " become begin believe bring build call carry chair collaborate commit complement conclude conduct consider"
    " continue contribute convene cooperate coordinate cover create decide deliver describe develop discuss draw"
    " emphasize enable encourage endorse engage ensure envisage establish estimate examine expand explore express"
    " extend facilitate finalize find focus follow foster fund give help highlight host identify implement include"
    " indicate inform initiate intend intensify invite issue join keep launch lead maintain make manage map mark"
    " meet monitor need note observe offer operate organize participate plan play point prepare present produce"
    " promote propose provide publish pursue raise reaffirm recall receive recognize recommend reflect reiterate"
    " remain report represent request require respond review seek serve share specify stand start state stress"
    " strengthen submit suggest support take train undertake underscore update urge use welcome work".split()
)
_NOUNS: Final = frozenset("work plan report review support guide project program estimate issue map use need point".split())
"""Verbs whose forms with -s are more often nouns behind the name of a body without an article."""
_ADVERBS: Final = frozenset("also further then thus therefore now already still recently jointly both itself".split())
_ASKED: Final = frozenset("by request invite ask enable urge encourage allow call call upon instruct".split())
_PARTNERS: Final = frozenset(("with", "between", "and", ",", "namely", "alongside"))


def acts(text: Text, start: int, end: int) -> bool:
    """Whether the body named between two tokens does something, or is asked to, or takes part."""
    if end - 1 in text.owned:
        return False
    after = _skip(text, end)
    article = text.norm(start - 1) == "the"
    before = start - 1 - article
    if text.norm(after) == ":" and start == 0:
        return True
    if _is_verb(text, after, article or start == 0):
        return True
    if text.norm(before) in _ASKED:
        return True
    if text.norm(after) == "to" and text.norm(after + 1) in _VERBS and text.norm(before) in ("for", *_ASKED):
        return True
    if _is_publisher(text, start, end):
        return True
    return _is_partner(text, start, end, before)


def _skip(text: Text, at: int) -> int:
    """Over brackets, adverbs and a clause between commas."""
    if text.norm(at) == "(":
        closing = next((n for n in range(at, at + 10) if text.norm(n) == ")"), None)
        at = closing + 1 if closing is not None else at
    if text.norm(at) == "," and text.norm(at + 1) in ("as", "in", "through", "together", "at", "which", "like"):
        closing = next((n for n in range(at + 2, at + 25) if text.norm(n) in (",", ".")), None)
        at = closing + 1 if closing is not None and text.norm(closing) == "," else at
    while text.norm(at) in _ADVERBS or (text.word(at).endswith("ly") and text.kind(at) == "word"):
        at += 1
    return at


def _is_verb(text: Text, at: int, article: bool) -> bool:
    word, norm = text.word(at), text.norm(at)
    if not word.islower():
        return False
    if norm in _AUXILIARIES or word in _AUXILIARIES:
        return True
    if word.endswith("s") and (norm in _VERBS or f"{norm}e" in _VERBS or norm.removesuffix("e") in _VERBS):
        return article or norm not in _NOUNS
    return word.endswith("ed") and (word[:-2] in _VERBS or word[:-1] in _VERBS or f"{word[:-3]}y" in _VERBS)


def _is_publisher(text: Text, start: int, end: int) -> bool:
    """`(Geneva, ILO, 2012)`."""
    return text.norm(start - 1) == "," and text.norm(end) == "," and text.kind(end + 1) == "number"


def _is_partner(text: Text, start: int, end: int, before: int) -> bool:
    """One of several bodies: `with the ILO and IOM`, `between A, B and C`."""
    behind = end + 1 + (text.norm(end + 1) == "the")
    ahead = text.ending.get(before)
    listed = (text.norm(end) in ("and", ",") and behind in text.spans) or (
        text.norm(before) in ("and", ",") and ahead is not None
    )
    return text.norm(before) in _PARTNERS and (listed or text.norm(before) == "with")
