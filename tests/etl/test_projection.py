"""The burn-up, by hand where the pace is steady and by its properties where it is not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.projection import NOT_AT_THIS_PACE, burn_up

PACES = st.lists(st.integers(0, 60), min_size=6, max_size=6)


def test_a_steady_pace_has_one_answer():
    found = burn_up([99, 10, 10, 10, 10, 10, 10], 75, 100, "2026-11", seed=1)
    assert found.pace == 10
    assert (found.earliest, found.finish, found.latest) == ("2027-02",) * 3
    assert found.months["month"].tolist()[:3] == ["2026-12", "2027-01", "2027-02"]
    assert found.months[["low", "middle", "high"]].iloc[:4].to_numpy().tolist() == [
        [85] * 3,
        [95] * 3,
        [100] * 3,
        [100] * 3,
    ]
    assert len(found.months) == 120


def test_nobody_completes():
    found = burn_up([5, 0, 0, 0, 0, 0, 0], 75, 100, "2026-11", seed=1)
    assert (found.pace, found.finish, found.latest) == (0, NOT_AT_THIS_PACE, NOT_AT_THIS_PACE)
    assert (found.months["high"] == 75).all()


def test_slow_months_leave_the_late_end_open():
    found = burn_up([0, 0, 0, 0, 0, 30], 0, 100, "2026-11", seed=1, horizon=36)
    assert found.earliest < found.finish < "2030"
    assert found.latest == NOT_AT_THIS_PACE


def test_everyone_holds_it_already():
    found = burn_up([0] * 6, 100, 100, "2026-11", seed=1)
    assert (found.earliest, found.finish, found.latest) == ("2026-11",) * 3


def test_the_last_month_of_the_horizon_still_counts():
    at, below = (burn_up([10] * 6, 0, staff, "2026-12", 1, horizon=12) for staff in (120, 121))
    assert (at.finish, below.finish) == ("2027-12", NOT_AT_THIS_PACE)


@settings(max_examples=25, deadline=None)
@given(pace=PACES, held=st.integers(0, 500), seed=st.integers(0, 10**6))
def test_the_band_is_in_order_and_never_falls(pace, held, seed):
    found = burn_up(pace, held, 500, "2026-11", seed, draws=60, horizon=40)
    low, middle, high = (found.months[name] for name in ("low", "middle", "high"))
    assert (held <= low).all() and (low <= middle).all() and (middle <= high).all()
    assert (high <= 500).all() and (middle.diff().dropna() >= 0).all()
    ends = [found.earliest, found.finish, found.latest]
    assert ends == sorted(ends)  # "not at this pace" sorts after any year
    again = burn_up([7, *pace], held, 500, "2026-11", seed, draws=60, horizon=40)
    assert again.months.equals(found.months)


def test_another_seed_draws_anew():
    one, other = (burn_up([1, 5, 9, 2, 8, 30], 0, 500, "2026-11", s, draws=50) for s in (1, 2))
    assert not one.months.equals(other.months)


def test_the_band_of_a_far_month_is_as_wide_as_not_knowing_the_pace_makes_it():
    pace = np.array([4, 8, 12, 16, 20, 24])
    far = burn_up(pace, 0, 10**6, "2026-11", seed=1).months.iloc[59]
    scatter = np.sqrt(60 * pace.var() + 60 * 59 / 6 * pace.var())
    assert far["high"] - far["low"] == pytest.approx(2 * 1.2816 * scatter, rel=0.1)


def test_a_pace_known_from_fewer_periods_has_a_wider_band():
    pace = np.array([4, 8, 12, 16, 20, 24])
    six, two = (burn_up(pace, 0, 10**6, "2026-11", 1, known=n).months.iloc[59] for n in (6, 2))
    assert two["high"] - two["low"] > 1.5 * (six["high"] - six["low"])
    assert two["middle"] == pytest.approx(six["middle"], rel=0.05)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"completions": [1] * 5}, r"at least 6 months, got shape \(5,\)"),
        ({"completions": [[1] * 6]}, "at least 6 months"),
        ({"completions": [1, 1, 1, 1, 1, float("nan")]}, "some missing or below 0"),
        ({"completions": [1, 1, 1, 1, 1, -1]}, "some missing or below 0"),
        ({"held": 101}, "got 101 of 100"),
        ({"held": -1}, "got -1 of 100"),
        ({"held": 0, "staff": 0}, "staff above 0"),
        ({"last_month": "2026-13"}, "must be a month"),
        ({"last_month": "November"}, "must be a month"),
        ({"draws": 0}, "got 0, 120, 6, 0.8"),
        ({"horizon": 0}, "got 2000, 0, 6, 0.8"),
        ({"known": 0}, "known must be 1 or more"),
        ({"band": 80}, "band 0 to 1"),
        ({"held": 101, "last_month": ""}, "got 101 of 100; last_month must be"),
    ],
)
def test_what_is_wrong_is_said(change, sentence):
    good = {"completions": [1] * 6, "held": 5, "staff": 100, "last_month": "2026-11", "seed": 1}
    with pytest.raises(ValueError, match=sentence):
        burn_up(**(good | change))
