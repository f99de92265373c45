"""Did the score move after training? The gates first, then everything that the page shows."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from etl.effects.aggregates import Aggregate, Estimate, by_calendar, by_group, dynamic, simple
from etl.effects.gates import NOT_ENOUGH, NOT_YET_TRAINED, Gate, gates
from etl.effects.group_time import group_time
from etl.effects.naive import Naive, naive
from etl.effects.panel import Numbers, panel
from etl.effects.permutation import Permutation, permutation


@dataclass(frozen=True)
class NotEnough:
    """No number is shown, the naive table included. ``failed``: the gates that were not passed."""

    failed: list[Gate]
    verdict: str = field(default=NOT_ENOUGH, init=False)


@dataclass(frozen=True, eq=False)
class AfterTraining:
    """All in the unit of the outcome. ``left_out``: units trained before the window."""

    simple: Estimate
    dynamic: Aggregate
    group: Aggregate
    calendar: Aggregate
    permutation: Permutation
    naive: Naive
    left_out: int


def after_training(
    outcome: ArrayLike, first: ArrayLike, observations: ArrayLike, draws: int, seed: int
) -> AfterTraining | NotEnough:
    """Callaway and Sant'Anna's estimates with not-yet-trained controls, once all gates are passed.

    ``outcome`` (units, months): a mean, such as a score of 0 to 100. ``first`` (units,): the column
    of the month of first training, ``NEVER`` for none. ``observations`` (units, months): how many
    are behind each mean. Each unit counts the same, however many observations it has; the naive
    table counts observations. Comparisons with fewer than 8 units not yet trained are left out:
    the few last ones would make the error look small. ``draws`` and ``seed``: of the permutation
    test. Base period varying, as in the vectors; intervals of 95 %, pointwise and normal.

    An outcome may be missing where its observations are too few, which a gate then says, and in
    units trained before the window. ValueError where it is missing elsewhere, or shapes do not fit.
    """
    y, dates, counts = (np.asarray(given, float) for given in (outcome, first, observations))
    checked = gates(dates, counts)
    if y.shape != counts.shape:
        raise ValueError(f"outcome must have the shape of observations, got {y.shape}")
    if failed := [gate for gate in checked if not gate.passed]:
        return NotEnough(failed)
    seen = dates > 0
    table = panel(y[seen], dates[seen])
    effects = group_time(table, fewest_controls=NOT_YET_TRAINED)
    return AfterTraining(
        simple(effects),
        dynamic(effects),
        by_group(effects),
        by_calendar(effects),
        permutation(effects, draws, seed),
        naive(_cells(y, dates, counts)),
        int((~seen).sum()),
    )


def _cells(outcome: Numbers, first: Numbers, observations: Numbers) -> pd.DataFrame:
    trained = np.arange(outcome.shape[1]) >= first[:, None]
    columns = {"trained": trained, "exposure": observations, "total": outcome * observations}
    return pd.DataFrame({name: values.ravel() for name, values in columns.items()}).dropna()
