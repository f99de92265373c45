"""Periods, one family of errors, and measures that must be quotients."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from release import errors
from release.measures import Measure, Term
from release.vocabulary import (
    FREQUENCIES,
    frequency_of,
    period_end,
    period_of,
    period_start,
    year_earlier,
)
from tests.factory import catalogue_measures

PERIODS = {
    "2026": ("year", date(2026, 1, 1), date(2026, 12, 31)),
    "2026-Q1": ("quarter", date(2026, 1, 1), date(2026, 3, 31)),
    "2026-Q4": ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
    "2024-02": ("month", date(2024, 2, 1), date(2024, 2, 29)),
    "2026-12": ("month", date(2026, 12, 1), date(2026, 12, 31)),
}


@pytest.mark.parametrize("period", PERIODS)
def test_a_period_has_a_frequency_a_start_and_an_end(period):
    found = frequency_of(period), period_start(period), period_end(period)
    assert found == PERIODS[period]


@pytest.mark.parametrize(
    "text", ["", "26", "2026-", "2026-13", "2026-00", "2026-Q0", "2026-Q5", "2026-1", "٢٠٢٦", "x"]
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError, match=r"not a period|month must be|year"):
        period_start(text)


@given(st.dates(date(1990, 1, 1), date(2068, 12, 31)), st.sampled_from(FREQUENCIES))
def test_each_day_lies_in_its_period_and_periods_follow_each_other(day, frequency):
    period = period_of(day.isoformat(), frequency)
    assert frequency_of(period) == frequency
    assert period_start(period) <= day <= period_end(period)
    following = period_end(period) + timedelta(1)
    assert period_start(period_of(following.isoformat(), frequency)) == following


@pytest.mark.parametrize(
    ("period", "before"), [("2026", "2025"), ("2026-Q3", "2025-Q3"), ("2026-02", "2025-02")]
)
def test_the_same_period_a_year_before(period, before):
    assert year_earlier(period) == before


def test_each_family_of_errors_has_its_own_exit_code():
    families = errors.PortalError.__subclasses__()
    codes = {f.__name__: f.exit_code for f in families}
    assert codes == {
        "UsageError": 64, "DeliveryError": 65, "MissingInput": 66, "Alarm": 69,
        "NotPublished": 70, "StorageError": 74, "Busy": 75, "DefinitionError": 78,
    }  # fmt: skip


def test_all_mistakes_stand_in_one_message():
    assert str(errors.DefinitionError(["a: x", "b: y"])) == (
        "2 mistakes in the definitions:\n  a: x\n  b: y"
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"denominator": None}, "denominator is needed for kind"),
        ({"kind": "count"}, "denominator must be left out"),
        ({"protection": "reported"}, "denominator must be left out"),
        ({"min_cell": 9}, "greater than or equal to 10"),
        ({"factor": 0}, "greater than 0"),
        ({"frequencies": []}, "at least 1 item"),
        ({"colour": "red"}, "Extra inputs"),
    ],
)
def test_a_measure_that_is_no_quotient_or_protects_less_is_refused(change, sentence):
    body = next(m for m in catalogue_measures() if m.kind == "percent").model_dump()
    with pytest.raises(ValidationError, match=sentence):
        Measure(**{**body, **change})


def test_a_weight_needs_something_to_weigh():
    with pytest.raises(ValidationError, match="times needs sum"):
        Term(record="press", times="points")
