"""Is this station really different? Funnel limits around the average of all, by size.

Stations stand in three bands and never in an order. ``numerator`` and ``denominator`` are rows of
whole counts, one a station; NaN where a station's are not known: it has no band and does not count
towards the average. Shares lie between 0 and 1. ValueError: rows of different length, a count that
is no whole number of 0 or more, a denominator of 0, a numerator above its denominator.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from etl.statistics import Numbers, amounts, level_of, numbers, parts_of_wholes

LOWER, EXPECTED, HIGHER, UNKNOWN = "lower", "as expected", "higher", ""
Z_95, Z_998 = 1.959964, 3.090232
"""As FunnelPlotR rounds them."""

TRIM = 0.1


@dataclass(frozen=True)
class Dispersion:
    """How much more the stations vary than chance alone would have them."""

    phi: float
    """Mean of the squared winsorised z-scores: about 1 where only chance is at work."""
    tau2: float
    """Variance between stations on the scale of the z-scores; 0 where chance explains all."""


@dataclass(frozen=True, eq=False)
class Funnel:
    """A funnel over n stations: every row has one place a station."""

    average: float
    """Share over all stations; NaN where none is known."""
    z: Numbers
    dispersion: Dispersion
    faint: tuple[Numbers, Numbers]
    """Lower and upper 95 % limits, with overdispersion."""
    limits: tuple[Numbers, Numbers]
    """Lower and upper 99.8 % limits, with overdispersion: these set the band."""
    bands: tuple[str, ...]
    """LOWER, EXPECTED or HIGHER than expected; UNKNOWN without numbers."""


def funnel(
    numerator: ArrayLike, denominator: ArrayLike, trim: float = TRIM, design_effect: float = 1.0
) -> Funnel:
    """Funnel of shares with additive overdispersion on the arcsine scale.

    D. J. Spiegelhalter, Statistics in Medicine 24 (2005) and Quality and Safety in Health Care 14
    (2005), as FunnelPlotR 0.6.0 has it (``data_type = "PR"``). ``trim`` is the share of z-scores
    drawn in at each end. The counts are divided by ``design_effect`` (etl.statistics).
    """
    x, n = parts_of_wholes(numerator, denominator, design_effect)
    average = average_of(x, n)
    error = 1 / (2 * np.sqrt(n))
    z = (np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(average))) / error
    found = dispersion(z, error, trim)
    limits = arcsine_limits(average, n, Z_998, found.tau2)
    faint = arcsine_limits(average, n, Z_95, found.tau2)
    return Funnel(average, z, found, faint, limits, bands(x / n, *limits))


def average_of(x: Numbers, n: Numbers) -> float:
    """Share over all stations whose numbers are known; NaN where none is."""
    whole = np.nansum(n)
    return float(np.nansum(x) / whole) if whole else np.nan


def arcsine_limits(
    average: float, n: ArrayLike, z: float = Z_998, tau2: float = 0.0
) -> tuple[Numbers, Numbers]:
    """Lower and upper limit of a share at each size ``n``: sin²(asin√average ± z·√(1/4n + tau²)).

    FunnelPlotR 0.6.0. The angle stops at 0 and 90°, beyond which the sine would turn back; there
    FunnelPlotR looks at the next row of its grid, so that its limits at the smallest sizes depend
    on the grid. ValueError: an average outside 0 to 1, a size of 0 or less, a tau² below 0.
    """
    size = _sizes(average, n)
    half = z * np.sqrt(1 / (4 * size) + float(amounts(tau2, "tau²")))
    angle = np.arcsin(np.sqrt(average))
    low, high = np.clip(angle - half, 0, np.pi / 2), np.clip(angle + half, 0, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


def normal_limits(average: float, n: ArrayLike, level: float = 0.998) -> tuple[Numbers, Numbers]:
    """Lower and upper limit of a share at each size ``n``: average ± z·√(average(1 − average)/n),
    kept within 0 to 1, without overdispersion.

    PHEindicatormethods 2.1.0, ``phe_funnels``. ValueError: an average outside 0 to 1, a size of 0
    or less, a level outside 0 to 1.
    """
    z = NormalDist().inv_cdf(0.5 + level_of(level) / 2)
    half = z * np.sqrt(average * (1 - average) / _sizes(average, n))
    return np.clip(average - half, 0, 1), np.clip(average + half, 0, 1)


def bands(shares: Numbers, low: Numbers, high: Numbers) -> tuple[str, ...]:
    """LOWER strictly below the lower limit, HIGHER strictly above the upper one (a limit itself is
    EXPECTED), UNKNOWN where the share or a limit is NaN."""
    unknown = np.isnan(shares) | np.isnan(low) | np.isnan(high)
    names = np.select(
        [unknown, shares < low, shares > high], [UNKNOWN, LOWER, HIGHER], default=EXPECTED
    )
    return tuple(map(str, names))


def dispersion(z: Numbers, error: Numbers, trim: float = TRIM) -> Dispersion:
    """Phi and tau² of z-scores and their standard errors, on whatever scale they are.

    Winsorised z-scores; tau² by the moments of R. DerSimonian and N. Laird (1986), 0 where
    n·phi < n − 1. Both as FunnelPlotR 0.6.0. NaN is left out; with fewer than two z-scores tau² is
    0, with none phi is NaN.
    """
    known = ~np.isnan(z)
    scores, weights = winsorised(z[known], trim), error[known] ** -2.0
    if scores.size < 2:
        return Dispersion(float((scores**2).mean()) if scores.size else np.nan, 0.0)
    n, phi = scores.size, float((scores**2).mean())
    spread = weights.sum() - (weights**2).sum() / weights.sum()
    return Dispersion(phi, max(0.0, float((n * phi - (n - 1)) / spread)))


def winsorised(z: Numbers, trim: float = TRIM) -> Numbers:
    """``z`` with values beyond the ``trim`` and 1 − ``trim`` quantiles (R's type 7) drawn in to
    them. ValueError: a trim outside 0 to a half."""
    if not 0 <= trim < 0.5:
        raise ValueError("the share that is drawn in must be 0 or more and under a half")
    if not z.size:
        return z
    low, high = np.quantile(z, [trim, 1 - trim])
    return np.clip(z, low, high)


def _sizes(average: float, n: ArrayLike) -> Numbers:
    if average < 0 or average > 1:
        raise ValueError("the average must lie between 0 and 1")
    size = numbers(n, "the size")
    if (size <= 0).any():
        raise ValueError("the size must be above 0")
    return size
