"""The map in a real browser: both drawings, pointer, keys and list; and the stations near me."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.soundness import SIDEWAYS
from tests.browser.watch import Watch, hold

pytestmark = pytest.mark.browser
MARKS = "#map .js-plotly-plot .points path.point"
BOX = "e => { const b = e.getBoundingClientRect(); return [b.width, b.height]; }"
HERE = {"geolocation": {"latitude": 51.149, "longitude": -1.151}, "permissions": ["geolocation"]}
"""A few steps from Elm Station."""

FAR_AWAY = {"geolocation": {"latitude": 54.5, "longitude": -1.151}, "permissions": ["geolocation"]}
"""Some 215 miles from all of them."""


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_the_map_is_there_without_javascript_and_no_button_that_needs_it(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/stations")
    assert page.locator("#map svg.plot .land").count() == 1
    assert page.locator("#map svg.plot .fill, #map svg.plot .ring").count() == 6
    assert not page.get_by_text("Near me").is_visible()
    assert not page.get_by_text("Choose a point").is_visible()
    point = page.locator("#map svg.plot a .hit").first
    box = point.bounding_box()
    assert box and box["width"] >= 24 and box["height"] >= 24
    point.click()
    page.wait_for_url("**/stations/station_*")
    page.go_back()
    page.fill("#q", "hazle")
    page.click("form.search button")
    assert page.locator(".list h2").inner_text() == "Did you mean one of these?"
    assert page.locator("#map svg.plot .ring.c-main").count() == 1


@pytest.mark.parametrize("context", [{"service_workers": "block"}], indirect=True)
def test_points_that_are_links_are_no_fault_and_no_stop_of_the_keys(watch: Watch) -> None:
    page = watch.page
    page.route("**/plotly.*.js", lambda route: route.abort())
    watch.open("/stations")
    page.locator("#map .lazy").scroll_into_view_if_needed()
    assert page.locator("#map svg.plot a[tabindex='-1']").count() == 6
    assert axe.faults(page) == []
    watch.faults.clear()


def test_both_drawings_have_the_same_size_and_marks(page: Page, site: str) -> None:
    go = hold(page, "**/dash-*/dash.js")
    page.goto(f"{site}/stations", wait_until="commit")
    page.wait_for_selector("#first #map svg.plot")
    before = page.eval_on_selector("#first #map-graph", BOX)
    go()
    page.wait_for_selector("html[data-drawn]")
    assert page.eval_on_selector("#map .lazy", BOX) == pytest.approx(before, abs=0.5)
    page.locator("#map .lazy").scroll_into_view_if_needed()
    expect(page.locator(MARKS)).to_have_count(6)
    main = page.eval_on_selector("#map .main-svg", BOX)
    assert main == pytest.approx(before, abs=1)


def test_a_point_leads_to_its_station(watch: Watch) -> None:
    watch.open("/stations")
    page = watch.page
    page.locator("tr:has([data-area=station_elm]) a").hover()
    expect(page.locator("#map .hoverlayer")).to_contain_text("Elm Station, June 2026")
    page.mouse.move(1, 1)
    watch.close()
    place = page.locator(MARKS).first.bounding_box()
    assert place
    page.mouse.move(place["x"] + 8, place["y"] + 8)
    expect(page.locator("#map .hoverlayer")).to_contain_text("Station, June 2026")
    page.mouse.click(place["x"] + 8, place["y"] + 8)
    page.wait_for_url("**/stations/station_*")


def test_the_keys_read_the_points_and_enter_goes_to_the_station(watch: Watch) -> None:
    watch.open("/stations")
    page = watch.page
    reader = page.locator("#map .reading")
    reader.focus()
    expect(reader.locator(".main-svg").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#map .reading-said")).to_contain_text("Station, June 2026")
    name = page.locator("#map .reading-said").inner_text().split()[0]
    watch.close()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/stations/station_{name.lower()}")


def test_a_search_changes_the_page_in_place_and_leaving_the_field_does_not(watch: Watch) -> None:
    watch.open("/stations")
    page = watch.page
    page.evaluate("window.sameDocument = true")
    page.fill("#q", "elm")
    page.click("#narrow summary")
    page.locator("#choose-area").focus()
    assert page.locator(".list tbody tr").count() == 6
    page.focus("#q")
    page.keyboard.press("Enter")
    expect(page.locator(".result")).to_contain_text("1 station matches “elm”.")
    expect(page.locator(".list tbody tr")).to_have_count(1)
    page.select_option("#choose-area", "district_north")
    expect(page.locator(".result")).to_contain_text("Only North District was looked through.")
    assert page.evaluate("window.sameDocument") and "q=elm" in page.url
    watch.close()


@pytest.mark.parametrize("context", [HERE], indirect=True)
@pytest.mark.parametrize("path", ["/", "/stations"])
def test_the_nearest_stations_are_found_without_asking_anyone(path: str, watch: Watch) -> None:
    watch.open(path)
    page = watch.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Near me").click()
    expect(page.locator(".near-said")).to_contain_text("nearest to you")
    near = page.locator(".near-list li")
    expect(near).to_have_count(3)
    assert near.nth(0).inner_text().split("\n")[0].startswith("Elm Station")
    assert "0.1 miles" in near.nth(0).inner_text()
    assert [url for url in asked if "/static/" not in url] == [] and axe.faults(page) == []
    watch.close()
    near.nth(0).locator("a").click()
    page.wait_for_url("**/stations/station_elm")


@pytest.mark.parametrize("context", [HERE], indirect=True)
def test_the_nearest_stations_follow_the_list_that_is_narrowed_down(watch: Watch) -> None:
    watch.open("/stations")
    page = watch.page
    page.get_by_role("button", name="Near me").click()
    near, said = page.locator(".near-list li"), page.locator(".near-said")
    expect(near.first).to_contain_text("Elm Station")
    page.click("#narrow summary")
    page.select_option("#choose-area", "district_north")
    expect(near.first).to_contain_text("Cedar Station")
    expect(said).to_contain_text("Of the stations listed here, these are nearest to you")
    page.select_option("#choose-area", "")
    expect(near.first).to_contain_text("Elm Station")
    expect(said).to_contain_text("These stations are nearest to you")
    page.fill("#q", "nowhere")
    page.keyboard.press("Enter")
    expect(near).to_have_count(0)
    page.fill("#q", "hazel")
    page.keyboard.press("Enter")
    expect(near).to_have_count(1)
    assert axe.faults(page) == []
    watch.close()


@pytest.mark.parametrize("context", [FAR_AWAY], indirect=True)
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "You seem to be outside the area of this police force."),
        ("/stations", "You seem to be outside the area of this police force."),
        ("/stations?area=district_north", "None of the stations listed here is close to you."),
    ],
)
def test_whoever_is_far_away_is_told_so(path: str, words: str, watch: Watch) -> None:
    watch.open(path)
    page = watch.page
    page.get_by_role("button", name="Near me").click()
    expect(page.locator(".near-said")).to_contain_text(words)
    expect(page.locator(".near-list li")).to_have_count(3)
    watch.close()


def test_whoever_does_not_tell_where_he_is_gets_words(watch: Watch) -> None:
    """Without a permission this browser refuses by itself."""
    watch.open("/stations")
    watch.page.get_by_role("button", name="Near me").click()
    expect(watch.page.locator(".near-said")).to_contain_text("may not say where you are")
    assert watch.page.locator(".near-list li").count() == 0
    watch.close()


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize(
    "path", ["/stations", "/stations?q=hazle", "/stations?measure=happy_index"]
)
def test_list_and_map_fit_the_screen(path: str, width: int, watch: Watch) -> None:
    page = watch.page
    page.set_viewport_size({"width": width, "height": 800})
    watch.open(path)
    assert page.evaluate(SIDEWAYS) <= 0 and page.evaluate("window.shift") <= 0.02
    lists, drawn = page.locator(".list").bounding_box(), page.locator(".map").bounding_box()
    assert lists and drawn
    beside = drawn["x"] > lists["x"] + lists["width"]
    below = drawn["y"] > lists["y"] + lists["height"]
    assert (beside, below) == ((True, False) if width == 1280 else (False, True))
    assert axe.faults(page) == []
    watch.close()
