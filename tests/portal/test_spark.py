"""The small line beside a sentence: decoration that never says more than the limits of chance."""

from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from portal import spark
from portal.findings import Assessment

LIMITED = Assessment(14, 50, 40, 60, "2025-05", "2026-06", 0, "common cause", "", "")


def elements(address: str) -> list[ElementTree.Element]:
    head, _comma, picture = address.partition(",")
    assert head == "data:image/svg+xml"
    return list(ElementTree.fromstring(unquote(picture)))


@pytest.mark.parametrize("values", [[], [None], [None, 3.0, None]])
def test_one_figure_makes_no_line(values: list[float | None]) -> None:
    assert spark.picture(values) == ""


def test_a_gap_stays_a_gap_and_the_last_shown_point_is_marked() -> None:
    line, last = elements(spark.picture([1, 2, None, 4, 3, None]))
    assert line.get("d", "").count("M") == 2 and line.get("d", "").count("L") == 2
    assert last.get("cy") == f"{6 + 32 / 3:.1f}"


def test_what_merely_varies_stays_within_the_band_of_chance() -> None:
    band, line, _last = elements(spark.picture([49, 51, 50], LIMITED))
    top, height = float(band.get("y", "")), float(band.get("height", ""))
    heights = [float(p.split()[1]) for p in line.get("d", "")[1:].split("L")]
    assert all(top < y < top + height for y in heights)
    assert max(heights) - min(heights) < height / 5


def test_a_series_that_never_moves_is_a_level_line() -> None:
    line, _last = elements(spark.picture([5, 5, 5]))
    assert len({p.split()[1] for p in line.get("d", "")[1:].split("L")}) == 1
