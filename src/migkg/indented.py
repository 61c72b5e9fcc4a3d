"""JSON that people can read, as Python's own module indents it, which takes twice as long."""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any

__all__ = ["indented"]


def indented(value: Any, line: str = "\n") -> str:
    r"""The text that `json.dumps(value, ensure_ascii=False, indent=2)` gives; names of members are texts.

    `line` is what a new line begins with where the value stands.

    >>> indented({"a": [1, {}]})
    '{\n  "a": [\n    1,\n    {}\n  ]\n}'
    """
    if isinstance(value, str):
        return encode_basestring(value)
    deeper = f"{line}  "
    if isinstance(value, dict) and value:
        members = [f"{encode_basestring(name)}: {indented(member, deeper)}" for name, member in value.items()]
        return f"{{{deeper}{f',{deeper}'.join(members)}{line}}}"
    if isinstance(value, list | tuple) and value:
        return f"[{deeper}{f',{deeper}'.join([indented(member, deeper) for member in value])}{line}]"
    return json.dumps(value)
