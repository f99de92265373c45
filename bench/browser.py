"""The site in a real browser on a slow phone, beside the same page of a default Dash app and of a
Vizro dashboard, in the same run; and Lighthouse's scores of three pages.

    make bench-web

Throttled as the slow phone of Lighthouse: 1.44 Mbit/s, 562 ms a round trip, a quarter of this
machine's processor. Everything runs on loopback and is ended by this program.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench import lighthouse

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "bench/peers"
VIZRO = "vizro==1.0.0"
PLACE = "station_marlbury"
PATIENCE = 90
"""Seconds after which a chart that has not come never comes."""

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SLOW = {
    "offline": False,
    "latency": 562,
    "downloadThroughput": 1_440_000 / 8,
    "uploadThroughput": 675_000 / 8,
}
OBSERVE = """() => {
  window.seen = {scrolled: false, paint: null, chart: null, live: null, shift: 0};
  new PerformanceObserver(l => l.getEntries().forEach(e => {
    if (!seen.scrolled) seen.paint = e.startTime; }))
    .observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(l => l.getEntries().forEach(e => {
    if (!e.hadRecentInput) seen.shift += e.value; }))
    .observe({type: 'layout-shift', buffered: true});
  const there = s => Array.from(document.querySelectorAll(s)).some(n => {
    const box = n.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(n).visibility === 'visible'; });
  const look = () => {
    if (seen.chart === null && (there('svg.plot') || there('.main-svg')))
      seen.chart = performance.now();
    if (seen.live === null && there('.js-plotly-plot .main-svg')) seen.live = performance.now();
    if (seen.live === null) setTimeout(look, 30); };
  look(); }"""

NEAR = """() => { const chart = document.querySelector('svg.plot, .js-plotly-plot');
  if (!chart || seen.scrolled || seen.paint === null || document.readyState !== 'complete') return;
  seen.scrolled = true; chart.scrollIntoView({block: 'center', behavior: 'instant'}); }"""
"""A chart comes to life when the reader comes near: so the reader does, once the page is there."""


@dataclass(frozen=True)
class Seen:
    """Of one first visit: requests, bytes on the wire, and milliseconds until the largest paint,
    the first chart and the chart that can be used; None where it never came."""

    requests: float
    bytes: float
    paint: float | None
    chart: float | None
    live: float | None
    shift: float


def report(url: str, visits: int) -> list[str]:
    """Lines of Markdown: the table of the peers, the budgets, the scores of Lighthouse. Each figure
    is the middle of so many first visits."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ours = stack.enter_context(_portal(url))
        figures = folder / "figures.csv"
        address = f"{ours}/data/latest/happy_index.csv?area={PLACE}"
        figures.write_bytes(urllib.request.urlopen(address, timeout=30).read())
        visited = {
            "this portal, a station": f"{ours}/stations/{PLACE}",
            "this portal, the measure": f"{ours}/measures/happy_index?area={PLACE}",
        }
        for name, python in _peers(folder):
            script = {"Dash as it comes": "plain.py"}.get(name, "with_vizro.py")
            visited[name] = stack.enter_context(_peer(python, script, figures))
        browser = stack.enter_context(_browser())
        seen = {name: (_median(browser, a, visits), _median(browser, a, visits, slow=True))
                for name, a in visited.items()}  # fmt: skip
        return [*_table(seen), "", *_budgets(seen), "", *lighthouse.report(ours, PLACE, chromium())]


def chromium() -> str:
    """The browser's path; SystemExit where there is none."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, (shutil.which(name) for name in names if name)), None)
    if found is None:
        raise SystemExit("no Chromium found: install one or set CHROMIUM to its path")
    return found


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as started:
        found = started.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield found
        found.close()


def _peers(folder: Path) -> Iterator[tuple[str, str]]:
    """The name of each peer and the Python that has it."""
    yield "Dash as it comes", sys.executable
    environment = folder / "vizro"
    venv.create(environment, with_pip=True)
    python = str(environment / "bin/python")
    install = [python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", VIZRO]
    if subprocess.run(install, check=False).returncode == 0:
        yield f"Vizro {VIZRO.rpartition('=')[2]}", python
    else:
        print(f"{VIZRO} could not be installed: measured without it", flush=True)


@contextmanager
def _portal(url: str) -> Iterator[str]:
    port = _free_port()
    settings = {"PORTAL_DATABASE": url, "PORT": str(port)}
    with _running([sys.executable, "app.py"], ROOT, settings, port) as address:
        yield address


@contextmanager
def _peer(python: str, script: str, figures: Path) -> Iterator[str]:
    port = _free_port()
    with _running([python, script, str(figures), str(port)], PEERS, {}, port) as address:
        yield address


@contextmanager
def _running(
    command: list[str], folder: Path, settings: dict[str, str], port: int
) -> Iterator[str]:
    """The address of a server while it runs."""
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        command, cwd=folder, env=os.environ | settings, stdout=quiet, stderr=quiet
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            if server.poll() is not None:
                raise SystemExit(f"{' '.join(command[:2])} ended by itself")
            try:
                urllib.request.urlopen(address, timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _median(browser: Browser, address: str, visits: int, slow: bool = False) -> Seen:
    """The median of some first visits, each with an empty cache."""
    print(f"visiting {address}{' on the slow phone' if slow else ''}", file=sys.stderr, flush=True)
    seen = [_visit(browser, address, slow) for _ in range(visits)]
    columns = zip(*(vars(v).values() for v in seen), strict=True)
    middle = [None if None in c else statistics.median(c) for c in columns]
    return Seen(*middle)  # type: ignore[arg-type]


def _visit(browser: Browser, address: str, slow: bool) -> Seen:
    context = browser.new_context(viewport={"width": 412, "height": 823}, is_mobile=True)
    try:
        page = context.new_page()
        session = context.new_cdp_session(page)
        sizes = _counted(session)
        if slow:
            session.send("Network.emulateNetworkConditions", SLOW)
            session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.add_init_script(f"({OBSERVE})()")
        page.goto(address, timeout=PATIENCE * 1000, wait_until="commit")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and page.evaluate("seen.live") is None:
            page.evaluate(NEAR)
            page.wait_for_timeout(200)
        page.wait_for_timeout(1500)
        seen = page.evaluate("seen")
        return Seen(len(sizes), sum(sizes), *(seen[n] for n in ("paint", "chart", "live", "shift")))
    finally:
        context.close()


def _counted(session: CDPSession) -> list[float]:
    """The size of every answer as it came over the wire, filled while the page loads."""
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.send("Network.enable")
    return sizes


def _table(seen: dict[str, tuple[Seen, Seen]]) -> Iterator[str]:
    yield (
        "| page | requests | kB | chart, s | slow phone: largest paint, s | chart, s | "
        "chart to use, s | shift |"
    )
    yield "|:---|---:|---:|---:|---:|---:|---:|---:|"
    for name, (fast, slow) in seen.items():
        cells = [f"{fast.requests:.0f}", f"{fast.bytes / 1000:,.0f}", _seconds(fast.chart)]
        cells += [_seconds(t) for t in (slow.paint, slow.chart, slow.live)]
        yield f"| {name} | {' | '.join(cells)} | {slow.shift:.3f} |"


def _seconds(milliseconds: float | None) -> str:
    return "never" if milliseconds is None else f"{milliseconds / 1000:.1f}"


def _budgets(seen: dict[str, tuple[Seen, Seen]]) -> Iterator[str]:
    for name, (fast, slow) in seen.items():
        if not re.match("this portal", name):
            continue
        for what, value, limit in (
            ("bytes of a first visit", fast.bytes, 600_000),
            ("largest paint on the slow phone, ms", slow.paint, 2_000),
            ("chart on the slow phone, ms", slow.chart, 2_000),
            ("chart to use on the slow phone, ms", slow.live, 8_000),
            ("layout shift", slow.shift, 0.02),
        ):
            met = "met" if value is not None and value <= limit else "**not met**"
            shown = "never" if value is None else f"{value:,.3g}" if limit < 1 else f"{value:,.0f}"
            yield f"- {name}: {what}: {shown} (budget {limit:,}): {met}"
