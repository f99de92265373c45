"""The chart of what happened before and after training, month by month, around a line of no change.

Plotly and our own SVG draw the same dict; see portal/charts.py.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from portal import frames, traces
from portal.axis import categories, nice_range, value_axis
from portal.language import _, number
from portal.traces import HOVER, SERIES, Figure, escape, rounded

WINDOW = 12
"""Months before and after training that are drawn: further away few places are left."""

STEP = 4
"""Months between labels: as many as a plot 260 px wide holds, none at its very ends."""


class Point(NamedTuple):
    """``months`` since training (negative before it), the difference and its likely range."""

    months: int
    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the likely range leaves out "no change"."""
        return self.low > 0 or self.high < 0


def drawn(points: Sequence[Point]) -> list[Point]:
    return [p for p in points if abs(p.months) <= WINDOW]


def figure(points: Sequence[Point], say: Callable[[Point], str]) -> Figure:
    """Points with their likely ranges; those from training on in the main colour."""
    shown = drawn(points)
    places = _places(shown)
    low, high = nice_range([v for p in shown for v in (p.low, p.high)])
    before, after = ([p for p in shown if (p.months >= 0) is side] for side in (False, True))
    data = [
        *_ranges(shown),
        *_marks(before, "other", _("Before training"), say),
        *_marks(after, "main", _("From training on"), say),
    ]
    if places:
        ends = list(dict.fromkeys([places[0], places[-1]]))
        line = traces.dashed(ends, [0.0] * len(ends), "hidden", "dash")
        data.append(line | {"name": _("No change")})
    layout = frames.layout(300, "trend")
    layout["xaxis"] = categories(places) | _ticks(places)
    layout["yaxis"] = value_axis(low, high)
    layout["showlegend"] = bool(shown)
    return {"data": data, "layout": layout}


def _places(points: Sequence[Point]) -> list[str]:
    if not points:
        return []
    months = [p.months for p in points]
    return [str(m) for m in range(min(months), max(months) + 1)]


def _ticks(places: Sequence[str]) -> Figure:
    """Every fourth month."""
    values = [p for p in places if int(p) % STEP == 0 and abs(int(p)) < WINDOW]
    return {
        "tickmode": "array",
        "tickvals": values,
        "ticktext": [_tick(int(p)) for p in values],
        "tickangle": 0,
        "showgrid": False,
        "showline": False,
    }


def _tick(months: int) -> str:
    if months == 0:
        return _("0<br>month of training")
    return _("+{number}").format(number=number(months)) if months > 0 else number(months)


def _ranges(points: Sequence[Point]) -> list[Figure]:
    """One upright line a point, as one trace with gaps."""
    xs: list[str | None] = []
    ys: list[float | None] = []
    for p in points:
        xs += [str(p.months), str(p.months), None]
        ys += [rounded(p.low, 3), rounded(p.high, 3), None]
    if not xs:
        return []
    trace = traces.dashed([], [], "other")
    return [trace | {"x": xs[:-1], "y": ys[:-1], "name": _("Likely range")}]


def _marks(
    points: Sequence[Point], colour: str, name: str, say: Callable[[Point], str]
) -> list[Figure]:
    if not points:
        return []
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "name": escape(name),
            "x": [str(p.months) for p in points],
            "y": [rounded(p.value, 3) for p in points],
            "line": {"color": SERIES[colour]},
            "marker": {
                "color": SERIES[colour],
                "size": [8] * len(points),
                "opacity": 1,
                "line": {"width": 0},
            },
            "customdata": [escape(say(p)) for p in points],
            "hovertemplate": HOVER,
        }
    ]
