"""How often the training dates, dealt out anew by lot, move the score as far as the real ones."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.effects.group_time import GroupTime, control_units
from etl.effects.panel import Numbers

Deal = NDArray[np.intp]
AT_ONCE = 2_000_000
"""Units times draws held in memory at a time."""


@dataclass(frozen=True)
class Permutation:
    """p: between 1 / (draws + 1) and 1. value: the simple ATT of the real dates."""

    p: float
    value: float
    draws: int
    seed: int


def permutation(effects: GroupTime, draws: int, seed: int) -> Permutation:
    """A two-sided p-value for the simple ATT, over ``draws`` shuffles of the dates among the units.

    Null hypothesis: training changes no unit's outcome in any period, and the dates, that of the
    untrained included, were dealt out as if by lot. Then the test is exact, however few the units.
    The simple ATT is a sum of one score a unit and date, so a shuffle is a look-up.

    Randomisation test (R. A. Fisher, 1935); p = (1 + shuffles at least as far from 0) / (1 + draws)
    and never 0 (B. Phipson and G. K. Smyth, 2010). R ``staggered`` studentises instead, which also
    holds for a mean effect of 0 but needs two units a date. ValueError with covariates or without
    draws.
    """
    if effects.adjusted or draws < 1:
        raise ValueError(f"needs effects without covariates and at least 1 draw, got {draws}")
    dates, own = np.unique(effects.panel.first, return_inverse=True)
    scores = effects.panel.outcome @ _weights(effects, dates).T
    value = _total(scores, own[None, :])[0]
    # Sums of equal numbers in another order differ in their last digits: that is a tie.
    enough = abs(value) - 1e-9 * np.abs(scores).max()
    far = [(np.abs(_total(scores, deal)) >= enough).sum() for deal in _deals(own, draws, seed)]
    return Permutation((1 + int(sum(far))) / (1 + draws), float(value), draws, seed)


def _weights(effects: GroupTime, dates: Numbers) -> Numbers:
    """(dates, periods) What one unit's outcome adds to the simple ATT, if ``dates`` is its date."""
    weights = np.zeros((len(dates), len(effects.panel.periods)))
    after = effects.cells[effects.cells["period"] >= effects.cells["group"]]
    whole = after["treated"].sum()
    start = effects.panel.periods[0]
    for cell in after.itertuples(index=False):
        group, period, base, treated, controls = cell[:5]
        own = (dates == group) / treated
        other = control_units(dates, (group, period, base), effects.controls) / controls
        step = (own - other) * treated / whole
        weights[:, int(period - start)] += step
        weights[:, int(base - start)] -= step
    return weights


def _deals(own: Deal, draws: int, seed: int) -> Iterator[Deal]:
    """(at most ``AT_ONCE`` / units, units) The dates' numbers, shuffled."""
    rng, at_once = np.random.default_rng(seed), max(1, AT_ONCE // len(own))
    for start in range(0, draws, at_once):
        rows = min(at_once, draws - start)
        yield rng.permuted(np.broadcast_to(own, (rows, len(own))), axis=1)


def _total(scores: Numbers, deal: Deal) -> Numbers:
    """(draws,) The statistic for each row of ``deal`` (draws, units)."""
    return scores[np.arange(len(scores)), deal].sum(axis=1)
