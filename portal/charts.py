"""Figures as plain dicts of the plotly.js schema: pure functions of observations and plain strings.

Colours: plotly cannot read CSS variables, so the series colours are mid-tones with at least 3:1
against both the light and the dark page (a test measures it). Text, grid and the seams between
stacked bars follow the page by rules in ``assets/charts.css`` (currentColor, Canvas), for
plotly's own SVG and for ours alike.

Only what ``portal/svg.py`` understands is used: category axes with an explicit list of places,
explicit ranges and ticks, scatter and bar traces, annotations. So both drawings are the same one.
A hidden number is a grey column over the whole height ("not shown"), never a zero; "few" and "most"
are pale blocks at the ends, as large for every place.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from portal import blocks, control, ends, frames, traces
from portal.axis import categories, nice_range, period_span
from portal.findings import NOTHING, Found
from portal.funnel import funnel
from portal.language import _
from portal.lying import bars, parts
from portal.traces import SERIES, Figure, Say, escape, plain, rounded
from release.reader import Observation
from release.vocabulary import frequency_of, period_of

__all__ = ["CONFIG", "bars", "faces", "funnel", "line", "progress", "spark"]

CONFIG: dict[str, Any] = {
    "displayModeBar": False,
    "displaylogo": False,
    "showSendToCloud": False,
    "scrollZoom": False,
    "doubleClick": False,
    "responsive": True,
}
"""The one config of every dcc.Graph: no toolbar, nothing that leaves the page."""

SPARK_HEIGHT = 40


def line(
    points: Sequence[Observation],
    *,
    name: str,
    unit: str = "",
    decimals: int = 0,
    target: float | None = None,
    yrange: Sequence[float] | None = None,
    comparison: Sequence[Observation] | None = None,
    comparison_name: str = "",
    say: Say | None = None,
    whole: bool = False,
    found: Found = NOTHING,
    asked: str = "",
) -> Figure:
    """A time series with its interval, the target, and a second grey line (e.g. the force).

    ``found`` adds average, limits and the points that stand out. The axis lies close around what is
    drawn, within the scale ``yrange``; that of ``whole`` numbers starts at zero. ``say`` puts one
    observation into words for the pointer and the keys; the number and its unit if not given.
    ``asked`` is the period that the address chose: it is marked.
    """
    say, others = say or plain(unit, decimals), comparison or []
    periods = period_span([o.period for o in [*points, *others]])
    low, high = ends.of([*points, *others], target, yrange, whole=whole, more=control.reach(found))
    data = [
        *blocks.hidden(points, low, high),
        *traces.band(points),
        *control.limits(found, periods, low, high),
        *traces.compared(others, comparison_name, say),
        traces.trend(points, name, control.explained(say, found)),
        *traces.target_line(periods, target),
        *control.outstanding(points, found),
        *traces.chosen(points, asked, low, high),
    ]
    return frames.over_time(data, periods, low, high, whole)


def progress(
    points: Sequence[Observation],
    target: float,
    target_date: str,
    *,
    name: str = "",
    unit: str = "%",
    decimals: int = 0,
    say: Say | None = None,
) -> Figure:
    """Coverage from 0 to 100 over time, the target, and the pace needed until ``target_date`` (ISO
    day): a dotted line from the last shown figure to the target."""
    say = say or plain(unit, decimals)
    goal = period_of(target_date, frequency_of(points[-1].period) if points else "year")
    periods = period_span([*(o.period for o in points), goal])
    shown = [o for o in points if o.value is not None]
    data = blocks.hidden(points, 0, 100)
    if shown and shown[-1].period < goal:
        ends, values = [shown[-1].period, goal], [rounded(shown[-1].value, 2), target]
        data.append(traces.dashed(ends, values, "other", "dot") | {"name": _("Pace needed")})
    data += [traces.trend(points, name or _("So far"), say), *traces.target_line(periods, target)]
    return frames.over_time(data, periods, 0, 100)


def faces(
    points_by_category: Mapping[str, Sequence[Observation]],
    titles: Mapping[str, str],
    say: Say | None = None,
) -> Figure:
    """The parts of a whole in percent, best face first: stacked bars over time, or one lying bar
    where there is a single period. A period with a hidden part is not shown at all."""
    every = [o for points in points_by_category.values() for o in points]
    gone = {o.period: o for o in every if o.value is None}
    periods = period_span([o.period for o in every])
    data = [
        _part(
            n,
            titles.get(category, category),
            [o for o in points if o.period not in gone],
            say or plain("%", 0),
        )
        for n, (category, points) in enumerate(_in_order(points_by_category, titles))
    ]
    if len(periods) == 1 and not gone:
        return parts(data)
    figure = frames.over_time([*data, *blocks.hidden(list(gone.values()), 0, 100)], periods, 0, 100)
    figure["layout"] |= {"barmode": "stack"}
    return figure


def spark(values: Sequence[float | None]) -> Figure:
    """A small line without axes, oldest value first; gaps stay gaps."""
    xs = [str(n) for n in range(len(values))]
    low, high = nice_range([v for v in values if v is not None])
    trace = traces.dashed(xs, [rounded(v, 2) for v in values], "main")
    layout = frames.layout(SPARK_HEIGHT, "spark") | {
        "xaxis": categories(xs) | {"visible": False},
        "yaxis": {"range": [low, high], "visible": False, "fixedrange": True},
        "showlegend": False,
        "hovermode": False,
    }
    return {"data": [trace], "layout": layout}


def _in_order(
    points_by_category: Mapping[str, Sequence[Observation]], titles: Mapping[str, str]
) -> list[tuple[str, Sequence[Observation]]]:
    """The categories as their titles have them, best first."""
    names = [*(c for c in titles if c in points_by_category), *points_by_category]
    return [(name, points_by_category[name]) for name in dict.fromkeys(names)]


def _part(n: int, title: str, points: Sequence[Observation], say: Say) -> Figure:
    return {
        "type": "bar",
        "name": escape(title),
        "x": [o.period for o in points],
        "y": [rounded(o.value, 1) for o in points],
        "width": [0.8] * len(points),
        "marker": {"color": SERIES[f"face{min(n, 3) + 1}"]},
        "customdata": [traces.said(o, say, title) for o in points],
        "hovertemplate": traces.HOVER,
    }
