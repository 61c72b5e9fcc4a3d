"""Whether a literal is written as its datatype demands, by W3C XML Schema 1.1 part 2.

Parsers keep what was written and SHACL engines notice some slips only, so a `"2019-02-30"^^xsd:date` can
travel a long way. `problem` looks at the written form: pattern, calendar, range. It knows every datatype
that RDF 1.1 takes from XML Schema, those of RDF itself, and `geo:wktLiteral`. Names that neither has, and
IRIs that miss XML Schema's namespace by a little, are found too; datatypes of others are nobody's business.

What counts is the lexical space (RDF 1.1 Concepts, section 5): a blank before a number is wrong, for the
white space that XML Schema removes is removed by XML processors, not by RDF.
"""

from __future__ import annotations

import difflib
import json
import re
from calendar import monthrange
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.findings import Rule
from migkg.judges.uses import Uses, at
from migkg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from migkg.judges.uses import Context
    from migkg.places import Result

__all__ = ["DATATYPE", "DATATYPES", "FORM", "RULES", "datatype_problem", "problem", "problems"]

FORM: Final = f"{terms.BASE}shape/lexical/form"
DATATYPE: Final = f"{terms.BASE}shape/lexical/datatype"

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        FORM: Rule(
            name="A literal is written as its datatype demands",
            message="Write {$value} as its datatype demands.",
            description="An engine cannot compare or count what it cannot read.",
        ),
        DATATYPE: Rule(
            name="A datatype exists",
            message="Correct the datatype of {$value}.",
            description="A literal of a datatype that does not exist is text, whatever it looks like.",
        ),
    }
)

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
            "token": r"(?:[^ \t\n\r]+(?: [^ \t\n\r]+)*)?",
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
                r"(?:(?:(?:[A-Za-z0-9+/] ?){4})*"
                r"(?:(?:[A-Za-z0-9+/] ?){3}[A-Za-z0-9+/]|(?:[A-Za-z0-9+/] ?){2}[AEIMQUYcgkosw048] ?="
                r"|[A-Za-z0-9+/] ?[AQgw] ?= ?=))?"
            ),
            "anyURI": r"(?![A-Za-z][A-Za-z0-9+.-]*://\[[^]/?#]*(?:[/?#]|$))(?:[^\x00-\x20<>\"{}|\\^`%]|%[0-9A-Fa-f]{2})*",
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


_RDF: Final = terms.PREFIXES["rdf"]
_WKT: Final = "http://www.opengis.net/ont/geosparql#wktLiteral"
_TAGGED: Final = frozenset({"langString", "dirLangString"})
_RDF_DATATYPES: Final = frozenset({"HTML", "JSON", "PlainLiteral", "XMLLiteral", *_TAGGED})
_WORTHLESS: Final = frozenset({f"{XSD}string", f"{_RDF}langString", f"{_RDF}HTML"})
"""Datatypes by which anything can be written."""

_XML_ONLY: Final = frozenset(
    {
        *("ENTITIES", "ENTITY", "ID", "IDREF", "IDREFS", "NMTOKENS", "NOTATION", "QName"),
        *("anyAtomicType", "anySimpleType", "anyType"),
    }
)
"""Types of XML Schema that no literal of RDF can have."""

_OF_DATATYPES: Final = (
    f"{terms.PREFIXES['rdfs']}range",
    *(
        f"{terms.PREFIXES['owl']}{name}"
        for name in ("allValuesFrom", "onDataRange", "onDatatype", "someValuesFrom")
    ),
)
_OTHER_NAMES: Final = MappingProxyType(
    {
        "bool": "boolean",
        "day": "gDay",
        "datestamp": "dateTimeStamp",
        "month": "gMonth",
        "number": "decimal",
        "numeric": "decimal",
        "real": "double",
        "text": "string",
        "timestamp": "dateTimeStamp",
        "uri": "anyURI",
        "url": "anyURI",
        "varchar": "string",
        "year": "gYear",
        "yearmonth": "gYearMonth",
    }
)
_NEAR_XSD: Final = re.compile(
    r"(?:https?://(?:www\.)?w3c?\.org/(?:[0-9]+/(?:[0-9]+/)?|TR/|ns/)?xml-?schema[0-9]*(?:-2|-datatypes)?(?:\.xsd)?[#/]*"
    r"|xsd?:)(?P<name>[A-Za-z0-9]*)\W*",
    re.IGNORECASE,
)
_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_POINT: Final = rf"{_NUMBER}(?:\s+{_NUMBER}){{1,3}}"
_WKT_FORM: Final = re.compile(
    r"\s*(?:<[^<>\s]*>\s*)?(?:(?P<kind>POINT|LINESTRING|LINEARRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON"
    r"|GEOMETRYCOLLECTION|CIRCULARSTRING|COMPOUNDCURVE|CURVEPOLYGON|MULTICURVE|MULTISURFACE|POLYHEDRALSURFACE|TIN"
    r"|TRIANGLE|GEOMETRY|CURVE|SURFACE)\s*(?:ZM?|M)?\s*(?:EMPTY|(?P<body>\(.*\)))\s*)?",
    re.IGNORECASE | re.DOTALL,
)
_NESTING: Final = ("GEOMETRYCOLLECTION", "COMPOUNDCURVE", "CURVEPOLYGON", "MULTICURVE", "MULTISURFACE")
_WKT_POINT: Final = re.compile(rf"\(\s*{_POINT}\s*\)")
_WKT_BODY: Final = re.compile(r"[-+0-9.eE(),\s]*")


def problems(uses: Uses, _: Context) -> Iterator[Result]:
    """The literals that are not written as their datatype demands, and the datatypes that do not exist."""
    for literal, quads in uses.literals.items():
        datatype = literal.datatype.value
        if datatype in _WORTHLESS:
            continue
        if wrong := datatype_problem(datatype):
            yield from at(DATATYPE, quads, f'Correct the datatype of "{_cut(literal.value)}": {wrong}.')
        elif wrong := problem(literal.value, datatype):
            shown = f'Write "{_cut(literal.value)}" as its datatype demands: {wrong}.'
            yield from at(FORM, quads, shown)
    yield from _ranges(uses)


def _ranges(uses: Uses) -> Iterator[Result]:
    """Datatypes that do not exist where a property is said to have them: `rdfs:range xsd:datetime`."""
    for predicate in _OF_DATATYPES:
        for quad in uses.predicates.get(predicate, ()):
            datatype = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
            if datatype.startswith(_RDF) or datatype.removeprefix(XSD) in _XML_ONLY:
                continue  # classes of RDF, and types that XML Schema does have
            if wrong := datatype_problem(datatype):
                yield from at(DATATYPE, [quad], f"Correct the datatype: {wrong}.")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


@lru_cache(maxsize=1024)
def datatype_problem(datatype: str) -> str:
    """Why an IRI is no datatype: XML Schema or RDF has no such name, or its namespace is misspelt.

    `""` if nothing is wrong, as with each datatype of another vocabulary.

    >>> datatype_problem("http://www.w3.org/2001/XMLSchema#datetime")
    'XML Schema has no datatype xsd:datetime for RDF; xsd:dateTime, perhaps'
    >>> datatype_problem("http://www.w3.org/2001/XMLSchema/date")
    'not in the namespace of XML Schema; write xsd:date (http://www.w3.org/2001/XMLSchema#date)'
    """
    if datatype.startswith(XSD):
        name = datatype.removeprefix(XSD)
        near = _nearest(name)
        found = f"XML Schema has no datatype xsd:{name} for RDF"
        return "" if name in DATATYPES else f"{found}; xsd:{near}, perhaps" if near else found
    if datatype.startswith(_RDF):
        return _no_rdf_datatype(datatype.removeprefix(_RDF))
    if match := _NEAR_XSD.fullmatch(datatype):
        right = f"{XSD}{_nearest(match['name']) or match['name']}"
        return f"not in the namespace of XML Schema; write {terms.shorten(right)} ({right})"
    if datatype.startswith(terms.BASE) and (name := _nearest(datatype.removeprefix(terms.BASE), cutoff=1.0)):
        return f"a relative IRI; write xsd:{name}"
    return ""


def _no_rdf_datatype(name: str) -> str:
    if name == "PlainLiteral":
        return "rdf:PlainLiteral is not for RDF; write the text with a language tag, or without any"
    if name in _RDF_DATATYPES:
        return ""
    near = difflib.get_close_matches(name.lower(), [known.lower() for known in _RDF_DATATYPES], 1)
    right = next((known for known in sorted(_RDF_DATATYPES) if known.lower() in near), "")
    return f"RDF has no datatype rdf:{name}" + (f"; rdf:{right}, perhaps" if right else "")


def _nearest(name: str, cutoff: float = 0.75) -> str:
    """The datatype of XML Schema that may have been meant; `""` if none looks like it."""
    folded = {known.lower(): known for known in sorted(DATATYPES)}
    low = name.lower()
    if low in _OTHER_NAMES:
        return _OTHER_NAMES[low]
    return next((folded[near] for near in difflib.get_close_matches(low, folded, 1, cutoff)), "")


def problem(text: str, datatype: str) -> str:
    """What is wrong with the written form of a literal; `""` if nothing is.

    `datatype` is a full IRI. A datatype outside XML Schema and RDF is never found wrong (but for
    `geo:wktLiteral`).

    >>> problem("2018-12-19", "http://www.w3.org/2001/XMLSchema#date")
    ''
    >>> problem("2018-02-30", "http://www.w3.org/2001/XMLSchema#date")
    'month 2 of 2018 has no day 30'
    >>> problem("12.5", "http://www.w3.org/2001/XMLSchema#integer")
    'not written like an xsd:integer (12, say)'
    """
    if wrong := datatype_problem(datatype):
        return wrong
    if check := _OTHERS.get(datatype):
        return check(text)
    if not datatype.startswith(XSD):
        return ""
    name = datatype.removeprefix(XSD)
    if name in _RANGES:
        return _out_of_range(text, name)
    match = _PATTERNS[_SAME_FORM.get(name, name)].fullmatch(text)
    if match is None:
        return _not_written_like(name)
    further = _FURTHER.get(name)
    return further(match) if further else ""


def _no_xml(text: str) -> str:
    """Whether a text can stand inside an XML element, with the prefixes that it declares itself."""
    from xml.parsers import expat

    # Entities cannot be declared inside an element, so none can grow; nothing is fetched.
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(f"<x>{text}</x>".encode(), True)
    except (expat.ExpatError, ValueError) as error:
        reason = expat.errors.messages.get(getattr(error, "code", 0), "")
        return f"no XML content ({reason})" if reason else "no XML content"
    return ""


def _no_json(text: str) -> str:
    try:
        json.loads(text, parse_float=str, parse_int=str, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        return f"no JSON ({error.msg}, line {error.lineno} column {error.colno})"
    except ValueError as error:
        return f"no JSON ({error})"
    except RecursionError:
        return "JSON nested too deeply to be read"
    return ""


def _no_number(text: str) -> str:
    raise ValueError(f"{text} is no number of JSON")


def _no_rational(text: str) -> str:
    return "" if _RATIONAL.fullmatch(text) else "not written like an owl:rational (1/3, say)"


def _no_geometry(text: str) -> str:
    match = _WKT_FORM.fullmatch(text)
    body = match["body"] if match else None
    if match is None or (body and not _is_body(match["kind"].upper(), body)):
        return "no well-known text (POINT(6.14 46.2), say)"
    return ""


def _is_body(kind: str, body: str) -> bool:
    if kind == "POINT":
        return bool(_WKT_POINT.fullmatch(body))
    if body.count("(") != body.count(")"):
        return False
    return kind in _NESTING or bool(_WKT_BODY.fullmatch(body))


_RATIONAL: Final = re.compile(r"[+-]?[0-9]+\s*/\s*[0-9]*[1-9][0-9]*")
_OTHERS: Final[Mapping[str, Callable[[str], str]]] = MappingProxyType(
    {
        f"{_RDF}XMLLiteral": _no_xml,
        f"{_RDF}JSON": _no_json,
        f"{terms.PREFIXES['owl']}rational": _no_rational,
        _WKT: _no_geometry,
    }
)


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
    # The calendar repeats every 400 years, so of far and negative years the last four digits are enough.
    sign = -1 if written and written.startswith("-") else 1
    year = _LEAP_YEAR if written is None else sign * int(written[-4:]) % 400 + _LEAP_YEAR
    if day <= monthrange(year, month)[1]:
        return ""
    return f"month {month}{'' if written is None else f' of {written}'} has no day {day}"


_FURTHER: Final[Mapping[str, Callable[[re.Match[str]], str]]] = MappingProxyType(
    dict.fromkeys(("dateTime", "dateTimeStamp", "date", "gMonthDay"), _wrong_day)
)
