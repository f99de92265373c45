"""Places on one scale, one below the other: a point for a figure, a line for its likely range."""

from collections.abc import Sequence

from portal import ends, frames, traces
from portal.axis import LOWERED, value_axis
from portal.language import _
from portal.lying import wrapped
from portal.traces import SERIES, Figure, Say, escape, rounded
from release.reader import Observation

ROW, TALL_ROW = 52, 70
"""Pixels of one row: the name above in one line or two, the point below."""

Item = tuple[str, Observation]


def whiskers(
    items: Sequence[Item],
    *,
    target: float | None,
    scale: Sequence[float] | None,
    say: Say,
    tell: Say,
    whole: bool = False,
) -> Figure:
    """``items`` are names and their figures, in the order given; ``say`` stands beside a name,
    ``tell`` is said by the pointer and the keys. What is hidden has its words, and no point."""
    titles = [wrapped(name, say(o)) for name, o in items]
    height = TALL_ROW if any("<br>" in title for title in titles) else ROW
    down = [n + (height - ROW) / 2 / height for n in range(len(items))]
    low, high = ends.of([o for _n, o in items if o.value is not None], target, scale, whole=whole)
    layout = frames.layout(height * len(items) + 40, "rows") | {
        "xaxis": value_axis(low, high, whole) | LOWERED | {"tickangle": 0, "showgrid": True},
        "yaxis": {"range": [len(items) - 0.5, -0.5], "visible": False, "fixedrange": True},
        "showlegend": True,
        "annotations": [
            frames.note(words, y, side, 9)
            for y, title, (_n, o) in zip(down, titles, items, strict=True)
            for words, side in ((title, "left"), (escape(say(o)), "right"))
        ],
    }
    return {"data": [*_target(target, len(items)), _points(items, down, tell)], "layout": layout}


def _target(target: float | None, count: int) -> list[Figure]:
    if target is None:
        return []
    line = traces.dashed([], [-0.5, count - 0.5], "target", "dash")
    return [line | {"x": [target, target], "name": _("Target")}]


def _points(items: Sequence[Item], down: Sequence[float], tell: Say) -> Figure:
    points = [o for _name, o in items]
    known = [o.value or 0.0 for o in points]
    pairs = list(zip(known, points, strict=True))
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _("Figure and likely range"),
        "x": [rounded(o.value, 2) for o in points],
        "y": [round(y, 3) for y in down],
        "marker": {
            "color": SERIES["main"],
            "size": [13] * len(points),
            "opacity": 1,
            "line": {"width": 0},
        },
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [rounded((o.upper or v) - v, 2) for v, o in pairs],
            "arrayminus": [rounded(v - (o.lower or v), 2) if v else 0 for v, o in pairs],
            "color": SERIES["main"],
            "thickness": 2,
            "width": 4,
            "visible": any(o.upper is not None for o in points),
        },
        "cliponaxis": False,
        "customdata": [traces.said(o, tell, name) for name, o in items],
        "hovertemplate": traces.HOVER,
    }
