"""Accept and release of generated kiosk files of several sizes, beside DuckDB's bare count of the
same file and pandas, and a daily run on the largest history."""

import csv
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from math import log
from pathlib import Path

from bench.kiosk_file import HISTORY, write
from bench.peak import Cost, cost_of

ROOT = Path(__file__).resolve().parent.parent
PEER_ROWS, DAILY_ROWS = 2_000_000, 50_000
FAST, SMALL = (1.0e6, 4500), (0.6e6, 1500)
"""Rows a second at most MB: either is good."""

TIMES_PANDAS, TIMES_DUCKDB, SLOPE = 20, 4, 1.05
DAILY_SECONDS, DAILY_PEAK = 10, 1000


@dataclass(frozen=True)
class Run:
    """One size: what accepting and releasing cost, and DuckDB's bare count."""

    rows: int
    megabytes: float
    accept: Cost
    release: Cost
    count: Cost

    @property
    def seconds(self) -> float:
        return self.accept.seconds + self.release.seconds

    @property
    def rate(self) -> float:
        return self.rows / self.seconds

    @property
    def peak(self) -> float:
        return max(self.accept.peak, self.release.peak)


def report(sizes: Sequence[int]) -> Iterator[str]:
    """Lines of Markdown: a table over the sizes, then each budget with what was measured."""
    runs = []
    daily = None
    yield "| rows | CSV, MB | accept, s | release, s | rows/s | peak, MB | DuckDB's bare count, s |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name, settings(Path(name)):
            runs.append(_run(Path(name), rows))
            yield _row(runs[-1])
            if rows == max(sizes):
                daily = _daily(Path(name))
    yield ""
    main = min(runs, key=lambda run: abs(run.rows - 20_000_000))
    peer = _pandas()
    yield from _budgets(main, peer)
    for before, after in pairwise(runs):
        slope = log(after.seconds / before.seconds) / log(after.rows / before.rows)
        yield said(
            f"from {before.rows:,} to {after.rows:,} rows the cost grows with slope {slope:.2f} on "
            f"a log-log plot (budget {SLOPE})",
            slope <= SLOPE,
        )
    if daily:
        accept, release = daily
        seconds, peak = accept.seconds + release.seconds, max(accept.peak, release.peak)
        yield said(
            f"a daily run of {DAILY_ROWS:,} rows on a history of {max(sizes):,}: accept "
            f"{accept.seconds:.1f} s, release {release.seconds:.1f} s, together {seconds:.1f} s, "
            f"peak {peak:,.0f} MB (budget {DAILY_SECONDS} s, {DAILY_PEAK:,} MB)",
            seconds <= DAILY_SECONDS and peak <= DAILY_PEAK,
        )


def _budgets(run: Run, pandas: Cost) -> Iterator[str]:
    fits = any(run.rate >= rate and run.peak <= peak for rate, peak in (FAST, SMALL))
    yield said(
        f"{run.rows:,} rows at {run.rate:,.0f} rows/s and {run.peak:,.0f} MB (budget 1,000,000 "
        "rows/s in 4,500 MB or 600,000 rows/s in 1,500 MB)",
        fits,
    )
    ratio = run.rate / (PEER_ROWS / pandas.seconds)
    yield said(
        f"{ratio:.1f} times the rate of pandas to_sql and SQL ({PEER_ROWS:,} rows: "
        f"{pandas.seconds:.1f} s, {pandas.peak:,.0f} MB; budget {TIMES_PANDAS} times)",
        ratio >= TIMES_PANDAS,
    )
    times = run.seconds / run.count.seconds
    yield said(
        f"{times:.1f} times as long as DuckDB's bare count of the same file "
        f"(budget {TIMES_DUCKDB} times)",
        times <= TIMES_DUCKDB,
    )


def said(sentence: str, met: bool) -> str:
    return f"- {sentence}: {'met' if met else '**not met**'}"


def _row(run: Run) -> str:
    return (
        f"| {run.rows:,} | {run.megabytes:,.0f} | {run.accept.seconds:.1f} | "
        f"{run.release.seconds:.1f} | {run.rate:,.0f} | {run.peak:,.0f} | {run.count.seconds:.1f} |"
    )


def _run(folder: Path, rows: int) -> Run:
    path = write(folder / "kiosks.csv", rows, _places())
    size = path.stat().st_size / 1e6
    count = cost_of("bench.duckdb_peer", str(path))
    accept = cost_of("etl", "accept", "kiosks", str(path))
    path.unlink()
    return Run(rows, size, accept, cost_of("etl", "release"), count)


def _daily(folder: Path) -> tuple[Cost, Cost]:
    path = write(folder / "day.csv", DAILY_ROWS, _places(), after=HISTORY + 1, days=1)
    return cost_of("etl", "accept", "kiosks", str(path)), cost_of("etl", "release")


def _pandas() -> Cost:
    with tempfile.TemporaryDirectory() as name:
        path = write(Path(name) / "kiosks.csv", PEER_ROWS, _places())
        return cost_of("bench.pandas_peer", str(path), f"{name}/peer.sqlite")


def _places() -> list[str]:
    """The kiosks of the stations that were open all the time."""
    with (ROOT / "forces/anyshire/areas.csv").open(newline="") as file:
        changed = {r["id"] for r in csv.DictReader(file) if r["valid_from"] or r["valid_to"]}
    with (ROOT / "forces/anyshire/experience_points.csv").open(newline="") as file:
        return [row["code"] for row in csv.DictReader(file) if row["area"] not in changed]


@contextmanager
def settings(folder: Path) -> Iterator[None]:
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
