"""Every way in which a field can come from an export, as docs/adding-a-source.md lists them."""

import hashlib
import hmac

import pytest

from release.errors import DeliveryError
from tests.etl.sources import rows, shaped

STATIONS = {"stations.csv": {"area": {"12": "oak", "x": "ash"}}}
COURSE = {"unpivot": "name"}
ORIGINS = {
    "text without white space": ("H", [" a b\u00a0"], ["a b"]),
    "blank is null": ("H", ["  "], [None]),
    "values": ({"values": {"1": "yes", "2": "no"}}, ["1", "2", "3", ""], ["yes", "no", "3", None]),
    "values do not chain": ({"values": {"1": "2", "2": "1"}}, ["1", "2"], ["2", "1"]),
    "codes": ({"codes": "stations.csv"}, ["12", "x", "y", ""], ["oak", "ash", "y", None]),
    "blank": ({"blank": "none"}, ["a", " "], ["a", "none"]),
    "prefix": ({"prefix": "district_"}, ["7", ""], ["district_7", None]),
    "blank, values, codes, prefix": (
        {"blank": "b", "values": {"b": "x"}, "codes": "stations.csv", "prefix": "at_"},
        ["", "12", "z"],
        ["at_ash", "at_oak", "at_z"],
    ),
    "constant": ({"column": None, "constant": "c"}, ["a", ""], ["c", "c"]),
}


@pytest.mark.parametrize(("origin", "cells", "expected"), ORIGINS.values(), ids=ORIGINS)
def test_a_field_from_one_column(origin, cells, expected):
    if isinstance(origin, dict):
        origin = {"column": "H", **origin}
    raw = rows(["H", "other"], *([cell, "kept"] for cell in cells))
    drop = ["other"] + (["H"] if isinstance(origin, dict) and "constant" in origin else [])
    found = shaped(raw, STATIONS, columns={"area": origin}, drop=drop)
    assert [r.get("area") for r in found] == expected
    assert [r["line"] for r in found] == list(range(2, 2 + len(cells)))


def test_finest_takes_the_first_column_that_is_not_blank():
    raw = rows(["S", "D", "C"], ["1", "2", "x"], ["", "2", "x"], ["", " ", "x"], ["", "", ""])
    raw = rows(raw.header, *([*r[1:]] for r in raw.rows.rows()), ["", "", "\u00a0"])
    origin = {"finest": {"S": "sector_", "D": "district_", "C": ""}}
    found = shaped(raw, columns={"area": origin})
    assert [r.get("area") for r in found] == ["sector_1", "district_2", "x", None]


SPANS = {
    ("01/01/2026", "01/31/2026"): "month",
    ("02/01/2024", "02/29/2024"): "month",
    ("02/01/2024", "02/28/2024"): "2024-02-01|2024-02-28",
    ("1/5/2026", "1/11/2026"): "week",
    ("1/5/2026", "1/12/2026"): "2026-01-05|2026-01-12",
    ("", "1/12/2026"): None,
}


@pytest.mark.parametrize(("days", "expected"), SPANS.items())
def test_a_span_is_a_month_or_a_week(days, expected):
    origin = {"span": ["START", "END"], "format": "%m/%d/%Y"}
    found = shaped(
        rows(["START", "END", "n"], [*days, "1"]),
        record="published_score",
        columns={"span": origin, "score": "n"},
    )
    assert found[0].get("span") == expected


DAYS = {
    ("%d/%m/%Y", "03/04/2026"): "2026-04-03",
    ("%m/%d/%Y", "03/04/2026"): "2026-03-04",
    ("%m/%d/%Y", "3/4/2026"): "2026-03-04",
    ("%d/%m/%Y", "31/12/2025"): "2025-12-31",
    ("%m/%d/%Y", "31/12/2025"): "31/12/2025",
    ("%d.%m.%y", "29.02.24"): "2024-02-29",
    ("%d.%m.%y", "29.02.26"): "29.02.26",
    ("%m/%d/%y", "1/5/68"): "2068-01-05",
    ("%m/%d/%y", "1/5/90"): "1990-01-05",
    ("%m/%d/%y", "1/5/75"): "1/5/75",
    ("%Y%m%d", "20260105"): "2026-01-05",
    ("%Y-%m-%d %H:%M:%S", "2026-01-05 23:59:59"): "2026-01-05",
    ("%d/%m/%Y %H:%M", "5/1/2026 9:05"): "2026-01-05",
    ("%d/%m/%Y %H:%M", "5/1/2026 29:05"): "2026-01-05T29:05",
    ("%Y-%m-%d", "2026-02-30"): "2026-02-30",
}


@pytest.mark.parametrize(("given", "expected"), DAYS.items(), ids=lambda d: str(d))
def test_a_day_is_read_in_its_format_and_never_guessed(given, expected):
    origin = {"column": "H", "format": given[0]}
    assert shaped(rows(["H"], [given[1]]), columns={"date": origin})[0]["date"] == expected


TIMES = {
    "2026-01-05T10:00:00": "2026-01-05T10:00:00",
    "2026-01-05T23:30:00+02:00": "2026-01-05T23:30:00+02:00",
    "2026-01-05T00:30:00Z": "2026-01-05T00:30:00Z",
    "2026-01-05": "2026-01-05",
}


@pytest.mark.parametrize("between", ["T", " "])
@pytest.mark.parametrize(("cell", "expected"), TIMES.items())
def test_a_time_keeps_the_local_day_whatever_its_offset(cell, expected, between):
    origin = {"column": "H", "format": f"%Y-%m-%d{between}%H:%M:%S"}
    cell = cell.replace("T", between)
    found = shaped(rows(["H"], [cell]), record="press", columns={"at": origin})
    assert found[0]["at"] == expected


def test_an_export_may_call_its_columns_as_it_likes():
    raw = rows(["line", "day", "time", "found"], ["a", "5/1/2026", "b", "c"])
    found = shaped(
        raw,
        STATIONS,
        columns={
            "date": {"column": "day", "format": "%d/%m/%Y"},
            "person": {"column": "line", "pseudonym": True},
            "result": {"column": "time", "values": {"b": "passed"}},
            "area": {"column": "found", "codes": "stations.csv"},
            "course": "day",
        },
    )
    del found[0]["person"]
    expected = {"line": 2, "date": "2026-01-05", "result": "passed", "area": "c"}
    assert found == [expected | {"course": "5/1/2026"}]


def test_a_pseudonym_is_keyed_stable_and_tells_nothing():
    raw = rows(["ID"], ["E123"], [" E123 "], ["E124"], ["."], [""])
    mapping = {"columns": {"person": {"column": "ID", "pseudonym": True}}}
    people = [r.get("person") for r in shaped(raw, **mapping)]
    assert people[0] == hmac.new(b"key", b"E123", hashlib.sha256).hexdigest()[:16]
    assert people[0] == people[1] and len(set(people[1:4])) == 3
    assert shaped(raw, key=b"other", **mapping)[0]["person"] != people[0]


MOODLE = {
    "unpivot": {
        "columns": {"Workshop": "customer_service_workshop", "Empathy": "empathy"},
        "skip": ["", "Not completed"],
    },
    "columns": {
        "person": "ID",
        "course": {"unpivot": "name"},
        "result": {"unpivot": "value", "values": {"Completed": "completed"}},
        "date": {"unpivot": "next", "format": "%d/%m/%Y"},
    },
}


def test_unpivot_makes_a_record_of_each_cell_with_the_day_beside_it():
    header = ["ID", "Workshop", "#3", "Empathy", "#5"]
    raw = rows(
        header,
        ["a", "Completed", "1/2/2026", "Not completed", ""],
        ["b", " ", "", "Completed", "3/2/2026"],
        ["c", "Completed", "4/2/2026", "Odd", "5/2/2026"],
    )
    found = [tuple(r.values()) for r in shaped(raw, **MOODLE)]
    assert sorted(found) == [
        (2, "a", "customer_service_workshop", "2026-02-01", "completed"),
        (3, "b", "empathy", "2026-02-03", "completed"),
        (4, "c", "customer_service_workshop", "2026-02-04", "completed"),
        (4, "c", "empathy", "2026-02-05", "Odd"),
    ]


def test_the_last_column_has_nothing_to_its_right():
    raw = rows(["ID", "Workshop", "#3", "Empathy"], ["a", "", "", "Completed"])
    assert shaped(raw, **MOODLE) == [
        {"line": 2, "person": "a", "course": "empathy", "result": "completed"}
    ]


DRIFT = {
    "missing": (["ID"], "missing: Result"),
    "unknown": (["ID", "Result", "Phone"], "not named there: column 3"),
    "renamed": (["ID", "Outcome"], "missing: Result; not named there: column 2"),
    "case": (["id", "Result"], "missing: ID; not named there: column 1"),
}


@pytest.mark.parametrize(("header", "sentence"), DRIFT.values(), ids=DRIFT)
def test_columns_that_drifted_stop_the_file(header, sentence):
    raw = rows(header, ["secret value"] * len(header))
    with pytest.raises(DeliveryError, match=rf"columns of \[desk\] are not .*{sentence}; name"):
        shaped(raw, columns={"person": "ID", "result": "Result"})


def test_order_does_not_matter_and_dropped_columns_are_gone():
    raw = rows(["Note", "Result", "ID"], ["private", "passed", "a"])
    found = shaped(raw, columns={"person": "ID", "result": "Result"}, drop=["Note", "Absent"])
    assert found == [{"line": 2, "person": "a", "result": "passed"}]


def test_json_may_leave_keys_out():
    raw = rows(["ID"], ["a"])
    columns = {
        "person": "ID",
        "result": {"column": "Result", "blank": "failed"},
        "area": {"finest": {"D": "district_", "C": ""}},
        "date": {"column": "Day", "format": "%d/%m/%Y"},
    }
    assert shaped(raw, format="json", columns=columns) == [
        {"line": 2, "person": "a", "result": "failed"}
    ]


def test_json_may_leave_unpivoted_keys_out():
    assert shaped(rows(["ID"], ["a"]), format="json", **MOODLE) == []
