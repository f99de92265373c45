"""Which stations are compared, and since when each is trained: out of shown numbers only. Pure.

Everything here is decided before anybody looks at an outcome. A station stays out where it was not
open over the whole window, where its month of training is not known, or where a month of its
outcome is hidden. How many, and for which of these reasons, is published beside the estimates.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from etl.catalogue import Course
from etl.effects.panel import NEVER, Numbers
from etl.shown import Shown
from etl.stock import months_between
from release.measures import Area, Measure
from release.vocabulary import TOTAL, period_end, period_start

STATION = "station"
HALF = 50.0
"""A station counts as trained once half of its staff hold the course: percent."""

HIDDEN_AT_MOST = 4
"""Hidden quarters in a row before half is reached; with more of them a date says too little."""

Cells = dict[str, tuple[float, float, str]]
"""Period → (value, denominator, note); NaN where a number is not shown."""

Table = dict[str, Cells]
"""Area → its cells."""


class Coverage(NamedTuple):
    """Where the share of staff who hold a course is published."""

    measure: str
    breakdown: str
    category: str


@dataclass(frozen=True, eq=False)
class Units:
    """What is compared.

    months: the window, YYYY-MM. outcome, observations: (places, months), the latter what is behind
    each outcome. first: (places,) column of the first month of the quarter in which half of the
    staff held the course (see ``_first``), 0 where that was before, ``NEVER`` where it is not.
    left_out: reason (closed, training hidden, outcome hidden, trained before) → stations; the last
    of them are among the places, for the naive table alone.
    """

    places: list[str]
    months: list[str]
    outcome: Numbers
    observations: Numbers
    first: Numbers
    left_out: dict[str, int]


def coverage_of(course: Course, measures: dict[str, Measure]) -> Coverage | None:
    """The quarterly measure of a course by station: one of its own, else a breakdown by course."""
    fine = [m for m in measures.values() if m.finest_area == STATION and "quarter" in m.frequencies]
    for measure in fine:
        if measure.numerator.where.get("course") == [course.id] and measure.denominator:
            return Coverage(measure.id, TOTAL, TOTAL)
    for measure in fine:
        for name, breakdown in measure.breakdowns.items():
            if breakdown.field == "course" and course.id in breakdown.categories:
                return Coverage(measure.id, name, course.id)
    return None


def units(shown: Shown, coverage: Coverage, measure: str) -> Units:
    """The stations with both figures, in the months in which both are there."""
    held = _table(shown, coverage, "quarter")
    score = _table(shown, Coverage(measure, TOTAL, TOTAL), "month")
    quarters = sorted({q for of_area in held.values() for q in of_area})
    months = _window({m for of_area in score.values() for m in of_area}, quarters)
    left_out = dict.fromkeys(("closed", "training hidden", "outcome hidden", "trained before"), 0)
    places, first = [], []
    for area in sorted(shown.areas, key=lambda a: a.id):
        if not months or area.level != STATION or not (held.get(area.id) or score.get(area.id)):
            continue
        when = _first(held.get(area.id, {}), quarters, months)
        if reason := _reason(area, when, score.get(area.id, {}), months):
            left_out[reason] += 1
            continue
        left_out["trained before"] += when == 0
        places.append(area.id)
        first.append(when)
    shape = len(places), len(months)
    seen = np.array([score[p][m][:2] for p in places for m in months], float).reshape(*shape, 2)
    dates = np.array(first, float)
    return Units(places, months, seen[:, :, 0], seen[:, :, 1], dates, left_out)


def _table(shown: Shown, wanted: Coverage, frequency: str) -> Table:
    rows = shown.observations
    chosen = rows[
        (rows["measure"] == wanted.measure)
        & (rows["frequency"] == frequency)
        & (rows["breakdown"] == wanted.breakdown)
        & (rows["category"] == wanted.category)
    ]
    stations = {a.id for a in shown.areas if a.level == STATION}
    found: Table = {}
    columns = chosen[["area", "period", "note"]].itertuples(index=False)
    values = (pd.to_numeric(chosen[name], errors="coerce") for name in ("value", "denominator"))
    for (area, period, note), value, base in zip(columns, *values, strict=True):
        if area in stations:
            found.setdefault(area, {})[period] = float(value), float(base), str(note)
    return found


def _window(months: set[str], quarters: list[str]) -> list[str]:
    """Months with an outcome, up to the last in which it is known who is trained."""
    if not months or not quarters:
        return []
    last = min(max(months), period_end(quarters[-1]).isoformat()[:7])
    return months_between(min(months), last) if min(months) <= last else []


def _first(held: Cells, quarters: list[str], months: list[str]) -> float:
    """The column of the month of training: the quarter after the last one that is known to be under
    half. NaN where nobody can tell, or not within ``HIDDEN_AT_MOST`` hidden quarters.

    So where the quarter of the step itself is hidden, the first hidden one counts: the months
    before are surely untrained, and some untrained months after it make an effect look smaller.
    """
    known = [_reached(held.get(quarter)) for quarter in quarters]
    if True not in known:
        return NEVER if known and None not in known else np.nan
    step = known.index(True)
    if step == 0:
        return 0.0
    below = max((n for n in range(step) if known[n] is False), default=-1)
    if below < 0 or step - below > HIDDEN_AT_MOST + 1:
        return np.nan
    start, begin = period_start(quarters[below + 1]), period_start(months[0])
    return float(max((start.year - begin.year) * 12 + start.month - begin.month, 0))


def _reached(cell: tuple[float, float, str] | None) -> bool | None:
    """Whether half of the staff held the course; None where that is hidden.

    "most" stands for half or more and "few" for less: in a station of under 20 staff half of them
    may be fewer than ten, so that it counts as trained a quarter or two late.
    """
    value, _, note = cell or (np.nan, np.nan, "")
    if np.isnan(value):
        return {"few": False, "most": True}.get(note)
    return value >= HALF


def _reason(area: Area, first: float, score: Cells, months: list[str]) -> str:
    """Why a station stays out; empty where it comes in."""
    begin, end = period_start(months[0]).isoformat(), period_end(months[-1]).isoformat()
    if (area.valid_from and area.valid_from > begin) or (area.valid_to and area.valid_to < end):
        return "closed"
    if np.isnan(first):
        return "training hidden"
    known = all(m in score and np.isfinite(score[m][:2]).all() for m in months)
    return "" if known else "outcome hidden"
