"""Every sentence about a place among others, over every band, direction and range."""

from itertools import product

import pytest
import textstat

from portal import wording
from portal.findings import Comparison
from tests.portal.combinations import DIRECTIONS, ELM, FORCE, MEASURES, RANGES, compared, measure_of


@pytest.mark.parametrize(
    ("direction", "band", "range_"), list(product(DIRECTIONS, wording.BANDS, RANGES))
)
def test_a_place_is_told_its_band_and_no_rank(direction: str, band: str, range_: str) -> None:
    words = compared(direction, band, range_)
    holds = range_ == "unclear"
    assert ("It does not stand out." in words) == (band == "as expected" or bool(band and holds))
    assert ("than expected" in words) == (band in ("higher", "lower") and not holds)
    assert ("cannot be compared" in words) == (band == "")
    if "than expected" in words:
        assert f"{band} than expected" in words
        good = "neither good nor bad" if direction == "neutral" else f"{direction} is better"
        assert good in words
    assert not any(word in words for word in ("best", "worst", "rank", "first", "last"))


def test_what_is_not_compared_says_nothing_of_a_place_and_why_of_a_measure() -> None:
    assert wording.compared(MEASURES["happy_share"], ELM, None) == ""
    kinds = {m.kind: wording.not_compared(m) for m in MEASURES.values()}
    assert set(kinds) == {"score", "percent", "rate", "mean", "count"}
    assert all(said.startswith("Places are not compared") for said in kinds.values())


@pytest.mark.parametrize(("bands", "said"), [
    (["as expected"] * 6, "all 6 places with a figure were as expected"),
    (["as expected"] * 4 + ["higher", "lower", "lower", ""],
     "Higher than expected: 1. Lower than expected: 2."),
])  # fmt: skip
def test_a_funnel_is_told_by_its_bands(bands: list[str], said: str) -> None:
    found = [Comparison("s", "2026-06", 66, 60, 72, 62, 70, band) for band in bands]
    words = wording.funnel(measure_of("higher"), found)
    assert said in words and "no clear difference" not in words


def test_what_the_force_counts_beyond_its_stations_is_said_where_the_job_found_it() -> None:
    force, note = FORCE, "Calls to a line of the whole force count for no station."
    phones = MEASURES["calls_transferred"].model_copy(update={"beyond": note})
    assert wording.beyond(phones, force) == ""
    told = wording.beyond(phones.model_copy(update={"beyond_share": 64.0}), force)
    assert told == (
        f"{note} They are 64% of all that is counted here for {force.name}, so its figure can lie "
        "beyond those of all its stations."
    )
    assert textstat.flesch_kincaid_grade(told) <= 9
