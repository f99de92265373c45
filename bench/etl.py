"""Accept and release of a generated kiosk file, beside pandas on the same file in the same run."""

import csv
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.kiosk_file import write
from bench.peak import Cost, cost_of

ROOT = Path(__file__).resolve().parent.parent
GOAL = 5


def report(rows: int) -> list[str]:
    """Rows a second and peak memory of the ETL job and of pandas, and their ratio."""
    with tempfile.TemporaryDirectory() as folder, _settings(Path(folder)):
        path = write(Path(folder) / "kiosks.csv", rows, _places())
        accept = cost_of("etl", "accept", "kiosks", str(path))
        release = cost_of("etl", "release")
        peer = cost_of("bench.pandas_peer", str(path), f"{folder}/peer.sqlite")
        size = path.stat().st_size / 1e6
    whole = accept.seconds + release.seconds
    ratio = peer.seconds / whole
    return [
        f"accept + release of {rows:,} kiosk rows ({size:.0f} MB of CSV), two cores",
        _line("  accept", accept, rows),
        _line("  release", release, rows),
        f"  both      {whole:7.1f} s  {rows / whole:12,.0f} rows/s",
        _line("  pandas read_csv, to_sql, SQL", peer, rows),
        f"  {ratio:.1f} times as fast as pandas (goal: {GOAL} times): "
        + ("met" if ratio >= GOAL else "NOT met"),
    ]


def _line(name: str, cost: Cost, rows: int) -> str:
    speed = rows / cost.seconds
    return f"{name:<30} {cost.seconds:7.1f} s  {speed:12,.0f} rows/s  peak {cost.peak:6,.0f} MB"


def _places() -> list[str]:
    with (ROOT / "forces/anyshire/experience_points.csv").open(newline="") as file:
        return [row["code"] for row in csv.DictReader(file)]


@contextmanager
def _settings(folder: Path) -> Iterator[None]:
    """The ETL job works in ``folder`` while this lasts."""
    ours = {
        "PORTAL_FORCE": "forces/anyshire",
        "PORTAL_LANDING": str(folder / "landing"),
        "PORTAL_DATABASE": f"sqlite:///{folder}/public/portal.sqlite",
    }
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
