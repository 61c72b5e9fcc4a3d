"""A numbered heading is no first half of a sentence that goes on below a page's footnotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migkg.ingest.read import read

if TYPE_CHECKING:
    from pathlib import Path

PAGES = """2. Wells

Wells are dug in the dry season.

2.1. Who digs them

Diggers come from two villages on the far side of the river and are paid for each arm's length of

¹ Visit to six villages, 2011.

depth that they reach before noon. They bring their own ropes.¹

The village gives them bread.
"""


def test_a_numbered_heading_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "wells.txt"
    path.write_text(PAGES, encoding="utf-8")
    blocks = read(path).blocks
    assert [(block.kind, block.text) for block in blocks if block.marker == "2.1."] == [
        ("heading", "Who digs them")
    ]
    assert any(block.text.endswith("They bring their own ropes.") for block in blocks)
