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
