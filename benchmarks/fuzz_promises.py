"""What each stage of ingest promises of whatever it is given, as assertions.

`kept` goes the whole way of one input and fails where a promise is broken.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from migkg import __version__
from migkg.ingest.dossier import Dossier, updated
from migkg.ingest.pipeline import ingest_reading
from migkg.ingest.read.characters import CLOSE, OPEN
from migkg.ingest.suggested import read, to_turtle
from migkg.turtle import format_text

if TYPE_CHECKING:
    from migkg.ingest.blocks import Reading
    from migkg.ingest.desk import Desk
    from migkg.ingest.passages import Outline
    from migkg.ingest.pipeline import Context, Ingested

PATH = re.compile(r"[a-z0-9.-]+(?:/[a-z0-9.-]+)*", re.IGNORECASE)
KINDS = {
    "instrument", "provision", "objective", "action", "point", "conclusion", "goal", "target", "indicator", "document",
    "passage", "session", "date", "body", "programme", "tool", "event", "publication", "place", "theme", "other",
}  # fmt: skip

NAMELESS = {"session", "date", "passage"}
"""Kinds of references that need not mean a thing; a passage may be of a document that nobody has."""


def kept(reading: Reading, context: Context, desk: Desk) -> tuple[Counter[str], list[str]]:
    """How much of what each stage gave, and all that would be written; AssertionError for a broken promise."""
    count: Counter[str] = Counter()
    written = []
    _check_reading(reading)
    done = ingest_reading(reading, context)
    assert done, "there is no text"
    for one in done:
        _check_outline(one.outline, reading)
        _check_references(one)
        _check_suggestions(one)
        written += _written(one, desk)
        count["texts"] += 1
        count["passages"] += len(one.outline.passages)
        count["references"] += sum(map(len, one.references.values()))
        count["suggestions"] += len(one.suggestions)
    names = [one.outline.identifier for one in done]
    assert len(set(names)) == len(names), "two texts have one name"
    return count, written


def _check_reading(reading: Reading) -> None:
    reading.text.encode()
    for block in reading.blocks:
        assert 0 <= block.start <= block.end <= len(reading.text), "a block has no place"
        assert block.text.strip() or block.kind == "row", "a block is empty"
        assert not {OPEN, CLOSE} & set(block.text + block.marker), "a sign has been left in"
        assert all(0 <= mark.at <= len(block.text) for mark in block.marks), "a mark is outside of its text"
        assert not block.cells or "\t".join(block.cells) == block.text, "cells and text differ"
        assert block.line >= 1, "lines count from 1"


def _check_outline(outline: Outline, reading: Reading) -> None:
    paths = [passage.path for passage in outline.passages]
    assert len(set(paths)) == len(paths), "two passages have one path"
    assert [passage.order for passage in outline.passages] == list(range(1, len(paths) + 1)), (
        "the order has gaps"
    )
    assert outline.metadata.draft_decision in (None, *paths), "the draft decision is no passage"
    for passage in outline.passages:
        assert PATH.fullmatch(passage.path), f"no path: {passage.path}"
        assert passage.parent is None or passage.parent in paths, "the parent is no passage"
        assert passage.parent != passage.path, "a passage is in itself"
        assert 0 <= passage.start <= passage.end <= len(reading.text), "a passage has no place"
        assert len(passage.fingerprint) == 16, "a passage has no fingerprint"
        assert all(0 <= mark.at <= len(passage.text) for mark in passage.marks), (
            "a mark is outside of its passage"
        )


def _check_references(one: Ingested) -> None:
    assert list(one.references) == [passage.path for passage in one.outline.passages], (
        "a passage has no entry"
    )
    for passage in one.outline.passages:
        found = one.references[passage.path]
        assert len(set(found)) == len(found), "a reference is there twice"
        starts = [reference.start for reference in found]
        assert starts == sorted(starts), "references are out of order"
        for reference in found:
            assert 0 <= reference.start < reference.end <= len(passage.text), "a reference has no place"
            assert passage.text[reference.start : reference.end] == reference.text, (
                "a reference's text is not there"
            )
            assert reference.kind in KINDS, f"no kind: {reference.kind}"
            assert len(set(reference.targets)) == len(reference.targets), "a target is there twice"
            assert reference.targets or reference.candidate or reference.kind in NAMELESS, (
                "a reference means nothing"
            )


def _check_suggestions(one: Ingested) -> None:
    texts = {passage.path: passage.text for passage in one.outline.passages}
    keys = [suggestion.key for suggestion in one.suggestions]
    assert len(set(keys)) == len(keys), "two suggestions have one key"
    for suggestion in one.suggestions:
        assert suggestion.passages, "a suggestion has no evidence"
        assert set(suggestion.passages) <= set(texts), "the evidence is no passage"
        assert len(set(suggestion.passages)) == len(suggestion.passages), "a passage is evidence twice"
        text = texts[suggestion.passages[0]]
        assert 0 <= suggestion.start < suggestion.end <= len(text), "a phrase has no place"
        assert suggestion.phrase == " ".join(text[suggestion.start : suggestion.end].split()), (
            "a phrase is not there"
        )
        assert len(suggestion.phrase.split()) <= 10, "a phrase is long"
        assert 0 <= suggestion.confidence <= 1, "no confidence"
        assert suggestion.basis == "stated" or suggestion.kind == "mention" or suggestion.note, (
            "no reason is given"
        )
        assert list(suggestion.values) == sorted(suggestion.values), "values are not sorted"


def _written(one: Ingested, desk: Desk) -> list[str]:
    """The files of a document, after they were written and read back."""
    outline = one.outline
    records, _, _ = updated((), one.suggestions, __version__)
    Dossier(outline, records).write(desk)
    paths = desk.outline(outline.identifier), desk.suggested(outline.identifier)
    back = Dossier.read(desk, outline.identifier)
    assert back is not None, "nothing was written"
    keys = {record.suggestion.key: record.suggestion.phrase for record in records}
    assert {one.suggestion.key: one.suggestion.phrase for one in back.records} == keys, (
        "what was written is not read"
    )
    bare = replace(
        outline, passages=tuple(replace(one, text="", marks=(), cells=()) for one in outline.passages)
    )
    assert back.outline == bare, "an outline comes back otherwise"
    written = [path.read_text(encoding="utf-8") for path in paths]
    for path in paths:
        path.unlink()
    return written


def check_form(reading: Reading, context: Context, desk: Desk) -> None:
    """Fail if suggestions are not written in the form that `migkg fmt` gives, or otherwise once they were read."""
    for one in ingest_reading(reading, context):
        name, path = one.outline.identifier, desk.suggested(one.outline.identifier)
        turtle = to_turtle(name, updated((), one.suggestions, __version__)[0])
        assert format_text(turtle, path) == turtle, "a file is not in canonical form"
        desk.write(path, turtle)
        assert to_turtle(name, read(path)) == turtle, "what was read is written otherwise"
        path.unlink()
