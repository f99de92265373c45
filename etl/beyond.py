"""How much of the whole force's figure belongs to none of its places. Pure, from shown numbers.

Calls to a line of the whole force count for the force and for no station. Beside the figures of the
stations that of the force then needs a word: it can lie beyond all of them.
"""

from collections.abc import Sequence

import pandas as pd

from release.measures import Area, Measure
from release.vocabulary import LEVELS, TOTAL, period_start

LEAST = 5
"""Percent from which on it is said."""


def beyond(
    shown: pd.DataFrame, measures: Sequence[Measure], areas: Sequence[Area]
) -> tuple[Measure, ...]:
    """The measures with their ``beyond_share``; one without anything to tell loses its note."""
    whole = [a.id for a in areas if not a.parent]
    counted = shown[(shown["breakdown"] == TOTAL) & shown["denominator"].notna()]
    found = []
    for measure in measures:
        mine = counted[counted["measure"] == measure.id] if measure.beyond else counted[:0]
        share = _share(mine, shown[shown["measure"] == measure.id], whole, areas)
        found.append(measure.model_copy(update={"beyond_share": share}))
    return tuple(found)


def _share(
    known: pd.DataFrame, every: pd.DataFrame, whole: list[str], areas: Sequence[Area]
) -> float | None:
    """Percent of the force's cases of its newest period that no place of the finest level counts,
    of those levels of which all places are shown; None under the least."""
    force = known[known["area"].isin(whole)]
    if force.empty:
        return None
    newest = force[force["period"] == force["period"].max()].iloc[0]
    period = newest["period"]
    for level in reversed(LEVELS[1:]):
        places = [a.id for a in areas if a.level == level and _open(a, period)]
        rows = every[every["area"].isin(places) & (every["period"] == period)]
        rows = rows[rows["breakdown"] == TOTAL]
        if not places or {*places} - {*rows["area"]} or rows["denominator"].isna().any():
            continue
        share = 100 * (1 - float(rows["denominator"].sum()) / float(newest["denominator"]))
        return round(share) if share >= LEAST else None
    return None


def _open(area: Area, period: str) -> bool:
    return not area.valid_to or area.valid_to >= period_start(period).isoformat()
