from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import html5lib
import pytest

from migkg.web import site
from migkg.web.exchange import Request
from migkg.web.pages.promises import STATES, tracker
from migkg.web.pages.timeline import Scale, began, ended
from shown_pages import answer, internal, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from migkg.web.dataset import Dataset


def test_the_tracker_holds_what_the_query_holds(dataset: Dataset) -> None:
    table = dataset.graph.query("promises")
    place = table.columns.index("deliverable_iri")
    asked = {row[place].text for row in table.rows if row[place]}
    whole = tracker(dataset, {}, "en")
    shown_ones = [promise.iri for group in whole.groups for promise in group.promises]
    assert len(shown_ones) == len(set(shown_ones)) == whole.total == 50
    assert set(shown_ones) == asked
    assert sum(count for _, _, count, _ in whole.counts) == whole.total
    assert [state for state, *_ in whole.counts] == list(STATES)
    assert abs(sum(share for *_, share in whole.counts) - 100) < 0.1


def test_lateness_follows_from_due_date_and_last_report(dataset: Dataset) -> None:
    overdue = dataset.graph.query("overdue", year="2018")
    place = overdue.columns.index("deliverable_iri")
    whole = tracker(dataset, {}, "en")
    late = {promise.iri for group in whole.groups for promise in group.promises if promise.late}
    assert late == {row[place].text for row in overdue.rows if row[place]}
    assert whole.late == len(late) >= 1
    assert whole.last_report == "15 March 2019"


@pytest.mark.parametrize(
    ("given", "count"),
    [({"due": "2018"}, 4), ({"due": "none"}, 32), ({"body": "ITC-ILO"}, 5), ({"progress": "delivered"}, 4)],
)
def test_filters_narrow_the_list(dataset: Dataset, given: dict[str, str], count: int) -> None:
    assert tracker(dataset, given, "en").total == count


def test_filters_together_leave_what_fits_all(dataset: Dataset) -> None:
    both = tracker(dataset, {"point": "12(a)", "theme": "Fair recruitment", "due": "2018"}, "en")
    assert [group.point.notation for group in both.groups] == ["12(a)"]
    assert [promise.due for promise in both.groups[0].promises] == ["2018"]
    assert both.asked == {"point": "12(a)", "due": "2018"}
    assert both.partly, "the query knows no themes"


def test_every_choice_of_every_filter_leaves_something(dataset: Dataset) -> None:
    for one in tracker(dataset, {}, "en").filters:
        assert one.choices, one.name
        for choice in one.choices:
            left = tracker(dataset, {one.name: choice.value}, "en")
            assert left.groups, (one.name, choice)


def test_a_wrong_filter_is_told_and_not_applied(dataset: Dataset) -> None:
    said = site.respond(
        dataset, Request("/promises", "progress=%3Cb%3E&due=2018", headers={"accept": "text/html"})
    )
    assert said.status == 400
    html = said.body.decode()
    assert "“&lt;b&gt;”" in html
    assert "<b>" not in html
    assert 'aria-describedby="f-progress-problem"' in html


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_the_page_is_well_formed_and_reads_without_pictures(dataset: Dataset, lang: str) -> None:
    html = answer(dataset, "/promises", f"lang={lang}")
    html5lib.HTMLParser(strict=True).parse(html)
    page = shown(html)
    assert not page.inline
    assert len(page.ids) == len(set(page.ids))
    targets = {path for path, _ in internal(page.links, "/promises")}
    assert "/plan/12/a" in targets
    assert "/document/gb335-pol-1-rev/para/12" in targets
    assert sum(path.startswith("/plan/") and "/deliverable/" in path for path in targets) == 50


def test_what_promises_nothing_shows_an_empty_page(made_up: Callable[[str], Dataset]) -> None:
    empty = made_up("<body/x> a mig:Body ; rdfs:label 'X'@en .")
    whole = tracker(empty, {}, "en")
    assert (whole.total, whole.groups, whole.years, whole.last_report) == (0, (), (), "")
    assert answer(empty, "/promises")


def test_dates_are_as_fine_as_they_are_written() -> None:
    assert (began("2018-12"), ended("2018-12")) == (date(2018, 12, 1), date(2018, 12, 31))
    assert ended("2020-02") == date(2020, 2, 29)
    for text in ("", "soon", "2018-13", "2019-02-30", "12"):
        assert began(text) is None
        assert ended(text) is None


def test_a_scale_keeps_dates_outside_at_its_ends() -> None:
    scale = Scale(2018, 2018)
    assert scale.at(date(2010, 1, 1)) == 0
    assert scale.at(date(2030, 1, 1)) == 100
    assert Scale.over([]) is None
