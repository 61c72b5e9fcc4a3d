"""Whether a literal is written as its datatype demands, by W3C XML Schema 1.1 part 2.

Parsers keep what was written and SHACL engines notice some slips only, so a `"2019-02-30"^^xsd:date` can
travel a long way. `problem` looks at the written form: pattern, calendar, range. It knows every datatype
that RDF 1.1 takes from XML Schema; other namespaces are nobody's business here, but an `xsd:` name that
does not exist is one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from migkg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["DATATYPES", "problem"]

_YEAR = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_DAYS = r"(?:[0-9]+D)"
_HOURS = r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)"
_MONTHS = r"(?:[0-9]+Y)?(?:[0-9]+M)?"
_NAME_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_REST = _NAME_START + r"\-.0-9\u00b7\u0300-\u036f\u203f\u2040"

_PATTERNS: Final = MappingProxyType(
    {
        name: re.compile(pattern)
        for name, pattern in {
            "string": r"[\s\S]*",
            "normalizedString": r"[^\t\n\r]*",
            "token": r"(?:[^\s]+(?: [^\s]+)*)?",
            "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
            "Name": f"[:{_NAME_START}][:{_NAME_REST}]*",
            "NCName": f"[{_NAME_START}][{_NAME_REST}]*",
            "NMTOKEN": f"[:{_NAME_REST}]+",
            "boolean": r"true|false|0|1",
            "decimal": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)",
            "integer": r"[+-]?[0-9]+",
            "float": r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN",
            "duration": rf"-?P(?=[0-9T]){_MONTHS}{_DAYS}?{_HOURS}?",
            "dayTimeDuration": rf"-?P(?=[0-9T]){_DAYS}?{_HOURS}?",
            "yearMonthDuration": rf"-?P(?=[0-9]){_MONTHS}",
            "dateTime": rf"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}?",
            "dateTimeStamp": rf"{_YEAR}-{_MONTH}-{_DAY}T{_CLOCK}{_ZONE}",
            "date": rf"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}?",
            "time": rf"{_CLOCK}{_ZONE}?",
            "gYear": rf"{_YEAR}{_ZONE}?",
            "gYearMonth": rf"{_YEAR}-{_MONTH}{_ZONE}?",
            "gMonth": rf"--{_MONTH}{_ZONE}?",
            "gMonthDay": rf"--{_MONTH}-{_DAY}{_ZONE}?",
            "gDay": rf"---{_DAY}{_ZONE}?",
            "hexBinary": r"(?:[0-9a-fA-F]{2})*",
            "base64Binary": (
                r"(?:(?:[A-Za-z0-9+/] ?){4})*"
                r"(?:(?:[A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]|(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?="
                r"|[A-Za-z0-9+/] ?[AQgw] ?= ?=)?"
            ),
            "anyURI": r"(?:[^\x00-\x20<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})*",
        }.items()
    }
)

_RANGES: Final[Mapping[str, tuple[int | None, int | None]]] = MappingProxyType(
    {
        "nonPositiveInteger": (None, 0),
        "negativeInteger": (None, -1),
        "nonNegativeInteger": (0, None),
        "positiveInteger": (1, None),
        "long": (-(2**63), 2**63 - 1),
        "int": (-(2**31), 2**31 - 1),
        "short": (-(2**15), 2**15 - 1),
        "byte": (-(2**7), 2**7 - 1),
        "unsignedLong": (0, 2**64 - 1),
        "unsignedInt": (0, 2**32 - 1),
        "unsignedShort": (0, 2**16 - 1),
        "unsignedByte": (0, 2**8 - 1),
    }
)

_EXAMPLES: Final = MappingProxyType(
    {
        "boolean": "true",
        "decimal": "4.7",
        "integer": "12",
        "float": "1.5e3",
        "double": "1.5e3",
        "duration": "P1Y2M3DT4H",
        "dayTimeDuration": "P3DT4H",
        "yearMonthDuration": "P1Y2M",
        "dateTime": "2018-12-19T10:00:00Z",
        "dateTimeStamp": "2018-12-19T10:00:00Z",
        "date": "2018-12-19",
        "time": "10:00:00",
        "gYear": "2018",
        "gYearMonth": "2018-12",
        "gMonth": "--12",
        "gMonthDay": "--12-19",
        "gDay": "---19",
        "language": "en",
        "hexBinary": "0aff",
        "base64Binary": "aGk=",
    }
)
_LEAP_YEAR: Final = 2000
_LONGEST: Final = 40
_SAME_FORM: Final = MappingProxyType({"double": "float"})

DATATYPES: Final[frozenset[str]] = frozenset({*_PATTERNS, *_RANGES, *_SAME_FORM})
"""The local names of the datatypes that are checked."""


def problem(text: str, datatype: str) -> str:
    """What is wrong with the written form of a literal; `""` if nothing is.

    `datatype` is a full IRI. A datatype outside XML Schema is never found wrong.

    >>> problem("2018-12-19", "http://www.w3.org/2001/XMLSchema#date")
    ''
    >>> problem("2018-02-30", "http://www.w3.org/2001/XMLSchema#date")
    'month 2 of 2018 has no day 30'
    >>> problem("12.5", "http://www.w3.org/2001/XMLSchema#integer")
    'not written like an xsd:integer (12, say)'
    """
    if not datatype.startswith(XSD):
        return ""
    name = datatype.removeprefix(XSD)
    if name not in DATATYPES:
        return f"XML Schema has no datatype xsd:{name} for RDF"
    if name in _RANGES:
        return _out_of_range(text, name)
    match = _PATTERNS[_SAME_FORM.get(name, name)].fullmatch(text)
    if match is None:
        return _not_written_like(name)
    check = _FURTHER.get(name)
    return check(match) if check else ""


def _not_written_like(name: str) -> str:
    example = _EXAMPLES.get(name)
    return f"not written like an xsd:{name}" + (f" ({example}, say)" if example else "")


def _out_of_range(text: str, name: str) -> str:
    if not _PATTERNS["integer"].fullmatch(text):
        return f"not written like an xsd:{name} (a whole number)"
    low, high = _RANGES[name]
    # Python refuses to read numbers of many thousand digits, and no range needs more than twenty.
    sign, digits = "-" if text.startswith("-") else "", text.lstrip("+-").lstrip("0") or "0"
    number = int(sign + digits[:_LONGEST])
    if (low is not None and number < low) or (high is not None and number > high):
        limits = ("…" if limit is None else str(limit) for limit in (low, high))
        return f"outside the range of xsd:{name} ({' to '.join(limits)})"
    return ""


def _wrong_day(match: re.Match[str]) -> str:
    """The calendar's word on a day: 30 February, 29 February of a common year, 31 April."""
    parts = match.groupdict()
    month, day = int(parts["month"]), int(parts["day"])
    written = parts.get("year")
    # The calendar repeats every 400 years, so far and negative years need no calendar of their own.
    year = _LEAP_YEAR if written is None else int(written) % 400 + _LEAP_YEAR
    if day <= monthrange(year, month)[1]:
        return ""
    return f"month {month}{'' if written is None else f' of {written}'} has no day {day}"


_FURTHER: Final[Mapping[str, Callable[[re.Match[str]], str]]] = MappingProxyType(
    dict.fromkeys(("dateTime", "dateTimeStamp", "date", "gMonthDay"), _wrong_day)
)
