"""Canned queries: headers read, parameters bound, and nothing that a user types becomes query text."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg.errors import ParseError, QuerySyntaxError, UnknownNameError, UsageError
from migkg.queries import (
    TYPES,
    CannedQuery,
    bind,
    listing,
    load_queries,
    load_query,
    missing_prefixes,
    nearest,
    parse_query,
    resolver_for,
    term_text,
)
from migkg.sources import LocalSource
from migkg.table import Value
from migkg.terms import BASE

if TYPE_CHECKING:
    from migkg.project import Project

HEADER = """\
#+ summary: Which things: all of them?
#+ description: >
#+   Two lines
#+   folded into one.
#+
#+ params:
#+   - name: thing
#+     type: string
#+     description: "The thing: by notation"
#+   - name: due-year
#+     type: year
#+ tags: [one, two]
"""
QUERY = """\
SELECT ?s WHERE {
  VALUES ?thing { UNDEF }   # all
  VALUES ?due_year { "2018" }
  ?s <http://www.w3.org/2004/02/skos/core#notation> ?thing .
  BIND("VALUES ?thing { UNDEF } in a text" AS ?text)
} ORDER BY ?s
"""
PATH = Path("things.rq")
YEAR = "#+ summary: x?\n#+ params:\n#+   - name: a\n#+     type: year\n"


@pytest.fixture
def query() -> CannedQuery:
    return parse_query(HEADER + QUERY, PATH)


def literal(_type: str, text: str) -> Value:
    """A resolver that takes every text as it is."""
    return Value("literal", text)


# --- headers ----------------------------------------------------------------------------------


def test_a_header_is_read(query: CannedQuery) -> None:
    assert (query.name, query.summary) == ("things", "Which things: all of them?")
    assert query.description == "Two lines folded into one."
    assert query.tags == ("one", "two")
    first, second = query.params
    assert (first.name, first.type, first.default) == ("thing", "string", None)
    assert first.description == "The thing: by notation"
    assert (second.name, second.type, second.default) == ("due-year", "year", '"2018"')


def test_tags_may_be_a_list_of_lines() -> None:
    assert parse_query("#+ summary: x?\n#+ tags:\n#+   - a\n#+   - b\nASK {}", PATH).tags == ("a", "b")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("SELECT * {}", 1, "no summary"),
        ("#+ summary: x?\n#+ what is this", 2, "cannot stand in a header"),
        ("#+ summary: x?\n#+ params:\n#+   - name: a\n#+     type: colour\n", 3, "needs a name and a type"),
        ("#+ summary: x?\n#+ params:\n#+   - type: year\n", 3, "needs a name and a type"),
        (YEAR + "ASK {}", 3, "has 0 VALUES lines"),
        (
            YEAR + "ASK {\nVALUES ?a { 1 }\nVALUES ?a { 2 }\n}",
            3,
            "has 2 VALUES lines",
        ),
        (
            YEAR + "ASK {\nVALUES ?a { 1 } ?s ?p ?a\n}",
            3,
            "has 0 VALUES lines",
        ),
        ("#+ summary: x?\n#+   indented: y", 2, "cannot stand in a header"),
        ("#+ summary: x?\n#+ - dash: y", 2, "cannot stand in a header"),
    ],
)
def test_a_header_at_odds_with_itself_or_the_query_is_refused(text: str, line: int, message: str) -> None:
    with pytest.raises(ParseError, match=message) as caught:
        parse_query(text, PATH)
    assert caught.value.line == line
    assert caught.value.remedy


def test_queries_are_loaded_by_name(tmp_path: Path) -> None:
    for name in ("b-two", "a"):
        (tmp_path / f"{name}.rq").write_text(f"#+ summary: {name}?\nASK {{}}")
    assert list(load_queries(tmp_path)) == ["a", "b-two"]
    assert load_query(tmp_path, "b-two").summary == "b-two?"


@pytest.mark.parametrize(
    "name", ["b-tow", "../a", "/etc/passwd", "", "a\0", "B-TWO", pytest.param("x" * 5000, id="long")]
)
def test_an_unknown_query_is_refused_and_no_other_file_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "a.rq").write_text("#+ summary: not yours?\nASK {}")
    (tmp_path / "queries" / "b-two.rq").write_text("#+ summary: b?\nASK {}")
    with pytest.raises(UnknownNameError) as caught:
        load_query(tmp_path / "queries", name)
    assert caught.value.suggestions == (("b-two",) if name in ("b-tow", "B-TWO") else ())


def test_a_listing_shows_name_question_and_parameters(query: CannedQuery) -> None:
    assert listing([query]).to_csv() == (
        "query,question,parameters\r\nthings,Which things: all of them?,thing; due-year\r\n"
    )


def test_every_packaged_query_loads_and_is_a_question(project: Project) -> None:
    assert project.queries_folder is not None
    queries = load_queries(project.queries_folder)
    assert len(queries) >= 16
    for query in queries.values():
        assert query.summary.endswith("?")
        assert all(parameter.description for parameter in query.params)


# --- binding ----------------------------------------------------------------------------------


def test_without_values_a_line_goes_or_keeps_its_default(query: CannedQuery) -> None:
    expected = HEADER + QUERY.replace("  VALUES ?thing { UNDEF }   # all\n", "")
    assert bind(query, {}, literal) == expected


def test_a_value_replaces_what_is_between_the_braces(query: CannedQuery) -> None:
    bound = bind(query, {"thing": "x", "due-year": "2019"}, literal)
    assert 'VALUES ?thing { "x" }   # all\n' in bound
    assert 'VALUES ?due_year { "2019" }\n' in bound
    assert 'BIND("VALUES ?thing { UNDEF } in a text" AS ?text)' in bound


def test_an_unknown_parameter_and_an_empty_value_are_refused(query: CannedQuery) -> None:
    with pytest.raises(UnknownNameError, match=r"it takes thing, due-year. Did you mean thing\?"):
        bind(query, {"thign": "x"}, literal)
    for empty in ("", "  ", "\n"):
        with pytest.raises(UsageError, match="thing has an empty value"):
            bind(query, {"thing": empty}, literal)
    plain = parse_query("#+ summary: x?\nASK {}", PATH)
    with pytest.raises(UnknownNameError, match="it takes none"):
        bind(plain, {"thing": "x"}, literal)


HOSTILE = [
    'x" } ?s ?p ?o . #',
    "x> . ?s ?p ?o } #",
    "x\\",
    'x\\" } ?s ?p ?o #',
    "x\n} SELECT * { ?s ?p ?o }",
    "x\r} INSERT DATA { <x:a> <x:b> <x:c> }",
    "{ UNDEF }",
    "\\g<0>",
    r"\1\g<head>",
    "'''",
    '"""',
    "x\u2028\u0000\u007f",
    "$thing ?thing",
    "\\u0022 } ?s ?p ?o #",
    "x'); DROP ALL; --",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_looked_for_and_never_run(query: CannedQuery, text: str) -> None:
    store = ox.Store()
    notation = ox.NamedNode("http://www.w3.org/2004/02/skos/core#notation")
    for name, value in (("wanted", text), ("other", "x")):
        store.add(ox.Quad(ox.NamedNode(f"http://example.org/{name}"), notation, ox.Literal(value)))
    table = LocalSource(store).select(bind(query, {"thing": text, "due-year": "2018"}, literal))
    assert [str(row[0]) for row in table.rows] == ["http://example.org/wanted"]


def test_any_text_comes_through_a_query_unchanged() -> None:
    chance = random.Random(7)
    alphabet = "ab \"'\\{}<>\n\r\t#?$|^`\u00e9\u2028\U0001f600\x00\x7f"
    for _ in range(300):
        text = "".join(chance.choices(alphabet, k=chance.randrange(12)))
        query = f"SELECT ?x {{ VALUES ?x {{ {term_text(Value('literal', text))} }} }}"
        (row,) = LocalSource(ox.Store()).select(query).rows
        assert str(row[0]) == text


@pytest.mark.parametrize(
    "value",
    [
        Value("iri", "http://x> } #"),
        Value("iri", "http://x y"),
        Value("iri", 'http://x"'),
        Value("iri", "http://x\\u003E"),
        Value("iri", "not-absolute"),
        Value("bnode", "b"),
        Value("literal", "1", "http://www.w3.org/2001/XMLSchema#integer"),
        Value("literal", "x", None, "en"),
    ],
)
def test_what_could_break_out_is_no_term(value: Value) -> None:
    with pytest.raises(ValueError, match=r"is not an IRI|cannot stand"):
        term_text(value)


# --- the language of names --------------------------------------------------------------------

NAMES = """\
#+ summary: What are things called, and what is each part of?
SELECT ?name ?wholes WHERE {
  VALUES ?lang { "en" }   # of names
  ?thing <x:name> ?english FILTER(LANG(?english) = "en")
  OPTIONAL { ?thing <x:name> ?own FILTER(LANG(?own) = ?lang) }
  BIND(STR(COALESCE(?own, ?english)) AS ?name)
  OPTIONAL {
    SELECT ?thing (GROUP_CONCAT(?whole) AS ?wholes) WHERE {
      VALUES ?lang_inside { "en" }
      ?thing <x:partOf>/<x:name> ?whole FILTER(LANG(?whole) = ?lang_inside)
    } GROUP BY ?thing
  }
  BIND("VALUES ?lang { 'en' }" AS ?text)
} ORDER BY ?name
"""
NAMED = """\
<x:a> <x:name> "heart"@en , "cœur"@fr ; <x:partOf> <x:b> .
<x:b> <x:name> "body"@en , "corps"@fr , "cuerpo"@es .
"""


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        ("en", [("body", None), ("heart", "body")]),
        ("fr", [("corps", None), ("cœur", "corps")]),
        ("es", [("cuerpo", None), ("heart", "cuerpo")]),
    ],
)
def test_names_come_in_the_language_also_in_sub_selects(
    lang: str, rows: list[tuple[str, str | None]]
) -> None:
    store = ox.Store()
    store.load(NAMED.encode(), ox.RdfFormat.TURTLE)
    table = LocalSource(store).select(bind(parse_query(NAMES, PATH), {}, literal, lang))
    assert [tuple(cell and str(cell) for cell in row) for row in table.rows] == rows


def test_only_the_language_lines_change_with_the_language(project: Project) -> None:
    names = parse_query(NAMES, PATH)
    assert bind(names, {}, literal) == NAMES
    assert bind(names, {}, literal, "FR") == NAMES.replace('{ "en" }', '{ "fr" }')
    assert project.queries_folder is not None
    asked = 0
    for query in load_queries(project.queries_folder).values():
        english, french = bind(query, {}, literal), bind(query, {}, literal, "fr")
        lines = zip(english.splitlines(), french.splitlines(), strict=True)
        changed = [(old.split(), new.split()) for old, new in lines if old != new]
        asked += bool(changed)
        assert all(old[1] in ("?lang", "?lang_inside") and new[3] == '"fr"' for old, new in changed), (
            query.name
        )
        assert len(changed) == english.count("VALUES ?lang"), query.name
    assert asked > 20


def test_the_language_is_no_parameter_and_must_be_known(query: CannedQuery) -> None:
    with pytest.raises(ParseError, match="a parameter cannot be called lang"):
        parse_query(HEADER.replace("thing\n", "lang\n") + QUERY.replace("?thing", "?lang"), PATH)
    with pytest.raises(UnknownNameError, match="has no parameter 'lang'"):
        bind(query, {"lang": "fr"}, literal)
    for wrong in ("de", "", 'fr" } ?s ?p ?o #'):
        with pytest.raises(UsageError, match="Names cannot be shown in"):
            bind(query, {}, literal, wrong)


# --- values by type ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "text", "path"),
    [
        ("objective", "18", "objective/18"),
        ("objective", "objective/18", "objective/18"),
        ("objective", f"{BASE}objective/18", "objective/18"),
        ("point", "12(a)", "plan/12/a"),
        ("point", "plan/15", "plan/15"),
        ("document", "GB.335/POL/1(Rev.)", "document/gb335-pol-1-rev"),
        ("document", "gb335-pol-1-rev", "document/gb335-pol-1-rev"),
        ("instrument", "C97", "instrument/C97"),
        ("instrument", "c97", "instrument/C97"),
        ("body", "IOM", "body/iom"),
        ("entity", "Global Migration Group", "body/gmg"),
        ("theme", "fair recruitment", "theme/fair-recruitment"),
        ("place", "Ethiopia", "place/ET"),
        ("basis", "stated", "ontology#stated"),
        ("progress", "under way", "ontology#underWay"),
        ("progress", "not reported", "ontology#notReported"),
        ("conclusion", "17(c)", "conclusion/17/c"),
    ],
)
def test_a_value_is_read_by_its_type(source: LocalSource, type_: str, text: str, path: str) -> None:
    assert resolver_for(source)(type_, text) == Value("iri", BASE + path)


def test_years_and_strings_are_literals(source: LocalSource) -> None:
    resolver = resolver_for(source)
    assert resolver("year", "2018") == Value("literal", "2018")
    assert resolver("string", "para 12") == Value("literal", "para 12")
    for wrong in ("18", "20188", "2018-12", "x", "２０１８"):
        with pytest.raises(UsageError, match="four digits"):
            resolver("year", wrong)


def test_a_wrong_value_names_the_right_ones(source: LocalSource) -> None:
    resolver = resolver_for(source)
    with pytest.raises(UnknownNameError, match=r"Known: inferred, stated\. Did you mean stated\?"):
        resolver("basis", "statd")
    with pytest.raises(UnknownNameError, match=r"Known: 1, 2, 3, .* 22, 23\.") as caught:
        resolver("objective", "99")
    assert "12(a)" not in str(caught.value)
    with pytest.raises(UnknownNameError, match=r"Known: 12\(a\), 12\(b\), .* 18\.") as caught:
        resolver("point", "12a")
    assert "12(a)" in caught.value.suggestions


@pytest.mark.parametrize("type_", sorted(set(TYPES) - {"string"}))
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_names_nothing(source: LocalSource, type_: str, text: str) -> None:
    with pytest.raises(UsageError):
        resolver_for(source)(type_, text)


def test_a_refused_value_names_its_parameter(query: CannedQuery, source: LocalSource) -> None:
    with pytest.raises(UsageError, match=r"^due-year: '19' is not a year"):
        bind(query, {"due-year": "19"}, resolver_for(source))


# --- small things -----------------------------------------------------------------------------


def test_the_nearest_names_come_first() -> None:
    names = ["coverage", "conclusions", "citations", "shared-instruments"]
    assert nearest("coverge", names) == ("coverage",)
    assert nearest("COVERAGE", names) == ("coverage",)
    assert nearest("co", names) == ("coverage", "conclusions")
    assert nearest("zzz", names) == ()
    assert nearest("", names) == ()


def test_only_our_prefixes_that_are_used_and_undeclared_are_added() -> None:
    text = (
        "PREFIX skos: <http://example.org/> SELECT * { ?s skos:notation ?n ; mig:order ?o ; foo:x <mig:y> }"
    )
    assert missing_prefixes(text) == "PREFIX mig: <https://w3id.org/migkg/ontology#> "
    assert missing_prefixes("ASK { ?s ?p <https://schema.org/x> }") == ""


def test_an_added_prefix_does_not_hide_an_unknown_one() -> None:
    with pytest.raises(QuerySyntaxError):
        LocalSource(ox.Store()).ask(missing_prefixes("ASK { ?s foo:x 1 }") + "ASK { ?s foo:x 1 }")
