"""Days and times as exports write them."""

import pytest

from tests.etl.sources import rows, shaped

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
