"""Whether a body acts where it is named: as subject, asked, member, partner or author.

The rule is the design's: in "the ILO's work" nobody acts. There is no parser of English behind it, only
what stands just before and just behind the name; it is right where the documents write plainly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.ingest.tokens import words

if TYPE_CHECKING:
    from migkg.ingest.citations.text import Span, Text

__all__ = ["acts"]

_AUXILIARIES: Final = words(
    "will would can could should shall may might must is are was were has have had does did do be"
)
_VERBS: Final = words(
    "accept acknowledge address adopt advise aim agree analyse apply argue appreciate approve ask assert"
    " assess assist attach become begin believe bring build call carry chair collaborate commit complement"
    " conclude conduct consider continue contribute convene cooperate coordinate cover create decide deliver"
    " describe develop discuss draw emphasize enable encourage endorse engage ensure envisage establish"
    " estimate examine expand explore express extend facilitate finalize find focus follow foster fund give"
    " help highlight host identify implement include indicate inform initiate intend intensify invite issue"
    " join keep launch lead maintain make manage map mark meet monitor need note observe offer operate"
    " organize participate plan play point prepare present produce promote propose provide publish pursue"
    " raise reaffirm recall receive recognize recommend reflect reiterate remain report represent request"
    " require respond review seek serve share specify stand start state stress strengthen submit suggest"
    " support take train undertake underscore update urge use welcome work"
)
_PAST: Final = words(
    "held made took gave set led met began drew saw found kept chose put brought built sent sought wrote came"
    " went became undertook"
)
_NOUNS: Final = words(
    "work plan report review support guide project program estimate issue map use need point"
)
"""Verbs whose forms with -s are more often nouns behind the name of a body without an article."""
_ADVERBS: Final = words("also further then thus therefore now already still recently jointly both itself")
_ASKED: Final = words(
    "by from request invite ask enable urge encourage allow call upon instruct guide mandate require"
)
_BROUGHT: Final = frozenset(("to", "at"))
_FREE: Final = words("and or in on to for as at by from under of that which who with while")
_SHARES: Final = words("support assistance help request participation cooperation collaboration")
_PARTNERS: Final = frozenset(("with", "between", "and", ",", "namely", "alongside"))


def acts(text: Text, start: int, end: int, *, decides: bool) -> bool:
    """Whether the body named between two tokens does something, or is asked to, or takes part.

    What is brought to a body that `decides` asks it for a decision.
    """
    if end - 1 in text.owned:
        return False
    after = _skip(text, end)
    inside = text.norm(start) == "the"
    article = inside or text.norm(start - 1) == "the"
    before = start - 1 - (article and not inside)
    return (
        (_is_start(text, before + 1) and _opens(text, after))
        or _is_verb(text, after, article or start == 0)
        or text.word(before).lower() in _AUXILIARIES
        or _is_asking(text, before, decides)
        or (text.norm(before) == "for" and text.norm(after) == "to" and text.word(after + 1).islower())
        or _is_first_of_subjects(text, after)
        or _is_publisher(text, start, end)
        or _is_partner(text, end, before)
    )


def _is_start(text: Text, at: int) -> bool:
    """Whether a passage or a sentence in it begins at a token."""
    return at == 0 or (text.norm(at - 1) == "." and text.sentence(at) != text.sentence(at - 1))


def _opens(text: Text, at: int) -> bool:
    """Whether it begins with the body and a colon (an author, a decision) or a participle."""
    participle = text.norm(at) == "," and text.word(at + 1).endswith("ing")
    return text.norm(at) == ":" or (participle and text.norm(at + 1) != "including")


def _is_asking(text: Text, at: int, decides: bool) -> bool:
    """Whether what stands before the name asks the body, takes from it, or tells of its support."""
    word = text.word(at)
    if text.norm(at) in _ASKED or word.removesuffix("ed") in _ASKED or word.removesuffix("d") in _ASKED:
        return True
    if decides and text.norm(at) in _BROUGHT:
        return True
    return text.norm(at) == "of" and text.norm(at - 1) in _SHARES


def _skip(text: Text, at: int) -> int:
    """Over brackets, adverbs and a clause between commas."""
    if text.norm(at) == "(":
        closing = next((n for n in range(at, at + 10) if text.norm(n) == ")"), None)
        at = closing + 1 if closing is not None else at
    if text.norm(at) == "," and text.norm(at + 1) in (
        "as",
        "in",
        "through",
        "together",
        "at",
        "which",
        "like",
    ):
        closing = next((n for n in range(at + 2, at + 25) if text.norm(n) in (",", ".")), None)
        at = closing + 1 if closing is not None and text.norm(closing) == "," else at
    while text.norm(at) in _ADVERBS or (text.word(at).endswith("ly") and text.kind(at) == "word"):
        at += 1
    return at


def _is_verb(text: Text, at: int, article: bool) -> bool:
    word, norm = text.word(at), text.norm(at)
    if not word.islower():
        return False
    if norm in _AUXILIARIES or word in _AUXILIARIES or word in _PAST:
        return True
    if word.endswith("s") and (norm in _VERBS or f"{norm}e" in _VERBS or norm.removesuffix("e") in _VERBS):
        return article or norm not in _NOUNS
    return word.endswith("ed") and article and text.kind(at + 1) not in ("dash", "")


def _is_first_of_subjects(text: Text, at: int) -> bool:
    """Whether another body follows behind `and`, and then a verb."""
    if text.norm(at) != "and":
        return False
    span = text.spans.get(at + 1) or text.spans.get(at + 1 + (text.norm(at + 1) == "the"))
    return span is not None and span.end - 1 not in text.owned and _is_verb(text, _skip(text, span.end), True)


def _is_publisher(text: Text, start: int, end: int) -> bool:
    """`(Geneva, ILO, 2012)`."""
    return text.norm(start - 1) == "," and text.norm(end) == "," and text.kind(end + 1) == "number"


def _is_partner(text: Text, end: int, before: int) -> bool:
    """One of several bodies: `with the ILO and IOM`, `between A, B and C`."""
    behind = end + 1 + (text.norm(end + 1) == "the")
    ahead = text.ending.get(before)
    listed = (text.norm(end) in ("and", ",") and _is_body(text, text.spans.get(behind))) or (
        text.norm(before) in ("and", ",") and _is_body(text, ahead)
    )
    return text.norm(before) in _PARTNERS and (
        listed or (text.norm(before) == "with" and _stands_free(text, end))
    )


def _stands_free(text: Text, at: int) -> bool:
    """Whether no noun follows to which the name belongs (`with ILO standards`)."""
    return text.kind(at) != "word" or text.norm(at) in _FREE or text.word(at) in _AUXILIARIES


def _is_body(text: Text, span: Span | None) -> bool:
    return span is not None and any(
        (thing := text.document.thing(iri)) is not None and thing.kind == "body" for iri in span.iris
    )
