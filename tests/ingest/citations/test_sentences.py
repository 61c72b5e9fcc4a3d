"""Sentences in the styles of the genre, and what each refers to, in the order of the text.

In `sentences.tsv` a reference is its kind, its targets behind `=`, and what is known of a candidate behind
`?` (spaces as `_`); `~` says that it counts as no mention.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from migkg import terms
from migkg.ingest.citations.references import references_in

if TYPE_CHECKING:
    from migkg.ingest.gazetteer import Gazetteer
    from migkg.ingest.references import Reference

LINES = Path(__file__).with_name("sentences.tsv").read_text(encoding="utf-8").splitlines()


def told(reference: Reference) -> str:
    what = "|".join(terms.shorten(target) for target in reference.targets)
    if reference.candidate:
        known = reference.candidate.notation or reference.candidate.name
        what += f"?{known.replace(' ', '_')}"
    return f"{'' if reference.counts else '~'}{reference.kind}{'=' if what else ''}{what}"


def test_there_are_many() -> None:
    assert len(LINES) > 200
    assert sum(line.endswith("\t") for line in LINES) > 25, "sentences that refer to nothing"


@pytest.mark.parametrize("line", LINES, ids=[line.partition("\t")[0] for line in LINES])
def test_a_sentence_refers_to(line: str, gazetteer: Gazetteer) -> None:
    sentence, _, expected = line.partition("\t")
    found = references_in(sentence, gazetteer)
    assert " ".join(map(told, found)) == expected
    assert all(sentence[one.start : one.end] == one.text for one in found)
