"""Whether there is enough to tell: the gates of statistics.md, section 5."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from etl.effects.panel import Numbers

NOT_ENOUGH = "not enough data to tell"
TRAINED = 8
NOT_YET_TRAINED = 8
MONTHS_BEFORE = 6
OBSERVATIONS = 30


@dataclass(frozen=True)
class Gate:
    """``name``: trained, not_yet_trained, months_before or observations."""

    name: str
    needed: int
    found: int

    @property
    def passed(self) -> bool:
        return self.found >= self.needed


def gates(first: ArrayLike, observations: ArrayLike) -> list[Gate]:
    """All four gates, passed or not.

    ``first`` (units,): the column of the month of first training, ``NEVER`` for none.
    ``observations`` (units, months): how many answers, presses or people are behind each outcome; a
    missing one counts as 0. Units trained in the first column or before it are left out.

    - trained: units trained while at least 8 others were not yet;
    - not_yet_trained: units not yet trained when the first of them were;
    - months_before: columns before the first training of any unit;
    - observations: the smallest number of any unit and month.

    Nothing is dropped to make a gate pass. Who may not come in for want of observations is decided
    by the caller, before anybody has seen an outcome.
    """
    dates = np.asarray(first, float)
    counts = np.nan_to_num(np.asarray(observations, float))
    if counts.ndim != 2 or dates.shape != counts.shape[:1]:
        raise ValueError(
            f"observations must be units by months and first one value a unit, got shapes "
            f"{counts.shape} and {dates.shape}"
        )
    used = dates > 0
    dates, counts = dates[used], counts[used]
    in_window = dates[dates < counts.shape[1]]
    return [
        Gate("trained", TRAINED, int((_others(dates, in_window) >= NOT_YET_TRAINED).sum())),
        Gate("not_yet_trained", NOT_YET_TRAINED, int(_others(dates, in_window).max(initial=0))),
        Gate("months_before", MONTHS_BEFORE, int(in_window.min()) if in_window.size else 0),
        Gate("observations", OBSERVATIONS, int(counts.min()) if counts.size else 0),
    ]


def _others(dates: Numbers, at: Numbers) -> Numbers:
    """How many of ``dates`` lie after each month of ``at``."""
    return (dates[:, None] > at).sum(axis=0).astype(float)
