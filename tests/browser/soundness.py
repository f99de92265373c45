"""What holds for every page, in every language, at every width, in light and dark."""

from collections.abc import Mapping

from tests.browser import axe
from tests.browser.watch import Watch

WIDTHS = (320, 768, 1280)
LIGHT = {"light": ()}
SCHEMES = {**LIGHT, "dark": ("cat.color",)}
"""What axe-core looks at in each; in the dark nothing but the colours differs."""

MOST_SHIFT = 0.02

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

SAID = """async () => {
  const html = await (await fetch(location.href)).text();
  const first = new DOMParser().parseFromString(html, 'text/html').querySelector('#first');
  const parts = 'h1, h2, h3, p, li, td, th, dd, dt, caption, summary, option';
  const said = root => Array.from(root.querySelectorAll(parts))
    .filter(n => !n.closest('.dash-graph, [data-script]'))
    .map(n => n.textContent.trim()).filter(Boolean);
  return [said(first), said(document.querySelector('#content'))]; }"""
"""What the page says before Dash has drawn it, and after; ``data-script`` marks what a script has
added, such as the line that reads a chart's points."""


def check(path: str, watch: Watch, schemes: Mapping[str, tuple[str, ...]] = SCHEMES) -> None:
    """Load once, as a phone does, then look at it in every way."""
    page = watch.page
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    watch.open(path)
    assert page.locator("#first").count() == 0
    assert page.locator("h1").count() == 1
    assert page.evaluate("window.shift") <= MOST_SHIFT
    watch.weigh(path)
    before, after = page.evaluate(SAID)
    assert before == after
    found = [fault for width in WIDTHS for fault in _at(width, watch, schemes)]
    assert found == []
    for place in (300, 600):
        page.mouse.move(400, place)
    watch.close()


def _at(width: int, watch: Watch, schemes: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Faults at one width; the colours do not change how wide the page is."""
    page = watch.page
    page.set_viewport_size({"width": width, "height": 800})
    page.wait_for_timeout(150)
    wide = page.evaluate(SIDEWAYS)
    found = [f"{width} px: {wide} px too wide"] if wide > 0 else []
    for scheme, tags in schemes.items():
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{width} px, {scheme}: {fault}" for fault in axe.faults(page, *tags)]
    return found
