"""Confidence intervals. Pure: arrays in, arrays out."""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]


def wilson(
    numerator: ArrayLike, denominator: ArrayLike, level: float = 0.95
) -> tuple[Numbers, Numbers]:
    """Lower and upper limit of a proportion, between 0 and 1; ``denominator`` must be above 0.

    Wilson's score interval (E. B. Wilson, 1927; method 3 of R. G. Newcombe, Statistics in Medicine
    17, 1998), without continuity correction. Tests hold it to statsmodels, whose import alone would
    take as long as half a release.
    """
    x, n = np.asarray(numerator, float), np.asarray(denominator, float)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    middle = (x + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(x * (n - x) / n + z * z / 4)
    return np.where(x == 0, 0.0, middle - half), np.where(x == n, 1.0, middle + half)
