"""Is it really changing? The XmR chart of every series, from shown numbers only.

A series is one measure, frequency, area, breakdown and category, over every period from its first
observation on: a period without a shown number is a missing point. It ends with the newest period
of its measure, or where its place closed. Under 13 points a phase has no limits, no flags and no
icons: so few points set limits that mean nothing. The same holds where nearly all its points are
equal, so that without the few steps between them (which are screened) no spread is left: limits
that lie on the mean would call every other point unusual. A constant series is one of no change.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from etl.shown import Shown
from etl.statistics import Numbers
from etl.statistics.control import FEWEST, SLACK, Phase, icons, phases, variation
from release.draft import frame_of
from release.measures import Area, Measure
from release.tables import ASSESSMENT, SERIES, SIGNAL
from release.vocabulary import (
    TOTAL,
    Direction,
    next_period,
    period_start,
)

Row = dict[str, Any]
KEY = list(SERIES)
NO_SPREAD = "no spread"
"""Reason of a series without icon; the other ones are etl.statistics.control's."""


def assess(shown: Shown) -> dict[str, pd.DataFrame]:
    """The rows of the tables assessment and signal: one row a series, one a flagged point.

    A series of years has a row only where it has 13 points: until then its page says why.
    """
    areas = {area.id: area for area in shown.areas}
    newest = shown.observations.groupby(["measure", "frequency"])["period"].max()
    assessments: list[Row] = []
    signals: list[Row] = []
    for key, periods, values in _series(shown.observations):
        names = dict(zip(KEY, key, strict=True))
        measure, area = shown.measures[names["measure"]], areas[names["area"]]
        last = _last(str(newest[names["measure"], names["frequency"]]), periods[-1], area)
        found, flagged = _assessed(measure, names, *_whole(periods, values, last))
        if found["points"] >= FEWEST or names["frequency"] != "year":
            assessments.append(names | found)
            signals += [names | signal for signal in flagged]
    return {"assessment": frame_of(ASSESSMENT, assessments), "signal": frame_of(SIGNAL, signals)}


def _series(observations: pd.DataFrame) -> Iterator[tuple[tuple[str, ...], list[str], Numbers]]:
    """The key of each series, its periods in order of time and its figures."""
    ordered = observations[[*KEY, "period", "value"]].sort_values([*KEY, "period"])
    if ordered.empty:
        return
    keys = ordered[KEY].to_numpy(dtype=object)
    periods, values = ordered["period"].to_list(), ordered["value"].to_numpy(dtype="float64")
    starts = np.flatnonzero(np.append(True, (keys[1:] != keys[:-1]).any(axis=1)))
    for start, end in zip(starts, np.append(starts[1:], len(keys)), strict=True):
        yield tuple(keys[start]), periods[start:end], values[start:end]


def _last(newest: str, own: str, area: Area) -> str:
    """The period with which a series ends: that of its measure while the place is open."""
    return own if area.valid_to and area.valid_to < period_start(newest).isoformat() else newest


def _whole(periods: list[str], values: Numbers, last: str) -> tuple[list[str], Numbers]:
    """Every period from the first to ``last``; NaN where there is no observation."""
    every = _span(periods[0], max(last, periods[-1]))
    if len(every) == len(periods):
        return periods, values
    known = dict(zip(periods, values, strict=True))
    return every, np.array([known.get(period, np.nan) for period in every])


@lru_cache(maxsize=1_000)
def _span(first: str, last: str) -> list[str]:
    span = [first]
    while span[-1] < last:
        span.append(next_period(span[-1]))
    return span


def _assessed(
    measure: Measure, names: dict[str, str], periods: list[str], values: Numbers
) -> tuple[Row, list[Row]]:
    """What the latest phase of a series says, and the flagged points of all its phases."""
    whole = names["breakdown"] == TOTAL or measure.breakdowns[names["breakdown"]].kind == "slice"
    direction: Direction = measure.direction if whole else "neutral"
    target = measure.target if whole and measure.kind != "count" else None
    starts = _starts(measure, names["area"], periods)
    points = int((~np.isnan(values[starts[-1] if starts else 0 :])).sum())
    latest = {"points": points, "latest": periods[-1], "reason": "too few points"}
    latest["since"] = periods[starts[-1] if starts else 0]
    if (~np.isnan(values)).sum() < FEWEST:
        return latest, []
    found = phases(values, starts)
    judged = [phase for phase in found if phase.known >= FEWEST and not without_spread(phase)]
    signals = [s for phase in judged for s in _signals(phase, periods, direction)]
    if points >= FEWEST:
        even = without_spread(found[-1])
        latest |= {"reason": NO_SPREAD} if even else _limits(found[-1], direction, target)
    return latest, signals


def without_spread(phase: Phase) -> bool:
    """Whether its points differ, but its limits leave no room between them."""
    known = phase.points[~np.isnan(phase.points)]
    slack = SLACK * np.abs(known).max(initial=0)
    room = phase.limits.upper - phase.limits.lower
    return bool(known.size and room <= slack < np.ptp(known))


def _starts(measure: Measure, area: str, periods: list[str]) -> list[int]:
    """Where a written decision of the catalogue starts the limits again."""
    days = [period_start(r.period) for r in measure.rebase if r.area in ("", area)]
    firsts = [period_start(period) for period in periods] if days else []
    places = {sum(first < day for first in firsts) for day in days}
    return sorted(place for place in places if 0 < place < len(periods))


def _limits(phase: Phase, direction: Direction, target: float | None) -> Row:
    within, said = phase.limits, icons(phase, direction, target)
    return {
        "mean": within.mean,
        "lower_limit": within.lower,
        "near_lower": within.near_lower,
        "near_upper": within.near_upper,
        "upper_limit": within.upper,
        "sign": None if said.reason else said.sign,
        "variation": said.variation,
        "assurance": said.assurance,
        "reason": said.reason,
    }


def _signals(phase: Phase, periods: list[str], direction: Direction) -> Iterator[Row]:
    own = periods[phase.start :]
    for period, rule, sign in zip(own, phase.rules, phase.signs, strict=False):
        if rule:
            said = variation(sign, direction)
            yield {"period": period, "sign": sign, "rule": rule, "variation": said}
