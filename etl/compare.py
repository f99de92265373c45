"""Is this place really different? The funnel of every share, from shown numbers only.

Places are compared with places of their own level, never with the whole that they are part of: each
measure in percent and each of its breakdowns, in the newest period in which at least FEWEST open
places have numbers. Scores, means and rates have no funnel: see docs/methods.md.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from etl.shown import Shown
from etl.statistics import Numbers
from etl.statistics.funnel import funnel
from etl.statistics.shrinkage import shrunk
from release.draft import frame_of
from release.measures import Area, Measure
from release.tables import COMPARISON
from release.vocabulary import TOTAL, period_end

FEWEST = 5
"""Places with numbers in one period: fewer say nothing about how places vary."""

GROUP = ["measure", "frequency", "breakdown", "category"]


def compare(shown: Shown) -> dict[str, pd.DataFrame]:
    """The rows of the table comparison, one a place that is open: also one without a number."""
    rows = [row for cells in _groups(shown) for row in _compared(shown, cells)]
    return {"comparison": frame_of(COMPARISON, rows)}


def _groups(shown: Shown) -> Iterator[pd.DataFrame]:
    """The observations that may be compared: of one measure, frequency, category and level."""
    levels = {a.id: a.level for a in shown.areas if a.level != "force"}
    seen = shown.observations
    pairs = list(zip(seen["measure"], seen["breakdown"], strict=True))
    fitting = {(m, b): _is_share(shown.measures[m], b) for m, b in set(pairs)}
    level = seen["area"].map(levels)
    chosen = seen[pd.Series(map(fitting.get, pairs), seen.index, dtype=bool) & level.notna()]
    for _, cells in chosen.groupby([*GROUP, level], sort=True):
        if (newest := _newest(shown.areas, cells)) is not None:
            yield newest


def _is_share(measure: Measure, breakdown: str) -> bool:
    """Whether a figure is a number of cases out of all cases."""
    return measure.kind == "percent" or (
        breakdown != TOTAL and measure.breakdowns[breakdown].kind == "share"
    )


def _newest(areas: tuple[Area, ...], cells: pd.DataFrame) -> pd.DataFrame | None:
    """The cells of open places in the newest period in which FEWEST of them have numbers."""
    closed = {a.id: a.valid_to for a in areas if a.valid_to}
    known = cells[cells["value"].notna() & cells["numerator"].notna()]
    for period in sorted(known["period"].unique(), reverse=True):
        end = period_end(period).isoformat()
        gone = {id_ for id_, day in closed.items() if day < end}
        if (~known.loc[known["period"] == period, "area"].isin(gone)).sum() >= FEWEST:
            return cells[(cells["period"] == period) & ~cells["area"].isin(gone)]
    return None


def _compared(shown: Shown, cells: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of one funnel; none where its numbers are not counts."""
    cells = cells.sort_values("area")
    x, n = _counts(cells)
    if (~np.isnan(n)).sum() < FEWEST:
        return
    found, drawn = funnel(x, n), shrunk(x, n).means
    (faint_low, faint_high), (low, high) = found.faint, found.limits
    keys: list[dict[str, Any]] = cells[list(COMPARISON.key)].to_dict("records")  # type: ignore[assignment]
    factor = _factor(shown.measures[keys[0]["measure"]], keys[0]["breakdown"])
    for at, key in enumerate(keys):
        yield key | {
            "average": factor * found.average,
            "lower_limit": factor * low[at],
            "upper_limit": factor * high[at],
            "lower_95": factor * faint_low[at],
            "upper_95": factor * faint_high[at],
            "shrunk": factor * drawn[at],
            "band": found.bands[at],
        }


def _factor(measure: Measure, breakdown: str) -> float:
    return measure.factor if breakdown == TOTAL or measure.kind == "percent" else 100.0


def _counts(cells: pd.DataFrame) -> tuple[Numbers, Numbers]:
    """Numerators and denominators; NaN for both where one is no count of a part and its whole."""
    x, n = (cells[side].to_numpy(dtype="float64") for side in ("numerator", "denominator"))
    with np.errstate(invalid="ignore"):
        counts = (x % 1 == 0) & (n % 1 == 0) & (n > 0) & (x >= 0) & (x <= n)
    return np.where(counts, x, np.nan), np.where(counts, n, np.nan)
