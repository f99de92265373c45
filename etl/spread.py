"""How sure a score or a rate is: its likely range, from shown numbers only.

A rate has the range of its number of events. Of a score, exports give the mean without its standard
deviation. But where a release shows how many pressed each face, everything is there: the parts give
mean and spread, and Student's t the range.
A score whose parts are hidden, or do not give the score that is shown, has no range.
"""

import numpy as np
import pandas as pd

from etl.statistics import Numbers
from etl.statistics.intervals import rate, student
from release.draft import KEY
from release.measures import Measure
from release.vocabulary import TOTAL

WHOLE = [k for k in KEY if k not in ("breakdown", "category")]
NEAR = 1e-6
"""Share of the scale by which the parts may miss the score that is shown: rounding of floats."""


def with_ranges(shown: pd.DataFrame, measures: dict[str, Measure]) -> pd.DataFrame:
    """``shown`` (KEY and SHOWN) with ``lower`` and ``upper`` (95 %) of every rate of whole events,
    and of every score whose parts are shown: by Student's t, kept within the scale."""
    shown = shown.copy()
    for measure in measures.values():
        seen = shown[shown["measure"] == measure.id]
        if measure.kind == "rate" and measure.denominator is not None:
            found = _rates(measure, seen)
        elif breakdown := parts_of(measure):
            found = _scores(measure, breakdown, seen)
        else:
            continue
        shown.loc[found.index, ["lower", "upper"]] = found
    return shown


def _rates(measure: Measure, seen: pd.DataFrame) -> pd.DataFrame:
    """``lower`` and ``upper`` by the index of the rates that have them."""
    x, n = seen["numerator"], seen["denominator"]
    whole = (x % 1 == 0) & (n > 0) & seen["value"].notna()
    low, high = rate(x[whole], n[whole])
    return pd.DataFrame(
        {"lower": measure.factor * low, "upper": measure.factor * high}, seen.index[whole]
    )


def parts_of(measure: Measure) -> str:
    """The breakdown whose categories are the steps of a score's scale, best first; empty without.

    Events only: rounded counts of people do not give the score again.
    """
    if measure.kind != "score" or measure.protection != "events" or len(measure.scale) != 2:
        return ""
    shares = [id_ for id_, b in measure.breakdowns.items() if b.kind == "share"]
    steps = [id_ for id_ in shares if len(measure.breakdowns[id_].categories) in (4, 5)]
    return steps[0] if len(steps) == 1 else ""


def _scores(measure: Measure, breakdown: str, seen: pd.DataFrame) -> pd.DataFrame:
    """``lower`` and ``upper`` by the index of the scores that have them."""
    codes = list(measure.breakdowns[breakdown].categories)
    parts = seen[seen["breakdown"] == breakdown].pivot(
        index=WHOLE, columns="category", values="numerator"
    )
    whole = seen[seen["breakdown"] == TOTAL]
    presses = parts.reindex(columns=codes).reindex(pd.MultiIndex.from_frame(whole[WHOLE]))
    low, high = score_range(presses.to_numpy(), whole["value"].to_numpy(), measure.scale)
    known = ~np.isnan(low)
    return pd.DataFrame({"lower": low[known], "upper": high[known]}, whole.index[known])


def score_range(presses: Numbers, value: Numbers, scale: list[float]) -> tuple[Numbers, Numbers]:
    """95 % limits of scores. ``presses`` (scores, steps): counts, best step first. ``value``
    (scores,) as shown: NaN limits where the steps do not give it, or one is not known."""
    bottom, top = scale
    points = np.linspace(top, bottom, presses.shape[1])
    n = presses.sum(axis=1)
    n = np.where(n > 1, n, np.nan)
    mean = (presses * points).sum(axis=1) / n
    square = (presses * (points - mean[:, None]) ** 2).sum(axis=1) / (n - 1)
    fits = np.abs(mean - value) <= NEAR * (top - bottom)
    low, high = student(np.where(fits, mean, np.nan), np.sqrt(square), n)
    return np.maximum(low, bottom), np.minimum(high, top)
