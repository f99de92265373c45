"""What was small stays hidden for a while, and the same people are hidden and rounded together."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.disclosure import Rules, protect, protected, with_cells
from etl.force import read_force
from etl.hiding import FEW, MOST
from etl.populations import Populations
from release.draft import KEY
from release.measures import Measure
from tests.etl.test_attack import POPULATIONS
from tests.etl.test_disclosure import AREAS, FACES, SECRET, cell, measure, shown
from tests.factory import ROOT

CATALOGUE = read_force(ROOT / "forces/anyshire", ROOT / "catalogue").catalogue
REAL = Populations(CATALOGUE.records, CATALOGUE.courses)
LARGE = 1000


def months(*sides: tuple[int, int], **key: str) -> list[dict[str, Any]]:
    return [cell(*s, period=f"2026-{n:02d}", **key) for n, s in enumerate(sides, 1)]


def seen(some: pd.Series) -> str:
    """A letter a period: shown, or not."""
    return "".join(".#"[n] for n in some.notna())


OVER_TIME = {
    "the first at ten": ((10,), "#"),
    "nine, then eleven": ((9, 11), ".."),
    "fifteen once": ((9, 15), ".."),
    "fifteen twice": ((9, 15, 15), "..#"),
    "fifteen twice, but not running": ((9, 15, 14, 15, 15), "....#"),
    "fourteen for long": ((9, 14, 14, 14, 14), "....."),
    "under ten again": ((20, 9), "#."),
    "eleven after its return": ((9, 15, 15, 11), "..##"),
    "hidden, back, hidden": ((9, 15, 15, 9, 11, 15, 15), "..#...#"),
    "what was never hidden may fall to ten": ((20, 10, 11), "###"),
}


@pytest.mark.parametrize(("counts", "expected"), OVER_TIME.values(), ids=OVER_TIME)
def test_a_hidden_number_returns_late(counts, expected):
    tops = shown(measure(), *months(*((n, LARGE) for n in counts)))
    rests = shown(measure(), *months(*((LARGE - n, LARGE) for n in counts)))
    assert seen(tops["numerator"]) == seen(rests["numerator"]) == expected
    assert seen(tops["denominator"]) == "#" * len(counts)


@pytest.mark.parametrize(("counts", "expected"), OVER_TIME.values(), ids=OVER_TIME)
def test_a_hidden_group_returns_late(counts, expected):
    found = shown(measure(), *months(*((0, n) for n in counts)))
    assert seen(found["denominator"]) == expected


@pytest.mark.parametrize(("counts", "expected"), OVER_TIME.values(), ids=OVER_TIME)
def test_two_measures_of_the_same_people_return_together(counts, expected):
    """Twins stand beside each other in one period: neither is the other's period before."""
    both = {id_: measure(id=id_) for id_ in ("m", "twin")}
    cells = [c for id_ in both for c in months(*((n, LARGE) for n in counts), measure=id_)]
    found = _protected(cells, both)
    for id_ in both:
        assert seen(found[found["measure"] == id_].sort_values("period")["numerator"]) == expected


def _protected(
    cells: list[dict[str, Any]], measures: dict[str, Measure], known: Populations = REAL, **more
) -> pd.DataFrame:
    truth = pd.DataFrame(cells).astype({"numerator": float, "denominator": float})
    found = protect(truth, Rules(measures, AREAS, SECRET, known, **more))
    return truth[KEY].merge(found, on=KEY, validate="one_to_one")


TWINS = {
    "an item and its own measure": (
        ("quality_of_interaction", "item", "respect"),
        ("treated_with_respect", "", ""),
    ),
    "another item": (("quality_of_interaction", "item", "trust"), ("trust_and_confidence", "", "")),
    "a course and its own measure": (
        ("course_coverage", "course", "customer_service_workshop"),
        ("workshop_coverage", "", ""),
    ),
}


@pytest.mark.parametrize(("one", "other"), TWINS.values(), ids=TWINS)
@settings(deadline=None, max_examples=10)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=4))
def test_the_same_people_show_the_same_numbers(one, other, sides):
    names = ("measure", "breakdown", "category")
    cells = [
        cell(top, top + rest, frequency="quarter", period=f"202{n}-Q1",
             **dict(zip(names, key, strict=True)))
        for n, (top, rest) in enumerate(sides)
        for key in (one, other)
    ]  # fmt: skip
    found = _protected(cells, CATALOGUE.measures)
    first, second = (
        found[found["measure"] == key[0]].sort_values("period")[["numerator", "denominator"]]
        for key in (one, other)
    )
    pd.testing.assert_frame_equal(
        first.reset_index(drop=True), second.reset_index(drop=True), check_dtype=False
    )


def test_courses_of_the_same_groups_have_one_base():
    same = ("self_awareness", "resilience", "emotional_intelligence")
    cells = [
        cell(top, 123, measure="course_coverage", breakdown="course", category=course,
             frequency="quarter", period="2026-Q1")
        for course, top in zip(same, (30, 60, 90), strict=True)
    ]  # fmt: skip
    found = _protected(cells, CATALOGUE.measures)
    assert found["denominator"].nunique() == 1 and found["numerator"].nunique() == 3


def test_a_number_that_one_measure_hides_is_hidden_in_the_other():
    """Forty are enough for one measure, but the other asks for fifty."""
    both = {"m": measure(), "n": measure(id="n", min_cell=50)}
    found = _protected([cell(15, 40), cell(15, 40, measure="n")], both)
    assert (found["status"] == "suppressed").all() and found["denominator"].isna().all()


BEFORE = {
    "never hidden": (None, 12, True),
    "small then": (False, 15, False),
    "ample then and now": (True, 15, True),
    "ample then, not now": (True, 14, False),
}


@pytest.mark.parametrize(("then", "count", "back"), BEFORE.values(), ids=BEFORE)
def test_what_the_release_before_hid(then, count, back):
    of, known = {"m": measure()}, Populations()
    truth = pd.DataFrame([cell(count, LARGE)]).astype({"numerator": float, "denominator": float})
    rules = Rules(of, AREAS, SECRET, known)
    (name,) = protected(with_cells(truth, rules), rules)["top"]
    before = {} if then is None else {name: then}
    found = _protected([cell(count, LARGE)], of, known, before=before)
    assert found["numerator"].notna().all() == back
    assert found["denominator"].notna().all(), "the group was not hidden"


@pytest.mark.parametrize(("step", "least"), [(5, 10), (50, 100)])
def test_words_are_said_from_four_steps(step, least):
    of = measure(min_cell=least, round_to=step)
    for size in range(least, 6 * step):
        found = shown(of, cell(2, size), cell(size - 2, size, period="2026-02"))
        large = bool((found["denominator"] >= 4 * step).all())
        assert found["numerator"].isna().all()
        assert list(found["note"]) == ([FEW, MOST] if large else ["", ""])
    assert shown(of, cell(step, 2 * step + 1))["note"].tolist() == [""]


STEPS = {
    "just under two steps": (99, 400, False),
    "two steps": (100, 400, True),
    "two steps left": (300, 400, True),
    "just under two steps left": (301, 400, False),
}


@pytest.mark.parametrize(("top", "bottom", "number"), STEPS.values(), ids=STEPS)
def test_a_larger_step_asks_for_larger_sides(top, bottom, number):
    found = shown(measure(min_cell=100, round_to=50), cell(top, bottom)).iloc[0]
    assert pd.notna(found["numerator"]) == number
    assert found["denominator"] % 50 == 0 and abs(found["denominator"] - bottom) < 50


def test_a_breakdown_has_a_step_of_its_own():
    split = {"f": {**FACES["f"], "kind": "slice", "round_to": 50, "min_cell": 100}}
    both = shown(measure(breakdowns=split), cell(60, 400), cell(60, 400, breakdown="f",
                                                                category="a"))  # fmt: skip
    assert list(both["status"]) == ["rounded", "suppressed"]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 60), st.integers(0, 60))
def test_a_stock_is_one_number_a_day(top, rest):
    """June and the quarter that it ends are the same evening."""
    cells = [
        cell(top, top + rest, frequency=f, period=p)
        for f, p in (("month", "2026-06"), ("quarter", "2026-Q2"), ("year", "2026"))
    ]
    found = _protected(cells, {"m": measure()}, POPULATIONS).set_index("frequency")
    columns = ["numerator", "denominator", "value", "status"]
    june, quarter = found.loc["month", columns], found.loc["quarter", columns]
    assert june.equals(quarter) and (found["period"] == ["2026-06", "2026-Q2", "2026"]).all()


def test_a_stock_returns_in_the_month_and_the_quarter_together():
    counts = dict(zip(range(1, 7), (20, 20, 9, 15, 11, 11), strict=True))
    cells = [cell(n, LARGE, period=f"2026-{m:02d}") for m, n in counts.items()]
    cells += [cell(counts[3 * q], LARGE, frequency="quarter", period=f"2026-Q{q}") for q in (1, 2)]
    found = _protected(cells, {"m": measure()}, POPULATIONS)
    assert seen(found["numerator"]) == "##......"


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 120), st.integers(0, 120), st.binary(min_size=1, max_size=4))
def test_no_shown_side_is_small_and_none_is_far_off(top, rest, secret):
    found = shown(measure(), cell(top, top + rest), secret=secret).iloc[0]
    if pd.notna(found["numerator"]):
        assert min(top, rest, found["numerator"]) >= 10 and abs(found["numerator"] - top) <= 4
    else:
        assert min(top, rest) < 10
    if pd.notna(found["denominator"]):
        assert top + rest >= 10 and abs(found["denominator"] - top - rest) <= 4
    else:
        assert top + rest < 10


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(10, 400), min_size=2, max_size=8), st.binary(min_size=1, max_size=4))
def test_a_shown_number_never_falls_as_the_count_rises(counts, secret):
    found = shown(measure(), *months(*((n, LARGE) for n in sorted(counts))), secret=secret)
    assert found["numerator"].is_monotonic_increasing and found["numerator"].notna().all()
