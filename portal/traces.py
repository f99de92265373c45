"""The parts of a figure: one trace or layout a function, in the words of plotly.js."""

from collections.abc import Callable, Sequence
from typing import Any

from portal.language import _, number, percent, period_title
from portal.wording import status
from release.reader import Observation

Figure = dict[str, Any]
Say = Callable[[Observation], str]

SERIES = {
    "main": "#2b74b8",
    "other": "#767d86",
    "target": "#8460b0",
    "improved": "#2a6fb3",
    "worse": "#bd5f0a",
    "hidden": "#8a8f98",
    "face1": "#4b659b",
    "face2": "#2ca0aa",
    "face3": "#aa821d",
    "face4": "#b4415e",
}
"""Colour per series, as in assets/tokens.css; svg.py turns it back into the class ``c-<name>``."""

HOVER = "%{customdata}<extra></extra>"


def escape(words: str) -> str:
    """Plotly reads a small HTML in its texts: a title from the data must stay text."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(unit: str, decimals: int) -> Say:
    """Says a figure as its number and unit; for charts whose caller gives no better words."""

    def say(o: Observation) -> str:
        if o.value is None:
            return status(o)
        if unit == "%":
            return percent(o.value, decimals)
        return f"{number(o.value, decimals)} {unit}".strip()

    return say


def said(o: Observation, say: Say, name: str = "") -> str:
    """The text of the pointer over one observation: (name,) period and figure, which may have two
    lines. The keys read the same (assets/reading.js)."""
    period = period_title(o.period)
    if name:
        words = _("{name}, {period}: {figure}").format(name=name, period=period, figure=say(o))
    else:
        words = _("{period}: {figure}").format(period=period, figure=say(o))
    return escape(words).replace("\n", "<br>")


def rounded(value: float | None, decimals: int) -> float | None:
    """Short numbers keep the page small; two digits more than are shown change no pixel."""
    return None if value is None else round(value, decimals)


def dashed(
    xs: Sequence[str], ys: Sequence[float | None], colour: str, dash: str = "solid"
) -> Figure:
    """A plain line without marks."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": list(xs),
        "y": list(ys),
        "line": {"color": SERIES[colour], "width": 2, "dash": dash},
        "connectgaps": False,
        "hoverinfo": "skip",
    }


def trend(points: Sequence[Observation], name: str, say: Say) -> Figure:
    """The line of the figure itself, its last point larger; the arrow keys begin here."""
    ys = [rounded(o.value, 3) for o in points]
    last = max((n for n, y in enumerate(ys) if y is not None), default=-1)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": escape(name),
        "meta": "main",
        "x": [o.period for o in points],
        "y": ys,
        "line": {"color": SERIES["main"], "width": 2.5},
        "marker": {
            "color": SERIES["main"],
            "size": [10 if n == last else 5 for n in range(len(points))],
            "opacity": 1,
            "line": {"width": 0},
        },
        "connectgaps": False,
        "customdata": [said(o, say) for o in points],
        "hovertemplate": HOVER,
        "cliponaxis": False,
    }


def chosen(points: Sequence[Observation], asked: str, low: float, high: float) -> list[Figure]:
    """A ring around the point of the period that was asked for; an upright line where it has no
    number."""
    point = next((o for o in points if o.period == asked), None)
    if point is None:
        return []
    if point.value is None:
        line = dashed([asked, asked], [low, high], "main", "dot")
        return [line | {"name": _("Chosen period")}]
    return [ring(asked, rounded(point.value, 3), _("Chosen period"))]


def ring(x: Any, y: float | None, name: str) -> Figure:
    """Around the point that the page is about."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": escape(name),
        "x": [x],
        "y": [y],
        "marker": {
            "symbol": "circle-open",
            "color": SERIES["main"],
            "size": [21],
            "opacity": 1,
            "line": {"width": 2.5, "color": SERIES["main"]},
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def compared(points: Sequence[Observation], name: str, say: Say) -> list[Figure]:
    """A second, grey line."""
    if not points:
        return []
    trace = dashed([o.period for o in points], [rounded(o.value, 3) for o in points], "other")
    del trace["hoverinfo"]
    words = [said(o, say, name) for o in points]
    return [trace | {"name": escape(name), "customdata": words, "hovertemplate": HOVER}]


def target_line(periods: Sequence[str], target: float | None) -> list[Figure]:
    """A dashed level from the first to the last period; one period has no room for a line."""
    if target is None or len(periods) < 2:
        return []
    ends = [periods[0], periods[-1]]
    return [dashed(ends, [target, target], "target", "dash") | {"name": _("Target")}]


def band(points: Sequence[Observation]) -> list[Figure]:
    """The interval as one closed outline per run of points that have one."""
    xs: list[str | None] = []
    ys: list[float | None] = []
    for run in _runs(points):
        outline = [(o.period, o.upper) for o in run] + [(o.period, o.lower) for o in run[::-1]]
        xs += [*(x for x, _y in outline), None]
        ys += [*(rounded(y, 2) for _x, y in outline), None]
    if not xs:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "fill": "toself",
            "fillcolor": SERIES["main"] + "33",
            "line": {"width": 0, "color": SERIES["main"]},
            "name": _("Likely range"),
            "x": xs[:-1],
            "y": ys[:-1],
            "hoverinfo": "skip",
        }
    ]


def _runs(points: Sequence[Observation]) -> list[list[Observation]]:
    """Stretches of at least two neighbours that all have an interval."""
    runs: list[list[Observation]] = [[]]
    for o in points:
        if o.value is None or o.lower is None or o.upper is None:
            runs.append([])
        else:
            runs[-1].append(o)
    return [run for run in runs if len(run) > 1]


def extent(points: Sequence[Observation], target: float | None = None) -> list[float]:
    """Every number that must find room in the plot."""
    numbers = [n for o in points for n in (o.value, o.lower, o.upper) if n is not None]
    return [*numbers, target] if target is not None else numbers
