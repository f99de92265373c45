"""Pages over what a release found out: every icon, every reason, every band, and none of them."""

import gzip
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import textstat
from sqlalchemy import create_engine, text

from portal.first_html import render
from portal.page import Page
from release.draft import Draft, frame_of
from release.measures import Rebase
from release.reader import Reader
from release.releases import Releases
from release.tables import ASSESSMENT, SIGNAL
from tests.factory import sample_draft
from tests.portal.published import published
from tests.portal.views import FUNCTIONS

ELM, HAPPY = "station_elm", "happy_index"
SERIES = {"measure": HAPPY, "frequency": "month", "area": ELM}
FEW = {"points": 2, "since": "2025-05", "latest": "2026-06", "reason": "too few points"}
STEADY = {
    "points": 14, "mean": 70, "lower_limit": 60, "near_lower": 63, "near_upper": 77,
    "upper_limit": 80, "sign": 0, "since": "2025-05", "latest": "2026-06",
    "variation": "common cause", "assurance": "hit and miss",
}  # fmt: skip


@pytest.fixture(scope="module")
def draft() -> Draft:
    return sample_draft(14)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, draft: Draft) -> Reader:
    return published(tmp_path_factory.mktemp("found"), draft)


def markup(reader: Reader, rule: str, **given: str) -> str:
    page: Page = FUNCTIONS[rule](reader, **given)
    return render(page.main)


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def measure_page(reader: Reader, measure: str = HAPPY, area: str = ELM, **given: str) -> str:
    return markup(reader, "/measures/<measure>", measure=measure, area=area, **given)


def with_rows(draft: Draft, *assessed: dict[str, Any], signals: Any = ()) -> Draft:
    found = {"assessment": frame_of(ASSESSMENT, assessed), "signal": frame_of(SIGNAL, signals)}
    return replace(draft, findings=found)


def figure(html: str, id: str) -> str:
    found = re.search(rf'<figure class="chart" id="{id}".*?</figure>', html, re.S)
    assert found
    return found[0]


def test_every_icon_of_the_release_has_its_words_and_a_shape(reader: Reader) -> None:
    html = "".join(
        measure_page(reader, m.id, area) for m in reader.measures.values() for area in reader.areas
    ) + markup(reader, "/methods")
    for shape, words in [
        ("up-round", "Improvement"), ("down-round", "Improvement"), ("up-pointed", "Concern"),
        ("down-pointed", "Concern"), ("steady", "No clear change"), ("none", "Too early to tell"),
        ("kept", "Keeps meeting the target"), ("missed", "Keeps missing the target"),
        ("half", "Meets the target at times"), ("steady", "As expected"),
        ("up-round", "Higher than expected"), ("down-pointed", "Lower than expected"),
    ]:  # fmt: skip
        assert re.search(rf'icon-{shape} c-\w+"></span><span>(<strong>)?{words}', html)
    css = (Path(__file__).parents[2] / "assets/verdicts.css").read_text("utf-8")
    assert set(re.findall(r"icon-([a-z-]+) c-", html)) <= set(re.findall(r"\.icon-([a-z-]+) ", css))


def test_the_drawing_is_described_by_all_that_was_found_out(reader: Reader) -> None:
    drawn = figure(measure_page(reader), "over-time")
    told = re.search(r'<div class="told" id="over-time-sentence" role="status">(.*?)</div>', drawn)
    assert told
    words = said(told[1])
    assert "The grey lines are the average since" in words
    assert "target" in words
    assert 'aria-describedby="over-time-sentence"' in drawn


def test_a_series_without_change_has_its_limits_drawn(tmp_path: Path, draft: Draft) -> None:
    reader = published(tmp_path, with_rows(draft, SERIES | STEADY))
    drawn = figure(measure_page(reader), "over-time")
    assert drawn.count('class="line thin c-other"') == 1
    assert drawn.count('class="line dot thin c-other"') == 2
    assert "Average and limits" in drawn and "triangle" not in drawn
    words = said(drawn)
    assert "No clear change: June 2026 lies where chance alone can put it, from 60 out" in words
    assert "Testshire" in words, "the table still has the figures of the whole force"
    assert "The grey line is" not in words


def test_points_that_stand_out_are_marked_and_named_in_the_table(
    tmp_path: Path, draft: Draft
) -> None:
    high = {"rule": "outside", "sign": 1, "variation": "improvement"}
    signals = [SERIES | {"period": p} | high for p in ("2026-03", "2026-06")]
    row = SERIES | STEADY | {"variation": "improvement", "sign": 1}
    reader = published(tmp_path, with_rows(draft, row, signals=signals))
    drawn = figure(measure_page(reader), "over-time")
    assert drawn.count('<path class="fill c-improved"') == 2
    assert 'class="mark triangle-up c-improved"></i>Improvement' in drawn
    rows = re.findall(r"<tr[^>]*>.*?</tr>", drawn)
    marked = [said(r) for r in rows if ">Improvement: above the limits of chance<" in r]
    assert [m.split(" ")[0] for m in marked] == ["June", "March"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (FEW, "There are 2 figures since May 2025. It takes 13 to tell a change from chance."),
        (FEW | {"points": 1}, "There is 1 figure since May 2025. It takes 13"),
        (FEW | {"points": 0}, "No figure is shown yet, so we cannot say if it is changing."),
        (STEADY | {"variation": "", "sign": None, "reason": "latest point missing"},
         "No figure is shown for June 2026, so we cannot say if it is changing."),
        (FEW | {"points": 20, "reason": "no spread"},
         "Since May 2025 the figure has seldom moved at all, so we cannot tell a change"),
        (STEADY | {"lower_limit": 70, "upper_limit": 70},
         "No clear change: every figure since May 2025 is the same, 70 out of 100."),
    ],
)  # fmt: skip
def test_bad_cases_have_words_of_their_own(
    tmp_path: Path, draft: Draft, row: dict[str, Any], words: str
) -> None:
    reader = published(tmp_path, with_rows(draft, SERIES | row))
    assert words in said(measure_page(reader))
    station = said(markup(reader, "/stations/<area>", area=ELM))
    few = row.get("reason", "") == "too few points"
    assert station.count(words) == (0 if few else 1)
    assert station.count("it is too early to tell: that takes 13 figures.") == int(few)
    assert "Too early to tell" not in station


def test_a_series_that_is_hidden_altogether_is_told_without_a_drawing(
    tmp_path: Path, draft: Draft
) -> None:
    hidden = draft.observations.assign(value=None, lower=None, upper=None, status="suppressed")
    hidden = hidden.astype({"value": "float64", "lower": "float64", "upper": "float64"})
    row = SERIES | FEW | {"points": 0}
    reader = published(tmp_path, replace(with_rows(draft, row), observations=hidden))
    words = said(measure_page(reader))
    assert "not shown" in words and "None" not in words and "nan" not in words.split()


def test_a_decision_that_starts_the_limits_again_is_shown(tmp_path: Path, draft: Draft) -> None:
    rebase = Rebase(period="2025-05", decided=date(2025, 6, 1), why="The desk moved to a new hall.")
    measures = tuple(
        m.model_copy(update={"rebase": [rebase]}) if m.id == HAPPY else m for m in draft.measures
    )
    changed = replace(with_rows(draft, SERIES | STEADY), measures=measures)
    words = said(measure_page(published(tmp_path, changed)))
    assert "The limits start again in May 2025. That was decided on 1 June 2025: The desk" in words


def test_the_funnel_has_every_station_its_bands_by_name_and_no_rank(reader: Reader) -> None:
    html = measure_page(reader, "happy_share")
    drawn = figure(html, "funnel")
    assert drawn.count('<circle class="ring c-main"') == 1
    assert "99.8% limits" in drawn and "Cases behind the figure" in drawn
    bands = re.findall(r"<div><h3>([^<]+)</h3>(.*?)</div>", html)
    assert [name for name, _list in bands][:3] == [
        "Higher than expected", "As expected", "Lower than expected",
    ]  # fmt: skip
    listed = [re.findall(r">([A-Z]\w+) Station<", names) for _name, names in bands]
    assert all(names == sorted(names) for names in listed)
    assert sum(map(len, listed)) == 5
    folded = re.search(r'<details id="as-expected"><summary>(\d) places? by name', html)
    assert folded and int(folded[1]) == len(listed[1])
    assert not re.search(r"\b(rank|best|worst|first|last place)\b", said(drawn).lower())


def test_each_row_of_the_table_of_the_funnel_is_the_release(reader: Reader) -> None:
    drawn = figure(measure_page(reader, "happy_share"), "funnel")
    rows = [[said(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
            for row in re.findall(r"<tr[^>]*>.*?</tr>", drawn)[1:]]  # fmt: skip
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    found = {reader.areas[r["area"]].name: r for r in reader.findings("comparison",
             measure="happy_share", frequency="month")}  # fmt: skip
    for name, _figure, _range, explained, _base, band in rows:
        row = found[name]
        assert band.lower().startswith(row["band"] or "no figure")
        if row["band"]:
            ends = row["lower_limit"], row["upper_limit"]
            exact = ["{:.{n}f}% to {:.{n}f}%".format(*ends, n=n) for n in range(3)]
            assert explained in exact, "as exactly as it takes beside the figure"


def test_what_is_not_compared_says_why(reader: Reader) -> None:
    html = measure_page(reader)
    assert "Places are not compared by this score" in said(html)
    way = re.search(r'href="(/measures/happy_share[^"]*#funnel)">([^<]*)<', html)
    assert way and way[2].endswith(": Happy visitors")
    assert "a count says how big a place is" in said(measure_page(reader, "complaints_received"))


def test_a_station_says_its_band_and_the_list_of_stations_its_icon(reader: Reader) -> None:
    bands = {r["area"]: r["band"] for r in reader.findings("comparison", measure="happy_share")}
    words = said(markup(reader, "/stations/<area>", area=ELM))
    assert bands[ELM].capitalize() in words
    listed = markup(reader, "/stations")
    assert listed.count("Is it changing?") == 2
    newest = reader.findings("comparison", measure="happy_share", frequency="month")
    compared = [r for r in newest if r["band"] and r["area"].startswith("station_")]
    assert listed.count('class="verdict"') == 5 + len(compared)


def test_a_release_without_findings_shows_its_pages_without_a_word_of_them(
    tmp_path: Path, draft: Draft
) -> None:
    documents = {kind: bodies for kind, bodies in draft.documents.items() if kind != "action"}
    reader = published(tmp_path, replace(draft, findings={}, documents=documents))
    html = measure_page(reader, "happy_share") + markup(reader, "/stations")
    html += markup(reader, "/stations/<area>", area=ELM) + markup(reader, "/")
    assert "verdict" not in html and "Is it changing?" not in html
    assert "Is one place really different?" not in html
    assert "The grey line is Testshire as a whole." in said(html)


def test_a_release_of_the_first_schema_shows_its_pages(tmp_path: Path, draft: Draft) -> None:
    published(tmp_path, draft)
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    with create_engine(url).begin() as connection:
        connection.execute(text("UPDATE release SET schema_version = 1"))
    reader = Releases(url).latest()
    assert "verdict" not in measure_page(reader) and "chart" in measure_page(reader)


def test_a_page_with_everything_found_out_is_light(reader: Reader) -> None:
    for area in ("testshire", ELM):
        html = markup(reader, "/stations/<area>", area=area)
        assert len(gzip.compress(html.encode())) < 50_000


def test_no_finding_reaches_beyond_the_numbers_that_are_shown(draft: Draft) -> None:
    seen = set(map(tuple, draft.observations[list(SIGNAL.key)].to_numpy()))
    assert set(map(tuple, draft.findings["signal"][list(SIGNAL.key)].to_numpy())) <= seen
    assert isinstance(draft.findings["assessment"], pd.DataFrame)


def test_the_methods_page_can_be_read_in_the_ninth_grade(reader: Reader) -> None:
    html = markup(reader, "/methods")
    assert all(f'id="{id}"' in html for id in ("sure", "changing", "different", "happy-index"))
    grades = {
        t: textstat.flesch_kincaid_grade(t) for t in map(said, re.findall(r"<p>.*?</p>", html))
    }
    assert {t: g for t, g in grades.items() if g > 9} == {}
    assert any("count ten answers as one" in t for t in grades)


CHOSEN = [
    ("2026-05", (), "No clear change: May 2026 lies where chance alone can put it"),
    ("2026-05", ("2026-05", "outside"), "May 2026 is higher than chance alone can explain: above"),
    ("2026-05", ("2026-05", "trend"), "May 2026 is in a row of 7 or more that rose each time."),
    ("2026-05", ("2026-05", "one side"), "May 2026 is in a row of 7 or more that all lie above"),
    ("2026-05", ("2026-05", "two of three"), "May 2026 is one of 2 in 3 figures that came close"),
    ("2025-05", (), "The limits of chance begin in June 2025. They say nothing of May 2025."),
]


@pytest.mark.parametrize(("period", "signal", "words"), CHOSEN)
def test_a_chosen_period_has_a_verdict_of_its_own(
    tmp_path: Path, draft: Draft, period: str, signal: tuple[str, ...], words: str
) -> None:
    signals = [
        SERIES | {"period": p, "rule": rule, "sign": 1, "variation": "improvement"}
        for p, rule in [("2026-06", "outside"), *([signal] if signal else [])]
    ]
    row = SERIES | STEADY | {"variation": "improvement", "sign": 1, "since": "2025-06"}
    rebase = Rebase(period="2025-06", decided=date(2025, 6, 1), why="The desk moved to a new hall.")
    measures = tuple(
        m.model_copy(update={"rebase": [rebase]}) if m.id == HAPPY else m for m in draft.measures
    )
    reader = published(tmp_path, replace(with_rows(draft, row, signals=signals), measures=measures))
    told = said(figure(measure_page(reader, period=period), "over-time"))
    assert words in told
    assert "June 2026 is higher" not in told and "If nothing changes" not in told
    assert "June 2026 is higher" in said(figure(measure_page(reader), "over-time"))


def test_a_chosen_period_without_a_figure_is_not_judged(tmp_path: Path, draft: Draft) -> None:
    hidden = draft.observations.copy()
    at = (hidden["period"] == "2026-04") & (hidden["area"] == ELM) & (hidden["measure"] == HAPPY)
    hidden.loc[at, ["value", "lower", "upper"]] = None
    hidden.loc[at, "status"] = "suppressed"
    row = with_rows(draft, SERIES | STEADY)
    reader = published(tmp_path, replace(row, observations=hidden))
    told = said(measure_page(reader, period="2026-04"))
    assert "No figure is shown for April 2026, so we cannot say if it is changing." in told
    assert "June 2026 lies where chance" not in told


def test_a_verdict_says_its_title_once(tmp_path: Path, draft: Draft) -> None:
    drawn = figure(
        measure_page(published(tmp_path, with_rows(draft, SERIES | STEADY))), "over-time"
    )
    (verdict,) = re.findall(r"icon-steady.*?</span></span></span>", drawn)
    assert said(verdict).lower().count("no clear change") == 1


@pytest.mark.parametrize("share", [64.0, None])
def test_what_the_force_counts_besides_stands_wherever_it_stands_beside_a_place(
    tmp_path: Path, draft: Draft, share: float | None
) -> None:
    given = {"beyond": "Presses on the web count for no station.", "beyond_share": share}
    measures = tuple(m.model_copy(update=given) if m.id == HAPPY else m for m in draft.measures)
    reader = published(tmp_path, replace(draft, measures=measures))
    both = f"{given['beyond']} They are 64% of all that is counted here for Testshire"
    pages = [
        measure_page(reader),
        measure_page(reader, area="testshire"),
        markup(reader, "/compare", measure=HAPPY, area=ELM, area2="testshire"),
    ]
    assert [both in said(page) for page in pages] == [share is not None] * 3
    beside = markup(reader, "/compare", measure=HAPPY, area=ELM, area2="district_north")
    assert both not in said(beside)


def test_a_figure_whose_faces_are_hidden_says_so(tmp_path: Path, draft: Draft) -> None:
    rows = draft.observations.copy()
    mine = (rows["measure"] == HAPPY) & (rows["area"] == ELM) & (rows["period"] == "2026-06")
    rows.loc[mine, ["lower", "upper"]] = None
    shown = said(measure_page(published(tmp_path / "a", replace(draft, observations=rows))))
    assert "how far single cases differ" in shown
    face = mine & (rows["breakdown"] == "face") & (rows["category"] == "very_unhappy")
    assert face.sum() == 1
    rows.loc[face, ["numerator", "denominator", "value"]] = None
    rows.loc[face, "status"] = "suppressed"
    hidden = said(measure_page(published(tmp_path / "b", replace(draft, observations=rows))))
    assert "Some of its parts rest on too little to be shown, so no likely range" in hidden
    assert "how far single cases differ" not in hidden
