"""When will training be finished? The table projection, from shown numbers only.

The pace is the net change of the shown number of people who hold a course, over the last six
months: what people complete less what leaves with them or lapses. Shown numbers are rounded to five
and the number may fall, which a burn-up cannot: so the steps are those of the nearest line that
never falls (isotonic regression, Ayer et al. 1955), which keeps the sum of the change.

Where a course is published by month (the whole force), the steps are the last six months. Where it
is published by quarter only (districts, groups of staff), it is the pace of the last two quarters.
Two are too few to draw from, so how much one quarter differs from another is taken from the last
six, brought to this pace; and each future learns its pace from two of them, so that the band is as
wide as not knowing more makes it.

Stations have no projection: their shown numbers are so small that rounding would set the pace. Nor
have recruits, who are a new group every half year and never finish as one.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from etl.catalogue import Course
from etl.projection import LAST, NOT_AT_THIS_PACE, Counts, burn_up
from etl.shown import Shown
from release.draft import frame_of
from release.measures import Measure
from release.tables import PROJECTION, SERIES
from release.vocabulary import TOTAL, next_period, period_end

SEED = 20_270_630
"""The same numbers always have the same projection, so that equal releases have equal digests."""

AHEAD = {"month": 24, "quarter": 8}
"""Periods to come that are published at most: two years."""
KNOWN = {"month": 6, "quarter": 2}
"""Periods of six months: how many the pace is learnt from."""
HORIZON = {"month": 120, "quarter": 40}
"""Periods looked at: what is not finished in ten years is not finished at this pace."""
LEVELS_SHOWN = ("force", "district")

FINISHED, ON_TIME, LATE = "finished", "on time", "late"
UNDER_WAY, NOT_ENOUGH = "under way", "not enough data"

Row = dict[str, Any]
Points = list[tuple[str, float, float]]
"""Period, people who hold the course, people in post; NaN where it is not shown."""


def finish(shown: Shown) -> dict[str, pd.DataFrame]:
    """The rows of the table projection: one a series says when it will be finished, and one a
    period to come how far it will be."""
    rows = [
        dict(zip(SERIES, key, strict=True)) | row
        for key, points, course in _series(shown)
        for row in _projected(points, str(key[1]), course)
    ]
    return {PROJECTION.name: frame_of(PROJECTION, rows)}


def _series(shown: Shown) -> Iterator[tuple[tuple[str, ...], Points, Course | None]]:
    """Every series of a course's coverage that may be drawn on, in the finest frequency published
    for its place, up to the newest period."""
    measures = [m for m in shown.measures.values() if _is_coverage(m)]
    places = {a.id for a in shown.areas if a.level in LEVELS_SHOWN}
    table = shown.observations
    mine = table[table["measure"].isin([m.id for m in measures]) & table["area"].isin(places)]
    mine = mine[mine["frequency"].isin(list(AHEAD))].sort_values([*SERIES, "period"])
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
            yield (id_, frequency, area, breakdown, category), [*zip(*columns, strict=True)], course


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
    ids = measure.numerator.where.get("course", [])
    if breakdown != TOTAL and measure.breakdowns[breakdown].field == "course":
        ids = [category]
    return courses.get(ids[0]) if len(ids) == 1 else None


def _lasts(measure: Measure, course: Course | None, category: str) -> bool:
    """Whether the group stays one group; recruits are sworn in and others come."""
    groups = measure.numerator.where.get("staff_group", course.for_ if course else [])
    return category != "recruit" and groups != ["recruit"]


def _projected(points: Points, frequency: str, course: Course | None) -> list[Row]:
    """The row that says when, then the periods to come."""
    last, held, staff = points[-1]
    steps = _steps(points, KNOWN[frequency])
    if steps is None or not staff > 0 or held > staff:
        return [_when(NOT_ENOUGH)]
    if held == staff:
        return [_when(FINISHED, last, last, last)]
    if not steps.any():
        return [_when(NOT_AT_THIS_PACE, *[NOT_AT_THIS_PACE] * 3)]
    coming = _coming(last, HORIZON[frequency])
    found = burn_up(
        steps, int(held), int(staff), "2000-12", SEED,
        horizon=len(coming), known=KNOWN[frequency],
    )  # fmt: skip
    # A burn-up counts months from any one; its steps are periods of this series.
    names = dict(zip(found.months["month"], coming, strict=True))
    names[NOT_AT_THIS_PACE] = NOT_AT_THIS_PACE
    ends = [names[end] for end in (found.finish, found.earliest, found.latest)]
    shown = min([*coming, NOT_AT_THIS_PACE].index(ends[2]) + 1, AHEAD[frequency])
    shares = (found.months[["middle", "low", "high"]] / staff * 100).round(2)
    numbers = shares.iloc[:shown].itertuples(index=False, name=None)
    return [
        _when(_status(ends[0], course), *ends),
        *(
            {"period": period, "value": middle, "lower": low, "upper": high}
            for period, (middle, low, high) in zip(coming, numbers, strict=False)
        ),
    ]


def _steps(points: Points, known: int) -> Counts | None:
    """The last six steps, none below 0, brought to the pace of the last ``known``; None where a
    period is missing or not shown."""
    # Imported here because it takes long and most commands do not need it.
    from scipy.optimize import isotonic_regression  # type: ignore[import-untyped, unused-ignore]

    recent = points[-LAST - 1 :]
    whole = all(next_period(a[0]) == b[0] for a, b in pairwise(recent))
    held = np.array([number for _, number, _ in recent], dtype="float64")
    if len(recent) <= LAST or not whole or not np.isfinite(held).all():
        return None
    steps = np.maximum(np.diff(isotonic_regression(held).x), 0.0)
    return steps * (steps[-known:].mean() / steps.mean()) if steps.any() else steps


def _coming(period: str, number: int) -> list[str]:
    found = [next_period(period)]
    while len(found) < number:
        found.append(next_period(found[-1]))
    return found


def _status(end: str, course: Course | None) -> str:
    """The middle of the band against the promised day."""
    if end == NOT_AT_THIS_PACE:
        return NOT_AT_THIS_PACE
    if course is None or course.target_date is None:
        return UNDER_WAY
    return ON_TIME if period_end(end) <= course.target_date else LATE


def _when(status: str, finish: str = "", earliest: str = "", latest: str = "") -> Row:
    ends = {"finish": finish, "earliest": earliest, "latest": latest}
    return {"period": "", "status": status} | ends
