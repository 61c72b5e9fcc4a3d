"""A passage as the grammar reads it: tokens, the names among them, and what has been found so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from migkg.ingest.gazetteer import names_tokens
from migkg.ingest.tokens import glued_apart, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.gazetteer import Gazetteer, Thing
    from migkg.ingest.passages import Passage
    from migkg.ingest.references import Candidate
    from migkg.ingest.tokens import Token

__all__ = ["Document", "Found", "Span", "Text"]

_IN_TITLES: Final = frozenset(("theme", "place", "other"))
_SENTENCE_END: Final = frozenset(".?!;")
_ABBREVIATIONS: Final = words("no nos art arts para paras p pp op cit ibid vol rev ed eds cf eg ie mar apr")


@dataclass(slots=True)
class Found:
    """A reference, by the tokens between which it stands."""

    start: int
    end: int
    kind: str
    targets: tuple[str, ...] = ()
    candidate: Candidate | None = None
    rule: str = ""
    counts: bool = True


@dataclass(slots=True)
class Span:
    """Names between two tokens, all that may be meant there."""

    start: int
    end: int
    iris: tuple[str, ...]
    rule: str
    candidate: Candidate | None = None


@dataclass(slots=True)
class Document:
    """What is known of the whole document while its passages are read."""

    gazetteer: Gazetteer
    identifier: str = ""
    language: str = "en"
    own: str = ""
    """The IRI of the document itself, if the graph has it."""
    paths: frozenset[str] = frozenset()
    learnt: dict[str, Learnt] = field(default_factory=dict)
    learnt_names: dict[str, list[tuple[tuple[str, ...], Learnt]]] = field(default_factory=dict)
    """First word → long forms of acronyms that the graph does not know, as the words are found by."""
    named: set[str] = field(default_factory=set)
    """What is named in full anywhere in it."""
    left: set[tuple[str, ...]] = field(default_factory=set)
    """Short forms that stand for something else where the text is being read: another's was named last."""
    heads: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Short forms of documents whose subject the text names: `plan of action` → the document."""
    acronyms: frozenset[str] = frozenset()
    """The words in capitals anywhere in it."""
    companions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Instrument → the Recommendations that may have been adopted with it."""
    words: str = ""
    """All of its text in small letters, with single spaces."""
    goals: bool = False
    """Whether it speaks of the Sustainable Development Goals."""

    def names_in_full(self, iri: str) -> bool:
        """Whether a name of a thing is anywhere in it, those apart that begin with an article."""
        thing = self.thing(iri)
        labels = [label.lower() for label in (thing.labels if thing else ())]
        return any(label in self.words for label in labels if not label.startswith("the "))

    def thing(self, iri: str) -> Thing | None:
        """What the graph knows of an IRI."""
        return self.gazetteer.things.get(iri)


@dataclass(frozen=True, slots=True)
class Learnt:
    """An acronym that the document defines."""

    acronym: str
    words: tuple[str, ...] = ()
    iris: tuple[str, ...] = ()
    candidate: Candidate | None = None


class Text:
    """One passage."""

    def __init__(self, passage: Passage, document: Document) -> None:
        """Read its text into tokens; the names are found by `names.find`."""
        self.passage = passage
        self.document = document
        self.tokens: list[Token] = names_tokens(passage.text)
        self.owned = glued_apart(passage.text, self.tokens)
        """Tokens behind which an apostrophe says that something is theirs."""
        self.spans: dict[int, Span] = {}
        self.ending: dict[int, Span] = {}
        self.found: list[Found] = []
        self.found_ending: dict[int, Found] = {}
        self.instruments: dict[tuple[str, ...] | Candidate | None, Found] = {}
        """The instruments found so far, each once."""
        self._starts: list[int] | None = None

    def norm(self, at: int) -> str:
        """The form of a token by which it is found; empty beyond the ends."""
        return self.tokens[at].norm if 0 <= at < len(self.tokens) else ""

    def word(self, at: int) -> str:
        """A token as it is written; empty beyond the ends."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def kind(self, at: int) -> str:
        """The kind of a token; empty beyond the ends."""
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def is_capital(self, at: int) -> bool:
        """Whether a token is a word with a capital."""
        return self.kind(at) == "word" and self.tokens[at].text[0].isupper()

    def breaks(self, at: int) -> bool:
        """Whether a line or a cell ends before a token."""
        between = self.passage.text[self.tokens[at - 1].end : self.tokens[at].start] if at else ""
        return "\n" in between or "\t" in between

    def add_span(self, span: Span) -> None:
        """Take in a name that was found."""
        for start in range(span.start, span.end):
            covered = self.spans.pop(start, None)
            if covered is not None:
                self.ending.pop(covered.end, None)
        self.spans[span.start] = span
        self.ending[span.end] = span

    def add(self, found: Found) -> None:
        """Take in a reference that was found; subjects and places in the title that it is are none."""
        title = found.kind == "instrument" and found.rule != "name in a name"
        while (
            title and self.found and self.found[-1].start >= found.start and self.found[-1].kind in _IN_TITLES
        ):
            self.found.pop()
        self.found.append(found)
        self.found_ending[found.end] = found
        if found.kind == "instrument":
            self.instruments.setdefault(found.targets or found.candidate, found)

    def sentence(self, at: int) -> int:
        """A number for the sentence that a token stands in."""
        from bisect import bisect_right

        if self._starts is None:
            self._starts = list(self._sentence_starts())
        return bisect_right(self._starts, at)

    def _sentence_starts(self) -> Iterator[int]:
        for at, token in enumerate(self.tokens):
            if token.kind == "mark" and token.text in _SENTENCE_END:
                if token.text == "." and self.norm(at - 1) in _ABBREVIATIONS:
                    continue
                if token.text == "." and at + 1 < len(self.tokens) and self.tokens[at + 1].text[0].islower():
                    continue
                yield at + 1
