"""Whatever a reader hands over, there is an outline, and it hangs together."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

import taking
from migkg.ingest.blocks import Block, Mark, Reading
from migkg.ingest.outline import outline, outlines

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = [
    "Governing Body",
    "335th Session, Geneva",
    "GB.335/POL/1(Rev.)",
    "FIRST ITEM ON THE AGENDA",
    "Draft decision",
    "Appendix",
    "Appendix II: Tables",
    "Contents",
    "Copyright © 2011",
    "Box 1.2 Nets",
    "Table 3. Nets by size",
    "Introduction",
    "Points for discussion",
    "RESOLUTION CONCERNING NETS",
    "CONCLUSIONS CONCERNING NETS",
    "PLAN OF ACTION: NETS",
    "Chapter 1",
    "Page",
    "ISBN 978",
    "Source: a survey.",
    "Photo: someone",
    "https://example.org/a",
    "Geneva, 3 May 2001.",
    "Point for decision: Paragraph 3.",
    "Nets are mended in the evening by those who fish at night.",
    "nets",
    "The Office may: (a) mend nets; (b) sell them; and (c) count them.",
    "Prices: The price of a net has risen in every harbour that was visited in the course of the two years.",
    "two key principles:",
    "İ",
    "ß",
    "\u200b",
    "a\tb",
    "",
    "   ",
    "Related documents: GB.1/2",
    "Author unit:",
    "(in brackets)",
    "two means of action:",
    "1.",
    "(a)",
    "ﬁ",
]
MARKERS = ["", "", "", "1.", "2.", "3.", "8.", "(1)", "(a)", "(b)", "(i)", "(ii)", "a.", "b.", "•", "-"]
MARKERS += ["I.", "II.", "A.", "1.1.", "2.3", "§ 4", "99999.", "(zz)", "\x00"]
KINDS = ["heading", "paragraph", "item", "footnote", "row", "caption"]


def any_reading(seed: int, size: int) -> Reading:
    """A reading of blocks that no reader would make, with places that do not fit."""
    chance = random.Random(seed)
    blocks: list[Block] = []
    at = 0
    for line in range(size):
        text = chance.choice(WORDS) if chance.random() < 0.8 else " ".join(chance.choices(WORDS, k=4))
        kind = chance.choice(KINDS)
        cells = tuple(chance.choices(WORDS, k=chance.randrange(4))) if kind == "row" else ()
        marks = tuple(
            Mark(chance.randrange(len(text) + 3), chance.choice(["1", "2", "*", ""]))
            for _ in range(chance.randrange(3))
        )
        end = at + chance.choice([0, len(text), 5 * len(text)])
        blocks.append(
            Block(kind, text, line, at, end, page=chance.choice([None, 1, 2]), level=chance.randrange(4),  # type: ignore[arg-type]
                  marker=chance.choice(MARKERS), marks=marks, cells=cells)
        )  # fmt: skip
        at += len(text)
    return Reading("any.txt", "text/plain", "x" * at, tuple(blocks))


@pytest.mark.parametrize("seed", range(200))
def test_any_reading_has_an_outline(seed: int) -> None:
    for found in outlines(any_reading(seed, seed % 60)):
        paths = [passage.path for passage in found.passages]
        assert len(set(paths)) == len(paths)
        assert all(passage.parent is None or passage.parent in paths for passage in found.passages)
        assert found.identifier
        assert found.metadata.draft_decision is None or found.metadata.draft_decision in paths


def test_an_empty_reading_has_an_empty_outline() -> None:
    found = outline(Reading("nothing.txt", "text/plain", "", ()))
    assert found.passages == ()
    assert found.identifier == "nothing"
    assert found.notices


@pytest.mark.parametrize("marker", ["1.", "(a)", "•", ""])
def test_long_texts_take_time_in_proportion(marker: str) -> None:
    def work(size: int) -> Callable[[], object]:
        blocks = tuple(Block("item", "Nets dry", at, at, at + 1, marker=marker) for at in range(size))
        reading = Reading("long.txt", "text/plain", "x" * size, blocks)
        return lambda: outlines(reading)

    assert taking.growth(work, 1000, 8) < 30


@pytest.mark.parametrize(
    "unit",
    [
        "A-",
        ".",
        "a ",
        "A/",
        "GB.",
        "(a) ",
        "x: ",
        "1.",
        "«",
        "the ",
        "TT/",
        ": (a) ",
        "\t",
        "ninety-",
        "of the ",
        "9",
        "- ",
    ],
)
@pytest.mark.parametrize("kind", ["heading", "paragraph"])
@pytest.mark.parametrize(("opening", "size"), [("Nets ", 20_000), ("", 8_000)])
def test_no_text_is_looked_at_over_and_over(unit: str, kind: str, opening: str, size: int) -> None:
    text = opening + unit * (size // len(unit)) + "end"
    blocks = tuple(Block(kind, text, at, at, at + 1) for at in range(3))  # type: ignore[arg-type]
    reading = Reading("one.txt", "text/plain", text, blocks)
    assert taking.seconds(lambda: outlines(reading), times=1) < 2
