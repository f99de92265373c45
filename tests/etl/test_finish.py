"""When training will be finished: which rows a series gets, from shown numbers made by hand."""

from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest

from etl.catalogue import Course
from etl.finish import AHEAD, finish
from etl.projection import burn_up
from etl.shown import Shown
from release.draft import KEY, SHOWN
from release.vocabulary import next_period
from tests.etl.shown import AREAS, measure, share

WORKSHOP = Course(id="w", title="W", area_of_learning="a", for_=["sworn"], target_date="2026-12-31")
OTHER = WORKSHOP.model_copy(update={"id": "o", "target_date": None})
HELD = {"course": ["w"], "held": ["yes"]}
COVERAGE: dict[str, Any] = {
    "numerator": {"record": "holding", "where": HELD},
    "denominator": {"record": "holding", "where": {"course": ["w"]}},
    "protection": "people",
}
STEADY = [float(40 + 10 * n) for n in range(7)]


def projected(
    rows: list[dict[str, Any]], course: Course = WORKSHOP, **fields: Any
) -> list[dict[str, Any]]:
    of = measure(**COVERAGE | fields)
    frame = pd.DataFrame(rows, columns=KEY + SHOWN)
    numbers = ["numerator", "denominator", "value", "lower", "upper"]
    frame = frame.astype(dict.fromkeys(numbers, "float64"))
    found = finish(Shown(frame, {of.id: of}, AREAS, {course.id: course}))["projection"]
    return found.to_dict("records")


def series(
    held: list[float | None], first: str = "2026-01", staff: float = 150, area: str = "f"
) -> list[dict[str, Any]]:
    rows, period = [], first
    for number in held:
        rows.append(share(area, period, number, staff or 1) | {"denominator": staff})
        period = next_period(period)
    return rows


def when(rows: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    """The one row that says when."""
    (row,) = [r for r in projected(rows, **fields) if r["period"] == ""]
    return row


def test_a_steady_pace_is_drawn_on_to_its_end() -> None:
    first, *coming = projected(series(STEADY))
    assert {k: first[k] for k in ("finish", "earliest", "latest", "status")} == {
        "finish": "2026-12", "earliest": "2026-12", "latest": "2026-12", "status": "on time",
    }  # fmt: skip
    assert [r["period"] for r in coming] == [f"2026-{m:02d}" for m in range(8, 13)]
    assert [r["value"] for r in coming] == [73.33, 80.0, 86.67, 93.33, 100.0]
    assert all(r["lower"] == r["value"] == r["upper"] for r in coming)


def test_the_numbers_are_those_of_the_burn_up() -> None:
    held = [40.0, 45, 60, 60, 75, 75, 80]
    first, *coming = projected(series(held, staff=400))
    steps = [b - a for a, b in pairwise(held)]
    found = burn_up(steps, 80, 400, "2026-07", 20_270_630)
    assert (first["earliest"], first["finish"], first["latest"]) == (
        found.earliest, found.finish, found.latest,
    )  # fmt: skip
    row = found.months.iloc[5]
    assert coming[5]["period"] == row["month"]
    assert [coming[5][k] for k in ("lower", "value", "upper")] == [
        row[k] / 4 for k in ("low", "middle", "high")
    ]


def test_quarters_are_steps_of_quarters() -> None:
    rows = series(STEADY, "2024-Q4", area="d")
    first, *coming = projected(rows)
    assert (first["frequency"], first["finish"]) == ("quarter", "2027-Q3")
    assert first["status"] == "late"
    assert [r["period"] for r in coming] == ["2026-Q3", "2026-Q4", "2027-Q1", "2027-Q2", "2027-Q3"]


def test_the_pace_of_quarters_is_that_of_the_last_two() -> None:
    slower = when(series([40.0, 60, 80, 100, 120, 125, 130], "2024-Q4", 150, "d"))
    assert (slower["earliest"] > "2026-Q4", slower["finish"] >= "2027-Q1") == (True, True)
    stopped = when(series([40.0, 60, 80, 100, 120, 120, 120], "2024-Q4", 250, "d"))
    assert stopped["status"] == "not at this pace"


def test_a_place_with_months_is_not_projected_by_quarters_too() -> None:
    found = projected([*series(STEADY), *series(STEADY, "2025-Q1")])
    assert {r["frequency"] for r in found} == {"month"}


@pytest.mark.parametrize(
    ("held", "staff", "status"),
    [
        (STEADY[1:], 150, "not enough data"),
        ([*STEADY[:3], None, *STEADY[4:]], 150, "not enough data"),
        ([*STEADY[:6], None], 150, "not enough data"),
        ([100.0] * 7, 250, "not at this pace"),
        ([100.0] * 7, 150, "not enough data"),
        ([130.0, 125, 120, 115, 110, 105, 100], 150, "not at this pace"),
        ([100.0, 100, 100, 100, 100, 100, 105], 2000, "not at this pace"),
        ([150.0] * 7, 150, "not enough data"),
        ([160.0] * 7, 150, "not enough data"),
        ([0.0] * 7, 0, "not enough data"),
        ([40.0, 45, 50, 55, 60, 65, 70], 150, "late"),
    ],
    ids=[
        "six points", "one hidden", "the last hidden", "nobody completes",
        "rounding hides who completes", "it falls", "too slow",
        "everyone, as rounded", "more than there are", "nobody in post", "late",
    ],
)  # fmt: skip
def test_every_case_has_its_status(held: list[float | None], staff: float, status: str) -> None:
    row = when(series(held, staff=staff))
    assert row["status"] == status
    if status == "not enough data":
        assert (row["finish"], row["earliest"], row["latest"]) == ("", "", "")
        assert len(projected(series(held, staff=staff))) == 1


def test_exact_numbers_can_say_that_it_is_finished_or_stands_still() -> None:
    assert when(series([150.0] * 7), protection="events")["status"] == "finished"
    assert when(series([100.0] * 7), protection="events")["status"] == "not at this pace"


def test_nearly_everyone_is_said_from_the_shown_word_alone() -> None:
    for note, status in (("most", "nearly everyone"), ("few", "not enough data")):
        rows = series([*STEADY[:6], None])
        rows[-1]["note"] = note
        (row,) = projected(rows)
        assert (row["status"], row["finish"]) == (status, "")


@pytest.mark.parametrize(
    ("held", "day", "status"),
    [
        ([40.0, 45, 60, 60, 75, 75, 80], "2030-12-31", "on time"),
        ([40.0, 45, 60, 60, 75, 75, 80], "2027-06-30", "too close to call"),
        ([40.0, 45, 60, 60, 75, 75, 80], "2026-12-31", "late"),
    ],
)
def test_a_promise_is_judged_by_the_whole_band(held: list[float], day: str, status: str) -> None:
    course = WORKSHOP.model_copy(update={"target_date": date.fromisoformat(day)})
    row = when(series(held, staff=150), course=course)
    assert row["earliest"] < "2027-06" < row["latest"] and row["earliest"] > "2026-12"
    assert row["status"] == status


def whole_and(part: list[float], staff: float = 100) -> dict[str, list[dict[str, Any]]]:
    """The force, steady, and a district of quarters, each with its rows."""
    rows = projected([*series(STEADY), *series(part, "2024-Q4", staff, "d")])
    return {area: [r for r in rows if r["area"] == area] for area in ("f", "d")}


def test_a_whole_is_finished_no_sooner_than_its_slowest_part() -> None:
    found = whole_and([30.0, 34, 38, 42, 46, 50, 54])
    first, *coming = found["f"]
    assert (found["d"][0]["finish"], first["finish"]) == ("2029-Q2", "2029-06")
    assert (first["earliest"], first["status"]) == ("2029-06", "late")
    assert len(coming) == AHEAD["month"]
    quarter = {r["period"]: r["value"] for r in found["d"]}
    for month, of in (("2026-12", "2026-Q4"), ("2027-06", "2027-Q2"), ("2028-06", "2028-Q2")):
        (row,) = [r for r in coming if r["period"] == month]
        most = round(100 - (100 - quarter[of]) * 100 / 150, 2)
        assert row["value"] == pytest.approx(min(most, 100), abs=0.02)
    assert max(r["value"] for r in coming) < 100


def test_a_part_that_stands_still_stops_the_whole() -> None:
    found = whole_and([60.0] * 7, 250)
    assert {found[a][0]["status"] for a in "fd"} == {"not at this pace"}


def test_a_part_that_is_quicker_or_has_no_end_changes_nothing() -> None:
    alone = repr(projected(series(STEADY)))
    assert repr(whole_and([40.0, 50, 60, 70, 80, 90, 99])["f"]) == alone
    assert repr(whole_and([60.0] * 7)["f"]) == alone


def test_a_place_is_finished_no_sooner_than_its_groups() -> None:
    split = {"group": {"title": "G", "field": "staff_group", "kind": "slice",
                       "categories": {"sworn": "S"}}}  # fmt: skip
    slow = series([30.0, 34, 38, 42, 46, 50, 54], "2024-Q4", 100)
    slow = [r | {"breakdown": "group", "category": "sworn"} for r in slow]
    found = projected([*series(STEADY), *slow], breakdowns=split)
    assert {r["finish"] for r in found if not r["period"]} == {"2029-06", "2029-Q2"}


def test_a_course_under_two_measures_counts_its_places_once() -> None:
    split = {"course": {"title": "C", "field": "course", "kind": "slice",
                        "categories": {"w": "W"}}}  # fmt: skip
    every = {"record": "holding", "where": {"held": ["yes"]}}
    plan = measure(**COVERAGE | {"numerator": every, "breakdowns": split, "id": "plan"})
    own = measure(**COVERAGE)
    rows = [*series(STEADY), *series([30.0, 34, 38, 42, 46, 50, 54], "2024-Q4", 100, "d")]
    rows += [r | {"measure": "plan", "breakdown": "course", "category": "w"} for r in rows]
    frame = pd.DataFrame(rows, columns=KEY + SHOWN)
    numbers = ["numerator", "denominator", "value", "lower", "upper"]
    frame = frame.astype(dict.fromkeys(numbers, "float64"))
    given = Shown(frame, {"m": own, "plan": plan}, AREAS, {"w": WORKSHOP})
    both = finish(given)["projection"].to_dict("records")
    alone = whole_and([30.0, 34, 38, 42, 46, 50, 54])["f"]
    for name in ("m", "plan"):
        mine = [r for r in both if r["measure"] == name and r["area"] == "f"]
        assert [r["value"] for r in mine[1:]] == [r["value"] for r in alone[1:]]
        assert (mine[0]["finish"], mine[0]["status"]) == ("2029-06", "late")


def test_what_is_to_come_never_falls_below_what_is_held() -> None:
    _first, *coming = whole_and([4.0, 5, 6, 7, 8, 9, 10], 200)["f"]
    assert min(r["lower"] for r in coming) >= round(100 * 100 / 150, 2)


def test_a_plan_is_finished_no_sooner_than_its_courses() -> None:
    split = {"course": {"title": "C", "field": "course", "kind": "slice",
                        "categories": {"w": "W"}}}  # fmt: skip
    every = {"record": "holding", "where": {"held": ["yes"]}}
    slow = [r | {"breakdown": "course", "category": "w"}
            for r in series([30.0, 33, 36, 39, 42, 45, 48], staff=80)]  # fmt: skip
    found = projected([*series(STEADY), *slow], numerator=every, breakdowns=split)
    ends = {r["category"]: (r["finish"], r["status"]) for r in found if not r["period"]}
    assert ends == {"": ("2027-06", "under way"), "w": ("2027-06", "late")}


def test_where_nobody_completes_nothing_is_drawn() -> None:
    (row,) = projected(series([100.0] * 7, staff=250))
    assert {row["finish"], row["earliest"], row["latest"]} == {"not at this pace"}


def test_without_a_promised_day_it_is_under_way() -> None:
    fields = {"numerator": {"record": "holding", "where": HELD | {"course": ["o"]}}}
    assert when(series(STEADY), course=OTHER, **fields)["status"] == "under way"


def test_a_small_fall_does_not_stop_it_and_does_not_speed_it_up() -> None:
    row = when(series([40.0, 50, 45, 60, 70, 65, 100]))
    assert "2026-10" <= row["finish"] <= "2027-01"


def test_no_more_than_two_years_are_drawn() -> None:
    for rows in (series([10.0, 10, 10, 15, 15, 15, 20]), series(STEADY, "2024-Q4", 800, "d")):
        coming = [r for r in projected(rows) if r["period"]]
        assert len(coming) == AHEAD[coming[0]["frequency"]]


def test_the_same_numbers_give_the_same_rows() -> None:
    rows = series([40.0, 45, 60, 60, 75, 75, 80], staff=400)
    assert repr(projected(rows)) == repr(projected(rows[::-1]))


LEFT_OUT: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "a station": (series(STEADY, area="s00"), {}),
    "years": (series(STEADY, "2020"), {}),
    "another record": (series(STEADY), {"numerator": {"record": "press"}}),
    "those who do not hold it": (
        series(STEADY),
        {"numerator": {"record": "holding", "where": {"held": ["no"]}}},
    ),
    "recruits": (
        series(STEADY),
        {"numerator": {"record": "holding", "where": HELD | {"staff_group": ["recruit"]}}},
    ),
    "nothing": ([], {}),
}


@pytest.mark.parametrize(("rows", "fields"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_has_no_projection(rows: list[dict[str, Any]], fields: dict[str, Any]) -> None:
    assert projected(rows, **fields) == []


def test_a_place_that_closed_has_no_projection() -> None:
    rows = [*series(STEADY[:-1], area="d"), *series(STEADY)]
    assert {r["area"] for r in projected(rows)} == {"f"}


def test_groups_of_staff_but_not_recruits_and_courses_with_their_own_day() -> None:
    split = {
        "group": {"title": "G", "field": "staff_group", "kind": "slice",
                  "categories": {"sworn": "S", "recruit": "R"}},
        "course": {"title": "C", "field": "course", "kind": "slice",
                   "categories": {"w": "W", "o": "O"}},
    }  # fmt: skip
    rows = [
        row | {"breakdown": by, "category": code}
        for by, code in (("group", "sworn"), ("group", "recruit"), ("course", "o"))
        for row in series(STEADY)
    ]
    fields = {"breakdowns": split}
    found = {r["category"]: r["status"] for r in projected(rows, **fields) if not r["period"]}
    assert found == {"sworn": "on time", "o": "under way"}
