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
have recruits, who are a new group every half year and never finish as one. A standstill that
rounding alone can make says nothing about the pace.

No whole is finished before its parts (etl/slowest.py), and a promise is kept or broken only where
the whole band says so.
"""

from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from etl.catalogue import Course
from etl.followed import Points, Series, followed
from etl.hiding import MOST
from etl.projection import LAST, NOT_AT_THIS_PACE, Counts, burn_up
from etl.shown import Shown
from etl.slowest import Ends, Path, Shares, held_back
from release.draft import frame_of
from release.tables import PROJECTION, SERIES
from release.vocabulary import ROUNDING, next_period, period_end

SEED = 20_270_630
"""The same numbers always have the same projection, so that equal releases have equal digests."""

AHEAD = {"month": 24, "quarter": 8}
"""Periods to come that are published at most: two years."""
KNOWN = {"month": 6, "quarter": 2}
"""Periods of six months: how many the pace is learnt from."""
HORIZON = {"month": 120, "quarter": 40}
"""Periods looked at: what is not finished in ten years is not finished at this pace."""

FINISHED, NEARLY = "finished", "nearly everyone"
ON_TIME, LATE, OPEN = "on time", "late", "too close to call"
UNDER_WAY, NOT_ENOUGH = "under way", "not enough data"

Row = dict[str, Any]


def finish(shown: Shown) -> dict[str, pd.DataFrame]:
    """The rows of the table projection: one a series says when it will be finished, and one a
    period to come how far it will be."""
    every = list(followed(shown))
    status = [_told(s) for s in every]
    drawn = {"": _path, NOT_AT_THIS_PACE: _standing}
    going = [(n, drawn[said](every[n])) for n, said in enumerate(status) if said in drawn]
    held = held_back([path for _, path in going], shown.areas)
    paths = dict(zip([n for n, _ in going], held, strict=True))
    rows = [
        dict(zip(SERIES, series.key, strict=True)) | row
        for n, series in enumerate(every)
        for row in (_rows(series, paths[n]) if n in paths else [_settled(series, status[n])])
    ]
    return {PROJECTION.name: frame_of(PROJECTION, rows)}


def _told(series: Series) -> str:
    """What is known without drawing on; empty where there is a pace to draw on."""
    _last, held, staff = series.points[-1]
    if series.note == MOST and series.step == ROUNDING:  # fewer than ten are left
        return NEARLY
    steps = _steps(series.points, KNOWN[series.frequency])
    if steps is None or not staff > 0 or held > staff:
        return NOT_ENOUGH
    if held == staff:
        return FINISHED if series.exact else NOT_ENOUGH
    if steps.any():
        return ""
    return NOT_ENOUGH if _rounded_away(series) else NOT_AT_THIS_PACE


def _rounded_away(series: Series) -> bool:
    """Whether people may have completed without the shown number rising, so fast that all are done
    within the horizon: one step of rounding in six months."""
    if series.exact:
        return False
    known = KNOWN[series.frequency]
    _, held, staff = series.points[-1]
    pace = held - series.points[-1 - known][1] + series.step
    return pace * HORIZON[series.frequency] >= (staff - held) * known


def _settled(series: Series, status: str) -> Row:
    end = series.points[-1][0] if status == FINISHED else ""
    return _when(status, end, end, end)


def _standing(series: Series) -> Path:
    """A series that stands still: nothing is drawn on, and it holds back what it is part of."""
    return _as_path(series, (NOT_AT_THIS_PACE,) * 3, {})


def _path(series: Series) -> Path:
    """A series drawn on at its own pace."""
    last, held, staff = series.points[-1]
    frequency = series.frequency
    steps = _steps(series.points, KNOWN[frequency])
    assert steps is not None
    coming = _coming(last, HORIZON[frequency])
    found = burn_up(
        steps, int(held), int(staff), "2000-12", SEED,
        horizon=len(coming), known=KNOWN[frequency],
    )  # fmt: skip
    # A burn-up counts months from any one; its steps are periods of this series.
    names = dict(zip(found.months["month"], coming, strict=True))
    names[NOT_AT_THIS_PACE] = NOT_AT_THIS_PACE
    shares = found.months[["middle", "low", "high"]] / staff * 100
    numbers = shares.iloc[: AHEAD[frequency]].itertuples(index=False, name=None)
    ends = names[found.finish], names[found.earliest], names[found.latest]
    return _as_path(series, ends, dict(zip(coming, numbers, strict=False)))


def _as_path(series: Series, ends: Ends, coming: dict[str, Shares]) -> Path:
    measure, _frequency, area, *_ = series.key
    last, held, staff = series.points[-1]
    what = measure, series.subject, area, series.group
    return Path(*what, last, staff - held, staff, ends, coming)


def _rows(series: Series, path: Path) -> list[Row]:
    """The row that says when, then the periods to come."""
    last = path.ends[2]
    shown = {p: s for p, s in path.coming.items() if last == NOT_AT_THIS_PACE or p <= last}
    return [
        _when(_status(path.ends, series.course), *path.ends),
        *(
            {"period": period, "value": round(middle, 2), "lower": round(low, 2),
             "upper": round(high, 2)}
            for period, (middle, low, high) in shown.items()
        ),
    ]  # fmt: skip


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


def _status(ends: Ends, course: Course | None) -> str:
    """The band against the promised day: kept or broken only where the whole of it says so."""
    finish, earliest, latest = ends
    if finish == NOT_AT_THIS_PACE:
        return NOT_AT_THIS_PACE
    if course is None or course.target_date is None:
        return UNDER_WAY
    if _kept(latest, course.target_date):
        return ON_TIME
    return OPEN if _kept(earliest, course.target_date) else LATE


def _kept(end: str, promised: date) -> bool:
    return end != NOT_AT_THIS_PACE and period_end(end) <= promised


def _when(status: str, finish: str = "", earliest: str = "", latest: str = "") -> Row:
    ends = {"finish": finish, "earliest": earliest, "latest": latest}
    return {"period": "", "status": status} | ends
