"""Who took which course and when: one row a completion, whatever system holds it."""

from datetime import date
from typing import NamedTuple

import numpy as np
import polars as pl

from etl.demo.staff import MANAGERS
from etl.demo.world import LAST, PLACE, STATIONS, Days, Floats

OFFICER, STAFF, STUDENT = "Police officer", "Police staff", "Student officer"


class Course(NamedTuple):
    """An activity of the learning system: its title there, who takes it, from when it runs, and
    how many months it takes until about two in three have done it."""

    title: str
    groups: tuple[str, ...]
    runs_from: date
    months: float


WORKSHOP = "Customer-service workshop"
RECRUIT_COURSE = "Recruit course in service"
ASSESSED = "De-escalation (assessed)"
LEADERSHIP = "Leadership and management certificate"
COURSES = (
    Course("Know yourself", (OFFICER, STAFF), date(2024, 1, 8), 28),
    Course("Resilience", (OFFICER, STAFF), date(2024, 6, 3), 36),
    Course("Empathy in practice", (OFFICER, STAFF, STUDENT), date(2023, 9, 4), 18),
    Course("Plain communication", (OFFICER, STAFF, STUDENT), date(2024, 2, 5), 22),
    Course("Role play at the desk", (STAFF, STUDENT), date(2024, 9, 2), 20),
    Course(ASSESSED, (OFFICER, STUDENT), date(2023, 3, 6), 16),
    Course("Emotional intelligence", (OFFICER, STAFF), date(2025, 1, 6), 26),
    Course("Cultural sensitivity", (OFFICER, STAFF, STUDENT), date(2023, 10, 2), 24),
    Course("Psychological first aid", (OFFICER,), date(2025, 6, 2), 22),
)
TITLES = [WORKSHOP, *(course.title for course in COURSES), RECRUIT_COURSE]
"""The activities of the learning system, in the order of its columns."""
MONTH_DAYS = 30.4
TRAINED_RECRUITS = {"2023-04": 0.42, "2023-10": 0.5, "2024-04": 0.54}
"""Share of an intake that does the recruit course, where it is not yet USUAL."""
USUAL = 0.92
RENEWED = date(2026, 6, 1), date(2023, 7, 1), 0.6
"""In the last month the assessed course, which lapses after three years, begins to be taken again:
the first day of that, the day before which a pass is old, and the share of those who do."""


def completions(rng: np.random.Generator, spells: pl.DataFrame) -> pl.DataFrame:
    """person, title, day; each while the person was in the force."""
    people = _people(spells)
    made = [
        _workshop(rng, people),
        *(_course(rng, people, course) for course in COURSES),
        _recruit_course(rng, people),
        _leadership(rng, spells),
    ]
    again = _renewed(rng, next(m for m in made if m["title"][0] == ASSESSED))
    done = pl.concat([*made, again]).join(people.select("person", "begin", "last"), on="person")
    inside = pl.col("day").is_between("begin", pl.coalesce("last", pl.lit(LAST)))
    return done.filter(inside).select("person", "title", "day").sort("person", "title", "day")


def _people(spells: pl.DataFrame) -> pl.DataFrame:
    """One row a person: begin, last (null: still there), station at first, groups, intake."""
    return spells.group_by("person", maintain_order=True).agg(
        pl.col("start").min().alias("begin"),
        pl.when(pl.col("end").null_count() == 0).then(pl.col("end").max()).alias("last"),
        pl.col("station").first(),
        pl.col("group").unique(maintain_order=True).alias("groups"),
        pl.col("intake").first(),
    )


def _rows(people: pl.DataFrame, title: str, day: Days) -> pl.DataFrame:
    """The completions of one course, moved from a weekend to the next working day."""
    weekend = (day.astype("datetime64[D]").astype(np.int64) + 3) % 7 >= 5
    working = _later(day, np.where(weekend, 2.0, 0.0))
    days = pl.Series("day", working).cast(pl.Date)
    return people.select("person", pl.lit(title).alias("title"), days)


def _later(day: Days, days: Floats) -> Days:
    return np.asarray(day + days.astype("timedelta64[D]"))


def _workshop(rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    """Station by station: seven in ten within seven weeks, the others and the new ones later;
    student officers take it in their course as soon as there is one."""
    wave = np.array([STATIONS[PLACE[id_]].trained for id_ in people["station"]], "datetime64[D]")
    begin, count = people["begin"].to_numpy(), people.height
    together = _later(wave, rng.uniform(0, 50, count))
    missed = _later(wave, 50 + rng.exponential(560, count))
    joined = _later(begin, 30 + rng.exponential(260, count))
    student = _later(begin, rng.uniform(40, 140, count))
    old = np.where(rng.random(count) < 0.70, together, missed)
    day = np.where(begin < wave, old, joined)
    in_course = (people["intake"] >= "2024-04").to_numpy() & (rng.random(count) < 0.92)
    return _rows(people, WORKSHOP, np.where(in_course, student, day))


def _course(rng: np.random.Generator, people: pl.DataFrame, course: Course) -> pl.DataFrame:
    """Everyone of the groups, sooner or later; who joins begins a month after."""
    takers = people.filter(pl.col("groups").list.eval(pl.element().is_in(course.groups)).list.any())
    ready = np.maximum(_later(takers["begin"].to_numpy(), np.array(30.0)), _day(course.runs_from))
    waited = rng.exponential(course.months * MONTH_DAYS, takers.height)
    return _rows(takers, course.title, _later(ready, waited))


def _renewed(rng: np.random.Generator, passes: pl.DataFrame) -> pl.DataFrame:
    """Second passes of those whose first one lapses."""
    begin, old, share = RENEWED
    first = passes.filter(pl.col("day") < old)
    some = first.filter(pl.Series(rng.random(first.height) < share))
    days = _later(np.full(some.height, _day(begin)), rng.integers(0, 28, some.height).astype(float))
    return _rows(some, ASSESSED, days)


def _recruit_course(rng: np.random.Generator, people: pl.DataFrame) -> pl.DataFrame:
    share = people["intake"].replace_strict(TRAINED_RECRUITS, default=USUAL).to_numpy()
    does = pl.Series(rng.random(people.height) < share)
    students = people.filter((pl.col("intake") != "") & does)
    begin = students["begin"].to_numpy()
    return _rows(students, RECRUIT_COURSE, _later(begin, rng.uniform(30, 125, students.height)))


def _leadership(rng: np.random.Generator, spells: pl.DataFrame) -> pl.DataFrame:
    """Managers in post take their time; since 2025 nobody is promoted without it for long."""
    first = spells.filter(pl.col("grade").is_in(MANAGERS)).unique("person", keep="first")
    managers = first.sort("person").with_columns(begin=pl.col("start"))
    begin = managers["begin"].to_numpy()
    in_time = _later(np.maximum(begin, _day(date(2024, 2, 1))), rng.exponential(950, begin.size))
    promoted = (begin >= _day(date(2025, 1, 1))) & (rng.random(begin.size) < 0.9)
    return _rows(managers, LEADERSHIP, np.where(promoted, _soon(rng, begin), in_time))


def _soon(rng: np.random.Generator, begin: Days) -> Days:
    return _later(begin, rng.uniform(-60, 60, begin.size))


def _day(day: date) -> np.datetime64:
    return np.datetime64(day, "D")
