"""Calmer rates for the colours of a map: small places lean on the average of all.

Only for colour, with the raw rate beside it: a shrunk rate is no figure to quote.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from etl.statistics import Numbers, level_of, parts_of_wholes

SHARPEST = 14.0
"""Natural logarithm of the greatest and (negative) of the smallest alpha + beta that is sought."""


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Shrunk shares of n places, all between 0 and 1."""

    alpha: float
    beta: float
    """The beta distribution of the places' true shares; both infinite where the places differ no
    more than by chance, NaN where no place is known."""
    prior_mean: float
    means: Numbers
    lower: Numbers
    upper: Numbers
    """Limits of each place's share given its counts; NaN where places differ only by chance."""


def shrunk(
    numerator: ArrayLike, denominator: ArrayLike, level: float = 0.95, design_effect: float = 1.0
) -> Shrunk:
    """Empirical Bayes with a beta-binomial model, its alpha and beta of greatest likelihood.

    ``numerator`` and ``denominator`` are rows of whole counts, one a place. H. Robbins (1956) for
    the idea, J. G. Skellam (Journal of the Royal Statistical Society B 10, 1948) for the
    distribution; the cases were fitted with SciPy 1.17.1. A place's mean is
    (x + alpha) / (n + alpha + beta), its limits leave equal tails outside ``level``.
    Where the statistic of R. E. Tarone (Biometrika 66, 1979) sees no more spread than chance gives,
    every place gets the share over all. A place that is not known is NaN and counts for nothing.
    The counts are divided by ``design_effect`` (etl.statistics).

    ValueError: rows of different length, a count that is no whole number of 0 or more, a
    denominator of 0, a numerator above its denominator, a level outside 0 to 1.
    """
    x, n = parts_of_wholes(numerator, denominator, design_effect)
    tail = (1 - level_of(level)) / 2
    known = ~np.isnan(n)
    if not known.any():
        return Shrunk(np.nan, np.nan, np.nan, x, x, x)
    average = float(x[known].sum() / n[known].sum())
    if not _spread(x[known], n[known], average):
        nothing = np.full(n.shape, np.nan)
        means = np.where(known, average, np.nan)
        return Shrunk(np.inf, np.inf, average, means, nothing, nothing)
    alpha, beta = _fitted(x[known], n[known], average)
    lower, upper = _posterior(x + alpha, n - x + beta, tail)
    prior = alpha / (alpha + beta)
    return Shrunk(alpha, beta, prior, (x + alpha) / (n + alpha + beta), lower, upper)


def _spread(x: Numbers, n: Numbers, average: float) -> bool:
    """Whether the places differ by more than chance: the slope of the likelihood at none."""
    if average in (0, 1):
        return False
    pairs = x * (x - 1) / average + (n - x) * (n - x - 1) / (1 - average)
    return bool((pairs - n * (n - 1)).sum() > 1e-9 * (n * n).sum())


def _fitted(x: Numbers, n: Numbers, average: float) -> tuple[float, float]:
    from scipy.optimize import minimize  # type: ignore[import-untyped]
    from scipy.special import betaln, expit, psi  # type: ignore[import-untyped]

    def loss(at: Numbers) -> tuple[float, Numbers]:
        """Minus the log likelihood and its slope, by logit of the mean and log of the sum."""
        mean, total = expit(at[0]), np.exp(at[1])
        a, b = mean * total, (1 - mean) * total
        value = (betaln(x + a, n - x + b) - betaln(a, b)).sum()
        shared = psi(total) - psi(n + total)
        by_a = (psi(x + a) - psi(a) + shared).sum()
        by_b = (psi(n - x + b) - psi(b) + shared).sum()
        by_mean = total * mean * (1 - mean) * (by_a - by_b)
        return -float(value), -np.array([by_mean, a * by_a + b * by_b])

    start = np.array([np.log(average / (1 - average)), 2.0])
    bounds = [(-SHARPEST, SHARPEST)] * 2
    options = {"ftol": 1e-13, "gtol": 1e-8, "maxiter": 1000}
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    mean, total = float(expit(best.x[0])), float(np.exp(best.x[1]))
    return mean * total, (1 - mean) * total


def _posterior(a: Numbers, b: Numbers, tail: float) -> tuple[Numbers, Numbers]:
    from scipy.special import betaincinv

    return betaincinv(a, b, tail), betaincinv(a, b, 1 - tail)
