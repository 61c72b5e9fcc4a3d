"""Ordinal numbers in English words, with which older papers count sessions."""

from __future__ import annotations

import re

from migkg.ingest.tokens import uncased

__all__ = ["ORDINAL", "value"]

_ONES, _TENS = (
    words.split()
    for words in (
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
            "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
        ),
        "twenty thirty forty fifty sixty seventy eighty ninety",
    )
)
_PLACES = {word: at for at, word in enumerate(_ONES, start=1)}
_PLACES |= {f"{word[:-1]}ieth": 10 * at for at, word in enumerate(_TENS, start=2)}
ORDINAL = re.compile(
    rf"\b(?:(?P<hundred>(?:one[\s-]+)?hundred[\s-]+(?:and[\s-]+)?))?(?:(?P<tens>{'|'.join(_TENS)})[\s-]+)?"
    rf"(?P<ones>{'|'.join(sorted(_PLACES, key=len, reverse=True))})\b",
    re.IGNORECASE,
)


def value(words: re.Match[str]) -> int:
    """The number that a match of ORDINAL says.

    >>> [value(found) for found in ORDINAL.finditer("ninth, ninety-second and hundred and fortieth")]
    [9, 92, 140]
    """
    tens = words["tens"]
    return (
        (100 if words["hundred"] else 0)
        + (10 * (_TENS.index(uncased(tens)) + 2) if tens else 0)
        + _PLACES[uncased(words["ones"])]
    )
