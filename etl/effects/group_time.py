"""ATT(g,t): what a group trained in period g did by period t, beside units not yet trained."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from etl.effects.panel import NEVER, Numbers, Panel

Controls = Literal["not_yet", "never"]
Base = Literal["varying", "universal"]
Cell = tuple[float, float, float]
"""Group, period, base period."""


@dataclass(frozen=True, eq=False)
class GroupTime:
    """Every ATT(g,t) that has enough controls.

    cells: one row each: ``group``, ``period``, ``base`` (the period compared with), ``treated`` and
    ``controls`` (numbers of units), ``estimate``, ``error``, ``low``, ``high`` in the unit of the
    outcome. influence: (units, cells). panel: the units used. left_out: how many units were trained
    before the window, and so tell nothing. adjusted: whether covariates were used.
    """

    panel: Panel
    cells: pd.DataFrame
    influence: Numbers
    controls: Controls
    left_out: int
    adjusted: bool
    level: float


def group_time(
    panel: Panel,
    controls: Controls = "not_yet",
    base: Base = "varying",
    covariates: ArrayLike | None = None,
    fewest_controls: int = 1,
    level: float = 0.95,
) -> GroupTime:
    """Group-time average effects with analytic standard errors, clustered by unit.

    Controls are units first trained after both periods compared, never-trained ones among them, or
    with ``never`` those alone. From its training on a group is compared with the period before;
    earlier periods each with the one before it (``varying``), or all with the period before its
    training (``universal``). ``covariates`` (units, k), fixed in time: the change of the controls
    is regressed on them (outcome regression). A cell with fewer than ``fewest_controls`` is left
    out, and so is a group without any period after training that has controls. An error that rests
    on one unit is NaN; so is that of the reference point of a universal base, which is 0. Intervals
    are pointwise and normal.

    Callaway and Sant'Anna, 2021; R ``did`` 2.5 (``bstrap = FALSE``), where the last group trained
    is no group of its own either; covariates as ``reg_did_panel`` of R ``DRDID`` (Sant'Anna and
    Zhao, 2020). ValueError where nobody is left to compare with (one unit, all trained at once), or
    where covariates are missing or do not differ.
    """
    seen = panel.seen_before_training()
    used = Panel(panel.outcome[seen], panel.first[seen], panel.periods)
    x = _with_intercept(covariates, seen)
    found = list(_cells(used, controls, base, fewest_controls))
    if not found:
        raise ValueError(
            f"some units must be trained in the window while {fewest_controls} are not yet, got "
            f"{len(used.first)} units observed before training, with none to compare"
        )
    fitted = [_effect(used, cell, *_sides(used, cell, controls), x) for cell in found]
    influence = np.column_stack([influence for _, influence in fitted])
    cells = pd.DataFrame(found, columns=["group", "period", "base"])
    sides = [_sides(used, cell, controls) for cell in found]
    cells["treated"] = [int(treated.sum()) for treated, _ in sides]
    cells["controls"] = [int(control.sum()) for _, control in sides]
    cells["estimate"] = [estimate for estimate, _ in fitted]
    cells["error"] = standard_error(influence, used.outcome)
    cells.loc[cells[["treated", "controls"]].min(axis=1) < 2, "error"] = np.nan
    cells["low"], cells["high"] = interval(cells["estimate"], cells["error"], level)
    left_out = int((~seen).sum())
    return GroupTime(used, cells, influence, controls, left_out, covariates is not None, level)


def standard_error(influence: Numbers, outcome: Numbers) -> Numbers:
    """Root of the mean square of ``influence`` over its units (first axis), over the root of n.

    NaN where it is nothing but rounding: no spread is no certainty.
    """
    error = np.asarray(np.sqrt((influence**2).sum(axis=0)) / len(influence))
    return np.where(error > 1e-12 * np.abs(outcome).max(initial=0), error, np.nan)


def interval(estimate: ArrayLike, error: ArrayLike, level: float) -> tuple[Numbers, Numbers]:
    """Lower and upper limit, estimate ± z · error; NaN where the error is."""
    half = NormalDist().inv_cdf(0.5 + level / 2) * np.asarray(error, float)
    return np.asarray(estimate, float) - half, np.asarray(estimate, float) + half


def control_units(first: Numbers, cell: Cell, controls: Controls) -> NDArray[np.bool_]:
    """Which of ``first`` (any shape) are controls of a cell."""
    group, period, base = cell
    later = np.isinf(first) if controls == "never" else first > max(period, base)
    return later & (first != group)


def _sides(
    panel: Panel, cell: Cell, controls: Controls
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    return panel.first == cell[0], control_units(panel.first, cell, controls)


def _cells(panel: Panel, controls: Controls, base: Base, fewest: int) -> Iterator[Cell]:
    for group in np.unique(panel.first[panel.first != NEVER]):
        own = [
            cell
            for cell in _pairs(group, panel.periods, base)
            if control_units(panel.first, cell, controls).sum() >= max(fewest, 1)
        ]
        if any(period >= group for _, period, _ in own):
            yield from own


def _pairs(group: float, periods: Numbers, base: Base) -> Iterator[Cell]:
    for period in periods:
        before = group - 1 if base == "universal" or period >= group else period - 1
        if before >= periods[0]:
            yield float(group), float(period), float(before)


def _with_intercept(covariates: ArrayLike | None, seen: NDArray[np.bool_]) -> Numbers:
    """(units, 1 + k); without covariates the regression below is the mean of the controls."""
    one = np.ones((len(seen), 1))
    if covariates is None:
        return one[seen]
    given = np.asarray(covariates, float)
    if given.ndim != 2 or len(given) != len(seen) or not np.isfinite(given).all():
        raise ValueError(f"covariates must be finite, units by k, got shape {given.shape}")
    return np.hstack([one, given])[seen]


def _effect(
    panel: Panel, cell: Cell, treated: NDArray[np.bool_], control: NDArray[np.bool_], x: Numbers
) -> tuple[float, Numbers]:
    """One ATT(g,t) and its influence function (units,)."""
    change = panel.column(cell[1]) - panel.column(cell[2])
    share = treated.mean()
    coefficients = np.linalg.lstsq(x[control], change[control], rcond=None)[0]
    if np.linalg.matrix_rank(x[control]) < x.shape[1]:
        raise ValueError(f"covariates must differ among the {control.sum()} controls of each cell")
    gap = change - x @ coefficients
    estimate = gap[treated].mean()
    of_treated = treated * (gap - estimate) / share
    cross = np.linalg.inv(x[control].T @ x[control] / len(x))
    of_controls = (control * gap)[:, None] * x @ cross @ x[treated].mean(axis=0)
    return float(estimate), of_treated - of_controls
