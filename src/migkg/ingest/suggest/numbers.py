"""Cardinals as texts print them, in digits and in words, with what compares and what counts them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

__all__ = ["Quantity", "quantities"]

_ONES: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SCALES: Final = {
    "hundred": 100, "thousand": 1_000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
}  # fmt: skip
_FRACTIONS: Final = {
    "half": Decimal(50), "third": Decimal("33.3"), "quarter": Decimal(25), "fourth": Decimal(25),
    "fifth": Decimal(20), "sixth": Decimal("16.7"), "eighth": Decimal("12.5"), "tenth": Decimal(10),
}  # fmt: skip
_VALUES: Final = {word: place for place, word in enumerate(_ONES)} | {
    word: (place + 2) * 10 for place, word in enumerate(_TENS)
}
_MULTIPLES: Final = {"doubled": 2, "tripled": 3, "quadrupled": 4}
_WORDS: Final = (
    rf"(?:{'|'.join(_TENS)})(?:[\s‐‑-](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES[1:]))}"
)
_SCALE: Final = "hundred|thousand|million|billion|trillion"
_MONEY: Final = r"US\$|USD|EUR|GBP|CAD|CHF|[$€£]"
_CARDINAL: Final = re.compile(
    r"(?<![\w-])(?P<share>half|(?:an?|one|two|three|four)[\s‐‑-]"
    r"(?:half|third|quarter|fourth|fifth|sixth|eighth|tenth)s?)\b"
    rf"|(?<![\w/.,:(§№-])(?:(?P<money>{_MONEY})\s?)?"
    rf"(?P<digits>\d{{1,3}}(?:[,\u00a0\u202f]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d/]|\.\d|,\d|\w|\([a-z0-9])"
    rf"(?:[–-](?P<upper>\d+(?:[,.]\d+)*))?(?:[\s\u00a0-](?P<scale>{_SCALE})\b)?"
    rf"|(?<![\w-])(?P<words>{_WORDS})\b(?:[\s-](?P<wordscale>{_SCALE})\b)?"
    r"|(?<![\w-])(?P<multiple>doubled|tripled|quadrupled)\b",
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
_BEFORE: Final = tuple(
    (name, re.compile(rf"\b(?:{text})(?:\s+(?:of|an?|the|additional|{_MONEY})){{0,2}}\s*$", re.IGNORECASE))
    for name, text in _COMPARATORS
)
_NO_CARDINAL: Final = re.compile(
    r"(?:\b(?:nos?\.?|numbers?|articles?|arts?\.|paragraphs?|paras?\.?|points?|objectives?|sections?|chapters?|parts?"
    r"|items?|outcomes?|indicators?|targets?|goals?|tables?|figures?|box|boxes|annex|appendix|page|pp?\.|vol\.|volume"
    r"|steps?|phases?|tier|session|resolutions?|report|versions?|conventions?|recommendations?|protocols?|alliance"
    r"|questions?|principles?|categor\w+|levels?|stages?|groups?|footnotes?|notes?|agenda|year|since|until|january|february|march|april|may|june|july|august"
    r"|september|october|november|december)|[A-Z]{2,}[./-])\s*$",
    re.IGNORECASE,
)
_MONTH: Final = re.compile(
    r"\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_PER_CENT: Final = re.compile(r"\s?(?:per\s?cent\b|%|percentage points?\b)", re.IGNORECASE)
_TIME: Final = re.compile(r"[\s‐‑-](year|month|week|day|hour)s?\b", re.IGNORECASE)
_TIMES: Final = re.compile(r"\s+times\b", re.IGNORECASE)
_UNIT: Final = re.compile(
    r"\s+(?:additional\s+|other\s+|more\s+|of\s+the\s+|of\s+)?(?P<words>[A-Za-z][\w'’-]*(?:\s+[A-Za-z][\w'’-]*){0,4})"
)
_PLURAL: Final = re.compile(r"(?:\w{2,}(?<![suio])s|people|men|women|children|staff)$")
_NO_UNIT: Final = frozenset(
    "as is was has does this its his hers ours yours theirs us plus versus across towards always perhaps means has"
    " thus years' and or in of to by for with from at on that which who were are will would had have been".split()
)
_LINK: Final = frozenset("and or in of to by for with from at on that which who were are is was will would had have has"
                         " been than as when while including".split())  # fmt: skip
_ONE_MEANS_A_NUMBER: Final = frozenset(("atLeast", "upTo", "moreThan", "almost"))
_YEARS: Final = range(1800, 2200)
_LARGE: Final = 1000
"""A number as large is a figure even if what it counts stands elsewhere."""


class Quantity(NamedTuple):
    """A printed number: from where to where it stands with its unit, its value, how it compares, what it counts."""

    start: int
    end: int
    number_end: int
    value: Decimal
    upper: Decimal | None
    comparator: str
    unit: str
    is_scaled: bool
    """Whether it is printed with a scale (million) or a currency."""


def quantities(text: str, start: int = 0, end: int | None = None) -> list[Quantity]:
    """The figures in a stretch of text: cardinals with a unit; no ordinals, dates, years or numbers of things.

    >>> [(q.comparator, str(q.value), q.unit) for q in quantities("At least 12 member States, over 3.5 million people")]
    [('atLeast', '12', 'member States'), ('moreThan', '3500000', 'people')]
    """
    found = []
    for match in _CARDINAL.finditer(text, start, len(text) if end is None else end):
        one = _quantity(text, match, len(text) if end is None else end)
        if one is not None:
            found.append(one)
    return found


def _quantity(text: str, match: re.Match[str], end: int) -> Quantity | None:
    before = text[max(0, match.start() - 40) : match.start()]
    comparator = next((name for name, pattern in _BEFORE if pattern.search(before)), "exactly")
    value = _value(match)
    scaled = bool(match["scale"] or match["wordscale"])
    upper = _number(match["upper"]) * _scale(match) if match["upper"] else None
    if match["digits"] and not scaled and not match["money"]:
        if _NO_CARDINAL.search(before) or _MONTH.match(text, match.end()):
            return None
        if value in _YEARS and "," not in match["digits"] and value == int(value):
            return None
    if match["words"] and _NO_CARDINAL.search(before):
        return None
    unit, unit_end = _unit(text, match, end)
    is_term = text[match.end() : match.end() + 1] in "‐‑-" and bool(unit)
    if value == 1 and comparator not in _ONE_MEANS_A_NUMBER and not is_term:
        return None
    if not unit and not scaled and value < _LARGE:
        return None
    return Quantity(
        match.start(), unit_end, match.end(), value, upper, comparator, unit, scaled or bool(match["money"])
    )


def _value(match: re.Match[str]) -> Decimal:
    if match["multiple"]:
        return Decimal(_MULTIPLES[match["multiple"].lower()])
    if match["share"]:
        words = re.split(r"[\s‐‑-]", match["share"].lower())
        count = _VALUES.get(words[0], 1) if len(words) > 1 else 1
        return count * _FRACTIONS[words[-1].rstrip("s")]
    if match["words"]:
        parts = re.split(r"[\s‐‑-]", match["words"].lower())
        return Decimal(sum(_VALUES[part] for part in parts)) * _scale(match)
    return _number(match["digits"]) * _scale(match)


def _number(text: str) -> Decimal:
    return Decimal(re.sub(r"[,\u00a0\u202f](?=\d{3})", "", text).replace(",", "."))


def _scale(match: re.Match[str]) -> int:
    return (
        _SCALES[(match["scale"] or match["wordscale"] or "").lower() or "one"]
        if match["scale"] or match["wordscale"]
        else 1
    )


_CURRENCY: Final = {
    "US$": "US dollars", "USD": "US dollars", "$": "dollars", "EUR": "euros", "€": "euros", "GBP": "pounds",
    "£": "pounds", "CAD": "Canada dollars", "CHF": "Swiss francs",
}  # fmt: skip


def _unit(text: str, match: re.Match[str], end: int) -> tuple[str, int]:
    """What is counted, and where its words end."""
    if match["money"]:
        return _CURRENCY.get(match["money"].upper(), match["money"]), match.end()
    if match["share"]:
        return "per cent", match.end()
    if match["multiple"]:
        return "times", match.end()
    for pattern, unit in ((_PER_CENT, "per cent"), (_TIMES, "times")):
        if after := pattern.match(text, match.end(), end):
            return unit, after.end()
    if after := _TIME.match(text, match.end(), end):
        return f"{after[1].lower()}s", after.end()
    after = _UNIT.match(text, match.end(), end)
    if after is None:
        return "", match.end()
    for word in re.finditer(r"\S+", after["words"]):
        low = word[0].lower().rstrip(",.")
        if low in _LINK:
            break
        if _PLURAL.search(low) and low not in _NO_UNIT and not low.endswith(("'s", "’s")):
            return " ".join(after["words"][: word.end()].split()), after.start("words") + word.end()
    if match["words"] and _value(match) == 1 or (match["digits"] == "1"):
        words = after["words"].split()
        return words[0], after.start("words") + len(words[0])
    return "", match.end()
