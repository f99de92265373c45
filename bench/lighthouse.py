"""Lighthouse's scores for a phone, from npm's package in var/npm."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

VERSION = "12.8.2"
FOLDER = Path(__file__).resolve().parent.parent / f"var/npm/lighthouse-{VERSION}"
WANTED = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def report(site: str, place: str, chromium: str) -> Iterator[str]:
    """A line for each of home, station and measure."""
    program = _program()
    if program is None:
        yield f"Lighthouse {VERSION} could not be installed: not measured."
        return
    yield f"Lighthouse {VERSION}, phone:"
    yield ""
    for path in ("/", f"/stations/{place}", "/measures/happy_index"):
        scores = _scores(program, site + path, chromium)
        met = all(scores[name] >= least for name, least in WANTED.items())
        said = ", ".join(f"{name} {score:.0f}" for name, score in scores.items())
        yield f"- {path}: {said}: {'met' if met else '**not met**'}"


def _program() -> Path | None:
    """Lighthouse's command, installed where it is not there yet."""
    program = FOLDER / "node_modules/.bin/lighthouse"
    npm = shutil.which("npm")
    if not program.exists() and npm:
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--silent", "--no-save", "--prefix", str(FOLDER)]
        subprocess.run([*command, f"lighthouse@{VERSION}"], check=False)
    return program if program.exists() else None


def _scores(program: Path, address: str, chromium: str) -> dict[str, float]:
    """Scores out of 100 by category; what fell short is printed."""
    command = [
        str(program), address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}",
        f"--only-categories={','.join(WANTED)}",
    ]  # fmt: skip
    environment = os.environ | {"CHROME_PATH": chromium}
    # Now and then it loses the trace of a page (NO_NAVSTART) and asks to be run again.
    for left in (2, 1, 0):
        done = subprocess.run(command, env=environment, capture_output=True, check=not left)
        if not done.returncode:
            break
    found = json.loads(done.stdout)
    for name, audit in found["audits"].items():
        if audit["score"] is not None and audit["score"] < 0.9:
            print(f"  {address}: {name} {audit['score']}: {audit.get('displayValue', '')}")
    return {name: 100 * found["categories"][name]["score"] for name in WANTED}
