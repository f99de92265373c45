"""Every page in a real browser: no complaint, no foreign request, no shift, no sideways scroll."""

import pytest
from playwright.sync_api import Page

from tests.browser.watch import PATHS, Watch


@pytest.mark.parametrize("path", PATHS)
def test_a_page_draws_without_complaint_and_without_moving(path: str, watch: Watch) -> None:
    watch.open(path)
    watch.page.mouse.move(640, 500)
    watch.close()
    assert watch.page.locator("#first").count() == 0
    assert watch.page.locator("h1").count() == 1
    assert watch.page.evaluate("window.shift") <= 0.02


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_scrolls_sideways(path: str, width: int, watch: Watch) -> None:
    watch.page.set_viewport_size({"width": width, "height": 800})
    watch.open(path)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert watch.page.evaluate(wide) <= 0


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_a_station_can_be_read_without_javascript(page: Page, site: str) -> None:
    page.goto(f"{site}/stations/station_elm")
    assert page.locator("h1").inner_text() == "Elm Station"
    assert page.locator("#first figure svg.plot").first.is_visible()
    assert page.locator("#first details table").count() > 0
    page.locator("details summary").first.click()
    assert page.locator("details table").first.is_visible()
    assert not page.locator("#react-entry-point").is_visible()
