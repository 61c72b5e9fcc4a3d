"""Content negotiation, as RFC 9110 has it."""

from __future__ import annotations

import pytest

from migkg.web.negotiate import best

TYPES = ("text/html", "text/turtle", "application/ld+json")


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/turtle", "text/turtle"),
        ("TEXT/Turtle", "text/turtle"),
        ("text/turtle;q=0.2, application/ld+json;q=0.9", "application/ld+json"),
        ("text/html;q=0, */*;q=0.1", "text/turtle"),
        ("text/*;q=0.3, text/turtle;q=0.9", "text/turtle"),
        ("*/*;q=0.9, text/html;q=0.1", "text/turtle"),
        ("application/*", "application/ld+json"),
        ("text/turtle;charset=utf-8", "text/turtle"),
        ("text/turtle;q=2", "text/turtle"),
        ("image/png", None),
        ("*/*;q=0", None),
        (", ,text/turtle", "text/turtle"),
    ],
)
def test_media_types(accept: str, expected: str | None) -> None:
    assert best(accept, TYPES) == expected


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("fr", "fr"),
        ("fr-CH, en;q=0.5", "fr"),
        ("de, es;q=0.4", "es"),
        ("de", None),
        ("*", "en"),
        ("de;q=0.9, en;q=0.2, *;q=0.5", "fr"),
    ],
)
def test_languages(accept: str, expected: str | None) -> None:
    assert best(accept, ("en", "fr", "es")) == expected
