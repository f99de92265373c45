"""Confidence intervals: a lower and an upper limit for each of many figures.

Every function takes arrays (or single numbers) that fit each other by NumPy's rules, ``level`` as a
share (0.95; ValueError outside 0 to 1), and returns two arrays of that shape, NaN where an input is
unknown. The cases are those of PHEindicatormethods 2.1.0 (UK Health Security Agency).
"""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from etl.statistics import Numbers, amounts, counts, level_of, numbers, within

SMALL = 10
"""Rates of fewer events have exact limits, others Byar's, as PHEindicatormethods does."""


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Limits of a proportion, between 0 and 1: exactly 0 where none, exactly 1 where all.

    Wilson's score interval (E. B. Wilson, 1927; method 3 of R. G. Newcombe, Statistics in Medicine
    17, 1998), without continuity correction. Fractions of events are allowed. ValueError: a
    numerator below 0 or above its denominator, a denominator of 0 or less. Tests hold it to
    statsmodels too, whose import alone would take as long as half a release.
    """
    x, n = amounts(numerator, "the numerator"), amounts(denominator, "the denominator")
    within(x, n)
    z = _z(level)
    middle = (x + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(x * (n - x) / n + z * z / 4)
    low = np.where(x == 0, 0 * n, middle - half)
    return low, np.where(x == n, 1.0, middle + half)


def student(
    mean: ArrayLike, deviation: ArrayLike, count: ArrayLike, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Limits of a mean, in its unit, from the standard deviation (divided by n − 1) and n.

    Student's t ("Student", Biometrika 6, 1908), with n − 1 degrees of freedom. One observation has
    no deviation and none has no mean: NaN. ValueError: a deviation below 0, a count that is no
    whole number of 0 or more.
    """
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    middle, spread = numbers(mean, "the mean"), amounts(deviation, "the standard deviation")
    n = counts(count, "the count")
    n = np.where(n > 1, n, np.nan)
    half = stdtrit(n - 1, 0.5 + level_of(level) / 2) * spread / np.sqrt(n)
    return middle - half, middle + half


def byar(count: ArrayLike, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Limits of a number of events: Byar's approximation to the exact Poisson limits.

    N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II, 1987. The lower limit
    of 0 events is 0; where the approximation would go below 0 it is NaN. ValueError: a count that
    is no whole number of 0 or more.
    """
    x, z = counts(count, "the count"), _z(level)
    least = np.where(x == 0, 1, x)
    low = least * (1 - 1 / (9 * least) - z / (3 * np.sqrt(least))) ** 3
    high = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return np.where(x == 0, 0.0, np.where(low < 0, np.nan, low)), high


def poisson(count: ArrayLike, level: float = 0.95) -> tuple[Numbers, Numbers]:
    """Exact limits of a number of events, from the gamma (chi-squared) distribution; the lower
    limit of 0 events is 0.

    F. Garwood, Biometrika 28, 1936. ValueError: a count that is no whole number of 0 or more.
    """
    from scipy.special import gammainccinv, gammaincinv

    x, tail = counts(count, "the count"), (1 - level_of(level)) / 2
    low = gammaincinv(np.where(x == 0, 1, x), tail)
    return np.where(x == 0, 0.0, low), gammainccinv(x + 1, tail)


def rate(
    numerator: ArrayLike, denominator: ArrayLike, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Limits of events in one unit of the denominator: exact under SMALL events, Byar's from there.

    PHEindicatormethods 2.1.0, ``phe_rate``. A rate may be above 1. ValueError: a numerator that is
    no whole number of 0 or more, a denominator of 0 or less.
    """
    x, n = np.broadcast_arrays(
        counts(numerator, "the numerator"), amounts(denominator, "the denominator")
    )
    if (n == 0).any():
        raise ValueError("the denominator must be above 0")
    pairs = zip(poisson(x, level), byar(x, level), strict=True)
    low, high = (np.where(x < SMALL, exact, close) / n for exact, close in pairs)
    return low, high


def _z(level: float) -> float:
    return NormalDist().inv_cdf(0.5 + level_of(level) / 2)
