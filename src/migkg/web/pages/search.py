"""Search in names, notations, acronyms and what passages and claims say."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from migkg import terms
from migkg.web.pages.browse import LISTS, list_of
from migkg.web.pages.index import CLAIM, PASSAGE, Name, Ref
from migkg.web.pages.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.web.dataset import Dataset

__all__ = ["Found", "Hit", "entries_of", "found", "searched", "text_of", "vocabulary_of"]

LONGEST: Final = 200
_MOST_WORDS: Final = 12
SHOWN: Final = 10
"""How many hits of a group are shown before the rest is asked for."""
MOST: Final = 300
_ALIKE: Final = 0.72
_WORD: Final = re.compile(r"\w+")
_TEXTS: Final = """
SELECT ?s ?text WHERE {
  VALUES ?p { dcterms:abstract dcterms:description mig:says mig:qualifier skos:note skos:definition }
  ?s ?p ?text FILTER(ISIRI(?s) && ISLITERAL(?text))
} ORDER BY ?s ?p ?text"""
_NAMES: Final = ("notation", "label", "altLabel", "title")
_SHORT: Final = 2
"""Words of so few letters are like too many others to be what was meant."""
PASSAGES: Final = "passages"
CLAIMS: Final = "claims"
OTHERS: Final = "others"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is searched of one thing: its names and notations, and its texts, all folded."""

    iri: str
    names: tuple[str, ...]
    words: str
    group: str
    text: str
    told: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, with the text in which the words stand, if it is not its name."""

    ref: Ref
    kind: Name
    excerpt: Name | None


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one kind: those shown, and how many there are."""

    slug: str
    hits: tuple[Hit, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave; `meant` are words that would find something where nothing was found."""

    asked: str
    groups: tuple[Group, ...]
    size: int
    meant: tuple[str, ...]
    only: str


def folded(text: str) -> str:
    """A text without case, accents and typographic variants.

    >>> folded("Éthiopie’s  C97")
    "ethiopie's c97"
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    if not plain.isascii():
        plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(plain.split())


def found(dataset: Dataset, asked: str, lang: str, only: str = "", *, texts: bool = True) -> Found:
    """What a question finds, group by group, the best first.

    `only` names one group to be shown in full; without `texts`, only names and notations are searched.
    """
    asked = " ".join(asked[:LONGEST].split())
    words = folded(asked).split()[:_MOST_WORDS]
    if not words:
        return Found(asked, (), 0, (), "")
    entries = entries_of(dataset)
    worst = _IN_TEXT if texts else _IN_TEXT - 1
    ranks = ((_rank(entry, words), entry) for entry in entries)
    rated = [(rank, entry) for rank, entry in ranks if rank <= worst]
    if not rated:
        return Found(asked, (), 0, _meant(dataset, asked, words), "")
    return _grouped(dataset, asked, rated, lang, only)


_IN_TEXT: Final = 4
"""The rank of what is found in a text only."""


def _rank(entry: Entry, words: Sequence[str]) -> int:
    """How well an entry answers, 0 the best; beyond the rank of texts if not all words stand in it."""
    whole = " ".join(words)
    if whole in entry.names:
        return 0
    if any(name.startswith(whole) for name in entry.names):
        return 1
    if all(f" {word}" in entry.words for word in words):
        return 2
    if all(word in entry.words for word in words):
        return 3
    return _IN_TEXT if all(word in entry.text or word in entry.words for word in words) else _IN_TEXT + 1


def _grouped(dataset: Dataset, asked: str, rated: Sequence[tuple[int, Entry]], lang: str, only: str) -> Found:
    reader = Reader(dataset, lang)
    groups: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
    for rank, entry in rated:
        groups[entry.group].append((rank, entry))
    order = {slug: place for place, slug in enumerate((*LISTS, PASSAGES, CLAIMS, OTHERS))}
    best = {slug: min(rank for rank, _ in group) > 0 for slug, group in groups.items()}
    chosen = [only] if only in groups else sorted(groups, key=lambda slug: (best[slug], order[slug]))
    shown = []
    for slug in chosen:
        ordered = sorted(groups[slug], key=lambda one: (one[0], reader.index.sort_key(one[1].iri)))
        first = ordered[: MOST if only == slug else SHOWN]
        reader.nodes(entry.iri for _, entry in first if reader.needs_telling(entry.iri))
        words = folded(asked).split()
        hits = tuple(_hit(reader, entry, words) for _, entry in first)
        shown.append(Group(slug, hits, len(ordered)))
    return Found(asked, tuple(shown), len(rated), (), only if only in groups else "")


def _hit(reader: Reader, entry: Entry, words: Sequence[str]) -> Hit:
    ref, kind = reader.ref(entry.iri), reader.index.kind(entry.iri)
    return Hit(ref, reader.term(kind) if kind else Name(""), _excerpt(reader, entry, ref, words))


def _excerpt(reader: Reader, entry: Entry, ref: Ref, words: Sequence[str]) -> Name | None:
    """The text, or the other name, in which the words stand; else the first text that there is."""
    for text in entry.told:
        if any(word in folded(text.text) for word in words):
            return text
    shown = folded(f"{ref.notation} {ref.name.text}")
    if not all(word in shown for word in words):
        for key in ("label", "altLabel"):
            for name in reader.index.names(entry.iri, key):
                if any(word in folded(name.text) for word in words):
                    return name
    return entry.told[0] if entry.told else None


def searched(reader: Reader) -> dict[str, Sequence[Name]]:
    """What is searched, in the order of lists, with its texts: all with a name, or that says something."""
    texts: dict[str, list[Name]] = defaultdict(list)
    for subject, text in reader.rows(_TEXTS):
        if subject and text:
            texts[subject.text].append(Name(text.text, text.lang or ""))
    iris = sorted({*reader.index.everything(), *texts}, key=reader.index.sort_key)
    return {iri: texts.get(iri, ()) for iri in iris if _is_searched(iri)}


@lru_cache(maxsize=4)
def entries_of(dataset: Dataset) -> tuple[Entry, ...]:
    """All that is searched, read once."""
    reader = Reader(dataset, "en")
    return tuple(_entry(reader, iri, told) for iri, told in searched(reader).items())


def text_of(told: Iterable[Name]) -> str:
    """The texts of a thing as they are searched."""
    return folded(" ".join(name.text for name in told))


def _is_searched(iri: str) -> bool:
    return terms.is_iri(iri) and not iri.startswith(terms.GRAPH_BASE)


def _entry(reader: Reader, iri: str, told: Sequence[Name]) -> Entry:
    index = reader.index
    names = [
        name.text for key in ("notation", "label", "altLabel", "title") for name in index.names(iri, key)
    ]
    document = index.document(iri)
    if document and index.notation(iri):
        names.append(f"{index.notation(document)} {index.notation(iri)}")
    if iri.startswith(terms.BASE):
        names.append(terms.local_path(iri))
    listed = list_of(reader, iri)
    kind = index.kind(iri)
    if listed in ("objectives", "points", "conclusions") and index.notation(iri):
        names.extend(f"{word} {index.notation(iri)}" for word in _SPOKEN[listed])
    folded_names = tuple(dict.fromkeys(folded(name) for name in names if name))
    group = listed or (PASSAGES if index.is_a(iri, PASSAGE) else CLAIMS if index.is_a(iri, CLAIM) else OTHERS)
    words = " " + " ".join(folded_names) + (f" {folded(index.name(kind, 'en').text)}" if kind else "")
    return Entry(iri, folded_names, words, group, text_of(told), tuple(told))


_SPOKEN: Final = {
    "objectives": ("objective", "objectif", "objetivo"),
    "points": ("point", "punto"),
    "conclusions": ("conclusion", "conclusión"),
}
"""How people name the numbered things."""


@lru_cache(maxsize=4)
def vocabulary_of(dataset: Dataset) -> tuple[str, ...]:
    """Every word of a name, folded."""
    return tuple(sorted({word for entry in entries_of(dataset) for word in _words(entry.names)}))


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text) if len(word) > _SHORT}


def _meant(dataset: Dataset, asked: str, words: Sequence[str]) -> tuple[str, ...]:
    """What may have been meant: the question with each unknown word replaced by the one most like it."""
    import difflib

    known = vocabulary_of(dataset)
    better = []
    for word in words:
        near = [word] if word in known else difflib.get_close_matches(word, known, n=1, cutoff=_ALIKE)
        better.extend(near)
    whole = " ".join(better)
    return (whole,) if whole and whole != folded(asked) else ()
