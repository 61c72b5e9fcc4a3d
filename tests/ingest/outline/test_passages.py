"""Kinds, notations, parents, texts and cells of passages, each shown by a text of our own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migkg.fingerprint import fingerprint
from migkg.ingest.outline import outlines
from migkg.ingest.read import read

if TYPE_CHECKING:
    from migkg.ingest.passages import Passage

OPENINGS = Path(__file__).parent / "openings"


def passages(name: str, at: int = 0) -> dict[str, Passage]:
    return {passage.path: passage for passage in outlines(read(OPENINGS / f"{name}.txt"))[at].passages}


@pytest.mark.parametrize(
    ("path", "kind", "notation", "parent"),
    [
        ("cover", "Section", "cover", None),
        ("section/1.1", "Section", "section 1.1", "section/1"),
        ("section/1.1/p/2", "Paragraph", "1.1 ¶2", "section/1.1"),
        ("fn/introduction.1", "Footnote", "fn introduction.1", "section/introduction/p/1"),
        ("fn/1.2", "Footnote", "fn 1.2", "section/1.1/p/1"),
        ("box/1.1", "Box", "box 1.1", "section/1.1"),
        ("box/1.1/p/2", "Paragraph", "box 1.1 ¶2", "box/1.1"),
        ("fn/box-1.1.2", "Footnote", "fn box-1.1.2", "box/1.1/p/2"),
        ("section/1.2/wages-by-the-month", "Section", "section 1.2 wages-by-the-month", "section/1.2"),
        ("table/1.1", "Table", "table 1.1", "section/1.2/wages-by-the-trip"),
        ("table/1.1/2", "TableRow", "table 1.1 row 2", "table/1.1"),
        ("question/1", "DiscussionPoint", "question 1", "section/2"),
        ("question/1.2", "DiscussionPoint", "question 1.2", "question/1"),
    ],
)
def test_a_report(path: str, kind: str, notation: str, parent: str | None) -> None:
    passage = passages("report-boxes-notes")[path]
    assert (passage.kind, passage.notation, passage.parent) == (kind, notation, parent)


def test_a_box_with_one_paragraph_is_one_passage_with_its_list() -> None:
    box = passages("report-boxes-notes")["box/1.2"]
    assert box.title == "What the law says"
    assert box.text.startswith("The law of the river")
    assert box.text.endswith("nobody under sixteen rows.")


def test_a_row_has_the_cells_of_its_columns() -> None:
    found = passages("report-boxes-notes")
    assert found["table/1.1"].cells == ("River", "Month", "Trip")
    assert found["table/1.1/1"].cells == ("Blue", "210", "1.2")


def test_an_appendix_that_is_a_table_over_two_pages() -> None:
    found = passages("gb-appendix-table")
    assert found["appendix"].kind == "Table"
    assert found["appendix"].title.startswith("Overview of the rules")
    assert found["appendix"].cells == ("Rules", "Kept", "Not kept, or kept in summer only")
    assert found["appendix/2"].cells == ("Leave the rope dry", "", "In summer only")
    assert found["appendix/4"].cells == ("Keep the gate shut", "X (by those who have goats)", "")
    assert found["appendix/3"].notation == "appendix 3"


def test_a_list_within_paragraphs_gets_its_lost_number_back() -> None:
    found = passages("gb-appendix-table")
    assert found["list/rules"].title == "Rules of the well of the village"
    assert found["list/rules/3"].text == "Tell the warden when the water is low"
    assert found["list/rules/3"].notation == "list rules 3"
    assert found["list/rules"].parent == found["para/3"].parent == "section/introduction"


def test_a_footnote_whose_marker_is_lost_hangs_before_the_next() -> None:
    found = passages("gb-appendix-table")
    assert (found["fn/1"].parent, found["fn/2"].parent) == ("para/1", "para/2")


def test_a_paragraph_is_whole_though_a_quote_stands_in_it() -> None:
    found = passages("brochure-quotes")
    assert found["para/2"].text.endswith("carve another one from the wood of the garden in which they work.")
    assert found["caption/a-good-spade"].kind == "Caption"
    assert found["caption/a-good-spade"].parent == "section/i"


def test_parts_that_run_on_within_a_paragraph() -> None:
    found = passages("brochure-quotes")
    assert found["para/3"].text.endswith("Countries may consider:")
    assert found["para/3/b"].text == "teaching a second craft;"
    assert (found["para/3/b"].notation, found["para/3/b"].parent) == ("para 3(b)", "para/3")


def test_the_note_of_a_title_hangs_on_the_document() -> None:
    note = passages("brochure-quotes", 1)["fn/1"]
    assert (note.parent, note.order) == (None, 1)


def test_an_address_counts_only_where_there_is_nothing_else() -> None:
    note = passages("brochure-quotes", 1)["fn/1"]
    assert note.fingerprint == fingerprint(note.text)
