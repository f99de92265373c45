"""What an XmR chart adds to a line: average and limits of chance, and the points that stand out.

A limit beyond the ends of the axis is left out of the drawing: the sentence says it.
"""

from collections.abc import Mapping, Sequence

from portal import traces
from portal.findings import Found, Signal
from portal.language import _
from portal.traces import SERIES, Figure, Say, rounded
from release.reader import Observation

MARK, DOT, LAST = 13, 8, 11
"""Pixels across a point beyond the limits, one of a run, and one of a run that is the last."""

COLOURS = {"improvement": "improved", "concern": "worse", "neutral": "other"}


def reach(found: Found) -> list[float]:
    """Numbers beyond the observations that should find room in the plot."""
    return [*found.assessment.limits] if found.assessment and found.assessment.limited else []


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


Kind = tuple[str, bool, bool]
"""Of a point that stands out: its variation, whether it is high, whether it is beyond a limit."""


def outstanding(points: Sequence[Observation], found: Found) -> list[Figure]:
    """The points that stand out, one trace a kind: beyond the limits a large mark whose shape says
    up or down, in a run only a coloured dot. The line itself says why (``explained``)."""
    seen = {o.period: o for o in points if o.value is not None}
    kinds: dict[Kind, list[Signal]] = {}
    for signal in found.signals:
        if signal.period in seen:
            beyond = signal.rule == "outside"
            kind = (signal.variation, signal.sign > 0, beyond)
            kinds.setdefault(kind, []).append(signal)
    last = max(seen, default="")
    return [_marks(kind, signals, seen, last) for kind, signals in sorted(kinds.items())]


def _marks(
    kind: Kind, signals: Sequence[Signal], seen: Mapping[str, Observation], last: str
) -> Figure:
    variation, rising, beyond = kind
    name = title(variation, rising=rising)
    shown = [seen[s.period] for s in signals]
    shape = "triangle-up" if rising else "triangle-down"
    small = [LAST if o.period == last else DOT for o in shown]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name if beyond else _("{verdict}, one of a run").format(verdict=name),
        "x": [o.period for o in shown],
        "y": [rounded(o.value, 3) for o in shown],
        "marker": {
            "symbol": shape if beyond else "circle",
            "color": SERIES[COLOURS[variation]],
            "size": [MARK] * len(shown) if beyond else small,
            "opacity": 1,
            "line": {"width": 0},
        },
        "hoverinfo": "skip",
        "cliponaxis": False,
    }


def explained(say: Say, found: Found) -> Say:
    """What is said of a point, and why it stands out, where it does."""
    signals = {s.period: s for s in found.signals}

    def told(o: Observation) -> str:
        signal = signals.get(o.period)
        return say(o) if signal is None else f"{say(o)}\n{why(signal)}"

    return told


def why(signal: Signal) -> str:
    """What a point that stands out is called, and the rule that it stands out by."""
    rising = signal.sign > 0
    name = title(signal.variation, rising=rising)
    return _("{verdict}: {reason}").format(verdict=name, reason=_reasons()[signal.rule, rising])


def _reasons() -> dict[tuple[str, bool], str]:
    return {
        ("outside", True): _("above the limits of chance"),
        ("outside", False): _("below the limits of chance"),
        ("trend", True): _("one of 7 or more in a row that rise"),
        ("trend", False): _("one of 7 or more in a row that fall"),
        ("two of three", True): _("2 of 3 in a row came close to the upper limit"),
        ("two of three", False): _("2 of 3 in a row came close to the lower limit"),
        ("one side", True): _("one of 7 or more in a row above the average"),
        ("one side", False): _("one of 7 or more in a row below the average"),
    }


def title(variation: str, *, rising: bool) -> str:
    """What a point that stands out is called."""
    match variation:
        case "improvement":
            return _("Improvement")
        case "concern":
            return _("Concern")
    return _("Unusually high") if rising else _("Unusually low")
