"""Axes with explicit periods, ranges and ticks, so that plotly and our own SVG draw the same."""

import math
from collections.abc import Sequence
from typing import Any

from babel.dates import format_date

from portal.language import number
from portal.speech import spoken
from release.vocabulary import next_period, period_start

LEAST_OF_SCALE, LEAST_OF_HIGHEST = 0.15, 0.25
"""The least part of its scale, or of its highest number, that a close axis spans: a wobble of two
points in a hundred stays a wobble."""

TICKS_X = 5
"""As many two-line labels as a plot 260 px wide (a page of 320 px) holds side by side."""


def period_span(periods: Sequence[str]) -> list[str]:
    """Every period from the first to the last, gaps included."""
    if not periods:
        return []
    current, last = min(periods), max(periods)
    span = [current]
    while current < last:
        current = next_period(current)
        span.append(current)
    return span


def period_ticks(periods: Sequence[str]) -> tuple[list[str], list[str]]:
    """At most TICKS_X evenly spaced periods that end with the last one, with two-line labels."""
    step = max(1, math.ceil(len(periods) / TICKS_X))
    chosen = list(periods[::-1][::step])[::-1]
    return chosen, [_short(period) for period in chosen]


def _short(period: str) -> str:
    if len(period) == 4:
        return period
    pattern = "QQQ" if "Q" in period else "LLL"
    head = format_date(period_start(period), pattern, locale=spoken().locale)
    return f"{head}<br>{period[:4]}"


def nice_range(
    values: Sequence[float], wanted: Sequence[float] | None = None, whole: bool = False
) -> tuple[float, float]:
    """A range from zero to a round end above ``values``; ``wanted`` wins where it is given, but
    what would lie flat in the lowest third of it gets a round end of its own. ``whole``: of counts.
    """
    high = max([0.0, *values])
    flat = wanted is not None and wanted[0] == 0 < high < wanted[1] / 3
    if wanted is not None and not flat:
        return float(wanted[0]), float(wanted[1])
    low = min([0.0, *values])
    if low == high:
        return 0.0, 1.0
    step = _step(high - low, whole)
    return step * math.floor(low / step), step * math.ceil(round(high / step, 9))


def near_range(values: Sequence[float]) -> tuple[float, float]:
    """Round ends close around ``values``, for points whose height over zero says nothing."""
    low, high = min(values), max(values)
    if low == high:
        low, high = low - 1, high + 1
    return _rounded(low, high)


def close_range(
    values: Sequence[float], scale: Sequence[float] | None = None
) -> tuple[float, float]:
    """Round ends close around ``values`` (likely ranges, limits and target among them), for points
    and lines, never for bars. Never beyond ``scale``, never so close that chance fills the plot,
    and from zero where little would be gained by leaving it out."""
    if not values:
        return nice_range([], scale)
    floor, ceiling = (scale[0], scale[1]) if scale else (min(0.0, *values), math.inf)
    low, high = max(min(values), floor), min(max(values), ceiling)
    least = LEAST_OF_SCALE * (ceiling - floor) if scale else LEAST_OF_HIGHEST * abs(high)
    room = max(least - (high - low), 0) / 2
    low, high = low - room, high + room
    low, high = low - max(high - ceiling, 0), high + max(floor - low, 0)
    if low < floor + (high - floor) / 3:
        low, high = floor, max(min(max(values), ceiling), floor + least)
    if low == high:
        return nice_range(values, scale)
    low, high = _rounded(*_rounded(low, high))
    return max(low, floor), min(high, ceiling)


def _rounded(low: float, high: float) -> tuple[float, float]:
    """Ends that are ticks of a span as long as theirs; a longer span may have longer steps."""
    step = _step(high - low)
    first, last = math.floor(round(low / step, 9)), math.ceil(round(high / step, 9))
    return round(step * first, 9), round(step * last, 9)


def ticks(low: float, high: float, whole: bool = False) -> tuple[list[float], list[str]]:
    """Round values from ``low`` to ``high``, about five, with their labels."""
    step = _step(high - low, whole)
    places = next(p for p in range(9) if math.isclose(round(step, p), step))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [round(step * n, 6) for n in range(first, last + 1)]
    return values, [number(v, places) for v in values]


def _step(span: float, whole: bool = False) -> float:
    raw = max(span / 4, 1.0) if whole else span / 4
    power = float(10.0 ** math.floor(math.log10(raw)))
    steps = [power * m for m in (1, 2, 2.5, 5, 10)]
    return next(s for s in steps if raw <= s * 1.0001 and not (whole and s % 1))


LOWERED = {"ticks": "outside", "ticklen": 4, "tickcolor": "rgba(0,0,0,0)"}
"""Unseen ticks keep the labels below away from the lowest label at the side."""


def period_axis(periods: Sequence[str]) -> dict[str, Any]:
    """A category axis over every period, with few labels."""
    values, labels = period_ticks(periods)
    return (
        categories(periods)
        | {
            "tickmode": "array",
            "tickvals": values,
            "ticktext": labels,
            "tickangle": 0,
            "showgrid": False,
            "showline": False,
        }
        | LOWERED
    )


def value_axis(low: float, high: float, whole: bool = False) -> dict[str, Any]:
    """A number axis with a fixed range and round ticks."""
    values, labels = ticks(low, high, whole)
    return {
        "range": [low, high],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": values,
        "ticktext": labels,
        "gridcolor": "#8a8f98",
        "gridwidth": 1,
        "zeroline": False,
    }


def categories(names: Sequence[str]) -> dict[str, Any]:
    """A category axis with exactly these places."""
    return {
        "type": "category",
        "categoryorder": "array",
        "categoryarray": list(names),
        "range": [-0.5, len(names) - 0.5],
        "fixedrange": True,
        "zeroline": False,
    }
