"""Scores of a scale: the Happy Index, its 1 to 5 sister, and a 0 to 10 sentiment.

The last axis of ``presses`` holds the number of presses of each face, the happiest first: four or
five of them. Every other axis is kept. Nobody pressed, or a number is not known: NaN.
"""

import numpy as np
from numpy.typing import ArrayLike

from etl.statistics import Numbers, counts, numbers

HAPPY = {
    4: np.array([100, 200 / 3, 100 / 3, 0]),
    5: np.array([100.0, 75, 50, 25, 0]),
}
"""Points of each face by the number of faces, in equal steps from 100 to 0."""

AVERAGE = np.array([5.0, 4, 3, 2, 1])
"""Points of each of five faces on the average index."""


def happy_index(presses: ArrayLike) -> Numbers:
    """The mean of the presses, 0 to 100.

    HappyOrNot, "arithmetic mean of the smiley responses" (2026); the weights are equal steps, as
    statistics.md §4 has them, two thirds unrounded. ValueError: other than four or five faces, a
    count that is no whole number of 0 or more.
    """
    faces = _faces(presses, tuple(HAPPY))
    return _mean(faces, HAPPY[faces.shape[-1]])


def average_index(presses: ArrayLike) -> Numbers:
    """The mean of presses on five faces, 1 to 5.

    HappyOrNot's average index (statistics.md §4). ValueError: other than five faces, a count that
    is no whole number of 0 or more.
    """
    return _mean(_faces(presses, (5,)), AVERAGE)


def sentiment(responses: ArrayLike) -> float:
    """Ten times the mean of answers from 0 to 10: a score of 0 to 100, not a percentage.

    City of Chicago, police sentiment scores (open data 28me-84fj). ``responses`` has one number a
    person; unknown ones are left out, and with none left the score is NaN. ValueError: an answer
    outside 0 to 10.
    """
    given = numbers(responses, "an answer")
    given = given[~np.isnan(given)]
    if (given < 0).any() or (given > 10).any():
        raise ValueError("an answer must lie between 0 and 10")
    return 10 * float(given.mean()) if given.size else np.nan


def _faces(presses: ArrayLike, allowed: tuple[int, ...]) -> Numbers:
    faces = counts(presses, "the number of presses")
    if not faces.ndim or faces.shape[-1] not in allowed:
        said = " or ".join(map(str, allowed))
        raise ValueError(f"the scale must have {said} faces")
    return faces


def _mean(faces: Numbers, points: Numbers) -> Numbers:
    n = faces.sum(axis=-1)
    return (faces * points).sum(axis=-1) / np.where(n > 0, n, np.nan)
