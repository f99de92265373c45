"""The list and the map of the stations, the search over them, and what is new on the first page."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client

from portal.first_html import render
from portal.page import BadValue, NotFound
from portal.pages import finding
from release.draft import Draft, frame_of
from release.reader import Reader
from release.tables import ASSESSMENT, COMPARISON, SIGNAL
from tests.factory import FORCE, sample_draft
from tests.portal.published import changed, published, without_observations
from tests.portal.views import FUNCTIONS

SHARE, PERIOD = "happy_share", "2026-06"
BANDS = {"alder": "higher", "birch": "lower", "cedar": "as expected", "elm": "as expected"}
EVERY = ["Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel"]
KEY = {"measure": SHARE, "frequency": "month"}


@pytest.fixture(scope="module")
def draft() -> Draft:
    return sample_draft(14)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, draft: Draft) -> Reader:
    """Alder is higher, Birch lower, Cedar and Elm are as expected, Fir is not compared."""
    limits = {"average": 70, "lower_limit": 60, "upper_limit": 80, "lower_95": 63, "upper_95": 77}
    rows = [
        KEY | limits | {"area": f"station_{name}", "period": PERIOD, "band": band}
        for name, band in BANDS.items()
    ]
    found = replace(draft, findings=draft.findings | {"comparison": frame_of(COMPARISON, rows)})
    return published(tmp_path_factory.mktemp("stations"), found)


def markup(reader: Reader, rule: str = "/stations", **given: str) -> str:
    return render(FUNCTIONS[rule](reader, **given).main)


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(html: str) -> dict[str, list[str]]:
    """What stands beside each station of the list, by its first word."""
    found = re.findall(r'<tr role="row">(.*?)</tr>', html)
    cells = [[said(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in found]
    return {first.split()[0]: others for first, *others in cells if first != "Station"}


def test_each_station_has_its_figure_of_the_release_and_its_band_in_words(reader: Reader) -> None:
    listed = rows(markup(reader))
    assert list(listed) == ["Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel"]
    for o in reader.observations(SHARE, frequency="month", period=PERIOD):
        name = reader.areas[o.area].name.split()[0]
        assert name not in listed or listed[name][0] == f"{o.value:.0f}%"
    assert "Higher than expected" in listed["Alder"][1]
    assert "Lower than expected" in listed["Birch"][1]
    assert "As expected" in listed["Elm"][1]
    assert listed["Hazel"] == ["no figure", ""]


def test_the_map_has_three_bands_by_name_in_words_and_marks(reader: Reader) -> None:
    html = markup(reader)
    drawn = re.search(r'<figure class="chart" id="map">.*?</figure>', html, re.S)
    assert drawn
    words = said(drawn[0])
    assert "Of 4 places with a figure in June 2026, 2 were as expected of their size" in words
    assert "Higher than expected 1 Alder Station" in words
    assert "As expected 2 Cedar Station and Elm Station" in words
    assert "Lower than expected 1 Birch Station" in words
    assert "No figure shown 2 Fir Station and Hazel Station" in words
    assert drawn[0].count('<path class="fill') == 2
    assert not re.search(r"\b(rank|best|worst|league)\b", said(html).lower().replace("of rank", ""))


def test_another_measure_can_be_looked_at_and_says_why_it_is_not_compared(reader: Reader) -> None:
    html = markup(reader, measure="complaints_received")
    assert "a count says how big a place is" in said(html)
    assert "Complaints received, June 2026" in html
    assert html.count('class="fill c-main"') == 5 and html.count('class="ring c-hidden"') == 1
    assert '<option selected value="complaints_received">' in html


def test_a_measure_that_stations_lack_is_said_once(reader: Reader) -> None:
    html = markup(reader, measure="recruit_coverage")
    assert said(html).count("there are no figures for single stations") == 1
    assert "Each point is a station." in said(html) and list(rows(html)["Elm"]) == []


def test_a_district_narrows_the_list_and_gets_rings_on_the_map(reader: Reader) -> None:
    html = markup(reader, area="district_north")
    assert list(rows(html)) == ["Alder", "Birch", "Cedar"]
    assert html.count('class="ring c-main"') == 3 and "In the list" in html
    assert "Of the stations listed here, these are nearest to you" in unescape(html)
    assert list(rows(markup(reader, area="station_elm"))) == ["Elm"]


@pytest.mark.parametrize(
    ("q", "listed", "words"),
    [
        ("elm", ["Elm"], "1 station matches “elm”."),
        ("TS41AA", ["Elm"], "1 station matches “TS41AA”."),
        ("high street", EVERY, "“high street” fits every station, so all 6 are listed."),
        ("station", EVERY, "“station” fits every station, so all 6 are listed."),
        ("police", EVERY, "“police” fits every station, so all 6 are listed."),
        ("elm high street", ["Elm"], "1 station matches “elm high street”."),
        ("TS4", ["Elm"], "1 station matches “TS4”."),
        (
            "TS44",
            [],
            "“TS44”. This police force does not list this postcode. Try the name of a town",
        ),
        ("hazle", ["Hazel"], "No station matches “hazle” as it is written. All stations"),
        ("nowhere", [], "No station matches “nowhere”. Try a part of the name"),
        (
            "Captain Made-Up Elm",
            ["Elm"],
            "No station matches “Captain Made-Up Elm” as it is written",
        ),
        ("captain", [], "No station matches “captain”."),
        ("elm@testshire", ["Elm"], "No station matches “elm@testshire” as it is written."),
        ("?!", [], "There is nothing to look for in “?!”."),
        ("<script>", [], "No station matches “<script>”."),
        ("x" * 90, [], "That is a long text: only its first 80 characters were looked for."),
    ],
)
def test_a_search_has_its_words(reader: Reader, q: str, listed: list[str], words: str) -> None:
    html = markup(reader, q=q)
    assert list(rows(html)) == listed
    assert words in said(html) and "<script" not in html
    assert ("Did you mean" in html) == ("as it is written" in words)


@pytest.mark.parametrize(
    ("search", "kept"), [("", True), ("?area=district_north", True), ("?q=elm", False)]
)
def test_searched_words_are_kept_nowhere(client: Client, search: str, kept: bool) -> None:
    answer = client.get(f"/stations{search}")
    assert answer.headers["Cache-Control"] == ("public, no-cache" if kept else "no-store")
    assert ('content="noindex"' in answer.text) != kept


def test_what_fits_a_whole_district_says_so(reader: Reader) -> None:
    words = said(markup(reader, q="north", area="district_north"))
    assert "“north” fits every station, so all 3 are listed. Only North District" in words


def test_a_search_within_a_district_says_so(reader: Reader) -> None:
    html = markup(reader, q="elm", area="district_north")
    assert "Near me" not in html
    assert "Only North District was looked through." in said(html) and not rows(html)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"area": "nowhere"}, NotFound),
        ({"measure": "nothing"}, NotFound),
        ({"area": "a b"}, BadValue),
        ({"measure": "é"}, BadValue),
    ],
)
def test_a_bad_address_is_refused(
    reader: Reader, given: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        markup(reader, **given)


def test_hidden_numbers_are_words_in_the_list_and_open_marks_on_the_map(
    tmp_path: Path, draft: Draft
) -> None:
    gone = dict.fromkeys(("numerator", "denominator", "value", "lower", "upper"))
    bare = replace(draft, findings={})
    hidden = published(tmp_path, changed(bare, **gone, status="suppressed", note=""))
    html = markup(hidden)
    assert {cells[0] for name, cells in rows(html).items() if name != "Hazel"} == {"not shown"}
    assert html.count('class="ring c-hidden"') == 6 and 'class="fill' not in html


def closing(draft: Draft) -> Draft:
    gone = {"valid_to": "2025-12-31", "successor": "station_fir"}
    areas = [a.model_copy(update=gone) if a.id == "station_elm" else a for a in draft.areas]
    return replace(draft, areas=tuple(areas))


def test_a_closed_station_is_in_the_list_but_near_nobody_and_on_no_map(
    tmp_path: Path, draft: Draft
) -> None:
    html = markup(published(tmp_path, closing(without_observations(draft))))
    assert "Elm Station closed Fir Station serves its area now." in said(html)
    places = re.findall(r'data-area="station_(\w+)"( data-latitude)?', html)
    assert [name for name, located in places if not located] == ["elm"]
    assert html.count('class="fill c-main"') == 5 and "Elm Station," not in said(html)


@pytest.mark.parametrize(
    ("zone", "unit"),
    [
        ("Europe/London", "miles"),
        ("America/Chicago", "miles"),
        ("America/Vancouver", "km"),
        ("Europe/Madrid", "km"),
        ("Nowhere", "km"),
        ("", "km"),
    ],
)
def test_a_distance_is_said_as_on_the_signs_of_the_road(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, zone: str, unit: str
) -> None:
    monkeypatch.setitem(reader.__dict__, "force", FORCE | {"zone": zone})
    metres, words = finding.distance(reader)
    assert words == f"{{distance}} {unit}" and (metres > 1600) == (unit == "miles")


def news(draft: Draft, folder: Path, *assessed: dict[str, Any], signals: Any = ()) -> str:
    """The first page of a release in which only this was found out about the share of the happy."""
    frames = {"assessment": frame_of(ASSESSMENT, assessed), "signal": frame_of(SIGNAL, signals)}
    html = markup(published(folder, replace(draft, findings=frames)), "/")
    found = re.search(r"<h2>What is new</h2>.*?</section>", html, re.S)
    assert found
    return said(found[0])


def assessed(name: str, variation: str, mean: float, **changed: Any) -> dict[str, Any]:
    given = {"points": 14, "mean": mean, "lower_limit": mean - 5, "near_lower": mean - 3,
             "near_upper": mean + 3, "upper_limit": mean + 5, "since": "2025-05", "latest": PERIOD,
             "sign": 1}  # fmt: skip
    return {"measure": "happy_index", "frequency": "month", "area": f"station_{name}",
            "variation": variation} | given | changed  # fmt: skip


def signal(name: str, period: str, variation: str) -> dict[str, Any]:
    return {"measure": "happy_index", "frequency": "month", "area": f"station_{name}",
            "period": period, "sign": 1, "rule": "outside", "variation": variation}  # fmt: skip


def test_what_newly_stands_out_is_told_by_name_in_order_of_the_alphabet(
    tmp_path: Path, draft: Draft
) -> None:
    found = [
        assessed("fir", "improvement", 5),
        assessed("alder", "improvement", 5),
        assessed("birch", "concern", 99),
        assessed("cedar", "common cause", 70),
    ]
    words = news(draft, tmp_path, *found, signals=[signal("fir", PERIOD, "improvement")])
    assert "June 2026. A new change for the better: Alder Station and Fir Station." in words
    assert "June 2026. A new change for the worse: Birch Station." in words


@pytest.mark.parametrize(
    ("found", "signals"),
    [
        ([assessed("elm", "common cause", 70)], []),
        ([assessed("elm", "improvement", 5)], [signal("elm", "2026-05", "improvement")]),
        ([assessed("elm", "improvement", 5, latest="2026-05")], []),
    ],
)
def test_where_nothing_new_stands_out_that_is_said(
    tmp_path: Path, draft: Draft, found: list[dict[str, Any]], signals: list[dict[str, Any]]
) -> None:
    words = news(draft, tmp_path, *found, signals=signals)
    assert "No station shows a clear change that is new." in words and "Newly" not in words


def test_a_figure_whose_likely_range_holds_the_average_is_no_news(
    tmp_path: Path, draft: Draft
) -> None:
    seen = draft.observations
    answered = "calls_answered_in_target"
    row = seen[(seen.measure == answered) & (seen.area == "station_elm")
               & (seen.period == PERIOD) & (seen.breakdown == "")].iloc[0]  # fmt: skip
    found = assessed("elm", "improvement", float(row.value), measure=answered)
    words = news(draft, tmp_path, found)
    assert "No station shows a clear change that is new." in words


def test_the_first_page_has_four_sentences_each_with_icons_and_a_picture(reader: Reader) -> None:
    html = markup(reader, "/")
    facts = re.findall(r'<li class="fact">(.*?)</li></ul>|<li class="fact">(.*?)</li>', html)
    assert html.count('<li class="fact">') == len(facts) == 4
    assert html.count('<img alt="" class="spark" src="data:image/svg+xml,') == 4
    assert html.count('class="verdicts"') == 4
    assert all(name in html for name in ('data-latitude="51"', "Near me", 'name="q"'))
    assert "Graph" not in html and "<svg" not in html
