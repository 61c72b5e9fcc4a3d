"""A document's passages → what each of them refers to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from migkg.ingest.citations import (
    acronyms,
    dates,
    documents,
    goals,
    instruments,
    names,
    provisions,
    series,
    short_forms,
    titles,
    unknown,
)
from migkg.ingest.citations.acting import acts
from migkg.ingest.citations.back import back_reference
from migkg.ingest.citations.text import Document, Found, Span, Text
from migkg.ingest.passages import Metadata, Outline, Passage
from migkg.ingest.references import Reference
from migkg.ingest.tokens import compact
from migkg.terms import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from migkg.ingest.gazetteer import Gazetteer, Thing

__all__ = ["references", "references_in"]

_CANDIDATES: Final = {"Body": "body", "Programme": "programme"}
"""Class of a candidate → kind of the reference; an instrument's otherwise."""
_CODE_LETTERS: Final = frozenset("CRP")
_Rule = Callable[[Text, int], "tuple[list[Found], int] | None"]


def _objective(text: Text, at: int) -> tuple[list[Found], int] | None:
    """A Goal or an objective, which in French and Spanish begin with the same word."""
    return goals.goal(text, at) or series.numbered(text, at)


_RULES: Final[dict[str, _Rule]] = {
    **dict.fromkeys(goals.WORDS, goals.goal),
    **dict.fromkeys(instruments.KINDS, instruments.instrument),
    **dict.fromkeys(instruments.MARKS, instruments.bracketed),
    **dict.fromkeys((*provisions.UNITS, "preamble"), provisions.provision),
    **dict.fromkeys(series.WORDS, series.numbered),
    **dict.fromkeys(("objectif", "objetivo"), _objective),
    **dict.fromkeys(("resolution", "résolution"), documents.resolution),
    **dict.fromkeys(("session", "meeting"), documents.session),
    **dict.fromkeys(dates.MONTHS, dates.month),
}
"""Word, as it is found → the rule that it may begin."""


def references(outline: Outline, gazetteer: Gazetteer) -> dict[str, tuple[Reference, ...]]:
    """What the passages of a document refer to, by path; each passage's references in the order of its text.

    Every passage has an entry. It takes time in proportion to the text, whatever the text is.
    """
    document = Document(gazetteer, outline.identifier, outline.metadata.language)
    document.own = _own(outline, gazetteer)
    document.paths = frozenset(passage.path for passage in outline.passages)
    everything = "\n".join(
        (outline.metadata.title, *(p.text for p in outline.passages), *(p.title for p in outline.passages))
    )
    document.goals = goals.speaks_of_goals(everything)
    document.words = " ".join(everything.lower().split())
    document.heads = short_forms.heads(
        gazetteer, document.words, outline.metadata.title.lower(), document.own
    )
    texts = [Text(passage, document) for passage in outline.passages]
    title = Text(Passage("", "", "", 0, outline.metadata.title, 1, 0, 0, ""), document)
    document.acronyms = frozenset(
        token.text.rstrip("s") for text in texts for token in text.tokens if token.text[:2].isupper()
    )
    for text in (title, *texts):
        names.find(text)
        unknown.find(text)
    for text in texts:
        for learnt in acronyms.learn(text):
            if document.learnt.setdefault(learnt.acronym, learnt) is learnt and learnt.words:
                document.learnt_names.setdefault(learnt.words[0], []).append((learnt.words, learnt))
    for text in texts:
        if document.learnt and _has_learnt(text):
            text.spans.clear()
            text.ending.clear()
            names.find(text)
            unknown.find(text)
        short_forms.find(text)
    for text in (title, *texts):
        document.named.update(iri for span in text.spans.values() for iri in span.iris)
        symbols = (compact(token.text) for token in text.tokens if token.kind == "symbol")
        document.named.update(iri for symbol in symbols for iri in gazetteer.by_notation.get(symbol, ()))
    found = {text.passage.path: tuple(_read(text)) for text in texts}
    return titles.settled(outline.passages, found, gazetteer)


def references_in(text: str, gazetteer: Gazetteer, *, title: str = "") -> tuple[Reference, ...]:
    """What one text refers to, read as a document of one passage.

    >>> from migkg import KnowledgeGraph
    >>> from migkg.ingest.gazetteer import Gazetteer
    >>> found = references_in("See Convention No. 97.", Gazetteer.of(KnowledgeGraph.open()))
    >>> [(one.text, one.targets[0]) for one in found]
    [('Convention No. 97', 'https://w3id.org/migkg/instrument/C97')]
    """
    passage = Passage("text", "Paragraph", "", 1, text, 1, 0, len(text), "")
    return references(Outline("text", Metadata(title=title), (passage,)), gazetteer)["text"]


def _own(outline: Outline, gazetteer: Gazetteer) -> str:
    """The document's own IRI: the graph's by its symbol, or the one that it will have."""
    known = gazetteer.by_notation.get(compact(outline.metadata.symbol), ()) if outline.metadata.symbol else ()
    return known[0] if known else f"{BASE}document/{outline.identifier}"


def _read(text: Text) -> Iterator[Reference]:
    at = 0
    while at < len(text.tokens):
        found = _rules(text, at)
        if found is not None and found[1] > at:
            for one in found[0]:
                text.add(one)
            at = found[1]
            continue
        span = text.spans.get(at)
        if span is not None:
            for one in _named(text, span):
                text.add(one)
            at = span.end
            continue
        at += 1
    in_order = sorted(text.found, key=lambda one: (one.start, -one.end))
    yield from dict.fromkeys(_reference(text, one) for one in in_order)


def _has_learnt(text: Text) -> bool:
    """Whether a text may have an acronym that its document defines, or the name that it stands for."""
    learnt, forms = text.document.learnt, text.document.learnt_names
    return any(
        token.text.rstrip("s") in learnt or (token.norm in forms and names.learnt_name(text, at))
        for at, token in enumerate(text.tokens)
    )


def _rules(text: Text, at: int) -> tuple[list[Found], int] | None:
    """What a rule of the grammar finds at a token; where a name begins, only what the name is a part of."""
    token = text.tokens[at]
    span = text.spans.get(at)
    if span is not None:
        if token.norm == "sustainable":
            return goals.goal(text, at)
        found = series.numbered(text, span.end) if text.norm(span.end) in series.WORDS else None
        return found if found and found[0] and found[0][0].start == at else None
    if token.kind == "symbol":
        return documents.symbol(text, at)
    if token.kind == "number" and not _month_follows(text, at):
        return dates.year(text, at)
    return _by_word(text, at) if token.kind == "word" else None


def _by_word(text: Text, at: int) -> tuple[list[Found], int] | None:
    norm = text.tokens[at].norm
    rule = _RULES.get(norm)
    found = rule(text, at) if rule else None
    if found is None and text.word(at)[0] in _CODE_LETTERS and (len(norm) == 1 or norm[1:].isdigit()):
        found = instruments.coded(text, at)
    return found or back_reference(text, at) or names.unknown_body(text, at)


def _month_follows(text: Text, at: int) -> bool:
    return any(text.norm(n) in dates.MONTHS for n in range(at + 1, min(at + 4, len(text.tokens))))


def _named(text: Text, span: Span) -> Iterator[Found]:
    """The references that a name makes: to its thing, and to what is named within it."""
    things = [thing for iri in span.iris if (thing := text.document.thing(iri)) is not None]
    if span.candidate is not None:
        kind = _CANDIDATES.get(span.candidate.kind, "instrument")
        yield Found(span.start, span.end, kind, (), span.candidate, span.rule)
        if span.rule == "unknown name":
            yield from (one for one in names.inside(text, span) if one.targets[0] not in documents.ACTORS)
        return
    kinds = [thing.kind for thing in things]
    kind = "theme" if "theme" in kinds else kinds[0]
    counts = not any(thing.kind == "body" and _is_common(text, thing) for thing in things)
    if len(span.iris) == 1 and span.iris[0] in documents.ACTORS:
        counts = acts(text, span.start, span.end, decides="Organ" in things[0].classes)
    elif kind == "place":
        counts = not _is_imprint(text, span)
    elif span.iris == (text.document.own,):
        counts = span.rule == "short form"  # a paper's own title is no mention of it
    rule = "description" if kind == "instrument" and _is_described(text, span) else span.rule
    yield Found(span.start, span.end, kind, span.iris, None, rule, counts)
    inner = list(names.inside(text, span))
    yield from (one for one in inner if one.targets[0] not in documents.ACTORS)
    bodies = tuple(iri for one in inner if one.kind == "body" for iri in one.targets)
    for at in range(span.start, span.end):
        if text.norm(at) == "session" and kind != "event" and bodies:
            found = documents.session(text, at, bodies)
            yield from found[0] if found else ()


def _is_common(text: Text, thing: Thing) -> bool:
    """Whether a body is named by common nouns, for which this document has no acronym."""
    return thing.is_common or ("Group" in thing.classes and thing.notation not in text.document.acronyms)


def _is_described(text: Text, span: Span) -> bool:
    """Whether an instrument is called by words of everyday use, without a capital or number among them."""
    words = (text.word(at) for at in range(span.start, span.end))
    return span.rule in ("label", "short name") and all(
        word.islower() or not word.isalpha() for word in words
    )


def _is_imprint(text: Text, span: Span) -> bool:
    """Whether a place is that of a session or publication: `Geneva, 2017`, `335th Session, Geneva`."""
    if text.norm(span.start - 1) == "in" and text.norm(span.start - 2) == "held":
        return True
    behind = text.norm(span.end)
    further = text.tokens[span.end + 1] if span.end + 1 < len(text.tokens) else None
    if behind in (",", ":") and further is not None:
        dated = further.kind == "number" or further.norm in dates.MONTHS
        return dated or text.norm(span.start - 1) == "("
    return text.norm(span.start - 1) == "," and text.norm(span.start - 2) == "session"


def _reference(text: Text, found: Found) -> Reference:
    start, end = text.tokens[found.start].start, text.tokens[found.end - 1].end
    return Reference(
        start,
        end,
        text.passage.text[start:end],
        found.kind,
        found.targets,
        found.candidate,
        found.rule,
        found.counts,
    )
