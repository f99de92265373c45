"""The same transformation on a Spark cluster: the same records, reasons and digest."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from tests.etl.cluster import QUICK, Cluster, cluster
from tests.etl.conftest import Place, month_of_presses, presses
from tests.etl.sources import arrive
from tests.etl.verdicts import BROKEN, GOOD, LISTS, RECORD, RIGHT, TODAY
from tests.factory import ROOT

pytest.importorskip("pyspark", reason="PySpark is not installed (make develop installs it)")
if shutil.which("java") is None:
    pytest.skip("Spark needs Java 17 or later, which is not here", allow_module_level=True)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("spark")) as found:
        yield found


def run(place: Place, *arguments: object, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **QUICK, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def odd_records() -> list[pl.DataFrame]:
    """Every value of the tests of rules, right or wrong, and repeats of some."""
    cells = [(f, c) for table in (BROKEN, RIGHT) for f, cs in table.items() for c in cs]
    cells += [("score", text) for text in ("33.3336", "-0.0005", "0.0015", "99.4999", "1.0005")]
    lines = [{**GOOD, "id": None, f: c} | ({"id": c} if f == "id" else {}) for f, c in cells]
    named = [line | {"id": line["id"] or f"{'abcdefghij'[n // 26]}{chr(97 + n % 26)}"}
             for n, line in enumerate(lines)]  # fmt: skip
    named += [named[-1], named[-2] | {"kind": "y"}, {**GOOD, "id": None}]
    schema = {"row": pl.Int64, **dict.fromkeys(RECORD.names, pl.String)}
    frame = pl.DataFrame([{"row": n, **line} for n, line in enumerate(named, 2)], schema=schema)
    return [frame.slice(0, 40), frame.slice(40)]


def test_odd_records_get_the_same_verdicts_on_both_engines(spark, tmp_path, monkeypatch):
    module = pytest.importorskip("etl.spark")
    for name, value in QUICK.items():
        monkeypatch.setenv(name, value)
    deliveries = [odd_records(), odd_records()[:1]]
    embedded = arrive(RECORD, deliveries, LISTS, TODAY)
    engine = module.Spark(spark.address, tmp_path, {"spark.driver.host": "127.0.0.1"})
    try:
        there = arrive(RECORD, deliveries, LISTS, TODAY, engine=engine, folder=tmp_path / "zone")
    finally:
        engine.close()
    assert embedded.taken[0].quarantine.height > 40 and embedded.records.height > 10
    for ours, theirs in zip(embedded.taken, there.taken, strict=True):
        assert ours.quarantine.equals(theirs.quarantine)
        assert ours.months == theirs.months
        assert ours.repeats.duplicates == theirs.repeats.duplicates
        assert ours.repeats.corrections == theirs.repeats.corrections
    assert embedded.records.equals(there.records)


def test_a_worker_is_lost_in_the_middle_and_the_digest_is_the_same(place, spark, tmp_path):
    months = [f"202{y}-{m:02d}" for y in range(3, 6) for m in range(1, 13)]
    rows = [r for m in months for p in ("oak", "ash") for r in month_of_presses(m, p, each=400)]
    path = place.deliver("presses.csv", presses(rows + rows[:500] + [("x", "elm", "never", 9)]))
    with_spark = {
        "ETL_ENGINE": "spark",
        "ETL_SPARK_MASTER": spark.address,
        "PORTAL_LANDING": str(tmp_path / "spark-landing"),
        "PORTAL_DATABASE": f"sqlite:///{tmp_path}/spark-public/portal.sqlite",
    }
    accepting = run(place, "accept", "kiosks", path, "--json", **with_spark)
    while not list((tmp_path / "spark-landing").glob(".scratch-*/out")):
        assert accepting.poll() is None, accepting.communicate()[1]
        time.sleep(0.01)
    spark.kill(0)
    out, err = accepting.communicate(timeout=240)
    assert accepting.returncode == 0, err[-3000:]
    # Rounding depends on the secret, so both zones must share one.
    assert place.run("accept", "kiosks", path, "--json").json == json.loads(out)
    for name in ("secret", "secret.mark"):
        shutil.copy(place.landing.folder / name, tmp_path / "spark-landing" / name)
    assert place.run("release").code == 0
    releasing = run(place, "release", "--json", **with_spark)
    out, err = releasing.communicate(timeout=240)
    assert releasing.returncode == 0, err[-3000:]
    assert f'"digest": "{place.latest().release.digest}"' in out
    assert not list(Path(with_spark["PORTAL_LANDING"]).glob(".scratch-*"))
