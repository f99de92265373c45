"""The switch of languages, and a language that is written from right to left."""

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from portal import static_files
from portal.site import build
from release.writer import publish
from tests.browser import axe
from tests.browser.conftest import ROOT
from tests.browser.soundness import SIDEWAYS
from tests.browser.watch import Watch
from tests.portal.speaking import catalogues, speaking

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site in English, Spanish and Arabic."""
    folder = tmp_path_factory.mktemp("languages")
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    publish(url, speaking("en", "es", "ar", months=14), "2026-07-07T09:00:00Z")
    static = static_files.prepare(ROOT / static_files.STATIC, say=lambda _line: None)
    app = build(url, static.folder, catalogues=catalogues(folder / "locale"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@pytest.mark.parametrize("path", ["/ar", "/ar/stations/station_elm", "/ar/measures/happy_index"])
def test_a_page_runs_from_right_to_left(path: str, watch: Watch) -> None:
    page = watch.page
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(watch.site + path)
    assert page.evaluate(SIDEWAYS) <= 0
    watch.drawn()
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
    brand = page.locator(".brand").bounding_box()
    assert brand is not None and brand["x"] + brand["width"] == pytest.approx(304, abs=2)
    assert axe.faults(page) == []
    watch.close()


def test_a_number_and_an_address_keep_their_order(watch: Watch) -> None:
    watch.open("/ar/stations/station_elm")
    for place in ("a[href^='tel:']", "bdi"):
        element = watch.page.locator(place).first
        assert element.evaluate("node => getComputedStyle(node).direction") == "ltr"


def test_a_chart_runs_from_left_to_right_everywhere(watch: Watch) -> None:
    for prefix in ("", "/ar"):
        watch.open(f"{prefix}/measures/happy_index?area=station_elm")
        drawing = watch.page.locator(".dash-graph .main-svg").first
        assert drawing.evaluate("svg => getComputedStyle(svg).direction") == "ltr"
        months = drawing.locator(".xtick text")
        places = months.evaluate_all("all => all.map(text => text.getBoundingClientRect().x)")
        assert len(places) > 2 and places == sorted(places)
    watch.close()


def test_the_switch_follows_what_a_control_has_changed(watch: Watch) -> None:
    watch.open("/es/measures/happy_index")
    page = watch.page
    page.select_option("#choose-area", "station_elm")
    page.wait_for_url("**/es/measures/happy_index?area=station_elm*")
    expect(page).to_have_title(re.compile("Elm Station"))
    english = page.get_by_role("link", name="English")
    there = english.evaluate("link => link.pathname + link.search")
    assert there == "/measures/happy_index" + page.evaluate("location.search")
    english.click()
    watch.drawn()
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page).to_have_title(re.compile("Happy Index: Elm Station"))
    watch.close()
