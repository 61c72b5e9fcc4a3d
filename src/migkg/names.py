"""What things are called, and what is known about them: labels, names and descriptions.

All of it is asked in SPARQL, so that a store here and an endpoint elsewhere answer alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from migkg import terms
from migkg.bridge import bind_prefixes
from migkg.errors import UnknownNameError
from migkg.languages import ENGLISH, language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import rdflib

    from migkg.sources import Source
    from migkg.table import Value

__all__ = [
    "Description",
    "Fact",
    "describe",
    "describe_graph",
    "labels",
    "language",
    "resolve",
    "untranslated",
]

_LABEL: Final = f"{terms.PREFIXES['rdfs']}label"
_TITLE: Final = f"{terms.PREFIXES['dcterms']}title"
_NOTATION: Final = f"{terms.PREFIXES['skos']}notation"
_NAMING: Final = (_LABEL, _TITLE, _NOTATION)
_CLAIM_PARTS: Final = (
    "mig:assesses",
    "mig:linkFrom",
    "mig:relation",
    "mig:linkTo",
    "mig:action",
    "mig:status",
    "mig:reportsOn",
    "mig:progress",
    "org:member",
    "org:role",
    "org:organization",
    "mig:roleIn",
    "mig:party",
    "mig:provision",
    "mig:comparator",
    "schema:value",
    "mig:valueTo",
    "schema:unitText",
    "mig:severity",
    "mig:about",
)
"""The parts by which a claim without a label is told, in the order in which they are read."""

_MANY: Final = 8
_FEW: Final = 3
_LONG_ENOUGH: Final = 3
"""From how many characters on a text counts as a part of a name, and not as chance."""

_PROLOGUE: Final = terms.SPARQL_PREFIXES
_NAMES: Final = """
SELECT ?s ?p ?name ?rank WHERE {{
  VALUES ?s {{ {values} }}
  VALUES ?p {{ rdfs:label dcterms:title skos:notation }}
  ?s ?p ?name .
  BIND(LANG(?name) AS ?tag)
  BIND(IF(?tag = {lang}, 0, IF(LANGMATCHES(?tag, "en"), 1, IF(?tag = "", 2, 3))) AS ?rank)
  FILTER(?rank < 3)
}} ORDER BY ?s ?p ?rank ?name"""
_OWN_AND_ENGLISH: Final = """
SELECT ?s ?english WHERE {{
  VALUES ?s {{ {values} }}
  ?s rdfs:label ?english FILTER(LANG(?english) = "en")
  OPTIONAL {{ ?s rdfs:label ?own FILTER(LANG(?own) = {lang}) }}
  FILTER(!BOUND(?own))
}} ORDER BY ?s ?english"""
_IN_DOCUMENT: Final = """
SELECT ?s ?notation WHERE {{
  VALUES ?s {{ {values} }}
  ?s dcterms:isPartOf+ ?document ; mig:order ?order .
  ?document a mig:Document ; skos:notation ?notation .
}} ORDER BY ?s ?notation"""
_CLASSES_OF_CLAIMS: Final = """
SELECT ?s ?class WHERE {{
  VALUES ?s {{ {values} }}
  ?s mig:basis ?basis ; a ?class .
}}"""
_PARTS_OF_CLAIMS: Final = """
SELECT ?s ?p ?value WHERE {{
  VALUES ?s {{ {values} }}
  VALUES ?p {{ {predicates} }}
  ?s ?p ?value .
}}"""
_KINDS: Final = """
SELECT ?s ?kind ?rank WHERE {{
  VALUES ?s {{ {values} }}
  ?s rdfs:label ?kind .
  BIND(IF(LANG(?kind) = {lang}, 0, 1) AS ?rank)
  FILTER(?rank = 0 || LANG(?kind) = "en")
}} ORDER BY ?rank DESC(?kind)"""
_KNOWN: Final = "SELECT DISTINCT ?s WHERE {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"
_EXACT: Final = "SELECT DISTINCT ?s WHERE {{ {anywhere} }}"
_ANY_CASE: Final = """
SELECT DISTINCT ?s WHERE {{
  VALUES ?p {{ {predicates} }}
  ?s ?p ?name FILTER(LCASE(STR(?name)) = {name})
}}"""
_SLUG: Final = """
SELECT DISTINCT ?s WHERE {{
  ?s a ?class FILTER(ISIRI(?s) && STRSTARTS(STR(?s), {base}) && STRENDS(LCASE(STR(?s)), {slug}))
}}"""
_DOCUMENTS: Final = (
    "SELECT ?document ?notation WHERE {{ ?document a mig:Document ; skos:notation ?notation }}"
)
_PASSAGE: Final = """
SELECT DISTINCT ?s WHERE {{ ?s skos:notation {name} ; dcterms:isPartOf+ <{document}> }}"""
_TYPED: Final = """
SELECT DISTINCT ?s WHERE {{
  VALUES ?s {{ {values} }}
  VALUES ?class {{ {classes} }}
  ?s a/rdfs:subClassOf* ?class
}}"""
_OF_CLASS: Final = "VALUES ?class {{ {classes} }} ?s a/rdfs:subClassOf* ?class ."
_ALL_NAMES: Final = """
SELECT DISTINCT ?name WHERE {{
  {of_class}
  VALUES ?p {{ skos:notation rdfs:label skos:altLabel dcterms:title }}
  ?s ?p ?name
}} ORDER BY ?name"""
_ALL_THINGS: Final = """
SELECT DISTINCT ?s WHERE {{ ?s a ?class FILTER(ISIRI(?s)) }} ORDER BY ?s"""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said about a resource: predicate → value, both with a label for people ("" if none)."""

    predicate: str
    predicate_label: str
    value: Value
    value_label: str


@dataclass(frozen=True, slots=True)
class Description:
    """A resource: its label and notation ("" if none), what is said about it, and what points at it.

    In `backlinks` the value is the resource that points here and the predicate is the one it uses.
    """

    iri: str
    label: str
    notation: str
    facts: tuple[Fact, ...]
    backlinks: tuple[Fact, ...]


def labels(source: Source, iris: Iterable[str], lang: str = ENGLISH) -> dict[str, str]:
    """IRI → what people call it; IRIs without any name are left out.

    That is the label in the language, or else in English; for a passage its document's notation and its own
    (`GB.335/POL/1(Rev.) para 16`); else a title or a notation. A claim without label is told by its kind
    and its parts (`Linkage: 12(c), aligned with, 22`).
    """
    wanted = sorted({iri for iri in iris if _is_iri(iri)})
    found = _names(source, wanted, lang)
    rest = [iri for iri in wanted if iri not in found]
    if rest:
        found |= _claim_labels(source, rest, lang)
    return found


def untranslated(source: Source, texts: Iterable[str], iris: Iterable[str], lang: str) -> tuple[str, ...]:
    """Which of the texts shown are English names, of things that have none in the language; in order.

    `iris` are the things that the answer names. A notation or a number is nobody's translation, and does not
    count.
    """
    if lang == ENGLISH:
        return ()
    wanted = _values(sorted(set(iris)))
    rows = _rows(source, _OWN_AND_ENGLISH, values=wanted, lang=terms.quote(lang))
    return tuple(sorted(set(texts) & {_text(row[1]) for row in rows}))


def _names(source: Source, iris: Sequence[str], lang: str) -> dict[str, str]:
    names = _all_names(source, iris, lang)
    documents = {_text(row[0]): _text(row[1]) for row in _rows(source, _IN_DOCUMENT, values=_values(iris))}
    found: dict[str, str] = {}
    for iri in iris:
        label, title, notation = (names.get((iri, predicate), "") for predicate in _NAMING)
        place = f"{documents[iri]} {notation}" if iri in documents and notation else ""
        if name := label or place or title or notation:
            found[iri] = name
    return found


def _all_names(source: Source, iris: Sequence[str], lang: str) -> dict[tuple[str, str], str]:
    """IRI and naming property → the name, in the language if there is one."""
    names: dict[tuple[str, str], str] = {}
    for row in _rows(source, _NAMES, values=_values(iris), lang=terms.quote(lang)):
        names.setdefault((_text(row[0]), _text(row[1])), _text(row[2]))
    return names


def _claim_labels(source: Source, iris: Sequence[str], lang: str) -> dict[str, str]:
    kinds = _kinds(source, iris, lang)
    parts = _parts(source, sorted(kinds))
    mentioned = {value.text for found in parts.values() for _, value in found if value.kind == "iri"}
    short = _short_names(source, sorted(mentioned), lang)
    found: dict[str, str] = {}
    for iri, kind in kinds.items():
        ordered = sorted(parts.get(iri, ()), key=lambda part: (part[0], terms.natural_key(part[1].text)))
        words = [short.get(value.text, value.short) for _, value in ordered]
        found[iri] = f"{kind}: {', '.join(words)}" if words else kind
    return found


def _kinds(source: Source, iris: Sequence[str], lang: str) -> dict[str, str]:
    """Claim → what its kind is called, one of them if it has several; things that are no claims have none.

    Classes are few: their names are asked once, not with each claim, over which a server may take a minute.
    """
    classes: dict[str, set[str]] = {}
    for row in _rows(source, _CLASSES_OF_CLAIMS, values=_values(iris)):
        classes.setdefault(_text(row[0]), set()).add(_text(row[1]))
    every = sorted(set().union(*classes.values()))
    called = _rows(source, _KINDS, values=_values(every), lang=terms.quote(lang))
    best = [(_text(row[0]), _text(row[1])) for row in called]
    return {
        iri: kind
        for iri in sorted(classes)
        if (kind := next((kind for of_class, kind in best if of_class in classes[iri]), ""))
    }


def _parts(source: Source, iris: Sequence[str]) -> dict[str, list[tuple[int, Value]]]:
    """Claim → the parts by which it is told, each with its place among them."""
    order = {terms.expand(name): place for place, name in enumerate(_CLAIM_PARTS)}
    found: dict[str, list[tuple[int, Value]]] = {}
    predicates = " ".join(_CLAIM_PARTS)
    for subject, predicate, value in _rows(
        source, _PARTS_OF_CLAIMS, values=_values(iris), predicates=predicates
    ):
        if value is not None:
            part = (order[_text(predicate)], value)
            if part not in found.setdefault(_text(subject), []):  # a server may give a row for each graph
                found[_text(subject)].append(part)
    return found


def _short_names(source: Source, iris: Sequence[str], lang: str) -> dict[str, str]:
    """IRI → notation if there is one, else label: what fits into a longer name."""
    names = _all_names(source, iris, lang)
    label, title, notation = _NAMING
    preferred = ((iri, [names.get((iri, p), "") for p in (notation, label, title)]) for iri in iris)
    return {iri: next(filter(None, found)) for iri, found in preferred if any(found)}


def resolve(source: Source, text: str, *, classes: Sequence[str] = ()) -> str:
    """The IRI of the one thing that a text names.

    The text may be a full IRI, a CURIE (`mig:Linkage`), a path (`body/iom`), a notation (`12(a)`,
    `C97`, `GB.335/POL/1(Rev.)`), a document's notation and a passage's behind it, a label or another
    name, or the last part of a path (`iom`). What is tried first wins, in this order; upper and lower
    case count only as long as that finds something. `classes` (full IRIs) narrows the search to things
    of these classes and their subclasses: `18` is an objective and a point of the plan.

    Raises UnknownNameError if nothing answers to the text (the nearest names are suggested) or if
    several things do (they are named).
    """
    name = text.strip()
    if not _is_utf8(name):
        raise UnknownNameError("A name holds bytes that are not UTF-8. Type it again.")
    for search in (_by_iri, _by_notation, _by_place, _by_label, _by_title, _by_any_case, _by_slug):
        found = _of_classes(source, search(source, name), classes) if name else []
        if len(found) == 1:
            return found[0]
        if found:
            several = [terms.shorten(iri) for iri in sorted(found, key=terms.natural_key)]
            more = f" ({len(several)} things in all)" if len(several) > _MANY else ""
            raise UnknownNameError(f"{text!r} names several things{more}.", suggestions=several[:_MANY])
    kinds = " or ".join(labels(source, classes).get(iri, terms.shorten(iri)) for iri in classes)
    nothing = f"No {kinds} is called {text!r}." if classes else f"Nothing is called {text!r}."
    raise UnknownNameError(nothing, suggestions=_nearest(source, name, classes))


def _by_iri(source: Source, name: str) -> list[str]:
    try:
        iri = terms.expand(name)
    except ValueError:
        return []
    return _column(source, _KNOWN, values=_values([iri]))


def _by_notation(source: Source, name: str) -> list[str]:
    return _by_exact(source, name, "skos:notation")


def _by_place(source: Source, name: str) -> list[str]:
    """A passage by its document's notation and its own, with a blank or a comma between."""
    found: list[str] = []
    for row in _rows(source, _DOCUMENTS):
        document, notation = _text(row[0]), _text(row[1])
        if name.startswith(notation) and (rest := name[len(notation) :].lstrip(", ")):
            found += _column(source, _PASSAGE, document=document, name=terms.quote(rest))
    return found


def _by_label(source: Source, name: str) -> list[str]:
    return _by_exact(source, name, "rdfs:label", "skos:altLabel")


def _by_title(source: Source, name: str) -> list[str]:
    return _by_exact(source, name, "dcterms:title")


def _by_exact(source: Source, name: str, *predicates: str) -> list[str]:
    """What has this name, as a text or in one of our languages; all are looked up, and nothing is scanned."""
    text = terms.quote(name)
    names = (text, *(f"{text}@{tag}" for tag in terms.LANGUAGES))
    patterns = (f"{{ ?s {predicate} {form} }}" for predicate in predicates for form in names)
    return _column(source, _EXACT, anywhere=" UNION ".join(patterns))


def _by_any_case(source: Source, name: str) -> list[str]:
    predicates = "skos:notation rdfs:label skos:altLabel"
    return _column(source, _ANY_CASE, predicates=predicates, name=terms.quote(name.lower()))


def _by_slug(source: Source, name: str) -> list[str]:
    slug = terms.quote(f"/{name.strip('/').lower()}")
    return _column(source, _SLUG, slug=slug, base=terms.quote(terms.BASE))


def _of_classes(source: Source, iris: Sequence[str], classes: Sequence[str]) -> list[str]:
    if not iris or not classes:
        return list(iris)
    return _column(source, _TYPED, values=_values(iris), classes=_values(classes))


def _nearest(source: Source, name: str, classes: Sequence[str]) -> list[str]:
    """Names that look like the one given, the most alike first."""
    import difflib  # only when something has gone wrong

    of_class = _OF_CLASS.format(classes=_values(classes)) if classes else ""
    known = {n.lower(): n for n in reversed(_column(source, _ALL_NAMES, of_class=of_class))}
    slugs = () if classes else (terms.shorten(iri) for iri in _column(source, _ALL_THINGS))
    known |= {slug.lower(): slug for slug in slugs}
    wanted = name.lower()
    alike = difflib.get_close_matches(wanted, known, n=_FEW, cutoff=0.6)
    if len(wanted) >= _LONG_ENOUGH:
        alike += sorted((n for n in known if wanted in n and n not in alike), key=len)
    return [known[n] for n in alike[:_FEW]]


def describe(source: Source, iri: str, lang: str = ENGLISH) -> Description:
    """All that the dataset says about a resource, with the names of things in a language, or else English.

    Facts are in the order kind, names, then predicates by label; values in natural order.

    Raises UnknownNameError if it says nothing.
    """
    subject = _bracketed(iri)
    said = source.select(f"SELECT DISTINCT ?p ?o WHERE {{ {subject} ?p ?o }}").rows
    pointing = source.select(f"SELECT DISTINCT ?p ?s WHERE {{ ?s ?p {subject} }}").rows
    if not said and not pointing:
        raise UnknownNameError(f"Nothing is said about {terms.shorten(iri)}.")
    mentioned = {
        cell.text for row in (*said, *pointing) for cell in row if cell is not None and cell.kind == "iri"
    }
    known = labels(source, mentioned | {iri}, lang)
    notation = next((_text(o) for p, o in said if _text(p) == _NOTATION), "")
    return Description(iri, known.get(iri, ""), notation, _facts(said, known), _facts(pointing, known))


def _facts(rows: Iterable[Sequence[Value | None]], known: Mapping[str, str]) -> tuple[Fact, ...]:
    facts = []
    for predicate, value in rows:
        if predicate is not None and value is not None:
            label = "kind" if predicate.text == terms.RDF_TYPE else known.get(predicate.text, "")
            value_label = known.get(value.text, "") if value.kind == "iri" else ""
            facts.append(Fact(predicate.text, label, value, value_label))
    first = {iri: rank for rank, iri in enumerate((terms.RDF_TYPE, *_NAMING))}
    return tuple(
        sorted(
            facts,
            key=lambda fact: (
                first.get(fact.predicate, len(first)),
                (fact.predicate_label or terms.shorten(fact.predicate)).lower(),
                fact.predicate,
                terms.natural_key(fact.value.text),
            ),
        )
    )


def describe_graph(source: Source, iri: str) -> rdflib.Graph:
    """The triples that have the IRI as subject or object.

    Raises UnknownNameError if there are none.
    """
    subject = _bracketed(iri)
    graph = source.construct(
        f"CONSTRUCT {{ {subject} ?p ?o . ?s ?q {subject} }} "
        f"WHERE {{ {{ {subject} ?p ?o }} UNION {{ ?s ?q {subject} }} }}"
    )
    if not len(graph):
        raise UnknownNameError(f"Nothing is said about {terms.shorten(iri)}.")
    bind_prefixes(graph)
    return graph


def _rows(source: Source, template: str, **parts: str) -> Sequence[Sequence[Value | None]]:
    return source.select(_PROLOGUE + template.format(**parts)).rows


def _column(source: Source, template: str, **parts: str) -> list[str]:
    return [_text(row[0]) for row in _rows(source, template, **parts)]


def _text(cell: Value | None) -> str:
    return "" if cell is None else cell.text


def _values(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris if _is_iri(iri))


def _bracketed(iri: str) -> str:
    if not _is_iri(iri):
        raise UnknownNameError(f"{iri!r} is not an IRI.")
    return f"<{iri}>"


def _is_iri(text: str) -> bool:
    """Whether the engine takes a text for an absolute IRI; it is stricter than `terms.is_iri`."""
    try:
        ox.NamedNode(text)
    except ValueError:  # also UnicodeEncodeError
        return False
    return True


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
