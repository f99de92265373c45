"""Many ATT(g,t) as few numbers: one, by time since training, by group, by calendar period.

Callaway and Sant'Anna, 2021, section 3; R ``did`` 2.5, ``aggte`` with analytic errors, in which the
shares of the groups are estimates too and add to the influence function.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.effects.group_time import GroupTime, interval, standard_error
from etl.effects.panel import Numbers

Part = tuple[float, Numbers]
"""An estimate and its influence function (units,)."""


@dataclass(frozen=True)
class Estimate:
    """A number in the unit of the outcome, its standard error and interval (NaN: not known)."""

    value: float
    error: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Aggregate:
    """One number, and rows: ``at``, ``units`` (trained ones behind it), ``estimate``, ``error``,
    ``low``, ``high``."""

    overall: Estimate
    rows: pd.DataFrame


def simple(effects: GroupTime) -> Estimate:
    """The mean over all groups and periods from training on, each weighted by the group's size."""
    after = effects.cells["period"] >= effects.cells["group"]
    return _estimate(effects, _of_cells(effects, after), _trained(effects))


def dynamic(effects: GroupTime) -> Aggregate:
    """The event study: ``at`` is periods since training, negative before it.

    Groups are weighted by size. Far from 0 fewer groups can be seen (``units``), so neighbours may
    differ in who they speak of. The overall number is the plain mean of the rows from 0 on.
    """
    since = effects.cells["period"] - effects.cells["group"]
    rows = {at: _of_cells(effects, since == at) for at in np.unique(since)}
    return _aggregate(effects, rows, since, _mean(part for at, part in rows.items() if at >= 0))


def by_group(effects: GroupTime) -> Aggregate:
    """By period of first training; the overall number weights the groups by size."""
    groups, after = effects.cells["group"], effects.cells["period"] >= effects.cells["group"]
    rows = {at: _of_cells(effects, after & (groups == at)) for at in np.unique(groups)}
    values = np.array([value for value, _ in rows.values()])
    influence = np.column_stack([part for _, part in rows.values()])
    overall = _by_size(effects.panel.first, np.array(list(rows)), values, influence)
    return _aggregate(effects, rows, groups.where(after), overall)


def by_calendar(effects: GroupTime) -> Aggregate:
    """By calendar period, groups weighted by size; the overall number is the plain mean."""
    after = effects.cells["period"] >= effects.cells["group"]
    period = effects.cells["period"].where(after)
    rows = {at: _of_cells(effects, period == at) for at in np.unique(period[after])}
    return _aggregate(effects, rows, period, _mean(rows.values()))


def _of_cells(effects: GroupTime, which: pd.Series) -> Part:
    chosen = effects.cells[which]
    return _by_size(
        effects.panel.first,
        chosen["group"].to_numpy(),
        chosen["estimate"].to_numpy(),
        effects.influence[:, which.to_numpy()],
    )


def _by_size(first: Numbers, groups: Numbers, values: Numbers, influence: Numbers) -> Part:
    """The mean of ``values`` weighted by the size of their ``groups``, and its influence."""
    member = (first[:, None] == groups).astype(float)
    share = member.mean(axis=0)
    whole = share.sum()
    apart = member - share
    of_weights = apart / whole - np.outer(apart.sum(axis=1), share / whole**2)
    return float(share @ values / whole), influence @ (share / whole) + of_weights @ values


def _mean(parts: Iterable[Part]) -> Part:
    values, influence = zip(*parts, strict=True)
    return float(np.mean(values)), np.mean(influence, axis=0)


def _trained(effects: GroupTime) -> int:
    """How many trained units stand behind all cells together."""
    return int(effects.cells.drop_duplicates("group")["treated"].sum())


def _estimate(effects: GroupTime, part: Part, units: int) -> Estimate:
    """An error that rests on one trained unit is NaN."""
    value, influence = part
    error = float(standard_error(influence, effects.panel.outcome)) if units > 1 else np.nan
    low, high = interval(value, error, effects.level)
    return Estimate(value, error, float(low), float(high))


def _aggregate(
    effects: GroupTime, rows: dict[float, Part], at: pd.Series, overall: Part
) -> Aggregate:
    """``at`` says to which row a cell belongs."""
    sizes = effects.cells.assign(at=at).drop_duplicates(["at", "group"]).groupby("at")["treated"]
    units = sizes.sum()
    made = [(key, int(units[key]), _estimate(effects, rows[key], units[key])) for key in rows]
    frame = pd.DataFrame(
        [(at, n, e.value, e.error, e.low, e.high) for at, n, e in made],
        columns=["at", "units", "estimate", "error", "low", "high"],
    )
    return Aggregate(_estimate(effects, overall, _trained(effects)), frame)
