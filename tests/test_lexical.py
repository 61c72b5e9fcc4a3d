"""Written forms: each datatype of XML Schema that RDF uses, with what is right and what is wrong."""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from migkg import terms
from migkg.judges.lexical import DATATYPES, RULES, datatype_problem, problem, problems
from migkg.judges.uses import Context, Uses
from migkg.terms import XSD

RDF = terms.PREFIXES["rdf"]
GEO = "http://www.opengis.net/ont/geosparql#"

RIGHT = {
    "string": ["", "a\tb\nc", "é"],
    "normalizedString": ["", "a  b"],
    "token": ["", "a b c", "a\u00a0b", "\u2003"],
    "language": ["en", "de-AT", "zh-Hant-TW"],
    "Name": ["a:b", "_x", "É1"],
    "NCName": ["a-b.c", "_x"],
    "NMTOKEN": ["1a", "-x", "a:b"],
    "boolean": ["true", "false", "0", "1"],
    "decimal": ["1", "-1.50", "+.5", "7.", "007"],
    "integer": ["0", "-12", "+3", "007", "9" * 60],
    "nonPositiveInteger": ["0", "-0", "-7"],
    "negativeInteger": ["-1", "-" + "9" * 5000],
    "nonNegativeInteger": ["0", "12", "9" * 5000],
    "positiveInteger": ["1", "+12"],
    "long": ["9223372036854775807", "-9223372036854775808"],
    "int": ["2147483647", "-2147483648"],
    "short": ["32767", "-32768"],
    "byte": ["127", "-128", "000127"],
    "unsignedLong": ["18446744073709551615"],
    "unsignedInt": ["4294967295"],
    "unsignedShort": ["65535"],
    "unsignedByte": ["255", "-0"],
    "float": ["1", "-1.5E3", ".5e-2", "INF", "-INF", "+INF", "NaN"],
    "double": ["1", "1e400", "INF", "NaN"],
    "duration": ["P1Y", "-P1Y2M3DT4H5M6.7S", "PT0S", "P1M", "PT1M"],
    "dayTimeDuration": ["P1D", "PT36H", "-P1DT2.5S"],
    "yearMonthDuration": ["P1Y", "P14M", "-P1Y2M"],
    "dateTime": [
        "2018-12-19T10:00:00",
        "2018-12-19T23:59:59.999999999999-14:00",
        "-0001-12-31T00:00:00",
        "2018-12-19T24:00:00Z",
        "-0044-03-15T12:00:00.5+14:00",
        "0000-02-29T00:00:00",
    ],
    "dateTimeStamp": ["2018-12-19T10:00:00Z", "2018-12-19T10:00:00-05:00"],
    "date": [
        "0000-02-29",
        "9" * 5000 + "-02-28",
        "-" + "9" * 4999 + "6-02-29",
        "2018-12-19",
        "2020-02-29",
        "2000-02-29",
        "12018-01-31Z",
        "-0004-02-29",
        "2018-12-19+02:00",
    ],
    "time": ["10:00:00", "23:59:59.999Z", "24:00:00"],
    "gYear": ["2018", "-0044", "12018", "0000", "2018Z"],
    "gYearMonth": ["2018-12", "2018-01+02:00"],
    "gMonth": ["--12", "--01Z"],
    "gMonthDay": ["--12-19", "--02-29"],
    "gDay": ["---01", "---31Z"],
    "hexBinary": ["", "0aFF"],
    "base64Binary": ["", "aGk=", "aA==", "a G k =", "aGkh", "aGkh aGkh aA==", "+/+/"],
    "anyURI": [
        "",
        "http://[::1]/a",
        "#xpointer(a[1])",
        "https://w3id.org/migkg/",
        "../x",
        "urn:x:%20",
        "http://example.org/é",
    ],
}

WRONG = {
    "normalizedString": ["a\tb", "a\nb"],
    "token": [" a", "a ", "a  b", "a\nb"],
    "language": ["", "en_GB", "abcdefghi", "en-"],
    "Name": ["1a", "", "a b"],
    "NCName": ["a:b", "-a", ""],
    "NMTOKEN": ["", "a b"],
    "boolean": ["True", "TRUE", "yes", "", " true", "false\n", "2", "01"],
    "decimal": ["1,5", "1.2.3", "", ".", "1e3", "١"],
    "integer": [
        "12.5",
        "twelve",
        "",
        "1 000",
        "0x10",
        "--1",
        " 5",
        "5 ",
        "5\n",
        "٥",
        "５",
        "1_000",
        "1e3",
        "+",
    ],
    "nonPositiveInteger": ["1"],
    "negativeInteger": ["0", "9" * 5000],
    "nonNegativeInteger": ["-1", "-" + "9" * 5000],
    "positiveInteger": ["0", "-1", "1.0"],
    "long": ["9223372036854775808"],
    "int": ["2147483648"],
    "short": ["32768"],
    "byte": ["128", "-129"],
    "unsignedLong": ["18446744073709551616", "-1"],
    "unsignedInt": ["4294967296"],
    "unsignedShort": ["65536"],
    "unsignedByte": ["256", "-1", ""],
    "float": ["inf", "nan", "NAN", "1e", "e3", "Infinity", "", "-NaN", "1.5f", "0x1p3", "1e5.0", " 1"],
    "double": ["1,5", "+NaN"],
    "duration": ["P", "1Y", "P1YT", "PT", "P1S", "P-1Y", "P1.5Y"],
    "dayTimeDuration": ["P1Y", "P1M", "PT"],
    "yearMonthDuration": ["P1D", "P", "P1YT1M"],
    "dateTime": [
        "2018-12-19",
        "2018-12-19 10:00:00",
        "2018-12-19T25:00:00",
        "2018-02-29T10:00:00",
        "2018-12-19T24:00:01",
        "2016-12-31T23:59:60Z",
        "2018-12-19T10:00",
        "2018-12-19t10:00:00z",
        "2018-12-19T10:00:00+14:01",
        "2018-12-19T10:00:00+0100",
        "2018-12-19T10:00:00.",
        "2018-12-19T10:00:00-7:00",
    ],
    "dateTimeStamp": ["2018-12-19T10:00:00"],
    "date": [
        "2018",
        "2018-13-01",
        "2018-00-10",
        "2018-02-30",
        "2019-02-29",
        "1900-02-29",
        "2018-04-31",
        "19-12-2018",
        "2018-12-19T00:00:00",
        "18-12-19",
        "2018-12-19 ",
        "2018-2-3",
        "2018/12/19",
        "9" * 5000 + "-02-29",
        "-2018-02-29",
        "02018-12-19",
        "2018-12-19+15:00",
        "２０１８-12-19",
    ],
    "time": ["10:00", "24:00:01", "10:60:00", "1:00:00"],
    "gYear": ["18", "2018-12", "02018", "+2018", "MMXVIII", ""],
    "gYearMonth": ["2018", "2018-13", "2018-1", "12-2018"],
    "gMonth": ["12", "--13", "--1", "--12--"],
    "gMonthDay": ["12-19", "--02-30", "--04-31"],
    "gDay": ["31", "---32", "---00"],
    "hexBinary": ["0", "0g"],
    "base64Binary": ["a", "aGk", "aGl=", "aB==", "====", "a  GkA", "aGkh ", " aGkh", "aGk_", "aGk=a"],
    "anyURI": ["a b", "http://x/<y>", "%zz", "http://[::1", "http://[::1/a"],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in RIGHT.items() for text in texts])
def test_a_right_form_is_accepted(name: str, text: str) -> None:
    assert problem(text, XSD + name) == ""


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts])
def test_a_wrong_form_is_named(name: str, text: str) -> None:
    reason = problem(text, XSD + name)
    assert reason
    assert f"xsd:{name}" in reason or "has no day" in reason


def test_each_datatype_has_right_and_wrong_cases() -> None:
    assert set(RIGHT) == set(DATATYPES)
    assert set(WRONG) == set(DATATYPES) - {"string"}
    assert sum(map(len, WRONG.values())) >= 46


@pytest.mark.parametrize("name", ["Date", "year", "int8", "NOTATION", "QName", ""])
def test_an_invented_datatype_is_named(name: str) -> None:
    assert f"xsd:{name}" in problem("1", XSD + name)


@pytest.mark.parametrize("datatype", ["http://example.org/date", f"{RDF}HTML", f"{GEO}gmlLiteral"])
def test_other_datatypes_are_nobodys_business(datatype: str) -> None:
    assert problem("what < ever", datatype) == ""


OTHER_RIGHT = {
    f"{RDF}XMLLiteral": ["", "text", "<a/>", "<a b='c'>d</a> e <f/>", "&amp;&#233;", "<x:a xmlns:x='y:z'/>"],
    f"{RDF}JSON": ["{}", "[1, 2.5e3, null]", '"a"', "true", "1" * 5000, '{"a": {"b": []}}'],
    f"{terms.PREFIXES['owl']}rational": ["1/3", "-12/7", "+1 / 2"],
    f"{GEO}wktLiteral": [
        *(
            "",
            "POINT(6.14 46.2)",
            "Point Z (1 2 3)",
            "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(1 2)",
        ),
        *(
            "POLYGON((0 0, 0 1, 1 1, 0 0))",
            "LINESTRING (1 2, 3 4)",
            "POINT EMPTY",
            "MULTIPOINT((1 2), (3 4))",
        ),
        "GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(1 2, 3 4))",
    ],
}
OTHER_WRONG = {
    f"{RDF}XMLLiteral": ["<", "<a>", "a & b", "<a></b>", "</x><x>", "&nbsp;", "<x:a/>", "<!DOCTYPE a><a/>"],
    f"{RDF}JSON": ["", "{", "{'a': 1}", "NaN", "[1,]", "a", "[" * 200_000],
    f"{terms.PREFIXES['owl']}rational": ["1", "1/0", "1.5/2", ""],
    f"{GEO}wktLiteral": [
        "POINT(6.14, 46.2)",
        "POINT(1)",
        "POINT 1 2",
        "PIONT(1 2)",
        "POLYGON((0 0, 1 1)",
        "6.14 46.2",
    ],
}


@pytest.mark.parametrize(
    ("datatype", "text"), [(name, text) for name in OTHER_RIGHT for text in OTHER_RIGHT[name]]
)
def test_a_right_form_of_another_datatype_is_accepted(datatype: str, text: str) -> None:
    assert problem(text, datatype) == ""


@pytest.mark.parametrize(
    ("datatype", "text"), [(name, text) for name in OTHER_WRONG for text in OTHER_WRONG[name]]
)
def test_a_wrong_form_of_another_datatype_is_named(datatype: str, text: str) -> None:
    assert problem(text, datatype)


@pytest.mark.parametrize(
    ("datatype", "right"),
    [
        (f"{XSD}datetime", "xsd:dateTime"),
        (f"{XSD}Date", "xsd:date"),
        (f"{XSD}year", "xsd:gYear"),
        (f"{XSD}bool", "xsd:boolean"),
        (f"{XSD}int ", "xsd:int"),
        ("http://www.w3.org/2001/XMLSchema/date", "xsd:date"),
        ("http://www.w3.org/2001/XMLSchemadate", "xsd:date"),
        ("https://www.w3.org/2001/XMLSchema#date", "xsd:date"),
        ("http://w3.org/2001/XMLSchema#date", "xsd:date"),
        ("http://www.w3.org/2001/XMLschema#date", "xsd:date"),
        ("http://www.w3.org/2000/10/XMLSchema#date", "xsd:date"),
        ("http://www.w3.org/1999/XMLSchema#date", "xsd:date"),
        ("http://www.w3.org/2001/XMLSchema-datatypes#date", "xsd:date"),
        ("http://www.w3.org/TR/xmlschema-2/#date", "xsd:date"),
        ("http://www.w3.org/2001/XMLSchema##date", "xsd:date"),
        ("xsd:date", "xsd:date"),
        ("xs:date", "xsd:date"),
        (f"{terms.BASE}date", "xsd:date"),
        (f"{RDF}XMLliteral", "rdf:XMLLiteral"),
        (f"{RDF}html", "rdf:HTML"),
        (f"{RDF}langstring", "rdf:langString"),
    ],
)
def test_the_datatype_that_was_meant_is_told(datatype: str, right: str) -> None:
    assert right in datatype_problem(datatype)
    assert problem("2018-12-19", datatype)


@pytest.mark.parametrize(
    "name",
    [
        "QName",
        "NOTATION",
        "ENTITY",
        "ENTITIES",
        "ID",
        "IDREF",
        "IDREFS",
        "NMTOKENS",
        "anyType",
        "anySimpleType",
    ],
)
def test_what_needs_an_xml_document_is_not_for_rdf(name: str) -> None:
    assert f"xsd:{name}" in datatype_problem(XSD + name)


def test_a_plain_literal_is_not_for_rdf() -> None:
    assert "language tag" in datatype_problem(f"{RDF}PlainLiteral")


@pytest.mark.parametrize(
    "datatype", ["http://example.org/XMLSchema#date", f"{terms.BASE}datum", "x:date", f"{XSD}date"]
)
def test_a_datatype_of_others_is_no_slip(datatype: str) -> None:
    assert datatype_problem(datatype) == ""


def test_each_use_of_a_wrong_literal_is_found_with_its_rule() -> None:
    text = f"<x:a> <x:p> '1'^^<{XSD}date>, '1'^^<{XSD}datum>, 1, 'a' . <x:b> <x:p> '1'^^<{XSD}date> ."
    found = list(problems(Uses.of(ox.parse(text, ox.RdfFormat.TURTLE)), Context()))
    assert [(str(result.focus), result.shape.rsplit("/", 1)[1]) for result in found] == [
        ("<x:a>", "form"),
        ("<x:b>", "form"),
        ("<x:a>", "datatype"),
    ]
    assert {result.shape for result in found} == set(RULES)


def test_the_datatype_of_a_range_exists() -> None:
    prefixes = f"@prefix rdfs: <{terms.PREFIXES['rdfs']}> . @prefix xsd: <{XSD}> . @prefix rdf: <{RDF}> ."
    head = f"{prefixes} <x:p> rdfs:range"
    right = "xsd:date, xsd:anySimpleType, rdf:langString, rdfs:Literal, rdf:List, <x:C>, []"
    assert list(problems(Uses.of(ox.parse(f"{head} {right} .", ox.RdfFormat.TURTLE)), Context())) == []
    wrong = "xsd:datetime, <http://www.w3.org/2001/XMLSchema/date>"
    found = list(problems(Uses.of(ox.parse(f"{head} {wrong} .", ox.RdfFormat.TURTLE)), Context()))
    assert ["xsd:dateTime" in found[0].message, "xsd:date" in found[1].message] == [True, True]
    assert len(found) == 2


def test_a_literal_a_megabyte_long_takes_no_long_time_and_makes_no_long_message() -> None:
    started = time.process_time()
    for name in [*(XSD + name for name in sorted(DATATYPES)), *OTHER_RIGHT]:
        for text in ("1" * 1_000_000, "a b" * 300_000, "(" * 1_000_000, "-P" + "1Y" * 500_000):
            term = ox.NamedNode("x:a")
            quad = ox.Quad(term, term, ox.Literal(text, datatype=ox.NamedNode(name)))
            assert all(len(result.message) < 300 for result in problems(Uses.of([quad]), Context()))
    assert time.process_time() - started < 20


def test_a_message_shows_a_right_form() -> None:
    assert problem("18", XSD + "gYear") == "not written like an xsd:gYear (2018, say)"
    assert problem("2019-02-29", XSD + "date") == "month 2 of 2019 has no day 29"
    assert problem("--02-30", XSD + "gMonthDay") == "month 2 has no day 30"
    assert problem("300", XSD + "unsignedByte") == "outside the range of xsd:unsignedByte (0 to 255)"
