"""Markers: what they mean alone, and in the light of those before."""

from __future__ import annotations

import pytest

from migkg.ingest.outline.numbering import Number, leading, marker, readings


@pytest.mark.parametrize(
    ("printed", "style", "values"),
    [
        ("12.", "decimal", (12,)),
        ("(12)", "decimal", (12,)),
        ("12)", "decimal", (12,)),
        ("§ 4", "decimal", (4,)),
        ("1.1.", "chapter", (1, 1)),
        ("2.3.4", "chapter", (2, 3, 4)),
        ("Chapter 3.", "chapter", (3,)),
        ("PART IV", "chapter", (4,)),
        ("(b)", "letter", (2,)),
        ("b.", "letter", (2,)),
        ("(aa)", "letter", (27,)),
        ("(iv)", "roman", (4,)),
        ("IV.", "capital", (4,)),
        ("B.", "capital", (2,)),
        ("•", "bullet", ()),
        ("-", "bullet", ()),
    ],
)
def test_a_marker_alone(printed: str, style: str, values: tuple[int, ...]) -> None:
    number = readings(printed)[0]
    assert (number.style, number.values) == (style, values)


@pytest.mark.parametrize("printed", ["", "word", "(see)", "1990s", "++"])
def test_no_marker(printed: str) -> None:
    assert readings(printed) == ()


def test_a_letter_that_is_a_roman_number_too() -> None:
    after_h = Number("letter", (8,), "h", "()")
    assert marker("(i)", [after_h]) == Number("letter", (9,), "i", "()")
    assert marker("(i)") == Number("roman", (1,), "i", "()")


def test_numbers_of_another_form_do_not_follow() -> None:
    assert not Number("decimal", (2,), "2", "()").follows(Number("decimal", (1,), "1", "."))


@pytest.mark.parametrize(
    "text", ["2019 was dry.", "A. Smith spoke", "e.g. this", "No. 5 is here", "I think so", "1,200 people"]
)
def test_what_only_looks_like_a_number(text: str) -> None:
    found = leading(text)[0]
    assert not found or found == "A."
