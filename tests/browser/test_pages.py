"""Every page in a real browser: no complaint, no foreign request, no shift, no sideways scroll."""

import pytest
from playwright.sync_api import Page

from tests.browser import soundness
from tests.browser.watch import PATHS, Watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_sound(path: str, watch: Watch) -> None:
    soundness.check(path, watch)


@pytest.mark.parametrize("path", ["/", "/stations/station_elm", "/measures/happy_index", "/data"])
def test_a_page_does_not_move_on_a_wide_screen(path: str, watch: Watch) -> None:
    watch.open(path)
    assert watch.page.evaluate("window.shift") <= soundness.MOST_SHIFT


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_can_be_read_without_javascript(path: str, page: Page, site: str) -> None:
    page.goto(site + path)
    assert page.locator("h1").is_visible()
    assert not page.locator("#react-entry-point").is_visible()
    for folded in page.locator("details.fold > summary").all():
        folded.click()
    for figure in page.locator("figure.chart").all():
        assert figure.locator("svg.plot").first.is_visible()
        figure.locator("summary").click()
        assert figure.locator("table").is_visible()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_a_station_has_charts_and_tables_without_javascript(page: Page, site: str) -> None:
    page.goto(f"{site}/stations/station_elm")
    assert page.locator("h1").inner_text() == "Elm Station"
    assert page.locator("figure.chart svg.plot").count() >= 3


def test_the_first_page_stays_where_dash_does_not_come(page: Page, site: str) -> None:
    page.route("**/dash-*/dash.js", lambda route: route.abort())
    page.goto(f"{site}/stations/station_elm")
    page.wait_for_timeout(1000)
    assert page.locator("#first figure svg.plot").first.is_visible()


def test_an_unknown_address_says_so(watch: Watch) -> None:
    answer = watch.page.goto(watch.site + "/stations/nowhere")
    assert answer is not None and answer.status == 404
    assert watch.page.locator("h1").is_visible()
    watch.faults = [f for f in watch.faults if "404" not in f]
