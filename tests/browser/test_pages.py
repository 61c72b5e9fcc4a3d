"""Every kind of page in Chromium: clean, accessible, on a wide screen and on a phone, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser_pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from browser_pages import Visitor

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
SAME_TEMPLATE = {"long-document", "home-fr", "point-es"}
"""Pages that axe need not see: it has seen their templates, and takes long for long pages."""
NOT_FOUND = "Failed to load resource: the server responded with a status of 404 (Not Found)"


@pytest.mark.parametrize("width", [1280, 390], ids=["wide", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_clean_and_fits_the_screen(
    visit: Visitor, keep: Callable[[Page, str], None], address: str, name: str, width: int
) -> None:
    seen = visit(PAGES[name], width=width)
    keep(seen.page, f"{name}-{width}")
    seen.page.wait_for_load_state("networkidle")
    said = [text for text in seen.said if name != "not-found" or text != NOT_FOUND]
    assert said == []
    assert [url for url in seen.asked if not url.startswith((address, "data:", "blob:"))] == []
    assert seen.page.evaluate(OVERFLOW) <= 0
    assert seen.page.locator("h1").count() == 1


@pytest.mark.parametrize("name", sorted(PAGES.keys() - SAME_TEMPLATE))
def test_axe_finds_nothing(visit: Visitor, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    seen = visit(PAGES[name])
    seen.page.wait_for_load_state("networkidle")
    seen.page.evaluate(OPEN_ALL)
    results = axe.Axe().run(seen.page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", sorted(PAGES.keys() - SAME_TEMPLATE))
def test_in_the_dark_everything_can_be_read(
    visit: Visitor, keep: Callable[[Page, str], None], name: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    seen = visit(PAGES[name], scheme="dark")
    keep(seen.page, f"{name}-dark")
    seen.page.wait_for_load_state("networkidle")
    seen.page.evaluate(OPEN_ALL)
    results = axe.Axe().run(seen.page, options={"runOnly": ["color-contrast", "link-in-text-block"]})
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", ["home", "point", "document"])
def test_on_a_phone_axe_finds_nothing_either(visit: Visitor, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    results = axe.Axe().run(visit(PAGES[name], width=390).page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", ["home", "point", "document", "instruments"])
def test_paper_shows_the_content_and_not_the_ways_about(
    visit: Visitor, keep: Callable[[Page, str], None], name: str
) -> None:
    page = visit(PAGES[name]).page
    page.emulate_media(media="print")
    keep(page, f"{name}-paper")
    assert not page.locator("form.find").is_visible()
    assert not page.locator(".nav").is_visible()
    assert page.locator("h1").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF-")
