"""What people do with the pages: by keyboard, with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from browser_pages import Visitor

FOCUSED = "document.activeElement.textContent.trim()"


def test_the_first_stop_of_the_keyboard_leads_to_the_content(visit: Visitor) -> None:
    page = visit("/plan/12/c").page
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Skip to the content"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_where_the_keyboard_stands_is_seen(visit: Visitor) -> None:
    page = visit("/").page
    for _ in range(8):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px"


def test_a_mark_of_the_map_opens_its_evidence_and_gives_the_keyboard_back(visit: Visitor) -> None:
    page = visit("/").page
    mark = page.locator("a.mark").first
    mark.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.wait_for()
    assert "para" in dialog.inner_text()
    assert dialog.get_attribute("aria-label")
    assert dialog.locator("[id]").count() == 0
    page.keyboard.press("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.evaluate("document.activeElement.classList.contains('mark')")


def test_without_scripts_a_mark_leads_to_its_evidence_on_the_page(visit: Visitor) -> None:
    page = visit("/", scripts=False).page
    mark = page.locator("a.mark").first
    target = mark.get_attribute("href")
    assert target
    mark.click()
    assert page.url.endswith(target)
    assert page.locator(f'[id="{target[1:]}"]').is_visible()


def test_a_list_is_narrowed_as_one_types(visit: Visitor) -> None:
    page = visit("/browse/instruments").page
    rows = page.locator("tbody tr:visible")
    whole = rows.count()
    page.get_by_label("Narrow the list").fill("domestic")
    assert 0 < rows.count() < whole
    page.get_by_label("Narrow the list").fill("")
    assert rows.count() == whole


def test_without_scripts_nothing_is_offered_that_needs_them(visit: Visitor) -> None:
    page = visit("/browse/instruments", scripts=False).page
    assert not page.locator(".filter").is_visible()
    assert page.locator("tbody tr:visible").count() > 50


def test_one_searches_and_arrives(visit: Visitor) -> None:
    page = visit("/document/gb335-pol-1-rev/para/16").page
    page.get_by_role("searchbox").first.fill("C97")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Migration for Employment Convention (Revised), 1949").first.click()
    assert page.url.endswith("/instrument/C97")


def test_a_language_once_chosen_stays(visit: Visitor) -> None:
    page = visit("/").page
    page.get_by_role("link", name="FR", exact=True).click()
    page.get_by_role("link", name="Parcourir", exact=True).click()
    page.get_by_role("link", name="Thèmes", exact=True).first.click()
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert page.get_by_role("heading", level=1).inner_text().startswith("Thèmes")


def test_a_passage_is_found_in_its_document_and_marked(visit: Visitor) -> None:
    page = visit("/document/gb335-pol-1-rev/para/17").page
    page.get_by_role("link", name="Read in its context").click()
    assert page.url.endswith("/document/gb335-pol-1-rev#para.17")
    assert page.locator('[id="para.17"]').bounding_box()["y"] < 400


def test_an_address_into_a_closed_part_opens_it(visit: Visitor) -> None:
    page = visit("/").page
    target = page.locator("a.mark").first.get_attribute("href")
    page.evaluate("(hash) => { location.hash = hash; }", target)
    page.locator(f'[id="{target[1:]}"]').wait_for(state="visible")
