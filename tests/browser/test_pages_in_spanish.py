"""Every page in Spanish, as sound as in English; the two in two files run side by side."""

import pytest
from playwright.sync_api import expect

from tests.browser import soundness
from tests.browser.watch import PATHS, Watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_sound(path: str, watch: Watch) -> None:
    # The colours are those of the English page.
    soundness.check(f"/es{path}".removesuffix("/"), watch, soundness.LIGHT)
    expect(watch.page.locator("html")).to_have_attribute("lang", "es")
