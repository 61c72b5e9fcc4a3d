"""Each canned question: its promise (header, columns, order), and its answers, the same from two engines."""

from __future__ import annotations

import csv
import io
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from migkg import graph, queries, reason, terms

if TYPE_CHECKING:
    import rdflib

    from migkg.project import Project

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "queries"

# Name, parameters with their types, and first columns: what stays as it is, since others build on it.
FIXED = {
    "coverage": ("", "objective title status qualifier stated_points inferred_points paragraphs"),
    "links": (
        "objective:objective point:point basis:basis",
        "objective action point basis strength relation document passage",
    ),
    "gaps": ("", "objective title status"),
    "disagreements": ("", "about severity passage_a passage_b note"),
    "promises": (
        "point:point due:year progress:progress",
        "point deliverable target due progress as_of promised_in reported_in",
    ),
    "instruments": ("document:document", "instrument title type year documents mentions"),
    "citations": ("instrument:instrument", "instrument document passage provision says"),
    "mentions": ("entity:entity", "entity document passage"),
    "members": ("group:entity", "group member role document passage"),
    "body": ("body:body", "body fact value document passage"),
    "conclusions": ("", "conclusion theme priority points"),
    "lineage": ("theme:theme", "theme date document passage abstract"),
    "agreements": ("country:place", "party_a party_b type sector document passage"),
    "figures": (
        "document:document about:entity",
        "about value value_to comparator unit as_of document passage",
    ),
    "passage": ("document:document passage:string", "document passage kind abstract mentions"),
    "shared-instruments": ("document_a:document document_b:document", "instrument passages_a passages_b"),
    "agreements-by-sector": (
        "sector:string document:document",
        "sector parties type covers document passage",
    ),
    "body-in-theme": ("body:body theme:theme", "theme body part thing document passage"),
    "corridors": (
        "origin:place destination:place document:document",
        "origin destination value value_to comparator unit as_of document passage source",
    ),
    "countries": ("country:place document:document", "country code named_in agreements_with figures"),
    "documents": ("document:document", "document title date passages mentioned claims"),
    "evidence": (
        "document:document passage:string",
        "document passage kind claim basis strength phrase note",
    ),
    "figures-by-theme": (
        "theme:theme year:year",
        "theme as_of about value value_to comparator unit document passage source",
    ),
    "glossary": ("acronym:string", "acronym name kind mentions"),
    "objective-themes": ("objective:objective", "objective title theme conclusions points documents"),
    "overdue": ("year:year point:point", "due point deliverable progress as_of promised_in reported_in"),
    "partners": ("body:body", "body partner together_in kind document passage"),
    "proposals": (
        "theme:theme body:body document:document",
        "proposal theme proposed_to document passage taken_up_by",
    ),
    "provisions": ("instrument:instrument document:document", "provision instrument says document passage"),
    "ratifications": (
        "instrument:instrument",
        "instrument title value comparator unit as_of document passage",
    ),
    "roles": ("role:role member:entity", "role member group during document passage"),
    "sdg": ("sdg:sdg", "sdg title part_of custodians named_in"),
    "sources-cited": ("document:document body:body", "publication author year document passage figures"),
    "taken-up": (
        "theme:theme strength:strength",
        "proposal taken_up_by kind basis strength note proposed_in taken_up_in",
    ),
    "themes": ("document:document", "theme documents passages objectives conclusions points"),
    "timeline": ("from:year to:year", "date until what thing kind stated_in"),
    "unlinked-passages": ("document:document", "document passage kind abstract mentions"),
}
NAMED_THINGS = re.compile(
    r"about|acronym|action|agreements_with|author|basis|body|claim|comparator|conclusions?|country|custodians|"
    r"deliverable|destination|document(_[ab]|s)?|entity|group|instrument|kind|member|mentions|named_in|objectives?|"
    r"origin|paragraphs|part|parties|part_of|partner|party_[ab]|passages?(_[ab])?|place|(stated_|inferred_)?points?|"
    r"priority|progress|(promised|proposed|reported|stated|taken_up|together)_in|proposal|proposed_to|provision|"
    r"publication|relation|role|sdg|severity|source|status|strength|taken_up_by|theme|thing|value"
)
PLAIN = {
    *((name, "value") for name in ("body", "corridors", "figures", "figures-by-theme", "ratifications")),
    *((name, "mentions") for name in ("glossary", "instruments", "unlinked-passages")),
    *((name, "passages") for name in ("documents", "themes")),
}
"""Columns of numbers or words; all others of such a name show a thing, with its identifier beside it."""

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

Rows = list[tuple[str, ...]]


def text_of(name: str) -> str:
    return (ROOT / "queries" / f"{name}.rq").read_text(encoding="utf-8")


def bound(text: str, values: dict[str, str]) -> str:
    """The query with a term in the braces of each parameter named, and without the lines of all others."""
    for name, value in values.items():
        line = f"VALUES ?{name} {{ UNDEF }}"
        assert text.count(line) == 1, f"{line} stands {text.count(line)} times"
        text = text.replace(line, f"VALUES ?{name} {{ {value} }}")
    return re.sub(r"^ *VALUES \?\w+ \{ UNDEF \}\n", "", text, flags=re.MULTILINE)


def ask_oxigraph(store: ox.Store, text: str) -> tuple[list[str], Rows]:
    answer = store.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    columns = [variable.value for variable in answer.variables]
    return columns, [
        tuple("" if row[name] is None else row[name].value for name in columns) for row in answer
    ]


def ask_rdflib(data: rdflib.Graph, text: str) -> tuple[list[str], Rows]:
    answer = data.query(text)
    columns = [str(variable) for variable in answer.vars or ()]
    return columns, [tuple("" if row[name] is None else str(row[name]) for name in columns) for row in answer]


def shown(columns: list[str], rows: Rows) -> tuple[list[str], Rows]:
    """Without the columns that only name what the column beside them shows."""
    keep = [place for place, name in enumerate(columns) if not name.endswith("_iri")]
    return [columns[place] for place in keep], [tuple(row[place] for place in keep) for row in rows]


def read_csv(path: Path) -> tuple[list[str], Rows]:
    header, *rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8")))
    return header, [tuple(row) for row in rows]


def read_params(path: Path) -> dict[str, str]:
    """The parameters of a case, one `name = term` a line; none for the case that asks for all."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return dict(line.split(" = ", 1) for line in lines)


def cases() -> list[tuple[str, str]]:
    return sorted((path.parent.name, path.stem) for path in FIXTURES.glob("*/*.csv"))


@pytest.fixture(scope="session")
def vocabulary() -> list[ox.Quad]:
    """The ontology, which is loaded with every dataset: it holds the classes and the words of the cells."""
    return [quad for path in sorted((ROOT / "ontology").glob("*.ttl")) for quad in graph.parse_file(path)]


@pytest.fixture(scope="session")
def whole(project: Project) -> rdflib.Graph:
    """The real dataset for rdflib."""
    return graph.rdflib_graph(project)


def in_language(text: str, tag: str) -> str:
    """The query with this language wherever it chooses names."""
    return re.sub(r'(VALUES \?lang(_inside)?) \{ "en" \}', rf'\1 {{ "{tag}" }}', text)


def translated(quads: list[ox.Quad]) -> list[ox.Quad]:
    """A French and a Spanish label where there is an English one alone: the same words with a mark behind."""
    labels = [quad for quad in quads if quad.predicate.value == f"{terms.PREFIXES['rdfs']}label"]
    there = {(quad.subject, quad.object.language) for quad in labels}
    return [
        ox.Quad(quad.subject, quad.predicate, ox.Literal(f"{quad.object.value} ({tag})", language=tag))
        for quad in labels
        for tag in ("fr", "es")
        if quad.object.language == "en" and (quad.subject, tag) not in there
    ]


def english_names(quads: list[ox.Quad], columns: list[str], rows: Rows) -> set[str]:
    """The texts shown that are English labels of things that the answer names."""
    named = {
        iri
        for row in rows
        for column, cell in zip(columns, row, strict=True)
        if column.endswith("_iri")
        for iri in cell.split("; ")
    }
    labels = {
        quad.object.value
        for quad in quads
        if quad.predicate.value == f"{terms.PREFIXES['rdfs']}label"
        and quad.object.language == "en"
        and quad.subject.value in named
    }
    texts = {
        cell for row in shown(columns, rows)[1] for joined in row for cell in (joined, *joined.split("; "))
    }
    return texts & labels


def quads_of(name: str) -> list[ox.Quad]:
    return list(graph.parse_file(FIXTURES / name / "data.ttl"))


def stored(quads: list[ox.Quad]) -> ox.Store:
    """Each quad in a named graph, so that only the union of the graphs can answer."""
    store, place = ox.Store(), ox.NamedNode(f"{terms.BASE}graph/x")
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object, place) for quad in quads)
    return store


def as_rdflib(quads: list[ox.Quad]) -> rdflib.Graph:
    import rdflib

    triples = b"\n".join(f"{quad.triple} .".encode() for quad in quads)
    return rdflib.Graph().parse(data=triples, format="nt")


# --- the promise ------------------------------------------------------------------------------------


def test_the_questions_are_those_that_are_promised() -> None:
    assert {path.stem for path in (ROOT / "queries").glob("*.rq")} == set(FIXED)
    assert {path.name for path in FIXTURES.iterdir()} == set(FIXED)


@pytest.mark.parametrize("name", FIXED)
def test_header_is_complete(name: str) -> None:
    query = queries.load_query(ROOT / "queries", name)
    assert query.summary.endswith("?")
    assert query.description.endswith(".")
    assert query.tags
    assert " ".join(f"{param.name}:{param.type}" for param in query.params) == FIXED[name][0]
    assert all(param.description.endswith(".") and param.default is None for param in query.params)
    header = text_of(name).split("PREFIX")[0]
    assert header.count("#+     default: UNDEF\n") == len(query.params)
    assert text_of(name).count("{ UNDEF }") == len(query.params)


@pytest.mark.parametrize("name", FIXED)
def test_parameters_stand_at_the_top_of_where(name: str) -> None:
    lines = [line.strip() for line in text_of(name).splitlines()]
    places = [place for place, line in enumerate(lines) if line.endswith("{ UNDEF }")]
    if places:
        assert places == list(range(places[0], places[0] + len(places)))
        assert lines[places[0] - 1] == "WHERE {"


@pytest.mark.parametrize("name", FIXED)
def test_columns_are_fixed_and_things_have_identifiers(name: str, store: ox.Store) -> None:
    columns, _ = ask_oxigraph(store, text_of(name))
    fixed = FIXED[name][1].split()
    assert columns[: len(fixed)] == fixed
    assert {name.removesuffix("_iri") for name in columns if name.endswith("_iri")} <= set(columns)
    for column in fixed:
        if NAMED_THINGS.fullmatch(column) and (name, column) not in PLAIN:
            assert f"{column}_iri" in columns


@pytest.mark.parametrize("name", FIXED)
def test_query_is_ordered_and_portable(name: str) -> None:
    body = re.sub(r'^#.*$|"[^"\n]*"', "", text_of(name), flags=re.MULTILINE)
    assert body.rstrip().splitlines()[-1].startswith("ORDER BY ")
    words = set(re.findall(r"[A-Z]{3,}", body))
    assert not words & {"EXISTS", "GRAPH", "SERVICE", "DESCRIBE", "FROM", "LATERAL"}
    assert "initBindings" not in body


# --- the answers ------------------------------------------------------------------------------------


def test_every_question_has_a_case_without_and_its_parameters_a_case_with_a_value() -> None:
    asked: dict[str, set[str]] = {name: set() for name in FIXED}
    for name, case in cases():
        asked[name] |= set(read_params(FIXTURES / name / f"{case}.params"))
    for name, (params, _) in FIXED.items():
        assert asked[name] == {param.split(":")[0] for param in params.split()}
        assert (FIXTURES / name / "expected.csv").exists()


@pytest.mark.parametrize(("name", "case"), cases())
def test_answers_on_the_small_data(name: str, case: str, vocabulary: list[ox.Quad]) -> None:
    quads = vocabulary + quads_of(name)
    text = bound(text_of(name), read_params(FIXTURES / name / f"{case}.params"))
    expected = read_csv(FIXTURES / name / f"{case}.csv")
    answer = ask_oxigraph(stored(quads), text)
    assert shown(*answer) == expected
    assert ask_rdflib(as_rdflib(quads), text) == answer


@pytest.mark.parametrize("name", FIXED)
def test_undef_means_all(name: str, store: ox.Store) -> None:
    assert ask_oxigraph(store, text_of(name)) == ask_oxigraph(store, bound(text_of(name), {}))


@pytest.mark.parametrize("name", FIXED)
def test_answers_do_not_depend_on_the_order_of_the_data(name: str, vocabulary: list[ox.Quad]) -> None:
    """Values joined in one cell too: their order comes from the sub-select inside, in either engine."""
    expected = read_csv(FIXTURES / name / "expected.csv")
    quads = vocabulary + quads_of(name)
    chance = random.Random(name)
    for _ in range(8):
        chance.shuffle(quads)
        assert shown(*ask_oxigraph(stored(quads), text_of(name))) == expected
    assert shown(*ask_rdflib(as_rdflib(quads), text_of(name))) == expected


SLOW_IN_RDFLIB = {"body-in-theme", "evidence", "figures-by-theme", "partners", "roles"}
"""rdflib needs minutes for these on the real data; the small data compare both engines for them too."""


@pytest.mark.parametrize("name", sorted(set(FIXED) - SLOW_IN_RDFLIB))
def test_engines_agree_on_the_real_data(name: str, store: ox.Store, whole: rdflib.Graph) -> None:
    columns, rows = ask_oxigraph(store, text_of(name))
    assert rows
    assert len(rows) == len(set(rows))
    assert ask_rdflib(whole, bound(text_of(name), {})) == (columns, rows)


@pytest.mark.slow
def test_answers_stay_when_the_derived_triples_are_loaded(project: Project, store: ox.Store) -> None:
    """What follows by rule is no second row; only `body` gains rows, the wholes of wholes."""
    both = graph.load(project)
    derived = reason.n_triples(reason.closure(project)).encode()
    both.load(derived, ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(terms.GRAPH_INFERRED))
    for name in FIXED:
        before, after = ask_oxigraph(store, text_of(name)), ask_oxigraph(both, text_of(name))
        if name == "body":
            new = [row for row in after[1] if row not in before[1]]
            assert {row[1] for row in new} <= {"part of", "has part"}
            assert set(before[1]) <= set(after[1])
        else:
            assert after == before, name


@pytest.mark.parametrize("name", FIXED)
def test_joined_cells_name_one_identifier_for_each_value(name: str, store: ox.Store) -> None:
    columns, rows = ask_oxigraph(store, text_of(name))
    pairs = [
        (columns.index(name), columns.index(f"{name}_iri")) for name in columns if f"{name}_iri" in columns
    ]
    assert pairs
    for words, iris in pairs:
        if any("; http" in row[iris] for row in rows):
            assert [row[words].count("; ") for row in rows] == [row[iris].count("; ") for row in rows]


# --- names in other languages ------------------------------------------------------------------------


@pytest.mark.parametrize("name", FIXED)
def test_names_in_other_languages_change_no_english_answer(name: str, vocabulary: list[ox.Quad]) -> None:
    quads = vocabulary + quads_of(name)
    quads += translated(quads)
    expected = read_csv(FIXTURES / name / "expected.csv")
    assert shown(*ask_oxigraph(stored(quads), text_of(name))) == expected
    assert shown(*ask_rdflib(as_rdflib(quads), bound(text_of(name), {}))) == expected


@pytest.mark.parametrize("name", FIXED)
def test_names_come_in_the_language_that_is_asked_for(name: str, vocabulary: list[ox.Quad]) -> None:
    """All of them: the marks that the French labels carry are all that tells the answers apart."""
    quads = vocabulary + quads_of(name)
    quads += translated(quads)
    text = in_language(bound(text_of(name), {}), "fr")
    answer = ask_oxigraph(stored(quads), text)
    assert ask_rdflib(as_rdflib(quads), text) == answer
    columns, rows = shown(*answer)
    marked = [cell for row in rows for cell in row if " (" in cell]
    assert marked
    assert not any("(es)" in cell for cell in marked)
    assert english_names(quads, *answer) == set()
    unmarked = [tuple(cell.replace(" (fr)", "") for cell in row) for row in rows]
    assert (columns, unmarked) == read_csv(FIXTURES / name / "expected.csv")


@pytest.mark.parametrize("name", FIXED)
def test_without_a_name_in_the_language_the_english_one_is_shown(
    name: str, vocabulary: list[ox.Quad]
) -> None:
    quads = vocabulary + quads_of(name)
    answer = ask_oxigraph(stored(quads), in_language(text_of(name), "es"))
    assert shown(*answer) == read_csv(FIXTURES / name / "expected.csv")


def test_names_in_other_languages_change_no_real_answer(project: Project, store: ox.Store) -> None:
    both = graph.load(project)
    quads = translated(list(store.quads_for_pattern(None, None, None)))
    both.extend(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode("x:fr")) for quad in quads)
    for name in FIXED:
        expected = ask_oxigraph(store, text_of(name))
        assert ask_oxigraph(both, text_of(name)) == expected, name
        assert len(ask_oxigraph(both, in_language(text_of(name), "fr"))[1]) == len(expected[1]), name


# --- what the real answers must show ----------------------------------------------------------------


def column(store: ox.Store, name: str, wanted: str, **values: str) -> list[str]:
    columns, rows = ask_oxigraph(store, bound(text_of(name), values))
    return [row[columns.index(wanted)] for row in rows]


def test_coverage_has_all_objectives_in_order(store: ox.Store) -> None:
    assert column(store, "coverage", "objective") == [str(number) for number in range(1, 24)]
    assert all(column(store, "coverage", "status"))


def test_gaps_are_the_objectives_without_stated_point(store: ox.Store) -> None:
    columns, rows = ask_oxigraph(store, text_of("coverage"))
    number, stated = columns.index("objective"), columns.index("stated_points")
    assert column(store, "gaps", "objective") == [row[number] for row in rows if not row[stated]]


def test_promises_lists_every_deliverable_and_every_report(store: ox.Store) -> None:
    def subjects(kind: str) -> set[str]:
        rows = store.quads_for_pattern(None, ox.NamedNode(f"{RDF}type"), ox.NamedNode(terms.ONTOLOGY + kind))
        return {quad.subject.value for quad in rows if isinstance(quad.subject, ox.NamedNode)}

    assert set(column(store, "promises", "deliverable_iri")) - {""} == subjects("Deliverable")
    reported = [place for place in column(store, "promises", "reported_in") if place]
    assert len(reported) == len(subjects("ProgressReport"))


def test_mentions_lists_every_mention(store: ox.Store) -> None:
    columns, rows = ask_oxigraph(store, text_of("mentions"))
    pairs = {(row[columns.index("passage_iri")], row[columns.index("entity_iri")]) for row in rows}
    stated = store.quads_for_pattern(None, ox.NamedNode(f"{terms.ONTOLOGY}mentions"), None)
    assert pairs == {(quad.subject.value, quad.object.value) for quad in stated}


def test_disagreements_shows_both_sides_of_each(store: ox.Store) -> None:
    assert all(column(store, "disagreements", "passage_a"))
    assert all(column(store, "disagreements", "passage_b"))


@pytest.mark.parametrize("value", ['"2018"', '"2018"^^<http://www.w3.org/2001/XMLSchema#gYear>'])
def test_due_takes_the_year_of_finer_dates_too(store: ox.Store, value: str) -> None:
    due = column(store, "promises", "due")
    assert column(store, "promises", "due", due=value) == [date for date in due if date[:4] == "2018"]
    assert any(date[:4] == "2018" for date in due)
