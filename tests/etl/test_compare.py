"""Is this place really different: who is compared with whom, when, and what is never compared."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from etl.compare import compare
from etl.findings import findings
from etl.statistics.funnel import funnel
from etl.statistics.shrinkage import shrunk
from release.measures import Area, Measure
from tests.etl.shown import AREAS, NAMES, measure, share, shown

COUNTS = [(50 + n % 3, 100 + n) for n in range(11)] + [(95, 100)]


def stations(
    period: str = "2026-06", counts: list[tuple[Any, Any]] = COUNTS, **fields: str
) -> list[dict[str, Any]]:
    pairs = zip(NAMES, counts, strict=False)
    return [share(name, period, x, n, **fields) for name, (x, n) in pairs]


def rows(of: Measure, *cells: dict[str, Any], areas: tuple[Area, ...] = AREAS) -> pd.DataFrame:
    return compare(shown(of, cells, areas))["comparison"]


def test_a_row_is_that_of_the_modules_that_the_vectors_check() -> None:
    found = rows(measure(), *stations())
    x, n = zip(*COUNTS, strict=True)
    expected = funnel(x, n)
    assert list(found["area"]) == NAMES
    assert tuple(found["band"]) == expected.bands
    assert found["band"].iloc[-1] == "higher"
    np.testing.assert_array_equal(found["upper_limit"], 100 * expected.limits[1])
    np.testing.assert_array_equal(found["lower_95"], 100 * expected.faint[0])
    np.testing.assert_array_equal(found["shrunk"], 100 * shrunk(x, n).means)
    assert set(found["average"]) == {100 * expected.average}


def test_no_column_is_a_rank() -> None:
    assert not any("rank" in column or "place" in column for column in rows(measure()).columns)


def test_a_hidden_station_has_a_row_without_a_band() -> None:
    found = rows(measure(), *stations(counts=[(None, None), *COUNTS[1:]])).set_index("area")
    assert found.loc["s00", "band"] == "" and np.isnan(found.loc["s00", "upper_limit"])
    assert found.loc["s01", "band"] == "as expected"


def test_under_five_stations_there_is_no_comparison() -> None:
    few = [*COUNTS[:4], *[(None, None)] * 8]
    assert rows(measure(), *stations(counts=few)).empty
    assert len(rows(measure(), *stations(counts=COUNTS[:5]))) == 5


def test_the_newest_period_in_which_enough_stations_have_numbers_is_taken() -> None:
    early = stations("2026-06", [*COUNTS[:2], *[(None, None)] * 10])
    assert set(rows(measure(), *early, *stations("2026-05"))["period"]) == {"2026-05"}


def test_a_closed_station_is_compared_with_none() -> None:
    closed = tuple(a.model_copy(update={"valid_to": "2026-03-31"} if a.id == "s11" else {})
                   for a in AREAS)  # fmt: skip
    found = rows(measure(), *stations(), areas=closed)
    assert list(found["area"]) == NAMES[:-1]


def test_places_are_compared_with_places_of_their_level_only() -> None:
    found = rows(measure(), *stations(), share("d", "2026-06", 600, 1200),
                 share("f", "2026-06", 600, 1200))  # fmt: skip
    assert set(found["area"]) == set(NAMES)


@pytest.mark.parametrize("kind", ["score", "mean", "rate", "count"])
def test_only_shares_are_compared(kind: str) -> None:
    assert rows(measure(kind=kind), *stations()).empty


def test_a_share_of_a_score_is_compared_within_its_category() -> None:
    faces = {"face": {"title": "F", "field": "f", "kind": "share", "categories": {"good": "G"}}}
    of = measure(kind="score", factor=1, breakdowns=faces)
    found = rows(of, *stations(breakdown="face", category="good"))
    assert set(found["category"]) == {"good"}
    assert 0 < found["average"].iloc[0] < 100 and found["average"].iloc[0] > 1
    assert found["shrunk"].isna().all(), "only a measure as a whole has a map"


def test_what_is_no_count_of_cases_is_compared_with_nothing() -> None:
    halves = [(x + 0.5, n) for x, n in COUNTS]
    assert rows(measure(), *stations(counts=halves)).empty
    assert rows(measure(), *stations(counts=[(n, x) for x, n in COUNTS])).empty


def test_where_all_are_equal_the_limits_stand_around_them() -> None:
    found = rows(measure(), *stations(counts=[(100, 100)] * 6))
    assert set(found["band"]) == {"as expected"} and set(found["average"]) == {100}


def test_the_order_of_observations_changes_nothing() -> None:
    cells = [*stations(), *stations("2026-05")]
    pd.testing.assert_frame_equal(rows(measure(), *cells), rows(measure(), *cells[::-1]))


def test_findings_hold_all_three_tables_and_none_where_nothing_was_seen() -> None:
    found = findings(shown(measure(), stations()))
    assert {"assessment", "signal", "comparison"} <= set(found)
    assert all(found[name].empty for name in ("assessment", "signal", "comparison")
               for found in [findings(shown(measure(), []))])  # fmt: skip
