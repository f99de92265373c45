"""The burn-up and the pages of training: both drawings are one figure, every case has a page."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from dash.development.base_component import Component

from portal import burn_up
from portal.components.legend import legend
from portal.first_html import render
from portal.pages import course, home, training
from portal.svg import draw
from portal.traces import SERIES
from release.draft import Draft, frame_of
from release.reader import Reader
from release.tables import PROJECTION
from release.vocabulary import next_period
from tests.factory import sample_draft
from tests.portal.observations import seen
from tests.portal.published import bare, changed, published

NEVER = "not at this pace"
KEY = {
    "measure": "workshop_coverage", "frequency": "month", "area": "testshire",
    "breakdown": "", "category": "",
}  # fmt: skip


def coming(first: str = "2026-07", count: int = 3) -> list[dict[str, Any]]:
    rows, period = [], first
    for n in range(count):
        rows.append({"period": period, "value": 80.0 + n, "lower": 79.0, "upper": 82.0 + n})
        period = next_period(period)
    return rows


def points(*values: float | None) -> list[Any]:
    return [seen(f"2026-{n:02d}", value) for n, value in enumerate(values, 4)]


FIGURES = {
    "whole": (points(70, 72, 75), coming(), "2027-06-30"),
    "without a promise": (points(70, 72, 75), coming(), ""),
    "nothing to come": (points(70, 72, 75), [], "2027-06-30"),
    "nothing else": (points(70), [], ""),
    "hidden ones": (points(None, 70, None, 75), coming("2026-08"), "2026-05-01"),
    "all hidden": (points(None, None), [], "2027-06-30"),
    "quarters": ([seen("2026-Q1", 70), seen("2026-Q2", 75)], coming("2026-Q3"), "2027-06-30"),
}


def drawn(name: str) -> Any:
    return burn_up.figure(*FIGURES[name], say=lambda o: f"{o.value}")


def test_the_words_about_the_drawing_count_what_is_drawn() -> None:
    said = [replace(o, note="few") if o.value is None else o for o in points(None, None, 70, None)]
    assert burn_up.drawn(said) == said[2:]
    assert burn_up.drawn(said[:2]) == said[:2]


@pytest.mark.parametrize("name", FIGURES)
def test_it_is_valid_plotly_and_our_own_svg_draws_the_same(name: str) -> None:
    figure = drawn(name)
    go.Figure(json.loads(json.dumps(figure)))
    svg = draw(figure, label_id="a")
    for trace in figure["data"]:
        tone = trace.get("fillcolor") or trace.get("line", trace.get("marker"))["color"]
        assert tone[:7] in SERIES.values()
        assert set(filter(None, trace["x"])) <= set(figure["layout"]["xaxis"]["categoryarray"])
        if figure["layout"]["showlegend"]:
            assert trace["name"] in render(legend(figure))
    assert ("dash" in svg) == bool(FIGURES[name][1])


def test_the_band_opens_at_the_last_figure_and_closes_around_the_middle() -> None:
    band, middle, trend, promise = drawn("whole")["data"]
    assert (band["x"][0], band["y"][0]) == (middle["x"][0], middle["y"][0]) == ("2026-06", 75)
    assert band["x"] == [
        "2026-06",
        "2026-07",
        "2026-08",
        "2026-09",
        "2026-09",
        "2026-08",
        "2026-07",
    ]
    assert band["y"] == [75, 82, 83, 84, 79, 79, 79]
    assert middle["y"] == [75, 80, 81, 82]
    assert middle["customdata"][1] == "July 2026: 80% (likely 79% to 82%)"
    assert trend["y"] == [70, 72, 75]
    assert list(zip(promise["x"], promise["y"], strict=True)) == [
        ("2026-04", 100.0), ("2027-06", 100.0), ("2027-06", 0.0),
    ]  # fmt: skip


def test_it_begins_with_the_first_figure_that_is_shown() -> None:
    figure = drawn("hidden ones")
    assert figure["layout"]["xaxis"]["categoryarray"][0] == "2026-05"
    assert [t["x"] for t in figure["data"] if t["type"] == "bar"] == [["2026-06"]]


def with_projection(*rows: dict[str, Any]) -> Draft:
    return replace(sample_draft(), findings={"projection": frame_of(PROJECTION, rows)})


def when(status: str, finish: str = "", earliest: str = "", latest: str = "") -> dict[str, Any]:
    ends = {"finish": finish, "earliest": earliest, "latest": latest}
    return KEY | {"period": "", "status": status} | ends


CASES = {
    "on time": when("on time", "2027-03", "2027-01", "2027-06"),
    "late": when("late", "2028-03", "2027-12", NEVER),
    "under way": when("under way", "2028-03", "2027-12", "2029-01"),
    "not at this pace": when(NEVER, NEVER, NEVER, NEVER),
    "not enough data": when("not enough data"),
    "too close to call": when("too close to call", "2027-06", "2027-01", "2028-06"),
    "nearly everyone": when("nearly everyone"),
    "finished": when("finished", "2026-06", "2026-06", "2026-06"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_pages_say_every_status(name: str, tmp_path: Path) -> None:
    drawn = name in ("on time", "late", "under way", "too close to call")
    rows = [KEY | row for row in coming()] if drawn else []
    reader = published(tmp_path, with_projection(CASES[name], *rows))
    told = words(training.page(reader).main)
    expected = {
        "on time": "by March 2027 (likely between January 2027 and June 2027)",
        "late": "may take more than ten years",
        "under way": "by March 2028",
        "not at this pace": "not everyone will have done it within ten years",
        "not enough data": "There is not enough data to tell",
        "too close to call": "cannot be told yet",
        "nearly everyone": "Fewer than 10 people have yet to do it.",
        "finished": "Everyone in post has done it.",
    }
    assert expected[name] in told
    assert ("The dashed line goes on at this pace." in told) == bool(rows)
    one = words(course.page(reader, course="customer_service_workshop").main)
    assert expected[name] in one and "Promised for" in one


def test_groups_and_places_have_their_own_end(tmp_path: Path) -> None:
    quarter = CASES["on time"] | {"frequency": "quarter", "finish": "2027-Q1"}
    group = quarter | {"breakdown": "staff_group", "category": "sworn"}
    place = quarter | {"area": "district_north", "finish": "2028-Q4"}
    reader = published(tmp_path, with_projection(CASES["on time"], group, place))
    told = words(training.page(reader).main)
    assert "December 2028" in told and "Officers" in told


@pytest.mark.parametrize(("earliest", "late"), [("2028-Q1", True), ("2027-Q2", False)])
def test_the_whole_is_not_finished_before_its_latest_part(
    earliest: str, late: bool, tmp_path: Path
) -> None:
    unsure = when("under way", "2027-06", "2026-12", "2028-06")
    ends = {"finish": "2028-Q4", "earliest": earliest, "latest": "2029-Q4"}
    place = unsure | ends | {"frequency": "quarter", "area": "district_north"}
    reader = published(tmp_path, with_projection(unsure, place))
    for page in (training.page(reader), home.page(reader)):
        told = words(page.main)
        assert ("cannot be told yet" in told) is not late
        missed = "At this pace the promise of 30 June 2027 will be missed: {} needs until December"
        assert (missed.format(reader.areas["district_north"].name) in told) is late


def test_a_release_without_projections_shows_the_pace_that_is_needed(tmp_path: Path) -> None:
    told = words(training.page(published(tmp_path, sample_draft())).main)
    assert "Everyone should have done it by 30 June 2027." in told
    assert "At the pace" not in told


def test_recruits_leadership_and_assessments_have_their_sections(latest: Reader) -> None:
    told = words(training.page(latest).main)
    assert "Of the recruits who began in" in told
    assert "have been promoted to manager" in told
    assert "were ready before the training" in told
    assert "Needed for a promotion since" in words(
        course.page(latest, course="leadership_certificate").main
    )
    assert "have been promoted to manager" in words(
        course.page(latest, course="leadership_certificate").main
    )
    assert "Of the recruits who began in" in words(
        course.page(latest, course="recruit_course").main
    )
    assert "3 years, then it must be done again" in words(
        course.page(latest, course="de_escalation").main
    )


@pytest.mark.parametrize("status", ["suppressed", "unavailable"])
def test_nothing_is_claimed_where_nothing_is_shown(status: str, tmp_path: Path) -> None:
    none = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"))
    draft = changed(sample_draft(), status=status, note="", **none)
    told = words(training.page(published(tmp_path, draft)).main)
    assert not re.search(r"\d%|nan|None", told)


def test_a_release_without_training_says_so(tmp_path: Path) -> None:
    told = words(training.page(published(tmp_path, bare())).main)
    assert "There are no figures about training in this release." in told


def words(component: Component) -> str:
    return unescape(" ".join(_texts(component)))


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str | int | float):
        yield str(part)
    elif isinstance(part, list | tuple):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, Component):
        yield from _texts(getattr(part, "children", None))
