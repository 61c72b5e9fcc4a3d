"""JSON that people can read, as Python's own module indents it, which takes twice as long."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["array", "indented", "members"]


def indented(value: Any, line: str = "\n") -> str:
    r"""The text that `json.dumps(value, ensure_ascii=False, indent=2)` gives; names of members are texts.

    `line` is what a new line begins with where the value stands.

    >>> indented({"a": [1, {}]})
    '{\n  "a": [\n    1,\n    {}\n  ]\n}'
    """
    if isinstance(value, str):
        return encode_basestring(value)
    deeper = f"{line}  "
    if isinstance(value, dict):
        return members({name: indented(member, deeper) for name, member in value.items()}, line)
    if isinstance(value, list | tuple):
        return array([indented(member, deeper) for member in value], line)
    return json.dumps(value)


def members(texts: Mapping[str, str], line: str = "\n") -> str:
    """An object whose members are texts already, written for where they stand."""
    listed = [f"{encode_basestring(name)}: {text}" for name, text in texts.items()]
    return _within("{", listed, "}", line)


def array(texts: Sequence[str], line: str = "\n") -> str:
    """An array whose members are texts already, written for where they stand."""
    return _within("[", texts, "]", line)


def _within(opening: str, texts: Sequence[str], closing: str, line: str) -> str:
    deeper = f"{line}  "
    return f"{opening}{deeper}{f',{deeper}'.join(texts)}{line}{closing}" if texts else opening + closing
