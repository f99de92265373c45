"""Rosters, courses, promotions, assessments and calls that are wrong or odd: each has a stated
result, and none gives a traceback, a zero or a figure that nobody delivered."""

from typing import Any

import pytest

from etl.job import Clock, Job
from etl.jobs import accept_files
from etl.publishing import release
from release.reader import Observation
from tests.etl.conftest import Place

TODAY = "2026-06-30"
SOURCES = """
[roster]
title = "Roster"
record = "post"
format = "csv"
columns = { person = { column = "who", pseudonym = true }, area = "area", staff_group = "group", rank_group = "rank", start = "start", end = "end", intake = "intake" }

[courses]
title = "Courses"
record = "completion"
format = "csv"
columns = { person = { column = "who", pseudonym = true }, course = "course", date = "day", result = "result", hours = "hours" }

[moves]
title = "Promotions"
record = "promotion"
format = "csv"
columns = { person = { column = "who", pseudonym = true }, area = "area", date = "day", from_group = "from", to_group = "to" }

[checks]
title = "Assessments"
record = "learning_check"
format = "csv"
columns = { person = { column = "who", pseudonym = true }, area = "area", learning_area = "what", date = "day", before = "before", after = "after" }

[calls]
title = "Calls"
record = "contact_day"
format = "csv"
columns = { area = "area", date = "day", channel = { constant = "emergency" }, offered = "offered", handled = "handled", abandoned = "abandoned", transferred = "transferred" }
"""  # noqa: E501
HEADERS = {
    "roster": "who,area,group,rank,start,end,intake",
    "courses": "who,course,day,result,hours",
    "moves": "who,area,day,from,to",
    "checks": "who,area,what,day,before,after",
    "calls": "area,day,offered,handled,abandoned,transferred",
}
GOOD = {
    "roster": "p1,oak,sworn,constable,2020-01-01,,",
    "courses": "p1,empathy,2026-01-05,passed,2.5",
    "moves": "p1,oak,2026-01-05,sergeant,manager",
    "checks": "p1,oak,empathy,2026-01-05,55.5,80",
    "calls": "oak,2026-01-05,10,8,2,1",
}
WRONG = {
    "a station that is not there": (
        "roster",
        "p1,elm,sworn,constable,2020-01-01,,",
        "area: is not in the list of areas",
    ),
    "a rank that is not there": (
        "roster",
        "p1,oak,sworn,admiral,2020-01-01,,",
        "rank_group: is not one of the known values",
    ),
    "a group that is not there": (
        "roster",
        "p1,oak,pirate,constable,2020-01-01,,",
        "staff_group: is not one of the known values",
    ),
    "leaves before joining": (
        "roster",
        "p1,oak,sworn,constable,2020-01-02,2020-01-01,",
        "start: is greater than end",
    ),
    "joins in the future": (
        "roster",
        "p1,oak,sworn,constable,2026-07-01,,",
        "start: is in the future",
    ),
    "nobody": ("roster", ",oak,sworn,constable,2020-01-01,,", "person: is missing"),
    "an intake in words": (
        "roster",
        "p1,oak,recruit,recruit,2026-04-01,,spring",
        "intake: does not have the right form",
    ),
    "completed in the future": (
        "courses",
        "p1,empathy,2026-07-01,passed,",
        "date: is in the future",
    ),
    "a course that is not there": (
        "courses",
        "p1,juggling,2026-01-05,passed,",
        "course: is not in the list of courses",
    ),
    "a result that is not there": (
        "courses",
        "p1,empathy,2026-01-05,perhaps,",
        "result: is not one of the known values",
    ),
    "a day that is none": ("courses", "p1,empathy,2026-02-30,passed,", "date: is not a valid date"),
    "hours below nothing": ("courses", "p1,empathy,2026-01-05,passed,-1", "hours: is below 0"),
    "promoted to nothing": ("moves", "p1,oak,2026-01-05,sergeant,", "to_group: is missing"),
    "promoted in the future": (
        "moves",
        "p1,oak,2026-07-01,sergeant,manager",
        "date: is in the future",
    ),
    "promoted to recruit": (
        "moves",
        "p1,oak,2026-01-05,sergeant,recruit",
        "to_group: is not one of the known values",
    ),
    "a score above the scale": (
        "checks",
        "p1,oak,empathy,2026-01-05,50,100.5",
        "after: is above 100",
    ),
    "a score below nothing": ("checks", "p1,oak,empathy,2026-01-05,-5,80", "before: is below 0"),
    "a score in words": ("checks", "p1,oak,empathy,2026-01-05,good,80", "before: is not a number"),
    "an area of learning that is not there": (
        "checks",
        "p1,oak,juggling,2026-01-05,50,80",
        "learning_area: is not one of the known values",
    ),
    "assessed in the future": (
        "checks",
        "p1,oak,empathy,2026-07-01,50,80",
        "date: is in the future",
    ),
    "a count below nothing": ("calls", "oak,2026-01-05,-10,8,2,1", "offered: is below 0"),
    "half a call": ("calls", "oak,2026-01-05,10,7.5,2,1", "handled: is not a whole number"),
    "more abandoned than offered": (
        "calls",
        "oak,2026-01-05,10,8,11,1",
        "abandoned: is greater than offered",
    ),
    "more transferred than handled": (
        "calls",
        "oak,2026-01-05,10,8,2,9",
        "transferred: is greater than handled",
    ),
}


@pytest.fixture
def staffed(place: Place) -> Place:
    (place.force / "sources.toml").write_text(SOURCES)
    return place


def job_of(place: Place) -> Job:
    clock = Clock(TODAY, f"{TODAY}T06:00:00+00:00")
    return Job(place.definitions, place.landing, place.url, clock, lambda _: None)


def accept(place: Place, source: str, *rows: str) -> dict[str, Any]:
    text = "\n".join([HEADERS[source], *rows, ""])
    (report,) = accept_files(job_of(place), source, [place.deliver(f"{source}.csv", text)])
    return report


@pytest.mark.parametrize(("source", "row", "reason"), WRONG.values(), ids=WRONG)
def test_a_wrong_row_is_refused_with_its_reason(
    staffed: Place, source: str, row: str, reason: str
) -> None:
    report = accept(staffed, source, GOOD[source], row)
    assert (report["accepted"], report["quarantined"]) == (1, 1)
    (refused,) = staffed.run("quarantine", "--json").json
    assert refused["line"] == 3 and reason in refused["reasons"]


def officers(area: str, count: int, first: int = 0) -> list[str]:
    return [f"{area}{n},{area},sworn,constable,2020-01-01,," for n in range(first, first + count)]


def passes(area: str, count: int, day: str) -> list[str]:
    return [f"{area}{n},customer_service_workshop,{day},passed," for n in range(count)]


def published(place: Place) -> dict[tuple[str, str], Observation]:
    """(area, quarter) → the coverage of the workshop."""
    release(job_of(place))
    found = place.latest().observations("workshop_coverage", frequency="quarter")
    return {(o.area, o.period): o for o in found}


def test_odd_rosters_and_courses_count_everybody_once(staffed: Place) -> None:
    overlapping = [f"oak{n},ash,sworn,sergeant,2026-02-10,," for n in range(30)]
    unknown = [f"x{n},customer_service_workshop,2026-01-06,passed," for n in range(500)]
    failed = [f"oak{n},customer_service_workshop,2026-01-06,failed," for n in range(60, 80)]
    again = passes("oak", 45, "2026-03-02")
    accept(staffed, "roster", *officers("oak", 90), *overlapping)
    accept(staffed, "courses", *passes("oak", 45, "2026-01-05"), *unknown, *failed, *again)
    found = published(staffed)
    people = {"smallshire": (45, 90), "oak": (15, 60)}
    for area, (done, staff) in people.items():
        shown = found[area, "2026-Q1"]
        assert shown.numerator is not None and shown.denominator is not None
        assert abs(shown.numerator - done) < 5 and abs(shown.denominator - staff) < 5
    assert (found["ash", "2026-Q1"].value, found["ash", "2026-Q1"].note) == (None, "most")


def test_a_station_with_one_person_shows_nothing(staffed: Place) -> None:
    accept(staffed, "roster", *officers("oak", 80), *officers("ash", 1))
    accept(staffed, "courses", *passes("oak", 40, "2026-03-05"))
    ash = published(staffed)["ash", "2026-Q1"]
    assert (ash.value, ash.numerator, ash.denominator) == (None, None, None)
    assert ash.status == "suppressed"


def test_a_period_without_data_is_not_there_and_not_zero(staffed: Place) -> None:
    accept(staffed, "roster", *officers("oak", 80))
    accept(staffed, "courses", *passes("oak", 40, "2026-01-05"))
    assert ("oak", "2026-Q1") not in published(staffed)
    accept(staffed, "courses", "oak70,empathy,2026-03-05,passed,")
    found = published(staffed)
    assert {period for _, period in found} == {"2026-Q1"}


@pytest.mark.parametrize("only", ["roster", "courses", "moves", "checks"])
def test_one_source_without_the_others_publishes_no_training(staffed: Place, only: str) -> None:
    accept(staffed, only, GOOD[only])
    accept(staffed, "calls", "oak,2026-01-05,100,80,20,10")
    release(job_of(staffed))
    shown = staffed.latest().observations(breakdown=None)
    training = [o for o in shown if o.measure not in ("calls_abandoned", "calls_transferred")]
    assert all(o.value is None for o in training)


def test_a_promise_that_is_nearly_kept_is_said_from_the_shown_word(staffed: Place) -> None:
    months = ["2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]
    accept(staffed, "roster", *officers("oak", 120))
    for n, month in enumerate(months):
        accept(staffed, "courses", *passes("oak", 60 + 9 * n, f"{month}-05"))
    release(job_of(staffed))
    reader = staffed.latest()
    rows = reader.findings("projection", measure="workshop_coverage", area="smallshire", period="")
    assert {(r["frequency"], r["finish"], r["status"]) for r in rows if not r["breakdown"]} == {
        ("month", "", "nearly everyone")
    }
    last = reader.observations("workshop_coverage", area="smallshire", frequency="month")[-1]
    assert (last.value, last.numerator, last.note) == (None, None, "most")


def test_people_unknown_to_the_roster_are_said_to_the_officer(staffed: Place) -> None:
    accept(staffed, "roster", *officers("oak", 80))
    accept(staffed, "courses", *passes("oak", 40, "2026-01-05"), *passes("elm", 7, "2026-03-05"))
    said: list[str] = []
    clock = Clock(TODAY, f"{TODAY}T06:00:00+00:00")
    release(Job(staffed.definitions, staffed.landing, staffed.url, clock, said.append))
    assert "fewer than 10 completions are not counted: the roster does not know the person" in said
