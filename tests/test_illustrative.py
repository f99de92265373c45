"""The illustrative force through the real command line: published whole, and recounted."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from werkzeug.test import Client

from portal.site import build
from release.reader import Reader
from release.releases import Releases
from release.vocabulary import period_end
from tests.factory import ROOT

pytestmark = pytest.mark.slow
END = pd.Timestamp("2026-06-30")


@dataclass(frozen=True)
class Demo:
    """What ``python -m etl demo`` reported and left."""

    folder: Path
    url: str
    reports: list[dict[str, Any]]

    @property
    def reader(self) -> Reader:
        return Releases(self.url).latest()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{folder}/public/portal.sqlite"
    ours = {"PORTAL_DATABASE": url, "PORTAL_LANDING": f"{folder}/landing"}
    command = [sys.executable, "-m", "etl", "demo", "--folder", f"{folder}/files", "--json"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")} | ours
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return Demo(folder, url, json.loads(done.stdout))


def test_every_row_of_every_file_leaves_once(demo):
    deliveries = [r for r in demo.reports if "file" in r]
    assert len({r["source"] for r in deliveries}) == 11
    for r in deliveries:
        assert r["rows"] == r["accepted"] + r["quarantined"] + r["duplicates"] > 0
    assert sum(r["quarantined"] for r in deliveries) > 0
    assert sum(r["duplicates"] for r in deliveries) > 0
    assert sum(r["corrections"] for r in deliveries) > 0


def test_it_publishes_measures_of_every_kind_and_record(demo):
    measures = demo.reader.measures.values()
    assert len(measures) >= 12
    assert {m.kind for m in measures} == {"score", "percent", "rate", "mean", "count"}
    records = {m.numerator.record for m in measures}
    made = {"holding", "recruit", "promoted", "check_result"}
    given = {"press", "answer", "contact_day", "complaint", "theme", "pulse"}
    assert records == given | made


def test_it_has_the_places_and_the_months(demo):
    levels = [a.level for a in demo.reader.areas.values()]
    assert (levels.count("station"), levels.count("district")) == (24, 4)
    series = demo.reader.observations("happy_index", area="anyshire", frequency="month")
    assert len(series) == 36 and all(o.value is not None for o in series)
    assert len(demo.reader.history) == 2


def in_post(folder: Path) -> set[str]:
    """Staff numbers in post at the end of June 2026, from the personnel file as it is."""
    roster = pd.read_csv(folder / "files/roster_2026-06-30.csv", dtype=str, on_bad_lines="skip")
    days = {
        c: pd.to_datetime(roster[c], format="%d/%m/%Y", errors="coerce") for c in ("Start", "End")
    }
    there = (days["Start"] <= END) & (roster["End"].isna() | (days["End"] >= END))
    return set(roster.loc[there, "Staff number"].dropna())


def trained(folder: Path) -> set[str]:
    """Staff numbers that the learning system says have done the workshop."""
    path = folder / "files/moodle_2026-06-30.csv"
    lines = [line.split("\t") for line in path.read_text("utf-16").splitlines()]
    place = lines[0].index("Customer-service workshop")
    number = lines[0].index("ID number")
    done = ("Completed", "Completed (achieved pass grade)")
    return {c[number] for c in lines[1:] if len(c) == len(lines[0]) and c[place] in done}


def test_the_share_of_trained_staff_is_that_of_the_files(demo):
    people = in_post(demo.folder)
    shown = demo.reader.observations("workshop_coverage", area="anyshire", period="2026-Q2")[0]
    assert shown.status == "rounded"
    assert shown.denominator is not None and shown.numerator is not None
    assert abs(shown.denominator - len(people)) <= 10
    assert abs(shown.numerator - len(people & trained(demo.folder))) <= 10
    assert shown.denominator % 5 == shown.numerator % 5 == 0


def test_a_station_of_seven_shows_nothing_of_its_staff(demo):
    shown = demo.reader.observations("workshop_coverage", area="station_lantern_point")
    assert shown and {o.value for o in shown} == {o.denominator for o in shown} == {None}


def test_no_count_of_people_under_ten_is_shown(demo):
    for id_, measure in demo.reader.measures.items():
        for o in demo.reader.observations(id_, breakdown=None):
            counts = [o.denominator]
            counts += [o.numerator] if measure.kind in ("percent", "count", "rate") else []
            assert all(n is None or n >= 10 for n in counts), o
            if measure.protection == "people":
                assert all(n is None or n % 5 == 0 for n in counts), o


def test_there_is_enough_to_tell_whether_the_workshop_moved_the_happy_index(demo):
    rows = demo.reader.findings("effect", course="customer_service_workshop", measure="happy_index")
    gates = {r["at"]: r["status"] for r in rows if r["part"] == "gate"}
    assert len(gates) == 4 and set(gates.values()) == {"passed"}
    whole = next(r for r in rows if r["part"] == "simple")
    assert whole["units"] >= 8 and whole["lower"] < whole["estimate"] < whole["upper"]
    found = demo.reader.findings("effect", part="simple")
    assert len(found) == 6
    assert {r["status"] for r in found} <= {"moved", "no clear change", "not enough data"}


def test_no_whole_is_finished_before_its_parts_and_no_promise_judged_by_half_a_band(demo):
    reader, never = demo.reader, "not at this pace"
    rows = [r for r in reader.findings("projection") if not r["period"] and r["finish"]]
    named = ("measure", "area", "breakdown", "category")
    found = {tuple(r[n] for n in named): r for r in rows}

    def day(end: str) -> str:
        return "9999" if end == never else period_end(end).isoformat()

    pairs = 0
    for (measure, area, breakdown, category), part in found.items():
        parent = reader.areas[area].parent
        for key in ((measure, parent, breakdown, category), (measure, area, "", "")):
            whole = found.get(key, part)
            pairs += whole is not part
            for end in ("earliest", "finish", "latest"):
                assert day(whole[end]) >= day(part[end])
    assert pairs > 10
    promised = reader.documents("course")["customer_service_workshop"]["target_date"]
    for key, row in found.items():
        if key[0] == "workshop_coverage" and row["finish"] != never:
            expected = "on time" if day(row["latest"]) <= promised else "too close to call"
            expected = expected if day(row["earliest"]) <= promised else "late"
            assert row["status"] == expected


def test_no_staff_number_and_no_address_reaches_the_landing_zone_or_the_public(demo):
    roster = pd.read_csv(
        demo.folder / "files/roster_2026-06-30.csv", dtype=str, on_bad_lines="skip"
    )
    numbers = set(roster["Staff number"].dropna())
    for path in (demo.folder / "landing").rglob("*.parquet"):
        for column in pl.read_parquet(path).select(pl.col(pl.String)):
            texts = set(column.drop_nulls().unique())
            assert not texts & numbers, f"{path}: {column.name}"
            assert not any("@" in text for text in texts), f"{path}: {column.name}"
    public = (demo.folder / "public/portal.sqlite").read_bytes()
    assert not any(number.encode() in public for number in numbers)


def test_every_page_of_it_answers(demo):
    client, reader = Client(build(demo.url)), demo.reader
    pages = [
        "/",
        "/stations",
        "/measures",
        "/training",
        "/effect",
        "/data",
        "/releases",
        "/methods",
    ]
    pages += [f"/stations/{a}" for a in reader.areas]
    pages += [f"/measures/{m}" for m in reader.measures]
    pages += [f"/training/{c}" for c in reader.documents("course")]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert "Illustrative data, made up" in answer.text, page
