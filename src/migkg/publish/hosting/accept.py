"""What Accept and Accept-Language ask for, as regular expressions that Apache and nginx both read (PCRE).

Neither server reckons with q-values by itself, where the files to choose from lie beside a folder of the same
name. So each value becomes four digits (`0.85` → `0850`), by which texts can be compared. As in
`migkg.web.negotiate`, a more precise range counts before a wider one, and of forms that a client likes alike
the first is given.
"""

from __future__ import annotations

import re
from typing import Final

from migkg.terms import MEDIA_TYPES

__all__ = ["EMPTY", "NONE", "ONE", "WHOLE", "quality", "ranges_of_form", "ranges_of_language", "unrated"]

NONE: Final = "0000"
"""Not wanted, or not named."""
ONE: Final = "1000"
"""Wanted, with no q-value or q=1."""
WHOLE: Final = "^(.{4})"
"""The four digits of a value with more zeros behind it than it takes."""
EMPTY: Final = r"^\s*$"
"""No header, or one that says nothing: everything is wanted alike."""


def ranges_of_form(form: str) -> tuple[str, ...]:
    r"""The media ranges that name a form, the most precise first, as regular expressions.

    >>> print(*ranges_of_form("jsonld"))
    application/ld\+json application/\* \*/\*
    """
    media_type = MEDIA_TYPES[form]
    return _escaped(media_type), f"{media_type.partition('/')[0]}/\\*", r"\*/\*"


def ranges_of_language(tag: str) -> tuple[str, ...]:
    """The language ranges that name a language, the most precise first, as regular expressions."""
    return tag, f"{tag}-[a-z0-9-]+", r"\*"


def quality(range_: str) -> str:
    """The expression that finds a range with a q-value, its two groups: the digit and the fraction."""
    return rf"(?:^|,)\s*{range_}\s*;(?:[^,;]*;)*\s*q\s*=\s*([01])(?:\.([0-9]{{0,3}}))?\s*(?:[;,]|$)"


def unrated(range_: str) -> str:
    """The expression that finds a range, and is looked for where none with a q-value is found."""
    return rf"(?:^|,)\s*{range_}\s*(?:[;,]|$)"


def _escaped(media_type: str) -> str:
    """Only what means something else stands behind a backslash; `re.escape` escapes more."""
    return re.sub(r"[.+*]", r"\\\g<0>", media_type)
