"""The icons of the target and of the comparison never speak against the figure beside them."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal import series
from portal.findings import Assessment, Comparison, Found
from portal.first_html import render
from portal.pages import verdicts
from portal.series import Series
from release.draft import frame_of
from release.tables import ASSESSMENT
from tests.factory import areas, catalogue_measures, sample_draft
from tests.portal.observations import seen
from tests.portal.published import published

MEASURE = next(m for m in catalogue_measures() if m.id == "happy_index")
TARGET = MEASURE.target or 0


def assessed(assurance: str) -> Assessment:
    return Assessment(
        points=14, mean=70, lower_limit=60, upper_limit=75, since="2025-01", latest="2025-12",
        sign=1, variation="improvement", assurance=assurance, reason="",
    )  # fmt: skip


def shown(assurance: str, value: float | None, direction: str = "higher") -> Series:
    measure = MEASURE.model_copy(update={"direction": direction})
    point = seen("2025-12", value)
    return Series(
        measure, areas()[-1], "month", [point], point, None, found=Found(assessed(assurance))
    )


@pytest.mark.parametrize(
    ("assurance", "value", "direction", "stands"),
    [
        ("failing", TARGET - 1, "higher", True),
        ("failing", TARGET, "higher", False),
        ("passing", TARGET, "higher", True),
        ("passing", TARGET - 1, "higher", False),
        ("failing", TARGET + 1, "lower", True),
        ("failing", TARGET - 1, "lower", False),
        ("passing", TARGET, "lower", True),
        ("hit and miss", TARGET - 1, "higher", True),
        ("failing", None, "higher", True),
    ],
)
def test_a_promise_that_the_newest_figure_denies_is_not_shown(
    assurance: str, value: float | None, direction: str, stands: bool
) -> None:
    series = shown(assurance, value, direction)
    assert (series.promise is not None) is stands
    badge = verdicts.assurance(series.measure, series.promise)
    assert (badge is not None) is stands
    assert badge is None or ": 80 out of 100" in render(badge)


@pytest.mark.parametrize(("period", "stands"), [("2025-12", True), ("2025-11", False)])
def test_a_band_stands_beside_a_figure_of_its_own_period_only(period: str, stands: bool) -> None:
    compared = Comparison("station_elm", period, 70, 60, 80, 65, 75, "as expected")
    series = shown("passing", TARGET)
    found = replace(series.found, comparison=compared)
    badges = render(verdicts.of_series(replace(series, found=found)))
    assert ("As expected" in badges) is stands


def test_a_closed_place_has_no_target_left() -> None:
    kept = shown("passing", TARGET)
    assert kept.promise is not None
    assert replace(kept, closed=True).promise is None


def test_figures_are_counted_from_the_first_that_is_shown(tmp_path: Path) -> None:
    draft = sample_draft(6)
    observed = draft.observations
    old = (observed["area"] == "station_elm") & (observed["period"] < "2026-03")
    hidden = observed.assign(
        status=observed["status"].mask(old, "suppressed"), value=observed["value"].mask(old)
    )
    row = {
        "measure": "happy_index", "frequency": "month", "area": "station_elm", "breakdown": "",
        "category": "", "points": 4.0, "since": "2026-01", "latest": "2026-06",
        "reason": "too few points",
    }  # fmt: skip
    few = replace(draft, observations=hidden, findings={"assessment": frame_of(ASSESSMENT, [row])})
    reader = published(tmp_path, few)
    elm = series.latest(reader, reader.measures["happy_index"], reader.areas["station_elm"])
    assert elm.variation.startswith("There are 4 figures since March 2026.")
