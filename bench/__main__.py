"""python -m bench: every figure of the project, beside its peer or its limit."""

import argparse
import os
import platform
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import attack, browser, etl, web
from release.writer import publish
from tests.factory import sample_draft

SIZES = [2_000_000, 20_000_000, 100_000_000]
HEADING = """# Performance

Made by `make bench`, which generates the files, measures and writes this page.

"""
JOB, ATTACK, SITE = (
    "From a delivery to a release",
    "The attack test",
    "The site on a slow phone",
)
ABOUT = {
    JOB: """Rows are kiosk presses, half a percent of them bad; every row is validated, compared
with those before it and stored, and the release is published. Seconds are those of the whole
commands, peak memory that of their process.""",
    ATTACK: """The illustrative force, from nothing to its second release (`python -m etl demo`).
Seconds are those of protecting and attacking alone; peak memory is that of the whole command, which
also makes the deliveries and accepts them.""",
    SITE: """First visits with an empty cache over the illustrative release; with several
visits, the middle of them.
The slow phone has 1.44 Mbit/s, 562 ms a round trip and a quarter of this processor. The peers show
the same figures: heading, sentence, chart, table. "Chart" is the first one to be seen, "to use" the
one that answers to the pointer; "never" is not within 90 seconds. Made by `make bench-web`.""",
}
DATABASE = "sqlite:///var/public/portal.sqlite"


def main() -> None:
    """Print the figures and write docs/performance.md; the sizes can be set."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="kiosk rows")
    parser.add_argument(
        "--only", choices=["etl", "attack", "web", "browser"], help="measure one of them"
    )
    parser.add_argument("--visits", type=int, default=3, help="first visits of each page")
    parser.add_argument("--page", type=Path, help="write the figures of the job to this page")
    chosen = parser.parse_args()
    if chosen.only in (None, "web"):
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite:///{Path(folder) / 'portal.sqlite'}"
            publish(database, sample_draft(36), "2026-07-07T09:00:00Z")
            print("\n".join(web.report(database)), flush=True)
    if chosen.only == "browser":
        url = os.environ.get("PORTAL_DATABASE", DATABASE)
        _keep(chosen.page, SITE, list(_printed(iter(browser.report(url, chosen.visits)))))
    if chosen.only in (None, "attack"):
        _keep(chosen.page, ATTACK, list(_printed(attack.report())))
    if chosen.only in (None, "etl"):
        _keep(chosen.page, JOB, list(_printed(etl.report(sorted(chosen.rows)))))


def _keep(page: Path | None, title: str, lines: list[str]) -> None:
    """Put the figures of one part into the page; those of the others stay as they were."""
    if page is None:
        return
    where = f"Python {platform.python_version()} on {platform.machine()}, two cores."
    text = page.read_text() if page.exists() else HEADING
    old = dict(part.partition("\n")[::2] for part in re.split("^## ", text, flags=re.M)[1:])
    own = {title: "\n".join(["", ABOUT[title], "", where, "", *lines, ""])}
    parts = {name: body.strip("\n") for name, body in (old | own).items()}
    kept = [f"## {name}\n\n{parts[name]}\n" for name in ABOUT if name in parts]
    page.write_text(HEADING + "\n".join(kept))


def _printed(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        print(line, flush=True)
        yield line


if __name__ == "__main__":
    main()
