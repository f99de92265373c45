"""Comparing places in a browser; and names of 200 characters on a telephone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from release.writer import publish
from tests.browser.conftest import served
from tests.browser.soundness import SIDEWAYS
from tests.browser.watch import Watch
from tests.factory import sample_draft

pytestmark = pytest.mark.browser
TWO = "/compare?measure=happy_share&area=station_elm&area2=station_fir"
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 4


def test_a_choice_compares_in_place_and_is_in_the_address(watch: Watch) -> None:
    watch.open("/compare?measure=happy_share&area=station_elm")
    page = watch.page
    expect(page.locator(".lead")).to_have_text("Choose another place to compare with Elm Station.")
    page.focus("#choose-area2")
    page.select_option("#choose-area2", "station_fir")
    page.wait_for_url("**area2=station_fir*")
    expect(page.locator(".multiples figure")).to_have_count(2)
    expect(page.locator("#choose-area2")).to_be_focused()
    watch.close()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_the_same_comparison_works_without_javascript(page: Page, site: str) -> None:
    page.goto(f"{site}/compare?measure=happy_share&area=station_elm")
    page.select_option("#choose-area2", "station_fir")
    page.click("form.controls button[type=submit]")
    assert page.locator(".multiples svg.plot").count() == 2
    assert "likely ranges" in page.locator(".lead").inner_text()


def test_the_drawings_of_a_row_begin_at_the_same_height(watch: Watch) -> None:
    watch.open(TWO)
    tops = watch.page.locator(".multiples .drawing").evaluate_all(
        "all => all.map(one => Math.round(one.getBoundingClientRect().top))"
    )
    assert len(tops) == 2 and len(set(tops)) == 1
    watch.close()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_it_does_not_scroll_sideways(width: int, watch: Watch) -> None:
    watch.page.set_viewport_size({"width": width, "height": 800})
    watch.open(TWO)
    assert watch.page.evaluate(SIDEWAYS) <= 0
    watch.close()


def test_a_part_of_a_station_is_jumped_to(watch: Watch) -> None:
    watch.open("/stations/station_elm")
    watch.page.click(".jump a[href='#numbers']")
    expect(watch.page.locator("#numbers h2")).to_be_in_viewport()
    watch.close()


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server over a release whose places have names of 200 characters."""
    draft = sample_draft(13)
    areas = tuple(a.model_copy(update={"name": f"{a.name} {LONG}"[:200]}) for a in draft.areas)
    database = tmp_path_factory.mktemp("long") / "portal.sqlite"
    publish(f"sqlite:///{database}", replace(draft, areas=areas), "2026-07-07T09:00:00Z")
    with served(f"sqlite:///{database}") as address:
        yield address


@pytest.mark.parametrize(
    "path",
    [
        "/stations/station_elm",
        "/stations/district_south",
        "/stations",
        "/measures/happy_share?area=station_elm",
        f"{TWO}&area3=district_south",
        "/actions",
    ],
)
def test_a_name_of_200_characters_wraps_on_a_telephone(
    path: str, page: Page, long_names: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(long_names + path)
    assert LONG[:60] in page.locator("main").inner_text()
    assert page.evaluate(SIDEWAYS) <= 0
    page.wait_for_selector("html[data-drawn]")
    assert page.evaluate(SIDEWAYS) <= 0
