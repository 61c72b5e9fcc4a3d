"""Texts to which something has happened, and triples that stand twice."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from migkg.judges import repeats
from migkg.judges.texts import RULES, problems, suspicions
from migkg.judges.uses import Context, Uses

RIGHT = [
    *(
        "",
        "plain words",
        "café, naïve, Überblick, œuvre, São Paulo",
        "Müller & Söhne",
        "a < b > c",
        "AT&T; BT",
    ),
    *("“quoted” – and so on…", "«CAFÉ»", "«MAÇÃ»", "12 °C", "Ångström", "Łódź", "Straße", "Côte d’Ivoire"),
    *(
        "日本語",
        "العربية",
        "हिन्दी",
        "Ελληνικά",
        "Русский",
        "👩‍👧",
        "می‌خواهم",
        "two\nlines",
        "a\tb",
        "?a=1&b=2",
    ),
    *("ÂNGULO", "CORAÇÃO", "Ã", "€ 5", "&foo;", "&;", "§ 5 ¶ 2", "No-break\u00a0space", "soft"),
]

WRONG = {
    "replaced": ["caf\ufffd", "\ufffd"],
    "control": ["a\x00b", "a\x07b", "a\x1bb", "caf\x82", "a\x93b\x94", "a\x7f", "a\uffff", "a\ufdd0"],
    "encoding": [
        "cafÃ©",
        "MÃ¼ller",
        "Ã¼ber",
        "itâ€™s",
        "â€œquotedâ€\x9d",
        "â€“",
        "12 Â°C",
        "CÃ´te",
        "naÃ¯ve",
        "ï»¿a",
    ],
    "entity": ["a &amp; b", "caf&eacute;", "&lt;b&gt;", "&#233;", "&#xE9;", "a&nbsp;b", "&quot;a&quot;"],
    "invisible": ["a\u200bb", "\ufeffa", "soft\u00adhyphen", "a\u202eb", "a\u2060b"],
    "normal": ["cafe\u0301", "A\u030angstrom", "\u212b"],
    "space": [" a", "a ", "\ta", "a\u00a0"],
}


def judged(turtle: str, *, is_dataset: bool = False) -> list[str]:
    quads = ox.parse(f"<x:a> <x:p> {turtle} .", ox.RdfFormat.TURTLE)
    found = list(problems(Uses.of(quads), Context(is_dataset=is_dataset)))
    assert all(result.message.endswith(".") for result in found)
    return [result.shape.rsplit("/", 1)[1] for result in found]


def judged_literal(text: str) -> list[str]:
    term = ox.NamedNode("x:a")
    found = problems(Uses.of([ox.Quad(term, term, ox.Literal(text))]), Context())
    return [result.shape.rsplit("/", 1)[1] for result in found]


@pytest.mark.parametrize("text", RIGHT)
def test_a_right_text_is_accepted(text: str) -> None:
    assert judged_literal(text) == []


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in WRONG.items() for text in texts])
def test_a_suspicious_text_is_named_by_its_kind(kind: str, text: str) -> None:
    assert kind in judged_literal(text)


def test_each_rule_is_found_by_a_case_above_and_none_fails_a_run() -> None:
    assert {rule.rsplit("/", 1)[1] for rule in RULES} == set(WRONG)
    assert {rule.severity for rule in RULES.values()} == {"Warning", "Info"}


def test_the_text_that_was_meant_is_told() -> None:
    assert dict(suspicions("MÃ¼ller"))["encoding"] == 'Write "MÃ¼ller" again as UTF-8: "Müller", perhaps.'
    assert dict(suspicions("a &amp; b"))["entity"] == "Write '&' for &amp; in \"a &amp; b\"."


def test_markup_and_numbers_are_no_texts() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    assert (
        judged(f"'<p>a &amp; b</p>'^^<{rdf}HTML>, '<p>&amp;</p>'^^<{rdf}XMLLiteral>, ' 4 '^^<x:dt>, 4") == []
    )


def test_queries_over_several_lines_have_blanks_at_their_ends() -> None:
    assert judged("'''\n  SELECT *\n  '''") == []


def test_in_the_dataset_a_shape_judges_the_ends() -> None:
    assert judged("' a'@en") == ["space"]
    assert judged("' a'@en", is_dataset=True) == []
    assert judged("'cafÃ©'@en", is_dataset=True) == ["encoding"]


def test_each_use_is_found() -> None:
    assert judged("'caf\ufffd'@en, 'x', 'caf\ufffd'@fr") == ["replaced", "replaced"]


class TestRepeats:
    @pytest.mark.parametrize(
        "text",
        [
            "<x:a> <x:p> 1, 2 . <x:a> <x:q> 1 . <x:b> <x:p> 1 .",
            "<x:a> <x:p> 1, 1.0, '1', '1'@en, '1'@fr, 01 .",
            "<x:a> <x:p> [], [] .",
            "<x:a> <x:p> ( 1 1 ) .",
        ],
    )
    def test_different_triples_are_accepted(self, text: str) -> None:
        assert list(repeats.problems(ox.parse(text, ox.RdfFormat.TURTLE))) == []

    @pytest.mark.parametrize(
        "text",
        [
            "<x:a> <x:p> 1 . <x:a> <x:p> 1 .",
            "<x:a> <x:p> 1, 2, 1, 1 .",
            "<x:a> <x:p> 'a'@en, 'a'@EN .",
            "<x:a> a <x:A> ; a <x:A> .",
        ],
    )
    def test_a_triple_that_stands_twice_is_found_once(self, text: str) -> None:
        found = list(repeats.problems(ox.parse(text, ox.RdfFormat.TURTLE)))
        assert [str(result.focus) for result in found] == ["<x:a>"]
        assert {result.shape for result in found} == set(repeats.RULES)

    def test_two_graphs_may_say_the_same(self) -> None:
        text = "<x:g> { <x:a> <x:p> 1 } <x:h> { <x:a> <x:p> 1 }"
        assert list(repeats.problems(ox.parse(text, ox.RdfFormat.TRIG))) == []
