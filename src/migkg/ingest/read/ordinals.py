"""Numbers as lists print them."""

from __future__ import annotations

from typing import Final

__all__ = ["ordinal"]

_ROMAN: Final = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MOST: Final = 3999


def ordinal(number: int, style: str) -> str:
    """A number in one of the styles that Word knows; in digits where it does not go by that style.

    >>> ordinal(4, "lowerRoman"), ordinal(28, "upperLetter"), ordinal(7, "decimalZero")
    ('iv', 'BB', '07')
    """
    if style in ("lowerLetter", "upperLetter") and 0 < number < 26 * 10:
        letter = chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in ("lowerRoman", "upperRoman") and 0 < number <= _MOST:
        numeral = ""
        for value, letters in _ROMAN:
            numeral += letters * (number // value)
            number %= value
        return numeral.upper() if style == "upperRoman" else numeral
    return f"{number:02}" if style == "decimalZero" else str(number)
