"""One press walks the whole way: export, landing zone, release, page and download."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import pytest
from werkzeug.test import Client

from portal.site import build
from tests.etl.conftest import Place, month_of_presses, place_at, presses
from tests.factory import ROOT


@pytest.fixture
def anyshire(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Place:
    return place_at(tmp_path, ROOT / "forces/anyshire", monkeypatch, capsys)


def point_of(station: str) -> str:
    """The experience point of a station's front desk."""
    with (ROOT / "forces/anyshire/experience_points.csv").open(newline="") as file:
        rows = csv.DictReader(file)
        return next(r["code"] for r in rows if (r["area"], r["touchpoint"]) == (station, "desk"))


def export(rows: list[tuple[str, str, str, int]]) -> str:
    """Presses in the shape of HappyOrNot's API v2 CSV."""
    header = (
        "feedbackId,smileyId,localTime,surveyId,experiencePointId,buttonIndex,misuse,"
        "position,ui,smileyType"
    )
    lines = [
        f"{id_},1,{when.replace(' ', 'T')},1,{point},{button},false,0,kiosk,four"
        for id_, point, when, button in rows
    ]
    return "\n".join([header, *lines]) + "\n"


def etl(*arguments: object) -> str:
    """The real command line in a process of its own."""
    command = [sys.executable, "-m", "etl", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shown(place: Place) -> tuple[str, dict[str, str]]:
    """The station's page and its row of the download, as the public gets them."""
    client = Client(build(place.url))
    page = client.get("/stations/station_marlbury").get_data(as_text=True)
    download = client.get("/data/latest/happy_index.csv?area=station_marlbury&period=2026-01")
    rows = list(csv.DictReader(io.StringIO(download.get_data(as_text=True).lstrip("﻿"))))
    (row,) = [r for r in rows if r["breakdown"] == ""]
    return page, row


def test_one_press_from_the_button_to_the_page(anyshire):
    point = point_of("station_marlbury")
    before = month_of_presses("2026-01", place=point, each=30)
    etl("accept", "kiosks", anyshire.deliver("january.csv", export(before)))
    etl("release")
    page, row = shown(anyshire)
    assert (float(row["denominator"]), row["status"]) == (120, "normal")
    assert float(row["value"]) == pytest.approx(50)
    assert "50 out of 100" in page

    late = anyshire.deliver("late.csv", export([("late-1", point, "2026-01-31 23:59:59", 3)]))
    assert "1 rows = 1 accepted + 0 quarantined + 0 duplicates" in etl("accept", "kiosks", late)
    assert "revised" in etl("release")
    page, row = shown(anyshire)
    assert float(row["denominator"]) == 121
    assert float(row["value"]) == pytest.approx((30 * (100 + 66.667 + 33.333) + 100) / 121)
    assert "late-1" not in page
    assert b"late-1" not in (anyshire.folder / "public/portal.sqlite").read_bytes()


def test_the_public_file_holds_no_record(anyshire):
    point = point_of("station_marlbury")
    rows = month_of_presses("2026-01", place=point, each=30)
    etl("accept", "kiosks", anyshire.deliver("january.csv", export(rows)))
    etl("release")
    public = (anyshire.folder / "public/portal.sqlite").read_bytes()
    assert rows[0][0].encode() not in public
    assert presses(rows[:1]).splitlines()[1].split(",")[2].encode() not in public
