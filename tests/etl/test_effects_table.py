"""The rows of the release table ``effect``, from shown observations made by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.catalogue import Course
from etl.effects.panel import NEVER
from etl.effects.table import DRAWS, MOVED, effect_table, rows_of, verdict
from etl.effects.training import AfterTraining, after_training
from etl.effects.units import Coverage, coverage_of, units
from etl.findings import findings
from etl.shown import Shown
from etl.stock import months_between
from release.draft import KEY, SHOWN
from release.measures import Area
from release.tables import EFFECT
from release.vocabulary import period_of, period_start
from tests.factory import catalogue_measures

MEASURES = {m.id: m for m in catalogue_measures()}
WORKSHOP = Course(
    id="customer_service_workshop",
    title="Workshop",
    area_of_learning="customer_service",
    for_=["sworn"],
    expected_to_move=["happy_index"],
)
COVERAGE = Coverage("workshop_coverage", "", "")
MONTHS = months_between("2024-01", "2025-12")
START = [9.0] * 5 + [12.0] * 5 + [21.0] * 8
"""Columns of the months of training of 18 stations; each the first of a quarter."""


def shown(
    effect: float = 0.0, first: list[float] = START, months: list[str] = MONTHS, seed: int = 0
) -> Shown:
    """A force of as many stations as ``first``: half are trained from that month on."""
    rng = np.random.default_rng(seed)
    rows = []
    for n, start in enumerate(first):
        for t, month in enumerate(months):
            value = 60 + n + rng.normal(0, 1) + effect * (t >= start)
            rows.append(row("happy_index", n, month, value, 200.0))
        for quarter in dict.fromkeys(period_of(f"{m}-01", "quarter") for m in months):
            at = (period_start(quarter).year - int(months[0][:4])) * 12
            at += period_start(quarter).month - int(months[0][5:])
            rows.append(row("workshop_coverage", n, quarter, 65.0 if at >= start else 5.0, 40.0))
    frame = pd.DataFrame(rows, columns=KEY + SHOWN)
    areas = tuple(Area(id=f"s{n:02}", name=f"S{n}", level="station") for n in range(len(first)))
    return Shown(frame, MEASURES, areas, {WORKSHOP.id: WORKSHOP})


def row(measure: str, n: int, period: str, value: float | None, base: float) -> dict[str, Any]:
    found: dict[str, Any] = dict.fromkeys(KEY + SHOWN, "")
    numbers = {"numerator": np.nan, "lower": np.nan, "upper": np.nan}
    return found | numbers | {
        "measure": measure, "frequency": "quarter" if "Q" in period else "month",
        "area": f"s{n:02}", "period": period, "value": value, "denominator": base,
        "status": "normal",
    }  # fmt: skip


def changed(given_: Shown, where: dict[str, str], **columns: Any) -> Shown:
    rows = given_.observations.copy()
    here = pd.Series(True, index=rows.index)
    for name, value in where.items():
        here &= rows[name] == value
    assert here.any()
    for name, value in columns.items():
        rows.loc[here, name] = value
    return replace(given_, observations=rows)


HIDDEN = {"value": np.nan, "denominator": np.nan, "status": "suppressed"}


def part(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame[frame["part"] == name].set_index("at")


def test_a_change_that_is_there_is_found_with_everything_that_the_page_shows() -> None:
    frame = effect_table(shown(effect=5.0))["effect"]
    assert list(frame.columns) == EFFECT.columns
    assert set(frame["course"]) == {WORKSHOP.id} and set(frame["measure"]) == {"happy_index"}
    gates = part(frame, "gate")
    assert gates["estimate"].to_dict() == {
        "trained": 10, "not_yet_trained": 13, "months_before": 9, "observations": 200
    }  # fmt: skip
    assert gates["needed"].tolist() == [8, 8, 6, 30] and set(gates["status"]) == {"passed"}
    whole = part(frame, "simple").iloc[0]
    assert whole["status"] == MOVED and whole["units"] == 10
    assert whole["lower"] < 5 < whole["upper"] and whole["lower"] > 4
    assert part(frame, "permutation")["estimate"].item() == 1 / (DRAWS + 1)
    assert {"-5", "-1", "0", "8"} <= set(part(frame, "dynamic").index)
    assert part(frame, "group").index.tolist() == ["2024-10", "2025-01"]
    assert part(frame, "calendar").index[0] == "2024-10"
    naive = part(frame, "naive")["estimate"]
    assert naive["difference"] == pytest.approx(naive["trained"] - naive["untrained"])


def test_the_rows_say_what_the_methods_say() -> None:
    found = units(shown(effect=1.0), COVERAGE, "happy_index")
    direct = after_training(found.outcome, found.first, found.observations, DRAWS, 20_210_501)
    assert isinstance(direct, AfterTraining)
    rows = {(r["part"], r.get("at", "")): r for r in rows_of(found)}
    assert rows["simple", ""]["estimate"] == direct.simple.value
    assert rows["permutation", ""]["estimate"] == direct.permutation.p
    dynamic = direct.dynamic.rows.set_index("at")["estimate"]
    assert {at: rows["dynamic", str(int(at))]["estimate"] for at in dynamic.index} == dict(dynamic)


def test_without_an_effect_nothing_is_claimed() -> None:
    frame = effect_table(shown())["effect"]
    assert part(frame, "simple")["status"].item() == "no clear change"


@pytest.mark.parametrize(
    ("low", "high", "p", "said"),
    [
        (0.1, 0.5, 0.05, "moved"), (-0.5, -0.1, 0.01, "moved"), (0.1, 0.5, 0.06, "no clear change"),
        (-0.1, 0.5, 0.01, "no clear change"), (0.0, 0.5, 0.01, "no clear change"),
        (np.nan, np.nan, 0.01, "no clear change"),
    ],
)  # fmt: skip
def test_a_change_needs_the_interval_and_the_lot(
    low: float, high: float, p: float, said: str
) -> None:
    found = units(shown(), COVERAGE, "happy_index")
    made = after_training(found.outcome, found.first, found.observations, 9, 1)
    assert isinstance(made, AfterTraining)
    whole = replace(made.simple, low=low, high=high)
    assert verdict(replace(made, simple=whole, permutation=replace(made.permutation, p=p))) == said


@pytest.mark.parametrize(
    ("given_", "failed"),
    [
        (shown(first=[9.0] * 7 + [21.0] * 8), ["trained"]),
        (shown(first=[9.0] * 8 + [21.0] * 7), ["trained", "not_yet_trained"]),
        (shown(first=[3.0] * 8 + [21.0] * 8), ["months_before"]),
        (changed(shown(), {"measure": "happy_index"}, denominator=29.0), ["observations"]),
        (shown(first=[]), None),
    ],
)
def test_what_did_not_pass_is_said_and_no_number_shown(
    given_: Shown, failed: list[str] | None
) -> None:
    frame = effect_table(given_)["effect"]
    gates = part(frame, "gate")
    found = gates.index[gates["status"] == "not passed"].tolist()
    assert found == (["trained", "not_yet_trained", "months_before", "observations"]
                     if failed is None else failed)  # fmt: skip
    assert set(frame["part"]) == {"gate", "left out", "simple"}
    whole = part(frame, "simple").iloc[0]
    assert whole["status"] == "not enough data"
    assert whole[list(EFFECT.numbers)].isna().all()


def left_out(given_: Shown) -> dict[str, int]:
    found = units(given_, COVERAGE, "happy_index").left_out
    return {reason: count for reason, count in found.items() if count}


def test_who_is_left_out_is_counted_by_the_first_reason() -> None:
    at = {"area": "s03", "measure": "happy_index", "period": "2024-05"}
    assert left_out(shown()) == {}
    assert left_out(changed(shown(), at, **HIDDEN)) == {"outcome hidden": 1}
    rows = shown().observations
    gone = rows[(rows["area"] != "s03") | (rows["period"] != "2024-05")]
    assert left_out(replace(shown(), observations=gone)) == {"outcome hidden": 1}
    whole = {"area": "s03", "measure": "workshop_coverage"}
    assert left_out(changed(shown(), whole, **HIDDEN)) == {"training hidden": 1}
    closed = [a.model_copy(update={"valid_to": "2025-11-30"} if a.id == "s03" else {})
              for a in shown().areas]  # fmt: skip
    assert left_out(replace(shown(), areas=tuple(closed))) == {"closed": 1}
    opened = [a.model_copy(update={"valid_from": "2024-01-02"}) for a in shown().areas]
    assert left_out(replace(shown(), areas=tuple(opened))) == {"closed": 18}
    assert left_out(changed(shown(), {"area": "s03", "measure": "workshop_coverage"}, value=90.0)
                    ) == {"trained before": 1}  # fmt: skip


def first(given_: Shown) -> dict[str, float]:
    found = units(given_, COVERAGE, "happy_index")
    return dict(zip(found.places, found.first, strict=True))


def test_most_counts_as_trained_few_does_not_and_later_hiding_does_not_matter() -> None:
    coverage = {"area": "s00", "measure": "workshop_coverage"}
    few = changed(shown(), coverage, **HIDDEN, note="few")
    assert first(few)["s00"] == NEVER
    most = changed(few, coverage | {"period": "2024-Q3"}, note="most")
    assert first(most)["s00"] == 6
    later = changed(most, coverage | {"period": "2024-Q4"}, note="")
    assert first(later)["s00"] == 6
    exactly = changed(shown(), coverage | {"period": "2024-Q2"}, value=50.0)
    assert first(exactly)["s00"] == 3


@pytest.mark.parametrize(
    ("shares", "column"),
    [
        ("5 5 . 65 65 65 65 65", 6), ("5 . . 65 65 65 65 65", 3), ("5 few . . . . most most", 6),
        ("5 . . . . . most most", np.nan), (". . . 65 65 65 65 65", np.nan),
        (". few . 65 65 65 65 65", 6), ("5 5 5 5 5 5 5 .", np.nan), ("5 5 5 5 5 5 5 5", NEVER),
        (". . . . . . . .", np.nan), ("65 . 5 5 65 65 65 65", 0), ("5 . 5 5 65 . . 5", 12),
        ("49.9 50 49 49 49 49 49 49", 3), ("5 5 5 5 5 5 5 few", NEVER),
    ],
)  # fmt: skip
def test_a_hidden_step_counts_from_its_first_hidden_quarter(shares: str, column: float) -> None:
    quarters = [f"{year}-Q{n}" for year in (2024, 2025) for n in (1, 2, 3, 4)]
    given_ = shown()
    for quarter, share in zip(quarters, shares.split(), strict=True):
        at = {"area": "s00", "measure": "workshop_coverage", "period": quarter}
        number = share[0].isdigit()
        note = "" if number or share == "." else share
        seen = {"value": float(share)} if number else HIDDEN
        given_ = changed(given_, at, **seen, note=note)
    found = first(given_).get("s00", np.nan)
    assert found == column or (np.isnan(found) and np.isnan(column))


def test_months_in_which_nobody_knows_who_is_trained_are_not_looked_at() -> None:
    rows = shown().observations
    given_ = replace(shown(), observations=rows[rows["period"] != "2025-Q4"])
    assert units(given_, COVERAGE, "happy_index").months[-1] == "2025-09"


def test_coverage_is_found_in_a_measure_of_its_own_or_in_the_one_of_all_courses() -> None:
    empathy = WORKSHOP.model_copy(update={"id": "empathy"})
    leadership = WORKSHOP.model_copy(update={"id": "nothing"})
    assert coverage_of(WORKSHOP, MEASURES) == COVERAGE
    assert coverage_of(empathy, MEASURES) == Coverage("course_coverage", "course", "empathy")
    assert coverage_of(leadership, MEASURES) is None


def test_a_measure_that_the_release_does_not_have_has_no_rows() -> None:
    for measures in ({}, {"workshop_coverage": MEASURES["workshop_coverage"]}):
        given_ = replace(shown(), measures=measures)
        assert effect_table(given_)["effect"].empty
    nowhere = WORKSHOP.model_copy(update={"expected_to_move": []})
    assert effect_table(replace(shown(), courses={"x": nowhere}))["effect"].empty


def test_it_is_among_the_findings_and_the_same_every_time() -> None:
    one, two = (findings(shown(effect=2.0))["effect"] for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_shape_of_what_is_shown_is_too_bad(data: st.DataObject) -> None:
    """Any subset of rows, with any of them hidden: rows of the table, never a traceback."""
    stations = data.draw(st.integers(0, 18))
    start = data.draw(st.lists(st.sampled_from([*START, 0.0, 6.0, NEVER]), min_size=stations,
                               max_size=stations))  # fmt: skip
    given_ = shown(first=start, months=MONTHS[: data.draw(st.integers(1, 24))])
    rows = given_.observations
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    kept = data.draw(st.sampled_from([0.2, 0.97, 1.0]))
    gone = rng.random(len(rows)) < data.draw(st.sampled_from([0, 0.02]))
    note = np.where(gone & (rng.random(len(rows)) < 0.5), "few", "")
    seen = {name: rows[name].where(~gone) for name in ("value", "denominator")}
    left = rows.assign(**seen, note=note)[rng.random(len(rows)) <= kept]
    frame = effect_table(replace(given_, observations=left))["effect"]
    assert set(frame["status"]) <= {"", "passed", "not passed", "moved", "no clear change",
                                    "not enough data"}  # fmt: skip
    assert not frame.duplicated(list(EFFECT.key)).any()
