"""A real server on a free port of this machine and a real Chromium; skipped, saying why, without.

Chromium is found by the environment's CHROMIUM, else by its usual names in PATH.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from portal import static_files
from release.writer import publish
from tests.browser.watch import Watch
from tests.factory import sample_draft
from tests.portal.effects import with_effects

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Chromium makes three pages for the address bar with each context, 1.4 s of a processor. This
    # replaces what Playwright switches off, so what matters to pages of it stands here again.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,OptimizationHints,"
    "ThirdPartyStoragePartitioning,NetworkTimeServiceQuerying,PreconnectToSearch",
]


SIGN = """addEventListener('DOMContentLoaded',
  () => dispatchEvent(new Event('pointermove')))"""


def chromium() -> str | None:
    """The Chromium to use, or None."""
    given = os.environ.get("CHROMIUM", "")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip every test of this folder where there is no browser."""
    if chromium():
        return
    reason = "no Chromium found: install one (apt install chromium) or set CHROMIUM to its path"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real server over two sample releases."""
    database = tmp_path_factory.mktemp("public") / "portal.sqlite"
    publish(f"sqlite:///{database}", sample_draft(23, "2026-05"), "2026-06-02T09:00:00Z")
    publish(f"sqlite:///{database}", with_effects(sample_draft()), "2026-07-07T09:00:00Z")
    with served(f"sqlite:///{database}") as address:
        yield address


@contextmanager
def served(url: str) -> Iterator[str]:
    """The address of the real server over a database."""
    static_files.prepare(ROOT / static_files.STATIC, say=lambda _line: None)
    port = _free_port()
    settings = {"PORTAL_DATABASE": url, "PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL
    )
    try:
        yield _when_ready(f"http://127.0.0.1:{port}", server)
    finally:
        server.terminate()
        server.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _when_ready(address: str, server: subprocess.Popen[bytes]) -> str:
    for _ in range(150):
        assert server.poll() is None, "the server ended by itself"
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=2).close()
            return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server was not ready within 30 seconds")


class Chromium:
    """One Chromium for many tests, and another where it does not let a context go: now and then a
    context that is closed while one of its pages loads stays open for ever."""

    PATIENCE = 60
    """Seconds in which a context closes."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: Browser | None = None
        self._process = 0

    def context(self, **options: Any) -> BrowserContext:
        if self._browser is None:
            self._browser = self._playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            told = self._browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
            self._process = next(p["id"] for p in told["processInfo"] if p["type"] == "browser")
        return self._browser.new_context(**options)

    def of_reader(self, folder: Path, **options: Any) -> BrowserContext:
        """A Chromium of its own with what a reader has set in a folder."""
        return self._playwright.chromium.launch_persistent_context(
            folder, executable_path=chromium(), args=FLAGS, **options
        )

    def let_go(self, context: BrowserContext) -> None:
        end = threading.Timer(self.PATIENCE, os.kill, (self._process, signal.SIGKILL))
        end.start()
        try:
            context.close()
        except Error as error:
            said = error.message.partition("\n")[0]
            print(f"Chromium did not close a context; another is started. {said}", file=sys.stderr)
            self._browser = None
        finally:
            end.cancel()

    def close(self) -> None:
        if self._browser:
            self._browser.close()


@pytest.fixture(scope="session")
def own_browser() -> Iterator[Chromium]:
    with sync_playwright() as started:
        browser = Chromium(started)
        yield browser
        browser.close()


@pytest.fixture
def context(own_browser: Chromium, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh context; ``@pytest.mark.parametrize("context", [{…}], indirect=True)`` sets it up.
    Without ``{"reader": False}`` each page gets a sign of a reader as soon as it is there, so that
    Dash starts (assets/start.js)."""
    options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
    options |= getattr(request, "param", {})
    reader = options.pop("reader", True)
    made = own_browser.context(**options)
    made.set_default_timeout(40_000)
    if reader:
        made.add_init_script(SIGN)
    yield made
    # A caught request that nobody answers can keep a context from closing.
    for page in made.pages:
        page.unroute_all(behavior="ignoreErrors")
    own_browser.let_go(made)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def watch(page: Page, site: str) -> Iterator[Watch]:
    """Sees what goes wrong on a page; the test fails at its end where something did."""
    watching = Watch(page, site)
    yield watching
    assert watching.faults == []
