"""A page is at rest until somebody is there: then, and only then, Dash starts."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
NOBODY = pytest.mark.parametrize("context", [{"reader": False}], indirect=True)
HAS_DASH = "'DashRenderer' in window"
DRAWN = "html[data-drawn]"
SIGNS = {
    "a movement": lambda page: page.mouse.move(200, 300),
    "a key": lambda page: page.keyboard.press("Tab"),
    "a scroll": lambda page: page.evaluate("window.scrollTo(0, 400)"),
    "a turn of the wheel": lambda page: page.mouse.wheel(0, 200),
}


@NOBODY
def test_a_page_that_nobody_touches_is_at_rest(page: Page, site: str) -> None:
    page.goto(site + "/stations/station_elm")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2_000)
    assert not page.evaluate(HAS_DASH)
    expect(page.locator("#first h1")).to_have_text("Elm Station")
    assert page.locator("#first figure.chart svg.plot").first.is_visible()


@NOBODY
@pytest.mark.parametrize("sign", SIGNS)
def test_any_sign_of_a_reader_starts_dash(sign: str, page: Page, site: str) -> None:
    page.goto(site + "/stations/station_elm")
    page.wait_for_load_state("networkidle")
    SIGNS[sign](page)
    page.wait_for_selector(DRAWN)
    assert page.locator("#first").count() == 0


@NOBODY
def test_who_gives_no_sign_has_a_live_page_after_ten_seconds(page: Page, site: str) -> None:
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    page.goto(site + "/measures/happy_index")
    page.wait_for_load_state("networkidle")
    page.clock.run_for(9_000)
    assert not page.evaluate(HAS_DASH)
    page.clock.run_for(2_000)
    page.clock.resume()
    page.wait_for_selector(DRAWN)


@NOBODY
def test_a_choice_made_before_dash_came_is_not_lost(page: Page, site: str) -> None:
    page.goto(site + "/measures/happy_index")
    page.wait_for_load_state("networkidle")
    page.select_option("#choose-area", "station_elm")
    page.wait_for_selector(DRAWN)
    expect(page.locator(".lead")).to_contain_text("Elm Station", timeout=20_000)
    assert "area=station_elm" in page.url


def test_no_script_of_dash_comes_twice(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + "/stations/station_elm")
    page.wait_for_selector(DRAWN)
    page.mouse.move(100, 100)
    page.mouse.wheel(0, 100)
    page.wait_for_load_state("networkidle")
    assert page.locator("head script[src$='/dash.js']").count() == 1
    assert page.evaluate("document.querySelectorAll('#react-entry-point').length") == 1
