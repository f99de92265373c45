"""Runs that break off, and days that follow each other: every record comes, whatever happens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.fetch import job as job_module
from etl.fetch.inbox import Inbox
from etl.fetch.job import fetch
from etl.jobs import Report, accept_files
from release.errors import Busy, DeliveryError, MissingInput, PortalError, StorageError, UsageError
from tests.etl.conftest import Place
from tests.etl.fetch_desk import Desk, sixty
from tests.etl.happyornot_server import TOKEN, Api, press, serving


@pytest.fixture
def desk(place: Place) -> Iterator[Desk]:
    with serving(Api(rows=sixty())) as api:
        yield Desk(api, place)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job_module, "PAGE", 7)


def test_the_same_day_again_asks_for_nothing(desk: Desk) -> None:
    desk.fetch()
    before = len(desk.api.asked)
    assert desk.fetch() == [] and len(desk.api.asked) == before


def test_the_next_day_asks_for_the_overlap_only(desk: Desk) -> None:
    desk.fetch()
    desk.today = "2026-07-02"
    late = press(900, "2026-06-25T09:00:00")
    desk.api.rows += [late, press(901, "2026-07-01T09:00:00")]
    (report,) = desk.fetch()
    assert (report["start"], report["end"]) == ("2026-06-24", "2026-07-02")
    files = sorted(desk.inbox.glob("button_*"))
    counts = list(accept_files(desk.job(), "kiosks", files))
    assert sum(c["accepted"] for c in counts) == 62
    assert counts[1]["duplicates"] == counts[1]["rows"] - 2


def test_a_press_judged_as_misuse_later_is_a_correction(desk: Desk) -> None:
    desk.api.rows.append(press(900, "2026-06-30T09:00:00"))
    desk.fetch()
    desk.today = "2026-07-02"
    desk.api.rows[-1]["misuse"] = True
    desk.fetch()
    counts = list(accept_files(desk.job(), "kiosks", sorted(desk.inbox.glob("button_*"))))
    assert counts[1]["corrections"] == 1


def test_a_file_that_went_before_it_was_accepted_is_fetched_again(desk: Desk) -> None:
    (report,) = desk.fetch()
    Path(report["file"]).unlink()
    assert desk.fetch() == [report]


def test_a_file_that_went_after_it_was_accepted_is_not(desk: Desk) -> None:
    (report,) = desk.fetch()
    list(accept_files(desk.job(), "kiosks", [Path(report["file"])]))
    Path(report["file"]).unlink()
    assert desk.fetch() == []


def test_other_settings_begin_anew(desk: Desk) -> None:
    desk.fetch()
    (report,) = desk.fetch(surveys=[10])
    assert report["rows"] == 60 and desk.api.asked[-1]["surveyId"] == "10"


# Interrupted


@pytest.mark.parametrize("before", range(9))
@pytest.mark.parametrize("fault", ["body {}", "status 401"])
def test_a_broken_run_goes_on_where_it_was(
    desk: Desk, small_pages: None, before: int, fault: str
) -> None:
    desk.api.faults = [*[""] * before, fault]
    with pytest.raises(PortalError):
        desk.fetch()
    assert desk.files() == []
    asked = len(desk.api.asked)
    (report,) = desk.fetch()
    assert report["rows"] == 60 and len(desk.api.asked) - asked == 9 - before
    assert [row["feedbackId"] for row in desk.rows()] == sorted(
        (row["feedbackId"] for row in desk.api.rows), key=_when(desk.api)
    )
    assert list(desk.inbox.glob(".*.part")) == []


def _when(api: Api) -> Any:
    order = sorted(api.rows, key=lambda row: row["localTime"])
    return [row["feedbackId"] for row in order].index


@pytest.mark.parametrize("before", range(8))
def test_a_broken_run_goes_on_in_the_filter_where_it_was(
    desk: Desk, small_pages: None, before: int
) -> None:
    for n, row in enumerate(desk.api.rows):
        row["surveyId"] = 10 + n % 3
    desk.api.faults = [*[""] * before, "body {}"]
    with pytest.raises(DeliveryError):
        desk.fetch(surveys=[10, 9, 11, 12])
    assert desk.fetch(surveys=[10, 9, 11, 12])[0]["rows"] == 60
    assert {row["feedbackId"] for row in desk.rows()} == {r["feedbackId"] for r in desk.api.rows}
    assert len(desk.rows()) == 60


def test_a_torn_page_is_written_again(desk: Desk, small_pages: None) -> None:
    desk.api.faults = ["", "", "body {}"]
    with pytest.raises(DeliveryError):
        desk.fetch()
    (part,) = desk.inbox.glob(".*.part")
    part.write_bytes(part.read_bytes() + b"half a li")
    desk.fetch()
    assert len(desk.rows()) == 60


def test_the_next_day_a_broken_window_begins_anew(desk: Desk, small_pages: None) -> None:
    desk.api.faults = ["", "", "body {}"]
    with pytest.raises(DeliveryError):
        desk.fetch()
    desk.today = "2026-07-02"
    desk.api.rows.insert(0, press(900, "2026-01-01T01:00:00"))
    assert desk.fetch()[0]["rows"] == 61
    assert list(desk.inbox.glob(".*.part")) == []


def test_complete_windows_stay_when_the_next_breaks(desk: Desk) -> None:
    desk.api.rows.append(press(900, "2025-05-01T10:00:00"))
    desk.api.faults = ["", "status 403"]
    with pytest.raises(UsageError):
        desk.fetch(since="2025-01-01")
    assert desk.files() == ["button_2025-01-01_2026-01-01.csv"]
    (report,) = desk.fetch(since="2025-01-01")
    assert report["start"] == "2026-01-01"


def test_one_run_at_a_time(desk: Desk) -> None:
    desk.fetch()
    with Inbox(desk.inbox).held(), pytest.raises(Busy, match="another run is fetching"):
        desk.fetch()


def test_a_damaged_state_is_said(desk: Desk) -> None:
    desk.fetch()
    (desk.inbox / ".fetched.json").write_text("{")
    with pytest.raises(MissingInput, match="remove it, and everything is fetched again"):
        desk.fetch()


def test_a_disk_that_refuses_is_said(desk: Desk) -> None:
    desk.inbox.mkdir(parents=True)
    (desk.inbox / ".button_2026-01-01_2026-07-01.csv.part").mkdir()
    with pytest.raises(StorageError, match="could not be written"):
        desk.fetch()


def test_waiting_is_told(desk: Desk) -> None:
    desk.api.faults = ["status 429 30"]
    said: list[str] = []
    list(fetch(desk.job(), "kiosks", TOKEN, None, lambda _: None, said.append))
    assert said[0] == "127.0.0.1 answered with 429; waiting for 30 s"
    assert said[-1] == "kiosks 2026-01-01 to 2026-07-01: 60 rows"


# All records, whatever the days


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    since=st.dates(date(2023, 1, 1), date(2026, 6, 1)),
    nights=st.lists(st.integers(1, 400), min_size=1, max_size=3),
    days=st.lists(st.integers(0, 1400), max_size=25),
    overlap=st.integers(0, 10),
)
def test_all_windows_together_hold_every_record_of_their_days(
    place: Place,
    tmp_path_factory: pytest.TempPathFactory,
    since: date,
    nights: list[int],
    days: list[int],
    overlap: int,
) -> None:
    first = date(2023, 1, 1)
    when = [first + timedelta(days=day) for day in days]
    rows = [press(n, f"{day}T23:59:59") for n, day in enumerate(when)]
    own = replace(place, folder=tmp_path_factory.mktemp("desk"))
    with serving(Api(rows=rows)) as api:
        desk, today, windows = Desk(api, own), since, list[Report]()
        for night in nights:
            today += timedelta(days=night)
            desk.today = today.isoformat()
            windows += desk.fetch(since=since, overlap_days=overlap)
    expected = {
        row["feedbackId"] for row, day in zip(rows, when, strict=True) if since <= day < today
    }
    assert {row["feedbackId"] for row in desk.rows()} == expected
    if len(nights) == 1 or not overlap:
        assert len(desk.rows()) == len(expected)
    starts = [w["start"] for w in windows]
    assert starts[0] == since.isoformat() and windows[-1]["end"] == today.isoformat()
    assert all(start <= w["end"] for start, w in zip(starts[1:], windows, strict=False))
    assert api.refused == []
