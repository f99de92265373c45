"""The page "Does training change service?" says what the release says, and no more."""

import gzip
import json
import re
from dataclasses import replace
from html import unescape
from itertools import pairwise
from pathlib import Path

import plotly.graph_objects as go
import pytest
from werkzeug.test import Client

from portal import event_study
from portal.event_study import Point
from portal.first_html import render
from portal.page import BadValue, NotFound
from portal.pages import course, effect, training
from portal.site import build
from portal.svg import draw
from portal.wording import effects as say
from release.reader import Reader
from release.writer import publish
from tests.factory import sample_draft
from tests.portal.effects import CASES, NOT_ENOUGH, UNCLEAR, UP, WORKSHOP, Row, found, not_enough
from tests.portal.findings import with_findings
from tests.portal.published import published

NUMBERS = "The figure behind the answer"


def reader_of(folder: Path, rows: list[Row]) -> Reader:
    return published(folder, with_findings(sample_draft(1), effect=rows))


def markup(reader: Reader, **asked: str) -> str:
    return render(effect.page(reader, **asked).main)


def text(reader: Reader, **asked: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup(reader, **asked))).split())


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Reader]:
    return request.param, reader_of(tmp_path, CASES[request.param])


def test_every_case_is_well_made_and_claims_no_cause(case: tuple[str, Reader]) -> None:
    name, reader = case
    seen, said = markup(reader), text(reader)
    headings = [int(level) for level in re.findall(r"<h([1-6])", seen)]
    assert headings.count(1) == 1 and all(b - a <= 1 for a, b in pairwise(headings))
    assert len(gzip.compress(seen.encode())) < 25_000 and " style=" not in seen
    assert "None" not in said and "nan" not in said
    assert not re.search(r"\b(because of|thanks to|caused by|due to) the (course|training)", said)
    assert ("moved after training" in effect.page(reader).description) is (name in ("up", "down"))
    assert "What you may not conclude That the course was the cause" in said
    assert (NUMBERS in said) is (name != "not enough")


def test_a_change_is_said_with_its_range_and_beside_the_easy_answer(tmp_path: Path) -> None:
    said = text(reader_of(tmp_path, UP))
    for sentence in (
        "Happy Index: it moved after training. Where half of the staff had done “Customer-service "
        "workshop”, the figure rose by 3.2 points, compared with places not trained yet. The "
        "likely range is 1.1 to 5.3 points.",
        "This does not show that the course was the cause.",
        "Before training, 0 of 12 points drawn lie clear of the line of no change. From training "
        "on, it is 13 of 13 points.",
        "Happy Index: all trained months together are 3.2 points higher than all others.",
        "That looks like an answer, but it is none.",
        "31.9% fewer complaints",
        "In 0.4% of these tries",
        "Enough: 40 stations were trained while at least 8 others were not: 8 are needed.",
        "4 stations are left out: to protect people",
    ):
        assert sentence in said, sentence
    assert " 0 stations" not in said


def test_the_answer_is_given_once_and_the_chart_names_its_marks_its_unit_and_what_it_leaves_out(
    tmp_path: Path,
) -> None:
    reader = reader_of(tmp_path, UP)
    said = text(reader)
    assert said.count("it moved after training.") == 1
    assert "Before and after training (points)" in said
    assert "Likely range Before training From training on No change" in said
    table = re.search(r'id="study".*?<tbody>(.*?)</tbody>', markup(reader), re.S)
    assert table
    left = table[1].count("<tr>") - 25
    assert (f"{left} rows are not drawn: they lie more than 12 months away" in said) == (left > 1)


@pytest.mark.parametrize(("rows", "words"), [(0, ""), (1, "1 row is"), (2, "2 rows are")])
def test_a_table_says_how_many_of_its_rows_are_not_drawn(rows: int, words: str) -> None:
    told = say.not_drawn(rows, 12)
    assert told.startswith("Far from the month of training")
    assert words in told and ("not drawn" in told) == bool(rows)


def test_every_number_of_the_study_is_in_its_table_in_the_order_of_time(tmp_path: Path) -> None:
    seen = markup(reader_of(tmp_path, UNCLEAR))
    table = re.search(r'id="study".*?<tbody[^>]*>(.*?)</tbody>', seen, re.S)
    assert table
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)
            for row in re.findall(r"<tr[^>]*>(.*?)</tr>", table[1])]  # fmt: skip
    assert [row[0] for row in rows[13:16]] == [
        "1 month before", "The month of training", "1 month after"
    ]  # fmt: skip
    assert rows[12] == ["2 months before", "+0.5", "-0.7 to +1.7", "10"]
    assert rows[-1] == ["14 months after", "+2.0", "not known", "1"]


def test_where_a_gate_is_shut_no_number_is_shown(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, NOT_ENOUGH)
    said = text(reader)
    assert "there is not enough data to tell whether it moved" in said
    assert "Not enough: 3 stations were trained while at least 8 others were not" in said
    assert "Enough: 180 cases" not in said and "<svg" not in markup(reader)
    assert "Chicago" not in said


def test_an_address_chooses_a_course_and_a_measure(tmp_path: Path) -> None:
    rows = [*UNCLEAR, *not_enough("empathy"), *not_enough(WORKSHOP, "calls_transferred")]
    reader = reader_of(tmp_path, rows)
    titles = {m: reader.measures[m].title for m in ("happy_index", "calls_transferred")}
    asked = {
        (): ("Customer-service workshop", "happy_index"),
        (("course", "empathy"),): ("Empathy in practice", "happy_index"),
        (("measure", "calls_transferred"),): ("Customer-service workshop", "calls_transferred"),
        (("course", WORKSHOP), ("measure", "happy_index")): (
            "Customer-service workshop", "happy_index",
        ),
    }  # fmt: skip
    for given, (named, measure) in asked.items():
        lead = effect.page(reader, **dict(given)).description
        assert lead.startswith(titles[measure]) and f"“{named}”" in lead
    assert "3 pairs of a course and a measure were chosen before anybody looked." in text(reader)
    links = re.findall(r'href="(/effect\?[^"]+)"', markup(reader))
    assert [unescape(link) for link in links] == [
        f"/effect?course={WORKSHOP}&measure=calls_transferred",
        "/effect?course=empathy&measure=happy_index",
    ]


def test_training_and_the_courses_that_were_looked_at_lead_here(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, [*UNCLEAR, *not_enough("empathy")])
    assert 'href="/effect"' in render(training.page(reader).main)
    assert 'href="/effect?course=empathy"' in render(course.page(reader, course="empathy").main)
    assert "/effect" not in render(course.page(reader, course="resilience").main)


@pytest.mark.parametrize(
    "asked",
    [
        {"course": "nothing"}, {"measure": "nothing"}, {"course": "resilience"},
        {"course": "empathy", "measure": "happy_share"},
    ],
)  # fmt: skip
def test_what_was_not_looked_at_is_not_found(tmp_path: Path, asked: dict[str, str]) -> None:
    reader = reader_of(tmp_path, [*UNCLEAR, *not_enough("empathy")])
    with pytest.raises(NotFound):
        effect.page(reader, **asked)
    with pytest.raises(BadValue):
        effect.page(reader, course="<x>")


def test_the_site_answers_with_the_right_status(tmp_path: Path, static: Path) -> None:
    url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
    publish(url, with_findings(sample_draft(1), effect=UP), "2026-07-07T09:00:00Z")
    client = Client(build(url, static))
    statuses = {
        "/effect": 200, f"/effect?course={WORKSHOP}": 200, "/effect?course=nothing": 404,
        "/effect?measure=nothing": 404, "/effect?course=%3Cx%3E": 400,
        "/effect?course=a&course=b": 400, "/effect?area=nowhere": 404,
        "/effect?measure=happy_share": 404,
    }  # fmt: skip
    assert {address: client.get(address).status_code for address in statuses} == statuses
    assert 'href="/effect"' in client.get("/").text
    assert "/effect</loc>" in client.get("/sitemap.xml").text


def test_a_release_without_findings_says_so(tmp_path: Path) -> None:
    reader = reader_of(tmp_path, [])
    assert "no course has been looked at yet" in text(reader)
    assert effect.link(reader) is None
    reader.release = replace(reader.release, schema_version=1)
    assert "This release is older than this page, so it does not say." in text(reader)


def test_rows_of_what_the_release_does_not_name_are_left_alone(tmp_path: Path) -> None:
    odd = [
        {"course": "x", "measure": "gone", "part": "simple", "status": "moved"},
        {"course": "x", "measure": "happy_index", "part": "gate", "at": "trained"},
        {"course": "unnamed", "measure": "happy_index", "part": "simple", "status": "moved",
         "estimate": 1.0},
    ]  # fmt: skip
    said = effect.page(reader_of(tmp_path, odd)).description
    assert said.startswith("Happy Index: no clear change after the course “unnamed”")


def test_a_share_moves_by_percentage_points_and_a_fall_is_a_fall(tmp_path: Path) -> None:
    rows = found(-2.34, -4.2, -1.0, 0.03, "moved", measure="calls_transferred", rates=(12.0, 11.0))
    said = text(reader_of(tmp_path, rows))
    assert "the figure fell by 2.3 percentage points" in said
    assert "The likely range is 1.0 to 4.2 percentage points." in said
    assert "1.0 percentage point lower than all others" in said


POINTS = [Point(m, 0.1 * m, 0.1 * m - 1, 0.1 * m + 1) for m in range(-17, 15)]


@pytest.mark.parametrize("points", [POINTS, POINTS[:3], POINTS[-5:], POINTS[17:18], []])
def test_the_chart_is_valid_small_and_drawn_alike(points: list[Point]) -> None:
    figure = event_study.figure(points, lambda p: f"{p.months} <b>")
    go.Figure(json.loads(json.dumps(figure)))
    drawn = draw(figure)
    assert f'height="{figure["layout"]["height"]}"' in drawn and len(drawn) < 15_000
    shown = event_study.drawn(points)
    assert drawn.count("<circle") == len(shown) and all(abs(p.months) <= 12 for p in shown)
    assert "<b>" not in drawn and "style=" not in drawn
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= 0 <= high and all(low <= p.low and p.high <= high for p in shown)


def test_points_are_joined_to_their_ranges_only() -> None:
    ranges, before, after, line = event_study.figure(POINTS, str)["data"]
    assert (before["mode"], after["mode"], line["y"]) == ("markers", "markers", [0.0, 0.0])
    assert ranges["x"].count(None) == len(event_study.drawn(POINTS)) - 1
    assert before["x"][-1] == "-1" and after["x"][0] == "0"
    paths = re.findall(r'd="([^"]*)"', draw(event_study.figure(POINTS, str)))
    assert len(paths) == 2 and paths[0].count("M") == len(event_study.drawn(POINTS))
