"""Who is in post at a month's end and what they hold, told case by case."""

import polars as pl
import pytest

from etl.catalogue import Course
from etl.stock import holdings, month_end, months_between

COURSES = {
    "empathy": Course(id="empathy", title="E", area_of_learning="e", for_=["sworn", "civilian"]),
    "command": Course(
        id="command", title="C", area_of_learning="c", for_=["sworn"], rank_groups=["manager"]
    ),
    "first_aid": Course(
        id="first_aid", title="F", area_of_learning="f", for_=["sworn"], valid_months=12
    ),
}
MONTHS = ["2026-01", "2026-02", "2026-03"]
POST = ["person", "area", "staff_group", "rank_group", "start", "end"]
PASS = ["person", "course", "date", "result"]


def held(posts: list[tuple], passes: list[tuple] = (), course: str = "empathy") -> dict:
    """(person, month) → (area, held) of one course."""
    frame = pl.DataFrame(posts, schema=dict.fromkeys(POST, pl.String), orient="row")
    completed = pl.DataFrame(list(passes), schema=dict.fromkeys(PASS, pl.String), orient="row")
    found = holdings(frame, completed, COURSES, MONTHS)
    rows = found.filter(pl.col("course") == course).select("person", "date", "area", "held").rows()
    assert len({row[:2] for row in rows}) == len(rows), "somebody is counted twice"
    return {(person, day[:7]): (area, yes) for person, day, area, yes in rows}


def spell(start: str, end: str | None, area: str = "oak", rank: str = "constable") -> tuple:
    return ("p", area, "sworn", rank, start, end)


def months_in_post(*spells: tuple) -> dict[str, str]:
    return {month: area for (_, month), (area, _) in held(list(spells)).items()}


SPELLS = {
    "still there": ([spell("2020-01-01", None)], dict.fromkeys(MONTHS, "oak")),
    "joins on the last day": ([spell("2026-01-31", None)], dict.fromkeys(MONTHS, "oak")),
    "joins a day later": ([spell("2026-02-01", None)], dict.fromkeys(MONTHS[1:], "oak")),
    "leaves on the last day": (
        [spell("2020-01-01", "2026-02-28")],
        dict.fromkeys(MONTHS[:2], "oak"),
    ),
    "leaves a day earlier": ([spell("2020-01-01", "2026-02-27")], {"2026-01": "oak"}),
    "never at a month's end": ([spell("2026-02-02", "2026-02-20")], {}),
    "transfer": (
        [spell("2020-01-01", "2026-02-14"), spell("2026-02-15", None, "ash")],
        {"2026-01": "oak", "2026-02": "ash", "2026-03": "ash"},
    ),
    "overlapping spells": (
        [spell("2026-02-10", None, "ash"), spell("2020-01-01", "2026-03-31")],
        {"2026-01": "oak", "2026-02": "ash", "2026-03": "ash"},
    ),
    "the inner spell ends": (
        [spell("2020-01-01", None), spell("2026-02-10", "2026-03-30", "ash")],
        {"2026-01": "oak", "2026-02": "ash", "2026-03": "oak"},
    ),
    "rehire": (
        [spell("2020-01-01", "2026-01-31"), spell("2026-03-01", None, "ash")],
        {"2026-01": "oak", "2026-03": "ash"},
    ),
}


@pytest.mark.parametrize(("spells", "expected"), SPELLS.values(), ids=SPELLS)
def test_who_is_in_post(spells, expected):
    assert months_in_post(*spells) == expected


PASSES = {
    "none": ([], "nnn"),
    "on the last day": ([("2026-01-31", "passed")], "yyy"),
    "a day later": ([("2026-02-01", "completed")], "nyy"),
    "before joining": ([("2019-05-01", "completed")], "yyy"),
    "again": ([("2026-02-05", "passed"), ("2026-03-05", "passed")], "nyy"),
    "failed": ([("2026-01-05", "failed")], "nnn"),
    "failed, then passed": ([("2026-01-05", "failed"), ("2026-03-05", "passed")], "nny"),
    "passed, then failed": ([("2026-01-05", "passed"), ("2026-02-05", "failed")], "yyy"),
    "to come": ([("2026-04-01", "passed")], "nnn"),
}


@pytest.mark.parametrize(("passes", "expected"), PASSES.values(), ids=PASSES)
def test_who_holds_a_course(passes, expected):
    found = held([spell("2020-01-01", None)], [("p", "empathy", *p) for p in passes])
    assert "".join(found["p", m][1][0] for m in MONTHS) == expected


def test_a_pass_travels_with_the_person_and_belongs_to_nobody_else():
    posts = [spell("2020-01-01", "2026-01-31"), spell("2026-03-01", None, "ash")]
    posts.append(("q", "oak", "civilian", "staff", "2020-01-01", None))
    found = held(posts, [("p", "empathy", "2026-01-05", "passed")])
    assert found["p", "2026-03"] == ("ash", "yes")
    assert found["q", "2026-03"] == ("oak", "no")


def test_a_course_is_counted_only_for_those_who_take_it():
    posts = [
        ("m", "oak", "sworn", "manager", "2020-01-01", None),
        ("c", "oak", "sworn", "constable", "2020-01-01", None),
        ("s", "oak", "civilian", "manager", "2020-01-01", None),
        ("r", "oak", "recruit", "recruit", "2020-01-01", None),
    ]
    passes = [(p, "command", "2026-01-01", "passed") for p in "mcsr"]
    assert {person for person, _ in held(posts, passes, "command")} == {"m"}
    assert {person for person, _ in held(posts, passes, "empathy")} == {"m", "c", "s"}


def test_a_promotion_changes_what_is_due():
    posts = [spell("2020-01-01", "2026-02-09"), spell("2026-02-10", None, rank="manager")]
    assert set(held(posts, course="command")) == {("p", "2026-02"), ("p", "2026-03")}


LAPSES = {
    "held for twelve ends of months": ([("2025-02-28", "passed")], "ynn"),
    "lapses on its day": ([("2025-01-31", "passed")], "nnn"),
    "held on the day before": ([("2025-02-01", "passed")], "ynn"),
    "renewed in time": ([("2025-02-10", "passed"), ("2026-02-01", "passed")], "yyy"),
    "renewed too late": ([("2025-02-10", "passed"), ("2026-03-01", "passed")], "yny"),
    "not renewed by a failure": ([("2025-02-10", "passed"), ("2026-02-01", "failed")], "ynn"),
    "an old pass does not cut a new one short": (
        [("2026-01-05", "passed"), ("2019-01-05", "passed")],
        "yyy",
    ),
    "on a leap day": ([("2024-02-29", "passed"), ("2025-03-01", "passed")], "yyn"),
}


@pytest.mark.parametrize(("passes", "expected"), LAPSES.values(), ids=LAPSES)
def test_what_lapses_counts_until_it_lapses(passes, expected):
    taken = [("p", "first_aid", *p) for p in passes]
    found = held([spell("2020-01-01", None)], taken, "first_aid")
    assert "".join(found["p", m][1][0] for m in MONTHS) == expected


def test_a_pass_before_the_present_spell_counts_after_a_rehire_and_before_joining():
    posts = [spell("2020-01-01", "2026-01-31"), spell("2026-03-01", None, "ash")]
    for day in ("2019-12-01", "2026-01-15", "2026-02-15"):
        assert held(posts, [("p", "empathy", day, "passed")])["p", "2026-03"] == ("ash", "yes")


def test_somebody_whom_the_roster_does_not_know_is_nobody_in_post():
    found = held([spell("2020-01-01", None)], [("x", "empathy", "2026-01-05", "passed")])
    assert {person for person, _ in found} == {"p"} and found["p", "2026-03"][1] == "no"


def test_spells_that_begin_on_one_day_count_once_and_always_the_same():
    two = [spell("2026-01-01", None), spell("2026-01-01", None, "ash")]
    assert months_in_post(*two) == months_in_post(*two[::-1])


def test_a_station_with_one_person_has_one_row():
    found = held([spell("2020-01-01", None, "lone")])
    assert found == {("p", month): ("lone", "no") for month in MONTHS}


def test_nobody_in_post_and_no_course_give_no_rows():
    assert held([spell("2020-01-01", "2020-02-01")]) == {}
    assert held([spell("2020-01-01", None)], course="swimming") == {}


def test_months():
    assert months_between("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months_between("2026-02", "2026-01") == []
    ends = [month_end(m) for m in ("2024-02", "2026-02", "2026-12")]
    assert ends == ["2024-02-29", "2026-02-28", "2026-12-31"]
