"""A control changes its page in place: the address follows, the focus stays, back works."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.watch import Watch, hold

pytestmark = pytest.mark.browser
PATH = "/measures/happy_index"


def test_a_choice_changes_page_title_and_address_and_keeps_the_focus(watch: Watch) -> None:
    watch.open(PATH)
    page = watch.page
    page.evaluate("window.sameDocument = true")
    page.focus("#choose-area")
    page.select_option("#choose-area", "station_elm")
    page.wait_for_url("**?area=station_elm*")
    expect(page.locator(".lead").first).to_contain_text("Elm Station")
    expect(page).to_have_title("Happy Index: Elm Station – Testshire Police")
    expect(page.locator("#choose-area")).to_be_focused()
    assert page.evaluate("window.sameDocument")
    watch.close()


def test_back_and_forward_walk_through_the_choices(watch: Watch) -> None:
    watch.open(PATH)
    page = watch.page
    page.select_option("#choose-area", "station_elm")
    page.wait_for_url("**?area=station_elm*")
    expect(page.locator(".lead").first).to_contain_text("Elm Station")
    page.go_back()
    expect(page.locator(".lead").first).not_to_contain_text("Elm Station")
    expect(page.locator("#choose-area")).to_have_value("testshire")
    page.go_forward()
    expect(page.locator(".lead").first).to_contain_text("Elm Station")
    expect(page.locator("#choose-area")).to_have_value("station_elm")
    watch.close()


def test_the_page_does_not_jump_while_it_changes(watch: Watch) -> None:
    watch.open(PATH)
    page = watch.page
    page.evaluate("window.scrollTo(0, 200)")
    page.evaluate(
        "() => { window.places = []; const see = () => { window.places.push(scrollY);"
        " requestAnimationFrame(see); }; see(); }"
    )
    page.select_option("#choose-area", "station_elm")
    expect(page.locator(".lead").first).to_contain_text("Elm Station")
    page.wait_for_timeout(500)
    assert page.evaluate("[...new Set(window.places)]") == [200]


UPDATE = "**/_dash-update-component"
FAILURES: dict[str, Callable[[Route], object]] = {
    "broken off": lambda route: route.abort(),
    "refused": lambda route: route.fulfill(status=503, body="no"),
    "never answered": lambda _route: None,
}


@pytest.mark.parametrize("failure", FAILURES)
def test_a_failed_update_loads_the_whole_page(failure: str, watch: Watch) -> None:
    watch.open(PATH)
    page = watch.page
    documents: list[str] = []
    page.on("request", lambda r: documents.append(r.url) if r.is_navigation_request() else None)
    page.route(UPDATE, FAILURES[failure])
    page.select_option("#choose-area", "station_elm")
    expect(page.locator(".lead").first).to_contain_text("Elm Station", timeout=20_000)
    expect(page).to_have_title("Happy Index: Elm Station – Testshire Police")
    page.wait_for_timeout(500)
    assert documents == [page.url]
    page.go_back()
    expect(page.locator(".lead").first).not_to_contain_text("Elm Station", timeout=20_000)
    page.go_forward()
    expect(page.locator(".lead").first).to_contain_text("Elm Station", timeout=20_000)
    watch.faults.clear()


@pytest.mark.parametrize("failure", FAILURES)
def test_back_and_forward_load_the_whole_page_where_the_update_fails(
    failure: str, watch: Watch
) -> None:
    watch.open(PATH)
    page = watch.page
    page.select_option("#choose-area", "station_elm")
    expect(page.locator(".lead").first).to_contain_text("Elm Station")
    page.route(UPDATE, FAILURES[failure])
    page.go_back()
    expect(page.locator(".lead").first).not_to_contain_text("Elm Station", timeout=20_000)
    page.go_forward()
    expect(page.locator(".lead").first).to_contain_text("Elm Station", timeout=20_000)
    watch.faults.clear()


@pytest.mark.parametrize("context", [{"service_workers": "block"}], indirect=True)
def test_who_goes_forward_before_the_scripts_have_come_sees_what_the_address_says(
    page: Page, site: str
) -> None:
    page.goto(site + PATH)
    page.wait_for_selector("html[data-drawn]")
    page.select_option("#choose-area", "station_elm")
    expect(page.locator(".lead").first).to_contain_text("Elm Station")
    page.go_back()
    expect(page.locator(".lead").first).not_to_contain_text("Elm Station")
    go = hold(page, re.compile(r"/controls\.[^/]*js$"))
    page.route(UPDATE, FAILURES["refused"])
    page.reload(wait_until="commit")
    page.wait_for_selector("#first .lead")
    page.evaluate("history.forward()")
    page.wait_for_function("location.search.includes('station_elm')")
    go()
    expect(page.locator(".lead").first).to_contain_text("Elm Station")


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_the_same_choice_works_without_javascript(page: Page, site: str) -> None:
    page.goto(site + PATH)
    page.select_option("#choose-area", "station_elm")
    page.click("form.controls button[type=submit]")
    assert "area=station_elm" in page.url
    assert "Elm Station" in page.locator(".lead").first.inner_text()


def test_focus_details_and_choices_survive_the_swap(page: Page, site: str) -> None:
    go = hold(page, "**/dash-*/dash.js")
    page.goto(site + PATH, wait_until="commit")
    page.wait_for_selector("#first #choose-area")
    page.locator("#first details summary").first.click()
    page.locator("#first #choose-area").select_option("station_elm")
    page.focus("#first #choose-area")
    go()
    page.wait_for_selector("html[data-drawn]")
    expect(page.locator("#choose-area")).to_be_focused()
    expect(page.locator("#choose-area")).to_have_value("station_elm")
    expect(page.locator(".lead").first).to_contain_text("Elm Station")
    assert page.locator("#content details").first.evaluate("d => d.open")
