"""How well ingest does: what it finds in files against what people have reviewed of the same documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migkg.errors import UsageError
from migkg.ingest.reviewed import Finding, Reviewed, found_in
from migkg.ingest.suggest.confidence import confidence
from migkg.table import Table, Value
from migkg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from migkg.ingest.passages import Outline
    from migkg.sources import Source

__all__ = ["Difference", "Evaluation", "Score", "evaluate"]

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Score:
    """How much of one kind a document holds, how much was found, and how much of that is right."""

    document: str
    kind: str
    reviewed: int
    found: int
    right: int

    @property
    def precision(self) -> float | None:
        """The share of what was found that is right; None if nothing was."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of what people reviewed that was found; None if there is nothing."""
        return self.right / self.reviewed if self.reviewed else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None if there is nothing to compare."""
        both = self.found + self.reviewed
        return 2 * self.right / both if both else None


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that was missed, or that was found and is not in the data."""

    document: str
    kind: str
    side: str
    """`missed` or `surplus`."""
    passage: str
    what: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of some files, by document and in all, and what they come from."""

    scores: tuple[Score, ...]
    differences: tuple[Difference, ...]
    rules: tuple[tuple[str, int, int], ...]
    """Each rule of a suggestion, how often it was right, and how often it proposed something; what several
    files of one document say alike counts once."""
    unknown: tuple[str, ...] = ()
    """Files, or texts in them, that the data know nothing of."""

    def table(self) -> Table:
        """Precision, recall and F1 by document and kind."""
        columns = ("document", "kind", "reviewed", "found", "right", "precision", "recall", "f1")
        rows = [
            (
                _text(score.document), _text(score.kind), _whole(score.reviewed), _whole(score.found),
                _whole(score.right), _share(score.precision), _share(score.recall), _share(score.f1),
            )
            for score in self.scores
        ]  # fmt: skip
        return Table(columns, rows).titled("What ingest finds, against what people have reviewed")

    def errors(self) -> Table:
        """What was missed and what is surplus, one a line."""
        columns = ("document", "kind", "side", "passage", "what", "rule")
        rows = [
            tuple(_text(text) for text in (one.document, one.kind, one.side, one.passage, one.what, one.rule))
            for one in self.differences
        ]
        return Table(columns, rows).titled("Where ingest and people differ")

    def by_rule(self) -> Table:
        """How often each rule is right, beside the confidence of its suggestions."""
        rows = [
            (
                _text(rule),
                _whole(found),
                _whole(right),
                _share(right / found),
                _share(confidence(rule)),
            )
            for rule, right, found in self.rules
        ]
        columns = ("rule", "found", "right", "precision", "confidence")
        return Table(columns, rows).titled("How often each rule is right")


def evaluate(
    paths: Sequence[Path], source: Source, progress: Callable[[str, int, int], None] | None = None
) -> Evaluation:
    """Ingest files and compare each text in them with what the graph has of it.

    A text is matched with a document by its symbol or its fingerprints, a passage by path or fingerprint.

    Raises UsageError if the graph knows none of the texts, UnreadableError for a file that cannot be read.
    """
    from migkg.ingest.gazetteer import Gazetteer
    from migkg.ingest.recognise import Known

    known, gazetteer, reviewed = Known.of(source), Gazetteer.of(source), Reviewed.of(source)
    scores: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    rules: dict[str, dict[tuple[str, ...], bool]] = defaultdict(dict)
    differences: list[Difference] = []
    unknown: list[str] = []
    for done, path in enumerate(paths):
        if progress:
            progress(path.name, done, len(paths))
        for outline in _outlines(path):
            document = known.match(outline)
            if not document:
                unknown.append(f"{path.name}: {outline.metadata.title or outline.identifier}")
                continue
            outline = known.aligned(outline, document)  # noqa: PLW2901 -- the same text by the graph's names
            found = found_in(outline, gazetteer, source)
            right = _compare(document, reviewed.of_document(document, outline), found, scores, differences)
            for one, is_right in zip(found, right, strict=True):
                if one.rule:
                    rules[one.rule][document, one.kinds[0], *sorted(one.places), one.what] = is_right
    if not scores:
        raise UsageError(
            "The data hold none of these documents, so there is nothing to compare with. "
            "Name files of documents that have been reviewed."
        )
    return Evaluation(
        tuple(_scores(scores)),
        tuple(differences),
        tuple((rule, sum(told.values()), len(told)) for rule, told in sorted(rules.items())),
        tuple(unknown),
    )


def _outlines(path: Path) -> tuple[Outline, ...]:
    from migkg.ingest.outline import outlines
    from migkg.ingest.read import read

    return outlines(read(path))


def _compare(
    document: str,
    reviewed: Sequence[Finding],
    found: Sequence[Finding],
    scores: dict[tuple[str, str], Counter[str]],
    differences: list[Difference],
) -> list[bool]:
    """Count what agrees, for each kind; gives for each thing found whether it is right."""
    waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        waiting[one.kinds[0], *one.key].append(place)
    right = [False] * len(found)
    for one in reviewed:
        places = waiting[one.kinds[0], *one.key]
        chosen = next((place for place in places if found[place].same(one)), None)
        match = None
        if chosen is not None:
            places.remove(chosen)
            right[chosen] = True
            match = found[chosen]
        for kind in one.kinds:
            scores[document, kind]["reviewed"] += 1
        if match is None:
            differences.append(Difference(document, one.kinds[0], "missed", one.place, one.what))
            continue
        for kind in match.kinds:
            scores[document, kind]["right"] += kind in one.kinds
    for one in found:
        for kind in one.kinds:
            scores[document, kind]["found"] += 1
    differences += [
        Difference(document, one.kinds[0], "surplus", one.place, one.what, one.rule)
        for one, is_right in zip(found, right, strict=True)
        if not is_right
    ]
    return right


def _scores(counted: dict[tuple[str, str], Counter[str]]) -> Iterator[Score]:
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for (_, kind), counts in counted.items():
        total[kind].update(counts)
    for document in sorted({document for document, _ in counted}):
        yield from _rows(document, {kind: c for (home, kind), c in counted.items() if home == document})
    yield from _rows(ALL, total)


def _rows(document: str, counted: dict[str, Counter[str]]) -> Iterable[Score]:
    return (
        Score(document, kind, counts["reviewed"], counts["found"], counts["right"])
        for kind, counts in sorted(counted.items())
    )


def _text(text: str) -> Value | None:
    return Value("literal", text) if text else None


def _whole(number: int) -> Value:
    return Value("literal", str(number), f"{XSD}integer")


def _share(share: float | None) -> Value | None:
    return None if share is None else Value("literal", f"{share:.3f}", f"{XSD}decimal")
