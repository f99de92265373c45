"""Every way in which a field can come from an export, as docs/adding-a-source.md lists them."""

import hashlib
import hmac

import pytest

from etl.codes import code_list
from etl.fields import NOT_IN_USE
from etl.mapping import mistakes_of
from release.errors import DeliveryError
from tests.etl.sources import catalogue, rows, shaped, source

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
    "values may be nothing": ({"values": {"-": "", "1": "x"}}, ["-", "1"], [None, "x"]),
    "accents in one or two parts": (
        {"values": {"Cafe\u0301": "c"}},
        ["Caf\u00e9", "Cafe\u0301\u00a0"],
        ["c", "c"],
    ),
    "other letters and other case are other codes": (
        {"values": {"Oak": "oak"}},
        ["0ak", "oak", "O\u0430k", "OAK"],
        ["0ak", "oak", "O\u0430k", "OAK"],
    ),
    "formulas are texts": (
        "H",
        ["=cmd|' /C calc'!A0", "@SUM(A1)"],
        ["=cmd|' /C calc'!A0", "@SUM(A1)"],
    ),
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
    cells = [["1", "2", "x"], ["", "2", "x"], ["", " ", "x"], ["", "", "\u00a0"]]
    raw = rows(["S", "D", "C"], *cells)
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


NAMED = {
    ("en", "%d %b %Y", "5 Jan 2026"): "2026-01-05",
    ("en", "%d %b %Y", "05 SEPT. 2026"): "2026-09-05",
    ("en", "%d %b %Y", "05 Sep 2026"): "2026-09-05",
    ("en", "%A, %d %B %Y, %I:%M %p", "Monday, 5 January 2026, 2:03 PM"): "2026-01-05",
    ("en", "%A, %d %B %Y", "Tuesday, 5 January 2026"): "Tuesday, 5 January 2026",
    ("de", "%d. %B %Y", "5. M\u00e4rz 2026"): "2026-03-05",
    ("de", "%a, %d. %b %Y, %H:%M", "Mo., 5. Jan. 2026, 14:03"): "2026-01-05",
    ("fr", "%d %B %Y", "1 ao\u00fbt 2026"): "2026-08-01",
    ("fr", "%d %B %Y", "1 august 2026"): "1 august 2026",
    ("es", "%d de %B de %Y, %H:%M", "3 de mayo de 2026, 9:05"): "2026-05-03",
}


@pytest.mark.parametrize(("given", "expected"), NAMED.items(), ids=lambda d: str(d))
def test_names_of_months_and_days_are_read_in_the_language_of_the_source(given, expected):
    language, format_, cell = given
    origin = {"column": "H", "format": format_}
    found = shaped(rows(["H"], [cell]), language=language, columns={"date": origin})
    assert found[0]["date"] == expected


CLOCKS = {
    ("%d/%m/%Y, %I:%M %p", "5/1/2026, 2:03 PM"): "2026-01-05T14:03",
    ("%d/%m/%Y, %I:%M:%S %p", "5/1/2026, 12:03:09 a.m."): "2026-01-05T00:03:09",
    ("%d/%m/%Y %I:%M%p", "5/1/2026 12:03PM"): "2026-01-05T12:03",
    ("%Y-%m-%d %I:%M %p", "2026-01-05 1:03 pm"): "2026-01-05T13:03",
    ("%Y-%m-%d %I:%M %p", "2026-01-05 13:03 pm"): "2026-01-05T13:03 pm\x1a",
    ("%Y-%m-%d at %H:%M", "2026-01-05 at 9:03"): "2026-01-05T09:03",
    ("%Y-%m-%dT%H:%M:%S", "2026-01-05T9:03:00"): "2026-01-05T09:03:00",
    ("%Y-%m-%dT%H:%M:%S", "2026-01-05T24:00:00"): "2026-01-05T24:00:00",
    ("epoch", "1767571199"): "2026-01-04T23:59:59",
    ("epoch", "1782860400"): "2026-07-01T00:00:00",
    ("epoch", "5/1/2026"): "5/1/2026\x1a",
    ("epoch_ms", "1767571199999"): "2026-01-04T23:59:59",
    ("epoch_ms", "1767571199"): "1767571199\x1a",
    ("excel", "46027"): "2026-01-05T00:00:00",
    ("excel", "46027.5854166667"): "2026-01-05T14:03:00",
    ("excel", "46027,5"): "46027,5\x1a",
    ("excel", "60"): "60\x1a",
}


@pytest.mark.parametrize(("given", "expected"), CLOCKS.items(), ids=lambda d: str(d))
def test_a_time_is_read_as_it_is_declared(given, expected):
    origin = {"column": "H", "format": given[0]}
    found = shaped(rows(["H"], [given[1]]), record="press", columns={"at": origin}, zone=LONDON)
    assert found[0]["at"] == expected


LONDON = "Europe/London"
ZONES = {
    ("UTC", "2026-06-30T23:30:00"): "2026-07-01T00:30:00",
    ("UTC", "2026-06-30T23:30:00Z"): "2026-07-01T00:30:00",
    ("UTC", "2026-06-30T23:30:00+02:00"): "2026-06-30T23:30:00+02:00\x1a",
    ("America/Chicago", "2026-01-05T18:30:00"): "2026-01-06T00:30:00",
    ("America/Chicago", "2026-03-08T02:30:00"): "2026-03-08T02:30:00\x1a",
    ("Asia/Kathmandu", "2026-01-05T00:30:59.5"): "2026-01-04T18:45:59",
    ("offset", "2026-01-05T01:30:00+03:00"): "2026-01-04T22:30:00",
    ("offset", "2026-07-05 04:00:00+00"): "2026-07-05T05:00:00",
    ("offset", "2026-01-05T01:30:00-0330"): "2026-01-05T05:00:00",
    ("offset", "2026-01-05T01:30:00"): "2026-01-05T01:30:00\x1a",
    ("offset", "2026-10-25T01:30:00+01:00"): "2026-10-25T01:30:00",
    ("offset", "2026-02-30T01:30:00Z"): "2026-02-30T01:30:00Z\x1a",
    ("offset", "9999-12-31T23:30:00-05:00"): "9999-12-31T23:30:00-05:00\x1a",
}


@pytest.mark.parametrize(("given", "expected"), ZONES.items(), ids=lambda d: str(d))
def test_a_time_of_another_zone_becomes_the_forces_own(given, expected):
    between = "T" if "T" in given[1] else " "
    origin = {"column": "H", "format": f"%Y-%m-%d{between}%H:%M:%S", "zone": given[0]}
    raw = rows(["H", "n"], [given[1], "1"], ["", "2"])
    found = shaped(raw, record="press", columns={"at": origin}, drop=["n"], zone=LONDON)
    assert [r.get("at") for r in found] == [expected, None]


NUMBERS = {
    ((), "1234.5"): "1234.5",
    ((), "1,234"): "1,234",
    (("decimal", ","), "12,5"): "12.5",
    (("decimal", ","), "1.234"): "1.234\x1a",
    (("decimal", ",", "thousands", "."), "1.234.567,8"): "1234567.8",
    (("decimal", ",", "thousands", "."), "12.34"): "12.34\x1a",
    (("thousands", ","), "1,234"): "1234",
    (("thousands", ","), "1234"): "1234",
    (("thousands", ","), "1,23"): "1,23\x1a",
    (("thousands", ","), "1.234,5"): "1.234,5\x1a",
    (("thousands", " "), "1\u202f234 567"): "1234567",
    (("thousands", "'"), "-1'234.5"): "-1234.5",
    (("thousands", ","), "\u0663"): "\u0663\x1a",
    (("percent", True), "73.41 %"): "0.734100",
    (("percent", True), "-0.5"): "-0.005000",
    (("percent", True), "1e3%"): "1e3\x1a\x1a",
    (("percent", True, "decimal", ","), "100,0%"): "1.000000",
    (("duration", True), "1:35"): "95",
    (("duration", True), "0:01:35"): "95",
    (("duration", True), "90:00"): "5400",
    (("duration", True), "1:01:35.5"): "3695.5",
    (("duration", True), "95"): "95\x1a",
    (("duration", True), "1:60"): "1:60\x1a",
}


@pytest.mark.parametrize(("given", "expected"), NUMBERS.items(), ids=lambda d: str(d))
def test_a_number_is_read_as_it_is_declared(given, expected):
    words, cell = given
    origin = {"column": "H", **dict(zip(words[::2], words[1::2], strict=True))}
    mapping = {"record": "contact_day", "columns": {"speed_of_answer": origin}}
    found = shaped(rows(["H", "n"], [cell, "1"], ["", "2"]), **mapping, drop=["n"])
    assert [r.get("speed_of_answer") for r in found] == [expected, None]


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


def test_columns_can_be_joined():
    found = shaped(
        rows(["A", "B"], ["a ", "b"], ["a", ""]), columns={"person": {"joined": ["A", "B"]}}
    )
    assert [r.get("person") for r in found] == ["a:b", None]


DATED = code_list(
    [
        {"code": "C1", "area": "oak", "valid_from": "", "valid_to": "2025-12-31"},
        {"code": "C1", "area": "ash", "valid_from": "2026-01-01", "valid_to": "2026-06-30"},
        {"code": "C2", "area": "yew", "valid_from": "2026-01-01", "valid_to": ""},
        {"code": "C3", "area": "elm", "valid_from": "", "valid_to": ""},
    ],
    [],
)
ON_DAY = {
    ("C1", "2025-12-31"): "oak", ("C1", "2026-01-01"): "ash", ("C1", "2026-07-01"): NOT_IN_USE,
    ("C2", "2025-12-31"): NOT_IN_USE, ("C2", "2026-07-01"): "yew", ("C3", "1999-01-01"): "elm",
    ("C4", "2026-01-01"): "C4", ("", "2026-01-01"): None, ("C2", "soon"): "yew",
}  # fmt: skip


def test_a_code_means_what_it_meant_on_the_day_of_the_record():
    columns = {"area": {"column": "H", "codes": "units.csv"}, "date": "day"}
    raw = rows(["H", "day"], *([*pair] for pair in ON_DAY))
    found = shaped(raw, {"units.csv": DATED}, columns=columns)
    assert [r.get("area") for r in found] == [*ON_DAY.values()]


def test_only_lines_that_match_hold_a_record():
    cells = [["a", "true", "x"], ["b", " true ", "failed"], ["c", "false", "x"], ["d", "", "x"]]
    found = shaped(
        rows(["ID", "done", "verb"], *cells),
        columns={"person": "ID"},
        only={"done": ["true"]},
        unless={"verb": ["failed"]},
    )
    assert found == [{"line": 2, "person": "a"}]


def test_each_part_of_a_cell_can_be_a_record():
    mapping = {
        "split": {"column": "themes", "separator": ";"},
        "columns": {"person": "ID", "course": {"part": True, "values": {"speed": "fast"}}},
    }
    raw = rows(["ID", "themes"], ["a", "speed; queue;;x"], ["b", ""], ["c", "speed"])
    found = [tuple(r.values()) for r in shaped(raw, **mapping)]
    assert found == [(2, "a", "fast"), (2, "a", "queue"), (2, "a", "x"), (4, "c", "fast")]


def test_a_cell_of_too_many_parts_stops_the_file():
    mapping = {"split": {"column": "t"}, "columns": {"course": {"part": True}}}
    assert len(shaped(rows(["t"], [",".join("x" * 1000)]), **mapping)) == 1000
    with pytest.raises(DeliveryError, match="line 3: the cell of t has more than 1,000 parts"):
        shaped(rows(["t"], ["x"], [",".join("x" * 1001)]), **mapping)


def test_other_columns_may_be_dropped_where_the_mapping_says_so():
    raw = rows(["ID", "anything"], ["a", "private"])
    assert shaped(raw, columns={"person": "ID"}, others="drop") == [{"line": 2, "person": "a"}]


def test_names_are_read_but_are_no_field():
    raw = rows(["ID", "Surname"], ["a", "Quillfeather"])
    assert shaped(raw, columns={"person": "ID"}, names=["Surname"]) == [{"line": 2, "person": "a"}]


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


def test_a_line_gives_a_thousand_records_at_most():
    columns = {"person": {"column": "p", "pseudonym": True}, "course": COURSE, "date": "d"}
    records = catalogue().records
    for many, expected in (
        (1000, []),
        (1001, [".unpivot.columns: must be 1,000 at most, got 1,001"]),
    ):
        names = {f"c{n}": "empathy" for n in range(many)}
        mapping = source(
            columns={**columns, "result": {"constant": "passed"}}, unpivot={"columns": names}
        )
        assert mistakes_of(mapping, records, {}) == expected
