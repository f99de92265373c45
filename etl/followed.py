"""The series of coverage that are followed to their end: of a course and of the plan, by place and
group of staff. Shown numbers only."""

from collections.abc import Iterator
from dataclasses import dataclass

from etl.catalogue import Course
from etl.shown import Shown
from release.measures import Measure
from release.tables import SERIES
from release.vocabulary import TOTAL

COURSE = "course"
"""The field of a record that names the course."""
LEVELS_SHOWN = ("force", "district")
FREQUENCIES = ("month", "quarter")

Points = list[tuple[str, float, float]]
"""Period, people who hold the course, people in post; NaN where it is not shown."""


@dataclass(frozen=True)
class Series:
    """One series of a course's coverage: its key, its points and the note of the last one; ``step``
    is what its numbers are rounded to, ``exact`` whether nobody can be hidden in it."""

    key: tuple[str, ...]
    points: Points
    note: str
    course: Course | None
    subject: str
    group: tuple[str, str]
    step: int
    exact: bool

    @property
    def frequency(self) -> str:
        return self.key[1]


def followed(shown: Shown) -> Iterator[Series]:
    """Every series of a course's coverage that may be drawn on, in the finest frequency published
    for its place, up to the newest period."""
    measures = [m for m in shown.measures.values() if _is_coverage(m)]
    places = {a.id for a in shown.areas if a.level in LEVELS_SHOWN}
    table = shown.observations
    mine = table[table["measure"].isin([m.id for m in measures]) & table["area"].isin(places)]
    mine = mine[mine["frequency"].isin(FREQUENCIES)].sort_values([*SERIES, "period"])
    newest = mine.groupby(["measure", "frequency"])["period"].max()
    place = ["measure", "area", "breakdown", "category"]
    for key, rows in mine.groupby(place, sort=True):
        id_, area, breakdown, category = map(str, key)
        frequency = min(rows["frequency"])  # month before quarter
        finest = rows[rows["frequency"] == frequency]
        measure = shown.measures[id_]
        course = _course(measure, breakdown, category, shown.courses)
        goes_on = finest["period"].iloc[-1] == newest.loc[(id_, frequency)]
        if goes_on and _lasts(measure, course, category):
            columns = (finest[name] for name in ("period", "numerator", "denominator"))
            split = measure.breakdowns.get(breakdown)
            by_course = split is not None and split.field == COURSE and course is not None
            yield Series(
                key=(id_, frequency, area, breakdown, category),
                points=[*zip(*columns, strict=True)],
                note=str(finest["note"].iloc[-1]),
                course=course,
                subject=_subject(measure, course),
                group=(TOTAL, TOTAL) if by_course else (breakdown, category),
                step=(split and split.round_to) or measure.round_to,
                exact=measure.protection != "people",
            )


def _subject(measure: Measure, course: Course | None) -> str:
    """What a series speaks of: equal for a course under a measure of its own and under one of all
    courses, where both count the same people."""
    where = measure.numerator.where
    narrowed = {name: where[name] for name in sorted(where) if name not in (COURSE, "held")}
    return f"{course.id} {narrowed}" if course else measure.id


def _is_coverage(measure: Measure) -> bool:
    """Whether it says which share of the staff in post holds a course."""
    top = measure.numerator
    return (
        top.record == "holding" and top.where.get("held") == ["yes"] and measure.kind == "percent"
    )


def _course(
    measure: Measure, breakdown: str, category: str, courses: dict[str, Course]
) -> Course | None:
    """The one course of a series; None for the plan as a whole."""
    ids = measure.numerator.where.get(COURSE, [])
    if breakdown != TOTAL and measure.breakdowns[breakdown].field == COURSE:
        ids = [category]
    return courses.get(ids[0]) if len(ids) == 1 else None


def _lasts(measure: Measure, course: Course | None, category: str) -> bool:
    """Whether the group stays one group; recruits are sworn in and others come."""
    groups = measure.numerator.where.get("staff_group", course.for_ if course else [])
    return category != "recruit" and groups != ["recruit"]
