"""Words, numbers, symbols and marks of a text with their places, and the forms in which they are compared."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

__all__ = [
    "Token",
    "compact",
    "glued_apart",
    "in_digits",
    "ordinal",
    "same_shape",
    "stem",
    "tokenize",
    "uncased",
    "words",
]

_ALIKE: Final = str.maketrans("\u017f\u0131\u0130\u212a", "siik")
"""Letters that count as others without case, and stay others as small letters."""
Kind = Literal["word", "number", "ordinal", "slashed", "symbol", "mark", "dash", "possessive", "url"]

_SYMBOL: Final = (
    r"(?:(?:GB|ILC)\s\d{1,4}(?=/)|[A-Z]{1,8}(?:\.\s?\d{1,4})?)"
    r"(?:/(?:[A-Z]{1,8}(?:\.\d{1,3})?|Draft|Rev\.\d{1,2}|Add\.\d{1,2}|\d{1,4}(?:\(\d{4}\))?)){1,8}(?![\w/])"
    r"(?:\s?\((?:Rev|Add|Corr|Part)\.?\s?[\w&.]{0,6}\)){0,2}"
    r"|ILC\.\d{1,3}/(?:Record\sNo\.\s?\d{1,2}[A-Z]?|Resolution[\s/][IVX]{1,5})\b"
    r"|\d{4}/\d{1,4}/(?:CE|EC|EU|UE|EEC)\b"
)
_TOKEN: Final = re.compile(
    rf"""
      (?P<url>       (?:https?://|www\.)[^\s<>()\[\]]+ )
    | (?P<symbol>    {_SYMBOL} )
    | (?P<ordinal>   \d{{1,4}}(?:st|nd|rd|th)\b )
    | (?P<slashed>   \d{{1,4}}/\d{{1,4}}(?![\d/]) )
    | (?P<number>    \d+(?:[.,]\d+)* )
    | (?P<word>      [^\W\d_]+\d* )
    | (?P<possessive> (?<=\w)['\u2019\u02bc]s?(?!\w) )
    | (?P<dash>      [-\u2010-\u2015\u2212] )
    | (?P<mark>      [^\s] )
    """,
    re.VERBOSE,
)
_WORD: Final = re.compile(r"[^\W\d_]+\d*")
_POSSESSIVE: Final = re.compile(r"['\u2019\u02bc]s?(?!\w)")
_QUOTES: Final = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))
_DIGIT: Final = re.compile(r"\d")
_SPELLINGS: Final = (("isation", "ization"), ("labour", "labor"), ("programme", "program"))
_ORDINAL_NAMES: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_TENS_NAMES: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS: Final = {word: 10 * number for number, word in enumerate(_TENS_NAMES.split(), start=2)}
_ORDINALS: Final = {word: number for number, word in enumerate(_ORDINAL_NAMES.split(), start=1)} | {
    f"{word[:-1]}ieth": number for word, number in _TENS.items()
}
_SHORT: Final = 3
"""Up to how many letters a word ends in -s without being a plural."""
_LONG: Final = 5
"""Up to how many letters a word has no other spelling."""


class Token(NamedTuple):
    """A piece of a text, the form by which it is found (`norm`), and where it stands."""

    text: str
    norm: str
    kind: Kind
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """All of a text but its white space, from left to right.

    >>> [token.text for token in tokenize("the ILO's C97 (GB.331/INS/4/1(Rev.)), 12–14")]
    ['the', 'ILO', "'s", 'C97', '(', 'GB.331/INS/4/1(Rev.)', ')', ',', '12', '–', '14']
    """
    tokens = []
    at = 0
    match = _TOKEN.search
    while found := match(text, at):
        kind, piece, start, at = found.lastgroup, found[0], found.start(), found.end()
        if kind == "symbol" and not _DIGIT.search(piece):  # HIV/AIDS is no symbol
            word = _WORD.match(text, start)
            if word:
                kind, piece, at = "word", word[0], word.end()
        norm = stem(piece) if kind == "word" else piece.lower().translate(_QUOTES)
        tokens.append(Token(piece, norm, kind, start, at))  # type: ignore[arg-type]
    return tokens


def words(text: str) -> frozenset[str]:
    """The words of a text as a set, for lists of words that are part of the grammar."""
    return frozenset(text.split())


def stem(word: str) -> str:
    """A word in lower case, as a singular, in one of its spellings: the same for all that belong together.

    >>> stem("Agencies") == stem("agency"), stem("ILO"), stem("organisations")
    (True, 'ilo', 'organization')
    """
    low = word.lower()
    if len(low) > _SHORT and low[-1] == "s" and low[-2] not in "sui":
        low = f"{low[:-3]}y" if low.endswith("ies") else low[:-1]
    if len(low) > _LONG:
        for old, new in _SPELLINGS:
            if old in low:
                low = low.replace(old, new)
    return low


def same_shape(printed: str, name: str, *, first: bool, sentence_case: bool) -> bool:
    """Whether a word can be the word of a name, by its capitals.

    An acronym must be written as it is; a word with a capital needs one, unless it is the first word of a
    name that has small letters otherwise.
    """
    if any(char.isupper() for char in name[1:]):
        return printed.rstrip("s") == name.rstrip("s")
    if name[:1].isupper() and not (first and sentence_case):
        return printed[:1].isupper()
    return True


def compact(symbol: str) -> str:
    """The form by which symbols and notations are compared: no spaces, no full stops, small letters.

    >>> compact("GB. 331/INS/4/1 (Rev.)") == compact("GB.331/INS/4/1(Rev.)")
    True
    """
    bare = "".join(symbol.split()).replace(".", "\u2024").lower()
    bare = re.sub("(?<![0-9])\u2024|\u2024(?![0-9])", "", bare).replace("\u2024", ".")
    return re.sub(r"/(?:ce|eec)$", "/ec", bare)


def glued_apart(text: str, tokens: list[Token]) -> frozenset[int]:
    """Which of the tokens have an apostrophe of possession behind them.

    >>> sorted(glued_apart("the ILO's work", tokenize("the ILO's work")))
    [1]
    """
    return frozenset(at for at, token in enumerate(tokens) if _POSSESSIVE.match(text, token.end))


def ordinal(word: str, before: str = "") -> int | None:
    """The number that an ordinal in digits or letters says, with the word before it; None for another word.

    >>> ordinal("106th"), ordinal("Eighth"), ordinal("second", "Ninety"), ordinal("Annual")
    (106, 8, 92, None)
    """
    digits = re.fullmatch(r"(\d+)(?:st|nd|rd|th)", word)
    if digits:
        return int(digits[1])
    number = _ORDINALS.get(word.lower())
    return number + _TENS.get(before.lower(), 0) if number else None


def uncased(word: str) -> str:
    """A word in the small letters that `re.IGNORECASE` takes it for, so that it can be looked up.

    >>> uncased("Seven"), uncased("\u017feven"), uncased("M\u0131LLION")
    ('seven', 'seven', 'million')
    """
    return word.translate(_ALIKE).lower()


def in_digits(number: int) -> str:
    """A number as an ordinal in digits.

    >>> in_digits(92), in_digits(103), in_digits(331), in_digits(112)
    ('92nd', '103rd', '331st', '112th')
    """
    teens = 10 < number % 100 < 20  # noqa: PLR2004 -- eleventh to nineteenth
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
