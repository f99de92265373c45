"""How sure a score is: against statsmodels, and no range where the parts do not tell."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.weightstats import DescrStatsW

from etl.spread import parts_of, score_range, with_ranges
from etl.statistics.intervals import rate
from tests.etl.shown import cell, measure, shown

CODES = ["very_happy", "happy", "unhappy", "very_unhappy"]
FACES = {
    "face": {
        "title": "F",
        "field": "f",
        "kind": "share",
        "categories": dict(zip(CODES, "ABCD", strict=True)),
    }
}
POINTS = np.array([100, 200 / 3, 100 / 3, 0])


def score(**fields: Any) -> Any:
    given = {"kind": "score", "factor": 1, "scale": [0, 100], "breakdowns": FACES}
    return measure(**given | fields)


def observed(presses: list[float | None], value: float, of: Any = None) -> pd.DataFrame:
    of = of or score()
    rows = [cell("s00", "2026-06", value)]
    rows += [cell("s00", "2026-06", 25.0, numerator=n, breakdown="face", category=c)
             for c, n in zip(CODES, presses, strict=True)]  # fmt: skip
    return with_ranges(shown(of, rows).observations, {of.id: of})


def test_the_range_is_that_of_statsmodels() -> None:
    presses = [126, 60, 16, 17]
    peer = DescrStatsW(np.repeat(POINTS, presses))
    found = observed(presses, float(peer.mean)).iloc[0]
    assert (found["lower"], found["upper"]) == pytest.approx(peer.tconfint_mean())
    assert found["lower"] < 78 < found["upper"]


@pytest.mark.parametrize("value", [70.0, 78.1])
def test_parts_that_do_not_give_the_score_give_no_range(value: float) -> None:
    assert np.isnan(observed([126, 60, 16, 17], value)["lower"]).all()


def test_hidden_parts_give_no_range() -> None:
    assert np.isnan(observed([126, 60, None, 17], 78.0)["upper"]).all()


def test_nothing_but_the_ends_of_the_range_is_touched() -> None:
    presses = [126, 60, 16, 17]
    value = float(np.average(POINTS, weights=presses))
    found = observed(presses, value)
    assert found["value"].iloc[0] == value and found["lower"].notna().sum() == 1


@pytest.mark.parametrize(
    "fields",
    [{"kind": "percent"}, {"protection": "people"}, {"scale": []}, {"breakdowns": {}}],
)
def test_only_a_score_of_events_with_the_steps_of_its_scale_has_one(fields: dict[str, Any]) -> None:
    assert parts_of(score()) == "face"
    assert parts_of(score(**fields)) == ""


def test_a_rate_has_the_range_of_its_events() -> None:
    of = measure(kind="rate", factor=1000, breakdowns={})
    rows = [cell("s00", "2026-06", 1000 * x / n, numerator=x, denominator=n)
            for x, n in ((5.0, 1000.0), (2.5, 1000.0))]  # fmt: skip
    rows[1] |= {"period": "2026-05"}
    found = with_ranges(shown(of, rows).observations, {of.id: of})
    low, high = rate(5, 1000)
    assert (found["lower"][0], found["upper"][0]) == pytest.approx((1000 * low, 1000 * high))
    assert found["lower"].isna().tolist() == [False, True]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=4, max_size=4).filter(lambda p: sum(p) > 1))
def test_a_range_holds_its_score_and_stays_on_the_scale(presses: list[int]) -> None:
    value = np.average(POINTS, weights=presses)
    low, high = score_range(np.array([presses], float), np.array([value]), [0, 100])
    assert 0 <= low[0] <= value + 1e-9 and value - 1e-9 <= high[0] <= 100
