"""Intervals of means, counts and rates against the cases of PHEindicatormethods and SciPy."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from etl.statistics.intervals import byar, poisson, rate, student, wilson

LEVELS = ((0.95, "95_0cl"), (0.998, "99_8cl"))
NAMED = {"95%": 0.95, "99.8%": 0.998}


@pytest.fixture
def published(shared):
    return json.loads((shared / "vectors/wilson_phe.json").read_text())


def _row(cases, *names):
    """Columns of cases, NaN where null."""
    return (np.array([c[name] for c in cases], float) for name in names)


def test_every_published_proportion(published):
    cases = published["wilson_proportions"]
    x, n, times = _row(cases, "Numerator", "Denominator", "multiplier")
    for level, ending in LEVELS:
        expected = list(_row(cases, f"lower{ending}", f"upper{ending}"))
        found = np.array(wilson(x, n, level)) * times
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-15)


def test_every_published_sum_of_a_group(published):
    cases = published["wilson_grouped_sums"]
    assert {c["confidence"] for c in cases} == {"95%"}
    x, n, times = _row(cases, "Numerator", "Denominator", "multiplier")
    expected = list(_row(cases, "lowercl", "uppercl"))
    np.testing.assert_allclose(np.array(wilson(x, n)) * times, expected, rtol=1e-9)


def test_every_published_count(published):
    methods = {"Wilson": wilson, "Byars": lambda x, _n, level: byar(x, level)}
    for case in published["wilson_and_byars"]:
        level = NAMED[case["confidence"]]
        found = methods[case["method"]](case["x"], case["n"], level)
        (expected,) = np.array([[case["lowercl"], case["uppercl"]]], float)
        np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_every_published_rate(published):
    cases = published["rates"]
    x, n, times = _row(cases, "Numerator", "Denominator", "multiplier")
    for level, ending in LEVELS:
        expected = list(_row(cases, f"lower{ending}", f"upper{ending}"))
        np.testing.assert_allclose(np.array(rate(x, n, level)) * times, expected, rtol=1e-9)


def test_every_published_mean(published):
    rows = published["means_input"]
    for case in published["means_expected"]:
        whole = case["area"] == "No grouping"
        values = np.array([r["values"] for r in rows if whole or r["area"] == case["area"]])
        figures = values.mean(), values.std(ddof=1), values.size
        expected = case["value"], case["stdev"], case["value_count"]
        assert figures == pytest.approx(expected, rel=1e-9)
        for level, ending in LEVELS:
            limits = case[f"lower{ending}"], case[f"upper{ending}"]
            assert student(*figures, level) == pytest.approx(limits, rel=1e-9)


def test_a_mean_of_fewer_than_two_has_no_interval():
    low, high = student([5, 5, 5, np.nan], [1, 1, 0, 1], [0, 1, 2, 9])
    np.testing.assert_array_equal(low, [np.nan, np.nan, 5, np.nan])
    np.testing.assert_array_equal(high, low)


def test_none_has_a_lower_limit_of_zero():
    for method in (byar, poisson):
        assert method(0)[0] == 0 and 3 < method(0)[1] < 4


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: wilson(-1, 5), "numerator must be 0 or more"),
        (lambda: wilson(1, -5), "denominator must be 0 or more"),
        (lambda: wilson(0, 0), "above 0"),
        (lambda: wilson([1, 6], [5, 5]), "above the denominator"),
        (lambda: wilson(1, np.inf), "finite"),
        (lambda: wilson(1, 5, 95), "level"),
        (lambda: student(1, -1, 5), "deviation"),
        (lambda: student(1, 1, 2.5), "whole"),
        (lambda: student(1, 1, -2), "0 or more"),
        (lambda: student(1, 1, 5, 0), "level"),
        (lambda: byar(0.5), "whole"),
        (lambda: poisson(-1), "0 or more"),
        (lambda: poisson(1, 1), "level"),
        (lambda: rate(1, 0), "above 0"),
        (lambda: rate(-1, 5), "0 or more"),
    ],
)
def test_what_no_figure_can_be_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


@given(st.integers(2, 10**6), st.sampled_from([0.5, 0.95, 0.998]))
def test_student_is_that_of_scipy(n, level):
    theirs = stats.t.interval(level, n - 1, loc=3, scale=2 / np.sqrt(n))
    assert student(3, 2, n, level) == pytest.approx(theirs, rel=1e-9)


@given(st.integers(0, 10**6), st.sampled_from([0.95, 0.998]))
def test_exact_limits_are_those_of_scipy(x, level):
    tail = (1 - level) / 2
    low = stats.chi2.ppf(tail, 2 * x) / 2 if x else 0
    theirs = low, stats.chi2.isf(tail, 2 * (x + 1)) / 2
    assert poisson(x, level) == pytest.approx(theirs, rel=1e-9)


@given(st.integers(10, 10**6))
def test_byar_is_near_the_exact_limits(x):
    np.testing.assert_allclose(byar(x), poisson(x), rtol=0.01)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_limits_contain_the_rate(x, n):
    low, high = rate(x, n)
    assert low <= x / n <= high
