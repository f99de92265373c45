"""The naive table of trained against untrained, and the same comparison inside each month."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import pandas as pd

from etl.effects.aggregates import Estimate

FEWEST_CLUSTERS = 5


@dataclass(frozen=True, eq=False)
class Naive:
    """table: ``trained`` (False, True), ``exposure``, ``total``, ``rate`` (total per exposure).
    difference: trained less untrained rate. gap: difference as a share of the untrained rate."""

    table: pd.DataFrame
    difference: float
    gap: float


def naive(cells: pd.DataFrame) -> Naive:
    """All trained against all untrained time, as a page shows it to explain why it misleads.

    ``cells``: ``trained`` (bool or 0 and 1), ``exposure`` (officer-months, answers; 0 or more),
    ``total`` (complaints, sum of scores). It mixes what training did with what the calendar did
    (trained time is late time) and with who was trained first; so it has no interval, which would
    lend it weight. The gap is NaN where the untrained rate is 0. ValueError where one of the two
    has no exposure, or a value is missing or an exposure below 0.
    """
    table = _flagged(cells).groupby("trained")[["exposure", "total"]].sum().reset_index()
    if len(table) != 2 or not (table["exposure"] > 0).all():
        raise ValueError("cells must hold trained and untrained exposure, got one of them only")
    table["rate"] = table["total"] / table["exposure"]
    before, after = table["rate"].tolist()
    return Naive(table, after - before, (after - before) / before if before else np.nan)


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
    if k < FEWEST_CLUSTERS:
        return Estimate(value, np.nan, np.nan, np.nan)
    error = float(np.sqrt((off**2).sum() * k / (k - 1)) / weight.sum())
    half = error * student(0.5 + level / 2, k - 1)
    return Estimate(value, error, value - half, value + half)


def _flagged(cells: pd.DataFrame) -> pd.DataFrame:
    if cells.isna().any(axis=None) or (cells["exposure"] < 0).any():
        raise ValueError("cells must be complete and exposure 0 or more, got some that are not")
    return cells.assign(trained=cells["trained"].astype(bool))


def _sides(cells: pd.DataFrame) -> pd.DataFrame:
    """One row a stratum and cluster, columns (total or exposure, trained); 0 where there is none.

    A stratum that spans clusters would lose its comparisons between them, so it is refused.
    """
    if (cells.groupby("stratum")["cluster"].nunique() > 1).any():
        raise ValueError("a stratum must lie inside one cluster, got one that spans several")
    flagged = _flagged(cells)
    keys = ["cluster", "stratum", "trained"]
    sums = flagged.groupby(keys)[["total", "exposure"]].sum().unstack("trained", fill_value=0)
    both = pd.MultiIndex.from_product([["total", "exposure"], [False, True]])
    return pd.DataFrame(sums).reindex(columns=both, fill_value=0)


def student(probability: float, degrees: int) -> float:
    """Quantile of Student's t, for at least 4 degrees within 0.1 % up to 97.5 %.

    Abramowitz and Stegun, 1964, formula 26.7.5. SciPy has it, but the job does without SciPy.
    """
    z = NormalDist().inv_cdf(probability)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / degrees**power for power, term in enumerate(terms, start=1))
