"""What must hold in any panel, and a recount of the same numbers by other means."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.effects.aggregates import by_calendar, by_group, dynamic, simple
from etl.effects.group_time import group_time
from etl.effects.panel import NEVER, panel
from etl.effects.permutation import permutation

SEEDS = st.integers(0, 10**6)
BASES = st.sampled_from(["varying", "universal"])


def made_up(seed, units=9, periods=6):
    """(outcome, first): a few groups, at least one untrained, at least one trained in period 2."""
    rng = np.random.default_rng(seed)
    first = rng.choice([0, 2, 3, 4, NEVER], units)
    first[:4] = 2, 2, NEVER, NEVER
    return rng.normal(50, 5, (units, periods)), first


def numbers(effects):
    """Everything that an analysis says, as one array."""
    aggregates = [make(effects) for make in (dynamic, by_group, by_calendar)]
    whole = [simple(effects), *(made.overall for made in aggregates)]
    return np.concatenate(
        [
            effects.cells[["estimate", "error"]].to_numpy().ravel(),
            *(
                made.rows[["at", "units", "estimate", "error"]].to_numpy().ravel()
                for made in aggregates
            ),
            [value for each in whole for value in (each.value, each.error)],
        ]
    )


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, base=BASES, units=st.booleans())
def test_a_constant_of_a_unit_or_a_period_changes_nothing(seed, base, units):
    y, first = made_up(seed)
    shift = np.random.default_rng(seed + 1).normal(0, 30, (len(y), 1) if units else y.shape[1])
    before, after = (numbers(group_time(panel(o, first), base=base)) for o in (y, y + shift))
    np.testing.assert_allclose(after, before, atol=1e-10)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, base=BASES)
def test_the_order_of_the_units_changes_nothing(seed, base):
    y, first = made_up(seed)
    order = np.random.default_rng(seed).permutation(len(y))
    here, there = group_time(panel(y, first), base=base), panel(y[order], first[order])
    np.testing.assert_allclose(numbers(group_time(there, base=base)), numbers(here), atol=1e-10)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, level=st.floats(-1e6, 1e6))
def test_no_effect_in_a_constant_panel_and_no_false_certainty(seed, level):
    y, first = made_up(seed)
    effects = group_time(panel(np.full_like(y, level), first))
    assert effects.cells["estimate"].abs().max() <= 1e-9 * max(1, abs(level))
    assert effects.cells["error"].isna().all() and np.isnan(simple(effects).error)
    assert permutation(effects, 19, seed).p == 1


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS, effect=st.floats(-20, 20))
def test_a_known_effect_is_found(seed, effect):
    _, first = made_up(seed)
    rng = np.random.default_rng(seed)
    y = rng.normal(50, 9, (len(first), 1)) + rng.normal(0, 9, 6)
    y = y + effect * (np.arange(6) >= first[:, None])
    events = dynamic(group_time(panel(y, first))).rows.set_index("at")["estimate"]
    np.testing.assert_allclose(events[events.index >= 0], effect, atol=1e-9)
    np.testing.assert_allclose(events[events.index < 0], 0, atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(seed=SEEDS, base=BASES, controls=st.sampled_from(["never", "not_yet"]))
def test_a_recount_with_two_means_and_two_variances(seed, base, controls):
    y, first = made_up(seed)
    cells = group_time(panel(y, first), controls, base).cells
    y, first = y[first > 0], first[first > 0]
    for g, t, b, n, m, estimate, error in cells.iloc[:, :7].to_numpy():
        change = y[:, int(t)] - y[:, int(b)]
        later = first == NEVER if controls == "never" else (first > t) & (first > b) & (first != g)
        own, other = change[first == g], change[later]
        assert (len(own), len(other)) == (n, m)
        assert estimate == pytest.approx(own.mean() - other.mean(), abs=1e-10)
        if min(n, m) < 2 or t == b:
            assert np.isnan(error)
        else:
            assert error == pytest.approx(np.sqrt(own.var() / n + other.var() / m))


@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_a_universal_base_adds_up_the_steps_of_a_varying_one(seed):
    table = panel(*made_up(seed))
    one, other = (
        group_time(table, "never", base).cells.set_index(["group", "period"])["estimate"]
        for base in ("varying", "universal")
    )
    for (g, t), value in other.items():
        steps = one[g, t] if t >= g else -sum(one[g, s] for s in np.arange(t + 1, g))
        assert value == pytest.approx(steps, abs=1e-10)


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS)
def test_permutation_is_that_of_estimating_anew(seed):
    y, first = made_up(seed)
    y, first = y[first > 0], first[first > 0]
    effects = group_time(panel(y, first))
    found = permutation(effects, 19, seed)
    assert found.value == pytest.approx(simple(effects).value, abs=1e-10)
    dates, own = np.unique(first, return_inverse=True)
    deals = np.random.default_rng(seed).permuted(np.tile(own, (19, 1)), axis=1)
    anew = [simple(group_time(panel(y, dates[deal]))).value for deal in deals]
    far = sum(abs(value) >= abs(found.value) - 1e-9 for value in anew)
    assert found.p == pytest.approx((1 + far) / 20)


def test_permutation_in_pieces_is_the_same(monkeypatch):
    effects = group_time(panel(*made_up(4)))
    whole = permutation(effects, 99, 7)
    monkeypatch.setattr("etl.effects.permutation.AT_ONCE", 50)
    assert permutation(effects, 99, 7) == whole
    assert (whole.draws, whole.seed) == (99, 7) and permutation(effects, 99, 8) != whole


def test_permutation_is_fair_where_nothing_happened():
    def p(seed):
        y = np.random.default_rng(seed).normal(size=(12, 3))
        return permutation(group_time(panel(y, np.repeat([1, 2, NEVER], 4))), 99, seed).p

    found = np.array([p(seed) for seed in range(200)])
    assert 0.015 <= (found <= 0.05).mean() <= 0.1
    assert 0.4 <= (found <= 0.5).mean() <= 0.6
