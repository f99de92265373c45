"""axe-core, fetched once with npm into var/npm; its faults of a page in words."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Page

from portal.npm import Package, from_npm

AXE = Package(
    "axe-core",
    "4.14.1",
    "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
    "axe.min.js",
)
CACHE = Path(__file__).resolve().parents[2] / "var/npm"
RUN = """async tags => (await axe.run(document, {resultTypes: ['violations'],
  ...(tags.length ? {runOnly: {type: 'tag', values: tags}} : {})})).violations.map(
  v => v.id + ': ' + v.nodes.slice(0, 3).map(
    n => n.target.join(' ') + ' ' + (n.any[0] || {}).message).join('; '))"""


def source() -> str:
    """The text of axe.min.js from npm, else of the package axe-playwright-python; the test is
    skipped where neither is there."""
    file = from_npm(AXE, CACHE, print)
    return file.read_text("utf-8") if file else _packaged()


def _packaged() -> str:
    spec = find_spec("axe_playwright_python")
    folders = spec.submodule_search_locations if spec else None
    found = sorted(Path(folders[0]).rglob("axe.min.js")) if folders else []
    if not found:
        pytest.skip("no axe-core: npm could not give it and axe-playwright-python is not installed")
    return found[0].read_text("utf-8")


def faults(page: Page, *tags: str) -> list[str]:
    """What axe-core holds against the page as it stands; with ``tags``, by its rules of these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    found: list[str] = page.evaluate(RUN, list(tags))
    return found
