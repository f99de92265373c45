"""What was read last can be read again without a connection, and nothing else is kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from release.withdrawal import withdraw
from release.writer import publish
from tests.browser import axe
from tests.browser.conftest import served
from tests.browser.watch import Watch
from tests.factory import sample_draft

pytestmark = pytest.mark.browser

KEPT = """async () => { const found = []; for (const name of await caches.keys())
  if (name.startsWith('pages-')) for (const entry of await (await caches.open(name)).keys())
    found.push(new URL(entry.url).pathname + new URL(entry.url).search);
  return found; }"""


def kept(page: Page, path: str) -> None:
    """Wait until the browser has kept a page with its files."""
    for _ in range(100):
        if path in page.evaluate(KEPT) and page.evaluate("caches.has('files')"):
            page.wait_for_timeout(500)
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{path} was not kept: {page.evaluate(KEPT)}")


def test_a_page_that_was_read_can_be_read_offline(watch: Watch, context: BrowserContext) -> None:
    page, path = watch.page, "/es/stations/station_elm"
    watch.open(path)
    said = page.locator("#content p, #content td").all_text_contents()
    expect(page.locator("#kept")).to_be_hidden()
    kept(page, path)
    kept(page, "/es/offline")
    assert watch.faults == []
    context.set_offline(True)
    page.reload()
    expect(page.locator("#kept")).to_contain_text("20")
    expect(page.locator("#kept")).to_have_attribute("role", "status")
    assert page.locator("figure.chart svg.plot").count() >= 3
    assert page.locator("#first p, #first td").all_text_contents() == said
    styled = "getComputedStyle(document.querySelector('.header')).borderBottomStyle"
    assert page.evaluate(styled) == "solid"
    assert axe.faults(page) == []
    page.goto(f"{watch.site}/es/training")
    expect(page.locator("#kept")).to_be_visible()
    listed = page.locator("#kept-pages a")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("Elm Station")
    assert axe.faults(page) == []
    listed.click()
    expect(page.locator("h1")).to_have_text("Elm Station")
    context.set_offline(False)
    page.reload()
    expect(page.locator("#kept")).to_be_hidden()
    watch.faults.clear()


def test_what_was_typed_and_what_is_old_is_not_kept(watch: Watch) -> None:
    page = watch.page
    watch.open("/stations")
    kept(page, "/stations")
    old = page.request.get(f"{watch.site}/releases").text().rpartition('href="/releases/')[2][:12]
    for path in ("/stations?q=elm", f"/stations?release={old}", "/measures"):
        watch.open(path)
    kept(page, "/measures")
    assert set(page.evaluate(KEPT)) == {"/stations", "/measures", "/offline"}
    watch.close()


def test_the_reader_can_delete_what_is_kept(watch: Watch) -> None:
    page = watch.page
    watch.open("/measures")
    kept(page, "/measures")
    watch.open("/offline")
    expect(page.locator("#kept-pages a")).to_have_count(1)
    page.click("#forget")
    expect(page.locator("#kept-pages a")).to_have_count(0)
    expect(page.locator("#kept-none")).to_be_visible()
    assert page.evaluate(KEPT) == []
    watch.close()


def test_no_more_than_forty_pages_are_kept(watch: Watch) -> None:
    page = watch.page
    watch.open("/methods")
    kept(page, "/methods")
    page.reload()
    for n in range(45):
        page.goto(f"{watch.site}/accessibility?n={n}", wait_until="commit")
    kept(page, "/accessibility?n=44")
    found = page.evaluate(KEPT)
    assert len([path for path in found if path != "/offline"]) == 40
    assert "/methods" not in found
    watch.faults.clear()


@pytest.fixture
def growing(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a site of its own with one release, and that of its database."""
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    publish(url, sample_draft(3, "2026-05"), "2026-06-02T09:00:00Z")
    with served(url) as site:
        yield site, url


def test_a_new_release_and_its_withdrawal_take_the_place_of_what_was_kept(
    page: Page, context: BrowserContext, growing: tuple[str, str]
) -> None:
    site, url = growing
    for path in ("/privacy", "/glossary"):
        page.goto(site + path)
        kept(page, path)
    newer = publish(url, sample_draft(3), "2026-07-07T09:00:00Z")
    for path in ("/methods", "/accessibility", "/releases"):
        page.goto(site + path)
        kept(page, path)
        kept(page, "/offline")
    assert set(page.evaluate(KEPT)) == {"/methods", "/accessibility", "/releases", "/offline"}
    withdraw(url, newer.id, "a name was in it", "2026-07-08T09:00:00Z")
    page.goto(f"{site}/stations")
    kept(page, "/stations")
    kept(page, "/offline")
    assert set(page.evaluate(KEPT)) == {"/stations", "/offline"}
    context.set_offline(True)
    page.reload()
    expect(page.locator("#kept")).to_be_visible()


def test_nothing_stays_when_every_release_is_withdrawn(
    page: Page, growing: tuple[str, str]
) -> None:
    site, url = growing
    page.goto(f"{site}/privacy")
    kept(page, "/privacy")
    kept(page, "/offline")
    page.reload()
    only = page.request.get(site).headers["x-release"]
    withdraw(url, only, "a name was in it", "2026-07-08T09:00:00Z")
    answer = page.goto(f"{site}/data")
    assert answer and answer.status == 503
    page.wait_for_function(f"async () => (await ({KEPT})()).length === 0")
