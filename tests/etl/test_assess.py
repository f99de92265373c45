"""Is it really changing: which rows a release gets, and when a series gets none or a reason."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.assess import assess
from etl.statistics.control import icons, phases
from release.measures import Area, Measure, Rebase
from tests.etl.shown import AREAS, cell, measure, month, months, shown

STEADY = [50.0, 52, 49, 51, 50, 53, 48, 50, 51, 49, 52, 50, 51]
FACES = {"face": {"title": "F", "field": "f", "kind": "share", "categories": {"good": "G"}}}
PLACES = {"place": {"title": "P", "field": "p", "kind": "slice", "categories": {"desk": "D"}}}


def only(of: Measure, rows: list[dict[str, Any]], **others: Any) -> dict[str, Any]:
    """The one row of the table assessment."""
    found = assess(shown(of, rows, **others))["assessment"].to_dict("records")
    assert len(found) == 1
    return found[0]


def test_a_row_has_the_limits_and_icons_of_the_module_that_the_vectors_check() -> None:
    values = [*STEADY, 80.0]
    row = only(measure(target=45), months(*values))
    phase = phases(values)[0]
    said = icons(phase, "higher", 45)
    assert (row["mean"], row["upper_limit"]) == (phase.limits.mean, phase.limits.upper)
    assert (row["near_lower"], row["lower_limit"]) == (phase.limits.near_lower, phase.limits.lower)
    assert (row["variation"], row["sign"], row["assurance"]) == (said.variation, 1, said.assurance)
    assert (row["variation"], row["reason"]) == ("improvement", "")
    assert (row["points"], row["since"], row["latest"]) == (14, "2024-01", "2025-02")


def test_flagged_points_are_rows_with_their_rule() -> None:
    found = assess(shown(measure(direction="lower"), months(*STEADY, 80.0)))["signal"]
    last = found[["period", "rule", "sign", "variation"]].to_numpy().tolist()[-1]
    assert last == ["2025-02", "outside", 1.0, "concern"]


@pytest.mark.parametrize("values", [[], [50.0], [50.0, 51], STEADY[:12], [None] * 20])
def test_under_thirteen_points_there_is_a_reason_and_nothing_else(
    values: list[float | None],
) -> None:
    found = assess(shown(measure(target=10), months(*values)))
    assert found["signal"].empty
    for row in found["assessment"].to_dict("records"):
        assert row["reason"] == "too few points"
        assert (row["variation"], row["assurance"]) == ("", "")
        assert np.isnan([row["mean"], row["upper_limit"], row["sign"]]).all()
        assert row["points"] == sum(v is not None for v in values)
    assert len(found["assessment"]) == bool(values)


def test_a_series_of_constants_has_limits_and_no_change() -> None:
    row = only(measure(target=60), months(*[50.0] * 13))
    assert row["lower_limit"] == row["mean"] == row["upper_limit"] == 50
    assert (row["variation"], row["assurance"]) == ("common cause", "failing")


ROUNDED = [50.0] * 19 + [55.0]
"""Shares of rounded counts: one step in twenty months."""


@pytest.mark.parametrize(
    "values",
    [ROUNDED, [55.0, *ROUNDED[:-1]], [50.0] * 10 + [55.0] * 10, [50.0] * 18 + [55.0, 50.0],
     [None, *ROUNDED], [*ROUNDED, None], [0.3, 0.1 + 0.2] * 10 + [0.4]],
)  # fmt: skip
def test_a_series_that_hardly_moves_has_no_limits_flags_or_icons(values: list[float]) -> None:
    """Its limits would lie on its mean, and each of its points outside of them."""
    room = phases(values)[0].limits
    assert room.upper == pytest.approx(room.lower)
    found = assess(shown(measure(target=90), months(*values)))
    (row,) = found["assessment"].to_dict("records")
    assert found["signal"].empty
    assert (row["reason"], row["variation"], row["assurance"]) == ("no spread", "", "")
    assert np.isnan([row["mean"], row["lower_limit"], row["upper_limit"], row["sign"]]).all()
    assert row["points"] == sum(v is not None for v in values)


def test_a_series_that_moves_now_and_then_has_limits() -> None:
    row = only(measure(), months(*[50.0, 50, 55] * 6))
    assert row["reason"] == "" and row["lower_limit"] < row["mean"] < row["upper_limit"]


def test_an_earlier_phase_that_hardly_moved_has_no_flags() -> None:
    found = assess(shown(rebased(), months(*[50.0] * 12, 55.0, *STEADY)))
    assert found["signal"].empty
    assert found["assessment"]["variation"].tolist() == ["common cause"]


def test_a_hidden_latest_point_has_no_icon_of_variation_but_its_limits() -> None:
    row = only(measure(target=10), months(*STEADY, None))
    assert (row["variation"], row["reason"]) == ("", "latest point missing")
    assert row["assurance"] == "passing" and row["mean"] == np.mean(STEADY)


def test_a_period_without_an_observation_is_a_missing_point() -> None:
    rows = months(*STEADY, 50.0)
    hidden = [r if r["period"] != "2024-07" else r | {"value": None} for r in rows]
    gone = [r for r in rows if r["period"] != "2024-07"]
    assert only(measure(), gone) == only(measure(), hidden)


def test_an_open_place_that_fell_silent_has_no_latest_point_a_closed_one_has() -> None:
    rows = [*months(*STEADY, area="s00"), *months(*STEADY, 50.0, 50.0, area="s01")]
    found = assess(shown(measure(), rows))["assessment"].set_index("area")
    assert found.loc["s00", "reason"] == "latest point missing"
    assert found.loc["s00", "latest"] == found.loc["s01", "latest"] == "2025-03"
    closed = (Area(id="s00", name="S", level="station", valid_to="2025-01-31"), *AREAS[3:])
    found = assess(shown(measure(), rows, closed))["assessment"].set_index("area")
    assert (found.loc["s00", "reason"], found.loc["s00", "latest"]) == ("", "2025-01")


def test_years_have_a_row_only_with_thirteen_of_them() -> None:
    years = [cell("s00", str(2000 + n), 50.0) for n in range(13)]
    assert assess(shown(measure(), years[:12]))["assessment"].empty
    assert only(measure(), years)["variation"] == "common cause"


def test_the_share_of_one_face_is_neither_good_nor_bad_and_has_no_target() -> None:
    found = {}
    for id_, breakdowns, category in (("face", FACES, "good"), ("place", PLACES, "desk")):
        rows = months(*STEADY, 80.0, breakdown=id_, category=category)
        found[id_] = only(measure(target=90, breakdowns=breakdowns), rows)
    assert (found["face"]["variation"], found["face"]["assurance"]) == ("neutral", "")
    assert (found["place"]["variation"], found["place"]["assurance"]) == ("improvement", "failing")


def test_a_target_of_a_count_belongs_to_one_length_of_time_so_it_has_no_icon() -> None:
    assert only(measure(kind="count", target=1), months(*STEADY))["assurance"] == ""


def rebased(**fields: Any) -> Measure:
    given = {
        "period": "2025-02",
        "decided": date(2025, 3, 1),
        "why": "The desk moved to a new hall.",
    }
    return measure(rebase=[Rebase(**given | fields)])


def test_a_written_decision_starts_the_limits_again() -> None:
    values = [*STEADY, *(v + 30 for v in STEADY)]
    row = only(rebased(), months(*values))
    assert (row["since"], row["points"]) == ("2025-02", 13)
    assert row["mean"] == pytest.approx(np.mean(STEADY) + 30)
    assert row["variation"] == "common cause"
    assert assess(shown(rebased(), months(*values)))["signal"].empty
    assert only(rebased(area="s01"), months(*values)) == only(measure(), months(*values))


def test_after_a_new_start_thirteen_points_are_needed_again() -> None:
    row = only(rebased(), months(*STEADY, 80.0, 81.0))
    assert (row["reason"], row["points"]) == ("too few points", 2)


def test_a_month_that_starts_the_limits_again_holds_for_the_next_whole_quarter() -> None:
    quarters = [f"{2020 + n // 4}-Q{n % 4 + 1}" for n in range(24)]
    rows = [cell("s00", q, 50.0 + n % 3) for n, q in enumerate(quarters)]
    assert only(rebased(period="2021-02"), rows)["since"] == "2021-Q2"
    assert only(rebased(period="2021-04"), rows)["since"] == "2021-Q2"
    assert only(rebased(period="2019-04"), rows)["since"] == "2020-Q1"
    assert only(rebased(period="2030-04"), rows)["since"] == "2020-Q1"


@pytest.mark.parametrize("fields", [{"period": "spring"}, {"why": "because"}, {"decided": "soon"}])
def test_a_decision_without_period_day_or_reason_is_a_mistake(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(fields))):
        rebased(**fields)


SERIES = st.lists(st.none() | st.integers(0, 100).map(float), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(SERIES, SERIES, st.randoms())
def test_the_order_of_observations_changes_nothing(one: list, other: list, chance: Any) -> None:
    rows = [*months(*one, area="s00"), *months(*other, area="s01")]
    mixed = chance.sample(rows, len(rows))
    first, second = assess(shown(measure(), rows)), assess(shown(measure(), mixed))
    for name in first:
        pd.testing.assert_frame_equal(first[name], second[name])


@settings(max_examples=60, deadline=None)
@given(SERIES)
def test_every_signal_is_a_shown_point_and_every_icon_has_its_points(values: list) -> None:
    found = assess(shown(measure(target=50), months(*values)))
    known = {month(n) for n, v in enumerate(values) if v is not None}
    assert set(found["signal"]["period"]) <= known
    for row in found["assessment"].to_dict("records"):
        assert bool(row["reason"]) == (not row["variation"])
        assert (row["points"] >= 13) == (row["reason"] != "too few points")


def test_chance_alone_makes_as_many_points_stand_out_as_the_page_of_methods_says() -> None:
    chance = np.random.default_rng(1)
    found = [phases(chance.normal(size=36))[0].rules for _ in range(1000)]
    assert np.mean([bool(rule) for rules in found for rule in rules]) == pytest.approx(
        0.04, abs=0.01
    )
    assert np.mean([bool(rules[-1]) for rules in found]) == pytest.approx(0.02, abs=0.01)
