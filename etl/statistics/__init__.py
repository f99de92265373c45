"""The methods of the portal's numbers, each held to a published package by tests.

Pure: NumPy arrays in, arrays or small frozen values out; no disk, no clock, no frame. A number that
is not known is NaN and gives NaN. What no number can be (a count below 0, a part above its whole)
raises ValueError with a sentence that quotes no record.

SciPy's special functions are imported where they are needed: most runs need none of them.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]
Truths = NDArray[np.bool_]


def numbers(values: ArrayLike, name: str) -> Numbers:
    """``values`` as floats, NaN where unknown; ValueError where one is infinite."""
    found = np.asarray(values, float)
    if np.isinf(found).any():
        raise ValueError(f"{name} must be finite")
    return found


def amounts(values: ArrayLike, name: str) -> Numbers:
    """``values`` as floats of 0 or more, NaN where unknown; ValueError otherwise."""
    found = numbers(values, name)
    if (found < 0).any():
        raise ValueError(f"{name} must be 0 or more")
    return found


def counts(values: ArrayLike, name: str) -> Numbers:
    """``values`` as whole floats of 0 or more, NaN where unknown; ValueError otherwise."""
    found = amounts(values, name)
    if (found % 1 > 0).any():
        raise ValueError(f"{name} must be whole numbers")
    return found


def parts_of_wholes(
    x: ArrayLike, n: ArrayLike, design_effect: float = 1.0
) -> tuple[Numbers, Numbers]:
    """Whole counts with 0 ≤ x ≤ n and n ≥ 1, both of the same length, NaN where either is unknown;
    ValueError otherwise. Both are divided by the design effect (L. Kish, Survey Sampling, 1965), so
    that they stand for as many independent cases; ValueError where it is under 1."""
    part, whole = counts(x, "the numerator"), counts(n, "the denominator")
    if part.ndim != 1 or part.shape != whole.shape:
        raise ValueError("numerator and denominator must be two rows of the same length")
    within(part, whole)
    if design_effect < 1:
        raise ValueError("the design effect must be 1 or more")
    unknown = np.isnan(part) | np.isnan(whole)
    part, whole = part / design_effect, whole / design_effect
    return np.where(unknown, np.nan, part), np.where(unknown, np.nan, whole)


def within(part: Numbers, whole: Numbers) -> None:
    """ValueError where a whole is 0 or a part is more than its whole."""
    if (whole == 0).any():
        raise ValueError("the denominator must be above 0")
    if (part > whole).any():
        raise ValueError("the numerator must not be above the denominator")


def level_of(level: float) -> float:
    """``level`` of confidence, between 0 and 1, both excluded; ValueError otherwise."""
    if not 0 < level < 1:
        raise ValueError("a level of confidence must lie between 0 and 1")
    return level
