"""The words by which texts say who belongs to, chairs, coordinates, replaces, adopts or shares in what."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

__all__ = ["BODIES", "MADE", "ROLE_WORDS", "RoleWords"]

BODIES: Final = frozenset(("body",))
MADE: Final = frozenset(("programme", "tool", "event", "course", "publication", "instrument"))
_ANYTHING: Final = MADE | BODIES | {"document", "plan", "sdg"}
_TEXTS: Final = MADE | {"document", "plan"}
_MAKING: Final = r"(?:organized|prepared|developed|implemented|conducted|carried out|run)"


class RoleWords(NamedTuple):
    """Words that join players and a thing, by their place: the players on one side, the thing on the other.

    `who` and `what` are the sorts of players and things. With `nearest` the thing may stand on both sides;
    with `least` there must be so many players; with `close` the thing stands right before the words and is
    called a group. With `several` players joined by commas before the words all count.
    """

    role: str
    pattern: re.Pattern[str]
    players: Literal["before", "after"]
    what: frozenset[str]
    who: frozenset[str] = BODIES
    nearest: bool = False
    least: int = 1
    close: bool = False
    several: bool = False


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


ROLE_WORDS: Final = (
    RoleWords(
        "member",
        _p(
            r"\b(?:comprised|composed|consist(?:s|ing)|made up) of\b(?:[^.;]{0,110}?\bnamely\b)?"
            r"|\bcomprising\b"
            r"|\bwhose members (?:are|include)\b|\bmembers (?:are|include)\b"
        ),
        "after",
        BODIES,
        least=2,
    ),
    RoleWords(
        "member",
        _p(
            r"(?<=\w)(?:\s*\([A-Z]+\))?(?:\s+(?:agencies|members|system))?,\s+"
            r"(?:including|in particular|particularly|notably)(?:\s+with)?\b"
        ),
        "after",
        BODIES,
        close=True,
    ),
    RoleWords(
        "expertMember",
        _p(r"\b(?:is|was|are|as) (?:an? |the )?(?:\w+ )?expert members? of\b"),
        "before",
        BODIES,
    ),
    RoleWords(
        "member",
        _p(
            r"\b(?:is|was|are|were|became|as|remains?) (?:an? |the )?"
            r"(?:(?:core|full|founding|active|associate|permanent) )?members? of\b"
            r"|(?:['’]s|s['’]) membership (?:of|in)\b|\bjoined (?=the\b)|\bbelongs? to\b"
        ),
        "before",
        BODIES,
        several=True,
    ),
    RoleWords("coChair", _p(r"\bco-?chair(?:s|ed)?\b(?! by)"), "before", _ANYTHING, several=True),
    RoleWords("coChair", _p(r"\bco-?chaired by\b"), "after", _ANYTHING),
    RoleWords(
        "chair",
        _p(r"(?<!-)\bchair(?:s|ed)?\b(?! by)(?= (?:of )?the\b)|\bchairmanship of\b|\bpresides over\b"),
        "before",
        _ANYTHING,
    ),
    RoleWords("chair", _p(r"(?<!-)\bchaired by\b|\bunder the chair(?:manship)? of\b"), "after", _ANYTHING),
    RoleWords(
        "coordinator",
        _p(
            r"\bcoordinat(?:es|ed)\b(?! by)|\bcoordinator of\b"
            r"|\bwhich (?:will also be|will be|is|is also|was)(?= the [\w ]+['’]s coordinator)"
        ),
        "before",
        _ANYTHING,
    ),
    RoleWords("coordinator", _p(r"\bcoordinated by\b|\bunder the coordination of\b"), "after", _ANYTHING),
    RoleWords(
        "successor",
        _p(r"\b(?:replaces|replaced|will replace|succeeds|succeeded|supersedes|superseded)\b(?! by)"),
        "before",
        _ANYTHING,
        who=BODIES | {"event", "programme"},
    ),
    RoleWords(
        "successor",
        _p(r"\b(?:was|were|been|is|being) (?:replaced|succeeded|superseded) by\b"),
        "after",
        _ANYTHING,
    ),
    RoleWords(
        "founder", _p(r"\b(?:established|created|founded|set up|launched|convened) by\b"), "after", _ANYTHING
    ),
    RoleWords(
        "lead", _p(r"\b(?:spearheaded|led|headed) by\b|\bunder the leadership of\b"), "after", _ANYTHING
    ),
    RoleWords("adopter", _p(r"\badopted by\b"), "after", _TEXTS),
    RoleWords("endorser", _p(r"\bendorsed by\b"), "after", MADE),
    RoleWords("endorser", _p(r"\bendorsed\b(?! by)"), "before", MADE),
    RoleWords("coCustodian", _p(r"\bco-custodians? of\b"), "before", _ANYTHING),
    RoleWords("custodian", _p(r"(?<!co-)\bcustodians? of\b"), "before", _ANYTHING),
    RoleWords(
        "secretariat",
        _p(r"\b(?:hosts|provides|serves as|acts as) the secretariat (?:of|for)\b"),
        "before",
        _ANYTHING,
    ),
    RoleWords(
        "partner",
        _p(
            r"\b(?:jointly|together|in (?:close )?(?:cooperation|collaboration|partnership"
            r"|conjunction)) with\b"
            rf"|\b{_MAKING}(?: \w+){{0,5}} with\b"
        ),
        "after",
        MADE,
        nearest=True,
    ),
    RoleWords("partner", _p(rf"\b{_MAKING}(?: jointly)? by\b"), "after", MADE, nearest=True, least=2),
)
"""What is looked for, in this order."""
