"""Names of passages and documents in IRIs, made of what is printed."""

from __future__ import annotations

import itertools
import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["free", "identifier", "is_binding", "opening", "short", "slug"]

_CUT = re.compile(r"\s*:\s|\s+[–—-]\s+|\s(?:and|for|et|pour|y|para)\s", re.IGNORECASE)
_BINDS = re.compile(
    r"\W*(?:the|a|an|le|to|can|must|should|may|will|shall|of|in|on|at|by|with|from|for|that|which|who|is|are|was|were|has|have"
    r"|often|be|been|being|and|or|as|les|des|de|du|dans|pour|sur|qui|que|est|sont|la|el|los|las|en|con)\W*$",
    re.IGNORECASE,
)
"""A word with which the subject of a sentence ends."""
_SUBJECT = 2
"""How many words a subject has at least, so that it can name a passage."""
_LONGEST = 120
"""How many letters a name has at most."""


def slug(text: str) -> str:
    """Words in lower case, joined by hyphens; apostrophes vanish, accents too. It can be the name of a file.

    >>> slug("The ILO’s role: à Genève, 2017")
    'the-ilos-role-a-geneve-2017'
    """
    plain = re.sub(r"[–—‐‑]", "-", re.sub("[’‘'ʼ]", "", text))
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST].rstrip("-")


def short(title: str, *, most: int = 6) -> str:
    """The slug of a title; of a long one, its first phrase.

    >>> short("Shared values: What guides the work of the Office at home")
    'shared-values'
    >>> short("Skills and jobs")
    'skills-and-jobs'
    """
    words = title.split()
    if len(words) > most:
        first = _CUT.split(title, maxsplit=1)[0]
        words = (first if len(first.split()) <= 2 * most else title).split()
    return slug(" ".join(words[: max(most, 8)])) or "untitled"


def is_binding(word: str) -> bool:
    """Whether a phrase cannot end with a word, as with "of" or "and"."""
    return _BINDS.match(word) is not None


def opening(text: str) -> str:
    """The slug of the words with which a sentence opens, up to the first that binds.

    >>> opening("Well-planned cities are a matter of patience.")
    'well-planned-cities'
    """
    words = text.split()[:6]
    binding = [
        at
        for at, word in enumerate(words)
        if at >= _SUBJECT and is_binding(word) and not is_binding(words[at - 1])
    ]
    words = words[: binding[0]] if binding else words
    return slug(" ".join(words)) or "untitled"


def free(name: str, taken: Collection[str]) -> str:
    """A document's name, or the first one like it that no other has.

    >>> free("resolution", {"resolution", "resolution-2"})
    'resolution-3'
    """
    numbered = (f"{name}-{count}" for count in itertools.count(2))
    return next(one for one in itertools.chain((name,), numbered) if one not in taken)


def identifier(symbol: str) -> str:
    """A document's part of IRIs, made of its symbol.

    >>> identifier("GB.341/INS/3/1(Rev.2)")
    'gb341-ins-3-1-rev-2'
    >>> identifier("ILC.110/Record No. 5A")
    'ilc110-record-no-5a'
    """
    joined = re.sub(r"(?<=[A-Za-z])\.(?=\d)", "", symbol, count=1)
    return re.sub(r"(?<=rev)(?=\d)", "-", slug(joined))
