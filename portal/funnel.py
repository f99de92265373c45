"""The funnel: every place by its size, between the limits of what chance explains.

The limits are those that the release gives each place; lines join them from size to size.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal import frames, traces
from portal.axis import LOWERED, near_range, nice_range, ticks, value_axis
from portal.findings import Comparison
from portal.language import _, number
from portal.traces import HOVER, SERIES, Figure, escape, rounded
from release.vocabulary import Direction


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the funnel: how many cases its figure rests on, and the figure in words."""

    name: str
    size: float
    value: float
    said: str
    found: Comparison


def funnel(spots: Sequence[Spot], direction: Direction, below: str, *marked: str) -> Figure:
    """``spots`` in any order; ``below`` says what the axis of sizes counts; the places with the
    names ``marked`` get a ring, with their number in this order where they are several."""
    rings = [next((s for s in spots if s.name == name), None) for name in marked]
    ringed = [(n, s) for n, s in enumerate(rings, 1) if s is not None]
    several = len(marked) > 1
    spots = sorted(spots, key=lambda s: (s.size, s.name))
    low, high = near_range([v for s in spots for v in _heights(s)])
    left, right = nice_range([s.size for s in spots], whole=True)
    data = [
        *_lines(spots, low, high),
        *_marks(spots, direction),
        *(_ring(s, numbered(n, s.name) if several else s.name) for n, s in ringed),
    ]
    layout = frames.layout(frames.HEIGHTS["funnel"], "funnel")
    values, labels = ticks(left, right, whole=True)
    layout["xaxis"] = {
        "range": [left, right],
        "fixedrange": True,
        "tickmode": "array",
        "tickvals": values,
        "ticktext": labels,
        "tickangle": 0,
        "ticklabeloverflow": "allow",
        "showgrid": False,
        "showline": False,
        "zeroline": False,
    } | LOWERED
    layout["yaxis"] = value_axis(low, high)
    layout["showlegend"] = True
    layout["annotations"] = [frames.below(escape(below))]
    if several:
        layout["annotations"] += [frames.above(number(n), s.size, s.value, 8) for n, s in ringed]
    return {"data": data, "layout": layout}


def _heights(spot: Spot) -> Iterator[float]:
    yield spot.value
    yield from (v for v in (spot.found.lower_limit, spot.found.upper_limit) if v is not None)


def _lines(spots: Sequence[Spot], low: float, high: float) -> Iterator[Figure]:
    """The 99.8 % limits, the faint 95 % ones, and the average of all."""
    sizes = [s.size for s in spots]
    pairs = [
        (
            "solid",
            2,
            _("99.8% limits"),
            [(s.found.lower_limit, s.found.upper_limit) for s in spots],
        ),
        ("dot", 1, _("95% limits"), [(s.found.lower_95, s.found.upper_95) for s in spots]),
    ]
    for dash, width, name, ends in pairs:
        for side in (0, 1):
            heights = [rounded(min(max(e[side] or 0.0, low), high), 2) for e in ends]
            yield _line(sizes, heights, dash, width, name) | {"showlegend": side == 0}
    average = [rounded(s.found.average, 2) for s in spots]
    yield _line(sizes, average, "dash", 1, _("All together"))


def _line(
    sizes: Sequence[float], heights: Sequence[float | None], dash: str, width: int, name: str
) -> Figure:
    line = traces.dashed([], heights, "other", dash) | {"x": list(sizes), "name": name}
    line["line"]["width"] = width
    return line


KINDS = {
    "as expected": ("circle", 9),
    "higher": ("triangle-up", 13),
    "lower": ("triangle-down", 13),
}


def _marks(spots: Sequence[Spot], direction: Direction) -> Iterator[Figure]:
    names = {
        "as expected": _("As expected"),
        "higher": _("Higher than expected"),
        "lower": _("Lower than expected"),
    }
    for band, (symbol, size) in KINDS.items():
        shown = [s for s in spots if s.found.band == band]
        if shown:
            yield {
                "type": "scatter",
                "mode": "markers",
                "name": names[band],
                "x": [s.size for s in shown],
                "y": [rounded(s.value, 2) for s in shown],
                "marker": {
                    "symbol": symbol,
                    "color": SERIES[_colour(band, direction)],
                    "size": [size] * len(shown),
                    "opacity": 1,
                    "line": {"width": 0},
                },
                "customdata": [escape(s.said) for s in shown],
                "hovertemplate": HOVER,
                "cliponaxis": False,
            }


def _colour(band: str, direction: Direction) -> str:
    if band == "as expected" or direction == "neutral":
        return "other"
    return "improved" if band == direction else "worse"


def numbered(n: int, name: str) -> str:
    """A place with its number among those that are compared."""
    return _("{number}. {place}").format(number=number(n), place=name)


def _ring(spot: Spot, name: str) -> Figure:
    """Around a place that the page is about."""
    return traces.ring(spot.size, rounded(spot.value, 2), name)
