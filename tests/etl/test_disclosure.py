"""What is shown of true counts, case by case, and what holds whatever the counts are."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from etl.disclosure import Rules, protect
from etl.rounding import offset, rounded
from release.draft import KEY, SHOWN
from release.measures import Area, Measure

SECRET = b"a secret of the tests"
AREAS = (
    Area(id="f", name="F", level="force"),
    *(Area(id=d, name=d, level="district", parent="f") for d in "nsw"),
    *(Area(id=f"{d}{k}", name=d, level="station", parent=d) for d in "nsw" for k in (1, 2, 3)),
)
COMMON = {
    "title": "T", "definition": "D", "why_it_matters": "W", "caution": "C", "theme": "station",
    "unit": "u", "direction": "higher", "finest_area": "station", "factor": 100,
    "frequencies": ["month", "quarter", "year"], "owner": "O", "next_review": "2027-01-01",
    "numerator": {"record": "r", "where": {"held": ["yes"]}}, "denominator": {"record": "r"},
}  # fmt: skip
FACES = {"f": {"title": "F", "field": "face", "kind": "share",
               "categories": dict.fromkeys("abcd", "x")}}  # fmt: skip


def measure(**fields: Any) -> Measure:
    base = {**COMMON, "id": "m", "kind": "percent", "protection": "people"}
    if fields.get("kind") == "count":
        base |= {"denominator": None, "factor": 1}
    return Measure(**{**base, **fields})


def cell(numerator: float | None, denominator: float | None = None, **key: str) -> dict[str, Any]:
    where = {"measure": "m", "frequency": "month", "area": "f", "breakdown": "", "category": "",
             "period": "2026-01"}  # fmt: skip
    return {**where, **key, "numerator": numerator, "denominator": denominator}


def shown(of: Measure, *cells: dict[str, Any], secret: bytes = SECRET) -> pd.DataFrame:
    """The shown cells in the order in which they were given."""
    truth = pd.DataFrame(cells).astype({"numerator": float, "denominator": float})
    found = protect(truth, Rules({of.id: of}, AREAS, secret))
    assert list(found) == KEY + SHOWN and len(found) == len(truth)
    return truth[KEY].merge(found, on=KEY, validate="one_to_one")


def one(of: Measure, *counts: float | None) -> dict[str, Any]:
    return shown(of, cell(*counts)).to_dict("records")[0]


def test_rounding_is_that_of_the_reference(shared):
    reference = json.loads((shared / "vectors/keyed_rounding_reference.json").read_text())
    key = reference["key"].encode()
    for row in reference["rows"]:
        count, u = row["count"], offset(key, row["cell"])
        found = rounded(pd.Series([float(count)]), np.array([u]))[0]
        assert row["published"] == ("<10" if count < 10 else found)


PEOPLE = {
    "group too small": (9, 9, 10, "suppressed", "", False),
    "nobody": (0, 0, 10, "suppressed", "", False),
    "few": (9, 40, 10, "suppressed", "few", True),
    "few of a group too small for words": (2, 15, 10, "suppressed", "", True),
    "few, none": (0, 40, 10, "suppressed", "few", True),
    "most": (31, 40, 10, "suppressed", "most", True),
    "most, all": (40, 40, 10, "suppressed", "most", True),
    "few and most": (9, 18, 10, "suppressed", "", True),
    "both sides at ten": (10, 20, 10, "rounded", "", True),
    "under its own min_cell": (15, 29, 30, "suppressed", "", False),
    "at its own min_cell": (15, 30, 30, "rounded", "", True),
}


@pytest.mark.parametrize(
    ("top", "bottom", "least", "status", "note", "size_shown"), PEOPLE.values(), ids=PEOPLE
)
def test_people(top, bottom, least, status, note, size_shown):
    found = one(measure(min_cell=least), top, bottom)
    assert (found["status"], found["note"]) == (status, note)
    assert pd.notna(found["denominator"]) == size_shown
    for column in ("numerator", "value", "lower", "upper"):
        assert pd.notna(found[column]) == (status == "rounded")
    if size_shown:
        assert found["denominator"] % 5 == 0 and abs(found["denominator"] - bottom) <= 4


def test_a_breakdown_may_ask_for_larger_groups():
    of = measure(breakdowns={"f": {**FACES["f"], "kind": "slice", "min_cell": 50}})
    both = shown(of, cell(20, 40), cell(20, 40, breakdown="f", category="a"))
    assert list(both["status"]) == ["rounded", "suppressed"]


@pytest.mark.parametrize(("count", "shows"), [(0, None), (9, None), (10, 10), (11, 11), (250, 250)])
def test_events_are_exact_from_ten(count, shows):
    found = one(measure(kind="count", protection="events"), count, None)
    assert found["value"] == shows or (shows is None and pd.isna(found["value"]))
    assert found["status"] == ("suppressed" if shows is None else "normal")


EVENTS = {
    "score under 30": ({"kind": "score", "min_cell": 30}, (12.5, 29), "suppressed"),
    "score at 30": ({"kind": "score", "min_cell": 30}, (0.0, 30), "normal"),
    "share, few events": ({}, (9, 400), "suppressed"),
    "share of few": ({}, (9, 9), "suppressed"),
    "share": ({}, (10, 400), "normal"),
    "rate": ({"kind": "rate"}, (9, 4000), "suppressed"),
    "no data": ({}, (None, None), "unavailable"),
}


@pytest.mark.parametrize(("fields", "counts", "status"), EVENTS.values(), ids=EVENTS)
def test_events(fields, counts, status):
    found = one(measure(protection="events", **fields), *counts)
    assert found["status"] == status
    numbers = [found[c] for c in ("numerator", "denominator", "value")]
    assert all(pd.notna(n) == (status == "normal") for n in numbers)


@pytest.mark.parametrize(
    ("small", "status"), [(9, "suppressed"), (0, "suppressed"), (10, "normal")]
)
def test_shares_are_shown_all_or_none(small, status):
    of = measure(kind="score", protection="events", min_cell=30, breakdowns=FACES)
    faces = dict(zip("abcd", (50, 40, 30, small), strict=True))
    total = sum(faces.values())
    parts = [cell(n, total, breakdown="f", category=c) for c, n in faces.items()]
    found = shown(of, cell(total / 2, total), *parts)
    assert list(found["status"]) == ["normal", *[status] * 4]


def test_what_was_published_elsewhere_is_a_value_alone():
    found = one(measure(kind="score", protection="reported", denominator=None, factor=1), 150, 3)
    assert (found["value"], found["status"]) == (50, "normal")
    assert pd.isna([found[c] for c in ("numerator", "denominator", "lower", "upper")]).all()


def test_nothing_stays_nothing():
    truth = pd.DataFrame(columns=[*KEY, "numerator", "denominator"])
    assert protect(truth, Rules({"m": measure()}, AREAS, SECRET)).empty


def test_no_data_is_no_suppression():
    found = one(measure(), None, None)
    assert found["status"] == "unavailable" and pd.isna(found["value"])


@settings(deadline=None, max_examples=8)
@given(st.integers(10, 90), st.integers(10, 90), st.binary(min_size=1, max_size=8))
def test_the_same_count_shows_the_same_number_in_every_period_and_run(top, rest, secret):
    periods = [cell(top, top + rest, period=f"2026-{m:02d}") for m in range(1, 13)]
    first = shown(measure(), *periods, secret=secret)
    assert first.drop(columns="period").drop_duplicates().shape[0] == 1
    pd.testing.assert_frame_equal(shown(measure(), *reversed(periods), secret=secret)[::-1]
                                  .reset_index(drop=True), first)  # fmt: skip


def test_another_cell_and_another_secret_round_in_their_own_way():
    cells = [cell(n, 500, area=a.id) for a in AREAS for n in (203,)]
    first, other = (shown(measure(), *cells, secret=s)["numerator"] for s in (b"1", b"2"))
    assert first.nunique() > 1 and list(first) != list(other)


@settings(deadline=None, max_examples=15)
@given(st.integers(10, 200), st.integers(10, 200))
def test_only_the_step_of_a_count_can_be_seen(top, rest):
    u, v = (offset(SECRET, f"{side}|month|f") for side in ("r(held=yes)", "r()"))
    near = [
        (n, whole)
        for n in range(max(10, top - 4), top + 5)
        for whole in range(n + 10, top + rest + 5)
        if ((n + u) // 5, (whole + v) // 5) == ((top + u) // 5, (top + rest + v) // 5)
    ]
    cells = [cell(*counts, period=f"{2000 + t}-01") for t, counts in enumerate(near)]
    found = shown(measure(), *cells)
    assert len(near) > 0 and len(found.drop(columns="period").drop_duplicates()) == 1
    first = found.iloc[0]
    assert first["value"] == first["numerator"] / first["denominator"] * 100


@pytest.mark.parametrize(("top", "bottom"), [(10, 20), (10, 10_000), (400, 410), (767, 777)])
def test_intervals_are_those_of_wilson(top, bottom):
    found = one(measure(protection="events"), top, bottom)
    low, high = proportion_confint(top, bottom, method="wilson")
    z, p = 1.959963984540054, top / bottom
    middle = (p + z * z / 2 / bottom) / (1 + z * z / bottom)
    half = z * np.sqrt(p * (1 - p) / bottom + z * z / 4 / bottom**2) / (1 + z * z / bottom)
    np.testing.assert_allclose(
        [found["lower"], found["upper"]], [100 * low, 100 * high], atol=1e-10
    )
    np.testing.assert_allclose([low, high], [middle - half, middle + half], atol=1e-12)
    assert 0 <= found["lower"] <= found["value"] <= found["upper"] <= 100
