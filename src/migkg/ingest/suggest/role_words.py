"""The words by which texts say who belongs to, chairs, coordinates, replaces, adopts or shares in what."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

__all__ = ["ANYTHING", "BODIES", "MADE", "ROLE_WORDS", "RoleWords"]

BODIES: Final = frozenset(("body",))
MADE: Final = frozenset(("programme", "tool", "event", "course", "publication", "instrument"))
ANYTHING: Final = MADE | BODIES | {"document", "plan", "sdg"}
_TEXTS: Final = MADE | {"document", "plan"}
_MAKING: Final = r"(?:organi[sz]ed|prepared|developed|implemented|conducted|carried out|run)"
_EVENTS: Final = frozenset(("event", "course"))
_WRITTEN: Final = frozenset(("publication", "document", "instrument"))


class RoleWords(NamedTuple):
    """Words that join players and a thing, by their place: the players on one side, the thing on the other.

    `who` and `what` are the sorts of players and things. With `nearest` the thing may stand on both sides;
    with `least` there must be so many players; with `close` the thing stands right before the words and is
    called a group. With `several` players joined by commas before the words all count. The thing of a
    `direct` verb is its object, and of a `tight` one the player its subject, too: nothing but a few small
    words stands between. More than `most` players are partners instead.
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
    tight: bool = False
    direct: bool = False
    most: int = 99


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
    RoleWords("coChair", _p(r"\bco-?chair(?:s|ed)?\b(?! by)"), "before", ANYTHING, several=True),
    RoleWords("coChair", _p(r"\bco-?chaired by\b"), "after", ANYTHING),
    RoleWords(
        "chair",
        _p(r"(?<!-)\bchair(?:s|ed)?\b(?! by)(?= (?:of )?the\b)|\bchairmanship of\b|\bpresides over\b"),
        "before",
        ANYTHING,
    ),
    RoleWords("chair", _p(r"(?<!-)\bchaired by\b|\bunder the chair(?:manship)? of\b"), "after", ANYTHING),
    RoleWords(
        "coordinator",
        _p(
            r"\bcoordinat(?:es|ed)\b(?! by)|\bcoordinator of\b"
            r"|\bwhich (?:will also be|will be|is|is also|was)(?= the [\w ]+['’]s coordinator)"
        ),
        "before",
        ANYTHING,
    ),
    RoleWords("coordinator", _p(r"\bcoordinated by\b|\bunder the coordination of\b"), "after", ANYTHING),
    RoleWords(
        "successor",
        _p(r"\b(?:replaces|replaced|will replace|succeeds|succeeded|supersedes|superseded)\b(?! by)"),
        "before",
        ANYTHING,
        who=BODIES | {"event", "programme"},
    ),
    RoleWords(
        "successor",
        _p(r"\b(?:was|were|been|is|being) (?:replaced|succeeded|superseded) by\b"),
        "after",
        ANYTHING,
    ),
    RoleWords(
        "founder", _p(r"\b(?:established|created|founded|set up|launched|convened) by\b"), "after", ANYTHING
    ),
    RoleWords(
        "lead", _p(r"\b(?:spearheaded|led|headed) by\b|\bunder the leadership of\b"), "after", ANYTHING
    ),
    RoleWords("adopter", _p(r"\b(?:adopted|approved) by\b|\bfor adoption by\b"), "after", _TEXTS),
    RoleWords(
        "adopter",
        _p(r"\b(?:adopt(?:s|ed|ing)|approv(?:es|ed|ing))\b(?! by)|\bagree(?:s|d|ing) on\b"),
        "before",
        _TEXTS,
        who=BODIES | {"event"},
        direct=True,
    ),
    RoleWords("endorser", _p(r"\bendorsed by\b|\bas agreed by\b"), "after", MADE),
    RoleWords("endorser", _p(r"\bendors(?:es|ed|ing)\b(?! by)"), "before", MADE, who=BODIES | {"event"}),
    RoleWords(
        "supporter",
        _p(r"\b(?:supported|(?:co-?)?(?:funded|financed)|sponsored|assisted) by\b"),
        "after",
        ANYTHING,
    ),
    RoleWords(
        "supporter",
        _p(r"\bwith (?:the )?(?:\w+ )?(?:support|assistance|funding|financing|help) (?:of|from)\b"),
        "after",
        ANYTHING,
        nearest=True,
    ),
    RoleWords(
        "supporter",
        _p(
            r"\b(?:support|assist|fund|financ|sponsor)(?:s|es|ed|ing)?\b(?! by)"
            r"(?: (?:the )?(?:establishment|implementation|development|ratification|promotion|application"
            r"|work|activities) of)?"
            r"|\bprovid(?:e|es|ed|ing) (?:\w+ ){0,2}(?:support|assistance|funding|funds) (?:to|for)\b"
        ),
        "before",
        ANYTHING,
        tight=True,
        several=True,
    ),
    RoleWords(
        "organizer",
        _p(r"\b(?:organi[sz]ed|hosted|held|convened|conducted)(?: and \w+ed)? by\b"),
        "after",
        _EVENTS,
        most=1,
    ),
    RoleWords(
        "organizer",
        _p(r"\b(?:organi[sz](?:es?|ed|ing)|hosts?|hosted|hosting|conven(?:es?|ed|ing)|holds?|held)\b(?! by)"),
        "before",
        _EVENTS,
        tight=True,
    ),
    RoleWords(
        "implementer",
        _p(r"\b(?:implemented|carried out|operated|executed|managed|applied|used) by\b"),
        "after",
        _TEXTS,
        most=1,
    ),
    RoleWords(
        "implementer",
        _p(
            r"\b(?:implement(?:s|ed|ing)?|carr(?:y|ies|ied|ying) out|(?:operat|execut)(?:es?|ed|ing))\b"
            r"(?! by)|\bgiv(?:e|es|ing|en) effect to\b"
        ),
        "before",
        _TEXTS,
        tight=True,
        several=True,
    ),
    RoleWords(
        "author",
        _p(r"\b(?:written|drafted|compiled|published|issued|released|prepared|developed) (?:by|through)\b"),
        "after",
        _WRITTEN,
    ),
    RoleWords(
        "author",
        _p(
            r"\b(?:writ(?:es|ten)|wrote|drafted|published|issued|released|prepared|developed|produced)\b"
            r"(?! by)"
        ),
        "before",
        _WRITTEN,
        tight=True,
    ),
    RoleWords(
        "founder",
        _p(
            r"\b(?:establish(?:es|ed|ing)?|creat(?:es?|ed|ing)|found(?:s|ed)|set(?:s|ting)? up"
            r"|launch(?:es|ed|ing)?|forg(?:es?|ed|ing)|initiat(?:es?|ed|ing))\b(?! by)"
        ),
        "before",
        frozenset(("programme", "body")),
        tight=True,
    ),
    RoleWords("guide", _p(r"\bguided (?:[a-z]+ ){0,2}by\b(?: the \w+ of\b)?"), "after", ANYTHING),
    RoleWords(
        "guide",
        direct=True,
        players="before",
        what=ANYTHING,
        pattern=_p(
            r"\b(?:provid(?:e|es|ed|ing)|giv(?:e|es|ing)|gave) (?:\w+ )?guidance (?:to|for|on)\b"
            r"|\b(?:guides|guided|to guide|steers|oversees)\b(?! by)"
        ),
    ),
    RoleWords(
        "reviewer",
        _p(
            r"\b(?:submitted to|put before|for (?:the )?consideration (?:by|of)"
            r"|(?:reviewed|considered|examined|evaluated|assessed) by)\b"
        ),
        "after",
        _WRITTEN,
    ),
    RoleWords(
        "reviewer",
        _p(
            r"\bgiv(?:e|es|en|ing) (?:\w+ )?consideration to\b"
            r"|\b(?:review|examin|evaluat|assess)(?:s|es|ed|ing)\b(?! by)"
        ),
        "before",
        _WRITTEN,
        tight=True,
    ),
    RoleWords("adviser", _p(r"\badvised by\b"), "after", ANYTHING),
    RoleWords(
        "adviser",
        _p(
            r"\badvis(?:es?|ed|ing)\b(?! by)"
            r"|\bprovid(?:e|es|ed|ing) (?:\w+ )?(?:inputs?|advice|expertise) (?:to|on)\b"
        ),
        "before",
        ANYTHING,
        direct=True,
    ),
    RoleWords(
        "partner",
        _p(
            r"\bparticipat(?:e|es|ed|ing) (?:actively )?in\b"
            r"|\b(?:takes?|took|taking) (?:an active )?part in\b"
        ),
        "before",
        frozenset(("event",)),
        tight=True,
        several=True,
    ),
    RoleWords(
        "partner",
        _p(r"\b(?:collaboration|cooperation|partnership) between\b"),
        "after",
        MADE,
        nearest=True,
        least=2,
    ),
    RoleWords(
        "member",
        _p(
            r"[–—,(:-]\s*(?:a|an|the) (?:consortium|coalition|grouping|network|alliance|partnership) of\b"
            r"|\b(?:brings?|bringing|brought) together\b|\bunites\b"
        ),
        "after",
        BODIES,
    ),
    RoleWords("coCustodian", _p(r"\bco-custodians? of\b"), "before", ANYTHING),
    RoleWords("custodian", _p(r"(?<!co-)\bcustodians? of\b"), "before", ANYTHING),
    RoleWords(
        "secretariat",
        _p(r"\b(?:hosts|provides|serves as|acts as) the secretariat (?:of|for)\b"),
        "before",
        ANYTHING,
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
