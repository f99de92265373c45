"""The tables of training on a telephone: nothing lies outside them without a hint."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
WIDER = """tables => tables.filter(t => t.clientWidth && t.scrollWidth > t.clientWidth + 1)
    .map(t => t.getAttribute("aria-label"))"""


def test_no_column_lies_outside_its_table_at_320_pixels(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{site}/training")
    assert page.locator(".section .scroll").count() > 1
    assert page.eval_on_selector_all(".section > .scroll, .section > div > .scroll", WIDER) == []
