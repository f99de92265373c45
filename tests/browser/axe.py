"""axe-core, fetched once with npm into var/npm; its faults of a page in words."""

import hashlib
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

VERSION = "4.14.1"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
FILE = Path(__file__).resolve().parents[2] / f"var/npm/axe-{VERSION}.min.js"
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
  v => v.id + ': ' + v.nodes.slice(0, 3).map(
    n => n.target.join(' ') + ' ' + (n.any[0] || {}).message).join('; '))"""


def source() -> str:
    """The text of axe.min.js; the test is skipped where npm cannot give it."""
    if not FILE.exists():
        _fetch()
    body = FILE.read_bytes()
    assert hashlib.sha256(body).hexdigest() == SHA256, f"{FILE} is not the axe-core that was chosen"
    return body.decode("utf-8")


def _fetch() -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core comes with npm, which is not installed")
    FILE.parent.mkdir(parents=True, exist_ok=True)
    command = [npm, "pack", "--silent", "--ignore-scripts", f"axe-core@{VERSION}"]
    done = subprocess.run(command, cwd=FILE.parent, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"npm could not fetch axe-core {VERSION}")
    archive = FILE.parent / done.stdout.split()[-1]
    with tarfile.open(archive) as members:
        member = members.extractfile("package/axe.min.js")
        FILE.write_bytes(member.read() if member else b"")
    archive.unlink()


def faults(page: Page) -> list[str]:
    """What axe-core holds against the page as it stands."""
    page.evaluate(source())
    found: list[str] = page.evaluate(RUN)
    return found
