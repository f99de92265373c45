"""The page of all components: every state in every mode, on paper and with large text."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
WIDER = {True: "60rem", False: "100%"}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MODES = [
    {"contrast": "more"},
    {"contrast": "more", "color_scheme": "dark"},
    {"reduced_motion": "reduce"},
]


@pytest.mark.parametrize("context", MODES, indirect=True)
def test_every_component_passes_in_every_mode(watch: Watch) -> None:
    watch.open("/style")
    assert axe.faults(watch.page) == []
    moving = "e => getComputedStyle(e).transitionDuration + getComputedStyle(e).animationName"
    assert watch.page.locator("body").evaluate(moving) == "0snone"
    watch.close()


@pytest.mark.parametrize("context", [{"forced_colors": "active"}], indirect=True)
def test_forced_colours_leave_one_room_marked_and_every_icon_drawn(watch: Watch) -> None:
    watch.open("/training")
    page = watch.page
    edge = "e => getComputedStyle(e).borderBottomColor"
    here = page.locator(".header nav a[aria-current]").first.evaluate(edge)
    others = page.locator(".header nav a:not([aria-current])").evaluate_all(
        "all => all.map(e => getComputedStyle(e).borderBottomColor)"
    )
    assert others and here not in others
    page.goto(f"{watch.site}/style")
    ground = "e => getComputedStyle(e).backgroundColor"
    assert page.locator(".icon").first.evaluate(ground) != page.locator("body").evaluate(ground)
    watch.faults.clear()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_component_is_wider_than_its_window(width: int, watch: Watch) -> None:
    watch.page.set_viewport_size({"width": width, "height": 800})
    watch.open("/style")
    assert watch.page.evaluate(WIDE) <= 0


CLIPPED = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
  const s = getComputedStyle(e);
  return e.clientWidth && !e.closest('.drawing, .scroll, select, input') && e.tagName !== 'svg'
    && (s.overflowX === 'hidden' || s.overflowX === 'clip') && e.scrollWidth > e.clientWidth + 1;
}).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("path", ["/style", "/measures/happy_index", "/training", "/effect"])
@pytest.mark.parametrize("width", [640, 1280])
def test_text_twice_as_large_is_not_cut_off(path: str, width: int, watch: Watch) -> None:
    watch.page.set_viewport_size({"width": width, "height": 800})
    watch.open(path)
    watch.page.evaluate("document.documentElement.style.fontSize = '200%'")
    watch.page.wait_for_timeout(500)
    assert watch.page.evaluate(WIDE) <= 0
    assert watch.page.evaluate(CLIPPED) == []


def test_a_drawing_keeps_its_height_when_the_window_turns(watch: Watch) -> None:
    watch.open("/measures/happy_index")
    page = watch.page
    reader = page.locator("#over-time .reading")
    expect(reader.locator(".main-svg").first).to_be_visible()
    high = reader.bounding_box()
    for width in (640, 1280, 400):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(700)
        turned = reader.bounding_box()
        assert high and turned and turned["height"] == high["height"]


def test_paper_has_sentences_whole_drawings_and_the_tables_that_are_open(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/measures/happy_index")
    page.wait_for_selector("html[data-drawn]")
    page.emulate_media(media="print")
    for gone in (".header nav", ".controls", ".words", ".after", ".chart summary", ".skip"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator("#over-time .told").is_visible()
    assert not page.locator("#over-time table").is_visible()
    breaks = "e => getComputedStyle(e).breakInside"
    assert page.locator("#over-time").evaluate(breaks) == "avoid"
    page.locator("#over-time details").evaluate("e => { e.open = true; }")
    assert page.locator("#over-time table").is_visible()
    assert page.locator("#over-time").evaluate(breaks) == "auto"
    assert page.locator(".banner").is_visible() or page.locator(".banner").count() == 0
    written = "e => getComputedStyle(e, '::after').content"
    assert "http" in page.locator('.footer a[href^="http"]').first.evaluate(written)


def test_paper_says_who_speaks_from_where_and_how_to_answer(page: Page, site: str) -> None:
    page.goto(f"{site}/stations/station_elm")
    page.wait_for_selector("html[data-drawn]")
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    after = "e => getComputedStyle(e, '::after').content"
    expect(page.locator(".brand")).to_contain_text("Testshire Police")
    assert page.locator(".brand").is_visible()
    assert f"{site}/stations/station_elm" in page.locator(".header .width").evaluate(after)
    assert not page.locator(".jump").is_visible()
    for place in ("#content .feedback a", '.footer a[href^="mailto:"]'):
        way = page.locator(place).first
        assert way.is_visible() and str(way.get_attribute("href")) in way.evaluate(after)
        assert way.evaluate("e => getComputedStyle(e).color") != "rgb(255, 255, 255)"


@pytest.mark.parametrize(("width", "shadow"), [(1280, False), (320, True)])
def test_only_a_table_that_overflows_throws_a_shadow(
    width: int, shadow: bool, page: Page, site: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{site}/style")
    page.wait_for_selector("html[data-drawn]")
    region = page.locator(".scroll:visible").filter(has_not=page.locator("a")).first
    region.locator("table").evaluate("(e, w) => { e.style.width = w; }", WIDER[shadow])
    before = region.screenshot()
    region.evaluate("e => { e.style.background = 'none'; }")
    assert (region.screenshot() != before) is shadow


@pytest.mark.parametrize("scripts", [True, False])
def test_no_chart_is_wider_than_the_sheet(page: Page, site: str, scripts: bool) -> None:
    page.goto(f"{site}/measures/happy_index")
    if scripts:
        page.wait_for_selector("html[data-drawn]")
        expect(page.locator("#over-time .main-svg").first).to_be_visible()
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.wait_for_timeout(300)
        assert page.locator("#over-time .main-svg").first.evaluate("e => e.clientWidth") <= 640
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        page.wait_for_timeout(300)
        assert page.locator("#over-time .main-svg").first.evaluate("e => e.clientWidth") > 640
    else:
        page.set_viewport_size({"width": 680, "height": 900})
        page.emulate_media(media="print")
        assert page.evaluate(WIDE) <= 0


def test_a_word_shows_what_it_means_on_focus_and_under_the_pointer(watch: Watch) -> None:
    watch.open("/style")
    page = watch.page
    word = page.locator(".word", has_text="Likely range")
    meaning = page.locator("#word-page-likely_range")
    assert not meaning.is_visible()
    word.focus()
    assert meaning.is_visible() and axe.faults(page) == []
    page.keyboard.press("Escape")
    assert not meaning.is_visible()
    expect(word).to_be_focused()
    page.keyboard.press("Tab")
    assert page.locator("#word-page-limits").is_visible()
    page.locator("h1").click()
    word.hover()
    assert meaning.is_visible()
    meaning.hover()
    assert meaning.is_visible()
    page.keyboard.press("Escape")
    assert not meaning.is_visible()
    watch.close()


@pytest.mark.parametrize(
    "context",
    [{"java_script_enabled": False, "viewport": {"width": 320, "height": 700}, "has_touch": True}],
    indirect=True,
)
def test_a_tap_shows_what_a_word_means_without_a_script(page: Page, site: str) -> None:
    page.goto(f"{site}/style")
    page.locator(".word", has_text="Likely range").tap()
    meaning = page.locator("#word-page-likely_range")
    assert meaning.is_visible()
    box = meaning.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320
    assert page.evaluate(WIDE) <= 0


def test_the_list_of_parts_stays_in_a_low_window(watch: Watch) -> None:
    page = watch.page
    page.set_viewport_size({"width": 1280, "height": 240})
    watch.open("/stations/station_elm")
    page.evaluate("scrollTo(0, document.querySelector('#main').offsetHeight / 2)")
    box = "e => { const b = e.getBoundingClientRect(); return [b.top, b.bottom]; }"
    top, bottom = page.locator(".jump").evaluate(box)
    assert top >= 0 and bottom <= 240 and axe.faults(page) == []
    watch.close()
