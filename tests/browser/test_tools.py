"""The editor, the forms, the promise tracker and the graphs in a real browser, on a real server.

Each test fails if the page asks another host, breaks its content security policy or has an error in a script.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import migkg.web
from migkg.web.pages.editor import FIRST
from web_server import HOST, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    Visit = Callable[..., Page]

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

HERE = Path(__file__).resolve().parent.parent.parent
AXE = HERE / "web" / "node_modules" / "axe-core" / "axe.min.js"
DIST = Path(migkg.web.__file__).parent / "static" / "dist"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = (
    "/editor",
    "/query/links?objective=22",
    "/query/promises?due=x",
    "/promises",
    "/graph",
    "/graph/bodies",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CHROMIUM and os.environ.get("MIGKG_FRONTEND") != "required", reason="Chromium is not installed"
    ),
]
scripted = pytest.mark.skipif(
    not (DIST / "editor.js").is_file() and os.environ.get("MIGKG_FRONTEND") != "required",
    reason="the scripts are not built: python hatch_build.py",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running(site="migkg.web.site") as server:
        yield f"http://{HOST}:{server.port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Opens a page; in the end there must have been no request to another host, and no error."""
    contexts: list[BrowserContext] = []
    strange: list[str] = []

    def watch(message: Any) -> None:
        if message.type == "error" and "status of 400" not in message.text:
            strange.append(message.text)

    def ask(route: Any) -> None:
        if route.request.url.startswith(address):
            route.continue_()
        else:
            strange.append(route.request.url)
            route.abort()

    def open_page(path: str, *, width: int = 1280, scripts: bool = True, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, **options
        )
        contexts.append(context)
        context.set_default_timeout(30_000)
        context.route("**/*", ask)
        page = context.new_page()
        page.on("console", watch)
        page.on("pageerror", lambda error: strange.append(str(error)))
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert strange == []


# --- the editor -----------------------------------------------------------------------------------


def put(page: Page, query: str) -> None:
    """Have a query stand in the editor, with the cursor at its end."""
    page.evaluate(
        """text => { const editor = document.querySelector(".CodeMirror").CodeMirror;
           editor.setValue(text); editor.setCursor(editor.lineCount(), 0); editor.focus(); }""",
        query,
    )


@scripted
def test_the_editor_asks_and_shows_rows_that_link_to_our_pages(visit: Visit, address: str) -> None:
    page = visit("/editor")
    page.get_by_role("button", name="Run query").click()
    page.wait_for_selector(".yasr table tbody tr")
    links = page.locator(".yasr table a")
    assert page.locator(".yasr table tbody tr").count() == 23
    assert links.first.inner_text() == "objective/1"
    assert links.first.evaluate("link => link.href") == f"{address}/objective/1"


@scripted
def test_a_canned_query_opens_in_a_tab_of_its_own(visit: Visit) -> None:
    page = visit("/query/links?objective=22")
    page.get_by_role("link", name="Open in the SPARQL editor").click()
    page.wait_for_selector(".CodeMirror")
    text = page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()")
    assert "<https://w3id.org/migkg/objective/22>" in text
    assert page.get_by_role("tab", name="links").count() == 1
    page.get_by_role("button", name="New query").click()
    assert page.get_by_role("tab").count() == 2


@scripted
def test_classes_and_properties_of_the_dataset_are_offered_and_their_prefix_declared(visit: Visit) -> None:
    page = visit("/editor")
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
def test_an_error_of_the_endpoint_is_shown(visit: Visit) -> None:
    page = visit("/editor")
    page.wait_for_selector(".CodeMirror")
    put(page, "SELECT * WHERE { ?s ?p }")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".yasr .errorResult")
    assert "expected" in page.locator(".yasr .errorResult").inner_text().lower()


@scripted
def test_the_keyboard_gets_into_the_editor_and_out_again(visit: Visit) -> None:
    page = visit("/editor")
    page.wait_for_selector(".CodeMirror")
    page.locator(".CodeMirror textarea").first.focus()
    for _ in range(4):  # the area that scrolls, two buttons, and out
        page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('.CodeMirror')")
    assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()") == FIRST


@pytest.mark.parametrize(
    "query", ["SELECT * { ?s a mig:Objective } ORDER BY ?s", "ASK { ?s a mig:Objective }"]
)
def test_without_scripts_a_plain_form_asks_and_shows_the_answer(visit: Visit, query: str) -> None:
    page = visit("/editor", scripts=False)
    page.get_by_label("Query").fill(query)
    page.get_by_role("button", name="Run").click()
    told = page.locator("#answer").inner_text()
    assert told in ("23 rows", "Yes")


def test_without_scripts_a_faulty_query_is_told_with_its_place(visit: Visit) -> None:
    page = visit("/editor", scripts=False)
    page.get_by_label("Query").fill("SELECT * {\n ?s ?p }")
    page.get_by_role("button", name="Run").click()
    assert "line 2" in page.locator("#problem").inner_text()
    assert page.get_by_label("Query").input_value().startswith("SELECT")


# --- forms, promises ------------------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False])
def test_a_form_narrows_the_answer(visit: Visit, scripts: bool) -> None:
    page = visit("/query/links", scripts=scripts)
    page.get_by_label("Objective").select_option("22")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert page.locator("table.answer tbody tr").count() == 3
    assert page.get_by_label("Objective").input_value() == "22"


def test_a_wrong_value_is_told_beside_its_field(visit: Visit) -> None:
    page = visit("/query/members", scripts=False)
    page.get_by_label("Group").fill("No such group")
    page.get_by_role("button", name="Ask", exact=True).click()
    field = page.get_by_label("Group")
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby") or ""
    assert "No such group" in page.locator(f"#{described.split()[0]}").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_promises_are_narrowed_by_a_form(visit: Visit, scripts: bool) -> None:
    page = visit("/promises", scripts=scripts)
    assert page.locator(".promise .name").count() == 50
    page.get_by_label("Due").select_option("2018")
    page.get_by_role("button", name="Show").click()
    assert page.locator(".promise .name").count() == 4
    assert page.locator(".lane").first.is_visible()


# --- graphs ---------------------------------------------------------------------------------------


@scripted
def test_a_graph_is_explored_by_name(visit: Visit) -> None:
    page = visit("/graph/bodies")
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
def test_without_scripts_a_graph_is_a_picture_of_links(visit: Visit, path: str) -> None:
    page = visit(path, scripts=False)
    assert page.locator("svg.graph").is_visible()
    assert page.locator("svg.graph a.dot").count() > 50
    page.locator("svg.graph a.dot").first.click()
    assert "/graph" not in page.url


# --- all of them ----------------------------------------------------------------------------------


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("path", PAGES)
def test_pages_fit_and_axe_finds_nothing(visit: Visit, path: str, width: int, colours: str) -> None:
    page = visit(path, width=width, color_scheme=colours)
    if path == "/editor" and (DIST / "editor.js").is_file():
        page.wait_for_selector(".CodeMirror")
        page.get_by_role("button", name="Run query").click()
        page.wait_for_selector(".yasr table tbody tr")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if folder := os.environ.get("MIGKG_SCREENSHOTS"):
        name = path.strip("/").replace("/", "-").replace("?", "-").replace("=", "-")
        page.screenshot(path=Path(folder) / f"tools-{name}-{width}-{colours}.png", full_page=True)
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: npm ci in web/")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found] == []
