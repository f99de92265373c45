"""A walk through a page with the Tab key alone: all is reached, in order, and can be seen."""

import pytest

from tests.browser.watch import Watch

pytestmark = pytest.mark.browser
PAGES = ["/", "/stations", "/stations/station_elm", "/measures/happy_index", "/es/data"]

REACHABLE = """() => {
  const seen = n => n.checkVisibility({visibilityProperty: true});
  const kinds = 'a[href], button, input:not([type=hidden]), select, summary, [tabindex="0"]';
  return Array.from(document.querySelectorAll(kinds)).filter(seen).length; }"""
"""How many elements the keyboard must reach; what a closed part hides is not among them."""

HERE = """() => {
  const n = document.activeElement, style = getComputedStyle(n), box = n.getBoundingClientRect();
  window.walked = window.walked || [];
  const before = window.walked[window.walked.length - 1];
  window.walked.push(n);
  return {
    name: n.tagName + ' ' + (n.id || n.className || n.textContent.slice(0, 30)),
    body: n === document.body,
    outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
    forwards: !before || !!(before.compareDocumentPosition(n) & Node.DOCUMENT_POSITION_FOLLOWING)};
}"""


@pytest.mark.parametrize("path", PAGES)
def test_the_tab_key_walks_through_the_whole_page(path: str, watch: Watch) -> None:
    watch.open(path)
    page = watch.page
    page.evaluate("document.activeElement.blur()")
    steps = []
    for _ in range(page.evaluate(REACHABLE)):
        page.keyboard.press("Tab")
        steps.append(page.evaluate(HERE))
    assert [s["name"] for s in steps if s["body"]] == []
    assert [s["name"] for s in steps if not s["outlined"]] == []
    assert [s["name"] for s in steps if not s["inside"]] == []
    assert [s["name"] for s in steps if not s["forwards"]] == []
    page.keyboard.press("Tab")
    assert page.evaluate(HERE)["body"], "something is reached that is not counted"
    watch.close()


def test_the_skip_link_comes_first_and_leads_to_the_content(watch: Watch) -> None:
    watch.open("/stations/station_elm")
    page = watch.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
