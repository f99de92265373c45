"""Is it really changing? XmR charts, their flags and their two icons.

NHS England, "Making Data Count", as NHSRplotthedots 0.2.2 has it; limits by W. A. Shewhart's moving
range (D. J. Wheeler, Understanding Variation, 1993). A series is a row of figures in order of time,
in the unit of the measure. A missing point is NaN: it has no flag, no moving range reaches over it,
and it breaks every run. A phase is a stretch of the series with its own limits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from etl.statistics import Numbers, Truths, numbers
from release.vocabulary import Direction

LIMIT = 2.66
"""Three sigma in mean moving ranges."""
NEAR = 2 * LIMIT / 3
SCREEN = 3.267
"""The upper limit of a moving range in mean moving ranges: from there on it is an outlier."""
RUN = 7
FEWEST = 13

Signs = NDArray[np.int8]
Rule = Literal["", "outside", "trend", "two of three", "one side"]
Variation = Literal["improvement", "concern", "neutral", "common cause"]
Assurance = Literal["passing", "failing", "hit and miss"]
Reason = Literal["", "too few points", "latest point missing"]
RULES: tuple[Rule, ...] = ("outside", "trend", "two of three", "one side")
"""The first that holds for a point is the point's."""

SLACK = 1e-12
"""Differences under this share of the greatest figure are rounding, not change."""


@dataclass(frozen=True)
class Limits:
    """Of one phase, in the unit of its points; never clipped to what a measure can be."""

    mean: float
    """NaN without a point."""
    lower: float
    near_lower: float
    near_upper: float
    upper: float
    """The four limits are NaN without two neighbouring points."""


@dataclass(frozen=True, eq=False)
class Phase:
    """Points of a series from the position ``start`` on, judged together."""

    start: int
    points: Numbers
    limits: Limits
    rules: tuple[Rule, ...]
    """Of each point; empty where nothing but common causes is seen."""
    signs: tuple[int, ...]
    """1 where a flagged point speaks for a rise or a high level, −1 for a fall or a low one."""

    @property
    def known(self) -> int:
        """How many points are not missing."""
        return int((~np.isnan(self.points)).sum())


@dataclass(frozen=True)
class Icons:
    """What a reader is told of the latest point; None where there is no icon."""

    variation: Variation | None
    sign: int
    """1 high or rising, −1 low or falling, 0 without special cause."""
    assurance: Assurance | None
    reason: Reason
    """Why there is no icon of variation."""


def phases(
    values: ArrayLike,
    starts: Iterable[int] = (),
    base: int | None = None,
    *,
    screen: bool = True,
) -> tuple[Phase, ...]:
    """The series cut at ``starts`` (positions of the first point of each later phase), each phase
    with its limits and flags; runs do not reach from one phase into the next.

    ``base`` is how many points from the start of each phase set its limits; None means all of
    them. ``values`` has n ≥ 0 figures. ValueError: more than one row, an infinite figure, starts
    that do not rise within 1 to n − 1, a base under 1.
    """
    series = _series(values)
    if base is not None and base < 1:
        raise ValueError("at least one point must set the limits")
    cuts = [0, *starts, series.size]
    if len(cuts) > 2 and any(a >= b for a, b in pairwise(cuts)):
        raise ValueError("the starts of phases must rise, within the series")
    return tuple(_phase(series, a, b, base, screen) for a, b in pairwise(cuts))


def limits(base: ArrayLike, *, screen: bool = True) -> Limits:
    """Mean, limits mean ± 2.66 and near limits mean ± 2·2.66/3 mean moving ranges of the points
    that set them.

    With ``screen``, ranges of 3.267 times their mean or more are dropped once and their mean is
    taken again; the mean of the points is not. No point: all NaN. One: its mean, limits NaN.
    Constant points: all five are that figure (where NHSRplotthedots screens every range away and
    gets NaN). ValueError: more than one row, an infinite figure.
    """
    points = _series(base)
    mean = _mean(points)
    ranges = np.abs(np.diff(points))
    ranges = ranges[~np.isnan(ranges)]
    amr = _mean(ranges)
    if screen and amr > 0:
        amr = _mean(ranges[ranges < SCREEN * amr])
    wide, close = LIMIT * amr, NEAR * amr
    return Limits(mean, mean - wide, mean - close, mean + close, mean + wide)


def flags(values: ArrayLike, within: Limits) -> tuple[tuple[Rule, ...], tuple[int, ...]]:
    """The rule that flags each point of one phase, the first of RULES that holds, and its sign.

    For two of three, NHSRplotthedots counts points between a near limit and its limit; a point
    outside the limit is not one of them. Where the limits are NaN, only trends and points on one
    side are seen. ValueError: more than one row, an infinite figure.
    """
    y = _series(values)
    side = _signs(y - within.mean, y)
    outside = _beyond(y, within.lower, within.upper)
    near = (_beyond(y, within.near_lower, within.near_upper) != 0) & (outside == 0)
    found = (
        (outside != 0, outside),
        _trend(y),
        (two_of_three(near, side) & near, side),
        (members(run_ends(side, RUN), RUN), side),
    )
    rules, signs = np.zeros(y.size, np.int8), np.zeros(y.size, np.int8)
    for rule, (holds, sign) in enumerate(found, 1):
        new = holds & (rules == 0)
        rules[new], signs[new] = rule, sign[new]
    names: tuple[Rule, ...] = ("", *RULES)
    return tuple(names[r] for r in rules), tuple(map(int, signs))


def icons(latest: Phase, direction: Direction, target: float | None = None) -> Icons:
    """The icons of the latest point, from the latest phase of a series.

    ``direction`` says which figures are better. Under 13 known points there is neither icon;
    without a latest point there is none of variation. Assurance needs a target and a direction.
    """
    if latest.known < FEWEST:
        return Icons(None, 0, None, "too few points")
    promise = assurance(latest.limits, direction, target)
    if np.isnan(latest.points[-1]):
        return Icons(None, 0, promise, "latest point missing")
    sign = latest.signs[-1]
    return Icons(variation(sign, direction), sign, promise, "")


def variation(sign: int, direction: Direction) -> Variation:
    """What a flag of this sign (0: no flag) means where ``direction`` is better."""
    if sign == 0:
        return "common cause"
    if direction == "neutral":
        return "neutral"
    return "improvement" if (sign > 0) == (direction == "higher") else "concern"


def assurance(within: Limits, direction: Direction, target: float | None) -> Assurance | None:
    """Whether the target (in the unit of the measure) will be met, if nothing changes: always
    where the limits lie strictly on its better side, never where on its worse one.

    A target on a limit, give or take the rounding of floats, is within. None without a target, a
    direction or limits.
    """
    if target is None or direction == "neutral" or np.isnan([target, within.upper]).any():
        return None
    sizes = np.array([within.mean, within.lower, within.upper, target])
    beyond = int(_beyond(sizes, within.lower, within.upper)[-1])
    if beyond == 0:
        return "hit and miss"
    return "failing" if (beyond > 0) == (direction == "higher") else "passing"


def run_ends(signs: ArrayLike, length: int) -> Signs:
    """1 or −1 at each place that ends ``length`` equal signs in a row, 0 elsewhere. Row of −1, 0
    and 1 in, row of that length out."""
    given = np.asarray(signs, np.int8)
    ends = np.zeros(given.size, np.int8)
    if given.size >= length:
        windows = sliding_window_view(given, length)
        same = (windows == windows[:, :1]).all(axis=1)
        ends[length - 1 :] = np.where(same, given[length - 1 :], 0)
    return ends


def members(ends: ArrayLike, length: int) -> Truths:
    """Whether each place is one of ``length`` that end where ``ends`` is not 0."""
    found = np.asarray(ends, np.int8) != 0
    inside = np.zeros(found.size, bool)
    for back in range(min(length, found.size)):
        inside[: found.size - back] |= found[back:]
    return inside


def trend_ends(values: ArrayLike) -> Signs:
    """1 at each point that ends 7 rising ones, −1 for 7 falling ones, 0 elsewhere; a tie or a
    missing point breaks them."""
    y = _series(values)
    return np.concatenate([np.zeros(min(y.size, 1), np.int8), run_ends(_steps(y), RUN - 1)])


def two_of_three(near: ArrayLike, side: ArrayLike) -> Truths:
    """Whether each point is one of 3 in a row on the same side of the mean (``side`` 1 or −1) of
    which 2 or 3 are ``near`` a limit."""
    close, same = np.asarray(near, bool), run_ends(side, 3) != 0
    enough = np.convolve(close, np.ones(3, int))[: close.size] >= 2 if close.size else close
    return members(same & enough, 3)


def _phase(series: Numbers, start: int, end: int, base: int | None, screen: bool) -> Phase:
    points = series[start:end]
    found = limits(points[:base], screen=screen)
    rules, signs = flags(points, found)
    return Phase(start, points, found, rules, signs)


def _trend(y: Numbers) -> tuple[Truths, Signs]:
    """Points of trends and their direction: where two meet, that of the step to the right."""
    ends = trend_ends(y)
    rising, falling = members(ends > 0, RUN), members(ends < 0, RUN)
    right = np.append(_steps(y), np.int8(0))[: y.size]
    sign = np.where(rising & falling, right, np.where(rising, 1, -1)).astype(np.int8)
    return rising | falling, sign


def _steps(y: Numbers) -> Signs:
    return _signs(np.diff(y), y)


def _beyond(y: Numbers, low: float, high: float) -> Signs:
    above, below = _signs(y - high, y) > 0, _signs(y - low, y) < 0
    return above.astype(np.int8) - below.astype(np.int8)


def _signs(differences: Numbers, y: Numbers) -> Signs:
    """Their signs; 0 where one is missing or no more than the rounding of figures like ``y``."""
    slack = SLACK * np.nanmax(np.abs(y), initial=0)
    clear = np.abs(differences) > slack
    return np.where(clear, np.sign(np.where(clear, differences, 0)), 0).astype(np.int8)


def _mean(points: Numbers) -> float:
    """Mean of the known points, exact where they are equal."""
    known = points[~np.isnan(points)]
    return float(known[0] + (known - known[0]).mean()) if known.size else np.nan


def _series(values: ArrayLike) -> Numbers:
    y = numbers(values, "the figures")
    if y.ndim != 1:
        raise ValueError("the figures must be one row in order of time")
    return y
