"""The burn-up of a course: how many held it so far, and how that goes on at the present pace.

Only trace kinds that ``portal/svg.py`` understands, so that both drawings are the same.
"""

from collections.abc import Sequence
from typing import Any

from portal import blocks, frames, traces
from portal.axis import period_span
from portal.language import _, period_title
from portal.traces import SERIES, Figure, Say, escape, rounded
from portal.wording.training import expected
from release.reader import Observation
from release.vocabulary import frequency_of, period_of

Row = dict[str, Any]


def figure(points: Sequence[Observation], coming: Sequence[Row], promised: str, say: Say) -> Figure:
    """Shares from the first shown one on; the middle and the band of what is ``coming`` (rows
    of the table projection); the way to everyone up to the ``promised`` day (ISO), if any."""
    points = drawn(points)
    frequency = frequency_of(points[-1].period)
    goal = period_of(promised, frequency) if promised else ""
    periods = period_span(
        [*(o.period for o in points), *(r["period"] for r in coming), *([goal] if goal else [])]
    )
    shown = [o for o in points if o.value is not None]
    last = shown[-1:] if coming else []
    data = [
        *blocks.hidden(points, 0, 100),
        *_band(last, coming),
        *_middle(last, coming),
        traces.trend(points, _("So far"), say),
        *_promise(periods, goal),
    ]
    return frames.over_time(data, periods, 0, 100)


def drawn(points: Sequence[Observation]) -> list[Observation]:
    """The points from the first one on of which a number is shown; all where there is none."""
    first = next((n for n, o in enumerate(points) if o.value is not None), 0)
    return list(points[first:])


def _band(last: Sequence[Observation], coming: Sequence[Row]) -> list[Figure]:
    """One closed outline that opens at the last shown point."""
    start = [(o.period, rounded(o.value, 2)) for o in last]
    above = [(r["period"], rounded(r["upper"], 2)) for r in coming]
    below = [(r["period"], rounded(r["lower"], 2)) for r in reversed(coming)]
    if not above:
        return []
    outline = [*start, *above, *below]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "fill": "toself",
            "fillcolor": SERIES["main"] + "33",
            "line": {"width": 0, "color": SERIES["main"]},
            "name": _("Likely range"),
            "x": [x for x, _y in outline],
            "y": [y for _x, y in outline],
            "hoverinfo": "skip",
        }
    ]


def _middle(last: Sequence[Observation], coming: Sequence[Row]) -> list[Figure]:
    if not coming:
        return []
    xs = [*(o.period for o in last), *(r["period"] for r in coming)]
    ys = [*(rounded(o.value, 2) for o in last), *(rounded(r["value"], 2) for r in coming)]
    words = ["" for _o in last] + [
        escape(_("{period}: {figure}").format(period=period_title(r["period"]), figure=expected(r)))
        for r in coming
    ]
    line = traces.dashed(xs, ys, "main", "dash")
    del line["hoverinfo"]
    return [line | {"name": _("At this pace"), "customdata": words, "hovertemplate": traces.HOVER}]


def _promise(periods: Sequence[str], goal: str) -> list[Figure]:
    """Everyone, up to the promised day, and from there down to the axis."""
    if not goal:
        return []
    xs, ys = [periods[0], goal, goal], [100.0, 100.0, 0.0]
    return [traces.dashed(xs, ys, "target", "dot") | {"name": _("Promise")}]
