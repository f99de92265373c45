"""What stands in a chart where a number is not shown: a grey column, or a pale block for a word."""

from collections.abc import Sequence

from portal import traces
from portal.language import _
from portal.traces import HOVER, SERIES, Figure
from portal.wording import status, vague
from release.reader import Observation


def word(o: Observation) -> str:
    """The note "few" or "most", where only that may be said of a figure; empty for any other."""
    return o.note if vague(o) else ""


ZONE = 1 / 8
"""How much of the plot stands for a word: the same for every place, so it says no more than it."""


def zones(points: Sequence[Observation], low: float, high: float) -> list[Figure]:
    """A pale block at the low end for each "few", at the high end for each "most"."""
    size = ZONE * (high - low)
    found = [
        _zone([o for o in points if word(o) == name], title, base, size)
        for name, title, base in zone_names(low, high - size)
    ]
    return [trace for trace in found if trace["x"]]


def zone_names(low: float, high: float) -> list[tuple[str, str, float]]:
    """Each word, its name in the legend, and where its block begins."""
    return [
        ("few", _("Few: under ten people"), low),
        ("most", _("Most: all but under ten people"), high),
    ]


def _zone(points: Sequence[Observation], title: str, base: float, size: float) -> Figure:
    return {
        "type": "bar",
        "name": title,
        "x": [o.period for o in points],
        "y": [size] * len(points),
        "base": [base] * len(points),
        "width": [0.9] * len(points),
        "marker": PALE,
        "hoverinfo": "skip",
    }


PALE = {"color": SERIES["main"] + "33", "line": {"color": SERIES["main"], "width": 2}}
"""How a block that stands for a word is drawn."""


def hidden(points: Sequence[Observation], low: float, high: float) -> list[Figure]:
    """A grey column over the whole height for each period of which nothing may be said, and the
    blocks of those of which a word may."""
    words = zones(points, low, high)
    points = [o for o in points if o.value is None and not word(o)]
    if not points:
        return words
    return [
        *words,
        {
            "type": "bar",
            "name": _("Not shown"),
            "x": [o.period for o in points],
            "y": [high - low] * len(points),
            "base": [low] * len(points),
            "width": [0.9] * len(points),
            "marker": {"color": SERIES["hidden"], "opacity": 0.3},
            "customdata": [traces.said(o, status) for o in points],
            "hovertemplate": HOVER,
        },
    ]
