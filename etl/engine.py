"""What runs the transformation: polars in this process, or a Spark cluster (etl/spark.py).

Rules and counts are narwhals expressions over lazy frames, the same on both. What an engine does
itself is here: scan, compute, write by month, and find the keys that come more than once.
"""

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import narwhals.stable.v2 as nw
import polars as pl

from etl.disk import write_parquet
from etl.keys import Key, hashes_of
from release.errors import UsageError

Frame = nw.LazyFrame[Any]
MONTH = "month"


@dataclass(frozen=True)
class Written:
    """A file of records: how many, and the first and the last of their days (ISO)."""

    path: Path
    rows: int
    first: str
    last: str


def summed_up(path: Path, rows: pl.LazyFrame, date: str) -> Written:
    """What is known of a file that holds ``rows``."""
    days = [pl.col(date).min().alias("first"), pl.col(date).max().alias("last")]
    count, first, last = rows.select(pl.len(), *days).collect().row(0)
    return Written(path, count, (first or "")[:10], (last or "")[:10])


class Engine(Protocol):
    """The primitives that differ between one machine and a cluster."""

    name: str
    rows_at_once: int
    """How many stored records are counted together, so that memory stays flat."""

    def frames(self, shaped: Iterator[pl.DataFrame], spool: Path) -> Iterator[Frame]:
        """The shaped batches of a delivery as lazy frames; ``spool`` is an empty private folder."""
        ...

    def scan(self, paths: Sequence[Path]) -> Frame:
        """Stored Parquet files as one lazy frame."""
        ...

    def keep(self, frame: Frame) -> Frame:
        """The frame, computed once though used twice."""
        ...

    def collect(self, frame: Frame) -> pl.DataFrame:
        """The rows of a frame that is known to be small."""
        ...

    def write(self, frame: Frame, folder: Path, name: str, key: Key, date: str) -> list[Written]:
        """Write ``folder/<month>/<name>-<n>.parquet`` by the column MONTH, which is left out;
        every file synced, the hashes of its ``key`` beside it."""
        ...


def engine_of(name: str, master: str, folder: Path) -> Engine:
    """The engine called ``name``; UsageError where there is none. Spark runs on ``master`` and
    exchanges frames in ``folder``."""
    if name == "polars":
        return Polars()
    if name == "spark":
        module = importlib.import_module("etl.spark")
        return module.Spark(master, folder)
    raise UsageError(f"ETL_ENGINE must be polars or spark, got {name!r}")


class Polars:
    """The embedded engine: batch by batch, in flat memory."""

    name = "polars"
    rows_at_once = 4_000_000

    def frames(self, shaped: Iterator[pl.DataFrame], spool: Path) -> Iterator[Frame]:  # noqa: ARG002
        return (nw.from_native(batch.lazy()) for batch in shaped)

    def scan(self, paths: Sequence[Path]) -> Frame:
        return nw.from_native(pl.scan_parquet(list(paths)))

    def keep(self, frame: Frame) -> Frame:
        return nw.from_native(self.collect(frame).lazy())

    def collect(self, frame: Frame) -> pl.DataFrame:
        return frame.to_native().collect()

    def write(self, frame: Frame, folder: Path, name: str, key: Key, date: str) -> list[Written]:
        written = []
        for month, part in _by_month(self.collect(frame)):
            path = folder / month / f"{name}-0.parquet"
            write_parquet(part, path)
            hashes_of(path, key, part.lazy())
            written.append(summed_up(path, part.lazy(), date))
        return written


def _by_month(rows: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """Exports are in the order of time, mostly, so that a batch is often of one month."""
    months = rows.get_column(MONTH)
    first, last = months.min(), months.max()
    if first == last:
        return [(str(first), rows.drop(MONTH))] if rows.height else []
    parts = rows.partition_by(MONTH, as_dict=True, include_key=False)
    return sorted((str(month), part) for (month,), part in parts.items())
