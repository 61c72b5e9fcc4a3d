"""Cardinals as texts print them, in digits and in words, with what compares and what counts them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from migkg.ingest.tokens import uncased

__all__ = ["Quantity", "quantities"]

_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES: Final = {word: place for place, word in enumerate(_ONES)} | {
    word: (place + 2) * 10 for place, word in enumerate(_TENS)
}
_SCALES: Final = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_MULTIPLES: Final = {"doubled": 2, "tripled": 3, "quadrupled": 4}
_FRACTIONS: Final = {
    "half": Decimal(50), "third": Decimal("33.3"), "quarter": Decimal(25), "fourth": Decimal(25),
    "fifth": Decimal(20), "sixth": Decimal("16.7"), "eighth": Decimal("12.5"), "tenth": Decimal(10),
}  # fmt: skip
"""Parts of a whole in per cent, rounded to a tenth."""
_CURRENCIES: Final = {
    "US$": "US dollars", "USD": "US dollars", "$": "dollars", "EUR": "euros", "€": "euros", "GBP": "pounds",
    "£": "pounds", "CAD": "Canada dollars", "CHF": "Swiss francs",
}  # fmt: skip

_SCALE: Final = "|".join(_SCALES)
_MONEY: Final = "|".join(re.escape(sign) for sign in _CURRENCIES)
_WORDS: Final = (
    rf"(?:{'|'.join(_TENS)})(?:[\s‐‑-](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES[1:]))}"
)
_CARDINAL: Final = re.compile(
    rf"(?<![\w-])(?P<share>half|(?:an?|one|two|three|four)[\s‐‑-](?:{'|'.join(_FRACTIONS)})s?)\b"
    rf"|(?<![\w/.,:(§№-])(?:(?P<money>{_MONEY})\s?)?"
    r"(?P<digits>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?![\d/]|\.\d|,\d|\w|\([a-z0-9])"
    r"(?:[–-](?P<upper>\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:[,.]\d+)?)(?![\d/]|[.,]\d|\w))?"
    rf"(?:[\s\u00a0-](?P<scale>{_SCALE})\b)?"
    rf"|(?<![\w-])(?P<words>{_WORDS})\b(?:[\s-](?P<wordscale>{_SCALE})\b)?"
    rf"|(?<![\w-])(?P<multiple>{'|'.join(_MULTIPLES)})\b",
    re.IGNORECASE,
)
_COMPARATORS: Final = (
    ("atLeast", r"at least|no fewer than|not less than|no less than|a minimum of"),
    ("upTo", r"up to|as many as|within|at most|no more than|not more than|a maximum of"),
    ("moreThan", r"more than|over|above|exceeding|exceeds|exceeded|in excess of|well over"),
    ("almost", r"almost|nearly|close to|just under"),
    ("lessThan", r"less than|fewer than|under|below"),
    ("approximately", r"approximately|about|around|roughly|some|an estimated|estimated at|circa"),
)
_COMPARED: Final = tuple(
    (name, re.compile(rf"\b(?:{text})(?:\s+(?:of|an?|the|additional|{_MONEY})){{0,2}}\s*$", re.IGNORECASE))
    for name, text in _COMPARATORS
)
_MONTHS: Final = "january|february|march|april|may|june|july|august|september|october|november|december"
_NUMBERED: Final = re.compile(
    r"(?:\b(?:nos?\.?|numbers?|articles?|arts?\.|paragraphs?|paras?\.?|points?|objectives?|sections?"
    r"|chapters?|parts?|items?|outcomes?|indicators?|targets?|goals?|tables?|figures?|box|boxes|annex|appendix|pages?"
    r"|pp?\.|vol\.|volume|steps?|phases?|tier|session|resolutions?|report|versions?|conventions?|recommendations?"
    r"|protocols?|alliance|questions?|principles?|categor\w+|levels?|stages?|groups?|footnotes?|notes?|agenda"
    rf"|year|since|until|{_MONTHS})|[A-Z]{{2,}}[./-])\s*$",
    re.IGNORECASE,
)
"""What stands before a number that is a name and counts nothing."""
_MONTH: Final = re.compile(rf"\s+(?:{_MONTHS})\b", re.IGNORECASE)
_AFTER: Final = (
    (re.compile(r"\s?(?:per\s?cent\b|%|percentage points?\b)", re.IGNORECASE), "per cent"),
    (re.compile(r"\s+times\b", re.IGNORECASE), "times"),
    *(
        (re.compile(rf"[\s‐‑-]{word}s?\b", re.IGNORECASE), f"{word}s")
        for word in ("year", "month", "week", "day")
    ),
)
"""Units that stand right after their number, and how they are written."""
_NOUNS: Final = re.compile(
    r"\s+(?:additional\s+|other\s+|more\s+|of\s+the\s+|of\s+)?"
    r"(?P<words>[A-Za-z][\w'’-]*(?:\s+[A-Za-z][\w'’-]*){0,4})"
)
_PLURAL: Final = re.compile(r"(?:\w{2,}(?<![suio])s|people|men|women|children|staff)$")
_NO_NOUNS: Final = frozenset(
    ("as", "is", "has", "was", "does", "this", "its", "his", "hers", "ours", "theirs", "us", "versus",
     "across", "towards", "always", "perhaps", "means", "thus")
)  # fmt: skip
_STOPS: Final = frozenset(
    ("and", "or", "in", "of", "to", "by", "for", "with", "from", "at", "on", "that", "which", "who", "were",
     "are", "is", "was", "will", "would", "had", "have", "has", "been", "than", "as", "when", "while",
     "including")
)  # fmt: skip
_ONE_COUNTS: Final = frozenset(("atLeast", "upTo", "moreThan", "almost"))
_YEARS: Final = range(1800, 2200)
_LARGE: Final = 1000
"""A number as large is a figure even if what it counts stands elsewhere."""
_BEFORE: Final = 40


class Quantity(NamedTuple):
    """A printed number from `start` to `number_end`, with its unit to `end`."""

    start: int
    end: int
    number_end: int
    value: Decimal
    upper: Decimal | None
    """The end of a range."""
    comparator: str
    unit: str
    """What is counted; empty if it stands elsewhere."""
    is_scaled: bool
    """Whether it is printed with a scale (million) or a currency."""


def quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The figures in a stretch of text: cardinals with a unit; no ordinals, dates, years or names in numbers.

    >>> found = quantities("At least 12 member States, by Article 5 over 3.5 million people since 2012")
    >>> [(one.comparator, str(one.value), one.unit) for one in found]
    [('atLeast', '12', 'member States'), ('moreThan', '3500000.0', 'people')]
    """
    stop = len(text) if end is None else end
    found = (_quantity(text, match, stop) for match in _CARDINAL.finditer(text, start, stop))
    return [one for one in found if one is not None]


def _quantity(text: str, match: re.Match[str], end: int) -> Quantity | None:
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    value = _value(match)
    is_scaled = bool(match["scale"] or match["wordscale"] or match["money"])
    if not is_scaled and _is_name(text, match, before, value):
        return None
    comparator = next((name for name, pattern in _COMPARED if pattern.search(before)), "exactly")
    unit, unit_end = _unit(text, match, end)
    if value == 1 and comparator not in _ONE_COUNTS and text[match.end() : match.end() + 1] not in "‐‑-":
        return None
    if not unit and not is_scaled and value < _LARGE:
        return None
    upper = _number(match["upper"]) * _scale(match) if match["upper"] else None
    return Quantity(match.start(), unit_end, match.end(), value, upper, comparator, unit, is_scaled)


def _is_name(text: str, match: re.Match[str], before: str, value: Decimal) -> bool:
    """Whether a number is a year, a day or the number of something instead of a count."""
    if _NUMBERED.search(before):
        return bool(match["digits"] or match["words"])
    digits = match["digits"]
    if not digits:
        return False
    return bool(_MONTH.match(text, match.end())) or ("," not in digits and value in _YEARS)


def _value(match: re.Match[str]) -> Decimal:
    if match["multiple"]:
        return Decimal(_MULTIPLES[uncased(match["multiple"])])
    if match["share"]:
        *counted, part = re.split(r"[\s‐‑-]", uncased(match["share"]))
        return _VALUES.get("".join(counted), 1) * _FRACTIONS[part.removesuffix("s")]
    if match["words"]:
        parts = re.split(r"[\s‐‑-]", uncased(match["words"]))
        return Decimal(sum(_VALUES[part] for part in parts)) * _scale(match)
    return _number(match["digits"]) * _scale(match)


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[,\u00a0\u202f](?=\d{3})", "", text).replace(",", "."))


def _scale(match: re.Match[str]) -> int:
    return _SCALES.get(uncased(match["scale"] or match["wordscale"] or ""), 1)


def _unit(text: str, match: re.Match[str], end: int) -> tuple[str, int]:
    """What is counted, and where its words end."""
    if match["money"]:
        return _CURRENCIES.get(match["money"].upper(), match["money"]), match.end()
    if match["share"] or match["multiple"]:
        return "per cent" if match["share"] else "times", match.end()
    for pattern, unit in _AFTER:
        if found := pattern.match(text, match.end(), end):
            return unit, found.end()
    return _noun(text, match, end)


def _noun(text: str, match: re.Match[str], end: int) -> tuple[str, int]:
    """The words after a number up to the first plural noun; after a one, the first word."""
    after = _NOUNS.match(text, match.end(), end)
    for word in re.finditer(r"\S+", after["words"]) if after else ():
        low = word[0].lower()
        if low in _STOPS:
            break
        is_plural = _PLURAL.search(low) and low not in _NO_NOUNS and not low.endswith(("'s", "’s"))
        if after and (is_plural or _value(match) == 1):
            return " ".join(after["words"][: word.end()].split()), after.start("words") + word.end()
    return "", match.end()
