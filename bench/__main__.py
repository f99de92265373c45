"""python -m bench: every figure of the project, beside its peer or its limit."""

import argparse
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import etl, web
from release.writer import publish
from tests.factory import sample_draft

SIZES = [2_000_000, 20_000_000, 100_000_000]
HEADING = """# Performance

Made by `make bench`, which generates the files, measures and writes this page. Rows are kiosk
presses, half a percent of them bad; every row is validated, compared with those before it and
stored, and the release is published. Seconds are those of the whole commands, peak memory that of
their process.
"""


def main() -> None:
    """Print the figures and write docs/performance.md; the sizes can be set."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="kiosk rows")
    parser.add_argument("--only", choices=["etl", "web"], help="measure one of the two")
    parser.add_argument("--page", type=Path, help="write the figures of the job to this page")
    chosen = parser.parse_args()
    if chosen.only != "etl":
        with tempfile.TemporaryDirectory() as folder:
            database = f"sqlite:///{Path(folder) / 'portal.sqlite'}"
            publish(database, sample_draft(36), "2026-07-07T09:00:00Z")
            print("\n".join(web.report(database)), flush=True)
    if chosen.only != "web":
        lines = list(_printed(etl.report(sorted(chosen.rows))))
        if chosen.page:
            where = f"Python {platform.python_version()} on {platform.machine()}, two cores."
            chosen.page.write_text("\n".join([HEADING, where, "", *lines, ""]))


def _printed(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        print(line, flush=True)
        yield line


if __name__ == "__main__":
    main()
