"""axe-core, fetched once with npm into var/npm; its faults of a page in words."""

import hashlib
import shutil
import subprocess
import tarfile
from importlib.util import find_spec
from pathlib import Path

import pytest
from playwright.sync_api import Page

VERSION = "4.14.1"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
FILE = Path(__file__).resolve().parents[2] / f"var/npm/axe-{VERSION}.min.js"
RUN = """async tags => (await axe.run(document, {resultTypes: ['violations'],
  ...(tags.length ? {runOnly: {type: 'tag', values: tags}} : {})})).violations.map(
  v => v.id + ': ' + v.nodes.slice(0, 3).map(
    n => n.target.join(' ') + ' ' + (n.any[0] || {}).message).join('; '))"""


def source() -> str:
    """The text of axe.min.js from npm, else of the package axe-playwright-python; the test is
    skipped where neither is there."""
    if not FILE.exists() and not _fetched():
        return _packaged()
    body = FILE.read_bytes()
    assert hashlib.sha256(body).hexdigest() == SHA256, f"{FILE} is not the axe-core that was chosen"
    return body.decode("utf-8")


def _fetched() -> bool:
    npm = shutil.which("npm")
    if npm is None:
        return False
    FILE.parent.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", "--silent", "--ignore-scripts", f"axe-core@{VERSION}"]
    done = subprocess.run(command, cwd=FILE.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        return False
    archive = FILE.parent / done.stdout.split()[-1]
    with tarfile.open(archive) as members:
        member = members.extractfile("package/axe.min.js")
        FILE.write_bytes(member.read() if member else b"")
    archive.unlink()
    return True


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
