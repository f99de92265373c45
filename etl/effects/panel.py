"""A balanced panel: units in rows, periods in columns, and when each unit was first trained."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
NEVER = np.inf


@dataclass(frozen=True, eq=False)
class Panel:
    """What ``panel`` has checked.

    outcome: (units, periods), finite. first: (units,), the period of first training, ``NEVER``
    where that lies beyond the window. periods: (periods,), consecutive whole numbers.
    """

    outcome: Numbers
    first: Numbers
    periods: Numbers

    def column(self, period: float) -> Numbers:
        """(units,) The outcome in one period of the window."""
        return self.outcome[:, int(period - self.periods[0])]

    def seen_before_training(self) -> NDArray[np.bool_]:
        """(units,) Whether the window holds a period before the unit's first training."""
        return self.first > self.periods[0]


def panel(outcome: ArrayLike, first: ArrayLike, periods: ArrayLike | None = None) -> Panel:
    """A panel of ``outcome`` (units, periods), in any unit of measure, the same throughout.

    ``first`` (units,): the period of first training, ``NEVER`` for none; one after the last period
    counts as ``NEVER``. ``periods`` (periods,): consecutive whole numbers, such as months counted
    from any start; 0, 1, 2, … where left out. ValueError names every mistake at once.
    """
    y, g = np.array(outcome, float), np.array(first, float)
    t = np.array(np.arange(y.shape[-1] if y.ndim else 0) if periods is None else periods, float)
    if mistakes := [*_shapes(y, g, t), *_values(y, g, t)]:
        raise ValueError("; ".join(mistakes))
    return Panel(y, np.where(g > t[-1], NEVER, g), t)


def _shapes(y: Numbers, g: Numbers, t: Numbers) -> list[str]:
    if y.ndim != 2 or 0 in y.shape:
        return [f"outcome must be units by periods, got shape {y.shape}"]
    wrong = []
    if g.shape != y.shape[:1]:
        wrong.append(f"first must have one value a unit ({len(y)}), got shape {g.shape}")
    if t.shape != y.shape[1:]:
        wrong.append(f"periods must have one value a column ({y.shape[1]}), got shape {t.shape}")
    return wrong


def _values(y: Numbers, g: Numbers, t: Numbers) -> list[str]:
    wrong = []
    if missing := int((~np.isfinite(y)).sum()):
        wrong.append(f"outcome must be a finite number throughout, got {missing} that are not")
    if np.isnan(g).any() or (g[np.isfinite(g)] % 1 != 0).any():
        wrong.append("first must be a whole number or NEVER")
    if (t % 1 != 0).any() or (np.diff(t) != 1).any():
        wrong.append("periods must be consecutive whole numbers")
    return wrong
