"""From the labels of a graph to all the ways in which texts write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from migkg.ingest.tokens import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from migkg.ingest.gazetteer import Name, Thing

__all__ = ["variants"]

_TRAILING: Final = re.compile(r"\s*(?:\([^()]*\)|,\s*\d{4})$")
_YEAR_FIRST: Final = re.compile(r"(\d{4}) ([A-Z]\w+)")
_SHORT: Final = 2
"""Up to how many words a name that is left over from a longer one would be too common."""
_QUOTED: Final = re.compile(r"([\u201c\"].+[\u201d\"] [^:]+):")
"""A title whose part before the colon has words in quotation marks, so that this part is enough."""
_SENTENCE: Final = 4
"""The same for one that is written in small letters."""
_TITLE: Final = 6
"""From how many words a title is enough without its subtitle."""
_HYPHENED: Final = re.compile(r"(?<=\w)[-\u2010\u2011](?=\w)")
_CAPITALS: Final = re.compile(r"[A-Z]{2}")
_OF_OWNER: Final = re.compile(r"(.+) of (?:the )?([A-Z].*)")
_OWNERS: Final = ("body", "place")
_OWNED_KINDS: Final = ("body", "instrument")
"""The kinds of owners that stand behind names, and of what they own."""
_OWNED: Final = re.compile(r"(?:['\u2019]s)?\s+")
_CONNECTORS: Final = words(
    "a an and as at by for from in into of on or the to with de des du la le les et sur pour en y los las el"
    " del dans au aux par para por sobre con"
)


def variants(
    things: Mapping[str, Thing],
    written: Sequence[tuple[str, str, str, str]],
    *,
    skipped: Sequence[str],
    codes: Sequence[str],
) -> Iterator[Name]:
    """All names: labels as they are, without what is added in brackets or as a year, without their owner,
    with long names of bodies for short ones and the other way round, and with hyphens left out.

    `written` has IRI, property, text and language of each label; things of a kind that is `skipped` have none
    but their notations, and the notations of `codes` are none. Where an owner that stands behind is left out,
    a passage must name it elsewhere.
    """
    from migkg.ingest.gazetteer import Name, names_tokens

    acronyms = _acronyms(things, written)
    owners = {text for iri, _, text, _ in written if things[iri].kind in _OWNERS}
    labels: dict[tuple[str, str], list[str]] = {}
    for iri, predicate, text, lang in written:
        if not predicate.endswith("notation"):
            labels.setdefault((iri, lang or "en"), []).append(text.lower())
    for iri, predicate, text, lang in written:
        thing = things[iri]
        is_notation = predicate.endswith("notation")
        if thing.kind in skipped and not (thing.kind == "objective" and not is_notation):
            continue
        if is_notation and (thing.kind in codes or not _is_acronym(text)):
            continue
        whole = labels.get((iri, lang or "en"), ())
        printed = f"the {text[4:]}" if text.startswith("The ") else text
        for rule, form in _forms(printed, acronyms, "acronym" if _is_acronym(text) else "label"):
            tokens = names_tokens(form)
            words = tuple(token.text for token in tokens)
            norms = tuple(token.norm for token in tokens)
            if not words or (form != printed and _is_sentence(words) and len(words) <= _SENTENCE):
                continue
            lower = form == form.lower()
            first = len(words) == 1 and any(label.startswith(f"{form.lower()} ") for label in whole)
            everyday = thing.kind == "place" and (lower or first)
            short = rule != "acronym" and any(label.startswith(f"{form.lower()} ") for label in whole)
            yield Name(iri, words, norms, rule, lang, _is_sentence(words), everyday, short)
        if thing.kind in _OWNED_KINDS:
            yield from _without_owner(iri, text, lang, owners)


def _without_owner(iri: str, text: str, lang: str, owners: set[str]) -> Iterator[Name]:
    """A name of several words without the owner that it ends with (`National Ferry Policy of Sri Lanka`)."""
    from migkg.ingest.gazetteer import Name, names_tokens

    owned = _OF_OWNER.fullmatch(text)
    if owned is None or owned[2] not in owners:
        return
    tokens = names_tokens(owned[1])
    words = tuple(token.text for token in tokens)
    if len(words) >= _SENTENCE and not _is_sentence(words):
        norms = tuple(token.norm for token in tokens)
        yield Name(iri, words, norms, "short name", lang, sentence_case=False, within=owned[2])


def _acronyms(
    things: Mapping[str, Thing], written: Sequence[tuple[str, str, str, str]]
) -> list[tuple[str, str, re.Pattern[str]]]:
    """Name, acronym and the acronym's pattern of bodies and instruments: they stand inside other names."""
    pairs = []
    for iri, predicate, text, lang in written:
        thing = things[iri]
        if (
            lang in ("", "en")
            and not predicate.endswith("notation")
            and thing.kind in ("body", "instrument")
            and _is_acronym(thing.notation)
            and text != thing.notation
            and len(text.split()) > 1
        ):
            pairs.append((text, thing.notation, re.compile(rf"\b{re.escape(thing.notation)}\b")))
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _is_acronym(text: str) -> bool:
    """Whether a name is written in capitals, wholly or in a part of its one word."""
    words = text.split()
    if len(words) == 1:
        return _CAPITALS.search(text) is not None
    return bool(words) and all(word.isupper() or word.isdigit() for word in words)


def _forms(
    text: str, acronyms: Sequence[tuple[str, str, re.Pattern[str]]], rule: str
) -> Iterator[tuple[str, str]]:
    """A name in all its forms, each once, and what kind of name each is."""
    seen = set()
    todo = [(rule, text)]
    while todo:
        rule, form = todo.pop()
        if form in seen:
            continue
        seen.add(form)
        yield rule, form
        shorter = _TRAILING.sub("", form)
        if shorter != form and len(shorter.split()) >= _SHORT:
            todo.append(("short name" if rule != "acronym" else rule, shorter))
        if dated := _YEAR_FIRST.fullmatch(form):
            todo.append((rule, f"{dated[2]} {dated[1]}"))
        title, colon, _ = form.partition(": ")
        if colon and len(title.split()) >= _TITLE:
            todo.append(("short name", title))
        if quoted := _QUOTED.match(form):
            todo.append(("short name", quoted[1]))
        if _HYPHENED.search(form):
            todo.append((rule, _HYPHENED.sub("", form)))
        for acronym in acronyms:
            todo.extend(_exchanged(form, *acronym, rule=rule, whole=form == text))


def _exchanged(
    form: str, long: str, short: str, pattern: re.Pattern[str], *, rule: str, whole: bool
) -> Iterator[tuple[str, str]]:
    """A name without the owner that it begins with or has inside, and with its other name."""
    if short in form:
        owned = _OWNED.match(form, len(short)) if form.startswith(short) else None
        if owned and len(form[owned.end() :].split()) > _SHORT:
            yield "short name", form[owned.end() :]
        if whole and form != short and " " in form:
            yield rule, long.join(pattern.split(form))
    for owner in (long, short) if whole else ():
        title, inside, rest = form.partition(f" the {owner} ")
        if inside and len(rest.split()) > _SHORT:
            yield "short name", f"{title} the {rest}"
    if whole and short not in form and long in form and form != long:
        yield rule, form.replace(long, short)


def _is_sentence(words: Sequence[str]) -> bool:
    """Whether a name is written like a sentence: with small letters in words behind the first."""
    return any(word[0].islower() and word not in _CONNECTORS for word in words[1:])
