"""Made-up findings of a made-up release: every icon, every band and every reason stands somewhere.

They are not worked out from its observations: pages show what a release says and calculate nothing.
"""

import math
from collections.abc import Iterator
from statistics import fmean, stdev
from typing import Any

import pandas as pd

from release.draft import frame_of
from release.measures import Area, Measure
from release.tables import ASSESSMENT, COMPARISON, SERIES, SIGNAL
from release.vocabulary import TOTAL

Row = dict[str, Any]
SAID = [("outside", 1), ("", 0), ("trend", -1), ("two of three", -1), ("one side", 1)]
"""What is found out of one series after the other: the rule of its latest point, and its sign."""

BANDS = ["as expected", "higher", "lower", "as expected", ""]


def made_findings(
    observations: pd.DataFrame, measures: tuple[Measure, ...], areas: tuple[Area, ...]
) -> dict[str, pd.DataFrame]:
    """Tables assessment, signal and comparison for the observations of a release."""
    by_id = {m.id: m for m in measures}
    series = list(observations.groupby(list(SERIES), sort=True))
    pairs = [
        _series(by_id[key[0]], dict(zip(SERIES, key, strict=True)), cells, n)
        for n, (key, cells) in enumerate(series)
    ]
    return {
        "assessment": frame_of(ASSESSMENT, [found for found, _signals in pairs]),
        "signal": frame_of(SIGNAL, [s for _found, signals in pairs for s in signals]),
        "comparison": frame_of(COMPARISON, _compared(observations, by_id, areas)),
    }


def _series(measure: Measure, key: Row, cells: pd.DataFrame, n: int) -> tuple[Row, list[Row]]:
    """The assessment of one series and the signal of its latest point."""
    line = sorted(zip(cells["period"].tolist(), cells["value"].tolist(), strict=True))
    known = [value for _period, value in line if not math.isnan(value)]
    row = key | {"points": len(known), "reason": "too few points"}
    row |= {"since": line[0][0], "latest": line[-1][0]}
    if len(known) < 13:
        return row, []
    mean, spread = fmean(known), stdev(known)
    row |= {"mean": mean, "lower_limit": mean - spread, "upper_limit": mean + spread}
    row |= {"near_lower": mean - spread / 2, "near_upper": mean + spread / 2, "reason": ""}
    row |= {"assurance": _promised(measure, known[-1], n)}
    if math.isnan(line[-1][1]):
        return row | {"reason": "latest point missing"}, []
    rule, sign = SAID[n % len(SAID)]
    if not rule:
        return row | {"variation": "common cause", "sign": 0}, []
    better = {"higher": 1, "lower": -1, "neutral": 0}[measure.direction]
    said = {1: "improvement", -1: "concern", 0: "neutral"}[better * sign]
    signal = key | {"period": row["latest"], "rule": rule, "sign": sign, "variation": said}
    return row | {"variation": said, "sign": sign}, [signal]


def _promised(measure: Measure, latest: float, n: int) -> str:
    """An icon of assurance that fits the latest figure."""
    if measure.target is None:
        return ""
    if n % 3 == 0:
        return "hit and miss"
    high = latest >= measure.target
    return "passing" if high == (measure.direction == "higher") else "failing"


def _compared(
    observations: pd.DataFrame, measures: dict[str, Measure], areas: tuple[Area, ...]
) -> Iterator[Row]:
    """Every station in the latest period of each measure in percent."""
    stations = [a.id for a in areas if a.level == "station"]
    percent = [id_ for id_, m in measures.items() if m.kind == "percent"]
    fitting = observations["measure"].isin(percent) & observations["area"].isin(stations)
    seen = observations[fitting & (observations["breakdown"] == TOTAL)]
    for _, cells in seen.groupby(["measure", "frequency"], sort=True):
        latest = cells[cells["period"] == cells["period"].max()]
        average = latest["value"].mean()
        for n, key in enumerate(latest[list(COMPARISON.key)].to_dict("records")):
            band = BANDS[n % len(BANDS)]
            limits = {"lower_limit": 8, "lower_95": 5, "upper_95": 5, "upper_limit": 8}
            yield (
                key
                | {"average": average, "shrunk": average, "band": band}
                | {
                    name: average + (-far if "lower" in name else far) if band else None
                    for name, far in limits.items()
                }
            )
