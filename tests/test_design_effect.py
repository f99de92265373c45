"""Several records of one person are no independent cases: in no interval, limit, shade or word."""

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from etl.compare import compare
from etl.statistics.funnel import funnel
from etl.statistics.intervals import wilson
from etl.statistics.shrinkage import shrunk
from portal import wording
from portal.pages.explained import calculation
from release.reader import Observation
from tests.etl import shown as by_hand
from tests.etl import test_disclosure as protection
from tests.factory import catalogue_measures

MEASURES = {m.id: m for m in catalogue_measures()}
QUALITY, RESPECT = MEASURES["quality_of_interaction"], MEASURES["treated_with_respect"]
X, N = [500 + 10 * (n % 3) for n in range(11)] + [640], [1000] * 12


def protected(**fields: Any) -> dict[str, Any]:
    of = protection.measure(protection="events", **fields)
    return protection.one(of, 300, 400)


def test_an_interval_counts_ten_answers_as_one() -> None:
    found, plain = protected(design_effect=10), protected()
    assert (found["numerator"], found["denominator"], found["value"]) == (300, 400, 75)
    np.testing.assert_allclose((found["lower"], found["upper"]), 100 * np.array(wilson(30, 40)))
    assert found["upper"] - found["lower"] > 3 * (plain["upper"] - plain["lower"])


def test_a_breakdown_may_have_its_own() -> None:
    split = {"title": "F", "field": "f", "kind": "slice", "categories": {"a": "A"}}
    of = protection.measure(
        protection="events",
        design_effect=10,
        breakdowns={"one": split | {"design_effect": 1}, "all": split},
    )
    cells = [protection.cell(300, 400, breakdown=b, category="a") for b in ("one", "all")]
    found = protection.shown(of, *cells).set_index("breakdown")
    for breakdown, effect in (("one", 1), ("all", 10)):
        low, high = wilson(300 / effect, 400 / effect)
        assert found.loc[breakdown, "lower"] == pytest.approx(100 * low)
        assert found.loc[breakdown, "upper"] == pytest.approx(100 * high)


def test_places_are_compared_as_so_many_independent_cases() -> None:
    cells = [
        by_hand.share(name, "2026-06", x, n) for name, x, n in zip(by_hand.NAMES, X, N, strict=True)
    ]
    of = by_hand.measure(design_effect=10)
    found = compare(by_hand.shown(of, cells))["comparison"]
    tenth = funnel(np.array(X) / 10, np.array(N) // 10)
    np.testing.assert_allclose(found["upper_limit"], 100 * tenth.limits[1])
    np.testing.assert_allclose(
        found["shrunk"], 100 * shrunk(np.array(X) / 10, np.array(N) // 10).means
    )
    plain = compare(by_hand.shown(by_hand.measure(), cells))["comparison"]
    assert plain["band"].iloc[-1] == "higher" and found["band"].iloc[-1] == "as expected"
    np.testing.assert_allclose(found["average"], plain["average"])


def test_an_effect_under_one_is_refused() -> None:
    with pytest.raises(ValidationError, match="design_effect"):
        by_hand.measure(design_effect=0.5)
    with pytest.raises(ValueError, match="design effect must be 1 or more"):
        funnel(X, N, design_effect=0.5)


def answers(n: int, breakdown: str = "") -> Observation:
    return Observation(
        measure="", frequency="quarter", area="a", breakdown=breakdown, category="respect",
        period="2026-Q1", numerator=0.72 * n, denominator=n, value=72, lower=None, upper=None,
        status="rounded", note="",
    )  # fmt: skip


def test_the_words_are_as_exact_as_the_people_are_many() -> None:
    assert wording.said(QUALITY, answers(300)) == "about 70%"
    assert wording.said(QUALITY, answers(3_000)) == "72%"
    assert wording.said(QUALITY, answers(300, "item")) == "72%"
    assert wording.said(RESPECT, answers(300)) == "72%"


def test_the_page_says_so_where_it_is_so() -> None:
    said = "Its likely range counts 10 answers as one"
    assert said in calculation(QUALITY) and said not in calculation(RESPECT)
