"""A telephone: what is asked for is in the first screen, and large text stays whole."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser import axe
from tests.browser.conftest import Chromium
from tests.browser.soundness import SIDEWAYS
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 720}
LARGE = [
    "/",
    "/stations",
    "/stations/station_elm",
    "/measures/happy_index",
    "/es/stations",
    "/accessibility",
]


BROKEN = """() => { const found = [], texts = document.createTreeWalker(document.body, 4);
  while (texts.nextNode()) {
    const text = texts.currentNode, within = text.parentElement;
    if (!within.checkVisibility() || within.closest('svg, code, .scroll, .cite')) continue;
    for (const word of text.data.matchAll(/\\p{L}{2,}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const lines = [...range.getClientRects()].filter(box => box.width);
      if (new Set(lines.map(box => Math.round(box.top))).size > 1) found.push(word[0]);
    } }
  return found; }"""
"""The words that go on in another line."""


def bottom(page: Page, selector: str) -> float:
    box = page.locator(selector).first.bounding_box()
    assert box
    return box["y"] + box["height"]


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("words", ["elm", "hazle"])
def test_what_a_search_finds_is_in_the_first_screen(
    page: Page, site: str, words: str, window: dict[str, int]
) -> None:
    page.set_viewport_size(window)  # type: ignore[arg-type]
    page.goto(f"{site}/stations?q={words}")
    page.wait_for_selector("html[data-drawn]")
    assert bottom(page, ".only tbody a") <= window["height"]
    assert not page.locator("#choose-area").is_visible()


@pytest.mark.parametrize("path", ["/", "/es"])
def test_the_first_screen_has_an_answer_and_the_search(page: Page, site: str, path: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(site + path)
    page.wait_for_selector("html[data-drawn]")
    assert any(map(str.isdigit, page.locator(".lead").inner_text()))
    assert bottom(page, "#q") <= PHONE["height"]


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_the_menu_is_folded_on_a_telephone_and_opens_with_the_keys(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site}/stations/station_elm")
    menu = page.locator(".header summary")
    assert menu.inner_text().split() == ["Menu", "Stations"]
    rooms = page.locator(".header details a")
    assert not rooms.first.is_visible()
    menu.press("Enter")
    expect(rooms).to_have_count(9)
    assert all(room.is_visible() for room in rooms.all())
    assert page.locator(".header a[aria-current]").inner_text() == "Stations"
    page.set_viewport_size(DESK)  # type: ignore[arg-type]
    assert rooms.last.is_visible() and not menu.is_visible()


def test_the_open_menu_passes(watch: Watch) -> None:
    watch.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    watch.open("/stations")
    watch.page.click(".header summary")
    assert axe.faults(watch.page) == [] and watch.page.evaluate(SIDEWAYS) <= 0
    watch.close()


@pytest.fixture(scope="module")
def large(
    own_browser: Chromium, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A telephone on which a reader has made all text twice as large."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "Default").mkdir()
    chosen = json.dumps({"webkit": {"webprefs": {"default_font_size": 32}}})
    Path(folder / "Default/Preferences").write_text(chosen, "utf-8")
    context = own_browser.of_reader(folder, viewport=PHONE)
    yield context
    context.close()


@pytest.mark.parametrize("path", LARGE)
def test_text_twice_as_large_stays_whole_on_a_telephone(
    path: str, large: BrowserContext, site: str
) -> None:
    page = large.new_page()
    page.goto(site + path)
    size = "getComputedStyle(document.documentElement).fontSize"
    assert page.evaluate(size) == "32px"
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(BROKEN) == []
    field = page.locator("#q")
    box = field.bounding_box() if field.count() else None
    assert box is None or box["width"] >= 200
    page.close()


TABLES = ["/stations/station_elm", "/stations/district_north", "/measures/happy_share", "/releases",
          "/es/measures/happy_index", "/data"]  # fmt: skip


@pytest.mark.parametrize("path", TABLES)
def test_no_table_lies_outside_a_telephone(path: str, page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(site + path)
    page.wait_for_selector("html[data-drawn]")
    page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")
    wide = "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.innerText)"
    assert page.locator(".scroll").count() and page.locator(".scroll").evaluate_all(wide) == []


def test_a_row_of_many_columns_is_a_card_that_is_still_read_as_a_row(page: Page, site: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.goto(f"{site}/releases")
    page.wait_for_selector("html[data-drawn]")
    assert page.get_by_role("columnheader").count() == 7
    row = page.get_by_role("row").nth(1)
    assert row.get_by_role("rowheader").inner_text() == "7 July 2026"
    cell = row.get_by_role("cell").nth(1)
    named = "e => getComputedStyle(e, '::before').content"
    assert "Figures" in cell.evaluate(named) and cell.inner_text().replace(",", "").isdigit()
