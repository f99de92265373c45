"""The transformation on Spark, for a nation that outgrows one machine: ETL_ENGINE=spark.

The cluster reads and writes the landing zone, so its folder must be one that every worker sees.
Frames go to and from Spark as Parquet only: no Python runs on the workers.
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import polars as pl

from etl.disk import write_parquet
from etl.engine import MONTH, Frame, Written, summed_up
from etl.keys import Key, hashes_of
from release.errors import MissingInput

SETTINGS = {
    "spark.app.name": "portal etl",
    "spark.log.level": "ERROR",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.hadoop.fs.permissions.umask-mode": "077",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
}


class Spark:
    """A session on ``master``; ``folder`` is where frames are exchanged, seen by every worker."""

    name = "spark"
    rows_at_once = 2_000_000_000

    def __init__(self, master: str, folder: Path, settings: dict[str, str] | None = None) -> None:
        self.folder = folder.absolute()
        self._session = _session(master, {**SETTINGS, **(settings or {})})

    def frames(self, shaped: Iterator[pl.DataFrame], spool: Path) -> Iterator[Frame]:
        paths = []
        for n, batch in enumerate(shaped):
            paths.append(spool / f"{n:06d}.parquet")
            write_parquet(batch, paths[-1])
        if paths:
            yield self.scan(paths)

    def scan(self, paths: Sequence[Path]) -> Frame:
        names = [path.absolute().as_uri() for path in paths]
        return nw.from_native(self._session.read.parquet(*names))

    def keep(self, frame: Frame) -> Frame:
        return nw.from_native(frame.to_native().persist())

    def collect(self, frame: Frame) -> pl.DataFrame:
        home = Path(tempfile.mkdtemp(prefix=".scratch-", dir=self.folder))
        try:
            native = frame.to_native()
            native.write.mode("overwrite").parquet((home / "out").as_uri())
            files = sorted((home / "out").glob("*.parquet"))
            return pl.read_parquet(files) if files else _empty(native)
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def write(self, frame: Frame, folder: Path, name: str, key: Key, date: str) -> list[Written]:
        home = Path(tempfile.mkdtemp(prefix=".scratch-", dir=self.folder))
        try:
            native = frame.to_native().repartition(MONTH)
            native.write.mode("overwrite").partitionBy(MONTH).parquet((home / "out").as_uri())
            moved = [
                _moved(path, folder / path.parent.name.removeprefix(f"{MONTH}="), name)
                for path in sorted((home / "out").glob(f"{MONTH}=*/*.parquet"))
            ]
            for path in moved:
                hashes_of(path, key)
            return [summed_up(path, pl.scan_parquet(path), date) for path in moved]
        finally:
            shutil.rmtree(home, ignore_errors=True)

    def close(self) -> None:
        self._session.stop()


def _moved(path: Path, home: Path, name: str) -> Path:
    """A file that Spark wrote, synced and under the name of its delivery."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    taken = sum(1 for _ in home.glob(f"{name}-*.parquet"))
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return path.rename(home / f"{name}-{taken}.parquet")


def _empty(native: Any) -> pl.DataFrame:
    kinds = {"string": pl.String, "bigint": pl.Int64, "int": pl.Int32, "boolean": pl.Boolean}
    return pl.DataFrame(schema={name: kinds[kind] for name, kind in native.dtypes})


def _session(master: str, settings: dict[str, str]) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MissingInput(
            "ETL_ENGINE=spark needs PySpark, which is not installed; install it with "
            "pip install pyspark, or unset ETL_ENGINE"
        ) from None
    if not shutil.which("java"):
        raise MissingInput("ETL_ENGINE=spark needs Java 17 or later, which was not found")
    builder = SparkSession.builder.master(master)
    for key, value in settings.items():
        builder = builder.config(key, value)
    with warnings.catch_warnings():
        # PySpark warns of pandas 3, which it is never handed here.
        warnings.simplefilter("ignore")
        return builder.getOrCreate()
