"""What a visitor's browser complains of, and how far it has come."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Route

from portal.pages import ADDRESSES
from portal.static_files import load

STATIC = Path(__file__).resolve().parents[2] / "var/static"

EXAMPLES = {
    "area": "station_elm",
    "measure": "happy_index",
    "course": "customer_service_workshop",
    "id": "latest",
}
"""A value for each part of an address."""

VIOLATIONS = """() => { window.violations = [];
document.addEventListener('securitypolicyviolation', e => window.violations.push(
  `${e.effectiveDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber} ${e.sample}`)); }"""

SHIFTS = """() => { window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(
  e => { if (!e.hadRecentInput) window.shift += e.value; })).observe(
  {type: 'layout-shift', buffered: true}); }"""


PATHS = [
    rule.translate(str.maketrans("<>", "{}")).format_map(EXAMPLES) for rule, _page in ADDRESSES
]
"""One path for every rule of the site."""


def hold(page: Page, pattern: str | re.Pattern[str]) -> Callable[[], None]:
    """Keep back what is asked for by a pattern, until the function is called that comes back."""
    held: list[Route] = []
    free: list[bool] = []
    page.route(pattern, lambda route: route.continue_() if free else held.append(route))

    def go() -> None:
        free.append(True)
        for route in held:
            route.continue_()

    return go


BUDGET, HTML_BUDGET = 600_000, 50_000


def whole_plotly() -> bool:
    """Whether npm could not give plotly's basic bundle; the whole one breaks the budget."""
    static = load(STATIC)
    name = static.url("plotly/plotly.js").rpartition("/")[2]
    return (static.folder / name).stat().st_size > 2_000_000


class Watch:
    """Collects faults of a page: console errors, failed or foreign requests, policy violations."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site
        self.faults: list[str] = []
        page.add_init_script(f"({VIOLATIONS})()")
        page.add_init_script(f"({SHIFTS})()")
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        page.on("request", self._request)
        self.finished: list[Request] = []
        page.on("requestfinished", lambda request: self.finished.append(request))
        page.on("requestfailed", lambda r: self.faults.append(f"failed: {r.url}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(
            self.site
        ):
            self.faults.append(f"foreign: {request.url}")

    def open(self, path: str) -> None:
        """Load a path and wait until Dash has taken over."""
        self.page.goto(self.site + path)
        self.drawn()

    def drawn(self) -> None:
        self.page.wait_for_selector("html[data-drawn]")
        self.page.wait_for_load_state("networkidle")

    def weigh(self, path: str) -> None:
        """Everything that came over the wire for the first view of ``path``, within the budget."""
        sizes = {request.url: request.sizes() for request in self.finished}
        total = sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes.values())
        print(f"{path}: {total} bytes in {len(sizes)} requests")
        assert sizes[self.site + path]["responseBodySize"] <= HTML_BUDGET
        assert len(sizes) <= 30
        if not whole_plotly():
            assert total <= BUDGET

    def close(self) -> None:
        """Take up the violations of the page that is open."""
        self.faults += self.page.evaluate("window.violations")
