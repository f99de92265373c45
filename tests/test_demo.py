"""The illustrative force: its files have the shapes of the real exports, and the job takes them."""

import csv
import hashlib
import itertools
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from etl.demo import make
from tests.demo_files import FORCE, ROOT, SOURCES, batches, files, frame


def header(path: Path, mapping: dict[str, Any]) -> list[str]:
    if mapping["format"] == "xlsx":
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [str(cell) for cell in rows[mapping["header"] - 1]]
    text = path.read_bytes().decode(mapping.get("encoding", "utf-8-sig"))
    return next(csv.reader(StringIO(text), delimiter=mapping.get("delimiter", ",")))


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    again = {path.name: path for batch in make(tmp_path) for _, path in batch.files}
    for batch in batches():
        for _, path in batch.files:
            digests = {hashlib.sha256(p.read_bytes()).hexdigest() for p in (path, again[path.name])}
            assert len(digests) == 1, path.name


def test_two_batches_bring_every_source() -> None:
    assert [batch.published for batch in batches()] == [
        "2026-06-02T09:00:00Z",
        "2026-07-07T09:00:00Z",
    ]
    for batch in batches():
        assert {source for source, _ in batch.files} == set(SOURCES)


def test_the_force_has_four_districts_and_24_stations() -> None:
    areas = pd.read_csv(FORCE / "areas.csv", keep_default_na=False)
    assert areas["level"].value_counts().to_dict() == {"station": 24, "district": 4, "force": 1}
    stations = areas[areas["level"] == "station"]
    assert set(stations["id"]) == set(pd.read_csv(FORCE / "stations.csv")["id"])
    closed = areas[areas["valid_to"] != ""]
    assert list(closed["successor"]) == ["station_cragbeck"]


def test_every_open_station_and_district_has_a_boundary() -> None:
    features = json.loads((FORCE / "boundaries.geojson").read_text("utf-8"))["features"]
    areas = pd.read_csv(FORCE / "areas.csv", keep_default_na=False)
    open_ = areas[(areas["level"] != "force") & (areas["valid_to"] == "")]
    assert {f["properties"]["id"] for f in features} == set(open_["id"])
    for feature in features:
        ring = feature["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1] and len(ring) > 4


@pytest.mark.parametrize("source", SOURCES)
def test_the_mapping_names_every_column(source: str) -> None:
    mapping = SOURCES[source]
    origins = [o if isinstance(o, dict) else {"column": o} for o in mapping["columns"].values()]
    named = {o["column"] for o in origins if "column" in o}
    named |= {*mapping.get("only", {}), mapping.get("split", {}).get("column")} - {None}
    unpivoted = set(mapping.get("unpivot", {}).get("columns", {}))
    for path in files(source):
        columns = header(path, mapping)
        called = {name or f"#{n}" for n, name in enumerate(columns, 1)}
        pairs = enumerate(itertools.pairwise(columns), 2)
        after = {f"#{n}" for n, (before, name) in pairs if before in unpivoted and not name}
        assert called == named | set(mapping["drop"]) | unpivoted | after


def test_moodle_writes_utf16_tabs_and_two_columns_an_activity() -> None:
    path = files("moodle")[0]
    assert path.read_bytes()[:2] == b"\xff\xfe"
    columns = header(path, SOURCES["moodle"])
    assert columns[:3] == ["", "ID number", "Email address"]
    assert all(columns[3::2]) and not any(columns[4::2]) and len(columns) == 3 + 2 * 11


def test_the_leadership_report_begins_on_row_six() -> None:
    book = CalamineWorkbook.from_path(files("leadership")[0])
    rows = book.get_sheet_by_index(0).to_python()
    assert [str(row[0]).split(" ")[0] for row in rows[:4]] == [
        "Date",
        "Module",
        "Overall",
        "Current",
    ]
    assert not any(rows[4]) and rows[5][2] == "STAR/BADGE" and not any(rows[6])


def test_the_contact_files_are_newest_first() -> None:
    path = files("contacts")[0]
    assert path.read_bytes()[:3] == b"\xef\xbb\xbf"
    days = pd.to_datetime(frame([path], "contacts")["Date"])
    planted = 12
    assert (days.diff() > pd.Timedelta(0)).sum() <= 2 * planted
    assert days.iloc[0].isoformat() > days.iloc[-1].isoformat()


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES)
def test_the_job_accepts_every_first_file(source: str, tmp_path: Path) -> None:
    """Through the real command line; each file has bad rows and repeated ones on purpose."""
    command = [sys.executable, "-m", "etl", "preview", source, files(source)[0], "--json"]
    settings = {"PORTAL_FORCE": str(FORCE), "PORTAL_LANDING": str(tmp_path)}
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (report,) = json.loads(done.stdout)
    parts = report["accepted"] + report["quarantined"] + report["duplicates"]
    assert report["rows"] == parts and report["quarantined"] and report["duplicates"]
    assert report["accepted"] > 0.85 * report["rows"]
