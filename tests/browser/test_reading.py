"""A chart is read with the keys: each point is said, marked, and equal to its row of the table."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
LINE = "/measures/calls_abandoned"


def focus(page: Page, chart: str) -> Locator:
    """The drawing of a chart with the focus, once it has points to read."""
    reader = page.locator(f"#{chart} .reading[tabindex]")
    reader.focus()
    expect(reader.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    return reader


def said(reader: Locator, key: str) -> str:
    reader.page.keyboard.press(key)
    return reader.locator(".reading-said").inner_text()


def test_the_keys_walk_through_a_line(watch: Watch) -> None:
    watch.open(LINE)
    page = watch.page
    rows = page.locator("#over-time tbody tr").all()
    ends = (rows[-1], rows[0])
    cells = [[c.text_content() for c in row.locator("th, td").all()] for row in ends]
    reader = focus(page, "over-time")
    words = [
        f"{period}: {figure} (likely range {between})" for period, figure, between, *_ in cells
    ]
    assert said(reader, "ArrowRight").startswith(f"Testshire – {words[0]}")
    expect(reader.locator(".hovertext")).to_have_count(1)
    assert said(reader, "End").startswith(f"Testshire – {words[1]}")
    assert said(reader, "ArrowRight").startswith(f"Testshire – {words[1]}")
    assert words[0] not in said(reader, "ArrowLeft")
    assert said(reader, "Home").startswith(f"Testshire – {words[0]}")
    page.keyboard.press("Escape")
    expect(reader.locator(".reading-said")).to_be_hidden()
    expect(reader.locator(".hovertext")).to_have_count(0)
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    watch.close()


@pytest.mark.parametrize(
    ("path", "chart", "key", "first", "second"),
    [
        ("/measures/happy_index", "by-face", "ArrowRight", "Very happy", "Happy"),
        ("/measures/happy_index", "by-face", "ArrowDown", "Very happy", "Happy"),
        ("/measures/quality_of_interaction", "by-item", "ArrowDown", "Treated me", "Listened to"),
        ("/training", "coverage", "ArrowRight", "Testshire – ", "Testshire – "),
        ("/effect", "study", "ArrowRight", "Before training – 12", "Before training – 11"),
        ("/style", "funnel", "ArrowRight", "Example Station 2", "Example Station 3"),
        ("/style", "funnel", "ArrowDown", "Example Station 2", "Example Station:"),
        ("/style", "burn-up", "ArrowRight", "So far – July 2025", "So far – August 2025"),
        ("/style", "bars", "End", "Example group C, March 2026: not shown", "Example group C"),
        ("/style", "faces-over-time", "ArrowRight", "Very happy, January", "Very happy, March"),
        ("/style", "pace", "ArrowLeft", "Example Station – March 2026", "Example Station – Feb"),
    ],
)
def test_every_kind_of_chart_can_be_read(
    path: str, chart: str, key: str, first: str, second: str, watch: Watch
) -> None:
    watch.open(path)
    reader = focus(watch.page, chart)
    one, other = said(reader, key), said(reader, key)
    assert one.startswith(first) and other.startswith(second)
    assert one and "<" not in one + other
    watch.close()


def test_up_and_down_keep_the_period(watch: Watch) -> None:
    watch.open("/effect")
    reader = focus(watch.page, "study")
    assert said(reader, "End").startswith("Before training – 1 month before")
    assert said(reader, "ArrowDown").startswith("From training on – The month of training")
    assert said(reader, "ArrowUp").startswith("Before training – ")
    watch.close()


def test_a_chart_is_one_stop_with_a_name_and_without_faults(watch: Watch) -> None:
    watch.open(LINE)
    page = watch.page
    reader = focus(page, "over-time")
    title = page.locator("#over-time-title").inner_text()
    name = f"{title}. Use the arrow keys to read its points."
    expect(reader).to_have_attribute("aria-label", name)
    assert axe.faults(page) == []
    page.keyboard.press("ArrowRight")
    assert axe.faults(page) == []
    page.keyboard.press("Tab")
    expect(page.locator("#over-time summary")).to_be_focused()
    watch.close()


def test_every_chart_has_a_name_of_its_own(watch: Watch) -> None:
    watch.open("/stations/station_elm")
    readers = watch.page.locator(".reading[aria-label]")
    expect(readers.nth(5)).to_be_attached()
    names = readers.evaluate_all("all => all.map(e => e.getAttribute('aria-label'))")
    assert len(set(names)) == len(names) > 5
    watch.close()


def test_the_link_to_a_view_leads_to_its_chart(watch: Watch) -> None:
    watch.open(f"{LINE}?area=station_elm")
    page = watch.page
    page.evaluate("window.sameDocument = true")
    page.locator("#over-time .link-here").click()
    assert page.url == f"{watch.site}{LINE}?area=station_elm#over-time"
    assert page.evaluate("window.sameDocument")
    watch.open(f"{LINE}?area=station_elm&x=1#over-time")
    assert page.locator("#over-time").evaluate("e => e.getBoundingClientRect().top") < 450
    watch.close()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script_there_is_no_hint(page: Page, site: str) -> None:
    page.goto(site + LINE)
    assert page.locator(".reading[tabindex]").count() == 0
    assert not page.locator(".reading-said").first.is_visible()
