"""Which counts of people are hidden: small ones, and those that were so a short while ago. Pure.

The unit is the dated cell: a population (etl/populations.py) in an area and a period. Whatever
hides a cell in one measure hides it in every measure that would show it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

RETURN = 15
"""A hidden side is shown again only at this many, twice running: three steps of rounding."""
FEW, MOST = "few", "most"
"""Notes of a share that is not shown because one of its sides is under ten."""

Truths = npt.NDArray[np.bool_]


Hidden = Mapping[str, bool]
"""Dated cells that the release before hid, and whether they were large enough to return."""


@dataclass(frozen=True)
class Side:
    """One side of every row: its series (a cell without its date), its dated cell, true counts."""

    series: pd.Series
    cell: pd.Series
    count: pd.Series


@dataclass(frozen=True, eq=False)
class Visible:
    """Of each row: whether its numerator and its group are shown, and whether they are so large
    that they may return after having been hidden."""

    number: Truths
    group: Truths
    number_ample: Truths
    group_ample: Truths


def people(
    top: Side,
    whole: Side,
    share: Truths,
    least: pd.Series,
    step: pd.Series,
    order: pd.Series,
    hide: Iterable[str] = (),
    before: Hidden | None = None,
) -> Visible:
    """What is shown of rows that are a ``share`` of a whole, or a count (then both sides are it).

    ``least``: the smallest group of each row; ``step``: what it is rounded to. ``order``: sorts
    the rows of a series in time. ``hide``: dated cells that the attack test wants hidden. A group
    under ``least`` shows nothing;
    a numerator is shown where it and its remainder are at least ten (two steps, where one person
    counts several times and the step is larger). What was hidden, in the period before or in the
    release ``before``, is shown again only where every side is at least 15 (three steps, and the
    group one more than ``least``) both then and now.
    """
    rest = np.where(share, whole.count - top.count, top.count)
    side = pd.Series(np.minimum(top.count, rest))
    ample = (whole.count >= least + step).to_numpy()
    group = _sticky((whole.count >= least).to_numpy(), ample, whole, order, before or {})
    both = ample & (side.to_numpy() >= 3 * step.to_numpy())
    number = group & (side.to_numpy() >= smallest_side(step).to_numpy())
    number = _sticky(number, both, top, order, before or {})
    gone = set(hide)
    while True:
        group &= ~whole.cell.isin(gone).to_numpy()
        number &= group & ~top.cell.isin(gone).to_numpy()
        more = {*whole.cell[~group].unique(), *top.cell[~number].unique()} - gone
        if not more:
            return Visible(number, group, both, ample)
        gone |= more


def smallest_side(step: pd.Series) -> pd.Series:
    """The smallest side of a share that is shown: two steps of rounding, which is ten people."""
    return 2 * step


def word(
    numerator: pd.Series,
    denominator: pd.Series,
    shown_group: pd.Series,
    step: pd.Series,
    number: Truths,
) -> npt.NDArray[np.str_]:
    """ "few" or "most" for a row whose number is not shown because exactly one side is under ten
    and whose shown group is four steps (20) or more, so that the word leaves five values; else
    blank."""
    sayable = (shown_group >= 4 * step).to_numpy() & ~number
    few = (numerator < smallest_side(step)).to_numpy()
    most = (denominator - numerator < smallest_side(step)).to_numpy()
    return np.select([sayable & few & ~most, sayable & most & ~few], [FEW, MOST], "")


def _sticky(enough: Truths, ample: Truths, side: Side, order: pd.Series, before: Hidden) -> Truths:
    """Shown where there is enough, but for what was hidden before and is not ample yet. Rows of one
    dated cell go together: none of them is the period before another one's."""
    each, first = np.unique(side.cell.to_numpy(object), return_index=True)
    at = pd.Index(each).get_indexer(pd.Index(side.cell))
    short, scarce = np.bincount(at, ~enough) > 0, np.bincount(at, ~ample) > 0
    series = pd.factorize(side.series)[0][first]
    places = np.lexsort((order.to_numpy()[first], series))
    shown = ~short
    for last, now in pairwise(places):
        if series[last] == series[now] and shown[now] and not shown[last]:
            shown[now] = not scarce[now] and not scarce[last]
    ready = side.cell.map(before)
    return shown[at] & (ready.isna().to_numpy() | (ample & ready.eq(True).to_numpy()))
