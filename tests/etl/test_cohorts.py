"""Recruits by intake, promotions since a rule, and who was ready before and after, case by case."""

import polars as pl
import pytest
from pydantic import ValidationError

from etl.catalogue import Course
from etl.cohorts import checked, promoted, recruits

COURSES = {
    "basics": Course(id="basics", title="B", area_of_learning="b", for_=["recruit"]),
    "empathy": Course(id="empathy", title="E", area_of_learning="e", for_=["recruit", "sworn"]),
    "lead": Course(
        id="lead", title="L", area_of_learning="l", for_=["sworn"], rank_groups=["manager"],
        needed_from="2025-01-01", valid_months=24,
    ),
}  # fmt: skip
POST = ["person", "area", "staff_group", "rank_group", "start", "end", "intake"]
PASS = ["person", "course", "date", "result"]
MOVE = ["person", "area", "date", "from_group", "to_group"]
CHECK = ["person", "area", "learning_area", "date"]


def frame(names: list[str], rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def intakes(posts: list[tuple], passes: list[tuple] = ()) -> list[tuple]:
    found = recruits(frame(POST, posts), frame(PASS, list(passes)), COURSES)
    return sorted(found.rows())


def recruit(person: str, intake: str | None, start: str, end: str | None = None) -> tuple:
    return (person, "oak", "recruit", "recruit", start, end, intake)


def test_everyone_who_began_counts_once_in_their_intake():
    posts = [
        recruit("sworn in", "2025-04", "2025-04-01", "2025-09-30"),
        ("sworn in", "ash", "sworn", "constable", "2025-10-01", None, None),
        recruit("left", "2025-04", "2025-04-01", "2025-05-01"),
        recruit("again", "2024-10", "2024-10-01", "2025-01-01"),
        recruit("again", "2025-10", "2025-10-01"),
        recruit("no intake", None, "2025-04-01"),
    ]
    passes = [
        ("sworn in", "basics", "2026-01-05", "passed"),
        ("left", "basics", "2025-04-20", "failed"),
        ("again", "basics", "2024-11-05", "completed"),
        ("again", "basics", "2024-12-05", "completed"),
        ("again", "empathy", "2024-12-05", "completed"),
        ("no intake", "basics", "2025-04-20", "passed"),
    ]
    assert intakes(posts, passes) == [
        ("again", "basics", "2025-10-01", "oak", "yes"),
        ("left", "basics", "2025-04-01", "oak", "no"),
        ("sworn in", "basics", "2025-04-01", "oak", "yes"),
    ]


def test_no_recruits_no_rows():
    assert intakes([recruit("p", None, "2025-04-01")]) == []


MONTHS = ["2025-01", "2025-02", "2025-03"]


def moves(*promotions: tuple, passes: list[tuple] = ()) -> list[tuple]:
    """(person, month, area, held)"""
    done = frame(PASS, list(passes))
    found = promoted(frame(MOVE, list(promotions)), done, COURSES, MONTHS, "force")
    rows = found.select("person", "date", "area", "held").rows()
    return sorted((person, day[:7], area, yes) for person, day, area, yes in rows)


def to_manager(day: str, person: str = "p", came_from: str | None = "sergeant") -> tuple:
    return (person, "oak", day, came_from, "manager")


def test_a_promotion_counts_from_its_month_on():
    found = moves(to_manager("2025-02-10"), to_manager("2025-01-01", "q", None))
    assert [(who, month) for who, month, _, _ in found] == [
        ("p", "2025-02"), ("p", "2025-03"), ("q", "2025-01"), ("q", "2025-02"), ("q", "2025-03"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "promotion",
    [
        to_manager("2024-12-31"),
        to_manager("2025-04-01"),
        to_manager("2025-01-05", came_from="manager"),
        ("p", "oak", "2025-01-05", "constable", "sergeant"),
    ],
    ids=["before the rule", "after the last month", "within the group", "to another group"],
)
def test_other_promotions_do_not_count(promotion):
    assert moves(promotion) == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], "no"),
        (["2025-02-10"], "yes"),
        (["2025-02-11"], "no"),
        (["2023-02-10"], "no"),
        (["2023-02-11"], "yes"),
        (["2020-01-01", "2024-01-01"], "yes"),
    ],
    ids=["never", "on the day", "a day late", "lapsed", "on its last day", "renewed"],
)
def test_the_certificate_must_be_held_on_the_day(days, expected):
    passes = [("p", "lead", day, "passed") for day in days]
    assert {row[3] for row in moves(to_manager("2025-02-10"), passes=passes)} == {expected}


def test_a_promotion_without_a_place_belongs_to_the_force():
    ((_, _, area, _),) = moves(("p", None, "2025-03-10", "sergeant", "manager"))
    assert area == "force"


def test_a_course_that_is_needed_says_for_whom():
    with pytest.raises(ValidationError, match="needed_from needs rank_groups"):
        Course(
            id="x", title="X", area_of_learning="x", for_=["sworn"], needed_from="2025-01-01"
        )  # fmt: skip


def results(*checks: tuple) -> dict[tuple[str, str], tuple[str, str]]:
    """(person, area of learning) → (before, after)"""
    schema = dict.fromkeys(CHECK, pl.String) | {"before": pl.Int64, "after": pl.Int64}
    found = checked(pl.DataFrame(list(checks), schema=schema, orient="row"))
    told = {(p, a, m): r for p, a, m, r in found.select(
        "person", "learning_area", "moment", "reached").rows()}  # fmt: skip
    assert len(told) == found.height, "somebody is counted twice"
    return {(p, a): (told[p, a, "before"], told[p, a, "after"]) for p, a, _ in told}


def check(before: float | None, after: float | None, day: str = "2025-01-05") -> tuple:
    scores = [None if s is None else round(s * 1000) for s in (before, after)]
    return ("p", "oak", "empathy", day, *scores)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((69.999, 70), ("no", "yes")),
        ((70, 69.9), ("yes", "no")),
        ((0, 100), ("no", "yes")),
    ],
)
def test_seventy_points_are_enough(scores, expected):
    assert results(check(*scores)) == {("p", "empathy"): expected}


def test_only_who_was_assessed_both_times_counts():
    assert results(check(80, None), check(None, 80, "2025-02-05")) == {}


def test_of_several_assessments_the_first_whole_one_counts():
    found = results(check(80, 90, "2025-03-05"), check(10, 80), check(None, 20, "2025-01-01"))
    assert found == {("p", "empathy"): ("no", "yes")}
    two = results(check(10, 80), ("p", "ash", "resilience", "2025-01-05", 90_000, 10_000))
    assert set(two) == {("p", "empathy"), ("p", "resilience")}
