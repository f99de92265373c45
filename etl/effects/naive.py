"""The naive table of trained against untrained."""

from dataclasses import dataclass

import numpy as np
import pandas as pd


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


def _flagged(cells: pd.DataFrame) -> pd.DataFrame:
    if cells.isna().any(axis=None) or (cells["exposure"] < 0).any():
        raise ValueError("cells must be complete and exposure 0 or more, got some that are not")
    return cells.assign(trained=cells["trained"].astype(bool))
