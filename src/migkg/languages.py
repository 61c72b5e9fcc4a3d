"""The languages in which names can be shown."""

from __future__ import annotations

from typing import Final

from migkg.errors import UsageError
from migkg.terms import LANGUAGES

__all__ = ["ENGLISH", "language"]

ENGLISH: Final = "en"
"""The language in which everything has a name."""


def language(text: str) -> str:
    """The tag of a language in which names can be shown; raises UsageError, naming them, for another.

    >>> language("FR")
    'fr'
    """
    tag = text.strip().lower()
    if tag not in LANGUAGES:
        known = ", ".join(f"{known} ({name})" for known, name in LANGUAGES.items())
        raise UsageError(f"Names cannot be shown in {text!r}. Choose one of {known}.")
    return tag
