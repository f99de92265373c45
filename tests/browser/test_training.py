"""The tables of training on a telephone: nothing lies outside them without a hint."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WIDER = """tables => tables.filter(t => t.clientWidth && t.scrollWidth > t.clientWidth + 1)
    .filter(t => t.querySelectorAll("thead th").length < 5)
    .map(t => t.getAttribute("aria-label"))"""
"""Tables of five columns and more may scroll: a shadow shows that they do."""


def test_no_column_lies_outside_its_table_at_320_pixels(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{site}/training")
    assert page.locator(".section .scroll").count() > 1
    assert page.eval_on_selector_all(".section > .scroll, .section > div > .scroll", WIDER) == []


@pytest.mark.parametrize("path", ["/training", "/measures/workshop_coverage", "/effect"])
def test_no_column_lies_outside_an_opened_table(path: str, page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(site + path)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.locator(".scroll").count() > 1
    assert page.eval_on_selector_all(".scroll", WIDER) == []
