"""Intervals against published cases and against statsmodels."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from etl.statistics.intervals import wilson


@given(cases=st.lists(st.integers(1, 10**7).flatmap(
    lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1))  # fmt: skip
def test_wilson_is_that_of_statsmodels(cases):
    x, n = map(np.array, zip(*cases, strict=True))
    low, high = wilson(x, n)
    theirs = proportion_confint(x, n, method="wilson")
    np.testing.assert_allclose([low, high], theirs, rtol=0, atol=1e-12)
    assert ((low <= x / n + 1e-12) & (x / n <= high + 1e-12) & (low >= 0) & (high <= 1)).all()


def test_wilson_by_the_published_cases(shared):
    found = json.loads((shared / "vectors/wilson_phe.json").read_text())["wilson_proportions"]
    cases = [c for c in found if c["Numerator"] is not None and c["Denominator"]]
    assert len(cases) >= 5
    for level, ending in ((0.95, "95_0cl"), (0.998, "99_8cl")):
        for case in cases:
            low, high = wilson(case["Numerator"], case["Denominator"], level)
            times = case["multiplier"]
            expected = case[f"lower{ending}"], case[f"upper{ending}"]
            assert (low * times, high * times) == pytest.approx(expected, rel=1e-9, abs=1e-15)
    assert wilson(0, 7)[0] == 0 and wilson(7, 7)[1] == 1
