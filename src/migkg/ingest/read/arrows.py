"""Arrows at the beginning of lines: newer documents of the ILO have them before headings, others in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.ingest.read.furniture import SYMBOL
from migkg.ingest.read.lines import is_finished

if TYPE_CHECKING:
    from migkg.ingest.read.lines import Line

__all__ = ["tell_arrows"]

_LEVEL: Final = 2


def tell_arrows(lines: list[Line]) -> None:
    """Make headings of lines that an arrow begins; of several in a row, and of sentences, items."""
    arrowed = [line.arrow and not SYMBOL.fullmatch(line.text) for line in lines]
    for number, line in enumerate(lines):
        if not arrowed[number]:
            continue
        near = arrowed[max(0, number - 1) : number] + arrowed[number + 1 : number + 2]
        if any(near) or is_finished(line.text):
            line.text = f"► {line.text}"
        else:
            line.level = line.level or _LEVEL
