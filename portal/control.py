"""What an XmR chart adds to a line: average and limits of chance, and the points that stand out.

A limit beyond the ends of the axis is left out of the drawing: the sentence says it.
"""

from collections.abc import Mapping, Sequence

from portal import traces
from portal.findings import Found, Signal
from portal.language import _
from portal.traces import HOVER, SERIES, Figure, Say, rounded
from release.reader import Observation

MARK = 13
"""Pixels across a point that stands out."""

COLOURS = {"improvement": "improved", "concern": "worse", "neutral": "other"}


def reach(found: Found) -> list[float]:
    """Numbers beyond the observations that should find room in the plot."""
    return [found.assessment.limits[2]] if found.assessment and found.assessment.limited else []


def limits(found: Found, periods: Sequence[str], low: float, high: float) -> list[Figure]:
    """Average and limits as level lines over the phase that they belong to, as far as ``periods``
    are drawn: a place that fell silent has none up to its latest period."""
    assessment = found.assessment
    if assessment is None or not assessment.limited:
        return []
    within = [p for p in periods if assessment.since <= p <= assessment.latest]
    mean, lower, upper = assessment.limits
    levels = [(upper, "dot"), (lower, "dot"), (mean, "solid")]
    lines = [_level(within, at, dash) for at, dash in levels if within and low <= at <= high]
    for line in lines:
        line["showlegend"] = line is lines[-1]
    return lines


def _level(periods: Sequence[str], at: float, dash: str) -> Figure:
    ends = list(dict.fromkeys([periods[0], periods[-1]]))
    line = traces.dashed(ends, [rounded(at, 3)] * len(ends), "other", dash)
    line["line"]["width"] = 1
    return line | {"name": _("Average and limits")}


def outstanding(points: Sequence[Observation], found: Found, say: Say) -> list[Figure]:
    """The points that stand out: one trace a kind, by shape (up or down) and colour."""
    seen = {o.period: o for o in points if o.value is not None}
    kinds: dict[tuple[str, bool], list[Signal]] = {}
    for signal in found.signals:
        if signal.period in seen:
            kinds.setdefault((signal.variation, signal.sign > 0), []).append(signal)
    return [_marks(kind, signals, seen, say) for kind, signals in sorted(kinds.items())]


def _marks(
    kind: tuple[str, bool], signals: Sequence[Signal], seen: Mapping[str, Observation], say: Say
) -> Figure:
    variation, rising = kind
    name = title(variation, rising=rising)
    shown = [seen[s.period] for s in signals]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [o.period for o in shown],
        "y": [rounded(o.value, 3) for o in shown],
        "marker": {
            "symbol": "triangle-up" if rising else "triangle-down",
            "color": SERIES[COLOURS[variation]],
            "size": [MARK] * len(shown),
            "opacity": 1,
            "line": {"width": 0},
        },
        "customdata": [traces.said(o, say, name) for o in shown],
        "hovertemplate": HOVER,
    }


def title(variation: str, *, rising: bool) -> str:
    """What a point that stands out is called."""
    match variation:
        case "improvement":
            return _("Improvement")
        case "concern":
            return _("Concern")
    return _("Unusually high") if rising else _("Unusually low")
