"""What the whole force counts besides its places: from shown denominators, and only where known."""

from typing import Any

import pandas as pd
import pytest

from etl.beyond import beyond
from release.draft import KEY, SHOWN
from tests.etl.shown import AREAS, NAMES, measure, share

NOTE = "Calls to a line of the whole force count for the force and for no station."


def found(force: float, district: float | None, station: float | None, **fields: Any) -> Any:
    """The share that is found, from one period of the force, a district and its stations."""
    rows = [share("f", "2026-06", 10, force), share("d", "2026-06", 5, district)]
    rows += [share(name, "2026-06", 1, station) for name in NAMES]
    rows.append(share("f", "2026-05", 10, 99_999))
    frame = pd.DataFrame(rows, columns=KEY + SHOWN).astype({"denominator": "float64"})
    (told,) = beyond(frame, [measure(**{"beyond": NOTE} | fields)], AREAS)
    return told.beyond_share


@pytest.mark.parametrize(
    ("force", "district", "station", "told"),
    [
        (2400, 1200, 100, 50),
        (1200, 1200, 100, None),
        (1250, 1200, 100, None),
        (2400, 600, None, 75),
        (2400, None, None, None),
    ],
    ids=["a line of the force", "nothing", "next to nothing", "stations hidden", "all hidden"],
)
def test_it_is_told_where_the_shown_numbers_show_it(
    force: float, district: float | None, station: float | None, told: float | None
) -> None:
    assert found(force, district, station) == told


def test_a_place_that_reports_nothing_is_not_taken_for_none() -> None:
    """Its cases would be told as those of no place, so its level says nothing."""
    rows = [share("f", "2026-06", 10, 2400), share("d", "2026-06", 5, 1200)]
    rows += [share(name, "2026-06", 1, 50) for name in NAMES[1:]]
    frame = pd.DataFrame(rows, columns=KEY + SHOWN).astype({"denominator": "float64"})
    (told,) = beyond(frame, [measure(beyond=NOTE)], AREAS)
    assert told.beyond_share == 50


def test_a_measure_without_a_note_has_no_share() -> None:
    assert found(2400, 1200, 100, beyond="") is None


def test_a_share_in_the_catalogue_counts_for_nothing() -> None:
    assert found(1200, 1200, 100, beyond_share=40) is None
