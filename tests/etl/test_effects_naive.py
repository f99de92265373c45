"""The naive table and its comparison inside each month, on made-up cells and on Chicago's."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.effects.aggregates import simple
from etl.effects.group_time import group_time
from etl.effects.naive import naive
from etl.effects.panel import panel
from etl.effects.permutation import permutation
from portal.wording.effects import CHICAGO_GAP
from tests.etl.chicago import first_reached, same_time


@pytest.fixture
def chicago(shared):
    """District, month and trained or not: officers (exposure) and complaints (total)."""
    cells = pd.read_csv(shared / "data/cpd_pj_panel/district_month_trained_cells.csv")
    return cells.rename(columns={"officers": "exposure", "complaints": "total"})


def test_the_naive_gap_of_chicago(chicago):
    """statistics.md, section 5: −31.9 %."""
    found = naive(chicago)
    assert found.table["exposure"].tolist() == [163769, 243103]
    assert found.table["total"].tolist() == [8541, 8639]
    assert found.gap == pytest.approx(-0.319, abs=0.0005)
    assert found.difference == pytest.approx(-0.016616, abs=1e-6)
    assert round(-100 * found.gap, 1) == CHICAGO_GAP


def test_inside_a_month_and_district_most_of_the_gap_is_gone(chicago):
    """The cells hold no officer's past: this is near -0.005176818, and not a check of it."""
    cells = chicago.assign(
        cluster=chicago["district"],
        stratum=chicago["month"] + "/" + chicago["district"].astype(str),
    )
    found = same_time(cells)
    assert found.value == pytest.approx(-0.004854, abs=1e-6)
    assert found.error == pytest.approx(0.002419, abs=1e-6)
    assert found.low < 0 < found.high
    assert found.value / naive(chicago).difference < 0.3
    by_month = same_time(chicago.assign(cluster=chicago["month"], stratum=chicago["month"]))
    assert by_month.value == pytest.approx(-0.006009, abs=1e-6)


def test_chicago_by_district_tells_of_three_months_and_of_no_clear_change(chicago):
    """The 22 districts of the whole window pass half within four months, then none is left."""
    wide = chicago.pivot_table(
        index="district", columns=["trained", "month"], values=["exposure", "total"], fill_value=0
    )
    months = sorted(chicago["month"].unique())
    officers, complaints = (
        [wide[name][flag].reindex(columns=months, fill_value=0).to_numpy() for flag in (0, 1)]
        for name in ("exposure", "total")
    )
    whole = sum(officers)
    open_ = (whole > 0).all(axis=1)
    first = first_reached(officers[1][open_] / whole[open_])
    assert open_.sum() == 22 and (first.min(), first.max()) == (24, 27)
    effects = group_time(panel(sum(complaints)[open_] / whole[open_], first), fewest_controls=8)
    found = simple(effects)
    assert effects.cells["period"].max() == 26
    assert (found.value, found.error) == pytest.approx((0.010144, 0.008209), abs=1e-6)
    assert found.low < 0 < found.high and permutation(effects, 999, seed=1).p > 0.1


def test_naive_by_hand():
    cells = pd.DataFrame({"trained": [0, 0, 1], "exposure": [10, 30, 20], "total": [4, 4, 2]})
    found = naive(cells)
    assert found.table["rate"].tolist() == [0.2, 0.1]
    assert (found.difference, found.gap) == pytest.approx((-0.1, -0.5))


def test_naive_without_one_side_or_from_nothing():
    cells = pd.DataFrame({"trained": [0, 1], "exposure": [10, 20], "total": [0, 2]})
    assert np.isnan(naive(cells).gap)
    with pytest.raises(ValueError, match="trained and untrained exposure"):
        naive(cells.iloc[:1])
    with pytest.raises(ValueError, match="trained and untrained exposure"):
        naive(cells.assign(exposure=[0, 20]))
    for change in ({"exposure": [-1, 20]}, {"total": [np.nan, 2]}, {"trained": [np.nan, 1]}):
        with pytest.raises(ValueError, match="cells must be complete"):
            naive(cells.assign(**change))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), gap=st.floats(-0.5, 0.5))
def test_a_difference_that_is_the_same_everywhere_is_found(seed, gap):
    rng = np.random.default_rng(seed)
    cells = _cells(rng)
    rate = 2 + rng.random(12)[cells["stratum"]] + gap * cells["trained"]
    found = same_time(cells.assign(total=rate * cells["exposure"]))
    assert found.value == pytest.approx(gap, abs=1e-9)
    assert found.error == pytest.approx(0, abs=1e-9)


def _cells(rng):
    """12 strata in 6 clusters, each with both sides."""
    return pd.DataFrame(
        {
            "stratum": np.repeat(np.arange(12), 2),
            "cluster": np.repeat(np.arange(6), 4),
            "trained": np.tile([0, 1], 12),
            "exposure": rng.integers(20, 90, 24),
        }
    )


def test_strata_that_tell_nothing_and_few_clusters():
    cells = _cells(np.random.default_rng(0)).assign(total=3)
    one_sided = cells.iloc[:1].assign(stratum=99, cluster=99)
    assert same_time(pd.concat([cells, one_sided])) == same_time(cells)
    for clusters in (1, 4):
        few = same_time(cells[cells["cluster"] < clusters])
        assert np.isfinite(few.value) and np.isnan([few.error, few.low, few.high]).all()
    with pytest.raises(ValueError, match="a stratum must hold"):
        same_time(cells[cells["trained"] == 1])
    with pytest.raises(ValueError, match="inside one cluster"):
        same_time(cells.assign(stratum=1))
