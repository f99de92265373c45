"""Of exact numbers that add up to a shown total, never exactly one is hidden. Pure."""

from collections.abc import Iterable
from functools import reduce

import numpy as np
import pandas as pd

from etl.geography import batches, partitions
from release.draft import KEY
from release.measures import Area
from release.vocabulary import FREQUENCIES, TOTAL, period_of, period_start


def hide_lone(cells: pd.DataFrame, areas: Iterable[Area]) -> pd.DataFrame:
    """Hide one more wherever exactly one of the parts of a shown total is hidden, until none is.

    ``cells`` has KEY, the shown columns and ``quantity``: what a cell's numerator counts, the same
    in every measure that counts it.
    """
    size = cells["denominator"].fillna(cells["numerator"])
    cells = cells.assign(size=size).sort_values(["size", *KEY], ignore_index=True)
    own = pd.Index(joined(cells))
    relations = [_numbered(own, *labels) for labels in _relations(cells, areas)]
    shown, hidden = (cells["status"] == s for s in ("normal", "suppressed"))
    known, gone = shown.to_numpy(), hidden.to_numpy()
    same = pd.factorize(joined(cells, measure=cells["quantity"]))[0]
    while True:
        # A count that is hidden in one measure is hidden in every measure that shows it.
        more = known & np.isin(same, same[gone])
        for group, total in relations:
            more |= _partners(known, gone, group, total)
        if not more.any():
            break
        known, gone = known & ~more, gone | more
    cells.loc[gone, ["numerator", "denominator", "value", "lower", "upper"]] = np.nan
    cells.loc[gone, "status"] = "suppressed"
    return cells


def joined(cells: pd.DataFrame, **other: pd.Series | str) -> pd.Series:
    """The key of each cell as one text, with some of its parts replaced."""
    parts = [other.get(k, cells[k]) for k in KEY]
    series = [
        p if isinstance(p, pd.Series) else pd.Series(p, cells.index, dtype="str") for p in parts
    ]
    return reduce(lambda text, part: text + "|" + part, series)


def _numbered(own: pd.Index, group: pd.Series, total: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Groups as numbers and totals as row positions; -1 where there is none."""
    numbers = pd.factorize(group)[0]
    return np.where(group == "", -1, numbers), own.get_indexer(pd.Index(total))


def _relations(cells: pd.DataFrame, areas: Iterable[Area]) -> Iterable[tuple[pd.Series, pd.Series]]:
    """For each way in which cells add up: the group that a cell is a part of, and the cell that is
    the group's total; both empty where the cell is no part."""
    for wholes in batches(partitions(areas)):
        above = cells["area"].map(wholes).fillna("")
        total = joined(cells, area=above).where(above != "", "")
        yield total, total
    total = joined(cells, breakdown=TOTAL, category=TOTAL).where(cells["breakdown"] != TOTAL, "")
    yield (total + cells["breakdown"]).where(total != "", ""), total
    order = cells["frequency"].map(FREQUENCIES.index)
    starts = {p: str(period_start(p)) for p in cells["period"].unique()}
    for place, coarser in enumerate(FREQUENCIES[1:], 1):
        above = cells["period"].map({p: period_of(day, coarser) for p, day in starts.items()})
        total = joined(cells, frequency=coarser, period=above)
        for finer in range(place):
            part = total.where(order == finer, "")
            yield (part + str(finer)).where(part != "", ""), part


def _partners(
    known: np.ndarray, gone: np.ndarray, group: np.ndarray, total: np.ndarray
) -> np.ndarray:
    """The smallest shown part beside each lone hidden one; the total itself where there is none.
    Rows come in order of size, so the first of a group is its smallest."""
    part = (group >= 0) & (total >= 0)
    part[part] = known[total[part]]
    hidden_in = np.bincount(group[part & gone], minlength=group.max(initial=0) + 1)
    lone = part & (hidden_in[np.maximum(group, 0)] == 1)
    candidates = np.flatnonzero(lone & known)
    more = np.zeros(len(known), dtype=bool)
    served, first = np.unique(group[candidates], return_index=True)
    more[candidates[first]] = True
    alone = np.flatnonzero(lone & gone & ~np.isin(group, served))
    more[total[alone]] = True
    return more & known
