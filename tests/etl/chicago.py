"""Comparisons that no page makes, on the cells of Chicago: what is left of the naive gap inside a
month and place, and when a district counts as trained."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import t

from etl.effects.aggregates import Estimate
from etl.effects.panel import NEVER, Numbers

FEWEST = 5
"""Clusters for an error."""


def same_time(cells: pd.DataFrame, level: float = 0.95) -> Estimate:
    """Trained less untrained rate inside strata of time, pooled: a difference of rates.

    ``cells``: as for ``naive``, with ``stratum`` (the month, or month and place) and ``cluster``
    (the place). It takes the calendar out, and with places as strata the place; not who is trained
    first inside them. As an effect of timing it leans on the lot alone, and it is no
    difference-in-differences. Strata without both sides tell nothing.

    Mantel–Haenszel difference of rates (S. Greenland and J. M. Robins, 1985). The error is not
    theirs, which takes officer-months as independent, but that of clusters (linearised, with factor
    k/(k − 1)); Student's t with k − 1 degrees. Under 5 clusters the error is NaN. ValueError where
    no stratum has both sides.
    """
    sides = _sides(cells)
    events, exposure = sides["total"], sides["exposure"]
    whole = exposure[False] + exposure[True]
    gain = (events[True] * exposure[False] - events[False] * exposure[True]) / whole
    weight = exposure[False] * exposure[True] / whole
    if not weight.sum() > 0:
        raise ValueError("a stratum must hold trained and untrained exposure, got none that does")
    value = float(gain.sum() / weight.sum())
    off = (gain - value * weight).groupby("cluster").sum()
    k = int((weight.groupby("cluster").sum() > 0).sum())
    if k < FEWEST:
        return Estimate(value, np.nan, np.nan, np.nan)
    error = float(np.sqrt((off**2).sum() * k / (k - 1)) / weight.sum())
    half = error * t.ppf(0.5 + level / 2, k - 1)
    return Estimate(value, error, value - half, value + half)


def first_reached(share: ArrayLike, level: float = 0.5) -> Numbers:
    """(units,) The first column in which ``share`` (units, periods; 0 to 1) is at least ``level``.

    For units whose people are trained by degrees: a station counts as trained from the month in
    which half of its staff are. ``NEVER`` where it is not reached; a share that falls back later
    changes nothing. A missing share is not at the level.
    """
    reached = np.asarray(share, float) >= level
    return np.where(reached.any(axis=1), reached.argmax(axis=1).astype(float), NEVER)


def _sides(cells: pd.DataFrame) -> pd.DataFrame:
    """One row a stratum and cluster, columns (total or exposure, trained); 0 where there is none.

    A stratum that spans clusters would lose its comparisons between them, so it is refused.
    """
    if (cells.groupby("stratum")["cluster"].nunique() > 1).any():
        raise ValueError("a stratum must lie inside one cluster, got one that spans several")
    keys = ["cluster", "stratum", "trained"]
    flags = cells.assign(trained=cells["trained"].astype(bool))
    sums = flags.groupby(keys)[["total", "exposure"]].sum().unstack("trained", fill_value=0)
    both = pd.MultiIndex.from_product([["total", "exposure"], [False, True]])
    return pd.DataFrame(sums).reindex(columns=both, fill_value=0)
