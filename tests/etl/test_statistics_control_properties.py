"""What holds for the limits and flags of any series."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.statistics.control import (
    icons,
    limits,
    phases,
)
from tests.etl.test_statistics_control import MIRRORED, SERIES


@given(SERIES, st.booleans())
def test_limits_stand_in_order_around_the_mean(points, screen):
    found = limits(points, screen=screen)
    row = [found.lower, found.near_lower, found.mean, found.near_upper, found.upper]
    if not np.isnan(found.lower):
        assert row == sorted(row)
    assert np.isnan(found.mean) == np.isnan(points).all()


@given(SERIES, st.integers(-1000, 1000), st.sampled_from([0.25, 1.0, 3.0, 7.0]))
def test_flags_do_not_change_with_shift_and_scale(points, shift, scale):
    (plain,), (moved,) = phases(points), phases(points * scale + shift)
    assert (plain.rules, plain.signs) == (moved.rules, moved.signs)


@given(SERIES, st.sampled_from(sorted(MIRRORED)))
def test_a_mirrored_series_has_mirrored_flags_and_icons(points, direction):
    (plain,), (mirror,) = phases(points), phases(-points)
    assert plain.rules == mirror.rules
    assert plain.signs == tuple(-s for s in mirror.signs)
    ours, theirs = icons(plain, direction, 7), icons(mirror, MIRRORED[direction], -7)
    assert (ours.variation, ours.sign, ours.reason, ours.assurance) == (
        theirs.variation,
        -theirs.sign,
        theirs.reason,
        theirs.assurance,
    )


@given(SERIES)
def test_flags_are_those_of_a_plain_recount(points):
    (phase,) = phases(points)
    assert phase.rules == tuple(_recount(points, phase.limits))


def _recount(y, at):
    """Rule by rule and window by window, as statistics.md tells it."""
    slack = 1e-9
    n = len(y)

    def windows(i, length):
        return [range(a, a + length) for a in range(i - length + 1, i + 1) if 0 <= a <= n - length]

    def out(i):
        return y[i] > at.upper + slack or y[i] < at.lower - slack

    def near(i):
        return not out(i) and (y[i] > at.near_upper + slack or y[i] < at.near_lower - slack)

    def side(w):
        above, below = ([s * (y[j] - at.mean) > slack for j in w] for s in (1, -1))
        return all(above) or all(below)

    def monotone(w):
        steps = [y[j + 1] - y[j] for j in list(w)[:-1]]
        return all(s > 0 for s in steps) or all(s < 0 for s in steps)

    for i in range(n):
        if out(i):
            yield "outside"
        elif any(monotone(w) for w in windows(i, 7)):
            yield "trend"
        elif near(i) and any(side(w) and sum(map(near, w)) >= 2 for w in windows(i, 3)):
            yield "two of three"
        elif any(side(w) for w in windows(i, 7)):
            yield "one side"
        else:
            yield ""
