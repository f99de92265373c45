"""python -m bench: every figure of the project, beside its peer or its limit."""

import argparse
import tempfile
from pathlib import Path

from bench import etl, web
from release.writer import publish
from tests.factory import sample_draft


def main() -> None:
    """Print the figures; the size of the ETL job's file can be set."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000_000, help="kiosk rows (2,000,000)")
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'portal.sqlite'}"
        publish(database, sample_draft(36), "2026-07-07T09:00:00Z")
        print("\n".join(web.report(database)), flush=True)
    print("\n".join(etl.report(rows)), flush=True)


if __name__ == "__main__":
    main()
