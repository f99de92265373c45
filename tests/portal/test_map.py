"""The map: own outlines, flat and light; the same marks in both drawings; words for each."""

import json
import math
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest

from portal import geography, map, svg, svg_map
from portal.geography import RATIOS, WIDE, Box, Projection
from portal.outlines import simplified
from portal.pages import mapped
from portal.spreading import spread
from portal.traces import Figure
from release.reader import Reader
from tests.factory import sample_draft
from tests.portal.published import published, without_observations

CSS = (Path(__file__).parents[2] / "assets/map.css").read_text("utf-8")
NAMES = {kind: kind or "none" for kind in map.KINDS}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return published(tmp_path_factory.mktemp("map"), sample_draft(14))


def with_outlines(folder: Path, outlines: dict[str, Any], **card: str) -> Reader:
    """The sample release with other outlines, and with this in every station's card."""
    draft = sample_draft(1)
    areas = tuple(
        a.model_copy(update={"card": a.card | card}) if a.card and card else a for a in draft.areas
    )
    documents = {**draft.documents, "boundary": outlines}
    bare = without_observations(replace(draft, areas=areas, documents=documents))
    return published(folder, bare)


def drawn(
    reader: Reader, *stations: map.Station, direction: Any = "higher", address: str = ""
) -> Figure:
    ground = geography.ground(reader)
    assert ground
    legend = map.Legend(NAMES, mapped.colours(direction), "In the list")
    titles = {id_: reader.areas[id_].name for id_ in ground.names}
    return map.figure(ground, stations, legend, titles, address)


def test_a_degree_is_as_long_across_as_down() -> None:
    """On a force at 60° a degree of longitude is half as long as one of latitude."""
    flat = Projection(Box(10, 59.5, 12, 60.5))
    west, north = flat.lie((10, 60.5))
    east, south = flat.lie((12, 59.5))
    assert (east - west) / (south - north) == pytest.approx(1, rel=0.01)
    assert west >= 0 and north >= 0 and east <= WIDE and south <= flat.height


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        (Box(0, 0, 1, 1), "even"),
        (Box(0, 0, 1, 3), "tall"),
        (Box(0, 0, 5, 1), "wide"),
        (Box(0, 0, 1, 0.8), "broad"),
    ],
)
def test_the_box_has_the_shape_that_the_stylesheet_gives_it(box: Box, shape: str) -> None:
    flat = Projection(box)
    assert flat.shape == shape
    found = re.search(rf"\.map-{shape} \.graph {{ aspect-ratio: (\d+)(?: / (\d+))?;", CSS)
    assert found
    assert int(found[2] or 1) / int(found[1]) == pytest.approx(RATIOS[shape])


def wave(start: float, end: float, steps: int = 400) -> list[tuple[float, float]]:
    """A winding line down the middle."""
    span = [start + (end - start) * n / steps for n in range(steps + 1)]
    return [(500 + 20 * math.sin(y / 9), y) for y in span]


def test_neighbours_share_their_border_after_it_is_simplified() -> None:
    border = wave(0, 800)
    west = [(0, 0), *border, (0, 800), (0, 0)]
    east = [(1000, 0), (1000, 800), *border[::-1], (1000, 0)]
    thin = simplified([west, east], 100)
    assert 20 < sum(len(r) for r in thin) <= 100
    sides = [{frozenset(p) for p in pairwise(ring)} for ring in thin]
    shared = sides[0] & sides[1]
    assert len(shared) == len(thin[0]) - 4, "every line of the border is a line of both"


def test_no_point_lies_farther_from_its_outline_than_a_few_units() -> None:
    ring = [(500 + 400 * math.cos(t / 500), 500 + 400 * math.sin(t / 500)) for t in range(3142)]
    (thin,) = simplified([[*ring, ring[0]]], 60)
    assert len(thin) <= 60 and thin[0] == thin[-1]
    assert all(abs(math.dist(p, (500, 500)) - 400) < 1 for p in thin)
    middles = [((a + c) / 2, (b + d) / 2) for (a, b), (c, d) in pairwise(thin)]
    assert all(math.dist(p, (500, 500)) > 390 for p in middles)


def test_what_becomes_a_dot_is_left_out_and_the_rest_keeps_its_order() -> None:
    dot = [(1.0, 1.0), (1.01, 1.0), (1.0, 1.01), (1.0, 1.0)]
    square = [(0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0), (0.0, 0.0)]
    first, second = simplified([dot, square], 100)
    assert first == [] and set(second) == set(square)
    assert simplified([], 100) == []


def test_every_station_lies_where_its_card_says(reader: Reader) -> None:
    ground = geography.ground(reader)
    assert ground and len(ground.spots) == 6
    ordered = [ground.spots[f"station_{n}"] for n in ("alder", "birch", "cedar", "elm", "fir")]
    assert all(b[0] < a[0] and b[1] < a[1] for a, b in pairwise(ordered)), "each to the north-west"
    assert set(ground.names) == {"district_north", "district_south"}


def test_a_name_stands_clear_of_every_mark(reader: Reader) -> None:
    ground = geography.ground(reader)
    assert ground
    for area, (x, y) in ground.names.items():
        half = geography.LETTER * len(reader.areas[area].name) / 2
        near = [p for p in ground.spots.values() if abs(p[0] - x) < half and abs(p[1] - y) < 16]
        assert near == [] and half < x < WIDE - half


@pytest.mark.parametrize(
    ("card", "kept"),
    [
        ({"latitude": "north"}, 0),
        ({"latitude": "nan"}, 0),
        ({"latitude": "951"}, 0),
        ({"longitude": ""}, 0),
        ({"longitude": "0", "latitude": "0"}, 0),
        ({"longitude": "-1.1", "latitude": "51.1"}, 6),
    ],
)
def test_a_point_that_cannot_be_is_left_out(
    tmp_path: Path, card: dict[str, str], kept: int
) -> None:
    reader = with_outlines(tmp_path, sample_draft(1).documents["boundary"], **card)
    ground = geography.ground(reader)
    assert (len(ground.spots) if ground else 0) == kept


@pytest.mark.parametrize(
    "outlines",
    [
        {},
        {"nowhere": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}},
        {"district_north": {"type": "Point", "coordinates": [0, 0]}},
        {"district_north": {"type": "Polygon", "coordinates": []}},
        {"district_north": {"type": "Polygon", "coordinates": [[[0, 0], [0, 0], [0, 0], [0, 0]]]}},
    ],
)
def test_without_outlines_there_are_words_and_no_empty_box(
    tmp_path: Path, outlines: dict[str, Any]
) -> None:
    reader = with_outlines(tmp_path, outlines)
    assert geography.ground(reader) is None
    said = mapped.section(reader, None, None)
    assert "There is no map" in str(said) and "Graph" not in str(said)


def test_several_islands_and_places_without_a_point_of_their_own_are_drawn(tmp_path: Path) -> None:
    def island(west: float) -> list[list[list[float]]]:
        return [[[west, 51], [west + 1, 51], [west + 1, 52], [west, 52], [west, 51]]]

    outlines = {"station_elm": {"type": "MultiPolygon", "coordinates": [island(0), island(2)]}}
    reader = with_outlines(tmp_path, outlines, longitude="", latitude="")
    ground = geography.ground(reader)
    assert ground and list(ground.spots) == ["station_elm"]
    assert len(ground.outlines["station_elm"]) == 2


STATIONS = [
    map.Station("station_alder", "higher", "Alder <b>", listed=True),
    map.Station("station_birch", "as expected", "Birch"),
    map.Station("station_cedar", "lower", "Cedar"),
    map.Station("station_elm", "", "Elm"),
    map.Station("station_nowhere", "lower", "It has no place"),
]


def test_both_drawings_have_every_mark_in_its_shape(reader: Reader) -> None:
    figure = drawn(reader, *STATIONS)
    go.Figure(figure)
    marks = {t["name"]: t for t in figure["data"] if t.get("ids")}
    assert [t["ids"] for t in marks.values()] == [
        ["station_birch"], ["station_alder"], ["station_cedar"], ["station_elm"],
    ]  # fmt: skip
    assert marks["higher"]["customdata"] == ["Alder &lt;b&gt;"]
    picture = svg.draw(figure)
    assert svg_map.is_map(figure) and "style=" not in picture
    assert picture.count('<path class="fill') == 2 and picture.count('class="fill c-other"') == 1
    assert picture.count('class="ring c-main"') == picture.count('class="ring c-hidden"') == 1
    assert "North District</text>" in picture


def test_each_mark_of_our_own_drawing_leads_to_its_station(reader: Reader) -> None:
    picture = svg.draw(drawn(reader, *STATIONS, address="/es/stations/__area__"))
    assert re.findall(r'<a href="([^"]+)" tabindex="-1"><title>([^<]+)</title>', picture) == [
        ("/es/stations/station_birch", "Birch"),
        ("/es/stations/station_alder", "Alder &lt;b&gt;"),
        ("/es/stations/station_cedar", "Cedar"),
        ("/es/stations/station_elm", "Elm"),
    ]
    assert "<a " not in svg.draw(drawn(reader, *STATIONS))


def test_marks_that_lie_upon_each_other_move_apart_and_others_stay() -> None:
    town: list[tuple[float, float]] = [(500, 400), (500, 400), (520, 410), (540, 380)]
    moved = spread((*town, (100, 100)), 84)
    far = [math.dist(a, b) for n, a in enumerate(moved) for b in moved[n + 1 :]]
    assert min(far) > 80 and moved[-1] == (100, 100)
    assert all(math.dist(a, b) < 130 for a, b in zip(town, moved, strict=False))
    assert spread(moved, 84) == moved


@pytest.mark.parametrize(
    ("direction", "higher", "lower"),
    [
        ("higher", "improved", "worse"),
        ("lower", "worse", "improved"),
        ("neutral", "other", "other"),
    ],
)
def test_the_colour_of_a_band_comes_from_what_is_better(
    reader: Reader, direction: str, higher: str, lower: str
) -> None:
    picture = svg.draw(drawn(reader, *STATIONS, direction=direction))
    up, down = re.findall(r'<path class="fill c-(\w+)"', picture)
    assert (up, down) == (higher, lower)


def test_a_map_of_many_points_stays_light(tmp_path: Path) -> None:
    """27 coastlines of 2,000 points each."""

    def coast(n: int) -> list[list[float]]:
        x, y = n % 6, n // 6
        ring = [
            [x + 0.5 + r * math.cos(t / 318.3), 50 + y + 0.5 + r * math.sin(t / 318.3)]
            for t in range(2000)
            for r in [0.4 + 0.02 * math.sin(t / 3) + 0.01 * math.sin(t / 0.7)]
        ]
        return [*ring, ring[0]]

    shapes = {"type": "MultiPolygon", "coordinates": [[coast(n)] for n in range(27)]}
    reader = with_outlines(tmp_path, {"district_north": shapes}, latitude="52.5", longitude="2.5")
    figure = drawn(reader, *STATIONS)
    assert 2_000 < len(svg.draw(figure)) < 15_000
    assert len(json.dumps(figure)) < 20_000
