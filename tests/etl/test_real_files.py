"""The real files of real forces through the real command line, against independent recounts."""

import csv
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.etl.conftest import Place, place_at
from tests.factory import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture
def real(tmp_path, monkeypatch, capsys):
    return lambda name: place_at(tmp_path, ROOT / "forces" / name, monkeypatch, capsys)


def rows_of(path: Path, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def taken(place: Place, source: str, path: Path) -> dict[str, int]:
    result = place.run("accept", source, path, "--json")
    assert result.code == 0, result.err
    (report,) = result.json
    assert report["rows"] == report["accepted"] + report["quarantined"] + report["duplicates"]
    return report


def test_philadelphia(real, shared):
    place, path = real("philadelphia"), shared / "data/ppd_complaints/ppd_complaints_2013-2019.csv"
    report = taken(place, "complaints", path)
    bad = {"#VALUE!", "0", "0.09", "70", "4", "23"}
    refused = [r for r in rows_of(path) if r["district_occurrence"] in bad]
    assert (report["rows"], report["quarantined"]) == (5296, len(refused)) == (5296, 22)
    assert place.run("release").code == 0
    expected = Counter(
        row["district_occurrence"]
        for row in rows_of(path)
        if row["date_received"].endswith("/15") and row["district_occurrence"] not in bad
    )
    reader = place.latest()
    shown = {o.area: o for o in reader.observations("complaints_received", period="2015")}
    assert shown["philadelphia"].value == sum(expected.values())
    for district, count in expected.items():
        if district:
            o = shown[f"district_{district}"]
            hidden = count < 10
            assert (o.status == "suppressed") if hidden else o.value in (count, None)
    assert sum(o.value is not None for o in shown.values()) >= 20


def test_philadelphia_keeps_no_narrative(real, shared):
    place = real("philadelphia")
    taken(place, "complaints", shared / "data/ppd_complaints/ppd_complaints_2013-2019.csv")
    place.run("release")
    for path in place.folder.rglob("*"):
        if path.is_file():
            assert b"Jordan" not in path.read_bytes() and b"Example Road" not in path.read_bytes()


def test_vancouver(real, shared):
    place = real("vancouver311")
    path = shared / "data/vancouver_311_contact_centre/3-1-1-contact-centre-metrics.csv"
    report = taken(place, "contact_centre", path)
    assert (report["rows"], report["accepted"]) == (5585, 5585)
    assert place.run("release").code == 0
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows_of(path, ";"):
        for column in ("CallsOffered", "CallsAbandoned"):
            sums[row["Date"][:4]][column] += int(row[column])
    shown = place.latest().observations("calls_abandoned", frequency="year")
    assert [o.period for o in shown] == [str(y) for y in range(2010, 2024)]
    for o in shown:
        year = sums[o.period]
        assert (o.numerator, o.denominator) == (year["CallsAbandoned"], year["CallsOffered"])
        assert o.value == pytest.approx(100 * year["CallsAbandoned"] / year["CallsOffered"])


def test_vancouver_says_nothing_of_what_the_file_lacks(real, shared):
    place = real("vancouver311")
    path = shared / "data/vancouver_311_contact_centre/3-1-1-contact-centre-metrics.csv"
    taken(place, "contact_centre", path)
    place.run("release")
    assert place.latest().observations("calls_transferred") == []


def test_chicago_sentiment(real, shared):
    place = real("chicago")
    path = shared / "data/chicago_police_sentiment/Police_Sentiment_Scores.csv"
    report = taken(place, "sentiment", path)
    rows = [tuple(row.values()) for row in rows_of(path)]
    assert report["rows"] == len(rows) == 6587
    assert report["duplicates"] == len(rows) - len(set(rows)) == 70
    assert report["quarantined"] == 1, "one week of the city stands twice with other scores"
    assert place.run("release").code == 0
    reader = place.latest()
    levels = Counter(
        reader.areas[o.area].level for o in reader.observations("trust_score", period="2021-04")
    )
    assert levels == {"force": 1, "region": 5, "district": 22, "sector": 69}
    expected = {
        f"{row['START_DATE'][6:]}-{row['START_DATE'][:2]}": float(row["TRUST"])
        for row in rows_of(path)
        if row["DISTRICT"] == "7" and not row["SECTOR"]
    }
    shown = reader.observations("trust_score", area="district_7")
    assert {o.period: o.value for o in shown} == pytest.approx(expected)
    assert len(expected) == 64
    assert {(o.lower, o.numerator, o.denominator) for o in shown} == {(None, None, None)}
    score = {
        id_: {(o.area, o.period): o.value for o in reader.observations(id_)}
        for id_ in ("trust_score", "listening_score", "respect_score")
    }
    pairs = [
        (trust, score["listening_score"][key], score["respect_score"][key])
        for key, trust in score["trust_score"].items()
        if score["listening_score"].get(key) is not None
    ]
    assert len(pairs) > 3000
    assert all(abs(trust - (listen + respect) / 2) <= 0.0051 for trust, listen, respect in pairs)


def test_chicago_training(real, shared):
    place = real("chicago")
    path = shared / "data/cpd_training/pj_training_assignments_deidentified.csv"
    rows = rows_of(path)
    report = taken(place, "procedural_justice", path)
    unique = {tuple(row.values()) for row in rows}
    assert (report["rows"], report["duplicates"]) == (10836, len(rows) - len(unique))
    assert place.run("release").code == 0
    years = Counter(row["assigned"][:4] for row in rows)
    shown = place.latest().observations("procedural_justice_trained", frequency="year")
    assert [o.period for o in shown] == ["2012", "2013", "2014", "2015"]
    for o in shown:
        assert o.status == "rounded" and o.value % 5 == 0 and abs(o.value - years[o.period]) <= 4
    keys = {row["trainee_key"] for row in rows}
    stored = b"".join(p.read_bytes() for p in place.folder.rglob("*.parquet"))
    assert not any(key.encode() in stored for key in sorted(keys)[:200])
