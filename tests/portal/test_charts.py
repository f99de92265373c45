"""Figures are valid plotly, hide what is hidden, and can be read on light and dark."""

import json
import re
from dataclasses import replace
from pathlib import Path

import plotly.graph_objects as go
import pytest

from portal import charts, ends
from portal.axis import close_range, nice_range, period_span, period_ticks, ticks
from portal.components.legend import legend
from portal.findings import Assessment, Comparison, Found, Signal
from portal.first_html import render
from portal.frames import MARGINS
from portal.funnel import Spot
from portal.pages.views import scale
from portal.svg import draw
from portal.traces import SERIES
from release.reader import Observation
from tests.factory import catalogue_measures
from tests.portal.observations import seen, series

CSS = (Path(__file__).parents[2] / "assets/charts.css").read_text("utf-8")
FACES = {
    "very_happy": [seen("2026-01", 40, category="very_happy"), seen("2026-02", 45)],
    "happy": [seen("2026-01", 30, category="happy"), seen("2026-02", None)],
}
TITLES = {"very_happy": "Very happy", "happy": "Happy"}


def limits(low: float, high: float, *signals: Signal) -> Found:
    assessment = Assessment(
        points=5, mean=72, lower_limit=low, upper_limit=high, since="2025-01", latest="2025-06",
        sign=0, variation="common cause", assurance="", reason="",
    )  # fmt: skip
    return Found(assessment, signals)


CHANGING = limits(
    60,
    74.5,
    Signal("2025-05", 1, "outside", "improvement"),
    Signal("2025-01", -1, "trend", "concern"),
)
SPOTS = [
    Spot(name, size, value, name, Comparison(name, "2025-06", 70, 60, 80, 65, 75, band))
    for name, size, value, band in [
        ("A", 300, 71, "as expected"), ("B", 900, 85, "higher"), ("C", 40, 50, "lower"),
    ]
]  # fmt: skip


def every_figure() -> dict[str, charts.Figure]:
    points = series(70, 71, None, 74, 75, half=3)
    one_period = {k: v[:1] for k, v in FACES.items()}
    return {
        "line": charts.line(points, name="Elm", unit="points"),
        "line with all": charts.line(
            points, name="Elm", unit="points", target=80, yrange=(0, 100), comparison=series(60, 61)
        ),
        "line of one": charts.line(series(3), name="Elm", unit="%"),
        "line of nothing": charts.line([], name="Elm", unit="%"),
        "line of hidden": charts.line(series(None, None), name="Elm", unit="%"),
        "faces": charts.faces(FACES, TITLES),
        "faces of one period": charts.faces(one_period, TITLES),
        "bars": charts.bars(
            [("Respect", seen("2026", 80, 4)), ("Listened to", seen("2026", None))]
        ),
        "no bars": charts.bars([]),
        "progress": charts.progress(series(20, 40, 55), 100, "2025-12-31"),
        "progress of nothing": charts.progress([], 100, "2025-12-31"),
        "line with limits": charts.line(
            points, name="Elm", target=80, yrange=(0, 100), found=CHANGING
        ),
        "line with limits beyond its scale": charts.line(
            points, name="Elm", yrange=(0, 100), found=limits(-5, 105)
        ),
        "funnel": charts.funnel(SPOTS, "higher", "Cases", "B"),
        "funnel of one size": charts.funnel(SPOTS[:1], "neutral", "Cases"),
        "spark": charts.spark([1, 2, None, 4]),
        "empty spark": charts.spark([]),
    }


@pytest.mark.parametrize("name", every_figure())
def test_a_figure_is_valid_plotly_and_small(name: str) -> None:
    figure = every_figure()[name]
    go.Figure(json.loads(json.dumps(figure)))
    assert figure["layout"]["dragmode"] is False
    assert "title" not in figure["layout"]
    assert len(json.dumps(figure)) < 15_000


@pytest.mark.parametrize("name", every_figure())
def test_every_figure_is_drawn_at_its_height(name: str) -> None:
    figure = every_figure()[name]
    drawn = draw(figure)
    assert f'height="{figure["layout"]["height"]}"' in drawn
    assert "style=" not in drawn
    assert len(drawn.encode()) < 15_000


def test_a_hidden_number_is_a_gap_and_a_grey_column_never_a_zero() -> None:
    figure = charts.line(series(70, None, 74), name="Elm", unit="points")
    hidden, trend = figure["data"]
    assert trend["y"] == [70, None, 74]
    assert hidden["x"] == ["2025-02"]
    low, high = figure["layout"]["yaxis"]["range"]
    assert (hidden["base"], hidden["y"]) == ([low], [high - low])
    assert hidden["customdata"] == ["February 2025: not shown"]


def test_a_missing_period_keeps_its_place() -> None:
    assert period_span(["2025-11", "2026-02"]) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert period_span(["2025-Q4", "2026-Q1"]) == ["2025-Q4", "2026-Q1"]


def test_a_period_with_one_hidden_face_shows_no_face() -> None:
    figure = charts.faces(FACES, TITLES)
    assert [t["x"] for t in figure["data"]] == [["2026-01"], ["2026-01"], ["2026-02"]]


def test_titles_of_the_data_stay_text_in_plotly_and_in_svg() -> None:
    hostile = '<a href="javascript:alert(1)">&</a>'
    figure = charts.bars([(hostile, seen("2026", 80))])
    assert "<a" not in json.dumps(figure)
    assert "<a" not in draw(figure)
    assert "&lt;a" in draw(figure) and "&lt;/a&gt;" in draw(figure)


def test_few_ticks_so_that_labels_fit_at_320_px() -> None:
    values, labels = period_ticks([f"{2020 + n // 12}-{n % 12 + 1:02d}" for n in range(72)])
    assert len(values) <= 5
    assert values[-1] == "2025-12"
    assert labels[-1] == "Dec<br>2025"


@pytest.mark.parametrize(
    ("values", "expected"),
    [([62, 78], (0, 80)), ([3, 41], (0, 60)), ([5], (0, 6)), ([], (0, 1)), ([0, 0], (0, 1))],
)
def test_ranges_end_at_round_numbers(values: list[float], expected: tuple[float, float]) -> None:
    assert nice_range(values) == expected


@pytest.mark.parametrize("values", [[190, 200], [950, 1000.5], [12.5, 13], [7, 7], [-2, 3]])
def test_an_axis_never_leaves_out_zero(values: list[float]) -> None:
    low, high = nice_range(values)
    assert low <= 0 <= high and low <= min(values) and max(values) <= high
    figure = charts.line(series(*values), name="Elm", whole=True)
    assert figure["layout"]["yaxis"]["range"][0] <= 0


@pytest.mark.parametrize(
    ("values", "scale", "ends"),
    [
        ([82, 86], (0, 100), (75, 95)),
        ([69, 76, 75], (0, 100), (65, 80)),
        ([50, 50], (0, 100), (40, 60)),
        ([99, 100], (0, 100), (80, 100)),
        ([9, 11, 37], (0, 100), (0, 40)),
        ([3, 4], (0, 100), (0, 15)),
        ([-5, 72, 105], (0, 100), (0, 100)),
        ([3.2, 3.4], (1, 5), (3, 3.6)),
        ([120, 130], None, (100, 160)),
        ([0, 0], None, (0, 1)),
        ([], None, (0, 1)),
    ],
)
def test_an_axis_of_points_lies_close_around_them_but_not_too_close(
    values: list[float], scale: tuple[float, float] | None, ends: tuple[float, float]
) -> None:
    low, high = close_range(values, scale)
    assert (low, high) == pytest.approx(ends)
    shown = charts.line(series(*values), name="Elm", yrange=scale)["layout"]["yaxis"]
    assert shown["range"] == pytest.approx(list(ends))
    assert 3 <= len(shown["tickvals"]) <= 7


def test_an_axis_from_zero_needs_no_room_below() -> None:
    assert close_range([10, 16.4], (0, 100)) == (0, 20)


def test_a_close_axis_holds_range_limits_and_target() -> None:
    figure = charts.line(
        series(70, 71, half=6), name="Elm", target=85, yrange=(0, 100), found=limits(58, 79)
    )
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= 58 and high >= 85 and low > 40
    assert not ends.above_zero(charts.line(series(3, 8), name="Elm", whole=True))
    assert ends.above_zero(figure)


def worded(word: str, *values: float | None) -> list[Observation]:
    return [replace(o, note="" if o.value else word) for o in series(*values)]


def test_few_and_most_are_blocks_at_their_end_and_only_the_rest_is_grey() -> None:
    few, most = worded("few", None, 60), worded("most", None, None, None, 70)[2:]
    figure = charts.line([*few, *most], name="Elm", yrange=(0, 100))
    by_name = {t["name"]: t for t in figure["data"]}
    assert figure["layout"]["yaxis"]["range"] == [0, 100]
    for word in ("few", "most"):
        alone = charts.line(worded(word, None, 72), name="Elm", yrange=(0, 100))
        assert alone["layout"]["yaxis"]["range"] == [0, 100], word
    assert by_name["Few: under ten people"]["base"] == [0]
    block = by_name["Most: all but under ten people"]
    assert (block["base"], block["y"], block["x"]) == ([87.5], [12.5], ["2025-03"])
    assert "Not shown" not in by_name
    assert by_name["Elm"]["customdata"][0] == "January 2025: few"
    drawn = draw(figure)
    assert drawn.count('class="bar edge c-main"') == 2 and "faint" not in drawn
    assert '<i class="box edge c-main"></i>Few: under ten people' in render(legend(figure))


def test_a_row_of_a_lying_chart_that_says_most_has_its_block() -> None:
    most = replace(seen("2026", None), note="most")
    figure = charts.bars([("Respect", seen("2026", 80)), ("Recruits", most)], xrange=(0, 100))
    block = figure["data"][1]
    assert (block["x"], block["y"], block["base"]) == ([12.5], ["1"], [87.5])
    assert [t["name"] for t in figure["data"] if t.get("showlegend", True)] == [block["name"]]
    assert draw(figure).count('class="bar edge c-main"') == 1


def test_the_last_point_is_not_cut_at_the_edge() -> None:
    figure = charts.line(series(70, 71), name="Elm", found=CHANGING, asked="2025-02")
    marked = [t for t in figure["data"] if "markers" in t.get("mode", "")]
    assert len(marked) > 1 and all(t["cliponaxis"] is False for t in marked)


@pytest.mark.parametrize("figure", ["line", "funnel"])
def test_the_labels_below_keep_away_from_the_lowest_at_the_side(figure: str) -> None:
    axis = every_figure()[figure]["layout"]["xaxis"]
    assert axis["ticklen"] >= 4 and axis["tickcolor"].endswith(",0)")


@pytest.mark.parametrize("most", [1, 2, 3, 7, 9, 11, 99, 1234])
def test_ticks_of_counts_are_whole_numbers(most: float) -> None:
    axis = charts.line(series(0, most), name="Elm", whole=True)["layout"]["yaxis"]
    assert all(float(v).is_integer() for v in axis["tickvals"])
    assert not any("." in label for label in axis["ticktext"])
    assert axis["tickvals"][0] == 0 and 1 < len(axis["tickvals"]) < 8
    assert axis["range"][1] >= most


def test_only_a_score_may_start_above_zero() -> None:
    measures = {m.id: m for m in catalogue_measures()}
    for id_ in ("complaints_received", "complaints_per_contact", "speed_of_answer"):
        measure = measures[id_]
        assert scale(measure.model_copy(update={"scale": [5, 90]})) == [0, 90]
    assert scale(measures["happy_index"].model_copy(update={"scale": [1, 5]})) == [1, 5]


@pytest.mark.parametrize(
    ("values", "target", "ends"),
    [((4, 6), 5, (0, 15)), ((4, 6), 80, (0, 80)), ((4, 40), 5, (0, 40)), ((0, 0), None, (0, 15)),
     ((12, 31), None, (10, 40)), ((34, 3), None, (0, 40))],
)  # fmt: skip
def test_what_would_lie_flat_on_its_scale_gets_a_shorter_axis(
    values: tuple[float, ...], target: float | None, ends: tuple[float, float]
) -> None:
    figure = charts.line(series(*values), name="Elm", target=target, yrange=(0, 100))
    axis = figure["layout"]["yaxis"]
    assert tuple(axis["range"]) == ends
    assert axis["tickvals"][0] == ends[0] and axis["tickvals"][-1] == ends[1]
    drawn = draw(figure)
    assert all(f">{label}<" in drawn for label in axis["ticktext"])
    assert ">100<" in drawn or ends[1] < 100


def test_ticks_are_round_and_labelled() -> None:
    assert ticks(0, 100) == ([0, 25, 50, 75, 100], ["0", "25", "50", "75", "100"])
    assert ticks(0, 1)[1] == ["0.00", "0.25", "0.50", "0.75", "1.00"]


def test_the_stylesheets_have_the_same_colours_and_margins() -> None:
    tokens = (Path(__file__).parents[2] / "assets/tokens.css").read_text("utf-8")
    assert dict(re.findall(r"--series-(\w+): (#\w{6});", tokens)) == SERIES
    classes = dict(re.findall(r"\.c-(\w+) \{ --tone: var\(--series-(\w+)\); \}", CSS))
    assert classes == {name: name for name in SERIES}
    for name, m in MARGINS.items():
        sides = [m["t"], m["r"], m["b"], m["l"]]
        found = re.search(rf"\.m-{name} {{ padding: ([^;]+);", CSS)
        assert found
        assert _box(found[1]) == sides


def _box(padding: str) -> list[int]:
    parts = [int(p.removesuffix("px")) for p in padding.split()]
    top, right = parts[0], parts[1] if len(parts) > 1 else parts[0]
    return [top, right, parts[2] if len(parts) > 2 else top, parts[3] if len(parts) > 3 else right]


def test_limits_are_level_lines_and_flagged_points_have_shapes_in_both_drawings() -> None:
    figure = every_figure()["line with limits"]
    by_name = {t.get("name"): t for t in figure["data"]}
    assert by_name["Average and limits"]["y"] == [72, 72]
    assert by_name["Improvement"]["marker"]["symbol"] == "triangle-up"
    run = by_name["Concern, one of a run"]
    assert run["x"] == ["2025-01"] and run["marker"]["symbol"] == "circle"
    assert by_name["Elm"]["customdata"] == [
        "January 2025: 70<br>Concern: one of 7 or more in a row that fall",
        "February 2025: 71",
        "March 2025: not shown",
        "April 2025: 74",
        "May 2025: 75<br>Improvement: above the limits of chance",
    ]
    drawn = draw(figure)
    assert drawn.count(" thin c-other") == 3
    assert (
        drawn.count('<path class="fill c-improved"')
        == drawn.count('<circle class="fill c-worse"')
        == 1
    )
    names = render(legend(figure))
    assert names.count("Average and limits") == 1
    assert '<i class="mark triangle-up c-improved"></i>Improvement' in names


def test_limits_end_where_a_place_fell_silent() -> None:
    figure = every_figure()["line with limits"]
    assert next(t for t in figure["data"] if t.get("name") == "Average and limits")["x"] == [
        "2025-01", "2025-05",
    ]  # fmt: skip


def test_a_limit_beyond_the_axis_is_drawn_by_neither() -> None:
    figure = every_figure()["line with limits beyond its scale"]
    assert [t["y"] for t in figure["data"] if t.get("line", {}).get("width") == 1] == [[72, 72]]
    assert draw(figure).count(" thin c-other") == 1


def test_a_funnel_holds_every_place_between_its_own_limits() -> None:
    figure = every_figure()["funnel"]
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= 50 and high >= 85
    upper = next(t for t in figure["data"] if t["name"] == "99.8% limits" and t["y"][0] == 80)
    assert upper["x"] == [40, 300, 900]
    drawn = draw(figure)
    assert drawn.count('class="ring c-main"') == 1
    assert drawn.count('<path class="fill') == 2 and drawn.count('<circle class="fill') == 1
    assert ">Cases</text>" in drawn


@pytest.mark.parametrize(
    ("direction", "tone"), [("higher", "improved"), ("lower", "worse"), ("neutral", "other")]
)
def test_a_place_outside_the_funnel_takes_its_colour_from_what_is_better(
    direction: str, tone: str
) -> None:
    figure = charts.funnel(SPOTS, direction, "Cases")  # type: ignore[arg-type]
    high = next(t for t in figure["data"] if t["name"] == "Higher than expected")
    assert high["marker"]["color"] == SERIES[tone]


@pytest.mark.parametrize("length", range(12, 54, 3))
@pytest.mark.parametrize("figure", ["69%", "about three quarters"])
def test_a_title_in_two_lines_makes_every_row_taller(length: int, figure: str) -> None:
    title = ("who " * 20)[:length].strip()
    drawn = charts.bars([(title, seen("2026-01", 69))], say=lambda _o: figure)
    above = drawn["layout"]["annotations"][0]["text"].split("<br>")
    assert drawn["layout"]["height"] == {1: 46, 2: 62}[len(above)] + 8
    assert len(above[-1]) + len(figure) < 36 and (len(above) == 2) == (length + len(figure) >= 36)
