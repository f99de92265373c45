"""Charts come to life where the reader is, and look the same before."""

import pytest
from playwright.sync_api import Route, expect

from tests.browser import axe
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
NO_WORKER = pytest.mark.parametrize("context", [{"service_workers": "block"}], indirect=True)
"""Where requests are caught: those of a service worker would pass by, and may outlive the page."""
STATION = "/stations/station_elm"
BOXES = """() => Array.from(document.querySelectorAll('.lazy')).filter(
  n => n.checkVisibility()).map(n => {
  const box = n.getBoundingClientRect();
  return [Math.round(box.width), Math.round(box.height), Math.round(box.top + scrollY)]; })"""


def choose(watch: Watch, area: str) -> None:
    """Choose an area and wait for the document that the server draws then."""
    watch.page.evaluate("document.documentElement.dataset.old = ''")
    watch.page.select_option("#choose-area", area)
    watch.page.wait_for_selector("html:not([data-old])")
    watch.drawn()


def test_a_chart_far_below_is_drawn_when_the_reader_comes(watch: Watch) -> None:
    watch.page.set_viewport_size({"width": 412, "height": 800})
    watch.open(STATION)
    page = watch.page
    charts = page.locator(".lazy").count()
    assert charts > 5
    assert page.locator(".lazy .main-svg").count() < charts
    last = page.locator(".lazy:visible").last
    assert last.locator(".main-svg").count() == 0
    assert last.locator("svg.plot").is_visible()
    before = page.evaluate(BOXES)
    last.scroll_into_view_if_needed()
    expect(last.locator(".main-svg").first).to_be_visible()
    expect(last.locator("svg.plot")).to_have_count(0)
    assert page.evaluate(BOXES) == before
    watch.close()


def test_a_chart_is_drawn_when_the_focus_comes(watch: Watch) -> None:
    watch.page.set_viewport_size({"width": 412, "height": 800})
    watch.open(STATION)
    last = watch.page.locator(".reading:visible").last
    last.evaluate("n => n.focus({preventScroll: true})")
    expect(last.locator(".main-svg").first).to_be_visible()
    watch.page.keyboard.press("ArrowRight")
    expect(last.locator(".reading-said")).not_to_be_empty()


@NO_WORKER
def test_a_key_pressed_before_the_chart_is_drawn_counts_once_it_is(watch: Watch) -> None:
    held: list[Route] = []
    watch.page.set_viewport_size({"width": 412, "height": 800})
    watch.page.route("**/plotly.*.js", lambda route: held.append(route))
    watch.page.goto(watch.site + STATION)
    watch.page.wait_for_selector("html[data-drawn]")
    last = watch.page.locator(".reading[tabindex]:visible").last
    last.evaluate("n => n.focus({preventScroll: true})")
    watch.page.keyboard.press("End")
    watch.page.keyboard.press("ArrowLeft")
    expect(last.locator(".reading-said")).to_be_empty()
    for route in held:
        route.continue_()
    expect(last.locator(".reading-said")).not_to_be_empty()
    expect(last.locator(".hovertext")).to_have_count(1)
    early = last.locator(".reading-said").inner_text()
    watch.page.keyboard.press("End")
    assert last.locator(".reading-said").inner_text() != early
    watch.faults.clear()


@NO_WORKER
def test_without_plotly_the_drawings_stay_and_the_controls_work(watch: Watch) -> None:
    watch.page.route("**/plotly.*.js", lambda route: route.abort())
    watch.open("/measures/happy_index")
    expect(watch.page.locator(".lazy svg.plot").first).to_be_visible()
    choose(watch, "station_elm")
    expect(watch.page.locator(".lead")).to_contain_text("Elm Station")
    assert 0 < len(watch.faults) < 20
    watch.faults.clear()


@NO_WORKER
def test_a_chart_that_plotly_cannot_draw_is_drawn_by_the_server(watch: Watch) -> None:
    page = watch.page
    page.route("**/plotly.*.js", lambda route: route.abort())
    watch.open("/measures/happy_index")
    for area in ("station_elm", "testshire"):
        choose(watch, area)
        expect(page.locator("#choose-area")).to_have_value(area)
        charts = page.locator(".lazy").all()
        assert charts and all(chart.locator("svg.plot").count() == 1 for chart in charts)
    page.evaluate("window.sameDocument = true")
    page.wait_for_timeout(2000)
    assert page.evaluate("window.sameDocument")
    watch.faults.clear()


@NO_WORKER
def test_without_plotly_nothing_says_that_keys_read_a_chart(watch: Watch) -> None:
    page = watch.page
    page.route("**/plotly.*.js", lambda route: route.abort())
    watch.open("/measures/happy_index")
    page.wait_for_selector("html[data-still]")
    expect(page.locator(".reading").first).to_be_attached()
    expect(page.locator(".reading:is([role], [tabindex], [aria-label])")).to_have_count(0)
    assert axe.faults(page) == []
    watch.faults.clear()
