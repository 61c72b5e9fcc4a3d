"""Lines joined: a hyphen at the end of a line is a compound's own or the line's, as the other lines tell."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Hyphens"]

_SHORTEST: Final = 3
_SOFT: Final = "\u00ad"
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_BEFORE: Final = re.compile(r"([^\W_]+(?:-[^\W_]+)*)-$")
_AFTER: Final = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


class Hyphens:
    """Joins lines by the words of a whole document."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words: Counter[str] = Counter()
        broken = False
        for text in texts:
            words = _WORD.findall(text.lower())
            self._words.update(words[broken:])
            broken = text.endswith("-")
            if broken and words and "-" not in words[-1]:
                self._words[words[-1]] -= 1

        self._lost = {
            whole: compound
            for compound, number in self._words.items()
            if "-" in compound
            and number > 1
            and 0 < self._words.get(whole := compound.replace("-", ""), 0) < number
        }

    def restored(self, text: str) -> str:
        """The text with the hyphens that a rendering lost in compounds that have them elsewhere.

        >>> Hyphens(["a well-known case", "the well-known", "a wellknown one"]).restored("a wellknown one")
        'a well-known one'
        """
        for whole, compound in self._lost.items():
            text = text.replace(whole, compound) if whole in text else text
        return text

    def joined(self, texts: Sequence[str]) -> str:
        """One text of several lines.

        >>> Hyphens(["a well-known case", "the migration"]).joined(["of well-", "known mi-", "gration to-"])
        'of well-known migration to-'
        """
        parts = [texts[0]] if texts else []
        for text in texts[1:]:
            if parts[-1].endswith(_SOFT):
                parts[-1:] = [parts[-1][:-1], text]
            elif parts[-1].endswith("-") and text:
                parts[-1], between = self._broken(parts[-1], text)
                parts += [between, text] if between else [text]
            elif parts[-1].endswith(("–", "/")) and not parts[-1].endswith((" –", " /")):
                parts.append(text)
            else:
                parts += [" ", text]
        return "".join(parts).rstrip(_SOFT)

    def _broken(self, line: str, following: str) -> tuple[str, str]:
        """The line before a break with or without its hyphen, and what is between it and the next line."""
        before, after = _BEFORE.search(line), _AFTER.match(following)
        if not before or not after:
            return (line, " ") if line.endswith(" -") or not following[0].isalnum() else (line, "")
        first, second = before[1], after[0]
        if second[0].isdigit() or second[0].isupper() or first[-1].isdigit():
            return line, ""
        if second in ("and", "or", "to"):  # high- and low-skilled
            return line, " "
        return (line, "") if self._is_compound(first.lower(), second.lower()) else (line[:-1], "")

    def _is_compound(self, first: str, second: str) -> bool:
        whole = self._words[f"{first}{second}"]
        compound = self._words[f"{first}-{second}"]
        if whole or compound:
            return compound >= whole
        if "-" in first:
            return True
        return (
            min(len(first), len(second)) >= _SHORTEST
            and bool(self._words[first])
            and bool(self._words[second])
        )
