"""From true counts to shown numbers: hide under ten, sticky rounding, and no lone hidden cell.

One pure module that a privacy reviewer can read whole. Nothing after it sees a true count.

1. ``people`` (staff, people who answered): a group under the measure's ``min_cell`` shows nothing;
   a share is shown only where both sides have at least ten; every other count is rounded to
   5 × floor((count + u) / 5), u from a secret and the cell without its date.
2. ``events`` (presses, calls, complaints): exact from ten up; a score needs ``min_cell`` of them,
   a share ten on both sides.
3. ``reported`` (published elsewhere, without its n): the value alone.
4. Of exact numbers that add up to a shown total, never exactly one is hidden.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from functools import reduce

import numpy as np
import pandas as pd

from etl.statistics.intervals import wilson
from release.draft import KEY, SHOWN
from release.measures import Area, Measure
from release.vocabulary import (
    FREQUENCIES,
    SMALLEST_CELL,
    TOTAL,
    period_of,
    period_start,
)

BASE = 5
FEW, MOST = "few", "most"
"""Notes of a share that is not shown because one of its sides is under ten."""


def protect(
    truth: pd.DataFrame,
    measures: dict[str, Measure],
    areas: Iterable[Area],
    secret: bytes,
) -> pd.DataFrame:
    """``truth`` has KEY, numerator and denominator (null: no data); the result KEY and SHOWN."""
    if truth.empty:
        return pd.DataFrame(columns=KEY + SHOWN)
    shown = pd.concat(
        [_protect_one(measures[str(id_)], part, secret) for id_, part in truth.groupby("measure")],
        ignore_index=True,
    )
    exact = shown["measure"].map(lambda id_: measures[id_].protection == "events")
    parents = {a.id: a.parent for a in areas}
    counted = shown[exact].assign(quantity=lambda cells: _quantity(cells, measures))
    shown = pd.concat([shown[~exact], _hide_lone(counted, parents)], ignore_index=True)
    return shown[KEY + SHOWN]


def _quantity(cells: pd.DataFrame, measures: dict[str, Measure]) -> pd.Series:
    """What the numerator of each cell counts, as text: two measures may count the same."""
    whole = {id_: m.numerator.model_dump_json() for id_, m in measures.items()}
    parts = {id_: (m.denominator or m.numerator).model_dump_json() for id_, m in measures.items()}
    pairs = zip(cells["measure"], cells["breakdown"], strict=True)
    share = pd.Series([_is_share(measures[m], b) for m, b in pairs], cells.index, dtype=bool)
    return cells["measure"].map(whole).mask(share, cells["measure"].map(parts))


def _protect_one(measure: Measure, cells: pd.DataFrame, secret: bytes) -> pd.DataFrame:
    cells = cells.assign(lower=np.nan, upper=np.nan, value=np.nan, note="", status="normal")
    rule: Callable[..., pd.DataFrame] = {
        "people": _people,
        "events": _events,
        "reported": _reported,
    }[measure.protection]
    missing = cells["numerator"].isna()
    cells = rule(measure, cells, secret)
    cells.loc[missing, "status"] = "unavailable"
    return _with_value(measure, cells)


def _people(measure: Measure, cells: pd.DataFrame, secret: bytes) -> pd.DataFrame:
    group = cells["denominator"] if measure.denominator else cells["numerator"]
    least = _least(measure, cells) if measure.denominator else SMALLEST_CELL
    too_small = group < least
    few = (cells["numerator"] < SMALLEST_CELL) & ~too_small
    most = (cells["denominator"] - cells["numerator"] < SMALLEST_CELL) & ~too_small & ~few
    numerator = rounded(cells["numerator"], _offsets(cells, "numerator", secret))
    denominator = rounded(cells["denominator"], _offsets(cells, "denominator", secret))
    hidden = too_small | few | most
    return cells.assign(
        numerator=numerator.clip(upper=denominator).mask(hidden),
        denominator=denominator.mask(too_small),
        status=np.where(hidden, "suppressed", "rounded"),
        note=np.select([few, most], [FEW, MOST], ""),
    )


def _events(measure: Measure, cells: pd.DataFrame, _secret: bytes) -> pd.DataFrame:
    counts = measure.kind in ("count", "percent", "rate")
    share = cells["breakdown"].map(lambda b: _is_share(measure, b))
    too_small = cells["denominator"] < _least(measure, cells)
    few = (cells["numerator"] < SMALLEST_CELL) & (counts | share) & ~too_small
    most = cells["denominator"] - cells["numerator"] < SMALLEST_CELL
    most &= (share | (measure.kind == "percent")) & ~too_small & ~few
    small = too_small | few | most
    if counts:
        cells["numerator"] = cells["numerator"].round()
    hidden = small & cells["numerator"].notna()
    whole = cells.groupby(["area", "frequency", "period", "breakdown"])
    hidden |= share & hidden.groupby([cells[k] for k in whole.keys]).transform("any")
    cells.loc[hidden, ["numerator", "denominator"]] = np.nan
    said = np.select([few, most], [FEW, MOST], "") if measure.kind == "percent" else ""
    note = np.where(hidden & ~share, said, "")
    return cells.assign(status=np.where(hidden, "suppressed", "normal"), note=note)


def _reported(_measure: Measure, cells: pd.DataFrame, _secret: bytes) -> pd.DataFrame:
    value = cells["numerator"] / cells["denominator"]
    return cells.assign(value=value, numerator=np.nan, denominator=np.nan, status="normal")


def rounded(counts: pd.Series, offsets: np.ndarray) -> pd.Series:
    """5 × floor((count + u) / 5)."""
    return BASE * np.floor((counts + offsets) / BASE)


def offset(secret: bytes, cell: str) -> int:
    """u in 0..4 of a cell, the same for ever: the first eight bytes (big-endian) of HMAC-SHA256 of
    the cell's id without its date, mod 5."""
    return int.from_bytes(hmac.digest(secret, cell.encode(), hashlib.sha256)[:8], "big") % BASE


def _offsets(cells: pd.DataFrame, side: str, secret: bytes) -> np.ndarray:
    ids = _joined(cells, period=side)
    found = {cell: offset(secret, cell) for cell in ids.unique()}
    return ids.map(found).to_numpy()


def _least(measure: Measure, cells: pd.DataFrame) -> pd.Series:
    """The smallest group that is shown, as the measure or its breakdown says."""
    own = {id_: b.min_cell for id_, b in measure.breakdowns.items() if b.min_cell is not None}
    return cells["breakdown"].map(own).fillna(measure.min_cell).astype("int64")


def _is_share(measure: Measure, breakdown: str) -> bool:
    return breakdown != TOTAL and measure.breakdowns[breakdown].kind == "share"


def _with_value(measure: Measure, cells: pd.DataFrame) -> pd.DataFrame:
    """Values and Wilson intervals (95 %), from shown numbers only."""
    if measure.protection == "reported":
        return cells
    if measure.denominator is None:
        return cells.assign(value=cells["numerator"] * measure.factor)
    share = cells["breakdown"].map(lambda b: _is_share(measure, b)).astype(bool)
    factor = np.where(share, 100.0, measure.factor)
    cells["value"] = cells["numerator"] / cells["denominator"] * factor
    proportion = (share | (measure.kind == "percent")) & cells["value"].notna()
    if proportion.any():
        low, high = wilson(cells.loc[proportion, "numerator"], cells.loc[proportion, "denominator"])
        cells.loc[proportion, "lower"], cells.loc[proportion, "upper"] = (
            100 * low,
            100 * high,
        )
    return cells


def _hide_lone(cells: pd.DataFrame, parents: dict[str, str]) -> pd.DataFrame:
    """Hide one more wherever exactly one of the parts of a shown total is hidden, until none is.
    ``quantity`` says what a cell's numerator counts."""
    size = cells["denominator"].fillna(cells["numerator"])
    cells = cells.assign(size=size).sort_values(["size", *KEY], ignore_index=True)
    own = pd.Index(_joined(cells))
    relations = [_numbered(own, *labels) for labels in _relations(cells, parents)]
    shown, hidden = (cells["status"] == s for s in ("normal", "suppressed"))
    known, gone = shown.to_numpy(), hidden.to_numpy()
    same = pd.factorize(_joined(cells, measure=cells["quantity"]))[0]
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


def _numbered(own: pd.Index, group: pd.Series, total: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Groups as numbers and totals as row positions; -1 where there is none."""
    numbers = pd.factorize(group)[0]
    return np.where(group == "", -1, numbers), own.get_indexer(pd.Index(total))


def _relations(
    cells: pd.DataFrame, parents: dict[str, str]
) -> Iterable[tuple[pd.Series, pd.Series]]:
    """For each way in which cells add up: the group that a cell is a part of, and the cell that is
    the group's total; both empty where the cell is no part."""
    above = cells["area"].map(parents).fillna("")
    total = _joined(cells, area=above).where(above != "", "")
    yield total, total
    total = _joined(cells, breakdown=TOTAL, category=TOTAL).where(cells["breakdown"] != TOTAL, "")
    yield (total + cells["breakdown"]).where(total != "", ""), total
    order = cells["frequency"].map(FREQUENCIES.index)
    starts = {p: str(period_start(p)) for p in cells["period"].unique()}
    for place, coarser in enumerate(FREQUENCIES[1:], 1):
        above = cells["period"].map({p: period_of(day, coarser) for p, day in starts.items()})
        total = _joined(cells, frequency=coarser, period=above)
        for finer in range(place):
            part = total.where(order == finer, "")
            yield (part + str(finer)).where(part != "", ""), part


def _joined(cells: pd.DataFrame, **other: pd.Series | str) -> pd.Series:
    """The key of each cell as one text, with some of its parts replaced."""
    parts = [other.get(k, cells[k]) for k in KEY]
    series = [
        p if isinstance(p, pd.Series) else pd.Series(p, cells.index, dtype="str") for p in parts
    ]
    return reduce(lambda text, part: text + "|" + part, series)


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
