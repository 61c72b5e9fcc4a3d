"""Lists of numbers with lettered parts: `12(a), 13(d) and 14(a)`, `5–7`, `3(a)–(c) and (e)`, `1.2 to 1.4`.

list   = item { separator ( item | parts ) }
item   = number parts*            number = digits { "." digits } [ "." letter ]
parts  = "(" letter | roman | digits ")"  |  letter ")"        12(a), and 12 a) where people write so
separator = "," | "and" | "or" | "," "and" | "to" | "through" | dash | …
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.citations.text import Text

__all__ = ["Item", "numbers"]

_AND: Final = frozenset(("and", "or", "et", "ou", "y", "o", "e", "&", "und"))
_TO: Final = frozenset(("to", "through", "à", "a", "al"))
_NUMBER: Final = re.compile(r"\d{1,3}")
_DOTTED: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}")
_PART: Final = re.compile(r"[a-z]{1,2}|[ivx]{1,5}|\d{1,2}", re.IGNORECASE)
_LETTER: Final = re.compile(r"[a-z]")
_DEEPEST: Final = 6
"""How many bracketed parts a number can have."""
_MOST: Final = 100
"""How many numbers a range may stand for; one that is wider is no range."""
_LONGEST: Final = 40
"""How many numbers a list may have; a longer one ends there."""


class Item(NamedTuple):
    """One number of a list, with its parts, and the tokens between which it is written."""

    number: str
    parts: tuple[str, ...]
    start: int
    end: int

    @property
    def notation(self) -> str:
        """As the graph writes it.

        >>> Item("3", ("c", "iv"), 0, 7).notation
        '3(c)(iv)'
        """
        return self.number + "".join(f"({part})" for part in self.parts)


def numbers(
    text: Text, at: int, *, dotted: bool = False, many: bool = True, again: frozenset[str] = frozenset()
) -> tuple[list[Item], int]:
    """The list of numbers that begins at a token, and where it ends; nothing and the same token if none does.

    `dotted` allows 10.7.1; without `many` there is one number, unless each has parts. `again` are
    words and marks that may be repeated before each number (`No.`).
    """
    first = _item(text, at, dotted)
    if first is None:
        return [], at
    items, end = [first], first.end
    while len(items) < _LONGEST:
        separator = _separator(text, end)
        if separator is None:
            return items, end
        is_range, at = separator
        while text.norm(at) in again or (text.norm(at) == "." and text.norm(at - 1) in again):
            at += 1
        last = items[-1]
        if not last.parts and text.norm(at - 1) == "," and _closes(text, at):  # 14, a)
            items[-1] = Item(last.number, (text.word(at),), last.start, at + 2)
            end = at + 2
            continue
        following = _item(text, at, dotted)
        if following is not None and not many and not is_range and not (last.parts and following.parts):
            return items, end
        if following is None and last.parts and (parts := _parts(text, at))[0]:
            kept = last.parts[: max(len(last.parts) - len(parts[0]), 0)]
            following = Item(last.number, (*kept, *parts[0]), at, parts[1])
        if following is None:
            return items, end
        if is_range:
            items.extend(_between(last, following))
        items.append(following)
        end = following.end
    return items, end


def _item(text: Text, at: int, dotted: bool) -> Item | None:
    if text.kind(at) != "number":
        return None
    number = text.word(at)
    if not (_DOTTED if dotted else _NUMBER).fullmatch(number):
        return None
    if dotted and _is_lettered(text, at):
        return Item(f"{number}.{text.word(at + 2)}", (), at, at + 3)
    parts, end = _parts(text, at + 1)
    return Item(number, parts, at, end)


def _is_lettered(text: Text, at: int) -> bool:
    """Whether a number has a letter behind its full stop, without a space: `10.c`."""
    if text.norm(at + 1) != "." or not _LETTER.fullmatch(text.word(at + 2)):
        return False
    return text.tokens[at].end + 1 == text.tokens[at + 2].start


def _closes(text: Text, at: int) -> bool:
    """Whether a letter stands here with a bracket behind it and none before."""
    return text.norm(at + 1) == ")" and _LETTER.fullmatch(text.word(at)) is not None


def _parts(text: Text, at: int) -> tuple[tuple[str, ...], int]:
    """Bracketed letters and numbers one behind the other."""
    if _closes(text, at):
        return (text.word(at),), at + 2
    parts: list[str] = []
    while (
        len(parts) < _DEEPEST
        and text.norm(at) == "("
        and text.norm(at + 2) == ")"
        and _PART.fullmatch(text.word(at + 1))
    ):
        parts.append(text.word(at + 1))
        at += 3
    return tuple(parts), at


def _separator(text: Text, at: int) -> tuple[bool, int] | None:
    """Whether what stands here joins numbers: as a range or not, and where it ends."""
    norm = text.norm(at)
    if text.kind(at) == "dash" or norm in _TO:
        return True, at + 1
    if norm in (",", ";"):
        return False, at + 1 + (text.norm(at + 1) in _AND)
    if norm in _AND:
        return False, at + 1
    if norm == "a" and [text.norm(at + 1), text.norm(at + 2)] == ["well", "a"]:  # as well as, as its stems
        return False, at + 3
    if norm == "as" and [text.norm(at + 1), text.norm(at + 2)] == ["well", "as"]:
        return False, at + 3
    return None


def _between(first: Item, last: Item) -> Iterator[Item]:
    """What a range leaves out between its ends; it is written where the range is."""
    start, end = first.start, last.end
    if first.number != last.number:
        head, _, low = first.number.rpartition(".")
        other, _, high = last.number.rpartition(".")
        if head != other or first.parts or last.parts or not low.isdigit() or not high.isdigit():
            return
        if 0 < int(high) - int(low) <= _MOST:
            for number in range(int(low) + 1, int(high)):
                yield Item(f"{head}.{number}" if head else str(number), (), start, end)
    elif first.parts and last.parts and first.parts[:-1] == last.parts[:-1]:
        low, high = first.parts[-1], last.parts[-1]
        if len(low) == len(high) == 1 and low.isalpha() and high.isalpha():
            for letter in range(ord(low) + 1, ord(high)):
                yield Item(first.number, (*first.parts[:-1], chr(letter)), start, end)
        elif low.isdigit() and high.isdigit() and int(high) - int(low) <= _MOST:
            for number in range(int(low) + 1, int(high)):
                yield Item(first.number, (*first.parts[:-1], str(number)), start, end)
