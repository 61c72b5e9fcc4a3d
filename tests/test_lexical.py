"""Written forms: each datatype of XML Schema that RDF uses, with what is right and what is wrong."""

from __future__ import annotations

import pytest

from migkg.lexical import DATATYPES, problem
from migkg.terms import XSD

RIGHT = {
    "string": ["", "a\tb\nc", "é"],
    "normalizedString": ["", "a  b"],
    "token": ["", "a b c"],
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
        "2018-12-19T24:00:00Z",
        "-0044-03-15T12:00:00.5+14:00",
        "0000-02-29T00:00:00",
    ],
    "dateTimeStamp": ["2018-12-19T10:00:00Z", "2018-12-19T10:00:00-05:00"],
    "date": ["2018-12-19", "2020-02-29", "2000-02-29", "12018-01-31Z", "-0004-02-29", "2018-12-19+02:00"],
    "time": ["10:00:00", "23:59:59.999Z", "24:00:00"],
    "gYear": ["2018", "-0044", "12018", "0000", "2018Z"],
    "gYearMonth": ["2018-12", "2018-01+02:00"],
    "gMonth": ["--12", "--01Z"],
    "gMonthDay": ["--12-19", "--02-29"],
    "gDay": ["---01", "---31Z"],
    "hexBinary": ["", "0aFF"],
    "base64Binary": ["", "aGk=", "aA==", "a G k =", "aGkh"],
    "anyURI": ["", "https://w3id.org/migkg/", "../x", "urn:x:%20", "http://example.org/é"],
}

WRONG = {
    "normalizedString": ["a\tb", "a\nb"],
    "token": [" a", "a ", "a  b", "a\nb"],
    "language": ["", "en_GB", "abcdefghi", "en-"],
    "Name": ["1a", "", "a b"],
    "NCName": ["a:b", "-a", ""],
    "NMTOKEN": ["", "a b"],
    "boolean": ["True", "yes", "", " true"],
    "decimal": ["1,5", "1.2.3", "", ".", "1e3", "١"],
    "integer": ["12.5", "twelve", "", "1 000", "0x10", "--1"],
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
    "float": ["inf", "nan", "1e", "e3", "Infinity", ""],
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
    "base64Binary": ["a", "aGk", "aGl=", "aB==", "====", "a  GkA"],
    "anyURI": ["a b", "http://x/<y>", "%zz"],
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


@pytest.mark.parametrize(
    "datatype", ["http://example.org/date", "http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML"]
)
def test_other_namespaces_are_nobodys_business(datatype: str) -> None:
    assert problem("whatever", datatype) == ""


def test_a_message_shows_a_right_form() -> None:
    assert problem("18", XSD + "gYear") == "not written like an xsd:gYear (2018, say)"
    assert problem("2019-02-29", XSD + "date") == "month 2 of 2019 has no day 29"
    assert problem("--02-30", XSD + "gMonthDay") == "month 2 has no day 30"
    assert problem("300", XSD + "unsignedByte") == "outside the range of xsd:unsignedByte (0 to 255)"
