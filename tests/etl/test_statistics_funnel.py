"""Funnels against the cases of FunnelPlotR, and what must hold for every funnel."""

import json
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.statistics.funnel import (
    EXPECTED,
    HIGHER,
    LOWER,
    UNKNOWN,
    Z_95,
    Z_998,
    arcsine_limits,
    bands,
    dispersion,
    funnel,
    normal_limits,
    winsorised,
)
from etl.statistics.intervals import poisson

CLOSE = {"rtol": 1e-9, "atol": 0}
WORDS = {"low": LOWER, "in": EXPECTED, "high": HIGHER}
STATIONS = st.lists(
    st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=12
)


def _pair(stations):
    return [s[0] for s in stations], [s[1] for s in stations]


@pytest.fixture
def published(shared):
    return json.loads((shared / "vectors/funnel_funnelplotr.json").read_text())


@pytest.fixture
def cases(published):
    """Name of a published case, its counts, its settings and what it expects in the same order."""
    found = {}
    for case in published["cases"]:
        setting, expected = case["input"], case["expected"]
        counts = (np.array(setting[k], float) for k in ("numerator", "denominator"))
        z = np.array([expected["z"][g] for g in setting["group"]])
        found[case["name"]] = (*counts, setting, expected, z)
    return found


def _proportions(cases):
    found = [c for c in cases.values() if c[2]["data_type"] == "PR"]
    assert len(found) == 4
    return found


def _limits_of(expected, setting, prefix, level):
    rows = expected["limits_at_each_denominator"]
    sides = ([r[f"{prefix}{side}{level}"] for r in rows] for side in ("ll", "ul"))
    return np.array([r["n"] for r in rows]), np.array(list(sides)) / setting["multiplier"]


def test_dispersion_of_proportions_by_the_published_cases(cases):
    for x, n, setting, expected, z in _proportions(cases):
        found = funnel(x, n, setting["trim_by"])
        assert found.average * setting["multiplier"] == pytest.approx(expected["target"], rel=1e-9)
        np.testing.assert_allclose(found.z, z, rtol=1e-9, atol=1e-12)
        assert found.dispersion.phi == pytest.approx(expected["phi"], rel=1e-9)
        assert found.dispersion.tau2 == pytest.approx(expected["tau2"], rel=1e-9)


@pytest.mark.parametrize("prefix", ["", "od"])
@pytest.mark.parametrize(("level", "z"), [("95", Z_95), ("998", Z_998)])
def test_limits_of_proportions_by_the_published_cases(cases, prefix, level, z):
    for x, n, setting, expected, _ in _proportions(cases):
        sizes, limits = _limits_of(expected, setting, prefix, level)
        average, tau2 = x.sum() / n.sum(), expected["tau2"] if prefix else 0
        found = np.array(arcsine_limits(average, sizes, z, tau2))
        # Beyond 90° the sine turns back, and its limits depend on its grid, as the file tells.
        turned = np.arcsin(np.sqrt(average)) + z * np.sqrt(1 / (4 * sizes) + tau2) > np.pi / 2
        np.testing.assert_allclose(found[0], limits[0], **CLOSE)
        np.testing.assert_allclose(found[1, ~turned], limits[1, ~turned], **CLOSE)
        assert (found[1, turned] == 1).all()
        assert setting["denominator"][0] == 3 or not turned.any()


def test_bands_by_the_published_cases(cases):
    for x, n, setting, expected, _ in _proportions(cases):
        found = funnel(x, n, setting["trim_by"])
        average = x.sum() / n.sum()
        for name, limits in {
            "unadj95": arcsine_limits(average, n, Z_95),
            "unadj998": arcsine_limits(average, n, Z_998),
            "od95": found.faint,
            "od998": found.limits,
        }.items():
            flags = [WORDS[expected["flags"][name][g]] for g in setting["group"]]
            assert list(bands(x / n, *limits)) == flags
        assert list(found.bands) == flags


def test_dispersion_of_ratios_by_the_published_cases(cases):
    """The core knows no scale: the other scales of FunnelPlotR give its phi and tau² too."""
    x, n, setting, expected, z = cases["test_funnel_plot_SR_CQC"]
    _same(dispersion((np.sqrt(x / n) - 1) * 2 * np.sqrt(n), 0.5 / np.sqrt(n), 0.05), expected)
    x, n, setting, expected, z = cases["rc_dev"]
    error = np.sqrt(x / (x + 0.5) ** 2 + n / (n + 0.5) ** 2)
    scores = (np.log((x + 0.5) / (n + 0.5)) - np.log(x.sum() / n.sum())) / error
    np.testing.assert_allclose(scores, z, rtol=1e-9)
    _same(dispersion(scores, error, setting["trim_by"]), expected)
    # SHMI leaves out the ends instead of drawing them in: of six, the first and the last.
    x, n, setting, expected, z = cases["test_funnel_plot_SR_SHMI"]
    place = np.floor((z.argsort().argsort() + 1) * 10 / (z.size + 1))
    kept = (place > 0) & (place < 9)
    _same(dispersion(z[kept], 1 / np.sqrt(n[kept]), 0), expected)


def _same(found, expected):
    assert (found.phi, found.tau2) == pytest.approx((expected["phi"], expected["tau2"]), rel=1e-9)


def test_poisson_limits_by_the_published_cases(published, cases):
    """FunnelPlotR's limits of a ratio to ``n`` expected events, from the exact limits of counts."""
    table = published["poisson_limits_published"]
    n = np.array(table["n"])
    for level, name in ((0.95, "95"), (0.998, "998")):
        low, high = poisson(n, level)
        np.testing.assert_allclose(low / n, table[f"ll{name}"], rtol=1e-6)
        np.testing.assert_allclose(high / n, table[f"ul{name}"], rtol=1e-6)
        for case in ("test_funnel_plot_SR_SHMI", "test_funnel_plot_SR_CQC"):
            sizes, limits = _limits_of(cases[case][3], cases[case][2], "", name)
            np.testing.assert_allclose(np.array(poisson(sizes, level)) / sizes, limits, **CLOSE)


def test_sums_of_groups_by_the_published_case(published):
    table = published["aggregate_published"]
    sums = {}
    for group, x, n in zip(table["group"], table["numerator"], table["denominator"], strict=True):
        top, bottom = sums.get(group, (0, 0))
        sums[group] = top + x, bottom + n
    assert [x / n for x, n in sums.values()] == pytest.approx(table["rr"], rel=1e-6)


def test_normal_limits_are_those_of_the_formula():
    for level, z in ((0.95, 1.959963984540054), (0.998, 3.090232306167813)):
        low, high = normal_limits(0.3, [25, 1, 400], level)
        half = [z * (0.21 / n) ** 0.5 for n in (25, 1, 400)]
        np.testing.assert_allclose(low, [max(0, 0.3 - h) for h in half], rtol=1e-12)
        np.testing.assert_allclose(high, [min(1, 0.3 + h) for h in half], rtol=1e-12)


def test_normal_limits_solve_the_equation_of_phe():
    """PHEindicatormethods writes them as the roots of a quadratic (``sigma_adjustment``)."""
    average, n, z = 0.3, 250.0, NormalDist().inv_cdf(0.999)
    whole = n / z**2
    middle, last = average * (whole + 1), 1 / z**2 + 1 / n
    inner = n * (average * (whole + 2) - 1) + z**2 * (average - 1)
    half = np.sqrt((8 * middle) ** 2 - 64 * last * average * inner) / 8
    roots = [(middle - half) / last / n, (middle + half) / last / n]
    np.testing.assert_allclose(np.ravel(normal_limits(average, [n])), roots, rtol=1e-12)


def test_a_station_on_a_limit_is_as_expected():
    shares = np.array([0.2, 0.8, 0.1, 0.9, np.nan, 0.5])
    low, high = np.full(6, 0.2), np.array([0.8] * 5 + [np.nan])
    assert bands(shares, low, high) == (EXPECTED, EXPECTED, LOWER, HIGHER, UNKNOWN, UNKNOWN)


def test_a_station_that_is_not_known_counts_for_nothing():
    x, n = [30, 20, 70, 45], [100, 90, 110, 95]
    whole, more = funnel(x, n), funnel([*x, np.nan, 8], [*n, 10, np.nan])
    assert more.average == whole.average and more.dispersion == whole.dispersion
    assert more.bands == (*whole.bands, UNKNOWN, UNKNOWN)
    np.testing.assert_array_equal(more.limits[0][:4], whole.limits[0])
    assert np.isnan(more.limits[0][4:]).all()


@pytest.mark.parametrize(
    ("x", "n", "names"),
    [
        ([], [], ()),
        ([np.nan], [np.nan], (UNKNOWN,)),
        ([3], [9], (EXPECTED,)),
        ([0, 0, 0], [5, 50, 500], (EXPECTED,) * 3),
        ([5, 50, 500], [5, 50, 500], (EXPECTED,) * 3),
    ],
    ids=["none", "unknown", "one", "none of all", "all of all"],
)
def test_small_and_uniform_funnels(x, n, names):
    found = funnel(x, n)
    assert found.bands == names
    assert found.dispersion.tau2 == 0


@pytest.mark.parametrize(
    ("x", "n", "said"),
    [
        ([-1], [5], "0 or more"),
        ([1], [-5], "0 or more"),
        ([1.5], [5], "whole"),
        ([1], [5.5], "whole"),
        ([6], [5], "above the denominator"),
        ([0], [0], "above 0"),
        ([1, 2], [5], "same length"),
        ([np.inf], [np.inf], "finite"),
    ],
)
def test_what_no_count_can_be_is_refused(x, n, said):
    with pytest.raises(ValueError, match=said):
        funnel(x, n)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: arcsine_limits(1.1, [5]), "average"),
        (lambda: arcsine_limits(0.5, [0]), "size"),
        (lambda: arcsine_limits(0.5, [5], tau2=-1), "tau²"),
        (lambda: normal_limits(-0.1, [5]), "average"),
        (lambda: normal_limits(0.5, [5], 1), "level"),
        (lambda: winsorised(np.array([1.0]), 0.5), "half"),
    ],
)
def test_what_no_setting_can_be_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()


@given(STATIONS)
def test_limits_contain_the_average_and_the_faint_ones(stations):
    found = funnel(*_pair(stations))
    (low, high), (near_low, near_high) = found.limits, found.faint
    assert (low <= near_low).all() and (near_low <= found.average + 1e-12).all()
    assert (found.average - 1e-12 <= near_high).all() and (near_high <= high).all()
    assert (low >= 0).all() and (high <= 1).all()
    assert found.dispersion.tau2 >= 0
    assert UNKNOWN not in found.bands


@given(STATIONS)
def test_overdispersion_never_narrows(stations):
    found = funnel(*_pair(stations))
    low, high = arcsine_limits(found.average, [n for _, n in stations], Z_998)
    assert (found.limits[0] <= low).all() and (high <= found.limits[1]).all()


@given(STATIONS, st.randoms())
def test_order_does_not_matter(stations, random):
    shuffled = random.sample(range(len(stations)), len(stations))
    plain = funnel(*_pair(stations))
    other = funnel(*_pair([stations[i] for i in shuffled]))
    np.testing.assert_allclose(other.limits[0], plain.limits[0][shuffled], rtol=1e-6, atol=1e-9)
