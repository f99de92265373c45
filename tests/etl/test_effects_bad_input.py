"""Panels that cannot be told from, each with its sentence; and odd ones that can."""

import numpy as np
import pandas as pd
import pytest

from etl.effects.aggregates import by_group, dynamic, simple
from etl.effects.group_time import group_time
from etl.effects.panel import NEVER, panel
from etl.effects.permutation import permutation

NAN = float("nan")
Y = np.arange(12.0).reshape(3, 4) ** 1.5


@pytest.mark.parametrize(
    ("outcome", "first", "periods", "sentence"),
    [
        ([[1, NAN]], [1], None, "outcome must be a finite number throughout, got 1 that are not"),
        ([[1, np.inf]], [1], None, "finite"),
        ([1, 2], [1], None, "outcome must be units by periods"),
        (np.empty((0, 4)), [], None, "outcome must be units by periods"),
        (Y, [1, 2], None, "first must have one value a unit"),
        (Y, [1, 2, NAN], None, "first must be a whole number or NEVER"),
        (Y, [1, 2, 2.5], None, "first must be a whole number or NEVER"),
        (Y, [1, 2, NEVER], [1, 2, 3], "periods must have one value a column"),
        (Y, [1, 2, NEVER], [1, 2, 4, 5], "periods must be consecutive"),
    ],
)
def test_a_panel_says_what_is_wrong(outcome, first, periods, sentence):
    with pytest.raises(ValueError, match=sentence):
        panel(outcome, first, periods)


def test_all_mistakes_at_once():
    with pytest.raises(ValueError, match=r"finite.*; first must be.*; periods must be"):
        panel([[1, NAN]], [0.5], [1, 3])


@pytest.mark.parametrize(
    "first",
    [[2, 2, 2], [0, 0, 0], [0, 2, 2], [NEVER, NEVER, NEVER], [9, 9, 9]],
    ids=["all at once", "all before", "none to compare", "none", "all after"],
)
def test_nobody_to_compare_with(first):
    with pytest.raises(ValueError, match="with none to compare"):
        group_time(panel(Y, first))


def test_one_unit():
    with pytest.raises(ValueError, match="got 1 units"):
        group_time(panel(Y[:1], [2]))


def test_a_unit_never_seen_before_its_training_is_left_out_and_counted():
    rng = np.random.default_rng(0)
    y, first = rng.normal(size=(8, 5)), np.array([2, 2, 3, 3, NEVER, NEVER, 0, -4])
    effects, without = group_time(panel(y, first)), group_time(panel(y[:6], first[:6]))
    assert (effects.left_out, without.left_out) == (2, 0)
    pd.testing.assert_frame_equal(effects.cells, without.cells)
    assert simple(effects) == simple(without)


def test_the_last_group_is_a_control_only_where_everyone_is_trained():
    rng = np.random.default_rng(0)
    effects = group_time(panel(rng.normal(size=(6, 6)), [2, 2, 3, 3, 4, 4]))
    assert effects.cells["group"].unique().tolist() == [2, 3]
    assert effects.cells["period"].max() == 3


def test_fewer_controls_than_asked_for_leave_the_cell_out():
    table = panel(np.random.default_rng(0).normal(size=(6, 6)), [2, 2, 3, 3, 4, 4])
    cells = group_time(table, fewest_controls=3).cells
    assert cells["controls"].min() >= 3 and cells["group"].unique().tolist() == [2]


def test_an_error_that_rests_on_one_unit_is_not_known():
    table = panel(np.random.default_rng(0).normal(size=(5, 5)), [2, 3, NEVER, NEVER, NEVER])
    effects = group_time(table)
    assert effects.cells["error"].isna().all()
    assert by_group(effects).rows["error"].isna().all()
    assert np.isfinite(simple(effects).error)
    events = dynamic(effects).rows.set_index("at")
    assert (events["units"] == [1, 2, 2, 2, 1]).all()
    assert events["error"].isna().tolist() == [True, False, False, False, True]


@pytest.mark.parametrize(
    "covariates", [[1, 2, 3], [[1], [2], [NAN]], [[1], [2]]], ids=["flat", "missing", "short"]
)
def test_covariates_that_do_not_fit(covariates):
    with pytest.raises(ValueError, match="covariates must be finite"):
        group_time(panel(Y, [2, NEVER, NEVER]), covariates=covariates)


def test_covariates_that_do_not_differ():
    with pytest.raises(ValueError, match="must differ among the 2 controls"):
        group_time(panel(Y, [2, NEVER, NEVER]), covariates=[[1], [2], [2]])


def test_permutation_needs_draws_and_no_covariates():
    rng = np.random.default_rng(0)
    table = panel(rng.normal(size=(8, 4)), [2] * 4 + [NEVER] * 4)
    with pytest.raises(ValueError, match="at least 1 draw"):
        permutation(group_time(table), 0, 1)
    with pytest.raises(ValueError, match="without covariates"):
        permutation(group_time(table, covariates=rng.normal(size=(8, 1))), 9, 1)
