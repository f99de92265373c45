"""Charts come to life where the reader is, and look the same before."""

import pytest
from playwright.sync_api import expect

from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
STATION = "/stations/station_elm"
BOXES = """() => Array.from(document.querySelectorAll('.lazy')).map(n => {
  const box = n.getBoundingClientRect();
  return [Math.round(box.width), Math.round(box.height), Math.round(box.top + scrollY)]; })"""


def test_a_chart_far_below_is_drawn_when_the_reader_comes(watch: Watch) -> None:
    watch.page.set_viewport_size({"width": 412, "height": 800})
    watch.open(STATION)
    page = watch.page
    charts = page.locator(".lazy").count()
    assert charts > 5
    assert page.locator(".lazy .main-svg").count() < charts
    last = page.locator(".lazy").last
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
    last = watch.page.locator(".reading").last
    last.evaluate("n => n.focus({preventScroll: true})")
    expect(last.locator(".main-svg").first).to_be_visible()
    watch.page.keyboard.press("ArrowRight")
    expect(last.locator(".reading-said")).not_to_be_empty()


def test_without_plotly_the_drawings_stay_and_the_controls_work(watch: Watch) -> None:
    watch.page.route("**/plotly.*.js", lambda route: route.abort())
    watch.open("/measures/happy_index")
    expect(watch.page.locator(".lazy svg.plot").first).to_be_visible()
    watch.page.select_option("#choose-area", "station_elm")
    expect(watch.page.locator(".lead")).to_contain_text("Elm Station")
    assert 0 < len(watch.faults) < 20
    watch.faults.clear()
