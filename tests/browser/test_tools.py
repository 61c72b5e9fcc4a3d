"""The editor, the forms, the promise tracker and the graphs, as people use them.

Each test fails if a page asks another host, breaks its content security policy or has an error in a script.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import migkg.web
from migkg.web.pages.editor import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from browser_pages import Visit, Visitor

    Open = Callable[..., Page]

DIST = Path(migkg.web.__file__).parent / "static" / "dist"
REFUSED = "Failed to load resource: the server responded with a status of 400 (Bad Request)"
"""What the browser says of an answer that tells the user what is wrong."""

scripted = pytest.mark.skipif(
    not (DIST / "editor.js").is_file() and os.environ.get("MIGKG_BROWSER") != "required",
    reason="the scripts are not built: python hatch_build.py",
)


@pytest.fixture
def opened(visit: Visitor, address: str) -> Iterator[Open]:
    """Opens pages; at the end none of them must have asked another host, or said that something is wrong."""
    seen: list[Visit] = []

    def open_page(path: str, *, scripts: bool = True) -> Page:
        seen.append(visit(path, scripts=scripts))
        return seen[-1].page

    yield open_page
    for one in seen:
        assert [text for text in one.said if text != REFUSED] == []
        assert [url for url in one.asked if not url.startswith((address, "data:", "blob:"))] == []


# --- the editor -----------------------------------------------------------------------------------


def put(page: Page, query: str) -> None:
    """Have a query stand in the editor, with the cursor at its end."""
    page.evaluate(
        """text => { const editor = document.querySelector(".CodeMirror").CodeMirror;
           editor.setValue(text); editor.setCursor(editor.lineCount(), 0); editor.focus(); }""",
        query,
    )


@scripted
def test_the_editor_asks_and_shows_rows_that_link_to_our_pages(opened: Open, address: str) -> None:
    page = opened("/editor")
    page.get_by_role("button", name="Run query").click()
    page.wait_for_selector(".yasr table tbody tr")
    links = page.locator(".yasr table a")
    assert page.locator(".yasr table tbody tr").count() == 23
    assert links.first.inner_text() == "objective/1"
    assert links.first.evaluate("link => link.href") == f"{address}/objective/1"


@scripted
def test_a_canned_query_opens_in_a_tab_of_its_own(opened: Open) -> None:
    page = opened("/query/links?objective=22")
    page.get_by_role("link", name="Open in the SPARQL editor").click()
    page.wait_for_selector(".CodeMirror")
    text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    assert "<https://w3id.org/migkg/objective/22>" in text
    assert page.get_by_role("tab", name="links").count() == 1
    page.get_by_role("button", name="New query").click()
    assert page.get_by_role("tab").count() == 2


@scripted
def test_classes_and_properties_of_the_dataset_are_offered_and_their_prefix_declared(opened: Open) -> None:
    page = opened("/editor")
    page.wait_for_selector(".CodeMirror")
    put(page, "SELECT * WHERE { ?claim a mig:Link")
    page.keyboard.press("Control+Space")
    hint = page.locator(".CodeMirror-hint", has_text="mig:Linkage")
    hint.first.wait_for()
    assert "linkage" in hint.first.inner_text().lower()
    hint.first.click()
    text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    assert "?claim a mig:Linkage" in text
    assert "PREFIX mig: <https://w3id.org/migkg/ontology#>" in text
    put(page, "PREFIX mig: <https://w3id.org/migkg/ontology#>\nSELECT * WHERE { ?claim mig:linkF")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint", has_text="mig:linkFrom").first.wait_for()


@scripted
def test_an_error_of_the_endpoint_is_shown(opened: Open) -> None:
    page = opened("/editor")
    page.wait_for_selector(".CodeMirror")
    put(page, "SELECT * WHERE { ?s ?p }")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".yasr .errorResult")
    assert "expected" in page.locator(".yasr .errorResult").inner_text().lower()


@scripted
def test_the_keyboard_gets_into_the_editor_and_out_again(opened: Open) -> None:
    page = opened("/editor")
    page.wait_for_selector(".CodeMirror")
    page.locator(".CodeMirror textarea").first.focus()
    for _ in range(4):  # the area that scrolls, two buttons, and out
        page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.CodeMirror')")
    assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()") == FIRST


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s a mig:Objective } ORDER BY ?s", "ASK { ?s a mig:Objective }"]
)
def test_without_scripts_a_plain_form_asks_and_shows_the_answer(opened: Open, query: str) -> None:
    page = opened("/editor", scripts=False)
    page.get_by_label("Query").fill(query)
    page.get_by_role("button", name="Run").click()
    told = page.locator("#answer").inner_text()
    assert told in ("23 rows", "Yes")


def test_without_scripts_a_faulty_query_is_told_with_its_place(opened: Open) -> None:
    page = opened("/editor", scripts=False)
    page.get_by_label("Query").fill("SELECT * {\n ?s ?p }")
    page.get_by_role("button", name="Run").click()
    assert "line 2" in page.locator("#problem").inner_text()
    assert page.get_by_label("Query").input_value().startswith("SELECT")


# --- forms, promises ------------------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_narrows_the_answer(opened: Open, scripts: bool) -> None:
    page = opened("/query/links", scripts=scripts)
    page.get_by_label("Objective").select_option("22")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.locator("table.answer tbody tr").count() == 3
    assert page.get_by_label("Objective").input_value() == "22"


def test_a_wrong_value_is_told_beside_its_field(opened: Open) -> None:
    page = opened("/query/members", scripts=False)
    page.get_by_label("Group").fill("No such group")
    page.get_by_role("button", name="Ask", exact=True).click()
    field = page.get_by_label("Group")
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby") or ""
    assert "No such group" in page.locator(f"#{described.split()[0]}").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_promises_are_narrowed_by_a_form(opened: Open, scripts: bool) -> None:
    page = opened("/promises", scripts=scripts)
    assert page.locator(".promise .name").count() == 50
    page.get_by_label("Due").select_option("2018")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".promise .name").count() == 4
    assert page.locator(".lane").first.is_visible()


# --- graphs ---------------------------------------------------------------------------------------


@scripted
def test_a_graph_is_explored_by_name(opened: Open) -> None:
    page = opened("/graph/bodies")
    page.wait_for_selector(".graph-place[data-ready=yes]")
    assert page.locator(".graph-canvas canvas").count() > 0
    page.get_by_label("Find").fill("International Organization for Migration")
    told = page.locator(".graph-told")
    told.get_by_role("link", name="Global Migration Group").wait_for()
    assert "(member)" in told.inner_text()
    page.get_by_role("button", name="Plain picture").click()
    assert page.locator("svg.graph").is_visible()
    page.locator("svg.graph a.dot").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/graph" not in url)


@pytest.mark.parametrize("path", ["/graph", "/graph/bodies"])
def test_without_scripts_a_graph_is_a_picture_of_links(opened: Open, path: str) -> None:
    page = opened(path, scripts=False)
    assert page.locator("svg.graph").is_visible()
    assert page.locator("svg.graph a.dot").count() > 50
    page.locator("svg.graph a.dot").first.click()
    assert "/graph" not in page.url


# --- what only shows after something was done -----------------------------------------------------


@scripted
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_in_results(
    visit: Visitor, keep: Callable[[Page, str], None], width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit("/editor", width=width, scheme=scheme).page
    page.get_by_role("button", name="Run query").click()
    page.wait_for_selector(".yasr table tbody tr")
    keep(page, f"editor-results-{width}-{scheme}")
    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("path", ["/query/promises?due=x", "/promises?due=x", "/editor?query=SELECT&run=1"])
def test_axe_finds_nothing_where_something_is_wrong(
    visit: Visitor, keep: Callable[[Page, str], None], path: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = visit(path, width=390, scripts=True).page
    keep(page, f"wrong{path.partition('?')[0].replace('/', '-')}")
    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
