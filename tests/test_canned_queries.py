"""Each canned question: its promise (header, columns, order), and its answers, the same from two engines."""

from __future__ import annotations

import csv
import io
import random
import re
import time
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

# Name, parameters with their types, and first columns: what design 8.2 fixes.
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
}
NAMED_THINGS = re.compile(
    r"about|action|body|conclusion|deliverable|document(_[ab]|s)?|entity|group|instrument|member|mentions|objective|"
    r"paragraphs|party_[ab]|passages?(_[ab])?|place|point|(stated_|inferred_)?points|priority|progress|"
    r"(promised|reported)_in|provision|status|severity|theme|value"
)
PLAIN = {
    ("body", "value"),
    ("figures", "value"),
    ("passage", "kind"),
    ("instruments", "mentions"),
    ("links", "basis"),
}

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


def test_the_questions_are_those_of_the_design() -> None:
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


@pytest.mark.parametrize("name", FIXED)
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


@pytest.mark.parametrize("name", FIXED)
def test_real_answers_come_at_once(name: str, store: ox.Store) -> None:
    """A guard against a join without a common variable: that takes seconds, a sound query milliseconds."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        ask_oxigraph(store, text_of(name))
        times.append(time.perf_counter() - start)
    assert min(times) < 0.2


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
