"""Gates, and the analysis behind them as a whole."""

import numpy as np
import pytest

from etl.effects.gates import gates
from etl.effects.panel import NEVER
from etl.effects.training import AfterTraining, NotEnough, after_training

FIRST = np.array([6.0] * 4 + [8] * 4 + [NEVER] * 8)


def score(effect=0.0, first=FIRST, months=12, seed=0):
    rng = np.random.default_rng(seed)
    base = 60 + rng.normal(0, 6, (len(first), 1)) + np.linspace(0, 9, months)
    return base + rng.normal(0, 1, (len(first), months)) + effect * _trained(first, months)


def _trained(first, months):
    return np.arange(months) >= first[:, None]


def enough(first=FIRST, months=12):
    return np.full((len(first), months), 30)


def failed(first, observations):
    return {gate.name: gate.found for gate in gates(first, observations) if not gate.passed}


def test_just_enough():
    assert failed(FIRST, enough()) == {}


@pytest.mark.parametrize(
    ("first", "names"),
    [
        ([6.0] * 7 + [NEVER] * 8, {"trained": 7}),
        ([6.0] * 8 + [NEVER] * 7, {"trained": 0, "not_yet_trained": 7}),
        ([6.0] * 8 + [7.0] * 8, {}),
        ([6.0] * 4 + [7.0] * 4 + [8.0] * 7, {"trained": 4}),
        ([5.0] + [6.0] * 8 + [NEVER] * 8, {"months_before": 5}),
        ([0.0] * 3 + [6.0] * 8 + [NEVER] * 8, {}),
        ([0.0] * 8 + [NEVER] * 8, {"trained": 0, "not_yet_trained": 0, "months_before": 0}),
        ([6.0] * 16, {"trained": 0, "not_yet_trained": 0}),
        ([20.0] * 16, {"trained": 0, "not_yet_trained": 0, "months_before": 0}),
    ],
)
def test_which_gate_failed(first, names):
    assert failed(np.array(first), enough(first)) == names


@pytest.mark.parametrize(("few", "found"), [(29, 29), (0, 0), (float("nan"), 0)])
def test_one_month_of_one_unit_with_too_few_observations(few, found):
    counts = enough().astype(float)
    counts[3, 2] = few
    assert failed(FIRST, counts) == {"observations": found}


def test_no_units_at_all():
    found = failed(np.array([]), np.empty((0, 12)))
    assert found == dict.fromkeys(
        ["trained", "not_yet_trained", "months_before", "observations"], 0
    )


def test_shapes_that_do_not_fit():
    with pytest.raises(ValueError, match="observations must be units by months"):
        gates([1, 2], [30, 30])


def test_not_enough_data_to_tell():
    y, counts = score(), enough()
    y[0, 0], counts[0, 0] = float("nan"), 4
    found = after_training(y, FIRST, counts, draws=99, seed=1)
    assert isinstance(found, NotEnough) and found.verdict == "not enough data to tell"
    assert [(g.name, g.needed, g.found) for g in found.failed] == [("observations", 30, 4)]


def test_missing_though_observed_is_a_mistake():
    y = score()
    y[0, 0] = float("nan")
    with pytest.raises(ValueError, match="finite"):
        after_training(y, FIRST, enough(), draws=99, seed=1)


def test_a_rise_everywhere_looks_like_an_effect_in_the_naive_table_only():
    found = after_training(score(), FIRST, enough(), draws=999, seed=1)
    assert isinstance(found, AfterTraining)
    assert found.naive.difference > 2
    assert found.simple.low < 0 < found.simple.high and found.permutation.p > 0.05


def test_an_effect_is_found_by_every_part():
    found = after_training(score(effect=5), FIRST, enough(), draws=999, seed=1)
    assert isinstance(found, AfterTraining)
    for part in (found.simple, found.dynamic.overall, found.group.overall, found.calendar.overall):
        assert part.low < 5 < part.high and part.low > 3
    before = found.dynamic.rows.query("at < 0")
    assert before["at"].tolist() == list(range(-7, 0))
    assert (before["estimate"].abs() < 2).all()
    assert found.permutation.p < 0.01 and found.permutation.draws == 999
    assert found.left_out == 0


def test_outcome_and_observations_of_different_shape():
    with pytest.raises(ValueError, match="outcome must have the shape of observations"):
        after_training(score()[:, 1:], FIRST, enough(), draws=99, seed=1)


def test_units_trained_before_the_window_are_counted_and_change_nothing():
    y, first = score(effect=3), np.append(FIRST, 0)
    wider = np.vstack([y, y[:1] * 0 + 99])
    wider[-1, 3] = float("nan")
    found = after_training(wider, first, enough(first), draws=99, seed=1)
    without = after_training(y, FIRST, enough(), draws=99, seed=1)
    assert isinstance(found, AfterTraining) and isinstance(without, AfterTraining)
    assert (found.simple, found.permutation, found.left_out) == (
        without.simple,
        without.permutation,
        1,
    )
