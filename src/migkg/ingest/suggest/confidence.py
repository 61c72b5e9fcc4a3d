"""How often each rule is right on what people have reviewed: the one table of confidences."""

from __future__ import annotations

from typing import Final

__all__ = ["PRECISION", "confidence"]

PRECISION: Final[dict[str, float]] = {}
_UNKNOWN: Final = 0.5


def confidence(rule: str) -> float:
    """The precision of a rule; one half for a rule that was never measured."""
    return PRECISION.get(rule, _UNKNOWN)
