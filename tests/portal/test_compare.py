"""Two to four places on one measure: what is said of their difference, and every odd choice."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
import textstat

from portal import small_multiples, wording
from portal.first_html import render
from portal.page import BadValue, NotFound
from portal.pages import compare, side_by_side
from portal.svg import draw
from portal.whiskers import whiskers
from portal.wording.comparing import Placed
from release.draft import Draft, frame_of
from release.measures import Area
from release.reader import Observation, Reader
from release.tables import COMPARISON
from release.vocabulary import TOTAL
from tests.factory import areas, catalogue_measures, sample_draft
from tests.portal.published import changed, published

MEASURES = {m.id: m for m in catalogue_measures()}
SHARE = MEASURES["happy_share"]
NEUTRAL = SHARE.model_copy(update={"direction": "neutral"})
WAIT = MEASURES["calls_abandoned"]
PLACES = {a.id.removeprefix("station_"): a for a in areas()}
TWO = {"measure": "happy_share", "area": "station_elm", "area2": "station_fir"}


@pytest.fixture(scope="module")
def draft() -> Draft:
    return sample_draft(14)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, draft: Draft) -> Reader:
    return published(tmp_path_factory.mktemp("compare"), draft)


def markup(reader: Reader, **asked: str) -> str:
    return render(compare.page(reader, **asked).main)


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def placed(name: str, value: float, half: float | None) -> Placed:
    """A place with a figure and half the width of its likely range."""
    low, high = (None, None) if half is None else (value - half, value + half)
    seen = Observation(
        "happy_share", "month", name, TOTAL, TOTAL, "2026-06", None, None, value, low, high,
        "normal", "",
    )  # fmt: skip
    return PLACES[name], seen


ELM, FIR, BIRCH = placed("elm", 80, 2), placed("fir", 70, 2), placed("birch", 79, 3)
TIE = (PLACES["alder"], replace(ELM[1], value=74.0, lower=72.0, upper=76.0))


@pytest.mark.parametrize(
    ("measure", "one", "other", "words"),
    [
        (SHARE, ELM, FIR, "Elm Station was higher than Fir Station. The likely ranges lie apart: "
         "chance alone hardly explains that. Here, higher is better."),
        (SHARE, FIR, ELM, "Elm Station was higher than Fir Station."),
        (WAIT, ELM, FIR, "Here, lower is better."),
        (NEUTRAL, ELM, FIR, "By itself that is neither good nor bad."),
        (SHARE, ELM, BIRCH, "the likely ranges overlap. Chance may explain the difference."),
        (SHARE, FIR, TIE, "the likely ranges overlap. Chance may explain the difference."),
        (SHARE, ELM, placed("fir", 70, None), "without likely ranges we cannot tell"),
    ],
)  # fmt: skip
def test_a_difference_is_claimed_only_where_the_ranges_lie_apart(
    measure: Any, one: Placed, other: Placed, words: str
) -> None:
    assert words in wording.together(measure, [one, other])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "nothing to compare"),
        ([ELM], "nothing to compare"),
        ([ELM, BIRCH, placed("alder", 81, 4)], "All the likely ranges overlap"),
        ([ELM, FIR, placed("alder", 60, 2)], "All the likely ranges lie apart"),
        ([ELM, FIR, BIRCH], "Some of these places really seem to differ."),
        ([placed(n, 50, None) for n in ("elm", "fir", "alder")], "Without likely ranges"),
    ],
)
def test_several_places_are_summed_up(given: list[Placed], words: str) -> None:
    assert words in wording.together(SHARE, given)
    assert len(wording.pairs(SHARE, given)) == len(given) * (len(given) - 1) // 2


@pytest.mark.parametrize(("one", "caveat"), [(ELM, True), (BIRCH, False)])
def test_without_a_funnel_a_pair_apart_is_one_of_many(one: Placed, caveat: bool) -> None:
    fir = placed("fir", 70, 2) if caveat else placed("elm", 80, 2)
    words = wording.together(SHARE, [one, fir])
    assert ("among many places, some pairs lie apart by chance alone" in words) is caveat


def test_counts_are_not_compared() -> None:
    count = MEASURES["complaints_received"]
    assert "A count says how big a place is" in wording.together(count, [ELM, FIR])
    assert wording.pairs(count, [ELM, FIR]) == []


def test_every_sentence_can_be_read_in_the_ninth_grade() -> None:
    unknown = [placed(n, 50, None) for n in ("elm", "fir", "alder")]
    groups = [[ELM], [ELM, FIR], [ELM, BIRCH], [ELM, FIR, BIRCH], [ELM, FIR, TIE], unknown]
    texts = {wording.together(m, g) for m in (SHARE, WAIT, NEUTRAL) for g in groups}
    assert {t: g for t in texts if (g := textstat.flesch_kincaid_grade(t)) > 9} == {}


def compared(draft: Draft, reader: Reader, band: str) -> Draft:
    """The draft with every station in one band of the funnel."""
    rows = [r | {"band": band} for r in reader.findings("comparison", measure="happy_share")]
    return replace(draft, findings={**draft.findings, "comparison": frame_of(COMPARISON, rows)})


@pytest.mark.parametrize(("band", "moderate"), [("as expected", True), ("higher", False)])
def test_a_pair_apart_is_seen_among_all_places(
    tmp_path: Path, draft: Draft, reader: Reader, band: str, moderate: bool
) -> None:
    spread = draft.observations.assign(lower=draft.observations["value"] - 0.01,
                                       upper=draft.observations["value"] + 0.01)  # fmt: skip
    made = compared(replace(draft, observations=spread), reader, band)
    words = said(markup(published(tmp_path, made), **TWO))
    assert "The likely ranges lie apart" in words
    assert ("each lies where chance can put it" in words) is moderate


def test_each_figure_of_the_table_is_that_of_the_release(reader: Reader) -> None:
    html = markup(reader, **TWO, area3="district_south")
    table = re.search(r"<tbody[^>]*>(.*?)</tbody>", html, re.S)
    assert table
    rows = [[said(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table[1])]  # fmt: skip
    for area, row in zip(("station_elm", "station_fir", "district_south"), rows, strict=True):
        seen = reader.observations("happy_share", area=area, frequency="month")[-1]
        assert row[:2] == [reader.areas[area].name, f"{seen.value:.0f}%"]
        assert row[2] == f"{seen.lower:.0f}% to {seen.upper:.0f}%"
        assert row[3] == f"{seen.denominator:,.0f}"


def test_the_drawings_share_both_axes_and_are_valid(reader: Reader) -> None:
    chosen = [reader.areas[a] for a in ("station_elm", "station_fir", "testshire")]
    shown = side_by_side.of(reader, reader.measures["happy_share"], chosen, None)
    figures = small_multiples.panels(shown, None)
    frames = [(f["layout"]["xaxis"], f["layout"]["yaxis"]) for f in figures]
    assert len(figures) == 3 and frames[0] == frames[1] == frames[2]
    assert frames[0][1]["range"][1] >= max(o.upper or 0 for s in shown for o in s.points)
    for figure in figures:
        go.Figure(figure)
    names = [t["name"] for t in small_multiples.key(figures)["data"]]
    assert len(names) == len(set(names)) and "Elm Station" not in names


def test_the_places_stand_on_one_scale_with_their_likely_ranges(reader: Reader) -> None:
    html = markup(reader, **TWO, area3="station_birch")
    drawn = re.search(r'<figure class="chart" id="side-by-side".*?</figure>', html, re.S)
    assert drawn and html.index('id="side-by-side"') < html.index('class="multiples"')
    assert drawn[0].count('<circle class="fill c-main"') == 3
    assert drawn[0].count('class="whisker c-main"') == 9
    assert ">1. Elm Station</text>" in drawn[0] and "The axis does not start at zero." in drawn[0]
    assert "the line through it is its likely range" in drawn[0]


def test_a_place_without_a_number_has_its_words_and_no_point() -> None:
    figure = whiskers(
        [("1. Elm", ELM[1]), ("2. Fir", replace(FIR[1], value=None, lower=None, upper=None))],
        target=90.0, scale=[0, 100], say=lambda o: f"{o.value}", tell=lambda o: f"told {o.value}",
    )  # fmt: skip
    go.Figure(figure)
    target, points = figure["data"]
    assert target["x"] == [90, 90] and figure["layout"]["xaxis"]["range"] == [75, 95]
    assert points["x"] == [80, None] and points["error_x"]["array"] == [2, 0]
    assert points["customdata"][1].endswith("told None")
    drawn = draw(figure)
    assert drawn.count("<circle") == 1 and drawn.count('class="whisker') == 3
    assert drawn.count('x1="100%"') == 1


def test_the_funnel_rings_each_chosen_place_with_its_number(reader: Reader) -> None:
    html = markup(reader, **(TWO | {"area2": "station_birch"}), area3="station_alder")
    funnel = re.search(r'<figure class="chart" id="funnel".*?</figure>', html, re.S)
    assert funnel and funnel[0].count('class="ring c-main"') == 3
    names = re.findall(r"circle-open c-main\"></i>([^<]+)<", funnel[0])
    assert names == ["1. Elm Station", "2. Birch Station", "3. Alder Station"]
    assert re.findall(r'class="mid"[^>]*>([1-9])</text>', funnel[0]) == ["1", "2", "3"]


def test_a_score_leads_to_the_share_of_its_theme_with_the_same_places(reader: Reader) -> None:
    html = markup(reader, **(TWO | {"measure": "happy_index"}))
    address = "/compare?measure=happy_share&amp;area=station_elm&amp;area2=station_fir"
    assert f'href="{address}"' in html


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "Choose a measure and two to four places."),
        ({"measure": "happy_share"}, "Choose a measure and two to four places."),
        ({"area": "station_elm"}, "Choose another place to compare with Elm Station."),
        (TWO | {"area2": "station_elm"}, "Choose another place to compare with Elm Station."),
        (TWO | {"area2": "station_hazel"}, "so there is nothing to compare"),
        (TWO | {"area3": "station_hazel"}, "there is no figure for Hazel Station in June 2026"),
        (TWO | {"area3": "district_south"}, "Elm Station is a part of South District: its cases"),
        (TWO | {"area3": "district_north"}, "These places are of different kinds."),
        ({"measure": "recruit_coverage", "area": "station_elm", "area2": "testshire"},
         "Elm Station has no figure: this measure is published down to Force only."),
        ({"measure": "complaints_received", "area": "station_elm", "area2": "station_fir"},
         "A count says how big a place is"),
    ],
)  # fmt: skip
def test_odd_choices_have_words_of_their_own(
    reader: Reader, asked: dict[str, str], words: str
) -> None:
    html = markup(reader, **asked)
    assert words in said(html)
    assert 'id="choose-area4"' in html and html.count("<h1") == 1


def test_the_form_keeps_what_was_chosen_without_a_gap(reader: Reader) -> None:
    html = markup(reader, measure="happy_share", area="station_elm", area4="station_fir")
    chosen = re.findall(r'<option[^>]*value="([a-z_]*)"[^>]* selected', html)
    chosen += re.findall(r'<option[^>]* selected[^>]*value="([a-z_]*)"', html)
    assert chosen[:4] == ["happy_share", "station_elm", "station_fir", ""]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"measure": "nothing"}, NotFound),
        (TWO | {"area2": "nowhere"}, NotFound),
        (TWO | {"area3": "<x>"}, BadValue),
        (TWO | {"period": "2099-01"}, NotFound),
        (TWO | {"period": "soon"}, BadValue),
    ],
)
def test_what_is_not_there_is_not_compared(
    reader: Reader, asked: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        compare.page(reader, **asked)


def test_a_period_can_be_chosen(reader: Reader) -> None:
    assert "Figures of February 2026" in said(markup(reader, **TWO, period="2026-02"))


def with_areas(draft: Draft, **fields: object) -> Draft:
    made: list[Area] = [
        a.model_copy(update=fields) if a.id == "station_fir" else a for a in draft.areas
    ]
    return replace(draft, areas=tuple(made))


def test_a_closed_place_is_compared_as_long_as_it_has_figures(tmp_path: Path, draft: Draft) -> None:
    seen = draft.observations
    late = (seen["area"] == "station_fir") & (seen["period"] > "2025-12")
    ended = replace(with_areas(draft, valid_to="2025-12-31"), observations=seen[~late])
    words = said(markup(published(tmp_path, ended), **TWO))
    assert "Figures of December 2025" in words
    assert "Fir Station closed on 31 December 2025. Its figures end there." in words
    assert "There are newer figures, but not for two of these places: June 2026." in words


@pytest.mark.parametrize("status", ["suppressed", "unavailable"])
def test_hidden_figures_are_told_without_a_drawing(
    tmp_path: Path, draft: Draft, status: str
) -> None:
    gone = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"))
    html = markup(published(tmp_path, changed(draft, **gone, status=status)), **TWO)
    assert "so there is nothing to compare" in said(html)
    assert "<svg" not in html and "None" not in said(html)


def test_one_point_is_a_point_on_the_scale_and_no_drawing_over_time(
    tmp_path: Path, draft: Draft
) -> None:
    seen = draft.observations
    last = seen[(seen["period"] == "2026-06") & (seen["frequency"] == "month")]
    html = markup(published(tmp_path, replace(draft, observations=pd.DataFrame(last))), **TWO)
    assert html.count('class="fill c-main"') == 2 and "multiples" not in html
