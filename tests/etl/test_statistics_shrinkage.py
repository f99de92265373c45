"""Empirical Bayes against published counts, and what must hold for every fit."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import betabinom

from etl.statistics.shrinkage import shrunk

PLACES = st.lists(
    st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=12,
)


def test_the_fit_by_the_published_counts(shared):
    case = json.loads((shared / "vectors/shrinkage_and_scores.json").read_text())
    found = shrunk(case["x"], case["n"])
    fit = found.alpha, found.beta, found.prior_mean
    assert fit == pytest.approx((case["alpha"], case["beta"], case["prior_mean"]), rel=1e-6)
    for name, row in (("mean", found.means), ("lo95", found.lower), ("hi95", found.upper)):
        np.testing.assert_allclose(row, [s[name] for s in case["shrunk"]], rtol=1e-6)
    assert len(found.means) == 10


def test_no_other_alpha_and_beta_are_likelier():
    x, n = np.array([12, 30, 26, 50, 4]), np.array([82, 98, 100, 125, 12])
    found = shrunk(x, n)
    best = betabinom.logpmf(x, n, found.alpha, found.beta).sum()
    for a in (0.9, 1, 1.1):
        for b in (0.9, 1, 1.1):
            other = betabinom.logpmf(x, n, found.alpha * a, found.beta * b).sum()
            assert other <= best + 1e-9


def test_small_places_move_further():
    found = shrunk([9, 90, 100, 900], [10, 100, 1000, 10000])
    raw = np.array([0.9, 0.9, 0.1, 0.09])
    moved = np.abs(found.means - raw)
    assert moved[0] > moved[1] and moved[2] > moved[3]


@pytest.mark.parametrize(
    ("x", "n", "average"),
    [([5], [10], 0.5), ([5, 10], [10, 20], 0.5), ([0, 0], [3, 9], 0), ([3, 9], [3, 9], 1),
     ([1, 0, 1], [1, 1, 1], 2 / 3)],
    ids=["one place", "equal", "none", "all", "single presses"],
)  # fmt: skip
def test_places_that_differ_only_by_chance_get_the_share_over_all(x, n, average):
    found = shrunk(x, n)
    assert found.means == pytest.approx(average) and found.prior_mean == pytest.approx(average)
    assert np.isinf([found.alpha, found.beta]).all()
    assert np.isnan(found.lower).all() and np.isnan(found.upper).all()


def test_a_place_that_is_not_known_counts_for_nothing():
    x, n = [12, 30, 26, 50, 4], [82, 98, 100, 125, 12]
    whole, more = shrunk(x, n), shrunk([*x, np.nan, 8], [*n, 10, np.nan])
    np.testing.assert_array_equal(more.means[:5], whole.means)
    assert np.isnan([more.means[5:], more.lower[5:], more.upper[5:]]).all()
    for x, n in (([], []), ([np.nan], [5])):
        nothing = shrunk(x, n)
        assert np.isnan(nothing.prior_mean) and np.isnan(nothing.means).all()


@pytest.mark.parametrize(
    ("x", "n", "level", "said"),
    [
        ([-1], [5], 0.95, "0 or more"),
        ([1.5], [5], 0.95, "whole"),
        ([6], [5], 0.95, "above the denominator"),
        ([0], [0], 0.95, "above 0"),
        ([1, 2], [5], 0.95, "same length"),
        ([1, 4], [5, 5], 1, "level"),
    ],
)
def test_what_no_count_can_be_is_refused(x, n, level, said):
    with pytest.raises(ValueError, match=said):
        shrunk(x, n, level)


@settings(max_examples=25, deadline=None)
@given(PLACES)
def test_means_lie_between_the_raw_share_and_the_prior(places):
    x, n = map(np.array, zip(*places, strict=True))
    found = shrunk(x, n)
    raw = x / n
    low, high = np.minimum(raw, found.prior_mean), np.maximum(raw, found.prior_mean)
    assert ((low - 1e-9 <= found.means) & (found.means <= high + 1e-9)).all()
    known = ~np.isnan(found.lower)
    assert ((found.lower >= 0) & (found.lower <= found.upper) & (found.upper <= 1))[known].all()


@settings(max_examples=25, deadline=None)
@given(PLACES)
def test_counting_the_other_side_mirrors_the_fit(places):
    x, n = map(np.array, zip(*places, strict=True))
    ours, theirs = shrunk(x, n), shrunk(n - x, n)
    np.testing.assert_allclose(ours.means, 1 - theirs.means, rtol=0, atol=1e-4)
