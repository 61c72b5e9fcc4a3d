"""What holds for all suggestions: phrases in their places, keys that stay, no crash, no long waiting."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from own_paper import graph, outline, passage

import taking
from migkg.ingest.citations import references
from migkg.ingest.passages import Metadata, Outline
from migkg.ingest.suggest import suggest
from migkg.ingest.suggest.confidence import REVIEWED, confidence
from migkg.ingest.suggest.sentences import cut, sentences

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = (
    "Points 12(a) and 13(d) of the plan of action are on pickers. These activities aid GCM objective 7.",
    "The Fair Recruitment Initiative, spearheaded by IOM, was launched in at least 12 valleys by 2030.",
    "Of all migrants, 2,300 went to orchards; the Global Migration Group was chaired by UNICEF.",
)
PIECES = (
    *(
        "points 12(a), 13(d)",
        "objective 5(d)",
        "this objective",
        "these activities",
        "GCM",
        "the plan of action",
    ),
    *(
        "not",
        "will be",
        "by 2030",
        "Fair Recruitment Initiative",
        "IOM",
        "chaired by",
        "at least",
        "12",
        "half",
    ),
    *(
        "3.5 million",
        "(",
        ")",
        "'",
        "“",
        ".",
        "?!",
        ";",
        ", ",
        " ",
        "\n\n",
        "\t",
        "é",
        "–",
        "0",
        "½",
        "\u00a0",
    ),
    *("respectively", "Author unit:", "one", "twenty-", "US$", "composed of", "namely", "It ", "such work"),
    "temporary labour migration",
)


def all_of(paper: Outline) -> tuple[object, ...]:
    source, gazetteer = graph()
    return suggest(paper, references(paper, gazetteer), source)


def test_a_phrase_has_at_most_ten_words_and_stands_where_it_is_said_to() -> None:
    paper = outline(*TEXTS)
    found = all_of(paper)
    texts = {one.path: one.text for one in paper.passages}
    assert {one.kind for one in found} == {"mention", "linkage", "progress", "membership", "figure"}
    for one in found:
        assert 1 <= len(one.phrase.split()) <= 10
        assert " ".join(texts[one.passages[0]][one.start : one.end].split()) == one.phrase
        assert 0 < one.confidence < 1
        assert one.strength if one.basis == "inferred" else not one.strength
        assert list(one.values) == sorted(one.values)


def test_each_key_comes_once_and_does_not_depend_on_white_space() -> None:
    keys = [one.key for one in all_of(outline(*TEXTS))]
    assert len(set(keys)) == len(keys)
    spread = outline(*(text.replace(" of ", " of\n").replace(", ", ",\n") for text in TEXTS))
    assert [one.key for one in all_of(spread)] == keys


def test_the_same_paper_gives_the_same_suggestions() -> None:
    assert all_of(outline(*TEXTS)) == all_of(outline(*TEXTS))


@pytest.mark.parametrize("seed", range(3))
def test_no_text_makes_it_fail(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        texts = ["".join(chance.choices(PIECES, k=chance.randint(0, 60))) for _ in range(3)]
        kinds = [chance.choice(("Paragraph", "TableRow", "Footnote", "Table", "Section")) for _ in texts]
        paper = outline(*texts)
        passages = [replace(one, kind=kind) for one, kind in zip(paper.passages[1:], kinds, strict=True)]
        all_of(replace(paper, passages=(paper.passages[0], *passages)))


def test_a_page_takes_little_time() -> None:
    paper = outline(*TEXTS * 40)
    source, gazetteer = graph()
    named = references(paper, gazetteer)
    suggest(paper, named, source)
    pages = sum(len(one.text) for one in paper.passages) / 3000
    assert taking.seconds(lambda: suggest(paper, named, source)) / pages < 0.05


def test_a_sentence_of_many_figures_takes_time_in_proportion() -> None:
    def work(count: int) -> Callable[[], object]:
        paper = outline("Among them are " + "12 pickers, " * count)
        named = references(paper, gazetteer)
        return lambda: suggest(paper, named, source)

    source, gazetteer = graph()
    assert taking.growth(work, 250, 8) < 20


def test_an_empty_outline_suggests_nothing() -> None:
    assert all_of(Outline("gb999-pol-7", Metadata(), ())) == ()
    assert all_of(Outline("gb999-pol-7", Metadata(), (passage("para/1", ""),))) == ()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Orchards grow. Pickers rest.", 2),
        ("See Convention No. 97. It counts.", 2),
        ("It was so (see para. 4 of the paper). “Yes.” The end!", 3),
        ("Apples, e.g. russets, are ripe.", 1),
        ("It costs 3.5 million.", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_readers_see_an_end(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_long_phrase_is_cut() -> None:
    text = "one two three four five six seven eight nine ten eleven"
    assert cut(text, 0, len(text)).words == "one two three four five six seven eight nine ten"


def test_a_rule_that_was_often_right_is_trusted_more() -> None:
    assert confidence("never heard of") == 0.5
    assert confidence("number and objective in one sentence") > confidence(
        "means of action in the objective's sentence"
    )
    assert all(0 <= right <= found for right, found in REVIEWED.values())
