"""XmR charts against the cases of NHSRplotthedots, and what must hold for every series."""

import json

import numpy as np
import pytest
from hypothesis import strategies as st

from etl.statistics.control import (
    Icons,
    Limits,
    assurance,
    flags,
    icons,
    limits,
    members,
    phases,
    run_ends,
    trend_ends,
    two_of_three,
    variation,
)

MIRRORED = {"higher": "lower", "lower": "higher", "neutral": "neutral"}
WIDE = Limits(0, -99, -99, 99, 99)
SERIES = st.lists(st.none() | st.integers(-50, 50), max_size=30).map(
    lambda points: np.array(points, float)
)


@pytest.fixture
def rules(shared):
    return json.loads((shared / "vectors/spc_rule_units.json").read_text())


def test_seven_on_one_side_by_the_published_cases(rules):
    for case in rules["seven_one_side"]:
        assert (abs(run_ends(case["rel_to_mean"], 7)) == case["flag"]).all()


def test_parts_of_seven_by_the_published_cases(rules):
    for case in rules["part_of_seven"]:
        assert (members(case["v"], 7) == case["flag"]).all()


def test_trends_by_the_published_cases(rules):
    for case in rules["seven_point_trend"]:
        assert (trend_ends(case["y"]) == case["flag"]).all()


def test_two_of_three_by_the_published_cases(rules):
    for case in rules["two_in_three"]:
        assert (two_of_three(case["close"], case["rel"]) == case["flag"]).all()
    for case in rules["part_of_two_in_three"]:
        near = np.array(case["close"], bool)
        assert ((two_of_three(near, case["rel"]) & near) == case["highlight"]).all()


def test_assurance_by_the_published_cases(rules):
    words = {"consistent_fail": "failing", "consistent_pass": "passing"}
    words |= {"inconsistent": "hit and miss", None: None}
    ways = {"increase": "higher", "decrease": "lower", "neutral": "neutral"}
    rows = [(ways[c["direction"]], row) for c in rules["assurance"] for row in c["rows"]]
    assert len(rows) == 7
    for direction, row in rows:
        within = Limits(np.nan, row["lpl"], np.nan, np.nan, row["upl"])
        assert assurance(within, direction, row["target"]) == words[row["expect"]]


def test_icons_of_variation_by_the_published_cases(rules):
    ways = {"increase": "higher", "decrease": "lower", "neutral": "neutral"}
    for case, icon in rules["icons"]["variation"].items():
        kind, _, way = case.removeprefix("special_cause_").partition("|")
        sign = 1 if icon.endswith("_high") else -1 if icon.endswith("_low") else 0
        expected = kind.split("_")[0].replace("common", "common cause")
        assert variation(sign, ways[way or "neutral"]) == expected


def _is(found, mean, amr):
    """Whether the limits are those of a mean and a mean moving range."""
    steps = np.array([-2.66, -2 * 2.66 / 3, 0, 2 * 2.66 / 3, 2.66])
    row = [found.lower, found.near_lower, found.mean, found.near_upper, found.upper]
    np.testing.assert_allclose(row, mean + amr * steps, rtol=1e-12)


def test_limits_worked_by_hand():
    # Ranges 2, 1, 3 with mean 2.
    _is(limits([1, 3, 2, 5]), 2.75, 2)


def test_screening_drops_great_ranges_once_and_leaves_the_mean():
    points = [1.0, 2.0] * 10 + [100.0]
    # Nineteen ranges of 1 and one of 98: 98 is more than 3.267 times 5.85.
    _is(limits(points), 130 / 21, 1)
    _is(limits(points, screen=False), 130 / 21, 117 / 20)


def test_a_range_of_exactly_the_screen_is_dropped():
    # The mean of these ranges is 1000.
    points = np.cumsum([0, 748, -748, 748, -748, 748, -748, 748, -748, 749, 3267])
    _is(limits(points), points.mean(), 6733 / 9)
    _is(limits(points, screen=False), points.mean(), 1000)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], [np.nan] * 5),
        ([7], [np.nan, np.nan, 7, np.nan, np.nan]),
        ([np.nan, 7, np.nan, 9], [np.nan, np.nan, 8, np.nan, np.nan]),
        ([1, 3], [2 - 5.32, 2 - 2 * 5.32 / 3, 2, 2 + 2 * 5.32 / 3, 2 + 5.32]),
        ([0.1] * 13, [0.1] * 5),
    ],
    ids=["none", "one", "no neighbours", "two", "constant"],
)
@pytest.mark.parametrize("screen", [True, False])
def test_limits_of_short_and_constant_series(points, expected, screen):
    found = limits(points, screen=screen)
    row = [found.lower, found.near_lower, found.mean, found.near_upper, found.upper]
    np.testing.assert_allclose(row, expected, rtol=1e-15)


@pytest.mark.parametrize("size", [0, 1, 2, 12, 13, 40])
def test_constant_series_have_no_flags_and_no_nan(size):
    (phase,) = phases([0.1] * size)
    assert set(phase.rules) <= {""}
    expected = ("common cause", "") if size >= 13 else (None, "too few points")
    assert (icons(phase, "higher").variation, icons(phase, "higher").reason) == expected


def test_the_first_rule_that_holds_is_the_point_s():
    # Rising through the near and the upper limit: outside before trend.
    rules, signs = flags([-3, -2, -1, 1, 2, 3, 50], Limits(0, -20, -10, 10, 20))
    assert rules == ("trend",) * 6 + ("outside",)
    assert signs == (1,) * 7
    # Seven above, two of the last three near the limit: two of three before one side.
    rules, signs = flags([1, 2, 1, 2, 12, 1, 13], Limits(0, -20, -10, 10, 20))
    assert rules == ("one side",) * 4 + ("two of three", "one side", "two of three")
    assert signs == (1,) * 7


def test_a_point_on_a_limit_is_not_beyond_it():
    assert flags([20, -20], Limits(0, -20, -10, 10, 20))[0] == ("", "")
    assert flags([10, 10, 10], Limits(0, -20, -10, 10, 20))[0] == ("", "", "")


def test_a_point_outside_is_no_neighbour_for_two_of_three():
    within = Limits(0, -20, -10, 10, 20)
    assert flags([25, 1, 15], within)[0] == ("outside", "", "")
    assert flags([15, 25, 15], within)[0] == ("two of three", "outside", "two of three")


def test_a_point_of_two_trends_takes_the_step_to_its_right():
    up_and_down = [1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]
    rules, signs = flags(up_and_down, WIDE)
    assert rules == ("trend",) * 13
    assert signs == (1,) * 6 + (-1,) * 7
    assert flags(np.negative(up_and_down), WIDE)[1] == (-1,) * 6 + (1,) * 7


def test_a_trend_that_ends_in_a_tie_keeps_its_direction():
    rules, signs = flags([1, 2, 3, 4, 5, 6, 7, 7, 6, 5, 4, 3, 2, 1], Limits(4, -99, -99, 99, 99))
    assert rules == ("trend",) * 14
    assert signs == (1,) * 7 + (-1,) * 7


def test_a_missing_point_has_no_flag_and_breaks_every_run():
    gap = np.nan
    assert set(flags([1, 2, 3, gap, 4, 5, 6, 7], Limits(99, -9, -9, 999, 999))[0]) == {""}
    assert set(flags([12, gap, 13], Limits(0, -20, -10, 10, 20))[0]) == {""}
    assert set(flags([1, 2, 1, 2, gap, 1, 2, 1], Limits(0, -20, -10, 10, 20))[0]) == {""}
    assert flags([25, gap], Limits(0, -20, -10, 10, 20))[0] == ("outside", "")


def test_a_new_phase_has_its_own_limits_and_breaks_runs():
    first, second = phases([1, 2] * 7 + [11, 12] * 7, starts=[14])
    assert (first.start, second.start) == (0, 14)
    assert (first.limits.mean, second.limits.mean) == (1.5, 11.5)
    assert set(first.rules + second.rules) == {""}
    (whole,) = phases([1, 2] * 7 + [11, 12] * 7)
    assert "" not in whole.rules


def test_the_base_alone_sets_the_limits():
    (phase,) = phases([1, 2] * 7 + [11, 12], base=14)
    assert phase.limits == limits([1, 2] * 7)
    assert phase.rules[-2:] == ("outside", "outside")


@pytest.mark.parametrize(
    ("last", "direction", "expected"),
    [
        (99, "higher", ("improvement", 1, "")),
        (99, "lower", ("concern", 1, "")),
        (-99, "lower", ("improvement", -1, "")),
        (-99, "neutral", ("neutral", -1, "")),
        (1, "higher", ("common cause", 0, "")),
        (np.nan, "higher", (None, 0, "latest point missing")),
    ],
)
def test_the_icon_is_the_latest_point_s(last, direction, expected):
    found = icons(phases([1, 2] * 7 + [last])[-1], direction)
    assert (found.variation, found.sign, found.reason) == expected
    assert found.assurance is None


@pytest.mark.parametrize("direction", ["higher", "lower"])
@pytest.mark.parametrize("points", [[0.1, 0.3] * 7, [70.1, 70.4] * 7, [1e-9, 3e-9] * 7])
def test_a_target_on_a_limit_is_within_whatever_the_rounding_of_floats(points, direction):
    """As a point on a limit is no flag."""
    within = phases(points)[0].limits
    width = within.upper - within.lower
    for limit, out in ((within.lower, -1), (within.upper, 1)):
        for target in (limit, np.nextafter(limit, -np.inf), np.nextafter(limit, np.inf)):
            assert assurance(within, direction, float(target)) == "hit and miss"
        words = "failing" if (out > 0) == (direction == "higher") else "passing"
        assert assurance(within, direction, limit + out * width / 1e6) == words


def test_the_icon_of_assurance_needs_a_target_and_thirteen_points():
    (phase,) = phases([1, 2] * 7)
    assert icons(phase, "higher", 50).assurance == "failing"
    assert icons(phase, "lower", 50).assurance == "passing"
    assert icons(phase, "higher", 1.5).assurance == "hit and miss"
    assert icons(phase, "higher", phase.limits.upper).assurance == "hit and miss"
    assert icons(phase, "neutral", 50).assurance is None
    (short,) = phases([1, 2] * 6)
    assert icons(short, "higher", 50) == Icons(None, 0, None, "too few points")


def test_missing_points_do_not_count_to_the_thirteen():
    (phase,) = phases([1, 2] * 6 + [np.nan, 1])
    assert phase.known == 13
    assert icons(phase, "higher").reason == ""
    (phase,) = phases([1, 2] * 6 + [np.nan])
    assert icons(phase, "higher").reason == "too few points"


@pytest.mark.parametrize(
    ("values", "starts", "base", "said"),
    [
        ([[1, 2]], (), None, "one row"),
        ([1, np.inf], (), None, "finite"),
        ([1, 2, 3], (0,), None, "starts"),
        ([1, 2, 3], (3,), None, "starts"),
        ([1, 2, 3], (2, 1), None, "starts"),
        ([1, 2, 3], (), 0, "at least one point"),
    ],
)
def test_what_no_series_can_be_is_refused(values, starts, base, said):
    with pytest.raises(ValueError, match=said):
        phases(values, starts, base)
