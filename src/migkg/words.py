"""A thing in words: what it is, what is said of it, which claims concern it, where it is mentioned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from migkg.layout import plain, wrap
from migkg.table import Row, Table, Value
from migkg.terms import LANGUAGES, ONTOLOGY, PREFIXES, SPARQL_PREFIXES, is_iri, quote, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from migkg.names import Description, Fact
    from migkg.sources import Source

__all__ = ["as_table", "as_text"]

COLUMNS: Final = (
    "part",
    "property",
    "value",
    "basis",
    "strength",
    "document",
    "passage",
    "says",
    "note",
    "value_iri",
)
EVIDENCE: Final = 6
FAMILIAR: Final = {
    "dcterms:abstract": "says",
    "dcterms:creator": "author",
    "dcterms:description": "description",
    "dcterms:isPartOf": "part of",
    "dcterms:issued": "issued",
    "dcterms:relation": "related to",
    "dcterms:source": "source",
    "dcterms:subject": "subject",
    "dcterms:title": "title",
    "eli:number": "number",
    "org:member": "member",
    "org:organization": "organization",
    "org:role": "role",
    "org:subOrganizationOf": "part of",
    "rdf:type": "kind",
    "rdfs:comment": "comment",
    "rdfs:domain": "property of",
    "rdfs:isDefinedBy": "defined in",
    "rdfs:label": "name",
    "rdfs:range": "kind of its values",
    "rdfs:seeAlso": "see also",
    "rdfs:subClassOf": "a kind of",
    "schema:about": "about",
    "schema:endDate": "ends",
    "schema:startDate": "starts",
    "schema:unitText": "unit",
    "schema:value": "value",
    "skos:altLabel": "also called",
    "skos:broadMatch": "broader term elsewhere",
    "skos:closeMatch": "almost the same as",
    "skos:definition": "definition",
    "skos:editorialNote": "editorial note",
    "skos:exactMatch": "same as",
    "skos:inScheme": "in the list",
    "skos:narrowMatch": "narrower term elsewhere",
    "skos:notation": "notation",
    "skos:note": "note",
    "skos:prefLabel": "name",
    "skos:relatedMatch": "related term elsewhere",
}
"""Words for properties of other vocabularies, whose own labels are written for engineers."""

TITLES: Final = {"fact": "", "claim": "Claims", "link": "Named by", "mention": "Mentioned in"}
INDENT: Final = "  "
_MENTIONS: Final = f"{ONTOLOGY}mentions"
_INDIVIDUAL: Final = f"{PREFIXES['owl']}NamedIndividual"
_CLAIMS: Final = """
SELECT DISTINCT ?claim ?basis ?strength ?document ?passage ?says ?note WHERE {{
  VALUES ?claim {{ {values} }}
  ?claim mig:basis ?basis_iri ; mig:evidence ?passage_iri .
  ?passage_iri skos:notation ?passage ; mig:order ?order ; dcterms:isPartOf+ ?document_iri .
  ?document_iri a mig:Document ; skos:notation ?document .
  VALUES ?lang {{ {lang} }}
  OPTIONAL {{ ?basis_iri rdfs:label ?basis_own FILTER(LANG(?basis_own) = ?lang) }}
  OPTIONAL {{ ?basis_iri rdfs:label ?basis_en FILTER(LANG(?basis_en) = "en") }}
  OPTIONAL {{
    ?claim mig:strength ?strength_iri .
    OPTIONAL {{ ?strength_iri rdfs:label ?strength_own FILTER(LANG(?strength_own) = ?lang) }}
    OPTIONAL {{ ?strength_iri rdfs:label ?strength_en FILTER(LANG(?strength_en) = "en") }}
  }}
  BIND(COALESCE(?basis_own, ?basis_en) AS ?basis)
  BIND(COALESCE(?strength_own, ?strength_en) AS ?strength)
  OPTIONAL {{ ?claim mig:says ?says }}
  OPTIONAL {{ ?claim skos:note ?note }}
}} ORDER BY ?claim ?document ?order"""
_PLACES: Final = """
SELECT ?passage_iri ?document ?passage WHERE {{
  VALUES ?passage_iri {{ {values} }}
  ?passage_iri skos:notation ?passage ; mig:order ?order ; dcterms:isPartOf+ ?document_iri .
  ?document_iri a mig:Document ; skos:notation ?document .
}} ORDER BY ?document ?order"""


def as_table(source: Source, description: Description, lang: str = "en") -> Table:
    """One row for each thing said, the words for basis and strength in a language, or else in English.

    `part` is fact, claim (one row for each passage that bears it), link or mention. What only helps programs
    to reason (nodes without a name, owl:NamedIndividual) is left out.
    """
    rows = [_row("fact", fact) for fact in description.facts if fact.value.text != _INDIVIDUAL]
    backlinks = [fact for fact in description.backlinks if fact.value.kind == "iri"]
    mentions = [fact for fact in backlinks if fact.predicate == _MENTIONS]
    others = [fact for fact in backlinks if fact.predicate != _MENTIONS]
    claims = _by_first(source, _CLAIMS, others, lang)
    told: set[str] = set()
    for fact in others:
        found = claims.get(fact.value.text, [])
        if found and fact.value.text not in told:
            told.add(fact.value.text)
            rows.extend(_row("claim", fact, *cells) for cells in found)
    rows.extend(_row("link", fact) for fact in others if fact.value.text not in claims)
    by_passage = {fact.value.text: fact for fact in mentions}
    for passage, places in _by_first(source, _PLACES, mentions, lang).items():
        rows.extend(_row("mention", by_passage[passage], None, None, *cells) for cells in places)
    return Table(COLUMNS, rows, title=_name(description))


def as_text(description: Description, table: Table, width: int) -> str:
    """The same for reading, in lines of at most `width` columns."""
    rows = [
        dict(zip(table.columns, ("" if cell is None else cell.short for cell in row), strict=True))
        for row in table.rows
    ]
    kinds = ", ".join(row["value"] for row in rows if row["property"] == "kind")
    lines = wrap(plain(_name(description)), width)
    lines += wrap(plain(f"{kinds} <{description.iri}>".strip()), width)
    for part, title in TITLES.items():
        mine = [row for row in rows if row["part"] == part and row["property"] != "kind"]
        if mine:
            lines.append("")
            lines.extend([title] if title else [])
            lines.extend({"claim": _claims, "mention": _mentions}.get(part, _facts)(mine, width))
    return "".join(f"{line}\n" for line in lines)


def _row(part: str, fact: Fact, *evidence: Value | None) -> Row:
    """A row; `evidence` holds basis, strength, document, passage, says and note, as far as there are any."""
    named = fact.value if fact.value.kind == "iri" else None
    value = Value("literal", _words(fact)) if named else fact.value
    predicate = Value("literal", _property(fact))
    padding = (None,) * (EVIDENCE - len(evidence))
    return (Value("literal", part), predicate, value, *evidence, *padding, named)


def _property(fact: Fact) -> str:
    """A word for the property, and the language of the value where that is not English."""
    short = shorten(fact.predicate)
    word = FAMILIAR.get(short) or fact.predicate_label or short
    tag = fact.value.lang or ""
    return word if tag in ("", "en") else f"{word} in {LANGUAGES.get(tag, tag)}"


def _words(fact: Fact) -> str:
    return fact.value_label or fact.value.short


def _name(description: Description) -> str:
    parts = dict.fromkeys(part for part in (description.notation, description.label) if part)
    return ": ".join(parts) or shorten(description.iri)


def _by_first(
    source: Source, template: str, facts: Iterable[Fact], lang: str
) -> dict[str, list[Sequence[Value | None]]]:
    """The rows of a query about the facts' values, by the value in their first column."""
    iris = dict.fromkeys(
        fact.value.text for fact in facts if fact.value.kind == "iri" and is_iri(fact.value.text)
    )
    found: dict[str, list[Sequence[Value | None]]] = {}
    if iris:
        values = " ".join(f"<{iri}>" for iri in iris)
        for row in source.select(SPARQL_PREFIXES + template.format(values=values, lang=quote(lang))).rows:
            found.setdefault(str(row[0]), []).append(row[1:])
    return found


def _facts(rows: Sequence[dict[str, str]], width: int) -> list[str]:
    """Property and value side by side; a property with several values is named once."""
    left = min(max(len(row["property"]) for row in rows), width // 3)
    lines: list[str] = []
    before = None
    for row in rows:
        names = wrap(plain(row["property"]), left) if row["property"] != before else []
        values = wrap(plain(row["value"]), max(width - left - 2 * len(INDENT), 1))
        before = row["property"]
        for number in range(max(len(names), len(values))):
            name = names[number] if number < len(names) else ""
            value = values[number] if number < len(values) else ""
            lines.append(f"{INDENT}{name:<{left}}{INDENT}{value}".rstrip())
    return lines


def _claims(rows: Sequence[dict[str, str]], width: int) -> list[str]:
    """Each claim with its basis, where it stands, and the reason if it is inferred."""
    lines: list[str] = []
    for row in _first_by(rows, "value_iri"):
        places = _places(other for other in rows if other["value_iri"] == row["value_iri"])
        ground = ", ".join(word for word in (row["basis"], row["strength"]) if word)
        lines.extend(_indented(row["value"], width, 1))
        lines.extend(_indented(f"{ground}; {places}", width, 2))
        for column in ("says", "note"):
            lines.extend(_indented(row[column], width, 2) if row[column] else ())
    return lines


def _mentions(rows: Sequence[dict[str, str]], width: int) -> list[str]:
    return _indented(_places(rows), width, 1)


def _places(rows: Iterable[dict[str, str]]) -> str:
    """Documents, each with its passages: `GB.335/POL/1(Rev.) para 9; para 10`."""
    by_document: dict[str, list[str]] = {}
    for row in rows:
        by_document.setdefault(row["document"], []).append(row["passage"])
    return "\n".join(
        f"{document} {'; '.join(dict.fromkeys(passages))}" for document, passages in by_document.items()
    )


def _first_by(rows: Iterable[dict[str, str]], column: str) -> Iterable[dict[str, str]]:
    return {row[column]: row for row in reversed(list(rows))}.values().__reversed__()


def _indented(text: str, width: int, depth: int) -> list[str]:
    return [f"{INDENT * depth}{line}" for line in wrap(plain(text), max(width - len(INDENT) * depth, 1))]
