"""Of numbers that add up to a shown total, never exactly one is hidden."""

from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.disclosure import Rules, protect
from release.vocabulary import FREQUENCIES, period_of, period_start
from tests.etl.test_disclosure import AREAS, FACES, SECRET, cell, measure, shown

COUNT = measure(kind="count", protection="events")
PARENT = {a.id: a.parent for a in AREAS}


def hidden(*cells: dict) -> list[int]:
    found = shown(COUNT, *cells)
    return [n for n, status in enumerate(found["status"]) if status == "suppressed"]


def places(**counts: int) -> list[dict]:
    return [cell(n, None, area=area) for area, n in counts.items()]


AREA_CASES = {
    "nothing small": ({"n": 60, "n1": 20, "n2": 20, "n3": 20}, []),
    "the smallest goes with a lone one": ({"n": 55, "n1": 5, "n2": 30, "n3": 20}, [1, 3]),
    "two stand by each other": ({"n": 38, "n1": 5, "n2": 3, "n3": 30}, [1, 2]),
    "an only child takes its parent": ({"n": 25, "n1": 5}, [0, 1]),
    "a hidden total protects": ({"n": 9, "n1": 5, "n2": 4}, [0, 1, 2]),
    "a total that is not there": ({"n1": 5, "n2": 30}, []),
    "cascade upwards": (
        {"f": 105, "n": 25, "s": 40, "w": 40, "n1": 5, "s1": 40, "w1": 40},
        [1, 2, 4],
    ),
}


@pytest.mark.parametrize(("counts", "expected"), AREA_CASES.values(), ids=AREA_CASES)
def test_areas(counts, expected):
    if expected == []:
        expected = [n for n, count in enumerate(counts.values()) if count < 10]
    assert hidden(*places(**counts)) == expected


def test_periods():
    months = [cell(n, None, period=f"2026-0{m}") for m, n in ((1, 5), (2, 40), (3, 30))]
    quarter = cell(75, None, frequency="quarter", period="2026-Q1")
    assert hidden(*months, quarter) == [0, 2]
    assert hidden(*months) == [0]


def test_quarters_of_a_year():
    counts = {"2026-Q1": 5, "2026-Q2": 50, "2026-Q3": 30, "2026-Q4": 40}
    quarters = [cell(n, None, frequency="quarter", period=p) for p, n in counts.items()]
    assert hidden(*quarters, cell(125, None, frequency="year", period="2026")) == [0, 2]


def test_categories():
    of = measure(kind="count", protection="events",
                 breakdowns={"f": {**FACES["f"], "kind": "slice"}})  # fmt: skip
    parts = [cell(n, None, breakdown="f", category=c) for c, n in zip("abcd", (5, 30, 20, 40),
                                                                      strict=True)]  # fmt: skip
    found = shown(of, cell(95, None), *parts)
    assert list(found["status"]) == ["normal", "suppressed", "normal", "suppressed", "normal"]


def test_what_goes_with_a_lone_one_is_null_in_every_column():
    found = shown(COUNT, *places(n=55, n1=5, n2=30, n3=20))
    gone = found[found["status"] == "suppressed"]
    assert gone[["numerator", "denominator", "value", "lower", "upper"]].isna().all(axis=None)
    kept = found[found["status"] == "normal"]
    assert kept["value"].tolist() == [55, 30]


# --- whatever the counts are ----------------------------------------------------------------------

MONTHS = [f"2026-{m:02d}" for m in range(1, 7)]


@st.composite
def truths(draw) -> list[dict]:
    """Counts by station, month and category, added up over all three."""
    counts: dict[tuple[str, str, str, str, str], int] = defaultdict(int)
    size = st.sampled_from([0, 1, 3, 9, 10, 11, 30, 200])
    for station in draw(st.lists(st.sampled_from([a.id for a in AREAS if a.level == "station"]),
                                 min_size=1, max_size=5, unique=True)):  # fmt: skip
        for month in draw(st.lists(st.sampled_from(MONTHS), min_size=1, max_size=4, unique=True)):
            for category in "abcd"[: draw(st.integers(1, 4))]:
                _add(counts, station, month, category, draw(size))
    return [
        cell(n, None, area=a, frequency=f, period=p, breakdown=b, category=c)
        for (a, f, p, b, c), n in counts.items()
    ]


def _add(counts: dict, station: str, month: str, category: str, n: int) -> None:
    area = station
    while area:
        for frequency in FREQUENCIES:
            period = period_of(f"{month}-01", frequency)
            counts[area, frequency, period, "", ""] += n
            counts[area, frequency, period, "f", category] += n
        area = PARENT[area]


def groups(frame: pd.DataFrame) -> dict[tuple, list[str]]:
    """Statuses of the parts of each shown total: by area, category and period."""
    rows = {(r.area, r.frequency, r.period, r.breakdown, r.category): r.status
            for r in frame.itertuples()}  # fmt: skip
    parts = defaultdict(list)
    for (a, f, p, b, c), status in rows.items():
        totals = [("area", (PARENT[a], f, p, b, c)), ("category", (a, f, p, "", "")) if b else None]
        for coarser in FREQUENCIES[FREQUENCIES.index(f) + 1 :]:
            above = period_of(str(period_start(p)), coarser)
            totals.append((f"period by {f}", (a, coarser, above, b, c)))
        for total in filter(None, totals):
            if rows.get(total[1]) == "normal":
                parts[total].append(status)
    return parts


@settings(deadline=None, max_examples=25)
@given(truths())
def test_no_shown_total_has_exactly_one_hidden_part(truth):
    of = measure(kind="count", protection="events",
                 breakdowns={"f": {**FACES["f"], "kind": "slice"}})  # fmt: skip
    found = shown(of, *truth)
    lone = {k for k, statuses in groups(found).items() if statuses.count("suppressed") == 1}
    assert lone == set()
    small = pd.Series([c["numerator"] < 10 for c in truth])
    assert (found["status"][small] == "suppressed").all()
    normal = found["status"] == "normal"
    assert (found["value"][normal] == pd.Series([c["numerator"] for c in truth])[normal]).all()
    assert found["value"][~normal].isna().all()


@settings(deadline=None, max_examples=15)
@given(truths())
def test_a_count_hidden_in_one_measure_is_hidden_in_every_other(truth):
    count = measure(kind="count", protection="events")
    rate = measure(kind="rate", protection="events", id="rate", min_cell=30)
    plain = [c for c in truth if not c["breakdown"]]
    cells = [{**c, "denominator": None} for c in plain]
    cells += [{**c, "measure": "rate", "denominator": 20 + 3 * c["numerator"]} for c in plain]
    frame = pd.DataFrame(cells).astype({"numerator": float, "denominator": float})
    found = protect(frame, Rules({"m": count, "rate": rate}, AREAS, SECRET))
    hidden = found.assign(hidden=found["status"] == "suppressed")
    by_cell = hidden.groupby(["frequency", "area", "period"])["hidden"].nunique()
    assert (by_cell == 1).all()
