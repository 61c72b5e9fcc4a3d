from __future__ import annotations

import re
from typing import TYPE_CHECKING

import html5lib
import pytest

from migkg import terms
from migkg.web.pages.graph import bodies_graph, plan_graph
from migkg.web.pages.neighbours import MOST, neighbourhood
from shown_pages import answer, internal, page, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from migkg.web.dataset import Dataset
    from migkg.web.pages.graph import GraphView


def joined(view: GraphView) -> set[tuple[str, str]]:
    return {(view.dots[line.source].iri, view.dots[line.target].iri) for line in view.lines}


def paths(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(terms.local_path(one), terms.local_path(other)) for one, other in pairs}


def test_every_linkage_is_a_line_and_a_row(dataset: Dataset) -> None:
    view = plan_graph(dataset, "en")
    links = dataset.graph.query("links")
    ends = [links.columns.index(name) for name in ("point_iri", "objective_iri")]
    asked = {(row[ends[0]].text, row[ends[1]].text) for row in links.rows if row[ends[0]] and row[ends[1]]}
    drawn = joined(view)
    assert asked <= drawn
    assert {(one.source.iri, one.target.iri) for one in view.relations} == drawn
    assert all(one.passages for one in view.relations), "each says where it is said"
    assert len({dot.iri for dot in view.dots if dot.kind == "objective"}) == 23
    stated = {pair for pair in drawn if pair in asked}
    grades = {line.grade for line in view.lines}
    assert stated
    assert grades == {"stated", "strong", "medium", "weak"}


def test_layers_stand_beside_each_other_and_lines_lead_to_the_right(dataset: Dataset) -> None:
    view = plan_graph(dataset, "en")
    by_kind = {kind: {dot.x for dot in view.dots if dot.kind == kind} for kind in view.kinds}
    assert all(len(columns) == 1 for columns in by_kind.values())
    columns = [next(iter(by_kind[kind])) for kind in ("conclusion", "priority", "point", "objective")]
    assert columns == sorted(columns)
    assert all(view.dots[line.source].x < view.dots[line.target].x for line in view.lines)


def test_bodies_are_joined_as_the_documents_say(dataset: Dataset) -> None:
    view = bodies_graph(dataset, "en")
    pairs = paths(joined(view))
    assert ("body/iom", "body/gmg") in pairs
    assert ("body/african-union-commission", "programme/jlmp") in pairs
    assert {dot.kind for dot in view.dots} == {"body", "network", "programme", "tool"}
    assert view.left_out == 0
    assert {(one.source.iri, one.target.iri) for one in view.relations} == joined(view)


@pytest.mark.parametrize("draw", [plan_graph, bodies_graph])
def test_all_of_a_drawing_is_in_view(dataset: Dataset, draw: Callable[[Dataset, str], GraphView]) -> None:
    for lang in ("en", "fr", "es"):
        view = draw(dataset, lang)
        assert len({dot.iri for dot in view.dots}) == len(view.dots)
        for dot in view.dots:
            assert 0 <= dot.x <= view.width - dot.width, dot
            assert 0 <= dot.y <= view.height, dot


def test_a_drawing_is_the_same_each_time(dataset: Dataset) -> None:
    for draw in (plan_graph, bodies_graph):
        again = draw.__wrapped__ if hasattr(draw, "__wrapped__") else draw
        assert again(dataset, "en") == draw(dataset, "en")


def test_around_a_point_stands_what_it_serves_and_promises(dataset: Dataset) -> None:
    view = neighbourhood(dataset, f"{terms.BASE}plan/12/c", "en")
    pairs = paths(joined(view))
    assert ("plan/12/c", "objective/22") in pairs
    assert ("plan/12/c/deliverable/ilo-issa-database", "plan/12/c") in pairs
    assert view.dots[0].iri == f"{terms.BASE}plan/12/c"
    assert all(0 in (line.source, line.target) for line in view.lines)


def test_around_a_hub_stands_as_much_as_there_is_room_for(dataset: Dataset) -> None:
    view = neighbourhood(dataset, f"{terms.BASE}body/ilo", "en")
    assert len(view.dots) == MOST + 1
    assert view.left_out > 0
    assert len({heading.text for heading in view.headings}) > 5, "some of each relation"


def test_a_thing_without_neighbours_has_no_drawing(made_up: Callable[[str], Dataset]) -> None:
    alone = made_up("<body/x> a mig:Body ; rdfs:label 'X'@en .")
    assert neighbourhood(alone, f"{terms.BASE}body/x", "en").lines == ()
    assert neighbourhood(alone, "no iri <at> all", "en").lines == ()
    assert plan_graph(alone, "en").dots == ()
    assert bodies_graph(alone, "en").dots == ()
    assert "<svg" not in page(alone, "body/x")
    assert answer(alone, "/graph/bodies")


def test_a_name_that_looks_like_markup_is_none(made_up: Callable[[str], Dataset]) -> None:
    data = made_up(
        "<body/x> a mig:Body ; rdfs:label '<script>alert(1)</script>'@en ; skos:notation '\"><b>' ."
        "<body/y> a mig:Body ; rdfs:label 'Y'@en ; <http://www.w3.org/ns/org#subOrganizationOf> <body/x> ."
    )
    for html in (page(data, "body/y"), answer(data, "/graph/bodies")):
        assert "<script>alert" not in html
        assert "<b>" not in html


@pytest.mark.parametrize("path", ["/graph", "/graph/bodies"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_pages_are_well_formed_and_every_dot_is_a_link(dataset: Dataset, path: str, lang: str) -> None:
    html = answer(dataset, path, f"lang={lang}")
    html5lib.HTMLParser(strict=True).parse(html)
    seen = shown(html)
    assert not seen.inline
    assert len(seen.ids) == len(set(seen.ids))
    dots = re.findall(r'<a class="dot [^"]*" href="([^"]*)"', html)
    assert len(dots) > 50
    assert "#" not in dots
    assert {target for target, _ in internal(dots, path)}
