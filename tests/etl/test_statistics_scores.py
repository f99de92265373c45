"""Scores of a scale against the published cases."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.statistics.scores import average_index, happy_index, sentiment

FACES = "very_happy", "happy", "unhappy", "very_unhappy"


@pytest.fixture
def published(shared):
    return json.loads((shared / "vectors/shrinkage_and_scores.json").read_text())


def test_the_happy_index_by_the_published_cases(published):
    cases = published["happy_index"]["cases"]
    found = happy_index([[case[face] for face in FACES] for case in cases])
    expected = [np.nan if case["index"] is None else case["index"] for case in cases]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_sentiment_by_the_published_cases(published):
    for case in published["chicago_sentiment"]["cases"]:
        assert sentiment(case["responses"]) == pytest.approx(case["score"], rel=1e-12)


def test_the_worked_examples_of_statistics_md():
    assert round(float(happy_index([126, 60, 16, 17]))) == 78
    assert round(float(happy_index([51, 23, 12, 2, 4]))) == 81
    assert average_index([51, 23, 12, 2, 4]) == 4.25


def test_other_axes_are_kept_and_the_unknown_stays_unknown():
    found = happy_index([[[1, 0, 0, 0], [0, 0, 0, 0]], [[0, 0, 0, 2], [np.nan, 1, 1, 1]]])
    np.testing.assert_array_equal(found, [[100, np.nan], [0, np.nan]])
    assert np.isnan(average_index([0] * 5))
    assert np.isnan(sentiment([])) and sentiment([np.nan, 4]) == 40


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: happy_index([1, 2, 3]), "4 or 5 faces"),
        (lambda: happy_index(5), "4 or 5 faces"),
        (lambda: average_index([1, 2, 3, 4]), "5 faces"),
        (lambda: happy_index([1, 2, 3, -4]), "0 or more"),
        (lambda: average_index([1, 2, 3, 4, 0.5]), "whole"),
        (lambda: sentiment([11]), "0 to 10"),
        (lambda: sentiment([-1]), "0 to 10"),
    ],
)
def test_what_no_press_can_be_is_refused(call, said):
    with pytest.raises(ValueError, match=said.replace("0 to 10", "between 0 and 10")):
        call()


@given(st.lists(st.integers(0, 10**9), min_size=5, max_size=5).filter(any))
def test_the_two_indexes_tell_the_same(presses):
    index = float(happy_index(presses))
    assert float(average_index(presses)) == pytest.approx(1 + index / 25, abs=1e-9)
    assert float(happy_index(presses[::-1])) == pytest.approx(100 - index, abs=1e-9)
