"""From true counts to shown numbers: hide under ten, sticky rounding, and no lone hidden cell.

One pure module that a privacy reviewer can read with its three helpers (populations, hiding,
rounding; lone for exact numbers). Nothing after it sees a true count.

1. ``people`` (staff, people who answered): a group under the measure's ``min_cell`` shows nothing;
   a share is shown only where both sides have at least ten; every other count is rounded to
   5 × floor((count + u) / 5), u from a secret and the cell without its date. What was hidden
   returns only at 15 or more twice running.
2. ``events`` (presses, calls, complaints): exact from ten up; a score needs ``min_cell`` of them,
   a share ten on both sides.
3. ``reported`` (published elsewhere, without its n): the value alone.
4. Of exact numbers that add up to a shown total, never exactly one is hidden.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from etl.hiding import FEW, MOST, Hidden, Side, people, word
from etl.lone import hide_lone
from etl.populations import Populations
from etl.rounding import shown_counts
from etl.statistics.intervals import wilson
from release.draft import KEY, SHOWN
from release.measures import Area, Measure
from release.vocabulary import SMALLEST_CELL, TOTAL, period_end

AT_END = "end"
"""Takes the place of the frequency in the cell of a stock."""
CELLS = ["top", "bottom"]
"""The dated cells of the two sides of a row; bottom is blank for a count."""


@dataclass(frozen=True)
class Rules:
    """What protection works with. ``hide``: dated cells that the attack test wants hidden.
    ``before``: what the release before hid."""

    measures: dict[str, Measure]
    areas: tuple[Area, ...]
    secret: bytes
    populations: Populations = field(default_factory=Populations)
    hide: frozenset[str] = frozenset()
    before: Hidden = field(default_factory=dict)


def protect(truth: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """``truth`` has KEY, numerator and denominator (null: no data); the result KEY and SHOWN."""
    return protected(with_cells(truth, rules), rules)[KEY + SHOWN]


def protected(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The shown rows with their cells and, for people, ``number_ample`` and ``group_ample``."""
    if cells.empty:
        return pd.DataFrame(columns=[*KEY, *SHOWN, *CELLS, "number_ample", "group_ample"])
    kind = cells["measure"].map(lambda id_: rules.measures[id_].protection)
    parts = []
    for name, rule in (("people", _people), ("events", _events), ("reported", _reported)):
        some = cells[kind == name].assign(
            **dict.fromkeys(("value", "lower", "upper"), np.nan),
            number_ample=True,
            group_ample=True,
        )
        if some.empty:
            continue
        missing = some["numerator"].isna()
        found = rule(some[~missing], rules)
        none = some[missing].assign(status="unavailable", note="", denominator=np.nan)
        parts += [f for f in (found, none) if not f.empty]
    shown = pd.concat(parts, ignore_index=True)
    return _with_value(shown, rules)


def with_cells(truth: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The rows with the dated cells of their sides (CELLS), the series of these, and the true
    counts once more, for the attack test to start from."""
    named: dict[tuple[str, str, str], tuple[str, str]] = {}
    sides = (truth[name].tolist() for name in ("measure", "breakdown", "category"))
    keys = list(zip(*sides, strict=True))
    for key in set(keys):
        top, bottom = rules.populations.of(rules.measures[key[0]], *key[1:])
        named[key] = (str(top), str(bottom) if bottom else "")
    # A stock is the state of one day: the month of June and the quarter that it ends show the same.
    stock = truth["measure"].map(
        lambda id_: rules.populations.is_stock(rules.measures[id_].numerator.record)
    )
    ends = {p: str(period_end(p))[:7] for p in truth["period"].unique()}
    when = truth["period"].mask(stock.astype(bool), truth["period"].map(ends))
    rest = "|" + truth["frequency"].mask(stock.astype(bool), AT_END) + "|" + truth["area"]
    cells = truth.assign(true_top=truth["numerator"], true_bottom=truth["denominator"], when=when)
    for n, side in enumerate(CELLS):
        counted = pd.Series([named[k][n] for k in keys], truth.index, dtype="str")
        series = (counted + rest).where(counted != "", "")
        cells[f"{side}_series"] = series
        cells[side] = (series + "|" + when).where(counted != "", "")
    return cells


def _people(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Shares and counts of people are hidden and rounded together: they may count the same."""
    share = cells["bottom"] != ""
    least = least_of(cells, rules).where(share, SMALLEST_CELL)
    top = Side(cells["top_series"], cells["top"], cells["numerator"])
    whole = Side(
        cells["bottom_series"].where(share, top.series),
        cells["bottom"].where(share, top.cell),
        cells["denominator"].where(share, top.count),
    )
    base = step_of(cells, rules)
    seen = people(
        top, whole, share.to_numpy(), least, base, cells["when"], rules.hide, rules.before
    )
    numerator = shown_counts(top.count, top.series, base, rules.secret)
    denominator = shown_counts(whole.count, whole.series, base, rules.secret).mask(~seen.group)
    said = word(top.count, whole.count, denominator.where(share), base, seen.number)
    said = np.where(top.cell.isin(rules.hide), "", said)
    return cells.assign(
        numerator=numerator.mask(~seen.number),
        denominator=denominator.where(share),
        status=np.where(seen.number, "rounded", "suppressed"),
        note=said,
        number_ample=seen.number_ample,
        group_ample=seen.group_ample,
    )


def _events(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    kind = cells["measure"].map(lambda id_: rules.measures[id_].kind)
    counts, percent = kind.isin(["count", "percent", "rate"]), kind == "percent"
    share = _shares(cells, rules)
    too_small = cells["denominator"] < least_of(cells, rules)
    few = (cells["numerator"] < SMALLEST_CELL) & (counts | share) & ~too_small
    most = cells["denominator"] - cells["numerator"] < SMALLEST_CELL
    most &= (share | percent) & ~too_small
    hidden = too_small | few | most | cells["top"].isin(rules.hide)
    hidden |= cells["bottom"].isin(rules.hide) & (cells["bottom"] != "")
    whole = cells.groupby(["area", "frequency", "period", "measure", "breakdown"])
    hidden |= share & hidden.groupby([cells[k] for k in whole.keys]).transform("any")
    said = np.select([few & percent & ~most, most & percent & ~few], [FEW, MOST], "")
    shown = cells.assign(
        numerator=cells["numerator"].where(~counts, cells["numerator"].round()).mask(hidden),
        denominator=cells["denominator"].mask(hidden),
        status=np.where(hidden, "suppressed", "normal"),
        note=np.where(hidden & ~share, said, ""),
        quantity=_quantity(cells, share, rules),
    )
    return hide_lone(shown, rules.areas).drop(columns=["quantity", "size"])


def _reported(cells: pd.DataFrame, _rules: Rules) -> pd.DataFrame:
    value = cells["numerator"] / cells["denominator"]
    return cells.assign(value=value, numerator=np.nan, denominator=np.nan, status="normal", note="")


def _quantity(cells: pd.DataFrame, share: pd.Series, rules: Rules) -> pd.Series:
    """What the numerator of each cell counts, as text: two measures may count the same."""
    whole = {id_: m.numerator.model_dump_json() for id_, m in rules.measures.items()}
    parts = {
        id_: (m.denominator or m.numerator).model_dump_json() for id_, m in rules.measures.items()
    }
    return cells["measure"].map(whole).mask(share, cells["measure"].map(parts))


def least_of(cells: pd.DataFrame, rules: Rules) -> pd.Series:
    """The smallest group that is shown, as the measure or its breakdown says."""
    return _said(cells, rules, "min_cell")


def step_of(cells: pd.DataFrame, rules: Rules) -> pd.Series:
    """The step to which people are rounded, as the measure or its breakdown says."""
    return _said(cells, rules, "round_to")


def _said(cells: pd.DataFrame, rules: Rules, name: str) -> pd.Series:
    found = {
        (id_, split): (getattr(m.breakdowns[split], name) if split else None) or getattr(m, name)
        for id_, m in rules.measures.items()
        for split in (TOTAL, *m.breakdowns)
    }
    keys = zip(cells["measure"].tolist(), cells["breakdown"].tolist(), strict=True)
    return pd.Series([found[k] for k in keys], cells.index, dtype="int64")


def _shares(cells: pd.DataFrame, rules: Rules) -> pd.Series:
    """Whether each row is the part of its total that fell into a category."""
    pairs = zip(cells["measure"].tolist(), cells["breakdown"].tolist(), strict=True)
    found = [
        split != TOTAL and rules.measures[id_].breakdowns[split].kind == "share"
        for id_, split in pairs
    ]
    return pd.Series(found, cells.index, dtype=bool)


def _with_value(cells: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Values and Wilson intervals (95 %), from shown numbers only."""
    of = cells["measure"].map(rules.measures)
    alone, reported = (
        of.map(lambda m: m.denominator is None).to_numpy(bool),
        of.map(lambda m: m.protection == "reported").to_numpy(bool),
    )
    share = _shares(cells, rules).to_numpy()
    factor = np.where(share, 100.0, of.map(lambda m: m.factor))
    quotient = cells["numerator"] / cells["denominator"].where(~alone, 1.0) * factor
    value = cells["value"].where(reported, quotient)
    percent = (share | of.map(lambda m: m.kind == "percent").to_numpy(bool)) & ~alone & ~reported
    proportion = percent & value.notna().to_numpy()
    lower, upper = cells["lower"].copy(), cells["upper"].copy()
    if proportion.any():
        counted = cells[proportion]
        effect = _effects(counted, rules)
        low, high = wilson(counted["numerator"] / effect, counted["denominator"] / effect)
        lower[proportion], upper[proportion] = 100 * low, 100 * high
    return cells.assign(value=value, lower=lower, upper=upper)


def _effects(cells: pd.DataFrame, rules: Rules) -> pd.Series:
    pairs = zip(cells["measure"].tolist(), cells["breakdown"].tolist(), strict=True)
    return pd.Series([rules.measures[id_].effect_of(split) for id_, split in pairs], cells.index)
