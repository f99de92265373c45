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

FOR_EVER = "9999-12-31"

GROUP = ["measure", "frequency", "breakdown", "category", "level"]


def compare(shown: Shown) -> dict[str, pd.DataFrame]:
    """The rows of the table comparison, one a place that is open: also one without a number."""
    rows = [row for cells in _groups(shown) for row in _compared(shown, cells)]
    return {"comparison": frame_of(COMPARISON, rows)}


def _groups(shown: Shown) -> Iterator[pd.DataFrame]:
    """The cells that are compared with each other: of one measure, frequency, category and level,
    of open places in the newest period in which FEWEST of them have numbers."""
    levels = {a.id: a.level for a in shown.areas if a.level != "force"}
    seen = shown.observations.assign(level=shown.observations["area"].map(levels))
    seen = seen[_shares(shown) & seen["level"].notna()]
    seen = seen[_open(shown.areas, seen)]
    known = seen[seen["value"].notna() & seen["numerator"].notna()]
    counts = known.groupby([*GROUP, "period"], sort=True).size().reset_index(name="known")
    newest = counts[counts["known"] >= FEWEST].groupby(GROUP, sort=True)["period"].max()
    compared = seen.merge(newest.reset_index(), on=[*GROUP, "period"])
    for _, cells in compared.sort_values([*GROUP, "area"]).groupby(GROUP, sort=True):
        yield cells


def _shares(shown: Shown) -> pd.Series:
    """Whether each figure is a number of cases out of all cases."""
    seen = shown.observations
    pairs = list(zip(seen["measure"].tolist(), seen["breakdown"].tolist(), strict=True))
    shares = {(m, b): _is_share(shown.measures[m], b) for m, b in set(pairs)}
    return pd.Series([shares[pair] for pair in pairs], seen.index, dtype=bool)


def _is_share(measure: Measure, breakdown: str) -> bool:
    return measure.kind == "percent" or (
        breakdown != TOTAL and measure.breakdowns[breakdown].kind == "share"
    )


def _open(areas: tuple[Area, ...], cells: pd.DataFrame) -> pd.Series:
    """Whether the place of each cell was open up to the end of its period."""
    last = {a.id: a.valid_to or FOR_EVER for a in areas}
    ends = {p: period_end(p).isoformat() for p in cells["period"].unique()}
    pairs = zip(cells["area"].tolist(), cells["period"].tolist(), strict=True)
    return pd.Series([last[area] >= ends[p] for area, p in pairs], cells.index, dtype=bool)


def _compared(shown: Shown, cells: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows of one funnel; none where its numbers are not counts."""
    x, n = _counts(cells)
    if (~np.isnan(n)).sum() < FEWEST:
        return
    keys: list[dict[str, Any]] = cells[list(COMPARISON.key)].to_dict("records")  # type: ignore[assignment]
    measure, breakdown = shown.measures[keys[0]["measure"]], keys[0]["breakdown"]
    effect = measure.effect_of(breakdown)
    found, drawn = funnel(x, n, design_effect=effect), np.full(n.shape, np.nan)
    if breakdown == TOTAL:
        drawn = shrunk(x, n, design_effect=effect).means
    (faint_low, faint_high), (low, high) = found.faint, found.limits
    factor = _factor(measure, breakdown)
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
