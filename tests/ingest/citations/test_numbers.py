"""Lists of numbers with lettered parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from migkg.ingest.citations.numbers import numbers
from migkg.ingest.citations.text import Document, Text
from migkg.ingest.passages import Passage

if TYPE_CHECKING:
    from migkg.ingest.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("5", "5"),
        ("12(a), 13(d) and 14(a)", "12(a) 13(d) 14(a)"),
        ("2, 5–7 and 16", "2 5 6 7 16"),
        ("3 to 5", "3 4 5"),
        ("3(a)–(d)", "3(a) 3(b) 3(c) 3(d)"),
        ("5(c) and (e)", "5(c) 5(e)"),
        ("3(c)(iv) and (v)", "3(c)(iv) 3(c)(v)"),
        ("1, 2, and 3", "1 2 3"),
        ("4 or 5", "4 5"),
        ("1 as well as 3", "1 3"),
        ("9–5", "9 5"),
        ("2018", ""),
        ("13,753", ""),
        ("x", ""),
    ],
)
def test_a_list_is_read(written: str, meant: str, gazetteer: Gazetteer) -> None:
    passage = Passage("p", "Paragraph", "", 1, written, 1, 0, len(written), "")
    items, _ = numbers(Text(passage, Document(gazetteer)), 0)
    assert " ".join(item.notation for item in items) == meant


def test_dots_count_only_where_they_may(gazetteer: Gazetteer) -> None:
    passage = Passage("p", "Paragraph", "", 1, "8.7, 8.8 and 10.7.1", 1, 0, 19, "")
    text = Text(passage, Document(gazetteer))
    assert [item.number for item in numbers(text, 0, dotted=True)[0]] == ["8.7", "8.8", "10.7.1"]
    assert numbers(text, 0) == ([], 0)
