"""Small multiples: the same measure in several places, each in a drawing of its own on one scale.

Every panel has the same periods across and the same ends upright, so that heights can be compared.
"""

from collections.abc import Sequence
from functools import partial

from portal import blocks, ends, frames, traces, wording
from portal.axis import period_span
from portal.language import _
from portal.series import Series
from portal.traces import Figure
from release.reader import Observation

HEIGHT = 210
"""Pixels of one panel."""


def panels(shown: Sequence[Series], yrange: Sequence[float] | None) -> list[Figure]:
    """A figure for each series, in their order: line, likely range and target. ``yrange`` are the
    ends of the axis, where the measure has its own."""
    points = [o for s in shown for o in s.points]
    periods = period_span([o.period for o in points])
    low, high = _ends(shown[0], points, yrange)
    return [_panel(s, periods, low, high) for s in shown]


def before_and_after(shown: Series, yrange: Sequence[float] | None, done: str) -> Figure:
    """One panel with an upright line at the period in which something was done."""
    periods = period_span([*(o.period for o in shown.points), done])
    low, high = _ends(shown, shown.points, yrange)
    figure = _panel(shown, periods, low, high)
    upright = traces.dashed([done, done], [low, high], "other", "dot") | {"name": _("Done")}
    return figure | {"data": [*figure["data"], upright]}


def _ends(
    shown: Series, points: Sequence[Observation], yrange: Sequence[float] | None
) -> tuple[float, float]:
    """The ends of the upright axis for all ``points`` of the measure that is shown."""
    return ends.of(points, shown.measure.target, yrange, whole=shown.measure.kind == "count")


def _panel(shown: Series, periods: list[str], low: float, high: float) -> Figure:
    measure = shown.measure
    data = [
        *blocks.hidden(shown.points, low, high),
        *traces.band(shown.points),
        traces.trend(shown.points, shown.area.name, partial(wording.said, measure)),
        *traces.target_line(periods, measure.target),
    ]
    figure = frames.over_time(data, periods, low, high, measure.kind == "count")
    figure["layout"] |= {"height": HEIGHT, "showlegend": False}
    return figure


def key(figures: Sequence[Figure]) -> Figure:
    """One legend for all panels, as a figure: each kind of trace once, the lines without place."""
    every = [trace for figure in figures for trace in figure["data"]]
    named = {t["name"]: t for t in every if t.get("mode") != "lines+markers"}
    lines = [t | {"name": _("Figure")} for t in every if t.get("mode") == "lines+markers"]
    return {"data": [*lines[:1], *named.values()], "layout": {"showlegend": True}}
