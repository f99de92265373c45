"""What a visitor's browser complains of, and how far it has come."""

from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

from portal.pages import ADDRESSES

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

    def close(self) -> None:
        """Take up the violations of the page that is open."""
        self.faults += self.page.evaluate("window.violations")
